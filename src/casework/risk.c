// SPDX-License-Identifier: Apache-2.0
#include "casework/risk.h"

#include "access/audit.h"
#include "base/digest.h"
#include "casework/risk.sql.h"
#include "casework/risk_core.h"
#include "publish/risk_find.h"

#define OPEN "open"
#define CLEARED "cleared"
#define CONFIRMED "confirmed"

// ---- Assessing ----

typedef struct Assessing {
    const Actor *actor;
    const CaseContext *context;
    const ClaimRow *row;
    ClaimAction at;
} Assessing;

static bool keep_finding(Tx *tx, const Assessing *assessing, const RiskFound *found, Arena *arena,
                         int64_t *high, Error *error) {
    const ClaimRow *row = assessing->row;
    int64_t is_new;
    RiskInsertIn in = {
        .application_id = row->id,
        .rule_file = found->rule->file,
        .title = found->rule->title,
        .code = found->code,
        .level = found->is_high ? STR("high") : STR("normal"),
        .sentence = found->sentence,
        .facts_json = found->facts_json,
        .fingerprint = digest_sha256(arena, found->sentence),
        .pack_hash = str_from_c(assessing->context->pack->hash),
        .found_at = claim_action_code(assessing->at),
        .found_on = assessing->actor->today,
        .division_code = row->division_code,
        .accepted_by = row->accepted_by,
    };
    if (!risk_insert(tx, &in, &is_new, error)) return false;
    if (is_new == 0) return true;
    *high += found->is_high;
    return audit_write(tx, assessing->actor,
                       &(AuditEntry){.action = STR("risk.find"),
                                     .object_kind = STR("application"),
                                     .object_number = row->number,
                                     .division_code = row->division_code,
                                     .after = found->code},
                       error);
}

// Keeps what is new; `*high` is how many of these are high.
static bool assess(Tx *tx, const Assessing *assessing, Str account_number, Arena *arena,
                   int64_t *high, Error *error) {
    FactClaim claim;
    RiskFoundList found;
    *high = 0;
    if (!fact_claim_find(tx, assessing->row->number, arena, &claim, error)) return false;
    if (!str_is_absent(account_number)) claim.account_number = account_number;
    if (!risk_find(tx, assessing->context->pack, &claim, 1, assessing->actor->today, arena, &found,
                   error)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        if (!keep_finding(tx, assessing, &found.items[i], arena, high, error)) return false;
    }
    return true;
}

static bool hold(Tx *tx, ClaimRow *row, int64_t high, Error *error) {
    row->held_count += high;
    return high == 0 ||
           claim_set_held(tx, &(ClaimSetHeldIn){.id = row->id, .change = high}, NULL, error);
}

bool risk_assess_reviewed(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                          Arena *arena, Error *error) {
    int64_t high;
    return assess(tx, &(Assessing){actor, context, row, CLAIM_REVIEW}, (Str){0}, arena, &high,
                  error) &&
           hold(tx, row, high, error);
}

bool risk_hold_cleared(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                       Arena *arena, bool *is_held, Error *error) {
    int64_t high;
    *is_held = false;
    bool may_approve = role_has(actor->role, PERMISSION_FUND_APPROVE);
    // What cannot be approved anyway is refused by its own rules.
    if (!may_approve || !str_equal(row->state, claim_state_code(CLAIM_CLEARED))) return true;
    if (!assess(tx, &(Assessing){actor, context, row, CLAIM_APPROVE}, (Str){0}, arena, &high,
                error)) {
        return false;
    }
    *is_held = high > 0;
    return !*is_held || (claim_move(tx, actor, context, row, &(ClaimMove){.action = CLAIM_HOLD},
                                    arena, error) &&
                         hold(tx, row, high, error));
}

bool risk_hold_failed(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                      Str account_number, Arena *arena, bool *is_held, Error *error) {
    int64_t high;
    *is_held = false;
    bool may_fix = role_has(actor->role, PERMISSION_FUND_APPROVE);
    if (!may_fix || !str_equal(row->state, claim_state_code(CLAIM_FAILED))) return true;
    if (!assess(tx, &(Assessing){actor, context, row, CLAIM_FIX_ACCOUNT}, account_number, arena,
                &high, error)) {
        return false;
    }
    *is_held = high > 0;
    return hold(tx, row, high, error);
}

// ---- Reading ----

