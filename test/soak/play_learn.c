// SPDX-License-Identifier: Apache-2.0
// What no answer says and only the database knows of a request that was on its way: which numbers
// came to nothing, and how far work of many transactions came.
#include "play_core.h"

bool play_takes_number(ActionKind kind) {
    return kind == DO_SUBMIT || kind == DO_BATCH_CONFIRM || kind == DO_APPEAL_DECIDE;
}

// A number that came to nothing is not given again: what was foretold moves on.
static void skip_numbers(Play *play) {
    if (!play->database.is_postgres || !play_takes_number(play->action.kind)) return;
    int policy = play->action.policy, year = model_year(play->action.today);
    int taken = compare_claims_numbered(&play->database, policy, year);
    int skipped = taken - play->after.claims_numbered[policy][year];
    if (skipped <= 0) return;
    play->model.claims_numbered[policy][year] += skipped;
    play_foretell(play);
}

// Nor does any answer say how far a runner came that was killed; each job stands for itself.
static void learn_batches(Play *play) {
    if (play->action.kind != DO_BATCH_MATCH) return;
    for (int i = 0; i < play->model.batch_count; i++) {
        ModelBatch *batch = &play->model.batches[i];
        if (batch->job == JOB_WAITING && compare_learn_batch(&play->database, batch)) {
            model_match(&play->model, play->town, batch);
        }
    }
    play_foretell(play);
}

// A check may be there without its answer, and is done once more then: how often one was is told
// from the log.
static void learn_checks(Play *play) {
    if (play->action.kind != DO_ROSTER_CHECK) return;
    int checked = compare_rosters_checked(&play->database);
    assert_in_range(checked - play->model.rosters_checked, 0, 1);
    if (checked > play->model.rosters_checked) {
        model_apply(&play->model, play->town, &play->action);
    }
    play->after = play->model;
}

// The first row that the model has not claimed yet; claims are numbered from there.
static int first_pending(const Model *model, const ModelRoster *roster) {
    int at = 0;
    const ModelRosterRow *rows = &model->roster_rows[roster->first];
    while (rows[at].result != ROSTER_PAYABLE || rows[at].claim) at++;
    return at;
}

void play_number_roster(Play *play, const ModelRoster *roster, const Action *action) {
    int number =
        compare_roster_numbered(&play->database, roster, first_pending(&play->model, roster));
    int *numbered = &play->model.claims_numbered[TOWN_POST][model_year(action->today)];
    if (number > 0) *numbered = number - 1;
}

// How many transactions of a confirmation are there is told from the rows.
static void learn_confirmation(Play *play) {
    if (play->action.kind != DO_ROSTER_CONFIRM) return;
    ModelRoster *roster = model_roster_named(&play->model, play->action.object);
    RosterLeft left = compare_learn_roster(&play->database, roster);
    while (model_roster_pending(&play->model, roster) > left.pending) {
        play_number_roster(play, roster, &play->action);
        model_confirm_chunk(&play->model, play->town, &play->action);
    }
    if (left.is_done && roster->state != MODEL_ROSTER_DONE) {
        model_confirm_chunk(&play->model, play->town, &play->action);
    }
    play_foretell(play);
}

void play_learn(Play *play) {
    if (play->has_landed) return;
    skip_numbers(play);
    learn_batches(play);
    learn_checks(play);
    learn_confirmation(play);
}
