// SPDX-License-Identifier: Apache-2.0
// What policies cost: the pack compiled, one case decided, and items 7 and 24 over a million rows of
// columns beside the same rules written by hand in C over the same columns, in three values as well.

#include "policy/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 1000000
#define CHUNK 4096
#define ROUNDS 9
#define CASES 20000

static void must(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "policy_bench: %s\n", what);
    exit(1);
}

static void report(const char *what, double figure, const char *unit, double peer, double ratio) {
    printf("%-44s %9.2f %-10s beside %9.2f   %.2f\n", what, figure, unit, peer, ratio);
    fflush(stdout);
}

// Time of this thread on the processor: what else the machine does is left out.
static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int double_order(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *times, size_t count) {
    qsort(times, count, sizeof *times, double_order);
    return times[count / 2];
}

// ---- Random columns ----

static uint64_t random_state = 88172645463325252u;

static uint64_t random_below(uint64_t bound) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (random_state >> 11) % bound;
}

static bool random_null(void) { return random_below(50) == 0; }

typedef struct Numbers { // also dates
    int64_t *data;
    uint8_t *nulls;
} Numbers;

typedef struct Codes {
    int32_t *data;
    uint8_t *nulls;
} Codes;

static Numbers numbers_of(Arena *arena, int64_t low, int64_t high) {
    Numbers numbers = {NEW_ARRAY(arena, int64_t, ROWS), NEW_ARRAY(arena, uint8_t, ROWS)};
    for (size_t row = 0; row < ROWS; row++) {
        numbers.nulls[row] = random_null();
        uint64_t span = (uint64_t)(high - low + 1);
        if (!numbers.nulls[row]) numbers.data[row] = low + (int64_t)random_below(span);
    }
    return numbers;
}

static Codes codes_of(Arena *arena, size_t count) {
    Codes codes = {NEW_ARRAY(arena, int32_t, ROWS), NEW_ARRAY(arena, uint8_t, ROWS)};
    for (size_t row = 0; row < ROWS; row++) {
        codes.nulls[row] = random_null();
        uint64_t code = random_below(4) ? 0 : random_below(count);
        if (!codes.nulls[row]) codes.data[row] = (int32_t)code;
    }
    return codes;
}

// One in `rare` has `odd`, the others not.
static uint8_t *truths_of(Arena *arena, uint64_t rare, bool odd) {
    uint8_t *truths = NEW_ARRAY(arena, uint8_t, ROWS);
    for (size_t row = 0; row < ROWS; row++) {
        truths[row] = random_null() ? FEEL_UNKNOWN : random_below(rare) ? !odd : odd;
    }
    return truths;
}

typedef struct Table { // the columns of a policy's facts, whole
    const Policy *policy;
    FeelColumn *columns;
} Table;

static size_t place_of(const Table *table, const char *key) {
    const Fact *fact = fact_find(&table->policy->facts, str_from_c(key));
    must(fact != NULL, key);
    return (size_t)(fact - table->policy->facts.items);
}

static void set_numbers(Table *table, const char *key, Numbers numbers, FeelColumnForm form) {
    table->columns[place_of(table, key)] =
        (FeelColumn){.form = form, .data = numbers.data, .nulls = numbers.nulls};
}

static void set_truths(Table *table, const char *key, const uint8_t *truths) {
    table->columns[place_of(table, key)] =
        (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = truths};
}

// The dictionary is the fact's own list of codes.
static void set_codes(Arena *arena, Table *table, const char *key, Codes codes) {
    size_t place = place_of(table, key);
    const FactCodeList *list = &table->policy->facts.items[place].codes;
    Str *dictionary = NEW_ARRAY(arena, Str, list->count);
    for (size_t i = 0; i < list->count; i++) dictionary[i] = list->items[i].code;
    table->columns[place] =
        (FeelColumn){.form = FEEL_COLUMN_CODES, .data = codes.data, .nulls = codes.nulls,
                     .dictionary = dictionary, .dictionary_count = list->count};
}

