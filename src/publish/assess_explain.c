// SPDX-License-Identifier: Apache-2.0
// A decision as screens and cases need it.
#include "publish/assess.h"

#include "feel/json.h"
#include "policy/sentence.h"
#include "registry/code.h"

#define LIST_ROWS_SHOWN 100 // of a list of records, where a fact is shown
#define NOTHING "没有"       // an empty list or record, as a value

// ---- Facts ----

static bool is_missing(const Decision *decision, const Fact *fact) {
    for (size_t i = 0; i < decision->missing_count; i++) {
        if (decision->missing[i] == fact) return true;
    }
    return false;
}

// "海原县", "北京市（110105）".
static Str division_text(Arena *arena, Str code) {
    const char *county = division_county_name(code);
    if (county) return str_from_c(county);
    const char *province = division_province_name(code);
    if (!province) return code;
    return str_format(arena, "%s（%.*s）", province, STR_ARG(code));
}

static Str value_text(Arena *arena, const Fact *fact, FeelValue value);

// 「职业 焊工，人数 20」.
static void put_record(StrBuilder *out, Arena *arena, const Fact *fact, FeelContext record) {
    bool is_first = true;
    for (size_t i = 0; i < fact->fields.count; i++) {
        const Fact *field = &fact->fields.items[i];
        const FeelValue *value = feel_context_get(record, field->name);
        if (!value || feel_is_null(*value)) continue;
        Str text = value_text(arena, field, *value);
        str_put_format(out, "%s%.*s %.*s", is_first ? "" : "，", STR_ARG(field->name),
                       STR_ARG(text));
        is_first = false;
    }
}

static Str yuan_text(Arena *arena, Decimal fen) {
    Str yuan = sentence_yuan(arena, fen);
    return str_format(arena, "%.*s元", STR_ARG(yuan));
}

// 「共2条：职业 焊工，人数 20；职业 钳工，人数 2」.
static Str list_text(Arena *arena, const Fact *fact, FeelList list) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    bool is_money = str_find(fact->key, STR("_fen"), 0) != SIZE_MAX; // fee_fen_by_year too
    if (list.count == 0) return STR(NOTHING);
    str_put_format(&out, "共%zu条", list.count);
    for (size_t i = 0; i < list.count && i < LIST_ROWS_SHOWN; i++) {
        str_put(&out, i == 0 ? STR("：") : STR("；"));
        if (list.items[i].kind == FEEL_CONTEXT) {
            put_record(&out, arena, fact, list.items[i].context);
        } else if (is_money && list.items[i].kind == FEEL_NUMBER) {
            str_put(&out, yuan_text(arena, list.items[i].number));
        } else {
            str_put(&out, sentence_value(arena, list.items[i]));
        }
    }
    if (list.count > LIST_ROWS_SHOWN) str_put(&out, STR("……"));
    return str_built(&out);
}

// A record without declared fields has its own: 「职业指导 1，岗位推荐 3」.
static Str record_text(Arena *arena, const Fact *fact, FeelContext record) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    if (fact->fields.count > 0) put_record(&out, arena, fact, record);
    for (size_t i = 0; fact->fields.count == 0 && i < record.count; i++) {
        Str text = sentence_value(arena, record.entries[i].value);
        str_put_format(&out, "%s%.*s %.*s", i == 0 ? "" : "，",
                       STR_ARG(record.entries[i].name), STR_ARG(text));
    }
    return out.count == 0 ? STR(NOTHING) : str_built(&out);
}

static Str value_text(Arena *arena, const Fact *fact, FeelValue value) {
    if (feel_is_null(value)) return (Str){0};
    if (value.kind == FEEL_LIST) return list_text(arena, fact, value.list);
    if (value.kind == FEEL_CONTEXT) return record_text(arena, fact, value.context);
    if (value.kind == FEEL_STRING) {
        Str label = fact_label(fact, value.string);
        if (!str_is_absent(label)) return label;
        if (fact_is_division(fact)) return division_text(arena, value.string);
    }
    if (value.kind == FEEL_NUMBER && str_ends_with(fact->key, STR("_fen"))) {
        return yuan_text(arena, value.number);
    }
    return sentence_value(arena, value);
}

static Str value_json(Arena *arena, FeelValue value) {
    StrBuilder text;
    JsonWriter writer;
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    feel_to_json(&writer, value);
    return str_built(&text);
}

