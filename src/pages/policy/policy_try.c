// SPDX-License-Identifier: Apache-2.0
// Trying a policy: a form made from its facts, and the decision with its reasons. Nothing is kept.
#include "pages/platform.h"
#include "pages/policy/policy.h"
#include "pages/policy/policy_try.html.h"
#include "policy/decision.h"

#define AMOUNT_KEY STR("amount_fen")

// ---- The form ----

static FormFieldType field_type(const Fact *fact) {
    if (fact->type == FACT_NUMBER) {
        return str_ends_with(fact->key, STR("_fen")) ? FIELD_FEN : FIELD_DECIMAL;
    }
    if (fact->type == FACT_DATE) return FIELD_DATE;
    if (fact->type == FACT_BOOLEAN || fact->codes.count > 0) return FIELD_ENUM;
    return FIELD_TEXT;
}

static const FormOption yes_or_no[] = {{"", "不知道"}, {"true", "是"}, {"false", "否"}};

static FormField field_of(Arena *arena, const Fact *fact, const Fact *list) {
    Str name = list ? str_format(arena, "%.*s.%.*s", STR_ARG(list->key), STR_ARG(fact->key))
                    : fact->key;
    FormField field = {.name = str_to_c(arena, name),
                       .label = str_to_c(arena, fact->name),
                       .type = field_type(fact)};
    if (fact->type == FACT_BOOLEAN) {
        field.options = yes_or_no;
        field.option_count = sizeof yes_or_no / sizeof *yes_or_no;
    } else if (fact->codes.count > 0) {
        FormOption *options = NEW_ARRAY(arena, FormOption, fact->codes.count + 1);
        options[0] = (FormOption){"", "不知道"};
        for (size_t i = 0; i < fact->codes.count; i++) {
            const FactCode *code = &fact->codes.items[i];
            options[i + 1].value = str_to_c(arena, code->code);
            options[i + 1].label = str_to_c(arena, code->label);
        }
        field.options = options;
        field.option_count = fact->codes.count + 1;
    }
    if (field.type == FIELD_FEN) field.help = "单位：元";
    return field;
}

typedef struct FormFields {
    FormField *items;
    size_t count;
    size_t capacity;
} FormFields;

static void add_fields(Arena *arena, const FactList *facts, const Fact *list, FormFields *fields) {
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        if (fact->type == FACT_IDENTIFIER) continue;
        if (fact->type == FACT_LIST || fact->type == FACT_RECORD) {
            if (!list) add_fields(arena, &fact->fields, fact, fields);
        } else {
            PUSH(arena, fields, field_of(arena, fact, list));
        }
    }
}

static bool deciding_policy(Context *context, const Policy **policy, Error *error) {
    if (!policy_of(context, policy, error)) return false;
    if ((*policy)->program) return true;
    error_set(error, ERROR_NOT_FOUND, "第%d项的办理规则还没有发布，不能试算", (*policy)->number);
    return error_detail(error, "可以先看条文");
}

static bool form_of_policy(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    FormFields fields = {0};
    if (!deciding_policy(context, &policy, error)) return false;
    add_fields(context->arena, &policy->facts, NULL, &fields);
    Form *made = NEW(context->arena, Form);
    *made = (Form){"policy_try", fields.items, fields.count};
    *form = made;
    return true;
}

// ---- From the form to the facts ----

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

// Fields "list.key" of one list become one record of it.
static void write_record(JsonWriter *writer, const FormValues *form, Str list) {
    bool is_open = false;
    Str prefix = {list.data, list.length};
    for (size_t i = 0; i < form->count; i++) {
        const FormValue *value = &form->items[i];
        Str name = str_from_c(value->field->name);
        bool is_field = str_starts_with(name, prefix) && name.length > prefix.length &&
                        name.data[prefix.length] == '.';
        if (!is_field || str_is_empty(value->text)) continue;
        if (!is_open) {
            json_key(writer, list);
            json_open_array(writer);
            json_open_object(writer);
            is_open = true;
        }
        json_key(writer, str_slice(name, prefix.length + 1, name.length));
        write_value(writer, value);
    }
    if (is_open) {
        json_close_object(writer);
        json_close_array(writer);
    }
}

