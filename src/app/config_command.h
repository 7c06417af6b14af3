// SPDX-License-Identifier: Apache-2.0
#ifndef APP_CONFIG_COMMAND_H
#define APP_CONFIG_COMMAND_H
// `jiuye config`: every setting with the value in effect and where it comes from, as a file that
// could be read again; a password in an address is not shown. Takes the settings as options as
// `jiuye serve` does. Returns the exit status.

#include "app/config.h"

int config_command(const Config *config, int argc, char **argv);

#endif
