// SPDX-License-Identifier: Apache-2.0
#ifndef APP_IMPORT_COMMAND_H
#define APP_IMPORT_COMMAND_H
// `jiuye import`: loads a folder of extracts. Exit 0 done (rejected rows are listed in the rejects
// file), 1 failed or a whole file was refused, 2 wrong arguments.

int import_command(int argc, char **argv);

#endif
