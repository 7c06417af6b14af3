// SPDX-License-Identifier: Apache-2.0
#include "policy/check.h"

#include "feel/builtin.h"
#include "policy/decision.h"
#include "policy/parameter_check.h"
#include "policy/probe.h"
#include "policy/standing_check.h"
#include "policy/table_check.h"
#include "policy/usage.h"

#include <stdlib.h>

typedef struct Checker {
    Arena *arena;
    const Pack *pack;
    const Policy *policy;
    Diagnostics *diagnostics;
    PolicyCheck *check;
    PolicyRun *run;
    DmnTrace *trace;
    bool **is_covered; // by element of the model: NULL, or by rule of its table
    bool *shows_reasons; // by conclusion: it rests on 符合 or 原因码
    bool wants_notes;
    bool has_rules;    // some element is a decision table
} Checker;

static void report(const Checker *checker, Severity severity, SourceRange place, Str message) {
    diagnostics_add(checker->diagnostics, severity, checker->policy->document->source, place,
                    "%.*s", STR_ARG(message));
}

static bool is_reason_table(const Checker *checker, size_t element) {
    const PolicyProgram *program = checker->policy->program;
    for (size_t i = 0; i < checker->policy->reasons.table_count; i++) {
        if (program->reason_tables[i] == element) return true;
    }
    return false;
}

// ---- Covering ----

static void coverage_begin(Checker *checker) {
    const DmnModel *model = checker->policy->program->model;
    size_t count = dmn_model_definition(model)->element_count;
    checker->is_covered = NEW_ARRAY(checker->arena, bool *, count);
    for (size_t i = 0; i < count; i++) {
        const DmnTable *table = dmn_model_table(model, i);
        if (!table) continue;
        checker->has_rules = true;
        checker->is_covered[i] =
            NEW_ARRAY(checker->arena, bool, dmn_table_definition(table)->rule_count);
    }
}

// Whether an element rests on 符合 or 原因码. Requirements have no circles, and an element is walked
// once.
static bool rests_on_reasons(const Checker *checker, size_t element, bool *is_seen) {
    const PolicyProgram *program = checker->policy->program;
    size_t count;
    if (element == program->eligible || element == program->codes) return true;
    if (element == SIZE_MAX || is_seen[element]) return false;
    is_seen[element] = true;
    const size_t *requires = dmn_model_requires(program->model, element, &count);
    for (size_t i = 0; i < count; i++) {
        if (rests_on_reasons(checker, requires[i], is_seen)) return true;
    }
    return false;
}

static void reasons_begin(Checker *checker) {
    const PolicyProgram *program = checker->policy->program;
    size_t elements = dmn_model_definition(program->model)->element_count;
    size_t count = checker->policy->conclusions.count;
    checker->shows_reasons = NEW_ARRAY(checker->arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        bool *is_seen = NEW_ARRAY(checker->arena, bool, elements);
        checker->shows_reasons[i] = rests_on_reasons(checker, program->conclusions[i], is_seen);
    }
}

// A reason is shown by an example only when something that rests on it is compared.
static bool compares_reasons(const Checker *checker, const Example *example) {
    for (size_t i = 0; i < example->expectation_count; i++) {
        if (checker->shows_reasons[example->expectations[i].conclusion]) return true;
    }
    return false;
}

// Marks the rules that fired in the run just traced; false when there are none.
static bool coverage_add(Checker *checker, const Example *example) {
    bool shows = compares_reasons(checker, example);
    const DmnModelDefinition *model = dmn_model_definition(checker->policy->program->model);
    size_t count;
    bool has_any = false;
    const DmnTraceStep *steps = dmn_trace_steps(checker->trace, &count);
    for (size_t i = 0; i < count; i++) {
        if (!steps[i].table) continue;
        size_t element = (size_t)(steps[i].element - model->elements);
        bool *is_covered = checker->is_covered[element];
        bool is_reasons = is_reason_table(checker, element);
        for (size_t j = 0; is_covered && j < steps[i].rule_count; j++) {
            const DmnTraceRule *rule = &steps[i].rules[j];
            is_covered[rule->index] |= rule->state == DMN_FIRED && (shows || !is_reasons);
            has_any |= rule->state == DMN_FIRED;
        }
    }
    return has_any;
}

static void coverage_report(Checker *checker) {
    const DmnModel *model = checker->policy->program->model;
    size_t count = dmn_model_definition(model)->element_count;
    for (size_t i = 0; i < count; i++) {
        const DmnTable *table = dmn_model_table(model, i);
        if (!table || !checker->is_covered[i]) continue;
        const DmnTableDefinition *definition = dmn_table_definition(table);
        bool counts = is_reason_table(checker, i);
        for (size_t j = 0; j < definition->rule_count; j++) {
            if (counts) checker->check->rule_count++;
            if (checker->is_covered[i][j]) {
                if (counts) checker->check->rule_covered_count++;
                continue;
            }
            Str label = definition->rules[j].label; // a piece of the file
            size_t from = (size_t)(label.data - definition->source->text.data);
            diagnostics_add(checker->diagnostics, SEVERITY_WARNING, definition->source,
                            (SourceRange){from, from + label.length}, "没有例子用到规则%.*s",
                            STR_ARG(label));
        }
    }
}

