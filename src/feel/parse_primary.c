// SPDX-License-Identifier: Apache-2.0
// Literals, names, brackets and control. What may follow them is in parse_postfix.c.
#include "feel/parser.h"

#include "feel/external.h"
#include "feel/infer.h"
#include "feel/program.h"

#include <string.h>

// ---- Brackets ----

// Between brackets a "[" is a bracket again.
bool brackets_open(Parser *parser) {
    bool saved = parser->in_range_end;
    parser->in_range_end = false;
    return saved;
}

void brackets_close(Parser *parser, bool saved) { parser->in_range_end = saved; }

// The end of a range, where "[" may close it: "[1..5[".
static Node *parse_range_end(Parser *parser) {
    bool saved = parser->in_range_end;
    parser->in_range_end = true;
    Node *node = parse_expression(parser);
    parser->in_range_end = saved;
    return node;
}

static bool ends_are_constant(const Node *low, const Node *high) {
    return low->kind == NODE_CONSTANT && high->kind == NODE_CONSTANT;
}

static void check_range(Parser *parser, const Node *node, const Node *low, const Node *high) {
    int order;
    if (!ends_are_constant(low, high) || !feel_compare(low->value, high->value, &order)) return;
    if (order <= 0) return;
    diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source, node->range,
                    "区间的下限大于上限，结果总是空");
}

// range = ("[" | "(" | "]") expression ".." expression ("]" | ")" | "["), from the dots on
Node *parse_range_rest(Parser *parser, size_t from, bool low_included, Node *low) {
    Node *high = parse_range_end(parser);
    bool high_included = parser->token.kind == TOKEN_CLOSE_BRACKET;
    if (!high_included && parser->token.kind != TOKEN_CLOSE_PAREN &&
        parser->token.kind != TOKEN_OPEN_BRACKET) {
        return parser_fail(parser, "区间的结尾 “]”、“)” 或 “[”");
    }
    parser_advance(parser);
    Node *node = NODE_OF(parser, NODE_RANGE, from, low, high);
    node->low_included = low_included;
    node->high_included = high_included;
    check_range(parser, node, low, high);
    return node;
}

// parenthesised = "(" expression ")" | "(" expression ".." ... | "(" comparator additive ")"
static Node *parse_parenthesised(Parser *parser, size_t from) {
    bool saved = brackets_open(parser);
    Node *node = token_is_comparison(parser->token.kind) ? parse_comparison_range(parser)
                                                       : parse_expression(parser);
    if (parser_accept(parser, TOKEN_DOT_DOT)) {
        node = parse_range_rest(parser, from, false, node);
    } else {
        parser_expect(parser, TOKEN_CLOSE_PAREN, " “)”");
        node->range = (SourceRange){from, parser->consumed};
    }
    brackets_close(parser, saved);
    return node;
}

static Node *node_list(Parser *parser, NodeKind kind, size_t from, const NodeList *list) {
    return node_new(parser, kind, from, list->items, list->count);
}

// list = "[" [ expression { "," expression } ] "]", or a range
static Node *parse_bracketed(Parser *parser, size_t from) {
    bool saved = brackets_open(parser);
    NodeList list = {0};
    Node *node = NULL;
    if (parser->token.kind != TOKEN_CLOSE_BRACKET) {
        do {
            Node *element = parse_expression(parser);
            if (list.count == 0 && parser_accept(parser, TOKEN_DOT_DOT)) {
                node = parse_range_rest(parser, from, true, element);
                brackets_close(parser, saved);
                return node;
            }
            PUSH(parser->arena, &list, element);
        } while (parser_accept(parser, TOKEN_COMMA));
    }
    parser_expect(parser, TOKEN_CLOSE_BRACKET, " “,” 或 “]”");
    brackets_close(parser, saved);
    return node_list(parser, NODE_LIST, from, &list);
}

static Node *parse_open_range(Parser *parser, size_t from) {
    bool saved = brackets_open(parser);
    Node *low = parse_expression(parser);
    Node *node = parser_expect(parser, TOKEN_DOT_DOT, " “..”")
                     ? parse_range_rest(parser, from, false, low)
                     : low;
    brackets_close(parser, saved);
    return node;
}

// ---- Contexts ----

