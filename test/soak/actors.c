// SPDX-License-Identifier: Apache-2.0
#include "actors_core.h"

#include "city/boundary.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define LAST_DAY 20241120 // of the play: a year has ended before

void actors_begin(Actors *actors, uint64_t seed) {
    *actors =
        (Actors){.random = seed, .today = boundary_date(TOWN_FIRST_DAY), .now_ms = TOWN_FIRST_MS};
}

int actors_draw(Actors *actors, int below) { // splitmix64
    uint64_t z = (actors->random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int)((z ^ (z >> 31)) % (uint64_t)below);
}

bool is_rare(Actors *actors, int one_in) {
    return actors_draw(actors, one_in) == 0;
}

bool has_room(const Model *model, int claims) {
    return model->claim_count + claims <= MODEL_CLAIMS - TOWN_CROWD;
}

// ---- Time ----

// Mostly some minutes, sometimes a night or a month; the clock on the wall is set wrong besides.
static void pass_time(Actors *actors) {
    Date last = boundary_date(LAST_DAY);
    actors->now_ms += actors_draw(actors, 3) * 60000;
    if (is_rare(actors, 6)) actors->today += 1 + actors_draw(actors, 4);
    if (is_rare(actors, 90)) actors->today += 25;
    if (actors->today > last) actors->today = last;
    if (is_rare(actors, 25)) actors->now_ms += (actors_draw(actors, 97) - 48) * HOUR_MS;
}

// ---- People ----

void act_as(Action *action, int64_t account_id) {
    action->account_id = account_id;
    action->role = town_officers[account_id - 1].role;
}

void act_as_clerk(Actors *actors, Action *action) {
    act_as(action, 1 + actors_draw(actors, TOWN_CLERKS));
}

// Somebody of this role, once in a while of another.
void act_in_role(Actors *actors, Action *action, Role role) {
    for (;;) {
        int64_t id = 1 + actors_draw(actors, TOWN_OFFICERS);
        if (town_officers[id - 1].role != role && !is_rare(actors, 60)) continue;
        act_as(action, id);
        return;
    }
}

void act_as_applicant(Action *action, const Town *town, int applicant) {
    action->account_id = APPLICANT_ACCOUNT + applicant;
    action->role = ROLE_CITIZEN;
    snprintf(action->person, sizeof action->person, "%.*s",
             STR_ARG(town->applicants[applicant].person));
}

void act_as_unit(Action *action, int unit) {
    action->account_id = UNIT_ACCOUNT + unit;
    action->role = ROLE_ORG_HR;
}

// ---- Objects ----

// A claim in this state, else, rarely, any; NULL when the actor finds none.
const ModelClaim *pick_claim(Actors *actors, const Model *model, ClaimState state) {
    if (model->claim_count == 0) return NULL;
    bool takes_any = is_rare(actors, 25);
    int from = actors_draw(actors, model->claim_count);
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *claim = &model->claims[(from + i) % model->claim_count];
        if (takes_any || claim->state == state) return claim;
    }
    return NULL;
}

void name_object(Action *action, const char *number) {
    snprintf(action->object, sizeof action->object, "%s", number);
}

void name_purse(Action *action, int purse) {
    action->policy = PURSE_POLICY(purse);
    name_object(action, town_counties[PURSE_COUNTY(purse)]);
}

void name_month(Action *action, int month) {
    snprintf(action->text, sizeof action->text, "%d-%02d", MODEL_FIRST_YEAR + month / 12,
             month % 12 + 1);
}

void name_text(Action *action, const char *prefix) {
    snprintf(action->text, sizeof action->text, "%s-%d", prefix, action->request);
}

// ---- What each does; false: nothing to do ----

bool draw_platform(Pen *pen) {
    return pen->action->account_id == 0;
}

#define GENERATIONS 3 // of the key of fields

static bool draw_rotate(Pen *pen) {
    pen->action->index = pen->model->generation + 1;
    return pen->action->index <= GENERATIONS && is_rare(pen->actors, 8);
}

bool draw_by_officer(Pen *pen) {
    act_in_role(pen->actors, pen->action, pen->role);
    stand_in(pen);
    return true;
}

