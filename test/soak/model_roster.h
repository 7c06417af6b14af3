// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_MODEL_ROSTER_H
#define TEST_SOAK_MODEL_ROSTER_H
// The part of the model that is rosters: what was said in which row, what a check made of it, and
// the claim it became.

#include "action.h"
#include "town_roster.h"

#include "casework/claim_roster.h"

#define MODEL_ROSTERS 60
#define MODEL_ROSTER_ROWS 600 // of all of them

typedef char ModelNumber[28];

// What is wrong with a row: at its cell, when the check saw it, else in a sentence.
typedef enum ModelRowFault {
    MODEL_ROW_GOOD,
    MODEL_ROW_POST,
    MODEL_ROW_NAME,
    MODEL_ROW_NUMBER,
    MODEL_ROW_STRANGER,
    MODEL_ROW_TWIN,
    MODEL_ROW_NOT_THEIRS, // of the unit that brings it
    MODEL_ROW_UNWILLING,  // does not want to be looked for
    MODEL_ROW_ACCOUNT,
    MODEL_ROW_FAULTS
} ModelRowFault;

typedef struct ModelRosterRow {
    TownRow said;
    RosterResult result;
    ModelRowFault fault;
    bool is_late; // what is said of it was found when it was confirmed
    int64_t amount_fen;
    int other; // from 1: the row whose twin it is, or the claim that was first
    int claim; // from 1, once confirmed; 0 = none
} ModelRosterRow;

typedef enum ModelRosterState {
    MODEL_CHECKED,
    MODEL_CONFIRMING,
    MODEL_ROSTER_DONE,
    MODEL_ROSTER_STATES
} ModelRosterState;

typedef struct ModelRoster {
    ModelNumber number;
    int64_t unit; // whose it is, by account; 0 = the office's
    char month[8];
    Date decided_on;
    ModelRosterState state;
    bool is_stopped;  // the confirmation that is under way was killed behind its first transaction
    int first, count; // of the rows
} ModelRoster;

struct Model;
// Rows that a confirmation has still to claim.
int model_roster_pending(const struct Model *model, const ModelRoster *roster);
// That a confirmation is about.
ModelRoster *model_roster_named(struct Model *model, const char *number);
// One transaction of the confirmation that the action is; the last one finds nothing pending.
void model_confirm_chunk(struct Model *model, Town *town, const Action *action);

#endif
