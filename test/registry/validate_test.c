// SPDX-License-Identifier: Apache-2.0
// Protects: numbers and codes of people, units and accounts, by the samples of domain.md §7.
#include "test.h"

#include "registry/code.h"
#include "registry/mask.h"
#include "registry/size.h"

#include <string.h>

static Date on(int year, int month, int day) {
    return date_from_civil((CivilDate){year, month, day});
}

static void expect(Check check, Verdict verdict, const char *code) {
    assert_string_equal(check.code, code);
    assert_int_equal(check.verdict, verdict);
    assert_int_equal(check.sentence[0] == '\0', verdict == VERDICT_OK);
}

static Check id_check(const char *text, IdNumber *id) {
    return id_number_check(str_from_c(text), on(2023, 10, 16), id);
}

static void test_id_number__samples_are_valid(void **state) {
    (void)state;
    static const char *const samples[] = {
        "640502199901010012", "640521200012310028", "64052219860228003X", "640502195811120041",
        "640522199910100410", "640521199808160066", "640522200012020078",
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        IdNumber id;
        expect(id_check(samples[i], &id), VERDICT_OK, "");
        assert_string_equal(id.text, samples[i]);
    }
}

static void test_id_number__tells_birth_and_sex(void **state) {
    (void)state;
    IdNumber id;
    expect(id_check("64052219860228003x", &id), VERDICT_OK, "");
    assert_string_equal(id.text, "64052219860228003X");
    assert_int_equal(id.birth_date, on(1986, 2, 28));
    assert_int_equal(id.sex, SEX_MALE);
    expect(id_check("640521200012310028", &id), VERDICT_OK, "");
    assert_int_equal(id.sex, SEX_FEMALE);
}

static void test_id_number__refuses_with_the_reason(void **state) {
    (void)state;
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"640502199901010013", "ID_CHECKSUM"},
        {"640522198502290038", "ID_BIRTH_DATE"}, // its checksum is right
        {"640502990101001", "ID_OLD"},
        {"64050219990101001", "ID_LENGTH"},
        {"", "ID_LENGTH"},
        {"6.40522E+17", "ID_SCIENTIFIC"},
        {"6.4052219991010003E+17", "ID_SCIENTIFIC"},
        {"640502199901010E+1", "ID_SCIENTIFIC"},
        {"E+17", "ID_LENGTH"},
        {"64050219990101001Y", "ID_CHARACTER"},
        {"6405021999O1010012", "ID_CHARACTER"},
        {"040502199901010012", "ID_DIVISION"},
        {"990502199901010012", "ID_DIVISION"},
        {"640502202310170012", "ID_BIRTH_FUTURE"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        IdNumber id;
        expect(id_check(cases[i].text, &id), VERDICT_WRONG, cases[i].code);
    }
}

static void test_id_number__every_single_digit_error_is_found(void **state) {
    (void)state;
    const char *good = "640522199910100410";
    for (size_t at = 0; at < ID_NUMBER_LENGTH - 1; at++) {
        for (char c = '0'; c <= '9'; c++) {
            char text[ID_NUMBER_LENGTH + 1];
            memcpy(text, good, sizeof text);
            if (text[at] == c) continue;
            text[at] = c;
            IdNumber id;
            assert_int_equal(id_check(text, &id).verdict, VERDICT_WRONG);
        }
    }
}

static void test_id_number__born_on_the_day_itself_is_real(void **state) {
    (void)state;
    char text[ID_NUMBER_LENGTH + 1] = "64050220231016001";
    text[17] = id_number_check_character(text);
    IdNumber id;
    expect(id_number_check(str_from_c(text), on(2023, 10, 16), &id), VERDICT_OK, "");
    expect(id_number_check(str_from_c(text), on(2023, 10, 15), &id), VERDICT_WRONG,
           "ID_BIRTH_FUTURE");
}