// ---- Examples ----

static bool expectations_compare(Checker *checker, const Example *example,
                                 const Decision *decision) {
    bool is_good = true;
    for (size_t i = 0; i < example->expectation_count; i++) {
        const ExampleExpectation *expected = &example->expectations[i];
        FeelValue value = decision->values[expected->conclusion];
        if (expectation_holds(checker->arena, expected->text, value)) continue;
        const Conclusion *conclusion =
            &checker->policy->conclusions.items[expected->conclusion];
        Str actual = expectation_text(checker->arena, value);
        report(checker, SEVERITY_ERROR, expected->place,
               str_format(checker->arena, "例子“%.*s”：%.*s 期望%.*s，实得%.*s",
                          STR_ARG(example->title), STR_ARG(conclusion->key),
                          STR_ARG(expected->text), STR_ARG(actual)));
        is_good = false;
    }
    return is_good;
}

static void missing_hint(Checker *checker, const Decision *decision) {
    if (decision->missing_count == 0) return;
    StrBuilder out;
    str_builder_init(&out, checker->arena, 0);
    for (size_t i = 0; i < decision->missing_count; i++) {
        if (i > 0) str_put(&out, STR("、"));
        str_put(&out, decision->missing[i]->name);
    }
    Str names = str_built(&out);
    diagnostics_hint(checker->diagnostics, "还缺：%.*s", STR_ARG(names));
}

static void example_run(Checker *checker, const Example *example) {
    PolicyCase facts = policy_case_from_example(checker->arena, checker->policy, example);
    Decision decision;
    Error error;
    checker->check->example_count++;
    dmn_trace_reset(checker->trace);
    if (!decision_make(checker->run, checker->policy, checker->arena, &facts, example->on,
                       &decision, &error)) {
        report(checker, SEVERITY_ERROR, example->place,
               str_format(checker->arena, "例子“%.*s”：%s", STR_ARG(example->title),
                          error.message));
        checker->check->example_failed_count++;
        return;
    }
    // Where there are reasons, an example shows at least that they do not apply.
    bool shows_rule = coverage_add(checker, example) || checker->policy->reasons.count > 0;
    if (checker->wants_notes && !shows_rule && checker->has_rules) {
        report(checker, SEVERITY_NOTE, example->place,
               str_format(checker->arena, "例子“%.*s”没有用到任何规则", STR_ARG(example->title)));
    }
    if (decision.eligible == FEEL_UNKNOWN && decision.missing_count == 0) {
        report(checker, SEVERITY_WARNING, example->place,
               str_format(checker->arena, "例子“%.*s”：事实都有，却有原因判不出真假",
                          STR_ARG(example->title)));
        diagnostics_hint(checker->diagnostics, "看看是不是和空值比较，例如没有写有效期却用了有效期至");
    }
    if (expectations_compare(checker, example, &decision)) return;
    checker->check->example_failed_count++;
    missing_hint(checker, &decision);
}

static void examples_run(Checker *checker) {
    const Policy *policy = checker->policy;
    DmnTraceOptions trace_options = {0};
    checker->trace = dmn_trace_new_in(checker->arena, 0, &trace_options);
    PolicyRunOptions options = {.trace = dmn_trace_sink(checker->trace)};
    checker->run = policy_run_new_in(checker->arena, checker->pack, policy, &options);
    coverage_begin(checker);
    reasons_begin(checker);
    for (size_t i = 0; i < policy->examples.count; i++) {
        example_run(checker, &policy->examples.items[i]);
    }
    coverage_report(checker);
    policy_run_close(checker->run);
    if (policy->examples.count > 0) return;
    report(checker, SEVERITY_ERROR, policy->conclusions.items[0].place,
           STR("有结论却没有例子：一项政策要用例子证明自己"));
}

// ---- Types ----

static void types_check(const Checker *checker) {
    const PolicyProgram *program = checker->policy->program;
    for (size_t i = 0; i < checker->policy->conclusions.count; i++) {
        const Conclusion *conclusion = &checker->policy->conclusions.items[i];
        const FeelType *type = dmn_model_type(program->model, program->conclusions[i]);
        if (!conclusion_is_money(conclusion) || feel_type_conforms(type, FEEL_TYPE_OF(NUMBER)) ||
            type->kind == FEEL_TYPE_ANY) {
            continue;
        }
        Str name = feel_type_to_str(checker->arena, type);
        diagnostics_add(checker->diagnostics, SEVERITY_ERROR, conclusion->value.source,
                        conclusion->value.range, "%.*s 以分计，应当是数字，却是%.*s",
                        STR_ARG(conclusion->key), STR_ARG(name));
    }
    for (size_t i = 0; i < checker->policy->measures.count; i++) {
        if (program->conditions[i] == SIZE_MAX) continue;
        const FeelType *type = dmn_model_type(program->model, program->conditions[i]);
        if (type->kind == FEEL_TYPE_ANY || feel_type_conforms(type, FEEL_TYPE_OF(BOOLEAN))) {
            continue;
        }
        DmnText condition = checker->policy->measures.items[i].condition;
        diagnostics_add(checker->diagnostics, SEVERITY_ERROR, condition.source, condition.range,
                        "“当”要写一个真假条件");
    }
}

