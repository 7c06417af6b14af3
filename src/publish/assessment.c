// SPDX-License-Identifier: Apache-2.0
#include "publish/assess.h"

#include "publish/grounds.h"
#include "publish/fact_detail.sql.h"

#include <stdlib.h>

// ---- One subject ----

bool assess_refuse_subject(int policy_number, Str subject_key, Error *error) {
    error_set(error, ERROR_NOT_FOUND, "没有查到“%.*s”在第%d项下的记录", STR_ARG(subject_key),
              policy_number);
    return error_code(error, "SUBJECT_NOT_FOUND");
}

// What is applied for with another is decided with it.
static bool is_decided_here(const Measure *measure) {
    return str_is_empty(measure->lead) && fact_view_find(measure->subject);
}

// A part stands for its lead.
static bool is_wanted(const MeasureList *measures, Str measure_key, const Measure *measure) {
    if (str_is_empty(measure_key) || str_equal(measure_key, measure->key)) return true;
    for (size_t i = 0; i < measures->count; i++) {
        const Measure *part = &measures->items[i];
        bool is_meant = str_equal(measure_key, part->key);
        if (is_meant && measure_goes_with(part, measure)) return true;
    }
    return false;
}

static bool case_find(Assessor *assessor, const AssessmentIn *in, bool only_benefits,
                      AssessmentGrounds *grounds, PolicyCase *facts, bool *is_found,
                      Error *error) {
    const MeasureList *measures = &assessor->policy->measures;
    FactRange range = fact_range_one(in->subject_key, in->on);
    *is_found = false;
    for (size_t i = 0; i < measures->count && !*is_found; i++) {
        const Measure *measure = &measures->items[i];
        KnownPage page;
        if (!is_wanted(measures, in->measure_key, measure) || !is_decided_here(measure)) continue;
        if (only_benefits && measure->kind != MEASURE_BENEFIT) continue;
        if (!assessor_load(assessor, measure, &range, &page, error)) return false;
        if (page.rows.count == 0) continue;
        PUSH(assessor->arena, grounds, page);
        if (!assessor_case(assessor, &page, 0, facts, is_found, error)) return false;
    }
    return true;
}

bool assessor_find(Assessor *assessor, const AssessmentIn *in, AssessmentGrounds *grounds,
                   PolicyCase *facts, bool *is_found, Error *error) {
    *is_found = false;
    return (!in->is_claim || case_find(assessor, in, true, grounds, facts, is_found, error)) &&
           (*is_found || case_find(assessor, in, false, grounds, facts, is_found, error));
}

static bool subject_assess(Assessor *assessor, const AssessmentIn *in, Assessment *assessment,
                           Error *error) {
    AssessmentGrounds *grounds = NEW(assessor->arena, AssessmentGrounds);
    PolicyCase facts;
    bool is_found;
    if (!assessor_find(assessor, in, grounds, &facts, &is_found, error)) return false;
    if (!is_found) return assess_refuse_subject(in->policy_number, in->subject_key, error);
    const KnownPage *page = &grounds->items[grounds->count - 1];
    if (!assessor_assess(assessor, page, 0, &facts, assessment, error)) return false;
    assessment->grounds = grounds;
    return true;
}

// A decision made by another version, or for another day, is none.
static bool foreseen_stands(Tx *tx, const AssessmentIn *in, Arena *arena, bool *stands,
                            Error *error) {
    const Assessment *foreseen = in->foreseen;
    *stands = foreseen && foreseen->grounds && foreseen->on == in->on &&
              foreseen->policy == pack_policy(in->pack, in->policy_number);
    if (!*stands) return true;
    FactRange range = fact_range_one(in->subject_key, in->on);
    range.holders = in->holders;
    return grounds_stand(tx, foreseen->grounds, &range, arena, stands, error);
}

Assessment assessment_part(const Assessment *whole, Str measure_key) {
    Assessment part = *whole;
    part.has_amount = true;
    part.amount_fen = 0;
    for (size_t i = 0; i < whole->part_count; i++) {
        const AssessedPart *of = &whole->parts[i];
        if (!str_equal(of->measure->key, measure_key)) continue;
        part.measure = of->measure;
        part.stage = of->stage;
        part.has_amount = of->has_amount;
        part.amount_fen = whole->eligible == FEEL_TRUE ? of->amount_fen : 0;
        part.is_claimed = of->is_claimed;
        part.parts = &whole->parts[i];
        part.part_count = 1;
    }
    return part;
}

