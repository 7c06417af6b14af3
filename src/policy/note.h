// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_NOTE_H
#define POLICY_NOTE_H
// The parts of a policy that only people read: the card for the public (办事), the readings chosen
// for ambiguous words (读法), and how lists of several sources merge in the register (合并).

#include "policy/bearing.h"
#include "policy/mark.h"
#include "policy/section.h"

typedef struct CardLine {
    Str question; // 给谁, 给多少, 怎么办, 什么时候到期 …
    Str answer;
    SourceRange place;
} CardLine;

typedef struct CardLineList {
    CardLine *items;
    size_t count;
    size_t capacity;
} CardLineList;

// What the card answers, as the public reads it: without marks. Empty when it does not say.
Str card_answer(const CardLineList *card, Str question);

typedef struct Reading {
    Str quote;   // the ambiguous words
    Str reading;
    Str basis;
    Mark mark;
    BearingList bears_on; // none = the whole policy
    SourceRange place;
} Reading;

typedef struct ReadingList {
    Reading *items;
    size_t count;
    size_t capacity;
} ReadingList;

typedef struct Merge {
    Str subject; // what is merged
    Str key;     // by which column
    Str keep;    // which record stays
    Str tie;     // and when that is equal
    SourceRange place;
} Merge;

typedef struct MergeList {
    Merge *items;
    size_t count;
    size_t capacity;
} MergeList;

void card_read(PolicyReader *reader, const Section *section);
void readings_read(PolicyReader *reader, const Section *section);
void merges_read(PolicyReader *reader, const Section *section);

#endif
