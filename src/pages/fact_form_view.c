// SPDX-License-Identifier: Apache-2.0
// The form of facts as a page shows it: field by field, lists row by row.
#include "pages/fact_form_core.h"

typedef struct FactAsking {
    Context *context;
    const Policy *policy;
    const Form *form;
    const JsonValue *typed;
} FactAsking;

static FieldView field_view(const FactAsking *asking, const FormField *field) {
    const FormValue *sent = form_find(&asking->context->form, field->name);
    if (sent) return context_field_view(asking->context, field->name, STR(""));
    const JsonValue *typed = json_get(asking->typed, field->name);
    bool is_text = typed && typed->kind == JSON_STRING;
    return form_field_view(asking->context->arena, field, is_text ? typed->text : STR(""));
}

// Whether nothing is decided without what is asked.
static bool is_needed(const Fact *fact) {
    return fact && !fact->has_default && fact->source.otherwise == FACT_SOURCE_NONE;
}

// The fields from `from` on that belong to the same row.
static FactRowView row_view(const FactAsking *asking, Str list, size_t from, size_t *to) {
    const Form *form = asking->form;
    size_t number = form->fields[from].row;
    FactRowView row = {number, {NEW_ARRAY(asking->context->arena, FieldView, form->count - from),
                                0}};
    for (*to = from; *to < form->count && form->fields[*to].row == number; ++*to) {
        Str name = str_from_c(form->fields[*to].name);
        if (!str_equal(str_cut(&name, '.'), list)) break;
        const Fact *fact = fact_of_field(asking->policy, &form->fields[*to]);
        FieldView *field = &row.fields.items[row.fields.count++];
        *field = field_view(asking, &form->fields[*to]);
        field->is_required = is_needed(fact); // of a row that is begun
    }
    return row;
}

static FactGroupView list_view(const FactAsking *asking, Str list, size_t from, size_t *to) {
    Arena *arena = asking->context->arena;
    const Fact *fact = fact_find(&asking->policy->facts, list);
    FactGroupView group = {.key = list, .is_list = true, .rows_max = FACT_ROWS_MAX,
                           .title = fact_asked(fact),
                           .rows = {NEW_ARRAY(arena, FactRowView, FACT_ROWS_MAX), 0}};
    for (*to = from; *to < asking->form->count && group.rows.count < FACT_ROWS_MAX;) {
        Str name = str_from_c(asking->form->fields[*to].name);
        if (asking->form->fields[*to].row == 0 || !str_equal(str_cut(&name, '.'), list)) break;
        group.rows.items[group.rows.count++] = row_view(asking, list, *to, to);
    }
    group.may_grow = group.rows.count < FACT_ROWS_MAX;
    FactRowView *last = &group.rows.items[group.rows.count - 1];
    Str more = fields_get(&asking->context->request->form, STR(FACT_MORE_FIELD));
    last->fields.items[0].is_focused = str_equal(more, list);
    return group;
}

FactFormView fact_form_view(Context *context, const Policy *policy, const Form *form, size_t first,
                            const JsonValue *typed) {
    FactAsking asking = {.context = context, .policy = policy, .form = form, .typed = typed};
    FactFormView view = {.is_shown = form->count > first,
                         .groups = {NEW_ARRAY(context->arena, FactGroupView, form->count), 0}};
    for (size_t i = first, to; i < form->count; i = to) {
        const FormField *field = &form->fields[i];
        Str list = str_from_c(field->name);
        FactGroupView *group = &view.groups.items[view.groups.count++];
        to = i + 1;
        if (field->row > 0) {
            *group = list_view(&asking, str_cut(&list, '.'), i, &to);
            continue;
        }
        *group = (FactGroupView){.key = list, .field = field_view(&asking, field)};
        group->field.is_required |= is_needed(fact_of_field(policy, field));
    }
    return view;
}

static bool is_asked(const FactFormView *view, const Fact *fact) {
    for (size_t i = 0; i < view->groups.count; i++) {
        if (str_equal(view->groups.items[i].key, fact->key)) return true;
    }
    return false;
}

void fact_form_put_provided(Context *context, const Policy *policy, const Measure *measure,
                            FactFormView *view) {
    const bool *is_concerned = measure ? concerned_of_measure(context, policy, measure)
                                       : concerned_of_claim(context, policy);
    view->provided.items = NEW_ARRAY(context->arena, FactProvidedView, policy->facts.count);
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        bool is_provided = fact_is_by_department(fact) && is_concerned[i];
        if (!is_provided || is_asked(view, fact)) continue;
        view->provided.items[view->provided.count++] =
            (FactProvidedView){fact->name, fact->department};
    }
    view->is_shown = view->groups.count + view->provided.count > 0;
}
