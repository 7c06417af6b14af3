// SPDX-License-Identifier: Apache-2.0
// Going through the classes of all inputs, one input after another, with the set of rules that may
// still match. Classes that the same rules match are one branch, and a branch ends as soon as it
// can tell nothing new; so the walk is short for tables that people write.
#include "dmn/verify.h"

#include "dmn/table_plan.h"

#include <string.h>

typedef struct Branches { // the classes of one input worth telling apart
    uint32_t *classes;    // one of each kind: by the rules that match
    size_t count;
    uint64_t *opaque;  // rules whose cell is no constant
    uint8_t *is_empty; // per class: no allowed value falls into it
} Branches;

typedef struct Verifier {
    Arena *arena;
    const DmnTable *table;
    const DmnVerifyOptions *options;
    Diagnostics *diagnostics;
    Branches *branches;  // per input
    uint64_t **sure;     // per depth: rules that match so far whatever opaque cells say
    uint64_t **possible; // per depth: rules that may match
    uint64_t **any_rest; // per depth: rules that look at none of the inputs from there on
    uint32_t *path;      // class chosen per input
    size_t depth;
    uint64_t *reached; // F, P: rules that count somewhere
    uint64_t *paired;  // pairs reported, per rule
    size_t node_count;
    size_t gap_count, overlap_count, findings_max;
    bool wants_gaps, wants_overlaps, wants_reach;
} Verifier;

// ---- Words ----

static void report(Verifier *verifier, Severity severity, SourceRange range, Str message) {
    diagnostics_add(verifier->diagnostics, severity, verifier->table->definition->source, range,
                    "%.*s", STR_ARG(message));
}

static Str input_name(const Verifier *verifier, size_t input) {
    const DmnTableInput *defined = &verifier->table->definition->inputs[input];
    if (!str_is_empty(defined->label)) return defined->label;
    return dmn_text_str(dmn_text_trim(defined->expression));
}

static Str class_text(const Verifier *verifier, size_t input, uint32_t id) {
    const DmnClasses *classes = &verifier->table->inputs[input].classes;
    const FeelType *type = verifier->table->inputs[input].type;
    FeelValue value;
    if (type != NULL && type->kind == FEEL_TYPE_BOOLEAN) {
        value = feel_boolean(dmn_classes_of(classes, feel_boolean(true)) == id);
    } else if (!dmn_classes_sample(classes, id, &value)) {
        return classes->kind == FEEL_STRING ? STR("其他文本") : STR("其他值");
    }
    return dmn_value_text(verifier->arena, value);
}

// "年龄 = 17，等级 = 其他文本": the path walked so far, without inputs that have one class only.
static Str example(const Verifier *verifier, size_t depth) {
    StrBuilder out;
    str_builder_init(&out, verifier->arena, 0);
    for (size_t i = 0; i < depth; i++) {
        if (verifier->table->inputs[i].is_any) continue;
        if (out.count > 0) str_put(&out, STR("，"));
        Str value = class_text(verifier, i, verifier->path[i]);
        str_put_format(&out, "%.*s = %.*s", STR_ARG(input_name(verifier, i)), STR_ARG(value));
    }
    return out.count > 0 ? str_built(&out) : STR("任何输入");
}

static Str rule_text(const Verifier *verifier, size_t rule) {
    return dmn_rule_label(verifier->arena, verifier->table, rule);
}

// ---- Classes that exist ----

static bool has_value(const Verifier *verifier, size_t input, uint32_t id) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    const DmnClasses *classes = &plan->classes;
    if (id >= classes->null_class) return false;
    if (plan->type != NULL && plan->type->kind == FEEL_TYPE_BOOLEAN) {
        return dmn_classes_of(classes, feel_boolean(false)) == id ||
               dmn_classes_of(classes, feel_boolean(true)) == id;
    }
    const bool *is_integer = verifier->options->is_integer;
    FeelValue value;
    if (!dmn_classes_sample(classes, id, &value)) return classes->kind != FEEL_DATE;
    bool is_whole = is_integer != NULL && is_integer[input] && value.kind == FEEL_NUMBER;
    if (!is_whole || decimal_is_integer(value.number)) return true;
    Decimal above = decimal_round(value.number, 0, DECIMAL_CEILING);
    return dmn_classes_of(classes, feel_number(above)) == id;
}

