// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_DESK_H
#define TEST_CASEWORK_DESK_H
// An office with its people over a small city: each domain function as one transaction.
//
//     Desk desk = desk_open(state);
//     assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
#include "../publish/population.h"

#include "access/account.h"
#include "base/embedded.h"
#include "casework/batch.h"
#include "casework/claim_prove.h"
#include "casework/counter.h"
#include "casework/message.h"
#include "casework/notice.h"
#include "fund/ledger.h"
#include "fund/yuan.h"

#define DESK_COUNTY "640522"
#define DESK_FUND "employment_fund"
#define DESK_BUDGET_FEN INT64_C(500000)

typedef struct Desk {
    Population city;
    const WorkdayCalendar *calendar;
    Date today;
    int64_t worker_person;
    Error error; // of the last call
    Claim claim; // that it brought
} Desk;

typedef struct DeskCall {
    const Desk *desk;
    Actor actor;
    ClaimSubmission submission;
    ClaimStep step;
    PayeeAccount account;
    ClaimFilter filter;
    Str text, other_text;
    int64_t index;
    bool flag;
    const BatchForeseen *foreseen;
} DeskCall;

// ---- Who acts ----

static inline Actor desk_actor(const Desk *desk, int64_t account_id, Role role,
                               const char *county) {
    return (Actor){.account_id = account_id,
                   .role = role,
                   .display_name = role_label(role),
                   .scope = {.division_prefix = str_from_c(county),
                             .sees_people = role != ROLE_LEADING_HEAD},
                   .today = desk->today,
                   .now_ms = INT64_C(1697414400000)};
}

static inline Actor clerk(const Desk *desk) {
    return desk_actor(desk, 20, ROLE_COUNTY_CLERK, DESK_COUNTY);
}
static inline Actor reviewer(const Desk *desk) {
    return desk_actor(desk, 30, ROLE_COUNTY_REVIEWER, DESK_COUNTY);
}
static inline Actor finance(const Desk *desk) {
    return desk_actor(desk, 40, ROLE_FINANCE_REVIEWER, "");
}
static inline Actor cashier(const Desk *desk) {
    return desk_actor(desk, 41, ROLE_FINANCE_REVIEWER, "");
}
static inline Actor worker(const Desk *desk) {
    Actor actor = desk_actor(desk, 10, ROLE_CITIZEN, "");
    actor.scope.person_id = desk->worker_person;
    return actor;
}
static inline Actor company(const Desk *desk) {
    Actor actor = desk_actor(desk, 11, ROLE_ORG_HR, "");
    actor.scope.uscc = STR(JOURNEY_EMPLOYER_USCC);
    return actor;
}
static inline Actor nobody(const Desk *desk) {
    return (Actor){.today = desk->today, .now_ms = INT64_C(1697414400000)};
}

static inline CaseContext desk_case(const Desk *desk) {
    return (CaseContext){desk->city.pack, desk->calendar};
}

static inline bool desk_write(Desk *desk, StoreFunction *function, const DeskCall *call,
                              void *out) {
    desk->error = (Error){0};
    return store_write(desk->city.store, function, call, out, &desk->city.arena, &desk->error);
}

static inline bool desk_read(Desk *desk, StoreFunction *function, const DeskCall *call, void *out) {
    desk->error = (Error){0};
    return store_read(desk->city.store, function, call, out, &desk->city.arena, &desk->error);
}

// ---- Accounts and who holds them ----

#define ONE "640500199001010014"
#define OTHER "640500199001010030"

static inline bool run_account(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    NewAccount account = {.login = call->text,
                          .display_name = call->text,
                          .password_hash = STR("-"),
                          .role = call->actor.role,
                          .division_code = call->actor.scope.division_prefix,
                          .holder = call->other_text,
                          .uscc = call->actor.scope.uscc};
    return account_create(tx, &call->actor, &account, out, arena, error);
}

