// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_AST_H
#define FEEL_AST_H
// What the parser makes: a tree whose names are resolved and whose types are known.
//
// Nodes and variables live in the arena of the compilation and are never changed once their parent
// exists. A node's `range` is its text in the source, so that every message can point at it.

#include "base/diagnostic.h"
#include "feel/builtin.h"

typedef enum NodeKind {
    NODE_ERROR,      // reported already; stands for a value of type Any
    NODE_CONSTANT,   // value
    NODE_NULL,       // null, for the reason in `name`
    NODE_VARIABLE,   // variable
    NODE_FIELD,      // [item, fallback?]: in a filter, `name` of the item if it has one
    NODE_BUILTIN,    // builtin, as a value
    NODE_DEFINITION, // definition, as a value
    NODE_NEGATE,     // [operand]
    NODE_OPERATION,  // [left, right]: operation
    NODE_AND,        // [left, right]
    NODE_OR,         // [left, right]
    NODE_NOT,        // [operand]: of unary tests only
    NODE_BETWEEN,    // [value, low, high]
    NODE_IN,         // [value, test...]: any test holds
    NODE_TEST,       // [value, test]: a unary test that mentions `?` itself
    NODE_IF,         // [condition, then, else]
    NODE_FOR,        // [domain..., body]: variables, one for each domain; uses_partial
    NODE_SOME,       // as NODE_FOR
    NODE_EVERY,      // as NODE_FOR
    NODE_FILTER,     // [list, condition]: variables[0] is the item
    NODE_PATH,       // [value]: name
    NODE_CALL,       // [callee, argument...]: names of the arguments, or NULL
    NODE_FUNCTION,   // [body]: variables are the parameters
    NODE_LIST,       // [element...]
    NODE_CONTEXT,    // [value...]: names; variables, one for each entry
    NODE_RANGE,      // [low, high]: low_included, high_included, form
    NODE_SEQUENCE,   // [from, to]: `1..5` after `in` of an iteration
    NODE_INSTANCE_OF, // [value]: tested
} NodeKind;

typedef enum Operation {
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_POWER,
    OPERATION_EQUAL,
    OPERATION_UNEQUAL,
    OPERATION_LESS,
    OPERATION_LESS_EQUAL,
    OPERATION_GREATER,
    OPERATION_GREATER_EQUAL,
} Operation;

// A name that stands for a value at run time.
typedef struct Variable {
    Str name;
    const FeelType *type;
    bool is_slot; // a column of the batch; otherwise bound inside the expression
    size_t slot;
    bool is_used;
} Variable;

typedef struct Node Node;
struct Node {
    NodeKind kind;
    Operation operation;
    SourceRange range;
    const FeelType *type;
    Node **children;
    size_t count;
    int depth; // of the tree below
    FeelValue value;
    Str name;
    const Str *names;
    Variable *variable;
    Variable **variables;
    size_t variable_count;
    const FeelBuiltin *builtin;
    const FeelDefinition *definition;
    const FeelType *tested;
    FeelRangeForm form;
    bool low_included, high_included;
    bool uses_partial; // NODE_FOR: the last of `variables` is `partial`
};

#endif
