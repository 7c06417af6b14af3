// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_HIRE_ROSTER_H
#define REGISTRY_HIRE_ROSTER_H
// A unit reports many hires at once (招用名册): from an Excel workbook, a CSV file, or JSON.
//
// Three steps: read (bytes -> rows of text), check (what would become of every row; writes
// nothing), report (checks again and writes the good ones, in the caller's one transaction).
// Columns are found by their names, in any order; others are ignored. A start of contract without
// an end is a contract without fixed term; neither of the two is no contract.
//
// A fault belongs to a cell and says what to do; a row may have several, and no row stops another.
// A hire that is registered already is "known", not a fault, so the same roster may come again.
// Failure: reading fails as a whole (ERROR_INVALID, ERROR_LIMIT) when the file cannot be read or
// lacks a column; checking fails as a whole only for what is wrong with the unit (registry/hire.h)
// or the database. Rows and results live in the arena they were read into.

#include "base/json.h"
#include "registry/hire.h"

#define HIRE_ROSTER_ROWS_MAX 2000
#define HIRE_ROSTER_BYTES_MAX ((size_t)4 * 1024 * 1024) // of the file
#define HIRE_ROSTER_CELL_LENGTH_MAX 100                 // code points
#define HIRE_ROSTER_WAGE_FEN_MAX ((int64_t)100000000)   // a month

// X(enumerator, name in JSON, column name, demanded)
#define HIRE_ROSTER_COLUMNS(X)                                                                    \
    X(ROSTER_NAME, "name", "姓名", true)                                                          \
    X(ROSTER_ID_NUMBER, "id_number", "公民身份号码", true)                                        \
    X(ROSTER_HIRED_ON, "hired_on", "入职日期", true)                                              \
    X(ROSTER_CONTRACT_FROM, "contract_from", "合同起", true)                                      \
    X(ROSTER_CONTRACT_TO, "contract_to", "合同止", true)                                          \
    X(ROSTER_POST, "post", "岗位", false)                                                         \
    X(ROSTER_WAGE, "monthly_wage_yuan", "月工资(元)", false)

typedef enum HireRosterColumn {
#define X(name, key, label, is_demanded) name,
    HIRE_ROSTER_COLUMNS(X)
#undef X
    ROSTER_COLUMN_COUNT
} HireRosterColumn;

typedef struct HireRosterRow {
    int64_t line;                    // of the sheet or file, from 1
    Str cells[ROSTER_COLUMN_COUNT];  // as written, trimmed
    Str unreadable;                  // why the line could not be read; absent = it could
} HireRosterRow;

typedef struct HireRoster {
    HireRosterRow *items;
    size_t count;
    size_t capacity;
    int columns[ROSTER_COLUMN_COUNT]; // where each stands in the file, from 0; -1 = nowhere
} HireRoster;

typedef enum HireRosterVerdict { ROSTER_TAKEN, ROSTER_KNOWN, ROSTER_REFUSED } HireRosterVerdict;

typedef struct HireRosterFault {
    HireRosterColumn column; // ROSTER_COLUMN_COUNT: the whole row
    Str code;
    Str place;               // 「第3行B列（公民身份号码）：」
    Str sentence;            // what is wrong and what to do
} HireRosterFault;

typedef struct HireRosterLine {
    const HireRosterRow *row;
    HireRosterVerdict verdict;
    struct {
        HireRosterFault *items;
        size_t count;
        size_t capacity;
    } faults;
    HireReport report; // complete unless refused
} HireRosterLine;

typedef struct HireRosterResult {
    HireRosterLine *lines; // one per row, in the same order
    size_t count;
    size_t taken, known, refused;
    bool is_reported;      // the taken ones were written
    Str division_code;     // of the unit; absent when no row came so far
} HireRosterResult;

typedef struct HireRosterIn {
    const HireRoster *roster;
    Str uscc;
    Date today;
    bool is_all_or_nothing; // one refused row, and none is written
} HireRosterIn;

// Reads a file: a workbook or CSV by its content, CSV in UTF-8 or GB 18030.
bool hire_roster_read(Arena *arena, Str bytes, HireRoster *roster, Error *error) MUST_USE;
// Reads an array of objects with the JSON names above; values are text, numbers, or null.
bool hire_roster_from_json(Arena *arena, const JsonValue *rows, HireRoster *roster, Error *error)
    MUST_USE;
// Writes that array, so that a checked roster can come back to be reported.
void hire_roster_to_json(const HireRoster *roster, JsonWriter *writer);
// An empty CSV file with the column names, which Excel opens as UTF-8.
Str hire_roster_template(Arena *arena) MUST_USE;
Str hire_roster_column_label(HireRosterColumn column);
Str hire_roster_column_key(HireRosterColumn column); // its JSON name

// Both are store functions but for their types: inside a transaction, to be run twice if need be.
bool hire_roster_check(Tx *tx, const HireRosterIn *in, Arena *arena, HireRosterResult *result,
                       Error *error) MUST_USE;
bool hire_roster_report(Tx *tx, const HireRosterIn *in, Arena *arena, HireRosterResult *result,
                        Error *error) MUST_USE;

#endif
