// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_FUNCTION_H
#define FEEL_FUNCTION_H
// What a function value is made of. Builtins see it for its type and its text only; they call one
// through feel_run_call.

#include "feel/builtin.h"

typedef enum FeelFunctionKind {
    FEEL_FUNCTION_BUILTIN,
    FEEL_FUNCTION_DEFINITION, // a business knowledge model, a decision service
    FEEL_FUNCTION_CLOSURE,    // "function(a, b) a + b" with what it closes over
} FeelFunctionKind;

struct FeelFunction {
    FeelFunctionKind kind;
    const FeelType *type; // parameter names and types, result; never NULL
    Str text;             // its source, or its name
    const FeelBuiltin *builtin;
    const FeelDefinition *definition;
    const struct PlanBlock *block;  // CLOSURE: the body
    const FeelValue *captured;      // CLOSURE: for each capture of the block; DEFINITION: slot
};

// The signature that so many arguments fit, or these names; NULL when none does.
const FeelSignature *builtin_signature(const FeelBuiltin *builtin, const Str *names, size_t count);
FeelValue closure_value(Arena *arena, const struct PlanBlock *block, const FeelValue *captured);
FeelValue builtin_value(Arena *arena, const FeelBuiltin *builtin);
FeelValue definition_value(Arena *arena, const FeelDefinition *definition,
                           const FeelValue *captured);

#endif