static void test_uscc__samples(void **state) {
    (void)state;
    expect(uscc_check(STR("91640502MA7600013B")), VERDICT_OK, "");
    expect(uscc_check(STR("91640502MA76000216")), VERDICT_OK, "");
    expect(uscc_check(STR("91640502MA760003XX")), VERDICT_OK, "");
    expect(uscc_check(STR("91350203M0001QAY9B")), VERDICT_DOUBTFUL, "USCC_CHECKSUM");
    expect(uscc_check(STR("91640502MA7600013C")), VERDICT_DOUBTFUL, "USCC_CHECKSUM");
    expect(uscc_check(STR("91640502MA760001IB")), VERDICT_WRONG, "USCC_CHARACTER");
    expect(uscc_check(STR("91640502ma7600013B")), VERDICT_WRONG, "USCC_CHARACTER");
    expect(uscc_check(STR("91640502MA7600013")), VERDICT_WRONG, "USCC_LENGTH");
}

static void test_organisation_code__check_character(void **state) {
    (void)state;
    assert_int_equal(organisation_code_check_character("MA760001"), '3');
    expect(organisation_code_check(STR("MA7600013")), VERDICT_OK, "");
    expect(organisation_code_check(STR("MA7600014")), VERDICT_DOUBTFUL,
           "ORGANISATION_CODE_CHECKSUM");
    expect(organisation_code_check(STR("MA76000-3")), VERDICT_WRONG,
           "ORGANISATION_CODE_CHARACTER");
    expect(organisation_code_check(STR("MA760001")), VERDICT_WRONG, "ORGANISATION_CODE_LENGTH");
}

static void test_bank_card__luhn(void **state) {
    (void)state;
    expect(bank_card_check(STR("6217998710000000002")), VERDICT_OK, "");
    expect(bank_card_check(STR("6217998710000000001")), VERDICT_WRONG, "CARD_CHECKSUM");
    expect(bank_card_check(STR("621799871000000")), VERDICT_WRONG, "CARD_LENGTH");
    expect(bank_card_check(STR("62179987100000000020")), VERDICT_WRONG, "CARD_LENGTH");
    expect(bank_card_check(STR("621799871000000000a")), VERDICT_WRONG, "CARD_LENGTH");
    assert_int_equal(luhn_check_digit(STR("621799871000000000")), '2');
}

static void test_corporate_account__length_and_characters(void **state) {
    (void)state;
    expect(corporate_account_check(STR("1010-2020")), VERDICT_OK, "");
    expect(corporate_account_check(STR("1010202")), VERDICT_WRONG, "ACCOUNT_LENGTH");
    expect(corporate_account_check(STR("123456789012345678901234567890123")), VERDICT_WRONG,
           "ACCOUNT_LENGTH");
    expect(corporate_account_check(STR("1010 2020")), VERDICT_WRONG, "ACCOUNT_CHARACTER");
    expect(corporate_account_check(STR("---------")), VERDICT_WRONG, "ACCOUNT_CHARACTER");
}

static void test_phone__mobile_and_landline(void **state) {
    (void)state;
    static const char *const good[] = {"13895551234", "19912345678", "0955-7012345",
                                       "09557012345", "010-88889999-123456", "0951-6012345-1"};
    static const char *const bad[] = {"12895551234", "1389555123", "138955512345", "955-7012345",
                                      "0955-701234", "0955-7012345-", "0955-7012345-1234567", ""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        expect(phone_check(str_from_c(good[i])), VERDICT_OK, "");
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect(phone_check(str_from_c(bad[i])), VERDICT_WRONG, "PHONE_FORM");
    }
}

static void test_name__finds_wrong_decoding(void **state) {
    (void)state;
    expect(person_name_check(STR("王小明")), VERDICT_OK, "");
    expect(person_name_check(STR("阿卜杜拉·马")), VERDICT_OK, "");
    expect(person_name_check(STR("John Smith")), VERDICT_OK, "");
    expect(person_name_check(STR("王")), VERDICT_WRONG, "NAME_LENGTH");
    expect(person_name_check(STR("ÍõÐ¡Ã÷")), VERDICT_WRONG, "NAME_CHARACTER");
    expect(person_name_check(STR("王\xEF\xBF\xBD")), VERDICT_WRONG, "NAME_CHARACTER");
    expect(person_name_check(STR("")), VERDICT_WRONG, "NAME_CHARACTER");
    expect(unit_name_check(STR("中卫市某某有限公司（合成）")), VERDICT_OK, "");
    expect(unit_name_check(STR("ÖÐÎÀÊÐ")), VERDICT_WRONG, "NAME_CHARACTER");
    expect(unit_name_check(STR("甲")), VERDICT_WRONG, "NAME_LENGTH");
    expect(unit_name_check(STR("=HYPERLINK(\"http://a\")")), VERDICT_WRONG, "NAME_FORMULA");
    expect(unit_name_check(STR("中卫市-某某")), VERDICT_OK, "");
}

