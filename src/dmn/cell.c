// SPDX-License-Identifier: Apache-2.0
#include "dmn/cell.h"

#include <string.h>

// ---- Texts ----

Str dmn_text_str(DmnText text) {
    if (text.source == NULL) return (Str){0};
    return str_slice(text.source->text, text.range.from, text.range.to);
}

bool dmn_text_is_empty(DmnText text) {
    return str_is_empty(str_trim(dmn_text_str(text)));
}

DmnText dmn_text_trim(DmnText text) {
    Str whole = dmn_text_str(text), trimmed = str_trim(whole);
    if (whole.length == 0) return text;
    text.range.from += (size_t)(trimmed.data - whole.data);
    text.range.to = text.range.from + trimmed.length;
    return text;
}

static DmnText text_part(DmnText text, size_t from, size_t to) {
    text.range.to = text.range.from + to;
    text.range.from += from;
    return dmn_text_trim(text);
}

// ---- Scanning: only enough to find the parts, the FEEL compiler judges them ----

// Moves past one character, or past a whole string or bracketed group.
static size_t scan_over(Str s, size_t at) {
    size_t depth = 0;
    do {
        char c = s.data[at];
        if (c == '"') {
            for (at++; at < s.length && s.data[at] != '"'; at++) {
                if (s.data[at] == '\\') at++;
            }
        } else if (c == '(' || c == '{' || c == '[') {
            depth++;
        } else if ((c == ')' || c == '}' || c == ']') && depth > 0) {
            depth--;
        }
        at++;
    } while (depth > 0 && at < s.length);
    return at < s.length ? at : s.length;
}

// Offset of `needle` outside strings and brackets, at or after `from`; SIZE_MAX when there is none.
static size_t scan_find(Str s, Str needle, size_t from) {
    for (size_t at = from; at + needle.length <= s.length; at = scan_over(s, at)) {
        if (str_starts_with(str_slice(s, at, s.length), needle)) return at;
    }
    return SIZE_MAX;
}

static bool is_opening(char c) {
    return c == '[' || c == '(' || c == ']';
}
static bool is_closing(char c) {
    return c == ']' || c == ')' || c == '[';
}

// ---- Constants ----

bool dmn_kind_is_scalar(FeelKind kind) {
    return kind > FEEL_NULL && kind < FEEL_LIST;
}

// Kinds whose values are in one total order. Times are not: those with a zone and those without
// cannot be compared, so they stay with FEEL.
static bool kind_is_ordered(FeelKind kind) {
    return dmn_kind_is_scalar(kind) && kind != FEEL_TIME && kind != FEEL_DATE_TIME;
}

bool dmn_type_is_scalar(const FeelType *type) {
    return type != NULL && type->kind >= FEEL_TYPE_BOOLEAN && type->kind < FEEL_TYPE_LIST;
}

static bool constant_literal(Str s, FeelValue *value) {
    bool is_text = s.length >= 2 && s.data[0] == '"' && s.data[s.length - 1] == '"';
    if (is_text && memchr(s.data + 1, '"', s.length - 2) == NULL &&
        memchr(s.data, '\\', s.length) == NULL) {
        *value = feel_string(str_slice(s, 1, s.length - 1));
        return true;
    }
    bool is_digit = s.length > 0 && s.data[0] >= '0' && s.data[0] <= '9';
    Decimal number;
    if (is_digit && decimal_from_str(s, &number)) {
        *value = feel_number(number);
        return true;
    }
    return false;
}

bool dmn_constant(DmnCellCompiler *compiler, DmnText text, FeelValue *value) {
    if (dmn_text_is_empty(text)) return false;
    if (constant_literal(dmn_text_str(text), value)) return true;
    Diagnostics unheard = {.arena = compiler->arena};
    const FeelProgram *program =
        feel_compile(compiler->arena, compiler->scope, text.source, text.range,
                     &(FeelCompileOptions){.syntax = FEEL_EXPRESSION}, &unheard);
    if (program == NULL) return false;
    size_t slot_count, call_count;
    feel_program_slots(program, &slot_count);
    feel_program_calls(program, &call_count);
    if (slot_count > 0 || call_count > 0) return false;
    FeelBatch batch = {.row_count = 1};
    FeelColumn column;
    Error error;
    if (!feel_run_batch(compiler->scratch, program, &batch, &column, &error)) return false;
    *value = feel_column_get(&column, 0);
    return !feel_is_null(*value) && value->kind != FEEL_FUNCTION;
}

// ---- Sets ----

static bool span_scalar(DmnCellCompiler *compiler, DmnText text, FeelValue *value) {
    return dmn_constant(compiler, text, value) && kind_is_ordered(value->kind);
}

static FeelRange point(FeelValue value) {
    return (FeelRange){.low = value, .high = value, .low_included = true, .high_included = true};
}

// "< 5", ">= date(...)", "= 3".
static bool span_comparison(DmnCellCompiler *compiler, DmnText text, DmnSpan *span) {
    Str s = dmn_text_str(text);
    size_t sign = s.length > 1 && s.data[1] == '=' ? 2 : 1;
    FeelValue value;
    if (!span_scalar(compiler, text_part(text, sign, s.length), &value)) return false;
    if (s.data[0] == '=') {
        span->range = point(value);
        span->is_point = true;
        return sign == 1;
    }
    if (value.kind == FEEL_BOOLEAN) return false;
    if (s.data[0] == '<') {
        span->range =
            (FeelRange){.high = value, .high_included = sign == 2, .form = FEEL_RANGE_COMPARISON};
    } else {
        span->range =
            (FeelRange){.low = value, .low_included = sign == 2, .form = FEEL_RANGE_COMPARISON};
    }
    return true;
}

