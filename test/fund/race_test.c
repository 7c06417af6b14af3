// SPDX-License-Identifier: Apache-2.0
// Protects the money under haste: many hands on the last yuan, the same claim, the same file and
// the same return; and a program killed in the middle of it all.

#include "fund.h"
#include "raw.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#define HANDS 32

// What the threads of one test share, and what each got.
typedef struct Hand {
    Store *store;
    const Actor *actor;
    int number;
    Arena arena;
    Error error;
    int64_t amount_fen; // of what it did
} Hand;

typedef void HandFunction(Hand *hand);

typedef struct HandStart {
    Hand *hand;
    HandFunction *function;
} HandStart;

static void *hand_main(void *argument) {
    const HandStart *start = argument;
    start->function(start->hand);
    return NULL;
}

// Until the answer is one of the money, not of a database under contention.
static bool insist(Hand *hand, StoreFunction *function, const FundCall *call, void *out) {
    for (;;) {
        hand->error = (Error){0};
        if (store_write(hand->store, function, call, out, &hand->arena, &hand->error)) return true;
        if (hand->error.kind != ERROR_UNAVAILABLE) return false;
    }
}

static void run_hands(Ledger *ledger, Hand *hands, HandFunction *function) {
    pthread_t threads[HANDS];
    HandStart starts[HANDS];
    for (int i = 0; i < HANDS; i++) {
        hands[i] = (Hand){.store = ledger->store, .actor = &ledger->actor, .number = i};
        starts[i] = (HandStart){&hands[i], function};
        assert_int_equal(pthread_create(&threads[i], NULL, hand_main, &starts[i]), 0);
    }
    for (int i = 0; i < HANDS; i++) pthread_join(threads[i], NULL);
}

static int count_done(Hand *hands, const char *refusal) {
    int done = 0;
    for (int i = 0; i < HANDS; i++) {
        if (hands[i].error.kind == ERROR_NONE) done++;
        else if (strcmp(hands[i].error.code, refusal) != 0) {
            fail_msg("%s [%s]", hands[i].error.message, hands[i].error.code);
        }
        arena_release(&hands[i].arena);
    }
    return done;
}

static void approve_own(Hand *hand) {
    Payment payment;
    char claim[16];
    snprintf(claim, sizeof claim, "C%d", hand->number);
    PaymentOrder order = order_for(claim, 5, 100);
    insist(hand, run_approve, &(FundCall){.actor = hand->actor, .in = &order}, &payment);
}

