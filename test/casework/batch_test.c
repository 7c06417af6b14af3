// SPDX-License-Identifier: Apache-2.0
// Protects automatic batches: the same snapshot gives the same rows, and a row becomes one claim.
#include "appeals.h"

#include <pthread.h>

#define COMPANY_COUNTY "640521"

static Actor batch_clerk(const Desk *desk) {
    return desk_actor(desk, 23, ROLE_COUNTY_CLERK, COMPANY_COUNTY);
}

static bool match(Desk *desk, Batch *batch) {
    return desk_batch_match(desk, batch_clerk(desk), 24, COMPANY_COUNTY, batch);
}

static bool run_roll_back(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return batch_roll_back(tx, &call->actor, call->text, arena, error);
}

static bool roll_back(Desk *desk, Actor actor, Str number) {
    return desk_write(desk, run_roll_back,
                      &(DeskCall){.desk = desk, .actor = actor, .text = number}, NULL);
}

static bool confirm_own(Desk *desk, Actor actor, const Batches *own) {
    const Batch *batch = &own->items[0];
    return desk_confirm_row(desk, actor, batch->number, batch->rows[0].index);
}

static void test_batch__run_again_has_the_same_rows(void **state) {
    Desk desk = desk_open(state);
    Batch first, again, later;
    assert_ok(match(&desk, &first), desk.error);
    assert_true(first.counts[BATCH_PAYABLE] > 0);
    assert_true(first.payable_fen > 0);
    assert_int_equal(first.rows_hash.length, 64);
    assert_ok(match(&desk, &again), desk.error);
    assert_true(str_equal(first.number, again.number));
    assert_true(str_equal(first.rows_hash, again.rows_hash));
    assert_ok(roll_back(&desk, batch_clerk(&desk), first.number), desk.error);
    assert_false(roll_back(&desk, batch_clerk(&desk), first.number)); // once
    assert_ok(match(&desk, &later), desk.error);
    assert_false(str_equal(first.number, later.number));
    assert_true(str_equal(first.rows_hash, later.rows_hash));
    assert_int_equal(first.payable_fen, later.payable_fen);
    desk_close(&desk);
}

// ---- Jobs ----

static bool run_stop(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return batch_stop(tx, &call->actor, call->text, arena, error);
}

static bool stop(Desk *desk, Actor actor, Str number) {
    return desk_write(desk, run_stop, &(DeskCall){.desk = desk, .actor = actor, .text = number},
                      NULL);
}

#define SERVERS 8

typedef struct Server {
    Desk *desk;
    Arena arena;
    Str number;
    Error error;
    bool is_asked, ran;
} Server;

static void *ask_and_run(void *state) {
    Server *server = state;
    Desk *desk = server->desk;
    DeskCall call = {.desk = desk, .actor = batch_clerk(desk), .text = STR(COMPANY_COUNTY),
                     .index = 24};
    server->is_asked = store_write(desk->city.store, run_batch_ask, &call, &server->number,
                                   &server->arena, &server->error);
    server->ran = desk_batch_run_next(desk, NULL);
    return NULL;
}

// One batch, one job: whoever asks meanwhile is led to it, and no row is lost or doubled.
static void test_batch__asked_for_by_many_at_once_is_one(void **state) {
    Desk desk = desk_open(state);
    Server servers[SERVERS] = {0};
    pthread_t threads[SERVERS];
    Batch batch, again;
    for (int i = 0; i < SERVERS; i++) {
        servers[i].desk = &desk;
        assert_int_equal(pthread_create(&threads[i], NULL, ask_and_run, &servers[i]), 0);
    }
    for (int i = 0; i < SERVERS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < SERVERS; i++) {
        assert_ok(servers[i].is_asked, servers[i].error);
        assert_true(str_equal(servers[i].number, servers[0].number));
    }
    batch = desk_batch(&desk, batch_clerk(&desk), servers[0].number);
    assert_true(str_equal(batch.state, STR("reviewing")));
    assert_int_equal(batch.job.state, JOB_DONE);
    assert_int_equal(batch.job.done,
                     batch.counts[BATCH_PAYABLE] + batch.counts[BATCH_LOOK] +
                         batch.counts[BATCH_NOT]);
    for (int i = 0; i < SERVERS; i++) arena_release(&servers[i].arena);
    assert_ok(match(&desk, &again), desk.error);
    assert_int_equal(again.job.state, JOB_DONE); // proved
    assert_true(str_equal(batch.rows_hash, again.rows_hash));
    desk_close(&desk);
}

