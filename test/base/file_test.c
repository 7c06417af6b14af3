// SPDX-License-Identifier: Apache-2.0
// Protects files: reading is bounded, writing leaves no halves, failures say which path and why.
#include "test.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/jiuye-file-test-" "XX" "XX" "XX"; // what mkdtemp replaces
static Arena arena;

static Str path_of(const char *name) {
    return str_format(&arena, "%s/%s", folder, name);
}

static int setup(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static void remove_if_there(const char *name) {
    const char *path = str_to_c(&arena, path_of(name));
    if (unlink(path) != 0) (void)rmdir(path);
}

static int teardown(void **state) {
    (void)state;
    static const char *const left[] = {"a.txt", "b.md", "a.md", ".hidden.md", "x/y/z", "x/y", "x"};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) remove_if_there(left[i]);
    arena_release(&arena);
    return rmdir(folder);
}

static void test_file__what_is_written_is_read(void **state) {
    (void)state;
    Error error = {0};
    Str content, big = {arena_alloc(&arena, 300000), 300000};
    assert_true(file_write(path_of("a.txt"), STR("旧"), &error));
    assert_true(file_write(path_of("a.txt"), big, &error));
    assert_true(file_read(&arena, path_of("a.txt"), 300000, &content, &error));
    assert_true(str_equal(content, big));
    assert_true(file_write(path_of("a.txt"), STR(""), &error));
    assert_true(file_read(&arena, path_of("a.txt"), 0, &content, &error));
    assert_int_equal(content.length, 0);
    assert_false(str_is_absent(content));
    assert_int_equal(error.kind, ERROR_NONE);
}

static void test_file__a_shared_file_stays_as_it_is(void **state) {
    (void)state;
    Error error = {0};
    Str content;
    struct stat about;
    assert_true(file_remove(path_of("a.txt"), &error)); // of another test
    assert_true(file_write_shared(path_of("a.txt"), STR("一"), &error));
    assert_true(file_write_shared(path_of("a.txt"), STR("二"), &error));
    assert_true(file_read(&arena, path_of("a.txt"), 100, &content, &error));
    assert_str_equal(content, "一");
    assert_int_equal(stat(str_to_c(&arena, path_of("a.txt")), &about), 0);
    assert_int_equal(about.st_mode & 0137, 0);
    assert_true(file_remove(path_of("a.txt"), &error));
    assert_false(file_exists(path_of("a.txt")));
    assert_true(file_remove(path_of("a.txt"), &error));
    assert_true(file_make_folder(path_of("x"), &error));
    assert_false(file_remove(path_of("x"), &error));
    assert_non_null(strstr(error.message, "无法删除"));
    remove_if_there("x");
}

static void test_file__reading_is_bounded(void **state) {
    (void)state;
    Error error = {0};
    Str content = STR("unchanged");
    assert_true(file_write(path_of("a.txt"), STR("12345"), &error));
    assert_true(file_read(&arena, path_of("a.txt"), 5, &content, &error));
    assert_false(file_read(&arena, path_of("a.txt"), 4, &content, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_non_null(strstr(error.message, "a.txt"));
    assert_str_equal(content, "12345");
    // A file without a size, and without an end.
    assert_false(file_read(&arena, STR("/dev/zero"), 100000, &content, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
}

static void test_file__failures_name_the_path_and_the_reason(void **state) {
    (void)state;
    Error error = {0};
    Str content;
    assert_false(file_read(&arena, path_of("none"), 10, &content, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(error.message, "none”：不存在"));
    assert_false(file_read(&arena, str_from_c(folder), 10, &content, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_false(file_write(path_of("none/a"), STR("x"), &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_false(file_write(str_from_c(folder), STR("x"), &error));
    assert_false(file_read(&arena, STR("/dev/null\0/x"), 10, &content, &error));
    assert_false(file_exists(STR("")));
}

static void test_file__devices_are_written_in_place(void **state) {
    (void)state;
    Error error = {0};
    struct stat about;
    assert_true(file_write(STR("/dev/null"), STR("x"), &error));
    assert_int_equal(stat("/dev/null", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
    assert_false(file_write(STR("/dev/full"), STR("x"), &error));
    assert_non_null(strstr(error.message, "磁盘已满"));
}

static void test_file__lists_sorted_names(void **state) {
    (void)state;
    Error error = {0};
    static const char *const names[] = {"b.md", "a.txt", "a.md", ".hidden.md"};
    for (size_t i = 0; i < 4; i++) assert_true(file_write(path_of(names[i]), STR(""), &error));
    Str *found;
    size_t count;
    assert_true(file_list(&arena, str_from_c(folder), STR(".md"), &found, &count, &error));
    assert_int_equal(count, 2);
    assert_str_equal(found[0], "a.md");
    assert_str_equal(found[1], "b.md");
    assert_true(file_list(&arena, str_from_c(folder), STR(""), &found, &count, &error));
    assert_int_equal(count, 3); // and no temporary file of an earlier write
    assert_false(file_list(&arena, path_of("none"), STR(""), &found, &count, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static void test_file__makes_missing_parents(void **state) {
    (void)state;
    Error error = {0};
    assert_true(file_make_folder(path_of("x/y/z"), &error));
    assert_true(file_is_folder(path_of("x/y/z")));
    assert_true(file_make_folder(path_of("x/y"), &error));
    assert_true(file_write(path_of("a.txt"), STR(""), &error));
    assert_false(file_is_folder(path_of("a.txt")));
    assert_false(file_make_folder(path_of("a.txt"), &error));
    assert_false(file_make_folder(path_of("a.txt/b"), &error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file__what_is_written_is_read),
        cmocka_unit_test(test_file__a_shared_file_stays_as_it_is),
        cmocka_unit_test(test_file__reading_is_bounded),
        cmocka_unit_test(test_file__failures_name_the_path_and_the_reason),
        cmocka_unit_test(test_file__devices_are_written_in_place),
        cmocka_unit_test(test_file__lists_sorted_names),
        cmocka_unit_test(test_file__makes_missing_parents),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    return test_finish((int)(sizeof tests / sizeof tests[0]), failed);
}
