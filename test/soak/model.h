// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_MODEL_H
#define TEST_SOAK_MODEL_H
// What the records must say: a sequential model of claims, notices, budgets, files, returns,
// clawbacks, months, batches, rosters, appeals, doubts, enrolments and leave that knows neither SQL
// nor accounts. It is fed the requests that were acknowledged, one after the other, and foretells
// each answer to the letter: its code and its number. A Model is plain bytes: a copy of it is what
// was before.

#include "action.h"
#include "model_roster.h"

#include "casework/appeal.h"
#include "casework/batch.h"
#include "casework/clawback.h"
#include "kinds/enrolment.h"

#define MODEL_CLAIMS (160 + TOWN_CROWD)
#define MODEL_NOTICES 120
#define MODEL_OBJECTIONS 120
#define MODEL_FILES 120
#define MODEL_LINES 40 // of a file
#define MODEL_RECEIVABLES 60
#define MODEL_CLAWBACKS 120
#define MODEL_VOUCHERS 200
#define MODEL_BATCHES 60
#define MODEL_CONSENTS 60
#define MODEL_APPEALS 60
#define MODEL_FINDINGS 200
#define MODEL_INSPECTIONS 60
#define MODEL_ENROLMENTS 120
#define MODEL_DELEGATIONS 60
#define MODEL_FIRST_YEAR 2023
#define MODEL_YEARS 3
#define MODEL_MONTHS (12 * MODEL_YEARS)

typedef struct ModelClaim {
    ModelNumber number;
    int applicant, purse;
    int64_t period, amount_fen;
    TownMonth month; // what is said of it
    ClaimState state;
    bool is_counter, is_confirmed;
    int64_t entered_by, accepted_by, reviewed_by, approved_by; // accounts, 0 = nobody
    int64_t submitted_ms;
    Date granted_on; // its right
    int steps, held;
    Date notice_closes_on;
    int payments;         // attempts
    int budget;           // year of the newest payment, counted from the first
    int turn;             // of its approval
    int64_t owed_fen;     // of all clawbacks, without what was waived
    int64_t repaid_fen;   // of that
    int root;             // the first claim of the same right, by index: itself, or what it adds to
    int64_t right_fen;    // by the facts of its latest decision
    int64_t found_fen;    // of a root: by what a review found; 0 = none did
    int64_t reviewed_fen; // of a root: what the latest review came to; 0 = there was none
    int64_t submitted_by; // of a supplement: the officer who decided the appeal
    int64_t refused_by;
    bool is_shared; // paid to the card that several name
    int64_t released_by;
    uint64_t approved; // months in which it was, a bit a month
    unsigned hands;    // of officers who took a step, a bit an account
    Date wrong_on;     // found not in order by an inspection; 0 = never
    Date reopened_on;
} ModelClaim;

typedef struct ModelNotice {
    ModelNumber number;
    int claims[MODEL_LINES], count;
    Date closes_on;
    bool is_open;
} ModelNotice;

typedef struct ModelObjection {
    int notice, item, phone;
    bool is_open;
} ModelObjection;

typedef struct ModelLine {
    int claim, budget;
    int64_t amount_fen;
    bool is_answered, is_paid;
    Date bank_date;
} ModelLine;

typedef struct ModelFile {
    ModelNumber number;
    int book, count;
    Date released_on;
    ModelLine lines[MODEL_LINES];
    int64_t voucher_fen;
    bool has_issue[2]; // voucher, answer
} ModelFile;

typedef struct ModelReceivable {
    ModelNumber number;
    int purse, budget, claim;
    int64_t amount_fen, repaid_fen, waived_fen;
    int64_t instalments;
    Date first_due_on;
} ModelReceivable;

typedef struct ModelClawback {
    ModelNumber number;
    int claim;
    ClawbackState state;
    int steps, evidence;
    int64_t verified_by, decided_by;
    bool is_notified, is_stated;
    Date statement_until, due_on;
    char decision[ACTION_TEXT_BYTES];
    int receivable; // from 1, once decided; 0 = none
} ModelClawback;

typedef struct ModelVoucher {
    char name[ACTION_TEXT_BYTES];
    int file;
    int64_t amount_fen;
    bool is_reversed;
} ModelVoucher;

typedef struct ModelBudget {
    bool exists;
    int64_t available_fen, reserved_fen, paid_fen;
} ModelBudget;

typedef struct ModelMonth {
    bool has_moved, is_closed;
    int64_t post_fen;
} ModelMonth;

// A subject that a batch decided on.
typedef struct ModelBatchRow {
    int applicant;
    BatchColumn column;
    bool was_claimed; // when it was decided
    int64_t amount_fen;
    int claim; // from 1, once confirmed; 0 = none
} ModelBatchRow;

typedef enum ModelBatchState {
    MODEL_MATCHING,
    MODEL_REVIEWING,
    MODEL_ROLLED_BACK,
    MODEL_BATCH_STATES
} ModelBatchState;

