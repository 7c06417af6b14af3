// SPDX-License-Identifier: Apache-2.0
// Protects the whole of fund/ against a small sequential model that knows neither SQL nor accounts:
// random work, of which much must be refused, ends in the same answers and the same figures; and
// the same seed leaves the same records on both databases.

#include "fund.h"
#include "raw.h"

#define BUDGETS 4
#define CLAIMS 30
#define FILES_MAX 200
#define LINES_MAX 40 // of a file
#define KEYS_MAX 400
#define STEPS 350
#define ROWS_MAX 6 // of a return

typedef enum Stage {
    STAGE_NONE,
    STAGE_APPROVED,
    STAGE_RELEASED,
    STAGE_PAID,
    STAGE_RETURNED,
    STAGE_CANCELLED,
} Stage;

typedef struct ModelBudget {
    bool exists;
    int64_t available, reserved, paid;
} ModelBudget;

typedef struct ModelClaim {
    Stage stage;
    int budget;
    int64_t amount;
    int turn; // of its approval
} ModelClaim;

typedef struct ModelLine {
    int claim;
    int64_t amount;
    Stage outcome; // released, paid or returned
} ModelLine;

typedef struct ModelFile {
    ModelLine lines[LINES_MAX];
    int count;
} ModelFile;

typedef struct ModelKey {
    int budget;
    int64_t amount;
} ModelKey;

typedef struct Model {
    uint64_t random;
    ModelBudget budgets[BUDGETS];
    ModelClaim claims[CLAIMS];
    ModelFile files[FILES_MAX];
    ModelKey keys[KEYS_MAX];
    int file_count, key_count, turns;
    int done, refused; // calls
} Model;

static const char *const funds[] = {FUND_NAME, "失业保险基金"};
static const int policies[] = {5, 24};

static int draw(Model *model, int below) { // splitmix64
    uint64_t z = (model->random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int)((z ^ (z >> 31)) % (uint64_t)below);
}

static BudgetKey key_of(int budget) {
    return (BudgetKey){str_from_c(funds[budget / 2]), policies[budget % 2], STR(FUND_COUNTY), 2023};
}

static void expect(Model *model, Ledger *ledger, bool is_done, const char *code) {
    const char *got = is_done ? "done" : ledger->error.code;
    if (strcmp(got, code) != 0) {
        fail_msg("wanted %s, got %s: %s", code, got, ledger->error.message);
    }
    if (is_done) model->done++;
    else model->refused++;
}

// ---- Allotting ----

static const char *model_allot(Model *model, int key, int budget, int64_t amount) {
    ModelBudget *b = &model->budgets[budget];
    if (!b->exists && amount < 0) return "NO_BUDGET";
    if (key < model->key_count) {
        const ModelKey *first = &model->keys[key];
        bool is_same = first->budget == budget && first->amount == amount;
        return is_same ? "done" : "TRANSFER_DIFFERS";
    }
    if (b->available + amount < 0) return "OVER_BUDGET";
    *b = (ModelBudget){true, b->available + amount, b->reserved, b->paid};
    model->keys[model->key_count++] = (ModelKey){budget, amount};
    return "done";
}

static void step_allot(Model *model, Ledger *ledger) {
    int budget = draw(model, BUDGETS);
    int64_t amount = draw(model, 3000) - 900;
    int key = model->key_count;
    if (model->key_count > 0 && draw(model, 3) == 0) { // again, perhaps not the same
        key = draw(model, model->key_count);
        if (draw(model, 2)) {
            budget = model->keys[key].budget;
            amount = model->keys[key].amount;
        }
    }
    if (amount == 0 || key == KEYS_MAX) return;
    Budget result;
    char name[16];
    snprintf(name, sizeof name, "k%d", key);
    Allotment allotment = {key_of(budget), amount, STR("宁财社指标〔2023〕88号"), str_from_c(name)};
    const char *wanted = model_allot(model, key, budget, amount);
    FundCall call = {.actor = &ledger->actor, .in = &allotment};
    expect(model, ledger, fund_run(ledger, run_allot, &call, &result), wanted);
}

// ---- Approving ----

