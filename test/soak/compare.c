// SPDX-License-Identifier: Apache-2.0
#include "compare_core.h"

#include "../fund/raw.h"
#include "access/seal.h"
#include "app/verify_command.h"
#include "casework/notice.h"

#include <fcntl.h>

// ---- jiuye verify ----

void compare_verify(const TestDatabase *database) {
    char url[sizeof database->url], folder[sizeof database->folder];
    char *argv[] = {(char[]){"verify"}, (char[]){"--db"}, url, (char[]){"--keys"}, folder, NULL};
    snprintf(url, sizeof url, "%s", database->url);
    snprintf(folder, sizeof folder, "%s", database->folder);
    fflush(NULL);
    int out = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    int status = verify_command(5, argv);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    close(out);
    close(null);
    assert_int_equal(status, 0);
}

static Str read_text(const TestDatabase *database, const char *sql, Arena *arena) {
    StrBuilder out;
    Raw raw = raw_open(database);
    str_builder_init(&out, arena, 0);
    raw_dump(&raw, sql, &out);
    raw_close(&raw);
    return str_trim(str_built(&out));
}

int64_t read_number(const TestDatabase *database, const char *sql) {
    int64_t number;
    Arena arena = {0};
    assert_true(str_to_int64(read_text(database, sql, &arena), &number));
    arena_release(&arena);
    return number;
}

bool compare_kept_answer(const TestDatabase *database, int request, Answer *answer) {
    Arena arena = {0};
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT result FROM request_key WHERE key = 'soak %d'", request);
    Str result = read_text(database, sql, &arena);
    bool is_kept = !str_is_empty(result);
    *answer = (Answer){.code = "done"};
    snprintf(answer->result, sizeof answer->result, "%.*s", STR_ARG(result));
    arena_release(&arena);
    return is_kept;
}

int compare_claims_numbered(const TestDatabase *database, int policy, int year) {
    char sql[100];
    snprintf(sql, sizeof sql,
             "SELECT CAST(coalesce(sum(value), 0) AS TEXT) FROM counter WHERE name = 'ZW-%d-%02d'",
             MODEL_FIRST_YEAR + year, town_policies[policy].number);
    return (int)read_number(database, sql);
}

static int64_t read_of_batch(const TestDatabase *database, const char *what,
                             const ModelBatch *batch) {
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT CAST(%s AS TEXT) FROM batch JOIN job ON job.id = job_id WHERE number = '%s'",
             what, batch->number);
    return read_number(database, sql);
}

bool compare_learn_batch(const TestDatabase *database, ModelBatch *batch) {
    bool has_ended = read_of_batch(database, "count(ended_ms)", batch) > 0;
    batch->attempts = (int)read_of_batch(database, "max(attempt)", batch) - has_ended;
    batch->has_rows =
        read_of_batch(database, "(SELECT count(*) FROM batch_row WHERE batch_id = max(batch.id))",
                      batch) > 0;
    return has_ended;
}

// ---- The reads of the pages ----

// Keeps the first difference.
void expect(Look *look, const char *what, int64_t wanted, int64_t found) {
    if (wanted == found || look->differs) return;
    look->differs = true;
    snprintf(look->why, WHY_BYTES, "%s: the model has %lld, the database %lld", what,
             (long long)wanted, (long long)found);
}

void expect_text(Look *look, const char *what, const char *wanted, Str found) {
    if (str_equal(str_from_c(wanted), found) || look->differs) return;
    look->differs = true;
    snprintf(look->why, WHY_BYTES, "%s: the model has %s, the database %.*s", what, wanted,
             STR_ARG(found));
}

// Of the newest payment, where the state of its claim says it.
static const char *const payment_states[CLAIM_STATE_COUNT] = {
    [CLAIM_APPROVED] = "approved",
    [CLAIM_PAYING] = "released",
    [CLAIM_PAID] = "paid",
    [CLAIM_FAILED] = "returned",
};

static bool look_at_claim(Tx *tx, Look *look, const ModelClaim *claim, Arena *arena, Error *error) {
    ClaimFile file;
    const char *what = claim->number, *state = payment_states[claim->state];
    if (!claim_find(tx, &look->actor, str_from_c(what), arena, &file, error)) return false;
    expect(look, what, claim->state, file.claim.state);
    expect(look, what, claim->held > 0, file.claim.is_held);
    expect(look, what, claim->is_counter && !claim->is_confirmed, file.claim.awaits_confirmation);
    expect(look, what, claim->amount_fen, file.claim.amount_fen);
    expect(look, what, claim->steps, (int64_t)file.history_count);
    expect(look, what, claim->payments, (int64_t)file.payments.count);
    if (state && file.payments.count > 0) {
        const Payment *last = &file.payments.items[file.payments.count - 1];
        expect(look, what, true, str_equal(last->state, str_from_c(state)));
    }
    return true;
}

