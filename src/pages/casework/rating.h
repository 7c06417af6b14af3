// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_RATING_H
#define PAGES_CASEWORK_RATING_H
// What applicants said of the handling: how many of each answer, and the poor ones with their case.

#include "pages/casework/wording.h"

typedef struct RatingCountView {
    Str label;
    int64_t count;
} RatingCountView;

typedef struct RatingCountViews {
    RatingCountView *items;
    size_t count;
} RatingCountViews;

typedef struct PoorRatingView {
    Day on;
    Str number;
    Str policy;
    Str county;
    Str label;
    Str remark;
} PoorRatingView;

typedef struct PoorRatingViews {
    PoorRatingView *items;
    size_t count;
} PoorRatingViews;

typedef struct RatingView {
    Str county;
    int year;
    int64_t total, poor_total;
    RatingCountViews counts;
    PoorRatingViews poor;
} RatingView;

extern const RouteList rating_pages;

#endif
