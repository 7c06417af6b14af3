// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_PLAN_BUILD_H
#define FEEL_PLAN_BUILD_H
// A plan in the making. Private to plan*.c.

#include "feel/plan.h"

typedef struct Constants {
    FeelValue *items;
    size_t count;
    size_t capacity;
} Constants;

typedef struct Definitions {
    const FeelDefinition **items;
    size_t count;
    size_t capacity;
} Definitions;

typedef struct Planner {
    Arena *arena;
    FeelProgram *program;
    const Source *source;
    Diagnostics *diagnostics;
    Constants constants;
    Definitions calls;
} Planner;

typedef struct Binding {
    const Variable *variable;
    Operand operand;
} Binding;

typedef struct Bindings {
    Binding *items;
    size_t count;
    size_t capacity;
} Bindings;

typedef struct Instructions {
    Instruction *items;
    size_t count;
    size_t capacity;
} Instructions;

typedef struct Captures {
    Capture *items;
    size_t count;
    size_t capacity;
} Captures;

typedef struct Operands {
    Operand *items;
    size_t count;
    size_t capacity;
} Operands;

// One block in the making.
typedef struct Builder {
    Planner *planner;
    struct Builder *outer;
    Instructions code;
    Bindings bindings;
    Captures captures;
    Operands slots; // of the outermost: a capture for each slot
    uint32_t register_count;
    uint32_t parameter_count;
    Operand guard;
    const Variable *self;
    Operand self_operand;
} Builder;

// Emits the instructions of a node; its value is the operand.
Operand plan_node(Builder *builder, const Node *node);
Operand plan_operation(Builder *builder, const Node *node); // plan_operators.c
Operand plan_in(Builder *builder, const Node *node);
Operand plan_call(Builder *builder, const Node *node); // plan_call.c
Operand plan_constant(Builder *builder, FeelValue value);
bool plan_operand_value(const Builder *builder, Operand operand, FeelValue *value);
// Appends an instruction with a fresh result register; the caller fills in the rest at once.
Instruction *plan_emit(Builder *builder, Opcode opcode, SourceRange range, const Operand *operands,
                       size_t count);
#define EMIT(builder, opcode, range, ...)                                                          \
    plan_emit((builder), OPCODE_##opcode, (range), (const Operand[]){__VA_ARGS__},                 \
              sizeof((const Operand[]){__VA_ARGS__}) / sizeof(Operand))
// The result of the latest instruction as a constant if it can be computed now; else as it is.
Operand plan_fold(Builder *builder, Operand result); // plan_fold.c
// Lists a definition among those the program calls.
void plan_remember_call(Builder *builder, const FeelDefinition *definition);
// The column of a slot, in any block.
Operand plan_slot(Builder *builder, size_t slot);

#endif
