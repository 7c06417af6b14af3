// SPDX-License-Identifier: Apache-2.0
// Names: the longest one in scope that the text starts with.
//
// Names may hold spaces and operator characters, so "补助标准-扣减" is one name if the scope has it and a
// difference otherwise. All scopes are searched: the longest name wins, then the innermost.
#include "feel/parser.h"

#include "base/utf8.h"
#include "feel/infer.h"

#include <string.h>

typedef struct NameMatch {
    size_t end; // 0 = nothing matched
    Str name;
    Variable *variable;
    Variable *item; // the name is a field of this
    const FeelName *outer;
    const FeelBuiltin *builtin;
    Variable *open_item; // a filter's item of unknown type stands between here and the match
} NameMatch;

Variable *variable_new(Arena *arena, Str name, const FeelType *type) {
    Variable *variable = NEW(arena, Variable);
    *variable = (Variable){.name = name, .type = type};
    return variable;
}

// ---- Reading names ----

static Str parser_text(const Parser *parser) {
    return str_slice(parser->source->text, 0, parser->lexer.end);
}

// The offset behind `name` when the text has it here, 0 otherwise. One space in the name stands for
// any run of spaces in the text.
static size_t name_end_at(Str text, size_t offset, Str name) {
    if (name.length == 0 || offset >= text.length || text.data[offset] != name.data[0]) return 0;
    for (size_t i = 0; i < name.length; i++) {
        if (name.data[i] != ' ') {
            if (offset >= text.length || text.data[offset] != name.data[i]) return 0;
            offset++;
            continue;
        }
        size_t spaces = offset, after = offset;
        while (feel_char_is_space(utf8_next(text, &after))) spaces = after;
        if (spaces == offset) return 0;
        offset = spaces;
    }
    size_t after = offset;
    uint32_t next = offset < text.length ? utf8_next(text, &after) : ' ';
    bool ends_in_word = !name_char_is_symbol((unsigned char)name.data[name.length - 1]);
    return ends_in_word && name_char_continues(next) ? 0 : offset;
}

bool scan_name(Parser *parser, size_t from, Str *name, size_t *end) {
    Str text = parser_text(parser);
    StrBuilder out;
    str_builder_init(&out, parser->arena, 0);
    size_t offset = from, after = from;
    bool pending_space = false;
    while (offset < text.length) {
        uint32_t c = utf8_next(text, &after);
        if (feel_char_is_space(c)) {
            pending_space = out.count > 0;
        } else if (name_char_starts(c) || name_char_continues(c) || name_char_is_symbol(c)) {
            if (pending_space) str_put_char(&out, ' ');
            pending_space = false;
            str_put(&out, str_slice(text, offset, after));
        } else {
            break;
        }
        offset = after;
    }
    *name = str_built(&out);
    *end = offset;
    size_t first = 0;
    return name->length > 0 && name_char_starts(utf8_next(*name, &first));
}

bool scan_words(Parser *parser, size_t from, Str *name, size_t *end) {
    Lexer lexer = parser->lexer;
    lexer.next = from;
    StrBuilder out;
    str_builder_init(&out, parser->arena, 0);
    for (;;) {
        Token token = lexer_next(&lexer);
        bool is_first = out.count == 0;
        if (token.kind != TOKEN_WORD && !(is_first && token_is_keyword(token.kind))) break;
        if (!is_first) str_put_char(&out, ' ');
        str_put(&out, str_slice(parser->source->text, token.range.from, token.range.to));
        *end = token.range.to;
    }
    *name = str_built(&out);
    return out.count > 0;
}

bool feel_name_normalise(Arena *arena, Str text, Str *name) {
    Source source = {STR("<name>"), text};
    Parser parser = {.arena = arena,
                     .source = &source,
                     .lexer = {.source = &source, .end = text.length}};
    size_t end;
    Str trimmed = str_trim(text);
    size_t from = (size_t)(trimmed.data - text.data);
    if (trimmed.length == 0 || !scan_name(&parser, from, name, &end)) return false;
    if (end != text.length) return false;
    parser.lexer.next = from;
    Token token = lexer_next(&parser.lexer);
    return !(token_is_keyword(token.kind) && token.range.to == from + trimmed.length);
}

// ---- Finding names ----

static void match_offer(NameMatch *best, size_t end, NameMatch match) {
    if (end <= best->end) return;
    match.end = end;
    *best = match;
}

static void match_fields(NameMatch *best, Str text, size_t offset, Variable *item) {
    const FeelType *type = item->type;
    if (type->kind != FEEL_TYPE_CONTEXT) return;
    for (size_t i = 0; i < type->field_count; i++) {
        Str name = type->fields[i].name;
        match_offer(best, name_end_at(text, offset, name), (NameMatch){.name = name, .item = item});
    }
}

static Variable *slot_variable(Parser *parser, const FeelName *name) {
    for (size_t i = 0; i < parser->slots.count; i++) {
        if (parser->slots.items[i].name == name) return parser->slots.items[i].variable;
    }
    Variable *variable = variable_new(parser->arena, name->name, name->type);
    variable->is_slot = true;
    variable->slot = name->slot;
    PUSH(parser->arena, &parser->slots, ((SlotVariable){name, variable}));
    return variable;
}

