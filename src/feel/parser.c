// SPDX-License-Identifier: Apache-2.0
// Operators and control: from the loosest binding to the tightest.
#include "feel/parser.h"

#include "feel/infer.h"
#include "feel/program.h"

#include <string.h>

// ---- Tokens ----

void parser_init(Parser *parser, Arena *arena, const FeelScope *scope, const Source *source,
                 SourceRange range, Diagnostics *diagnostics) {
    *parser = (Parser){
        .arena = arena,
        .source = source,
        .scope = scope,
        .diagnostics = diagnostics,
        .lexer = {.source = source,
                  .next = range.from,
                  .end = range.to,
                  .reported_to = range.from,
                  .diagnostics = diagnostics},
        .consumed = range.from,
    };
    parser->token = lexer_next(&parser->lexer);
}

void parser_advance(Parser *parser) {
    parser->consumed = parser->token.range.to;
    if (!parser->has_failed) parser->token = lexer_next(&parser->lexer);
}

void parser_seek(Parser *parser, size_t offset) {
    parser->lexer.next = offset;
    parser->consumed = offset;
    if (!parser->has_failed) parser->token = lexer_next(&parser->lexer);
}

bool parser_accept(Parser *parser, TokenKind kind) {
    if (parser->token.kind != kind) return false;
    parser_advance(parser);
    return true;
}

Diagnostic *parser_error(Parser *parser, SourceRange range, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Str message = str_format_list(parser->arena, format, arguments);
    va_end(arguments);
    return diagnostics_add(parser->diagnostics, SEVERITY_ERROR, parser->source, range, "%.*s",
                           STR_ARG(message));
}

// After the first fault of syntax every token is the end, so that all productions return.
static void parser_stop(Parser *parser) {
    parser->has_failed = true;
    parser->token = (Token){TOKEN_END, {parser->lexer.end, parser->lexer.end}};
}

Node *parser_fail(Parser *parser, const char *what) {
    size_t from = parser->token.range.from;
    if (!parser->has_failed && parser->token.kind != TOKEN_BAD) {
        Str found = token_describe(parser->arena, parser->source, parser->token);
        parser_error(parser, parser->token.range, "这里应当是%s，却是%.*s", what, STR_ARG(found));
    }
    parser_stop(parser);
    return node_error(parser, from);
}

bool parser_expect(Parser *parser, TokenKind kind, const char *what) {
    if (parser_accept(parser, kind)) return true;
    (void)parser_fail(parser, what);
    return false;
}

bool parser_enter(Parser *parser) {
    if (parser->depth < FEEL_DEPTH_MAX) {
        parser->depth++;
        return true;
    }
    if (!parser->has_failed) {
        parser_error(parser, parser->token.range, "表达式嵌套太深，最多 %d 层", FEEL_DEPTH_MAX);
        diagnostics_hint(parser->diagnostics, "请把内层拆成单独的一项");
        diagnostics_code(parser->diagnostics, "LIMIT_DEPTH");
    }
    parser_stop(parser);
    return false;
}

void parser_leave(Parser *parser) { parser->depth--; }

// ---- Nodes ----

Node *node_new(Parser *parser, NodeKind kind, size_t from, Node *const *children, size_t count) {
    Node *node = NEW(parser->arena, Node);
    *node = (Node){.kind = kind, .range = {from, parser->consumed}, .count = count};
    node->children = NEW_ARRAY(parser->arena, Node *, count);
    if (count) memcpy(node->children, children, count * sizeof *children);
    if (node->range.to < node->range.from) node->range.to = node->range.from;
    infer_node(parser->arena, node);
    return node;
}

Node *node_constant(Parser *parser, size_t from, FeelValue value) {
    Node *node = node_new(parser, NODE_CONSTANT, from, NULL, 0);
    node->value = value;
    infer_node(parser->arena, node);
    return node;
}

Node *node_null(Parser *parser, SourceRange range, Str reason) {
    diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source, range,
                    "%.*s，结果总是空", STR_ARG(reason));
    Node *node = node_new(parser, NODE_NULL, range.from, NULL, 0);
    node->range = range;
    node->name = reason;
    return node;
}

Node *node_error(Parser *parser, size_t from) {
    return node_new(parser, NODE_ERROR, from, NULL, 0);
}