// A server that was killed has written some rows: another goes on behind them, under the lease.
static void test_batch__goes_on_where_a_killed_server_left_it(void **state) {
    Desk desk = desk_open(state);
    Batch whole, taken;
    Str number;
    _Atomic bool stops = true;
    assert_ok(match(&desk, &whole), desk.error);
    assert_true(whole.counts[BATCH_PAYABLE] + whole.counts[BATCH_NOT] > 3);
    assert_ok(roll_back(&desk, batch_clerk(&desk), whole.number), desk.error);
    assert_ok(desk_batch_ask(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &number), desk.error);
    assert_true(desk_batch_run_next(&desk, &stops)); // takes the lease, and is gone
    Raw raw = raw_open(*state);
    raw_must(&raw, "INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result,"
                   "  amount_fen, codes, sentences, person_id, uscc)"
                   " SELECT (SELECT max(id) FROM batch), sequence, subject_key, subject_label,"
                   "  result, amount_fen, codes, sentences, person_id, uscc"
                   " FROM batch_row WHERE sequence <= 3");
    taken = desk_batch(&desk, batch_clerk(&desk), number);
    assert_int_equal(taken.job.state, JOB_RUNNING);
    assert_false(desk_batch_run_next(&desk, NULL)); // the lease holds
    raw_must(&raw, "UPDATE job SET lease_ms = 1 WHERE state = 'running'");
    raw_close(&raw);
    assert_true(desk_batch_run_next(&desk, NULL));
    taken = desk_batch(&desk, batch_clerk(&desk), number);
    assert_int_equal(taken.job.state, JOB_DONE);
    assert_true(str_equal(taken.rows_hash, whole.rows_hash));
    for (int i = 0; i < 3; i++) assert_int_equal(taken.counts[i], whole.counts[i]);
    desk_close(&desk);
}

static bool run_go_on(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return batch_go_on(tx, &call->actor, call->text, arena, error);
}

static bool go_on(Desk *desk, Actor actor, Str number) {
    return desk_write(desk, run_go_on, &(DeskCall){.desk = desk, .actor = actor, .text = number},
                      NULL);
}

// Stopped behind its third row, on the day after; `sql` happens meanwhile.
static Batch left_in_the_middle(Desk *desk, const TestDatabase *database, const char *sql,
                                Batch *whole) {
    Str number;
    _Atomic bool stops = true;
    assert_ok(match(desk, whole), desk->error);
    assert_ok(roll_back(desk, batch_clerk(desk), whole->number), desk->error);
    assert_ok(desk_batch_ask(desk, batch_clerk(desk), 24, COMPANY_COUNTY, &number), desk->error);
    assert_true(desk_batch_run_next(desk, &stops));
    Raw raw = raw_open(database);
    raw_must(&raw, "INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result,"
                   "  amount_fen, codes, sentences, person_id, uscc)"
                   " SELECT (SELECT max(id) FROM batch), sequence, subject_key, subject_label,"
                   "  result, amount_fen, codes, sentences, person_id, uscc"
                   " FROM batch_row WHERE sequence <= 3");
    raw_must(&raw, "UPDATE job SET state = 'stopped', ended_ms = 1 WHERE state = 'running'");
    raw_must(&raw, sql);
    raw_close(&raw);
    desk->today++;
    return desk_batch(desk, batch_clerk(desk), number);
}

