// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files of folders: the corpus, in the normal build and any other.
#include "base/file.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX ((size_t)4 * 1024 * 1024)

// A copy of exactly its size, so that a sanitizer sees one byte too many being read.
static void run(Str content) {
    uint8_t *copy = malloc(content.length > 0 ? content.length : 1);
    if (content.length > 0) memcpy(copy, content.data, content.length);
    (void)!LLVMFuzzerTestOneInput(copy, content.length);
    free(copy);
}

static int run_folder(const char *folder) {
    Arena arena = {0};
    Str *names, content;
    size_t count;
    Error error = {0};
    if (!file_list(&arena, str_from_c(folder), STR(""), &names, &count, &error) || count == 0) {
        fprintf(stderr, "%s: nothing to replay %s\n", folder, error.message);
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        Str path = str_format(&arena, "%s/%.*s", folder, STR_ARG(names[i]));
        if (!file_read(&arena, path, FILE_BYTES_MAX, &content, &error)) {
            fprintf(stderr, "%s\n", error.message);
            return -1;
        }
        fprintf(stderr, "%.*s\n", STR_ARG(path)); // what is run when it ends badly
        run(content);
    }
    arena_release(&arena);
    return (int)count;
}

int main(int argc, char **argv) {
    int passed = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        int count = run_folder(argv[i]);
        if (count < 0) failed++;
        else passed += count;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
