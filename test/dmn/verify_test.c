// SPDX-License-Identifier: Apache-2.0
// Verification against brute force: random small tables are verified, and run over every
// combination of the values that matter (constants, beside and between them, ends of what is
// allowed). What is reported must be so, for the very values it names, and what is not must not be.
#include "dmn/verify.h"
#include "feel/builtin.h"

#include "test.h"

#include <string.h>

#define TABLES 4000
#define INPUTS_MAX 3
#define RULES_MAX 6
#define VALUES_MAX 40
#define SLOTS_MAX 16

static Arena arena;
static uint64_t random_state = 88172645463325252u;

static size_t below(size_t bound) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)((random_state >> 11) % bound);
}

// ---- What inputs may be, and the cells over them ----

typedef struct Domain {
    const char *name;
    const FeelType *type;
    const char *allowed;         // NULL = any
    const char *const *cells;    // ended by NULL
    const char *const *values;   // likewise; FEEL, those not allowed are left out
} Domain;

static const char *const NUMBER_CELLS[] = {
    "-", "< 2", "<= 2", "> 2", ">= 2", "2", "[2..5]", "(2..5)", "[2..5)", "> 5", "<= 5",
    "not(2)", "1, 2", "not([2..5])", "< 0", ">= 10", NULL};
static const char *const NUMBER_VALUES[] = {
    "-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "4", "4.75", "5", "5.5", "6", "8", "9", "9.5",
    "10", "11", NULL};
static const char *const TEXT_CELLS[] = {
    "-", "\"a\"", "\"b\"", "\"a\", \"b\"", "not(\"a\")", "not(\"a\", \"c\")", "\"c\"", NULL};
static const char *const TEXT_VALUES[] = {"\"a\"", "\"b\"", "\"c\"", "\"zzz\"", NULL};
static const char *const TRUTH_CELLS[] = {"-", "true", "false", "not(true)", NULL};
static const char *const TRUTH_VALUES[] = {"true", "false", NULL};
static const char *const DATE_CELLS[] = {
    "-", "< date(\"2023-01-01\")", ">= date(\"2023-01-01\")", "<= date(\"2023-01-02\")",
    "> date(\"2023-01-02\")", "date(\"2023-01-02\")",
    "[date(\"2023-01-01\")..date(\"2023-01-03\")]", "not(date(\"2023-01-01\"))", NULL};
static const char *const DATE_VALUES[] = {
    "date(\"2022-12-31\")", "date(\"2023-01-01\")", "date(\"2023-01-02\")", "date(\"2023-01-03\")",
    "date(\"2023-01-04\")", NULL};

static const Domain DOMAINS[] = {
    {"n", FEEL_TYPE_OF(NUMBER), NULL, NUMBER_CELLS, NUMBER_VALUES},
    {"n", FEEL_TYPE_OF(NUMBER), "[0..9]", NUMBER_CELLS, NUMBER_VALUES},
    {"n", FEEL_TYPE_OF(NUMBER), "(2..5)", NUMBER_CELLS, NUMBER_VALUES},
    {"n", FEEL_TYPE_OF(NUMBER), "1, 2, 5", NUMBER_CELLS, NUMBER_VALUES},
    {"t", FEEL_TYPE_OF(STRING), NULL, TEXT_CELLS, TEXT_VALUES},
    {"t", FEEL_TYPE_OF(STRING), "\"a\", \"b\", \"c\"", TEXT_CELLS, TEXT_VALUES},
    {"b", FEEL_TYPE_OF(BOOLEAN), NULL, TRUTH_CELLS, TRUTH_VALUES},
    {"d", FEEL_TYPE_OF(DATE), NULL, DATE_CELLS, DATE_VALUES},
    {"d", FEEL_TYPE_OF(DATE), ">= date(\"2023-01-01\")", DATE_CELLS, DATE_VALUES},
};
#define DOMAIN_COUNT (sizeof DOMAINS / sizeof *DOMAINS)

// ---- Random tables ----

typedef struct Trial {
    const Domain *domains[INPUTS_MAX];
    Str names[INPUTS_MAX];
    DmnTableDefinition definition;
    const DmnTable *table;
    Diagnostics found;
    FeelValue values[INPUTS_MAX][VALUES_MAX];
    size_t value_counts[INPUTS_MAX];
    size_t row_count;
    DmnTableResult result; // of all combinations
    Str text;              // the table, for messages
} Trial;

static DmnText text_of(const char *text) {
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("table"), str_from_c(text)};
    return (DmnText){source, {0, source->text.length}};
}

static size_t count_of(const char *const *items) {
    size_t count = 0;
    while (items[count] != NULL) count++;
    return count;
}

