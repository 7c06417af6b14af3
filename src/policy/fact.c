// SPDX-License-Identifier: Apache-2.0
#include "policy/fact.h"

#include "policy/constant.h"
#include "policy/nearest.h"
#include "policy/pack.h"
#include "policy/sheet.h"
#include "policy/standing.h"

typedef struct FactTypeRow {
    const char *name;
    FactType type;
    FeelTypeKind feel;
    const char *label;
} FactTypeRow;

static const FactTypeRow fact_types[] = {
    {"text", FACT_TEXT, FEEL_TYPE_STRING, "文字"},
    {"number", FACT_NUMBER, FEEL_TYPE_NUMBER, "数字"},
    {"boolean", FACT_BOOLEAN, FEEL_TYPE_BOOLEAN, "true 或 false"},
    {"date", FACT_DATE, FEEL_TYPE_DATE, "日期，如 2023-10-16"},
    {"list", FACT_LIST, FEEL_TYPE_LIST, "列表"},
    {"record", FACT_RECORD, FEEL_TYPE_CONTEXT, "一组 {键: 值}"},
    {"identifier", FACT_IDENTIFIER, FEEL_TYPE_STRING, "文字"},
};
#define FACT_TYPE_COUNT (sizeof fact_types / sizeof fact_types[0])

const char *fact_type_label(FactType type) {
    for (size_t i = 0; i < FACT_TYPE_COUNT; i++) {
        if (fact_types[i].type == type) return fact_types[i].label;
    }
    return "";
}

// ---- Sources ----

typedef struct SourceWord {
    const char *name;
    FactSourceKind kind;
    bool (*arguments)(Str text, FactSource *source);
    bool has_column; // "word(…).column"
} SourceWord;

// The arguments of "entitlement(9, 10, facility, year)": items, or the key of one measure; then the
// subject, perhaps "year".
static bool entitlement_arguments(Str text, FactSource *source) {
    Str rest = text;
    while (!str_is_absent(rest)) {
        Str word = str_trim(str_cut(&rest, ','));
        int64_t number;
        if (str_to_int64(word, &number)) {
            bool is_late = source->view.data || source->measure.data;
            if (is_late || number < 1 || number > 999) return false;
            if (source->item_count == FACT_SOURCE_ITEMS_MAX) return false;
            source->items[source->item_count++] = (int)number;
        } else if (source->view.data) {
            if (!str_equal(word, STR("year")) || source->is_yearly) return false;
            source->is_yearly = true;
        } else if (is_ascii_key(word)) {
            bool is_measure = source->item_count == 0 && !source->measure.data;
            *(is_measure ? &source->measure : &source->view) = word;
        } else {
            return false;
        }
    }
    return source->view.data != NULL;
}

// The argument of "enrolment(9)" or "tally(project_training)".
static bool standing_argument(Str text, FactSource *source) {
    Str word = str_trim(text);
    int64_t number;
    if (!str_to_int64(word, &number)) {
        source->measure = word;
        return is_ascii_key(word);
    }
    source->items[source->item_count++] = (int)number;
    return source->kind == FACT_SOURCE_ENROLMENT && number >= 1 && number <= 999;
}

static const SourceWord source_words[] = {
    {"entitlement", FACT_SOURCE_ENTITLEMENT, entitlement_arguments, false},
    {"entitlement_count", FACT_SOURCE_ENTITLEMENT_COUNT, entitlement_arguments, false},
    {"entitlement_sum", FACT_SOURCE_ENTITLEMENT_SUM, entitlement_arguments, false},
    {"enrolment", FACT_SOURCE_ENROLMENT, standing_argument, true},
    {"tally", FACT_SOURCE_TALLY, standing_argument, true},
    {"enrolled", FACT_SOURCE_ENROLLED, standing_argument, true},
};

static const SourceWord *source_word(Str name) {
    for (size_t i = 0; i < sizeof source_words / sizeof source_words[0]; i++) {
        if (str_equal(name, str_from_c(source_words[i].name))) return &source_words[i];
    }
    return NULL;
}

