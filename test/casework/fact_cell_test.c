// SPDX-License-Identifier: Apache-2.0
// Protects what people write into the cells of rosters and departments' sheets: a place by its
// name, money in yuan, truth in a word; what is none of these is refused with what would be right.
#include "test.h"

#include "casework/fact_cell.h"

#define FACT_OF(fact_key, fact_type, feel)                                                        \
    (&(Fact){.name = STR("事实"), .key = STR(fact_key), .type = fact_type,                         \
             .feel_type = FEEL_TYPE_OF(feel)})
#define PLACE FACT_OF("work_division", FACT_TEXT, STRING)

// What the cell of a fact reads; its fault where it reads nothing.
static Str read_cell(Arena *arena, const Fact *fact, const char *text) {
    const JsonValue *json;
    Str fault;
    FactCell cell = fact_cell_of(arena, fact);
    if (!fact_cell_read(arena, &cell, str_from_c(text), &json, &fault)) return fault;
    return json->kind == JSON_STRING ? json->text : json_value_to_str(arena, json);
}

static void test_fact_cell__reads_a_place_by_its_name(void **state) {
    (void)state;
    static const struct { const char *typed, *code; } places[] = {
        {"海原县", "640522"}, {"宁夏中卫市海原县", "640522"}, {"江苏省苏州市", "320000"},
        {"320500", "320500"}, {"北京", "110000"}};
    Arena arena = {0};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        Str read = read_cell(&arena, PLACE, places[i].typed);
        assert_true(str_equal(read, str_from_c(places[i].code)));
    }
    assert_str_equal(read_cell(&arena, PLACE, "苏州"),
                     "“苏州”不能填在这里，应为：省份，本市的写县区，如北京市、海原县");
    assert_str_equal(read_cell(&arena, FACT_OF("place", FACT_TEXT, STRING), "苏州"), "苏州");
    arena_release(&arena);
}

static void test_fact_cell__reads_what_people_write(void **state) {
    (void)state;
    Arena arena = {0};
    assert_str_equal(read_cell(&arena, FACT_OF("paid_fen", FACT_NUMBER, NUMBER), "12.5"), "1250");
    assert_str_equal(read_cell(&arena, FACT_OF("months", FACT_NUMBER, NUMBER), "12"), "12");
    const Fact *truth = FACT_OF("signed", FACT_BOOLEAN, BOOLEAN);
    assert_str_equal(read_cell(&arena, truth, "是"), "true");
    assert_str_equal(read_cell(&arena, FACT_OF("day", FACT_DATE, DATE), "2023/9/1"), "2023-09-01");
    Str fault = read_cell(&arena, truth, "也许");
    assert_true(str_ends_with(fault, STR("应为：只能填：是、否")));
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fact_cell__reads_a_place_by_its_name),
        cmocka_unit_test(test_fact_cell__reads_what_people_write),
    };
    return RUN_TESTS(tests);
}
