// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_FACT_REQUEST_H
#define CASEWORK_FACT_REQUEST_H
// Asking departments (来源 department): what only a department may state is asked of it when a
// claim or an enrolment is entered or a batch is matched, and never taken from the applicant.
// What came with a roster or a batch is answered as a whole (casework/fact_sheet.h) or case by
// case. A case that lacks such a fact waits: a claim has no amount and is not reviewed, an
// enrolment is not admitted, a row of a batch is not confirmed.
//
// Answers are only added, and the latest counts. Whoever answers signs for the department; who is
// paid by a claim answers nothing in it.

#include "casework/claim.h"

#define FACT_REQUEST_ROWS_MAX 200  // of the list
#define FACT_REQUEST_WORKDAYS 5    // [R] as review (CLAIM_REVIEW_WORKDAYS), which waits for it

typedef enum FactCase { FACT_CASE_CLAIM, FACT_CASE_ENROLMENT, FACT_CASE_BATCH_ROW } FactCase;

typedef struct FactRequest {
    int64_t id;
    Str case_number;
    FactCase kind;
    int policy_number;
    Str fact_key;
    Str department;          // 简称
    Str list_number;         // the roster or batch that the case came by; absent: it came alone
    Str subject_label;       // people masked
    int64_t person_id;       // 0 = none
    Str uscc;                // absent = none
    Str division_code;
    Date asked_on, due_on;
    bool is_open;
    Str value_json;          // the latest answer; absent = none
    Str answered_by;
    Date answered_on;
} FactRequest;

typedef struct FactRequests {
    FactRequest *items;
    size_t count;
    bool has_more; // a list cut at FACT_REQUEST_ROWS_MAX
} FactRequests;

typedef struct FactAsking {
    Str case_number;
    Str list_number;         // absent: it came alone
    const Assessment *assessment;
} FactAsking;

// Asks for every fact of the cases that a department states, once, and keeps what is stated
// already.
bool fact_requests_ask(Tx *tx, const CaseContext *context, Date on, const FactAsking *askings,
                       size_t count, Arena *arena, Error *error) MUST_USE;
// Keeps the answers of a JSON object of facts; the caller has checked whose they are.
bool fact_requests_answer(Tx *tx, const Actor *actor, Str case_number, Str department_json,
                          Arena *arena, Error *error) MUST_USE;
// A row of a batch became a claim, which is the case from now on.
bool fact_requests_pass(Tx *tx, Str case_number, Str claim_number, Error *error) MUST_USE;
// All requests of a case, in the order of the policy's facts.
bool fact_requests_of(Tx *tx, Str case_number, Arena *arena, FactRequests *requests,
                      Error *error) MUST_USE;
// The answers as a JSON object of facts.
Str fact_requests_statement(Arena *arena, const FactRequests *requests);

// What waits for the actor's department within its scope and came alone, what is due first first.
bool fact_request_list(Tx *tx, const Actor *actor, Arena *arena, FactRequests *requests,
                       Error *error) MUST_USE;
// Those of a case that the actor's department is asked for within its scope, answered ones too;
// ERROR_NOT_FOUND when there are none.
bool fact_requests_find(Tx *tx, const Actor *actor, Str case_number, Arena *arena,
                        FactRequests *requests, Error *error) MUST_USE;

// Whom a case is about, so that the department can look it up; absent fields for what is not.
typedef struct FactSubjectIdentity {
    Str person_name, id_number;
    Str unit_name, uscc;
} FactSubjectIdentity;

// Of a case that the department is asked for. That it was looked at is written to the audit log.
bool fact_request_identify(Tx *tx, const Actor *actor, const FactRequest *request, Arena *arena,
                           FactSubjectIdentity *identity, Error *error) MUST_USE;

#endif
