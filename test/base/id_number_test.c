// SPDX-License-Identifier: Apache-2.0
// Protects: an identity number is found wherever it stands, and nothing else is taken for one.

#include "base/id_number.h"
#include "test.h"

typedef struct Case {
    const char *text;
    size_t at; // SIZE_MAX: none
} Case;

static void test_id_number__is_found_by_its_shape(void **state) {
    static const Case cases[] = {
        {"640522199910100410", 0},
        {"64052219991010041X", 0},
        {"64052219991010041x\x01", 0},
        {"91640502MA7600013B:640522199910100410:2023-08-01", 19},
        {"\"身份证\":\"640522199910100410\"", 13},
        {"号码640522199910100410。", 6},
        {"", SIZE_MAX},
        {"64052219991010041", SIZE_MAX},   // too short
        {"6405221999101004101", SIZE_MAX}, // too long
        {"A640522199910100410", SIZE_MAX}, // part of something else
        {"640522199910100410A", SIZE_MAX},
        {"640522199913100410", SIZE_MAX},  // no such month
        {"640522199910400410", SIZE_MAX},  // no such day
        {"640522239910100410", SIZE_MAX},  // no such century
        {"916405021234567890", SIZE_MAX},  // the code of a unit
        {"6217998710000000002", SIZE_MAX}, // a bank card
        {"ZW-2023-05-000123", SIZE_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = id_number_find(str_from_c(cases[i].text), 0);
        if (at != cases[i].at) fail_msg("%s: at %zu", cases[i].text, at);
    }
}

static void test_id_number__goes_on_after_the_first(void **state) {
    Str text = STR("640522199910100410,640521200012310028");
    (void)state;
    assert_int_equal(id_number_find(text, 0), 0);
    assert_int_equal(id_number_find(text, ID_NUMBER_BYTES), 19);
    assert_true(id_number_find(text, 20) == SIZE_MAX);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id_number__is_found_by_its_shape),
        cmocka_unit_test(test_id_number__goes_on_after_the_first),
    };
    return RUN_TESTS(tests);
}
