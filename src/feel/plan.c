// SPDX-License-Identifier: Apache-2.0
// From the tree to the plan: registers, blocks, logic, lists, loops. Operators and tests are in
// plan_operators.c, calls in plan_call.c.
#include "feel/plan_build.h"

#include "feel/evaluate.h"
#include "feel/function.h"

#include <stdlib.h>
#include <string.h>

// ---- Registers, constants, captures ----

static Operand register_new(Builder *builder) { return builder->register_count++; }

Operand plan_constant(Builder *builder, FeelValue value) {
    Planner *planner = builder->planner;
    PUSH(planner->arena, &planner->constants, value);
    return (Operand)(planner->constants.count - 1) | OPERAND_CONSTANT;
}

bool plan_operand_value(const Builder *builder, Operand operand, FeelValue *value) {
    if (!operand_is_constant(operand)) return false;
    *value = builder->planner->constants.items[operand & ~OPERAND_CONSTANT];
    return true;
}

static Operand capture(Builder *builder, Operand from) {
    if (operand_is_constant(from)) return from;
    for (size_t i = 0; i < builder->captures.count; i++) {
        if (builder->captures.items[i].from == from) return builder->captures.items[i].to;
    }
    Capture made = {from, register_new(builder)};
    PUSH(builder->planner->arena, &builder->captures, made);
    return made.to;
}

Operand plan_slot(Builder *builder, size_t slot) {
    if (!builder->outer) return capture(builder, (Operand)slot);
    return capture(builder, plan_slot(builder->outer, slot));
}

static void bind(Builder *builder, const Variable *variable, Operand operand) {
    PUSH(builder->planner->arena, &builder->bindings, ((Binding){variable, operand}));
}

static Operand lookup(Builder *builder, const Variable *variable) {
    if (variable->is_slot) return plan_slot(builder, variable->slot);
    for (size_t i = builder->bindings.count; i-- > 0;) {
        if (builder->bindings.items[i].variable == variable) {
            return builder->bindings.items[i].operand;
        }
    }
    if (builder->self == variable) {
        if (builder->self_operand == OPERAND_NONE) builder->self_operand = register_new(builder);
        return builder->self_operand;
    }
    // A name that is not bound yet: an entry that speaks of itself outside a function.
    if (!builder->outer) return plan_constant(builder, feel_null());
    return capture(builder, lookup(builder->outer, variable));
}

// ---- Instructions ----

Instruction *plan_emit(Builder *builder, Opcode opcode, SourceRange range, const Operand *operands,
                       size_t count) {
    Arena *arena = builder->planner->arena;
    Operand *copied = NEW_ARRAY(arena, Operand, count);
    if (count) memcpy(copied, operands, count * sizeof *operands);
    Instruction instruction = {.opcode = opcode,
                               .result = register_new(builder),
                               .guard = builder->guard,
                               .count = (uint32_t)count,
                               .operands = copied,
                               .range = range};
    PUSH(arena, &builder->code, instruction);
    return &builder->code.items[builder->code.count - 1];
}

// ---- Blocks ----

static void builder_init(Builder *builder, Builder *outer, Planner *planner) {
    *builder = (Builder){.planner = planner,
                         .outer = outer,
                         .guard = OPERAND_NONE,
                         .self_operand = OPERAND_NONE};
}

static void bind_parameters(Builder *builder, Variable *const *variables, size_t count) {
    for (size_t i = 0; i < count; i++) bind(builder, variables[i], register_new(builder));
    builder->parameter_count = (uint32_t)count;
}

static PlanBlock *block_of(Builder *builder, Operand result) {
    PlanBlock *block = NEW(builder->planner->arena, PlanBlock);
    *block = (PlanBlock){.program = builder->planner->program,
                         .instructions = builder->code.items,
                         .count = builder->code.count,
                         .register_count = builder->register_count,
                         .parameter_count = builder->parameter_count,
                         .captures = builder->captures.items,
                         .capture_count = builder->captures.count,
                         .self = builder->self_operand,
                         .result = result};
    return block;
}

