// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_CONSENT_H
#define PAGES_CLAIM_CONSENT_H
// What a person allows offices to do with their file: to read, to withdraw, to give back.

#include "casework/consent.h"
#include "pages/casework/wording.h"

typedef struct ConsentSpellView {
    const char *label;
    Day from, to;
    bool has_ended;
} ConsentSpellView;

typedef struct ConsentSpellViews {
    ConsentSpellView *items;
    size_t count;
} ConsentSpellViews;

typedef struct ConsentItemView {
    Str purpose, label;
    bool is_given;
    const char *effect, *button;
    ConsentSpellViews spells;
} ConsentItemView;

typedef struct ConsentItemViews {
    ConsentItemView items[CONSENT_PURPOSE_COUNT];
    size_t count;
} ConsentItemViews;

typedef struct ConsentView {
    FaultBoxView fault;
    ConsentItemViews consents;
    FormView form;
} ConsentView;

extern const RouteList consent_pages;

#endif