static bool look_at_claims(Tx *tx, Look *look, Arena *arena, Error *error) {
    ClaimStateCount *counts;
    size_t count;
    int64_t total = 0;
    for (int i = 0; i < look->model->claim_count; i++) {
        ModelClaim claim = look->model->claims[i];
        // The number may not be there at all.
        ClaimFilter filter = {.search = str_from_c(claim.number), .row_count = 1};
        ClaimPage page;
        if (!claim_list(tx, &look->actor, &filter, arena, &page, error)) return false;
        expect(look, claim.number, 1, page.total);
        if (page.total == 1 && !look_at_claim(tx, look, &claim, arena, error)) return false;
    }
    if (!claim_counts(tx, &look->actor, arena, &counts, &count, error)) return false;
    for (size_t i = 0; i < count; i++) total += counts[i].count;
    expect(look, "claims", look->model->claim_count, total);
    return true;
}

static bool look_at_notices(Tx *tx, Look *look, Arena *arena, Error *error) {
    Notices notices;
    Objections objections;
    int open[2] = {0}, found[2] = {0}; // notices, objections
    const Model *model = look->model;
    if (!notice_list(tx, ROWS_MAX, arena, &notices, error) ||
        !objection_list(tx, &look->actor, arena, &objections, error)) {
        return false;
    }
    for (int i = 0; i < model->notice_count; i++) open[0] += model->notices[i].is_open;
    for (int i = 0; i < model->objection_count; i++) open[1] += model->objections[i].is_open;
    for (size_t i = 0; i < notices.count; i++) found[0] += notices.items[i].is_open;
    for (size_t i = 0; i < objections.count; i++) {
        found[1] += str_equal(objections.items[i].state, STR("open"));
    }
    expect(look, "notices", model->notice_count, (int64_t)notices.count);
    expect(look, "objections", model->objection_count, (int64_t)objections.count);
    expect(look, "open notices", open[0], found[0]);
    expect(look, "open objections", open[1], found[1]);
    return true;
}

static bool look_at_log(Tx *tx, Look *look, Arena *arena, Error *error) {
    AuditProof proof;
    const Str any[SUITE_COUNT] = {0};
    if (!audit_prove(tx, any, arena, &proof, error)) return false;
    expect(look, "segments of the log", look->model->segments, proof.segments);
    expect(look, "rows of the log to be sealed", look->model->unsealed, proof.waiting);
    return true;
}

static LookFunction *const looks[] = {
    look_at_claims,  look_at_budgets, look_at_files,      look_at_receivables,
    look_at_notices, look_at_books,   look_at_batches,    look_at_clawbacks,
    look_at_appeals, look_at_doubts,  look_at_enrolments, look_at_delegations,
    look_at_rosters, look_at_log,
};

static bool look_at_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Look *look = out;
    (void)in;
    look->differs = false;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (!looks[i](tx, look, arena, error)) return false;
    }
    return true;
}

bool compare_differs(const TestDatabase *database, const Town *town, const Model *model,
                     char why[WHY_BYTES]) {
    Arena arena = {0};
    Error error = {0};
    Look look = {.model = model,
                 .context = town->context,
                 .why = why,
                 .actor = {.account_id = 7,
                           .role = ROLE_FINANCE_REVIEWER,
                           .scope = {.division_prefix = STR(""), .sees_people = true},
                           .today = date_from_civil((CivilDate){2030, 1, 1})}};
    Keyring *keys; // of this database, which may have a newer one
    Store *store;
    assert_ok(keyring_open(str_from_c(database->folder), CIPHER_INTERNATIONAL, &keys, &error),
              error);
    StoreOptions options = {.connections = 1, .keys = keys};
    assert_ok(store_open(str_from_c(database->url), &options, &store, &error), error);
    assert_ok(store_read(store, look_at_all, NULL, &look, &arena, &error), error);
    store_close(store);
    keyring_close(keys);
    arena_release(&arena);
    return look.differs;
}
