// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_FUND_FUND_H
#define TEST_FUND_FUND_H
// What the tests of money share: a migrated database, actors, and each function of fund/ as one
// write, with a message when it fails.

#include "fund/ledger.h"
#include "fund/payment_seal.h"
#include "fund/period.h"
#include "fund/reconcile.h"
#include "store/mould.h"

#define FUND_TODAY ((Date)19646) // 2023-10-16
#define FUND_NAME "就业补助资金"
#define FUND_COUNTY "640522"

typedef struct Ledger {
    const TestDatabase *database;
    Store *store;
    Arena arena;
    Actor actor; // finance reviewer of the county
    Error error; // of the last call
} Ledger;

static inline Actor fund_actor(const char *division_prefix) {
    return (Actor){.account_id = 7,
                   .role = ROLE_FINANCE_REVIEWER,
                   .display_name = STR("马财政"),
                   .scope = {.division_prefix = str_from_c(division_prefix), .sees_people = true},
                   .today = FUND_TODAY,
                   .now_ms = INT64_C(1697428800000)};
}

static inline Ledger ledger_open(void **state) {
    Ledger ledger = {.database = *state, .actor = fund_actor(FUND_COUNTY)};
    ledger.store = test_store_open_migrated(ledger.database, 8);
    return ledger;
}

static inline void ledger_close(Ledger *ledger) {
    store_close(ledger->store);
    arena_release(&ledger->arena);
}

static inline BudgetKey fund_key(int64_t policy_number) {
    return (BudgetKey){STR(FUND_NAME), policy_number, STR(FUND_COUNTY), 2023};
}

// A transaction of one call: the function's arguments and where its result goes.
typedef struct FundCall {
    const Actor *actor;
    const void *in;
    Str text;
    Str text2;
} FundCall;

static inline bool fund_run(Ledger *ledger, StoreFunction *function, const FundCall *call,
                            void *out) {
    ledger->error = (Error){0};
    return store_write(ledger->store, function, call, out, &ledger->arena, &ledger->error);
}

#define assert_failed(call, wanted)                                                               \
    do {                                                                                          \
        assert_false(call);                                                                       \
        assert_string_equal(ledger.error.code, wanted);                                           \
    } while (0)

// ---- Each function as a write ----

static inline bool run_allot(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return budget_allot(tx, call->actor, call->in, arena, out, error);
}

static inline bool allot(Ledger *ledger, int64_t policy_number, int64_t amount_fen,
                         const char *key) {
    Budget budget;
    Allotment allotment = {fund_key(policy_number), amount_fen, STR("宁财社指标〔2023〕88号"),
                           str_from_c(key)};
    return fund_run(ledger, run_allot, &(FundCall){&ledger->actor, &allotment, {0}, {0}}, &budget);
}

static inline bool allot_to(Ledger *ledger, const BudgetKey *key, int64_t amount_fen,
                            const char *client_key) {
    Budget budget;
    Allotment allotment = {*key, amount_fen, STR("宁财社指标〔2022〕7号"),
                           str_from_c(client_key)};
    return fund_run(ledger, run_allot, &(FundCall){&ledger->actor, &allotment, {0}, {0}}, &budget);
}

static inline bool run_budget(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    bool found;
    return budget_find(tx, call->actor, call->in, arena, out, &found, error) &&
           (found || error_set(error, ERROR_NOT_FOUND, "none"));
}

static inline Budget budget_now(Ledger *ledger, int64_t policy_number) {
    Budget budget = {0};
    BudgetKey key = fund_key(policy_number);
    assert_ok(fund_run(ledger, run_budget, &(FundCall){&ledger->actor, &key, {0}, {0}}, &budget),
              ledger->error);
    return budget;
}

static inline bool run_approve(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_approve(tx, call->actor, call->in, arena, out, error);
}

static inline PaymentOrder order_for(const char *claim, int64_t policy_number,
                                     int64_t amount_fen) {
    return (PaymentOrder){
        .claim_number = str_from_c(claim),
        .budget = fund_key(policy_number),
        .payee_key = STR("640522199910100410"),
        .payee_name = STR("王秀兰"),
        .account_number = STR("6217998710000000002"),
        .bank_name = STR("宁夏银行"),
        .amount_fen = amount_fen,
        .purpose = STR("一次性交通补贴"),
    };
}

static inline bool approve(Ledger *ledger, const PaymentOrder *order, Payment *payment) {
    return fund_run(ledger, run_approve, &(FundCall){&ledger->actor, order, {0}, {0}}, payment);
}

// Approves with ordinary details; fails the test when it cannot.
static inline Payment must_approve(Ledger *ledger, const char *claim, int64_t policy_number,
                                   int64_t amount_fen) {
    Payment payment = {0};
    PaymentOrder order = order_for(claim, policy_number, amount_fen);
    assert_ok(approve(ledger, &order, &payment), ledger->error);
    return payment;
}

static inline bool run_cancel(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return payment_cancel(tx, call->actor, call->text, call->text2, arena, error);
}

static inline bool cancel(Ledger *ledger, const char *claim, const char *reason) {
    FundCall call = {&ledger->actor, NULL, str_from_c(claim), str_from_c(reason)};
    return fund_run(ledger, run_cancel, &call, NULL);
}

