// SPDX-License-Identifier: Apache-2.0
#include "policy/program.h"

#include "policy/house.h"

// The definition of the model while it grows; elements are numbered as they are pushed.
typedef struct ElementDefinitions {
    DmnElementDefinition *items;
    size_t count;
    size_t capacity;
} ElementDefinitions;

typedef struct Compiler {
    Arena *arena;
    const Pack *pack;
    const Policy *policy;
    Diagnostics *diagnostics;
    ElementDefinitions elements;
    PolicyProgram *program;
} Compiler;

static size_t element_push(Compiler *compiler, DmnElementDefinition definition) {
    if (!definition.source) definition.source = compiler->policy->document->source;
    PUSH(compiler->arena, &compiler->elements, definition);
    return compiler->elements.count - 1;
}

// ---- Inputs ----

static void facts_push(Compiler *compiler) {
    const FactList *facts = &compiler->policy->facts;
    size_t *places = NEW_ARRAY(compiler->arena, size_t, facts->count);
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        places[i] = element_push(compiler, (DmnElementDefinition){
            .kind = DMN_INPUT, .name = fact->name, .range = fact->place,
            .type = fact->feel_type, .is_optional = fact->is_optional});
    }
    compiler->program->facts = places;
}

static void parameters_push(Compiler *compiler) {
    const ParameterList *parameters = &compiler->policy->parameters;
    size_t *places = NEW_ARRAY(compiler->arena, size_t, parameters->count);
    for (size_t i = 0; i < parameters->count; i++) {
        const Parameter *parameter = &parameters->items[i];
        places[i] = element_push(compiler, (DmnElementDefinition){
            .kind = DMN_INPUT, .name = parameter->name, .range = parameter->place,
            .type = parameter->feel_type, .is_constant = true});
    }
    compiler->program->parameters = places;
}

static size_t implicit_push(Compiler *compiler, const char *name, const FeelType *type,
                            bool is_constant) {
    return element_push(compiler, (DmnElementDefinition){
        .kind = DMN_INPUT, .name = str_from_c(name), .type = type, .is_optional = !is_constant,
        .is_constant = is_constant});
}

static void implicit_names_push(Compiler *compiler) {
    PolicyProgram *program = compiler->program;
    program->on = implicit_push(compiler, "判定日", FEEL_TYPE_OF(DATE), false);
    program->valid_from = implicit_push(compiler, "有效期自", FEEL_TYPE_OF(DATE), true);
    program->valid_to = implicit_push(compiler, "有效期至", FEEL_TYPE_OF(DATE), true);
    program->eligible = implicit_push(compiler, "符合", FEEL_TYPE_OF(BOOLEAN), false);
    program->codes = implicit_push(
        compiler, "原因码", feel_type_list_of(compiler->arena, FEEL_TYPE_OF(STRING)), false);
}

// ---- Elements ----

static void named_element_push(Compiler *compiler, const Element *element) {
    element_push(compiler, (DmnElementDefinition){
        .kind = element->is_function ? DMN_KNOWLEDGE : DMN_DECISION,
        .name = element->name, .source = element->source, .range = element->place,
        .logic = element->logic, .parameters = element->parameters,
        .parameter_count = element->parameter_count, .is_three_valued = true});
}

static bool is_mentioned(const Element *element, Str name) {
    Str text = element->source->text;
    if (element->logic->kind == DMN_LITERAL) text = policy_text(element->logic->text);
    return str_find(text, name, 0) != SIZE_MAX;
}

// The elements of pack.md that this policy may use: those whose name occurs in its file, and those
// that these mention in turn. Others could name facts that this policy does not have.
static void shared_elements_push(Compiler *compiler) {
    const ElementList *shared = &compiler->pack->elements;
    Str file = compiler->policy->document->source->text;
    bool *is_used = NEW_ARRAY(compiler->arena, bool, shared->count);
    bool has_changed = true;
    for (size_t i = 0; i < shared->count; i++) {
        bool is_shadowed = element_find(&compiler->policy->elements, shared->items[i].name);
        is_used[i] = !is_shadowed && str_find(file, shared->items[i].name, 0) != SIZE_MAX;
    }
    while (has_changed) {
        has_changed = false;
        for (size_t i = 0; i < shared->count; i++) {
            for (size_t j = 0; is_used[i] && j < shared->count; j++) {
                if (is_used[j] || !is_mentioned(&shared->items[i], shared->items[j].name)) continue;
                is_used[j] = has_changed = true;
            }
        }
    }
    for (size_t i = 0; i < shared->count; i++) {
        if (is_used[i]) named_element_push(compiler, &shared->items[i]);
    }
}