static Table table_new(Arena *arena, const Pack *pack, int number) {
    Table table = {.policy = pack_policy(pack, number)};
    must(table.policy && table.policy->program, "the policy does not decide");
    table.columns = NEW_ARRAY(arena, FeelColumn, table.policy->facts.count);
    return table;
}

// ---- Scanning with the policy ----

typedef struct Verdicts {
    uint8_t *eligible; // FeelTruth
    int64_t *amounts;  // 0 when not known
} Verdicts;

static Verdicts verdicts_new(Arena *arena) {
    return (Verdicts){NEW_ARRAY(arena, uint8_t, ROWS), NEW_ARRAY(arena, int64_t, ROWS)};
}

static void amounts_read(const FeelColumn *column, size_t count, int64_t *amounts) {
    if (column->form == FEEL_COLUMN_SCALED && column->scale == 0 && !column->is_constant) {
        memcpy(amounts, column->data, count * sizeof *amounts); // 0 where null
        return;
    }
    for (size_t row = 0; row < count; row++) {
        FeelValue value = feel_column_get(column, row);
        amounts[row] = 0;
        if (!feel_is_null(value)) must(decimal_to_int64(value.number, &amounts[row]), "not whole");
    }
}

static void scan(const Pack *pack, const Table *table, Verdicts verdicts) {
    Arena own = {0}, scratch = {0};
    size_t amount = conclusion_find(&table->policy->conclusions, STR("amount_fen"));
    PolicyRunOptions options = {.conclusions = &amount, .conclusion_count = 1};
    PolicyRun *run = policy_run_new_in(&own, pack, table->policy, &options);
    size_t fact_count = table->policy->facts.count;
    FeelColumn *facts = NEW_ARRAY(&own, FeelColumn, fact_count);
    for (size_t from = 0; from < ROWS; from += CHUNK) {
        size_t count = ROWS - from < CHUNK ? ROWS - from : CHUNK;
        PolicyResult result;
        Error error = {0};
        for (size_t i = 0; i < fact_count; i++) facts[i] = feel_column_slice(&table->columns[i], from);
        PolicyBatch batch = {.facts = facts, .row_count = count, .on = DATE_ABSENT};
        must(policy_run_batch(run, &scratch, &batch, &result, &error), error.message);
        memcpy(verdicts.eligible + from, result.eligible, count);
        amounts_read(&result.conclusions[amount], count, verdicts.amounts + from);
        arena_reset(&scratch);
    }
    policy_run_close(run);
    arena_release(&scratch);
    arena_release(&own);
}

// ---- By hand ----

// A rule: false cells refute, unknown ones leave open.
typedef struct Hand {
    bool fired, open;
} Hand;

static inline void rule(Hand *hand, bool is_refuted, bool is_unknown) {
    if (is_refuted) return;
    if (is_unknown) hand->open = true;
    else hand->fired = true;
}

static inline uint8_t hand_verdict(Hand hand) {
    return hand.fired ? FEEL_FALSE : hand.open ? FEEL_UNKNOWN : FEEL_TRUE;
}

typedef struct Item7 {
    Codes kind, category;
    Numbers graduation, birth, hire, application, months[3];
    uint8_t *registered, *contract, *employed, *used, *got_p26;
} Item7;

enum { GRAD_OF_YEAR, GRAD_WITHIN_2Y, YOUTH };