static void test_budget__the_last_yuan_goes_once(void **state) {
    Ledger ledger = ledger_open(state);
    Hand hands[HANDS];
    assert_ok(allot(&ledger, 5, 20 * 100 + 99, "k1"), ledger.error);
    run_hands(&ledger, hands, approve_own);
    assert_int_equal(count_done(hands, "OVER_BUDGET"), 20);
    assert_budget(&ledger, 5, 99, 2000, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void approve_same(Hand *hand) {
    Payment payment;
    PaymentOrder order = order_for("C1", 5, 100);
    insist(hand, run_approve, &(FundCall){.actor = hand->actor, .in = &order}, &payment);
}

static void test_payment__many_approvals_are_one(void **state) {
    Ledger ledger = ledger_open(state);
    Hand hands[HANDS];
    assert_ok(allot(&ledger, 5, 100000, "k1"), ledger.error);
    run_hands(&ledger, hands, approve_same);
    assert_int_equal(count_done(hands, "UNIQUE:payment_one_living"), 1);
    assert_budget(&ledger, 5, 99900, 100, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void release_all(Hand *hand) {
    Release result = {0};
    FundCall call = {hand->actor, NULL, STR(FUND_NAME), STR(FUND_COUNTY)};
    if (insist(hand, run_release, &call, &result)) hand->amount_fen = result.file.total_fen;
}

static void answer_all(Hand *hand) {
    static const char rows[] = RETURN_TITLES "ZF-640522-2023-000001-00001,1.00,成功,,2023-10-16\n"
                                             "ZF-640522-2023-000001-00002,1.00,失败,挂失,2023-10-16\n"
                                             "ZF-640522-2023-000001-00003,1.00,成功,,2023-10-16\n";
    ReturnResult result = {0};
    FundCall call = {hand->actor, NULL, str_from_c(rows), {0}};
    if (insist(hand, run_return, &call, &result)) {
        hand->amount_fen = result.paid_fen + result.returned_fen;
    }
}

static int64_t total_of(const Hand *hands) {
    int64_t total = 0;
    for (int i = 0; i < HANDS; i++) total += hands[i].amount_fen;
    return total;
}

static void test_payment_file__is_released_and_answered_once(void **state) {
    Ledger ledger = ledger_open(state);
    Hand hands[HANDS];
    assert_ok(allot(&ledger, 5, 100000, "k1"), ledger.error);
    must_approve(&ledger, "C1", 5, 100);
    must_approve(&ledger, "C2", 5, 100);
    must_approve(&ledger, "C3", 5, 100);
    run_hands(&ledger, hands, release_all);
    assert_int_equal(total_of(hands), 300);
    assert_int_equal(count_done(hands, ""), 1); // nothing waits for the others
    run_hands(&ledger, hands, answer_all);
    assert_int_equal(total_of(hands), 300);
    assert_int_equal(count_done(hands, ""), HANDS); // repeats are no refusals
    assert_budget(&ledger, 5, 99800, 0, 200);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// One returns what another pays: whoever is first, the other is refused.
static void answer_otherwise(Hand *hand) {
    const char *rows = hand->number % 2
                           ? RETURN_TITLES "ZF-640522-2023-000001-00001,1.00,成功,,2023-10-16\n"
                           : RETURN_TITLES "ZF-640522-2023-000001-00001,1.00,失败,x,2023-10-16\n";
    ReturnResult result = {0};
    FundCall call = {hand->actor, NULL, str_from_c(rows), {0}};
    if (insist(hand, run_return, &call, &result)) {
        hand->amount_fen = result.paid_fen + result.returned_fen;
    }
}

static void test_payment_return__has_one_answer(void **state) {
    Ledger ledger = ledger_open(state);
    Hand hands[HANDS];
    Release file;
    assert_ok(allot(&ledger, 5, 100, "k1"), ledger.error);
    must_approve(&ledger, "C1", 5, 100);
    assert_ok(release(&ledger, &file), ledger.error);
    run_hands(&ledger, hands, answer_otherwise);
    assert_int_equal(total_of(hands), 100);
    assert_int_equal(count_done(hands, "RETURN_CONTRADICTS"), HANDS / 2);
    Budget budget = budget_now(&ledger, 5);
    assert_int_equal(budget.reserved_fen, 0);
    assert_true(budget.paid_fen == 100 || budget.paid_fen == 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// Half of the hands cancel, half release: the payment goes one way, and the money with it.
static void cancel_or_release(Hand *hand) {
    FundCall call = {hand->actor, NULL, STR("C1"), STR("重复审批")};
    Release file;
    if (hand->number % 2) {
        if (insist(hand, run_cancel, &call, NULL)) hand->amount_fen = 1;
        return;
    }
    call = (FundCall){hand->actor, NULL, STR(FUND_NAME), STR(FUND_COUNTY)};
    if (insist(hand, run_release, &call, &file)) hand->amount_fen = file.file.total_fen;
    else if (hand->error.kind == ERROR_NOT_FOUND) error_code(&hand->error, "PAYMENT_NOT_WAITING");
}

static void test_payment__is_cancelled_or_released(void **state) {
    Ledger ledger = ledger_open(state);
    Hand hands[HANDS];
    assert_ok(allot(&ledger, 5, 100, "k1"), ledger.error);
    must_approve(&ledger, "C1", 5, 100);
    run_hands(&ledger, hands, cancel_or_release);
    bool is_released = total_of(hands) == 100;
    assert_true(is_released || total_of(hands) == 1);
    assert_int_equal(count_done(hands, "PAYMENT_NOT_WAITING"), 1);
    assert_budget(&ledger, 5, is_released ? 0 : 100, is_released ? 100 : 0, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// Every transfer refers to its accounts, and PostgreSQL holds what is referred to. Whoever counts
// must not wait for that: two that did waited for each other, for ever.
static void test_account__is_counted_while_others_refer_to_it(void **state) {
    Ledger ledger = ledger_open(state);
    assert_ok(allot(&ledger, 5, 1000, "k1"), ledger.error);
    Raw raw = raw_open(ledger.database);
    raw_must(&raw, "BEGIN");
    raw_must(&raw, "SELECT 1 FROM ledger_account FOR KEY SHARE"); // as the check of a foreign key
    must_approve(&ledger, "C1", 5, 100); // within the lock_timeout of the store
    raw_must(&raw, "COMMIT");
    raw_close(&raw);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// ---- Killed in the middle ----

#define WORKERS 6
#define ACKNOWLEDGED_WANTED 120

typedef struct Worker {
    Hand hand;
    int pipe;
} Worker;

// Approves, and now and then releases what waits and answers it; what was approved goes into the
// pipe once it was acknowledged.
static void *work_for_ever(void *argument) {
    Worker *worker = argument;
    Hand *hand = &worker->hand;
    for (int i = hand->number;; i += WORKERS) {
        Payment payment;
        Release file;
        ReturnResult result;
        char claim[16];
        arena_reset(&hand->arena);
        snprintf(claim, sizeof claim, "C%d", i);
        PaymentOrder order = order_for(claim, 5, 100);
        FundCall call = {.actor = hand->actor, .in = &order};
        if (!insist(hand, run_approve, &call, &payment)) _exit(1);
        if (write(worker->pipe, &i, sizeof i) != (ssize_t)sizeof i) _exit(1);
        call = (FundCall){hand->actor, NULL, STR(FUND_NAME), STR(FUND_COUNTY)};
        if (i % 7 || !insist(hand, run_release, &call, &file)) continue;
        StrBuilder rows;
        str_builder_init(&rows, &hand->arena, 0);
        str_put(&rows, STR(RETURN_TITLES));
        for (int64_t n = 1; n <= file.file.line_count; n++) {
            str_put_format(&rows, "%.*s-%05d,1.00,%s,x,2023-10-16\n", STR_ARG(file.file.number),
                           (int)n, n % 3 ? "成功" : "失败");
        }
        call = (FundCall){hand->actor, NULL, str_built(&rows), {0}};
        if (!insist(hand, run_return, &call, &result)) _exit(1);
    }
}

_Noreturn static void child_main(const TestDatabase *database, int pipe) {
    static Worker workers[WORKERS];
    static Actor actor;
    Store *store = test_store_open(database, STORE_CONNECTIONS_DEFAULT);
    actor = fund_actor(FUND_COUNTY);
    for (int i = 0; i < WORKERS; i++) {
        pthread_t thread;
        workers[i] = (Worker){{.store = store, .actor = &actor, .number = i}, pipe};
        if (pthread_create(&thread, NULL, work_for_ever, &workers[i]) != 0) _exit(1);
    }
    for (;;) pause();
}

static void test_crash__leaves_a_ledger_that_holds(void **state) {
    Ledger ledger = ledger_open(state);
    static int acknowledged[100000];
    size_t count = 0;
    int ends[2], status;
    assert_ok(allot(&ledger, 5, BUDGET_FEN_MAX, "k1"), ledger.error);
    store_close(ledger.store);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) child_main(ledger.database, ends[1]);
    close(ends[1]);
    while (count < sizeof acknowledged / sizeof *acknowledged &&
           read(ends[0], &acknowledged[count], sizeof *acknowledged) ==
               (ssize_t)sizeof *acknowledged) {
        if (++count == ACKNOWLEDGED_WANTED) kill(child, SIGKILL);
    }
    close(ends[0]);
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    assert_true(count >= ACKNOWLEDGED_WANTED);

    ledger.store = test_store_open(ledger.database, 4);
    assert_proven(&ledger);
    for (size_t i = 0; i < count; i++) {
        char claim[16];
        snprintf(claim, sizeof claim, "C%d", acknowledged[i]);
        assert_int_equal(payments_of(&ledger, claim).count, 1);
    }
    must_approve(&ledger, "after", 5, 100); // and it goes on
    assert_proven(&ledger);
    ledger_close(&ledger);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_budget__the_last_yuan_goes_once),
        BOTH(test_payment__many_approvals_are_one),
        BOTH(test_payment_file__is_released_and_answered_once),
        BOTH(test_payment_return__has_one_answer),
        BOTH(test_payment__is_cancelled_or_released),
        {"test_account__is_counted_while_others_refer_to_it on PostgreSQL",
         test_account__is_counted_while_others_refer_to_it, test_make_postgres, test_remove, NULL},
        BOTH(test_crash__leaves_a_ledger_that_holds),
    };
    return RUN_TESTS(tests);
}
