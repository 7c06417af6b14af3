// SPDX-License-Identifier: Apache-2.0
#include "policy/sentence.h"

#include "feel/builtin.h"

#include <string.h>

typedef struct FormatWord {
    const char *suffix;
    SentenceFormat format;
} FormatWord;

static const FormatWord format_words[] = {
    {":元", SENTENCE_YUAN}, {":日期", SENTENCE_DATE}, {":百分比", SENTENCE_PERCENT},
    {":名", SENTENCE_LABEL},
};

typedef struct PieceList {
    SentencePiece *items;
    size_t count;
    size_t capacity;
} PieceList;

// The end of the hole that begins at `from` (after its brace): strings and nested braces are
// skipped. SIZE_MAX when it never ends.
static size_t hole_end(Str text, size_t from) {
    size_t depth = 1;
    bool in_string = false;
    for (size_t i = from; i < text.length; i++) {
        char c = text.data[i];
        if (in_string) {
            if (c == '\\') i++;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && --depth == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static SentencePiece hole_read(DmnText text, size_t from, size_t to) {
    Str inner = str_slice(text.source->text, from, to);
    SentencePiece piece = {.format = SENTENCE_PLAIN, .single_slot = SIZE_MAX};
    for (size_t i = 0; i < sizeof format_words / sizeof format_words[0]; i++) {
        Str suffix = str_from_c(format_words[i].suffix);
        if (!str_ends_with(inner, suffix)) continue;
        piece.format = format_words[i].format;
        to -= suffix.length;
        break;
    }
    piece.hole = (DmnText){text.source, {from, to}};
    return piece;
}

static bool is_doubled(Str text, size_t i, char c) {
    return i + 1 < text.length && text.data[i] == c && text.data[i + 1] == c;
}

static bool pieces_read(Arena *arena, DmnText text, PieceList *pieces, Diagnostics *diagnostics) {
    Str all = str_slice(text.source->text, 0, text.range.to);
    StrBuilder plain;
    str_builder_init(&plain, arena, 0);
    for (size_t i = text.range.from; i < all.length; i++) {
        char c = all.data[i];
        if (c != '{' && c != '}') {
            str_put_char(&plain, c);
            continue;
        }
        if (is_doubled(all, i, c)) {
            str_put_char(&plain, c);
            i++;
            continue;
        }
        size_t end = c == '{' ? hole_end(all, i + 1) : SIZE_MAX;
        if (end == SIZE_MAX) {
            diagnostics_add(diagnostics, SEVERITY_ERROR, text.source, (SourceRange){i, i + 1},
                            "花括号没有配对");
            diagnostics_hint(diagnostics, "花括号本身写作 {{ 和 }}");
            return false;
        }
        SentencePiece piece = hole_read(text, i + 1, end);
        piece.text = str_copy(arena, str_built(&plain));
        str_builder_init(&plain, arena, 0);
        PUSH(arena, pieces, piece);
        i = end;
    }
    PUSH(arena, pieces,
         ((SentencePiece){.text = str_copy(arena, str_built(&plain)), .single_slot = SIZE_MAX}));
    return true;
}

Sentence *sentence_parse(Arena *arena, DmnText text, Diagnostics *diagnostics) {
    PieceList pieces = {0};
    if (!pieces_read(arena, text, &pieces, diagnostics)) return NULL;
    Sentence *sentence = NEW(arena, Sentence);
    *sentence = (Sentence){pieces.items, pieces.count};
    return sentence;
}

// The slot of a hole that is nothing but one name.
static size_t single_slot_find(const FeelScope *scope, DmnText hole) {
    Str text = str_trim(str_slice(hole.source->text, hole.range.from, hole.range.to));
    for (; scope; scope = scope->outer) {
        for (size_t i = 0; i < scope->count; i++) {
            if (scope->names[i].definition || !str_equal(scope->names[i].name, text)) continue;
            return scope->names[i].slot;
        }
    }
    return SIZE_MAX;
}

static bool hole_compile(Arena *arena, SentencePiece *piece, const FeelScope *scope,
                         Diagnostics *diagnostics) {
    FeelCompileOptions options = {.syntax = FEEL_EXPRESSION};
    piece->program = feel_compile(arena, scope, piece->hole.source, piece->hole.range, &options,
                                  diagnostics);
    piece->single_slot = single_slot_find(scope, piece->hole);
    if (piece->program && piece->format == SENTENCE_LABEL && piece->single_slot == SIZE_MAX) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, piece->hole.source, piece->hole.range,
                        "“:名”前面要写一个事实的名字");
        return false;
    }
    return piece->program != NULL;
}

bool sentence_compile(Arena *arena, Sentence *sentence, const FeelScope *scope,
                      Diagnostics *diagnostics) {
    bool is_good = true;
    for (size_t i = 0; i < sentence->count; i++) {
        SentencePiece *piece = &sentence->pieces[i];
        if (piece->hole.source) is_good &= hole_compile(arena, piece, scope, diagnostics);
    }
    return is_good;
}

// ---- Filling ----

Str sentence_yuan(Arena *arena, Decimal fen) {
    Decimal yuan = decimal_divide(fen, decimal_from_int64(100));
    return decimal_is_integer(yuan) ? decimal_to_str(arena, yuan)
                                    : decimal_to_str_scaled(arena, decimal_round(yuan, 2,
                                                                DECIMAL_HALF_UP));
}

// At most two digits behind the point: 45.45%.
static Str percent_text(Arena *arena, Decimal share) {
    Decimal percent = decimal_multiply(share, decimal_from_int64(100));
    Str digits = decimal_to_str(arena, decimal_round(percent, 2, DECIMAL_HALF_UP));
    return str_format(arena, "%.*s%%", STR_ARG(digits));
}

static Str list_text(Arena *arena, FeelList list) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) str_put(&out, STR("、"));
        str_put(&out, sentence_value(arena, list.items[i]));
    }
    return str_built(&out);
}