typedef struct ModelBatch {
    ModelNumber number;
    int purse;
    Date on;
    int64_t asked_by;     // its first job
    int64_t job_asked_by; // its latest
    ModelBatchState state;
    JobState job;    // waiting until it has ended
    int attempts;    // that runners began and did not end
    bool has_rows;   // of a runner that did not end
    bool is_stopped; // the runner that is under way was killed behind its rows
    bool was_whole;  // all rows were there
    ModelBatchRow rows[MODEL_LINES];
    int row_count;
} ModelBatch;

typedef struct ModelAppeal {
    ModelNumber number, result;
    int claim, decision; // what is contested: the claim as it stood after so many steps,
    int clawback;        // or, from 1, this
    AppealState state;
    int64_t accepted_by, contested_by;
    int64_t result_fen;
} ModelAppeal;

// That others name the same card: these claims.
typedef struct ModelFinding {
    int claim;
    uint64_t others[(MODEL_CLAIMS + 63) / 64];
    int64_t accepted_by; // who had accepted the claim then
    Date on;
    bool is_open;
} ModelFinding;

typedef struct ModelInspection {
    ModelNumber number;
    int book, month;
    int claims[MODEL_LINES], count;
    bool is_checked[MODEL_LINES], is_wrong[MODEL_LINES];
} ModelInspection;

typedef struct ModelEnrolment {
    ModelNumber number;
    int programme, subject; // an applicant or a facility, by index
    int64_t applied_by;
    EnrolmentState state;
    int seq;                         // of its place; 0 = none
    int steps;                       // that all have signed
    int64_t signed_by[TOWN_PARTIES]; // of the step that waits, by party; 0 = not yet
    Date due_on;
} ModelEnrolment;

// The duty of one officer is with another.
typedef struct ModelDelegation {
    int64_t from, to;
    Date first, last;
    bool is_ended; // called back
} ModelDelegation;

// A person lets offices look, or does not; nobody who never said so does not.
typedef struct ModelConsent {
    int applicant;
    bool is_given;
    Date from;
} ModelConsent;

typedef struct Model {
    ModelClaim claims[MODEL_CLAIMS];
    ModelNotice notices[MODEL_NOTICES];
    ModelObjection objections[MODEL_OBJECTIONS];
    ModelFile files[MODEL_FILES];
    ModelReceivable receivables[MODEL_RECEIVABLES];
    ModelClawback clawbacks[MODEL_CLAWBACKS];
    ModelVoucher vouchers[MODEL_VOUCHERS];
    ModelBatch batches[MODEL_BATCHES];
    ModelConsent consents[MODEL_CONSENTS];
    int claim_count, notice_count, objection_count, file_count, receivable_count, voucher_count;
    ModelAppeal appeals[MODEL_APPEALS];
    ModelFinding findings[MODEL_FINDINGS];
    ModelInspection inspections[MODEL_INSPECTIONS];
    ModelEnrolment enrolments[MODEL_ENROLMENTS];
    int batch_count, consent_count, appeal_count, finding_count, inspection_count, enrolment_count;
    ModelDelegation delegations[MODEL_DELEGATIONS];
    int clawback_count, delegation_count;
    ModelRoster rosters[MODEL_ROSTERS];
    ModelRosterRow roster_rows[MODEL_ROSTER_ROWS];
    int roster_count, roster_row_count;
    int rosters_checked; // one as often as it was
    int rosters_numbered[MODEL_YEARS];
    int turns;
    int claims_numbered[TOWN_POLICIES][MODEL_YEARS]; // in their series
    int notices_numbered[MODEL_YEARS], batches_numbered[MODEL_YEARS];
    int appeals_numbered[MODEL_YEARS], clawbacks_numbered[MODEL_YEARS];
    int inspections_numbered[MODEL_YEARS], enrolments_numbered[TOWN_PROGRAMMES][MODEL_YEARS];
    int files_numbered[TOWN_COUNTIES][MODEL_YEARS];
    int receivables_numbered[TOWN_COUNTIES][MODEL_YEARS];
    ModelBudget budgets[TOWN_PURSES][MODEL_YEARS];
    ModelMonth months[TOWN_BOOKS][MODEL_MONTHS];
    bool years_closed[TOWN_BOOKS][MODEL_YEARS];
    int unsealed, segments; // rows of the log that wait; what was sealed
    int generation;         // of the key of fields
} Model;

typedef struct Forecast {
    const char *code;               // as Answer.code
    char result[ACTION_TEXT_BYTES]; // as Answer.result
} Forecast;

// Of a town in which nothing happened yet.
void model_begin(Model *model, const Town *town);
// Foretells the answer, and moves the model when it is "done".
Forecast model_apply(Model *model, Town *town, const Action *action);

// That of a claim which is not over; NULL: none is.
const ModelClawback *model_living_clawback(const Model *model, int claim);

// The job of a batch ends, as the platform does it by itself.
void model_match(Model *model, Town *town, ModelBatch *batch);

int model_year(Date day);  // counted from the first
int model_month(Date day); // likewise
int model_batch_confirmed(const ModelBatch *batch);
// Whether a person lets offices look on a day.
bool model_consents(const Model *model, const Town *town, int applicant, Date on);
int64_t model_answered_fen(const ModelFile *file);
int64_t model_total_fen(const ModelFile *file);
// The n-th of the telephones that objections are filed from.
const char *model_phone(int n);
#define MODEL_PHONES 3

#endif
