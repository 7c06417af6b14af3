// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_COURSE_H
#define PAGES_CASEWORK_COURSE_H
// What the screens of clawbacks and appeals share: rows with a light, the history, their JSON.

#include "casework/appeal.h"
#include "casework/clawback.h"
#include "pages/casework/wording.h"
#include "web/leaf.h"

typedef struct CourseRowView {
    Str number;
    Str path;            // of its page
    Str what;            // 「追回」, 「申诉」 and why or against what
    Str policy;
    Str subject;         // people masked
    Str county;
    Str state;
    const char *state_class;
    DueView due;
    Fen amount;
} CourseRowView;

typedef struct CourseRowViews {
    CourseRowView *items;
    size_t count;
} CourseRowViews;

typedef struct CourseTableView {
    CourseRowViews rows;
} CourseTableView;

// `base`: where their pages are, "/clawbacks" or "/me/clawbacks".
CourseTableView clawback_table(Context *context, const Clawbacks *clawbacks, const char *base);
CourseTableView appeal_table(Context *context, const Appeals *appeals, const char *base);

// What came after the decision on a claim, or, without a number, after all within the scope.
typedef struct Aftercare {
    Appeals appeals;
    Clawbacks clawbacks;
} Aftercare;

bool aftercare_read(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                    Aftercare *aftercare, Error *error) MUST_USE;
// Both in one list, with their pages for this visitor.
CourseTableView aftercare_views(Context *context, const Aftercare *aftercare);
// Only those for which the office owes a step by a day.
CourseTableView aftercare_work(Context *context, const Aftercare *aftercare);

typedef struct CourseStepView {
    Day on;
    Str action, to;
    Str who, role;       // absent for the party
    Str note;
} CourseStepView;

typedef struct CourseStepViews {
    CourseStepView *items;
    size_t count;
} CourseStepViews;

typedef struct CourseHistoryView {
    CourseStepViews steps;
} CourseHistoryView;

CourseHistoryView course_history_view(Context *context, const CourseSteps *steps);

const char *clawback_state_class(ClawbackState state);
const char *appeal_state_class(AppealState state);
// Where this visitor sees a claim; absent for who reviews for the city and sees no case but by what
// came after it.
Str course_claim_path(Context *context, Str claim_number);
// Whether this is a page of the party itself, under /me.
bool course_is_own(const Context *context);

void course_steps_to_json(JsonWriter *writer, const CourseSteps *steps);
// Codes of the actions that `may` allows.
void course_actions_to_json(JsonWriter *writer, const Course *course, const bool *may);

#endif