// Whether an input's allowed values leave anything of a class. Their ends need not be ends of the
// table's classes; a class is left out only when its sample and both neighbours' are refused.
static bool is_allowed(const Verifier *verifier, size_t input, uint32_t id) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    if (!plan->has_allowed || plan->allowed.kind != DMN_CELL_SET) return true;
    const DmnClasses *classes = &plan->classes;
    FeelValue value;
    if (!dmn_classes_sample(classes, id, &value)) {
        // Texts between the constants: only a list without ranges is known to exclude them.
        for (size_t i = 0; i < plan->allowed.span_count; i++) {
            const DmnSpan *span = &plan->allowed.spans[i];
            if (!span->is_point || plan->allowed.is_negated) return true;
            if (dmn_classes_of(classes, span->range.low) == id) return true;
        }
        return false;
    }
    if (dmn_cell_truth(&plan->allowed, value) == FEEL_TRUE) return true;
    for (size_t i = 0; i < plan->allowed.span_count; i++) {
        const FeelRange *range = &plan->allowed.spans[i].range;
        bool has_end = (!feel_is_null(range->low) && dmn_classes_of(classes, range->low) == id) ||
                       (!feel_is_null(range->high) && dmn_classes_of(classes, range->high) == id);
        if (has_end && id % 2 == 0) return true;
    }
    return false;
}

static bool is_new_branch(const Verifier *verifier, size_t input, const Branches *branches,
                          uint32_t id) {
    const uint64_t *matched = verifier->table->inputs[input].matched;
    size_t words = verifier->table->words;
    for (size_t i = 0; i < branches->count; i++) {
        const uint64_t *known = matched + branches->classes[i] * words;
        if (memcmp(known, matched + id * words, words * sizeof *matched) == 0) return false;
    }
    return true;
}

static void prepare_input(Verifier *verifier, size_t input) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    Branches *branches = &verifier->branches[input];
    branches->classes = NEW_ARRAY(verifier->arena, uint32_t, plan->classes.count);
    branches->is_empty = NEW_ARRAY(verifier->arena, uint8_t, plan->classes.count);
    branches->opaque = NEW_ARRAY(verifier->arena, uint64_t, verifier->table->words);
    for (size_t i = 0; i < plan->cell_count; i++) {
        if (plan->cells[i].kind != DMN_CELL_PROGRAM) continue;
        for (size_t k = 0; k < plan->cell_rules[i].count; k++) {
            bits_set(branches->opaque, plan->cell_rules[i].rules[k]);
        }
    }
    for (uint32_t id = 0; id < plan->classes.count; id++) {
        bool is_real = has_value(verifier, input, id) && is_allowed(verifier, input, id);
        branches->is_empty[id] = !is_real;
        if (is_real && is_new_branch(verifier, input, branches, id)) {
            branches->classes[branches->count++] = id;
        }
    }
}

// ---- Findings on the way ----

static size_t count_rules(const Verifier *verifier, const uint64_t *set) {
    size_t count = 0;
    for (size_t i = 0; i < verifier->table->words; i++) {
        count += (size_t)__builtin_popcountll(set[i]);
    }
    return count;
}

static bool has_any(const Verifier *verifier, const uint64_t *a, const uint64_t *b) {
    for (size_t i = 0; i < verifier->table->words; i++) {
        if ((a[i] & b[i]) != 0) return true;
    }
    return false;
}

static void report_gap(Verifier *verifier) {
    if (verifier->gap_count++ >= verifier->findings_max) return;
    const DmnTableDefinition *definition = verifier->table->definition;
    SourceRange range = {0};
    if (definition->rule_count > 0) range = definition->rules[0].range;
    Str values = example(verifier, verifier->depth);
    report(verifier, SEVERITY_WARNING, range,
           str_format(verifier->arena, "决策表“%.*s”有缺口：%.*s 时没有规则",
                      STR_ARG(definition->name), STR_ARG(values)));
}

static bool same_outputs(const DmnTable *table, size_t a, size_t b) {
    for (size_t i = 0; i < table->definition->output_count; i++) {
        const DmnOutputPlan *output = &table->outputs[i];
        const DmnOutputCell *left = &output->cells[output->rule_cells[a]];
        const DmnOutputCell *right = &output->cells[output->rule_cells[b]];
        if (left == right) continue;
        if (left->program != NULL || right->program != NULL) return false;
        if (feel_equal(left->constant, right->constant) != FEEL_TRUE) return false;
    }
    return true;
}

