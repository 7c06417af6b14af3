// SPDX-License-Identifier: Apache-2.0
// Compiling a model. Elements are compiled after what they require, so that types are known; in a
// pack, where requirements are found, after every element whose name occurs in their text.
#include "dmn/model_plan.h"

#include <string.h>

#define CHAIN_MAX 5000 // elements that require one another in a row

typedef enum VisitState { NOT_VISITED, VISITING, VISITED } VisitState;

typedef struct Modeller {
    DmnCompiler compiler;
    const DmnModelDefinition *definition;
    DmnModel *model;
    uint8_t *states;       // VisitState of each element
    uint8_t *is_recursive; // functions met again while being compiled
    FeelName *names;       // of all elements, when requirements are found
    FeelScope all;         // those names
    FeelScope outer;       // types and the caller's definitions
    size_t chain;
    size_t *path; // elements being settled, outermost first
    size_t path_count;
    bool ok;
} Modeller;

static bool is_function(const DmnElementDefinition *element) {
    return element->kind == DMN_KNOWLEDGE || element->kind == DMN_SERVICE;
}

// The way round, from `other` back to it; nothing while elements are still being compiled.
static void hint_circle(Modeller *modeller, size_t other) {
    size_t from = 0;
    while (from < modeller->path_count && modeller->path[from] != other) from++;
    if (from == modeller->path_count) return;
    StrBuilder way;
    str_builder_init(&way, modeller->compiler.arena, 0);
    for (size_t i = from; i < modeller->path_count; i++) {
        Str name = modeller->definition->elements[modeller->path[i]].name;
        str_put_format(&way, "%.*s → ", STR_ARG(name));
    }
    str_put(&way, modeller->definition->elements[other].name);
    Str text = str_built(&way);
    diagnostics_hint(modeller->compiler.diagnostics, "%.*s", STR_ARG(text));
}

static void complain_circle(Modeller *modeller, const DmnElementDefinition *element, size_t other) {
    Str name = modeller->definition->elements[other].name;
    diagnostics_add(modeller->compiler.diagnostics, SEVERITY_ERROR, element->source, element->range,
                    "“%.*s”和“%.*s”互相依赖，成了圈", STR_ARG(element->name), STR_ARG(name));
    hint_circle(modeller, other);
    modeller->ok = false;
}

static void complain_chain(Modeller *modeller, const DmnElementDefinition *element) {
    diagnostics_add(modeller->compiler.diagnostics, SEVERITY_ERROR, element->source, element->range,
                    "“%.*s”的依赖链超过 %d 个元素", STR_ARG(element->name), CHAIN_MAX);
    modeller->ok = false;
}

// ---- Types ----

static const FeelType *declared_type(const DmnElementDefinition *element) {
    if (element->item != NULL) return dmn_item_type(element->item);
    return element->type != NULL ? element->type : FEEL_TYPE_OF(ANY);
}

// The type declared for a function is either its own or, as most tools write it, its result's.
static const FeelType *declared_result(const DmnElementDefinition *element) {
    const FeelType *type = declared_type(element);
    if (type->kind != FEEL_TYPE_FUNCTION) return type;
    return type->element != NULL ? type->element : FEEL_TYPE_OF(ANY);
}

static const FeelType *function_type_of(Modeller *modeller, const DmnElementDefinition *element,
                                        const FeelType *result) {
    Arena *arena = modeller->compiler.arena;
    bool is_service = element->kind == DMN_SERVICE;
    size_t count = is_service ? element->input_count : element->parameter_count;
    FeelField *fields = NEW_ARRAY(arena, FeelField, count);
    for (size_t i = 0; i < count; i++) {
        if (is_service) {
            size_t input = element->inputs[i];
            const DmnElementDefinition *given = &modeller->definition->elements[input];
            fields[i] = (FeelField){given->name, declared_type(given)};
        } else {
            const DmnParameter *parameter = &element->parameters[i];
            fields[i] = (FeelField){parameter->name, dmn_item_type(parameter->item)};
        }
    }
    return feel_type_function_of(arena, fields, count, result);
}