static bool draw_submit(Pen *pen) {
    int applicant = actors_draw(pen->actors, pen->town->post_start);
    Action *action = pen->action;
    if (!has_room(pen->model, 1)) return false;
    action->policy = PURSE_POLICY(pen->town->applicants[applicant].purse);
    snprintf(action->object, sizeof action->object, "%.*s",
             STR_ARG(pen->town->applicants[applicant].key));
    action->flag = is_rare(pen->actors, 3);
    if (is_rare(pen->actors, 3)) {
        snprintf(action->text, sizeof action->text, "%s", TOWN_SHARED_CARD);
    }
    if (action->flag)
        act_as_clerk(pen->actors, action);
    else
        act_as_applicant(action, pen->town, applicant);
    return true;
}

// A step of the applicant's own, sometimes by the counter.
static bool draw_own(Pen *pen) {
    const ModelClaim *claim = pick_claim(pen->actors, pen->model, pen->state);
    if (!claim) return false;
    name_object(pen->action, claim->number);
    act_as_applicant(pen->action, pen->town, claim->applicant);
    if (is_rare(pen->actors, 4)) {
        pen->action->person[0] = '\0';
        act_in_role(pen->actors, pen->action, ROLE_COUNTY_CLERK);
    }
    return true;
}

static bool draw_step(Pen *pen) {
    const ModelClaim *claim = pick_claim(pen->actors, pen->model, pen->state);
    if (!claim) return false;
    name_object(pen->action, claim->number);
    return draw_by_officer(pen);
}

// What the counter entered and nobody confirmed yet, half by the applicant, half by telephone.
static bool draw_confirm(Pen *pen) {
    for (int i = pen->model->claim_count - 1; i >= 0; i--) {
        const ModelClaim *claim = &pen->model->claims[i];
        bool waits = claim->is_counter && !claim->is_confirmed && claim->state < CLAIM_APPROVED;
        if (!waits && !is_rare(pen->actors, 60)) continue;
        name_object(pen->action, claim->number);
        if (is_rare(pen->actors, 2)) return draw_by_officer(pen);
        act_as_applicant(pen->action, pen->town, claim->applicant);
        return true;
    }
    return false;
}

static bool draw_approve_all(Pen *pen) {
    int purse = actors_draw(pen->actors, TOWN_PURSES);
    size_t length = 0;
    for (int i = 0; i < pen->model->claim_count; i++) {
        const ModelClaim *claim = &pen->model->claims[i];
        if (claim->purse != purse || claim->state != pen->state) continue;
        length += (size_t)snprintf(pen->action->content + length,
                                   sizeof pen->action->content - length, "%s ", claim->number);
    }
    return length > 0 && draw_by_officer(pen);
}

static bool draw_objection(Pen *pen) {
    const Model *model = pen->model;
    if (model->notice_count == 0 || model->objection_count == MODEL_OBJECTIONS) return false;
    const ModelNotice *notice = &model->notices[actors_draw(pen->actors, model->notice_count)];
    if (pen->actors->today > notice->closes_on && !is_rare(pen->actors, 12)) return false;
    name_object(pen->action, notice->number);
    pen->action->index = 1 + actors_draw(pen->actors, notice->count + is_rare(pen->actors, 20));
    const char *phone = model_phone(actors_draw(pen->actors, MODEL_PHONES));
    snprintf(pen->action->text, sizeof pen->action->text, "%s", phone);
    return true;
}

static bool draw_answer(Pen *pen) {
    const Model *model = pen->model;
    for (int i = 0; i < model->objection_count; i++) {
        const ModelObjection *objection = &model->objections[i];
        if (!objection->is_open && !is_rare(pen->actors, 40)) continue;
        name_object(pen->action, model->notices[objection->notice].number);
        pen->action->index = objection->item;
        snprintf(pen->action->text, sizeof pen->action->text, "%s", model_phone(objection->phone));
        pen->action->flag = is_rare(pen->actors, 3);
        return draw_by_officer(pen);
    }
    return false;
}

// A notice or a file for the county that has most to put into it.
static bool draw_busy_county(Pen *pen) {
    const ModelClaim *claim = pick_claim(pen->actors, pen->model, pen->state);
    if (!claim) return false;
    name_purse(pen->action, claim->purse);
    return draw_by_officer(pen);
}

