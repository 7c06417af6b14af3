// SPDX-License-Identifier: Apache-2.0
// Operators and tests: in the form that has the fastest kernel.
#include "feel/plan_build.h"

// ---- Operators ----

static const Opcode operation_opcodes[] = {
    [OPERATION_ADD] = OPCODE_ADD,
    [OPERATION_SUBTRACT] = OPCODE_SUBTRACT,
    [OPERATION_MULTIPLY] = OPCODE_MULTIPLY,
    [OPERATION_DIVIDE] = OPCODE_DIVIDE,
    [OPERATION_POWER] = OPCODE_POWER,
    [OPERATION_EQUAL] = OPCODE_EQUAL,
    [OPERATION_UNEQUAL] = OPCODE_UNEQUAL,
    [OPERATION_LESS] = OPCODE_LESS,
    [OPERATION_LESS_EQUAL] = OPCODE_LESS_EQUAL,
    [OPERATION_GREATER] = OPCODE_GREATER,
    [OPERATION_GREATER_EQUAL] = OPCODE_GREATER_EQUAL,
};

Operand plan_operation(Builder *builder, const Node *node) {
    Operand left = plan_node(builder, node->children[0]);
    Operand right = plan_node(builder, node->children[1]);
    Operand operands[] = {left, right};
    return plan_emit(builder, operation_opcodes[node->operation], node->range, operands, 2)->result;
}

// ---- Tests ----

static bool is_simple(const FeelType *type) {
    return type->kind != FEEL_TYPE_ANY && type->kind != FEEL_TYPE_NULL &&
           type->kind < FEEL_TYPE_SIMPLE_COUNT;
}

static Operand plan_comparison_test(Builder *builder, Operand value, const Node *test) {
    Opcode opcode;
    const Node *end = test->children[0];
    if (test->form == FEEL_RANGE_EQUAL) opcode = OPCODE_EQUAL;
    else if (test->form == FEEL_RANGE_UNEQUAL) opcode = OPCODE_UNEQUAL;
    else if (end->kind == NODE_CONSTANT && feel_is_null(end->value)) {
        opcode = test->high_included ? OPCODE_LESS_EQUAL : OPCODE_LESS;
        end = test->children[1];
    } else {
        opcode = test->low_included ? OPCODE_GREATER_EQUAL : OPCODE_GREATER;
    }
    Operand operands[] = {value, plan_node(builder, end)};
    return plan_emit(builder, opcode, test->range, operands, 2)->result;
}

static Operand plan_range_test(Builder *builder, Operand value, const Node *test) {
    Operand low = plan_node(builder, test->children[0]);
    Operand high = plan_node(builder, test->children[1]);
    Instruction *made = EMIT(builder, IN_RANGE, test->range, value, low, high);
    made->form = FEEL_RANGE_INTERVAL;
    made->low_included = test->low_included;
    made->high_included = test->high_included;
    return made->result;
}

static Operand plan_or(Builder *builder, SourceRange range, Operand left, Operand right) {
    if (left == OPERAND_NONE) return right;
    return EMIT(builder, OR, range, left, right, OPERAND_NONE)->result;
}

// In a list, an element of another kind is just not the value; `=` would make it unknown.
static bool list_is_comparable(const Node *list, const FeelType *type) {
    for (size_t i = 0; i < list->count; i++) {
        const Node *element = list->children[i];
        if (element->kind != NODE_RANGE && element->type->kind != type->kind) return false;
    }
    return list->count > 0;
}

// `value in test`: as plain comparisons where the forms and types are known.
static Operand plan_test(Builder *builder, Operand value, const FeelType *type, const Node *test) {
    if (test->kind == NODE_RANGE && test->form != FEEL_RANGE_INTERVAL) {
        return plan_comparison_test(builder, value, test);
    }
    if (test->kind == NODE_RANGE) return plan_range_test(builder, value, test);
    if (is_simple(type) && is_simple(test->type)) {
        return EMIT(builder, EQUAL, test->range, value, plan_node(builder, test))->result;
    }
    if (is_simple(type) && test->kind == NODE_LIST && list_is_comparable(test, type)) {
        Operand result = OPERAND_NONE;
        for (size_t i = 0; i < test->count; i++) {
            Operand one = plan_test(builder, value, type, test->children[i]);
            result = plan_or(builder, test->range, result, one);
        }
        return result;
    }
    return EMIT(builder, IN, test->range, value, plan_node(builder, test))->result;
}

Operand plan_in(Builder *builder, const Node *node) {
    Operand value = plan_node(builder, node->children[0]);
    Operand result = OPERAND_NONE;
    for (size_t i = 1; i < node->count; i++) {
        Operand one = plan_test(builder, value, node->children[0]->type, node->children[i]);
        result = plan_or(builder, node->range, result, one);
    }
    return result;
}