static bool parse_key(Parser *parser, Str *name) {
    SourceRange range = parser->token.range;
    if (parser->token.kind == TOKEN_STRING) {
        *name = lexer_string(&parser->lexer, parser->arena, parser->token);
        parser_advance(parser);
    } else {
        if (!scan_name(parser, range.from, name, &range.to)) {
            parser_fail(parser, "条目的名称");
            return false;
        }
        parser_seek(parser, range.to);
    }
    return parser_expect(parser, TOKEN_COLON, " “:”");
}

static void check_key(Parser *parser, const NameList *names, Str name, SourceRange range) {
    for (size_t i = 0; i < names->count; i++) {
        if (!str_equal(names->items[i], name)) continue;
        parser_error(parser, range, "条目 “%.*s” 重复", STR_ARG(name));
        return;
    }
}

// Reads "name: expression" into the lists. A function may call itself by its entry's name.
static bool parse_entry(Parser *parser, LocalScope *scope, NameList *names, NodeList *values) {
    SourceRange range = parser->token.range;
    Str name;
    if (!parse_key(parser, &name)) return false;
    check_key(parser, names, name, range);
    Variable *variable = variable_new(parser->arena, name, FEEL_TYPE_OF(ANY));
    bool is_function = parser->token.kind == TOKEN_FUNCTION;
    if (is_function) PUSH(parser->arena, scope, variable);
    Node *value = parse_expression(parser);
    variable->type = value->type;
    if (!is_function) PUSH(parser->arena, scope, variable);
    PUSH(parser->arena, names, name);
    PUSH(parser->arena, values, value);
    return !parser->has_failed;
}

// context = "{" [ entry { "," entry } ] "}"
static Node *parse_context(Parser *parser, size_t from) {
    bool saved = brackets_open(parser);
    LocalScope scope = {.outer = parser->local};
    parser->local = &scope;
    NameList names = {0};
    NodeList values = {0};
    if (parser->token.kind != TOKEN_CLOSE_BRACE) {
        while (parse_entry(parser, &scope, &names, &values)) {
            if (!parser_accept(parser, TOKEN_COMMA)) break;
        }
    }
    parser_expect(parser, TOKEN_CLOSE_BRACE, " “,” 或 “}”");
    parser->local = scope.outer;
    brackets_close(parser, saved);
    Node *node = NEW(parser->arena, Node);
    *node = (Node){.kind = NODE_CONTEXT,
                   .range = {from, parser->consumed},
                   .children = values.items,
                   .count = values.count,
                   .names = names.items,
                   .variables = scope.items,
                   .variable_count = scope.count};
    infer_node(parser->arena, node);
    return node;
}

// ---- Control ----

static void check_condition(Parser *parser, const Node *condition) {
    FeelTypeKind kind = condition->type->kind;
    if (kind == FEEL_TYPE_BOOLEAN || kind == FEEL_TYPE_ANY || kind == FEEL_TYPE_NULL) return;
    diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source, condition->range,
                    "条件应为真假，实为%.*s，总是走 “else”",
                    STR_ARG(feel_type_to_chinese(condition->type)));
}

static Node *parse_if(Parser *parser, size_t from) {
    Node *condition = parse_expression(parser);
    check_condition(parser, condition);
    if (!parser_expect(parser, TOKEN_THEN, " “then”")) return condition;
    Node *then = parse_expression(parser);
    if (!parser_expect(parser, TOKEN_ELSE, " “else”")) return then;
    Node *otherwise = parse_expression(parser);
    return NODE_OF(parser, NODE_IF, from, condition, then, otherwise);
}

// domain = expression [ ".." expression ]
static Node *parse_domain(Parser *parser) {
    size_t from = parser->token.range.from;
    Node *node = parse_expression(parser);
    if (!parser_accept(parser, TOKEN_DOT_DOT)) return node;
    return NODE_OF(parser, NODE_SEQUENCE, from, node, parse_expression(parser));
}

// iterator = name "in" domain
static bool parse_iterator(Parser *parser, LocalScope *scope, NodeList *domains) {
    Str name;
    size_t end;
    size_t from = parser->token.range.from;
    if (parser->token.kind != TOKEN_WORD || !scan_words(parser, from, &name, &end)) {
        parser_fail(parser, "循环变量的名称");
        return false;
    }
    parser_seek(parser, end);
    if (!parser_expect(parser, TOKEN_IN, " “in”")) return false;
    Node *domain = parse_domain(parser);
    PUSH(parser->arena, domains, domain);
    PUSH(parser->arena, scope, variable_new(parser->arena, name, infer_element(domain->type)));
    return !parser->has_failed;
}