// How often each is thought of, what it is done to and by whom; most thoughts come to nothing.
typedef struct Thought {
    ActionKind kind;
    int weight;
    bool (*draw)(Pen *pen);
    ClaimState state;
    Role role;
} Thought;

// clang-format off
static const Thought thoughts[] = {
    {DO_SUBMIT,      5, draw_submit,      0,               ROLE_CITIZEN},
    {DO_RESUBMIT,    1, draw_own,         CLAIM_CORRECTION, ROLE_CITIZEN},
    {DO_WITHDRAW,    1, draw_own,         CLAIM_SUBMITTED, ROLE_CITIZEN},
    {DO_WITHDRAW,    1, draw_own,         CLAIM_ACCEPTED,  ROLE_CITIZEN},
    {DO_CONFIRM,     2, draw_confirm,     0,               ROLE_COUNTY_REVIEWER},
    {DO_ACCEPT,      5, draw_step,        CLAIM_SUBMITTED, ROLE_COUNTY_CLERK},
    {DO_RETURN,      1, draw_step,        CLAIM_SUBMITTED, ROLE_COUNTY_CLERK},
    {DO_REFUSE,      1, draw_step,        CLAIM_ACCEPTED,  ROLE_COUNTY_REVIEWER},
    {DO_REFUSE,      1, draw_step,        CLAIM_FAILED,    ROLE_FINANCE_REVIEWER},
    {DO_REVIEW,      5, draw_step,        CLAIM_ACCEPTED,  ROLE_COUNTY_REVIEWER},
    {DO_OPEN_NOTICE, 2, draw_busy_county, CLAIM_REVIEWED,  ROLE_COUNTY_REVIEWER},
    {DO_CLOSE_DUE,   1, draw_platform,    0,               ROLE_COUNT},
    {DO_OBJECT,      1, draw_objection,   0,               ROLE_COUNT},
    {DO_ANSWER,      1, draw_answer,      0,               ROLE_COUNTY_REVIEWER},
    {DO_APPROVE,     3, draw_step,        CLAIM_CLEARED,   ROLE_FINANCE_REVIEWER},
    {DO_APPROVE_ALL, 1, draw_approve_all, CLAIM_CLEARED,   ROLE_FINANCE_REVIEWER},
    {DO_CANCEL,      1, draw_step,        CLAIM_APPROVED,  ROLE_FINANCE_REVIEWER},
    {DO_RELEASE,     1, draw_busy_county, CLAIM_APPROVED,  ROLE_FINANCE_REVIEWER},
    {DO_BANK,        3, draw_bank,        0,               ROLE_FINANCE_REVIEWER},
    {DO_FIX_ACCOUNT, 1, draw_step,        CLAIM_FAILED,    ROLE_FINANCE_REVIEWER},
    {DO_ALLOT,       1, draw_allot,       0,               ROLE_FINANCE_REVIEWER},
    {DO_CLAWBACK_OPEN, 2, draw_clawback_open, CLAIM_PAID,  ROLE_COUNTY_CLERK},
    {DO_CLAWBACK_EVIDENCE, 3, draw_clawback_evidence, 0,   ROLE_COUNTY_CLERK},
    {DO_CLAWBACK_STEP, 6, draw_clawback_step, 0,           ROLE_COUNT},
    {DO_CLAWBACK_DECIDE, 3, draw_clawback_decide, 0,       ROLE_COUNTY_REVIEWER},
    {DO_REPAY,       3, draw_repay,       0,               ROLE_FINANCE_REVIEWER},
    {DO_VOUCHER,     2, draw_voucher,     0,               ROLE_FINANCE_REVIEWER},
    {DO_REVERSE,     1, draw_reverse,     0,               ROLE_FINANCE_REVIEWER},
    {DO_RECONCILE,   1, draw_by_officer,  0,               ROLE_FINANCE_REVIEWER},
    {DO_CLOSE_PERIOD, 2, draw_close_month, 0,              ROLE_FINANCE_REVIEWER},
    {DO_CLOSE_PERIOD, 1, draw_close_year, 0,               ROLE_FINANCE_REVIEWER},
    {DO_SEAL_LOG,    1, draw_platform,    0,               ROLE_COUNT},
    {DO_ROTATE_KEYS, 1, draw_rotate,      0,               ROLE_COUNT},
    {DO_CARRY_OVER,  1, draw_carry_over,  0,               ROLE_FINANCE_REVIEWER},
    {DO_BATCH_ASK,   1, draw_batch_ask,   0,               ROLE_COUNTY_CLERK},
    {DO_BATCH_MATCH, 2, draw_batch_match, 0,               ROLE_COUNT},
    {DO_BATCH_STOP,  1, draw_batch_stop,  0,               ROLE_COUNTY_CLERK},
    {DO_BATCH_ROLL_BACK, 1, draw_batch_roll_back, 0,       ROLE_COUNTY_CLERK},
    {DO_BATCH_CONFIRM, 3, draw_batch_confirm, 0,           ROLE_CITIZEN},
    {DO_CONSENT,     1, draw_consent,     0,               ROLE_CITIZEN},
    {DO_ROSTER_CHECK, 1, draw_roster_check, 0,             ROLE_COUNTY_CLERK},
    {DO_ROSTER_CONFIRM, 1, draw_roster_confirm, 0,         ROLE_COUNTY_CLERK},
    {DO_ROSTER_ACCEPT, 1, draw_roster_accept, 0,           ROLE_COUNTY_CLERK},
    {DO_APPEAL_FILE, 1, draw_appeal_file, CLAIM_REFUSED,   ROLE_COUNTY_CLERK},
    {DO_APPEAL_FILE, 1, draw_appeal_file, CLAIM_PAID,      ROLE_COUNTY_CLERK},
    {DO_APPEAL_FILE, 1, draw_appeal_clawback, 0,           ROLE_CITIZEN},
    {DO_APPEAL_WITHDRAW, 1, draw_appeal_withdraw, 0,       ROLE_CITIZEN},
    {DO_APPEAL_ACCEPT, 2, draw_appeal_accept, 0,           ROLE_COUNTY_CLERK},
    {DO_APPEAL_DECIDE, 3, draw_appeal_decide, 0,           ROLE_COUNTY_REVIEWER},
    {DO_RISK_ANSWER, 3, draw_risk_answer, 0,               ROLE_COUNTY_REVIEWER},
    {DO_INSPECT,     1, draw_inspect,     CLAIM_PAID,      ROLE_FINANCE_REVIEWER},
    {DO_INSPECT_RECORD, 2, draw_inspect_record, 0,         ROLE_FINANCE_REVIEWER},
    {DO_DELEGATE,    1, draw_delegate,    0,               ROLE_COUNT},
    {DO_DELEGATION_END, 1, draw_delegation_end, 0,         ROLE_COUNT},
    {DO_ENROL,       1, draw_enrol,       0,               ROLE_COUNTY_CLERK},
    {DO_ENROL_STEP,  2, draw_enrol_step,  0,               ROLE_COUNTY_REVIEWER},
    {DO_ENROL_STEP,  3, draw_enrol_sign,  0,               ROLE_COUNT},
};
// clang-format on
#define THOUGHTS (sizeof thoughts / sizeof *thoughts)

static const Thought *think(Actors *actors) {
    int total = 0;
    for (size_t i = 0; i < THOUGHTS; i++) total += thoughts[i].weight;
    int at = actors_draw(actors, total);
    const Thought *thought = thoughts;
    for (; at >= thought->weight; thought++) at -= thought->weight;
    return thought;
}

void actors_next(Actors *actors, const Model *model, const Town *town, Action *action) {
    Pen pen = {.actors = actors, .model = model, .town = town, .action = action};
    const Thought *thought;
    if (!actors->is_hasty) pass_time(actors);
    do {
        do thought = think(actors);
        while (actors->is_bent && thought->kind != actors->wanted);
        pen.state = thought->state;
        pen.role = thought->role;
        memset(action, 0, sizeof *action); // its bytes are the body of the request
        action->kind = thought->kind;
        action->request = actors->requests;
        action->today = actors->today;
        action->now_ms = actors->now_ms;
    } while (!thought->draw(&pen));
    actors->requests++;
}
