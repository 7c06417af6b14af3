// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_MODEL_CORE_H
#define TEST_SOAK_MODEL_CORE_H
// Inside the model: what its parts share, claims (model.c), money (model_money.c), batches
// (model_batch.c), clawbacks (model_clawback.c), appeals (model_appeal.c), doubts
// (model_doubt.c), enrolments (model_enrolment.c), leave (model_delegation.c) and rosters
// (model_roster.c).

#include "model.h"

#define DONE "done"

// One request as the model takes it. A function may leave the model half changed when it does not
// return DONE: it works on a copy.
typedef struct Run {
    Model *model;
    Town *town;
    const Action *action;
    Forecast *forecast;
} Run;

typedef const char *ModelFunction(Run *run);
extern ModelFunction *const model_money_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_batch_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_clawback_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_appeal_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_doubt_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_enrolment_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_delegation_functions[ACTION_KIND_COUNT];
extern ModelFunction *const model_roster_functions[ACTION_KIND_COUNT];

// Whether somebody may act in the duty that the request names, if it names one.
bool model_may_act(Model *model, const Action *action);

int run_year(const Run *run);
int run_purse(const Run *run); // that its policy and its object name
int run_book(const Run *run);
ModelClaim *run_claim(const Run *run, const char *number);

bool is_void(const ModelClaim *claim);
// What the other claims of the same right hold: without what came back.
int64_t others_fen(const Model *model, const ModelClaim *claim);
// The claim of an applicant that stands in the way of another; NULL: none does, or only those of
// the same right as `but`.
const ModelClaim *living_claim(const Model *model, int applicant, int64_t period,
                               const ModelClaim *but);
// A claim of a number of its own, with its row of the log.
ModelClaim *make_claim(Run *run, int applicant, const Standing *standing);

// A row of the audit log.
void run_log(Run *run);

// DONE, and what goes with it.
const char *answer_fen(Run *run, int64_t fen);
const char *answer_number(Run *run, const char *number);

// Whether an inspection found it not in order, and no review brought it back since.
bool is_out_of_order(const ModelClaim *claim);

// Whether two accounts are one, or one person's.
bool is_same_person(int64_t account_id, int64_t other);
// Whether the person had a hand in a claim under another account.
bool had_another_hand(const ModelClaim *claim, int64_t account_id);
// Whether the person took a step of a claim, or accepted it with a batch, under whatever account.
bool was_a_hand(const ModelClaim *claim, int64_t account_id);
// Whether something is found about a claim that was not known; it holds the claim.
bool model_assess(Run *run, ModelClaim *claim);
// Something moves in the open month of the books of a purse.
void touch_month(Run *run, int purse);
// It may have been paid wrongly; DONE, or that one is under way. `number`: of the clawback.
const char *model_claw_back(Run *run, const ModelClaim *claim, ModelNumber number);
// On appeal, of a decided one: what came back beyond what is owed.
int64_t model_reduce(Run *run, ModelClawback *clawback, int64_t to_fen);
// The table of transitions is the specification; who may take a step, and when, is said here again.
const char *model_move(Run *run, ModelClaim *claim, ClaimAction action);

#endif