// A block over some variables whose value is that of the node.
static PlanBlock *plan_block(Builder *outer, const Node *node, Variable *const *variables,
                             size_t count) {
    Builder builder;
    builder_init(&builder, outer, outer->planner);
    bind_parameters(&builder, variables, count);
    return block_of(&builder, plan_node(&builder, node));
}

// ---- Parts that only some rows need ----

// Whether a part costs so little that it is better run for rows that do not need it than cut out.
static bool is_cheap(const Node *node) {
    switch (node->kind) {
    case NODE_CONSTANT:
    case NODE_VARIABLE: return true;
    case NODE_NEGATE:
    case NODE_OPERATION:
    case NODE_AND:
    case NODE_OR:
    case NODE_NOT:
    case NODE_BETWEEN:
    case NODE_IN:
    case NODE_IF:
    case NODE_FIELD:
    case NODE_PATH:
    case NODE_RANGE: break;
    case NODE_ERROR:
    case NODE_NULL:
    case NODE_BUILTIN:
    case NODE_DEFINITION:
    case NODE_TEST:
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
    case NODE_FILTER:
    case NODE_CALL:
    case NODE_FUNCTION:
    case NODE_LIST:
    case NODE_CONTEXT:
    case NODE_SEQUENCE:
    case NODE_INSTANCE_OF: return false;
    }
    if (node->kind == NODE_PATH && node->children[0]->type->kind == FEEL_TYPE_LIST) return false;
    for (size_t i = 0; i < node->count; i++) {
        if (!is_cheap(node->children[i])) return false;
    }
    return true;
}

typedef struct Guarded {
    Operand value;
    Operand guard; // OPERAND_NONE: every row has it
} Guarded;

// The node, for the rows whose condition asks for it.
static Guarded plan_guarded(Builder *builder, const Node *node, Operand condition, SkipMode mode) {
    if (node->kind == NODE_CONSTANT || node->kind == NODE_VARIABLE) {
        return (Guarded){plan_node(builder, node), OPERAND_NONE};
    }
    if (!is_cheap(node)) {
        const PlanBlock *block = plan_block(builder, node, NULL, 0);
        Instruction *guard = EMIT(builder, GUARD, node->range, condition);
        guard->mode = mode;
        guard->block = block;
        return (Guarded){guard->result, guard->result};
    }
    Instruction *skip = EMIT(builder, SKIP, node->range, condition);
    skip->mode = mode;
    size_t at = builder->code.count - 1;
    Guarded guarded = {.guard = skip->result};
    Operand outer = builder->guard;
    builder->guard = guarded.guard;
    guarded.value = plan_node(builder, node);
    builder->guard = outer;
    builder->code.items[at].skip_count = (uint32_t)(builder->code.count - 1 - at);
    return guarded;
}

static Operand plan_logic(Builder *builder, const Node *node) {
    bool is_and = node->kind == NODE_AND;
    Operand left = plan_node(builder, node->children[0]);
    Guarded right = plan_guarded(builder, node->children[1], left,
                                 is_and ? SKIP_IF_FALSE : SKIP_IF_TRUE);
    Operand operands[] = {left, right.value, right.guard};
    return plan_emit(builder, is_and ? OPCODE_AND : OPCODE_OR, node->range, operands, 3)->result;
}

static Operand plan_if(Builder *builder, const Node *node) {
    Operand condition = plan_node(builder, node->children[0]);
    Guarded then = plan_guarded(builder, node->children[1], condition, SKIP_UNLESS_TRUE);
    Guarded otherwise = plan_guarded(builder, node->children[2], condition, SKIP_IF_TRUE);
    return EMIT(builder, SELECT, node->range, condition, then.value, otherwise.value, then.guard,
                otherwise.guard)
        ->result;
}

// ---- Lists, contexts, ranges ----

// The operands of all children; whether all are constants.
static Operand *plan_children(Builder *builder, const Node *node, bool *are_constant) {
    Operand *operands = NEW_ARRAY(builder->planner->arena, Operand, node->count);
    *are_constant = true;
    for (size_t i = 0; i < node->count; i++) {
        operands[i] = plan_node(builder, node->children[i]);
        if (!operand_is_constant(operands[i])) *are_constant = false;
    }
    return operands;
}

