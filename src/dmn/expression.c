// SPDX-License-Identifier: Apache-2.0
// Compiling boxed expressions into nodes. Names that an expression introduces become slots of the
// frame it runs in; a function gets a frame of its own, into which it copies what it captures.
#include "dmn/model_plan.h"

typedef struct Builder { // one node being compiled
    DmnCompiler *compiler;
    DmnPlace *place;
    DmnNode *node;
    const DmnExpression *expression;
    DmnSlotSet reads;
} Builder;

static size_t take_slots(DmnPlace *place, size_t count) {
    size_t first = place->next_slot;
    place->next_slot += count;
    if (place->next_slot > place->slots_max) place->slots_max = place->next_slot;
    return first;
}

// Compiles a part within names of its own, given as a scope in front of the place's.
static const DmnNode *compile_within(Builder *builder, const FeelName *names, size_t count,
                                     const DmnExpression *expression) {
    FeelScope inner = {.names = names, .count = count, .outer = builder->place->scope};
    if (builder->node->kind == DMN_FILTER && count > 0) inner.item = &names[0];
    DmnPlace place = {&inner, builder->place->next_slot, builder->place->slots_max};
    const DmnNode *node = dmn_node_compile(builder->compiler, &place, expression);
    builder->place->slots_max = place.slots_max;
    if (node != NULL) {
        dmn_slots_add_all(builder->compiler->arena, &builder->reads, node->reads, node->read_count);
    }
    return node;
}

// An absent part is null and no error.
static bool compile_part(Builder *builder, size_t index, const FeelName *names, size_t count) {
    const DmnExpression *part = builder->expression->parts[index].expression;
    if (part == NULL) return true;
    builder->node->parts[index] = compile_within(builder, names, count, part);
    return builder->node->parts[index] != NULL;
}

static const FeelType *part_type(const Builder *builder, size_t index) {
    const DmnPart *part = &builder->expression->parts[index];
    if (part->item != NULL) return dmn_item_type(part->item);
    const DmnNode *node = builder->node->parts[index];
    return node != NULL ? node->type : FEEL_TYPE_OF(NULL);
}

static bool compile_program(Builder *builder, const FeelScope *scope, DmnText text) {
    DmnCompiler *compiler = builder->compiler;
    builder->node->program =
        feel_compile(compiler->arena, scope, text.source, text.range,
                     &(FeelCompileOptions){.syntax = FEEL_EXPRESSION}, compiler->diagnostics);
    if (builder->node->program == NULL) return false;
    dmn_slots_add_program(compiler->arena, &builder->reads, builder->node->program);
    builder->node->type = feel_program_type(builder->node->program);
    return true;
}

// ---- One kind after another ----

static bool compile_literal(Builder *builder) {
    DmnText text = dmn_text_trim(builder->expression->text);
    return compile_program(builder, builder->place->scope, text);
}

static bool compile_table(Builder *builder) {
    DmnCompiler *compiler = builder->compiler;
    const DmnTableDefinition *definition = builder->expression->table;
    DmnTableOptions options = {.is_three_valued = compiler->is_three_valued};
    options.slot_first = take_slots(builder->place, definition->input_count);
    builder->node->slot = options.slot_first;
    builder->node->slot_count = definition->input_count;
    builder->node->table = dmn_table_compile(compiler->arena, builder->place->scope, definition,
                                             &options, compiler->diagnostics);
    if (builder->node->table == NULL) return false;
    size_t count;
    const size_t *slots = dmn_table_slots(builder->node->table, &count);
    dmn_slots_add_all(compiler->arena, &builder->reads, slots, count);
    builder->node->type = dmn_table_type(builder->node->table);
    return true;
}

// Each entry sees those before it; an unnamed last one is the result.
// An entry without a name is the result, and nothing comes after it.
static bool is_last_entry(Builder *builder, size_t index) {
    const DmnCompiler *compiler = builder->compiler;
    if (index + 1 == builder->expression->part_count) return true;
    diagnostics_add(compiler->diagnostics, SEVERITY_ERROR, compiler->element->source,
                    compiler->element->range,
                    "“%.*s”的上下文里，第%zu项没有名称，却不是最后一项（结果）",
                    STR_ARG(compiler->element->name), index + 1);
    return false;
}

