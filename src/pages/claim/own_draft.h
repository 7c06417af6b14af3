// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_OWN_DRAFT_H
#define PAGES_CLAIM_OWN_DRAFT_H
// The applicant's drafts: listed on /me, saved from the form of an application, thrown away.

#include "casework/claim_draft.h"
#include "web/context.h"
#include "web/html.h"

typedef struct OwnDraftView {
    Str number;
    int policy;
    Str title;
    Str subject_key; // of the link that goes on with it
    Day saved, expires;
} OwnDraftView;

typedef struct OwnDraftViews {
    OwnDraftView *items;
    size_t count;
} OwnDraftViews;

// Drafts of policies that the pack in effect no longer has are left out.
OwnDraftViews own_draft_views(const Context *context, const ClaimDrafts *drafts);

extern const RouteList own_draft_pages;

#endif