// "name(arguments)" or "name(arguments).column".
static bool call_parse(Str name, Str rest, bool is_whole_view, FactSource *source) {
    const SourceWord *word = source_word(name);
    size_t end = str_find(rest, STR(")"), 0);
    if (!word || end == SIZE_MAX) return false;
    source->kind = word->kind;
    if (!word->arguments(str_slice(rest, 0, end), source)) return false;
    Str behind = str_slice(rest, end + 1, rest.length);
    if (behind.length == 0) {
        return !word->has_column || (word->kind == FACT_SOURCE_ENROLLED && is_whole_view);
    }
    if (!word->has_column || behind.data[0] != '.') return false;
    source->column = str_slice(behind, 1, behind.length);
    switch (word->kind) {
    case FACT_SOURCE_ENROLMENT:
        return standing_find(enrolment_columns, STANDING_COLUMN_COUNT, source->column) != SIZE_MAX;
    case FACT_SOURCE_TALLY:
        return standing_find(tally_columns, TALLY_COLUMN_COUNT, source->column) != SIZE_MAX;
    case FACT_SOURCE_ENROLLED: return is_ascii_key(source->column);
    case FACT_SOURCE_NONE:
    case FACT_SOURCE_VIEW:
    case FACT_SOURCE_ASK:
    case FACT_SOURCE_DEPARTMENT:
    case FACT_SOURCE_ENTITLEMENT:
    case FACT_SOURCE_ENTITLEMENT_COUNT:
    case FACT_SOURCE_ENTITLEMENT_SUM: break;
    }
    return false;
}

// "column", or of a field "list.column".
static bool is_column(Str text, bool is_field) {
    Str rest = text;
    Str first = str_cut(&rest, '.');
    if (str_is_absent(rest)) return is_ascii_key(text);
    return is_field && is_ascii_key(first) && is_ascii_key(rest);
}

// Who states it; NONE for any other word.
static FactSourceKind stater(Str word) {
    if (str_equal(word, STR("ask"))) return FACT_SOURCE_ASK;
    return str_equal(word, STR("department")) ? FACT_SOURCE_DEPARTMENT : FACT_SOURCE_NONE;
}

// "view.column", or with who is asked where the view has nothing "view.column, department".
static bool view_parse(Str text, bool is_whole_view, bool is_field, FactSource *source) {
    Str rest = text, otherwise = text;
    rest = str_trim(str_cut(&otherwise, ','));
    if (!str_is_absent(otherwise)) source->otherwise = stater(str_trim(otherwise));
    bool is_whole = is_whole_view && str_is_absent(otherwise);
    source->kind = FACT_SOURCE_VIEW;
    source->view = str_cut(&rest, '.');
    source->column = rest;
    if (!str_is_absent(otherwise) && (is_field || source->otherwise == FACT_SOURCE_NONE)) {
        return false;
    }
    return is_ascii_key(source->view) &&
           (is_column(source->column, is_field) || (is_whole && str_is_absent(source->column)));
}

static bool source_parse(Str text, bool is_whole_view, bool is_field, FactSource *source) {
    *source = (FactSource){.text = text, .kind = stater(text)};
    if (text.length == 0 || source->kind != FACT_SOURCE_NONE) return true;
    Str rest = text;
    Str word = str_cut(&rest, '(');
    if (!str_is_absent(rest)) return call_parse(word, rest, is_whole_view, source);
    return view_parse(text, is_whole_view, is_field, source);
}

// ---- 事实 ----

enum { FACT_NAME, FACT_KEY, FACT_TYPE, FACT_SOURCE, FACT_DEFAULT, FACT_DEPARTMENT, FACT_QUESTION,
       FACT_DATED_BY };
static const SheetColumn fact_columns[] = {
    [FACT_NAME] = {"名称", true, true}, [FACT_KEY] = {"键", true, true},
    [FACT_TYPE] = {"类型", true, true}, [FACT_SOURCE] = {"来源", true, false},
    [FACT_DEFAULT] = {"缺省", true, false}, [FACT_DEPARTMENT] = {"部门", false, false},
    [FACT_QUESTION] = {"问", false, false}, [FACT_DATED_BY] = {"按", false, false},
};

static Fact *find_in(const FactList *facts, Str key_or_name) {
    for (size_t i = 0; i < facts->count; i++) {
        Fact *fact = &facts->items[i];
        if (str_equal(fact->key, key_or_name) || str_equal(fact->name, key_or_name)) return fact;
    }
    return NULL;
}

