// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include "base/utf8.h"

#include <string.h>

#define LINE_CODE_POINTS_SHOWN 120 // of a long line, those around the finding
#define LINE_CODE_POINTS_BEFORE 60

Diagnostic *diagnostics_add(Diagnostics *list, Severity severity, const Source *source,
                            SourceRange range, const char *format, ...) {
    if (severity == SEVERITY_ERROR) list->error_count++;
    Diagnostic finding = {.severity = severity, .source = source, .range = range};
    if (list->count >= DIAGNOSTICS_MAX) {
        list->dropped_count++;
        list->dropped = finding;
        return &list->dropped;
    }
    va_list arguments;
    va_start(arguments, format);
    finding.message = str_format_list(list->arena, format, arguments);
    va_end(arguments);
    PUSH(list->arena, list, finding);
    return &list->items[list->count - 1];
}

void diagnostics_hint(Diagnostics *list, const char *format, ...) {
    if (list->count == 0 || list->dropped_count > 0) return;
    va_list arguments;
    va_start(arguments, format);
    list->items[list->count - 1].hint = str_format_list(list->arena, format, arguments);
    va_end(arguments);
}

void diagnostics_code(Diagnostics *list, const char *code) {
    if (list->count == 0 || list->dropped_count > 0) return;
    list->items[list->count - 1].code = code;
}

bool diagnostics_has_errors(const Diagnostics *list) {
    return list->error_count > 0;
}

static size_t line_begin(Str text, size_t offset) {
    while (offset > 0 && text.data[offset - 1] != '\n') offset--;
    return offset;
}

static size_t line_end(Str text, size_t offset) {
    while (offset < text.length && text.data[offset] != '\n') offset++;
    return offset;
}

void source_position(const Source *source, size_t offset, size_t *line, size_t *column) {
    Str text = source->text;
    if (offset > text.length) offset = text.length;
    size_t begin = line_begin(text, offset);
    *line = 1;
    for (size_t i = 0; i < begin; i++) *line += text.data[i] == '\n';
    *column = utf8_count(str_slice(text, begin, offset)) + 1;
}

static const char *severity_label(Severity severity) {
    switch (severity) {
    case SEVERITY_NOTE: return "说明";
    case SEVERITY_WARNING: return "警告";
    case SEVERITY_ERROR: return "错误";
    }
    return "错误";
}

// Tabs stay, so that the caret line can repeat them; other control characters would move the
// cursor of a terminal and become spaces.
static void put_shown(StrBuilder *out, Str part) {
    for (size_t i = 0; i < part.length; i++) {
        unsigned char c = (unsigned char)part.data[i];
        str_put_char(out, (c < 0x20 && c != '\t') || c == 0x7F ? ' ' : part.data[i]);
    }
}

static void put_padding(StrBuilder *out, Str before) {
    Str rest = before;
    while (!str_is_absent(rest)) {
        Str piece = str_cut(&rest, '\t');
        for (size_t width = utf8_width(piece); width > 0; width--) str_put_char(out, ' ');
        if (!str_is_absent(rest)) str_put_char(out, '\t');
    }
}

// The line of the finding and a line that underlines it, both cut to what is near.
static void put_excerpt(StrBuilder *out, Str text, SourceRange range) {
    size_t from = range.from < text.length ? range.from : text.length;
    size_t begin = line_begin(text, from), end = line_end(text, from);
    if (end > begin && text.data[end - 1] == '\r' && end - 1 >= from) end--;
    size_t to = range.to < end ? range.to : end;
    if (to < from) to = from;
    size_t before = utf8_count(str_slice(text, begin, from));
    bool cut_left = before > LINE_CODE_POINTS_SHOWN - 20;
    if (cut_left) {
        begin += utf8_offset(str_slice(text, begin, end), before - LINE_CODE_POINTS_BEFORE);
    }
    size_t shown_end = begin + utf8_offset(str_slice(text, begin, end), LINE_CODE_POINTS_SHOWN);
    if (to > shown_end) to = shown_end;

    Str mark = cut_left ? STR("...") : STR("");
    str_put(out, STR("  "));
    str_put(out, mark);
    put_shown(out, str_slice(text, begin, shown_end));
    if (shown_end < end) str_put(out, STR("..."));
    str_put(out, STR("\n  "));
    put_padding(out, mark);
    put_padding(out, str_slice(text, begin, from));
    size_t width = utf8_width(str_slice(text, from, to));
    do str_put_char(out, '^');
    while (width-- > 1);
    str_put_char(out, '\n');
}

void diagnostic_print(StrBuilder *out, const Diagnostic *diagnostic) {
    const Source *source = diagnostic->source;
    if (source) {
        size_t line, column;
        source_position(source, diagnostic->range.from, &line, &column);
        str_put_format(out, "%.*s:%zu:%zu: ", STR_ARG(source->name), line, column);
    }
    str_put_format(out, "%s: %.*s\n", severity_label(diagnostic->severity),
                   STR_ARG(diagnostic->message));
    if (source) put_excerpt(out, source->text, diagnostic->range);
    if (!str_is_absent(diagnostic->hint)) {
        str_put_format(out, "  提示: %.*s\n", STR_ARG(diagnostic->hint));
    }
}

void diagnostics_print(StrBuilder *out, const Diagnostics *list) {
    for (size_t i = 0; i < list->count; i++) diagnostic_print(out, &list->items[i]);
    if (list->dropped_count > 0) {
        str_put_format(out, "另有 %zu 处未列出（最多列出 %d 处）\n", list->dropped_count,
                       DIAGNOSTICS_MAX);
    }
}