static FeelValue evaluated(const char *text) {
    DmnText feel = text_of(text);
    Diagnostics diagnostics = {.arena = &arena};
    FeelScope scope = {0};
    const FeelProgram *program = feel_compile(&arena, &scope, feel.source, feel.range,
                                              &(FeelCompileOptions){0}, &diagnostics);
    assert_non_null(program);
    FeelRunOptions options = {.arena = &arena, .today = DATE_ABSENT};
    FeelRun *run = feel_run_new_in(&arena, &options);
    FeelBatch batch = {.row_count = 1};
    FeelColumn column;
    Error error;
    assert_true(feel_run_batch(run, program, &batch, &column, &error));
    FeelValue value = feel_column_get(&column, 0);
    feel_run_close(run);
    return value;
}

static bool is_allowed(const Domain *domain, const char *value) {
    if (domain->allowed == NULL) return true;
    Str test = str_format(&arena, "(%s) in (%s)", value, domain->allowed);
    return feel_is_true(evaluated(str_to_c(&arena, test)));
}

static void fill_values(Trial *trial, size_t input) {
    const Domain *domain = trial->domains[input];
    for (size_t i = 0; domain->values[i] != NULL; i++) {
        if (!is_allowed(domain, domain->values[i])) continue;
        trial->values[input][trial->value_counts[input]++] = evaluated(domain->values[i]);
    }
}

static void make_definition(Trial *trial) {
    static const DmnHitPolicy POLICIES[] = {DMN_UNIQUE, DMN_ANY, DMN_FIRST, DMN_PRIORITY,
                                            DMN_COLLECT, DMN_COLLECT_SUM};
    static const char *const OUTPUTS[] = {"1", "2", "3"};
    size_t input_count = 1 + below(INPUTS_MAX), rule_count = 1 + below(RULES_MAX);
    DmnTableInput *inputs = NEW_ARRAY(&arena, DmnTableInput, input_count);
    DmnTableOutput *output = NEW(&arena, DmnTableOutput);
    DmnTableRule *rules = NEW_ARRAY(&arena, DmnTableRule, rule_count);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    DmnHitPolicy policy = POLICIES[below(sizeof POLICIES / sizeof *POLICIES)];
    str_put(&out, str_from_c(dmn_hit_policy_sign(policy)));
    if (policy == DMN_PRIORITY) output->allowed = text_of("3, 1, 2");
    for (size_t i = 0; i < input_count; i++) {
        const Domain *domain = trial->domains[i] = &DOMAINS[below(DOMAIN_COUNT)];
        trial->names[i] = str_format(&arena, "%s%zu", domain->name, i);
        inputs[i] = (DmnTableInput){.type = domain->type,
                                    .expression = text_of(str_to_c(&arena, trial->names[i]))};
        if (domain->allowed != NULL) inputs[i].allowed = text_of(domain->allowed);
        str_put_format(&out, " | %.*s {%s}", STR_ARG(trial->names[i]),
                       domain->allowed != NULL ? domain->allowed : "");
        fill_values(trial, i);
    }
    for (size_t rule = 0; rule < rule_count; rule++) {
        DmnText *cells = NEW_ARRAY(&arena, DmnText, input_count + 1);
        str_put_format(&out, "\n%zu", rule + 1);
        for (size_t i = 0; i < input_count; i++) {
            const char *const *texts = trial->domains[i]->cells;
            cells[i] = text_of(texts[below(count_of(texts))]);
            str_put_format(&out, " | %.*s", STR_ARG(cells[i].source->text));
        }
        cells[input_count] = text_of(OUTPUTS[below(3)]);
        str_put_format(&out, " | %.*s", STR_ARG(cells[input_count].source->text));
        rules[rule] = (DmnTableRule){.inputs = cells, .outputs = &cells[input_count]};
    }
    trial->text = str_built(&out);
    trial->definition = (DmnTableDefinition){
        .name = STR("表"), .source = text_of("").source, .hit_policy = policy, .inputs = inputs,
        .input_count = input_count, .outputs = output, .output_count = 1, .rules = rules,
        .rule_count = rule_count};
}

static void run_combinations(Trial *trial) {
    size_t inputs = trial->definition.input_count;
    FeelColumn slots[SLOTS_MAX] = {0};
    size_t step = 1;
    trial->row_count = 1;
    for (size_t i = 0; i < inputs; i++) trial->row_count *= trial->value_counts[i];
    for (size_t i = 0; i < inputs; i++) {
        FeelValue *values = NEW_ARRAY(&arena, FeelValue, trial->row_count);
        for (size_t row = 0; row < trial->row_count; row++) {
            values[row] = trial->values[i][row / step % trial->value_counts[i]];
        }
        step *= trial->value_counts[i];
        slots[i] = feel_column_values(values);
    }
    FeelRunOptions run_options = {.arena = &arena, .today = DATE_ABSENT};
    FeelRun *run = feel_run_new_in(&arena, &run_options);
    DmnTableRun options = {.run = run, .wants_states = true, .wants_value = true};
    DmnFrame frame = {.slots = slots, .slot_count = SLOTS_MAX, .row_count = trial->row_count};
    Error error;
    assert_true(dmn_table_run(trial->table, &options, &frame, &trial->result, &error));
    feel_run_close(run);
}

