// SPDX-License-Identifier: Apache-2.0
// What may follow a value: paths, filters, calls.
#include "feel/parser.h"

#include "feel/infer.h"

static bool starts_value(TokenKind kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_STRING || kind == TOKEN_WORD ||
           kind == TOKEN_MINUS || token_starts_primary(kind);
}

// In "[1..5[" the last bracket closes a range unless a filter's condition follows.
static bool is_filter(Parser *parser) {
    if (parser->token.kind != TOKEN_OPEN_BRACKET) return false;
    if (!parser->in_range_end) return true;
    Lexer lexer = parser->lexer;
    TokenKind next = lexer_next(&lexer).kind;
    return starts_value(next) && next != TOKEN_CLOSE_BRACKET;
}

// filter = value "[" expression "]"; `item` and the fields of a context item are in scope
static Node *parse_filter(Parser *parser, Node *list) {
    parser_advance(parser);
    bool saved = brackets_open(parser);
    const FeelType *element = list->type->kind == FEEL_TYPE_LIST ? list->type->element : list->type;
    LocalScope scope = {.outer = parser->local};
    scope.item = variable_new(parser->arena, STR("item"), element);
    PUSH(parser->arena, &scope, scope.item);
    parser->local = &scope;
    Node *condition = parse_expression(parser);
    parser->local = scope.outer;
    parser_expect(parser, TOKEN_CLOSE_BRACKET, " “]”");
    brackets_close(parser, saved);
    Node *node = NODE_OF(parser, NODE_FILTER, list->range.from, list, condition);
    node->variables = scope.items;
    node->variable_count = 1;
    return node;
}

// "name :" at the start of an argument
static bool argument_name(Parser *parser, Str *name) {
    size_t end;
    if (parser->token.kind != TOKEN_WORD && !token_is_keyword(parser->token.kind)) return false;
    if (!scan_name(parser, parser->token.range.from, name, &end)) return false;
    Lexer lexer = parser->lexer;
    lexer.next = end;
    if (lexer_next(&lexer).kind != TOKEN_COLON) return false;
    parser_seek(parser, end);
    parser_advance(parser);
    return true;
}

static void parse_arguments(Parser *parser, NodeList *children, NameList *names) {
    do {
        SourceRange range = parser->token.range;
        Str name;
        bool is_named = argument_name(parser, &name);
        if (is_named != (names->count > 0) && children->count > 1) {
            parser_error(parser, range, "按名称和按位置的参数不能混用");
        }
        if (is_named) PUSH(parser->arena, names, name);
        Node *argument = parse_expression(parser);
        PUSH(parser->arena, children, argument);
    } while (parser_accept(parser, TOKEN_COMMA));
}

// call = value "(" [ arguments ] ")"
static Node *parse_call(Parser *parser, Node *callee) {
    parser_advance(parser);
    bool saved = brackets_open(parser);
    NodeList children = {0};
    NameList names = {0};
    PUSH(parser->arena, &children, callee);
    if (parser->token.kind != TOKEN_CLOSE_PAREN) parse_arguments(parser, &children, &names);
    parser_expect(parser, TOKEN_CLOSE_PAREN, " “,” 或 “)”");
    brackets_close(parser, saved);
    Node *node = NEW(parser->arena, Node);
    *node = (Node){.kind = NODE_CALL,
                   .range = {callee->range.from, parser->consumed},
                   .children = children.items,
                   .count = children.count,
                   .names = names.count + 1 == children.count ? names.items : NULL};
    infer_node(parser->arena, node);
    return node;
}

// primary = atom { "." name | "[" condition "]" | "(" arguments ")" }
Node *parse_primary(Parser *parser) {
    size_t from = parser->token.range.from;
    if (!parser_enter(parser)) return node_error(parser, from);
    Node *node = parse_atom(parser);
    while (parser_chain_fits(parser, node)) {
        if (parser_accept(parser, TOKEN_DOT)) {
            node = parse_path(parser, node);
        } else if (is_filter(parser)) {
            node = parse_filter(parser, node);
        } else if (parser->token.kind == TOKEN_OPEN_PAREN) {
            node = parse_call(parser, node);
        } else {
            break;
        }
    }
    parser_leave(parser);
    return node;
}
