// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_FACILITY_H
#define KINDS_FACILITY_H
// Facilities: gig markets and stations, workstations, village platforms, incubators, shops …
// What kinds there are is said by the policies' codes of the fact `facility_type` or `type`; here
// it is a word. A facility is registered by the unit that runs it, or by staff of its county.

#include "casework/claim.h"

#define FACILITY_TEXT_BYTES_MAX 200
#define FACILITY_ROWS_MAX 200

typedef struct Facility {
    Str number;            // "SS-2023-000012"
    Str kind;              // market, station …
    Str name;
    Str uscc;
    Str division_code;
    Str address;
    Str site_code;         // absent = none
    Str level;             // absent = none
    int64_t total_area_m2; // 0 = not stated
    int64_t free_area_m2;  // -1 = not stated
    bool is_government_funded;
    Date registered_on;
    Date ended_on;         // DATE_ABSENT = in use
} Facility;

typedef struct Facilities {
    Facility *items;
    size_t count;
    size_t capacity;
} Facilities;

// ERROR_CONFLICT "FACILITY_EXISTS" for the same unit, kind and name, "OWN_FACILITY" for staff who act
// for the unit in another account.
bool facility_register(Tx *tx, const Actor *actor, const Facility *in, Arena *arena,
                       Facility *facility, Error *error) MUST_USE;
// The monthly report of a facility's space.
bool facility_report_space(Tx *tx, const Actor *actor, Str number, int64_t total_area_m2,
                           int64_t free_area_m2, Arena *arena, Facility *facility, Error *error)
    MUST_USE;
bool facility_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Facility *facility,
                   Error *error) MUST_USE;
// The actor's own, or those of the scope; by number, after `after_number`.
bool facility_list(Tx *tx, const Actor *actor, Str kind, Str after_number, int64_t row_count,
                   Arena *arena, Facilities *facilities, Error *error) MUST_USE;

#endif
