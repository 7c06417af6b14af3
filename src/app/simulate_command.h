// SPDX-License-Identifier: Apache-2.0
#ifndef APP_SIMULATE_COMMAND_H
#define APP_SIMULATE_COMMAND_H
// `jiuye simulate --db URL --on DATE --reform DIR [--baseline DIR] [--policy N] [--out FILE.csv]`

int simulate_command(int argc, char **argv);

#endif
