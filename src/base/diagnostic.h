// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H
// Findings about a text, each with the place it speaks of.
//
// A Source is a whole file; a SourceRange is byte offsets into one. Printing turns offsets into
// line:column (columns count code points, from 1), shows the line, and underlines the range.

#include "base/str.h"

typedef struct Source {
    Str name; // as the user knows it: a path, or "<expression>"
    Str text;
} Source;

typedef struct SourceRange {
    size_t from; // byte offset, inclusive
    size_t to;   // byte offset, exclusive; equal to `from` marks a point
} SourceRange;

typedef enum Severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR } Severity;

typedef struct Diagnostic {
    Severity severity;
    const Source *source; // NULL when the finding belongs to no text
    SourceRange range;
    Str message; // what is wrong
    Str hint;    // what to do; may be absent
    const char *code; // a limit's stable name, such as "LIMIT_DEPTH"; NULL = none
} Diagnostic;

#define DIAGNOSTICS_MAX 1000 // further findings are counted, not kept

typedef struct Diagnostics {
    Arena *arena; // where messages live; must be set
    Diagnostic *items;
    size_t count;
    size_t capacity;
    size_t error_count; // including those not kept
    size_t dropped_count;
    Diagnostic dropped; // the latest of those not kept
} Diagnostics;

// Adds a finding and returns it, so that a hint can be set. Never NULL; valid until the next.
Diagnostic *diagnostics_add(Diagnostics *list, Severity severity, const Source *source,
                            SourceRange range, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
// Sets the hint of the latest finding.
void diagnostics_hint(Diagnostics *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// Names the latest finding for programs.
void diagnostics_code(Diagnostics *list, const char *code);
bool diagnostics_has_errors(const Diagnostics *list);
// Line and column, both from 1, of a byte offset.
void source_position(const Source *source, size_t offset, size_t *line, size_t *column);
// "file:line:column: 错误: message", the line itself, a caret line, and the hint.
void diagnostic_print(StrBuilder *out, const Diagnostic *diagnostic);
void diagnostics_print(StrBuilder *out, const Diagnostics *list);

#endif
