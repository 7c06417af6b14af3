// SPDX-License-Identifier: Apache-2.0
#include "policy/measure.h"

#include "policy/conclusion.h"
#include "policy/pack.h"
#include "policy/sheet.h"

enum { NAME, KEY, KIND, CONDITION, SUBJECT, PAYEE, PERIOD, WAYS, NOTICE, FUND, EXCLUSION,
       QUOTA, ADMISSION, AMOUNT, SELECTION, STAGE, PUSH_IF, LEAD, DATED_BY,
       REPORTED_BY };
static const SheetColumn columns[] = {
    [NAME] = {"措施", true, true}, [KEY] = {"键", true, true}, [KIND] = {"类", true, true},
    [CONDITION] = {"当", false, false}, [SUBJECT] = {"对象", true, true},
    [PAYEE] = {"收款方", true, true}, [PERIOD] = {"期间", true, true},
    [WAYS] = {"方式", true, true}, [NOTICE] = {"公示工作日", true, true},
    [FUND] = {"资金", true, true}, [EXCLUSION] = {"互斥", true, true},
    [QUOTA] = {"名额", false, false}, [ADMISSION] = {"准入", false, false},
    [AMOUNT] = {"金额", false, false}, [SELECTION] = {"择优", false, false},
    [STAGE] = {"分段", false, false}, [PUSH_IF] = {"推送", false, false},
    [LEAD] = {"随同", false, false}, [DATED_BY] = {"按", false, false},
    [REPORTED_BY] = {"代报", false, false},
};

typedef struct Word {
    const char *text;
    int value;
} Word;

static const Word kinds[] = {
    {"benefit", MEASURE_BENEFIT}, {"programme", MEASURE_PROGRAMME},
    {"register", MEASURE_REGISTER}, {"service", MEASURE_SERVICE}, {"loan", MEASURE_LOAN},
    {"action", MEASURE_ACTION}, {NULL, 0},
};
static const Word periods[] = {
    {"一次", MEASURE_ONCE}, {"每年", MEASURE_YEARLY}, {"每季", MEASURE_QUARTERLY},
    {"每月", MEASURE_MONTHLY},     {"-", MEASURE_PERIOD_NONE}, {NULL, 0},
};
static const Word ways[] = {
    {"application", MEASURE_APPLICATION}, {"automatic", MEASURE_AUTOMATIC},
    {"roster", MEASURE_ROSTER}, {"quota", MEASURE_QUOTA}, {"list", MEASURE_LIST},
    {"service", MEASURE_SERVING}, {"report", MEASURE_REPORT}, {NULL, 0},
};
static const Word payees[] = {
    {"person", 1}, {"employer", 1}, {"organiser", 1}, {PAYEE_LENDER, 1}, {"-", 0}, {NULL, 0},
};

// The value of a word; a finding that lists the words, and the first one's value, when unknown.
static int word_read(const Sheet *sheet, size_t row, size_t column, const Word *words, Str text) {
    for (const Word *word = words; word->text; word++) {
        if (str_equal(text, str_from_c(word->text))) return word->value;
    }
    reader_error(sheet->reader, sheet_range(sheet, row, column), "“%s”一列没有“%.*s”",
                 sheet->columns[column].name, STR_ARG(text));
    StrBuilder list;
    str_builder_init(&list, sheet->reader->arena, 0);
    for (const Word *word = words; word->text; word++) str_put_format(&list, " %s", word->text);
    diagnostics_hint(sheet->reader->diagnostics, "可以写：%.*s", STR_ARG(str_built(&list)));
    return words->value;
}

// Empty cells are findings already.
static bool is_none(Str text) { return text.length == 0 || str_equal(text, STR("-")); }

static void notice_read(const Sheet *sheet, size_t row, Measure *measure) {
    Str text = mark_cut(sheet_text(sheet, row, NOTICE), &measure->notice_mark);
    int64_t days;
    if (is_none(text)) return;
    if (str_to_int64(text, &days) && days > 0 && days <= 365) {
        measure->notice_workdays = (int)days;
    } else {
        reader_error(sheet->reader, sheet_range(sheet, row, NOTICE),
                     "公示工作日写天数，如 5 [O]；不公示写 -");
    }
}

static void funds_read(const Sheet *sheet, size_t row, Measure *measure) {
    Str rest = mark_cut(sheet_text(sheet, row, FUND), &measure->fund_mark);
    if (is_none(rest)) return;
    while (!str_is_absent(rest)) {
        Str name = str_trim(str_cut(&rest, ','));
        if (measure->fund_count == MEASURE_FUNDS_MAX || !pack_fund(sheet->reader->pack, name)) {
            reader_error(sheet->reader, sheet_range(sheet, row, FUND),
                         "资金“%.*s”不在 pack.md 的资金表里", STR_ARG(name));
            return;
        }
        measure->funds[measure->fund_count++] = name;
    }
}

static void exclusions_read(const Sheet *sheet, size_t row, Measure *measure) {
    Str rest = mark_cut(sheet_text(sheet, row, EXCLUSION), &measure->exclusion_mark);
    if (is_none(rest)) return;
    while (!str_is_absent(rest)) {
        Str word = str_trim(str_cut(&rest, ','));
        int64_t number;
        bool is_item = str_to_int64(word, &number) && number > 0 && number <= 999;
        if (!is_item || measure->exclusion_count == MEASURE_EXCLUSIONS_MAX) {
            reader_error(sheet->reader, sheet_range(sheet, row, EXCLUSION),
                         "互斥写项号，用逗号分开，如 26 [O]；没有写 -");
            return;
        }
        measure->exclusions[measure->exclusion_count++] = (int)number;
    }
}

