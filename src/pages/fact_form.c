// SPDX-License-Identifier: Apache-2.0
#include "pages/fact_form.h"

#include "policy/concern.h"
#include "publish/known.h"

#define PLAIN_LIST_BYTES_MAX 1000

// ---- Facts to fields ----

static const FormOption yes_or_no[] = {{"true", "是"}, {"false", "否"}};

static bool is_plain_list(const Fact *fact) {
    return fact->type == FACT_LIST && fact->fields.count == 0;
}

// "tuition_fen_by_year": fen, typed in yuan.
static bool is_fen_list(const Fact *fact) {
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
    bool is_checked = checked->source.kind == FACT_SOURCE_ASK && !str_is_empty(checked->department);
    const char *how = !is_plain_list(fact)  ? NULL
                      : is_fen_list(fact)   ? "单位：元；有几个数就用逗号隔开"
                                            : "有几个数就用逗号隔开";
    if (field_type(fact) == FIELD_FEN) how = "单位：元";
    if (!is_checked) return how;
    Str text = str_format(arena, "%s%s由%.*s核对", how ? how : "", how ? "。" : "",
                          STR_ARG(checked->department));
    return str_to_c(arena, text);
}

static FormField field_of(Arena *arena, const Fact *fact, const Fact *list) {
    Str name = list ? str_format(arena, "%.*s.%.*s", STR_ARG(list->key), STR_ARG(fact->key))
                    : fact->key;
    Str label = str_is_empty(fact->question) ? fact->name : fact->question;
    FormField field = {.name = str_to_c(arena, name), .label = str_to_c(arena, label),
                       .type = field_type(fact)};
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

static void fields_add(Arena *arena, const FactList *facts, const Fact *list,
                       const bool *is_wanted, FactFields *fields) {
    for (size_t i = 0; i < facts->count && fields->count < FACT_FIELDS_MAX; i++) {
        const Fact *fact = &facts->items[i];
        if (fact->type == FACT_IDENTIFIER || (!list && is_wanted && !is_wanted[i])) continue;
        if (!is_plain_list(fact) && (fact->type == FACT_LIST || fact->type == FACT_RECORD)) {
            if (!list) fields_add(arena, &fact->fields, fact, is_wanted, fields);
        } else {
            PUSH(arena, fields, field_of(arena, fact, list));
        }
    }
}

void fact_fields_add(Arena *arena, const Policy *policy, const bool *is_wanted,
                     FactFields *fields) {
    fields_add(arena, &policy->facts, NULL, is_wanted, fields);
}

// ---- Which facts ----

const bool *fact_form_of_measure(Arena *arena, const Pack *pack, const Policy *policy,
                                 const Measure *measure) {
    bool *is_wanted = NEW_ARRAY(arena, bool, policy->facts.count);
    concern_facts(arena, pack, policy, measure, is_wanted);
    for (size_t i = 0; i < policy->facts.count; i++) {
        is_wanted[i] &= policy->facts.items[i].source.kind == FACT_SOURCE_ASK;
    }
    return is_wanted;
}

static bool is_asked(const Fact *fact) {
    return fact->source.kind != FACT_SOURCE_NONE && known_is_stated(fact);
}

const bool *fact_form_of_claim(Arena *arena, const Pack *pack, const Policy *policy) {
    bool *is_wanted = NEW_ARRAY(arena, bool, policy->facts.count);
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (measure->kind != MEASURE_BENEFIT) continue;
        concern_facts(arena, pack, policy, measure, is_wanted);
    }
    const Fact *claim = concern_claim_fact(policy);
    if (claim) is_wanted[claim - policy->facts.items] = true;
    for (size_t i = 0; i < policy->facts.count; i++) {
        is_wanted[i] &= is_asked(&policy->facts.items[i]);
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

// ---- Fields to facts ----

static void write_value(JsonWriter *writer, const FormValue *value) {
    switch (value->field->type) {
    case FIELD_FEN: json_int(writer, value->number); return;
    case FIELD_DECIMAL: json_decimal(writer, value->decimal); return;
    case FIELD_ENUM:
        if (value->field->options == yes_or_no) {
            json_boolean(writer, str_equal(value->text, STR("true")));
            return;
        }
        json_string(writer, value->text);
        return;
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_LONG_TEXT:
    case FIELD_PASSWORD:
    case FIELD_INT:
    case FIELD_CHECKBOX:
    case FIELD_FILE: json_string(writer, value->text); return;
    }
}

// Fields "fact.key" become one record: the only one of a list, or the record itself.
static void write_record(JsonWriter *writer, const FormValues *form, const Fact *fact) {
    bool is_open = false, is_list = fact->type == FACT_LIST;
    for (size_t i = 0; i < form->count; i++) {
        const FormValue *value = &form->items[i];
        Str key = str_from_c(value->field->name);
        Str owner = str_cut(&key, '.');
        if (str_is_absent(key) || !str_equal(owner, fact->key) || str_is_empty(value->text)) {
            continue;
        }
        if (!is_open) {
            json_key(writer, fact->key);
            if (is_list) json_open_array(writer);
            json_open_object(writer);
            is_open = true;
        }
        json_key(writer, key);
        write_value(writer, value);
    }
    if (!is_open) return;
    json_close_object(writer);
    if (is_list) json_close_array(writer);
}

// A comma, a semicolon, a space, or any of their Chinese forms.
static bool is_separator(char byte) {
    return byte == ',' || byte == ';' || byte == ' ' || (unsigned char)byte >= 0x80;
}

static void write_plain_value(JsonWriter *writer, Str word, bool is_fen) {
    Decimal number;
    if (!decimal_from_str(word, &number)) {
        json_string(writer, word); // no number: nothing can be decided on it
        return;
    }
    json_decimal(writer, is_fen ? decimal_multiply(number, decimal_from_int64(100)) : number);
}

// "5000，5000, 5200" as a list of numbers.
static void write_plain_list(JsonWriter *writer, const FormValues *form, const Fact *fact) {
    for (size_t i = 0; i < form->count; i++) {
        Str text = form->items[i].text;
        if (!str_equal(str_from_c(form->items[i].field->name), fact->key)) continue;
        if (str_is_empty(text)) return;
        json_key(writer, fact->key);
        json_open_array(writer);
        for (size_t from = 0, to = 0; from < text.length; from = to + 1) {
            for (to = from; to < text.length && !is_separator(text.data[to]);) to++;
            if (to > from) write_plain_value(writer, str_slice(text, from, to), is_fen_list(fact));
        }
        json_close_array(writer);
        return;
    }
}

Str fact_form_json(Context *context, const Policy *policy, size_t first) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, context->arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = first; i < context->form.count; i++) {
        const FormValue *value = &context->form.items[i];
        Str name = str_from_c(value->field->name);
        if (str_is_empty(value->text) || str_find(name, STR("."), 0) != SIZE_MAX) continue;
        const Fact *fact = fact_find(&policy->facts, name);
        if (fact && is_plain_list(fact)) continue;
        json_key(&writer, name);
        write_value(&writer, value);
    }
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        bool has_fields = fact->type == FACT_LIST || fact->type == FACT_RECORD;
        if (is_plain_list(fact)) {
            write_plain_list(&writer, &context->form, fact);
        } else if (has_fields) {
            write_record(&writer, &context->form, fact);
        }
    }
    json_close_object(&writer);
    return str_built(&out);
}
