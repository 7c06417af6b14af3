// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_APPLY_H
#define PAGES_CLAIM_APPLY_H
// Applying: what the databases know is shown with its source, only the rest is asked, and the
// account is pre-filled. One page to check, one button, then a number.

#include "casework/claim.h"
#include "casework/claim_draft.h"
#include "pages/casework/wording.h"
#include "pages/fact_form.h"

typedef struct ApplyFactView {
    Str name;
    Str value;
    Str source;
} ApplyFactView;

typedef struct ApplyFactViews {
    ApplyFactView *items;
    size_t count;
} ApplyFactViews;

typedef struct ApplyView {
    FaultBoxView fault;
    int number;
    Str title;
    Str subject_key;
    Str subject;
    bool is_organisation;
    bool is_eligible;
    Fen amount;
    Str reasons; // why not; absent when eligible
    bool is_draft; // filled in from one
    Day draft_saved, draft_expires;
    ApplyFactViews facts;
    FactFormView asked; // what no database has
    FormView form;
    FieldView account_number;
    FieldView bank_name;
    FieldView holder_name;
    bool pays_lender; // a measure of the policy repays a loan to the bank
    FieldView lender_name;
    FieldView lender_account;
} ApplyView;

extern const RouteList apply_pages;

// ---- For the counter, which applies for somebody who stands there ----

typedef struct ApplyOut {
    Assessment assessment;
    PayeeAccount account; // that the databases know
    bool has_draft;
    ClaimDraft draft;
} ApplyOut;

// The policy that the request names by `policy`; ERROR_NOT_FOUND when it cannot be applied for.
bool apply_policy(Context *context, const Policy **policy, Error *error) MUST_USE;
// Policy, subject and account, and the facts that no database has; rows as the request or a draft
// (NULL = none) has them.
bool apply_form(const Context *context, const Policy *policy, const JsonValue *draft,
                const Form **form, Error *error) MUST_USE;
// The same for the route of a submission.
bool apply_form_of(Context *context, const Form **form, Error *error) MUST_USE;
// The same for a draft: nothing is required but policy and subject.
bool apply_draft_form_of(Context *context, const Form **form, Error *error) MUST_USE;
// Submits such a form: for themselves, or at the counter for somebody who stands there.
bool apply_send(Context *context, bool at_counter, Claim *claim, Error *error) MUST_USE;
// As typed in the form that was sent, else in the draft.
ApplyView apply_view(Context *context, const Policy *policy, const Form *form, const ApplyOut *out,
                     const JsonValue *draft);

#endif
