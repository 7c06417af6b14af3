// SPDX-License-Identifier: Apache-2.0
// Organisers and the batches of workers that they brought. A batch is a list of records with the
// fields count, avg_monthly_wage_fen and full_months; each is one person, and `count` is 1 for
// those who were registered as rural when they began, 0 for others, who earn no reward.
#include "publish/view.h"

#include "publish/fact_roster.sql.h"
#include "registry/mask.h"

// ---- Organisers ----

enum { CODE_USCC, CODE_PERSON, CODE_KIND };

static const FactColumn organiser_columns[] = {
    [CODE_USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [CODE_PERSON] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [CODE_KIND] = {"kind", FACT_TEXT, 0, HUMAN_RESOURCES},
};

static bool is_unit(Str kind) { return str_equal(kind, STR("intermediary")); }

static bool organiser_load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactOrganiserRows organisers;
    FactOrganiserPageIn in = {range->first, range->last, range->division_prefix, range->on,
                              (int64_t)range->limit};
    if (!fact_organiser_page(tx, &in, rows->arena, &organisers, error)) return false;
    fact_rows_begin(rows, organisers.count);
    for (size_t row = 0; row < organisers.count; row++) {
        const FactOrganiserRow *organiser = &organisers.items[row];
        Str uscc = is_unit(organiser->kind) ? organiser->code : (Str){0};
        rows->subjects[row] = (FactSubject){
            .key = organiser->code,
            .label = is_unit(organiser->kind) ? organiser->name
                                              : mask_name(rows->arena, organiser->name),
            .division_code = organiser->division_code,
            .person_id = organiser->person_id.present ? organiser->person_id.value : 0,
            .id_number = organiser->id_number, .uscc = uscc, .organiser_code = organiser->code,
            .event = DATE_ABSENT};
        fact_put_text(rows, CODE_USCC, row, uscc);
        fact_put_text(rows, CODE_PERSON, row, organiser->id_number);
        fact_put_text(rows, CODE_KIND, row, organiser->kind);
    }
    return true;
}

static bool organiser_grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out,
                             Error *error) {
    return fact_grants_by_kind(tx, STR("organiser"), range, arena, out, error);
}

const FactView fact_organiser_view = {
    .name = "organiser", .keying = FACT_KEY_ORGANISER, .columns = organiser_columns,
    .column_count = sizeof organiser_columns / sizeof *organiser_columns, .load = organiser_load,
    .grants = organiser_grants};

// ---- Batches ----

enum { LINES, YEAR, WORK_DIVISION };

static const FactColumn roster_columns[] = {
    [LINES] = {"", FACT_LIST, 0, HUMAN_RESOURCES},
    [YEAR] = {"year", FACT_IDENTIFIER, 0, HUMAN_RESOURCES},
    [WORK_DIVISION] = {"work_division", FACT_TEXT, 0, HUMAN_RESOURCES},
};

static const char *const LINE_FIELDS[] = {"count", "avg_monthly_wage_fen", "full_months"};

static FeelValue line_value(Arena *arena, const FactRosterLineRow *line, Date on) {
    enum { FIELDS = sizeof LINE_FIELDS / sizeof *LINE_FIELDS };
    bool has_ended = line->to_date != DATE_ABSENT && line->to_date <= on;
    Date last = has_ended ? line->to_date : on;
    int64_t values[FIELDS] = {line->is_rural, line->average_wage_fen,
                              date_full_months(line->from_date, last)};
    FeelEntry *entries = NEW_ARRAY(arena, FeelEntry, FIELDS);
    for (size_t i = 0; i < FIELDS; i++) {
        entries[i] = (FeelEntry){str_from_c(LINE_FIELDS[i]), feel_int(values[i])};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, FIELDS}};
}

// The lines of a batch, which follow those of the batches before it.
static FeelValue lines_value(Arena *arena, const FactRosterLineRows *lines, size_t *next,
                             Str batch_number, Date on) {
    while (*next < lines->count &&
           str_compare(lines->items[*next].batch_number, batch_number) < 0) {
        ++*next;
    }
    size_t first = *next;
    while (*next < lines->count &&
           str_equal(lines->items[*next].batch_number, batch_number)) {
        ++*next;
    }
    FeelValue *values = NEW_ARRAY(arena, FeelValue, *next - first);
    for (size_t i = first; i < *next; i++) {
        values[i - first] = line_value(arena, &lines->items[i], on);
    }
    return feel_list(values, *next - first);
}

static FactSubject subject_of(Arena *arena, const FactRosterRow *roster) {
    bool is_broker = !is_unit(roster->organiser_kind);
    Str name = str_is_absent(roster->organiser_name)
                   ? roster->organiser_code
                   : is_broker ? mask_name(arena, roster->organiser_name) : roster->organiser_name;
    return (FactSubject){
        .key = roster->batch_number,
        .label = str_format(arena, "%.*s %.*s批", STR_ARG(name), STR_ARG(roster->batch_number)),
        .division_code = roster->division_code,
        .person_id = roster->person_id.present ? roster->person_id.value : 0,
        .id_number = roster->id_number,
        .uscc = is_broker ? (Str){0} : roster->organiser_code,
        .organiser_code = roster->organiser_code,
        .event = DATE_ABSENT};
}

static bool roster_load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactRosterRows rosters;
    FactRosterLineRows lines;
    Arena *arena = rows->arena;
    FactRosterPageIn in = {range->first, range->last, range->division_prefix,
                           (int64_t)range->limit};
    if (!fact_roster_page(tx, &in, arena, &rosters, error)) return false;
    fact_rows_begin(rows, rosters.count);
    if (rosters.count == 0) return true;
    FactRosterLinesIn lines_in = {rosters.items[0].batch_number,
                                  rosters.items[rosters.count - 1].batch_number, range->on};
    if (!fact_roster_lines(tx, &lines_in, arena, &lines, error)) return false;
    size_t next = 0;
    for (size_t row = 0; row < rosters.count; row++) {
        const FactRosterRow *roster = &rosters.items[row];
        rows->subjects[row] = subject_of(arena, roster);
        fact_put_value(rows, LINES, row,
                       lines_value(arena, &lines, &next, roster->batch_number, range->on));
        fact_put_text(rows, YEAR, row, str_format(arena, "%lld", (long long)roster->year));
        fact_put_text(rows, WORK_DIVISION, row, roster->work_division);
    }
    return true;
}

static bool roster_grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out,
                          Error *error) {
    return fact_grants_by_kind(tx, STR("roster"), range, arena, out, error);
}

static bool roster_list(Tx *tx, const FactOwner *owner, Arena *arena, FactKeys *keys,
                        Error *error) {
    FactRosterKeyRows rows;
    bool is_read =
        owner->person_id != 0
            ? fact_roster_list_person(tx, &(FactRosterListPersonIn){owner->person_id}, arena, &rows,
                                      error)
            : fact_roster_list(tx, &(FactRosterListIn){owner->uscc}, arena, &rows, error);
    if (!is_read) return false;
    for (size_t i = 0; i < rows.count; i++) PUSH(arena, keys, rows.items[i].batch_number);
    return true;
}

const FactView fact_roster_view = {
    .name = "roster", .keying = FACT_KEY_LISTED, .columns = roster_columns,
    .column_count = sizeof roster_columns / sizeof *roster_columns, .load = roster_load,
    .grants = roster_grants, .list = roster_list};
