// SPDX-License-Identifier: Apache-2.0
#ifndef APP_CHECK_COMMAND_H
#define APP_CHECK_COMMAND_H
// `jiuye check`: reads a pack and reports every fault. Exit 0 no errors, 1 errors, 2 wrong
// arguments.

int check_command(int argc, char **argv);

#endif