static bool may_answer(const Actor *actor, const RiskRow *row) {
    bool is_accepter = row->accepted_by.present && row->accepted_by.value == actor->account_id;
    return role_has(actor->role, PERMISSION_CASE_REVIEW) && !is_accepter;
}

static RiskFinding finding_from_row(const Actor *actor, const RiskRow *row) {
    RiskFinding finding = {.id = row->id,
                           .claim_number = row->claim_number,
                           .policy_number = (int)row->policy_number,
                           .policy_title = row->policy_title,
                           .amount_fen = row->amount_fen,
                           .division_code = row->division_code,
                           .rule_file = row->rule_file,
                           .title = row->title,
                           .code = row->code,
                           .is_high = str_equal(row->level, STR("high")),
                           .sentence = row->sentence,
                           .facts_json = row->facts_json,
                           .pack_hash = row->pack_hash,
                           .found_on = row->found_on,
                           .may_answer = str_equal(row->state, STR(OPEN)) &&
                                         may_answer(actor, row),
                           .state = row->state,
                           .answer = row->answer,
                           .answered_by = row->answered_by,
                           .answered_on = row->answered_on};
    claim_state_from_code(row->claim_state, &finding.claim_state);
    return finding;
}

static RiskFindings findings_from_rows(const Actor *actor, const RiskRows *rows, size_t count,
                                       Arena *arena) {
    RiskFindings findings = {NEW_ARRAY(arena, RiskFinding, count), count};
    for (size_t i = 0; i < count; i++) {
        findings.items[i] = finding_from_row(actor, &rows->items[i]);
    }
    return findings;
}

bool risk_list(Tx *tx, const Actor *actor, const RiskFilter *filter, Arena *arena, RiskPage *page,
               Error *error) {
    const Scope *scope = &actor->scope;
    RiskRows rows;
    RiskTotalRow total;
    if (!scope->sees_people) return error_set(error, ERROR_FORBIDDEN, "这个角色看不到疑点");
    RiskPageIn in = {.prefix = scope->division_prefix,
                     .is_open = !filter->is_answered,
                     .after_id = {filter->before_id != 0, filter->before_id},
                     .row_count = RISK_ROWS_MAX + 1}; // one more tells whether there is a next page
    if (!risk_page(tx, &in, arena, &rows, error) ||
        !risk_open_total(tx, &(RiskOpenTotalIn){scope->division_prefix}, arena, &total, error)) {
        return false;
    }
    bool has_more = rows.count > RISK_ROWS_MAX;
    size_t shown = has_more ? RISK_ROWS_MAX : rows.count;
    *page = (RiskPage){findings_from_rows(actor, &rows, shown, arena), total.open, total.high,
                       has_more};
    return true;
}

bool risk_of_claim(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                   RiskFindings *findings, Error *error) {
    ClaimRow claim;
    RiskRows rows;
    if (!claim_load(tx, actor, claim_number, arena, &claim, error) ||
        !risk_of_application(tx, &(RiskOfApplicationIn){claim.id}, arena, &rows, error)) {
        return false;
    }
    *findings = findings_from_rows(actor, &rows, rows.count, arena);
    return true;
}

// ---- Answering ----

static bool load(Tx *tx, const Actor *actor, int64_t id, Arena *arena, RiskRow *row, Error *error) {
    bool found;
    if (!risk_by_id(tx, &(RiskByIdIn){id, actor->scope.division_prefix}, arena, row, &found,
                    error)) {
        return false;
    }
    return found || error_set(error, ERROR_NOT_FOUND, "没有这条疑点，或者不在你能办的范围里");
}

static bool check_answer(Tx *tx, const Actor *actor, const RiskAnswer *answer, const RiskRow *row,
                         Arena *arena, Error *error) {
    if (!role_has(actor->role, PERMISSION_CASE_REVIEW)) {
        return error_set(error, ERROR_FORBIDDEN, "你的角色不能答复疑点");
    }
    if (str_is_empty(str_trim(answer->note)) || answer->note.length > RISK_ANSWER_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "请写明怎么核查的、结果如何");
        error_detail(error, "最多%d个字节", RISK_ANSWER_BYTES_MAX);
        return error_code(error, "NOTE_MISSING");
    }
    return claim_check_hand(tx, actor, row->application_id, arena, error);
}