static Hand hand7_people(const Item7 *in, size_t row) {
    Hand hand = {0};
    bool c_null = in->category.nulls[row], g_null = in->graduation.nulls[row];
    bool h_null = in->hire.nulls[row], b_null = in->birth.nulls[row];
    int32_t category = in->category.data[row];
    int64_t graduation = in->graduation.data[row], hire = in->hire.data[row];
    if (c_null || category == GRAD_OF_YEAR) {
        bool is_of_year = !g_null && date_to_civil(graduation).year == 2023;
        rule(&hand, is_of_year, c_null || g_null);
    }
    if (c_null || category == GRAD_WITHIN_2Y) {
        bool unknown = g_null || h_null;
        rule(&hand, !unknown && hire <= date_add_months(graduation, 24), c_null || unknown);
    }
    if (c_null || category == YOUTH) {
        bool unknown = b_null || h_null;
        if (!unknown && hire < in->birth.data[row]) {
            rule(&hand, false, true);
        } else {
            int64_t age = unknown ? 0 : date_age(in->birth.data[row], hire);
            rule(&hand, !unknown && age >= 16 && age <= 24, c_null || unknown);
        }
        rule(&hand, in->registered[row] == FEEL_TRUE,
             c_null || in->registered[row] == FEEL_UNKNOWN);
    }
    return hand;
}

static void hand7(const void *columns, Verdicts verdicts) {
    const Item7 *in = columns;
    const Date first = date_from_civil((CivilDate){2023, 1, 1});
    const Date last = date_from_civil((CivilDate){2023, 12, 31});
    for (size_t row = 0; row < ROWS; row++) {
        Hand hand = hand7_people(in, row);
        rule(&hand, !in->kind.nulls[row] && in->kind.data[row] == 0, in->kind.nulls[row]);
        if (in->employed[row] == FEEL_TRUE) hand.fired = true; // unknown counts as false
        rule(&hand, in->contract[row] == FEEL_TRUE, in->contract[row] == FEEL_UNKNOWN);
        bool m_null = in->months[0].nulls[row] || in->months[1].nulls[row] ||
                      in->months[2].nulls[row];
        bool is_paid = in->months[0].data[row] >= 1 && in->months[1].data[row] >= 1 &&
                       in->months[2].data[row] >= 1;
        rule(&hand, !m_null && is_paid, m_null);
        bool h_null = in->hire.nulls[row];
        rule(&hand, !h_null && in->hire.data[row] >= first, h_null);
        rule(&hand, !h_null && in->hire.data[row] <= last, h_null);
        bool a_null = in->application.nulls[row];
        rule(&hand, !a_null && in->application.data[row] <= last, a_null);
        if (in->used[row] == FEEL_TRUE || in->got_p26[row] == FEEL_TRUE) hand.fired = true;
        verdicts.eligible[row] = hand_verdict(hand);
        verdicts.amounts[row] = verdicts.eligible[row] == FEEL_TRUE ? 150000 : 0;
    }
}

typedef struct Item24 {
    Codes kind, size;
    Numbers insured, claimants, premium, months, process;
    uint8_t *arrears, *dishonest, *dispatch, *paid;
} Item24;

enum { KIND_ENTERPRISE = 0, KIND_PUBLIC_INSTITUTION = 7 };

// Percent of the premium; -1 when not known.
static int64_t hand24_percent(const Item24 *in, size_t row) {
    if (in->kind.nulls[row]) return -1;
    if (in->kind.data[row] >= KIND_PUBLIC_INSTITUTION) return 0;
    if (in->kind.data[row] == KIND_ENTERPRISE) {
        if (in->size.nulls[row]) return -1;
        return in->size.data[row] == 0 ? 30 : 60;
    }
    if (in->insured.nulls[row]) return -1;
    return in->insured.data[row] < 300 ? 60 : 30;
}