Str sentence_value(Arena *arena, FeelValue value) {
    switch (value.kind) {
    case FEEL_NULL: return STR("（不详）");
    case FEEL_BOOLEAN: return value.boolean ? STR("是") : STR("否");
    case FEEL_NUMBER: return decimal_to_str(arena, value.number);
    case FEEL_STRING: return value.string;
    case FEEL_DATE: return date_to_chinese(arena, value.date);
    case FEEL_LIST: return list_text(arena, value.list);
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: return feel_to_str(arena, value);
    }
    return (Str){0};
}

typedef struct Filling {
    Arena *arena;
    SentenceLabel *label;
    void *user;
} Filling;

static Str hole_text(const Filling *filling, const SentencePiece *piece, FeelValue value) {
    switch (piece->format) {
    case SENTENCE_YUAN:
        if (value.kind == FEEL_NUMBER) return sentence_yuan(filling->arena, value.number);
        break;
    case SENTENCE_PERCENT:
        if (value.kind == FEEL_NUMBER) return percent_text(filling->arena, value.number);
        break;
    case SENTENCE_LABEL:
        if (value.kind == FEEL_STRING && filling->label) {
            Str name = filling->label(filling->user, piece->single_slot, value.string);
            if (!str_is_absent(name)) return name;
        }
        break;
    case SENTENCE_PLAIN:
    case SENTENCE_DATE: break;
    }
    return sentence_value(filling->arena, value);
}

// One row of a batch as a batch of its own.
static FeelColumn row_column(Arena *arena, const FeelColumn *column, size_t row) {
    if (column->is_constant) return *column;
    if (!column->data) return *column;
    FeelValue *value = NEW(arena, FeelValue);
    *value = feel_column_get(column, row);
    FeelColumn one = feel_column_values(value);
    one.is_constant = true;
    return one;
}

Str sentence_fill(Arena *arena, const Sentence *sentence, FeelRun *run, const FeelBatch *batch,
                  size_t row, SentenceLabel *label, void *user) {
    Filling filling = {arena, label, user};
    FeelColumn *slots = NEW_ARRAY(arena, FeelColumn, batch->slot_count);
    for (size_t i = 0; i < batch->slot_count; i++) {
        slots[i] = row_column(arena, &batch->slots[i], row);
    }
    FeelBatch one = {.slots = slots, .slot_count = batch->slot_count, .row_count = 1};
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < sentence->count; i++) {
        const SentencePiece *piece = &sentence->pieces[i];
        str_put(&out, piece->text);
        if (!piece->program) continue;
        FeelColumn result;
        FeelValue value = feel_null();
        if (feel_run_batch(run, piece->program, &one, &result, NULL)) {
            value = feel_column_get(&result, 0);
        }
        str_put(&out, hole_text(&filling, piece, value));
    }
    return str_built(&out);
}
