// SPDX-License-Identifier: Apache-2.0
#include "registry/validate.h"

#include "base/utf8.h"
#include "registry/code.h"

#include <string.h>

#define PERSON_NAME_CHARACTERS_MIN 2
#define PERSON_NAME_CHARACTERS_MAX 50
#define UNIT_NAME_CHARACTERS_MIN 2
#define UNIT_NAME_CHARACTERS_MAX 100
#define ID_NUMBER_LENGTH_OLD 15 // the numbers of before 1999

static const Check OK = {VERDICT_OK, "", ""};

static Check wrong(const char *code, const char *sentence) {
    return (Check){VERDICT_WRONG, code, sentence};
}

static Check doubtful(const char *code, const char *sentence) {
    return (Check){VERDICT_DOUBTFUL, code, sentence};
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool all_digits(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.data[i])) return false;
    }
    return true;
}

// ---- 公民身份号码 ----

char id_number_check_character(const char *digits) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < ID_NUMBER_LENGTH - 1; i++) sum += (digits[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

static bool birth_date_read(const char *digits, Date *birth_date) {
    int part[8];
    for (int i = 0; i < 8; i++) part[i] = digits[i] - '0';
    CivilDate civil = {
        .year = part[0] * 1000 + part[1] * 100 + part[2] * 10 + part[3],
        .month = part[4] * 10 + part[5],
        .day = part[6] * 10 + part[7],
    };
    if (civil.year < 1800 || !civil_is_valid(civil)) return false;
    *birth_date = date_from_civil(civil);
    return true;
}

// 6.40522E+17: what spreadsheets make of a long number.
static bool is_scientific(Str text) {
    size_t at = str_find(text, STR("E+"), 0);
    if (at == SIZE_MAX) at = str_find(text, STR("e+"), 0);
    return at != SIZE_MAX && at > 0 && is_digit(text.data[0]) &&
           all_digits(str_slice(text, at + 2, text.length));
}

Check id_number_check(Str text, Date today, IdNumber *id) {
    if (text.length == ID_NUMBER_LENGTH_OLD && all_digits(text)) {
        return wrong("ID_OLD", "15位旧身份证号码已停用，请填写18位公民身份号码");
    }
    if (is_scientific(text)) {
        return wrong("ID_SCIENTIFIC", "公民身份号码被表格软件变成了科学计数法，后几位已经丢失；"
                                      "请把这一列设为文本，再重新填写");
    }
    if (text.length != ID_NUMBER_LENGTH) {
        return wrong("ID_LENGTH", "公民身份号码应为18位，请核对位数");
    }
    char last = text.data[ID_NUMBER_LENGTH - 1] == 'x' ? 'X' : text.data[ID_NUMBER_LENGTH - 1];
    if (!all_digits(str_slice(text, 0, ID_NUMBER_LENGTH - 1)) || !(is_digit(last) || last == 'X')) {
        return wrong("ID_CHARACTER", "公民身份号码前17位为数字，末位为数字或X，请核对");
    }
    if (!division_province_is_known(text)) {
        return wrong("ID_DIVISION", "公民身份号码前两位不是已知的省级代码，请核对");
    }
    Date birth_date;
    if (!birth_date_read(text.data + 6, &birth_date)) {
        return wrong("ID_BIRTH_DATE", "公民身份号码第7至14位不是真实日期，请核对");
    }
    if (birth_date > today) {
        return wrong("ID_BIRTH_FUTURE", "公民身份号码中的出生日期晚于业务日期，请核对");
    }
    if (id_number_check_character(text.data) != last) {
        return wrong("ID_CHECKSUM", "公民身份号码校验位不符，请逐位核对");
    }
    memcpy(id->text, text.data, ID_NUMBER_LENGTH - 1);
    id->text[ID_NUMBER_LENGTH - 1] = last;
    id->text[ID_NUMBER_LENGTH] = '\0';
    id->birth_date = birth_date;
    id->sex = (text.data[16] - '0') % 2 == 1 ? SEX_MALE : SEX_FEMALE;
    return OK;
}

// ---- 统一社会信用代码 ----

static const char USCC_ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int uscc_value(char c) {
    const char *at = c == '\0' ? NULL : strchr(USCC_ALPHABET, c);
    return at == NULL ? -1 : (int)(at - USCC_ALPHABET);
}

char uscc_check_character(const char *text) {
    static const int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (size_t i = 0; i < USCC_LENGTH - 1; i++) sum += uscc_value(text[i]) * weights[i];
    return USCC_ALPHABET[(31 - sum % 31) % 31];
}

char organisation_code_check_character(const char *text) {
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < ORGANISATION_CODE_LENGTH - 1; i++) {
        int value = is_digit(text[i]) ? text[i] - '0' : text[i] - 'A' + 10;
        sum += value * weights[i];
    }
    return "0X987654321"[sum % 11];
}

Check uscc_check(Str text) {
    if (text.length != USCC_LENGTH) {
        return wrong("USCC_LENGTH", "统一社会信用代码应为18位，请核对位数");
    }
    for (size_t i = 0; i < USCC_LENGTH; i++) {
        if (uscc_value(text.data[i]) < 0) {
            return wrong("USCC_CHARACTER",
                         "统一社会信用代码只含数字和大写字母，且不含I、O、S、V、Z，请核对");
        }
    }
    if (uscc_check_character(text.data) != text.data[USCC_LENGTH - 1]) {
        return doubtful("USCC_CHECKSUM", "统一社会信用代码校验位不符，存疑，转人工核验");
    }
    return OK;
}

Check organisation_code_check(Str text) {
    if (text.length != ORGANISATION_CODE_LENGTH) {
        return wrong("ORGANISATION_CODE_LENGTH", "组织机构代码应为9位，请核对位数");
    }
    for (size_t i = 0; i < ORGANISATION_CODE_LENGTH; i++) {
        char c = text.data[i];
        if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) {
            return wrong("ORGANISATION_CODE_CHARACTER", "组织机构代码只含数字和大写字母，请核对");
        }
    }
    char expected = organisation_code_check_character(text.data);
    if (expected != text.data[ORGANISATION_CODE_LENGTH - 1]) {
        return doubtful("ORGANISATION_CODE_CHECKSUM", "组织机构代码校验位不符，存疑，转人工核验");
    }
    return OK;
}

