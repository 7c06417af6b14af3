// SPDX-License-Identifier: Apache-2.0
#include "policy/target.h"

#include "policy/policy.h"
#include "policy/sheet.h"

enum { NAME, KEY, SIGN, NUMBER, UNIT, BASIS, VIEW, FILTER };
static const SheetColumn columns[] = {
    [NAME] = {"指标", true, true}, [KEY] = {"键", true, true}, [SIGN] = {"符", true, true},
    [NUMBER] = {"数", true, true}, [UNIT] = {"单位", true, false},
    [BASIS] = {"依据", true, true}, [VIEW] = {"视图", false, false},
    [FILTER] = {"筛选", false, false},
};

static bool sign_parse(Str text, TargetSign *sign) {
    static const struct {
        const char *text;
        TargetSign sign;
    } signs[] = {{">=", TARGET_AT_LEAST}, {"=", TARGET_EXACTLY}, {"<=", TARGET_AT_MOST}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!str_equal(text, str_from_c(signs[i].text))) continue;
        *sign = signs[i].sign;
        return true;
    }
    return false;
}

static void row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Target target = {
        .name = sheet_text(sheet, row, NAME),
        .key = sheet_text(sheet, row, KEY),
        .number_text = sheet_text(sheet, row, NUMBER),
        .unit = sheet_text(sheet, row, UNIT),
        .basis = sheet_text(sheet, row, BASIS),
        .view = sheet_text(sheet, row, VIEW),
        .filter = sheet_text(sheet, row, FILTER),
        .place = sheet_range(sheet, row, NAME),
    };
    target.mark = mark_find(target.basis);
    target.is_number = decimal_from_str(target.number_text, &target.number);
    if (!sign_parse(sheet_text(sheet, row, SIGN), &target.sign)) {
        reader_error(reader, sheet_range(sheet, row, SIGN), "“符”写 >=、= 或 <=");
    }
    Date date;
    if (!target.is_number && !date_from_str(target.number_text, &date)) {
        reader_error(reader, sheet_range(sheet, row, NUMBER), "“%.*s”不是数字，也不是日期",
                     STR_ARG(target.number_text));
    }
    if (!is_ascii_key(target.key)) {
        reader_error(reader, sheet_range(sheet, row, KEY), "“%.*s”不能作指标的键",
                     STR_ARG(target.key));
    }
    PUSH(reader->arena, &reader->policy->targets, target);
}

void targets_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, columns, sizeof columns / sizeof columns[0], row_read);
}