FeelTruth assessment_outcome(const Assessment *assessment) {
    const Measure *measure = assessment->measure;
    bool is_ruled = measure->kind != MEASURE_BENEFIT && !str_is_empty(measure->admission);
    return is_ruled ? assessment->admits : assessment->eligible;
}

Str assessment_reasons_text(const Assessment *assessment, Arena *arena) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    for (size_t i = 0; i < assessment->reason_count; i++) {
        str_put_joined(&text, assessment->reasons[i].sentence, STR("；"));
    }
    return str_built(&text);
}

Str assessment_missing_text(const Assessment *assessment, Arena *arena) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    for (size_t i = 0; i < assessment->missing_count; i++) {
        str_put_joined(&text, assessment->missing[i], STR("、"));
    }
    return str_built(&text);
}

static bool can_be_had(const Assessment *assessment) {
    return assessment->eligible == FEEL_TRUE && assessment->has_amount && !assessment->is_claimed;
}

static bool excludes(const Measure *measure, int policy_number) {
    for (size_t i = 0; measure && i < measure->exclusion_count; i++) {
        if (measure->exclusions[i] == policy_number) return true;
    }
    return false;
}

int assessments_better(const Assessments *assessments, size_t at) {
    const Assessment *mine = &assessments->items[at];
    for (size_t i = 0; i < assessments->count; i++) {
        const Assessment *other = &assessments->items[i];
        if (i == at || !can_be_had(other) || !str_equal(other->subject_key, mine->subject_key) ||
            !excludes(mine->measure, other->policy->number)) {
            continue;
        }
        bool comes_first = other->amount_fen == mine->amount_fen && i < at;
        if (other->amount_fen > mine->amount_fen || comes_first) return other->policy->number;
    }
    return 0;
}

Str assessment_label(const Assessment *assessment, Str uscc) {
    bool is_own = !str_is_empty(uscc) && str_equal(uscc, assessment->uscc);
    return is_own ? assessment->subject_own_label : assessment->subject_label;
}

bool assess_subject(Tx *tx, const AssessmentIn *in, Arena *arena, Assessment *assessment,
                    Error *error) {
    Assessor assessor;
    bool stands;
    if (!foreseen_stands(tx, in, arena, &stands, error)) return false;
    if (stands) {
        *assessment = *in->foreseen;
        return true;
    }
    if (!assessor_open(&assessor, tx, in, arena, error)) return false;
    bool is_done = subject_assess(&assessor, in, assessment, error);
    assessor_close(&assessor);
    return is_done;
}

// ---- A page of subjects ----

static bool rows_assess(Assessor *assessor, const KnownPage *page, Assessments *assessments,
                        Error *error) {
    for (size_t row = 0; row < page->rows.count; row++) {
        PolicyCase facts;
        Assessment assessment;
        bool is_selected;
        if (!assessor_case(assessor, page, row, &facts, &is_selected, error)) return false;
        if (!is_selected) continue;
        if (!assessor_assess(assessor, page, row, &facts, &assessment, error)) return false;
        PUSH(assessor->arena, assessments, assessment);
    }
    return true;
}

static bool range_assess(Assessor *assessor, const Measure *measure, const FactRange *range,
                         Assessments *assessments, Error *error) {
    KnownPage page;
    if (!assessor_load(assessor, measure, range, &page, error)) return false;
    if (page.rows.count == 0) return true;
    return rows_assess(assessor, &page, assessments, error);
}

const Measure *assess_measure(const Policy *policy, Str measure_key) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (is_wanted(&policy->measures, measure_key, measure)) return measure;
    }
    return NULL;
}

bool assess_page(Tx *tx, const AssessmentIn *in, Str division_code, Str after_key, size_t limit,
                 Arena *arena, Assessments *assessments, Error *error) {
    Assessor assessor;
    *assessments = (Assessments){0};
    if (!assessor_open(&assessor, tx, in, arena, error)) return false;
    const Measure *measure = assess_measure(assessor.policy, in->measure_key);
    FactRange range = fact_range_page(arena, after_key, division_code, limit, in->on);
    bool is_done = measure ? range_assess(&assessor, measure, &range, assessments, error)
                           : error_set(error, ERROR_NOT_FOUND, "第%d项没有措施“%.*s”",
                                       in->policy_number, STR_ARG(in->measure_key));
    assessor_close(&assessor);
    return is_done;
}

