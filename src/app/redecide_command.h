// SPDX-License-Identifier: Apache-2.0
#ifndef APP_REDECIDE_COMMAND_H
#define APP_REDECIDE_COMMAND_H
// `jiuye redecide CASE --db URL`: exit status 0 equal, 1 different, 3 different under another
// engine.

int redecide_command(int argc, char **argv);

#endif
