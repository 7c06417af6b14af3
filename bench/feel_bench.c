// SPDX-License-Identifier: Apache-2.0
// FEEL: scans over columns beside the loop one would write by hand, one row alone, compiling.
#include "feel/program.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROWS ((size_t)1000000)
#define REPEATS 7
#define SINGLE_LIMIT_NS 300.0
#define COMPILE_LIMIT_NS 20000.0

static const char RATIO[] = "领取人数 / 平均参保人数 <= 0.055";
static const char RULE[] = "单位类别 = \"enterprise\" and 平均参保人数 > 30 and "
                           "领取人数 / 平均参保人数 <= 0.055 or "
                           "单位类别 = \"enterprise\" and 平均参保人数 <= 30 and "
                           "领取人数 / 平均参保人数 <= 0.2";
static const char AMOUNT[] = "if 领取人数 <= 2 and 平均参保人数 > 0 then 平均参保人数 * 1500.50 else 0";
static const char TEXT[] = "starts with(upper case(单位类别), \"ENT\") and 平均参保人数 > 30";
static const char SINGLE[] = "if 领取人数 > 2 and 平均参保人数 between 1 and 500 "
                             "then 领取人数 * 3 + 平均参保人数 else 0";

enum { CLAIMED, INSURED, KIND, SLOT_COUNT };

static int64_t *claimed, *insured;
static int32_t *kinds;
static const Str kind_texts[] = {{"enterprise", 10}, {"school", 6}, {"office", 6}};

static Arena process;

static uint64_t random_next(void) {
    static uint64_t state = 42;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
}

// Time of this thread on the processor: what else the machine does is left out.
static int64_t cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void make_columns(FeelColumn slots[SLOT_COUNT]) {
    claimed = NEW_ARRAY(&process, int64_t, ROWS);
    insured = NEW_ARRAY(&process, int64_t, ROWS);
    kinds = NEW_ARRAY(&process, int32_t, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        claimed[i] = (int64_t)(random_next() % 20);
        insured[i] = (int64_t)(random_next() % 400) + 1;
        kinds[i] = (int32_t)(random_next() % 3);
    }
    slots[CLAIMED] = (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = claimed};
    slots[INSURED] = (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = insured};
    slots[KIND] = (FeelColumn){.form = FEEL_COLUMN_CODES,
                               .data = kinds,
                               .dictionary = kind_texts,
                               .dictionary_count = 3};
}

static const FeelProgram *compile(Arena *arena, const char *text) {
    static FeelName names[] = {
        {{"领取人数", 12}, FEEL_TYPE_OF(NUMBER), CLAIMED, NULL},
        {{"平均参保人数", 18}, FEEL_TYPE_OF(NUMBER), INSURED, NULL},
        {{"单位类别", 12}, FEEL_TYPE_OF(STRING), KIND, NULL},
    };
    FeelScope scope = {.names = names, .count = SLOT_COUNT};
    Source *source = NEW(arena, Source);
    *source = (Source){STR("<bench>"), str_from_c(text)};
    Diagnostics diagnostics = {.arena = arena};
    const FeelProgram *program = feel_compile(
        arena, &scope, source, (SourceRange){0, source->text.length}, NULL, &diagnostics);
    if (program) return program;
    fprintf(stderr, "%s: %.*s\n", text, STR_ARG(diagnostics.items[0].message));
    exit(1);
}

static int double_order(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values) {
    qsort(values, REPEATS, sizeof *values, double_order);
    return values[REPEATS / 2];
}

// ---- Loops by hand, with branches, exact ----

static size_t hand_ratio(uint8_t *out) {
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        out[i] = insured[i] == 0 ? 2 : claimed[i] * 1000 <= 55 * insured[i];
        if (out[i] == 1) count++;
    }
    return count;
}

static size_t hand_rule(uint8_t *out) {
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        out[i] = 0;
        if (kinds[i] != 0) continue;
        if (insured[i] > 30 ? claimed[i] * 1000 <= 55 * insured[i]
                            : claimed[i] * 10 <= 2 * insured[i]) {
            out[i] = 1;
            count++;
        }
    }
    return count;
}

static size_t hand_amount(uint8_t *out) {
    int64_t *amounts = (int64_t *)(void *)out;
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        amounts[i] = 0;
        if (claimed[i] <= 2 && insured[i] > 0) {
            amounts[i] = insured[i] * 150050;
            count++;
        }
    }
    return count;
}

