// SPDX-License-Identifier: Apache-2.0
// Protects what can be had once against 64 clients who want it at the same moment: exactly one gets
// it, the others are refused by name, and the model, the proof and the reads agree with that.
#include "compare.h"

#include "city/boundary.h"

#include <pthread.h>

#define CLIENTS 64
#define NUMBER_DIGITS 6 // of a claim, last
#define CLERK 1         // accounts of town_officers
#define REVIEWER 6
#define FINANCE 7
#define RELEASER 9

static Town town;

typedef struct Attack {
    TestDatabase database;
    Store *store;
    Model model;
    Date today;
    int requests;
    Answer answers[CLIENTS];
} Attack;

// ---- One after the other ----

static Action ask(Attack *attack, ActionKind kind, int64_t account_id, const char *object) {
    Action action;
    memset(&action, 0, sizeof action);
    action.kind = kind;
    action.request = attack->requests++;
    action.account_id = account_id;
    action.role = account_id ? town_officers[account_id - 1].role : ROLE_CITIZEN;
    action.today = attack->today;
    action.now_ms = TOWN_FIRST_MS;
    snprintf(action.object, sizeof action.object, "%s", object);
    return action;
}

// As the model says, which is that it is done.
static void must(Attack *attack, const Action *action) {
    Answer answer;
    action_run(attack->store, town.keys, &town, action, &answer);
    Forecast forecast = model_apply(&attack->model, &town, action);
    if (answer.kind != ERROR_NONE) fail_msg("%s: %s", answer.code, answer.message);
    assert_string_equal(forecast.code, "done");
    assert_string_equal(forecast.result, answer.result);
}

static void must_do(Attack *attack, ActionKind kind, int64_t account_id, const char *object) {
    Action action = ask(attack, kind, account_id, object);
    must(attack, &action);
}

static const char *county_of_claim(const Attack *attack, int claim) {
    return town_counties[PURSE_COUNTY(attack->model.claims[claim].purse)];
}

static Action submission(Attack *attack, int applicant) {
    char key[ACTION_TEXT_BYTES];
    snprintf(key, sizeof key, "%.*s", STR_ARG(town.applicants[applicant].person));
    Action action = ask(attack, DO_SUBMIT, 0, key);
    action.account_id = APPLICANT_ACCOUNT + applicant;
    snprintf(action.person, sizeof action.person, "%s", key);
    return action;
}

// Somebody entitled in the first county, or the next; their claim is brought to the end of its
// notice. The numbers of the claims are 0, 1, …
static void clear_claims(Attack *attack, int count) {
    for (int i = 0; attack->model.claim_count < count; i++) {
        Standing standing = town_standing(&town, i, TOWN_MONTH_NONE, attack->today);
        if (standing.eligible != FEEL_TRUE || standing.purse != 0) continue;
        Action action = submission(attack, i);
        must(attack, &action);
        const char *number = attack->model.claims[attack->model.claim_count - 1].number;
        must_do(attack, DO_ACCEPT, CLERK, number);
        must_do(attack, DO_REVIEW, REVIEWER, number);
    }
    must_do(attack, DO_OPEN_NOTICE, REVIEWER, town_counties[0]);
    attack->today += 20;
    must_do(attack, DO_CLOSE_DUE, 0, "");
}

static void allot(Attack *attack, int64_t amount_fen) {
    Action action = ask(attack, DO_ALLOT, FINANCE, town_counties[0]);
    action.amount_fen = amount_fen;
    must(attack, &action);
}

static Attack *begin(bool is_postgres) {
    static Attack attack;
    attack = (Attack){.today = boundary_date(TOWN_FIRST_DAY)};
    model_begin(&attack.model, &town);
    town_copy(&town, is_postgres, &attack.database);
    attack.store = test_store_open(&attack.database, CLIENTS);
    return &attack;
}

static void end(Attack *attack) {
    char why[200];
    store_close(attack->store);
    compare_verify(&attack->database);
    if (compare_differs(&attack->database, &town, &attack->model, why)) fail_msg("%s", why);
    test_database_remove(&attack->database);
}

// ---- All at once ----

typedef struct Client {
    Attack *attack;
    Action action;
    Answer *answer;
    pthread_barrier_t *start;
} Client;

// Until the answer is one of the office, not of a database under contention.
static void *client_main(void *argument) {
    Client *client = argument;
    pthread_barrier_wait(client->start);
    do {
        action_run(client->attack->store, town.keys, &town, &client->action, client->answer);
    } while (client->answer->kind == ERROR_UNAVAILABLE);
    return NULL;
}

