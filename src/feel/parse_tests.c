// SPDX-License-Identifier: Apache-2.0
// Unary tests: the right side of `in`, and the cells of decision tables.
#include "feel/parser.h"

#include "feel/infer.h"

static FeelRangeForm form_of(TokenKind kind) {
    if (kind == TOKEN_EQUAL) return FEEL_RANGE_EQUAL;
    if (kind == TOKEN_NOT_EQUAL) return FEEL_RANGE_UNEQUAL;
    return FEEL_RANGE_COMPARISON;
}

// comparison range = ("<" | "<=" | ">" | ">=" | "=" | "!=") additive
Node *parse_comparison_range(Parser *parser) {
    size_t from = parser->token.range.from;
    TokenKind kind = parser->token.kind;
    parser_advance(parser);
    Node *value = parse_additive(parser);
    Node *none = node_constant(parser, from, feel_null());
    bool is_upper = kind == TOKEN_LESS || kind == TOKEN_LESS_EQUAL;
    FeelRangeForm form = form_of(kind);
    Node *low = form == FEEL_RANGE_COMPARISON && is_upper ? none : value;
    Node *high = form == FEEL_RANGE_COMPARISON && !is_upper ? none : value;
    Node *node = NODE_OF(parser, NODE_RANGE, from, low, high);
    node->form = form;
    node->low_included = kind == TOKEN_GREATER_EQUAL || kind == TOKEN_EQUAL;
    node->high_included = kind == TOKEN_LESS_EQUAL || kind == TOKEN_EQUAL;
    return node;
}

bool token_is_comparison(TokenKind kind) {
    return kind == TOKEN_LESS || kind == TOKEN_LESS_EQUAL || kind == TOKEN_GREATER ||
           kind == TOKEN_GREATER_EQUAL || kind == TOKEN_EQUAL || kind == TOKEN_NOT_EQUAL;
}

static Node *parse_test(Parser *parser) {
    if (token_is_comparison(parser->token.kind)) return parse_comparison_range(parser);
    return parse_expression(parser);
}

// "(" test { "," test } ")" after `in`, or an interval that starts with a parenthesis
static void parse_test_list(Parser *parser, NodeList *children) {
    size_t from = parser->token.range.from;
    bool saved = brackets_open(parser);
    parser_advance(parser);
    Node *first = parse_test(parser);
    if (parser_accept(parser, TOKEN_DOT_DOT)) {
        Node *range = parse_range_rest(parser, from, false, first);
        PUSH(parser->arena, children, range);
    } else {
        PUSH(parser->arena, children, first);
        while (parser_accept(parser, TOKEN_COMMA)) {
            Node *test = parse_test(parser);
            PUSH(parser->arena, children, test);
        }
        parser_expect(parser, TOKEN_CLOSE_PAREN, " “,” 或 “)”");
    }
    brackets_close(parser, saved);
}

// in = value "in" ( "(" tests ")" | comparison range | additive )
Node *parse_in(Parser *parser, Node *value, size_t from) {
    NodeList children = {0};
    PUSH(parser->arena, &children, value);
    if (parser->token.kind == TOKEN_OPEN_PAREN) {
        parse_test_list(parser, &children);
    } else {
        Node *test = token_is_comparison(parser->token.kind) ? parse_comparison_range(parser)
                                                             : parse_additive(parser);
        PUSH(parser->arena, &children, test);
    }
    return node_new(parser, NODE_IN, from, children.items, children.count);
}

// ---- Cells of decision tables ----

// One test of the input. A test that mentions `?` is a condition by itself.
static Node *parse_input_test(Parser *parser, Variable *input) {
    size_t from = parser->token.range.from;
    input->is_used = false;
    Node *test = parse_test(parser);
    bool mentions_input = input->is_used;
    if (mentions_input && test->type->kind == FEEL_TYPE_BOOLEAN) return test;
    Node *value = node_variable(parser, from, input);
    return NODE_OF(parser, mentions_input ? NODE_TEST : NODE_IN, from, value, test);
}

static Node *parse_input_tests(Parser *parser, Variable *input) {
    size_t from = parser->token.range.from;
    Node *node = parse_input_test(parser, input);
    while (parser_accept(parser, TOKEN_COMMA)) {
        node = NODE_OF(parser, NODE_OR, from, node, parse_input_test(parser, input));
    }
    return node;
}

static bool word_is(const Parser *parser, const char *word) {
    SourceRange range = parser->token.range;
    return str_equal(str_slice(parser->source->text, range.from, range.to), str_from_c(word));
}

// "not(" tests ")" and nothing behind; otherwise it is a call within an expression.
static Node *parse_negated_tests(Parser *parser, Variable *input) {
    Parser saved = *parser;
    Diagnostics diagnostics = *parser->diagnostics;
    size_t from = parser->token.range.from;
    parser_advance(parser);
    if (parser_accept(parser, TOKEN_OPEN_PAREN)) {
        Node *tests = parse_input_tests(parser, input);
        bool is_closed = parser_accept(parser, TOKEN_CLOSE_PAREN);
        if (is_closed && parser->token.kind == TOKEN_END) {
            return NODE_OF(parser, NODE_NOT, from, tests);
        }
        // A fault inside the brackets is a fault either way; report it from here.
        if (parser->has_failed || parser->token.kind == TOKEN_END) {
            parser_expect(parser, TOKEN_CLOSE_PAREN, " “,” 或 “)”");
            return tests;
        }
    }
    SlotVariables slots = parser->slots;
    *parser = saved;
    parser->slots = slots;
    *parser->diagnostics = diagnostics;
    return NULL;
}

static bool is_dash(Parser *parser) {
    if (parser->token.kind != TOKEN_MINUS) return false;
    Lexer lexer = parser->lexer;
    return lexer_next(&lexer).kind == TOKEN_END;
}

// unary tests = "-" | "not" "(" tests ")" | tests
Node *parse_unary_program(Parser *parser, Variable *input) {
    LocalScope scope = {.outer = parser->local};
    PUSH(parser->arena, &scope, input);
    parser->local = &scope;
    size_t from = parser->token.range.from;
    Node *node = NULL;
    if (is_dash(parser)) {
        parser_advance(parser);
        node = node_constant(parser, from, feel_boolean(true));
    }
    if (!node && word_is(parser, "not")) node = parse_negated_tests(parser, input);
    if (!node) node = parse_input_tests(parser, input);
    if (!parser->has_failed && parser->token.kind != TOKEN_END) {
        parser_fail(parser, "“,” 或结尾");
    }
    parser->local = scope.outer;
    return node;
}
