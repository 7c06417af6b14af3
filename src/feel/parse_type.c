// SPDX-License-Identifier: Apache-2.0
// Types as they are written: after `instance of` and behind the parameters of functions.
#include "feel/parser.h"

#include "feel/program.h"

typedef struct FieldList {
    FeelField *items;
    size_t count;
    size_t capacity;
} FieldList;

static Str token_text(const Parser *parser) {
    SourceRange range = parser->token.range;
    return str_slice(parser->source->text, range.from, range.to);
}

// "<" type ">"
static const FeelType *parse_element_type(Parser *parser) {
    if (!parser_accept(parser, TOKEN_LESS)) return FEEL_TYPE_OF(ANY);
    const FeelType *element = parse_type(parser);
    parser_expect(parser, TOKEN_GREATER, " “>”");
    return element;
}

// "<" name ":" type { "," name ":" type } ">"
static const FeelType *parse_context_type(Parser *parser) {
    FieldList fields = {0};
    if (!parser_accept(parser, TOKEN_LESS)) return feel_type_context_of(parser->arena, NULL, 0);
    while (!parser->has_failed && parser->token.kind != TOKEN_GREATER) {
        FeelField field = {0};
        size_t end;
        if (!scan_name(parser, parser->token.range.from, &field.name, &end)) {
            parser_fail(parser, "条目的名称");
            break;
        }
        parser_seek(parser, end);
        parser_expect(parser, TOKEN_COLON, " “:”");
        field.type = parse_type(parser);
        PUSH(parser->arena, &fields, field);
        if (!parser_accept(parser, TOKEN_COMMA)) break;
    }
    parser_expect(parser, TOKEN_GREATER, " “>”");
    return feel_type_context_of(parser->arena, fields.items, fields.count);
}

// [ "<" [ type { "," type } ] ">" "->" type ]
static const FeelType *parse_function_type(Parser *parser) {
    FieldList parameters = {0};
    if (!parser_accept(parser, TOKEN_LESS)) {
        return feel_type_function_of(parser->arena, NULL, 0, NULL);
    }
    while (!parser->has_failed && parser->token.kind != TOKEN_GREATER) {
        FeelField parameter = {STR(""), parse_type(parser)};
        PUSH(parser->arena, &parameters, parameter);
        if (!parser_accept(parser, TOKEN_COMMA)) break;
    }
    parser_expect(parser, TOKEN_GREATER, " “>”");
    parser_expect(parser, TOKEN_ARROW, " “->”");
    const FeelType *result = parse_type(parser);
    return feel_type_function_of(parser->arena, parameters.items, parameters.count, result);
}

static bool is_name_token(const Parser *parser) {
    TokenKind kind = parser->token.kind;
    return kind == TOKEN_WORD || token_is_keyword(kind);
}

static bool named_type(const Parser *parser, Str name, const FeelType **type) {
    for (const FeelScope *scope = parser->scope; scope; scope = scope->outer) {
        for (size_t i = 0; i < scope->type_count; i++) {
            if (!str_equal(scope->types[i].name, name)) continue;
            *type = scope->types[i].type;
            return true;
        }
    }
    return feel_type_simple_from_name(name, type);
}

// The longest run of words, and of dots between them, that names a type.
static bool type_name_end(Parser *parser, size_t *end, const FeelType **type) {
    Str text = parser->source->text;
    Lexer lexer = parser->lexer;
    size_t from = parser->token.range.from;
    bool is_found = false;
    for (Token token = parser->token; token.kind == TOKEN_WORD || token.kind == TOKEN_DOT ||
                                      token_is_keyword(token.kind);
         token = lexer_next(&lexer)) {
        Str name;
        const FeelType *candidate;
        if (!feel_name_normalise(parser->arena, str_slice(text, from, token.range.to), &name) &&
            token.range.from != from) {
            continue;
        }
        if (!named_type(parser, name, &candidate)) continue;
        is_found = true;
        *type = candidate;
        *end = token.range.to;
    }
    return is_found;
}

static const FeelType *unknown_type(Parser *parser) {
    static const Str known[] = {
        {"number", 6}, {"string", 6}, {"boolean", 7}, {"date", 4}, {"time", 4},
        {"date and time", 13}, {"days and time duration", 22}, {"years and months duration", 25},
    };
    Str name;
    size_t from = parser->token.range.from, end = parser->token.range.to;
    (void)scan_words(parser, from, &name, &end);
    parser_error(parser, (SourceRange){from, end}, "未知的类型 “%.*s”", STR_ARG(name));
    names_suggest(parser, name, known, sizeof known / sizeof known[0]);
    parser_seek(parser, end);
    return FEEL_TYPE_OF(ANY);
}

static const FeelType *parse_type_inside(Parser *parser) {
    const FeelType *type = FEEL_TYPE_OF(ANY);
    size_t end = 0;
    if (!is_name_token(parser)) {
        parser_fail(parser, "类型的名称");
        return type;
    }
    if (type_name_end(parser, &end, &type)) {
        parser_seek(parser, end);
        return type;
    }
    Str word = token_text(parser);
    bool is_function = parser->token.kind == TOKEN_FUNCTION;
    bool is_list = str_equal(word, STR("list")), is_range = str_equal(word, STR("range"));
    bool is_context = str_equal(word, STR("context"));
    if (!is_function && !is_list && !is_range && !is_context) return unknown_type(parser);
    parser_advance(parser);
    if (is_function) return parse_function_type(parser);
    if (is_context) return parse_context_type(parser);
    const FeelType *element = parse_element_type(parser);
    return is_list ? feel_type_list_of(parser->arena, element)
                   : feel_type_range_of(parser->arena, element);
}

const FeelType *parse_type(Parser *parser) {
    if (!parser_enter(parser)) return FEEL_TYPE_OF(ANY);
    const FeelType *type = parse_type_inside(parser);
    parser_leave(parser);
    return type;
}
