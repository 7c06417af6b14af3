// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_APPLY_H
#define PAGES_CLAIM_APPLY_H
// Applying: what the databases know is shown with its source, only the rest is asked, and the
// account is pre-filled. One page to check, one button, then a number.

#include "casework/claim.h"
#include "casework/claim_draft.h"
#include "web/context.h"
#include "web/html.h"

typedef struct ApplyFactView {
    Str name;
    Str value;
    Str source;
} ApplyFactView;

typedef struct ApplyFactViews {
    ApplyFactView *items;
    size_t count;
} ApplyFactViews;

typedef struct ApplyFieldViews {
    FieldView *items;
    size_t count;
} ApplyFieldViews;

typedef struct ApplyView {
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
    ApplyFieldViews asked; // what no database has
    FormView form;
    FieldView account_number;
    FieldView bank_name;
    FieldView holder_name;
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
// Policy, subject and account, and the facts that no database has.
const Form *apply_form(Arena *arena, const Pack *pack, const Policy *policy);
// The same for the route of a submission.
bool apply_form_of(Context *context, const Form **form, Error *error) MUST_USE;
// The same for a draft: nothing is required but policy and subject.
bool apply_draft_form_of(Context *context, const Form **form, Error *error) MUST_USE;
// What was stated in such a form, as a JSON object.
Str apply_stated_json(Context *context);
ApplyView apply_view(Context *context, const Policy *policy, const Form *form,
                     const ApplyOut *out);

#endif
