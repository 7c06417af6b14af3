// SPDX-License-Identifier: Apache-2.0
#include "policy/section.h"

#include "policy/pack.h"

SectionList sections_of_level(Arena *arena, const MarkdownBlock *blocks, size_t count, int level) {
    SectionList list = {0};
    bool is_open = false;
    for (size_t i = 0; i < count; i++) {
        const MarkdownBlock *block = &blocks[i];
        if (block->kind == MARKDOWN_HEADING && block->level <= level) {
            is_open = block->level == level;
            if (!is_open) continue;
            PUSH(arena, &list,
                 ((Section){.title = block->text, .range = block->range, .level = level,
                            .blocks = block + 1}));
        } else if (is_open) {
            list.items[list.count - 1].block_count++;
        }
    }
    return list;
}

const MarkdownBlock *section_find(const Section *section, MarkdownKind kind, size_t *next) {
    for (size_t i = *next; i < section->block_count; i++) {
        if (section->blocks[i].kind != kind) continue;
        *next = i + 1;
        return &section->blocks[i];
    }
    *next = section->block_count;
    return NULL;
}

DmnText reader_cell_text(const PolicyReader *reader, const MarkdownCell *cell) {
    if (!cell->is_escaped) return (DmnText){reader->document->source, cell->range};
    Source *source = NEW(reader->arena, Source);
    *source = (Source){reader->document->source->name, cell->text};
    PUSH(reader->arena, &reader->pack->escaped_cells,
         ((EscapedCell){source, reader->document, cell}));
    return (DmnText){source, {0, cell->text.length}};
}

DmnText reader_range_text(const PolicyReader *reader, SourceRange range) {
    return (DmnText){reader->document->source, range};
}

Str policy_text(DmnText text) {
    if (!text.source) return (Str){0};
    return str_slice(text.source->text, text.range.from, text.range.to);
}

__attribute__((format(printf, 4, 0))) static void finding(const PolicyReader *reader,
                                                          Severity severity, SourceRange range,
                                                          const char *format, va_list arguments) {
    Str message = str_format_list(reader->arena, format, arguments);
    diagnostics_add(reader->diagnostics, severity, reader->document->source, range, "%.*s",
                    STR_ARG(message));
}

void reader_error(const PolicyReader *reader, SourceRange range, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    finding(reader, SEVERITY_ERROR, range, format, arguments);
    va_end(arguments);
}

void reader_warning(const PolicyReader *reader, SourceRange range, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    finding(reader, SEVERITY_WARNING, range, format, arguments);
    va_end(arguments);
}
