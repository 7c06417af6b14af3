// SPDX-License-Identifier: Apache-2.0
// What decisions cost: a table of 3,700 rules, one decision with and without its trace, a scan.
// One line each: what, figure, limit, and the ratio of the figure to the limit last.
#include "base/clock.h"
#include "dmn/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES 3700
#define ROUNDS 20000
#define SCAN_ROWS 1024
#define SCAN_BATCHES 400

static int compare_times(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static double median(int64_t *times, size_t count) {
    qsort(times, count, sizeof *times, compare_times);
    return (double)times[count / 2];
}

static void line(const char *what, double nanoseconds, double limit_ns) {
    printf("%-44s %10.2f us   limit %7.2f us   ratio %.3f\n", what, nanoseconds / 1000,
           limit_ns / 1000, nanoseconds / limit_ns);
}

// ---- A model of one table: code and amount, 3,700 rules ----

static DmnText add_text(StrBuilder *text, Source *source, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Str part = str_format_list(text->arena, format, arguments);
    va_end(arguments);
    size_t from = text->count;
    str_put(text, part);
    str_put_char(text, '\n');
    return (DmnText){source, {from, from + part.length}};
}

static DmnModelDefinition *large_model(Arena *arena) {
    Source *source = NEW(arena, Source);
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    DmnTableDefinition *table = NEW(arena, DmnTableDefinition);
    DmnTableInput *inputs = NEW_ARRAY(arena, DmnTableInput, 2);
    DmnTableOutput *outputs = NEW_ARRAY(arena, DmnTableOutput, 1);
    DmnTableRule *rules = NEW_ARRAY(arena, DmnTableRule, RULES);
    inputs[0].expression = add_text(&text, source, "code");
    inputs[1].expression = add_text(&text, source, "amount");
    for (int i = 0; i < RULES; i++) {
        DmnText *cells = NEW_ARRAY(arena, DmnText, 2);
        DmnText *output = NEW_ARRAY(arena, DmnText, 1);
        cells[0] = add_text(&text, source, "\"C%04d\"", i / 4);
        cells[1] = add_text(&text, source, "[%d..%d)", i % 4 * 100, i % 4 * 100 + 100);
        output[0] = add_text(&text, source, "%d", i);
        rules[i] = (DmnTableRule){.inputs = cells, .outputs = output};
    }
    *table = (DmnTableDefinition){.name = STR("large"),
                                  .source = source,
                                  .hit_policy = DMN_FIRST,
                                  .inputs = inputs,
                                  .input_count = 2,
                                  .outputs = outputs,
                                  .output_count = 1,
                                  .rules = rules,
                                  .rule_count = RULES};
    *source = (Source){STR("large"), str_built(&text)};
    DmnExpression *logic = NEW(arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_TABLE, .table = table};
    DmnElementDefinition *elements = NEW_ARRAY(arena, DmnElementDefinition, 3);
    elements[0] = (DmnElementDefinition){
        .kind = DMN_INPUT, .name = STR("code"), .type = FEEL_TYPE_OF(STRING)};
    elements[1] = (DmnElementDefinition){
        .kind = DMN_INPUT, .name = STR("amount"), .type = FEEL_TYPE_OF(NUMBER)};
    elements[2] =
        (DmnElementDefinition){.kind = DMN_DECISION, .name = STR("large"), .logic = logic};
    DmnModelDefinition *model = NEW(arena, DmnModelDefinition);
    *model = (DmnModelDefinition){
        .name = STR("large"), .elements = elements, .element_count = 3, .finds_requirements = true};
    return model;
}

static const DmnModel *compile(Arena *arena, const DmnModelDefinition *definition) {
    Diagnostics diagnostics = {.arena = arena};
    const DmnModel *model = dmn_model_compile(arena, definition, &diagnostics);
    if (model != NULL) return model;
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    diagnostics_print(&out, &diagnostics);
    fprintf(stderr, "%.*s", STR_ARG(str_built(&out)));
    exit(1);
}

static int64_t decide(DmnRun *run, Arena *results, const FeelColumn *columns, size_t wanted) {
    arena_reset(results);
    int64_t start = clock_monotonic_ns();
    dmn_run_begin(run, results, 1);
    for (size_t i = 0; i < wanted; i++) dmn_run_set(run, i, &columns[i]);
    Error error;
    if (!dmn_run_evaluate(run, &wanted, 1, &error)) exit(1);
    FeelValue value = feel_column_get(dmn_run_get(run, wanted), 0);
    int64_t end = clock_monotonic_ns();
    if (feel_is_null(value)) exit(1);
    return end - start;
}

static void bench_large(void) {
    Arena arena = {0}, results = {0};
    int64_t start = clock_monotonic_ns();
    const DmnModel *model = compile(&arena, large_model(&arena));
    line("compile a table of 3,700 rules", (double)(clock_monotonic_ns() - start), 50e6);
    DmnRunOptions options = {.arena = &results, .today = DATE_ABSENT};
    DmnRun *run = dmn_run_new_in(&arena, model, &options);
    static int64_t times[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        int rule = (int)((unsigned)i * 2654435761U % RULES);
        char code[8];
        snprintf(code, sizeof code, "C%04d", rule / 4);
        FeelValue values[2] = {feel_string(str_from_c(code)), feel_int(rule % 4 * 100 + 50)};
        FeelColumn columns[2] = {feel_column_values(&values[0]), feel_column_values(&values[1])};
        times[i] = decide(run, &results, columns, 2);
    }
    line("3,700 rules, FIRST, two inputs, a hit", median(times, ROUNDS), 5000);
    dmn_run_close(run);
    arena_release(&results);
    arena_release(&arena);
}

// ---- One decision of ordinary size ----

static const char *const SMALL_CELLS[][6] = {
    {"not(\"enterprise\")", "-", "-", "-", "-", "\"NOT_ENTERPRISE\""},
    {"-", "\"youth\"", "not([16..24])", "-", "-", "\"AGE_OUT_16_24\""},
    {"-", "-", "-", "< 1", "-", "\"INSURANCE_BELOW_1M\""},
    {"-", "-", "-", "-", "true", "\"CONFLICT_P26\""},
    {"-", "\"grad\", \"grad2\"", "> 40", "-", "-", "\"AGE_OVER\""},
};
#define SMALL_RULES (sizeof SMALL_CELLS / sizeof *SMALL_CELLS)

static DmnModelDefinition *small_model(Arena *arena) {
    static const char *const NAMES[] = {"kind", "category", "age", "months", "used"};
    static const FeelTypeKind TYPES[] = {FEEL_TYPE_STRING, FEEL_TYPE_STRING, FEEL_TYPE_NUMBER,
                                         FEEL_TYPE_NUMBER, FEEL_TYPE_BOOLEAN};
    Source *source = NEW(arena, Source);
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    DmnTableInput *inputs = NEW_ARRAY(arena, DmnTableInput, 5);
    DmnTableOutput *outputs = NEW_ARRAY(arena, DmnTableOutput, 1);
    DmnTableRule *rules = NEW_ARRAY(arena, DmnTableRule, SMALL_RULES);
    DmnElementDefinition *elements = NEW_ARRAY(arena, DmnElementDefinition, 6);
    for (size_t i = 0; i < 5; i++) {
        inputs[i].expression = add_text(&text, source, "%s", NAMES[i]);
        elements[i] = (DmnElementDefinition){
            .kind = DMN_INPUT, .name = str_from_c(NAMES[i]), .type = &feel_simple_types[TYPES[i]]};
    }
    for (size_t rule = 0; rule < SMALL_RULES; rule++) {
        DmnText *cells = NEW_ARRAY(arena, DmnText, 6);
        for (size_t i = 0; i < 6; i++) {
            cells[i] = add_text(&text, source, "%s", SMALL_CELLS[rule][i]);
        }
        rules[rule] = (DmnTableRule){.inputs = cells, .outputs = cells + 5};
    }
    DmnTableDefinition *table = NEW(arena, DmnTableDefinition);
    *table = (DmnTableDefinition){.name = STR("reasons"),
                                  .source = source,
                                  .hit_policy = DMN_COLLECT,
                                  .inputs = inputs,
                                  .input_count = 5,
                                  .outputs = outputs,
                                  .output_count = 1,
                                  .rules = rules,
                                  .rule_count = SMALL_RULES};
    *source = (Source){STR("reasons"), str_built(&text)};
    DmnExpression *logic = NEW(arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_TABLE, .table = table};
    elements[5] = (DmnElementDefinition){
        .kind = DMN_DECISION, .name = STR("reasons"), .logic = logic, .is_three_valued = true};
    DmnModelDefinition *model = NEW(arena, DmnModelDefinition);
    *model = (DmnModelDefinition){.name = STR("reasons"),
                                  .elements = elements,
                                  .element_count = 6,
                                  .finds_requirements = true};
    return model;
}

static void bench_one(const DmnModel *model, bool wants_trace) {
    Arena arena = {0}, results = {0}, told = {0};
    DmnTraceOptions trace_options = {.keeps_refuted = true};
    DmnTrace *trace = dmn_trace_new_in(&arena, 0, &trace_options);
    DmnRunOptions options = {.arena = &results, .today = DATE_ABSENT};
    if (wants_trace) options.trace = dmn_trace_sink(trace);
    DmnRun *run = dmn_run_new_in(&arena, model, &options);
    FeelValue values[5] = {feel_string(STR("enterprise")), feel_string(STR("youth")), feel_int(30),
                           feel_int(0), feel_boolean(true)};
    FeelColumn columns[5];
    for (size_t i = 0; i < 5; i++) columns[i] = feel_column_values(&values[i]);
    static int64_t times[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        arena_reset(&told);
        dmn_trace_restart(trace, &told);
        times[i] = decide(run, &results, columns, 5);
    }
    line(wants_trace ? "one decision, five inputs, with full trace" : "one decision, five inputs",
         median(times, ROUNDS), wants_trace ? 50000 : 5000);
    dmn_run_close(run);
    arena_release(&told);
    arena_release(&results);
    arena_release(&arena);
}

// ---- A scan of the same table, beside a branchy loop written by hand ----

typedef struct ScanData {
    int32_t kind[SCAN_ROWS], category[SCAN_ROWS];
    int64_t age[SCAN_ROWS], months[SCAN_ROWS];
    uint8_t used[SCAN_ROWS];
} ScanData;

static void fill_scan(ScanData *data) {
    uint64_t state = 88172645463325252U;
    for (size_t i = 0; i < SCAN_ROWS; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        data->kind[i] = (int32_t)(state % 2);
        data->category[i] = (int32_t)(state / 2 % 3);
        data->age[i] = (int64_t)(state / 8 % 60);
        data->months[i] = (int64_t)(state / 1024 % 24);
        data->used[i] = (uint8_t)(state / 65536 % 2);
    }
}

__attribute__((noinline)) static size_t scan_by_hand(const ScanData *data, uint8_t *reasons) {
    size_t eligible = 0;
    for (size_t i = 0; i < SCAN_ROWS; i++) {
        uint8_t fired = 0;
        if (data->kind[i] != 0) fired |= 1;
        if (data->category[i] == 0 && (data->age[i] < 16 || data->age[i] > 24)) fired |= 2;
        if (data->months[i] < 1) fired |= 4;
        if (data->used[i] == FEEL_TRUE) fired |= 8;
        if (data->category[i] != 0 && data->age[i] > 40) fired |= 16;
        reasons[i] = fired;
        eligible += fired == 0;
    }
    return eligible;
}

static double scan_by_table(const DmnModel *model, const ScanData *data, size_t *eligible) {
    static const Str KINDS[] = {{"enterprise", 10}, {"other", 5}};
    static const Str CATEGORIES[] = {{"youth", 5}, {"grad", 4}, {"grad2", 5}};
    FeelColumn slots[10] = {
        {.form = FEEL_COLUMN_CODES, .data = data->kind, .dictionary = KINDS, .dictionary_count = 2},
        {.form = FEEL_COLUMN_CODES,
         .data = data->category,
         .dictionary = CATEGORIES,
         .dictionary_count = 3},
        {.form = FEEL_COLUMN_SCALED, .data = data->age},
        {.form = FEEL_COLUMN_SCALED, .data = data->months},
        {.form = FEEL_COLUMN_TRUTH, .data = data->used},
    };
    Arena arena = {0}, results = {0};
    DmnRunOptions options = {.arena = &results, .today = DATE_ABSENT};
    DmnRun *run = dmn_run_new_in(&arena, model, &options);
    const DmnTable *table = dmn_model_table(model, 5);
    static int64_t times[SCAN_BATCHES];
    for (int batch = 0; batch < SCAN_BATCHES; batch++) {
        arena_reset(&results);
        int64_t start = clock_monotonic_ns();
        DmnFrame frame = {.slots = slots, .slot_count = 10, .row_count = SCAN_ROWS};
        DmnTableRun table_run = {.run = dmn_run_feel(run), .wants_states = true};
        DmnTableResult result;
        Error error;
        if (!dmn_table_run(table, &table_run, &frame, &result, &error)) exit(1);
        *eligible = 0;
        uint64_t any[SCAN_ROWS / 64 + 1] = {0};
        for (size_t rule = 0; rule < result.rule_count; rule++) {
            dmn_result_rows(&result, result.fired, rule, any);
        }
        for (size_t row = 0; row < SCAN_ROWS; row++) *eligible += !bits_has(any, row);
        times[batch] = clock_monotonic_ns() - start;
    }
    dmn_run_close(run);
    arena_release(&results);
    arena_release(&arena);
    return median(times, SCAN_BATCHES);
}

static void bench_scan(const DmnModel *model) {
    static ScanData data;
    static uint8_t reasons[SCAN_ROWS];
    static int64_t times[SCAN_BATCHES];
    fill_scan(&data);
    size_t by_hand = 0, by_table = 0;
    for (int batch = 0; batch < SCAN_BATCHES; batch++) {
        int64_t start = clock_monotonic_ns();
        by_hand = scan_by_hand(&data, reasons);
        times[batch] = clock_monotonic_ns() - start;
    }
    double hand_ns = median(times, SCAN_BATCHES);
    double table_ns = scan_by_table(model, &data, &by_table);
    if (by_hand != by_table) {
        fprintf(stderr, "the scans disagree: %zu by hand, %zu by table\n", by_hand, by_table);
        exit(1);
    }
    printf("%-44s %10.1f million rows/s   by hand %7.1f   ratio %.3f\n",
           "scan of a table of five rules", SCAN_ROWS * 1000 / table_ns, SCAN_ROWS * 1000 / hand_ns,
           table_ns / hand_ns);
}

int main(void) {
    Arena arena = {0};
    bench_large();
    const DmnModel *model = compile(&arena, small_model(&arena));
    bench_one(model, false);
    bench_one(model, true);
    bench_scan(model);
    arena_release(&arena);
    return 0;
}