static NameMatch name_match(Parser *parser, size_t offset) {
    Str text = parser_text(parser);
    NameMatch best = {0};
    Variable *open_item = NULL;
    for (const LocalScope *scope = parser->local; scope; scope = scope->outer) {
        if (scope->item) match_fields(&best, text, offset, scope->item);
        bool is_open = scope->item && infer_fields_are_open(scope->item->type);
        if (!open_item && is_open) open_item = scope->item;
        for (size_t i = scope->count; i-- > 0;) {
            Variable *variable = scope->items[i];
            match_offer(&best, name_end_at(text, offset, variable->name),
                        (NameMatch){.name = variable->name,
                                    .variable = variable,
                                    .open_item = open_item});
        }
    }
    for (const FeelScope *scope = parser->scope; scope; scope = scope->outer) {
        for (size_t i = 0; i < scope->count; i++) {
            Str name = scope->names[i].name;
            match_offer(&best, name_end_at(text, offset, name),
                        (NameMatch){.name = name,
                                    .outer = &scope->names[i],
                                    .open_item = open_item});
        }
        bool is_open = scope->item && infer_fields_are_open(scope->item->type);
        if (!open_item && is_open) open_item = slot_variable(parser, scope->item);
    }
    for (size_t i = 0; i < feel_builtin_count; i++) {
        if (feel_builtins[i].name[0] != text.data[offset]) continue;
        Str name = str_from_c(feel_builtins[i].name);
        match_offer(&best, name_end_at(text, offset, name),
                    (NameMatch){.name = name, .builtin = &feel_builtins[i]});
    }
    return best;
}

static Node *node_of_match(Parser *parser, size_t from, const NameMatch *match) {
    if (match->item) {
        Node *node = NODE_OF(parser, NODE_FIELD, from, node_variable(parser, from, match->item));
        node->name = match->name;
        infer_node(parser->arena, node);
        return node;
    }
    if (match->builtin) {
        Node *node = node_new(parser, NODE_BUILTIN, from, NULL, 0);
        node->builtin = match->builtin;
        return node;
    }
    if (match->outer && match->outer->definition) {
        Node *node = node_new(parser, NODE_DEFINITION, from, NULL, 0);
        node->definition = match->outer->definition;
        infer_node(parser->arena, node);
        return node;
    }
    Variable *variable =
        match->variable ? match->variable : slot_variable(parser, match->outer);
    return node_variable(parser, from, variable);
}

Node *parse_known_name(Parser *parser) {
    size_t from = parser->token.range.from;
    NameMatch match = name_match(parser, from);
    if (match.end == 0) return NULL;
    if (token_is_keyword(parser->token.kind) && match.end <= parser->token.range.to) return NULL;
    parser_seek(parser, match.end);
    Node *node = node_of_match(parser, from, &match);
    if (!match.open_item || parser->token.kind == TOKEN_OPEN_PAREN) return node;
    Node *field = NODE_OF(parser, NODE_FIELD, from,
                          node_variable(parser, from, match.open_item), node);
    field->name = match.name;
    infer_node(parser->arena, field);
    return field;
}

// ---- Unknown names ----

#define SUGGEST_LENGTH_MAX 64

static size_t code_points(Str text, uint32_t out[SUGGEST_LENGTH_MAX]) {
    size_t count = 0;
    for (size_t offset = 0; offset < text.length && count < SUGGEST_LENGTH_MAX;) {
        out[count++] = utf8_next(text, &offset);
    }
    return count;
}

// Insertions, deletions, replacements and swaps of neighbours between two texts, by code point.
static size_t edit_distance(Str a, Str b) {
    uint32_t left[SUGGEST_LENGTH_MAX], right[SUGGEST_LENGTH_MAX];
    size_t rows = code_points(a, left), columns = code_points(b, right);
    size_t table[SUGGEST_LENGTH_MAX + 1][SUGGEST_LENGTH_MAX + 1];
    for (size_t j = 0; j <= columns; j++) table[0][j] = j;
    for (size_t i = 1; i <= rows; i++) {
        table[i][0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t best = table[i - 1][j - 1] + (left[i - 1] != right[j - 1]);
            if (table[i - 1][j] + 1 < best) best = table[i - 1][j] + 1;
            if (table[i][j - 1] + 1 < best) best = table[i][j - 1] + 1;
            bool is_swap = i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
                           left[i - 2] == right[j - 1];
            if (is_swap && table[i - 2][j - 2] + 1 < best) best = table[i - 2][j - 2] + 1;
            table[i][j] = best;
        }
    }
    return table[rows][columns];
}

void names_suggest(Parser *parser, Str name, const Str *candidates, size_t count) {
    size_t length = utf8_count(name);
    size_t best_distance = length < 2 ? 0 : length < 6 ? 1 : length / 3;
    const Str *best = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(name, candidates[i]);
        if (distance > best_distance || (best && distance == best_distance)) continue;
        best = &candidates[i];
        best_distance = distance;
    }
    if (best) diagnostics_hint(parser->diagnostics, "是不是 “%.*s”？", STR_ARG(*best));
}