// A key of a 结论, which stands above 措施 in the order of reading.
static Str conclusion_key(const Sheet *sheet, size_t row, size_t column) {
    Str key = sheet_text(sheet, row, column);
    const Policy *policy = sheet->reader->policy;
    if (is_none(key)) return (Str){0};
    if (policy->conclusions.count > 0 && conclusion_find(&policy->conclusions, key) == SIZE_MAX) {
        reader_error(sheet->reader, sheet_range(sheet, row, column), "结论里没有“%.*s”",
                     STR_ARG(key));
    }
    return key;
}

// What dates a yearly measure may be the year itself.
static const Fact *dating_find(const Sheet *sheet, Str text, SourceRange place,
                               MeasurePeriod period) {
    const Fact *fact = fact_find(&sheet->reader->policy->facts, text);
    bool is_year = fact && fact->type == FACT_NUMBER && period == MEASURE_YEARLY;
    return is_year ? fact : fact_dating(sheet->reader, text, place);
}

// Facts stand above 措施 in the order of reading.
static void dating_read(const Sheet *sheet, size_t row, Measure *measure) {
    Str text = sheet_text(sheet, row, DATED_BY);
    bool is_once = measure->period == MEASURE_ONCE || measure->period == MEASURE_PERIOD_NONE;
    if (is_none(text)) return;
    SourceRange place = sheet_range(sheet, row, DATED_BY);
    measure->dated_by = dating_find(sheet, text, place, measure->period);
    if (!is_once && !(measure->ways & MEASURE_ROSTER)) return;
    reader_error(sheet->reader, place,
                 is_once ? "“%.*s”没有年、季、月的期间，用不着“按”"
                         : "“%.*s”的期间由名册定，不能写“按”",
                 STR_ARG(measure->name));
}

// Who reports for others is known from a register, never from a statement, and gets no money.
static void reporting_read(const Sheet *sheet, size_t row, Measure *measure) {
    const PolicyReader *reader = sheet->reader;
    Str text = sheet_text(sheet, row, REPORTED_BY);
    SourceRange place = sheet_range(sheet, row, REPORTED_BY);
    if (is_none(text)) return;
    const Fact *fact = fact_find(&reader->policy->facts, text);
    if (!fact || fact->source.kind != FACT_SOURCE_VIEW ||
        fact->source.otherwise != FACT_SOURCE_NONE || fact->type != FACT_IDENTIFIER) {
        reader_error(reader, place, "“代报”要写一个只从视图来的 identifier 事实，“%.*s”不是",
                     STR_ARG(text));
        return;
    }
    measure->reported_by = fact;
    if ((measure->ways & MEASURE_ROSTER) && str_equal(measure->payee, STR("person"))) return;
    reader_error(reader, place, "有“代报”的措施，方式要有 roster，收款方要是 person");
    diagnostics_hint(reader->diagnostics, "单位替人报，钱只给本人");
}

static void row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Measure measure = {
        .name = sheet_text(sheet, row, NAME),
        .key = sheet_text(sheet, row, KEY),
        .subject = sheet_text(sheet, row, SUBJECT),
        .place = sheet_range(sheet, row, NAME),
    };
    if (!is_ascii_key(measure.key)) {
        reader_error(reader, sheet_range(sheet, row, KEY), "“%.*s”不能作措施的键",
                     STR_ARG(measure.key));
    }
    measure.kind = (MeasureKind)word_read(sheet, row, KIND, kinds, sheet_text(sheet, row, KIND));
    measure.period =
        (MeasurePeriod)word_read(sheet, row, PERIOD, periods, sheet_text(sheet, row, PERIOD));
    Str payee = sheet_text(sheet, row, PAYEE);
    if (word_read(sheet, row, PAYEE, payees, payee)) measure.payee = payee;
    Str rest = sheet_text(sheet, row, WAYS);
    while (!str_is_absent(rest)) {
        measure.ways |= (unsigned)word_read(sheet, row, WAYS, ways, str_trim(str_cut(&rest, ',')));
    }
    const MarkdownCell *condition = sheet_cell(sheet, row, CONDITION);
    if (condition && condition->text.length > 0) {
        measure.condition = reader_cell_text(reader, condition);
    }
    notice_read(sheet, row, &measure);
    funds_read(sheet, row, &measure);
    exclusions_read(sheet, row, &measure);
    measure.quota = sheet_text(sheet, row, QUOTA);
    if (is_none(measure.quota)) measure.quota = (Str){0};
    measure.admission = conclusion_key(sheet, row, ADMISSION);
    measure.amount = conclusion_key(sheet, row, AMOUNT);
    measure.selection = conclusion_key(sheet, row, SELECTION);
    measure.stage = conclusion_key(sheet, row, STAGE);
    measure.push = conclusion_key(sheet, row, PUSH_IF);
    measure.lead = sheet_text(sheet, row, LEAD);
    if (is_none(measure.lead)) measure.lead = (Str){0};
    dating_read(sheet, row, &measure);
    reporting_read(sheet, row, &measure);
    PUSH(reader->arena, &reader->policy->measures, measure);
}

void measures_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, columns, sizeof columns / sizeof columns[0], row_read);
}

Str measure_kind_name(MeasureKind kind) { return str_from_c(kinds[kind].text); }

Str measure_application(const Measure *measure) {
    return str_is_empty(measure->lead) ? measure->key : measure->lead;
}

bool measure_goes_with(const Measure *measure, const Measure *lead) {
    return str_equal(measure_application(measure), lead->key);
}

bool measure_is_joint(const MeasureList *measures, const Measure *measure) {
    for (size_t i = 0; i < measures->count; i++) {
        const Measure *other = &measures->items[i];
        bool is_same = str_equal(measure_application(other), measure_application(measure));
        if (other != measure && is_same) return true;
    }
    return false;
}
