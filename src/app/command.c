// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"

int command_fail(const char *name, const Error *error) {
    fprintf(stderr, "jiuye %s: %s\n", name, error->message);
    if (error->detail[0]) fprintf(stderr, "%s\n", error->detail);
    return error_exit_status(error->kind);
}

int command_usage(const char *name, const char *problem, const char *usage) {
    fprintf(stderr, "jiuye %s: %s\n\n%s", name, problem, usage);
    return 2;
}

bool command_load_pack(Arena *arena, Str folder, Diagnostics *diagnostics, const Pack **pack,
                       Error *error) {
    PackFiles files;
    if (!str_is_absent(folder)) {
        if (!pack_files_from_folder(arena, folder, &files, error)) return false;
    } else if (!pack_files_embedded(arena, &files)) {
        return error_set(error, ERROR_NOT_FOUND, "程序里没有带政策包；用 --pack 指出文件夹");
    }
    *pack = pack_load(arena, &files, diagnostics);
    if (*pack) return true;
    error_set(error, ERROR_INVALID, "政策包读不出来");
    if (diagnostics->count == 0) return false;
    return error_detail(error, "%.*s", STR_ARG(diagnostics->items[0].message));
}

void command_print_findings(Arena *arena, const Diagnostics *diagnostics, FILE *stream) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    diagnostics_print(&text, diagnostics);
    Str printed = str_built(&text);
    fwrite(printed.data, 1, printed.length, stream);
}