static void start_element(Modeller *modeller, size_t index) {
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    DmnElementPlan *plan = &modeller->model->elements[index];
    FeelName *name = &modeller->names[index];
    *name = (FeelName){.name = element->name, .slot = index};
    if (!is_function(element)) {
        plan->type = declared_type(element);
        plan->item = dmn_item_plan(&modeller->compiler, element->item);
        name->type = plan->type;
        return;
    }
    plan->type = declared_result(element);
    Arena *arena = modeller->compiler.arena;
    DmnCallee *callee = NEW(arena, DmnCallee);
    *callee = (DmnCallee){modeller->model, index};
    plan->definition = NEW(arena, FeelDefinition);
    plan->definition->name = element->name;
    plan->definition->type = function_type_of(modeller, element, plan->type);
    plan->definition->call = dmn_element_call;
    plan->definition->user = callee;
    name->type = plan->definition->type;
    name->definition = plan->definition;
}

// ---- Scopes ----

static FeelScope element_scope(Modeller *modeller, size_t index) {
    if (modeller->definition->finds_requirements) return modeller->all;
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    size_t count = 0;
    FeelName *names = NEW_ARRAY(modeller->compiler.arena, FeelName, element->requirement_count + 1);
    for (size_t i = 0; i < element->requirement_count; i++) {
        const DmnRequirement *requirement = &element->requirements[i];
        names[count] = modeller->names[requirement->element];
        names[count++].name = requirement->name;
    }
    if (is_function(element)) names[count++] = modeller->names[index]; // it may call itself
    return (FeelScope){.names = names, .count = count, .outer = &modeller->outer};
}

// Constants of a model that finds its own requirements hold for a whole run, so functions may read
// them.
static bool is_lasting(const Modeller *modeller, const FeelName *name) {
    const DmnModelDefinition *model = modeller->definition;
    return name->definition == NULL && model->finds_requirements &&
           model->elements[name->slot].is_constant;
}

// A function sees no values of the model but constants, and the other functions.
static FeelScope definitions_of(Modeller *modeller, const FeelScope *scope) {
    FeelName *names = NEW_ARRAY(modeller->compiler.arena, FeelName, scope->count);
    FeelScope kept = {.names = names, .outer = scope->outer};
    for (size_t i = 0; i < scope->count; i++) {
        bool is_seen = scope->names[i].definition != NULL || is_lasting(modeller, &scope->names[i]);
        if (is_seen) names[kept.count++] = scope->names[i];
    }
    return kept;
}

// ---- Compiling one element ----

static void compile_decision(Modeller *modeller, size_t index) {
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    DmnElementPlan *plan = &modeller->model->elements[index];
    if (element->logic == NULL) return;
    FeelScope scope = element_scope(modeller, index);
    size_t first_local = modeller->definition->element_count;
    DmnPlace place = {&scope, first_local, first_local};
    bool is_table = element->logic->kind == DMN_TABLE;
    modeller->compiler.is_three_valued = element->is_three_valued && is_table;
    plan->node = dmn_node_compile(&modeller->compiler, &place, element->logic);
    modeller->compiler.is_three_valued = false;
    if (plan->node == NULL) {
        modeller->ok = false;
        return;
    }
    DmnModel *model = modeller->model;
    if (place.slots_max > model->slot_count) model->slot_count = place.slots_max;
    bool is_declared = element->item != NULL || element->type != NULL;
    if (!is_declared) plan->type = plan->node->type;
    modeller->names[index].type = plan->type;
}

// A plain body can be inlined by FEEL: nothing is checked around it and it never calls itself.
static bool is_plain_body(const Modeller *modeller, size_t index) {
    const DmnElementPlan *plan = &modeller->model->elements[index];
    const DmnNode *body = plan->function->body;
    if (body == NULL || body->program == NULL || body->kind != DMN_LITERAL) return false;
    if (body->fault != NULL || body->expected != NULL || body->item != NULL || plan->item != NULL)
        return false;
    if (modeller->is_recursive[index] || plan->function->captured_count > 0) return false;
    for (size_t i = 0; i < plan->definition->type->field_count; i++) {
        if (plan->function->parameter_items[i] != NULL) return false;
    }
    return plan->type->kind == FEEL_TYPE_ANY || plan->type->kind == body->type->kind;
}