static void hand24(const void *columns, Verdicts verdicts) {
    const Item24 *in = columns;
    const Date last = date_from_civil((CivilDate){2023, 12, 31});
    for (size_t row = 0; row < ROWS; row++) {
        Hand hand = {0};
        bool n_null = in->insured.nulls[row], c_null = in->claimants.nulls[row];
        int64_t insured = in->insured.data[row], claimants = in->claimants.data[row];
        rule(&hand, !in->kind.nulls[row] && in->kind.data[row] < KIND_PUBLIC_INSTITUTION,
             in->kind.nulls[row]);
        rule(&hand, !n_null && insured > 0, n_null);
        if (n_null || insured > 0) { // the rate is exact: multiplied through
            int64_t permille = insured <= 30 ? 200 : 55;
            rule(&hand, !n_null && !c_null && claimants * 1000 <= insured * permille,
                 n_null || c_null);
        }
        int64_t months = in->months.nulls[row] ? 12 : in->months.data[row];
        if (months < 12) hand.fired = true;
        if (in->arrears[row] == FEEL_TRUE || in->dishonest[row] == FEEL_TRUE) hand.fired = true;
        bool p_null = in->process.nulls[row];
        rule(&hand, !p_null && in->process.data[row] <= last, p_null);
        if (in->paid[row] == FEEL_TRUE) hand.fired = true;
        verdicts.eligible[row] = hand_verdict(hand);
        int64_t percent = hand24_percent(in, row);
        bool is_paid = verdicts.eligible[row] == FEEL_TRUE && percent >= 0 &&
                       !in->premium.nulls[row];
        verdicts.amounts[row] = is_paid ? (in->premium.data[row] * percent + 50) / 100 : 0;
    }
}

// ---- Comparing ----

static void compare(const char *what, const Verdicts *a, const Verdicts *b) {
    for (size_t row = 0; row < ROWS; row++) {
        if (a->eligible[row] == b->eligible[row] && a->amounts[row] == b->amounts[row]) continue;
        fprintf(stderr, "policy_bench: %s row %zu: %d %lld, by hand %d %lld\n", what, row,
                a->eligible[row], (long long)a->amounts[row], b->eligible[row],
                (long long)b->amounts[row]);
        exit(1);
    }
}

// ---- Rows for other engines (bench/peers) ----

static bool is_complete(const Table *table, const Verdicts *verdicts, size_t row) {
    for (size_t i = 0; i < table->policy->facts.count; i++) {
        const FeelColumn *column = &table->columns[i];
        if (column->data && feel_column_is_null(column, row)) return false;
    }
    return verdicts->eligible[row] != FEEL_UNKNOWN;
}

// A line of JSON; dates are numbers of days.
static void row_print(const Table *table, const Verdicts *verdicts, size_t row) {
    const char *between = "";
    printf("{\"facts\":{");
    for (size_t i = 0; i < table->policy->facts.count; i++) {
        const FeelColumn *column = &table->columns[i];
        if (!column->data) continue;
        printf("%s\"%.*s\":", between, STR_ARG(table->policy->facts.items[i].key));
        between = ",";
        if (column->form == FEEL_COLUMN_CODES) {
            printf("\"%.*s\"", STR_ARG(feel_column_get(column, row).string));
        } else if (column->form == FEEL_COLUMN_TRUTH) {
            printf("%s", ((const uint8_t *)column->data)[row] == FEEL_TRUE ? "true" : "false");
        } else {
            printf("%lld", (long long)((const int64_t *)column->data)[row]);
        }
    }
    printf("},\"eligible\":%s,\"amount\":%lld}\n",
           verdicts->eligible[row] == FEEL_TRUE ? "true" : "false",
           (long long)verdicts->amounts[row]);
}

static size_t rows_wanted; // 0: race

// The first rows of which every fact is known, with what we decide.
static void rows_print(Arena *arena, const Pack *pack, const Table *table) {
    Verdicts verdicts = verdicts_new(arena);
    scan(pack, table, verdicts);
    size_t printed = 0;
    for (size_t row = 0; row < ROWS && printed < rows_wanted; row++) {
        if (!is_complete(table, &verdicts, row)) continue;
        row_print(table, &verdicts, row);
        printed++;
    }
}

// ---- Racing ----

typedef void ByHand(const void *columns, Verdicts verdicts);

