// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_IMPORT_ROW_H
#define REGISTRY_IMPORT_ROW_H
// What the importer and its loaders share. A loader turns the checked cells of one extract's row
// into a record, and writes a chunk of records; import.c does all the rest.

#include "registry/extract.h"
#include "registry/key_table.h"
#include "store/store.h"

// What is known while rows are checked.
typedef struct ImportKnown {
    KeyTable people;     // first 17 digits -> person.id; mark: hash of the name
    KeyTable units;      // uscc
    KeyTable organisers; // code
    KeyTable rosters;    // batch number
} ImportKnown;

typedef struct ImportRow {
    const Cell *cells;   // by column of the extract
    ImportKnown *known;
    int64_t person_id;   // of the row's person; 0 when the extract has none or the cell is empty
    const char *source;  // department
    Arena *arena;        // of the chunk
} ImportRow;

typedef struct Loader {
    size_t record_size;
    int person_column;   // of the identity number; -1 = none
    int unit_column;     // of a unit that must be known; -1 = none
    // Fills the record, or says why not. Text of cells is in the chunk's arena already.
    Check (*convert)(const ImportRow *row, void *record);
    // Writes `count` records; `affected` adds up the rows of the database that changed.
    bool (*flush)(Tx *tx, const void *records, size_t count, int64_t *affected, Error *error);
} Loader;

extern const Loader *const labour_loaders[EXTRACT_COUNT];   // NULL where the other table has it
extern const Loader *const employer_loaders[EXTRACT_COUNT];

static inline Check import_ok(void) { return (Check){VERDICT_OK, "", ""}; }

static inline Check import_wrong(const char *code, const char *sentence) {
    return (Check){VERDICT_WRONG, code, sentence};
}

// A period must not end before it begins, nor begin after the data date.
static inline Check import_period(const Cell *from, const Cell *to, const Cell *data_date) {
    if (from->present && from->number > data_date->number) {
        return import_wrong("DATE_FUTURE", "起始日期晚于数据日期，请核对");
    }
    if (from->present && to != NULL && to->present && to->number < from->number) {
        return import_wrong("PERIOD_ORDER", "终止日期早于起始日期，请核对");
    }
    return import_ok();
}

// A number that may be absent, as queries take it.
static inline OptionalInt import_optional(const Cell *cell) {
    return (OptionalInt){cell->present, cell->present ? cell->number : 0};
}

// The three fields that every table has.
#define IMPORT_TAIL(row, division_column, data_date_column)                                       \
    .division_code = (row)->cells[division_column].text, .source = str_from_c((row)->source),     \
    .data_date = (row)->cells[data_date_column].number

// A loader's flush that is one bulk query.
#define IMPORT_FLUSH(name, In)                                                                    \
    static bool flush_##name(Tx *tx, const void *records, size_t count, int64_t *affected,        \
                             Error *error) {                                                      \
        QueryBulk bulk = {0};                                                                     \
        if (!name##_bulk(tx, (const In *)records, count, &bulk, error)) return false;             \
        *affected += bulk.affected;                                                               \
        return true;                                                                              \
    }

#endif
