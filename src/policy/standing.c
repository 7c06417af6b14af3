// SPDX-License-Identifier: Apache-2.0
#include "policy/standing.h"

const StandingColumn enrolment_columns[STANDING_COLUMN_COUNT] = {
    [STANDING_SEQ] = {"seq", FACT_NUMBER},
    [STANDING_UNITS] = {"units", FACT_NUMBER},
    [STANDING_ADMITTED] = {"admitted", FACT_BOOLEAN},
    [STANDING_ADMITTED_ON] = {"admitted_on", FACT_DATE},
    [STANDING_DONE] = {"done", FACT_BOOLEAN},
    [STANDING_DONE_ON] = {"done_on", FACT_DATE},
    [STANDING_PASSED] = {"passed", FACT_BOOLEAN},
    [STANDING_PASSED_YEAR] = {"passed_year", FACT_NUMBER},
    [STANDING_DELIVERED] = {"delivered", FACT_RECORD},
    [STANDING_SOURCES] = {"sources", FACT_NUMBER},
    [STANDING_AMOUNT_FEN] = {"amount_fen", FACT_NUMBER},
};

const StandingColumn tally_columns[TALLY_COLUMN_COUNT] = {
    [TALLY_ADMITTED] = {"admitted", FACT_NUMBER}, [TALLY_DONE] = {"done", FACT_NUMBER},
    [TALLY_PERSONS] = {"persons", FACT_NUMBER},   [TALLY_UNITS] = {"units", FACT_NUMBER},
    [TALLY_UNITS_DONE] = {"units_done", FACT_NUMBER},
    [TALLY_PLACES] = {"places", FACT_NUMBER},     [TALLY_LATE] = {"late", FACT_NUMBER},
};

size_t standing_find(const StandingColumn *columns, size_t count, Str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, str_from_c(columns[i].name))) return i;
    }
    return SIZE_MAX;
}
