// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
// Files of the source tree that the program carries inside itself: the policy pack, the working-day
// calendars, style sheets and scripts. The build writes the table (tools/embed_files.sh).

#include "base/str.h"

typedef struct EmbeddedFile {
    const char *path;  // as in the source tree: "policies/zhongwei-2023/07-expansion-grant.md"
    const char *begin;
    const char *end;
} EmbeddedFile;

extern const EmbeddedFile embedded_files[]; // sorted by path
extern const size_t embedded_file_count;

// The content of a path; absent text when there is no such file.
Str embedded_file(Str path);

#endif