static const FactTypeRow *type_find(Str name) {
    for (size_t i = 0; i < FACT_TYPE_COUNT; i++) {
        if (str_equal(name, str_from_c(fact_types[i].name))) return &fact_types[i];
    }
    return NULL;
}

static void fact_type_read(PolicyReader *reader, const Sheet *sheet, size_t row, Fact *fact) {
    Str name = sheet_text(sheet, row, FACT_TYPE);
    const FactTypeRow *type = type_find(name);
    fact->feel_type = FEEL_TYPE_OF(ANY);
    if (type) {
        fact->type = type->type;
        if (type->feel < FEEL_TYPE_SIMPLE_COUNT) fact->feel_type = &feel_simple_types[type->feel];
        return;
    }
    reader_error(reader, sheet_range(sheet, row, FACT_TYPE), "没有“%.*s”这种类型", STR_ARG(name));
    diagnostics_hint(reader->diagnostics,
                     "类型是 text number boolean date list record identifier 之一");
}

static void fact_default_read(PolicyReader *reader, const Sheet *sheet, size_t row, Fact *fact) {
    const MarkdownCell *cell = sheet_cell(sheet, row, FACT_DEFAULT);
    if (!cell || cell->text.length == 0) return;
    Str value = mark_cut(cell->text, &fact->default_mark);
    DmnText text = reader_cell_text(reader, cell);
    text.range.to = text.range.from + value.length;
    fact->default_text = text;
}

static void fact_department_read(PolicyReader *reader, const Sheet *sheet, size_t row,
                                 Fact *fact) {
    fact->department = sheet_text(sheet, row, FACT_DEPARTMENT);
    if (fact->department.length == 0 || pack_department(reader->pack, fact->department)) return;
    reader_error(reader, sheet_range(sheet, row, FACT_DEPARTMENT),
                 "部门“%.*s”不在 pack.md 的部门表里", STR_ARG(fact->department));
}

// The list that a field belongs to, and the field's own name; the policy's list for a fact.
static FactList *fact_owner(PolicyReader *reader, const Sheet *sheet, size_t row, Str *name) {
    Str rest = *name;
    Str parent_name = str_cut(&rest, '.');
    if (str_is_absent(rest)) return &reader->policy->facts;
    Fact *parent = find_in(&reader->policy->facts, parent_name);
    if (!parent || (parent->type != FACT_LIST && parent->type != FACT_RECORD)) {
        reader_error(reader, sheet_range(sheet, row, FACT_NAME),
                     "“%.*s”没有先声明为 list 或 record", STR_ARG(parent_name));
        return NULL;
    }
    *name = rest;
    return &parent->fields;
}

// Normalised, since FEEL takes any stretch of spaces in a name for one.
static Str fact_name_read(PolicyReader *reader, SourceRange range, Str name) {
    Str normal;
    if (feel_name_normalise(reader->arena, name, &normal)) return normal;
    reader_error(reader, range, "“%.*s”不能作FEEL里的名字", STR_ARG(name));
    diagnostics_hint(reader->diagnostics, "名字以文字开头，不含标点；不能是 if、and 这类词");
    return name;
}

// Who is to be asked, and for the whole fact: a list that half comes from elsewhere is nobody's.
static void check_stater(PolicyReader *reader, const Sheet *sheet, size_t row, const Fact *fact,
                         bool is_whole) {
    if (!is_whole) {
        reader_error(reader, sheet_range(sheet, row, FACT_SOURCE),
                     "“%.*s”只是一个字段，来源不能写 department", STR_ARG(fact->name));
        diagnostics_hint(reader->diagnostics, "整个列表由部门提供的，在列表那一行写 department");
    } else if (fact->department.length == 0) {
        reader_error(reader, sheet_range(sheet, row, FACT_SOURCE),
                     "“%.*s”由部门提供，却没有写是哪个部门", STR_ARG(fact->name));
        diagnostics_hint(reader->diagnostics, "在“部门”一列写 pack.md 部门表里的名称");
    }
}

