// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_HIRE_H
#define REGISTRY_HIRE_H
// A unit reports that it took somebody on (招用台账). The extracts of the labour bureau bring the
// same rows; what is there already is never changed by a report.
//
// Failure: ERROR_INVALID with the code of the check that failed ("ID_CHECKSUM", "PERIOD_ORDER");
// ERROR_NOT_FOUND "PERSON_UNKNOWN", "UNIT_UNKNOWN"; ERROR_CONFLICT "NAME_DIFFERS",
// "UNIT_NOT_ACTIVE", "HIRE_DIFFERS", "HIRE_OPEN" (the same person works there already: a renewed
// contract is no new hire). Messages are for the unit's clerk.

#include "registry/validate.h"
#include "store/store.h"

typedef struct HireId {
    int64_t value;
} HireId;

typedef struct HireReport {
    Str uscc;
    Str id_number;
    Str name;
    Date start_date;          // first day of the contract, or of the work without one
    Str contract_kind;        // fixed open task none
    Date contract_to;         // demanded of "fixed"; otherwise DATE_ABSENT is allowed
    Str post;                 // may be absent
    OptionalInt monthly_wage_fen;
} HireReport;

// What a report would come to.
typedef struct HireVerdict {
    bool is_known;     // the same hire is registered already; `id` is its
    HireId id;
    int64_t person_id;
    Str division_code; // of the unit
} HireVerdict;

// Checks a report and writes nothing. Fails as hire_report would.
bool hire_check(Tx *tx, const HireReport *report, Date today, Arena *arena, HireVerdict *verdict,
                Error *error) MUST_USE;
// Adds the hire. The same report again gives the same id.
bool hire_report(Tx *tx, const HireReport *report, Date today, Arena *arena, HireId *id,
                 Error *error) MUST_USE;

#endif