static const char *model_approve(Model *model, int claim, int budget, int64_t amount) {
    ModelClaim *c = &model->claims[claim];
    ModelBudget *b = &model->budgets[budget];
    bool is_back = c->stage == STAGE_RETURNED || c->stage == STAGE_CANCELLED;
    if (c->stage != STAGE_NONE && !is_back) return "UNIQUE:payment_one_living";
    if (c->stage == STAGE_RETURNED && c->amount != amount) return "RULE:payment_attempt_differs";
    if (!b->exists) return "NO_BUDGET";
    if (amount > b->available) return "OVER_BUDGET";
    b->available -= amount;
    b->reserved += amount;
    *c = (ModelClaim){STAGE_APPROVED, budget, amount, ++model->turns};
    return "done";
}

static void step_approve(Model *model, Ledger *ledger) {
    int claim = draw(model, CLAIMS), budget = draw(model, BUDGETS);
    int64_t amount = 1 + draw(model, 400);
    if (model->claims[claim].stage >= STAGE_RETURNED && draw(model, 4)) {
        amount = model->claims[claim].amount;
    }
    char name[16];
    Payment payment;
    snprintf(name, sizeof name, "C%d", claim);
    PaymentOrder order = order_for(name, 5, amount);
    order.budget = key_of(budget);
    const char *wanted = model_approve(model, claim, budget, amount);
    expect(model, ledger, approve(ledger, &order, &payment), wanted);
}

// ---- Cancelling ----

static const char *model_cancel(Model *model, int claim) {
    ModelClaim *c = &model->claims[claim];
    if (c->stage == STAGE_NONE) return "";
    if (c->stage != STAGE_APPROVED) return "PAYMENT_NOT_WAITING";
    model->budgets[c->budget].reserved -= c->amount;
    model->budgets[c->budget].available += c->amount;
    c->stage = STAGE_CANCELLED;
    return "done";
}

static void step_cancel(Model *model, Ledger *ledger) {
    int claim = draw(model, CLAIMS);
    char name[16];
    snprintf(name, sizeof name, "C%d", claim);
    const char *wanted = model_cancel(model, claim);
    expect(model, ledger, cancel(ledger, name, "重复审批"), wanted);
}

// ---- Releasing ----

static int next_waiting(const Model *model, int fund, int after) {
    int found = -1;
    for (int i = 0; i < CLAIMS; i++) {
        const ModelClaim *c = &model->claims[i];
        if (c->stage != STAGE_APPROVED || c->budget / 2 != fund || c->turn <= after) continue;
        if (found < 0 || c->turn < model->claims[found].turn) found = i;
    }
    return found;
}

static void step_release(Model *model, Ledger *ledger) {
    int fund = draw(model, 2);
    Release result;
    FundCall call = {&ledger->actor, NULL, str_from_c(funds[fund]), STR(FUND_COUNTY)};
    bool is_done = fund_run(ledger, run_release, &call, &result);
    int claim = next_waiting(model, fund, 0);
    expect(model, ledger, is_done, claim < 0 ? "" : "done");
    if (claim < 0) return;
    assert_true(model->file_count < FILES_MAX);
    ModelFile *file = &model->files[model->file_count++];
    for (int64_t total = 0; claim >= 0; claim = next_waiting(model, fund, 0)) {
        ModelClaim *c = &model->claims[claim];
        c->stage = STAGE_RELEASED;
        file->lines[file->count++] = (ModelLine){claim, c->amount, STAGE_RELEASED};
        total += c->amount;
        if (next_waiting(model, fund, 0) < 0) assert_int_equal(result.file.total_fen, total);
    }
    assert_int_equal(result.file.line_count, file->count);
}

// ---- Bank returns ----

typedef struct ModelRow {
    int file, line;
    bool is_paid, is_wrong; // is_wrong: one fen too much
} ModelRow;

static const char *judge_row(const Model *model, const ModelRow *row, int file, Stage *outcome) {
    if (row->file >= model->file_count || row->line >= model->files[row->file].count) {
        return "RETURN_UNKNOWN_LINE";
    }
    if (row->file != file) return "RETURN_ANOTHER_FILE";
    if (row->is_wrong) return "RETURN_AMOUNT";
    Stage said = row->is_paid ? STAGE_PAID : STAGE_RETURNED;
    if (outcome[row->line] != STAGE_RELEASED && outcome[row->line] != said) {
        return "RETURN_CONTRADICTS";
    }
    outcome[row->line] = said;
    return "done";
}