// ---- All of a person or a unit ----

typedef struct OwnerIn {
    const Pack *pack;
    FactOwner owner;
    Date on;
} OwnerIn;

static bool refuse_many(const Assessor *assessor, Error *error) {
    error_set(error, ERROR_LIMIT, "第%d项下的记录超过%d条", assessor->policy->number,
              ASSESSMENT_SUBJECTS_MAX);
    return error_detail(error, "请分批用名册办理");
}

static bool measure_assess(Assessor *assessor, const Measure *measure, const OwnerIn *in,
                           Assessments *assessments, Error *error) {
    const FactView *view = fact_view_find(measure->subject);
    FactRange *ranges;
    size_t count;
    if (!fact_view_ranges(assessor->tx, view, &in->owner, in->on, assessor->arena, &ranges, &count,
                          error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!range_assess(assessor, measure, &ranges[i], assessments, error)) return false;
        if (assessments->count >= ASSESSMENT_SUBJECTS_MAX) return refuse_many(assessor, error);
    }
    return true;
}

static bool policy_assess(Tx *tx, const Policy *policy, const OwnerIn *in, Arena *arena,
                          Assessments *assessments, Error *error) {
    Assessor assessor;
    AssessmentIn query = {.pack = in->pack, .policy_number = policy->number, .on = in->on};
    if (!assessor_open(&assessor, tx, &query, arena, error)) return false;
    bool is_done = true;
    for (size_t i = 0; i < policy->measures.count && is_done; i++) {
        const Measure *measure = &policy->measures.items[i];
        is_done =
            !is_decided_here(measure) || measure_assess(&assessor, measure, in, assessments, error);
    }
    assessor_close(&assessor);
    return is_done;
}

static bool owner_assess(Tx *tx, const OwnerIn *in, Arena *arena, Assessments *assessments,
                         Error *error) {
    *assessments = (Assessments){0};
    for (size_t i = 0; i < in->pack->policies.count; i++) {
        const Policy *policy = in->pack->policies.items[i];
        if (!policy->program) continue;
        if (!policy_assess(tx, policy, in, arena, assessments, error)) return false;
    }
    return true;
}

// Entitled first, by amount; then undecided; then refused, with fewest reasons first.
static int order_of_worth(const void *a, const void *b) {
    static const int ranks[] = {[FEEL_TRUE] = 0, [FEEL_UNKNOWN] = 1, [FEEL_FALSE] = 2};
    const Assessment *left = a, *right = b;
    int rank = ranks[assessment_outcome(left)] - ranks[assessment_outcome(right)];
    if (rank != 0) return rank;
    if (left->amount_fen != right->amount_fen) {
        return left->amount_fen > right->amount_fen ? -1 : 1;
    }
    size_t more = left->reason_count + left->missing_count;
    size_t fewer = right->reason_count + right->missing_count;
    if (more != fewer) return more < fewer ? -1 : 1;
    if (left->policy->number != right->policy->number) {
        return left->policy->number - right->policy->number;
    }
    return str_compare(left->subject_key, right->subject_key);
}

bool assess_person(Tx *tx, const Pack *pack, int64_t person_id, Date on, Arena *arena,
                   Assessments *assessments, Error *error) {
    FactPersonKeyRow person;
    bool is_found;
    if (!fact_person_key(tx, &(FactPersonKeyIn){person_id}, arena, &person, &is_found, error)) {
        return false;
    }
    if (!is_found) return error_set(error, ERROR_NOT_FOUND, "没有查到这个人");
    OwnerIn in = {pack, {.person_id = person_id, .id_number = person.id_number}, on};
    if (!owner_assess(tx, &in, arena, assessments, error)) return false;
    if (assessments->count > 1) {
        qsort(assessments->items, assessments->count, sizeof *assessments->items, order_of_worth);
    }
    return true;
}

bool assess_organisation(Tx *tx, const Pack *pack, Str uscc, Date on, Arena *arena,
                         Assessments *assessments, Error *error) {
    OwnerIn in = {pack, {.uscc = uscc}, on};
    return owner_assess(tx, &in, arena, assessments, error);
}