// By the ranks of constant outputs: negative when `a` goes before `b`.
static int compare_ranks(const DmnTable *table, size_t a, size_t b) {
    for (size_t i = 0; i < table->definition->output_count; i++) {
        const DmnOutputPlan *output = &table->outputs[i];
        uint32_t left = output->cells[output->rule_cells[a]].rank;
        uint32_t right = output->cells[output->rule_cells[b]].rank;
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}

static bool is_conflict(const Verifier *verifier, size_t a, size_t b) {
    switch (verifier->table->definition->hit_policy) {
    case DMN_UNIQUE:
        return true;
    case DMN_ANY:
        return !same_outputs(verifier->table, a, b);
    case DMN_PRIORITY:
        return compare_ranks(verifier->table, a, b) == 0 && !same_outputs(verifier->table, a, b);
    case DMN_FIRST:
    case DMN_RULE_ORDER:
    case DMN_OUTPUT_ORDER:
    case DMN_COLLECT:
    case DMN_COLLECT_SUM:
    case DMN_COLLECT_MIN:
    case DMN_COLLECT_MAX:
    case DMN_COLLECT_COUNT:
        return false;
    }
    return false;
}

static void report_overlap(Verifier *verifier, size_t a, size_t b) {
    size_t rule_count = verifier->table->definition->rule_count;
    if (verifier->paired != NULL) {
        if (bits_has(verifier->paired, a * rule_count + b)) return;
        bits_set(verifier->paired, a * rule_count + b);
    }
    if (verifier->overlap_count++ >= verifier->findings_max) return;
    DmnHitPolicy policy = verifier->table->definition->hit_policy;
    const char *what = policy == DMN_UNIQUE ? "同时命中" : "同时命中而结果不同";
    Str values = example(verifier, verifier->depth);
    Str message = str_format(verifier->arena, "规则 %.*s 和 %.*s 重叠（%s）：%.*s 时%s",
                             STR_ARG(rule_text(verifier, a)), STR_ARG(rule_text(verifier, b)),
                             dmn_hit_policy_sign(policy), STR_ARG(values), what);
    report(verifier, SEVERITY_ERROR, verifier->table->definition->rules[b].range, message);
}

static void leaf_overlaps(Verifier *verifier, const uint64_t *sure) {
    size_t rule_count = verifier->table->definition->rule_count;
    for (size_t a = 0; a < rule_count; a++) {
        if (!bits_has(sure, a)) continue;
        for (size_t b = a + 1; b < rule_count; b++) {
            if (bits_has(sure, b) && is_conflict(verifier, a, b)) report_overlap(verifier, a, b);
        }
        if (verifier->overlap_count >= verifier->findings_max) return;
    }
}

// Rules that may decide here: those before the first sure one, and that one itself (F); none that
// a sure one outranks (P).
static void leaf_reach(Verifier *verifier, const uint64_t *sure, const uint64_t *possible) {
    size_t rule_count = verifier->table->definition->rule_count, best = SIZE_MAX;
    bool is_first = verifier->table->definition->hit_policy == DMN_FIRST;
    for (size_t rule = 0; rule < rule_count; rule++) {
        if (!bits_has(sure, rule)) continue;
        bool is_better =
            best == SIZE_MAX || (!is_first && compare_ranks(verifier->table, rule, best) < 0);
        if (is_better) best = rule;
    }
    for (size_t rule = 0; rule < rule_count; rule++) {
        if (!bits_has(possible, rule)) continue;
        bool is_masked = best != SIZE_MAX && rule != best;
        if (is_masked && is_first) is_masked = rule > best;
        if (is_masked && !is_first) {
            int order = compare_ranks(verifier->table, best, rule);
            is_masked = order < 0 || (order == 0 && best < rule);
        }
        if (!is_masked) bits_set(verifier->reached, rule);
    }
}

// ---- The walk ----

static bool all_reached(const Verifier *verifier, const uint64_t *possible) {
    for (size_t i = 0; i < verifier->table->words; i++) {
        if ((possible[i] & ~verifier->reached[i]) != 0) return false;
    }
    return true;
}

static bool is_worth_walking(const Verifier *verifier, size_t depth) {
    const uint64_t *sure = verifier->sure[depth], *possible = verifier->possible[depth];
    if (verifier->wants_gaps && verifier->gap_count < verifier->findings_max &&
        !has_any(verifier, sure, verifier->any_rest[depth])) {
        return true;
    }
    if (verifier->wants_overlaps && verifier->overlap_count < verifier->findings_max &&
        count_rules(verifier, sure) > 1) {
        return true;
    }
    return verifier->wants_reach && !all_reached(verifier, possible);
}

static void walk(Verifier *verifier, size_t depth) {
    const DmnTable *table = verifier->table;
    const uint64_t *sure = verifier->sure[depth], *possible = verifier->possible[depth];
    if (verifier->node_count++ >= DMN_VERIFY_NODES_MAX) return;
    verifier->depth = depth;
    if (count_rules(verifier, possible) == 0) {
        if (verifier->wants_gaps) report_gap(verifier);
        return;
    }
    if (depth == table->definition->input_count) {
        if (verifier->wants_overlaps) leaf_overlaps(verifier, sure);
        if (verifier->wants_reach) leaf_reach(verifier, sure, possible);
        return;
    }
    if (!is_worth_walking(verifier, depth)) return;
    const Branches *branches = &verifier->branches[depth];
    for (size_t i = 0; i < branches->count; i++) {
        const uint64_t *matched =
            table->inputs[depth].matched + branches->classes[i] * table->words;
        for (size_t word = 0; word < table->words; word++) {
            verifier->sure[depth + 1][word] = sure[word] & matched[word];
            verifier->possible[depth + 1][word] =
                possible[word] & (matched[word] | branches->opaque[word]);
        }
        verifier->path[depth] = branches->classes[i];
        walk(verifier, depth + 1);
    }
}

static void prepare_walk(Verifier *verifier) {
    const DmnTable *table = verifier->table;
    size_t input_count = table->definition->input_count, words = table->words;
    verifier->branches = NEW_ARRAY(verifier->arena, Branches, input_count);
    verifier->sure = NEW_ARRAY(verifier->arena, uint64_t *, input_count + 1);
    verifier->possible = NEW_ARRAY(verifier->arena, uint64_t *, input_count + 1);
    verifier->any_rest = NEW_ARRAY(verifier->arena, uint64_t *, input_count + 1);
    verifier->path = NEW_ARRAY(verifier->arena, uint32_t, input_count);
    verifier->reached = NEW_ARRAY(verifier->arena, uint64_t, words);
    for (size_t i = 0; i <= input_count; i++) {
        verifier->sure[i] = NEW_ARRAY(verifier->arena, uint64_t, words);
        verifier->possible[i] = NEW_ARRAY(verifier->arena, uint64_t, words);
        verifier->any_rest[i] = NEW_ARRAY(verifier->arena, uint64_t, words);
    }
    memcpy(verifier->sure[0], table->all_rules, words * sizeof(uint64_t));
    memcpy(verifier->possible[0], table->all_rules, words * sizeof(uint64_t));
    memcpy(verifier->any_rest[input_count], table->all_rules, words * sizeof(uint64_t));
    for (size_t i = input_count; i-- > 0;) {
        prepare_input(verifier, i);
        for (size_t word = 0; word < words; word++) {
            verifier->any_rest[i][word] =
                verifier->any_rest[i + 1][word] & table->inputs[i].any[word];
        }
    }
}

static void report_unreached(Verifier *verifier) {
    const DmnTableDefinition *definition = verifier->table->definition;
    size_t count = 0;
    for (size_t rule = 0; rule < definition->rule_count; rule++) {
        if (bits_has(verifier->reached, rule) || count++ >= verifier->findings_max) continue;
        report(verifier, SEVERITY_WARNING, definition->rules[rule].range,
               str_format(verifier->arena, "规则 %.*s 永远轮不到：别的规则总在它前面命中",
                          STR_ARG(rule_text(verifier, rule))));
    }
}

static void verify_combinations(Verifier *verifier) {
    const DmnTableDefinition *definition = verifier->table->definition;
    DmnHitPolicy policy = definition->hit_policy;
    verifier->wants_gaps = policy <= DMN_FIRST && !verifier->table->has_fallback &&
                           !verifier->options->is_gap_allowed && definition->input_count > 0;
    verifier->wants_overlaps = policy == DMN_UNIQUE || policy == DMN_ANY || policy == DMN_PRIORITY;
    verifier->wants_reach = policy == DMN_FIRST || policy == DMN_PRIORITY;
    if (!verifier->wants_gaps && !verifier->wants_overlaps && !verifier->wants_reach) return;
    for (size_t i = 0; i < definition->input_count; i++) {
        if (verifier->table->inputs[i].matched != NULL) continue;
        report(verifier, SEVERITY_NOTE, (SourceRange){0},
               str_format(verifier->arena, "决策表“%.*s”的输入“%.*s”取值种类太多，没有查缺口和重叠",
                          STR_ARG(definition->name), STR_ARG(input_name(verifier, i))));
        return;
    }
    if (verifier->wants_overlaps && definition->rule_count <= DMN_VERIFY_PAIRED_RULES_MAX) {
        size_t words = (definition->rule_count * definition->rule_count + 63) / 64;
        verifier->paired = NEW_ARRAY(verifier->arena, uint64_t, words);
    }
    prepare_walk(verifier);
    walk(verifier, 0);
    if (verifier->node_count > DMN_VERIFY_NODES_MAX) {
        report(verifier, SEVERITY_NOTE, (SourceRange){0},
               str_format(verifier->arena, "决策表“%.*s”的组合超过 %d 个，没有查完缺口和重叠",
                          STR_ARG(definition->name), DMN_VERIFY_NODES_MAX));
    } else if (verifier->wants_reach) {
        report_unreached(verifier);
    }
}

// ---- Cells by themselves ----

static FeelTypeKind type_of_kind(FeelKind kind) {
    static const FeelTypeKind TYPES[FEEL_KIND_COUNT] = {
        [FEEL_BOOLEAN] = FEEL_TYPE_BOOLEAN,
        [FEEL_NUMBER] = FEEL_TYPE_NUMBER,
        [FEEL_STRING] = FEEL_TYPE_STRING,
        [FEEL_DATE] = FEEL_TYPE_DATE,
        [FEEL_TIME] = FEEL_TYPE_TIME,
        [FEEL_DATE_TIME] = FEEL_TYPE_DATE_TIME,
        [FEEL_DAYS_DURATION] = FEEL_TYPE_DAYS_DURATION,
        [FEEL_MONTHS_DURATION] = FEEL_TYPE_MONTHS_DURATION,
    };
    return TYPES[kind];
}

static bool is_satisfiable(const Verifier *verifier, size_t input, size_t cell) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    if (plan->sets == NULL || plan->sets[cell].of_null == FEEL_TRUE) return true;
    for (uint32_t id = 0; id < plan->classes.null_class; id++) {
        bool is_in = dmn_class_set_truth(&plan->sets[cell], &plan->classes, id) == FEEL_TRUE;
        if (is_in && has_value(verifier, input, id) && is_allowed(verifier, input, id)) {
            return true;
        }
    }
    return false;
}

