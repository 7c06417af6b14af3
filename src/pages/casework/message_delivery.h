// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_MESSAGE_DELIVERY_H
#define PAGES_CASEWORK_MESSAGE_DELIVERY_H
// How messages to people and organisations fare: how many wait, went and failed, and the failures
// with their reasons, to be tried again. What a message says is not shown here.

#include "pages/casework/wording.h"

typedef struct MessageCountView {
    Str label;
    Str count; // 「12」, 「1000以上」
} MessageCountView;

typedef struct MessageCountViews {
    MessageCountView *items;
    size_t count;
} MessageCountViews;

typedef struct MessageFailureView {
    int64_t id;
    Day on;
    Str recipient;
    Str county;
    Str claim_number;
    int64_t attempts;
    Str reason;
} MessageFailureView;

typedef struct MessageFailureViews {
    MessageFailureView *items;
    size_t count;
} MessageFailureViews;

typedef struct MessageDeliveryView {
    FaultBoxView fault;
    Str county;
    bool is_on;
    Day since;
    int64_t days_max; // that a message waits
    MessageCountViews counts;
    MessageFailureViews failures;
    bool may_retry;
    Str next_path; // absent = that is all
    FormView form;
} MessageDeliveryView;

extern const RouteList message_delivery_pages;

#endif