// On another day it is still the batch of its own: the same rows as on that day.
static void test_batch__goes_on_another_day_as_of_its_own(void **state) {
    Desk desk = desk_open(state);
    Batch whole, left = left_in_the_middle(&desk, *state, "SELECT 1", &whole);
    assert_int_equal(left.job.state, JOB_STOPPED);
    assert_false(go_on(&desk, clerk(&desk), left.number)); // of another county
    assert_ok(go_on(&desk, batch_clerk(&desk), left.number), desk.error);
    assert_ok(go_on(&desk, batch_clerk(&desk), left.number), desk.error); // the same job
    while (desk_batch_run_next(&desk, NULL)) {}
    Batch done = desk_batch(&desk, batch_clerk(&desk), left.number);
    assert_int_equal(done.job.state, JOB_DONE);
    assert_int_equal(done.snapshot_on, desk.today - 1);
    assert_true(str_equal(done.rows_hash, whole.rows_hash));
    for (int i = 0; i < 3; i++) assert_int_equal(done.counts[i], whole.counts[i]);
    assert_code(&desk, go_on(&desk, batch_clerk(&desk), left.number), "WRONG_STATE");
    desk_close(&desk);
}

// Corrected since, its rows are of two snapshots: it says so, and only goes back.
static void test_batch__of_changed_data_does_not_go_on(void **state) {
    Desk desk = desk_open(state);
    Batch whole, left = left_in_the_middle(
        &desk, *state, "UPDATE batch_row SET amount_fen = amount_fen + 1 WHERE sequence = 2",
        &whole);
    assert_ok(go_on(&desk, batch_clerk(&desk), left.number), desk.error);
    while (desk_batch_run_next(&desk, NULL)) {}
    Batch failed = desk_batch(&desk, batch_clerk(&desk), left.number);
    assert_int_equal(failed.job.state, JOB_FAILED);
    assert_true(str_find(failed.job.message, STR("2023-10-16 的数据后来改过"), 0) != SIZE_MAX);
    assert_true(str_equal(failed.state, STR("matching")));
    assert_int_equal(failed.counts[0] + failed.counts[1] + failed.counts[2], 3);
    assert_ok(roll_back(&desk, batch_clerk(&desk), left.number), desk.error);
    assert_code(&desk, go_on(&desk, batch_clerk(&desk), left.number), "WRONG_STATE");
    desk_close(&desk);
}

static void test_batch__whose_runners_all_fall_silent_fails(void **state) {
    Desk desk = desk_open(state);
    Str number;
    _Atomic bool stops = true;
    assert_ok(desk_batch_ask(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &number), desk.error);
    Raw raw = raw_open(*state);
    for (int i = 0; i < JOB_ATTEMPTS_MAX; i++) {
        assert_true(desk_batch_run_next(&desk, &stops));
        raw_must(&raw, "UPDATE job SET lease_ms = 1");
    }
    raw_close(&raw);
    assert_true(desk_batch_run_next(&desk, NULL));
    Batch batch = desk_batch(&desk, batch_clerk(&desk), number);
    assert_int_equal(batch.job.state, JOB_FAILED);
    assert_true(str_starts_with(batch.job.message, STR("做了5次都没有做完")));
    assert_ok(match(&desk, &batch), desk.error); // asked for again, it begins again
    assert_int_equal(batch.job.state, JOB_DONE);
    desk_close(&desk);
}

static void test_batch__is_stopped_by_who_asked_for_it(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    Str number;
    Actor other = desk_actor(&desk, 24, ROLE_COUNTY_CLERK, COMPANY_COUNTY);
    assert_ok(desk_batch_ask(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &number), desk.error);
    assert_false(stop(&desk, other, number));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_false(stop(&desk, clerk(&desk), number)); // of another county
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(stop(&desk, batch_clerk(&desk), number), desk.error);
    assert_code(&desk, stop(&desk, batch_clerk(&desk), number), "JOB_ENDED");
    assert_false(desk_batch_run_next(&desk, NULL));
    batch = desk_batch(&desk, other, number);
    assert_int_equal(batch.job.state, JOB_STOPPED);
    assert_true(str_equal(batch.state, STR("matching")));
    assert_ok(match(&desk, &batch), desk.error); // goes on
    assert_true(str_equal(batch.number, number));
    assert_int_equal(batch.job.state, JOB_DONE);
    desk_close(&desk);
}

