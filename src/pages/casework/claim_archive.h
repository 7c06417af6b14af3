// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_CLAIM_ARCHIVE_H
#define PAGES_CASEWORK_CLAIM_ARCHIVE_H
// The archive of a closed case: its door on the page of the case, making it, fetching it.

#include "casework/claim_archive.h"
#include "pages/casework/wording.h"

typedef struct ArchivePartView {
    int64_t part; // 0 = the archive itself
    Day made_on;
    Str sha256;
} ArchivePartView;

typedef struct ArchivePartViews {
    ArchivePartView *items;
    size_t count;
} ArchivePartViews;

// Part of another page: {{include pages/casework/claim_archive.html view.archive}}
typedef struct ArchiveView {
    bool is_due;  // the claim has ended
    Str path;     // where it is made and fetched
    ArchivePartViews parts; // none: it was not made yet
    bool is_wordless; // retention took what they hold
    size_t newer; // letters and papers that no part has
    FormView form;
} ArchiveView;

bool archive_view(Context *context, const Claim *claim, ArchiveView *view, Error *error) MUST_USE;

extern const RouteList claim_archive_pages;

#endif
