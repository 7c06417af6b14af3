// SPDX-License-Identifier: Apache-2.0
#ifndef APP_DECIDE_COMMAND_H
#define APP_DECIDE_COMMAND_H
// `jiuye decide`: one case by one policy, as JSON. Exit 0 decided, 1 failed, 2 wrong input.

int decide_command(int argc, char **argv);

#endif