// Stopped or taken back in the middle, the runner writes no more.
static void test_batch__taken_back_while_it_is_matched_gets_no_rows(void **state) {
    Desk desk = desk_open(state);
    Str number;
    _Atomic bool stops = true;
    assert_ok(desk_batch_ask(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &number), desk.error);
    assert_true(desk_batch_run_next(&desk, &stops)); // a runner has it
    assert_ok(roll_back(&desk, batch_clerk(&desk), number), desk.error);
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE job SET lease_ms = 1");
    raw_close(&raw);
    assert_false(desk_batch_run_next(&desk, NULL));
    Batch batch = desk_batch(&desk, batch_clerk(&desk), number);
    assert_true(str_equal(batch.state, STR("rolled_back")));
    assert_int_equal(batch.job.state, JOB_STOPPED);
    for (int i = 0; i < 3; i++) assert_int_equal(batch.counts[i], 0);
    desk_close(&desk);
}

static void test_batch__that_differs_when_proved_says_so(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    assert_ok(match(&desk, &batch), desk.error);
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE batch SET rows_hash = 'another'");
    raw_close(&raw);
    assert_ok(match(&desk, &batch), desk.error);
    assert_int_equal(batch.job.state, JOB_FAILED);
    assert_true(str_find(batch.job.message, STR("重跑的结果和原来不一样"), 0) != SIZE_MAX);
    desk_close(&desk);
}

// ---- Whose it is ----

static const BatchRow *row_named(const Batch *batch, const char *part) {
    for (size_t i = 0; i < batch->row_count; i++) {
        Str label = batch->rows[i].subject_label;
        if (str_find(label, str_from_c(part), 0) != SIZE_MAX) return &batch->rows[i];
    }
    return NULL;
}

static void assert_own(const BatchRow *row) {
    assert_non_null(row);
    assert_true(str_find(row->codes, STR("OWN_CLAIM"), 0) != SIZE_MAX);
    assert_true(str_find(row->sentences, STR("要由另一位同事办理"), 0) != SIZE_MAX);
}

#define GRADUATE_TAIL "0078" // of JOURNEY_GRADUATE_ID

// Whom a hire concerns may have it matched by others only.
static void test_batch__puts_the_own_row_of_the_officer_aside(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    assert_ok(desk_batch_match(&desk, batch_clerk(&desk), 7, COMPANY_COUNTY, &batch), desk.error);
    Batch payable = desk_batch_column(&desk, batch_clerk(&desk), batch.number, BATCH_PAYABLE);
    assert_non_null(row_named(&payable, GRADUATE_TAIL));
    int64_t before = batch.counts[BATCH_LOOK];
    assert_ok(roll_back(&desk, batch_clerk(&desk), batch.number), desk.error);
    Actor officer = held_by(&desk, batch_clerk(&desk), "officer", JOURNEY_GRADUATE_ID);
    assert_ok(desk_batch_match(&desk, officer, 7, COMPANY_COUNTY, &batch), desk.error);
    assert_int_equal(batch.counts[BATCH_LOOK], before + 1);
    Batch look = desk_batch_column(&desk, officer, batch.number, BATCH_LOOK);
    assert_own(row_named(&look, GRADUATE_TAIL));
    desk_close(&desk);
}

static Actor company_account(Desk *desk) {
    Actor hr = company(desk);
    hr.role = ROLE_ORG_HR;
    return held_by(desk, hr, "company hr", ONE);
}