// iteration = ("for" | "some" | "every") iterator { "," iterator } ("return" | "satisfies") body
static Node *parse_iteration(Parser *parser, size_t from, NodeKind kind) {
    LocalScope scope = {.outer = parser->local};
    NodeList children = {0};
    parser->local = &scope;
    while (parse_iterator(parser, &scope, &children)) {
        if (!parser_accept(parser, TOKEN_COMMA)) break;
        if (children.count < LOOP_VARIABLES_MAX) continue;
        parser_error(parser, parser->token.range, "循环变量太多，最多 %d 个", LOOP_VARIABLES_MAX);
        break;
    }
    bool is_for = kind == NODE_FOR;
    parser_expect(parser, is_for ? TOKEN_RETURN : TOKEN_SATISFIES,
                  is_for ? " “return”" : " “satisfies”");
    Variable *partial = variable_new(parser->arena, STR("partial"),
                                     feel_type_list_of(parser->arena, FEEL_TYPE_OF(ANY)));
    if (is_for) PUSH(parser->arena, &scope, partial);
    Node *body = parse_expression(parser);
    PUSH(parser->arena, &children, body);
    parser->local = scope.outer;
    Node *node = node_list(parser, kind, from, &children);
    node->variables = scope.items;
    node->variable_count = scope.count;
    node->uses_partial = partial->is_used;
    return node;
}

// ---- Functions ----

static bool parse_parameter(Parser *parser, LocalScope *scope) {
    Str name;
    size_t end;
    if (!scan_name(parser, parser->token.range.from, &name, &end)) {
        parser_fail(parser, "参数的名称");
        return false;
    }
    parser_seek(parser, end);
    const FeelType *type = FEEL_TYPE_OF(ANY);
    if (parser_accept(parser, TOKEN_COLON)) type = parse_type(parser);
    PUSH(parser->arena, scope, variable_new(parser->arena, name, type));
    return !parser->has_failed;
}

static const Node *context_entry(const Node *context, Str name) {
    if (!context || context->kind != NODE_CONTEXT) return NULL;
    for (size_t i = 0; i < context->count; i++) {
        if (str_equal(context->names[i], name)) return context->children[i];
    }
    return NULL;
}

static Str constant_text(const Node *node) {
    bool is_text = node && node->kind == NODE_CONSTANT && node->value.kind == FEEL_STRING;
    return is_text ? node->value.string : STR("");
}

// The call of a Java method with the parameters of the function as its arguments.
static Node *parse_external(Parser *parser, const LocalScope *scope) {
    size_t from = parser->token.range.from;
    parser_advance(parser);
    const Node *java = context_entry(parse_expression(parser), STR("java"));
    Str class_name = constant_text(context_entry(java, STR("class")));
    Str signature = constant_text(context_entry(java, STR("method signature")));
    SourceRange range = {from, parser->consumed};
    if (!java) return node_null(parser, range, STR("外部函数只支持java"));
    const FeelBuiltin *method = feel_external_find(parser->arena, class_name, signature);
    if (!method) {
        return node_null(parser, range,
                         str_format(parser->arena, "没有Java方法 “%.*s.%.*s”",
                                    STR_ARG(class_name), STR_ARG(signature)));
    }
    Node *callee = node_new(parser, NODE_BUILTIN, from, NULL, 0);
    callee->builtin = method;
    NodeList children = {0};
    PUSH(parser->arena, &children, callee);
    for (size_t i = 0; i < scope->count; i++) {
        PUSH(parser->arena, &children, node_variable(parser, from, scope->items[i]));
    }
    return node_list(parser, NODE_CALL, from, &children);
}

// function = "function" "(" [ parameter { "," parameter } ] ")" ("external" context | expression)
static Node *parse_function(Parser *parser, size_t from) {
    LocalScope scope = {.outer = parser->local};
    if (!parser_expect(parser, TOKEN_OPEN_PAREN, " “(”")) return node_error(parser, from);
    if (parser->token.kind != TOKEN_CLOSE_PAREN) {
        while (parse_parameter(parser, &scope)) {
            if (!parser_accept(parser, TOKEN_COMMA)) break;
        }
    }
    parser_expect(parser, TOKEN_CLOSE_PAREN, " “,” 或 “)”");
    parser->local = &scope;
    bool is_external = parser->token.kind == TOKEN_EXTERNAL;
    Node *body = is_external ? parse_external(parser, &scope) : parse_expression(parser);
    parser->local = scope.outer;
    Node *node = NEW(parser->arena, Node);
    *node = (Node){.kind = NODE_FUNCTION,
                   .range = {from, parser->consumed},
                   .children = NEW(parser->arena, Node *),
                   .count = 1,
                   .variables = scope.items,
                   .variable_count = scope.count};
    node->children[0] = body;
    infer_node(parser->arena, node);
    return node;
}