// Only what a view keeps a history of can be read as of another day.
static void check_dated(PolicyReader *reader, const Sheet *sheet, size_t row, const Fact *fact,
                        bool is_whole) {
    if (fact->dated_by_text.length == 0) return;
    bool is_of_view = fact->source.kind == FACT_SOURCE_VIEW && !fact_is_of_case(fact);
    if (is_whole && is_of_view) return;
    reader_error(reader, sheet_range(sheet, row, FACT_DATED_BY),
                 is_whole ? "“%.*s”不来自视图，不能按别的日期取" : "“%.*s”只是一个字段，不能写“按”",
                 STR_ARG(fact->name));
    diagnostics_hint(reader->diagnostics, is_whole ? "来源写 视图.列 的事实才写“按”"
                                                   : "整个列表按别的日期取的，写在列表那一行");
}

static void fact_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Fact fact = {.place = sheet_range(sheet, row, FACT_NAME)};
    Str name = sheet_text(sheet, row, FACT_NAME);
    FactList *owner = fact_owner(reader, sheet, row, &name);
    if (!owner) return;
    fact.name = fact_name_read(reader, fact.place, name);
    fact.key = sheet_text(sheet, row, FACT_KEY);
    fact.question = sheet_text(sheet, row, FACT_QUESTION);
    fact.dated_by_text = sheet_text(sheet, row, FACT_DATED_BY);
    fact_type_read(reader, sheet, row, &fact);
    fact_default_read(reader, sheet, row, &fact);
    fact_department_read(reader, sheet, row, &fact);
    if (fact.key.length > 0 && !is_ascii_key(fact.key)) {
        reader_error(reader, sheet_range(sheet, row, FACT_KEY),
                     "键“%.*s”只能用英文字母、数字和下划线", STR_ARG(fact.key));
    }
    bool is_whole_view = fact.type == FACT_LIST || fact.type == FACT_RECORD;
    bool is_field = owner != &reader->policy->facts;
    if (!source_parse(sheet_text(sheet, row, FACT_SOURCE), is_whole_view, is_field,
                      &fact.source)) {
        reader_error(reader, sheet_range(sheet, row, FACT_SOURCE), "来源“%.*s”读不懂",
                     STR_ARG(fact.source.text));
        diagnostics_hint(reader->diagnostics,
                         "写作 hire.start_date、entitlement(26, person)、enrolment(9).seq、"
                         "tally(gig_market).done、ask、department，或者 视图.列, department");
        fact.source.measure = (Str){0}; // one complaint is enough
    }
    if (fact_is_by_department(&fact)) {
        check_stater(reader, sheet, row, &fact, owner == &reader->policy->facts);
    }
    check_dated(reader, sheet, row, &fact, owner == &reader->policy->facts);
    if (find_in(owner, fact.name) || find_in(owner, fact.key)) {
        reader_error(reader, fact.place, "事实“%.*s”（%.*s）声明了两次", STR_ARG(fact.name),
                     STR_ARG(fact.key));
        return;
    }
    if (owner->count == FACTS_MAX) {
        reader_error(reader, fact.place, "事实超过%d个", FACTS_MAX);
        return;
    }
    PUSH(reader->arena, owner, fact);
}

void facts_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, fact_columns, sizeof fact_columns / sizeof fact_columns[0],
               fact_read);
}

// ---- 取值 ----

enum { CODE_FACT, CODE_CODE, CODE_NAME };
static const SheetColumn code_columns[] = {
    [CODE_FACT] = {"事实", true, true}, [CODE_CODE] = {"代码", true, true},
    [CODE_NAME] = {"名称", true, false},
};

static Fact *fact_find_path(const FactList *facts, Str path) {
    Str rest = path;
    Str first = str_cut(&rest, '.');
    Fact *fact = find_in(facts, first);
    return fact && !str_is_absent(rest) ? find_in(&fact->fields, rest) : fact;
}

static void unknown_fact(const PolicyReader *reader, SourceRange range, Str name) {
    reader_error(reader, range, "没有声明事实“%.*s”", STR_ARG(name));
    Nearest nearest = nearest_to(name);
    const FactList *facts = &reader->policy->facts;
    for (size_t i = 0; i < facts->count; i++) {
        nearest_offer(&nearest, facts->items[i].name);
        nearest_offer(&nearest, facts->items[i].key);
    }
    if (nearest.best.data) {
        diagnostics_hint(reader->diagnostics, "是不是“%.*s”？", STR_ARG(nearest.best));
    }
}

static bool has_code(const Fact *fact, Str code) {
    for (size_t i = 0; i < fact->codes.count; i++) {
        if (str_equal(fact->codes.items[i].code, code)) return true;
    }
    return fact_find(&fact->entries, code) != NULL;
}

