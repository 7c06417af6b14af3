// SPDX-License-Identifier: Apache-2.0
// Protects the readers of what strangers send: decoding once, refusing what is unclear, and never
// reading outside the text (run under the sanitizers, the random inputs look for that).
#include "test.h"

#include "http/multipart.h"
#include "http/response.h"

#include <stdlib.h>
#include <string.h>

#define RANDOM_INPUTS 20000
#define RANDOM_BYTES_MAX 160

static void test_path__is_decoded_once(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *path; // NULL = refused
    } cases[] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/%E4%B8%AD/a%20b", "/中/a b"},
        {"/a+b", "/a+b"},
        {"/%2525", "/%25"},
        {"/a..b/...", "/a..b/..."},
        {"", NULL},
        {"a", NULL},
        {"//", NULL},
        {"/a/", NULL},
        {"/./a", NULL},
        {"/%2e%2E", NULL},
        {"/a%2fb", NULL},
        {"/a\\b", NULL},
        {"/a%5cb", NULL},
        {"/%", NULL},
        {"/%4", NULL},
        {"/%g0", NULL},
        {"/%00", NULL},
        {"/%1f", NULL},
        {"/%7f", NULL},
        {"/%ed%a0%80", NULL}, // a surrogate
        {"/%c0%af", NULL},    // an overlong slash
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str path;
        bool is_good = path_decode(&arena, str_from_c(cases[i].raw), &path);
        if (is_good != (cases[i].path != NULL)) fail_msg("%s", cases[i].raw);
        if (is_good) assert_str_equal(path, cases[i].path);
    }
    arena_release(&arena);
}

static void test_percent__comes_back_the_same(void **state) {
    (void)state;
    Arena arena = {0};
    Str text = STR("a/b?c=1&d=中 %+\n\"'<>~-._");
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    percent_encode(&out, text);
    Str decoded;
    assert_true(percent_decode(&arena, str_built(&out), true, &decoded));
    assert_true(str_equal(decoded, text));
    arena_release(&arena);
}

static void test_fields__keep_order_and_repeats(void **state) {
    (void)state;
    Arena arena = {0};
    FieldList fields = {0};
    Error error = {0};
    assert_true(fields_parse(&arena, STR("a=1&&b&a=2=3&=x&c=%26"), &fields, &error));
    assert_int_equal(fields.count, 5);
    assert_str_equal(fields_get(&fields, STR("a")), "1");
    assert_str_equal(fields.items[2].value, "2=3");
    assert_str_equal(fields_get(&fields, STR("c")), "&");
    assert_true(str_is_absent(fields_get(&fields, STR("d"))));
    StrBuilder many;
    str_builder_init(&many, &arena, 0);
    for (int i = 0; i <= HTTP_FIELDS_MAX; i++) str_put(&many, STR("a=1&"));
    FieldList none = {0};
    assert_false(fields_parse(&arena, str_built(&many), &none, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    arena_release(&arena);
}

static void test_cookies__pass_over_what_is_broken(void **state) {
    (void)state;
    Arena arena = {0};
    FieldList cookies = {0};
    fields_parse_cookies(&arena, STR("a=1;b=2 ; =3; c; d=\xff; e=x=y;"), &cookies);
    assert_int_equal(cookies.count, 3);
    assert_str_equal(fields_get(&cookies, STR("b")), "2");
    assert_str_equal(fields_get(&cookies, STR("e")), "x=y");
    arena_release(&arena);
}

static void test_redirect__stays_on_the_site(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *location;
    } cases[] = {
        {"/a?b=1&c=2", "/a?b=1&c=2"}, {"/中", "/%E4%B8%AD"},       {"/a b", "/a%20b"},
        {"/a%20b", "/a%20b"},         {"//evil.test", "/"},        {"/\\evil.test", "/"},
        {"https://evil.test", "/"},   {"", "/"},
        {"/a\r\nSet-Cookie: b", "/a%0D%0ASet-Cookie:%20b"},
        {"/\t/evil.test", "/%09/evil.test"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Response response;
        response_init(&response, &arena);
        response_redirect(&response, str_from_c(cases[i].path));
        assert_str_equal(fields_get_header(&response.headers, STR("location")), cases[i].location);
    }
    arena_release(&arena);
}

// xorshift: the same inputs on every machine and every run.
static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Pieces that mean something to the parsers, so that random texts get deep.
static const char *const pieces[] = {
    "%", "%2", "%41", "&", "=", "/", "..", "\r\n", "--B", "--B--", "\r\n\r\n", "\"", "\\\"", ";",
    "Content-Disposition: form-data; name=\"a\"", "; filename=", "Content-Type: ", "\xff", "中",
    "name", " ", "B",
};

static void test_readers__stay_inside_the_text(void **state) {
    (void)state;
    uint64_t seed = 20231016;
    size_t accepted = 0;
    for (int i = 0; i < RANDOM_INPUTS; i++) {
        Arena arena = {0};
        StrBuilder out;
        str_builder_init(&out, &arena, RANDOM_BYTES_MAX);
        if (i % 2) str_put(&out, STR("--B\r\nContent-Disposition: form-data; name=\"a\""));
        for (uint64_t n = next_random(&seed) % 12; n > 0; n--) {
            uint64_t piece = next_random(&seed) % (sizeof pieces / sizeof *pieces);
            str_put(&out, str_from_c(pieces[piece]));
        }
        if (i % 4 == 3) str_put(&out, STR("\r\n--B--"));
        // A copy of exactly the size, so that one byte too far is seen.
        Str built = out.count ? str_built(&out) : STR("");
        char *exact = malloc(built.length ? built.length : 1);
        memcpy(exact, built.data, built.length);
        Str text = {exact, built.length};
        FieldList fields = {0};
        Error error = {0};
        Str path;
        accepted += multipart_parse(&arena, STR("multipart/form-data; boundary=B"), text, &fields,
                                    &error);
        accepted += multipart_parse(&arena, text, text, &fields, &error);
        accepted += fields_parse(&arena, text, &fields, &error);
        accepted += path_decode(&arena, text, &path);
        fields_parse_cookies(&arena, text, &fields);
        free(exact);
        arena_release(&arena);
    }
    assert_true(accepted > RANDOM_INPUTS / 10); // else the inputs never get past the door
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path__is_decoded_once),
        cmocka_unit_test(test_percent__comes_back_the_same),
        cmocka_unit_test(test_fields__keep_order_and_repeats),
        cmocka_unit_test(test_cookies__pass_over_what_is_broken),
        cmocka_unit_test(test_redirect__stays_on_the_site),
        cmocka_unit_test(test_readers__stay_inside_the_text),
    };
    return RUN_TESTS(tests);
}
