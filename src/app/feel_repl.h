// SPDX-License-Identifier: Apache-2.0
#ifndef APP_FEEL_REPL_H
#define APP_FEEL_REPL_H
// Statements of FEEL from a stream, one after another: an expression is evaluated and printed,
// `name = expression` is a definition, `:type`, `:plan`, `:names`, `:help` and `:quit` are
// commands. A statement goes on over lines while a bracket or a text is open; an empty line ends
// it anyway. Prompts are shown at a terminal only.

#include "app/feel_session.h"

#include <stdio.h>

#define REPL_STATEMENT_BYTES_MAX FEEL_TEXT_BYTES_MAX

// Until the stream ends or `:quit`. The exit status is that of the worst statement.
int feel_repl(FeelSession *session, FILE *input);

#endif