Node *node_variable(Parser *parser, size_t from, Variable *variable) {
    Node *node = NEW(parser->arena, Node);
    variable->is_used = true;
    *node = (Node){.kind = NODE_VARIABLE,
                   .range = {from, parser->consumed},
                   .variable = variable,
                   .type = variable->type};
    return node;
}

// ---- Operators ----

typedef struct OperatorRow {
    TokenKind token;
    Operation operation;
} OperatorRow;

static const OperatorRow comparison_operators[] = {
    {TOKEN_EQUAL, OPERATION_EQUAL},
    {TOKEN_NOT_EQUAL, OPERATION_UNEQUAL},
    {TOKEN_LESS, OPERATION_LESS},
    {TOKEN_LESS_EQUAL, OPERATION_LESS_EQUAL},
    {TOKEN_GREATER, OPERATION_GREATER},
    {TOKEN_GREATER_EQUAL, OPERATION_GREATER_EQUAL},
};
static const OperatorRow additive_operators[] = {
    {TOKEN_PLUS, OPERATION_ADD},
    {TOKEN_MINUS, OPERATION_SUBTRACT},
};
static const OperatorRow multiplicative_operators[] = {
    {TOKEN_STAR, OPERATION_MULTIPLY},
    {TOKEN_SLASH, OPERATION_DIVIDE},
};
static const OperatorRow power_operators[] = {{TOKEN_POWER, OPERATION_POWER}};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static bool accept_operator(Parser *parser, const OperatorRow *rows, size_t count,
                            Operation *operation) {
    for (size_t i = 0; i < count; i++) {
        if (!parser_accept(parser, rows[i].token)) continue;
        *operation = rows[i].operation;
        return true;
    }
    return false;
}

// Says at once what can only be null: no rule of the standard joins two such types.
static void check_arithmetic(Parser *parser, const Node *node) {
    const FeelType *left = node->children[0]->type, *right = node->children[1]->type;
    if (node->type->kind != FEEL_TYPE_NULL) return;
    if (left->kind == FEEL_TYPE_NULL || right->kind == FEEL_TYPE_NULL) return;
    Str sign = str_slice(parser->source->text, node->children[0]->range.to,
                         node->children[1]->range.from);
    diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source, node->range,
                    "“%.*s” 不能用于%.*s和%.*s，结果总是空", STR_ARG(str_trim(sign)),
                    STR_ARG(feel_type_to_chinese(left)), STR_ARG(feel_type_to_chinese(right)));
}

static Node *node_operation(Parser *parser, size_t from, Operation operation, Node *left,
                            Node *right) {
    Node *node = NODE_OF(parser, NODE_OPERATION, from, left, right);
    node->operation = operation;
    infer_node(parser->arena, node);
    if (operation < OPERATION_EQUAL) check_arithmetic(parser, node);
    return node;
}

bool parser_chain_fits(Parser *parser, const Node *chain) {
    if (chain->depth < FEEL_CHAIN_MAX) return true;
    if (!parser->has_failed) {
        parser_error(parser, parser->token.range, "连续的运算太长，最多 %d 项", FEEL_CHAIN_MAX);
        diagnostics_code(parser->diagnostics, "LIMIT_CHAIN");
    }
    parser_stop(parser);
    return false;
}

static Node *parse_unary(Parser *parser);

// power = unary { "**" unary }
static Node *parse_power(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_unary(parser);
    Operation operation;
    while (parser_chain_fits(parser, node)) {
        if (!accept_operator(parser, power_operators, COUNT(power_operators), &operation)) break;
        node = node_operation(parser, from, operation, node, parse_unary(parser));
    }
    return node;
}

// multiplicative = power { ("*" | "/") power }
static Node *parse_multiplicative(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_power(parser);
    Operation operation;
    while (parser_chain_fits(parser, node)) {
        if (!accept_operator(parser, multiplicative_operators, COUNT(multiplicative_operators),
                             &operation)) {
            break;
        }
        node = node_operation(parser, from, operation, node, parse_power(parser));
    }
    return node;
}

// additive = multiplicative { ("+" | "-") multiplicative }
Node *parse_additive(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_multiplicative(parser);
    Operation operation;
    while (parser_chain_fits(parser, node)) {
        if (!accept_operator(parser, additive_operators, COUNT(additive_operators), &operation)) {
            break;
        }
        node = node_operation(parser, from, operation, node, parse_multiplicative(parser));
    }
    return node;
}

