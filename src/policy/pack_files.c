// SPDX-License-Identifier: Apache-2.0
// Where the files of a pack come from: a folder, or the program itself.
#include "base/embedded.h"
#include "base/file.h"
#include "policy/pack.h"

#include <string.h>

#define FILE_BYTES_MAX MARKDOWN_BYTES_MAX
#define EMBEDDED_FOLDER "policies/"

static bool files_add(Arena *arena, Str folder, Str suffix, PackFiles *files, Error *error) {
    Str *names;
    size_t count;
    if (!file_list(arena, folder, suffix, &names, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        if (files->count == PACK_FILES_MAX) {
            return error_set(error, ERROR_LIMIT, "“%.*s”里的文件超过%d个", STR_ARG(folder),
                             PACK_FILES_MAX);
        }
        PackFile file = {.name = names[i]};
        bool has_slash = str_ends_with(folder, STR("/"));
        file.path = str_format(arena, "%.*s%s%.*s", STR_ARG(folder), has_slash ? "" : "/",
                               STR_ARG(names[i]));
        if (!file_read(arena, file.path, FILE_BYTES_MAX, &file.content, error)) return false;
        PUSH(arena, files, file);
    }
    return true;
}

static void files_sort(PackFiles *files) {
    for (size_t i = 1; i < files->count; i++) {
        PackFile file = files->items[i];
        size_t j = i;
        for (; j > 0 && str_compare(files->items[j - 1].name, file.name) > 0; j--) {
            files->items[j] = files->items[j - 1];
        }
        files->items[j] = file;
    }
}

bool pack_files_from_folder(Arena *arena, Str folder, PackFiles *files, Error *error) {
    *files = (PackFiles){0};
    if (!file_is_folder(folder)) {
        return error_set(error, ERROR_NOT_FOUND, "没有文件夹“%.*s”", STR_ARG(folder));
    }
    if (!files_add(arena, folder, STR(".md"), files, error)) return false;
    if (!files_add(arena, folder, STR("document.txt"), files, error)) return false;
    files_sort(files);
    return true;
}

bool pack_files_embedded(Arena *arena, PackFiles *files) {
    *files = (PackFiles){0};
    Str folder = {0};
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from_c(embedded_files[i].path);
        if (!str_starts_with(path, STR(EMBEDDED_FOLDER))) continue;
        size_t slash = str_find(path, STR("/"), strlen(EMBEDDED_FOLDER));
        if (slash == SIZE_MAX) continue;
        Str its_folder = str_slice(path, 0, slash + 1);
        if (str_is_absent(folder)) folder = its_folder;
        if (!str_equal(folder, its_folder)) break; // sorted by path: the first pack is over
        PackFile file = {.name = str_slice(path, slash + 1, path.length), .path = path,
                         .content = str_from_range(embedded_files[i].begin,
                                                   embedded_files[i].end)};
        PUSH(arena, files, file);
    }
    files_sort(files);
    return files->count > 0;
}
