// SPDX-License-Identifier: Apache-2.0
// Cells, outputs and pairs of rules by themselves; what takes combinations of inputs stands in
// verify_walk.c.
#include "dmn/verify.h"

#include "dmn/verifier.h"

// ---- Words ----

void verifier_report(const Verifier *verifier, Severity severity, SourceRange range, Str message) {
    diagnostics_add(verifier->diagnostics, severity, verifier->table->definition->source, range,
                    "%.*s", STR_ARG(message));
}

Str verifier_input_name(const Verifier *verifier, size_t input) {
    const DmnTableInput *defined = &verifier->table->definition->inputs[input];
    if (!str_is_empty(defined->label)) return defined->label;
    return dmn_text_str(dmn_text_trim(defined->expression));
}

Str verifier_rule_name(const Verifier *verifier, size_t rule) {
    return dmn_rule_label(verifier->arena, verifier->table, rule);
}

// ---- Outputs ----

bool verifier_same_outputs(const DmnTable *table, size_t a, size_t b) {
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
        FeelValue sample;
        if (is_in && verifier_sample(verifier, input, id, &sample)) return true;
    }
    return false;
}

static void verify_cell(Verifier *verifier, size_t input, size_t index) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    const DmnCell *cell = &plan->cells[index];
    if (cell->kind != DMN_CELL_SET || plan->cell_rules[index].count == 0) return;
    Str name = verifier_input_name(verifier, input), text = dmn_text_str(cell->text);
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
        size_t rule_count = output->has_allowed ? table->definition->rule_count : 0;
        for (size_t rule = 0; rule < rule_count; rule++) {
            const DmnOutputCell *cell = &output->cells[output->rule_cells[rule]];
            bool is_outside = cell->program == NULL && !feel_is_null(cell->constant) &&
                              cell->rank >= output->allowed.span_count;
            if (!is_outside) continue;
            DmnText text = dmn_text_trim(table->definition->rules[rule].outputs[i]);
            diagnostics_add(verifier->diagnostics, SEVERITY_ERROR, text.source, text.range,
                            "规则 %.*s 的结果 %.*s 不在允许的输出值 %.*s 之内",
                            STR_ARG(verifier_rule_name(verifier, rule)),
                            STR_ARG(dmn_text_str(text)),
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
        FeelValue sample;
        if (!verifier_sample(verifier, input, id, &sample)) continue;
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
    bool is_same = verifier_same_outputs(verifier->table, a, b);
    const DmnTableRule *rules = verifier->table->definition->rules;
    if (within && contains) {
        Str message = str_format(verifier->arena, "规则 %.*s 与规则 %.*s 的条件相同%s",
                                 STR_ARG(verifier_rule_name(verifier, b)),
                                 STR_ARG(verifier_rule_name(verifier, a)),
                                 is_same ? "，结果也相同" : "而结果不同");
        verifier_report(verifier, SEVERITY_WARNING, rules[b].range, message);
    } else if (is_same) {
        size_t inner = within ? b : a, outer = within ? a : b;
        Str message = str_format(verifier->arena, "规则 %.*s 多余：规则 %.*s 已经包含它，结果相同",
                                 STR_ARG(verifier_rule_name(verifier, inner)),
                                 STR_ARG(verifier_rule_name(verifier, outer)));
        verifier_report(verifier, SEVERITY_WARNING, rules[inner].range, message);
    }
}

static void verify_pairs(Verifier *verifier) {
    const DmnTableDefinition *definition = verifier->table->definition;
    if (definition->rule_count > DMN_VERIFY_PAIRED_RULES_MAX) {
        verifier_report(verifier, SEVERITY_NOTE, (SourceRange){0},
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
    verifier_walk(&verifier);
    verify_pairs(&verifier);
}
