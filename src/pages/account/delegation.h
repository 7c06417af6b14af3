// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_ACCOUNT_DELEGATION_H
#define PAGES_ACCOUNT_DELEGATION_H
// Leave: whom an officer hands the work to, and whose work this session does.

#include "pages/casework/select.h"
#include "pages/casework/wording.h"

typedef struct DelegationRowView {
    int64_t id;
    Str from, to; // names
    Str duty;     // 海原县 县区复核
    Day first, last;
    Str reason;
    Str state;
    const char *state_class;
    bool may_act, may_end;
} DelegationRowView;

typedef struct DelegationRowViews {
    DelegationRowView *items;
    size_t count;
} DelegationRowViews;

typedef struct DelegationView {
    FaultBoxView fault;
    Str acting_for; // absent: in the own duty
    bool is_security; // names whose duty it is as well
    DelegationRowViews rows;
    bool has_more; // older ones
    bool may_make;
    SelectView colleague; // of an officer; the security administrator writes logins
    FormView form;
    FieldView from_login, to_login, first, last, reason;
} DelegationView;

extern const RouteList delegation_pages;

#endif