// Both in turn, the same columns in and the same verdicts and amounts out; medians.
static void race(Arena *arena, const Pack *pack, const Table *table, ByHand *by_hand,
                 const void *columns) {
    if (rows_wanted > 0) {
        rows_print(arena, pack, table);
        return;
    }
    Verdicts policy = verdicts_new(arena), hand = verdicts_new(arena);
    double policy_s[ROUNDS], hand_s[ROUNDS];
    char what[64];
    for (int round = 0; round < ROUNDS; round++) {
        double began = cpu_seconds();
        scan(pack, table, policy);
        policy_s[round] = cpu_seconds() - began;
        began = cpu_seconds();
        by_hand(columns, hand);
        hand_s[round] = cpu_seconds() - began;
    }
    snprintf(what, sizeof what, "item %d over a million rows, one core", table->policy->number);
    compare(what, &policy, &hand);
    double ours = median(policy_s, ROUNDS), theirs = median(hand_s, ROUNDS);
    report(what, ROWS / ours / 1e6, "M rows/s", ROWS / theirs / 1e6, ours / theirs);
}

static void bench_item7(Arena *arena, const Pack *pack) {
    const int64_t day = date_from_civil((CivilDate){2023, 1, 1});
    Table table = table_new(arena, pack, 7);
    Item7 in = {.kind = codes_of(arena, 9), .category = codes_of(arena, 3),
                .graduation = numbers_of(arena, day - 900, day + 360),
                .birth = numbers_of(arena, day - 365 * 30, day - 365 * 14),
                .hire = numbers_of(arena, day - 20, day + 380),
                .application = numbers_of(arena, day + 30, day + 400),
                .months = {numbers_of(arena, 0, 12), numbers_of(arena, 0, 12),
                           numbers_of(arena, 0, 12)},
                .registered = truths_of(arena, 10, false), .contract = truths_of(arena, 20, false),
                .employed = truths_of(arena, 20, true), .used = truths_of(arena, 50, true),
                .got_p26 = truths_of(arena, 50, true)};
    set_codes(arena, &table, "employer_kind", in.kind);
    set_codes(arena, &table, "category", in.category);
    set_numbers(&table, "graduation_date", in.graduation, FEEL_COLUMN_DATES);
    set_numbers(&table, "birth_date", in.birth, FEEL_COLUMN_DATES);
    set_numbers(&table, "hire_date", in.hire, FEEL_COLUMN_DATES);
    set_numbers(&table, "application_date", in.application, FEEL_COLUMN_DATES);
    set_numbers(&table, "months_unemp", in.months[0], FEEL_COLUMN_SCALED);
    set_numbers(&table, "months_injury", in.months[1], FEEL_COLUMN_SCALED);
    set_numbers(&table, "months_pension", in.months[2], FEEL_COLUMN_SCALED);
    set_truths(&table, "registered_unemployed", in.registered);
    set_truths(&table, "contract_signed", in.contract);
    set_truths(&table, "employed_before", in.employed);
    set_truths(&table, "identity_used", in.used);
    set_truths(&table, "got_p26", in.got_p26);
    race(arena, pack, &table, hand7, &in);
}

static void bench_item24(Arena *arena, const Pack *pack) {
    const int64_t day = date_from_civil((CivilDate){2023, 1, 1});
    Table table = table_new(arena, pack, 24);
    Item24 in = {.kind = codes_of(arena, 9), .size = codes_of(arena, 4),
                 .insured = numbers_of(arena, 0, 500), .claimants = numbers_of(arena, 0, 30),
                 .premium = numbers_of(arena, 0, 50000000), .months = numbers_of(arena, 10, 12),
                 .process = numbers_of(arena, day + 200, day + 380),
                 .arrears = truths_of(arena, 50, true), .dishonest = truths_of(arena, 100, true),
                 .dispatch = truths_of(arena, 100, true), .paid = truths_of(arena, 50, true)};
    set_codes(arena, &table, "employer_kind", in.kind);
    set_codes(arena, &table, "employer_size", in.size);
    set_numbers(&table, "avg_insured", in.insured, FEEL_COLUMN_SCALED);
    set_numbers(&table, "ui_claimants", in.claimants, FEEL_COLUMN_SCALED);
    set_numbers(&table, "ui_premium_prior_year_fen", in.premium, FEEL_COLUMN_SCALED);
    set_numbers(&table, "months_paid_prior_year", in.months, FEEL_COLUMN_SCALED);
    set_numbers(&table, "process_date", in.process, FEEL_COLUMN_DATES);
    set_truths(&table, "arrears", in.arrears);
    set_truths(&table, "dishonest", in.dishonest);
    set_truths(&table, "is_dispatch_agency", in.dispatch);
    set_truths(&table, "paid_in_year", in.paid);
    race(arena, pack, &table, hand24, &in);
}

