// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_KINDS_ENROL_H
#define PAGES_KINDS_ENROL_H
// Applying for a place, reporting to a register, asking for help or a recommendation: the form is
// the policy's, and only what no database knows is asked.

#include "kinds/enrolment.h"
#include "pages/casework/wording.h"
#include "pages/fact_form.h"

typedef struct EnrolView {
    FaultBoxView fault;
    Str policy, measure, kind;
    int policy_number;
    Str measure_key;
    Str clause;
    bool has_places;
    int64_t places, taken;
    bool is_facility;        // the subject is one: link to register it
    FormView form;
    FieldView subject;
    bool has_units;       // of whom more than one place can be wanted
    FieldView units;
    FactFormView asked;
} EnrolView;

// Adding to what was stated.
typedef struct AmendView {
    FaultBoxView fault;
    Str number, measure;
    FormView form;
    FactFormView asked;
} AmendView;

extern const RouteList enrol_pages;

#endif
