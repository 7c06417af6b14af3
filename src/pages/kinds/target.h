// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_KINDS_TARGET_H
#define PAGES_KINDS_TARGET_H
// The progress board: every 目标 of every policy with what the records say, city and counties.

#include "kinds/enrolment.h"
#include "pages/casework/wording.h"

#define TARGET_COLUMNS 4 // the city and three counties

typedef struct TargetRowView {
    int policy_number;
    Str policy, name, number, unit, mark;
    bool is_derived, is_met;
    Str reached[TARGET_COLUMNS]; // 「—」 where there is nothing to take a share of
    Day counted_on;      // of rows of a view, by the latest scan; DATE_ABSENT = just now
    bool is_counted;     // by such a scan
    Str rate;            // 「93%」; absent when it is no number
} TargetRowView;

typedef struct TargetRowViews {
    TargetRowView *items;
    size_t count;
} TargetRowViews;

typedef struct TargetBoardView {
    TargetRowViews rows;
    Str elapsed;         // share of the year that has passed
} TargetBoardView;

extern const RouteList target_pages;

#endif
