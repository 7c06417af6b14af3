// SPDX-License-Identifier: Apache-2.0
// What the subjects of a batch come to: a column, an amount, reasons and doubts.
#include "casework/batch_core.h"
#include "casework/claim_make.h"
#include "publish/fact_claim.sql.h"
#include "publish/risk_find.h"
#include "registry/employer.sql.h"
#include "registry/person.sql.h"

static const char *const column_codes[] = {"payable", "look", "not"};

BatchColumn batch_column_from_code(Str code) {
    for (int i = 0; i < 3; i++) {
        if (str_equal(code, str_from_c(column_codes[i]))) return (BatchColumn)i;
    }
    return BATCH_NOT;
}

// ---- One row ----

static BatchColumn column_of(const Assessment *assessment) {
    if (claim_awaits_departments(assessment)) return BATCH_LOOK;
    if (assessment->eligible == FEEL_FALSE) return BATCH_NOT;
    if (assessment->eligible == FEEL_UNKNOWN || !assessment->has_amount) return BATCH_LOOK;
    if (assessment->review_count > 0) return BATCH_LOOK;
    return assessment->amount_fen > 0 ? BATCH_PAYABLE : BATCH_NOT;
}

// What was decided of a subject, and what is doubtful about it.
typedef struct Matched {
    const Assessment *assessment;
    const RiskFound *found;
    size_t found_count;
    bool is_own; // of the officer who had it matched
} Matched;

static bool needs_look(const Matched *matched) {
    if (matched->is_own) return true;
    for (size_t i = 0; i < matched->found_count; i++) {
        if (matched->found[i].is_high) return true;
    }
    return false;
}

static void put_missing(StrBuilder *out, const Assessment *assessment, Arena *arena) {
    if (claim_awaits_departments(assessment)) {
        str_put_joined(out, claim_awaiting_text(assessment, arena), STR("；"));
        return;
    }
    for (size_t i = 0; i < assessment->missing_count; i++) {
        Str missing = str_format(arena, "缺：%.*s", STR_ARG(assessment->missing[i]));
        str_put_joined(out, missing, STR("；"));
    }
}

static BatchInsertRowIn row_of(const Matched *matched, Arena *arena) {
    static const Str own = STR_INIT(
        "比对的工作人员就是领钱的人，或者替领钱的单位办事，要由另一位同事办理");
    const Assessment *assessment = matched->assessment;
    bool awaits = claim_awaits_departments(assessment);
    bool has_amount = assessment->has_amount && !awaits;
    BatchColumn column = needs_look(matched) ? BATCH_LOOK : column_of(assessment);
    StrBuilder codes, sentences;
    str_builder_init(&codes, arena, 0);
    str_builder_init(&sentences, arena, 0);
    for (size_t i = 0; i < assessment->reason_count; i++) {
        str_put_joined(&codes, assessment->reasons[i].code, STR(","));
        str_put_joined(&sentences, assessment->reasons[i].sentence, STR("；"));
    }
    for (size_t i = 0; i < assessment->review_count; i++) {
        str_put_joined(&codes, assessment->reviews[i], STR(","));
    }
    put_missing(&sentences, assessment, arena);
    for (size_t i = 0; i < matched->found_count; i++) {
        str_put_joined(&codes, matched->found[i].code, STR(","));
        str_put_joined(&sentences, matched->found[i].sentence, STR("；"));
    }
    if (matched->is_own) {
        str_put_joined(&codes, STR(BATCH_OWN_CODE), STR(","));
        str_put_joined(&sentences, own, STR("；"));
    }
    return (BatchInsertRowIn){
        .subject_key = assessment->subject_key,
        .subject_label = assessment->subject_label,
        .result = str_from_c(column_codes[column]),
        .amount_fen = column == BATCH_NOT || !has_amount ? 0 : assessment->amount_fen,
        .codes = str_built(&codes),
        .sentences = str_built(&sentences),
        .person_id = {assessment->person_id != 0, assessment->person_id},
        .uscc = assessment->uscc,
        .awaits = awaits,
    };
}

// ---- What is doubtful ----

// The payable subjects of a page, as the claims that they would become.
typedef struct Candidates {
    FactClaim *claims;
    size_t *places; // in the page
    size_t count;
} Candidates;

