// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_SENTENCE_H
#define POLICY_SENTENCE_H
// A sentence for people with {FEEL} holes: 「还差{最少人数 - 合格人数}人」.
//
// A hole may end in a format: `:元` fen as yuan, `:日期`, `:百分比`, `:名` the label of a code. `{{` and
// `}}` are braces. Holes are compiled against the names of the policy.

#include "dmn/table.h"

typedef enum SentenceFormat {
    SENTENCE_PLAIN, SENTENCE_YUAN, SENTENCE_DATE, SENTENCE_PERCENT, SENTENCE_LABEL,
} SentenceFormat;

typedef struct SentencePiece {
    Str text;               // what stands before the hole
    DmnText hole;           // source NULL: no hole, the end
    SentenceFormat format;
    const FeelProgram *program; // set by sentence_compile
    size_t single_slot;     // the one slot the hole consists of, for labels; SIZE_MAX = none
} SentencePiece;

typedef struct Sentence {
    SentencePiece *pieces;
    size_t count;
} Sentence;

// Cuts a text at its holes. NULL with findings when braces do not pair.
Sentence *sentence_parse(Arena *arena, DmnText text, Diagnostics *diagnostics) MUST_USE;
// Compiles the holes; false with findings.
bool sentence_compile(Arena *arena, Sentence *sentence, const FeelScope *scope,
                      Diagnostics *diagnostics) MUST_USE;

// The label of a code, asked for `:名`; absent = none.
typedef Str SentenceLabel(void *user, size_t slot, Str code);

// The sentence for one row of a batch; a hole that is null reads 「（不详）」.
Str sentence_fill(Arena *arena, const Sentence *sentence, FeelRun *run, const FeelBatch *batch,
                  size_t row, SentenceLabel *label, void *user);

// Values as people read them: 2023年10月16日, 是, 1,500.00 is not used: plain "1500".
Str sentence_value(Arena *arena, FeelValue value);
// "1500元", "0.35元" without the word: fen as yuan, "1500" or "1500.50".
Str sentence_yuan(Arena *arena, Decimal fen);

#endif