// ---- Accounts ----

// Sum of Luhn over digits whose rightmost one is weighed 1 (or 2 when `doubled_first`).
static int luhn_sum(Str digits, bool doubled_first) {
    int sum = 0;
    bool doubled = doubled_first;
    for (size_t i = digits.length; i > 0; i--) {
        int digit = digits.data[i - 1] - '0';
        if (doubled) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
        doubled = !doubled;
    }
    return sum;
}

char luhn_check_digit(Str digits) {
    return (char)('0' + (10 - luhn_sum(digits, true) % 10) % 10);
}

Check bank_card_check(Str text) {
    if (text.length < BANK_CARD_LENGTH_MIN || text.length > BANK_CARD_LENGTH_MAX ||
        !all_digits(text)) {
        return wrong("CARD_LENGTH", "银行卡号应为16至19位数字，请核对");
    }
    if (luhn_sum(text, false) % 10 != 0) {
        return wrong("CARD_CHECKSUM", "银行卡号校验不符，请逐位核对");
    }
    return OK;
}

Check corporate_account_check(Str text) {
    if (text.length < CORPORATE_ACCOUNT_LENGTH_MIN || text.length > CORPORATE_ACCOUNT_LENGTH_MAX) {
        return wrong("ACCOUNT_LENGTH", "对公账号应为8至32位，请核对位数");
    }
    bool has_digit = false;
    for (size_t i = 0; i < text.length; i++) {
        if (is_digit(text.data[i])) {
            has_digit = true;
        } else if (text.data[i] != '-') {
            return wrong("ACCOUNT_CHARACTER", "对公账号只含数字和短横线，请核对");
        }
    }
    if (!has_digit) return wrong("ACCOUNT_CHARACTER", "对公账号只含数字和短横线，请核对");
    return OK;
}

// ---- Telephones ----

// Digits from `from` on, at most `max`; returns how many.
static size_t digit_run(Str text, size_t from, size_t max) {
    size_t count = 0;
    while (count < max && from + count < text.length && is_digit(text.data[from + count])) count++;
    return count;
}

// ^0\d{2,3}-?\d{7,8}(-\d{1,6})?$ with the area code `area` digits long.
static bool landline_fits(Str text, size_t area) {
    size_t at = area;
    if (digit_run(text, 0, area) != area) return false;
    if (at < text.length && text.data[at] == '-') at++;
    size_t count = digit_run(text, at, 8);
    if (count < 7) return false;
    at += count;
    if (at == text.length) return true;
    if (text.data[at] != '-') return false;
    size_t extension = digit_run(text, at + 1, 6);
    return extension >= 1 && at + 1 + extension == text.length;
}

Check phone_check(Str text) {
    bool is_mobile = text.length == 11 && all_digits(text) && text.data[0] == '1' &&
                     text.data[1] >= '3';
    if (is_mobile) return OK;
    if (text.length > 0 && text.data[0] == '0' &&
        (landline_fits(text, 3) || landline_fits(text, 4))) {
        return OK;
    }
    return wrong("PHONE_FORM", "电话应为11位手机号，或带区号的固定电话，如0955-7012345");
}

// ---- Names ----

static bool is_han(uint32_t c) {
    return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
           (c >= 0x20000 && c <= 0x3134F) || c == 0x3007;
}

static bool is_latin_name(uint32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '.';
}

Check person_name_check(Str text) {
    size_t han = 0, latin = 0, count = 0, offset = 0;
    while (offset < text.length) {
        uint32_t c = utf8_next(text, &offset);
        count++;
        if (is_han(c) || c == 0xB7) han++; // U+00B7: the dot inside a name
        if (is_latin_name(c)) latin++;
    }
    bool is_clean = count > 0 && (han == count || latin == count);
    if (!is_clean) {
        return wrong("NAME_CHARACTER", "姓名含有不是汉字的字符，可能是乱码，请核对");
    }
    if (count < PERSON_NAME_CHARACTERS_MIN || count > PERSON_NAME_CHARACTERS_MAX) {
        return wrong("NAME_LENGTH", "姓名应为2至50个字，请核对");
    }
    return OK;
}

// Signs that appear when GBK bytes were read as Latin letters, or were lost altogether.
static bool is_decoding_trace(uint32_t c) {
    return c == 0xFFFD || c == UTF8_INVALID || (c >= 0x80 && c <= 0xFF && c != 0xB7);
}

Check unit_name_check(Str text) {
    size_t count = 0, offset = 0;
    while (offset < text.length) {
        uint32_t c = utf8_next(text, &offset);
        count++;
        if (c < 0x20 || c == 0x7F || is_decoding_trace(c)) {
            return wrong("NAME_CHARACTER", "名称含有乱码或控制字符，请核对文件编码");
        }
    }
    // A spreadsheet that opens one of our lists would calculate it.
    if (text.length > 0 && strchr("=+-@", text.data[0])) {
        return wrong("NAME_FORMULA", "名称不能以 = + - @ 开头，请核对");
    }
    if (count < UNIT_NAME_CHARACTERS_MIN || count > UNIT_NAME_CHARACTERS_MAX) {
        return wrong("NAME_LENGTH", "名称应为2至100个字，请核对");
    }
    return OK;
}