static FactClaim candidate_of(const Assessment *assessment, Date on) {
    return (FactClaim){.policy_number = assessment->policy->number,
                       .measure = assessment->measure->key,
                       .subject_kind = assessment->subject_kind,
                       .subject_key = assessment->subject_key,
                       .period = assessment->period,
                       .person_id = assessment->person_id,
                       .uscc = assessment->uscc,
                       .payee_key = assessment->uscc,
                       .division_code = assessment->division_code,
                       .channel = STR("automatic"),
                       .amount_fen = assessment->amount_fen,
                       .submitted_on = on};
}

// Who they are, and the account that the databases know.
static bool put_people(Tx *tx, Candidates *candidates, Arena *arena, Error *error) {
    FactClaimPersonIn *ins = NEW_ARRAY(arena, FactClaimPersonIn, candidates->count);
    PersonAccountActiveIn *account_ins =
        NEW_ARRAY(arena, PersonAccountActiveIn, candidates->count);
    QueryRows *people = NEW_ARRAY(arena, QueryRows, candidates->count);
    QueryRows *accounts = NEW_ARRAY(arena, QueryRows, candidates->count);
    size_t *places = NEW_ARRAY(arena, size_t, candidates->count), count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        const FactClaim *claim = &candidates->claims[i];
        if (!str_is_absent(claim->uscc)) continue;
        ins[count].person_id = claim->person_id;
        account_ins[count].person_id = claim->person_id;
        places[count++] = i;
    }
    if (!fact_claim_person_each(tx, ins, count, arena, people, error) ||
        !person_account_active_each(tx, account_ins, count, arena, accounts, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        FactClaim *claim = &candidates->claims[places[i]];
        const FactClaimPersonRow *person = people[i].items;
        const PersonAccountRow *account = accounts[i].items;
        if (people[i].count > 0) claim->payee_key = person->id_number;
        if (accounts[i].count > 0) claim->account_number = account->account_number;
    }
    return true;
}

static bool put_units(Tx *tx, Candidates *candidates, Arena *arena, Error *error) {
    EmployerAccountActiveIn *ins = NEW_ARRAY(arena, EmployerAccountActiveIn, candidates->count);
    QueryRows *accounts = NEW_ARRAY(arena, QueryRows, candidates->count);
    size_t *places = NEW_ARRAY(arena, size_t, candidates->count), count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        const FactClaim *claim = &candidates->claims[i];
        if (str_is_absent(claim->uscc)) continue;
        ins[count].uscc = claim->uscc;
        places[count++] = i;
    }
    if (!employer_account_active_each(tx, ins, count, arena, accounts, error)) return false;
    for (size_t i = 0; i < count; i++) {
        const EmployerAccountRow *account = accounts[i].items;
        if (accounts[i].count > 0) {
            candidates->claims[places[i]].account_number = account->account_number;
        }
    }
    return true;
}

// What would be paid is looked at before anybody may confirm it.
static bool find_doubts(Tx *tx, const BatchDecide *in, Matched *rows, size_t count, Arena *arena,
                        Error *error) {
    Candidates candidates = {.claims = NEW_ARRAY(arena, FactClaim, count),
                             .places = NEW_ARRAY(arena, size_t, count)};
    RiskFoundList found;
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = rows[i].assessment;
        if (column_of(assessment) != BATCH_PAYABLE) continue;
        rows[i].is_own =
            stake_among(in->stakes, assessment->person_id, assessment->uscc) != STAKE_NONE;
        candidates.places[candidates.count] = i;
        candidates.claims[candidates.count++] = candidate_of(assessment, in->on);
    }
    if (!put_people(tx, &candidates, arena, error) || !put_units(tx, &candidates, arena, error) ||
        !risk_find(tx, in->pack, candidates.claims, candidates.count, in->on, arena, &found,
                   error)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        Matched *row = &rows[candidates.places[found.items[i].claim]];
        RiskFound *own = NEW_ARRAY(arena, RiskFound, row->found_count + 1);
        for (size_t j = 0; j < row->found_count; j++) own[j] = row->found[j];
        own[row->found_count++] = found.items[i];
        row->found = own;
    }
    return true;
}

bool batch_decide(Tx *tx, const BatchDecide *in, const Assessments *assessments, Arena *arena,
                  BatchInsertRowIn **rows, Error *error) {
    size_t count = assessments->count;
    Matched *matched = NEW_ARRAY(arena, Matched, count);
    for (size_t i = 0; i < count; i++) matched[i].assessment = &assessments->items[i];
    if (!find_doubts(tx, in, matched, count, arena, error)) return false;
    *rows = NEW_ARRAY(arena, BatchInsertRowIn, count);
    for (size_t i = 0; i < count; i++) (*rows)[i] = row_of(&matched[i], arena);
    return true;
}
