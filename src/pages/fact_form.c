// SPDX-License-Identifier: Apache-2.0
#include "pages/fact_form_core.h"

#include "policy/concern.h"
#include "pages/platform.h"
#include "publish/known.h"
#include "publish/statement.h"

#define PLAIN_LIST_BYTES_MAX 1000

// ---- Facts to fields ----

static const FormOption yes_or_no[] = {{"true", "是"}, {"false", "否"}};

bool is_yes_or_no(const FormField *field) {
    return field->options == yes_or_no;
}

bool is_plain_list(const Fact *fact) {
    return fact->type == FACT_LIST && fact->fields.count == 0;
}

bool is_fen_list(const Fact *fact) {
    return is_plain_list(fact) && str_find(fact->key, STR("_fen"), 0) != SIZE_MAX;
}

static FormFieldType field_type(const Fact *fact) {
    if (fact->type == FACT_NUMBER) {
        return str_ends_with(fact->key, STR("_fen")) ? FIELD_FEN : FIELD_DECIMAL;
    }
    if (fact->type == FACT_DATE) return FIELD_DATE;
    if (fact->type == FACT_BOOLEAN || fact->codes.count > 0) return FIELD_ENUM;
    return FIELD_TEXT;
}

// How to write it, and who checks it: 「单位：元。由市财政局核对。」; NULL = nothing to say.
static const char *help_of(Arena *arena, const Fact *fact, const Fact *list) {
    const Fact *checked = list && str_is_empty(fact->department) ? list : fact;
    bool is_checked = fact_is_asked(checked) && !str_is_empty(checked->department);
    const char *how = !is_plain_list(fact)  ? NULL
                      : is_fen_list(fact)   ? "单位：元；有几个就用逗号隔开"
                                            : "有几个就用逗号隔开";
    if (field_type(fact) == FIELD_FEN) how = "单位：元";
    if (fact_is_division(fact)) how = "写" FACT_PLACE_RULE;
    if (fact->source.otherwise == FACT_SOURCE_ASK) how = "登记里有的以登记为准，可以不填";
    if (!is_checked) return how;
    Str text = str_format(arena, "%s%s由%.*s核对", how ? how : "", how ? "。" : "",
                          STR_ARG(checked->department));
    return str_to_c(arena, text);
}

// An entry of a record says of what it is one: 「各县（区）分多少名额？（海原县）」.
static Str label_of(Arena *arena, const Fact *fact, const Fact *owner) {
    if (owner && owner->fields.count == 0) {
        return str_format(arena, "%.*s（%.*s）", STR_ARG(fact_asked(owner)), STR_ARG(fact->name));
    }
    return fact_asked(fact);
}

static FormField field_of(Arena *arena, const Fact *fact, const Fact *list, size_t row) {
    Str label = label_of(arena, fact, list);
    Str name = fact->key;
    if (list) name = str_format(arena, "%.*s.%.*s", STR_ARG(list->key), STR_ARG(fact->key));
    if (row > 0) {
        name = str_format(arena, "%.*s.%zu.%.*s", STR_ARG(list->key), row, STR_ARG(fact->key));
    }
    FormField field = {.name = str_to_c(arena, name), .label = str_to_c(arena, label),
                       .type = field_type(fact), .row = row};
    if (fact->type == FACT_BOOLEAN) {
        field.options = yes_or_no;
        field.option_count = sizeof yes_or_no / sizeof *yes_or_no;
    } else if (fact->codes.count > 0) {
        FormOption *options = NEW_ARRAY(arena, FormOption, fact->codes.count);
        for (size_t i = 0; i < fact->codes.count; i++) {
            const FactCode *code = &fact->codes.items[i];
            options[i] = (FormOption){str_to_c(arena, code->code), str_to_c(arena, code->label)};
        }
        field.options = options;
        field.option_count = fact->codes.count;
    }
    if (is_plain_list(fact)) field.length_max = PLAIN_LIST_BYTES_MAX;
    field.help = help_of(arena, fact, list);
    return field;
}

// ---- Rows ----

// The row of a name such as "applicants.3.score"; 0 when it is of another list, or of none.
static size_t row_of(Str name, Str list) {
    int64_t row;
    Str rest = name;
    bool is_of_list = str_equal(str_cut(&rest, '.'), list) && !str_is_absent(rest);
    if (!is_of_list || !str_to_int64(str_cut(&rest, '.'), &row) || row < 1) return 0;
    return str_is_absent(rest) ? 0 : (size_t)row;
}

// How many rows of a list are to be shown: those that came, the one that is asked for besides, and
// one to begin with.
static size_t rows_of(const FactFields *fields, Str list) {
    const FieldList *sent = fields->sent;
    const JsonValue *json = fields->sent_json;
    size_t count = 1;
    for (size_t i = 0; sent && i < sent->count; i++) {
        size_t row = row_of(sent->items[i].name, list);
        if (row > count) count = row;
    }
    for (size_t i = 0; json && json->kind == JSON_OBJECT && i < json->count; i++) {
        const JsonMember *member = &json->members[i];
        bool is_rows = member->value->kind == JSON_ARRAY && str_equal(member->key, list);
        size_t row = is_rows ? member->value->count : row_of(member->key, list);
        if (row > count) count = row;
    }
    bool is_growing = sent && str_equal(fields_get(sent, STR(FACT_MORE_FIELD)), list);
    return count + is_growing;
}

