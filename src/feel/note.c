// SPDX-License-Identifier: Apache-2.0
#include "feel/note.h"

#include <string.h>

#define BYTES_MESSAGE "内存超过上限"
#define BYTES_HINT "请减少输入，或提高 bytes_max"

const FeelNote feel_note_bytes = {.severity = FEEL_ERROR,
                                  .code = "LIMIT_BYTES",
                                  .file = "",
                                  .message = BYTES_MESSAGE,
                                  .hint = BYTES_HINT};
const char feel_note_bytes_report[] = "错误: " BYTES_MESSAGE "\n  提示: " BYTES_HINT "\n";

void feel_notes_init(FeelNotes *notes, Arena *arena) {
    *notes = (FeelNotes){.arena = arena};
    str_builder_init(&notes->report, arena, 0);
}

// A loop says the same at every turn; once is enough.
static bool is_told(const FeelNotes *notes, const Diagnostic *diagnostic) {
    for (size_t i = 0; i < notes->count; i++) {
        const FeelNote *note = &notes->items[i];
        bool is_there = note->from == diagnostic->range.from && note->to == diagnostic->range.to;
        if (is_there && str_equal(str_from_c(note->message), diagnostic->message)) return true;
    }
    return false;
}

void feel_notes_add(FeelNotes *notes, const Diagnostic *diagnostic) {
    static const FeelSeverity severities[] = {
        [SEVERITY_NOTE] = FEEL_NOTE,
        [SEVERITY_WARNING] = FEEL_WARNING,
        [SEVERITY_ERROR] = FEEL_ERROR,
    };
    if (notes->count >= FEEL_NOTES_MAX || is_told(notes, diagnostic)) return;
    const Source *source = diagnostic->source;
    FeelNote note = {.severity = severities[diagnostic->severity],
                     .code = diagnostic->code ? diagnostic->code : "",
                     .file = source ? str_to_c(notes->arena, source->name) : "",
                     .from = diagnostic->range.from,
                     .to = diagnostic->range.to,
                     .message = str_to_c(notes->arena, diagnostic->message),
                     .hint = str_to_c(notes->arena, diagnostic->hint)};
    if (source) source_position(source, note.from, &note.line, &note.column);
    PUSH(notes->arena, notes, note);
    diagnostic_print(&notes->report, diagnostic);
}

void feel_notes_add_all(FeelNotes *notes, const Diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++) feel_notes_add(notes, &diagnostics->items[i]);
}

void feel_notes_add_error(FeelNotes *notes, const Error *error) {
    Diagnostic diagnostic = {.severity = SEVERITY_ERROR,
                             .message = str_from_c(error->message),
                             .code = str_to_c(notes->arena, str_from_c(error->code))};
    if (error->detail[0]) diagnostic.hint = str_from_c(error->detail);
    feel_notes_add(notes, &diagnostic);
}

void feel_notes_warn(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    (void)row;
    Diagnostic diagnostic = {
        .severity = SEVERITY_WARNING, .source = source, .range = range, .message = message};
    feel_notes_add(user, &diagnostic);
}

bool feel_notes_name_limit(const FeelNotes *notes) {
    for (size_t i = 0; i < notes->count; i++) {
        if (strncmp(notes->items[i].code, "LIMIT_", 6) == 0) return true;
    }
    return false;
}

const char *feel_notes_report(const FeelNotes *notes) {
    return str_to_c(notes->arena, str_built(&notes->report));
}
