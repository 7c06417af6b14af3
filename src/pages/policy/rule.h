// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_RULE_H
#define PAGES_POLICY_RULE_H
// The rules of the pack beside its items: the list, from which one is drafted, and what a draft of
// one comes to, for its page (pages/policy/draft.h).
//
// A rule is named in paths by its file without the ending: "risk-01-repeated-benefit".

#include "pages/casework/wording.h"
#include "publish/simulation.h"

typedef struct RuleRowView {
    Str key;
    Str title;
    const char *kind; // 疑点规则, 抽查办法
    Str file;
    int64_t high, normal, parameters;
    bool is_risk;
} RuleRowView;

typedef struct RuleRowViews {
    RuleRowView *items;
    size_t count;
    size_t capacity;
} RuleRowViews;

typedef struct RuleListView {
    RuleRowViews rows;
    bool may_edit;
    FormView form;
} RuleListView;

typedef struct DoubtRowView {
    Str county;
    const char *level; // 高, 一般
    bool is_sum;
    int64_t before, after, gaining, losing;
} DoubtRowView;

typedef struct DoubtRowViews {
    DoubtRowView *items;
    size_t count;
    size_t capacity;
} DoubtRowViews;

// What a draft of a risk rule finds.
typedef struct DoubtTableView {
    Str sentence;
    DoubtRowViews rows;
    int64_t claims;  // looked at
    bool is_bounded; // there may be more than were looked at
    Day on;
} DoubtTableView;

typedef struct ParameterChangeView {
    Str name, before, after; // empty: there is none
    bool is_changed;
} ParameterChangeView;

typedef struct ParameterChangeViews {
    ParameterChangeView *items;
    size_t count;
    size_t capacity;
} ParameterChangeViews;

// What a draft of an inspection file says beside the one published.
typedef struct InspectionChangeView {
    bool is_there;            // both can be decided
    ParameterChangeViews rows;
    int64_t list;             // 「一百件的名单」
    int64_t before, after;    // of such a list
    int64_t lists, approved;  // the months' lists so far
    int64_t drawn_before, drawn_after;
    Str share_before, share_after; // 「5.0%」
} InspectionChangeView;

// "疑点规则：一人多领"
Str rule_label(Arena *arena, const Policy *rule);
// The file's name without its ending.
Str rule_key(const Policy *rule);
// The rule that such a key names; NULL when the pack has none.
const Policy *rule_of_key(Arena *arena, const Pack *pack, Str key);
// The rule that :rule of the path names.
bool rule_of_path(Context *context, const Policy **rule, Error *error) MUST_USE;

DoubtTableView doubt_table_view(Arena *arena, const Simulation *simulation);
// "doubts": by county and level.
void doubts_to_json(JsonWriter *writer, const RiskTrialCounts *counts);
// What the published inspection would draw with a parameter moved: 「100 件的名单抽 10 件，现在抽 5 件。」
Str inspection_move_sentence(Context *context, const PolicyOverride *to);
// Of the draft's pack beside the version it builds on; what cannot be decided is not there.
bool inspection_change_view(Context *context, const DraftCheck *check, InspectionChangeView *view,
                            Error *error) MUST_USE;

extern const RouteList rule_pages;

#endif