// The actor again, in an account of its own that `holder` holds.
static inline Actor held_by(Desk *desk, Actor actor, const char *login, const char *holder) {
    int64_t id = 0;
    DeskCall call = {.desk = desk,
                     .actor = actor,
                     .text = str_from_c(login),
                     .other_text = str_from_c(holder)};
    assert_ok(desk_write(desk, run_account, &call, &id), desk->error);
    actor.account_id = id;
    return actor;
}

// ---- Claims ----

static inline bool run_submit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_submit(tx, &call->actor, &context, &call->submission, arena, out, error);
}

// In one transaction, with what was foreseen for it.
static inline bool desk_submit_foreseen(Desk *desk, Actor actor,
                                        const ClaimSubmission *submission) {
    DeskCall call = {.desk = desk, .actor = actor, .submission = *submission};
    return desk_write(desk, run_submit, &call, &desk->claim);
}

static inline bool desk_submit(Desk *desk, Actor actor, const ClaimSubmission *submission) {
    CaseContext context = desk_case(desk);
    desk->error = (Error){0};
    return claim_apply(desk->city.store, &actor, &context, submission, &desk->city.arena,
                       &desk->claim, &desk->error);
}

// The worker's own claim of item 5.
static inline bool desk_apply(Desk *desk) {
    ClaimSubmission submission = {.policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID)};
    return desk_submit(desk, worker(desk), &submission);
}

// A row of a batch, into the account that the databases know.
static inline bool desk_confirm_row(Desk *desk, Actor actor, Str number, int64_t index) {
    CaseContext context = desk_case(desk);
    BatchConfirmation in = {.number = number, .index = index};
    desk->error = (Error){0};
    return batch_apply(desk->city.store, &actor, &context, &in, &desk->city.arena, &desk->claim,
                       &desk->error);
}

static inline bool run_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_step(tx, &call->actor, &context, &call->step, arena, out, error);
}

static inline bool desk_step(Desk *desk, Actor actor, Str number, ClaimAction action,
                             const char *note) {
    DeskCall call = {
        .desk = desk, .actor = actor, .step = {number, action, str_from_c(note)}};
    return desk_write(desk, run_step, &call, &desk->claim);
}

static inline bool run_withdraw(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_withdraw(tx, &call->actor, &context, call->text, arena, out, error);
}

static inline bool desk_withdraw(Desk *desk, Actor actor, Str number) {
    return desk_write(desk, run_withdraw,
                      &(DeskCall){.desk = desk, .actor = actor, .text = number}, &desk->claim);
}

static inline bool run_confirm(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_confirm(tx, &call->actor, &context, call->text, call->other_text, arena, out,
                         error);
}

static inline bool desk_confirm(Desk *desk, Actor actor, Str number, const char *note) {
    DeskCall call = {
        .desk = desk, .actor = actor, .text = number, .other_text = str_from_c(note)};
    return desk_write(desk, run_confirm, &call, &desk->claim);
}

static inline bool run_resubmit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_resubmit(tx, &call->actor, &context, call->text, call->other_text, arena, out,
                          error);
}

static inline bool run_approve_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    Str numbers[] = {call->text, call->other_text};
    return claim_approve_all(tx, &call->actor, &context, numbers, 2, arena, out, error);
}

static inline bool run_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return claim_find(tx, &call->actor, call->text, arena, out, error);
}

static inline bool desk_find(Desk *desk, Actor actor, Str number, ClaimFile *file) {
    return desk_read(desk, run_find, &(DeskCall){.desk = desk, .actor = actor, .text = number},
                     file);
}

static inline ClaimState desk_state(Desk *desk, Str number) {
    ClaimFile file;
    assert_ok(desk_find(desk, finance(desk), number, &file), desk->error);
    return file.claim.state;
}

static inline bool run_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return claim_list(tx, &call->actor, &call->filter, arena, out, error);
}

// ---- Notices and objections ----

static inline bool run_open(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return notice_open(tx, &call->actor, &context, (int)call->index, STR(DESK_COUNTY), arena, out,
                       error);
}

static inline Notice desk_notice(Desk *desk) {
    Notice notice;
    DeskCall call = {.desk = desk, .actor = reviewer(desk), .index = 5};
    assert_ok(desk_write(desk, run_open, &call, &notice), desk->error);
    return notice;
}

