// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_PLAN_H
#define FEEL_PLAN_H
// The plan: flat instructions over registers, where a register is a column of the batch.
//
// A block is a list of instructions with registers of its own. The registers start with the
// parameters, then come the captured ones of the block around (of the slots, for the outermost),
// then one for each instruction's result: every register is written once. Blocks are the bodies
// of functions, loops and filters, and parts that only some rows need when they are expensive. A
// cheap part stands in line behind a SKIP, whose result (the guard) marks the rows that need it;
// the instructions behind it name the guard, so that other rows cause no warnings.
//
// Plans are immutable and hold no state of a run.

#include "feel/ast.h"
#include "feel/program.h"

typedef enum Opcode {
#define OPCODE(name, text, meaning) OPCODE_##name,
#include "feel/opcode.def"
#undef OPCODE
    OPCODE_COUNT
} Opcode;

typedef uint32_t Operand; // a register, or a constant of the program

#define OPERAND_CONSTANT ((Operand)1 << 31)
#define OPERAND_NONE UINT32_MAX

static inline bool operand_is_constant(Operand operand) {
    return operand != OPERAND_NONE && (operand & OPERAND_CONSTANT);
}

typedef enum SkipMode { // which rows need what follows
    SKIP_UNLESS_TRUE,
    SKIP_IF_TRUE,
    SKIP_IF_FALSE,
} SkipMode;

typedef struct PlanBlock PlanBlock;

// A call with named arguments, or to a builtin.
typedef struct CallPlan {
    const FeelBuiltin *builtin;
    const FeelSignature *signature;
    uint32_t given; // FeelArguments.given
    const FeelDefinition *definition;
    const Str *names; // NULL = by position
} CallPlan;

// "for a in A, b in B return e": the first domain is the operand, further ones are blocks over the
// variables before them; the body is a block over all variables.
typedef struct IterationPlan {
    const PlanBlock *const *domains; // of the second and further variables
    size_t variable_count;
    const PlanBlock *body;
    bool uses_partial; // the last parameter of the body is the list of results so far
} IterationPlan;

typedef struct Instruction {
    Opcode opcode;
    Operand result;
    Operand guard; // OPERAND_NONE = all rows need it
    uint32_t count;
    const Operand *operands;
    SourceRange range;
    union {
        struct {                // SKIP, GUARD
            SkipMode mode;
            uint32_t skip_count; // SKIP: instructions to jump over
        };
        struct {                // RANGE, IN_RANGE
            FeelRangeForm form;
            bool low_included, high_included;
        };
        Str name;               // PATH, FIELD; NULL: the reason
        const Str *names;       // CONTEXT
        const FeelType *type;   // INSTANCE_OF, COERCE
        const CallPlan *call;
        const IterationPlan *iteration;
    };
    const PlanBlock *block; // GUARD, FILTER; CLOSURE: NULL = of a definition
} Instruction;

typedef struct Capture {
    Operand from; // of the block around; of the outermost block: a slot
    Operand to;
} Capture;

struct PlanBlock {
    const FeelProgram *program;
    const Instruction *instructions;
    size_t count;
    uint32_t register_count;
    uint32_t parameter_count; // registers 0 and up
    const Capture *captures;
    size_t capture_count;
    Operand self;            // a function that calls itself: where it finds itself
    Operand result;
    const FeelType *type;    // CLOSURE: of the function
    Str text;                // CLOSURE: its source
};

struct FeelProgram {
    const PlanBlock *block;
    const FeelColumn *constants;  // in the densest form
    const FeelValue *values;      // the same, tagged
    size_t constant_count;
    const FeelType *type;
    const Source *source;
    const size_t *slots;
    size_t slot_count;
    const FeelDefinition *const *calls;
    size_t call_count;
};

typedef struct PlanOptions {
    const Source *source;
    const FeelType *expected; // NULL = as it comes
    Diagnostics *diagnostics;
} PlanOptions;

// A call that does not fit its function is reported, and means null.
const FeelProgram *plan_make(Arena *arena, const Node *node, const PlanOptions *options);

#endif
