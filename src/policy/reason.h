// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_REASON_H
#define POLICY_REASON_H
// Every cause of refusal (不符合原因): COLLECT tables with a code and a sentence for each rule. In a
// risk rule they are its findings (疑点), each with a level (等级) as well.
//
// Several tables under ### headings count as one whose rules stand in the order of the file.

#include "policy/element.h"
#include "policy/sentence.h"

typedef struct Reason {
    Str code;
    Sentence *sentence; // its holes are compiled with the policy; NULL after a fault
    SourceRange sentence_place;
    Str label;        // the rule's number
    bool is_high;     // of a finding: it holds the claim until somebody has answered it
    size_t table;     // index in ReasonList.tables
    size_t rule;      // index in that table
    SourceRange place; // of the whole row
} Reason;

typedef struct ReasonTable {
    Str title; // of its ### heading; absent for a single table
    Str name;  // as an element: "不符合原因1"
    const DmnTableDefinition *definition;
    size_t first; // index of its first rule in `items`
} ReasonTable;

typedef struct ReasonList {
    Reason *items;
    size_t count;
    size_t capacity;
    ReasonTable *tables;
    size_t table_count;
    SourceRange place; // of the heading
} ReasonList;

#define REASON_TABLES_MAX 32

void reasons_read(PolicyReader *reader, const Section *section);
void findings_read(PolicyReader *reader, const Section *section);
// The reason with this code; NULL when there is none.
const Reason *reason_find(const ReasonList *reasons, Str code);

#endif
