// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_READING_H
#define PUBLISH_READING_H
// 口径台账: every reading and parameter that is not the document's own word ([R] our reading, [O]
// another rule), with its basis, what money hangs on it, and who confirmed it, when, by which
// document. A confirmation holds for the very text that was confirmed, wherever it stands; what a
// reading bears on is no part of it.
//
// The money of a parameter is what it costs at another value. That of a reading is that of what it
// bears on (牵涉): its parameters at other values, whom its reasons turn away, what its measures come
// to; without any of these, what the whole policy comes to. Each is a trial that somebody asks for
// (publish/simulation.h).
//
// Risk rules and the inspection file have readings and parameters like items. No money hangs on
// them: what a rule finds is looked at, and what is drawn is inspected. Moves of a risk rule are
// tried on the claims that are still to be assessed; what those of the inspection draw follows
// from the rule alone, so nobody asks for it.

#include "access/actor.h"
#include "policy/pack.h"
#include "publish/scan.h"
#include "publish/simulation.h"

#define READING_DOCUMENT_BYTES_MAX 300

// Whose readings: of an item, of pack.md, of a rule, or all.
typedef struct ReadingPlace {
    int policy_number;            // -1 = all; 0 = pack.md, or the rule
    const Policy *rule;           // NULL: none
} ReadingPlace;

typedef enum ReadingKind { READING_READING, READING_PARAMETER } ReadingKind;

// A trial: what a parameter would cost at another value that its bounds allow, whom a reason turns
// away, what a measure comes to.
typedef struct ReadingMove {
    Bearing of;
    PolicyOverride to;            // of a parameter
    Str value;                    // FEEL; absent for the others
    Str shown;
    const Simulation *simulation; // the latest; NULL = nobody asked
} ReadingMove;

typedef struct ReadingMoves {
    ReadingMove *items;
    size_t count;
    size_t capacity;
} ReadingMoves;

typedef struct ReadingItem {
    int policy_number;            // 0: pack.md, for all, or a rule
    const Policy *rule;           // that it belongs to; NULL: of an item, or of pack.md
    ReadingKind kind;
    Str key;                      // the quoted words, or the key of the parameter
    Str name;                     // for people
    Str text;                     // the reading; the value with its bounds
    Str basis;
    Str text_hash;                // of all that is confirmed
    bool is_confirmed;
    Str confirmed_by, document;   // when it is
    Date confirmed_on;
    const BearingList *bears_on;  // of a reading; NULL or none: the whole policy
    ReadingMoves moves;           // of the parameter, or of all that the reading bears on
} ReadingItem;

typedef struct ReadingItems {
    ReadingItem *items;           // by policy, rules last; readings before parameters
    size_t count;
    size_t capacity;
    ScanCounts scanned;           // the latest scan: what hangs on the policy as a whole
} ReadingItems;

bool reading_list(Tx *tx, const Actor *actor, const Pack *pack, const ReadingPlace *place,
                  Arena *arena, ReadingItems *items, Error *error) MUST_USE;
// How a move is asked for.
SimulationTrial reading_trial(const Pack *pack, const ReadingItem *item, const ReadingMove *move);
// The entitled of a policy by the latest scan; of all for 0.
ScanCount reading_scanned(const ReadingItems *items, int policy_number);

typedef struct ReadingConfirm {
    const Pack *pack;
    ReadingPlace place;
    Str text_hash; // as it was shown: when the text changed meanwhile there is none such
    Str document;
} ReadingConfirm;

// ERROR_NOT_FOUND when the text is no longer that; ERROR_CONFLICT "CONFIRMED" when it is confirmed.
bool reading_confirm(Tx *tx, const Actor *actor, const ReadingConfirm *in, Arena *arena,
                     Error *error) MUST_USE;

// What identifies the text of an item's reading, for screens that show one: its `text_hash`.
Str reading_hash(Arena *arena, int policy_number, const Reading *reading);
// Whether it is not the document's own word.
bool reading_is_open(Str basis);

#endif
