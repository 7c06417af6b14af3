// SPDX-License-Identifier: Apache-2.0
#ifndef APP_FEEL_SESSION_H
#define APP_FEEL_SESSION_H
// Names with values, and expressions over them: what `jiuye feel` knows while it runs.
//
// Values of definitions live in the session's arena to its end, everything else for one statement.
// Results are JSON on standard output, faults and reasons of null with a caret on standard error;
// functions return an exit status: 0 evaluated (null is a value), 2 faulty, 1 over a limit.

#include "base/error.h"
#include "feel/program.h"

typedef struct FeelSession {
    Arena arena;
    Date today;
    bool shows_plan;
    struct {
        FeelName *items;
        size_t count, capacity;
    } names;
    struct {
        FeelColumn *items;
        size_t count, capacity;
    } slots; // by name
} FeelSession;

// Names and values of a JSON object in a file ("-" is standard input).
bool feel_session_context(FeelSession *session, Str path, Error *error) MUST_USE;
void feel_session_close(FeelSession *session);

// Evaluates and prints. `source` may go afterwards.
int feel_session_print(FeelSession *session, const Source *source, SourceRange expression);
// Gives `name` the value of an expression, silently; it may have had another.
int feel_session_define(FeelSession *session, Str name, const Source *source,
                        SourceRange expression);
// Prints what is known of an expression before it is evaluated.
int feel_session_type(FeelSession *session, const Source *source, SourceRange expression);
int feel_session_plan(FeelSession *session, const Source *source, SourceRange expression);
// Each name with its value.
void feel_session_names(FeelSession *session);

#endif
