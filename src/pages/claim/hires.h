// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_HIRES_H
#define PAGES_CLAIM_HIRES_H
// An organisation's hires: for each of them the policies that exclude one another, side by side;
// and what
// the platform proposes by itself (免申即享), to be confirmed.

#include "web/context.h"
#include "web/html.h"

typedef struct OfferView {
    int number;
    Str title;
    bool is_eligible;
    bool is_claimed;
    bool is_best;  // can be had, and nothing better excludes it
    bool is_better; // and it excludes something else that could be had
    int instead_of; // what excludes it and is worth more; 0 = nothing
    Fen amount;
    Str why_not;   // reasons or what is missing
    Str subject_key; // for the button
} OfferView;

typedef struct OfferViews {
    OfferView *items;
    size_t count;
    size_t capacity;
} OfferViews;

typedef struct HireView {
    Str key;        // of the subject
    Str subject;
    OfferViews offers;
    bool has_offer; // one of them can be had now
} HireView;

typedef struct HireViews {
    HireView *items;
    size_t count;
    size_t capacity;
} HireViews;

typedef struct HiresView {
    HireViews hires;
    size_t ready;  // hires for whom something can be had
    Fen total;     // of all that can be had together
    bool is_reported;  // a roster was reported just now
    int64_t reported;  // how many people of it were new
} HiresView;

typedef struct OwnBatchView {
    Str number;
    int64_t index;
    Str title;
    Str subject;
    Day snapshot;
    bool is_payable, is_look;
    bool awaits; // a department
    Fen amount;
    Str sentences;
    Str claim_number; // absent until confirmed
    FormView form;
    FieldView account_number, bank_name, holder_name;
} OwnBatchView;

typedef struct OwnBatchViews {
    OwnBatchView *items;
    size_t count;
} OwnBatchViews;

typedef struct OwnBatchesView {
    OwnBatchViews rows;
} OwnBatchesView;

extern const RouteList hires_pages;

#endif
