// SPDX-License-Identifier: Apache-2.0
// Rosters as their owner and the office see them, and the workbook that goes back.
#include "casework/claim_roster_core.h"
#include "base/utf8.h"
#include "registry/workbook.h"

#define RESULT_COLUMNS 4 // result, amount, why, claim

static const struct {
    Str code, label;
} results[ROSTER_RESULT_COUNT] = {
    [ROSTER_PAYABLE] = {STR_INIT("payable"), STR_INIT("可以申报")},
    [ROSTER_LOOK] = {STR_INIT("look"), STR_INIT("缺信息")},
    [ROSTER_NOT] = {STR_INIT("not"), STR_INIT("不符合")},
    [ROSTER_HAD] = {STR_INIT("had"), STR_INIT("已经有了")},
    [ROSTER_FAULTY] = {STR_INIT("faulty"), STR_INIT("要改")},
};

Str roster_result_label(RosterResult result) { return results[result].label; }

Str roster_result_code(RosterResult result) { return results[result].code; }

static RosterResult result_from_code(Str code) {
    for (int i = 0; i < ROSTER_RESULT_COUNT; i++) {
        if (str_equal(results[i].code, code)) return (RosterResult)i;
    }
    return ROSTER_FAULTY;
}

// ---- Texts as JSON ----

Str roster_texts_to_json(Arena *arena, const Str *texts, size_t count) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_array(&writer);
    for (size_t i = 0; i < count; i++) {
        json_string(&writer, str_is_absent(texts[i]) ? STR("") : texts[i]);
    }
    json_close_array(&writer);
    return str_built(&out);
}

bool roster_texts_from_json(Arena *arena, Str json, Str **texts, size_t *count, Error *error) {
    const JsonValue *value;
    if (!json_parse(arena, json, &value, error)) return false;
    *count = value->count;
    *texts = NEW_ARRAY(arena, Str, value->count + 1);
    for (size_t i = 0; i < value->count; i++) (*texts)[i] = value->items[i]->text;
    return true;
}

// The faults by column, and last the one of the whole row.
Str roster_faults_json(Arena *arena, const RosterRead *row, size_t count) {
    Str *faults = NEW_ARRAY(arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) faults[i] = row->faults[i];
    faults[count] = row->row_fault;
    return roster_texts_to_json(arena, faults, count + 1);
}

// ---- Scope ----

Str roster_owner_key(Arena *arena, const Actor *actor) {
    if (roster_is_office(actor)) return (Str){0};
    if (!str_is_empty(actor->scope.uscc)) return actor->scope.uscc;
    return str_format(arena, "person:%lld", (long long)actor->scope.person_id);
}

bool roster_head(Tx *tx, const Actor *actor, Str number, Arena *arena, RosterHeadRow *head,
                 Error *error) {
    bool found;
    ClaimRosterByNumberIn in = {.number = number, .prefix = actor->scope.division_prefix,
                                .owner_key = roster_owner_key(arena, actor)};
    if (!roster_is_office(actor)) in.prefix = STR("");
    if (!claim_roster_by_number(tx, &in, arena, head, &found, error)) return false;
    if (found && actor->scope.sees_people) return true;
    error_set(error, ERROR_NOT_FOUND, "没有名册 %.*s，或者不在你能看的范围里",
              STR_ARG(utf8_head(number, 40)));
    return error_detail(error, "请从名册列表里选");
}

// ---- One roster ----

static bool count_rows(Tx *tx, const RosterHeadRow *head, Arena *arena, ClaimRoster *roster,
                       Error *error) {
    RosterCountRows counts;
    if (!claim_roster_counts(tx, &(ClaimRosterCountsIn){.roster_id = head->id}, arena, &counts,
                             error)) {
        return false;
    }
    for (size_t i = 0; i < counts.count; i++) {
        const RosterCountRow *row = &counts.items[i];
        RosterResult result = result_from_code(row->result);
        roster->counts[result] = row->count;
        roster->row_count += row->count;
        roster->claimed += row->claimed;
        roster->submitted += row->submitted;
        roster->awaiting += row->awaiting;
        if (result == ROSTER_PAYABLE) roster->payable_fen = row->amount_fen;
    }
    if (roster->is_batch) roster->payable_fen = roster->is_whole_eligible ? roster->whole_fen : 0;
    return true;
}

static bool roster_from_head(Tx *tx, const Actor *actor, const RosterHeadRow *head, Arena *arena,
                             ClaimRoster *roster, Error *error) {
    Str own = roster_is_office(actor)
                  ? str_format(arena, "office:%.*s", STR_ARG(actor->scope.division_prefix))
                  : roster_owner_key(arena, actor);
    *roster = (ClaimRoster){
        .number = head->number,
        .policy_number = (int)head->policy_number,
        .policy_title = head->policy_title,
        .measure_key = head->measure,
        .measure_name = head->measure_name,
        .period = head->period,
        .decided_on = head->decided_on,
        .owner_name = head->owner_name,
        .division_code = head->division_code,
        .file_name = head->file_name,
        .state = head->state,
        .created_on = head->created_on,
        .is_batch = head->whole_eligible.present,
        .is_whole_eligible = head->whole_eligible.present && head->whole_eligible.value != 0,
        .whole_fen = head->whole_fen.present ? head->whole_fen.value : 0,
        .whole_sentences = head->whole_sentences,
        .claim_number = head->claim_number,
        .is_own = str_equal(own, head->owner_key),
    };
    return roster_texts_from_json(arena, head->columns_json, &roster->columns,
                                  &roster->column_count, error) &&
           count_rows(tx, head, arena, roster, error);
}

