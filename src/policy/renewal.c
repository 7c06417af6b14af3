// SPDX-License-Identifier: Apache-2.0
#include "policy/renewal.h"

#include "feel/builtin.h"
#include "policy/bounds.h"
#include "policy/front_matter.h"
#include "policy/text_edit.h"

typedef struct Renewing {
    Arena *arena;
    const Policy *policy;
    const Renewal *renewal;
    TextEdits edits;
} Renewing;

static void replace(Renewing *renewing, SourceRange range, Str text) {
    text_edit_add(renewing->arena, &renewing->edits, range, text);
}

// ---- Tables ----

typedef struct FoundRow {
    const MarkdownTable *table;
    const MarkdownRow *row;
} FoundRow;

static bool row_find(const MarkdownDocument *document, size_t offset, FoundRow *found) {
    for (size_t i = 0; i < document->block_count; i++) {
        const MarkdownTable *table = document->blocks[i].table;
        if (document->blocks[i].kind != MARKDOWN_TABLE) continue;
        for (size_t j = 0; j < table->row_count; j++) {
            const SourceRange *range = &table->rows[j].range;
            if (offset < range->from || offset > range->to) continue;
            *found = (FoundRow){table, &table->rows[j]};
            return true;
        }
    }
    return false;
}

static const MarkdownCell *cell_of(const FoundRow *found, const char *column) {
    for (size_t i = 0; i < found->table->column_count; i++) {
        if (str_equal(found->table->header.cells[i].text, str_from_c(column))) {
            return &found->row->cells[i];
        }
    }
    return NULL;
}

static Str escaped(Arena *arena, Str text) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '|') str_put_char(&out, '\\');
        str_put_char(&out, c == '\n' || c == '\r' ? ' ' : c);
    }
    return str_built(&out);
}

// An edit of a cell, with offsets less `origin`. An empty cell is a point behind its bar.
static void cell_edit(Arena *arena, TextEdits *edits, const FoundRow *found, const char *column,
                      Str text, size_t origin) {
    const MarkdownCell *cell = cell_of(found, column);
    if (!cell) return;
    SourceRange range = {cell->range.from - origin, cell->range.to - origin};
    Str written = escaped(arena, text);
    bool was_empty = range.from == range.to;
    if (was_empty) written = str_format(arena, " %.*s", STR_ARG(written));
    text_edit_add(arena, edits, range, written);
}

// ---- Parameters ----

static Str basis_of(const Renewing *renewing) {
    return str_format(renewing->arena, "[O] %.*s", STR_ARG(renewing->renewal->document));
}

static void row_change(Renewing *renewing, const FoundRow *found, Str value) {
    cell_edit(renewing->arena, &renewing->edits, found, "值", value, 0);
    cell_edit(renewing->arena, &renewing->edits, found, "依据", basis_of(renewing), 0);
}

// The row ends the day before, and a copy of it begins.
static void row_split(Renewing *renewing, const FoundRow *found, const ParameterRow *row,
                      Str value) {
    Arena *arena = renewing->arena;
    Date from = renewing->renewal->from;
    Str text = renewing->policy->document->source->text;
    SourceRange line = found->row->range;
    TextEdits edits = {0};
    cell_edit(arena, &edits, found, "值", value, line.from);
    cell_edit(arena, &edits, found, "自", date_to_str(arena, from), line.from);
    cell_edit(arena, &edits, found, "依据", basis_of(renewing), line.from);
    bool is_over = row->to != DATE_ABSENT && row->to < from;
    if (is_over) cell_edit(arena, &edits, found, "至", STR(""), line.from);
    else cell_edit(arena, &renewing->edits, found, "至", date_to_str(arena, from - 1), 0);
    Str copy = text_edits_apply(arena, str_slice(text, line.from, line.to), &edits);
    replace(renewing, (SourceRange){line.to, line.to},
            str_format(arena, "\n%.*s", STR_ARG(copy)));
}

static bool parameter_renew(Renewing *renewing, const RenewedParameter *renewed, Error *error) {
    Date from = renewing->renewal->from;
    const ParameterRow *row = parameter_row_from(renewed->parameter, from);
    FoundRow found;
    Str name = renewed->parameter->name;
    if (!row || !row_find(renewing->policy->document, row->place.from, &found)) {
        return error_set(error, ERROR_INVALID, "参数“%.*s”在文件里没有行", STR_ARG(name));
    }
    if (!parameter_allows(row, renewed->value)) {
        error_set(error, ERROR_INVALID, "参数“%.*s”的新值越出范围", STR_ARG(name));
        return error_code(error, "PARAMETER_OUT_OF_BOUNDS");
    }
    Str value = feel_to_source(renewing->arena, renewed->value);
    if (row->from == from) {
        row_change(renewing, &found, value);
        return true;
    }
    if (row->from != DATE_ABSENT && row->from > from) {
        Str day = date_to_chinese(renewing->arena, row->from);
        return error_set(error, ERROR_INVALID, "参数“%.*s”从%.*s起才有值，新值不能更早",
                         STR_ARG(name), STR_ARG(day));
    }
    row_split(renewing, &found, row, value);
    return true;
}

// ---- The last day ----

static Str yaml_quoted(Arena *arena, Str text) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put_char(&out, '"');
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '"' || c == '\\') str_put_char(&out, '\\');
        str_put_char(&out, c == '\n' || c == '\r' ? ' ' : c);
    }
    str_put_char(&out, '"');
    return str_built(&out);
}

