// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_DRAFT_H
#define PAGES_POLICY_DRAFT_H
// Drafts of policies and rules: the list, one draft with its findings, its changes and its cost,
// the editor, and the steps of author and approver.

#include "pages/casework/wording.h"
#include "pages/policy/diff_view.h"
#include "pages/policy/rule.h"
#include "publish/simulation.h"

#define DRAFT_TEXT_LENGTH_MAX 400000                 // code points of a file in the editor
#define DRAFT_BODY_BYTES_MAX ((size_t)4 * 1024 * 1024) // the same, percent-encoded

typedef struct DraftRowView {
    Str number;
    Str title;
    const char *kind;
    const char *state;
    const char *state_class;
    Str author;
    Day begun;
    Day effective;
    bool has_effective;
} DraftRowView;

typedef struct DraftRowViews {
    DraftRowView *items;
    size_t count;
} DraftRowViews;

typedef struct DraftListView {
    DraftRowViews rows;
    bool may_edit;
} DraftListView;

typedef struct FindingView {
    bool is_error;
    const char *word; // 错误, 提醒
    Str place;        // 「第61行第5列」, with the file when it is another
    size_t line;      // of the draft's file; 0 = elsewhere
    Str message;
    Str hint;         // may be empty
} FindingView;

typedef struct FindingViews {
    FindingView *items;
    size_t count;
} FindingViews;

typedef struct FindingListView {
    FindingViews rows;
} FindingListView;

typedef struct CostRowView {
    Str policy;
    Str county;
    bool is_sum;
    int64_t before_count, after_count, gaining, losing;
    Fen before, after;
    Str change; // 「＋61,000.00」
} CostRowView;

typedef struct CostRowViews {
    CostRowView *items;
    size_t count;
    size_t capacity;
} CostRowViews;

typedef struct PreviewView {
    bool is_there;
    bool is_open;      // waiting or running
    bool is_done;
    bool is_stale;     // of an earlier text
    Str failure;       // empty: none
    Day on;
    int64_t subjects;
    int64_t percent;   // -1 = not known
    Str sentence;      // what it comes to
    CostRowViews rows;
    int64_t undetermined;
    bool is_of_rule;   // it counts doubts, no money
    DoubtTableView doubts;
} PreviewView;

typedef struct DraftView {
    FaultBoxView fault;
    DraftRowView row;
    Str file_name;
    Str note, reason, decided_by;
    Day decided;
    Str version;       // hash, short
    int policy_number; // 0: none yet
    bool is_outdated;
    bool is_open;      // not published or withdrawn
    size_t errors, warnings;
    FindingListView findings;
    bool has_more_findings;
    DiffView diff;
    const char *cost_word;      // 花多少钱, 查出多少疑点, 抽多少件
    bool is_simulated;          // else `inspection` says what it comes to
    bool is_rule;
    PreviewView preview;
    InspectionChangeView inspection;
    bool may_change, may_submit, may_withdraw, may_decide;
    bool is_own;
    FormView form;
    FieldView preview_on, effective_on, note_field, reason_field;
} DraftView;

typedef struct DraftEditView {
    FaultBoxView fault;
    Str number;
    Str title;
    Str file_name;
    int64_t revision;
    Str content;
    FormView form;
    FindingListView findings;
} DraftEditView;

typedef struct DraftNewView {
    FormView form;
    FaultBoxView fault;
    FieldView kind, number, slug, title;
} DraftNewView;

extern const Form draft_preview_form, draft_submit_form, draft_reject_form;

// What a draft's page shows of a simulation.
PreviewView preview_view(Context *context, const Simulation *simulation, int64_t revision);
FindingViews finding_views(Arena *arena, const DraftCheck *check, Str file_path);
// The page of the draft that the path's :number names, with what went wrong; JSON under /api/.
bool draft_show(Context *context, const Error *fault, Error *error) MUST_USE;
bool draft_answer(Context *context, Error *error) MUST_USE;

extern const RouteList draft_pages;
extern const RouteList draft_step_pages;

#endif