static inline bool run_close(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return notice_close_due(tx, &call->actor, &context, arena, out, error);
}

static inline int64_t desk_close_due_by(Desk *desk, Actor actor) {
    int64_t cleared = 0;
    DeskCall call = {.desk = desk, .actor = actor};
    assert_ok(desk_write(desk, run_close, &call, &cleared), desk->error);
    return cleared;
}

static inline int64_t desk_close_due(Desk *desk) {
    return desk_close_due_by(desk, actor_system(desk->today, 0));
}

static inline bool run_object(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return objection_file(tx, &call->actor, call->text, call->index, STR("李四"),
                          STR("13900001234"), call->other_text, arena, error);
}

static inline bool desk_object(Desk *desk, Str notice, int64_t index, const char *text) {
    DeskCall call = {.desk = desk,
                     .actor = nobody(desk),
                     .text = notice,
                     .index = index,
                     .other_text = str_from_c(text)};
    return desk_write(desk, run_object, &call, NULL);
}

static inline bool run_objections(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return objection_list(tx, &call->actor, arena, out, error);
}

static inline bool run_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return objection_answer(tx, &call->actor, &context, call->index, call->flag, STR("已核查"),
                            arena, error);
}

static inline bool desk_answer(Desk *desk, bool is_upheld) {
    Objections objections;
    DeskCall list = {.desk = desk, .actor = reviewer(desk)};
    assert_ok(desk_read(desk, run_objections, &list, &objections), desk->error);
    assert_true(objections.count > 0);
    DeskCall call = {.desk = desk,
                     .actor = reviewer(desk),
                     .index = objections.items[0].id,
                     .flag = is_upheld};
    return desk_write(desk, run_answer, &call, NULL);
}

// ---- Money ----

static inline bool run_allot(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    Allotment allotment = {.key = {STR(DESK_FUND), 5, STR(DESK_COUNTY), 2023},
                           .amount_fen = call->index,
                           .document = STR("试〔2023〕1号"),
                           .client_key = call->text};
    return budget_allot(tx, &call->actor, &allotment, arena, out, error);
}

static inline Budget desk_allot(Desk *desk, int64_t amount_fen, const char *key) {
    Budget budget;
    DeskCall call = {.desk = desk,
                     .actor = finance(desk),
                     .index = amount_fen,
                     .text = str_from_c(key)};
    assert_ok(desk_write(desk, run_allot, &call, &budget), desk->error);
    return budget;
}

static inline bool run_budget(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    BudgetKey key = {STR(DESK_FUND), 5, STR(DESK_COUNTY), 2023};
    bool found;
    return budget_find(tx, &call->actor, &key, arena, out, &found, error) &&
           (found || error_set(error, ERROR_NOT_FOUND, "no budget"));
}

static inline Budget desk_budget(Desk *desk) {
    Budget budget;
    DeskCall call = {.desk = desk, .actor = finance(desk)};
    assert_ok(desk_read(desk, run_budget, &call, &budget), desk->error);
    return budget;
}

static inline bool run_release(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_release(tx, &call->actor, &context, STR(DESK_FUND), STR(DESK_COUNTY), arena, out,
                         error);
}

static inline PaymentFile desk_release(Desk *desk) {
    PaymentFile file;
    DeskCall call = {.desk = desk, .actor = cashier(desk)};
    assert_ok(desk_write(desk, run_release, &call, &file), desk->error);
    return file;
}

static inline bool run_return(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_post_return(tx, &call->actor, &context, call->text, arena, out, error);
}

// The bank answers the only line of a file.
static inline bool desk_return(Desk *desk, const PaymentFile *file, bool is_paid,
                               ReturnResult *result) {
    Str amount = yuan_from_fen(&desk->city.arena, file->total_fen);
    Str on = date_to_str(&desk->city.arena, desk->today);
    Str content = str_format(&desk->city.arena,
                             "行号,金额,结果,原因,日期\n%.*s-00001,%.*s,%s,%.*s\n",
                             STR_ARG(file->number), STR_ARG(amount),
                             is_paid ? "成功," : "失败,户名不符", STR_ARG(on));
    return desk_write(desk, run_return,
                      &(DeskCall){.desk = desk, .actor = finance(desk), .text = content}, result);
}

