// SPDX-License-Identifier: Apache-2.0
// `jiuye dmn test PATH...`: runs test files of the DMN TCK, singly or whole folders; the other
// verbs stand in dmn_convert.c.
#include "app/dmn_command.h"

#include "app/dmn_convert.h"
#include "base/clock.h"
#include "base/file.h"
#include "dmn/tck.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER_DEPTH_MAX 32
#define DAY_MS 86400000
#define AGREES "结果与用例写出的各位数字一致，用例把数写短了"

static const char USAGE[] =
    "用法：jiuye dmn test [--verbose] 测试文件或文件夹...\n"
    "      jiuye dmn export 项号 [--out 文件] [--pack 文件夹] [--dmn 版本]\n"
    "      jiuye dmn import 文件 [--out 文件夹] [--number 项号]\n";

typedef struct TestRun {
    DmnTckOptions options;
    bool is_verbose;
    size_t passed, failed;
    size_t agreeing; // of those failed
    size_t unreadable;
} TestRun;

static void report_case(void *user, const DmnTckCase *one) {
    TestRun *run = user;
    printf("%s %.*s#%.*s%s\n", one->has_passed ? "PASS" : "FAIL", STR_ARG(one->path),
           STR_ARG(one->id), one->agrees_as_stated ? " （" AGREES "）" : "");
    if (one->has_passed) {
        run->passed++;
        return;
    }
    run->failed++;
    run->agreeing += one->agrees_as_stated;
    if (run->is_verbose) fprintf(stderr, "    %.*s\n", STR_ARG(one->reason));
}

static void test_file(TestRun *run, Str path) {
    Error error = {0};
    if (dmn_tck_run_file(path, &run->options, &error)) return;
    fprintf(stderr, "%s\n", error.message);
    run->unreadable++;
}

// Test files are XML beside models; other XML in a folder is passed over by its root element.
static bool is_test_file(Arena *arena, Str path) {
    Str content;
    Error error;
    return file_read(arena, path, (size_t)1 << 26, &content, &error) &&
           str_find(content, STR("testCases"), 0) != SIZE_MAX;
}

static void test_path(TestRun *run, Arena *arena, Str path, int depth);

static void test_folder(TestRun *run, Arena *arena, Str folder, int depth) {
    struct dirent **entries;
    int count = scandir(str_to_c(arena, folder), &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        Str name = str_from_c(entries[i]->d_name);
        Str path = str_format(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
        bool is_hidden = str_starts_with(name, STR("."));
        if (!is_hidden && file_is_folder(path)) {
            test_path(run, arena, path, depth + 1);
        } else if (!is_hidden && str_ends_with(name, STR(".xml")) && is_test_file(arena, path)) {
            test_file(run, path);
        }
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

static void test_path(TestRun *run, Arena *arena, Str path, int depth) {
    while (path.length > 1 && str_ends_with(path, STR("/"))) path.length--;
    if (depth > FOLDER_DEPTH_MAX) {
        fprintf(stderr, "%.*s：文件夹嵌套超过 %d 层\n", STR_ARG(path), FOLDER_DEPTH_MAX);
        run->unreadable++;
    } else if (file_is_folder(path)) {
        test_folder(run, arena, path, depth);
    } else {
        test_file(run, path);
    }
}

static int test_command(int argc, char **argv) {
    if (argc < 2) {
        fputs(USAGE, stderr);
        return 2;
    }
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    int64_t now_ms = clock_now_ms(&clock);
    TestRun run = {.options = {.report = report_case, .user = &run}};
    run.options.today = now_ms / DAY_MS;
    run.options.now_ns = now_ms % DAY_MS * 1000000;
    Arena arena = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--verbose") == 0) {
            run.is_verbose = true;
        } else {
            test_path(&run, &arena, str_from_c(argv[i]), 0);
        }
    }
    arena_release(&arena);
    if (run.agreeing > 0) printf("未通过的用例中有 %zu 个%s\n", run.agreeing, AGREES);
    printf("%zu passed, %zu failed\n", run.passed, run.failed);
    return run.failed > 0 || run.unreadable > 0 ? 1 : 0;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} VERBS[] = {
    {"test", test_command}, {"export", dmn_export_command}, {"import", dmn_import_command},
};

int dmn_command(int argc, char **argv) {
    for (size_t i = 0; argc >= 2 && i < sizeof VERBS / sizeof *VERBS; i++) {
        if (strcmp(argv[1], VERBS[i].name) == 0) return VERBS[i].run(argc - 1, argv + 1);
    }
    fputs(USAGE, stderr);
    return 2;
}
