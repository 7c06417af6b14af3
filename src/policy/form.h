// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_FORM_H
#define POLICY_FORM_H
// What a policy has to know and from whom: the self-check form, the application form and the facts
// that the databases fill in are all made from this list.

#include "policy/policy.h"

typedef enum FormOrigin {
    FORM_ASKED,    // no database has it: the applicant answers `question`
    FORM_DATABASE, // a fact view or the record of entitlements fills it in; shown, not asked
} FormOrigin;

typedef struct PolicyField {
    const Fact *fact; // type, codes, range, source, department
    FormOrigin origin;
    bool is_required; // without a default
    Str question;     // as the policy puts it, or made from the name
    Str allowed;      // codes or range in words; absent = any
} PolicyField;

typedef struct PolicyForm {
    const PolicyField *fields; // in the order of the policy
    size_t count;
    size_t asked_count;
} PolicyForm;

PolicyForm policy_form(Arena *arena, const Policy *policy);

#endif
