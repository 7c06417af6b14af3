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

// "count(领到了)", "sum(面积)"; the FEEL within is read where it stands.
static bool term_read(const Sheet *sheet, SourceRange place, Str text, TargetTerm *term) {
    Str trimmed = str_trim(text);
    bool is_count = str_starts_with(trimmed, STR("count("));
    bool is_sum = str_starts_with(trimmed, STR("sum("));
    if ((!is_count && !is_sum) || !str_ends_with(trimmed, STR(")"))) return false;
    size_t open = str_find(trimmed, STR("("), 0) + 1;
    Str within = str_trim(str_slice(trimmed, open, trimmed.length - 1));
    *term = (TargetTerm){.draw = is_count ? TARGET_DRAW_COUNT : TARGET_DRAW_SUM};
    if (within.length == 0) return is_count;
    size_t from = place.from + (size_t)(within.data - text.data);
    term->text = reader_range_text(sheet->reader, (SourceRange){from, from + within.length});
    return true;
}

// Where a rate is divided: the first "/" outside of parentheses and texts; the end when there is none.
static size_t share_find(Str text) {
    bool is_text = false;
    int depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        char at = text.data[i];
        if (at == '"') is_text = !is_text;
        if (is_text) continue;
        depth += (at == '(') - (at == ')');
        if (at == '/' && depth == 0) return i;
    }
    return text.length;
}

// A tally or a count of rows, or one of them as a share of another of its kind.
static bool sides_read(const Sheet *sheet, SourceRange place, Target *target) {
    Str text = target->progress;
    size_t cut = share_find(text);
    bool is_rate = cut < text.length;
    Str first = str_slice(text, 0, cut);
    Str second = is_rate ? str_slice(text, cut + 1, text.length) : STR("");
    if (tally_read(first, &target->tally)) return !is_rate || tally_read(second, &target->base);
    target->tally = (TargetTally){0};
    SourceRange rest = {place.from + cut + 1, place.to};
    return term_read(sheet, place, first, &target->part) &&
           (!is_rate || term_read(sheet, rest, second, &target->whole));
}

static void progress_read(const Sheet *sheet, size_t row, Target *target) {
    const MarkdownCell *cell = sheet_cell(sheet, row, PROGRESS);
    target->progress = sheet_text(sheet, row, PROGRESS);
    if (target->progress.length == 0) return;
    SourceRange place = sheet_range(sheet, row, PROGRESS);
    if (!cell->is_escaped && sides_read(sheet, place, target)) return;
    reader_error(sheet->reader, place, "进度“%.*s”读不懂", STR_ARG(target->progress));
    diagnostics_hint(sheet->reader->diagnostics,
                     "写作 tally(措施的键).done、count(条件) 或 sum(数)；"
                     "比例写作 tally(甲).done / tally(乙).admitted、count(条件) / count()");
}

static void rows_read(const Sheet *sheet, size_t row, Target *target) {
    const MarkdownCell *filter = sheet_cell(sheet, row, FILTER);
    bool has_view = target->view.length > 0;
    if (filter && filter->text.length > 0) {
        target->filter = reader_cell_text(sheet->reader, filter);
    }
    if (has_view == target_counts_rows(target) && (has_view || !target->filter.source)) return;
    reader_error(sheet->reader, sheet_range(sheet, row, KEY),
                 "“视图”“筛选”与进度里的 count、sum 要一起写：数哪个视图的哪些行");
}

static void row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Target target = {
        .name = sheet_text(sheet, row, NAME),
        .key = sheet_text(sheet, row, KEY),
        .number_text = sheet_text(sheet, row, NUMBER),
        .unit = sheet_text(sheet, row, UNIT),
        .basis = sheet_text(sheet, row, BASIS),
        .view = sheet_text(sheet, row, VIEW),
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
    rows_read(sheet, row, &target);
    PUSH(reader->arena, &reader->policy->targets, target);
}

bool target_counts_rows(const Target *target) { return target->part.draw != TARGET_DRAW_NONE; }

Str target_terms(Arena *arena, const Target *target) {
    Str filter = policy_text(target->filter);
    return str_format(arena, "%.*s|%.*s|%.*s", STR_ARG(target->view), STR_ARG(filter),
                      STR_ARG(target->progress));
}

void targets_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, columns, sizeof columns / sizeof columns[0], row_read);
}
