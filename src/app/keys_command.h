// SPDX-License-Identifier: Apache-2.0
#ifndef APP_KEYS_COMMAND_H
#define APP_KEYS_COMMAND_H

// `jiuye keys rotate`: a new key for the personal fields, and what stands sealed with the new one.
int keys_command(int argc, char **argv);

#endif
