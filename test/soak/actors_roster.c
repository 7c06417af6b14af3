// SPDX-License-Identifier: Apache-2.0
// Who brings which roster, and who confirms it.
#include "actors_core.h"

#define ROWS_MAX 5

// The office, or the employer of some; now and then a unit whose people they are not.
static void act_as_bringer(Pen *pen) {
    if (!is_rare(pen->actors, 4)) {
        act_as_clerk(pen->actors, pen->action);
        return;
    }
    bool is_other = is_rare(pen->actors, 8);
    act_as_unit(pen->action, is_other ? actors_draw(pen->actors, TOWN_FACILITIES) : TOWN_EMPLOYER);
}

static void act_as_owner(Pen *pen, const ModelRoster *roster) {
    if (roster->unit == 0)
        act_as_clerk(pen->actors, pen->action);
    else
        act_as_unit(pen->action, (int)(roster->unit - UNIT_ACCOUNT));
}

// This month, mostly the one before; now and then one that is still to come.
static void name_turn(Pen *pen) {
    int month = model_month(pen->actors->today) - !is_rare(pen->actors, 3);
    if (is_rare(pen->actors, 20)) month += 2;
    name_month(pen->action, month);
}

// Mostly in order; the rest is wrong in each way.
static TownMonth draw_month(Actors *actors) {
    if (!is_rare(actors, 3)) return is_rare(actors, 3) ? TOWN_MONTH_URBAN : TOWN_MONTH_RURAL;
    return (TownMonth)(TOWN_MONTH_AWAY + actors_draw(actors, TOWN_MONTHS - TOWN_MONTH_AWAY));
}

static void put_row(Pen *pen, int applicant, TownMonth month) {
    town_row_put(pen->action->content, sizeof pen->action->content, (TownRow){applicant, month});
}

// Few hold a post, so that rosters overlap and now and then name somebody twice.
static void write_rows(Pen *pen) {
    int posts = pen->town->applicant_count - pen->town->post_start;
    int count = 1 + actors_draw(pen->actors, ROWS_MAX);
    for (int i = 0; i < count; i++) {
        put_row(pen, pen->town->post_start + actors_draw(pen->actors, posts),
                draw_month(pen->actors));
    }
}

static void write_crowd(Pen *pen) {
    for (int i = 0; i < pen->town->crowd_count; i++) {
        put_row(pen, pen->town->applicant_count + i, TOWN_MONTH_RURAL);
    }
}

static void write_again(Pen *pen, const ModelRoster *roster) {
    act_as_owner(pen, roster);
    memcpy(pen->action->text, roster->month, sizeof roster->month);
    for (int i = 0; i < roster->count; i++) {
        TownRow said = pen->model->roster_rows[roster->first + i].said;
        put_row(pen, said.applicant, said.month);
    }
}

bool draw_roster_check(Pen *pen) {
    const Model *model = pen->model;
    int room = pen->actors->is_crowded ? TOWN_CROWD : ROWS_MAX;
    bool is_full = model->roster_count == MODEL_ROSTERS ||
                   model->roster_row_count + room > MODEL_ROSTER_ROWS ||
                   (!pen->actors->is_crowded && !has_room(model, room));
    bool is_again = is_full || (!pen->actors->is_crowded && is_rare(pen->actors, 5));
    pen->action->policy = TOWN_POST;
    if (is_again && model->roster_count == 0) return false;
    if (is_again) {
        write_again(pen, &model->rosters[actors_draw(pen->actors, model->roster_count)]);
        return true;
    }
    name_turn(pen);
    if (pen->actors->is_crowded) {
        act_as_clerk(pen->actors, pen->action);
        write_crowd(pen);
    } else {
        act_as_bringer(pen);
        write_rows(pen);
    }
    return true;
}

// The newest that has something to claim; now and then any.
static const ModelRoster *pick_roster(Pen *pen) {
    for (int i = pen->model->roster_count - 1; i >= 0; i--) {
        const ModelRoster *roster = &pen->model->rosters[i];
        int pending = model_roster_pending(pen->model, roster);
        bool is_fit = pending > 0 && (pending > ROWS_MAX || has_room(pen->model, pending));
        if (is_fit || is_rare(pen->actors, 20)) return roster;
    }
    return NULL;
}

// By who brought it, mostly.
bool draw_roster_confirm(Pen *pen) {
    const ModelRoster *roster = pick_roster(pen);
    if (!roster) return false;
    name_object(pen->action, roster->number);
    pen->action->policy = TOWN_POST;
    act_as_owner(pen, roster);
    if (is_rare(pen->actors, 10)) act_as_bringer(pen);
    return true;
}

bool draw_roster_accept(Pen *pen) {
    const Model *model = pen->model;
    for (int i = model->roster_count - 1; i >= 0; i--) {
        const ModelRoster *roster = &model->rosters[i];
        bool waits = false;
        for (int j = 0; j < roster->count; j++) {
            int claim = model->roster_rows[roster->first + j].claim;
            waits = waits || (claim && model->claims[claim - 1].state == CLAIM_SUBMITTED);
        }
        if (!waits && !is_rare(pen->actors, 40)) continue;
        name_object(pen->action, roster->number);
        act_in_role(pen->actors, pen->action, pen->role);
        return true;
    }
    return false;
}