static void compile_knowledge(Modeller *modeller, size_t index) {
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    DmnElementPlan *plan = &modeller->model->elements[index];
    FeelScope scope = element_scope(modeller, index);
    FeelScope functions = definitions_of(modeller, &scope);
    const DmnExpression *body = element->logic;
    Str unsupported = body == NULL ? (Str){0} : body->unsupported;
    if (!str_is_absent(unsupported)) body = NULL;
    DmnFunctionPlan *function = dmn_function_compile(
        &modeller->compiler, &functions, element->parameters, element->parameter_count, body);
    if (function == NULL) {
        modeller->ok = false;
        return;
    }
    function->unsupported = unsupported;
    plan->function = function;
    if (plan->type->kind == FEEL_TYPE_ANY && function->body != NULL) {
        plan->definition->type = function->definition.type;
        modeller->names[index].type = plan->definition->type;
    }
    if (is_plain_body(modeller, index)) {
        plan->definition->call = NULL;
        plan->definition->body = function->body->program;
    }
}

static void compile_service(Modeller *modeller, size_t index) {
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    DmnElementPlan *plan = &modeller->model->elements[index];
    if (plan->type->kind != FEEL_TYPE_ANY || element->output_count != 1) return;
    const FeelType *result = modeller->model->elements[element->outputs[0]].type;
    plan->definition->type = function_type_of(modeller, element, result);
    modeller->names[index].type = plan->definition->type;
}

static void compile_element(Modeller *modeller, size_t index) {
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    modeller->compiler.element = element;
    switch (element->kind) {
    case DMN_INPUT:
        break;
    case DMN_DECISION:
        compile_decision(modeller, index);
        break;
    case DMN_KNOWLEDGE:
        compile_knowledge(modeller, index);
        break;
    case DMN_SERVICE:
        compile_service(modeller, index);
        break;
    }
}

// ---- Order ----

static void visit(Modeller *modeller, size_t index);

static bool text_mentions(DmnText text, Str name) {
    return text.source != NULL && str_find(dmn_text_str(text), name, 0) != SIZE_MAX;
}

static bool table_mentions(const DmnTableDefinition *table, Str name) {
    for (size_t i = 0; i < table->input_count; i++) {
        if (text_mentions(table->inputs[i].expression, name)) return true;
        if (text_mentions(table->inputs[i].allowed, name)) return true;
    }
    for (size_t i = 0; i < table->output_count; i++) {
        if (text_mentions(table->outputs[i].fallback, name)) return true;
    }
    for (size_t rule = 0; rule < table->rule_count; rule++) {
        for (size_t i = 0; i < table->input_count; i++) {
            if (text_mentions(table->rules[rule].inputs[i], name)) return true;
        }
        for (size_t i = 0; i < table->output_count; i++) {
            if (text_mentions(table->rules[rule].outputs[i], name)) return true;
        }
    }
    return false;
}

static bool expression_mentions(const DmnExpression *expression, Str name) {
    if (expression == NULL) return false;
    if (text_mentions(expression->text, name)) return true;
    if (expression->table != NULL && table_mentions(expression->table, name)) return true;
    for (size_t i = 0; i < expression->part_count; i++) {
        if (expression_mentions(expression->parts[i].expression, name)) return true;
    }
    return false;
}

static void visit_mentioned(Modeller *modeller, size_t index) {
    const DmnModelDefinition *definition = modeller->definition;
    const DmnExpression *logic = definition->elements[index].logic;
    for (size_t i = 0; i < definition->element_count; i++) {
        if (modeller->states[i] == VISITED) continue;
        if (!expression_mentions(logic, definition->elements[i].name)) continue;
        if (i == index || modeller->states[i] == VISITING) {
            modeller->is_recursive[i] = 1;
        } else {
            visit(modeller, i);
        }
    }
}

static void visit_declared(Modeller *modeller, size_t index, size_t required) {
    const DmnElementDefinition *elements = modeller->definition->elements;
    if (modeller->states[required] != VISITING) {
        visit(modeller, required);
    } else if (is_function(&elements[required])) {
        modeller->is_recursive[required] = 1;
    } else if (!is_function(&elements[index])) {
        complain_circle(modeller, &elements[index], required);
    }
}

