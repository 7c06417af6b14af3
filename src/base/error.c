// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

// Copies text that may be longer than `size`: cut at a code point, with a mark that says so.
static void copy_cut(char *out, size_t size, Str text) {
    static const char more[] = "…";
    if (text.length < size) {
        memcpy(out, text.data, text.length);
        out[text.length] = '\0';
        return;
    }
    Str kept = utf8_head(text, size - sizeof more);
    memcpy(out, kept.data, kept.length);
    memcpy(out + kept.length, more, sizeof more);
}

// Formats aside first: the arguments may be the very error that is being filled.
__attribute__((format(printf, 3, 0))) static void
format_cut(char *out, size_t size, const char *format, va_list arguments) {
    char text[ERROR_MESSAGE_BYTES_MAX * 2];
    int length = vsnprintf(text, sizeof text, format, arguments);
    assert(length >= 0);
    size_t kept = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    copy_cut(out, size, (Str){text, kept});
}

bool error_set(Error *error, ErrorKind kind, const char *format, ...) {
    if (!error) return false;
    va_list arguments;
    va_start(arguments, format);
    format_cut(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    error->kind = kind;
    error->code[0] = '\0';
    error->detail[0] = '\0';
    return false;
}

bool error_prefix(Error *error, const char *format, ...) {
    if (!error) return false;
    char prefix[ERROR_MESSAGE_BYTES_MAX], whole[ERROR_MESSAGE_BYTES_MAX * 2];
    va_list arguments;
    va_start(arguments, format);
    format_cut(prefix, sizeof prefix, format, arguments);
    va_end(arguments);
    int length = snprintf(whole, sizeof whole, "%s%s", prefix, error->message);
    copy_cut(error->message, sizeof error->message, (Str){whole, (size_t)length});
    return false;
}

bool error_detail(Error *error, const char *format, ...) {
    if (!error) return false;
    va_list arguments;
    va_start(arguments, format);
    format_cut(error->detail, sizeof error->detail, format, arguments);
    va_end(arguments);
    return false;
}

bool error_code(Error *error, const char *code) {
    if (error) copy_cut(error->code, sizeof error->code, str_from_c(code));
    return false;
}

int error_exit_status(ErrorKind kind) {
    switch (kind) {
    case ERROR_NONE: return 0;
    case ERROR_UNAVAILABLE: return 1;
    case ERROR_INVALID:
    case ERROR_UNSIGNED:
    case ERROR_FORBIDDEN:
    case ERROR_NOT_FOUND:
    case ERROR_CONFLICT:
    case ERROR_LIMIT: return 2;
    }
    assert(false && "unknown error kind");
    return 1;
}

int error_http_status(ErrorKind kind) {
    switch (kind) {
    case ERROR_NONE: return 200;
    case ERROR_INVALID: return 400;
    case ERROR_UNSIGNED: return 401;
    case ERROR_FORBIDDEN: return 403;
    case ERROR_NOT_FOUND: return 404;
    case ERROR_CONFLICT: return 409;
    case ERROR_LIMIT: return 413;
    case ERROR_UNAVAILABLE: return 503;
    }
    assert(false && "unknown error kind");
    return 500;
}
