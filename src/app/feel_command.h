// SPDX-License-Identifier: Apache-2.0
#ifndef APP_FEEL_COMMAND_H
#define APP_FEEL_COMMAND_H
// `jiuye feel EXPR`: one expression, its value as JSON on standard output; what is to be said about
// it on standard error. Without one, a line of standard input each. 0 = evaluated (null is a
// value), 2 = bad expression or input.

int feel_command(int argc, char **argv);

#endif