static bool compile_context(Builder *builder) {
    const DmnExpression *expression = builder->expression;
    Arena *arena = builder->compiler->arena;
    size_t count = expression->part_count;
    FeelName *names = NEW_ARRAY(arena, FeelName, count);
    FeelField *fields = NEW_ARRAY(arena, FeelField, count);
    builder->node->slot = take_slots(builder->place, count);
    builder->node->slot_count = count;
    bool ok = true;
    size_t named = 0;
    for (size_t i = 0; i < count; i++) {
        ok &= compile_part(builder, i, names, named);
        if (str_is_absent(expression->parts[i].name)) {
            builder->node->type = part_type(builder, i);
            return ok && is_last_entry(builder, i);
        }
        const FeelType *type = part_type(builder, i);
        fields[named] = (FeelField){expression->parts[i].name, type};
        names[named++] = (FeelName){
            .name = expression->parts[i].name, .type = type, .slot = builder->node->slot + i};
    }
    builder->node->type = feel_type_context_of(arena, fields, count);
    return ok;
}

static bool compile_list(Builder *builder) {
    Arena *arena = builder->compiler->arena;
    const FeelType *element = NULL;
    bool ok = true;
    for (size_t i = 0; i < builder->node->part_count; i++) {
        ok &= compile_part(builder, i, NULL, 0);
        const FeelType *type = part_type(builder, i);
        element = element == NULL ? type : feel_type_join(arena, element, type);
    }
    builder->node->type = feel_type_list_of(arena, element != NULL ? element : FEEL_TYPE_OF(ANY));
    return ok;
}

static bool compile_relation(Builder *builder) {
    const DmnExpression *expression = builder->expression;
    Arena *arena = builder->compiler->arena;
    FeelField *fields = NEW_ARRAY(arena, FeelField, expression->column_count);
    bool ok = true;
    for (size_t i = 0; i < expression->part_count; i++) {
        ok &= compile_part(builder, i, NULL, 0);
        FeelField *field = &fields[i % expression->column_count];
        const FeelType *type = part_type(builder, i);
        field->type = field->type == NULL ? type : feel_type_join(arena, field->type, type);
    }
    for (size_t i = 0; i < expression->column_count; i++) {
        fields[i].name = expression->columns[i];
        if (fields[i].type == NULL) fields[i].type = FEEL_TYPE_OF(ANY);
    }
    const FeelType *row = feel_type_context_of(arena, fields, expression->column_count);
    builder->node->type = feel_type_list_of(arena, row);
    return ok;
}

static bool compile_function(Builder *builder) {
    const DmnExpression *expression = builder->expression;
    const DmnExpression *body = expression->part_count > 0 ? expression->parts[0].expression : NULL;
    if (!str_is_absent(expression->unsupported)) body = NULL;
    DmnFunctionPlan *function =
        dmn_function_compile(builder->compiler, builder->place->scope, expression->parameters,
                             expression->parameter_count, body);
    if (function == NULL) return false;
    function->unsupported = expression->unsupported;
    builder->node->function = function;
    builder->node->type = function->definition.type;
    dmn_slots_add_all(builder->compiler->arena, &builder->reads, function->captured,
                      function->captured_count);
    return true;
}

// The call is FEEL text, "callee(name: name, ...)", over slots that hold the arguments; so naming,
// coercion and complaints are those of a literal call.
static bool compile_invocation(Builder *builder) {
    const DmnExpression *expression = builder->expression;
    Arena *arena = builder->compiler->arena;
    size_t count = expression->part_count;
    FeelName *names = NEW_ARRAY(arena, FeelName, count);
    StrBuilder call;
    str_builder_init(&call, arena, FEEL_TEXT_BYTES_MAX);
    builder->node->slot = take_slots(builder->place, count);
    builder->node->slot_count = count;
    bool ok = true;
    bool has_text = !dmn_text_is_empty(expression->text);
    if (has_text) str_put(&call, dmn_text_str(dmn_text_trim(expression->text)));
    if (!has_text) str_put(&call, STR("called function"));
    str_put_char(&call, '(');
    for (size_t i = 0; i < count; i++) {
        ok &= compile_part(builder, i, NULL, 0);
        const FeelType *type = part_type(builder, i);
        Str name = str_format(arena, "argument %zu", i);
        if (i == 0 && !has_text) name = STR("called function");
        names[i] = (FeelName){.name = name, .type = type, .slot = builder->node->slot + i};
        if (i == 0) continue;
        str_put_format(&call, "%s%.*s: %.*s", i > 1 ? ", " : "", STR_ARG(expression->parts[i].name),
                       STR_ARG(name));
    }
    str_put_char(&call, ')');
    if (!ok) return false;
    Source *source = NEW(arena, Source);
    *source = (Source){builder->compiler->element->name, str_copy(arena, str_built(&call))};
    FeelScope scope = {.names = names, .count = count, .outer = builder->place->scope};
    DmnText text = {source, {0, source->text.length}};
    ok = compile_program(builder, &scope, text);
    dmn_slots_remove(&builder->reads, builder->node->slot, count);
    return ok;
}