// between = additive "between" additive "and" additive
static Node *parse_between(Parser *parser, Node *value, size_t from) {
    Node *low = parse_additive(parser);
    if (!parser_expect(parser, TOKEN_AND, " “and”")) return node_error(parser, from);
    Node *high = parse_additive(parser);
    return NODE_OF(parser, NODE_BETWEEN, from, value, low, high);
}

// Says at once what can only be null: two types that no value of both can be compared in.
static void check_comparison(Parser *parser, const Node *node) {
    const FeelType *left = node->children[0]->type, *right = node->children[1]->type;
    bool is_known = left->kind != FEEL_TYPE_ANY && right->kind != FEEL_TYPE_ANY &&
                    left->kind != FEEL_TYPE_NULL && right->kind != FEEL_TYPE_NULL;
    if (!is_known || left->kind == right->kind) return;
    diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source, node->range,
                    "%.*s与%.*s不能比较，结果总是空", STR_ARG(feel_type_to_chinese(left)),
                    STR_ARG(feel_type_to_chinese(right)));
}

// comparison = additive { comparator additive | "between" ... | "in" tests }
static Node *parse_comparison(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_additive(parser);
    Operation operation;
    while (parser_chain_fits(parser, node)) {
        if (accept_operator(parser, comparison_operators, COUNT(comparison_operators),
                            &operation)) {
            node = node_operation(parser, from, operation, node, parse_additive(parser));
            check_comparison(parser, node);
        } else if (parser_accept(parser, TOKEN_BETWEEN)) {
            node = parse_between(parser, node, from);
        } else if (parser_accept(parser, TOKEN_IN)) {
            node = parse_in(parser, node, from);
        } else {
            break;
        }
    }
    return node;
}

// conjunction = comparison { "and" comparison }
static Node *parse_conjunction(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_comparison(parser);
    while (parser_chain_fits(parser, node)) {
        if (!parser_accept(parser, TOKEN_AND)) break;
        node = NODE_OF(parser, NODE_AND, from, node, parse_comparison(parser));
    }
    return node;
}

// disjunction = conjunction { "or" conjunction }
static Node *parse_disjunction(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_conjunction(parser);
    while (parser_chain_fits(parser, node)) {
        if (!parser_accept(parser, TOKEN_OR)) break;
        node = NODE_OF(parser, NODE_OR, from, node, parse_conjunction(parser));
    }
    return node;
}

Node *parse_expression(Parser *parser) {
    size_t from = parser->token.range.from;
    if (!parser_enter(parser)) return node_error(parser, from);
    Node *node = parse_disjunction(parser);
    parser_leave(parser);
    return node;
}

// ---- Unary and postfix ----

// instance of = postfix [ "instance" "of" type ]
static Node *parse_instance_of(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_primary(parser);
    while (parser_accept(parser, TOKEN_INSTANCE)) {
        if (!parser_expect(parser, TOKEN_OF, " “of”")) return node;
        const FeelType *tested = parse_type(parser);
        node = NODE_OF(parser, NODE_INSTANCE_OF, from, node);
        node->tested = tested;
    }
    return node;
}

// unary = { "-" } instance of
static Node *parse_unary(Parser *parser) {
    size_t from = parser->token.range.from;
    if (!parser_accept(parser, TOKEN_MINUS)) return parse_instance_of(parser);
    if (!parser_enter(parser)) return node_error(parser, from);
    Node *operand = parse_unary(parser);
    parser_leave(parser);
    if (operand->kind == NODE_CONSTANT && operand->value.kind == FEEL_NUMBER) {
        return node_constant(parser, from, feel_number(decimal_negate(operand->value.number)));
    }
    return NODE_OF(parser, NODE_NEGATE, from, operand);
}

// ---- Whole texts ----

static void expect_end(Parser *parser) {
    if (parser->has_failed || parser->token.kind == TOKEN_END) return;
    if (parser->token.kind == TOKEN_BAD) return;
    Str found = token_describe(parser->arena, parser->source, parser->token);
    parser_error(parser, parser->token.range, "表达式到此已完整，多出%.*s", STR_ARG(found));
}

Node *parse_program(Parser *parser) {
    Node *node = parse_expression(parser);
    expect_end(parser);
    return node;
}