static bool write_answer(Tx *tx, const Actor *actor, const RiskAnswer *answer, Error *error) {
    int64_t changed;
    RiskAnswerRowIn in = {.id = answer->id,
                          .state = answer->is_confirmed ? STR(CONFIRMED) : STR(CLEARED),
                          .answer = str_trim(answer->note),
                          .answered_by = actor->account_id,
                          .answered_on = actor->today};
    if (!risk_answer_row(tx, &in, &changed, error)) {
        if (str_equal(str_from_c(error->code), STR("CHECK:risk_finding_answerer_is_another"))) {
            error_set(error, ERROR_CONFLICT, "受理这件申请的人不能答复它的疑点");
            error_detail(error, "请由另一位同事核查");
            error_code(error, "SAME_PERSON");
        }
        return false;
    }
    if (changed > 0) return true;
    error_set(error, ERROR_CONFLICT, "这条疑点已经答复过");
    return error_code(error, "ANSWERED");
}

static bool refuse(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *claim,
                   const RiskAnswer *answer, Arena *arena, Error *error) {
    ClaimState state;
    ClaimMove move = {.action = CLAIM_REFUSE, .note = str_trim(answer->note)};
    bool is_known = claim_state_from_code(claim->state, &state);
    const Transition *refusal = is_known ? transition_find(CLAIM_REFUSE, state) : NULL;
    bool can_refuse = refusal && role_has(actor->role, refusal->needs);
    // Where the table has no refusal by this hand, a hold keeps the money back, until finance ends
    // the claim; without one nothing would, and confirming would be an empty word.
    if (!can_refuse && claim->held_count > 0) return true;
    if (claim_move(tx, actor, context, claim, &move, arena, error)) return true;
    if (!can_refuse) error_detail(error, "没有拨付的，请财政撤销审批或不予办理；已经拨付的，走追回");
    return false;
}

// What was taken back before its money, after its notice, goes forward again at once.
static bool go_on(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *claim,
                  Arena *arena, Error *error) {
    bool is_over = claim->notice_closes_on == DATE_ABSENT ||
                   claim->notice_closes_on < actor->today;
    bool goes_on = claim->held_count == 0 && is_over &&
                   str_equal(claim->state, claim_state_code(CLAIM_NOTICED));
    ClaimMove move = {.action = CLAIM_CLOSE_NOTICE, .message = STR("已核查完毕，继续办理")};
    return !goes_on || claim_move(tx, actor, context, claim, &move, arena, error);
}

bool risk_answer(Tx *tx, const Actor *actor, const CaseContext *context, const RiskAnswer *answer,
                 Arena *arena, Str *claim_number, Error *error) {
    RiskRow row;
    ClaimRow claim;
    if (!load(tx, actor, answer->id, arena, &row, error) ||
        !check_answer(tx, actor, answer, &row, arena, error) ||
        !write_answer(tx, actor, answer, error) ||
        !claim_by_id(tx, &(ClaimByIdIn){.id = row.application_id}, arena, &claim, error)) {
        return false;
    }
    *claim_number = row.claim_number;
    bool is_released = !answer->is_confirmed && str_equal(row.level, STR("high"));
    bool is_done = answer->is_confirmed
                       ? refuse(tx, actor, context, &claim, answer, arena, error)
                       : hold(tx, &claim, is_released ? -1 : 0, error) &&
                             go_on(tx, actor, context, &claim, arena, error);
    return is_done && audit_write(tx, actor,
                                  &(AuditEntry){.action = STR("risk.answer"),
                                                .object_kind = STR("application"),
                                                .object_number = row.claim_number,
                                                .division_code = row.division_code,
                                                .before = row.code,
                                                .after = answer->is_confirmed ? STR(CONFIRMED)
                                                                              : STR(CLEARED)},
                                  error);
}

// ---- Proving ----

bool risk_prove(Tx *tx, Arena *arena, RiskProof *proof, Error *error) {
    RiskHoldRows wrong;
    RiskTotalRow total;
    if (!risk_total(tx, NULL, arena, &total, error) ||
        !risk_holds_wrong(tx, NULL, arena, &wrong, error)) {
        return false;
    }
    *proof = (RiskProof){.findings = total.open, .faults = (int64_t)wrong.count};
    if (wrong.count == 0) return true;
    const RiskHoldRow *first = &wrong.items[0];
    proof->first_fault = str_format(arena, "申请 %.*s 记着 %lld 处异议和疑点，实有 %lld 处",
                                    STR_ARG(first->number), (long long)first->held_count,
                                    (long long)first->owed);
    return true;
}
