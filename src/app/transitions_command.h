// SPDX-License-Identifier: Apache-2.0
#ifndef APP_TRANSITIONS_COMMAND_H
#define APP_TRANSITIONS_COMMAND_H
// `jiuye transitions`: the tables of how claims and enrolments may move, as Markdown with diagrams.
// `make casework-doc` writes it into docs/casework.md, and a test compares the two. Returns the
// exit status.

int transitions_command(int argc, char **argv);

#endif
