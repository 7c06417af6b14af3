// SPDX-License-Identifier: Apache-2.0
#ifndef APP_USER_COMMAND_H
#define APP_USER_COMMAND_H
// `jiuye user add`: makes an account. The password is read from standard input, so that it stands
// in no
// history and no list of processes. Exit 0 done, 1 failed, 2 wrong input.

int user_command(int argc, char **argv);

#endif
