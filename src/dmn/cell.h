// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_CELL_H
#define DMN_CELL_H
// One distinct cell of a decision table's input column.
//
// A cell is "any" (`-`), a set (constants only: points, ranges, comparisons, lists of them,
// not(...)) or a FEEL program. Whether a text is constant is the FEEL compiler's word: a part that
// reads no slot and calls no definition is evaluated once and stands for its value.
//
// A set knows its truth for scalars and null. For a value that is a list, a context, a range or a
// function the program decides; it is compiled when the type of the input leaves that open.

#include "dmn/table.h"

typedef enum DmnCellKind { DMN_CELL_ANY, DMN_CELL_SET, DMN_CELL_PROGRAM } DmnCellKind;

// One alternative of a set. A point has equal ends, both included; an end that is null is open.
typedef struct DmnSpan {
    FeelRange range;
    bool is_point;
    SourceRange place;
} DmnSpan;

typedef struct DmnCell {
    DmnCellKind kind;
    DmnText text;
    DmnSpan *spans;             // SET
    size_t span_count;
    bool is_negated;            // SET: not(...)
    FeelKind value_kind;        // SET: kind of all its constants; FEEL_NULL when it has only null
    const FeelProgram *program; // PROGRAM; also SET where the input may be no scalar
} DmnCell;

// What compiling cells needs; `scratch` runs constant parts.
typedef struct DmnCellCompiler {
    Arena *arena;
    const FeelScope *scope;
    FeelRun *scratch;
    Diagnostics *diagnostics;
} DmnCellCompiler;

// Compiles a cell tested against slot `input_slot`. False when it has errors.
bool dmn_cell_compile(DmnCellCompiler *compiler, DmnText text, const FeelType *input_type,
                      size_t input_slot, DmnCell *cell) MUST_USE;
// A list of constants, ranges and comparisons; false when the text is no constant set.
bool dmn_cell_constant_set(DmnCellCompiler *compiler, DmnText text, DmnCell *cell) MUST_USE;
// A constant expression; false when it reads or calls something, is null or has errors.
bool dmn_constant(DmnCellCompiler *compiler, DmnText text, FeelValue *value) MUST_USE;
// Truth of a set for a scalar or null.
FeelTruth dmn_cell_truth(const DmnCell *cell, FeelValue value);

bool dmn_text_is_empty(DmnText text);
// The text without surrounding white space.
DmnText dmn_text_trim(DmnText text);
Str dmn_text_str(DmnText text);
// Whether values of this kind are scalars: compared by equality and order alone.
bool dmn_kind_is_scalar(FeelKind kind);
bool dmn_type_is_scalar(const FeelType *type);

#endif