static size_t hand_text(uint8_t *out) {
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        Str kind = kind_texts[kinds[i]];
        bool starts = kind.length >= 3;
        for (size_t k = 0; starts && k < 3; k++) {
            starts = toupper((unsigned char)kind.data[k]) == "ENT"[k];
        }
        out[i] = starts && insured[i] > 30;
        count += out[i];
    }
    return count;
}

// ---- Measuring ----

static size_t count_results(const FeelColumn *column) {
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (column->form == FEEL_COLUMN_TRUTH) count += ((const uint8_t *)column->data)[i] == 1;
        if (column->form == FEEL_COLUMN_SCALED) count += ((const int64_t *)column->data)[i] != 0;
    }
    return count;
}

static void bench_scan(const char *name, const char *text, const FeelColumn *slots,
                       size_t (*by_hand)(uint8_t *out)) {
    const FeelProgram *program = compile(&process, text);
    Arena results = {0};
    FeelRunOptions options = {.arena = &results, .today = DATE_ABSENT, .steps_max = INT64_MAX};
    FeelRun *run = feel_run_new_in(&process, &options);
    FeelBatch batch = {slots, SLOT_COUNT, ROWS};
    uint8_t *out = NEW_ARRAY(&process, uint8_t, ROWS * sizeof(int64_t));
    double ours[REPEATS], hand[REPEATS];
    size_t count = 0, expected = 0;
    for (int i = 0; i < REPEATS; i++) {
        FeelColumn column;
        int64_t began = cpu_ns();
        if (!feel_run_batch(run, program, &batch, &column, NULL)) exit(1);
        ours[i] = (double)(cpu_ns() - began) / (double)ROWS;
        count = count_results(&column);
        arena_reset(&results);
        began = cpu_ns();
        expected = by_hand(out);
        hand[i] = (double)(cpu_ns() - began) / (double)ROWS;
    }
    feel_run_close(run);
    arena_release(&results);
    if (count != expected) {
        fprintf(stderr, "%s: %zu rows, by hand %zu\n", name, count, expected);
        exit(1);
    }
    double mine = median(ours), peer = median(hand);
    printf("feel scan %-8s %6.2f ns/row  by hand %6.2f ns/row  ratio %.2f\n", name, mine, peer,
           mine / peer);
}

static void bench_single(const FeelColumn *slots) {
    const FeelProgram *program = compile(&process, SINGLE);
    FeelValue values[SLOT_COUNT];
    FeelColumn columns[SLOT_COUNT];
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        values[i] = feel_column_get(&slots[i], 12);
        columns[i] = feel_column_values(&values[i]);
    }
    values[CLAIMED] = feel_int(7);
    values[INSURED] = feel_int(120);
    Arena results = {0};
    FeelRunOptions options = {.arena = &results, .today = DATE_ABSENT};
    FeelRun *run = feel_run_new_in(&process, &options);
    FeelBatch batch = {columns, SLOT_COUNT, 1};
    double times[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        const int count = 100000;
        FeelColumn column;
        int64_t began = cpu_ns();
        for (int k = 0; k < count; k++) {
            if (!feel_run_batch(run, program, &batch, &column, NULL)) exit(1);
            arena_reset(&results);
        }
        times[i] = (double)(cpu_ns() - began) / count;
    }
    feel_run_close(run);
    arena_release(&results);
    double time = median(times);
    printf("feel one row, 10 nodes %6.0f ns  limit %.0f ns  ratio %.2f\n", time, SINGLE_LIMIT_NS,
           time / SINGLE_LIMIT_NS);
}

static void bench_compile(void) {
    double times[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        const int count = 2000;
        Arena arena = {0};
        int64_t began = cpu_ns();
        for (int k = 0; k < count; k++) {
            (void)compile(&arena, RULE);
            arena_reset(&arena);
        }
        times[i] = (double)(cpu_ns() - began) / count;
        arena_release(&arena);
    }
    double time = median(times);
    printf("feel compile, 30 nodes %6.0f ns  limit %.0f ns  ratio %.2f\n", time, COMPILE_LIMIT_NS,
           time / COMPILE_LIMIT_NS);
}

int main(void) {
    FeelColumn slots[SLOT_COUNT];
    make_columns(slots);
    bench_scan("ratio", RATIO, slots, hand_ratio);
    bench_scan("rule", RULE, slots, hand_rule);
    bench_scan("amount", AMOUNT, slots, hand_amount);
    bench_scan("text", TEXT, slots, hand_text);
    bench_single(slots);
    bench_compile();
    arena_release(&process);
    return 0;
}