static void verify_cell(Verifier *verifier, size_t input, size_t index) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    const DmnCell *cell = &plan->cells[index];
    if (cell->kind != DMN_CELL_SET || plan->cell_rules[index].count == 0) return;
    Str name = input_name(verifier, input), text = dmn_text_str(cell->text);
    bool is_mistyped = cell->value_kind != FEEL_NULL && dmn_type_is_scalar(plan->type) &&
                       type_of_kind(cell->value_kind) != plan->type->kind;
    if (is_mistyped) {
        Str type = feel_type_to_str(verifier->arena, plan->type);
        diagnostics_add(verifier->diagnostics, SEVERITY_ERROR, cell->text.source, cell->text.range,
                        "“%.*s”是 %.*s，与 %.*s 比较永远不成立", STR_ARG(name), STR_ARG(type),
                        STR_ARG(text));
    } else if (!is_satisfiable(verifier, input, index)) {
        diagnostics_add(verifier->diagnostics, SEVERITY_WARNING, cell->text.source,
                        cell->text.range, "“%.*s”允许的取值里没有一个满足 %.*s", STR_ARG(name),
                        STR_ARG(text));
    }
}

static void verify_outputs(Verifier *verifier) {
    const DmnTable *table = verifier->table;
    for (size_t i = 0; i < table->definition->output_count; i++) {
        const DmnOutputPlan *output = &table->outputs[i];
        for (size_t rule = 0; output->has_allowed && rule < table->definition->rule_count; rule++) {
            const DmnOutputCell *cell = &output->cells[output->rule_cells[rule]];
            bool is_outside = cell->program == NULL && !feel_is_null(cell->constant) &&
                              cell->rank >= output->allowed.span_count;
            if (!is_outside) continue;
            DmnText text = dmn_text_trim(table->definition->rules[rule].outputs[i]);
            diagnostics_add(verifier->diagnostics, SEVERITY_ERROR, text.source, text.range,
                            "规则 %.*s 的结果 %.*s 不在允许的输出值 %.*s 之内",
                            STR_ARG(rule_text(verifier, rule)), STR_ARG(dmn_text_str(text)),
                            STR_ARG(dmn_text_str(output->allowed.text)));
        }
    }
}