// A key of the map `valid`: replaced, or put before its first key.
static void valid_set(Renewing *renewing, const FrontValue *valid, const char *key, Str value) {
    const FrontValue *old = front_get(valid, key, FRONT_TEXT);
    if (old) {
        replace(renewing, old->range, value);
        return;
    }
    Str text = renewing->policy->document->source->text;
    size_t at = valid->entries[0].key_range.from, line = at;
    while (line > 0 && text.data[line - 1] != '\n') line--;
    bool is_flow = text.data[valid->range.from] == '{';
    Str indent = str_slice(text, line, at);
    Str entry = is_flow ? str_format(renewing->arena, "%s: %.*s, ", key, STR_ARG(value))
                        : str_format(renewing->arena, "%s: %.*s\n%.*s", key, STR_ARG(value),
                                     STR_ARG(indent));
    replace(renewing, (SourceRange){at, at}, entry);
}

static void valid_renew(Renewing *renewing) {
    Arena *arena = renewing->arena;
    const MarkdownDocument *document = renewing->policy->document;
    Diagnostics ignored = {.arena = arena};
    const FrontValue *front =
        front_matter_parse(arena, document->source, document->front_matter, &ignored);
    const FrontValue *valid = front_get(front, "valid", FRONT_MAP);
    Str day = date_to_str(arena, renewing->renewal->valid_to);
    Str basis = yaml_quoted(arena, basis_of(renewing));
    if (valid && valid->count > 0) {
        valid_set(renewing, valid, "to", day);
        valid_set(renewing, valid, "basis", basis);
        return;
    }
    SourceRange end = {document->front_matter.to, document->front_matter.to};
    replace(renewing, end,
            str_format(arena, "valid: {to: %.*s, basis: %.*s}\n", STR_ARG(day), STR_ARG(basis)));
}

// ---- The card ----

static bool is_digit_before(Str text, size_t at) {
    return at > 0 && ((text.data[at - 1] >= '0' && text.data[at - 1] <= '9') ||
                      text.data[at - 1] == ',' || text.data[at - 1] == '.');
}

static bool is_edited(const Renewing *renewing, SourceRange range) {
    for (size_t i = 0; i < renewing->edits.count; i++) {
        const SourceRange *other = &renewing->edits.items[i].range;
        if (other->from < range.to && range.from < other->to) return true;
    }
    return false;
}

// Every mention of `old` in the answers of the card, numbers only when they stand alone. Where two
// parameters had one amount the first is taken; people compare the result.
static void card_follow(Renewing *renewing, Str old, Str now) {
    const Policy *policy = renewing->policy;
    for (size_t i = 0; i < policy->card.count; i++) {
        FoundRow found;
        if (!row_find(policy->document, policy->card.items[i].place.from, &found)) continue;
        const MarkdownCell *cell = cell_of(&found, "答");
        if (!cell || cell->is_escaped) continue;
        for (size_t at = str_find(cell->text, old, 0); at != SIZE_MAX;
             at = str_find(cell->text, old, at + old.length)) {
            SourceRange range = {cell->range.from + at, cell->range.from + at + old.length};
            if (is_digit_before(cell->text, at) || is_edited(renewing, range)) continue;
            replace(renewing, range, now);
        }
    }
}

static void card_follow_amount(Renewing *renewing, const RenewedParameter *renewed) {
    Arena *arena = renewing->arena;
    const ParameterRow *row = parameter_row_from(renewed->parameter, renewing->renewal->from);
    if (!row || !str_ends_with(renewed->parameter->key, STR("_fen"))) return;
    Str old = parameter_typed(arena, renewed->parameter, row->value);
    Str now = parameter_typed(arena, renewed->parameter, renewed->value);
    card_follow(renewing, str_format(arena, "%.*s元", STR_ARG(old)),
                str_format(arena, "%.*s元", STR_ARG(now)));
}

static void card_renew(Renewing *renewing) {
    const Renewal *renewal = renewing->renewal;
    const Policy *policy = renewing->policy;
    if (renewal->valid_to != DATE_ABSENT && policy->valid_to != DATE_ABSENT) {
        card_follow(renewing, date_to_chinese(renewing->arena, policy->valid_to),
                    date_to_chinese(renewing->arena, renewal->valid_to));
    }
    for (size_t i = 0; i < renewal->parameter_count; i++) {
        card_follow_amount(renewing, &renewal->parameters[i]);
    }
}

// ---- All of it ----

static bool days_check(const Renewing *renewing, Error *error) {
    const Renewal *renewal = renewing->renewal;
    bool has_day = renewal->valid_to != DATE_ABSENT;
    if (!has_day && renewal->parameter_count == 0) {
        error_set(error, ERROR_INVALID, "没有要改的：新的截止日和参数都没有填");
        return error_detail(error, "至少改一项");
    }
    if (has_day && renewal->valid_to < renewal->from) {
        error_set(error, ERROR_INVALID, "新的截止日早于新值的起始日");
        return error_detail(error, "请核对两个日期");
    }
    return true;
}

bool renewal_write(Arena *arena, const Policy *policy, const Renewal *renewal, Str *content,
                   Error *error) {
    Renewing renewing = {.arena = arena, .policy = policy, .renewal = renewal};
    if (!days_check(&renewing, error)) return false;
    for (size_t i = 0; i < renewal->parameter_count; i++) {
        if (!parameter_renew(&renewing, &renewal->parameters[i], error)) return false;
    }
    if (renewal->valid_to != DATE_ABSENT) valid_renew(&renewing);
    card_renew(&renewing);
    *content = text_edits_apply(arena, policy->document->source->text, &renewing.edits);
    return true;
}
