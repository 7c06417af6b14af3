// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_INSPECTION_CORE_H
#define CASEWORK_INSPECTION_CORE_H
// What drawing, recording and proving inspections share.

#include "casework/inspection.h"
#include "casework/inspection.sql.h"

// Within the scope, or ERROR_NOT_FOUND.
bool inspection_load(Tx *tx, const Actor *actor, Str number, Arena *arena, InspectionRow *row,
                     Error *error) MUST_USE;

// The list of a month, and who of it a draw of a given size takes.
typedef struct InspectionDraw {
    InspectionMemberRows members;
    Str *numbers;       // of the members
    Str seed;
    bool *is_drawn;     // by lot, by member
    int64_t high_count; // of the others with a high finding
} InspectionDraw;

// First and last day of "2023-10"; false for what is no month.
bool inspection_days(Str month, Date *first, Date *last) MUST_USE;
bool inspection_members(Tx *tx, const InspectionList *list, Arena *arena, InspectionDraw *draw,
                        Error *error) MUST_USE;
void inspection_draw_members(Arena *arena, int64_t sample_count, InspectionDraw *draw);

#endif