// ---- Pairs of rules ----

// Whether wherever cell `a` holds, `b` holds too.
static bool is_cell_within(const Verifier *verifier, size_t input, uint32_t a, uint32_t b) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    if (a == b || plan->cells[b].kind == DMN_CELL_ANY) return true;
    bool are_sets = plan->sets != NULL && plan->cells[b].kind == DMN_CELL_SET &&
                    plan->cells[a].kind == DMN_CELL_SET;
    if (!are_sets) return false;
    for (uint32_t id = 0; id < plan->classes.null_class; id++) {
        if (!has_value(verifier, input, id)) continue;
        bool in_a = dmn_class_set_truth(&plan->sets[a], &plan->classes, id) == FEEL_TRUE;
        bool in_b = dmn_class_set_truth(&plan->sets[b], &plan->classes, id) == FEEL_TRUE;
        if (in_a && !in_b) return false;
    }
    return plan->sets[a].of_null != FEEL_TRUE || plan->sets[b].of_null == FEEL_TRUE;
}

static bool is_rule_within(const Verifier *verifier, size_t a, size_t b) {
    for (size_t i = 0; i < verifier->table->definition->input_count; i++) {
        const uint32_t *cells = verifier->table->inputs[i].rule_cells;
        if (!is_cell_within(verifier, i, cells[a], cells[b])) return false;
    }
    return true;
}

