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
// Whether a column holds integers at the scale of the ends.
bool dmn_classes_fit(const DmnClasses *classes, const FeelColumn *column);
// The class of an integer, by the table of those near the ends.
static inline uint32_t dmn_classes_near(const DmnClasses *classes, int64_t value) {
    int64_t last = classes->near_from + (int64_t)classes->near_count - 1;
    int64_t clamped = value < classes->near_from ? classes->near_from : value > last ? last : value;
    return classes->near[clamped - classes->near_from];
}
// The class of each row.
void dmn_classes_column(const DmnClasses *classes, const FeelColumn *column, size_t row_count,
                        uint32_t *result);

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