// A code of a text, or an entry of a record.
static void code_add(PolicyReader *reader, const Sheet *sheet, size_t row, Fact *fact) {
    FactCode code = {sheet_text(sheet, row, CODE_CODE), sheet_text(sheet, row, CODE_NAME)};
    SourceRange range = sheet_range(sheet, row, CODE_CODE);
    if (has_code(fact, code.code)) {
        reader_error(reader, range, "“%.*s”的代码“%.*s”写了两次", STR_ARG(fact->name),
                     STR_ARG(code.code));
        return;
    }
    if (code.label.length == 0) {
        reader_error(reader, sheet_range(sheet, row, CODE_NAME), "代码“%.*s”没有名称",
                     STR_ARG(code.code));
    }
    if (fact->type == FACT_RECORD) {
        Fact entry = {.name = code.label, .key = code.code, .type = FACT_NUMBER,
                      .feel_type = FEEL_TYPE_OF(NUMBER), .source = fact->source, .place = range};
        PUSH(reader->arena, &fact->entries, entry);
    } else {
        PUSH(reader->arena, &fact->codes, code);
    }
}

static bool has_codes(const Fact *fact) {
    return fact->type == FACT_TEXT || (fact->type == FACT_RECORD && fact->fields.count == 0);
}

static void code_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Str name = sheet_text(sheet, row, CODE_FACT);
    if (!reader->policy) { // pack.md: codes for every fact of this key
        SharedCode shared = {
            name, {sheet_text(sheet, row, CODE_CODE), sheet_text(sheet, row, CODE_NAME)}};
        PUSH(reader->arena, &reader->pack->codes, shared);
        return;
    }
    Fact *fact = fact_find_path(&reader->policy->facts, name);
    if (!fact) {
        unknown_fact(reader, sheet_range(sheet, row, CODE_FACT), name);
    } else if (has_codes(fact)) {
        code_add(reader, sheet, row, fact);
    } else if (fact->range.source) {
        reader_error(reader, sheet_range(sheet, row, CODE_CODE), "“%.*s”的范围写了两次",
                     STR_ARG(name));
    } else {
        fact->range = reader_cell_text(reader, sheet_cell(sheet, row, CODE_CODE));
    }
}

void codes_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, code_columns, sizeof code_columns / sizeof code_columns[0],
               code_read);
}

// ---- Completing ----

static void shared_codes_take(PolicyReader *reader, Fact *fact) {
    if (fact->type != FACT_TEXT || fact->codes.count > 0) return;
    const SharedCodeList *shared = &reader->pack->codes;
    for (size_t i = 0; i < shared->count; i++) {
        if (!str_equal(shared->items[i].key, fact->key)) continue;
        PUSH(reader->arena, &fact->codes, shared->items[i].code);
    }
}

static void fact_type_complete(PolicyReader *reader, Fact *fact) {
    if (fact->type != FACT_LIST && fact->type != FACT_RECORD) return;
    const FeelType *record = FEEL_TYPE_OF(ANY);
    if (fact->fields.count > 0) {
        FeelField *fields = NEW_ARRAY(reader->arena, FeelField, fact->fields.count);
        for (size_t i = 0; i < fact->fields.count; i++) {
            fields[i] = (FeelField){fact->fields.items[i].name, fact->fields.items[i].feel_type};
        }
        record = feel_type_context_of(reader->arena, fields, fact->fields.count);
    }
    bool is_list = fact->type == FACT_LIST;
    fact->feel_type = is_list ? feel_type_list_of(reader->arena, record) : record;
}

static void fact_default_complete(PolicyReader *reader, Fact *fact) {
    if (!fact->default_text.source) return;
    FeelValue value;
    if (!constant_value(reader->arena, fact->default_text, &value, reader->diagnostics)) return;
    fact->has_default = true;
    fact->is_optional = feel_is_null(value);
    fact->default_value = value;
    if (!fact->is_optional && !feel_type_has(fact->feel_type, value)) {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, fact->default_text.source,
                        fact->default_text.range, "缺省值不是%s", fact_type_label(fact->type));
    }
}

static void fact_range_complete(PolicyReader *reader, Fact *fact) {
    if (!fact->range.source) return;
    fact->range_program =
        constant_test(reader->arena, fact->range, fact->feel_type, reader->diagnostics);
}

