// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_DRAFT_H
#define PUBLISH_DRAFT_H
// A draft: one file of the pack being changed, an item or a rule alike, on its way to a version.
//
//     draft ──submit──> submitted ──publish──> published
//       ^  └──────────── rejected <──reject──┘      │
//       └──change──┘                         (any of the first three) ──withdraw──> withdrawn
//
// Its author alone changes, submits and withdraws it; somebody else publishes or rejects it, by a
// CHECK of the schema. It is submitted only when `jiuye check` finds no error in the pack with it
// and its cost was looked at (publish/simulation.h) as it is now. It builds on the file as it was
// when the draft began: when another version changed that file meanwhile it is outdated and must
// be begun anew. Every step writes its audit row in the same transaction.

#include "access/actor.h"
#include "policy/pack.h"
#include "publish/version.h"

#define DRAFT_LIST_ROWS 200
#define DRAFT_REASON_BYTES_MAX 2000

typedef enum DraftKind { DRAFT_NEW, DRAFT_EDIT, DRAFT_RENEWAL } DraftKind;

typedef enum DraftState {
    DRAFT_DRAFT,
    DRAFT_SUBMITTED,
    DRAFT_PUBLISHED,
    DRAFT_REJECTED,
    DRAFT_WITHDRAWN,
} DraftState;

typedef struct Draft {
    int64_t id;
    Str number;          // "CG-2023-0001"
    DraftKind kind;
    Str file_name;       // within the pack
    int policy_number;   // 0: not known yet, a rule, or pack.md
    Str title;
    Str base_content;    // of the file when the draft began; absent: there was none
    Str content;
    int64_t revision;    // counts changes of the content
    DraftState state;
    int64_t author_id;
    Str author_name;
    Date begun_on;
    Str note;            // of the author; may be absent
    Date effective_on;   // asked for, in the end had; DATE_ABSENT before
    Str decided_name;    // who published or rejected it; absent before
    Date decided_on;
    Str reason;          // of a rejection
    Str version_hash;    // that it became
} Draft;

typedef struct Drafts {
    Draft *items;        // without contents
    size_t count;
    size_t capacity;
} Drafts;

const char *draft_kind_label(DraftKind kind);
const char *draft_state_label(DraftState state);
// Whether it has a cost to be computed (publish/simulation.h): an item has the money, a risk rule
// the claims that it finds; what an inspection file says shows by itself.
bool draft_is_simulated(const Draft *draft);

typedef struct DraftBegin {
    DraftKind kind;
    Str file_name;
    int policy_number;
    Str title;
    Str base_content;    // absent for a new file
    Str content;
} DraftBegin;

bool draft_begin(Tx *tx, const Actor *actor, const DraftBegin *in, Arena *arena, Draft *draft,
                 Error *error) MUST_USE;
bool draft_find(Tx *tx, Str number, Arena *arena, Draft *draft, Error *error) MUST_USE;
// Of a simulation; ERROR_NOT_FOUND when there is none.
bool draft_find_id(Tx *tx, int64_t id, Arena *arena, Draft *draft, Error *error) MUST_USE;
// Newest first.
bool draft_list(Tx *tx, Arena *arena, Drafts *drafts, Error *error) MUST_USE;

// The content as it was edited from `revision`. ERROR_CONFLICT "DRAFT_CHANGED" when somebody was
// faster. Line ends become \n.
typedef struct DraftChange {
    Str number;
    int64_t revision;
    Str content;
} DraftChange;
bool draft_change(Tx *tx, const Actor *actor, const DraftChange *in, Arena *arena, Draft *draft,
                  Error *error) MUST_USE;
bool draft_withdraw(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) MUST_USE;
bool draft_reject(Tx *tx, const Actor *actor, Str number, Str reason, Arena *arena, Error *error)
    MUST_USE;

// ---- With the pack; these take the store, since checking happens outside transactions ----

// The pack as it would be with the draft.
typedef struct DraftCheck {
    Version base;            // the version published last, that it builds on
    PackFiles files;
    const Pack *pack;        // NULL only when pack.md cannot be read
    const Policy *policy;    // or rule that its file makes; NULL when it is unreadable, or pack.md
    Diagnostics diagnostics; // all findings of `jiuye check`
    bool is_outdated;        // the file was changed by another version meanwhile
} DraftCheck;

// `is_full`: tables and examples are checked as well; otherwise the pack is only compiled.
bool draft_check(Store *store, const Draft *draft, bool is_full, Arena *arena, DraftCheck *check,
                 Error *error) MUST_USE;

typedef struct DraftSubmit {
    Str number;
    Date effective_on;
    Str note; // may be absent
} DraftSubmit;

// ERROR_CONFLICT "DRAFT_FAULTY" with the first finding, "DRAFT_OUTDATED", "NO_PREVIEW" when nobody
// looked at its cost.
bool draft_submit(Store *store, const Actor *actor, const DraftSubmit *in, Arena *arena,
                  Error *error) MUST_USE;
// Makes it a version, in effect from its day or from today, whichever is later. Takes no part in
// what the catalogue of a running server holds: refresh that afterwards. ERROR_CONFLICT
// "SAME_PERSON" for the author, and for another account of the same person.
bool draft_publish(Store *store, const Actor *actor, Str number, Arena *arena, Version *version,
                   Error *error) MUST_USE;

#endif