static bool compile_conditional(Builder *builder) {
    bool ok = true;
    for (size_t i = 0; i < builder->node->part_count; i++) {
        ok &= compile_part(builder, i, NULL, 0);
    }
    const FeelType *when = part_type(builder, 1), *otherwise = part_type(builder, 2);
    builder->node->type = feel_type_join(builder->compiler->arena, when, otherwise);
    return ok;
}

static const FeelType *element_type(const FeelType *list) {
    if (list->kind == FEEL_TYPE_LIST && list->element != NULL) return list->element;
    return FEEL_TYPE_OF(ANY);
}

// The match sees `item` and the fields of the items, known or not.
static bool compile_filter(Builder *builder) {
    Arena *arena = builder->compiler->arena;
    DmnNode *node = builder->node;
    if (!compile_part(builder, 0, NULL, 0)) return false;
    const FeelType *item = element_type(part_type(builder, 0));
    if (item->kind == FEEL_TYPE_CONTEXT) {
        node->fields = item->fields;
        node->field_count = item->field_count;
    }
    FeelName *names = NEW_ARRAY(arena, FeelName, 1 + node->field_count);
    node->slot_count = 1 + node->field_count;
    node->slot = take_slots(builder->place, node->slot_count);
    names[0] = (FeelName){.name = STR("item"), .type = item, .slot = node->slot};
    for (size_t i = 0; i < node->field_count; i++) {
        names[1 + i] = (FeelName){
            .name = node->fields[i].name, .type = node->fields[i].type, .slot = node->slot + 1 + i};
    }
    node->type = feel_type_list_of(arena, item);
    return compile_part(builder, 1, names, node->slot_count);
}

// for, some, every: the iterator, and `partial` for for.
static bool compile_iteration(Builder *builder) {
    Arena *arena = builder->compiler->arena;
    DmnNode *node = builder->node;
    if (!compile_part(builder, 0, NULL, 0)) return false;
    bool is_for = node->kind == DMN_FOR;
    node->slot_count = is_for ? 2 : 1;
    node->slot = take_slots(builder->place, node->slot_count);
    const FeelType *item = element_type(part_type(builder, 0));
    const FeelType *list = feel_type_list_of(arena, FEEL_TYPE_OF(ANY));
    FeelName *names = NEW_ARRAY(arena, FeelName, 2);
    names[0] = (FeelName){.name = builder->expression->name, .type = item, .slot = node->slot};
    names[1] = (FeelName){.name = STR("partial"), .type = list, .slot = node->slot + 1};
    if (!compile_part(builder, 1, names, node->slot_count)) return false;
    node->type = is_for ? feel_type_list_of(arena, part_type(builder, 1)) : FEEL_TYPE_OF(BOOLEAN);
    return true;
}

// ---- Nodes ----

static bool parts_are(Builder *builder, size_t count) {
    if (builder->expression->part_count == count) return true;
    DmnCompiler *compiler = builder->compiler;
    diagnostics_add(compiler->diagnostics, SEVERITY_ERROR, compiler->element->source,
                    compiler->element->range, "“%.*s”里的表达式缺少组成部分",
                    STR_ARG(compiler->element->name));
    return false;
}

static bool compile_kind(Builder *builder) {
    switch (builder->node->kind) {
    case DMN_LITERAL:
        return compile_literal(builder);
    case DMN_TABLE:
        return compile_table(builder);
    case DMN_CONTEXT:
        return compile_context(builder);
    case DMN_LIST:
        return compile_list(builder);
    case DMN_RELATION:
        return compile_relation(builder);
    case DMN_FUNCTION:
        return compile_function(builder);
    case DMN_INVOCATION:
        return compile_invocation(builder);
    case DMN_CONDITIONAL:
        return parts_are(builder, 3) && compile_conditional(builder);
    case DMN_FILTER:
        return parts_are(builder, 2) && compile_filter(builder);
    case DMN_FOR:
    case DMN_SOME:
    case DMN_EVERY:
        return parts_are(builder, 2) && compile_iteration(builder);
    }
    return false;
}

