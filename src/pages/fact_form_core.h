// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FACT_FORM_CORE_H
#define PAGES_FACT_FORM_CORE_H
// What the files of the form of facts share.

#include "casework/fact_cell.h"
#include "pages/fact_form.h"

// The button that asks for another row is named this; its value is the key of the list.
#define FACT_MORE_FIELD "_more"

// A list without fields: plain values in one line.
bool is_plain_list(const Fact *fact);
// "tuition_fen_by_year": fen, typed in yuan.
bool is_fen_list(const Fact *fact);
// The choice that a truth is asked by.
bool is_yes_or_no(const FormField *field);
// The facts that a measure is concerned by, or the benefits of a policy.
bool *concerned_of_measure(const Context *context, const Policy *policy, const Measure *measure);
bool *concerned_of_claim(const Context *context, const Policy *policy);

#endif
