// SPDX-License-Identifier: Apache-2.0
#ifndef APP_BACKUP_COMMAND_H
#define APP_BACKUP_COMMAND_H
// `jiuye backup` and `jiuye restore`: the database into one signed file, and back into a new
// database of either kind, proved by `jiuye verify` at the end. Exit 0 done, 1 failed, 2 wrong
// arguments or a file that is refused.

int backup_command(int argc, char **argv);
int restore_command(int argc, char **argv);

#endif