static Operand plan_list(Builder *builder, const Node *node) {
    bool are_constant;
    Operand *operands = plan_children(builder, node, &are_constant);
    if (!are_constant) {
        return plan_emit(builder, OPCODE_LIST, node->range, operands, node->count)->result;
    }
    FeelValue *items = NEW_ARRAY(builder->planner->arena, FeelValue, node->count);
    for (size_t i = 0; i < node->count; i++) plan_operand_value(builder, operands[i], &items[i]);
    return plan_constant(builder, feel_list(items, node->count));
}

static Operand plan_closure(Builder *builder, const Node *node, const Variable *self);

// Entries see the ones before them; a function sees itself.
static Operand plan_context(Builder *builder, const Node *node) {
    Operand *operands = NEW_ARRAY(builder->planner->arena, Operand, node->count);
    bool are_constant = true;
    for (size_t i = 0; i < node->count; i++) {
        const Node *child = node->children[i];
        operands[i] = child->kind == NODE_FUNCTION
                          ? plan_closure(builder, child, node->variables[i])
                          : plan_node(builder, child);
        if (!operand_is_constant(operands[i])) are_constant = false;
        bind(builder, node->variables[i], operands[i]);
    }
    if (!are_constant) {
        Instruction *made =
            plan_emit(builder, OPCODE_CONTEXT, node->range, operands, node->count);
        made->names = node->names;
        return made->result;
    }
    FeelEntry *entries = NEW_ARRAY(builder->planner->arena, FeelEntry, node->count);
    for (size_t i = 0; i < node->count; i++) {
        entries[i].name = node->names[i];
        plan_operand_value(builder, operands[i], &entries[i].value);
    }
    return plan_constant(builder, (FeelValue){.kind = FEEL_CONTEXT,
                                              .context = {entries, node->count}});
}

static Operand plan_range(Builder *builder, const Node *node) {
    Operand low = plan_node(builder, node->children[0]);
    Operand high = plan_node(builder, node->children[1]);
    FeelRange range = {.low_included = node->low_included,
                       .high_included = node->high_included,
                       .form = node->form};
    if (plan_operand_value(builder, low, &range.low) &&
        plan_operand_value(builder, high, &range.high) && range_is_valid(&range)) {
        FeelRange *made = NEW(builder->planner->arena, FeelRange);
        *made = range;
        return plan_constant(builder, (FeelValue){.kind = FEEL_RANGE, .range = made});
    }
    Instruction *made = EMIT(builder, RANGE, node->range, low, high);
    made->form = node->form;
    made->low_included = node->low_included;
    made->high_included = node->high_included;
    return made->result;
}

static Operand plan_path(Builder *builder, const Node *node) {
    Operand value = plan_node(builder, node->children[0]);
    Instruction *made;
    if (node->count > 1) {
        Operand fallback = plan_node(builder, node->children[1]);
        made = EMIT(builder, FIELD, node->range, value, fallback);
    } else {
        made = EMIT(builder, PATH, node->range, value);
    }
    made->name = node->name;
    return made->result;
}

static Operand plan_filter(Builder *builder, const Node *node) {
    Operand list = plan_node(builder, node->children[0]);
    const Node *condition = node->children[1];
    if (!node->variables[0]->is_used) {
        Operand index = plan_node(builder, condition);
        return EMIT(builder, INDEX, node->range, list, index)->result;
    }
    const PlanBlock *block = plan_block(builder, condition, node->variables, 1);
    Instruction *made = EMIT(builder, FILTER, node->range, list);
    made->block = block;
    return made->result;
}

// ---- Loops ----

