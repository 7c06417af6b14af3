// SPDX-License-Identifier: Apache-2.0
// Protects every reader of strange text: whatever the bytes, it ends, says yes or no, and what it
// accepted survives being written and read again. Run it under the sanitizers.
#include "scratch.h"

#include "base/csv.h"
#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

#define TEXT_BYTES_MAX 512
#define ROUNDS 20000

typedef void Check(Str text);

static uint64_t random_state;

// xorshift64: the same mutations in every run.
static size_t random_below(size_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % limit);
}

// Overwrites, removes, repeats or inserts a few bytes.
static size_t mutate(char *bytes, size_t length) {
    static const char favourites[] =
        "\"\\{}[]:,\n\r\t 0019-+.eEu\xEF\xBB\xBF\xE4\xB8\xAD\xFF\x00ntf#";
    for (size_t edits = random_below(4) + 1; edits > 0; edits--) {
        size_t at = random_below(length + 1), size = random_below(6) + 1;
        char fresh = favourites[random_below(sizeof favourites)];
        if (at + size > length) size = length - at;
        switch (random_below(4)) {
        case 0:
            if (at < length) bytes[at] = fresh;
            break;
        case 1:
            memmove(bytes + at, bytes + at + size, length - at - size);
            length -= size;
            break;
        case 2:
            if (length + size > TEXT_BYTES_MAX) break;
            memmove(bytes + at + size, bytes + at, length - at);
            length += size;
            break;
        default:
            if (length == TEXT_BYTES_MAX) break;
            memmove(bytes + at + 1, bytes + at, length - at);
            bytes[at] = fresh;
            length++;
        }
    }
    return length;
}

static void check_mutations(const char *const *seeds, size_t seed_count, Check *check) {
    random_state = UINT64_C(88172645463325252);
    for (int round = 0; round < ROUNDS; round++) {
        char bytes[TEXT_BYTES_MAX];
        Str seed = str_from_c(seeds[random_below(seed_count)]);
        memcpy(bytes, seed.data, seed.length);
        size_t length = mutate(bytes, seed.length);
        check(str_copy(&arena, (Str){bytes, length})); // so that the sanitizer knows its end
        arena_reset(&arena);
    }
}

#define CHECK(seeds, check) check_mutations((seeds), sizeof(seeds) / sizeof(seeds)[0], (check))

// ---- JSON ----

static void check_json(Str text) {
    const JsonValue *value = NULL, *again = NULL;
    Error error = {0};
    if (!json_parse(&arena, text, &value, &error)) {
        assert_true(error.kind != ERROR_NONE && error.message[0]);
        assert_true(utf8_is_valid(str_from_c(error.message)));
        return;
    }
    assert_int_equal(error.kind, ERROR_NONE);
    Str written = json_written(value);
    assert_true(json_parse(&arena, written, &again, &error));
    assert_true(str_equal(json_written(again), written));
}

static void test_mutation__json(void **state) {
    (void)state;
    static const char *const seeds[] = {
        "{\"用人单位类型\":\"enterprise\",\"人数\":12,\"金额\":100.10,\"名册\":[{\"a\":null},true]}",
        "[1,-0.5e+10,\"\\u4e2d\\ud83d\\ude00\\n\\\"\",{},[],[[[]]],false,\"中卫\"]",
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10}"};
    CHECK(seeds, check_json);
}

// ---- CSV ----

static void check_csv(Str text) {
    CsvReader *reader, *again;
    Error error = {0};
    CsvRow row, copy;
    if (!csv_open_text(&arena, text, 1, &reader, &error)) {
        assert_true(error.kind != ERROR_NONE);
        return;
    }
    int64_t line = csv_header(reader).line;
    for (CsvResult result; (result = csv_next(reader, &row, &error)) != CSV_END;) {
        assert_true(result == CSV_ROW || result == CSV_BAD_ROW);
        assert_true(row.line > line);
        line = row.line;
        if (result == CSV_BAD_ROW) continue;
        assert_int_equal(row.count, csv_header(reader).count);
        StrBuilder out;
        str_builder_init(&out, &arena, 0);
        for (size_t i = 0; i < row.count; i++) csv_put_cell(&out, row.cells[i], i == 0);
        // Written as a header row, so that one row is enough; unless two cells are equal.
        if (!csv_open_text(&arena, str_built(&out), 1, &again, &error)) continue;
        copy = csv_header(again);
        assert_int_equal(copy.count, row.count);
        for (size_t i = 0; i < row.count; i++) assert_true(str_equal(copy.cells[i], row.cells[i]));
    }
    int64_t consumed, total;
    csv_progress(reader, &consumed, &total);
    assert_true(consumed == total && (size_t)total == text.length);
}

static void test_mutation__csv(void **state) {
    (void)state;
    static const char *const seeds[] = {
        "姓名,证件号,备注\n张三,640500,\"有，\"\"逗号\"\"\n换行\"\n李四,,\r\n\"\",x,\"y\"\n",
        "\xEF\xBB\xBF" "a,b\r\n1,2\r\n\r\n\"3\",4\r\n5,\"6\r\n7\"\r\n"};
    CHECK(seeds, check_csv);
}

// ---- Numbers and dates ----

static void check_decimal(Str text) {
    Decimal value, again;
    if (!decimal_from_str(text, &value)) return;
    Str scaled = decimal_to_str_scaled(&arena, value);
    assert_true(decimal_from_str(scaled, &again) && decimal_equal(value, again));
    assert_true(decimal_from_str(decimal_to_str(&arena, value), &again));
    assert_true(decimal_equal(value, again) && decimal_hash(value) == decimal_hash(again));
}

static void test_mutation__decimal(void **state) {
    (void)state;
    static const char *const seeds[] = {"-1950.00", "0.000001e-12", "12345678901234567890123456789",
                                        "9.99999999999999999999999999999999999e99", "-.5E+6"};
    CHECK(seeds, check_decimal);
}

static void check_date(Str text) {
    Date date;
    if (!date_from_str(text, &date)) return;
    assert_true(str_equal(date_to_str(&arena, date), text));
}

static void test_mutation__date(void **state) {
    (void)state;
    static const char *const seeds[] = {"2023-10-16", "-0044-03-15", "2024-02-29", "99999-12-31"};
    CHECK(seeds, check_date);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_mutation__json),
        TEST(test_mutation__csv),
        TEST(test_mutation__decimal),
        TEST(test_mutation__date),
    };
    return RUN_TESTS(tests);
}