// "[1..3)", "]1..3[".
static bool span_interval(DmnCellCompiler *compiler, DmnText text, DmnSpan *span) {
    Str s = dmn_text_str(text);
    Str inner = str_slice(s, 1, s.length - 1);
    size_t dots = scan_find(inner, STR(".."), 0);
    if (dots == SIZE_MAX) return false;
    FeelRange range = {.low_included = s.data[0] == '[',
                       .high_included = s.data[s.length - 1] == ']'};
    int order;
    bool ok = span_scalar(compiler, text_part(text, 1, 1 + dots), &range.low) &&
              span_scalar(compiler, text_part(text, dots + 3, s.length - 1), &range.high) &&
              feel_compare(range.low, range.high, &order) && order <= 0;
    span->range = range;
    return ok;
}

static bool span_compile(DmnCellCompiler *compiler, DmnText text, DmnSpan *span) {
    Str s = dmn_text_str(text);
    *span = (DmnSpan){.place = text.range};
    if (s.length == 0) return false;
    char first = s.data[0], last = s.data[s.length - 1];
    if (first == '<' || first == '>' || first == '=') {
        return span_comparison(compiler, text, span);
    }
    if (s.length > 4 && is_opening(first) && is_closing(last) &&
        scan_find(str_slice(s, 1, s.length - 1), STR(".."), 0) != SIZE_MAX) {
        return span_interval(compiler, text, span);
    }
    span->is_point = true;
    if (str_equal(s, STR("null"))) {
        span->range = (FeelRange){.low_included = true, .high_included = true};
        return true;
    }
    FeelValue value;
    if (!span_scalar(compiler, text, &value)) return false;
    span->range = point(value);
    return true;
}

static FeelKind span_kind(const DmnSpan *span) {
    return feel_is_null(span->range.low) ? span->range.high.kind : span->range.low.kind;
}

bool dmn_cell_constant_set(DmnCellCompiler *compiler, DmnText text, DmnCell *cell) {
    text = dmn_text_trim(text);
    *cell = (DmnCell){.kind = DMN_CELL_SET, .text = text};
    Str s = dmn_text_str(text);
    if (str_starts_with(s, STR("not(")) && scan_over(s, 3) == s.length) {
        cell->is_negated = true;
        text = text_part(text, 4, s.length - 1);
        s = dmn_text_str(text);
    }
    size_t capacity = 0;
    for (size_t from = 0; from <= s.length;) {
        size_t comma = scan_find(s, STR(","), from);
        size_t to = comma == SIZE_MAX ? s.length : comma;
        DmnSpan span;
        if (!span_compile(compiler, text_part(text, from, to), &span)) return false;
        FeelKind kind = span_kind(&span);
        if (kind != FEEL_NULL && cell->value_kind != FEEL_NULL && kind != cell->value_kind) {
            return false;
        }
        if (kind != FEEL_NULL) cell->value_kind = kind;
        if (cell->span_count == capacity) {
            cell->spans = arena_grow(compiler->arena, cell->spans, cell->span_count, &capacity,
                                     sizeof *cell->spans);
        }
        cell->spans[cell->span_count++] = span;
        from = to + 1;
    }
    return true;
}

static FeelTruth span_truth(const DmnSpan *span, FeelValue value) {
    if (span->is_point) return feel_equal(value, span->range.low);
    return feel_range_includes(&span->range, value);
}

FeelTruth dmn_cell_truth(const DmnCell *cell, FeelValue value) {
    FeelTruth truth = FEEL_FALSE;
    for (size_t i = 0; i < cell->span_count && truth != FEEL_TRUE; i++) {
        FeelTruth one = span_truth(&cell->spans[i], value);
        if (one != FEEL_FALSE) truth = one;
    }
    if (!cell->is_negated || truth == FEEL_UNKNOWN) return truth;
    return truth == FEEL_TRUE ? FEEL_FALSE : FEEL_TRUE;
}

// ---- Cells ----

// A boolean constant is a test of its own when the input is no boolean, so FEEL must decide.
static bool set_fits_type(const DmnCell *cell, const FeelType *input_type) {
    if (cell->value_kind != FEEL_BOOLEAN) return true;
    return input_type != NULL && input_type->kind == FEEL_TYPE_BOOLEAN;
}

bool dmn_cell_compile(DmnCellCompiler *compiler, DmnText text, const FeelType *input_type,
                      size_t input_slot, DmnCell *cell) {
    text = dmn_text_trim(text);
    Str s = dmn_text_str(text);
    if (s.length == 0 || str_equal(s, STR("-"))) {
        *cell = (DmnCell){.kind = DMN_CELL_ANY, .text = text};
        return true;
    }
    bool is_set = dmn_cell_constant_set(compiler, text, cell) && set_fits_type(cell, input_type);
    if (is_set && dmn_type_is_scalar(input_type)) return true;
    if (!is_set) *cell = (DmnCell){.kind = DMN_CELL_PROGRAM, .text = text};
    FeelCompileOptions options = {
        .syntax = FEEL_UNARY_TESTS, .input_slot = input_slot, .input_type = input_type};
    cell->program = feel_compile(compiler->arena, compiler->scope, text.source, text.range,
                                 &options, compiler->diagnostics);
    return cell->program != NULL;
}