// `actions` are taken in turn, each with a request key of its own unless `same_key`.
static void storm(Attack *attack, const Action *actions, int count, bool same_key) {
    static Client clients[CLIENTS];
    pthread_t threads[CLIENTS];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (Client){attack, actions[i % count], &attack->answers[i], &start};
        if (!same_key) clients[i].action.request = attack->requests++;
        assert_int_equal(pthread_create(&threads[i], NULL, client_main, &clients[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
}

static int count_code(const Attack *attack, const char *code) {
    int count = 0;
    for (int i = 0; i < CLIENTS; i++) count += strcmp(attack->answers[i].code, code) == 0;
    return count;
}

// The model hears of one of them.
static void storm_once(Attack *attack, const Action *action, const char *refusal) {
    storm(attack, action, 1, false);
    assert_int_equal(count_code(attack, "done"), 1);
    assert_int_equal(count_code(attack, refusal), CLIENTS - 1);
    assert_string_equal(model_apply(&attack->model, &town, action).code, "done");
}

// ---- What can be had once ----

// On PostgreSQL a submission that is tried again takes another number; which one counts everybody
// is told.
static void skip_numbers(Attack *attack) {
    int64_t number;
    Str told = str_from_c(attack->answers[0].result);
    assert_true(told.length > NUMBER_DIGITS);
    Str digits = str_slice(told, told.length - NUMBER_DIGITS, told.length);
    assert_true(str_to_int64(digits, &number));
    attack->model.claims_numbered[TOWN_JOURNEY][0] = (int)number - 1;
}

static void play_double_click(bool is_postgres) {
    Attack *attack = begin(is_postgres);
    int applicant = 0;
    while (town_standing(&town, applicant, TOWN_MONTH_NONE, attack->today).eligible != FEEL_TRUE)
        applicant++;
    Action action = submission(attack, applicant);
    storm(attack, &action, 1, true);
    skip_numbers(attack);
    Forecast forecast = model_apply(&attack->model, &town, &action);
    for (int i = 0; i < CLIENTS; i++) { // everybody is told of the same claim
        assert_string_equal(attack->answers[i].code, "done");
        assert_string_equal(attack->answers[i].result, forecast.result);
    }
    Action again = submission(attack, applicant); // another click, another key
    storm(attack, &again, 1, false);
    assert_int_equal(count_code(attack, "ALREADY_CLAIMED"), CLIENTS);
    end(attack);
}

// Budget for one of two claims; half of the hands approve the one, half the other.
static void play_last_yuan(bool is_postgres) {
    Attack *attack = begin(is_postgres);
    clear_claims(attack, 2);
    const ModelClaim *claims = attack->model.claims;
    int64_t larger =
        claims[0].amount_fen > claims[1].amount_fen ? claims[0].amount_fen : claims[1].amount_fen;
    allot(attack, larger);
    Action actions[] = {ask(attack, DO_APPROVE, FINANCE, claims[0].number),
                        ask(attack, DO_APPROVE, FINANCE, claims[1].number)};
    storm(attack, actions, 2, false);
    assert_int_equal(count_code(attack, "done"), 1);
    assert_int_equal(count_code(attack, "WRONG_STATE"), CLIENTS / 2 - 1);
    assert_int_equal(count_code(attack, "OVER_BUDGET"), CLIENTS / 2);
    bool is_first = false;
    for (int i = 0; i < CLIENTS; i += 2) is_first |= attack->answers[i].kind == ERROR_NONE;
    assert_string_equal(model_apply(&attack->model, &town, &actions[is_first ? 0 : 1]).code,
                        "done");
    end(attack);
}

// What the bank says of the only claim: an outcome, a comma and why.
static Action bank_answer(Attack *attack, const char *outcome) {
    CivilDate day = date_to_civil(attack->today);
    Action bank = ask(attack, DO_BANK, FINANCE, "");
    snprintf(bank.content, sizeof bank.content,
             "行号,金额,结果,原因,日期\n%.27s-00001,%lld.00,%s,%04d-%02d-%02d\n",
             attack->model.files[0].number, (long long)attack->model.claims[0].amount_fen / 100,
             outcome, (int)day.year, day.month, day.day);
    return bank;
}

// One claim all the way, and back, and every step of it by 64 at once.
static void play_every_step(bool is_postgres) {
    Attack *attack = begin(is_postgres);
    clear_claims(attack, 1);
    allot(attack, 10000000);
    const ModelClaim *claim = attack->model.claims;
    Action approve = ask(attack, DO_APPROVE, FINANCE, claim->number);
    storm_once(attack, &approve, "WRONG_STATE");
    Action cancel = ask(attack, DO_CANCEL, FINANCE, claim->number);
    storm_once(attack, &cancel, "WRONG_STATE");
    storm_once(attack, &approve, "WRONG_STATE");
    Action release = ask(attack, DO_RELEASE, RELEASER, county_of_claim(attack, 0));
    storm_once(attack, &release, "NONE");
    Action bank = bank_answer(attack, "成功,");
    storm(attack, &bank, 1, false); // a repeat is no fault, and moves nothing
    assert_int_equal(count_code(attack, "done"), CLIENTS);
    for (int i = 0; i < CLIENTS; i++) { // each is a row of the log
        assert_string_equal(model_apply(&attack->model, &town, &bank).code, "done");
    }
    Action open = ask(attack, DO_CLAWBACK_OPEN, CLERK, claim->number);
    storm_once(attack, &open, "ALREADY_OPEN");
    end(attack);
}

// What the bank returned is ended by half of them and sent again by the others.
static void play_returned(bool is_postgres) {
    Attack *attack = begin(is_postgres);
    clear_claims(attack, 1);
    allot(attack, 10000000);
    const char *claim = attack->model.claims[0].number;
    must_do(attack, DO_APPROVE, FINANCE, claim);
    must_do(attack, DO_RELEASE, RELEASER, county_of_claim(attack, 0));
    Action bank = bank_answer(attack, "失败,户名不符");
    must(attack, &bank);
    Action actions[] = {ask(attack, DO_REFUSE, FINANCE, claim),
                        ask(attack, DO_FIX_ACCOUNT, RELEASER, claim)};
    storm(attack, actions, 2, false);
    assert_int_equal(count_code(attack, "done"), 1);
    assert_int_equal(count_code(attack, "WRONG_STATE"), CLIENTS - 1);
    bool is_ended = false;
    for (int i = 0; i < CLIENTS; i += 2) is_ended |= attack->answers[i].kind == ERROR_NONE;
    assert_string_equal(model_apply(&attack->model, &town, &actions[is_ended ? 0 : 1]).code,
                        "done");
    end(attack);
}

// A refusal is contested once, its appeal taken in once and decided once.
static void play_appeal(bool is_postgres) {
    Attack *attack = begin(is_postgres);
    int applicant = 0;
    while (town_standing(&town, applicant, TOWN_MONTH_NONE, attack->today).eligible != FEEL_TRUE)
        applicant++;
    Action submit = submission(attack, applicant);
    must(attack, &submit);
    const char *claim = attack->model.claims[0].number;
    must_do(attack, DO_REFUSE, CLERK, claim);
    Action file = ask(attack, DO_APPEAL_FILE, 0, claim);
    file.account_id = submit.account_id;
    memcpy(file.person, submit.person, sizeof file.person);
    storm_once(attack, &file, "ALREADY_APPEALED");
    const char *appeal = attack->model.appeals[0].number;
    Action accept = ask(attack, DO_APPEAL_ACCEPT, CLERK + 1, appeal);
    storm_once(attack, &accept, "WRONG_STATE");
    Action decide = ask(attack, DO_APPEAL_DECIDE, REVIEWER, appeal);
    storm_once(attack, &decide, "WRONG_STATE");
    assert_int_equal(attack->model.claims[0].state, CLAIM_SUBMITTED);
    end(attack);
}

// ---- On both databases ----

#define ON_BOTH(play)                                                                              \
    static void test_attack__##play##_on_sqlite(void **state) {                                    \
        (void)state;                                                                               \
        play_##play(false);                                                                        \
    }                                                                                              \
    static void test_attack__##play##_on_postgres(void **state) {                                  \
        (void)state;                                                                               \
        play_##play(true);                                                                         \
    }
ON_BOTH(double_click)
ON_BOTH(last_yuan)
ON_BOTH(every_step)
ON_BOTH(returned)
ON_BOTH(appeal)

static int open_town(void **state) {
    (void)state;
    town_open(&town, 1, true);
    return 0;
}

static int close_town(void **state) {
    (void)state;
    town_close(&town, true);
    return 0;
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attack__double_click_on_sqlite),
        cmocka_unit_test(test_attack__double_click_on_postgres),
        cmocka_unit_test(test_attack__last_yuan_on_sqlite),
        cmocka_unit_test(test_attack__last_yuan_on_postgres),
        cmocka_unit_test(test_attack__every_step_on_sqlite),
        cmocka_unit_test(test_attack__every_step_on_postgres),
        cmocka_unit_test(test_attack__returned_on_sqlite),
        cmocka_unit_test(test_attack__returned_on_postgres),
        cmocka_unit_test(test_attack__appeal_on_sqlite),
        cmocka_unit_test(test_attack__appeal_on_postgres),
    };
    return test_finish((int)(sizeof tests / sizeof *tests),
                       cmocka_run_group_tests(tests, open_town, close_town));
}
