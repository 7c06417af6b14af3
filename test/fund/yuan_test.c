// SPDX-License-Identifier: Apache-2.0
// Protects amounts in capitals, which a decision must write as accountants do.
#include "test.h"

#include "fund/yuan.h"

static void test_yuan__in_capitals(void **state) {
    (void)state;
    static const struct {
        int64_t fen;
        const char *text;
    } cases[] = {
        {0, "零元整"},
        {5, "伍分"},
        {10, "壹角整"},
        {80000, "捌佰元整"},
        {160050, "壹仟陆佰元伍角整"},
        {100001, "壹仟元零壹分"},
        {100500, "壹仟零伍元整"},
        {1000000, "壹万元整"},
        {10000100, "壹拾万零壹元整"},
        {1203000000, "壹仟贰佰零叁万元整"},
        {10000000000, "壹亿元整"},
        {10000000100, "壹亿零壹元整"},
        {1000000010000, "壹佰亿零壹佰元整"},
        {123456789012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"},
        {200000000000000, "贰万亿元整"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str_equal(yuan_in_capitals(&arena, cases[i].fen), cases[i].text);
    }
    assert_true(str_is_absent(yuan_in_capitals(&arena, -1)));
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_yuan__in_capitals)};
    return RUN_TESTS(tests);
}
