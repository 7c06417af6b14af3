// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_ERROR_H
#define BASE_ERROR_H
// The three channels of failure, never mixed.
//
//  1. A bug: `assert`, kept in release. Never on anything a user typed.
//  2. An operation failed: `bool` result, `Error *error` last, untouched on success.
//  3. Many findings about a text: Diagnostics (base/diagnostic.h).
//
// `message` says what failed, with the value quoted; `detail` says what to do. Both are shown to
// users and therefore in Chinese; they live in the Error itself, so an Error can outlive arenas.

#include "base/str.h"

#define ERROR_MESSAGE_BYTES_MAX 512

typedef enum ErrorKind {
    ERROR_NONE,
    ERROR_INVALID,     // the input is wrong                     exit 2   HTTP 400
    ERROR_UNSIGNED,    // nobody is signed in                    exit 2   HTTP 401
    ERROR_FORBIDDEN,   // signed in, but not allowed             exit 2   HTTP 403
    ERROR_NOT_FOUND,   // no such thing, or not visible          exit 2   HTTP 404
    ERROR_CONFLICT,    // true state forbids it                  exit 2   HTTP 409
    ERROR_LIMIT,       // over a named limit                     exit 2   HTTP 413
    ERROR_UNAVAILABLE, // disk, database or network failed       exit 1   HTTP 503
} ErrorKind;

typedef struct Error {
    ErrorKind kind;
    char code[72]; // stable ASCII name for programs, such as "OVER_BUDGET"; may be empty
    char message[ERROR_MESSAGE_BYTES_MAX];
    char detail[ERROR_MESSAGE_BYTES_MAX];
} Error;

// Fills `error` and returns false, so that a failing function ends with `return error_set(...)`.
// Text that does not fit is cut at a code point and ends in "…". A NULL `error` is allowed.
bool error_set(Error *error, ErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Puts where it happened in front of the message ("第3行："), and keeps the rest; returns false.
bool error_prefix(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Adds what to do; returns false as well.
bool error_detail(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Names the error for programs; returns false as well.
bool error_code(Error *error, const char *code);

int error_exit_status(ErrorKind kind);
int error_http_status(ErrorKind kind);

#endif
