// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_ACTORS_CORE_H
#define TEST_SOAK_ACTORS_CORE_H
// Inside the actors: what those about claims (actors.c), money, batches, clawbacks,
// appeals, doubts, enrolments, leave and rosters share.

#include "actors.h"

typedef struct Pen {
    Actors *actors;
    const Model *model;
    const Town *town;
    Action *action;
    ClaimState state; // of the claims that the actor looks for
    Role role;        // of the actor
} Pen;

bool is_rare(Actors *actors, int one_in);
// Whether so many claims more are looked after; the crowd has a room of its own.
bool has_room(const Model *model, int claims);

// ---- Who, and about what ----

void act_as(Action *action, int64_t account_id);
void act_as_clerk(Actors *actors, Action *action);
// Whoever is on leave lets a colleague act.
void stand_in(Pen *pen);
// Somebody of this role, once in a while of another.
void act_in_role(Actors *actors, Action *action, Role role);
void act_as_applicant(Action *action, const Town *town, int applicant);
void act_as_unit(Action *action, int unit);
// A claim in this state, else, rarely, any; NULL when the actor finds none.
const ModelClaim *pick_claim(Actors *actors, const Model *model, ClaimState state);
void name_object(Action *action, const char *number);
void name_purse(Action *action, int purse);
// As text, a month of the model.
void name_month(Action *action, int month);
// A name that no other request has.
void name_text(Action *action, const char *prefix);

// ---- What each does; false: nothing to do ----

bool draw_by_officer(Pen *pen);
bool draw_platform(Pen *pen);
bool draw_batch_ask(Pen *pen);
bool draw_batch_match(Pen *pen);
bool draw_batch_stop(Pen *pen);
bool draw_batch_roll_back(Pen *pen);
bool draw_batch_confirm(Pen *pen);
bool draw_consent(Pen *pen);
bool draw_roster_check(Pen *pen);
bool draw_roster_confirm(Pen *pen);
bool draw_roster_accept(Pen *pen);
bool draw_clawback_open(Pen *pen);
bool draw_clawback_evidence(Pen *pen);
bool draw_clawback_step(Pen *pen);
bool draw_clawback_decide(Pen *pen);
bool draw_appeal_file(Pen *pen);
bool draw_appeal_clawback(Pen *pen);
bool draw_appeal_withdraw(Pen *pen);
bool draw_appeal_accept(Pen *pen);
bool draw_appeal_decide(Pen *pen);
bool draw_risk_answer(Pen *pen);
bool draw_inspect(Pen *pen);
bool draw_inspect_record(Pen *pen);
bool draw_delegate(Pen *pen);
bool draw_delegation_end(Pen *pen);
bool draw_enrol(Pen *pen);
bool draw_enrol_step(Pen *pen);
bool draw_enrol_sign(Pen *pen);
bool draw_bank(Pen *pen);
bool draw_allot(Pen *pen);
bool draw_repay(Pen *pen);
bool draw_voucher(Pen *pen);
bool draw_reverse(Pen *pen);
bool draw_close_month(Pen *pen);
bool draw_close_year(Pen *pen);
bool draw_carry_over(Pen *pen);

#endif
