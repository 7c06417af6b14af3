// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_NOTICE_H
#define CASEWORK_NOTICE_H
// Public notice (公示) over working days, and objections to it.
//
// A notice takes all reviewed claims of one measure and county that are shown for the same number
// of days, which is that of the version that decided them. The public sees names and numbers
// masked, and nothing else of a person. An objection holds its claim until somebody answers it.
// A measure with no notice days goes from reviewed to cleared at once.

#include "casework/claim.h"

#define OBJECTION_TEXT_BYTES_MAX 2000
#define OBJECTION_ROWS_MAX 2000 // of a list
// Open ones to one line of a notice, whoever files them; by the schema (0105).
#define OBJECTION_OPEN_MAX 20

typedef struct NoticeItem {
    Str masked_name;
    Str masked_key;   // id number or uscc: first and last characters
    int64_t amount_fen;
    Str claim_number; // staff only; absent on public pages
    int64_t index;    // within the notice, from 1
    bool is_held;
} NoticeItem;

typedef struct Notice {
    Str number;
    int policy_number;
    Str policy_title;
    Str measure_name;
    Str division_code;
    Date opens_on, closes_on; // both days count; objections are taken to the end of closes_on
    bool is_open;
    NoticeItem *items;
    size_t item_count;
} Notice;

typedef struct Notices {
    Notice *items;
    size_t count;
    size_t capacity;
} Notices;

// ERROR_NOT_FOUND when no reviewed claim waits.
bool notice_open(Tx *tx, const Actor *actor, const CaseContext *context, int policy_number,
                 Str division_code, Arena *arena, Notice *notice, Error *error) MUST_USE;
// Clears the claims of every notice of the actor's scope whose last day has passed and that nobody
// objects to. By the clock, or by a reviewer; running it twice changes nothing more.
bool notice_close_due(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                      int64_t *cleared, Error *error) MUST_USE;
// The notice board, newest first, without items.
bool notice_list(Tx *tx, int64_t row_count, Arena *arena, Notices *notices, Error *error) MUST_USE;
// With items; claim numbers only for an actor that may read cases.
bool notice_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Notice *notice,
                 Error *error) MUST_USE;

typedef struct Objection {
    int64_t id;
    Str notice_number;
    int64_t item_index;
    Str claim_number;
    Str objector_name;
    Str phone;
    Str text;
    Str state;  // open, upheld, dismissed
    Str answer; // absent while open
    Date filed_on;
} Objection;

typedef struct Objections {
    Objection *items;
    size_t count;
    size_t capacity;
} Objections;

// Anybody may object while the notice is open. ERROR_CONFLICT "ALREADY_OBJECTED" while the same
// telephone has one open to the line, "OBJECTIONS_FULL" while OBJECTION_OPEN_MAX are.
bool objection_file(Tx *tx, const Actor *actor, Str notice_number, int64_t item_index,
                    Str objector_name, Str phone, Str text, Arena *arena, Error *error) MUST_USE;
// Open ones first, then the newest; at most OBJECTION_ROWS_MAX.
bool objection_list(Tx *tx, const Actor *actor, Arena *arena, Objections *objections, Error *error)
    MUST_USE;
// Upheld: the claim is refused. Dismissed: the claim goes on where it stood.
bool objection_answer(Tx *tx, const Actor *actor, const CaseContext *context, int64_t id,
                      bool is_upheld, Str answer, Arena *arena, Error *error) MUST_USE;

#endif
