// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FACT_FORM_H
#define PAGES_FACT_FORM_H
// A form made from the facts of a policy, and the facts as JSON from the form: applying, enrolling,
// the counter and trying all ask in the same way.
//
// A list of records is typed row by row: its fields are "list.1.key", "list.2.key" and so on. A
// button adds a row; it sends the form back to its own route, so that no script is needed, and a
// row that is left empty is none. In JSON the list is an array of objects. A field of a record fact
// is "record.key". A list of plain values is one line of numbers with commas between them. Amounts
// are typed in yuan. What is left empty is not stated.

#include "policy/pack.h"
#include "web/context.h"

#define FACT_FIELDS_MAX 150 // facts that one form asks for
#define FACT_ROWS_MAX 100   // rows of one list; more are reported in several goes

typedef struct FactFields {
    FormField *items;
    size_t count;
    size_t capacity;
    const FieldList *sent;      // a list has as many rows as were sent here,
    const JsonValue *sent_json; // or here, by name or as an array; never less than one
} FactFields;

// Which facts a form asks for, by fact of the policy: what no database knows and the measure is
// concerned by (policy/concern.h), and of what departments state only what is the actor's to say.
const bool *fact_form_of_measure(const Context *context, const Policy *policy,
                                 const Measure *measure);
// Of a claim: the same of all benefits of the policy, what is applied for among them.
const bool *fact_form_of_claim(const Context *context, const Policy *policy);

// No fields yet; rows as the request sent them.
FactFields fact_fields_of(const Context *context);
// Appends the fields of each fact that is wanted (NULL: all, to try), identifiers left out. A
// department that checks what is stated is named under the field. ERROR_LIMIT for more rows than a
// list takes.
bool fact_fields_add(Arena *arena, const Policy *policy, const bool *is_wanted, FactFields *fields,
                     Error *error) MUST_USE;
// Leaves what no benefit of the policy pays for out of the choices of what is applied for.
void fact_fields_keep_claims(Arena *arena, const Policy *policy, FactFields *fields);
// The fact of a field: that of a policy, or a field of one of its lists and records; NULL = none.
const Fact *fact_of_field(const Policy *policy, const FormField *field);

// Whether the form that was sent can be acted upon. It cannot when something in it has to be put
// right, which is then said at its field, or when the visitor asked for another row: the page is
// then shown again.
bool fact_form_is_complete(Context *context, const Policy *policy);
// The values of the form's fields from `first` on, as a JSON object.
Str fact_form_json(Context *context, const Policy *policy, size_t first) MUST_USE;

// The way back: what would be typed to state these facts, an object from the name of a field to its
// text, for fact_form_view and `sent_json`.
bool fact_form_typed(Arena *arena, const Policy *policy, Str stated_json, const JsonValue **typed,
                     Error *error) MUST_USE;

// ---- Showing: {{include pages/fact_form.html view.asked}} ----

typedef struct FactRowView {
    size_t number; // from 1
    FieldViews fields;
} FactRowView;

typedef struct FactRowViews {
    FactRowView *items;
    size_t count;
} FactRowViews;

// One field, or a list with its rows.
typedef struct FactGroupView {
    Str key;
    bool is_list;
    FieldView field;   // unless it is a list
    Str title;         // of a list
    FactRowViews rows;
    size_t rows_max;
    bool may_grow;
} FactGroupView;

typedef struct FactGroupViews {
    FactGroupView *items;
    size_t count;
} FactGroupViews;

// A fact that is not asked here, since a department states it.
typedef struct FactProvidedView {
    Str name;
    Str department;
} FactProvidedView;

typedef struct FactProvidedViews {
    FactProvidedView *items;
    size_t count;
} FactProvidedViews;

typedef struct FactFormView {
    bool is_shown; // there is something to show
    FactGroupViews groups;
    FactProvidedViews provided;
} FactFormView;

// The fields of `form` from `first` on, as they were typed, or as `typed` has them (field names and
// texts; NULL = nothing was typed).
FactFormView fact_form_view(Context *context, const Policy *policy, const Form *form, size_t first,
                            const JsonValue *typed);
// Names what departments state among the facts that concern a measure (NULL: a claim) and the form
// does not ask for.
void fact_form_put_provided(Context *context, const Policy *policy, const Measure *measure,
                            FactFormView *view);

#endif
