// SPDX-License-Identifier: Apache-2.0
#ifndef APP_SERVE_COMMAND_H
#define APP_SERVE_COMMAND_H
// `jiuye serve`, `jiuye demo`, `jiuye routes`, `jiuye migrate`: the platform as a program.
// Exit 0 done, 1 failed, 2 wrong arguments.

int serve_command(int argc, char **argv);
int demo_command(int argc, char **argv);
int routes_command(int argc, char **argv);
int migrate_command(int argc, char **argv);

#endif
