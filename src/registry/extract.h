// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_EXTRACT_H
#define REGISTRY_EXTRACT_H
// The extracts that core systems deliver: which files, which columns, how a cell is read.
//
// One table (extract.c) serves the importer, the synthetic city and docs/extracts.md. Reading a
// cell is generic: the column's kind says what text is good, what it means, and what is wrong
// with any other. An extract is UTF-8 CSV with a header row; columns may stand in any order and
// further columns are ignored. Nothing here knows the database.

#include "registry/validate.h"

typedef enum ExtractId {
    EXTRACT_POLICE,
    EXTRACT_ORG,
    EXTRACT_ORG_SIZE,
    EXTRACT_ORG_ACCOUNT,
    EXTRACT_ORG_INSURANCE,
    EXTRACT_HARDSHIP,
    EXTRACT_POVERTY,
    EXTRACT_LOW_INCOME,
    EXTRACT_GRADUATE,
    EXTRACT_VETERAN,
    EXTRACT_EMPLOYMENT,
    EXTRACT_HIRE,
    EXTRACT_INSURANCE,
    EXTRACT_UNEMPLOYMENT,
    EXTRACT_BENEFIT,
    EXTRACT_SKILL_CERT,
    EXTRACT_PERSON_ACCOUNT,
    EXTRACT_INTERNSHIP_UNIT,
    EXTRACT_INTERNSHIP,
    EXTRACT_ORGANISER,
    EXTRACT_ROSTER,
    EXTRACT_ROSTER_LINE,
    EXTRACT_ENTITLEMENT,
    EXTRACT_ORG_PERSON,
    EXTRACT_POST,
    EXTRACT_SENTENCE,
    EXTRACT_LATE_PAYMENT,
    EXTRACT_COUNT
} ExtractId;

typedef enum CellKind {
    CELL_ID_NUMBER,      // 公民身份号码
    CELL_PERSON_NAME,
    CELL_UNIT_NAME,      // of a unit, school, bank, town
    CELL_USCC,           // doubtful ones are taken with a warning
    CELL_DIVISION,       // six digits
    CELL_DATE,           // 2023-09-30
    CELL_MONTH_FIRST,    // 2023-09, read as its first day
    CELL_MONTH_LAST,     // 2023-09, read as its last day
    CELL_YEAR,           // 2023
    CELL_COUNT,          // a whole number from 0
    CELL_YUAN,           // 1234.56, read as fen
    CELL_HUNDREDTHS,     // 30.5, read as 3050
    CELL_LABEL,          // one of the column's labels, read as its code
    CELL_PHONE,
    CELL_BANK_CARD,
    CELL_CORPORATE_ACCOUNT,
    CELL_EDUCATION,
    CELL_OCCUPATION,
    CELL_INDUSTRY,
    CELL_TEXT,           // up to CELL_TEXT_BYTES_MAX bytes
} CellKind;

#define CELL_TEXT_BYTES_MAX 600
#define CELL_MONEY_YUAN_MAX 1000000000000 // 10^12 yuan
#define EXTRACT_COLUMNS_MAX 16
#define EXTRACT_KEY_COLUMNS_MAX 5
#define EXTRACT_LABELS_MAX 12

// What users write, and the code that is stored.
typedef struct Label {
    const char *text;
    const char *code; // "0" and "1" for 否 and 是
} Label;

typedef struct ExtractColumn {
    const char *header;
    CellKind kind;
    bool is_optional;
    const Label *labels; // CELL_LABEL: ended by {NULL, NULL}
} ExtractColumn;

typedef struct Extract {
    const char *name;       // "公安户籍"; the file is name + ".csv"
    const char *department; // which delivers it: the source of its rows
    const char *english;    // one line for the reader of the code
    const ExtractColumn *columns;
    int column_count;
    int key[EXTRACT_KEY_COLUMNS_MAX]; // columns that identify a row
    int key_count;
} Extract;

extern const Extract extracts[EXTRACT_COUNT];

// A cell that was read. `text` is the text or the code, trimmed; absent when the cell is empty.
typedef struct Cell {
    bool present;
    bool is_doubtful; // a uscc whose checksum differs
    Str text;
    int64_t number; // a date, a count, fen, hundredths, a year
    Sex sex;        // CELL_ID_NUMBER
    Date birth_date;
} Cell;

// Reads a cell as its column demands. On failure the check is wrong, with a code such as
// "MISSING", "DATE_FORM", "ID_CHECKSUM". `today` bounds dates of birth; text that had to change
// (x to X) is put into `arena`.
Check cell_read(Arena *arena, const ExtractColumn *column, Str raw, Date today, Cell *cell);

// What a cell of this kind has to look like, in Chinese, for manuals and pages.
const char *cell_kind_rule(CellKind kind);

// The label of a code, for writing extracts; the code itself when it has none.
const char *label_of(const ExtractColumn *column, const char *code);

#endif