// The officer also keeps the books of a company that would be paid.
static void test_batch__puts_the_row_of_the_officers_unit_aside(void **state) {
    Desk desk = desk_open(state);
    Batch batch, honest;
    assert_ok(match(&desk, &honest), desk.error);
    assert_ok(roll_back(&desk, batch_clerk(&desk), honest.number), desk.error);
    (void)company_account(&desk);
    Actor officer = held_by(&desk, batch_clerk(&desk), "officer", ONE);
    assert_ok(desk_batch_match(&desk, officer, 24, COMPANY_COUNTY, &batch), desk.error);
    assert_int_equal(batch.counts[BATCH_PAYABLE], honest.counts[BATCH_PAYABLE] - 1);
    assert_int_equal(batch.counts[BATCH_LOOK], honest.counts[BATCH_LOOK] + 1);
    desk_close(&desk);
}

// The account came after the match: the row is payable, and is refused when it is confirmed.
static void test_batch__does_not_confirm_the_row_of_the_officers_unit(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    Batches own;
    Actor officer = held_by(&desk, batch_clerk(&desk), "officer", ONE);
    assert_ok(desk_batch_match(&desk, officer, 24, COMPANY_COUNTY, &batch), desk.error);
    Actor hr = company_account(&desk);
    own = desk_batch_rows_own(&desk, hr);
    assert_int_equal(own.count, 1);
    assert_code(&desk, confirm_own(&desk, hr, &own), "OWN_CLAIM");
    desk_close(&desk);
}

