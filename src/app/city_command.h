// SPDX-License-Identifier: Apache-2.0
#ifndef APP_CITY_COMMAND_H
#define APP_CITY_COMMAND_H
// `jiuye city`: writes the synthetic city as extracts. Exit 0 done, 1 failed, 2 wrong arguments.

int city_command(int argc, char **argv);

#endif
