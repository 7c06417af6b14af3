// SPDX-License-Identifier: Apache-2.0
#include "feel/parser.h"
#include "feel/plan.h"

#include "base/utf8.h"

static bool text_is_fit(const Source *source, SourceRange range, Diagnostics *diagnostics) {
    if (range.to - range.from > FEEL_TEXT_BYTES_MAX) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, source, range, "表达式太长，最多 %zu 字节",
                        FEEL_TEXT_BYTES_MAX);
        diagnostics_code(diagnostics, "LIMIT_TEXT");
        return false;
    }
    size_t invalid = utf8_find_invalid(str_slice(source->text, range.from, range.to));
    if (invalid == SIZE_MAX) return true;
    SourceRange at = {range.from + invalid, range.from + invalid + 1};
    diagnostics_add(diagnostics, SEVERITY_ERROR, source, at, "不是有效的 UTF-8 文字");
    return false;
}

static Node *parse(Parser *parser, const FeelCompileOptions *options) {
    if (options->syntax == FEEL_EXPRESSION) return parse_program(parser);
    const FeelType *type = options->input_type ? options->input_type : FEEL_TYPE_OF(ANY);
    Variable *input = variable_new(parser->arena, STR("?"), type);
    input->is_slot = true;
    input->slot = options->input_slot;
    return parse_unary_program(parser, input);
}

const FeelProgram *feel_compile(Arena *arena, const FeelScope *scope, const Source *source,
                                SourceRange range, const FeelCompileOptions *options,
                                Diagnostics *diagnostics) {
    static const FeelCompileOptions defaults = {.syntax = FEEL_EXPRESSION};
    if (!options) options = &defaults;
    size_t errors_before = diagnostics->error_count;
    if (!text_is_fit(source, range, diagnostics)) return NULL;
    Parser parser;
    parser_init(&parser, arena, scope, source, range, diagnostics);
    Node *node = parse(&parser, options);
    if (diagnostics->error_count != errors_before) return NULL;
    PlanOptions plan = {
        .source = source, .expected = options->expected, .diagnostics = diagnostics};
    const FeelProgram *program = plan_make(arena, node, &plan);
    return diagnostics->error_count == errors_before ? program : NULL;
}

const FeelType *feel_compile_type(Arena *arena, const FeelScope *scope, const Source *source,
                                  Diagnostics *diagnostics) {
    size_t errors_before = diagnostics->error_count;
    SourceRange range = {0, source->text.length};
    if (!text_is_fit(source, range, diagnostics)) return NULL;
    Parser parser;
    parser_init(&parser, arena, scope, source, range, diagnostics);
    const FeelType *type = parse_type(&parser);
    if (!parser.has_failed && parser.token.kind != TOKEN_END) {
        (void)parser_fail(&parser, "类型的结尾");
    }
    return diagnostics->error_count == errors_before ? type : NULL;
}

const FeelType *feel_program_type(const FeelProgram *program) { return program->type; }

const size_t *feel_program_slots(const FeelProgram *program, size_t *count) {
    *count = program->slot_count;
    return program->slots;
}

const FeelDefinition *const *feel_program_calls(const FeelProgram *program, size_t *count) {
    *count = program->call_count;
    return program->calls;
}