static Operand plan_iteration(Builder *builder, const Node *node) {
    static const Opcode opcodes[] = {
        [NODE_FOR] = OPCODE_FOR, [NODE_SOME] = OPCODE_SOME, [NODE_EVERY] = OPCODE_EVERY};
    Arena *arena = builder->planner->arena;
    IterationPlan *iteration = NEW(arena, IterationPlan);
    size_t count = node->count - 1;
    const PlanBlock **domains = NEW_ARRAY(arena, const PlanBlock *, count);
    Operand first = plan_node(builder, node->children[0]);
    for (size_t i = 1; i < count; i++) {
        domains[i] = plan_block(builder, node->children[i], node->variables, i);
    }
    size_t parameters = node->uses_partial ? count + 1 : count;
    *iteration = (IterationPlan){
        .domains = domains,
        .variable_count = count,
        .body = plan_block(builder, node->children[count], node->variables, parameters),
        .uses_partial = node->uses_partial,
    };
    Instruction *made = plan_emit(builder, opcodes[node->kind], node->range, &first, 1);
    made->iteration = iteration;
    return made->result;
}

// ---- Functions ----

static Str source_text(const Planner *planner, SourceRange range) {
    return str_slice(planner->source->text, range.from, range.to);
}

static Operand plan_closure(Builder *builder, const Node *node, const Variable *self) {
    Builder inner;
    builder_init(&inner, builder, builder->planner);
    inner.self = self;
    bind_parameters(&inner, node->variables, node->variable_count);
    PlanBlock *block = block_of(&inner, plan_node(&inner, node->children[0]));
    block->captures = inner.captures.items;
    block->capture_count = inner.captures.count;
    block->self = inner.self_operand;
    block->register_count = inner.register_count;
    block->type = node->type;
    block->text = source_text(builder->planner, node->range);
    if (block->capture_count == 0) {
        return plan_constant(builder, closure_value(builder->planner->arena, block, NULL));
    }
    Operands from = {0};
    for (size_t i = 0; i < block->capture_count; i++) {
        PUSH(builder->planner->arena, &from, block->captures[i].from);
    }
    Instruction *made =
        plan_emit(builder, OPCODE_CLOSURE, node->range, from.items, from.count);
    made->block = block;
    return made->result;
}

void plan_remember_call(Builder *builder, const FeelDefinition *definition) {
    Planner *planner = builder->planner;
    for (size_t i = 0; i < planner->calls.count; i++) {
        if (planner->calls.items[i] == definition) return;
    }
    PUSH(planner->arena, &planner->calls, definition);
}

// A definition's name that is not called; it closes over its captured slots.
static Operand plan_definition(Builder *builder, const Node *node) {
    Arena *arena = builder->planner->arena;
    const FeelDefinition *definition = node->definition;
    plan_remember_call(builder, definition);
    if (definition->captured_count == 0) {
        return plan_constant(builder, feel_definition_value(arena, definition));
    }
    Operand *slots = NEW_ARRAY(arena, Operand, definition->captured_count);
    for (size_t i = 0; i < definition->captured_count; i++) {
        slots[i] = plan_slot(builder, definition->captured[i]);
    }
    CallPlan *call = NEW(arena, CallPlan);
    call->definition = definition;
    Instruction *made = plan_emit(builder, OPCODE_CLOSURE, node->range, slots,
                                  definition->captured_count);
    made->call = call;
    return made->result;
}

// ---- All nodes ----

static Operand plan_unary(Builder *builder, const Node *node, Opcode opcode) {
    Operand operand = plan_node(builder, node->children[0]);
    return plan_emit(builder, opcode, node->range, &operand, 1)->result;
}

static Operand plan_null(Builder *builder, const Node *node) {
    Instruction *made = plan_emit(builder, OPCODE_NULL, node->range, NULL, 0);
    made->name = node->name;
    return made->result;
}

static Operand plan_instance_of(Builder *builder, const Node *node) {
    Operand value = plan_node(builder, node->children[0]);
    Instruction *made = EMIT(builder, INSTANCE_OF, node->range, value);
    made->type = node->tested;
    return made->result;
}

static Operand plan_plain(Builder *builder, const Node *node, Opcode opcode) {
    bool are_constant;
    Operand *operands = plan_children(builder, node, &are_constant);
    return plan_emit(builder, opcode, node->range, operands, node->count)->result;
}