// A declared type that the inferred one already meets costs nothing at run time.
static void expect_declared(Builder *builder) {
    const DmnItem *item = builder->expression->item;
    DmnNode *node = builder->node;
    if (item == NULL) return;
    const FeelType *declared = dmn_item_type(item);
    node->item = dmn_item_plan(builder->compiler, item);
    if (declared->kind == FEEL_TYPE_ANY) return;
    bool is_met = dmn_type_is_scalar(node->type) && node->type->kind == declared->kind;
    if (!is_met) node->expected = declared;
    node->type = declared;
}

// A lenient model keeps what is wrong for the run, and hands it on as warnings.
static void keep_fault(DmnCompiler *compiler, DmnNode *node, const Diagnostics *findings) {
    static const Diagnostic UNNAMED = {.severity = SEVERITY_ERROR,
                                       .message = {"表达式有错", sizeof "表达式有错" - 1}};
    node->fault = &UNNAMED;
    for (size_t i = 0; i < findings->count; i++) {
        const Diagnostic *finding = &findings->items[i];
        bool is_error = finding->severity == SEVERITY_ERROR;
        if (is_error && node->fault == &UNNAMED) node->fault = finding;
        Severity severity = is_error ? SEVERITY_WARNING : finding->severity;
        Diagnostic *copy = diagnostics_add(compiler->diagnostics, severity, finding->source,
                                           finding->range, "%.*s", STR_ARG(finding->message));
        copy->hint = finding->hint;
    }
    node->type = FEEL_TYPE_OF(ANY);
}

static bool compile_leniently(Builder *builder) {
    DmnCompiler *compiler = builder->compiler;
    if (!compiler->is_lenient) return compile_kind(builder);
    Diagnostics *outer = compiler->diagnostics;
    Diagnostics findings = {.arena = compiler->arena};
    compiler->diagnostics = &findings;
    bool ok = compile_kind(builder);
    compiler->diagnostics = outer;
    if (!ok) {
        keep_fault(compiler, builder->node, &findings);
        builder->reads.count = 0;
        return true;
    }
    for (size_t i = 0; i < findings.count; i++) {
        const Diagnostic *finding = &findings.items[i];
        Diagnostic *copy = diagnostics_add(outer, finding->severity, finding->source,
                                           finding->range, "%.*s", STR_ARG(finding->message));
        copy->hint = finding->hint;
    }
    return true;
}

const DmnNode *dmn_node_compile(DmnCompiler *compiler, DmnPlace *place,
                                const DmnExpression *expression) {
    if (compiler->depth >= DMN_EXPRESSION_DEPTH_MAX) {
        diagnostics_add(compiler->diagnostics, SEVERITY_ERROR, compiler->element->source,
                        compiler->element->range, "“%.*s”的表达式嵌套超过 %d 层",
                        STR_ARG(compiler->element->name), DMN_EXPRESSION_DEPTH_MAX);
        diagnostics_code(compiler->diagnostics, "LIMIT_DEPTH");
        return NULL;
    }
    compiler->depth++;
    DmnNode *node = NEW(compiler->arena, DmnNode);
    *node = (DmnNode){.kind = expression->kind,
                      .expression = expression,
                      .type = FEEL_TYPE_OF(ANY),
                      .part_count = expression->part_count};
    node->parts = NEW_ARRAY(compiler->arena, const DmnNode *, node->part_count);
    Builder builder = {
        .compiler = compiler, .place = place, .node = node, .expression = expression};
    bool ok = compile_leniently(&builder);
    compiler->depth--;
    if (!ok) return NULL;
    if (node->fault == NULL) expect_declared(&builder);
    dmn_slots_remove(&builder.reads, node->slot, node->slot_count);
    node->reads = builder.reads.items;
    node->read_count = builder.reads.count;
    return node;
}

// ---- Functions ----

