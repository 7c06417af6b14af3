// SPDX-License-Identifier: Apache-2.0
// Internship bases and their trainees. Counts are those of the year of the decision, up to its day.
// The key of a trainee is uscc:id_number:first day.
#include "publish/view.h"

#include "publish/fact_base.sql.h"
#include "registry/mask.h"

// ---- Bases ----

enum { BASE_USCC, POSTS, ACCEPTED, COMPLETED, RETAINED, COMPLETED_ON };

static const FactColumn base_columns[] = {
    [BASE_USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [POSTS] = {"posts", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [ACCEPTED] = {"accepted_in_year", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [COMPLETED] = {"completed", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [RETAINED] = {"retained_with_contract", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [COMPLETED_ON] = {"completed_on", FACT_DATE, 0, HUMAN_RESOURCES},
};

static bool base_load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactBaseRows bases;
    Date year_first = date_from_civil((CivilDate){date_to_civil(range->on).year, 1, 1});
    FactBasePageIn in = {range->first, range->last, range->division_prefix, year_first, range->on,
                         (int64_t)range->limit};
    if (!fact_base_page(tx, &in, rows->arena, &bases, error)) return false;
    fact_rows_begin(rows, bases.count);
    for (size_t row = 0; row < bases.count; row++) {
        const FactBaseRow *base = &bases.items[row];
        rows->subjects[row] = (FactSubject){
            .key = base->uscc, .label = str_is_absent(base->name) ? base->uscc : base->name,
            .division_code = base->division_code, .uscc = base->uscc, .event = DATE_ABSENT};
        fact_put_text(rows, BASE_USCC, row, base->uscc);
        fact_put_int(rows, POSTS, row, base->posts);
        fact_put_int(rows, ACCEPTED, row, base->accepted);
        fact_put_int(rows, COMPLETED, row, base->completed);
        fact_put_int(rows, RETAINED, row, base->retained);
        fact_put_date(rows, COMPLETED_ON, row, base->completed_on);
    }
    return true;
}

const FactView fact_base_view = {
    .name = "base", .keying = FACT_KEY_UNIT, .columns = base_columns,
    .column_count = sizeof base_columns / sizeof *base_columns, .load = base_load,
    .grants = fact_grants_by_unit};

// ---- Trainees ----

enum {
    USCC, PERSON_ID, DIVISION, PLANNED, DONE, SUBSIDY, CONTRACT_SIGNED, FROM_DATE, ENDED_ON,
    CONTRACT_FROM,
};

static const FactColumn trainee_columns[] = {
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [DIVISION] = {"division", FACT_TEXT, 0, HUMAN_RESOURCES},
    [PLANNED] = {"planned_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [DONE] = {"completed_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [SUBSIDY] = {"monthly_subsidy_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [CONTRACT_SIGNED] = {"contract_signed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [FROM_DATE] = {"from_date", FACT_DATE, 0, HUMAN_RESOURCES},
    [ENDED_ON] = {"ended_on", FACT_DATE, 0, HUMAN_RESOURCES},
    [CONTRACT_FROM] = {"contract_from", FACT_DATE, 0, HUMAN_RESOURCES},
};

static void put_trainee(FactRows *rows, size_t row, const FactTraineeRow *trainee, Date on) {
    bool has_ended = trainee->ended_on != DATE_ABSENT && trainee->ended_on <= on;
    Date last = has_ended ? trainee->ended_on : on;
    bool is_signed = trainee->contract_from != DATE_ABSENT && trainee->contract_from <= on;
    Str from = date_to_chinese(rows->arena, trainee->from_date);
    Str name = mask_name(rows->arena, trainee->name);
    Str own = fact_own_name(rows->arena, trainee->name, trainee->id_number);
    rows->subjects[row] = (FactSubject){
        .key = fact_key_triple(rows->arena, trainee->uscc, trainee->id_number, trainee->from_date),
        .label = str_format(rows->arena, "%.*s %.*s起见习", STR_ARG(name), STR_ARG(from)),
        .own_label = str_format(rows->arena, "%.*s %.*s起见习", STR_ARG(own), STR_ARG(from)),
        .division_code = trainee->division_code, .person_id = trainee->person_id,
        .id_number = trainee->id_number, .uscc = trainee->uscc, .event = DATE_ABSENT};
    fact_put_text(rows, USCC, row, trainee->uscc);
    fact_put_text(rows, PERSON_ID, row, trainee->id_number);
    fact_put_text(rows, DIVISION, row, trainee->division_code);
    fact_put_int(rows, PLANNED, row, trainee->planned_months);
    fact_put_int(rows, DONE, row, date_full_months(trainee->from_date, last));
    fact_put_int(rows, SUBSIDY, row, trainee->monthly_subsidy_fen);
    fact_put_bool(rows, CONTRACT_SIGNED, row, is_signed);
    fact_put_date(rows, FROM_DATE, row, trainee->from_date);
    fact_put_date(rows, ENDED_ON, row, has_ended ? trainee->ended_on : DATE_ABSENT);
    fact_put_date(rows, CONTRACT_FROM, row, is_signed ? trainee->contract_from : DATE_ABSENT);
}

static bool trainee_load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactTraineeRows trainees;
    FactTraineePageIn in = {fact_key_unit(range->first), range->last, range->first, range->last,
                            range->division_prefix, range->on, (int64_t)range->limit};
    if (!fact_trainee_page(tx, &in, rows->arena, &trainees, error)) return false;
    fact_rows_begin(rows, trainees.count);
    for (size_t row = 0; row < trainees.count; row++) {
        put_trainee(rows, row, &trainees.items[row], range->on);
    }
    return true;
}

static bool trainee_grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out,
                           Error *error) {
    FactGrantRows rows;
    FactGrantsOfTraineesIn in = {fact_key_unit(range->first), fact_key_unit(range->last)};
    if (!fact_grants_of_trainees(tx, &in, arena, &rows, error)) return false;
    fact_grants_take(arena, range, &rows, out);
    return true;
}

const FactView fact_trainee_view = {
    .name = "trainee", .keying = FACT_KEY_UNIT_FIRST, .columns = trainee_columns,
    .column_count = sizeof trainee_columns / sizeof *trainee_columns, .load = trainee_load,
    .grants = trainee_grants};
