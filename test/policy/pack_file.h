// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_POLICY_PACK_FILE_H
#define TEST_POLICY_PACK_FILE_H
// Packs for tests: loaded from a folder, and it is a failure when they have errors.
#include "policy/pack.h"

#include "test.h"

static inline const Pack *test_pack_load(Arena *arena, const char *folder) {
    PackFiles files;
    Error error = {0};
    if (!pack_files_from_folder(arena, str_from_c(folder), &files, &error)) {
        fail_msg("%s", error.message);
    }
    Diagnostics diagnostics = {.arena = arena};
    const Pack *pack = pack_load(arena, &files, &diagnostics);
    if (diagnostics_has_errors(&diagnostics)) {
        StrBuilder out;
        str_builder_init(&out, arena, 0);
        diagnostics_print(&out, &diagnostics);
        fail_msg("%.*s", STR_ARG(str_built(&out)));
    }
    assert_non_null(pack);
    return pack;
}

#endif
