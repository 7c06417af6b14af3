// SPDX-License-Identifier: Apache-2.0
#include "policy/explain.h"

typedef struct Explainer {
    PolicyRun *run;
    const Policy *policy;
    Arena *arena;
    size_t row;
} Explainer;

// ---- The facts under a rule ----

static bool is_any_cell(DmnText text) {
    Str cell = str_trim(policy_text(text));
    return cell.length == 0 || str_equal(cell, STR("-"));
}

static void fact_mark(const Explainer *explainer, size_t element, bool *is_marked) {
    const PolicyProgram *program = explainer->policy->program;
    const Fact *fact = policy_program_fact(program, explainer->policy, element);
    if (fact) is_marked[fact - explainer->policy->facts.items] = true;
}

// The facts that the cells of a rule depend on, those of `-` aside.
static void rule_facts_mark(const Explainer *explainer, const Reason *reason, bool *is_marked) {
    const PolicyProgram *program = explainer->policy->program;
    const DmnTable *table = dmn_model_table(program->model, program->reason_tables[reason->table]);
    const DmnTableDefinition *definition = dmn_table_definition(table);
    for (size_t input = 0; input < definition->input_count; input++) {
        size_t slot_count;
        if (is_any_cell(definition->rules[reason->rule].inputs[input])) continue;
        const size_t *slots = dmn_table_input_slots(table, input, &slot_count);
        for (size_t i = 0; i < slot_count; i++) {
            size_t fact_count;
            fact_mark(explainer, slots[i], is_marked);
            const size_t *facts = dmn_model_facts(program->model, slots[i], &fact_count);
            for (size_t j = 0; j < fact_count; j++) fact_mark(explainer, facts[j], is_marked);
        }
    }
}

static void facts_explain(const Explainer *explainer, ExplainedReason *explained) {
    const Policy *policy = explainer->policy;
    bool *is_marked = NEW_ARRAY(explainer->arena, bool, policy->facts.count);
    ExplainedFact *facts = NEW_ARRAY(explainer->arena, ExplainedFact, policy->facts.count);
    rule_facts_mark(explainer, explained->reason, is_marked);
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (!is_marked[i]) continue;
        ExplainedFact *fact = &facts[explained->fact_count++];
        fact->fact = &policy->facts.items[i];
        const FeelColumn *column =
            dmn_run_get(policy_run_model(explainer->run), policy->program->facts[i]);
        if (column) fact->value = feel_column_get(column, explainer->row);
        if (fact->value.kind == FEEL_STRING) {
            fact->label = fact_label(fact->fact, fact->value.string);
        }
    }
    explained->facts = facts;
}

// ---- Sentences ----

static Str label_find(void *user, size_t slot, Str code) {
    const Explainer *explainer = user;
    const Fact *fact =
        policy_program_fact(explainer->policy->program, explainer->policy, slot);
    return fact ? fact_label(fact, code) : (Str){0};
}

// What the holes name may not have been needed for the decision: evaluate it now.
static bool holes_evaluate(const Explainer *explainer, const Sentence *sentence, Error *error) {
    for (size_t i = 0; i < sentence->count; i++) {
        size_t count;
        if (!sentence->pieces[i].program) continue;
        const size_t *slots = feel_program_slots(sentence->pieces[i].program, &count);
        if (!dmn_run_evaluate(policy_run_model(explainer->run), slots, count, error)) return false;
    }
    return true;
}

static bool reason_explain(Explainer *explainer, const Reason *reason, ExplainedReason *explained,
                           Error *error) {
    const ReasonList *reasons = &explainer->policy->reasons;
    DmnRun *model = policy_run_model(explainer->run);
    *explained = (ExplainedReason){.reason = reason, .table = reasons->tables[reason->table].title};
    facts_explain(explainer, explained);
    if (!reason->sentence) return true;
    if (!holes_evaluate(explainer, reason->sentence, error)) return false;
    FeelBatch batch = dmn_run_batch(model);
    explained->sentence = sentence_fill(explainer->arena, reason->sentence, dmn_run_feel(model),
                                        &batch, explainer->row, label_find, explainer);
    return true;
}

bool explain_reasons(PolicyRun *run, const Policy *policy, Arena *arena,
                     const PolicyResult *result, size_t row, const ExplainedReason **reasons,
                     size_t *count, Error *error) {
    Explainer explainer = {run, policy, arena, row};
    ExplainedReason *explained = NEW_ARRAY(arena, ExplainedReason, policy->reasons.count);
    *reasons = explained;
    *count = 0;
    if (result->is_config_invalid) return true;
    for (size_t i = 0; i < policy->reasons.count; i++) {
        if (!policy_result_fired(result, row, i)) continue;
        if (!reason_explain(&explainer, &policy->reasons.items[i], &explained[*count], error)) {
            return false;
        }
        ++*count;
    }
    return true;
}

// ---- As text ----

Str explain_source(const Fact *fact) {
    switch (fact->source.kind) {
    case FACT_SOURCE_ENTITLEMENT:
    case FACT_SOURCE_ENTITLEMENT_COUNT:
    case FACT_SOURCE_ENTITLEMENT_SUM: return STR("平台享受记录");
    case FACT_SOURCE_ENROLMENT:
    case FACT_SOURCE_TALLY:
    case FACT_SOURCE_ENROLLED: return STR("平台登记记录");
    case FACT_SOURCE_ASK: return STR("本人填报");
    case FACT_SOURCE_NONE:
    case FACT_SOURCE_VIEW:
    case FACT_SOURCE_DEPARTMENT: break;
    }
    return fact->department.length > 0 ? fact->department : STR("平台数据");
}

static void fact_put(StrBuilder *out, Arena *arena, const ExplainedFact *fact) {
    Str value = str_is_absent(fact->label) ? sentence_value(arena, fact->value) : fact->label;
    Str source = explain_source(fact->fact);
    str_put_format(out, "%.*s %.*s（%.*s）", STR_ARG(fact->fact->name), STR_ARG(value),
                   STR_ARG(source));
}

Str explain_text(Arena *arena, const ExplainedReason *reasons, size_t count) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < count; i++) {
        const ExplainedReason *reason = &reasons[i];
        str_put_format(&out, "%zu. %.*s。规则%.*s；依据：", i + 1, STR_ARG(reason->sentence),
                       STR_ARG(reason->reason->label));
        for (size_t j = 0; j < reason->fact_count; j++) {
            if (j > 0) str_put(&out, STR("，"));
            fact_put(&out, arena, &reason->facts[j]);
        }
        str_put_char(&out, '\n');
    }
    return str_built(&out);
}