static inline bool run_fix(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_fix_account(tx, &call->actor, &context, call->text, &call->account, arena, out,
                             error);
}

static inline bool run_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return ledger_prove(tx, arena, out, error);
}

static inline bool run_claim_prove(Tx *tx, const void *in, void *out, Arena *arena,
                                   Error *error) {
    (void)in;
    return claim_prove(tx, arena, out, error);
}

static inline void assert_money_holds(Desk *desk) {
    LedgerProof proof;
    DeskCall call = {.desk = desk};
    assert_ok(desk_read(desk, run_prove, &call, &proof), desk->error);
    if (proof.faults) fail_msg("%.*s", STR_ARG(proof.first_fault));
}

// The money, and the claims with what they were decided on.
static inline void assert_ledger_holds(Desk *desk) {
    ClaimProof claims;
    DeskCall call = {.desk = desk};
    assert_money_holds(desk);
    assert_ok(desk_read(desk, run_claim_prove, &call, &claims), desk->error);
    if (claims.faults) fail_msg("%.*s", STR_ARG(claims.first_fault));
    assert_ok(claim_prove_decisions(desk->city.store, desk->city.catalogue, &desk->city.arena,
                                    &claims, &desk->error),
              desk->error);
    if (claims.faults) fail_msg("%.*s", STR_ARG(claims.first_fault));
}

// ---- Messages ----

static inline bool run_messages(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return message_list(tx, &call->actor, 100, arena, out, error);
}

static inline bool worker_was_told(Desk *desk, const char *words) {
    Messages messages;
    DeskCall call = {.desk = desk, .actor = worker(desk)};
    assert_ok(desk_read(desk, run_messages, &call, &messages), desk->error);
    for (size_t i = 0; i < messages.count; i++) {
        if (str_find(messages.items[i].text, str_from_c(words), 0) != SIZE_MAX) return true;
    }
    return false;
}

// ---- The office opens ----

static inline Desk desk_open(void **state) {
    Desk desk = {.city = population_open(state), .today = today()};
    Str text = embedded_file(STR("calendar/2023.csv"));
    assert_ok(workday_calendar_parse(&desk.city.arena, &text, 1, &desk.calendar, &desk.error),
              desk.error);
    desk.worker_person = person_id_of(&desk.city, JOURNEY_MIGRANT_ID);
    return desk;
}

static inline void desk_close(Desk *desk) {
    population_close(&desk->city);
}

// ---- Automatic batches ----

static inline bool run_batch_ask(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return batch_ask(tx, &call->actor, &context, (int)call->index, call->text, arena, out, error);
}

static inline bool desk_batch_ask(Desk *desk, Actor actor, int policy, const char *county,
                                  Str *number) {
    DeskCall call = {.desk = desk, .actor = actor, .text = str_from_c(county), .index = policy};
    return desk_write(desk, run_batch_ask, &call, number);
}

// What a thread of a server does; whether a job waited.
static inline bool desk_batch_run_next(Desk *desk, const _Atomic bool *stops) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, desk->today);
    BatchWork work = {desk->city.catalogue, desk->calendar};
    JobKind kind = batch_job(&work);
    JobRun run = {desk->city.store, &clock, &kind, .stops = stops};
    Error error = {0};
    bool ran;
    assert_ok(job_run_next(&run, &ran, &error), error);
    return ran;
}

static inline bool run_batch_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return batch_find(tx, &call->actor, call->text, (BatchColumn)call->index,
                      call->filter.row_count, 1, arena, out, error);
}

static inline Batch desk_batch(Desk *desk, Actor actor, Str number) {
    Batch batch;
    DeskCall call = {.desk = desk, .actor = actor, .text = number};
    assert_ok(desk_read(desk, run_batch_find, &call, &batch), desk->error);
    return batch;
}

