// SPDX-License-Identifier: Apache-2.0
// One row of a roster decided, the same for a check and for the claim.
#include "casework/claim_roster_core.h"
#include "casework/consent.h"

#include <string.h>

Str roster_channel(const Actor *actor, const Measure *measure) {
    bool is_for_others = roster_is_office(actor) || measure->reported_by;
    return is_for_others ? STR("counter") : STR("self");
}

bool roster_is_office(const Actor *actor) {
    return role_has(actor->role, PERMISSION_CASE_READ);
}

static RosterResult result_of(const char *code) {
    if (strcmp(code, "ALREADY_CLAIMED") == 0) return ROSTER_HAD;
    if (strcmp(code, "UNDECIDED") == 0) return ROSTER_LOOK;
    bool is_not = strcmp(code, "NOT_ELIGIBLE") == 0 || strcmp(code, "NOTHING_TO_PAY") == 0;
    return is_not ? ROSTER_NOT : ROSTER_FAULTY;
}

bool roster_refusal(Arena *arena, const Error *refusal, RosterDecision *decision) {
    bool is_decision = refusal->kind == ERROR_INVALID || refusal->kind == ERROR_NOT_FOUND ||
                       refusal->kind == ERROR_CONFLICT;
    if (!is_decision) return false;
    decision->result = result_of(refusal->code);
    bool has_reasons = decision->result == ROSTER_NOT && refusal->detail[0];
    decision->sentences =
        has_reasons ? str_copy(arena, str_from_c(refusal->detail))
                    : str_format(arena, "%s%s%s", refusal->message,
                                 refusal->detail[0] ? "：" : "", refusal->detail);
    return true;
}

static bool refuse_stranger(Str sentence, Str advice, Error *error) {
    error_set(error, ERROR_NOT_FOUND, "%.*s", STR_ARG(sentence));
    error_detail(error, "%.*s", STR_ARG(advice));
    return error_code(error, "NOT_THEIRS");
}

// The first day of the turn that ends on, or holds, the day.
static Date first_of_turn(const Measure *measure, Date on) {
    CivilDate civil = date_to_civil(on);
    if (measure->period != MEASURE_MONTHLY) civil.month = 1;
    civil.day = 1;
    return date_from_civil(civil);
}

// Who reports for others learns of them what they allow.
static bool check_reporter(Tx *tx, const RosterCase *in, const Assessment *assessment,
                           Arena *arena, Error *error) {
    const Actor *actor = in->actor;
    bool is_theirs = !str_is_empty(actor->scope.uscc) &&
                     str_equal(actor->scope.uscc, assessment->reporter_uscc);
    if (is_theirs && !consent_is_given(tx, assessment->person_id, CONSENT_LOOKUP, actor->today,
                                       arena, &is_theirs, error)) {
        return false;
    }
    if (is_theirs) return true;
    return refuse_stranger(STR("登记的不是贵单位的人，或者本人不同意代报"),
                           STR("请核对身份号码；本人可以自己申请"), error);
}

static bool check_bond(Tx *tx, const RosterCase *in, const Assessment *assessment, Arena *arena,
                       Error *error) {
    RosterBondRow row;
    ClaimRosterIsOfUnitIn query = {.person_id = assessment->person_id,
                                   .uscc = in->actor->scope.uscc,
                                   .from_day = first_of_turn(in->measure, in->on),
                                   .to_day = in->on,
                                   .policy_number = in->policy->number};
    if (!claim_roster_is_of_unit(tx, &query, arena, &row, error)) return false;
    if (row.bonds > 0) return true;
    return refuse_stranger(STR("查不到这个人这一期在贵单位就业、参保、见习，也没有录取到岗"),
                           STR("请核对身份号码；确实在岗的，请县区经办在窗口报"), error);
}

static bool check_standing(Tx *tx, const RosterCase *in, const Assessment *assessment, Arena *arena,
                           Error *error) {
    const Scope *scope = &in->actor->scope;
    if (roster_is_office(in->actor)) {
        return claim_check_counter(tx, in->actor, assessment, arena, error);
    }
    if (!str_is_absent(assessment->uscc)) {
        if (str_equal(scope->uscc, assessment->uscc)) return true;
        return refuse_stranger(STR("不是贵单位的"), STR("请核对编号"), error);
    }
    bool is_self = scope->person_id != 0 && scope->person_id == assessment->person_id;
    if (is_self) return true;
    return in->measure->reported_by ? check_reporter(tx, in, assessment, arena, error)
                                    : check_bond(tx, in, assessment, arena, error);
}

static bool assess(Tx *tx, const RosterCase *in, Arena *arena, Assessment *assessment,
                   Error *error) {
    if (in->set) {
        return assessment_set_subject(in->set, in->subject_key, in->stated_json, arena, assessment,
                                      error);
    }
    AssessmentIn query = {.pack = in->context->pack,
                          .policy_number = in->policy->number,
                          .subject_key = in->subject_key,
                          .measure_key = in->measure->key,
                          .stated_json = in->stated_json,
                          .on = in->on};
    return assess_subject(tx, &query, arena, assessment, error);
}

static bool decide(Tx *tx, const RosterCase *in, Arena *arena, Assessment *assessment, Payee *payee,
                   Error *error) {
    return assess(tx, in, arena, assessment, error) &&
           check_standing(tx, in, assessment, arena, error) &&
           (!assessment->is_claimed || claim_check_unclaimed(tx, assessment, arena, error)) &&
           claim_check_submission(assessment, arena, error) &&
           payee_settle(tx, assessment, &(PayeeAccount){0}, arena, payee, error);
}

bool roster_decide(Tx *tx, const RosterCase *in, Arena *scratch, Arena *arena,
                   Assessment *assessment, Payee *payee, RosterDecision *decision, Error *error) {
    Error refusal = {0};
    *assessment = (Assessment){0};
    bool is_payable = decide(tx, in, scratch, assessment, payee, &refusal);
    *decision = (RosterDecision){.result = ROSTER_PAYABLE,
                                 .subject_key = str_copy(arena, in->subject_key),
                                 .subject_label = str_copy(arena, assessment->subject_label),
                                 .person_id = assessment->person_id,
                                 .sentences = STR("")};
    if (is_payable && assessment->has_amount) {
        decision->amount_fen = assessment->amount_fen;
        return true;
    }
    if (is_payable) {
        decision->result = ROSTER_LOOK;
        decision->awaits = true;
        decision->sentences = claim_awaiting_text(assessment, arena);
        return true;
    }
    if (roster_refusal(arena, &refusal, decision)) return true;
    *error = refusal;
    return false;
}

bool roster_people(Tx *tx, const RosterRead *rows, size_t count, Arena *arena,
                   const PersonRow ***people, Error *error) {
    PersonFindIn *ins = NEW_ARRAY(arena, PersonFindIn, count);
    QueryRows *found = NEW_ARRAY(arena, QueryRows, count);
    size_t *places = NEW_ARRAY(arena, size_t, count), asked = 0;
    *people = NEW_ARRAY(arena, const PersonRow *, count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].is_faulty || str_is_empty(rows[i].id_number)) continue;
        ins[asked].id_number = rows[i].id_number;
        places[asked++] = i;
    }
    if (!person_find_each(tx, ins, asked, arena, found, error)) return false;
    for (size_t i = 0; i < asked; i++) {
        if (found[i].count > 0) (*people)[places[i]] = found[i].items;
    }
    return true;
}
