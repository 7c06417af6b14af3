// SPDX-License-Identifier: Apache-2.0
#ifndef APP_DMN_COMMAND_H
#define APP_DMN_COMMAND_H
// `jiuye dmn ...`; argv[0] is "dmn". Returns the exit status.
int dmn_command(int argc, char **argv);

#endif
