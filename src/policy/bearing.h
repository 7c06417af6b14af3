// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_BEARING_H
#define POLICY_BEARING_H
// What a reading bears on (牵涉): parameters, reason codes and measures of its own file. Without any
// it is the whole policy.

#include "policy/section.h"

#define BEARINGS_MAX 12 // of one reading
#define BEARING_WHOLE "-"

typedef enum BearingKind { BEARING_PARAMETER, BEARING_REASON, BEARING_MEASURE } BearingKind;
#define BEARING_KIND_COUNT 3

typedef struct Bearing {
    BearingKind kind;
    Str key;  // of the parameter or measure; the code
    Str name; // for people; of a code what it says, … for its holes
} Bearing;

typedef struct BearingList {
    Bearing *items;
    size_t count;
    size_t capacity;
} BearingList;

// Names joined by 、: of a parameter or measure its name or key, of a reason its code. A finding
// that lists what comes near for each that the file does not have. The sections that declare them
// are read before.
void bearings_read(PolicyReader *reader, Str text, SourceRange place, BearingList *bearings);
// "parameter", "reason", "measure".
Str bearing_kind_code(BearingKind kind);
// A parameter for any other code.
BearingKind bearing_kind_from_code(Str code);
// 参数, 原因, 措施.
Str bearing_kind_label(BearingKind kind);

#endif
