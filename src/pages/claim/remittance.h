// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_REMITTANCE_H
#define PAGES_CLAIM_REMITTANCE_H
// 拨付凭证: what the payee keeps of a payment, to print and to download.

#include "fund/remittance.h"
#include "pages/casework/wording.h"

typedef struct RemittanceLineView {
    Str label, text;
} RemittanceLineView;

typedef struct RemittanceLineViews {
    RemittanceLineView *items;
    size_t count;
    size_t capacity;
} RemittanceLineViews;

typedef struct RemittanceView {
    Str number;  // of the claim
    Fen amount;
    RemittanceLineViews lines;
} RemittanceView;

extern const RouteList remittance_pages;

#endif
