// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_INSPECTION_H
#define CASEWORK_INSPECTION_H
// Inspections (抽查, domain.md S3): a draw per county, fund and month over the claims that were
// approved in it, and what was found of each that was drawn.
//
// How many are drawn says the pack's rule (kind: inspection), never less than 5 %, by a CHECK. Who
// is drawn follows from the list (casework/sample.h) once the month is over, and the list from
// steps that are only added: nobody can choose, and inspection_prove repeats every draw. Claims
// about which something high had been found are inspected besides. A month is drawn once; draws and
// results are never changed. A result is given by somebody who had no hand in the claim and is not
// its payee.

#include "casework/claim.h"
#include "casework/evidence.h"

#define INSPECTION_NOTE_BYTES_MAX 2000

typedef struct InspectionList {
    Str fund_key;
    Str division_code;
    Str month;            // "2023-10"
} InspectionList;

// ERROR_CONFLICT "MONTH_NOT_OVER", "ALREADY_DRAWN" with the number in the detail, "NO_RULE" when the
// pack has none; ERROR_NOT_FOUND when nothing was approved or the county is out of scope.
bool inspection_draw(Tx *tx, const Actor *actor, const CaseContext *context,
                     const InspectionList *list, Arena *arena, Str *number, Error *error) MUST_USE;

typedef struct InspectionRule {
    const Pack *pack;
    Date on;
    const PolicyOverride *moved; // a parameter of the rule at another value; NULL = none
} InspectionRule;

// How many of a list of so many the pack's rule has drawn. ERROR_CONFLICT "NO_RULE" as above.
bool inspection_size(const InspectionRule *by, size_t count, Arena *arena, int64_t *size,
                     Error *error) MUST_USE;
// The sample of a list that somebody has in front of them, by the same rule; nothing is kept.
bool inspection_sample(const Pack *pack, Date on, const Str *numbers, size_t count, Arena *arena,
                       bool *is_drawn, Error *error) MUST_USE;

// ---- Reading ----

typedef struct InspectionItem {
    int64_t index;        // within the inspection, from 1
    Str claim_number;
    bool is_for_finding;  // inspected for a high finding, not by lot
    int policy_number;
    Str policy_title;
    Str applicant_name;   // unmasked: pages mask
    bool is_person;
    int64_t amount_fen;
    ClaimState state;
    Str result;           // absent, in_order, not_in_order
    Str note;
    Str evidence_name;    // absent = none
    Str checked_by;
    Date checked_on;
} InspectionItem;

typedef struct Inspection {
    Str number;
    InspectionList list;
    int64_t population_count, sample_count, high_count;
    Str seed;
    Str pack_hash;
    Str drawn_by;
    Date drawn_on;
    InspectionItem *items;
    size_t item_count;
} Inspection;

bool inspection_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Inspection *inspection,
                     Error *error) MUST_USE;

// How far a month's list was inspected; of the totals `list` and `number` are absent.
typedef struct InspectionCover {
    InspectionList list;
    Str number;           // absent: not drawn yet
    bool may_draw;        // the month is over, and nothing was drawn
    int64_t approved, drawn, checked, not_in_order;
} InspectionCover;

typedef struct InspectionCovers {
    InspectionCover *items; // newest month first
    size_t count;
    InspectionCover total;  // of the items
} InspectionCovers;

bool inspection_cover(Tx *tx, const Actor *actor, Arena *arena, InspectionCovers *covers,
                      Error *error) MUST_USE;

// ---- Results ----

typedef struct InspectionResult {
    Str number;
    int64_t index;
    bool is_in_order;
    Str note;
    Str evidence_name;    // absent: no file
    Str evidence;
} InspectionResult;

// ERROR_CONFLICT "SAME_PERSON", "OWN_CLAIM", "ALREADY_CHECKED"; ERROR_INVALID without a note.
bool inspection_record(Tx *tx, const Actor *actor, const CaseContext *context,
                       const InspectionResult *result, Arena *arena, Error *error) MUST_USE;
// After a claim was paid: what an inspection found while the money was on its way is clawed back.
// What is not on its way yet gets no money (NOT_IN_ORDER, by the schema).
bool inspection_follow_payment(Tx *tx, const Actor *actor, const CaseContext *context,
                               int64_t claim_id, Arena *arena, Error *error) MUST_USE;
bool inspection_evidence_read(Tx *tx, const Actor *actor, Str number, int64_t index, Arena *arena,
                              Str *content_type, Str *name, Str *content, Error *error) MUST_USE;

// ---- Proof ----

// Whether every draw is the one that its month's list gives.
typedef struct InspectionProof {
    int64_t inspections;
    int64_t faults;
    Str first_fault;      // absent = none
} InspectionProof;

bool inspection_prove(Tx *tx, Arena *arena, InspectionProof *proof, Error *error) MUST_USE;

#endif