// ---- Compiling, and one case ----

#define COMPILE_MS_MAX 50.0
#define TRACED_US_MAX 50.0
#define PLAIN_US_MAX 5.0

static void bench_compile(void) {
    double best = 1e9;
    size_t count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Arena arena = {0};
        PackFiles files;
        Diagnostics diagnostics = {.arena = &arena};
        must(pack_files_embedded(&arena, &files), "no pack");
        double began = cpu_seconds();
        const Pack *pack = pack_load(&arena, &files, &diagnostics);
        double ms = (cpu_seconds() - began) * 1e3;
        must(pack && !diagnostics_has_errors(&diagnostics), "the pack has errors");
        count = pack->policies.count;
        if (ms < best) best = ms;
        arena_release(&arena);
    }
    char what[64];
    snprintf(what, sizeof what, "the pack of %zu items compiled", count);
    report(what, best, "ms", COMPILE_MS_MAX, best / COMPILE_MS_MAX);
}

static void bench_case(const Pack *pack) {
    Arena own = {0}, arena = {0};
    const Policy *policy = pack_policy(pack, 7);
    PolicyCase facts = policy_case_from_example(&own, policy, &policy->examples.items[1]);
    PolicyRunOptions options = {0};
    PolicyRun *run = policy_run_new_in(&own, pack, policy, &options);
    Decision decision;
    Error error = {0};
    double began = cpu_seconds();
    for (int i = 0; i < CASES; i++) {
        must(decision_make(run, policy, &arena, &facts, DATE_ABSENT, &decision, &error),
             error.message);
        arena_reset(&arena);
    }
    double plain_us = (cpu_seconds() - began) * 1e6 / CASES;
    policy_run_close(run);
    report("item 7, one case", plain_us, "us", PLAIN_US_MAX, plain_us / PLAIN_US_MAX);
    began = cpu_seconds();
    for (int i = 0; i < CASES / 10; i++) {
        must(decision_explain(pack, policy, &arena, &facts, DATE_ABSENT, &decision, &error),
             error.message);
        arena_reset(&arena);
    }
    double traced_us = (cpu_seconds() - began) * 1e6 / (CASES / 10.0);
    report("item 7, one case with reasons and trace", traced_us, "us", TRACED_US_MAX,
           traced_us / TRACED_US_MAX);
    arena_release(&arena);
    arena_release(&own);
}

// An argument names the part to run: "7", "24" or "case"; "rows 7 N" prints rows with their verdicts.
int main(int count, char **arguments) {
    const char *part = count > 1 ? arguments[1] : "";
    if (count > 3 && strcmp(part, "rows") == 0) {
        part = arguments[2];
        rows_wanted = strtoul(arguments[3], NULL, 10);
    }
    Arena arena = {0};
    PackFiles files;
    Diagnostics diagnostics = {.arena = &arena};
    must(pack_files_embedded(&arena, &files), "no pack");
    const Pack *pack = pack_load(&arena, &files, &diagnostics);
    must(pack != NULL, "no pack");
    if (!*part) bench_compile();
    if (!*part || strcmp(part, "case") == 0) bench_case(pack);
    if (!*part || strcmp(part, "7") == 0) bench_item7(&arena, pack);
    if (!*part || strcmp(part, "24") == 0) bench_item24(&arena, pack);
    arena_release(&arena);
    return 0;
}
