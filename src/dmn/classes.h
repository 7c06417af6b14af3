// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_CLASSES_H
#define DMN_CLASSES_H
// The classes into which the constants of one input column divide its values.
//
// With the constants (ends) sorted, e0 < e1 < ... < e(k-1), there are 2k+1 ordered classes: even
// ones are the stretches between, odd ones the ends themselves:
//
//      class    0     1     2     3     4
//      values  <e0   =e0  e0..e1  =e1  >e1          then: null, and values of any other kind
//
// All values of one class make the same cells true, so a cell is a set of classes, and the class
// of an integer is the number of ends it has reached plus the number it has passed.

#include "dmn/cell.h"

typedef struct DmnClasses {
    FeelKind kind;         // of the ends; FEEL_NULL when there are none
    const FeelValue *ends; // ascending, distinct
    size_t end_count;
    const int64_t *scaled; // the ends as integers, when they all are: numbers at `scale`, dates
    int scale;
    const uint32_t *near;  // class of each integer from one before the first end to one after the
    int64_t near_from;     // last, when these are few: the first such integer, and how many
    size_t near_count;     // (0 = no such table)
    uint32_t null_class;   // 2 * end_count + 1
    uint32_t other_class;  // 2 * end_count + 2
    uint32_t count;        // 2 * end_count + 3
} DmnClasses;

// Cells that are no set are passed over. False when their constants are of several kinds.
bool dmn_classes_build(Arena *arena, const DmnCell *cells, size_t count, DmnClasses *classes)
    MUST_USE;
uint32_t dmn_classes_of(const DmnClasses *classes, FeelValue value);

// How to classify the rows of one column: settled once, then used block by block.
typedef struct DmnClassifier {
    const DmnClasses *classes;
    const FeelColumn *column;
    bool is_constant;
    uint32_t constant_class;
    const uint32_t *of_code; // CODES: class of each text of the dictionary; NULL = one by one
    bool has_integers;       // SCALED or DATES, to be compared with `integers`
    DmnClasses integers;     // the classes with their ends at the scale of the column
} DmnClassifier;

DmnClassifier dmn_classifier(Arena *arena, const DmnClasses *classes, const FeelColumn *column,
                             size_t row_count);
// The class of each of the rows [from, from + count).
void dmn_classify(const DmnClassifier *classifier, size_t from, size_t count, uint32_t *result);

// A set cell as classes: true in the stretches, or outside them when negated.
typedef struct DmnClassRange {
    uint32_t from, to; // inclusive; none when from > to
} DmnClassRange;

typedef struct DmnClassSet {
    DmnClassRange *ranges;
    size_t count;
    bool is_negated;
    FeelTruth of_null, of_other;
} DmnClassSet;

DmnClassSet dmn_class_set(Arena *arena, const DmnClasses *classes, const DmnCell *cell);
FeelTruth dmn_class_set_truth(const DmnClassSet *set, const DmnClasses *classes,
                              uint32_t class_id);

// A value of an ordered class, null for the null class; false when the class may have none that can
// be named (between two texts, say) or is `other`.
bool dmn_classes_sample(const DmnClasses *classes, uint32_t class_id, FeelValue *value);

#endif
