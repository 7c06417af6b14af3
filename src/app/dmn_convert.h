// SPDX-License-Identifier: Apache-2.0
#ifndef APP_DMN_CONVERT_H
#define APP_DMN_CONVERT_H
// `jiuye dmn export` and `jiuye dmn import`: policies as DMN XML and back. argv[0] is the verb;
// the exit status is returned.
int dmn_export_command(int argc, char **argv);
int dmn_import_command(int argc, char **argv);

#endif