static inline bool run_batch_column(Tx *tx, const void *in, void *out, Arena *arena,
                                    Error *error) {
    const DeskCall *call = in;
    return batch_find(tx, &call->actor, call->text, (BatchColumn)call->index, 0, 200, arena, out,
                      error);
}

// With all rows of one column.
static inline Batch desk_batch_column(Desk *desk, Actor actor, Str number, BatchColumn column) {
    Batch batch;
    DeskCall call = {.desk = desk, .actor = actor, .text = number, .index = column};
    assert_ok(desk_read(desk, run_batch_column, &call, &batch), desk->error);
    return batch;
}

static inline bool run_batch_rows_own(Tx *tx, const void *in, void *out, Arena *arena,
                                      Error *error) {
    const DeskCall *call = in;
    return batch_rows_own(tx, &call->actor, arena, out, error);
}

static inline Batches desk_batch_rows_own(Desk *desk, Actor actor) {
    Batches own;
    DeskCall call = {.desk = desk, .actor = actor};
    assert_ok(desk_read(desk, run_batch_rows_own, &call, &own), desk->error);
    return own;
}

// Asked for, matched and looked at.
static inline bool desk_batch_match(Desk *desk, Actor actor, int policy, const char *county,
                                    Batch *batch) {
    Str number;
    *batch = (Batch){0};
    if (!desk_batch_ask(desk, actor, policy, county, &number)) return false;
    while (desk_batch_run_next(desk, NULL)) {}
    *batch = desk_batch(desk, actor, number);
    return true;
}

// The same claim, entered by the clerk of the counter.
static inline bool desk_apply_at_counter(Desk *desk) {
    ClaimSubmission submission = {
        .policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID), .at_counter = true};
    return desk_submit(desk, clerk(desk), &submission);
}

// A submitted claim, brought to the end of its notice.
static inline void desk_clear(Desk *desk, Str number) {
    assert_ok(desk_step(desk, clerk(desk), number, CLAIM_ACCEPT, ""), desk->error);
    assert_ok(desk_step(desk, reviewer(desk), number, CLAIM_REVIEW, ""), desk->error);
    desk->today = desk_notice(desk).closes_on + 1;
    assert_int_equal(desk_close_due(desk), 1);
}

// The worker's claim, brought to the end of its notice.
static inline Str desk_cleared(Desk *desk) {
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    desk_clear(desk, number);
    return number;
}

// Sends it again to the account that it has.
static inline DeskCall desk_fix(Desk *desk, Actor actor, Str number) {
    ClaimFile file;
    assert_ok(desk_find(desk, actor, number, &file), desk->error);
    return (DeskCall){
        .desk = desk, .actor = actor, .text = number, .account = file.claim.account};
}

// The worker's claim, which the bank returned.
static inline Str desk_failed(Desk *desk) {
    ReturnResult result;
    desk_allot(desk, DESK_BUDGET_FEN, "first");
    Str number = desk_cleared(desk);
    assert_ok(desk_step(desk, finance(desk), number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, false, &result), desk->error);
    assert_int_equal(result.returned_fen, 80000);
    assert_int_equal(desk_state(desk, number), CLAIM_FAILED);
    return number;
}

// The same, over an objection that was dismissed; money is there for it.
static inline Str desk_cleared_over_objection(Desk *desk) {
    desk_allot(desk, DESK_BUDGET_FEN, "k");
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    assert_ok(desk_step(desk, clerk(desk), number, CLAIM_ACCEPT, "") &&
                  desk_step(desk, reviewer(desk), number, CLAIM_REVIEW, ""),
              desk->error);
    Notice notice = desk_notice(desk);
    assert_ok(desk_object(desk, notice.number, 1, "他没有外出"), desk->error);
    desk->today = notice.closes_on + 1;
    assert_true(desk_answer(desk, false));
    assert_int_equal(desk_close_due(desk), 1);
    return number;
}

#define assert_code(desk, call, wanted)                                                           \
    do {                                                                                          \
        assert_false(call);                                                                       \
        assert_string_equal((desk)->error.code, wanted);                                          \
    } while (0)

#endif
