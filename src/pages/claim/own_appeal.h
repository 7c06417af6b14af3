// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_OWN_APPEAL_H
#define PAGES_CLAIM_OWN_APPEAL_H
// 我有异议: filing an appeal against a decision, or against what the screen refused, which becomes
// a refused claim in the same step.

#include "pages/casework/wording.h"

typedef struct OwnAppealView {
    FaultBoxView fault;
    Str against;         // 「一次性交通补贴（ZW-…）」
    Str why;             // why it was refused; absent: not known here
    Str claim, clawback; // of a decision; absent: of the screen
    Str policy, subject; // of what the screen refused
    bool is_screen;
    FormView form;
    FieldView grounds, file;
    FieldView account_number, bank_name, holder_name; // for who has no known account
    bool pays_lender;
    FieldView lender_name, lender_account;
} OwnAppealView;

extern const RouteList own_appeal_pages;

#endif