// A form has nothing to ask by.
static void check_entries(PolicyReader *reader, const Fact *fact) {
    bool is_blank = fact->type == FACT_RECORD && fact_parts(fact)->count == 0;
    if (!is_blank || !fact_is_stated(fact)) return;
    reader_error(reader, fact->place, "“%.*s”既没有字段，也没有取值，表单上没法填",
                 STR_ARG(fact->name));
    diagnostics_hint(reader->diagnostics, "在“取值”里逐行写它的各项：事实、代码、名称");
}

static void fact_complete(PolicyReader *reader, Fact *fact) {
    check_entries(reader, fact);
    for (size_t i = 0; i < fact->fields.count; i++) fact_complete(reader, &fact->fields.items[i]);
    shared_codes_take(reader, fact);
    fact_type_complete(reader, fact);
    fact_default_complete(reader, fact);
    fact_range_complete(reader, fact);
}

const Fact *fact_dating(const PolicyReader *reader, Str key_or_name, SourceRange place) {
    const Fact *fact = fact_find(&reader->policy->facts, key_or_name);
    if (fact && fact->type == FACT_DATE) return fact;
    reader_error(reader, place, "“按”要写一个日期事实，没有日期事实“%.*s”",
                 STR_ARG(key_or_name));
    return NULL;
}

// The date has to be there before the view is read, so it is not itself read by a date.
static void fact_date(PolicyReader *reader, Fact *fact) {
    if (fact->dated_by_text.length == 0) return;
    const Fact *dating = fact_dating(reader, fact->dated_by_text, fact->place);
    if (dating && dating->dated_by_text.length > 0) {
        reader_error(reader, fact->place, "“%.*s”按“%.*s”取，“%.*s”自己又按别的日期取",
                     STR_ARG(fact->name), STR_ARG(dating->name), STR_ARG(dating->name));
        diagnostics_hint(reader->diagnostics, "“按”写填报的、办理当日的或者直接查到的日期");
        dating = NULL;
    }
    fact->dated_by = dating;
}

void facts_complete(PolicyReader *reader) {
    FactList *facts = &reader->policy->facts;
    for (size_t i = 0; i < facts->count; i++) fact_complete(reader, &facts->items[i]);
    for (size_t i = 0; i < facts->count; i++) fact_date(reader, &facts->items[i]);
}

// ---- Asking ----

bool fact_is_asked(const Fact *fact) {
    return fact->source.kind == FACT_SOURCE_ASK || fact->source.otherwise == FACT_SOURCE_ASK;
}

bool fact_is_by_department(const Fact *fact) {
    return fact->source.kind == FACT_SOURCE_DEPARTMENT ||
           fact->source.otherwise == FACT_SOURCE_DEPARTMENT;
}

bool fact_is_stated(const Fact *fact) {
    return fact_is_asked(fact) || fact_is_by_department(fact);
}

bool fact_is_of_case(const Fact *fact) {
    return fact->source.kind == FACT_SOURCE_VIEW && str_equal(fact->source.view, STR(VIEW_CASE));
}

bool fact_is_division(const Fact *fact) {
    return fact->type == FACT_TEXT && fact->codes.count == 0 &&
           str_ends_with(fact->key, STR("division"));
}

Str fact_asked(const Fact *fact) {
    return str_is_empty(fact->question) ? fact->name : fact->question;
}

const FactList *fact_parts(const Fact *fact) {
    return fact->fields.count > 0 ? &fact->fields : &fact->entries;
}

const Fact *fact_find(const FactList *facts, Str key_or_name) {
    return find_in(facts, key_or_name);
}

Str fact_label(const Fact *fact, Str code) {
    for (size_t i = 0; i < fact->codes.count; i++) {
        if (str_equal(fact->codes.items[i].code, code)) return fact->codes.items[i].label;
    }
    return (Str){0};
}

Str fact_allowed(Arena *arena, const Fact *fact) {
    if (fact->range.source) return policy_text(fact->range);
    if (fact->codes.count == 0) return (Str){0};
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < fact->codes.count; i++) {
        if (i > 0) str_put(&out, STR("、"));
        str_put_format(&out, "%.*s（%.*s）", STR_ARG(fact->codes.items[i].code),
                       STR_ARG(fact->codes.items[i].label));
    }
    return str_built(&out);
}