static Operand plan_unfolded(Builder *builder, const Node *node) {
    switch (node->kind) {
    case NODE_ERROR: return plan_constant(builder, feel_null());
    case NODE_NULL: return plan_null(builder, node);
    case NODE_CONSTANT: return plan_constant(builder, node->value);
    case NODE_VARIABLE: return lookup(builder, node->variable);
    case NODE_FIELD:
    case NODE_PATH: return plan_path(builder, node);
    case NODE_BUILTIN:
        return plan_constant(builder, builtin_value(builder->planner->arena, node->builtin));
    case NODE_DEFINITION: return plan_definition(builder, node);
    case NODE_NEGATE: return plan_unary(builder, node, OPCODE_NEGATE);
    case NODE_OPERATION: return plan_operation(builder, node);
    case NODE_AND:
    case NODE_OR: return plan_logic(builder, node);
    case NODE_NOT: return plan_unary(builder, node, OPCODE_NOT);
    case NODE_BETWEEN: return plan_plain(builder, node, OPCODE_BETWEEN);
    case NODE_IN: return plan_in(builder, node);
    case NODE_TEST: return plan_plain(builder, node, OPCODE_TEST);
    case NODE_IF: return plan_if(builder, node);
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY: return plan_iteration(builder, node);
    case NODE_FILTER: return plan_filter(builder, node);
    case NODE_CALL: return plan_call(builder, node);
    case NODE_FUNCTION: return plan_closure(builder, node, NULL);
    case NODE_LIST: return plan_list(builder, node);
    case NODE_CONTEXT: return plan_context(builder, node);
    case NODE_RANGE: return plan_range(builder, node);
    case NODE_SEQUENCE: return plan_plain(builder, node, OPCODE_SEQUENCE);
    case NODE_INSTANCE_OF: return plan_instance_of(builder, node);
    }
    return plan_constant(builder, feel_null());
}

Operand plan_node(Builder *builder, const Node *node) {
    return plan_fold(builder, plan_unfolded(builder, node));
}

// ---- Programs ----

static int slot_order(const void *a, const void *b) {
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    return (left > right) - (left < right);
}

static void list_slots(Arena *arena, FeelProgram *program) {
    size_t *slots = NEW_ARRAY(arena, size_t, program->block->capture_count);
    for (size_t i = 0; i < program->block->capture_count; i++) {
        slots[i] = program->block->captures[i].from;
    }
    qsort(slots, program->block->capture_count, sizeof *slots, slot_order);
    program->slots = slots;
    program->slot_count = program->block->capture_count;
}

static void list_constants(Arena *arena, FeelProgram *program, const Constants *constants) {
    FeelColumn *columns = NEW_ARRAY(arena, FeelColumn, constants->count);
    for (size_t i = 0; i < constants->count; i++) {
        columns[i] = feel_column_constant(arena, constants->items[i]);
    }
    program->constants = columns;
    program->values = constants->items;
    program->constant_count = constants->count;
}

const FeelProgram *plan_make(Arena *arena, const Node *node, const PlanOptions *options) {
    FeelProgram *program = NEW(arena, FeelProgram);
    Planner planner = {.arena = arena,
                       .program = program,
                       .source = options->source,
                       .diagnostics = options->diagnostics};
    Builder builder;
    builder_init(&builder, NULL, &planner);
    Operand result = plan_node(&builder, node);
    program->type = node->type;
    program->source = options->source;
    if (options->expected && !feel_type_conforms(node->type, options->expected)) {
        Instruction *coerce = plan_emit(&builder, OPCODE_COERCE, node->range, &result, 1);
        coerce->type = options->expected;
        result = coerce->result;
    }
    if (options->expected) program->type = options->expected;
    program->block = block_of(&builder, result);
    list_slots(arena, program);
    list_constants(arena, program, &planner.constants);
    program->calls = planner.calls.items;
    program->call_count = planner.calls.count;
    return program;
}