static bool row_from_item(Arena *arena, const RosterItemRow *item, ClaimRosterRow *row,
                          Error *error) {
    size_t fault_count;
    ClaimState state;
    *row = (ClaimRosterRow){.sequence = item->sequence, .line = item->line,
                            .subject_label = item->subject_label,
                            .result = result_from_code(item->result),
                            .amount_fen = item->amount_fen, .sentences = item->sentences,
                            .claim_number = item->claim_number};
    if (!str_is_absent(item->claim_state) && claim_state_from_code(item->claim_state, &state)) {
        row->claim_state = claim_state_label(state);
    }
    if (!roster_texts_from_json(arena, item->cells_json, &row->cells, &row->cell_count, error) ||
        !roster_texts_from_json(arena, item->faults_json, &row->faults, &fault_count, error)) {
        return false;
    }
    // The fault of the whole row is what there is to say of it.
    Str whole = fault_count > row->cell_count ? row->faults[row->cell_count] : (Str){0};
    if (!str_is_empty(whole)) row->sentences = whole;
    return true;
}

static bool read_rows(Tx *tx, const RosterHeadRow *head, const ClaimRosterQuery *query,
                      Arena *arena, ClaimRoster *roster, Error *error) {
    RosterItemRows rows;
    ClaimRosterRowsIn in = {.roster_id = head->id, .after_sequence = query->after_sequence,
                            .row_count = query->row_count};
    if (in.row_count > ROSTER_PAGE_ROWS_MAX) in.row_count = ROSTER_PAGE_ROWS_MAX;
    if (query->result >= 0) in.result = roster_result_code((RosterResult)query->result);
    if (!claim_roster_rows(tx, &in, arena, &rows, error)) return false;
    roster->rows = NEW_ARRAY(arena, ClaimRosterRow, rows.count + 1);
    roster->rows_shown = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        if (!row_from_item(arena, &rows.items[i], &roster->rows[i], error)) return false;
    }
    return true;
}

bool claim_roster_find(Tx *tx, const Actor *actor, const ClaimRosterQuery *query, Arena *arena,
                       ClaimRoster *roster, Error *error) {
    RosterHeadRow head;
    return roster_head(tx, actor, query->number, arena, &head, error) &&
           roster_from_head(tx, actor, &head, arena, roster, error) &&
           (query->row_count == 0 || read_rows(tx, &head, query, arena, roster, error));
}

bool claim_roster_list(Tx *tx, const Actor *actor, Arena *arena, ClaimRosters *rosters,
                       Error *error) {
    RosterHeadRows heads;
    ClaimRosterPageIn in = {.prefix = actor->scope.division_prefix,
                            .owner_key = roster_owner_key(arena, actor),
                            .row_count = ROSTER_LIST_MAX};
    *rosters = (ClaimRosters){0};
    if (!roster_is_office(actor)) in.prefix = STR("");
    if (!claim_roster_page(tx, &in, arena, &heads, error)) return false;
    for (size_t i = 0; i < heads.count; i++) {
        ClaimRoster roster;
        if (!roster_from_head(tx, actor, &heads.items[i], arena, &roster, error)) return false;
        PUSH(arena, rosters, roster);
    }
    return true;
}

// ---- The workbook that goes back ----

static void mark_row(Arena *arena, const ClaimRosterRow *row, size_t columns,
                     WorkbookCell *cells) {
    StrBuilder why;
    str_builder_init(&why, arena, 0);
    str_put(&why, row->sentences);
    for (size_t i = 0; i < columns && i < row->cell_count; i++) {
        cells[i] = (WorkbookCell){row->cells[i], row->faults[i]};
        if (str_is_empty(row->faults[i])) continue;
        if (why.count) str_put(&why, STR("；"));
        str_put(&why, row->faults[i]);
    }
    cells[columns].text = roster_result_label(row->result);
    if (row->result == ROSTER_PAYABLE && row->amount_fen > 0) {
        cells[columns + 1].text = str_format(arena, "%lld.%02lld",
                                             (long long)(row->amount_fen / 100),
                                             (long long)(row->amount_fen % 100));
    }
    cells[columns + 2].text = str_built(&why);
    cells[columns + 3].text = row->claim_number;
}

bool claim_roster_workbook(Tx *tx, const Actor *actor, Str number, Arena *arena, Str *bytes,
                           Error *error) {
    static const Str names[RESULT_COLUMNS] = {STR_INIT("核对结果"), STR_INIT("金额（元）"),
                                              STR_INIT("原因"), STR_INIT("受理号")};
    ClaimRosterQuery query = {.number = number, .result = -1, .row_count = ROSTER_ROWS_MAX};
    ClaimRoster roster;
    if (!claim_roster_find(tx, actor, &query, arena, &roster, error)) return false;
    size_t width = roster.column_count + RESULT_COLUMNS;
    WorkbookColumn *columns = NEW_ARRAY(arena, WorkbookColumn, width);
    WorkbookCell *cells = NEW_ARRAY(arena, WorkbookCell, width * roster.rows_shown + 1);
    for (size_t i = 0; i < roster.column_count; i++) columns[i].name = roster.columns[i];
    for (size_t i = 0; i < RESULT_COLUMNS; i++) {
        columns[roster.column_count + i].name = names[i];
    }
    for (size_t i = 0; i < roster.rows_shown; i++) {
        mark_row(arena, &roster.rows[i], roster.column_count, &cells[i * width]);
    }
    Workbook book = {.title = STR("名册"), .columns = columns, .column_count = width,
                     .cells = cells, .row_count = roster.rows_shown};
    return workbook_write(arena, &book, bytes, error);
}