static bool refuse_rows(const Fact *list, size_t rows, Error *error) {
    Str title = fact_asked(list);
    error_set(error, ERROR_LIMIT, "“%.*s”一次最多填%d条，现在有%zu条", STR_ARG(title),
              FACT_ROWS_MAX, rows);
    error_detail(error, "更多的请分几次填报");
    return error_code(error, "TOO_MANY_ROWS");
}

// ---- All facts ----

// The fields of one record; a record within a record is not asked for.
static void record_add(Arena *arena, const Fact *owner, size_t row, FactFields *fields) {
    const FactList *parts = fact_parts(owner);
    for (size_t i = 0; i < parts->count; i++) {
        const Fact *fact = &parts->items[i];
        bool is_nested = fact->type == FACT_LIST || fact->type == FACT_RECORD;
        if (fact->type == FACT_IDENTIFIER || (is_nested && !is_plain_list(fact))) continue;
        PUSH(arena, fields, field_of(arena, fact, owner, row));
    }
}

static bool fact_add(Arena *arena, const Fact *fact, FactFields *fields, Error *error) {
    if (fact->type == FACT_RECORD) {
        record_add(arena, fact, 0, fields);
    } else if (fact->type == FACT_LIST && !is_plain_list(fact)) {
        size_t rows = rows_of(fields, fact->key);
        if (rows > FACT_ROWS_MAX) return refuse_rows(fact, rows, error);
        for (size_t row = 1; row <= rows; row++) record_add(arena, fact, row, fields);
    } else {
        PUSH(arena, fields, field_of(arena, fact, NULL, 0));
    }
    return true;
}

// To try a policy anybody may suppose what a department would say.
static void mark_tried(Arena *arena, const Fact *fact, size_t from, FactFields *fields) {
    if (!fact_is_by_department(fact)) return;
    for (size_t i = from; i < fields->count; i++) {
        FormField *field = &fields->items[i];
        Str how = field->help ? str_format(arena, "%s。", field->help) : STR("");
        field->help = str_to_c(arena, str_format(arena, "%.*s由%.*s提供，这里只是试填",
                                                 STR_ARG(how), STR_ARG(fact->department)));
    }
}

FactFields fact_fields_of(const Context *context) {
    return (FactFields){.sent = &context->request->form, .sent_json = context->json};
}

bool fact_fields_add(Arena *arena, const Policy *policy, const bool *is_wanted, FactFields *fields,
                     Error *error) {
    size_t asked = 0;
    for (size_t i = 0; i < policy->facts.count && asked < FACT_FIELDS_MAX; i++) {
        const Fact *fact = &policy->facts.items[i];
        if (fact->type == FACT_IDENTIFIER || (is_wanted && !is_wanted[i])) continue;
        size_t from = fields->count;
        if (!fact_add(arena, fact, fields, error)) return false;
        if (!is_wanted) mark_tried(arena, fact, from, fields);
        asked++;
    }
    return true;
}

const Fact *fact_of_field(const Policy *policy, const FormField *field) {
    Str rest = str_from_c(field->name);
    const Fact *fact = fact_find(&policy->facts, str_cut(&rest, '.'));
    if (!fact || str_is_absent(rest)) return fact;
    if (field->row > 0) (void)str_cut(&rest, '.');
    return fact_find(fact_parts(fact), rest);
}

// ---- Which facts ----

bool *concerned_of_measure(const Context *context, const Policy *policy, const Measure *measure) {
    bool *is_concerned = NEW_ARRAY(context->arena, bool, policy->facts.count);
    concern_facts(policy, measure, is_concerned);
    return is_concerned;
}

bool *concerned_of_claim(const Context *context, const Policy *policy) {
    bool *is_concerned = NEW_ARRAY(context->arena, bool, policy->facts.count);
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (measure->kind == MEASURE_BENEFIT) concern_facts(policy, measure, is_concerned);
    }
    return is_concerned;
}

static bool is_theirs(const Context *context, const Fact *fact) {
    return fact_is_by_department(fact) &&
           statement_is_theirs(platform_pack(context), context->actor, fact);
}

const bool *fact_form_of_measure(const Context *context, const Policy *policy,
                                 const Measure *measure) {
    bool *is_wanted = concerned_of_measure(context, policy, measure);
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        is_wanted[i] &= fact_is_asked(fact) || is_theirs(context, fact);
    }
    return is_wanted;
}

const bool *fact_form_of_claim(const Context *context, const Policy *policy) {
    bool *is_wanted = concerned_of_claim(context, policy);
    const Fact *claim = concern_claim_fact(policy);
    if (claim) is_wanted[claim - policy->facts.items] = true;
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        is_wanted[i] &= fact->source.kind != FACT_SOURCE_NONE && known_is_stated(fact);
    }
    return is_wanted;
}

static bool pays_for(const Policy *policy, Str code) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (measure->kind == MEASURE_BENEFIT && concern_admits_claim(policy, measure, code)) {
            return true;
        }
    }
    return false;
}

void fact_fields_keep_claims(Arena *arena, const Policy *policy, FactFields *fields) {
    const Fact *claim = concern_claim_fact(policy);
    for (size_t i = 0; claim && i < fields->count; i++) {
        FormField *field = &fields->items[i];
        if (!str_equal(str_from_c(field->name), claim->key)) continue;
        FormOption *kept = NEW_ARRAY(arena, FormOption, field->option_count);
        size_t count = 0;
        for (size_t j = 0; j < field->option_count; j++) {
            if (pays_for(policy, str_from_c(field->options[j].value))) {
                kept[count++] = field->options[j];
            }
        }
        field->options = kept;
        field->option_count = count;
    }
}
