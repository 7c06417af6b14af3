// SPDX-License-Identifier: Apache-2.0
#ifndef APP_SCAN_COMMAND_H
#define APP_SCAN_COMMAND_H
// `jiuye scan`: the whole population through the policies (应享未享). Exit 0 done, 1 failed, 2 wrong
// arguments.

int scan_command(int argc, char **argv);

#endif
