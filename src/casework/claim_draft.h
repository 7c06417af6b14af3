// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_DRAFT_H
#define CASEWORK_CLAIM_DRAFT_H
// A draft: what an applicant typed into the form of an application and has not submitted.
//
// One for each applicant, policy and subject; which measure of the policy it will be, the facts
// decide at submission. It holds texts as they were typed, good or not, and decides nothing.
// Nobody but the applicant sees it. Submitting deletes it; so does the next save of anybody once
// its last day has passed. An actor that is neither a person nor an organisation has no drafts:
// ERROR_FORBIDDEN.

#include "access/actor.h"
#include "store/store.h"

#define DRAFT_DAYS 30                        // from the last save
#define DRAFT_COUNT_MAX 50                   // of one applicant
#define DRAFT_BYTES_MAX ((size_t)64 * 1024)  // of what was typed

typedef struct ClaimDraft {
    Str number;      // "CG-2023-000001"
    int policy_number;
    Str subject_key;
    Str typed_json;  // an object: name of a field -> text
    Date saved_on;
    Date expires_on; // the last day
} ClaimDraft;

typedef struct ClaimDrafts {
    ClaimDraft *items;
    size_t count;
} ClaimDrafts;

// Of `in` the policy, the subject and what was typed are read. ERROR_LIMIT "TOO_MANY_DRAFTS",
// "DRAFT_TOO_LARGE".
bool claim_draft_save(Tx *tx, const Actor *actor, const ClaimDraft *in, Arena *arena,
                      ClaimDraft *draft, Error *error) MUST_USE;
bool claim_draft_find(Tx *tx, const Actor *actor, int policy_number, Str subject_key, Arena *arena,
                      ClaimDraft *draft, bool *found, Error *error) MUST_USE;
bool claim_draft_list(Tx *tx, const Actor *actor, Arena *arena, ClaimDrafts *drafts, Error *error)
    MUST_USE;
// ERROR_NOT_FOUND when it is not the actor's.
bool claim_draft_delete(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error)
    MUST_USE;
// After a submission; nothing happens when there was none.
bool claim_draft_forget(Tx *tx, const Actor *actor, int policy_number, Str subject_key,
                        Arena *arena, Error *error) MUST_USE;

#endif
