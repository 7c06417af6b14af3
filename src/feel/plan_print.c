// SPDX-License-Identifier: Apache-2.0
// A plan as text: one instruction a line, blocks indented below the one that runs them.
//
//     r0 = slot 3
//     r2 = less_equal r0 0.055
//     => r2
#include "feel/plan.h"

static const char *const opcode_names[OPCODE_COUNT] = {
#define OPCODE(name, text, meaning) text,
#include "feel/opcode.def"
#undef OPCODE
};

static const char *const skip_modes[] = {
    [SKIP_UNLESS_TRUE] = "unless true",
    [SKIP_IF_TRUE] = "if true",
    [SKIP_IF_FALSE] = "if false",
};

static void put_operand(StrBuilder *out, const FeelProgram *program, Operand operand) {
    if (operand == OPERAND_NONE) {
        str_put_char(out, '-');
    } else if (operand_is_constant(operand)) {
        str_put(out, feel_to_source(out->arena, program->values[operand & ~OPERAND_CONSTANT]));
    } else {
        str_put_format(out, "r%u", operand);
    }
}

static void put_detail(StrBuilder *out, const Instruction *instruction) {
    switch ((int)instruction->opcode) {
    case OPCODE_SKIP:
        str_put_format(out, " %s, %u instructions", skip_modes[instruction->mode],
                       instruction->skip_count);
        return;
    case OPCODE_GUARD: str_put_format(out, " %s", skip_modes[instruction->mode]); return;
    case OPCODE_RANGE:
    case OPCODE_IN_RANGE:
        str_put_format(out, " %c..%c", instruction->low_included ? '[' : '(',
                       instruction->high_included ? ']' : ')');
        return;
    case OPCODE_PATH:
    case OPCODE_FIELD: str_put_format(out, " .%.*s", STR_ARG(instruction->name)); return;
    case OPCODE_INSTANCE_OF:
    case OPCODE_COERCE:
        str_put_char(out, ' ');
        str_put(out, feel_type_to_str(out->arena, instruction->type));
        return;
    case OPCODE_CALL_BUILTIN:
        str_put_format(out, " \"%s\"", instruction->call->builtin->name);
        return;
    case OPCODE_CALL_DEFINITION:
        str_put_format(out, " \"%.*s\"", STR_ARG(instruction->call->definition->name));
        return;
    default: return;
    }
}

static void put_block(StrBuilder *out, const PlanBlock *block, int indent, bool is_outermost);

static void put_nested(StrBuilder *out, const Instruction *instruction, int indent) {
    if (instruction->block) put_block(out, instruction->block, indent, false);
    bool loops = instruction->opcode == OPCODE_FOR || instruction->opcode == OPCODE_SOME ||
                 instruction->opcode == OPCODE_EVERY;
    if (!loops) return;
    for (size_t i = 1; i < instruction->iteration->variable_count; i++) {
        put_block(out, instruction->iteration->domains[i], indent, false);
    }
    put_block(out, instruction->iteration->body, indent, false);
}

static void put_instruction(StrBuilder *out, const FeelProgram *program,
                            const Instruction *instruction, int indent) {
    str_put_format(out, "%*sr%u = %s", indent, "", instruction->result,
                   opcode_names[instruction->opcode]);
    for (uint32_t i = 0; i < instruction->count; i++) {
        str_put_char(out, ' ');
        put_operand(out, program, instruction->operands[i]);
    }
    put_detail(out, instruction);
    if (instruction->guard != OPERAND_NONE) str_put_format(out, "   where r%u", instruction->guard);
    str_put_char(out, '\n');
    put_nested(out, instruction, indent + 4);
}

static void put_block(StrBuilder *out, const PlanBlock *block, int indent, bool is_outermost) {
    for (uint32_t i = 0; i < block->parameter_count; i++) {
        str_put_format(out, "%*sr%u = parameter %u\n", indent, "", i, i);
    }
    for (size_t i = 0; i < block->capture_count; i++) {
        str_put_format(out, is_outermost ? "%*sr%u = slot %u\n" : "%*sr%u = outer r%u\n", indent,
                       "", block->captures[i].to, block->captures[i].from);
    }
    for (size_t i = 0; i < block->count; i++) {
        put_instruction(out, block->program, &block->instructions[i], indent);
    }
    str_put_format(out, "%*s=> ", indent, "");
    put_operand(out, block->program, block->result);
    str_put_char(out, '\n');
}

void feel_program_print(const FeelProgram *program, StrBuilder *out) {
    put_block(out, program->block, 0, true);
}
