// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H
// One policy: everything its file says, read and, when it has conclusions, compiled.
//
// A rule (POLICY_RISK, POLICY_INSPECTION) is written and compiled like a policy; its `reasons` are
// the findings of 疑点. It is no item: lists of policies do not hold it.
//
// A Policy belongs to a Pack, is never changed after loading and may be shared by threads. Most of
// a Policy is plain data for the screens, the exchange and the reports; `program` decides.

#include "policy/conclusion.h"
#include "policy/element.h"
#include "policy/example.h"
#include "policy/fact.h"
#include "policy/measure.h"
#include "policy/note.h"
#include "policy/parameter.h"
#include "policy/reason.h"
#include "policy/step.h"
#include "policy/target.h"

typedef struct PolicyProgram PolicyProgram; // policy/program.h

typedef struct StrList {
    Str *items;
    size_t count;
    size_t capacity;
} StrList;

// What a file of a pack is for; `kind` of its front matter.
typedef enum PolicyKind {
    POLICY_ITEM,       // an item of the document: who is entitled to what
    POLICY_RISK,       // a risk rule: what is doubtful about a claim (疑点)
    POLICY_INSPECTION, // how many claims of a list are inspected (抽查)
    POLICY_KIND_COUNT
} PolicyKind;

struct Policy {
    PolicyKind kind;
    Str file;           // within the pack: "07-expansion-grant.md"
    int number;         // of the item; of a rule: in its file name, for the order
    Str title;          // short name as users say it
    Str heading;        // the item's own title: "7. 落实一次性扩岗补助"
    Str clause;         // to the letter
    Str responsibility; // to the letter
    Str own_document;   // that the clause stands in; empty or absent = the pack's
    StrList departments;
    const Fact *as_of;  // NULL = `--on`, else the pack's reference date
    Date valid_from, valid_to; // DATE_ABSENT = open
    Str valid_basis;
    StrList groups;
    StrList modules;

    FactList facts;
    ParameterList parameters;
    ElementList elements;
    ReasonList reasons;
    ConclusionList conclusions;
    MeasureList measures;
    StepList steps;
    ServiceList services;
    TargetList targets;
    MergeList merges;
    CardLineList card;
    ReadingList readings;
    ExampleList examples;

    const MarkdownDocument *document;
    const PolicyProgram *program; // NULL = recorded only
};

// Whether views are read, or periods found, by dates that facts give (按): what they say of a
// subject then depends on what was stated.
bool policy_is_dated(const Policy *policy);
// The measure whose subjects are the rows that a target counts; NULL when there is none.
const Measure *target_measure(const Policy *policy, const Target *target);
// A text without its white space, the wide kinds included.
Str policy_squeeze(Arena *arena, Str text) MUST_USE;
// What a file of this name is for, readable or not: the name begins with it.
PolicyKind policy_kind_of_file(Str name);
// Reads one policy file into `reader->policy`, all but the compiling.
void policy_read(PolicyReader *reader);

#endif