static void settle(Model *model, ModelLine *line, Stage outcome) {
    if (line->outcome == outcome) return;
    ModelClaim *claim = &model->claims[line->claim];
    ModelBudget *budget = &model->budgets[claim->budget];
    line->outcome = claim->stage = outcome;
    budget->reserved -= line->amount;
    if (outcome == STAGE_PAID) budget->paid += line->amount;
    else budget->available += line->amount;
}

static const char *model_return(Model *model, const ModelRow *rows, int count) {
    Stage outcome[LINES_MAX] = {STAGE_NONE};
    int file = rows[0].file;
    for (int i = 0; file < model->file_count && i < model->files[file].count; i++) {
        outcome[i] = model->files[file].lines[i].outcome;
    }
    for (int i = 0; i < count; i++) {
        const char *verdict = judge_row(model, &rows[i], file, outcome);
        if (strcmp(verdict, "done") != 0) return verdict;
    }
    for (int i = 0; i < model->files[file].count; i++) {
        settle(model, &model->files[file].lines[i], outcome[i]);
    }
    return "done";
}

// The numbers of files are counted by county and year, whatever the fund.
static void put_row(const Model *model, const ModelRow *row, StrBuilder *out) {
    int64_t amount = 100;
    if (row->file < model->file_count && row->line < model->files[row->file].count) {
        amount = model->files[row->file].lines[row->line].amount;
    }
    amount += row->is_wrong;
    str_put_format(out, "ZF-640522-2023-%06d-%05d,%d.%02d,%s,%s,2023-10-16\n", row->file + 1,
                   row->line + 1, (int)(amount / 100), (int)(amount % 100),
                   row->is_paid ? "成功" : "失败", row->is_paid ? "" : "户名不符");
}

static void step_return(Model *model, Ledger *ledger) {
    ModelRow rows[ROWS_MAX];
    StrBuilder text;
    ReturnResult result;
    int count = 1 + draw(model, ROWS_MAX), file = draw(model, model->file_count + 1);
    if (draw(model, 8)) file = model->file_count - 1;
    if (file < 0) file = 0;
    str_builder_init(&text, &ledger->arena, 0);
    for (int i = 0; i < count; i++) {
        int lines = file < model->file_count ? model->files[file].count : 1;
        rows[i] = (ModelRow){file, draw(model, lines + (draw(model, 15) == 0)),
                             draw(model, 3) > 0, draw(model, 25) == 0};
        if (draw(model, 25) == 0) rows[i].file = draw(model, model->file_count + 1);
        put_row(model, &rows[i], &text);
    }
    const char *content = str_to_c(&ledger->arena, str_built(&text));
    const char *wanted = model_return(model, rows, count);
    expect(model, ledger, post_return(ledger, content, &result), wanted);
}

// ---- Comparing ----

static void compare_budgets(const Model *model, Ledger *ledger) {
    for (int i = 0; i < BUDGETS; i++) {
        Budget budget = {0};
        BudgetKey key = key_of(i);
        FundCall call = {.actor = &ledger->actor, .in = &key};
        bool exists = fund_run(ledger, run_budget, &call, &budget);
        assert_int_equal(exists, model->budgets[i].exists);
        assert_int_equal(budget.available_fen, model->budgets[i].available);
        assert_int_equal(budget.reserved_fen, model->budgets[i].reserved);
        assert_int_equal(budget.paid_fen, model->budgets[i].paid);
    }
}

static void compare_claims(const Model *model, Ledger *ledger) {
    static const char *const states[] = {"",     "approved", "released",
                                         "paid", "returned", "cancelled"};
    for (int i = 0; i < CLAIMS; i++) {
        char name[16];
        snprintf(name, sizeof name, "C%d", i);
        Payments payments = payments_of(ledger, name);
        assert_int_equal(payments.count > 0, model->claims[i].stage != STAGE_NONE);
        if (payments.count == 0) continue;
        const Payment *last = &payments.items[payments.count - 1];
        assert_str_equal(last->state, states[model->claims[i].stage]);
        assert_int_equal(last->amount_fen, model->claims[i].amount);
    }
}

