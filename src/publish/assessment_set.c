// SPDX-License-Identifier: Apache-2.0
#include "publish/assessment_set.h"

#include "publish/assess.h"

#include <assert.h>
#include <stdlib.h>

struct AssessmentSet {
    Tx *tx;
    AssessmentIn in;
    bool is_read; // all at once, into `page`
    Assessor assessor;
    KnownPage page;
};

static int order_of_keys(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

// Sorted, each once.
static Str *keys_sorted(Arena *arena, const Str *keys, size_t *count) {
    Str *sorted = NEW_ARRAY(arena, Str, *count);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) sorted[i] = keys[i];
    qsort(sorted, *count, sizeof *sorted, order_of_keys);
    for (size_t i = 0; i < *count; i++) {
        if (kept == 0 || !str_equal(sorted[kept - 1], sorted[i])) sorted[kept++] = sorted[i];
    }
    *count = kept;
    return sorted;
}

static bool read_all(AssessmentSet *set, const Measure *measure, const Str *keys, size_t count,
                     Error *error) {
    Str *sorted = keys_sorted(set->assessor.arena, keys, &count);
    FactRange range = fact_range_keys(sorted, count, set->in.on);
    set->is_read = assessor_load(&set->assessor, measure, &range, &set->page, error);
    return set->is_read;
}

bool assessment_set_open(Tx *tx, const AssessmentIn *in, const Str *keys, size_t count,
                         Arena *arena, AssessmentSet **result, Error *error) {
    assert(count <= ASSESSMENT_SET_MAX);
    AssessmentSet *set = NEW(arena, AssessmentSet);
    *set = (AssessmentSet){.tx = tx, .in = *in};
    *result = set;
    if (!assessor_open(&set->assessor, tx, in, arena, error)) return false;
    const Measure *measure = assess_measure(set->assessor.policy, in->measure_key);
    const FactView *view = measure ? fact_view_find(measure->subject) : NULL;
    // Where what was stated dates the views, each subject is read with its own statement.
    if (count == 0 || !view || !view->takes_keys || policy_is_dated(set->assessor.policy)) {
        return true;
    }
    if (read_all(set, measure, keys, count, error)) return true;
    assessment_set_close(set);
    return false;
}

void assessment_set_close(AssessmentSet *set) {
    assessor_close(&set->assessor);
}

static size_t row_of(const FactRows *rows, Str key) {
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(rows->subjects[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < rows->count && str_equal(rows->subjects[low].key, key);
    return is_found ? low : SIZE_MAX;
}

static bool decide_row(AssessmentSet *set, Str key, Assessment *assessment, Error *error) {
    PolicyCase facts;
    bool is_selected = false;
    size_t row = row_of(&set->page.rows, key);
    if (row != SIZE_MAX &&
        !assessor_case(&set->assessor, &set->page, row, &facts, &is_selected, error)) {
        return false;
    }
    if (!is_selected) return assess_refuse_subject(set->in.policy_number, key, error);
    return assessor_assess(&set->assessor, &set->page, row, &facts, assessment, error);
}

bool assessment_set_subject(AssessmentSet *set, Str subject_key, Str stated_json, Arena *arena,
                            Assessment *assessment, Error *error) {
    if (!set->is_read) {
        AssessmentIn one = set->in;
        one.subject_key = subject_key;
        one.stated_json = stated_json;
        return assess_subject(set->tx, &one, arena, assessment, error);
    }
    Arena *kept = set->assessor.arena;
    set->assessor.arena = arena;
    bool ok = assessor_state(&set->assessor, stated_json, error) &&
              decide_row(set, subject_key, assessment, error);
    set->assessor.arena = kept;
    return ok;
}
