// SPDX-License-Identifier: Apache-2.0
// Rows that are the workers of one batch of an organiser: checked and written by the rules of the
// import of extracts.
#include "casework/claim_roster_core.h"
#include "fund/yuan.h"
#include "registry/mask.h"
#include "registry/organiser.sql.h"

#include "base/map.h"

enum { LINE_BATCH, LINE_ID, LINE_NAME, LINE_EMPLOYER, LINE_FROM, LINE_TO, LINE_WAGE };

// ---- The organiser ----

bool roster_organiser(Tx *tx, const Actor *actor, Str code, Arena *arena, Str *organiser,
                      Str *division_code, Error *error) {
    bool is_office = roster_is_office(actor);
    OrganiserRow row;
    bool found = false;
    Str wanted = is_office ? code : actor->scope.uscc;
    if (!str_is_empty(wanted)) {
        if (!organiser_find(tx, &(OrganiserFindIn){.code = wanted}, arena, &row, &found, error)) {
            return false;
        }
    } else if (!is_office && actor->scope.person_id != 0) {
        if (!organiser_of_person(tx, &(OrganiserOfPersonIn){.person_id = actor->scope.person_id},
                                 arena, &row, &found, error)) {
            return false;
        }
    }
    if (!found || (is_office && !scope_covers(&actor->scope, row.division_code))) {
        error_set(error, ERROR_NOT_FOUND, "没有查到劳务组织的备案");
        return error_detail(error, is_office ? "请核对组织者编号，或先到劳务组织里备案"
                                             : "请先到县区人社局备案为劳务中介或经纪人");
    }
    *organiser = row.code;
    *division_code = row.division_code;
    return true;
}

// ---- Workers ----

static void line_fault(RosterRead *row, const RosterForm *form, int line_column, Str sentence) {
    for (size_t i = 0; i < form->count; i++) {
        if (form->columns[i].line_column == line_column) row->faults[i] = sentence;
    }
    row->is_faulty = true;
}

static void check_name(const RosterBatch *batch, RosterRead *row, const PersonRow *person) {
    if (!person) {
        roster_fault(row, batch->form, ROSTER_COLUMN_PERSON, STR("没有查到这个人，请核对号码"));
    } else if (!str_equal(person->name, row->name)) {
        roster_fault(row, batch->form, ROSTER_COLUMN_NAME, STR("和公安登记的姓名不一样，请核对"));
    }
}

// Other batches that have the same people at work in the same days; none for a row with a fault.
static bool find_overlaps(Tx *tx, const RosterBatch *batch, const PersonRow **people, Arena *arena,
                          const RosterOverlapRow **others, Error *error) {
    ClaimRosterOverlapIn *ins = NEW_ARRAY(arena, ClaimRosterOverlapIn, batch->count);
    QueryRows *found = NEW_ARRAY(arena, QueryRows, batch->count);
    size_t *places = NEW_ARRAY(arena, size_t, batch->count), asked = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const Cell *cell = batch->rows[i].line_cells;
        if (batch->rows[i].is_faulty || !people[i]) continue;
        ins[asked] = (ClaimRosterOverlapIn){.person_id = people[i]->id,
                                            .batch_number = batch->number,
                                            .from_day = cell[LINE_FROM].number,
                                            .to_day = cell[LINE_TO].present ? cell[LINE_TO].number
                                                                            : DATE_ABSENT};
        places[asked++] = i;
    }
    if (!claim_roster_overlap_each(tx, ins, asked, arena, found, error)) return false;
    for (size_t i = 0; i < asked; i++) {
        if (found[i].count > 0) others[places[i]] = found[i].items;
    }
    return true;
}

// Who was registered as rural on the first day at work; only these count.
static bool find_rural(Tx *tx, const RosterBatch *batch, const PersonRow **people, Arena *arena,
                       bool *is_rural, Error *error) {
    ClaimRosterRuralIn *ins = NEW_ARRAY(arena, ClaimRosterRuralIn, batch->count);
    QueryRows *found = NEW_ARRAY(arena, QueryRows, batch->count);
    size_t *places = NEW_ARRAY(arena, size_t, batch->count), asked = 0;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->rows[i].is_faulty || !people[i]) continue;
        ins[asked] =
            (ClaimRosterRuralIn){people[i]->id, batch->rows[i].line_cells[LINE_FROM].number};
        places[asked++] = i;
    }
    if (!claim_roster_rural_each(tx, ins, asked, arena, found, error)) return false;
    for (size_t i = 0; i < asked; i++) is_rural[places[i]] = found[i].count > 0;
    return true;
}

static void fault_overlap(const RosterBatch *batch, RosterRead *row, const RosterOverlapRow *other,
                          Arena *arena) {
    Str since = date_to_chinese(arena, other->from_date);
    roster_fault(row, batch->form, ROSTER_COLUMN_PERSON,
                 str_format(arena, "同一就业期已在批次 %.*s 里（%.*s起），一人只能由一个组织者申报",
                            STR_ARG(other->batch_number), STR_ARG(since)));
}