// ---- Literals and names ----

static Node *parse_number(Parser *parser) {
    SourceRange range = parser->token.range;
    Str text = str_slice(parser->source->text, range.from, range.to);
    parser_advance(parser);
    Decimal number;
    if (!decimal_from_str(text, &number) || !decimal_is_finite(number)) {
        parser_error(parser, range, "数字 “%.*s” 超出范围", STR_ARG(text));
        return node_error(parser, range.from);
    }
    return node_constant(parser, range.from, feel_number(number));
}

static Node *parse_string(Parser *parser) {
    size_t from = parser->token.range.from;
    Str text = lexer_string(&parser->lexer, parser->arena, parser->token);
    parser_advance(parser);
    return node_constant(parser, from, feel_string(text));
}

// "@" string: a date, a time, a date and time or a duration
static Node *parse_at_literal(Parser *parser, size_t from) {
    if (parser->token.kind != TOKEN_STRING) return parser_fail(parser, "日期或期间的字符串");
    Token token = parser->token;
    Str text = lexer_string(&parser->lexer, parser->arena, token);
    parser_advance(parser);
    FeelValue value = feel_parse_at_literal(parser->arena, text);
    if (!feel_is_null(value)) return node_constant(parser, from, value);
    Node *node = node_null(parser, token.range,
                           str_format(parser->arena, "“%.*s” 不是日期、时间或期间",
                                      STR_ARG(text)));
    diagnostics_hint(parser->diagnostics,
                     "例如 @\"2023-10-16\"、@\"08:30:00\"、@\"P1Y\"、@\"P10D\"");
    return node;
}

static Node *parse_keyword_or_bracket(Parser *parser) {
    Token token = parser->token;
    size_t from = token.range.from;
    parser_advance(parser);
    switch ((int)token.kind) {
    case TOKEN_TRUE: return node_constant(parser, from, feel_boolean(true));
    case TOKEN_FALSE: return node_constant(parser, from, feel_boolean(false));
    case TOKEN_NULL: return node_constant(parser, from, feel_null());
    case TOKEN_AT: return parse_at_literal(parser, from);
    case TOKEN_IF: return parse_if(parser, from);
    case TOKEN_FOR: return parse_iteration(parser, from, NODE_FOR);
    case TOKEN_SOME: return parse_iteration(parser, from, NODE_SOME);
    case TOKEN_EVERY: return parse_iteration(parser, from, NODE_EVERY);
    case TOKEN_FUNCTION: return parse_function(parser, from);
    case TOKEN_OPEN_PAREN: return parse_parenthesised(parser, from);
    case TOKEN_OPEN_BRACKET: return parse_bracketed(parser, from);
    case TOKEN_CLOSE_BRACKET: return parse_open_range(parser, from);
    case TOKEN_OPEN_BRACE: return parse_context(parser, from);
    default: break;
    }
    return NULL;
}

bool token_starts_primary(TokenKind kind) {
    switch ((int)kind) {
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NULL:
    case TOKEN_AT:
    case TOKEN_IF:
    case TOKEN_FOR:
    case TOKEN_SOME:
    case TOKEN_EVERY:
    case TOKEN_FUNCTION:
    case TOKEN_OPEN_PAREN:
    case TOKEN_OPEN_BRACKET:
    case TOKEN_CLOSE_BRACKET:
    case TOKEN_OPEN_BRACE: return true;
    default: return false;
    }
}

Node *parse_atom(Parser *parser) {
    TokenKind kind = parser->token.kind;
    if (kind == TOKEN_NUMBER) return parse_number(parser);
    if (kind == TOKEN_STRING) return parse_string(parser);
    if (kind == TOKEN_WORD || token_is_keyword(kind)) {
        Node *node = parse_known_name(parser);
        if (node) return node;
        if (kind == TOKEN_WORD) return parse_unknown_name(parser);
    }
    if (token_starts_primary(kind)) return parse_keyword_or_bracket(parser);
    return parser_fail(parser, "一个值");
}
