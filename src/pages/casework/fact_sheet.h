// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_FACT_SHEET_H
#define PAGES_CASEWORK_FACT_SHEET_H
// What a roster or a batch asks of the officer's department, as a whole: the cases, a workbook to
// fill in, and what became of the one that came back.

#include "casework/fact_sheet.h"
#include "pages/casework/wording.h"

#define FACT_SHEET_PAGE_CASES 50
#define FACT_SHEET_UPLOAD_BYTES_MAX (FACT_SHEET_BYTES_MAX + (size_t)64 * 1024) // with its frame

typedef struct FactSheetCardView {
    Str number;
    Str noun;      // 名册, 批次
    Str policy;
    Str facts;     // 「结业合格、目录补贴标准」
    int64_t cases;
    Day asked;
    DueView due;   // of the first
} FactSheetCardView;

typedef struct FactSheetCardViews {
    FactSheetCardView *items;
    size_t count;
} FactSheetCardViews;

FactSheetCardViews fact_sheet_cards_view(Context *context, const FactSheetCards *cards);
// A member `lists` of an open object.
void fact_sheet_cards_json(JsonWriter *writer, const FactSheetCards *cards);
// Where the officer goes on after a case that came with the list; all work when it came alone.
Str fact_sheet_path(Context *context, Str number);

typedef struct FactSheetColumnView {
    Str name, rule;
} FactSheetColumnView;

typedef struct FactSheetColumnViews {
    FactSheetColumnView *items;
    size_t count;
} FactSheetColumnViews;

typedef struct FactSheetCaseView {
    Str number;
    Str who, key;  // 「王某」 with the id number, or the unit with its code
    Str subject;
    DueView due;
} FactSheetCaseView;

typedef struct FactSheetCaseViews {
    FactSheetCaseView *items;
    size_t count;
} FactSheetCaseViews;

typedef struct FactSheetFaultView {
    int64_t line;
    Str column, text, sentence;
} FactSheetFaultView;

typedef struct FactSheetFaultViews {
    FactSheetFaultView *items;
    size_t count;
} FactSheetFaultViews;

typedef struct FactSheetLeftView {
    Str number, sentence;
} FactSheetLeftView;

typedef struct FactSheetLeftViews {
    FactSheetLeftView *items;
    size_t count;
} FactSheetLeftViews;

typedef struct FactSheetView {
    FaultBoxView fault;
    Str number, noun, policy, clause;
    bool is_answered;    // a file came just now, and the three below hold
    int64_t answered, unchanged;
    FactSheetFaultViews faults;
    FactSheetLeftViews left;
    int64_t waiting;
    int64_t rows_max;
    bool has_columns;    // else nothing fits a cell
    FactSheetColumnViews columns;
    FactSheetCaseViews cases;
    FieldView file;
    FormView form;
} FactSheetView;

extern const RouteList fact_sheet_pages;

#endif