static Str what_counts(Arena *arena, const RosterRead *row, Date today, bool is_rural) {
    const Cell *cell = row->line_cells;
    bool has_ended = cell[LINE_TO].present && cell[LINE_TO].number <= today;
    Date last = has_ended ? cell[LINE_TO].number : today;
    Str on = date_to_chinese(arena, last);
    Str wage = yuan_from_fen(arena, cell[LINE_WAGE].number);
    return str_format(arena, "月平均工资%.*s元，到%.*s满%lld个月%s", STR_ARG(wage), STR_ARG(on),
                      (long long)date_full_months(cell[LINE_FROM].number, last),
                      is_rural ? "" : "；上岗那天不是农村户籍，不算人数");
}

static void check_days(const Actor *actor, const RosterBatch *batch, RosterRead *row) {
    const Cell *cell = row->line_cells;
    if (!row->is_faulty && cell[LINE_FROM].number > actor->today) {
        line_fault(row, batch->form, LINE_FROM, STR("晚于今天，请上岗后再报"));
    }
    if (!row->is_faulty && cell[LINE_TO].present &&
        cell[LINE_TO].number < cell[LINE_FROM].number) {
        line_fault(row, batch->form, LINE_TO, STR("早于上岗日期，请核对"));
    }
}

static void find_twins(const RosterBatch *batch, Arena *arena) {
    Map people = {.arena = arena};
    for (size_t i = 0; i < batch->count; i++) {
        RosterRead *row = &batch->rows[i];
        RosterRead *first = str_is_empty(row->id_number) ? NULL : map_get(&people, row->id_number);
        if (first) {
            roster_fault(row, batch->form, ROSTER_COLUMN_PERSON,
                         str_format(arena, "和第%lld行是同一个人，只留一行",
                                    (long long)first->line));
        } else if (!str_is_empty(row->id_number)) {
            map_put(&people, row->id_number, row);
        }
    }
}

bool roster_batch_check(Tx *tx, const Actor *actor, RosterBatch *batch, Arena *arena,
                        RosterDecision *decisions, Error *error) {
    const PersonRow **people;
    const RosterOverlapRow **others = NEW_ARRAY(arena, const RosterOverlapRow *, batch->count);
    bool *is_rural = NEW_ARRAY(arena, bool, batch->count);
    find_twins(batch, arena);
    for (size_t i = 0; i < batch->count; i++) check_days(actor, batch, &batch->rows[i]);
    if (!roster_people(tx, batch->rows, batch->count, arena, &people, error)) return false;
    for (size_t i = 0; i < batch->count; i++) {
        if (!batch->rows[i].is_faulty) check_name(batch, &batch->rows[i], people[i]);
    }
    if (!find_overlaps(tx, batch, people, arena, others, error) ||
        !find_rural(tx, batch, people, arena, is_rural, error)) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        RosterRead *row = &batch->rows[i];
        if (others[i]) fault_overlap(batch, row, others[i], arena);
        decisions[i] = (RosterDecision){.result = row->is_faulty ? ROSTER_FAULTY : ROSTER_PAYABLE,
                                        .subject_key = row->id_number,
                                        .subject_label = mask_name(arena, row->name),
                                        .person_id = people[i] ? people[i]->id : 0,
                                        .sentences = STR("")};
        if (row->is_faulty) continue;
        decisions[i].sentences = what_counts(arena, row, actor->today, is_rural[i]);
    }
    return true;
}

// ---- Writing ----

#define PLATFORM_SOURCE STR("名册申报")

bool roster_batch_write(Tx *tx, const Actor *actor, const RosterBatch *batch, Arena *arena,
                        Error *error) {
    RosterLinePutIn *lines = NEW_ARRAY(arena, RosterLinePutIn, batch->count + 1);
    const PersonRow **people;
    size_t count = 0;
    Date first = actor->today;
    if (!roster_people(tx, batch->rows, batch->count, arena, &people, error)) return false;
    for (size_t i = 0; i < batch->count; i++) {
        const RosterRead *row = &batch->rows[i];
        const Cell *cell = row->line_cells;
        if (!people[i]) continue;
        if (cell[LINE_FROM].number < first) first = cell[LINE_FROM].number;
        lines[count++] =
            (RosterLinePutIn){.batch_number = batch->number,
                              .person_id = people[i]->id,
                              .employer_name = cell[LINE_EMPLOYER].text,
                              .from_date = cell[LINE_FROM].number,
                              .to_date = cell[LINE_TO].present ? cell[LINE_TO].number : DATE_ABSENT,
                              .average_wage_fen = cell[LINE_WAGE].number,
                              .division_code = batch->division_code,
                              .source = PLATFORM_SOURCE,
                              .data_date = actor->today};
    }
    RosterPutIn head = {.batch_number = batch->number, .organiser_code = batch->organiser_code,
                        .year = date_to_civil(first).year, .work_division = batch->work_division,
                        .division_code = batch->division_code, .source = PLATFORM_SOURCE,
                        .data_date = actor->today};
    return roster_put(tx, &head, NULL, error) &&
           (count == 0 || roster_line_put_bulk(tx, lines, count, NULL, error));
}
