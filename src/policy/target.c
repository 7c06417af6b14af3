// SPDX-License-Identifier: Apache-2.0
#include "policy/target.h"

#include "policy/policy.h"
#include "policy/sheet.h"
#include "policy/standing.h"

enum { NAME, KEY, SIGN, NUMBER, UNIT, BASIS, VIEW, FILTER, PROGRESS };
static const SheetColumn columns[] = {
    [NAME] = {"指标", true, true}, [KEY] = {"键", true, true}, [SIGN] = {"符", true, true},
    [NUMBER] = {"数", true, true}, [UNIT] = {"单位", true, false},
    [BASIS] = {"依据", true, true}, [VIEW] = {"视图", false, false},
    [FILTER] = {"筛选", false, false}, [PROGRESS] = {"进度", false, false},
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

// "tally(project_training).persons".
static bool tally_read(Str text, TargetTally *tally) {
    Str rest = str_trim(text);
    Str word = str_cut(&rest, '(');
    Str measure = str_cut(&rest, ')');
    bool is_tally = str_equal(word, STR("tally")) && str_starts_with(rest, STR("."));
    Str column = is_tally ? str_slice(rest, 1, rest.length) : (Str){0};
    *tally = (TargetTally){measure, column};
    return is_tally && is_ascii_key(measure) &&
           standing_find(tally_columns, TALLY_COLUMN_COUNT, column) != SIZE_MAX;
}

// A tally, or a tally as a share of another.
static void progress_read(const Sheet *sheet, size_t row, Target *target) {
    Str rest = target->progress = sheet_text(sheet, row, PROGRESS);
    if (rest.length == 0) return;
    Str first = str_cut(&rest, '/');
    bool is_rate = !str_is_absent(rest);
    if (tally_read(first, &target->tally) && (!is_rate || tally_read(rest, &target->base))) return;
    reader_error(sheet->reader, sheet_range(sheet, row, PROGRESS), "进度“%.*s”读不懂",
                 STR_ARG(target->progress));
    diagnostics_hint(sheet->reader->diagnostics,
                     "写作 tally(措施的键).done；比例写作 tally(甲).done / tally(乙).admitted");
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
    progress_read(sheet, row, &target);
    PUSH(reader->arena, &reader->policy->targets, target);
}

void targets_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, columns, sizeof columns / sizeof columns[0], row_read);
}
