// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_MONITOR_CURSOR_H
#define PAGES_MONITOR_CURSOR_H
// Where a list goes on, in a URL: the key of the last row, sealed, so that neither identity numbers
// nor keys of the database stand in addresses, histories and logs, and nobody can make one up.

#include "web/context.h"

#define CURSOR_LENGTH_MAX 600

Str cursor_seal(Context *context, Str key) MUST_USE;
// Absent text is the first page. ERROR_INVALID for one that this platform did not make.
bool cursor_unseal(Context *context, Str cursor, Str *key, Error *error) MUST_USE;

#endif