static void reason_tables_push(Compiler *compiler) {
    const ReasonList *reasons = &compiler->policy->reasons;
    size_t *places = NEW_ARRAY(compiler->arena, size_t, reasons->table_count);
    for (size_t i = 0; i < reasons->table_count; i++) {
        DmnExpression *logic = NEW(compiler->arena, DmnExpression);
        *logic = (DmnExpression){.kind = DMN_TABLE, .table = reasons->tables[i].definition};
        places[i] = element_push(compiler, (DmnElementDefinition){
            .kind = DMN_DECISION, .name = reasons->tables[i].name, .range = reasons->place,
            .logic = logic, .is_three_valued = true, .has_states_only = true});
    }
    compiler->program->reason_tables = places;
}

static size_t literal_push(Compiler *compiler, Str name, DmnText text) {
    DmnExpression *logic = NEW(compiler->arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_LITERAL, .text = text};
    return element_push(compiler, (DmnElementDefinition){
        .kind = DMN_DECISION, .name = name, .source = text.source, .range = text.range,
        .logic = logic});
}

static void conclusions_push(Compiler *compiler) {
    const ConclusionList *conclusions = &compiler->policy->conclusions;
    size_t *places = NEW_ARRAY(compiler->arena, size_t, conclusions->count);
    for (size_t i = 0; i < conclusions->count; i++) {
        const Conclusion *conclusion = &conclusions->items[i];
        places[i] = literal_push(compiler, conclusion->key, conclusion->value);
    }
    compiler->program->conclusions = places;
}

static void conditions_push(Compiler *compiler) {
    const MeasureList *measures = &compiler->policy->measures;
    size_t *places = NEW_ARRAY(compiler->arena, size_t, measures->count);
    for (size_t i = 0; i < measures->count; i++) {
        places[i] = SIZE_MAX;
        if (!measures->items[i].condition.source) continue;
        Str name = str_format(compiler->arena, "措施条件%zu", i + 1);
        places[i] = literal_push(compiler, name, measures->items[i].condition);
    }
    compiler->program->conditions = places;
}

static size_t term_push(Compiler *compiler, const char *name, size_t target, DmnText text) {
    if (!text.source) return SIZE_MAX;
    return literal_push(compiler, str_format(compiler->arena, "%s%zu", name, target + 1), text);
}

static void targets_push(Compiler *compiler) {
    const TargetList *targets = &compiler->policy->targets;
    TargetPlaces *places = NEW_ARRAY(compiler->arena, TargetPlaces, targets->count);
    for (size_t i = 0; i < targets->count; i++) {
        const Target *target = &targets->items[i];
        places[i] = (TargetPlaces){term_push(compiler, "目标筛选", i, target->filter),
                                   term_push(compiler, "目标进度", i, target->part.text),
                                   term_push(compiler, "目标全部", i, target->whole.text)};
    }
    compiler->program->targets = places;
}

// ---- After the model ----

static bool sentences_compile(Compiler *compiler) {
    const ReasonList *reasons = &compiler->policy->reasons;
    bool is_good = true;
    for (size_t i = 0; i < reasons->count; i++) {
        Sentence *sentence = reasons->items[i].sentence;
        if (!sentence) continue;
        is_good &= sentence_compile(compiler->arena, sentence, compiler->program->scope,
                                    compiler->diagnostics);
    }
    return is_good;
}

const PolicyProgram *policy_program_compile(Arena *arena, const Pack *pack, const Policy *policy,
                                            Diagnostics *diagnostics) {
    Compiler compiler = {.arena = arena, .pack = pack, .policy = policy,
                         .diagnostics = diagnostics, .program = NEW(arena, PolicyProgram)};
    facts_push(&compiler);
    parameters_push(&compiler);
    implicit_names_push(&compiler);
    shared_elements_push(&compiler);
    for (size_t i = 0; i < policy->elements.count; i++) {
        named_element_push(&compiler, &policy->elements.items[i]);
    }
    reason_tables_push(&compiler);
    conclusions_push(&compiler);
    conditions_push(&compiler);
    targets_push(&compiler);
    DmnModelDefinition *definition = NEW(arena, DmnModelDefinition);
    *definition = (DmnModelDefinition){
        .name = policy->title, .elements = compiler.elements.items,
        .element_count = compiler.elements.count, .outer = house_scope(),
        .finds_requirements = true};
    compiler.program->model = dmn_model_compile(arena, definition, diagnostics);
    if (!compiler.program->model) return NULL;
    compiler.program->scope = dmn_model_scope(compiler.program->model);
    compiler.program->needs =
        needs_new_in(arena, compiler.program->model, compiler.program->eligible);
    return sentences_compile(&compiler) ? compiler.program : NULL;
}

const Fact *policy_program_fact(const PolicyProgram *program, const Policy *policy,
                                size_t element) {
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (program->facts[i] == element) return &policy->facts.items[i];
    }
    return NULL;
}
