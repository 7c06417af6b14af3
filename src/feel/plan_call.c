// SPDX-License-Identifier: Apache-2.0
// Calls: which signature is meant, and the arguments in the order of its parameters.
#include "feel/plan_build.h"

#include "feel/function.h"

#include <string.h>

// ---- Builtins ----

static int parameter_index(const FeelSignature *signature, Str name) {
    for (int i = 0; i < signature->total; i++) {
        if (str_equal(str_from_c(signature->parameters[i]), name)) return i;
    }
    return -1;
}

static bool fits_by_name(const FeelSignature *signature, const Str *names, size_t count) {
    uint32_t given = 0;
    for (size_t i = 0; i < count; i++) {
        int index = parameter_index(signature, names[i]);
        if (index < 0 || (given >> index & 1)) return false;
        given |= 1u << index;
    }
    uint32_t required = (1u << signature->required) - 1;
    return (given & required) == required;
}

static bool fits_by_position(const FeelSignature *signature, size_t count) {
    if (count < (size_t)signature->required) return false;
    return signature->is_variadic || count <= (size_t)signature->total;
}

static bool names_are_in_order(const FeelSignature *signature, const Str *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (parameter_index(signature, names[i]) != (int)i) return false;
    }
    return true;
}

const FeelSignature *builtin_signature(const FeelBuiltin *builtin, const Str *names,
                                       size_t count) {
    // "before(range: r, point: p)": where two signatures have the same names, their order decides.
    for (int i = 0; names && i < builtin->signature_count; i++) {
        const FeelSignature *signature = &builtin->signatures[i];
        if (!fits_by_name(signature, names, count)) continue;
        if (names_are_in_order(signature, names, count)) return signature;
    }
    for (int i = 0; i < builtin->signature_count; i++) {
        const FeelSignature *signature = &builtin->signatures[i];
        bool fits = names ? fits_by_name(signature, names, count)
                          : fits_by_position(signature, count);
        if (fits) return signature;
    }
    return NULL;
}

static void put_signature(StrBuilder *out, const FeelBuiltin *builtin,
                          const FeelSignature *signature) {
    str_put_format(out, "%s(", builtin->name);
    for (int i = 0; i < signature->total; i++) {
        if (i) str_put(out, STR(", "));
        str_put(out, str_from_c(signature->parameters[i]));
        if (i >= signature->required) str_put_char(out, '?');
    }
    if (signature->is_variadic) str_put(out, STR(", …"));
    str_put_char(out, ')');
}

static void report_signatures(Planner *planner, const Node *node, const FeelBuiltin *builtin) {
    diagnostics_add(planner->diagnostics, SEVERITY_ERROR, planner->source, node->range,
                    node->names ? "函数 “%s” 的参数名称不对" : "函数 “%s” 的参数个数不对",
                    builtin->name);
    StrBuilder out;
    str_builder_init(&out, planner->arena, 0);
    for (int i = 0; i < builtin->signature_count; i++) {
        if (i) str_put(&out, STR("，或 "));
        put_signature(&out, builtin, &builtin->signatures[i]);
    }
    diagnostics_hint(planner->diagnostics, "写法：%.*s", STR_ARG(str_built(&out)));
}

static Operand plan_builtin_call(Builder *builder, const Node *node) {
    Planner *planner = builder->planner;
    const FeelBuiltin *builtin = node->children[0]->builtin;
    const FeelSignature *signature = builtin_signature(builtin, node->names, node->count - 1);
    if (!signature) {
        report_signatures(planner, node, builtin);
        return plan_constant(builder, feel_null());
    }
    size_t given_count = node->count - 1, count = 0;
    CallPlan *call = NEW(planner->arena, CallPlan);
    *call = (CallPlan){.builtin = builtin, .signature = signature, .names = node->names};
    size_t room = given_count > FEEL_PARAMETERS_MAX ? given_count : FEEL_PARAMETERS_MAX;
    Operand *operands = NEW_ARRAY(planner->arena, Operand, room);
    for (size_t i = 0; i < room; i++) operands[i] = OPERAND_NONE;
    for (size_t i = 0; i < given_count; i++) {
        size_t index = node->names ? (size_t)parameter_index(signature, node->names[i]) : i;
        operands[index] = plan_node(builder, node->children[i + 1]);
        if (index < 32) call->given |= 1u << index;
        if (index + 1 > count) count = index + 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (operands[i] == OPERAND_NONE) operands[i] = plan_constant(builder, feel_null());
    }
    Instruction *made = plan_emit(builder, OPCODE_CALL_BUILTIN, node->range, operands, count);
    made->call = call;
    return made->result;
}

