// SPDX-License-Identifier: Apache-2.0
#include "policy/usage.h"

typedef struct Usage {
    const Policy *policy;
    const PolicyProgram *program;
    bool *is_used; // by element of the model
    Diagnostics *diagnostics;
} Usage;

// Marks an element and all that it requires. Requirements have no circles, and an element is walked
// once, so the depth is at most the number of elements.
static void mark(Usage *usage, size_t element) {
    size_t count;
    if (element == SIZE_MAX || usage->is_used[element]) return;
    usage->is_used[element] = true;
    const size_t *requires = dmn_model_requires(usage->program->model, element, &count);
    for (size_t i = 0; i < count; i++) mark(usage, requires[i]);
}

static void mark_all(Usage *usage, const size_t *elements, size_t count) {
    for (size_t i = 0; i < count; i++) mark(usage, elements[i]);
}

static void targets_mark(Usage *usage) {
    for (size_t i = 0; i < usage->policy->targets.count; i++) {
        const TargetPlaces *places = &usage->program->targets[i];
        mark(usage, places->filter);
        mark(usage, places->part);
        mark(usage, places->whole);
    }
}

static void sentences_mark(Usage *usage) {
    const ReasonList *reasons = &usage->policy->reasons;
    for (size_t i = 0; i < reasons->count; i++) {
        const Sentence *sentence = reasons->items[i].sentence;
        for (size_t j = 0; sentence && j < sentence->count; j++) {
            size_t count;
            if (!sentence->pieces[j].program) continue;
            const size_t *slots = feel_program_slots(sentence->pieces[j].program, &count);
            mark_all(usage, slots, count);
        }
    }
}

static void warn(const Usage *usage, SourceRange place, const char *what, Str name) {
    diagnostics_add(usage->diagnostics, SEVERITY_WARNING, usage->policy->document->source, place,
                    "%s“%.*s”没有用到", what, STR_ARG(name));
}

// Identifiers name the subject; a fact that dates something is used by that.
static bool is_exempt(const Policy *policy, const Fact *fact) {
    if (fact->type == FACT_IDENTIFIER || policy->as_of == fact) return true;
    for (size_t i = 0; i < policy->parameters.count; i++) {
        if (policy->parameters.items[i].dated_by == fact) return true;
    }
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (policy->facts.items[i].dated_by == fact) return true;
    }
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (policy->measures.items[i].dated_by == fact) return true;
    }
    return false;
}

// Whether a parameter says how often a service is due.
static bool is_times(const Policy *policy, const Parameter *parameter) {
    for (size_t i = 0; i < policy->services.count; i++) {
        if (policy->services.items[i].times_by == parameter) return true;
    }
    return false;
}

void policy_usage_check(const Policy *policy, Diagnostics *diagnostics) {
    const PolicyProgram *program = policy->program;
    const DmnModelDefinition *definition = dmn_model_definition(program->model);
    Arena scratch = {0};
    Usage usage = {.policy = policy, .program = program, .diagnostics = diagnostics,
                   .is_used = NEW_ARRAY(&scratch, bool, definition->element_count)};
    mark_all(&usage, program->conclusions, policy->conclusions.count);
    mark_all(&usage, program->reason_tables, policy->reasons.table_count);
    mark_all(&usage, program->conditions, policy->measures.count);
    targets_mark(&usage);
    sentences_mark(&usage);
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        if (usage.is_used[program->facts[i]] || is_exempt(policy, fact)) continue;
        warn(&usage, fact->place, "事实", fact->name);
    }
    for (size_t i = 0; i < policy->parameters.count; i++) {
        const Parameter *parameter = &policy->parameters.items[i];
        if (usage.is_used[program->parameters[i]] || is_times(policy, parameter)) continue;
        warn(&usage, parameter->place, "参数", parameter->name);
    }
    for (size_t i = 0; i < policy->elements.count; i++) {
        const Element *element = &policy->elements.items[i];
        size_t place = dmn_model_find(program->model, element->name, (Str){0});
        if (place == SIZE_MAX || usage.is_used[place]) continue;
        warn(&usage, element->place, "这一节", element->name);
    }
    bool has_verdict = policy->reasons.table_count > 0;
    if (usage.is_used[program->eligible] && !has_verdict) {
        diagnostics_add(diagnostics, SEVERITY_WARNING, policy->document->source,
                        policy->conclusions.items[0].place,
                        "结论用了“符合”，但没有“不符合原因”一节");
    }
    arena_release(&scratch);
}