static void visit(Modeller *modeller, size_t index) {
    if (modeller->states[index] != NOT_VISITED) return;
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    if (modeller->chain >= CHAIN_MAX) {
        complain_chain(modeller, element);
        return;
    }
    modeller->chain++;
    modeller->states[index] = VISITING;
    if (modeller->definition->finds_requirements) {
        visit_mentioned(modeller, index);
    } else {
        for (size_t i = 0; i < element->requirement_count; i++) {
            visit_declared(modeller, index, element->requirements[i].element);
        }
    }
    for (size_t i = 0; i < element->output_count; i++) {
        visit_declared(modeller, index, element->outputs[i]);
    }
    compile_element(modeller, index);
    modeller->states[index] = VISITED;
    modeller->chain--;
}

// ---- What each element reads ----

static void find_requires(Modeller *modeller, size_t index) {
    Arena *arena = modeller->compiler.arena;
    DmnElementPlan *plan = &modeller->model->elements[index];
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    DmnSlotSet reads = {0};
    DmnCallSet calls = {0};
    if (plan->node != NULL) {
        dmn_slots_add_all(arena, &reads, plan->node->reads, plan->node->read_count);
        dmn_node_calls(arena, plan->node, &calls);
    }
    if (plan->function != NULL) {
        dmn_node_calls(arena, plan->function->body, &calls);
        dmn_slots_add_all(arena, &reads, plan->function->captured, plan->function->captured_count);
    }
    for (size_t i = 0; i < calls.count; i++) {
        for (size_t k = 0; k < modeller->definition->element_count; k++) {
            if (modeller->model->elements[k].definition == calls.items[i]) {
                dmn_slots_add(arena, &reads, k);
            }
        }
    }
    dmn_slots_add_all(arena, &reads, element->outputs, element->output_count);
    plan->requires = reads.items;
    plan->require_count = reads.count;
}

// Depth first over what is really read: the order of evaluation, the facts, and circles.
static void settle(Modeller *modeller, size_t index) {
    if (modeller->states[index] == VISITED) return;
    const DmnElementDefinition *element = &modeller->definition->elements[index];
    DmnModel *model = modeller->model;
    DmnElementPlan *plan = &model->elements[index];
    Arena *arena = modeller->compiler.arena;
    modeller->states[index] = VISITING;
    modeller->path[modeller->path_count++] = index;
    DmnSlotSet facts = {0};
    if (element->kind == DMN_INPUT && !element->is_constant) dmn_slots_add(arena, &facts, index);
    for (size_t i = 0; i < plan->require_count; i++) {
        size_t required = plan->requires[i];
        if (is_function(&modeller->definition->elements[required])) continue;
        if (modeller->states[required] == VISITING) {
            complain_circle(modeller, element, required);
            continue;
        }
        settle(modeller, required);
        dmn_slots_add_all(arena, &facts, model->elements[required].facts,
                          model->elements[required].fact_count);
    }
    if (element->kind == DMN_DECISION) model->order[model->order_count++] = index;
    plan->facts = facts.items;
    plan->fact_count = facts.count;
    modeller->states[index] = VISITED;
    modeller->path_count--;
}

// ---- The whole ----

static void prepare_scopes(Modeller *modeller) {
    const DmnModelDefinition *definition = modeller->definition;
    Arena *arena = modeller->compiler.arena;
    FeelField *types = NEW_ARRAY(arena, FeelField, definition->item_count);
    for (size_t i = 0; i < definition->item_count; i++) {
        types[i] = (FeelField){definition->items[i]->name, dmn_item_type(definition->items[i])};
    }
    modeller->outer = (FeelScope){
        .outer = definition->outer, .types = types, .type_count = definition->item_count};
    modeller->names = NEW_ARRAY(arena, FeelName, definition->element_count);
    FeelScope *outer = NEW(arena, FeelScope);
    *outer = modeller->outer;
    modeller->all =
        (FeelScope){.names = modeller->names, .count = definition->element_count, .outer = outer};
    modeller->model->scope = modeller->all;
}

