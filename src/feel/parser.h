// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_PARSER_H
#define FEEL_PARSER_H
// From text to a typed tree, in one pass: a name's end and a field's meaning depend on the scope
// and on the types found so far.
//
// Faults go to the diagnostics. After a fault of syntax the rest is not read; a fault of meaning
// (an unknown name, a wrong argument) leaves a NODE_ERROR and parsing goes on to find more.

#include "feel/ast.h"
#include "feel/lexer.h"

// Names bound inside the expression, innermost first.
typedef struct LocalScope {
    Variable **items;
    size_t count;
    size_t capacity;
    const struct LocalScope *outer;
    Variable *item; // the scope of a filter: names may be fields of this variable
} LocalScope;

typedef struct SlotVariable {
    const FeelName *name;
    Variable *variable;
} SlotVariable;

typedef struct SlotVariables {
    SlotVariable *items;
    size_t count;
    size_t capacity;
} SlotVariables;

typedef struct Parser {
    Arena *arena;
    const Source *source;
    Lexer lexer;
    Token token;       // the next one, not consumed
    size_t consumed;   // offset behind the last consumed token
    const FeelScope *scope;
    const LocalScope *local;
    SlotVariables slots; // the names of the scope that are used
    Diagnostics *diagnostics;
    int depth;
    bool has_failed;   // of syntax: everything unwinds
    bool in_range_end; // "[1..5[": a bracket may close the range here
    Variable *input;   // `?`
} Parser;

#define LOOP_VARIABLES_MAX 16 // of one loop

void parser_init(Parser *parser, Arena *arena, const FeelScope *scope, const Source *source,
                 SourceRange range, Diagnostics *diagnostics);
// Each returns a tree in any case; whether it counts, the diagnostics say.
Node *parse_program(Parser *parser);
Node *parse_unary_program(Parser *parser, Variable *input);

// ---- Between the parser's files ----

Node *parse_expression(Parser *parser);
Node *parse_additive(Parser *parser);
Node *parse_primary(Parser *parser); // parse_postfix.c
Node *parse_atom(Parser *parser);    // parse_primary.c
Node *parse_range_rest(Parser *parser, size_t from, bool low_included, Node *low);
Node *parse_in(Parser *parser, Node *value, size_t from); // parse_tests.c
Node *parse_comparison_range(Parser *parser);
const FeelType *parse_type(Parser *parser); // parse_type.c

void parser_advance(Parser *parser);
void parser_seek(Parser *parser, size_t offset);
bool parser_accept(Parser *parser, TokenKind kind);
// Consumes this token or reports that `what` was expected.
bool parser_expect(Parser *parser, TokenKind kind, const char *what);
Node *parser_fail(Parser *parser, const char *what);
bool parser_enter(Parser *parser);
// Chains lean to the left and are as deep as they are long. Without a limit, chains in the brackets
// of chains would make a tree too deep for the functions that walk it.
bool parser_chain_fits(Parser *parser, const Node *chain);
void parser_leave(Parser *parser);
Diagnostic *parser_error(Parser *parser, SourceRange range, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

Node *node_new(Parser *parser, NodeKind kind, size_t from, Node *const *children, size_t count);
#define NODE_OF(parser, kind, from, ...)                                                           \
    node_new((parser), (kind), (from), (Node *[]){__VA_ARGS__},                                    \
             sizeof((Node *[]){__VA_ARGS__}) / sizeof(Node *))
Node *node_constant(Parser *parser, size_t from, FeelValue value);
// Null for a reason, which a warning says at compile time and again when it is evaluated.
Node *node_null(Parser *parser, SourceRange range, Str reason);
Node *node_error(Parser *parser, size_t from);
Node *node_variable(Parser *parser, size_t from, Variable *variable);

typedef struct NodeList {
    Node **items;
    size_t count;
    size_t capacity;
} NodeList;

typedef struct NameList {
    Str *items;
    size_t count;
    size_t capacity;
} NameList;

// Between brackets a "[" is a bracket again, never the end of a range.
bool brackets_open(Parser *parser);
void brackets_close(Parser *parser, bool saved);
bool token_starts_primary(TokenKind kind);
bool token_is_comparison(TokenKind kind); // < <= > >= = !=

// ---- Names (names.c) ----

Variable *variable_new(Arena *arena, Str name, const FeelType *type);
// The longest name in scope that starts at this offset, as a node; NULL when there is none.
// Consumes it.
Node *parse_known_name(Parser *parser);
// Reports an unknown name, with the nearest known one as the hint.
Node *parse_unknown_name(Parser *parser);
// `path.name`: the name after the dot.
Node *parse_path(Parser *parser, Node *value);
// A run of name characters, operator characters and spaces, normalised; `*end` is behind it.
bool scan_name(Parser *parser, size_t from, Str *name, size_t *end);
// Words up to a keyword, joined by single spaces.
bool scan_words(Parser *parser, size_t from, Str *name, size_t *end);
// The nearest candidate by edit distance, as a hint of the latest finding.
void names_suggest(Parser *parser, Str name, const Str *candidates, size_t count);

#endif
