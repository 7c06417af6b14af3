// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_LETTER_H
#define PAGES_CASEWORK_LETTER_H
// Letters as PDF: the list that stands on the pages of a claim, a clawback or an appeal, issuing
// one, fetching one. The same for the office and, under /me, for the party; a notice has its own.

#include "casework/letter.h"
#include "pages/casework/wording.h"

typedef struct LetterView {
    Str title;
    Day on;
    Str number; // of an issued one; absent otherwise
    Str path;   // of an issued one
    Str kind;   // in the form that issues it
} LetterView;

typedef struct LetterViews {
    LetterView *items;
    size_t count;
} LetterViews;

// Part of another page: {{include pages/casework/letter_list.html view.letters}}
typedef struct LetterListView {
    Str action; // where a letter is issued
    LetterViews issued;
    LetterViews open; // can be issued
    FormView form;
} LetterListView;

// `base`: "/cases" or "/me/claims".
bool letter_list_view(Context *context, const char *base, Str claim_number, LetterListView *view,
                      Error *error) MUST_USE;
// `base`: "/clawbacks", "/me/clawbacks", "/appeals" or "/me/appeals".
bool letter_course_view(Context *context, const char *base, Str number, LetterListView *view,
                        Error *error) MUST_USE;

extern const RouteList letter_pages;

#endif
