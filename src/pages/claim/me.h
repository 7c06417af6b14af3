// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_ME_H
#define PAGES_CLAIM_ME_H
// 我能享受什么: everything a person or an organisation is entitled to, why, and what is missing.

#include "pages/claim/own_draft.h"
#include "publish/assessment.h"
#include "web/context.h"
#include "web/html.h"

typedef struct EntitlementCardView {
    int number;          // of the policy
    Str title;
    Str measure;         // one of several of the policy; absent = none is meant
    Str subject;         // whom it is for, when that is not the reader; absent otherwise
    bool is_eligible, is_refused; // neither: undecided
    bool is_open;        // entitled to what is no money: a place, a line of a list, a loan
    Str enrols_in;       // the measure that one enrols in; absent: one claims
    bool may_contest;    // refused, and people can be asked to look at it
    bool is_claimed;
    bool is_automatic;   // nothing to apply for: the platform acts
    Fen amount;
    Str because;         // the facts that decide, in one sentence
    int instead_of;      // a policy that excludes it and is worth more; 0 = none
    Str reasons;         // why not
    Str missing;         // what has to become known
    Day earliest;        // when time alone would do; DATE_ABSENT = no such day
    bool has_earliest;
    bool needs_look;     // a human has to look first
    bool awaits_departments; // all that is missing is for departments to state
    Str subject_key; // for the button
} EntitlementCardView;

typedef struct EntitlementCardViews {
    EntitlementCardView *items;
    size_t count;
} EntitlementCardViews;

// A policy that nothing in the databases lets the platform decide for this reader.
typedef struct NoRecordView {
    int number;
    Str title;
    Str whom; // 给谁, from its card
} NoRecordView;

typedef struct NoRecordViews {
    NoRecordView *items;
    size_t count;
} NoRecordViews;

typedef struct MeView {
    Str name;
    bool is_organisation;
    bool may_compare; // its hires
    Fen total;                    // of what can be had now
    FormView form;                // of the buttons
    OwnDraftViews drafts;         // begun and not submitted
    EntitlementCardViews ready;   // can be had now
    size_t alternatives;          // of them, not counted: excluded by something better
    EntitlementCardViews open;    // can be had, and is no money
    EntitlementCardViews claimed;
    EntitlementCardViews not_yet; // with what is missing
    size_t hidden;                // not_yet ones that are not shown
    NoRecordViews no_record;
} MeView;

extern const RouteList me_pages;

#endif