static void expect_place(const char *text, const char *code) {
    Arena arena = {0};
    Str found = {0};
    bool is_found = division_from_text(&arena, str_from_c(text), &found);
    assert_int_equal(is_found, code != NULL);
    if (code) assert_true(str_equal(found, str_from_c(code)));
    arena_release(&arena);
}

// A form takes a place as people write it: nobody knows their division code.
static void test_division__is_read_as_people_write_it(void **state) {
    (void)state;
    expect_place("640522", "640522");
    expect_place("海原县", "640522");
    expect_place("海原", "640522");
    expect_place("宁夏中卫市沙坡头区", "640502");
    expect_place("中卫市", "640500");
    expect_place("宁夏银川市", "640000");
    expect_place("北京", "110000");
    expect_place("江苏省苏州市", "320000");
    expect_place("上海市中宁路", "310000");
    expect_place("内蒙古", "150000");
    expect_place("苏州", NULL);
    expect_place("640523", NULL);
    expect_place("99", NULL);
    expect_place("", NULL);
}

static void test_division__city_and_provinces(void **state) {
    (void)state;
    expect(division_check(STR("640522")), VERDICT_OK, "");
    expect(division_check(STR("110105")), VERDICT_OK, "");
    expect(division_check(STR("640523")), VERDICT_WRONG, "DIVISION_UNKNOWN");
    expect(division_check(STR("990101")), VERDICT_WRONG, "DIVISION_UNKNOWN");
    expect(division_check(STR("6405")), VERDICT_WRONG, "DIVISION_FORM");
    assert_string_equal(division_county_name(STR("640522")), "海原县");
    assert_string_equal(division_province_name(STR("152921")), "内蒙古自治区");
    assert_null(division_county_name(STR("110105")));
    assert_true(division_is_county(STR("640502")));
    assert_false(division_is_county(STR("640500")));
    assert_false(division_same_province(STR("640502"), STR("152921")));
}

static void test_code__education_occupation_industry(void **state) {
    (void)state;
    expect(education_check(STR("21")), VERDICT_OK, "");
    expect(education_check(STR("20")), VERDICT_WRONG, "EDUCATION_UNKNOWN");
    assert_true(education_is_college_graduate(STR("31")));
    assert_false(education_is_college_graduate(STR("22"))); // 结业
    assert_false(education_is_college_graduate(STR("41")));
    expect(occupation_check(STR("4-14-01-02")), VERDICT_OK, "");
    expect(occupation_check(STR("9-14-01-02")), VERDICT_WRONG, "OCCUPATION_FORM");
    expect(occupation_check(STR("4-14-01-2")), VERDICT_WRONG, "OCCUPATION_FORM");
    static const struct {
        const char *code;
        char category;
    } cases[] = {{"01", 'A'}, {"05", 'A'}, {"06", 'B'}, {"13", 'C'}, {"43", 'C'}, {"46", 'D'},
                 {"4700", 'E'}, {"51", 'F'}, {"60", 'G'}, {"6210", 'H'}, {"65", 'I'}, {"69", 'J'},
                 {"70", 'K'}, {"72", 'L'}, {"75", 'M'}, {"79", 'N'}, {"82", 'O'}, {"83", 'P'},
                 {"85", 'Q'}, {"90", 'R'}, {"96", 'S'}, {"97", 'T'}, {"98", '\0'}, {"00", '\0'}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(industry_category(str_from_c(cases[i].code)), cases[i].category);
    }
    expect(industry_check(STR("98")), VERDICT_WRONG, "INDUSTRY_UNKNOWN");
    assert_string_equal(industry_category_name('C'), "制造业");
}

