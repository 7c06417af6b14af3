// SPDX-License-Identifier: Apache-2.0
// Protects: applying a difference gives the second text, taking it back the first, and no shorter
// one exists (against a table of longest common subsequences).
#include "base/diff.h"
#include "test.h"

#include <string.h>

static Str side(Arena *arena, const DiffLines *lines, DiffKind left_out) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->items[i].kind == left_out) continue;
        str_put(&out, lines->items[i].text);
        str_put_char(&out, '\n');
    }
    return str_built(&out);
}

static size_t common_longest(const char *a, const char *b) {
    static size_t table[32][32];
    size_t rows = strlen(a), columns = strlen(b);
    memset(table, 0, sizeof table);
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            size_t up = table[i - 1][j], left = table[i][j - 1];
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : up > left ? up : left;
        }
    }
    return table[rows][columns];
}

static Str lines_from(Arena *arena, const char *letters) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (; *letters; letters++) str_put_format(&out, "%c\n", *letters);
    return str_built(&out);
}

static void test_diff__is_right_and_shortest(void **state) {
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 3000; round++) {
        Arena arena = {0};
        char texts[2][32] = {{0}, {0}};
        for (int side_index = 0; side_index < 2; side_index++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            int length = (int)(random >> 40) % 20;
            for (int i = 0; i < length; i++) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                texts[side_index][i] = (char)('a' + (random >> 50) % 4);
            }
        }
        Str before = lines_from(&arena, texts[0]), after = lines_from(&arena, texts[1]);
        DiffLines lines = diff_lines(&arena, before, after, SIZE_MAX);
        assert_true(str_equal(side(&arena, &lines, DIFF_ADDED), before));
        assert_true(str_equal(side(&arena, &lines, DIFF_REMOVED), after));
        size_t common = common_longest(texts[0], texts[1]);
        assert_int_equal(lines.removed, strlen(texts[0]) - common);
        assert_int_equal(lines.added, strlen(texts[1]) - common);
        arena_release(&arena);
    }
}

static void test_diff__shows_what_stands_around(void **state) {
    (void)state;
    Arena arena = {0};
    DiffLines lines = diff_lines(&arena, STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
                                 STR("1\n2\n3\n4\n五\n6\n7\n8\n9\n"), 1);
    static const DiffKind kinds[] = {DIFF_SKIPPED, DIFF_SAME,  DIFF_REMOVED,
                                     DIFF_ADDED,   DIFF_SAME,  DIFF_SKIPPED};
    assert_int_equal(lines.count, sizeof kinds / sizeof *kinds);
    for (size_t i = 0; i < lines.count; i++) assert_int_equal(lines.items[i].kind, kinds[i]);
    assert_int_equal(lines.items[2].before, 5);
    assert_int_equal(lines.items[2].after, 0);
    assert_int_equal(lines.items[3].after, 5);
    assert_true(str_equal(lines.items[3].text, STR("五")));
    assert_int_equal(diff_lines(&arena, STR("1\n2\n"), STR("1\n2\n"), 3).count, 0);
    DiffLines first = diff_lines(&arena, STR(""), STR("1\n2\n"), 3);
    assert_int_equal(first.added, 2);
    assert_int_equal(first.removed, 0);
    arena_release(&arena);
}

static void test_diff__ends_on_texts_with_nothing_in_common(void **state) {
    (void)state;
    Arena arena = {0};
    StrBuilder before, after;
    str_builder_init(&before, &arena, 0);
    str_builder_init(&after, &arena, 0);
    for (int i = 0; i < DIFF_EDITS_MAX; i++) {
        str_put_format(&before, "a%d\n", i);
        str_put_format(&after, "b%d\n", i);
    }
    DiffLines lines = diff_lines(&arena, str_built(&before), str_built(&after), 3);
    assert_int_equal(lines.removed, DIFF_EDITS_MAX);
    assert_int_equal(lines.added, DIFF_EDITS_MAX);
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diff__is_right_and_shortest),
        cmocka_unit_test(test_diff__shows_what_stands_around),
        cmocka_unit_test(test_diff__ends_on_texts_with_nothing_in_common),
    };
    return RUN_TESTS(tests);
}
