// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FACT_FORM_H
#define PAGES_FACT_FORM_H
// A form made from the facts of a policy, and the facts as JSON from the form: applying, enrolling,
// the counter and trying all ask in the same way.
//
// A field of a list or record fact is named "list.key"; a list gets one record. A list of plain
// values is one line of numbers with commas between them. Amounts are typed in yuan. What is left
// empty is not stated.

#include "policy/pack.h"
#include "web/context.h"

#define FACT_FIELDS_MAX 150 // facts that one form asks for

typedef struct FactFields {
    FormField *items;
    size_t count;
    size_t capacity;
} FactFields;

// Which facts a form asks for, by fact of the policy.
//
// Of an enrolment: what only the applicant can tell and the measure is concerned by
// (policy/concern.h).
const bool *fact_form_of_measure(Arena *arena, const Pack *pack, const Policy *policy,
                                 const Measure *measure);
// Of a claim: the same of all benefits of the policy, what is applied for among them.
const bool *fact_form_of_claim(Arena *arena, const Pack *pack, const Policy *policy);

// Appends a field for each fact that is wanted (NULL: all), identifiers left out. A department
// that checks what is stated is named under the field.
void fact_fields_add(Arena *arena, const Policy *policy, const bool *is_wanted,
                     FactFields *fields);
// Leaves what no benefit of the policy pays for out of the choices of what is applied for.
void fact_fields_keep_claims(Arena *arena, const Policy *policy, FactFields *fields);
// The values of the form's fields from `first` on, as a JSON object.
Str fact_form_json(Context *context, const Policy *policy, size_t first) MUST_USE;

#endif