static Trial *trial_new(void) {
    Trial *trial = NEW(&arena, Trial);
    make_definition(trial);
    FeelName *names = NEW_ARRAY(&arena, FeelName, trial->definition.input_count);
    for (size_t i = 0; i < trial->definition.input_count; i++) {
        names[i] = (FeelName){
            .name = trial->names[i], .type = trial->domains[i]->type, .slot = i};
    }
    FeelScope *scope = NEW(&arena, FeelScope);
    *scope = (FeelScope){.names = names, .count = trial->definition.input_count};
    DmnTableOptions options = {.slot_first = trial->definition.input_count};
    Diagnostics diagnostics = {.arena = &arena};
    trial->table = dmn_table_compile(&arena, scope, &trial->definition, &options, &diagnostics);
    assert_non_null(trial->table);
    run_combinations(trial);
    trial->found = (Diagnostics){.arena = &arena};
    DmnVerifyOptions verify = {.wants_notes = true, .findings_max = 100};
    dmn_table_verify(&arena, trial->table, &verify, &trial->found);
    return trial;
}

// ---- What is so ----

static bool fires(const Trial *trial, size_t row, size_t rule) {
    return dmn_result_state(&trial->result, row, rule) == DMN_FIRED;
}

static size_t fired_count(const Trial *trial, size_t row) {
    size_t count = 0;
    for (size_t i = 0; i < trial->definition.rule_count; i++) count += fires(trial, row, i);
    return count;
}

static bool has_gap(const Trial *trial) {
    for (size_t row = 0; row < trial->row_count; row++) {
        if (fired_count(trial, row) == 0) return true;
    }
    return false;
}

static bool meet(const Trial *trial, size_t a, size_t b) {
    for (size_t row = 0; row < trial->row_count; row++) {
        if (fires(trial, row, a) && fires(trial, row, b)) return true;
    }
    return false;
}

static char output_of(const Trial *trial, size_t rule) {
    return trial->definition.rules[rule].outputs[0].source->text.data[0];
}

// Whether it decides anywhere: the first that fires, or the first of the highest priority.
static bool is_reached(const Trial *trial, size_t rule) {
    bool is_first = trial->definition.hit_policy == DMN_FIRST;
    for (size_t row = 0; row < trial->row_count; row++) {
        bool is_best = fires(trial, row, rule);
        for (size_t other = 0; other < trial->definition.rule_count && is_best; other++) {
            if (other == rule || !fires(trial, row, other)) continue;
            size_t mine = (size_t)(strchr("312", output_of(trial, rule)) - "312");
            size_t its = (size_t)(strchr("312", output_of(trial, other)) - "312");
            bool goes_before = is_first ? other < rule : its < mine;
            goes_before |= !is_first && its == mine && other < rule;
            is_best = !goes_before;
        }
        if (is_best) return true;
    }
    return false;
}

// ---- What was found ----

static void wrong(const Trial *trial, const char *what) {
    print_error("%s\n%.*s\n", what, STR_ARG(trial->text));
    for (size_t i = 0; i < trial->found.count; i++) {
        print_error("found: %.*s\n", STR_ARG(trial->found.items[i].message));
    }
    fail();
}

// Whether a row has the values that a finding names: "n0 = 2，t1 = 其他文本".
static bool is_named(const Trial *trial, size_t row, Str message) {
    size_t step = 1;
    for (size_t i = 0; i < trial->definition.input_count; i++) {
        FeelValue value = trial->values[i][row / step % trial->value_counts[i]];
        step *= trial->value_counts[i];
        Str label = str_format(&arena, "%.*s = ", STR_ARG(trial->names[i]));
        size_t at = str_find(message, label, 0);
        if (at == SIZE_MAX) continue; // whatever it is
        Str rest = str_slice(message, at + label.length, message.length);
        Str text = feel_to_source(&arena, value);
        bool is_other = str_starts_with(rest, STR("其他文本"));
        if (is_other && !str_equal(text, STR("\"zzz\""))) return false;
        if (!is_other && !str_starts_with(rest, text)) return false;
        Str behind = is_other ? STR("，") : str_slice(rest, text.length, rest.length);
        bool is_whole = str_starts_with(behind, STR("，")) || str_starts_with(behind, STR(" 时"));
        if (!is_whole) return false;
    }
    return true;
}

