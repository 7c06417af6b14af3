// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_BULLETIN_H
#define MONITOR_BULLETIN_H
// Bulletins of the leading group (月调度、季通报 …, domain.md S1): what every county reached of
// every target and paid of every budget in a period, drawn up from the records by the program.
//
// A bulletin is a preview until the leading office signs it, which it may once its period is over.
// Then its lines and figures are written down, hashed and never changed (triggers); better
// knowledge is added as a correction with its reason, beside the figure. The head notes
// instructions (批示). It compares the counties, so it is of the whole city whoever reads it, and
// holds counts and amounts only: no person. `jiuye verify` recomputes every hash from the rows
// (bulletin_prove).
//
// Completion is counted as of the last day of the period; money is that of the ledger up to that
// day, by business date. 环比 sets what came in the period beside what came in the one before.
// 逾期 counts the steps that were due by the last day and are not taken when it is drawn up.

#include "access/actor.h"
#include "monitor/cycle.h"
#include "monitor/figure.h"
#include "policy/pack.h"
#include "store/store.h"

#define BULLETIN_TEXT_BYTES_MAX 3000

typedef struct BulletinFigure {
    bool is_set;
    int64_t value; // counts, fen, basis points, a rank
} BulletinFigure;

typedef struct BulletinLine {
    int64_t sequence;  // from 1
    int policy_number; // 0 = all items together
    Str target_key;    // "" = claims and money of the item
    Str label, unit;
    Str measure, tally; // whose enrolments were counted, and which count; "" = none
    BulletinFigure figures[FIGURE_PLACES][FIGURE_CODE_COUNT];
} BulletinLine;

typedef struct BulletinLines {
    BulletinLine *items;
    size_t count;
    size_t capacity;
} BulletinLines;

typedef struct Bulletin {
    Str number; // "TB-2023-Q3"
    CyclePeriod period;
    Date as_of;         // the last day of the period; of a running one, the day of the preview
    int64_t elapsed_bp; // of the year, on as_of
    Str pack_hash;
    BulletinLines lines;
    bool is_signed;
    Str sha256;      // as bulletin_text has it; of a signed one, as it was signed
    Str signed_name; // absent = a preview
    Date signed_on;
} Bulletin;

typedef struct BulletinCorrection {
    FigureKey key;
    int64_t value;
    Str reason, corrected_name;
    Date corrected_on;
} BulletinCorrection;

typedef struct BulletinInstruction {
    Str body, given_name;
    Date given_on;
} BulletinInstruction;

typedef struct BulletinFile {
    Bulletin bulletin;
    BulletinCorrection *corrections; // in their order; the last of a figure is what is known now
    size_t correction_count;
    BulletinInstruction *instructions;
    size_t instruction_count;
} BulletinFile;

typedef struct BulletinHead {
    Str number, title, sha256, signed_name;
    Date signed_on;
    int64_t corrections, instructions;
} BulletinHead;

typedef struct BulletinHeads {
    BulletinHead *items;
    size_t count;
} BulletinHeads;

// ---- Drawing up and signing ----

// As the records are now. ERROR_NOT_FOUND for a number that names no period or one that has not
// begun.
bool bulletin_preview(Tx *tx, const Actor *actor, const Pack *pack, Str number, Arena *arena,
                      Bulletin *bulletin, Error *error) MUST_USE;
// ERROR_CONFLICT "PERIOD_RUNNING" before it is over, "UNIQUE:bulletin_number" a second time.
bool bulletin_sign(Tx *tx, const Actor *actor, const Pack *pack, Str number, Arena *arena,
                   Bulletin *bulletin, Error *error) MUST_USE;

// ---- Reading what was signed ----

bool bulletin_list(Tx *tx, Arena *arena, BulletinHeads *heads, Error *error) MUST_USE;
// ERROR_NOT_FOUND when it is not signed.
bool bulletin_find(Tx *tx, Str number, Arena *arena, BulletinFile *file, Error *error) MUST_USE;
// NULL when there is no such line.
const BulletinLine *bulletin_line_of(const Bulletin *bulletin, int64_t sequence);

// ---- Adding to it ----

typedef struct CorrectionIn {
    Str number;
    FigureKey key;
    int64_t value;
    Str reason;
} CorrectionIn;

bool bulletin_correct(Tx *tx, const Actor *actor, const CorrectionIn *in, Arena *arena,
                      Error *error) MUST_USE;
bool bulletin_instruct(Tx *tx, const Actor *actor, Str number, Str body, Arena *arena,
                       Error *error) MUST_USE;

// ---- As text ----

// A CSV (UTF-8 with a byte-order mark) that proves itself: its last line has the number of rows,
// the period, the pack and the SHA-256 of all bytes before that line.
typedef struct BulletinText {
    Str content;
    Str sha256; // of `content` without its last line
} BulletinText;
BulletinText bulletin_text(Arena *arena, const Bulletin *bulletin);
// That of a signed one, with its audit row: so this belongs into store_write.
bool bulletin_export(Tx *tx, const Actor *actor, Str number, Arena *arena, BulletinText *text,
                     Error *error) MUST_USE;

typedef struct BulletinProof {
    int64_t bulletins;
    int64_t faults;
    Str first_fault; // absent = none
} BulletinProof;

// Every signed bulletin, written anew from its rows, has the hash that was signed.
bool bulletin_prove(Tx *tx, Arena *arena, BulletinProof *proof, Error *error) MUST_USE;

#endif
