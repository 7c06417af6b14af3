// SPDX-License-Identifier: Apache-2.0
// What came back in a form of facts: whether it is complete, and as JSON.
#include "pages/fact_form_core.h"

#include "policy/bounds.h"
#include "policy/fact_value.h"

// ---- Fields to facts ----

static Str text_of(Arena *arena, const Policy *policy, const FormValue *value) {
    Str stated;
    const Fact *fact = fact_of_field(policy, value->field);
    return fact && fact_text_stated(arena, fact, value->text, &stated) ? stated : value->text;
}

static void write_value(JsonWriter *writer, Arena *arena, const Policy *policy,
                        const FormValue *value) {
    switch (value->field->type) {
    case FIELD_FEN: json_int(writer, value->number); return;
    case FIELD_DECIMAL: json_decimal(writer, value->decimal); return;
    case FIELD_ENUM:
        if (is_yes_or_no(value->field)) {
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
    case FIELD_FILE: json_string(writer, text_of(arena, policy, value)); return;
    }
}

// Fields "fact.key" become a record, fields "fact.1.key" the records of a list: those rows in which
// something was typed.
static void write_records(JsonWriter *writer, Context *context, const Policy *policy,
                          const Fact *fact) {
    const FormValues *form = &context->form;
    bool is_open = false, is_list = fact->type == FACT_LIST;
    size_t row = 0;
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
        }
        if (is_open && value->field->row != row) json_close_object(writer);
        if (!is_open || value->field->row != row) json_open_object(writer);
        is_open = true;
        row = value->field->row;
        if (row > 0) (void)str_cut(&key, '.');
        json_key(writer, key);
        write_value(writer, context->arena, policy, value);
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
        write_value(&writer, context->arena, policy, value);
    }
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        bool has_fields = fact->type == FACT_LIST || fact->type == FACT_RECORD;
        if (is_plain_list(fact)) {
            write_plain_list(&writer, &context->form, fact);
        } else if (has_fields) {
            write_records(&writer, context, policy, fact);
        }
    }
    json_close_object(&writer);
    return str_built(&out);
}

// ---- What has to be put right ----

static FeelValue value_of(const FormValue *value) {
    switch (value->field->type) {
    case FIELD_FEN: return feel_int(value->number);
    case FIELD_DECIMAL: return feel_number(value->decimal);
    case FIELD_DATE: return feel_date(value->date);
    case FIELD_ENUM:
        if (is_yes_or_no(value->field)) return feel_boolean(str_equal(value->text, STR("true")));
        break;
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_PASSWORD:
    case FIELD_INT:
    case FIELD_CHECKBOX:
    case FIELD_FILE: break;
    }
    return feel_string(value->text);
}

static void add_fault(Context *context, const FormField *field, Str fault) {
    Str where = field->row > 0 ? str_format(context->arena, "第%zu条：", field->row) : STR("");
    form_add_fault(&context->form, field->name,
                   str_format(context->arena, "%.*s%.*s", STR_ARG(where), STR_ARG(fault)));
}

// The form has held it to its type; the policy has its range besides.
static void check_range(Context *context, const Fact *fact, const FormValue *value) {
    Error error = {0};
    Str stated;
    if (!fact_text_stated(context->arena, fact, value->text, &stated)) {
        Str fault =
            str_format(context->arena, "%s认不出来，请写" FACT_PLACE_RULE, value->field->label);
        add_fault(context, value->field, fault);
        return;
    }
    FeelValue given = value_of(value);
    if (is_plain_list(fact) || fact_value_check(context->arena, fact, &given, &error)) return;
    Str allowed = bounds_shown(context->arena, fact->key, fact->feel_type, fact->range);
    Str fault = str_is_absent(allowed)
                    ? str_from_c(error.message)
                    : str_format(context->arena, "%s只能是 %.*s", value->field->label,
                                 STR_ARG(allowed));
    add_fault(context, value->field, fault);
}

// One past the last field of the row that begins at `from`.
static size_t row_end(const FormValues *form, size_t from, bool *is_begun) {
    Str rest = str_from_c(form->items[from].field->name);
    Str owner = str_cut(&rest, '.');
    size_t to = from, row = form->items[from].field->row;
    *is_begun = false;
    for (; to < form->count && form->items[to].field->row == row; to++) {
        Str name = str_from_c(form->items[to].field->name);
        if (!str_equal(str_cut(&name, '.'), owner)) break;
        *is_begun |= !str_is_empty(form->items[to].text);
    }
    return to;
}

static void check_row(Context *context, const Policy *policy, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        const FormValue *value = &context->form.items[i];
        const Fact *fact = fact_of_field(policy, value->field);
        if (!fact || fact->has_default || !str_is_empty(value->text)) continue;
        add_fault(context, value->field,
                  str_format(context->arena, "请填写“%s”", value->field->label));
    }
}

bool fact_form_is_complete(Context *context, const Policy *policy) {
    if (!str_is_empty(fields_get(&context->request->form, STR(FACT_MORE_FIELD)))) return false;
    for (size_t i = 0; i < context->form.count; i++) {
        const FormValue *value = &context->form.items[i];
        const Fact *fact = fact_of_field(policy, value->field);
        if (!fact || str_is_empty(value->text) || !str_is_absent(value->fault)) continue;
        check_range(context, fact, value);
    }
    for (size_t i = 0, to; i < context->form.count; i = to) {
        bool is_begun = false;
        to = i + 1;
        if (context->form.items[i].field->row > 0) to = row_end(&context->form, i, &is_begun);
        if (is_begun) check_row(context, policy, i, to);
    }
    return context->form.fault_count == 0;
}