// ---- Definitions ----

// The position of each argument among the parameters; false when they do not fit.
static bool match_parameters(const FeelType *type, const Node *node, size_t *positions) {
    size_t count = node->count - 1;
    if (count != type->field_count) return false;
    for (size_t i = 0; i < count; i++) {
        positions[i] = i;
        if (!node->names) continue;
        size_t k = 0;
        while (k < count && !str_equal(type->fields[k].name, node->names[i])) k++;
        if (k == count) return false;
        for (size_t j = 0; j < i; j++) {
            if (positions[j] == k) return false;
        }
        positions[i] = k;
    }
    return true;
}

static void report_definition(Planner *planner, const Node *node,
                              const FeelDefinition *definition) {
    diagnostics_add(planner->diagnostics, SEVERITY_ERROR, planner->source, node->range,
                    "函数 “%.*s” 的参数不对", STR_ARG(definition->name));
    StrBuilder out;
    str_builder_init(&out, planner->arena, 0);
    for (size_t i = 0; i < definition->type->field_count; i++) {
        if (i) str_put(&out, STR(", "));
        str_put(&out, definition->type->fields[i].name);
    }
    diagnostics_hint(planner->diagnostics, "写法：%.*s(%.*s)", STR_ARG(definition->name),
                     STR_ARG(str_built(&out)));
}

static Operand plan_definition_call(Builder *builder, const Node *node) {
    Planner *planner = builder->planner;
    const FeelDefinition *definition = node->children[0]->definition;
    size_t count = node->count - 1;
    size_t *positions = NEW_ARRAY(planner->arena, size_t, count);
    if (!match_parameters(definition->type, node, positions)) {
        report_definition(planner, node, definition);
        return plan_constant(builder, feel_null());
    }
    plan_remember_call(builder, definition);
    Operand *operands = NEW_ARRAY(planner->arena, Operand, count + definition->captured_count);
    for (size_t i = 0; i < count; i++) {
        operands[positions[i]] = plan_node(builder, node->children[i + 1]);
    }
    for (size_t i = 0; i < definition->captured_count; i++) {
        operands[count + i] = plan_slot(builder, definition->captured[i]);
    }
    CallPlan *call = NEW(planner->arena, CallPlan);
    call->definition = definition;
    Instruction *made = plan_emit(builder, OPCODE_CALL_DEFINITION, node->range, operands,
                                  count + definition->captured_count);
    made->call = call;
    return made->result;
}

// ---- Function values ----

static Operand plan_value_call(Builder *builder, const Node *node) {
    Planner *planner = builder->planner;
    Operand *operands = NEW_ARRAY(planner->arena, Operand, node->count);
    for (size_t i = 0; i < node->count; i++) operands[i] = plan_node(builder, node->children[i]);
    CallPlan *call = NEW(planner->arena, CallPlan);
    call->names = node->names;
    Instruction *made =
        plan_emit(builder, OPCODE_CALL_VALUE, node->range, operands, node->count);
    made->call = call;
    return made->result;
}

Operand plan_call(Builder *builder, const Node *node) {
    NodeKind kind = node->children[0]->kind;
    if (kind == NODE_BUILTIN) return plan_builtin_call(builder, node);
    if (kind == NODE_DEFINITION) return plan_definition_call(builder, node);
    return plan_value_call(builder, node);
}
