// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FACT_FORM_H
#define PAGES_FACT_FORM_H
// A form made from the facts of a policy, and the facts as JSON from the form: applying, enrolling,
// the counter and trying all ask in the same way.
//
// A field of a list or record fact is named "list.key"; a list gets one record. A list of plain
// values is one line of numbers with commas between them. Amounts are typed in yuan. What is left
// empty is not stated.

#include "policy/policy.h"
#include "web/context.h"

#define FACT_FIELDS_MAX 150 // facts that one form asks for

typedef struct FactFields {
    FormField *items;
    size_t count;
    size_t capacity;
} FactFields;

// Appends a field for each fact that `wanted` takes (NULL: all), identifiers left out.
void fact_fields_add(Arena *arena, const Policy *policy, bool (*wanted)(const Fact *fact),
                     FactFields *fields);
// A fact that only the applicant can tell.
bool fact_is_asked(const Fact *fact);
// The values of the form's fields from `first` on, as a JSON object.
Str fact_form_json(Context *context, const Policy *policy, size_t first) MUST_USE;

#endif