static void test_size__samples_and_each_edge(void **state) {
    (void)state;
    static const struct {
        const char *industry;
        SizeFigures figures;
        OrgSize size;
    } cases[] = {
        {"13", {999, 50000, 0}, SIZE_MEDIUM},        // 工业 X=999 Y=50000
        {"5110", {20, 4999, 0}, SIZE_SMALL},         // 批发 X=20 Y=4999
        {"62", {9, 100000, 0}, SIZE_MICRO},          // 餐饮 X=9
        {"13", {1000, 40000, 0}, SIZE_LARGE},        {"13", {1000, 39999, 0}, SIZE_MEDIUM},
        {"13", {300, 2000, 0}, SIZE_MEDIUM},         {"13", {299, 2000, 0}, SIZE_SMALL},
        {"13", {19, 300, 0}, SIZE_MICRO},            {"47", {0, 80000, 80000}, SIZE_LARGE},
        {"47", {0, 80000, 79999}, SIZE_MEDIUM},      {"65", {10, 50, 0}, SIZE_SMALL},
        {"63", {10, 50, 0}, SIZE_MICRO},             {"7010", {1, 1000, 5000}, SIZE_MEDIUM},
        {"7020", {100, 500, 0}, SIZE_SMALL},         {"72", {100, 0, 8000}, SIZE_MEDIUM},
        {"75", {300, 0, 0}, SIZE_LARGE},             {"66", {5000, 900000, 900000}, SIZE_NONE},
        {"99", {1, 1, 1}, SIZE_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(org_size(str_from_c(cases[i].industry), cases[i].figures), cases[i].size);
    }
    OrgSize size;
    assert_true(org_size_read(STR("微型"), &size));
    assert_int_equal(size, SIZE_MICRO);
    assert_true(org_size_read(STR("large"), &size));
    assert_int_equal(size, SIZE_LARGE);
    assert_false(org_size_read(STR("巨型"), &size));
}

static void test_mask__shows_no_more_than_allowed(void **state) {
    (void)state;
    Arena arena = {0};
    assert_str_equal(mask_id_number(&arena, STR("640522199910100410")), "640522********0410");
    assert_str_equal(mask_id_number_public(&arena, STR("640522199910100410")),
                     "640***********0410");
    assert_str_equal(mask_id_number(&arena, STR("0410")), "****");
    assert_str_equal(mask_name(&arena, STR("王小明")), "王*");
    assert_str_equal(mask_name(&arena, STR("")), "*");
    assert_str_equal(mask_name(&arena, MASK_ANONYMOUS), "（已匿名）");
    assert_str_equal(mask_account(&arena, STR("6217998710000000002")), "***************0002");
    assert_str_equal(mask_phone(&arena, STR("13812345678")), "138****5678");
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id_number__samples_are_valid),
        cmocka_unit_test(test_id_number__tells_birth_and_sex),
        cmocka_unit_test(test_id_number__refuses_with_the_reason),
        cmocka_unit_test(test_id_number__every_single_digit_error_is_found),
        cmocka_unit_test(test_id_number__born_on_the_day_itself_is_real),
        cmocka_unit_test(test_uscc__samples),
        cmocka_unit_test(test_organisation_code__check_character),
        cmocka_unit_test(test_bank_card__luhn),
        cmocka_unit_test(test_corporate_account__length_and_characters),
        cmocka_unit_test(test_phone__mobile_and_landline),
        cmocka_unit_test(test_name__finds_wrong_decoding),
        cmocka_unit_test(test_division__city_and_provinces),
        cmocka_unit_test(test_division__is_read_as_people_write_it),
        cmocka_unit_test(test_code__education_occupation_industry),
        cmocka_unit_test(test_size__samples_and_each_edge),
        cmocka_unit_test(test_mask__shows_no_more_than_allowed),
    };
    return RUN_TESTS(tests);
}