static Str facts_json(Context *context, const Policy *policy) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, context->arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = 0; i < context->form.count; i++) {
        const FormValue *value = &context->form.items[i];
        Str name = str_from_c(value->field->name);
        if (str_is_empty(value->text) || str_find(name, STR("."), 0) != SIZE_MAX) continue;
        json_key(&writer, name);
        write_value(&writer, value);
    }
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        if (fact->type == FACT_LIST) write_record(&writer, &context->form, fact->key);
    }
    json_close_object(&writer);
    return str_built(&out);
}

static bool decide_json(Context *context, const Policy *policy, const JsonValue *json,
                        Decision *decision, Error *error) {
    PolicyCase facts;
    return policy_case_from_json(context->arena, policy, json, &facts, error) &&
           decision_explain(platform_pack(context), policy, context->arena, &facts, DATE_ABSENT,
                            decision, error);
}

// ---- The page ----

static void show_decision(Arena *arena, const Decision *decision, TryView *view) {
    view->is_decided = true;
    view->message = decision->message;
    view->is_eligible = decision->eligible == FEEL_TRUE;
    view->is_refused = decision->eligible == FEEL_FALSE;
    size_t amount = conclusion_find(&decision->policy->conclusions, AMOUNT_KEY);
    if (amount != SIZE_MAX && decision->values[amount].kind == FEEL_NUMBER) {
        view->has_amount = decimal_to_int64(decision->values[amount].number, &view->amount.value);
    }
    view->reasons = (TextViews){NEW_ARRAY(arena, Str, decision->reason_count),
                                decision->reason_count};
    for (size_t i = 0; i < decision->reason_count; i++) {
        view->reasons.items[i] = decision->reasons[i].sentence;
    }
    view->missing = (TextViews){NEW_ARRAY(arena, Str, decision->missing_count),
                                decision->missing_count};
    for (size_t i = 0; i < decision->missing_count; i++) {
        view->missing.items[i] = decision->missing[i]->name;
    }
}

static TryView try_view(Context *context, const Policy *policy, const Form *form) {
    TryView view = {.number = policy->number,
                    .title = policy->title,
                    .form = context_form_view(context),
                    .fields = {NEW_ARRAY(context->arena, FieldView, form->count), form->count}};
    for (size_t i = 0; i < form->count; i++) {
        view.fields.items[i] =
            context->form.form ? context_field_view(context, form->fields[i].name, STR(""))
                               : form_field_view(context->arena, &form->fields[i], STR(""));
    }
    return view;
}

static bool show(Context *context, const Policy *policy, const TryView *view) {
    Html html = context_html(context);
    policy_try_html(&html, view);
    return context_page(
        context, str_format(context->arena, "试算%.*s", STR_ARG(policy->title)), &html);
}

static bool try_page(Context *context, Error *error) {
    const Policy *policy;
    const Form *form;
    if (!deciding_policy(context, &policy, error) || !form_of_policy(context, &form, error)) {
        return false;
    }
    TryView view = try_view(context, policy, form);
    return show(context, policy, &view);
}

static bool try_decide(Context *context, Error *error) {
    const Policy *policy;
    const JsonValue *json;
    Decision decision;
    if (!deciding_policy(context, &policy, error)) return false;
    TryView view = try_view(context, policy, context->form.form);
    if (context->form.fault_count > 0) return show(context, policy, &view);
    if (!json_parse(context->arena, facts_json(context, policy), &json, error) ||
        !decide_json(context, policy, json, &decision, error)) {
        return false;
    }
    show_decision(context->arena, &decision, &view);
    return show(context, policy, &view);
}

static bool evaluate_api(Context *context, Error *error) {
    const Policy *policy;
    Decision decision;
    if (!deciding_policy(context, &policy, error) ||
        !decide_json(context, policy, context->json, &decision, error)) {
        return false;
    }
    JsonWriter *writer = context_json_begin(context);
    decision_to_json(context->arena, platform_pack(context), &decision, writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/policies/:number/try",          try_page,     .needs = PERMISSION_PUBLIC, .title = "试算"},
    {POST, "/policies/:number/try",          try_decide,   .needs = PERMISSION_PUBLIC, .form_of = form_of_policy, .flags = ROUTE_REPEATABLE | ROUTE_SHOWS_FAULTS, .title = "试算"},
    {POST, "/api/policies/:number/evaluate", evaluate_api, .needs = PERMISSION_PUBLIC, .flags = ROUTE_REPEATABLE | ROUTE_TAKES_JSON, .title = "判定"},
};
// clang-format on
const RouteList policy_try_pages = ROUTES(routes);