// Whether only its department may state it: where a view goes first, only what it does not have.
static bool is_for_department(const Assessor *assessor, const Fact *fact, FeelValue value) {
    bool is_said = assessor->is_said[fact - assessor->policy->facts.items];
    bool is_known = fact->source.kind == FACT_SOURCE_VIEW && !feel_is_null(value) && !is_said;
    return fact_is_by_department(fact) && !is_known;
}

// Where a fact comes from, as a sentence.
static Str source_text(Arena *arena, const Fact *fact, bool by_department, bool is_stated) {
    bool is_case = fact_is_of_case(fact);
    if (by_department) return str_format(arena, "由%.*s提供", STR_ARG(fact->department));
    if (is_stated) return STR("本人填报");
    if (is_case) return fact->type == FACT_DATE ? STR(ASSESSMENT_DAY_SOURCE) : STR("由措施确定");
    if (fact->source.otherwise == FACT_SOURCE_NONE && known_is_stated(fact)) {
        return STR("本人填报");
    }
    Str source = explain_source(fact);
    return str_format(arena, "来自%.*s", STR_ARG(source));
}

static AssessedFact fact_assess(const Assessor *assessor, const Decision *decision,
                                const PolicyCase *facts, size_t place) {
    Arena *arena = assessor->arena;
    const Fact *fact = &assessor->policy->facts.items[place];
    FeelValue value = facts->facts[place];
    bool by_department = is_for_department(assessor, fact, value);
    AssessedFact assessed = {.key = fact->key, .name = fact->name,
                             .is_stated = !by_department && !assessor->is_found[place] &&
                                          assessor->is_said[place],
                             .department = by_department ? fact->department : (Str){0},
                             .is_missing = is_missing(decision, fact)};
    assessed.source = assessor->is_found[place]
                          ? STR(ASSESSMENT_FOUND_SOURCE)
                          : source_text(arena, fact, by_department, assessed.is_stated);
    if (feel_is_null(value) && fact->has_default) {
        value = fact->default_value;
        assessed.source = STR(ASSESSMENT_DEFAULT_SOURCE);
    }
    assessed.value = value_text(arena, fact, value);
    assessed.json = value_json(arena, value);
    return assessed;
}

static void facts_assess(const Assessor *assessor, const Decision *decision,
                         const PolicyCase *facts, Assessment *out) {
    const FactList *list = &assessor->policy->facts;
    out->facts = NEW_ARRAY(assessor->arena, AssessedFact, list->count);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].type == FACT_IDENTIFIER) continue;
        out->facts[out->fact_count++] = fact_assess(assessor, decision, facts, i);
    }
}

// ---- Conclusions ----

static void reasons_assess(Arena *arena, const Decision *decision, Assessment *out) {
    out->reasons = NEW_ARRAY(arena, AssessedReason, decision->reason_count + 1);
    if (decision->is_config_invalid) {
        out->reasons[out->reason_count++] =
            (AssessedReason){STR(CODE_CONFIG_INVALID), decision->message};
    }
    for (size_t i = 0; i < decision->reason_count; i++) {
        const ExplainedReason *reason = &decision->reasons[i];
        out->reasons[out->reason_count++] =
            (AssessedReason){reason->reason->code, reason->sentence};
    }
    out->missing = NEW_ARRAY(arena, Str, decision->missing_count);
    out->missing_count = decision->missing_count;
    out->awaits_departments = decision->missing_count > 0;
    for (size_t i = 0; i < decision->missing_count; i++) {
        const Fact *fact = decision->missing[i];
        out->missing[i] = fact->name;
        if (!fact_is_by_department(fact)) out->awaits_departments = false;
    }
}

static FeelValue conclusion_value(const Decision *decision, Str key) {
    size_t place = conclusion_find(&decision->policy->conclusions, key);
    return place == SIZE_MAX ? feel_null() : decision->values[place];
}

static FeelTruth truth_of(FeelValue value) {
    if (value.kind != FEEL_BOOLEAN) return FEEL_UNKNOWN;
    return feel_is_true(value) ? FEEL_TRUE : FEEL_FALSE;
}

// The texts of a list; false for a value that is no list of texts.
static bool texts_of(Arena *arena, FeelValue value, Str **texts, size_t *count) {
    *count = 0;
    if (value.kind != FEEL_LIST) return false;
    *texts = NEW_ARRAY(arena, Str, value.list.count);
    for (size_t i = 0; i < value.list.count; i++) {
        if (value.list.items[i].kind != FEEL_STRING) return false;
        (*texts)[(*count)++] = value.list.items[i].string;
    }
    return true;
}

// ---- What is applied for in one go ----

typedef struct Parting { // of one row
    Assessor *assessor;
    const KnownPage *page;
    const FactSubject *subject;
    const PolicyCase *facts;
    const Decision *decision;
} Parting;