// The values of a finding may be none of those tried (a middle, say); then it is not judged here.
static void check_gaps(const Trial *trial) {
    bool is_told = trial->definition.hit_policy <= DMN_FIRST, is_found = false;
    for (size_t i = 0; i < trial->found.count; i++) {
        Str message = trial->found.items[i].message;
        if (str_find(message, STR("有缺口"), 0) == SIZE_MAX) continue;
        is_found = true;
        for (size_t row = 0; row < trial->row_count; row++) {
            if (is_named(trial, row, message) && fired_count(trial, row) > 0) {
                wrong(trial, "a gap that is none");
            }
        }
    }
    if (is_told && is_found != has_gap(trial)) {
        wrong(trial, is_found ? "a gap is reported and there is none" : "a gap is missed");
    }
    if (!is_told && is_found) wrong(trial, "a list table has no gaps");
}

static bool is_pair_found(const Trial *trial, size_t a, size_t b, Severity *severity) {
    Str start = str_format(&arena, "规则 %zu 和 %zu 重叠", a + 1, b + 1);
    for (size_t i = 0; i < trial->found.count; i++) {
        Str message = trial->found.items[i].message;
        if (!str_starts_with(message, start)) continue;
        *severity = trial->found.items[i].severity;
        for (size_t row = 0; row < trial->row_count; row++) {
            bool is_here = is_named(trial, row, message);
            if (is_here && !(fires(trial, row, a) && fires(trial, row, b))) {
                wrong(trial, "an overlap that is none");
            }
        }
        return true;
    }
    return false;
}

static void check_overlaps(const Trial *trial) {
    DmnHitPolicy policy = trial->definition.hit_policy;
    for (size_t a = 0; a < trial->definition.rule_count; a++) {
        for (size_t b = a + 1; b < trial->definition.rule_count; b++) {
            bool is_same = output_of(trial, a) == output_of(trial, b);
            bool is_silent = is_same && (policy == DMN_ANY || policy == DMN_FIRST ||
                                         policy == DMN_PRIORITY);
            bool is_error = policy == DMN_UNIQUE || policy == DMN_ANY;
            Severity severity = SEVERITY_NOTE;
            bool is_found = is_pair_found(trial, a, b, &severity);
            if (is_found != (meet(trial, a, b) && !is_silent)) wrong(trial, "overlaps differ");
            if (is_found && (severity == SEVERITY_ERROR) != is_error) wrong(trial, "severity");
        }
    }
}

static void check_reach(const Trial *trial) {
    DmnHitPolicy policy = trial->definition.hit_policy;
    for (size_t rule = 0; rule < trial->definition.rule_count; rule++) {
        Str message = str_format(&arena, "规则 %zu 永远轮不到", rule + 1);
        bool is_found = false;
        for (size_t i = 0; i < trial->found.count; i++) {
            is_found |= str_starts_with(trial->found.items[i].message, message);
        }
        bool is_told = policy == DMN_FIRST || policy == DMN_PRIORITY;
        if (is_found != (is_told && !is_reached(trial, rule))) wrong(trial, "reach differs");
    }
}

static void check_subsumed(const Trial *trial) {
    for (size_t a = 0; a < trial->definition.rule_count; a++) {
        for (size_t b = 0; b < trial->definition.rule_count; b++) {
            Str message = str_format(&arena, "规则 %zu 多余：规则 %zu 已经包含它", a + 1, b + 1);
            for (size_t i = 0; i < trial->found.count; i++) {
                if (!str_starts_with(trial->found.items[i].message, message)) continue;
                for (size_t row = 0; row < trial->row_count; row++) {
                    if (fires(trial, row, a) && !fires(trial, row, b)) {
                        wrong(trial, "a rule that is not contained");
                    }
                }
            }
        }
    }
}

static void test_verify__agrees_with_brute_force(void **state) {
    (void)state;
    size_t gaps = 0, findings = 0, rows = 0;
    for (size_t i = 0; i < TABLES; i++) {
        Trial *trial = trial_new();
        check_gaps(trial);
        check_overlaps(trial);
        check_reach(trial);
        check_subsumed(trial);
        gaps += has_gap(trial);
        findings += trial->found.count;
        rows += trial->row_count;
        arena_reset(&arena);
    }
    print_message("%d tables, %zu combinations, %zu with gaps, %zu findings\n", TABLES, rows, gaps,
                  findings);
    assert_true(gaps > TABLES / 20 && gaps < TABLES && findings > TABLES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify__agrees_with_brute_force),
    };
    int failed = RUN_TESTS(tests);
    arena_release(&arena);
    return failed;
}