static const FeelType *function_type(Arena *arena, const DmnParameter *parameters, size_t count,
                                     const FeelType *result) {
    FeelField *fields = NEW_ARRAY(arena, FeelField, count);
    for (size_t i = 0; i < count; i++) {
        fields[i] = (FeelField){parameters[i].name, dmn_item_type(parameters[i].item)};
    }
    return feel_type_function_of(arena, fields, count, result);
}

// Flattens what the body may see into one scope: parameters first, then every value and
// definition around, nearest first, values in new slots.
static FeelScope function_scope(DmnCompiler *compiler, const FeelScope *outer,
                                const DmnParameter *parameters, size_t count, DmnSlotSet *from) {
    Arena *arena = compiler->arena;
    size_t total = count;
    for (const FeelScope *scope = outer; scope != NULL; scope = scope->outer) total += scope->count;
    FeelName *names = NEW_ARRAY(arena, FeelName, total);
    FeelScope flat = {.names = names};
    for (; flat.count < count; flat.count++) {
        const DmnParameter *parameter = &parameters[flat.count];
        names[flat.count] = (FeelName){
            .name = parameter->name, .type = dmn_item_type(parameter->item), .slot = flat.count};
    }
    for (const FeelScope *scope = outer; scope != NULL; scope = scope->outer) {
        if (flat.types == NULL && scope->types != NULL) {
            flat.types = scope->types;
            flat.type_count = scope->type_count;
        }
        for (size_t i = 0; i < scope->count; i++) {
            FeelName *name = &names[flat.count++];
            *name = scope->names[i];
            if (name->definition != NULL) continue;
            name->slot = count + from->count;
            PUSH(arena, from, scope->names[i].slot);
        }
    }
    return flat;
}

static void plan_captures(DmnCompiler *compiler, DmnFunctionPlan *function, const DmnNode *body,
                          size_t parameter_count, const DmnSlotSet *from) {
    size_t *captured = NEW_ARRAY(compiler->arena, size_t, from->count);
    size_t *captured_to = NEW_ARRAY(compiler->arena, size_t, from->count);
    for (size_t i = 0; i < body->read_count; i++) {
        size_t slot = body->reads[i];
        if (slot < parameter_count || slot - parameter_count >= from->count) continue;
        captured[function->captured_count] = from->items[slot - parameter_count];
        captured_to[function->captured_count++] = slot;
    }
    function->captured = captured;
    function->captured_to = captured_to;
}

DmnFunctionPlan *dmn_function_compile(DmnCompiler *compiler, const FeelScope *outer,
                                      const DmnParameter *parameters, size_t parameter_count,
                                      const DmnExpression *body) {
    Arena *arena = compiler->arena;
    DmnFunctionPlan *function = NEW(arena, DmnFunctionPlan);
    function->element = compiler->element;
    function->parameter_items = NEW_ARRAY(arena, const DmnItemPlan *, parameter_count);
    for (size_t i = 0; i < parameter_count; i++) {
        function->parameter_items[i] = dmn_item_plan(compiler, parameters[i].item);
    }
    DmnSlotSet from = {0};
    FeelScope scope = function_scope(compiler, outer, parameters, parameter_count, &from);
    DmnPlace place = {&scope, parameter_count + from.count, parameter_count + from.count};
    const FeelType *result = FEEL_TYPE_OF(ANY);
    if (body != NULL) {
        bool was_three_valued = compiler->is_three_valued;
        compiler->is_three_valued = false;
        function->body = dmn_node_compile(compiler, &place, body);
        compiler->is_three_valued = was_three_valued;
        if (function->body == NULL) return NULL;
        result = function->body->type;
        plan_captures(compiler, function, function->body, parameter_count, &from);
    }
    function->slot_count = place.slots_max;
    function->definition.name = compiler->element->name;
    function->definition.type = function_type(arena, parameters, parameter_count, result);
    return function;
}

void dmn_node_calls(Arena *arena, const DmnNode *node, DmnCallSet *calls) {
    if (node == NULL || node->fault != NULL) return;
    if (node->program != NULL) dmn_calls_add_program(arena, calls, node->program);
    if (node->table != NULL) {
        size_t count;
        const FeelDefinition *const *called = dmn_table_calls(node->table, &count);
        dmn_calls_add_all(arena, calls, called, count);
    }
    for (size_t i = 0; i < node->part_count; i++) dmn_node_calls(arena, node->parts[i], calls);
    if (node->function != NULL) dmn_node_calls(arena, node->function->body, calls);
}
