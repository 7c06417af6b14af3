// SPDX-License-Identifier: Apache-2.0
// Submitting: decide on the facts of the day, take the entitlement, keep everything that was used.
#include "casework/claim_draft.h"
#include "casework/claim_joint.h"

static bool check_open(const Assessment *assessment, Error *error) {
    const Measure *measure = assessment->measure;
    if (measure && measure->kind == MEASURE_BENEFIT &&
        (measure->ways & (MEASURE_APPLICATION | MEASURE_ROSTER))) {
        return true;
    }
    error_set(error, ERROR_CONFLICT, "%.*s不用申请", STR_ARG(assessment->policy->title));
    error_detail(error, "符合条件的由系统主动办理，请留意消息");
    return error_code(error, "NOT_BY_APPLICATION");
}

typedef struct SubmitIn {
    const Actor *actor;
    const CaseContext *context;
    const ClaimSubmission *submission;
    ClaimRow *made; // set by whoever submits; left alone by who asks for an answer once more
} SubmitIn;

static AssessmentIn query_of(const SubmitIn *in) {
    const ClaimSubmission *submission = in->submission;
    return (AssessmentIn){.pack = in->context->pack,
                          .policy_number = submission->policy_number,
                          .subject_key = submission->subject_key,
                          .measure_key = submission->measure_key,
                          .is_claim = true,
                          .stated_json = submission->stated_json,
                          .foreseen = submission->foreseen,
                          .on = in->actor->today};
}

static bool submit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const SubmitIn *submit_in = in;
    const ClaimSubmission *submission = submit_in->submission;
    AssessmentIn query = query_of(submit_in);
    Assessment assessment;
    if (!assess_subject(tx, &query, arena, &assessment, error) ||
        !(submission->at_counter
              ? claim_check_counter(tx, submit_in->actor, &assessment, arena, error)
              : claim_check_own(submit_in->actor, &assessment, error)) ||
        !check_open(&assessment, error) ||
        // Before the conditions: they only know that it was had, not by which claim.
        !claim_check_parts_unclaimed(tx, &assessment, arena, error) ||
        !claim_check_submission(&assessment, arena, error) ||
        !claim_make_parts(tx, submit_in->actor, submit_in->context, submission, &assessment,
                          arena, submit_in->made, error)) {
        return false;
    }
    *(Str *)out = submit_in->made->number;
    return claim_draft_forget(tx, submit_in->actor, submission->policy_number,
                              submission->subject_key, arena, error);
}

static Str submission_body(Arena *arena, const ClaimSubmission *in) {
    return str_format(arena, "%d\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%d\n%.*s\n%.*s",
                      in->policy_number, STR_ARG(in->measure_key), STR_ARG(in->subject_key),
                      STR_ARG(in->stated_json), STR_ARG(in->account.account_number),
                      STR_ARG(in->account.bank_name), STR_ARG(in->account.holder_name),
                      in->at_counter, STR_ARG(in->lender.account_number),
                      STR_ARG(in->lender.bank_name));
}

bool claim_submit(Tx *tx, const Actor *actor, const CaseContext *context,
                  const ClaimSubmission *in, Arena *arena, Claim *claim, Error *error) {
    ClaimRow row = {0};
    SubmitIn submit_in = {actor, context, in, &row};
    Str number = {0};
    StoreRequest request = {
        .key = in->request_key,
        .body = submission_body(arena, in),
        .function = submit,
        .in = &submit_in,
        .is_new = in->is_new,
    };
    bool is_done = str_is_empty(in->request_key)
                       ? submit(tx, &submit_in, &number, arena, error)
                       : store_idempotent(tx, &request, &number, arena, error);
    if (!is_done) return false;
    bool was_made_before = str_is_absent(row.number);
    if (was_made_before && !claim_load(tx, actor, number, arena, &row, error)) return false;
    *claim = claim_from_row(&row);
    return true;
}

// ---- Decided ahead ----

typedef struct Foreseen {
    Assessment assessment;
    bool is_new; // nobody used the request key yet
} Foreseen;

typedef struct Applying {
    SubmitIn in;
    Foreseen foreseen;
    bool is_foreseen;
} Applying;

static bool foresee(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Applying *applying = in;
    Str key = applying->in.submission->request_key;
    AssessmentIn query = query_of(&applying->in);
    Foreseen *foreseen = out;
    Assessment *assessment = &foreseen->assessment;
    ClaimMake make = {.assessment = assessment};
    Error ignored = {0}; // who cannot be paid is refused by the write
    foreseen->is_new = false;
    if (!(str_is_empty(key) ||
          store_request_is_new(tx, key, arena, &foreseen->is_new, error)) ||
        !assess_subject(tx, &query, arena, assessment, error)) {
        return false;
    }
    if (assessment->measure) {
        (void)!claim_settle_part(tx, applying->in.submission, assessment, arena, &make.payee,
                                 &ignored);
    }
    return claim_seal_ahead(tx, applying->in.actor, query.pack, &make, arena, error);
}

static bool write_foreseen(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Applying *applying = in;
    ClaimSubmission submission = *applying->in.submission;
    if (applying->is_foreseen) {
        submission.foreseen = &applying->foreseen.assessment;
        submission.is_new = applying->foreseen.is_new;
    }
    return claim_submit(tx, applying->in.actor, applying->in.context, &submission, arena, out,
                        error);
}

bool claim_apply(Store *store, const Actor *actor, const CaseContext *context,
                 const ClaimSubmission *in, Arena *arena, Claim *claim, Error *error) {
    Applying applying = {.in = {actor, context, in, NULL}};
    StoreForesight foresight = {foresee, write_foreseen, &applying, &applying.foreseen,
                                &applying.is_foreseen};
    Error failure = {0};
    bool ok = store_write_foreseen(store, &foresight, claim, arena, &failure);
    bool may_have_twin = applying.is_foreseen && applying.foreseen.is_new;
    if (!ok && may_have_twin && failure.kind == ERROR_CONFLICT) { // perhaps with its own twin
        applying.foreseen.is_new = false;
        ok = store_write(store, write_foreseen, &applying, claim, arena, &failure);
    }
    if (!ok && error) *error = failure;
    return ok;
}