typedef struct StrList {
    Str *items;
    size_t count;
    size_t capacity;
} StrList;

static void collect_fields(Arena *arena, StrList *names, const FeelType *type) {
    if (type->kind == FEEL_TYPE_LIST) type = type->element;
    if (type->kind != FEEL_TYPE_CONTEXT) return;
    for (size_t i = 0; i < type->field_count; i++) PUSH(arena, names, type->fields[i].name);
}

static StrList collect_names(Parser *parser) {
    StrList names = {0};
    for (const LocalScope *scope = parser->local; scope; scope = scope->outer) {
        for (size_t i = 0; i < scope->count; i++) {
            PUSH(parser->arena, &names, scope->items[i]->name);
        }
        if (scope->item) collect_fields(parser->arena, &names, scope->item->type);
    }
    for (const FeelScope *scope = parser->scope; scope; scope = scope->outer) {
        for (size_t i = 0; i < scope->count; i++) {
            PUSH(parser->arena, &names, scope->names[i].name);
        }
    }
    for (size_t i = 0; i < feel_builtin_count; i++) {
        PUSH(parser->arena, &names, str_from_c(feel_builtins[i].name));
    }
    return names;
}

// The item of the innermost filter, if its fields may well be unknown.
static Variable *filter_item(Parser *parser) {
    for (const LocalScope *scope = parser->local; scope; scope = scope->outer) {
        if (!scope->item) continue;
        FeelTypeKind kind = scope->item->type->kind;
        if (kind == FEEL_TYPE_ANY || kind == FEEL_TYPE_CONTEXT) return scope->item;
    }
    for (const FeelScope *scope = parser->scope; scope; scope = scope->outer) {
        if (!scope->item) continue;
        FeelTypeKind kind = scope->item->type->kind;
        if (kind == FEEL_TYPE_ANY || kind == FEEL_TYPE_CONTEXT) {
            return slot_variable(parser, scope->item);
        }
    }
    return NULL;
}

Node *parse_unknown_name(Parser *parser) {
    size_t from = parser->token.range.from, end = parser->token.range.to;
    Str name;
    (void)scan_words(parser, from, &name, &end);
    parser_seek(parser, end);
    Variable *item = filter_item(parser);
    StrList names = collect_names(parser);
    if (item && parser->token.kind != TOKEN_OPEN_PAREN) {
        if (!infer_fields_are_open(item->type)) {
            diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source,
                            (SourceRange){from, end}, "列表的元素没有 “%.*s” 这一项",
                            STR_ARG(name));
            names_suggest(parser, name, names.items, names.count);
        }
        Node *field = NODE_OF(parser, NODE_FIELD, from, node_variable(parser, from, item));
        field->name = name;
        infer_node(parser->arena, field);
        return field;
    }
    parser_error(parser, (SourceRange){from, end},
                 parser->token.kind == TOKEN_OPEN_PAREN ? "未知的函数 “%.*s”"
                                                        : "未知的名称 “%.*s”",
                 STR_ARG(name));
    names_suggest(parser, name, names.items, names.count);
    return node_error(parser, from);
}

// ---- Paths ----

// The longest field of a known context, else the words up to a keyword.
static bool path_name(Parser *parser, const FeelType *type, Str *name, size_t *end) {
    size_t from = parser->token.range.from;
    if (type->kind == FEEL_TYPE_LIST) type = type->element;
    if (type->kind == FEEL_TYPE_CONTEXT) {
        NameMatch best = {0};
        for (size_t i = 0; i < type->field_count; i++) {
            Str field = type->fields[i].name;
            match_offer(&best, name_end_at(parser_text(parser), from, field),
                        (NameMatch){.name = field});
        }
        if (best.end) {
            *name = best.name;
            *end = best.end;
            return true;
        }
    }
    return scan_words(parser, from, name, end);
}

static void path_check(Parser *parser, const FeelType *type, Str name, SourceRange range) {
    if (type->kind == FEEL_TYPE_LIST) type = type->element;
    if (type->kind != FEEL_TYPE_CONTEXT || type->field_count == 0) return;
    if (feel_type_field(type, name)) return;
    diagnostics_add(parser->diagnostics, SEVERITY_WARNING, parser->source, range,
                    "没有 “%.*s” 这一项，结果总是空", STR_ARG(name));
    StrList names = {0};
    collect_fields(parser->arena, &names, type);
    names_suggest(parser, name, names.items, names.count);
}

Node *parse_path(Parser *parser, Node *value) {
    Str name;
    size_t from = parser->token.range.from, end = from;
    bool is_name = parser->token.kind == TOKEN_WORD || token_is_keyword(parser->token.kind);
    if (!is_name || !path_name(parser, value->type, &name, &end)) {
        return parser_fail(parser, "点号之后的名称");
    }
    parser_seek(parser, end);
    path_check(parser, value->type, name, (SourceRange){from, end});
    Node *node = NODE_OF(parser, NODE_PATH, value->range.from, value);
    node->name = str_copy(parser->arena, name);
    infer_node(parser->arena, node);
    return node;
}
