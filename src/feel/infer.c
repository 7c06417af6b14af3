// SPDX-License-Identifier: Apache-2.0
#include "feel/infer.h"

// The rows of tables 46 to 52 of the standard that give a value; everything else is null.
typedef struct OperationRule {
    Operation operation;
    FeelTypeKind left, right, result;
} OperationRule;

#define RULE(op, left, right, result)                                                              \
    {OPERATION_##op, FEEL_TYPE_##left, FEEL_TYPE_##right, FEEL_TYPE_##result}

// clang-format off
static const OperationRule operation_rules[] = {
    RULE(ADD, NUMBER, NUMBER, NUMBER),
    RULE(ADD, STRING, STRING, STRING),
    RULE(ADD, DATE, DAYS_DURATION, DATE),
    RULE(ADD, DATE, MONTHS_DURATION, DATE),
    RULE(ADD, DAYS_DURATION, DATE, DATE),
    RULE(ADD, MONTHS_DURATION, DATE, DATE),
    RULE(ADD, DATE_TIME, DAYS_DURATION, DATE_TIME),
    RULE(ADD, DATE_TIME, MONTHS_DURATION, DATE_TIME),
    RULE(ADD, DAYS_DURATION, DATE_TIME, DATE_TIME),
    RULE(ADD, MONTHS_DURATION, DATE_TIME, DATE_TIME),
    RULE(ADD, TIME, DAYS_DURATION, TIME),
    RULE(ADD, DAYS_DURATION, TIME, TIME),
    RULE(ADD, DAYS_DURATION, DAYS_DURATION, DAYS_DURATION),
    RULE(ADD, MONTHS_DURATION, MONTHS_DURATION, MONTHS_DURATION),
    RULE(SUBTRACT, NUMBER, NUMBER, NUMBER),
    RULE(SUBTRACT, DATE, DATE, DAYS_DURATION),
    RULE(SUBTRACT, DATE, DATE_TIME, DAYS_DURATION),
    RULE(SUBTRACT, DATE_TIME, DATE, DAYS_DURATION),
    RULE(SUBTRACT, DATE_TIME, DATE_TIME, DAYS_DURATION),
    RULE(SUBTRACT, TIME, TIME, DAYS_DURATION),
    RULE(SUBTRACT, DATE, DAYS_DURATION, DATE),
    RULE(SUBTRACT, DATE, MONTHS_DURATION, DATE),
    RULE(SUBTRACT, DATE_TIME, DAYS_DURATION, DATE_TIME),
    RULE(SUBTRACT, DATE_TIME, MONTHS_DURATION, DATE_TIME),
    RULE(SUBTRACT, TIME, DAYS_DURATION, TIME),
    RULE(SUBTRACT, DAYS_DURATION, DAYS_DURATION, DAYS_DURATION),
    RULE(SUBTRACT, MONTHS_DURATION, MONTHS_DURATION, MONTHS_DURATION),
    RULE(MULTIPLY, NUMBER, NUMBER, NUMBER),
    RULE(MULTIPLY, DAYS_DURATION, NUMBER, DAYS_DURATION),
    RULE(MULTIPLY, NUMBER, DAYS_DURATION, DAYS_DURATION),
    RULE(MULTIPLY, MONTHS_DURATION, NUMBER, MONTHS_DURATION),
    RULE(MULTIPLY, NUMBER, MONTHS_DURATION, MONTHS_DURATION),
    RULE(DIVIDE, NUMBER, NUMBER, NUMBER),
    RULE(DIVIDE, DAYS_DURATION, NUMBER, DAYS_DURATION),
    RULE(DIVIDE, MONTHS_DURATION, NUMBER, MONTHS_DURATION),
    RULE(DIVIDE, DAYS_DURATION, DAYS_DURATION, NUMBER),
    RULE(DIVIDE, MONTHS_DURATION, MONTHS_DURATION, NUMBER),
    RULE(POWER, NUMBER, NUMBER, NUMBER),
};
// clang-format on

static const FeelType *infer_operation(Operation operation, FeelTypeKind left,
                                       FeelTypeKind right) {
    if (operation >= OPERATION_EQUAL) return FEEL_TYPE_OF(BOOLEAN);
    if (left == FEEL_TYPE_ANY || right == FEEL_TYPE_ANY) return FEEL_TYPE_OF(ANY);
    for (size_t i = 0; i < sizeof operation_rules / sizeof operation_rules[0]; i++) {
        const OperationRule *rule = &operation_rules[i];
        if (rule->operation == operation && rule->left == left && rule->right == right) {
            return &feel_simple_types[rule->result];
        }
    }
    return FEEL_TYPE_OF(NULL);
}

bool infer_fields_are_open(const FeelType *type) {
    if (type->kind == FEEL_TYPE_LIST) type = type->element;
    return type->kind == FEEL_TYPE_ANY ||
           (type->kind == FEEL_TYPE_CONTEXT && type->field_count == 0);
}

const FeelType *infer_element(const FeelType *type) {
    bool holds = type->kind == FEEL_TYPE_LIST || type->kind == FEEL_TYPE_RANGE;
    return holds ? type->element : type;
}

// Lists pass a path on to their elements.
static const FeelType *infer_path(Arena *arena, const FeelType *type, Str name) {
    if (type->kind == FEEL_TYPE_LIST) {
        return feel_type_list_of(arena, infer_path(arena, type->element, name));
    }
    if (type->kind == FEEL_TYPE_CONTEXT) {
        const FeelType *field = feel_type_field(type, name);
        return field ? field : FEEL_TYPE_OF(ANY);
    }
    const FeelType *property = feel_property_type(type, name);
    return property ? property : FEEL_TYPE_OF(ANY);
}

static const FeelType *infer_filter(Arena *arena, const Node *list, const Node *condition) {
    const FeelType *element = list->type->kind == FEEL_TYPE_LIST ? list->type->element : list->type;
    if (condition->type->kind == FEEL_TYPE_NUMBER) return element;
    if (condition->type->kind != FEEL_TYPE_BOOLEAN) return FEEL_TYPE_OF(ANY);
    return feel_type_list_of(arena, element);
}

// Builtins whose result is a list of what their first argument holds, or one of it.
static const struct {
    const char *name;
    bool is_element;
} element_builtins[] = {
    {"sublist", false}, {"reverse", false},         {"remove", false}, {"sort", false},
    {"list replace", false}, {"distinct values", false}, {"append", false}, {"min", true},
    {"max", true},      {"insert before", false},   {"concatenate", false}, {"union", false},
};

static const FeelType *infer_builtin_call(Arena *arena, const Node *node) {
    const FeelBuiltin *builtin = node->children[0]->builtin;
    const FeelType *first = node->count > 1 ? node->children[1]->type : FEEL_TYPE_OF(ANY);
    for (size_t i = 0; i < sizeof element_builtins / sizeof element_builtins[0]; i++) {
        if (!str_equal(str_from_c(builtin->name), str_from_c(element_builtins[i].name))) continue;
        if (node->names || first->kind != FEEL_TYPE_LIST) break;
        const FeelType *element = first->element;
        for (size_t k = 2; k < node->count; k++) {
            element = feel_type_join(arena, element, infer_element(node->children[k]->type));
        }
        bool takes_values = node->count > 2 && node->children[2]->type->kind == FEEL_TYPE_NUMBER;
        if (takes_values) element = first->element;
        return element_builtins[i].is_element ? element : feel_type_list_of(arena, element);
    }
    if (builtin->result < FEEL_TYPE_SIMPLE_COUNT) return &feel_simple_types[builtin->result];
    if (builtin->result == FEEL_TYPE_LIST) return feel_type_list_of(arena, FEEL_TYPE_OF(ANY));
    if (builtin->result == FEEL_TYPE_RANGE) return feel_type_range_of(arena, FEEL_TYPE_OF(ANY));
    if (builtin->result == FEEL_TYPE_CONTEXT) return feel_type_context_of(arena, NULL, 0);
    return FEEL_TYPE_OF(ANY);
}

static const FeelType *infer_call(Arena *arena, const Node *node) {
    const Node *callee = node->children[0];
    if (callee->kind == NODE_BUILTIN) return infer_builtin_call(arena, node);
    if (callee->type->kind == FEEL_TYPE_FUNCTION && callee->type->element) {
        return callee->type->element;
    }
    return FEEL_TYPE_OF(ANY);
}

static const FeelType *infer_function(Arena *arena, const Node *node) {
    FeelField *parameters = NEW_ARRAY(arena, FeelField, node->variable_count);
    for (size_t i = 0; i < node->variable_count; i++) {
        parameters[i] = (FeelField){node->variables[i]->name, node->variables[i]->type};
    }
    return feel_type_function_of(arena, parameters, node->variable_count, node->children[0]->type);
}

static const FeelType *infer_context(Arena *arena, const Node *node) {
    FeelField *fields = NEW_ARRAY(arena, FeelField, node->count);
    for (size_t i = 0; i < node->count; i++) {
        fields[i] = (FeelField){node->names[i], node->children[i]->type};
    }
    return feel_type_context_of(arena, fields, node->count);
}

static const FeelType *infer_list(Arena *arena, const Node *node) {
    const FeelType *element = FEEL_TYPE_OF(NULL);
    for (size_t i = 0; i < node->count; i++) {
        element = feel_type_join(arena, element, node->children[i]->type);
    }
    if (element->kind == FEEL_TYPE_NULL) element = FEEL_TYPE_OF(ANY);
    return feel_type_list_of(arena, element);
}

static const FeelType *infer_range(Arena *arena, const Node *node) {
    const FeelType *end = node->children[0]->type;
    if (end->kind == FEEL_TYPE_NULL) end = node->children[1]->type;
    return feel_type_range_of(arena, end);
}

static const FeelType *infer_type(Arena *arena, const Node *node) {
    Node *const *children = node->children;
    switch (node->kind) {
    case NODE_ERROR: return FEEL_TYPE_OF(ANY);
    case NODE_CONSTANT: return feel_type_of_value(arena, node->value);
    case NODE_NULL: return FEEL_TYPE_OF(NULL);
    case NODE_VARIABLE: return node->variable->type;
    case NODE_FIELD:
        return node->count > 1 ? FEEL_TYPE_OF(ANY)
                               : infer_path(arena, children[0]->type, node->name);
    case NODE_BUILTIN: return feel_type_function_of(arena, NULL, 0, NULL);
    case NODE_DEFINITION: // set only after the node was made, and inferred then
        return node->definition == NULL ? FEEL_TYPE_OF(ANY) : node->definition->type;
    case NODE_NEGATE: return children[0]->type;
    case NODE_OPERATION:
        return infer_operation(node->operation, children[0]->type->kind, children[1]->type->kind);
    case NODE_AND:
    case NODE_OR:
    case NODE_NOT:
    case NODE_BETWEEN:
    case NODE_IN:
    case NODE_TEST:
    case NODE_SOME:
    case NODE_EVERY:
    case NODE_INSTANCE_OF: return FEEL_TYPE_OF(BOOLEAN);
    case NODE_IF: return feel_type_join(arena, children[1]->type, children[2]->type);
    case NODE_FOR: return feel_type_list_of(arena, children[node->count - 1]->type);
    case NODE_FILTER: return infer_filter(arena, children[0], children[1]);
    case NODE_PATH: return infer_path(arena, children[0]->type, node->name);
    case NODE_CALL: return infer_call(arena, node);
    case NODE_FUNCTION: return infer_function(arena, node);
    case NODE_LIST: return infer_list(arena, node);
    case NODE_CONTEXT: return infer_context(arena, node);
    case NODE_RANGE: return infer_range(arena, node);
    case NODE_SEQUENCE: return feel_type_list_of(arena, children[0]->type);
    }
    return FEEL_TYPE_OF(ANY);
}

void infer_node(Arena *arena, Node *node) {
    node->type = infer_type(arena, node);
    node->depth = 0;
    for (size_t i = 0; i < node->count; i++) {
        int depth = node->children[i]->depth + 1;
        if (depth > node->depth) node->depth = depth;
    }
}