// Whoever approved does not release: a colleague does.
static inline bool run_release(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    Actor cashier = *call->actor;
    cashier.account_id++;
    return payment_file_release(tx, &cashier, call->text, call->text2, arena, out, error);
}

static inline bool release(Ledger *ledger, Release *result) {
    FundCall call = {&ledger->actor, NULL, STR(FUND_NAME), STR(FUND_COUNTY)};
    return fund_run(ledger, run_release, &call, result);
}

static inline bool run_return(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_return_post(tx, call->actor, call->text, arena, out, error);
}

#define RETURN_TITLES "行号,金额,结果,原因,日期\n"

static inline bool post_return(Ledger *ledger, const char *rows, ReturnResult *result) {
    Str content = str_format(&ledger->arena, RETURN_TITLES "%s", rows);
    return fund_run(ledger, run_return, &(FundCall){&ledger->actor, NULL, content, {0}}, result);
}

// ---- Reconciling and closing ----

static inline bool run_voucher(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return voucher_post(tx, call->actor, call->in, arena, error);
}

static inline bool voucher(Ledger *ledger, const char *file, const char *number,
                           int64_t amount_fen) {
    Voucher in = {str_from_c(file), str_from_c(number), amount_fen, ledger->actor.today};
    return fund_run(ledger, run_voucher, &(FundCall){&ledger->actor, &in, {0}, {0}}, NULL);
}

static inline bool run_reverse(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return voucher_reverse(tx, call->actor, call->text, call->text2, arena, error);
}

static inline bool reverse(Ledger *ledger, const char *file, const char *number) {
    FundCall call = {&ledger->actor, NULL, str_from_c(file), str_from_c(number)};
    return fund_run(ledger, run_reverse, &call, NULL);
}

static inline bool run_reconcile(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return reconcile_run(tx, call->actor, call->actor->today, arena, out, error);
}

static inline ReconcileCount reconcile(Ledger *ledger) {
    ReconcileCount count = {0};
    assert_ok(fund_run(ledger, run_reconcile, &(FundCall){.actor = &ledger->actor}, &count),
              ledger->error);
    return count;
}

static inline bool run_close(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return period_close(tx, call->actor, call->in, arena, out, error);
}

static inline bool close_period(Ledger *ledger, const char *fund, const char *period) {
    Period closed;
    PeriodKey key = {str_from_c(fund), STR(FUND_COUNTY), str_from_c(period)};
    return fund_run(ledger, run_close, &(FundCall){&ledger->actor, &key, {0}, {0}}, &closed);
}

static inline bool run_carry(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return budget_carry_over(tx, call->actor, call->in, arena, out, error);
}

static inline bool carry_over(Ledger *ledger, const char *fund, int64_t year,
                              CarryResult *result) {
    CarryOver carry = {str_from_c(fund), STR(FUND_COUNTY), year, STR("宁财社结转〔2024〕1号")};
    return fund_run(ledger, run_carry, &(FundCall){&ledger->actor, &carry, {0}, {0}}, result);
}

static inline bool run_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_file_check(tx, call->actor, call->text, arena, out, error);
}

static inline bool check_file(Ledger *ledger, Str content, Str *number) {
    return fund_run(ledger, run_check, &(FundCall){&ledger->actor, NULL, content, {0}}, number);
}

static inline bool run_find_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_file_find(tx, call->actor, call->text, arena, out, error);
}

static inline bool find_file(Ledger *ledger, Str number, PaymentFile *file) {
    return fund_run(ledger, run_find_file, &(FundCall){&ledger->actor, NULL, number, {0}}, file);
}

static inline bool run_claim_payments(Tx *tx, const void *in, void *out, Arena *arena,
                                      Error *error) {
    const FundCall *call = in;
    return payment_list_for_claim(tx, call->actor, call->text, arena, out, error);
}

static inline Payments payments_of(Ledger *ledger, const char *claim) {
    Payments payments = {0};
    FundCall call = {&ledger->actor, NULL, str_from_c(claim), {0}};
    assert_ok(fund_run(ledger, run_claim_payments, &call, &payments), ledger->error);
    return payments;
}

static inline bool run_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    Str keys[SUITE_COUNT] = {{0}};
    return ledger_prove(tx, arena, out, error) &&
           payment_seal_prove(tx, keys, arena, out, error);
}

static inline LedgerProof proof_now(Ledger *ledger) {
    LedgerProof proof = {0};
    assert_ok(store_read(ledger->store, run_prove, NULL, &proof, &ledger->arena, &ledger->error),
              ledger->error);
    return proof;
}

static inline void assert_proven(Ledger *ledger) {
    LedgerProof proof = proof_now(ledger);
    if (proof.faults) fail_msg("%.*s", STR_ARG(proof.first_fault));
}

static inline void assert_budget(Ledger *ledger, int64_t policy_number, int64_t available_fen,
                                 int64_t reserved_fen, int64_t paid_fen) {
    Budget budget = budget_now(ledger, policy_number);
    assert_int_equal(budget.available_fen, available_fen);
    assert_int_equal(budget.reserved_fen, reserved_fen);
    assert_int_equal(budget.paid_fen, paid_fen);
    assert_int_equal(budget.allotted_fen, available_fen + reserved_fen + paid_fen);
}

#endif
