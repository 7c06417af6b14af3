// SPDX-License-Identifier: Apache-2.0
#ifndef APP_COMMAND_H
#define APP_COMMAND_H
// What the commands over a policy pack share: finding the pack and loading it, and speaking of
// failures. A command is `int name_command(int argc, char **argv)` with argv[0] its own name; it
// returns the exit status: 0 done, 1 failed or faults found, 2 wrong input.

#include "policy/pack.h"

#include <stdio.h>

#define JIUYE_VERSION "0.1.0"

// Prints "jiuye NAME: message" and the detail to stderr; returns the exit status of the error.
int command_fail(const char *name, const Error *error);
// Prints what is wrong with the arguments and the usage to stderr; returns 2.
int command_usage(const char *name, const char *problem, const char *usage);

// The pack in a folder; an absent folder stands for the pack inside the program. Findings go to
// `diagnostics`. False when there is no readable pack.
bool command_load_pack(Arena *arena, Str folder, Diagnostics *diagnostics, const Pack **pack,
                       Error *error) MUST_USE;
// Writes findings to a stream.
void command_print_findings(Arena *arena, const Diagnostics *diagnostics, FILE *stream);

#endif
