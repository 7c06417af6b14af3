// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_RENEW_H
#define PAGES_POLICY_RENEW_H
// Renewing a policy (延续): the new last day, the document, and the parameters that have a choice,
// each with its bounds. What is out of bounds is refused at its field.

#include "pages/casework/wording.h"
#include "pages/policy/policy.h"

typedef struct RenewView {
    FaultBoxView fault;
    int number;
    Str title;
    Str valid_to;  // 「2023年12月31日」, or that there is none
    FormView form;
    FieldView valid_to_field, from, document;
    FieldViews parameters;
} RenewView;

extern const RouteList renew_pages;

#endif
