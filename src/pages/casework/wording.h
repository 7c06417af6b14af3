// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_WORDING_H
#define PAGES_CASEWORK_WORDING_H
// How the screens of the office name things: counties, states, dates that are due, claims in JSON.

#include "casework/claim.h"
#include "web/context.h"
#include "web/html.h"

// 「海原县」; 「全市」 for an empty code; the code itself when it is none of ours.
Str county_label(Str division_code);
// 「第5项 一次性交通补贴」.
Str policy_label(Arena *arena, int number, Str title);
// The fund's name in the pack; its key when the pack does not know it.
Str fund_label(const Pack *pack, Str fund_key);
// The fund of a claim as the version calls it that decided the claim.
Str claim_fund_label(const Pack *pack, const Claim *claim);
// 「本人网上」, 「代办」, 「免申即享」.
Str channel_label(Str channel);
// Refused or withdrawn: nothing is paid.
bool claim_state_is_stopped(ClaimState state);
// The class that gives a state its shape: is-done, is-owed, is-refused, or nothing.
const char *claim_state_class(ClaimState state);
// 「2023年度」, 「2023年10月」, 「一次性」: the period of an entitlement.
Str period_label(Arena *arena, Str period);
// A person's name and number masked, an organisation's as they are.
Str applicant_shown(Arena *arena, const Claim *claim);
// What it is about, as the party reads it: their own name in full.
Str subject_own(Arena *arena, const Claim *claim);

// A date by which somebody owes a step, in words that do not need colour.
typedef struct DueView {
    bool is_set;
    Day on;
    const char *word;       // 未到期, 快到期, 已超期
    const char *class_name; // of the word
} DueView;
DueView due_view(const WorkdayCalendar *calendar, Date today, Date due);

// A choice of policies that can be decided, or of the counties an actor works for.
OptionViews policy_options(Arena *arena, const Pack *pack, int64_t selected);
OptionViews county_options(Arena *arena, const Scope *scope, Str selected);

// What went wrong with a step, above the page that offers it.
typedef struct FaultBoxView {
    Str message; // absent = nothing
    Str detail;
} FaultBoxView;
FaultBoxView fault_box(Context *context, const Error *fault);
// Whether a page explains this error itself; others become the error page.
bool fault_is_shown(const Error *fault);

// The claims of one application: {{include pages/casework/companions.html view.companions}}
typedef struct CompanionView {
    Str path;
    Str measure;
    Str state;
    const char *state_class;
    bool is_decided;
    Fen amount;
    Str lender; // the bank that is paid; absent otherwise
} CompanionView;

typedef struct CompanionViews {
    CompanionView *items;
    size_t count;
} CompanionViews;

typedef struct CompanionsView {
    CompanionViews claims;
} CompanionsView;

// `base`: "/cases", "/me/claims" or "/counter/receipts".
CompanionsView companions_view(Arena *arena, const char *base, const Claims *companions);

void json_member_date(JsonWriter *writer, const char *key, Date date);
// The files of a claim as an array, without their bytes.
void evidence_to_json(JsonWriter *writer, const ClaimFile *file);
void claim_to_json(JsonWriter *writer, const Claim *claim);
// Their numbers as an array.
void companions_to_json(JsonWriter *writer, const Claims *companions);
// {"number": ...}: the answer to a step.
bool answer_number(Context *context, Str number);
// Does a step that writes such a number, once for its request key, and answers with it.
bool answer_written(Context *context, StoreFunction *step, const void *in, Error *error) MUST_USE;

#endif
