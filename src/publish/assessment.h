// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_ASSESSMENT_H
#define PUBLISH_ASSESSMENT_H
// A policy decided for a subject from what the databases know.
//
// The facts come from fact views as of a date (数据多跑路), from the record of entitlements, and from
// what the applicant stated where no database has it. What the caller gets is ready for a
// screen: every fact with its source, every reason as a sentence, the amount, what is missing.
// Nothing is written. Scope is the caller's: it names subjects that the actor may see.

#include "policy/decision.h"
#include "publish/fact_holders.h"
#include "store/store.h"

#define ASSESSMENT_SUBJECTS_MAX 2000 // subjects of one person or organisation
#define EARLIEST_DAYS_MAX 730        // how far ahead the earliest date is looked for
// Sources of a fact that no register and nobody said: what a review established, the policy's 缺省,
// the day of handling.
#define ASSESSMENT_FOUND_SOURCE "申诉复查认定"
#define ASSESSMENT_DEFAULT_SOURCE "默认"
#define ASSESSMENT_DAY_SOURCE "办理当日"

typedef struct AssessedFact {
    Str key;
    Str name;        // 中文
    Str value;       // as people read it: 「7」, 「2023年7月1日」, 「小型」; absent when unknown
    Str json;        // the value as JSON
    Str source;      // 「来自市人力资源社会保障局」, 「本人填报」, 「由市教育局提供」, 「办理当日」,
                     // 「默认」, or ASSESSMENT_FOUND_SOURCE
    bool is_stated;  // by the applicant
    Str department;  // who states it, of the pack's 部门 table; absent unless only it may
    bool is_missing; // unknown, and the decision needs it
} AssessedFact;

typedef struct AssessedReason {
    Str code;
    Str sentence;
} AssessedReason;

// One of the measures that one application is for (随同), as it was decided with the others.
typedef struct AssessedPart {
    const Measure *measure;
    Str stage;
    bool has_amount;
    int64_t amount_fen; // by its 金额; 0 where its condition does not hold
    bool is_claimed;
} AssessedPart;

typedef struct Assessment {
    const Policy *policy;
    const Measure *measure;  // the one its condition selects
    AssessedPart *parts;     // it and what is applied for with it, in the order of the file
    size_t part_count;
    Str subject_kind;        // the fact view: person, outwork, hire, employer, certificate, base …
    Str subject_key;         // natural key: id number, uscc, certificate number, hire key …
    Str subject_label;       // for the screen, people masked: 「王*（640522********0410）…入职」
    Str subject_own_label;   // the same for the unit whose person it is, and nobody else:
                             // 「王明远（尾号0410）…入职」; elsewhere equal to `subject_label`
    Str period;              // "2023", "2023-10" or "once", by the measure
    Str stage;               // by its 分段; empty when it has one stage
    int64_t person_id;       // 0 = none
    Str uscc;                // absent = none
    Str division_code;       // county that handles it
    Str reporter_uscc;       // the unit that may report it, by its 代报; absent = none is known
    Date on;
    FeelTruth eligible;
    bool has_amount;
    int64_t amount_fen;      // of all parts together
    FeelTruth admits;        // by its 准入; true when it has none
    bool has_selection;      // by its 择优: the numbers of those selected, in order
    Str *selected;
    size_t selected_count;
    AssessedReason *reasons; // that fired
    size_t reason_count;
    Str *missing;            // names of the facts that are needed
    size_t missing_count;
    bool awaits_departments; // all of them are for departments to state
    Str *reviews;            // codes of `review`: a human has to look
    size_t review_count;
    AssessedFact *facts;     // in the policy's order, identifiers left out
    size_t fact_count;
    bool is_claimed;         // an entitlement for a part, subject and turn exists
    Str decision_json;       // the whole decision with reasons and trace, canonical
    const struct AssessmentGrounds *grounds; // of one subject, for assess_subject to look at again
} Assessment;

typedef struct Assessments {
    Assessment *items;
    size_t count;
    size_t capacity;
} Assessments;

typedef struct AssessmentIn {
    const Pack *pack;
    int policy_number;
    Str subject_key;
    Str measure_key;   // absent: whichever the conditions select; a part stands for the whole
    bool is_claim;     // a benefit is meant, where one fits: not the place, line or loan before it
    Str stated_json;   // facts that the applicant states, as a JSON object; may be absent
    Str department_json; // facts that only their departments state (来源 department), as they did;
                       // the caller has made sure that it was them (publish/statement.h)
    Str found_json;    // facts that the review of an appeal established, as a JSON object: they go
                       // before those of the databases; may be absent
    FactHolders holders; // the claims that this is decided again for: the entitlements that they
                       // hold themselves do not stand in its way; none otherwise
    Date on;
    const Assessment *foreseen; // of this very query, made a moment ago in a read; NULL = none. It
                       // stands unless something was granted since (publish/grounds.h)
} AssessmentIn;

// ERROR_NOT_FOUND when there is no such subject; ERROR_INVALID when a stated fact does not fit or
// is one that a database knows (those cannot be overridden, only objected to).
bool assess_subject(Tx *tx, const AssessmentIn *in, Arena *arena, Assessment *assessment,
                    Error *error) MUST_USE;
// The assessment of one part alone, with its own measure, stage and amount. Nothing is due to who
// is not entitled, nor of a measure that is no part.
Assessment assessment_part(const Assessment *whole, Str measure_key);
// Whether it can be had: a benefit by whether the subject is entitled, anything else by its 准入,
// where it has one.
FeelTruth assessment_outcome(const Assessment *assessment);
// The sentences of the reasons that fired, and the names of what is missing, each in one text with
// all of them.
Str assessment_reasons_text(const Assessment *assessment, Arena *arena) MUST_USE;
Str assessment_missing_text(const Assessment *assessment, Arena *arena) MUST_USE;
// The label that may be shown to somebody acting for the unit `uscc` (absent: for none).
Str assessment_label(const Assessment *assessment, Str uscc);
// The policy that excludes this one for the same subject, can be had, and is worth more (or as much
// and comes first): only one of the two can be had. 0 = there is none.
int assessments_better(const Assessments *assessments, size_t at);
// All policies that can be decided for this person (subjects person, outwork, certificate …), best
// amount first, then what is nearest to being had.
bool assess_person(Tx *tx, const Pack *pack, int64_t person_id, Date on, Arena *arena,
                   Assessments *assessments, Error *error) MUST_USE;
// All for this organisation: employer, its hires, base, trainees; by policy, then subject.
bool assess_organisation(Tx *tx, const Pack *pack, Str uscc, Date on, Arena *arena,
                         Assessments *assessments, Error *error) MUST_USE;
// The subjects of a policy in a county, decided: up to `limit` of them, in the order of their keys
// (by code point), after `after_key`; none at the end. For automatic batches, chunk by chunk.
// With several measures and no `measure_key` it is the first.
bool assess_page(Tx *tx, const AssessmentIn *in, Str division_code, Str after_key, size_t limit,
                 Arena *arena, Assessments *assessments, Error *error) MUST_USE;
// The first day after `in->on` on which the subject would be entitled if nothing but time changed;
// DATE_ABSENT when there is none within EARLIEST_DAYS_MAX.
bool assess_earliest(Tx *tx, const AssessmentIn *in, Arena *arena, Date *earliest, Error *error)
    MUST_USE;

#endif
