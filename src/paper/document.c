// SPDX-License-Identifier: Apache-2.0
#include "paper/document.h"

#include <assert.h>

typedef struct BlockWord {
    const char *code;
    int columns;
} BlockWord;

static const BlockWord words[PAPER_BLOCK_COUNT] = {
#define X(name, code, columns) [name] = {code, columns},
    PAPER_BLOCKS(X)
#undef X
};

// ---- Making ----

PaperBlock *paper_block(PaperDocument *document, Arena *arena, PaperBlockKind kind, Str text) {
    PaperBlock *block = NEW(arena, PaperBlock);
    *block = (PaperBlock){.kind = kind, .text = text, .columns = words[kind].columns};
    PUSH(arena, &document->blocks, block);
    return block;
}

PaperBlock *paper_table(PaperDocument *document, Arena *arena, const int *widths) {
    PaperBlock *block = paper_block(document, arena, PAPER_TABLE, (Str){0});
    while (widths[block->columns]) {
        assert(block->columns < PAPER_COLUMNS_MAX);
        block->widths[block->columns] = widths[block->columns];
        block->columns++;
    }
    return block;
}

void paper_cell(PaperBlock *block, Arena *arena, Str text) {
    PUSH(arena, &block->cells, text);
}

void paper_pair(PaperBlock *block, Arena *arena, Str left, Str right) {
    paper_cell(block, arena, left);
    paper_cell(block, arena, right);
}

// ---- JSON ----

static void write_block(JsonWriter *writer, const PaperBlock *block) {
    json_open_object(writer);
    json_member_string(writer, "kind", str_from_c(words[block->kind].code));
    json_member_string(writer, "text", block->text);
    if (block->kind == PAPER_TABLE) {
        json_key(writer, STR("widths"));
        json_open_array(writer);
        for (int i = 0; i < block->columns; i++) json_int(writer, block->widths[i]);
        json_close_array(writer);
    }
    json_key(writer, STR("cells"));
    json_open_array(writer);
    for (size_t i = 0; i < block->cells.count; i++) json_string(writer, block->cells.items[i]);
    json_close_array(writer);
    json_close_object(writer);
}

Str paper_to_json(const PaperDocument *document, Arena *arena) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_string(&writer, "issuer", document->issuer);
    json_member_string(&writer, "title", document->title);
    json_member_string(&writer, "number", document->number);
    json_member_string(&writer, "footer", document->footer);
    json_member_string(&writer, "date", date_to_str(arena, document->date));
    json_key(&writer, STR("blocks"));
    json_open_array(&writer);
    for (size_t i = 0; i < document->blocks.count; i++) {
        write_block(&writer, document->blocks.items[i]);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    return str_built(&out);
}

static bool kind_from_code(Str code, PaperBlockKind *kind) {
    for (int i = 0; i < PAPER_BLOCK_COUNT; i++) {
        if (str_equal(code, str_from_c(words[i].code))) {
            *kind = (PaperBlockKind)i;
            return true;
        }
    }
    return false;
}

static bool read_widths(const JsonValue *json, PaperBlock *block) {
    const JsonValue *widths = json_get(json, "widths");
    if (!widths || widths->kind != JSON_ARRAY || widths->count == 0 ||
        widths->count > PAPER_COLUMNS_MAX) {
        return false;
    }
    for (size_t i = 0; i < widths->count; i++) {
        int64_t width;
        if (!json_to_int64(widths->items[i], &width) || width < 1 || width > 1000) return false;
        block->widths[block->columns++] = (int)width;
    }
    return true;
}

static bool read_block(Arena *arena, const JsonValue *json, PaperDocument *document) {
    PaperBlockKind kind;
    if (!kind_from_code(json_text(json, "kind"), &kind)) return false;
    PaperBlock *block = paper_block(document, arena, kind, json_text(json, "text"));
    if (kind == PAPER_TABLE && !read_widths(json, block)) return false;
    const JsonValue *cells = json_get(json, "cells");
    if (!cells || cells->kind != JSON_ARRAY || cells->count % (size_t)block->columns != 0) {
        return false;
    }
    for (size_t i = 0; i < cells->count; i++) {
        const JsonValue *cell = cells->items[i];
        paper_cell(block, arena, cell->kind == JSON_STRING ? cell->text : (Str){0});
    }
    return true;
}

bool paper_from_json(Arena *arena, Str json, PaperDocument *document, Error *error) {
    const JsonValue *value;
    if (!json_parse(arena, json, &value, error)) return error_prefix(error, "文书的内容：");
    *document = (PaperDocument){.issuer = json_text(value, "issuer"),
                                .title = json_text(value, "title"),
                                .number = json_text(value, "number"),
                                .footer = json_text(value, "footer")};
    const JsonValue *blocks = json_get(value, "blocks");
    bool is_read = date_from_str(json_text(value, "date"), &document->date) && blocks &&
                   blocks->kind == JSON_ARRAY;
    for (size_t i = 0; is_read && i < blocks->count; i++) {
        is_read = read_block(arena, blocks->items[i], document);
    }
    return is_read || error_set(error, ERROR_INVALID, "文书的内容读不出来");
}