static void index_names(DmnModel *model) {
    for (size_t i = 0; i < model->definition->element_count; i++) {
        Str name = model->definition->elements[i].name;
        if (!map_has(&model->by_name, name)) map_put(&model->by_name, name, (void *)(i + 1));
    }
}

static Modeller *modeller_new_in(Arena *arena, const DmnModelDefinition *definition,
                                 Diagnostics *diagnostics) {
    Modeller *modeller = NEW(arena, Modeller);
    size_t count = definition->element_count;
    DmnModel *model = NEW(arena, DmnModel);
    *model = (DmnModel){.definition = definition, .slot_count = count, .by_name = {.arena = arena}};
    model->elements = NEW_ARRAY(arena, DmnElementPlan, count);
    model->order = NEW_ARRAY(arena, size_t, count);
    modeller->model = model;
    modeller->definition = definition;
    modeller->states = NEW_ARRAY(arena, uint8_t, count);
    modeller->path = NEW_ARRAY(arena, size_t, count);
    modeller->is_recursive = NEW_ARRAY(arena, uint8_t, count);
    modeller->ok = true;
    modeller->compiler = (DmnCompiler){.arena = arena,
                                       .model = model,
                                       .diagnostics = diagnostics,
                                       .is_lenient = definition->is_lenient};
    return modeller;
}

static void compile_elements(FeelRun *scratch, void *job) {
    Modeller *modeller = job;
    size_t count = modeller->definition->element_count;
    modeller->compiler.scratch = scratch;
    prepare_scopes(modeller);
    for (size_t i = 0; i < count; i++) start_element(modeller, i);
    for (size_t i = 0; i < count; i++) visit(modeller, i);
    memset(modeller->states, NOT_VISITED, count);
    for (size_t i = 0; modeller->ok && i < count; i++) find_requires(modeller, i);
    for (size_t i = 0; modeller->ok && i < count; i++) settle(modeller, i);
    index_names(modeller->model);
}

const DmnModel *dmn_model_compile(Arena *arena, const DmnModelDefinition *definition,
                                  Diagnostics *diagnostics) {
    size_t count = definition->element_count;
    if (count > DMN_ELEMENTS_MAX) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, NULL, (SourceRange){0},
                        "模型“%.*s”的元素太多（上限 %d）", STR_ARG(definition->name),
                        DMN_ELEMENTS_MAX);
        diagnostics_code(diagnostics, "LIMIT_ELEMENTS");
        return NULL;
    }
    Modeller *modeller = modeller_new_in(arena, definition, diagnostics);
    FeelRunOptions options = {.arena = arena, .today = DATE_ABSENT};
    feel_run_during(arena, &options, compile_elements, modeller);
    return modeller->ok ? modeller->model : NULL;
}

// ---- Asking a model ----

const DmnModelDefinition *dmn_model_definition(const DmnModel *model) {
    return model->definition;
}

size_t dmn_model_find(const DmnModel *model, Str name, Str space) {
    const DmnModelDefinition *definition = model->definition;
    uintptr_t first = (uintptr_t)map_get(&model->by_name, name);
    if (first == 0) return SIZE_MAX;
    bool is_any = str_is_absent(space);
    for (size_t i = first - 1; i < definition->element_count; i++) {
        const DmnElementDefinition *element = &definition->elements[i];
        if (!str_equal(element->name, name)) continue;
        if (str_equal(element->space, is_any ? definition->space : space)) return i;
    }
    return is_any ? first - 1 : SIZE_MAX;
}

const FeelType *dmn_model_type(const DmnModel *model, size_t element) {
    return model->elements[element].type;
}

const size_t *dmn_model_requires(const DmnModel *model, size_t element, size_t *count) {
    *count = model->elements[element].require_count;
    return model->elements[element].requires;
}

const size_t *dmn_model_facts(const DmnModel *model, size_t element, size_t *count) {
    *count = model->elements[element].fact_count;
    return model->elements[element].facts;
}

const DmnTable *dmn_model_table(const DmnModel *model, size_t element) {
    const DmnNode *node = model->elements[element].node;
    return node == NULL || node->fault != NULL ? NULL : node->table;
}

const FeelScope *dmn_model_scope(const DmnModel *model) {
    return &model->scope;
}