// All that was recorded, without the keys of rows, in the order in which it was.
static Str dump(Ledger *ledger) {
    static const char *const queries[] = {
        "SELECT b.fund_key || b.policy_number || a.kind || ' ' || a.debit_fen || ' ' || a.credit_fen"
        " FROM ledger_account a JOIN budget b ON b.id = a.budget_id"
        " ORDER BY b.fund_key, b.policy_number, a.kind",
        "SELECT t.client_key || ' ' || t.kind || ' ' || t.amount_fen || ' '"
        " || coalesce(t.payment_number, t.document) || ' ' || coalesce(r.client_key, '-')"
        " FROM ledger_transfer t LEFT JOIN ledger_transfer r ON r.id = t.resolves ORDER BY t.id",
        "SELECT number || ' ' || claim_number || ' ' || attempt || ' ' || amount_fen || ' ' || state"
        " FROM payment ORDER BY id",
        "SELECT number || ' ' || line_count || ' ' || total_fen || ' ' || sha256"
        " FROM payment_file ORDER BY id",
        "SELECT l.line_ref || ' ' || p.number || ' ' || l.amount_fen || ' '"
        " || coalesce(r.outcome, '-') || ' ' || coalesce(r.reason, '-')"
        " FROM payment_line l JOIN payment p ON p.id = l.payment_id"
        " LEFT JOIN payment_return r ON r.line_ref = l.line_ref ORDER BY l.line_ref",
        "SELECT action || ' ' || object_number || ' ' || after_text FROM audit_log ORDER BY id",
    };
    StrBuilder out;
    Raw raw = raw_open(ledger->database);
    str_builder_init(&out, &ledger->arena, 0);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) raw_dump(&raw, queries[i], &out);
    raw_close(&raw);
    return str_built(&out);
}

static Str play(const TestDatabase *database, uint64_t seed, Arena *arena) {
    static Model model;
    void *state[] = {NULL};
    TestDatabase copy = *database;
    state[0] = &copy;
    Ledger ledger = ledger_open(state);
    model = (Model){.random = seed};
    for (int i = 0; i < STEPS; i++) {
        int what = draw(&model, 20);
        if (what < 4) step_allot(&model, &ledger);
        else if (what < 12) step_approve(&model, &ledger);
        else if (what < 13) step_cancel(&model, &ledger);
        else if (what < 15) step_release(&model, &ledger);
        else step_return(&model, &ledger);
        compare_budgets(&model, &ledger);
        if (i % 50 == 0) assert_proven(&ledger);
    }
    compare_claims(&model, &ledger);
    assert_proven(&ledger);
    assert_true(model.done > STEPS / 5); // the play is neither all refusals nor none
    assert_true(model.refused > STEPS / 10);
    Str result = str_copy(arena, dump(&ledger));
    ledger_close(&ledger);
    return result;
}

static void test_model__agrees_on_both_databases(void **state) {
    (void)state;
    Arena arena = {0};
    for (uint64_t seed = 1; seed <= 4; seed++) {
        Str dumps[2];
        for (int i = 0; i < 2; i++) {
            TestDatabase database;
            test_database_make(&database, i == 1);
            dumps[i] = play(&database, seed, &arena);
            test_database_remove(&database);
        }
        if (str_equal(dumps[0], dumps[1])) continue;
        size_t at = 0;
        while (at < dumps[0].length && at < dumps[1].length &&
               dumps[0].data[at] == dumps[1].data[at]) {
            at++;
        }
        size_t from = at > 200 ? at - 200 : 0;
        fail_msg("seed %d: %.*s\n-- instead of --\n%.*s", (int)seed,
                 STR_ARG(str_slice(dumps[1], from, at + 200)),
                 STR_ARG(str_slice(dumps[0], from, at + 200)));
    }
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model__agrees_on_both_databases),
    };
    return RUN_TESTS(tests);
}
