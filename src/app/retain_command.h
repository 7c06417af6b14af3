// SPDX-License-Identifier: Apache-2.0
#ifndef APP_RETAIN_COMMAND_H
#define APP_RETAIN_COMMAND_H

// `jiuye retain`: anonymises and deletes what is past its period of keeping.
int retain_command(int argc, char **argv);

#endif