// Who had it matched accepted its claims, and took no step of them: a hand all the same.
static void test_batch__who_had_it_matched_reviews_no_appeal(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    Batches own;
    Str number;
    Actor officer = held_by(&desk, batch_clerk(&desk), "officer", ONE);
    assert_ok(desk_batch_match(&desk, officer, 24, COMPANY_COUNTY, &batch), desk.error);
    own = desk_batch_rows_own(&desk, company(&desk));
    assert_ok(confirm_own(&desk, company(&desk), &own), desk.error);
    Actor refusing = desk_actor(&desk, 24, ROLE_COUNTY_REVIEWER, COMPANY_COUNTY);
    Str claim = desk.claim.number;
    assert_ok(desk_step(&desk, refusing, claim, CLAIM_REFUSE, "x") &&
                  file_appeal(&desk, company(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, hrss(&desk), number),
              desk.error);
    Actor twin = held_by(&desk, hrss2(&desk), "twin", ONE);
    assert_code(&desk, decide_appeal(&desk, twin, number, NULL), "SAME_PERSON");
    assert_ok(decide_appeal(&desk, hrss3(&desk), number, NULL), desk.error);
    desk_close(&desk);
}

// Page by page of one row, all that is counted is listed, and the amounts add up.
static void test_batch__lists_what_it_counts(void **state) {
    Desk desk = desk_open(state);
    Batch batch, page;
    assert_ok(match(&desk, &batch), desk.error);
    for (int column = 0; column < 3; column++) {
        int64_t rows = 0, fen = 0, after = 0;
        for (;;) {
            DeskCall call = {.desk = &desk, .actor = batch_clerk(&desk), .text = batch.number,
                             .index = column, .filter = {.row_count = after}};
            assert_ok(desk_read(&desk, run_batch_find, &call, &page), desk.error);
            if (page.row_count == 0) break;
            assert_int_equal(page.row_count, 1);
            assert_true(page.rows[0].index > after);
            assert_int_equal(page.rows[0].column, column);
            if (column == BATCH_NOT) assert_false(str_is_empty(page.rows[0].sentences));
            after = page.rows[0].index;
            fen += page.rows[0].amount_fen;
            rows++;
        }
        assert_int_equal(rows, batch.counts[column]);
        if (column == BATCH_PAYABLE) assert_int_equal(fen, batch.payable_fen);
        if (column == BATCH_NOT) assert_int_equal(fen, 0);
    }
    desk_close(&desk);
}

// A page that names no column shows one that has rows.
static void test_batch__opens_on_the_first_column_with_rows(void **state) {
    Desk desk = desk_open(state);
    Batch batch, open;
    const struct { int policy; BatchColumn first; } cases[] = {
        {24, BATCH_PAYABLE}, {38, BATCH_LOOK}, {42, BATCH_NOT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(desk_batch_match(&desk, batch_clerk(&desk), cases[i].policy, COMPANY_COUNTY,
                                   &batch), desk.error);
        open = desk_batch_column(&desk, batch_clerk(&desk), batch.number, BATCH_FIRST);
        assert_int_equal(open.column, cases[i].first);
        assert_true(open.row_count > 0);
        assert_int_equal(open.rows[0].column, cases[i].first);
    }
    desk_close(&desk);
}

static void test_batch__row_becomes_one_claim(void **state) {
    Desk desk = desk_open(state);
    Batch batch, again;
    Batches own;
    assert_ok(match(&desk, &batch), desk.error);
    own = desk_batch_rows_own(&desk, company(&desk));
    assert_int_equal(own.count, 1);
    Actor stranger = company(&desk);
    stranger.scope.uscc = STR(JOURNEY_INTERNSHIP_USCC);
    assert_false(confirm_own(&desk, stranger, &own));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(confirm_own(&desk, company(&desk), &own), desk.error);
    assert_int_equal(desk.claim.state, CLAIM_ACCEPTED);
    assert_true(str_equal(desk.claim.channel, STR("automatic")));
    assert_int_equal(desk.claim.amount_fen, own.items[0].rows[0].amount_fen);
    assert_code(&desk, confirm_own(&desk, company(&desk), &own), "ALREADY_CONFIRMED");
    assert_false(roll_back(&desk, batch_clerk(&desk), batch.number)); // something came of it
    assert_ok(match(&desk, &again), desk.error);
    assert_int_equal(again.confirmed, 1);
    // Who ran the batch accepted it, and cannot review it.
    Actor same = desk_actor(&desk, 23, ROLE_COUNTY_REVIEWER, COMPANY_COUNTY);
    Str number = desk.claim.number;
    assert_code(&desk, desk_step(&desk, same, number, CLAIM_REVIEW, ""), "SAME_PERSON");
    same.account_id = 33;
    assert_ok(desk_step(&desk, same, number, CLAIM_REVIEW, ""), desk.error);
    desk_close(&desk);
}

// ---- Rows decided ahead ----

static BatchConfirmation confirmation_of(const DeskCall *call) {
    return (BatchConfirmation){call->text, call->index, call->account, call->foreseen};
}

static bool run_foresee(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    BatchConfirmation confirmation = confirmation_of(call);
    return batch_foresee(tx, &call->actor, &context, &confirmation, arena, out, error);
}

static bool run_foreseen(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    BatchConfirmation confirmation = confirmation_of(call);
    return batch_confirm(tx, &call->actor, &context, &confirmation, arena, out, error);
}

// The company's row, decided ahead and then given another amount: a claim that gets it was not
// decided again.
static DeskCall foreseen_marked(Desk *desk, BatchForeseen *foreseen) {
    Batch batch;
    Batches own;
    assert_ok(match(desk, &batch), desk->error);
    own = desk_batch_rows_own(desk, company(desk));
    DeskCall call = {.desk = desk, .actor = company(desk), .text = batch.number,
                     .index = own.items[0].rows[0].index, .foreseen = NULL};
    assert_ok(desk_read(desk, run_foresee, &call, foreseen), desk->error);
    foreseen->assessment.amount_fen = 70000;
    return call;
}

static void test_batch__takes_what_was_decided_ahead(void **state) {
    Desk desk = desk_open(state);
    BatchForeseen foreseen;
    DeskCall call = foreseen_marked(&desk, &foreseen);
    call.foreseen = &foreseen;
    assert_ok(desk_write(&desk, run_foreseen, &call, &desk.claim), desk.error);
    assert_int_equal(desk.claim.amount_fen, 70000);
    desk_close(&desk);
}

static void test_batch__decides_again_what_departments_answered_since(void **state) {
    Desk desk = desk_open(state);
    BatchForeseen foreseen;
    DeskCall call = foreseen_marked(&desk, &foreseen);
    foreseen.answers = STR("{}"); // there are no others now
    call.foreseen = &foreseen;
    assert_ok(desk_write(&desk, run_foreseen, &call, &desk.claim), desk.error);
    assert_int_not_equal(desk.claim.amount_fen, 70000);
    desk_close(&desk);
}

static void test_batch__keeps_to_its_county_and_policy(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    Str number;
    assert_false(desk_batch_ask(&desk, batch_clerk(&desk), 24, DESK_COUNTY, &number));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    // by application
    assert_false(desk_batch_ask(&desk, batch_clerk(&desk), 5, COMPANY_COUNTY, &number));
    assert_int_equal(desk.error.kind, ERROR_CONFLICT);
    assert_false(desk_batch_ask(&desk, batch_clerk(&desk), 12, COMPANY_COUNTY, &number)); // a list
    assert_int_equal(desk.error.kind, ERROR_CONFLICT);
    assert_false(desk_batch_ask(&desk, batch_clerk(&desk), 99, COMPANY_COUNTY, &number));
    assert_ok(match(&desk, &batch), desk.error);
    assert_false(roll_back(&desk, clerk(&desk), batch.number)); // of another county
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    desk_close(&desk);
}

static bool run_batch_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return batch_prove(tx, arena, out, error);
}

static BatchProof proved(Desk *desk) {
    BatchProof proof;
    assert_ok(desk_read(desk, run_batch_prove, &(DeskCall){.desk = desk}, &proof), desk->error);
    return proof;
}

static void test_batch__that_was_changed_is_named(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    assert_ok(match(&desk, &batch), desk.error);
    BatchProof proof = proved(&desk);
    assert_int_equal(proof.batches, 1);
    assert_int_equal(proof.changed + proof.faults, 0);
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE batch_row SET amount_fen = amount_fen + 1 WHERE result = 'payable'");
    proof = proved(&desk);
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, batch.number, 0) != SIZE_MAX);
    raw_must(&raw, "UPDATE batch_row SET amount_fen = amount_fen - 1 WHERE result = 'payable'");
    assert_int_equal(proved(&desk).faults, 0);
    raw_must(&raw, "DELETE FROM batch_row WHERE result = 'not'"); // and that a row is gone
    assert_int_equal(proved(&desk).faults, 1);
    raw_close(&raw);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_batch__that_was_changed_is_named),
        BOTH(test_batch__run_again_has_the_same_rows),
        BOTH(test_batch__asked_for_by_many_at_once_is_one),
        BOTH(test_batch__goes_on_where_a_killed_server_left_it),
        BOTH(test_batch__goes_on_another_day_as_of_its_own),
        BOTH(test_batch__of_changed_data_does_not_go_on),
        BOTH(test_batch__whose_runners_all_fall_silent_fails),
        BOTH(test_batch__is_stopped_by_who_asked_for_it),
        BOTH(test_batch__taken_back_while_it_is_matched_gets_no_rows),
        BOTH(test_batch__that_differs_when_proved_says_so),
        BOTH(test_batch__puts_the_own_row_of_the_officer_aside),
        BOTH(test_batch__puts_the_row_of_the_officers_unit_aside),
        BOTH(test_batch__does_not_confirm_the_row_of_the_officers_unit),
        BOTH(test_batch__who_had_it_matched_reviews_no_appeal),
    BOTH(test_batch__lists_what_it_counts),
        BOTH(test_batch__row_becomes_one_claim),
        BOTH(test_batch__opens_on_the_first_column_with_rows),
    BOTH(test_batch__takes_what_was_decided_ahead),
    BOTH(test_batch__decides_again_what_departments_answered_since),
        BOTH(test_batch__keeps_to_its_county_and_policy),
    };
    return RUN_TESTS(tests);
}
