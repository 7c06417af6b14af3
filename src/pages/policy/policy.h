// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_POLICY_H
#define PAGES_POLICY_POLICY_H
// The policies as the public reads them: the list by group, and one policy with its card, its
// clause, its rules as the tables they are, and a form to try it.

#include "policy/policy.h"
#include "pages/fact_form.h"
#include "web/context.h"
#include "web/html.h"

typedef struct PolicyLinkView {
    int number;
    Str title;
    Str how_much; // 给多少, from the card
    bool decides; // false: recorded only
    Str until;    // 「2023年12月31日」; absent when the document names none
} PolicyLinkView;

typedef struct PolicyLinkViews {
    PolicyLinkView *items;
    size_t count;
    size_t capacity;
} PolicyLinkViews;

typedef struct PolicyGroupView {
    Str name;
    PolicyLinkViews policies;
} PolicyGroupView;

typedef struct PolicyGroupViews {
    PolicyGroupView *items;
    size_t count;
    size_t capacity;
} PolicyGroupViews;

typedef struct PolicyListView {
    Str title;    // of the pack
    size_t total;
    size_t deciding;
    PolicyGroupViews groups;
} PolicyListView;

typedef struct CellView {
    Str text;
    bool is_code; // FEEL rather than words
} CellView;

typedef struct CellViews {
    CellView *items;
    size_t count;
} CellViews;

typedef struct RowView {
    CellViews cells;
} RowView;

typedef struct RowViews {
    RowView *items;
    size_t count;
} RowViews;

// A piece of the policy file: a heading, a table, a FEEL text, or words.
typedef struct BlockView {
    Str heading; // with level 2
    Str subheading;
    Str prose;
    Str code;
    bool has_table;
    bool is_named; // each row begins with a name, not with the number of a rule
    CellViews header;
    RowViews rows;
} BlockView;

typedef struct BlockViews {
    BlockView *items;
    size_t count;
    size_t capacity;
} BlockViews;

typedef struct CardLineView {
    Str question;
    Str answer;
} CardLineView;

typedef struct CardLineViews {
    CardLineView *items;
    size_t count;
} CardLineViews;

typedef struct ReadingView {
    Str quote;
    Str reading;
    Str basis;
    bool is_open; // not the document's own word, and nobody confirmed it
} ReadingView;

typedef struct ReadingViews {
    ReadingView *items;
    size_t count;
} ReadingViews;

typedef struct TextViews {
    Str *items;
    size_t count;
} TextViews;

// What the policy does, and where it is done.
typedef struct MeasureLinkView {
    Str name;
    Str kind;   // 补助, 项目, 名单, 服务, 贷款, 事项
    Str path;   // where one applies, or is enrolled; absent = nowhere
    Str word;   // on the link, or instead of it
} MeasureLinkView;

typedef struct MeasureLinkViews {
    MeasureLinkView *items;
    size_t count;
} MeasureLinkViews;

typedef struct PolicyView {
    int number;
    Str title;
    Str heading;
    Str clause;
    Str responsibility;
    Str own_document; // empty: the pack's
    bool decides;
    bool may_claim; // somebody may apply for it here
    MeasureLinkViews measures;
    CardLineViews card;
    BlockViews rules;
    ReadingViews readings;
    Str pack_hash;
    bool may_edit; // the form that begins a draft is shown
    FormView form;
} PolicyView;

// What else the policy concludes: a limit, a share, the interest of a quarter; yes or no.
typedef struct OutcomeView {
    Str name;
    Str answer; // absent: it is the amount
    Fen amount;
} OutcomeView;

typedef struct OutcomeViews {
    OutcomeView *items;
    size_t count;
} OutcomeViews;

typedef struct TryView {
    int number;
    Str title;
    FormView form;
    FactFormView asked;
    bool is_decided; // the rest has meaning
    bool is_eligible, is_refused; // neither: undecided
    bool has_amount;
    Fen amount;
    OutcomeViews outcomes;
    TextViews reasons;
    TextViews missing;
    Str message; // of CONFIG_INVALID
} TryView;

// The policy that the path's :number names, or ERROR_NOT_FOUND.
bool policy_of(Context *context, const Policy **policy, Error *error) MUST_USE;

extern const RouteList policy_pages;
extern const RouteList policy_try_pages;

#endif