static void verify_pair(Verifier *verifier, size_t a, size_t b) {
    bool within = is_rule_within(verifier, b, a), contains = is_rule_within(verifier, a, b);
    if (!within && !contains) return;
    bool is_same = same_outputs(verifier->table, a, b);
    const DmnTableRule *rules = verifier->table->definition->rules;
    if (within && contains) {
        report(verifier, SEVERITY_WARNING, rules[b].range,
               str_format(verifier->arena, "规则 %.*s 与规则 %.*s 的条件相同%s",
                          STR_ARG(rule_text(verifier, b)), STR_ARG(rule_text(verifier, a)),
                          is_same ? "，结果也相同" : "而结果不同"));
    } else if (is_same) {
        size_t inner = within ? b : a, outer = within ? a : b;
        report(verifier, SEVERITY_WARNING, rules[inner].range,
               str_format(verifier->arena, "规则 %.*s 多余：规则 %.*s 已经包含它，结果相同",
                          STR_ARG(rule_text(verifier, inner)),
                          STR_ARG(rule_text(verifier, outer))));
    }
}

static void verify_pairs(Verifier *verifier) {
    const DmnTableDefinition *definition = verifier->table->definition;
    if (definition->rule_count > DMN_VERIFY_PAIRED_RULES_MAX) {
        report(verifier, SEVERITY_NOTE, (SourceRange){0},
               str_format(verifier->arena, "决策表“%.*s”超过 %d 条规则，没有逐对比较",
                          STR_ARG(definition->name), DMN_VERIFY_PAIRED_RULES_MAX));
        return;
    }
    for (size_t a = 0; a < definition->rule_count; a++) {
        for (size_t b = a + 1; b < definition->rule_count; b++) verify_pair(verifier, a, b);
    }
}

// ---- The whole ----

void dmn_table_verify(Arena *arena, const DmnTable *table, const DmnVerifyOptions *options,
                      Diagnostics *diagnostics) {
    static const DmnVerifyOptions DEFAULTS = {0};
    Verifier verifier = {.arena = arena, .table = table, .diagnostics = diagnostics};
    verifier.options = options != NULL ? options : &DEFAULTS;
    verifier.findings_max = verifier.options->findings_max;
    if (verifier.findings_max == 0) verifier.findings_max = DMN_VERIFY_FINDINGS_MAX;
    for (size_t i = 0; i < table->definition->input_count; i++) {
        for (size_t cell = 0; cell < table->inputs[i].cell_count; cell++) {
            verify_cell(&verifier, i, cell);
        }
    }
    verify_outputs(&verifier);
    verify_combinations(&verifier);
    verify_pairs(&verifier);
}