// What a target asks of a row is a condition, or a number to add up.
static void term_type_check(const Checker *checker, size_t element, DmnText text, bool is_number) {
    if (element == SIZE_MAX) return;
    const FeelType *type = dmn_model_type(checker->policy->program->model, element);
    const FeelType *wanted = is_number ? FEEL_TYPE_OF(NUMBER) : FEEL_TYPE_OF(BOOLEAN);
    if (type->kind == FEEL_TYPE_ANY || feel_type_conforms(type, wanted)) return;
    diagnostics_add(checker->diagnostics, SEVERITY_ERROR, text.source, text.range,
                    is_number ? "sum 里要写一个数" : "筛选和 count 里要写一个真假条件");
}

static void targets_type_check(const Checker *checker) {
    const TargetList *targets = &checker->policy->targets;
    for (size_t i = 0; i < targets->count; i++) {
        const Target *target = &targets->items[i];
        const TargetPlaces *places = &checker->policy->program->targets[i];
        bool is_sum = target->part.draw == TARGET_DRAW_SUM;
        term_type_check(checker, places->filter, target->filter, false);
        term_type_check(checker, places->part, target->part.text, is_sum);
        is_sum = target->whole.draw == TARGET_DRAW_SUM;
        term_type_check(checker, places->whole, target->whole.text, is_sum);
    }
}

static void policy_check(Checker *checker) {
    standing_check(checker->pack, checker->policy, checker->diagnostics);
    if (!checker->policy->program) return;
    types_check(checker);
    targets_type_check(checker);
    tables_check(checker->arena, checker->policy, checker->wants_notes, checker->diagnostics);
    policy_usage_check(checker->policy, checker->diagnostics);
    parameters_check(checker->policy, checker->diagnostics);
    if (checker->wants_notes) {
        policy_probe(checker->pack, checker->policy, checker->diagnostics);
    }
    examples_run(checker);
}

// By file, and within a file by place: the order in which an author goes through them.
static int findings_compare(const void *a, const void *b) {
    const Diagnostic *left = a, *right = b;
    Str left_name = left->source ? left->source->name : (Str){0};
    Str right_name = right->source ? right->source->name : (Str){0};
    int order = str_compare(left_name, right_name);
    if (order != 0) return order;
    if (left->range.from != right->range.from) {
        return left->range.from < right->range.from ? -1 : 1;
    }
    return str_compare(left->message, right->message);
}

typedef struct PackChecker {
    Arena *arena;
    const Pack *pack;
    bool wants_notes;
    Diagnostics *diagnostics;
    PackCheck *result;
} PackChecker;

static void check_one(const PackChecker *all, const Policy *policy) {
    PolicyCheck *check = &all->result->policies[all->result->policy_count++];
    check->policy = policy;
    Checker checker = {.arena = all->arena, .pack = all->pack, .policy = policy,
                       .diagnostics = all->diagnostics, .check = check,
                       .wants_notes = all->wants_notes};
    policy_check(&checker);
    all->result->example_count += check->example_count;
}

static PackCheck check_all(Arena *arena, const Pack *pack, bool wants_notes,
                           Diagnostics *diagnostics) {
    size_t count = pack->policies.count + pack->risks.count + (pack->inspection != NULL);
    PackCheck result = {.policies = NEW_ARRAY(arena, PolicyCheck, count)};
    PackChecker all = {arena, pack, wants_notes, diagnostics, &result};
    for (size_t i = 0; i < pack->policies.count; i++) check_one(&all, pack->policies.items[i]);
    for (size_t i = 0; i < pack->risks.count; i++) check_one(&all, pack->risks.items[i]);
    if (pack->inspection) check_one(&all, pack->inspection);
    pack_place_findings(pack, diagnostics);
    if (diagnostics->count > 0) {
        qsort(diagnostics->items, diagnostics->count, sizeof *diagnostics->items,
              findings_compare);
    }
    return result;
}

PackCheck pack_check(Arena *arena, const Pack *pack, Diagnostics *diagnostics) {
    return check_all(arena, pack, false, diagnostics);
}

PackCheck pack_check_with_notes(Arena *arena, const Pack *pack, Diagnostics *diagnostics) {
    return check_all(arena, pack, true, diagnostics);
}
