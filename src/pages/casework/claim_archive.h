// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_CLAIM_ARCHIVE_H
#define PAGES_CASEWORK_CLAIM_ARCHIVE_H
// The archive of a closed case: its door on the page of the case, making it, fetching it.

#include "casework/claim_archive.h"
#include "pages/casework/wording.h"

// Part of another page: {{include pages/casework/claim_archive.html view.archive}}
typedef struct ArchiveView {
    bool is_due;  // the claim has ended
    bool is_made;
    Str path;     // where it is made and fetched
    Day made_on;
    Str sha256;
    FormView form;
} ArchiveView;

bool archive_view(Context *context, const Claim *claim, ArchiveView *view, Error *error) MUST_USE;

extern const RouteList claim_archive_pages;

#endif
