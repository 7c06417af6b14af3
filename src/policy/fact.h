// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_FACT_H
#define POLICY_FACT_H
// The facts a policy decides on (事实) and the values they may take (取值).
//
// A fact has a Chinese name, by which FEEL knows it, and an ASCII key, by which JSON does. A `list`
// holds records whose fields are facts of their own, named `名册.人数`; a `record` is a single one.
// Without declared fields a list holds plain values and a record any entries, of which 取值 names
// those that a form asks for.

#include "dmn/table.h"
#include "policy/mark.h"
#include "policy/section.h"

#define FACTS_MAX 200
#define VIEW_CASE "case" // the decision itself, no view of the databases

typedef enum FactType {
    FACT_TEXT, FACT_NUMBER, FACT_BOOLEAN, FACT_DATE, FACT_LIST, FACT_RECORD, FACT_IDENTIFIER,
} FactType;

typedef enum FactSourceKind {
    FACT_SOURCE_NONE,
    FACT_SOURCE_VIEW,               // view.column; a list may be the view alone
    FACT_SOURCE_ASK,                // the applicant states it
    FACT_SOURCE_DEPARTMENT,         // only the department of its 部门 states it, when it is asked
    FACT_SOURCE_ENTITLEMENT,        // had it been granted
    FACT_SOURCE_ENTITLEMENT_COUNT,  // how often
    FACT_SOURCE_ENTITLEMENT_SUM,    // how much, in fen
    FACT_SOURCE_ENROLMENT,          // policy/standing.h
    FACT_SOURCE_TALLY,
    FACT_SOURCE_ENROLLED,
} FactSourceKind;

#define FACT_SOURCE_ITEMS_MAX 8

typedef struct FactSource {
    FactSourceKind kind;
    FactSourceKind otherwise; // VIEW: who states what the view does not have, ASK or DEPARTMENT;
                              // NONE = nobody
    Str text;    // as written
    Str view;    // of a column, or the subject of an entitlement
    Str column;  // VIEW, ENROLMENT, TALLY, ENROLLED; absent when the view is the list; of a
                 // field of a list that is a column: "same_account.number"
    Str measure; // ENTITLEMENT…, ENROLMENT, TALLY, ENROLLED: its key; absent when items are named
    int items[FACT_SOURCE_ITEMS_MAX]; // ENTITLEMENT…, ENROLMENT: numbers of items
    size_t item_count;
    bool is_yearly; // ENTITLEMENT…: within the year of the decision only
} FactSource;

typedef struct FactCode {
    Str code;
    Str label;
} FactCode;

typedef struct FactCodeList {
    FactCode *items;
    size_t count;
    size_t capacity;
} FactCodeList;

typedef struct Fact Fact;
typedef struct FactList {
    Fact *items;
    size_t count;
    size_t capacity;
} FactList;

struct Fact {
    Str name; // of a field: without the list's name
    Str key;
    FactType type;
    const FeelType *feel_type;
    FactSource source;
    DmnText default_text;   // source NULL = no default
    FeelValue default_value;
    bool has_default;
    bool is_optional;       // its default is null: null is a value, not an unknown
    Mark default_mark;
    Str department;         // whose data it is; may be absent
    Str question;           // to put to the applicant; may be absent
    FactCodeList codes;     // none = any
    DmnText range;          // unary tests; source NULL = any
    const FeelProgram *range_program;
    FactList fields;        // of a list or record
    FactList entries;       // of a record without fields: numbers that a form asks for, by code
    Str dated_by_text;      // name or key of the fact as of whose date a view is read (按); empty =
                            // as of the date of the decision
    const Fact *dated_by;
    SourceRange place;      // of the name
};

// 事实 and 取值 of a policy. Both must be read before facts_complete.
void facts_read(PolicyReader *reader, const Section *section);
void codes_read(PolicyReader *reader, const Section *section);
// Gives facts without codes of their own those of the pack, makes their types, evaluates defaults,
// finds what dates them.
void facts_complete(PolicyReader *reader);

// The fact that an 按 names, which dates something: a date. NULL with a finding when it is none.
const Fact *fact_dating(const PolicyReader *reader, Str key_or_name, SourceRange place);
// Whether the applicant has to say it, or its department, where no database has it.
bool fact_is_asked(const Fact *fact);
bool fact_is_by_department(const Fact *fact);
// Either of them.
bool fact_is_stated(const Fact *fact);
// Whether it is of the decision itself: its day, or what is applied for.
bool fact_is_of_case(const Fact *fact);
// By key or by name; NULL when there is none.
const Fact *fact_find(const FactList *facts, Str key_or_name);
// What is asked for one by one: the fields of a list or record, else the entries of a record.
const FactList *fact_parts(const Fact *fact);
// A text that names a place by its division code: its key ends in "division".
bool fact_is_division(const Fact *fact);
// The question to put, else the name.
Str fact_asked(const Fact *fact);
// The label of a code; absent when the fact has no such code.
Str fact_label(const Fact *fact, Str code);
// "文字", "数字", "是或否", "日期 2023-10-16" …: what a value of it looks like.
const char *fact_type_label(FactType type);
// The codes as "enterprise 企业、individual_biz 个体工商户", or the range as written; absent when any
// value will do.
Str fact_allowed(Arena *arena, const Fact *fact);

#endif
