// SPDX-License-Identifier: Apache-2.0
#ifndef APP_VERIFY_COMMAND_H
#define APP_VERIFY_COMMAND_H
// `jiuye verify --db URL`: proves the ledger from the data alone. Exit 0 and a summary, 1 and the
// first fault (or no database), 2 wrong arguments.

#include "base/str.h"

// Prints the proof of a database; the exit status. An absent `folder` = without keys.
int verify_database(Str url, Str folder);
int verify_command(int argc, char **argv);

#endif