static bool part_assess(const Parting *parting, const Measure *measure, Str period,
                        AssessedPart *part, Error *error) {
    const Decision *decision = parting->decision;
    const KnownPage *page = parting->page;
    Str key = str_is_empty(measure->amount) ? STR("amount_fen") : measure->amount;
    FeelValue amount = conclusion_value(decision, key);
    bool is_due = true; // of the measure itself, that was chosen by its condition
    if (measure != page->measure &&
        !assessor_selects(parting->assessor, measure, parting->facts, &is_due, error)) {
        return false;
    }
    *part = (AssessedPart){.measure = measure, .has_amount = !is_due};
    part->stage = measure_stage(measure, conclusion_value(decision, measure->stage));
    if (is_due) {
        part->has_amount = amount.kind == FEEL_NUMBER &&
                           decimal_to_int64(amount.number, &part->amount_fen);
    }
    part->is_claimed = grant_book_claimed(&page->book, page->view, measure,
                                          &(GrantTurn){period, part->stage},
                                          parting->subject) != NULL;
    return true;
}

static bool parts_assess(const Parting *parting, Assessment *out, Error *error) {
    const MeasureList *measures = &parting->assessor->policy->measures;
    out->parts = NEW_ARRAY(parting->assessor->arena, AssessedPart, measures->count);
    out->has_amount = true;
    for (size_t i = 0; i < measures->count; i++) {
        const Measure *measure = &measures->items[i];
        AssessedPart *part = &out->parts[out->part_count];
        if (!measure_goes_with(measure, out->measure)) continue;
        if (!part_assess(parting, measure, out->period, part, error)) return false;
        out->part_count++;
        if (measure == out->measure) out->stage = part->stage;
        out->has_amount = out->has_amount && part->has_amount;
        out->is_claimed = out->is_claimed || part->is_claimed;
        out->amount_fen += part->amount_fen;
    }
    return true;
}

static void conclusions_assess(Arena *arena, const Decision *decision, Assessment *out) {
    const Measure *measure = out->measure;
    out->admits = str_is_empty(measure->admission)
                      ? FEEL_TRUE
                      : truth_of(conclusion_value(decision, measure->admission));
    if (!str_is_empty(measure->selection)) {
        out->has_selection = texts_of(arena, conclusion_value(decision, measure->selection),
                                      &out->selected, &out->selected_count);
    }
    (void)texts_of(arena, conclusion_value(decision, STR("review")), &out->reviews,
                   &out->review_count);
}

static Str decision_text(const Assessor *assessor, const Decision *decision) {
    StrBuilder text;
    JsonWriter writer;
    str_builder_init(&text, assessor->arena, 0);
    json_writer_init(&writer, &text);
    decision_to_json(assessor->arena, assessor->pack, decision, &writer);
    return str_built(&text);
}

static Str reporter_of(const KnownPage *page, const PolicyCase *facts) {
    const Fact *reported_by = page->measure->reported_by;
    if (!reported_by) return (Str){0};
    FeelValue value = facts->facts[reported_by - page->policy->facts.items];
    return value.kind == FEEL_STRING ? value.string : (Str){0};
}

bool assessor_assess(Assessor *assessor, const KnownPage *page, size_t row,
                     const PolicyCase *facts, Assessment *out, Error *error) {
    const FactSubject *subject = &page->rows.subjects[row];
    Arena *arena = assessor->arena;
    Decision decision;
    if (!decision_explain(assessor->pack, assessor->policy, arena, facts, assessor->on, &decision,
                          error)) {
        return false;
    }
    Str period = measure_period_on(arena, page->measure, subject_event(subject, assessor->on));
    *out = (Assessment){
        .policy = assessor->policy, .measure = page->measure,
        .subject_kind = page->measure->subject, .subject_key = subject->key,
        .subject_label = subject->label,
        .subject_own_label =
            str_is_absent(subject->own_label) ? subject->label : subject->own_label,
        .period = period, .person_id = subject->person_id,
        .uscc = subject->uscc, .division_code = subject->division_code,
        .reporter_uscc = reporter_of(page, facts), .on = assessor->on,
        .eligible = decision.eligible};
    Parting parting = {assessor, page, subject, facts, &decision};
    if (!parts_assess(&parting, out, error)) return false;
    reasons_assess(arena, &decision, out);
    conclusions_assess(arena, &decision, out);
    facts_assess(assessor, &decision, facts, out);
    out->decision_json = decision_text(assessor, &decision);
    return true;
}
