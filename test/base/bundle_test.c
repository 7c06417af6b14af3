// SPDX-License-Identifier: Apache-2.0
// Protects packages: the same bytes in every time zone, and no name that leaves its folder.
#include "test.h"

#include "base/bundle.h"

#include <stdlib.h>
#include <time.h>

static BundleEntries some_files(Arena *arena) {
    BundleEntries entries = {0};
    BundleEntry first = {STR("案卷.pdf"), STR("%PDF-")};
    BundleEntry empty = {STR("材料/02-空.txt"), STR("")};
    PUSH(arena, &entries, first);
    PUSH(arena, &entries, empty);
    return entries;
}

static void test_bundle__same_bytes_in_every_zone(void **state) {
    (void)state;
    static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/Lima"};
    Arena arena = {0};
    Error error = {0};
    Date date;
    Str first = {0};
    assert_true(date_from_str(STR("2023-10-16"), &date));
    BundleEntries entries = some_files(&arena);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        Str bytes;
        setenv("TZ", zones[i], 1);
        tzset();
        assert_true(bundle_write(&arena, &entries, date, &bytes, &error));
        assert_true(str_starts_with(bytes, STR("PK\x03\x04")));
        if (i == 0) first = bytes;
        assert_true(str_equal(bytes, first));
    }
    unsetenv("TZ");
    tzset();
    entries.items[0].content = STR("%PDF+");
    Str other;
    assert_true(bundle_write(&arena, &entries, date, &other, &error));
    assert_false(str_equal(other, first));
    arena_release(&arena);
}

static void test_bundle__refuses_two_of_one_name(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    Str bytes;
    BundleEntries entries = some_files(&arena);
    entries.items[1].name = entries.items[0].name;
    assert_false(bundle_write(&arena, &entries, 0, &bytes, &error));
    assert_int_equal(error.kind, ERROR_INVALID);
    arena_release(&arena);
}

static void test_bundle__names_stay_in_their_folder(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"合同.pdf", "合同.pdf"}, {"../../etc/passwd", "etcpasswd"}, {"C:\\x\\y.pdf", "Cxy.pdf"},
        {".hidden", "hidden"},    {"a\x01\n\x7f", "a"},              {"...", "未命名"},
        {"", "未命名"},           {"\xff\xfe", "未命名"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str_equal(bundle_name(&arena, str_from_c(cases[i][0])), cases[i][1]);
    }
    char *long_name = arena_alloc(&arena, 1000);
    for (int i = 0; i < 1000; i++) long_name[i] = 'n';
    assert_true(bundle_name(&arena, (Str){long_name, 1000}).length < BUNDLE_NAME_BYTES_MAX / 2);
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bundle__same_bytes_in_every_zone),
        cmocka_unit_test(test_bundle__refuses_two_of_one_name),
        cmocka_unit_test(test_bundle__names_stay_in_their_folder),
    };
    return RUN_TESTS(tests);
}
