// SPDX-License-Identifier: Apache-2.0
#include "publish/granted.h"

#include <stdlib.h>

#define YEAR_DIGITS 4

// ---- The book ----

static int order_of_people(const void *a, const void *b, void *items) {
    const FactGrant *grants = items;
    int64_t left = grants[*(const size_t *)a].person_id;
    int64_t right = grants[*(const size_t *)b].person_id;
    return left < right ? -1 : left > right;
}

static int order_of_keys(const void *a, const void *b, void *items) {
    const FactGrant *grants = items;
    return str_compare(grants[*(const size_t *)a].subject_key,
                       grants[*(const size_t *)b].subject_key);
}

static const size_t *sorted(Arena *arena, const FactGrants *grants,
                            int (*order)(const void *, const void *, void *)) {
    size_t *indexes = NEW_ARRAY(arena, size_t, grants->count);
    for (size_t i = 0; i < grants->count; i++) indexes[i] = i;
    if (grants->count > 1) {
        qsort_r(indexes, grants->count, sizeof *indexes, order, grants->items);
    }
    return indexes;
}

GrantBook grant_book_new_in(Arena *arena, const FactGrants *grants) {
    return (GrantBook){grants->items, grants->count, sorted(arena, grants, order_of_people),
                       sorted(arena, grants, order_of_keys)};
}

static size_t first_of_person(const GrantBook *book, int64_t person_id) {
    size_t low = 0, high = book->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (book->items[book->by_person[middle]].person_id < person_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t first_of_key(const GrantBook *book, Str key) {
    size_t low = 0, high = book->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(book->items[book->by_key[middle]].subject_key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// ---- Facts ----

static bool is_of_year(const FactGrant *grant, int64_t year) {
    int64_t written;
    bool has_year = str_to_int64(str_slice(grant->period, 0, YEAR_DIGITS), &written);
    return (has_year ? written : date_to_civil(grant->granted_on).year) == year;
}

static bool is_meant(const FactGrant *grant, const FactSource *source, int64_t year) {
    if (source->is_yearly && !is_of_year(grant, year)) return false;
    if (!str_is_absent(source->measure)) return str_equal(grant->measure, source->measure);
    for (size_t i = 0; i < source->item_count; i++) {
        if (grant->policy_number == source->items[i]) return true;
    }
    return false;
}

static void total_add(GrantTotal *total, const FactGrant *grant) {
    total->count++;
    total->amount_fen += grant->amount_fen;
}

static GrantTotal total_of_person(const GrantBook *book, const FactSource *source,
                                  int64_t person_id, int64_t year) {
    GrantTotal total = {0};
    if (person_id == 0) return total;
    for (size_t i = first_of_person(book, person_id); i < book->count; i++) {
        const FactGrant *grant = &book->items[book->by_person[i]];
        if (grant->person_id != person_id) break;
        if (is_meant(grant, source, year)) total_add(&total, grant);
    }
    return total;
}

// `kind` absent: of any kind.
static GrantTotal total_of_key(const GrantBook *book, const FactSource *source, Str kind, Str key,
                               int64_t year) {
    GrantTotal total = {0};
    if (str_is_absent(key)) return total;
    for (size_t i = first_of_key(book, key); i < book->count; i++) {
        const FactGrant *grant = &book->items[book->by_key[i]];
        if (!str_equal(grant->subject_key, key)) break;
        bool is_kind = str_is_absent(kind) || str_equal(grant->subject_kind, kind);
        if (is_kind && is_meant(grant, source, year)) total_add(&total, grant);
    }
    return total;
}

GrantTotal grant_book_total(const GrantBook *book, const FactSource *source,
                            const FactSubject *subject, int64_t year) {
    if (str_equal(source->view, STR("person"))) {
        return total_of_person(book, source, subject->person_id, year);
    }
    if (str_equal(source->view, STR("employer"))) {
        return total_of_key(book, source, (Str){0}, subject->uscc, year);
    }
    return total_of_key(book, source, source->view, subject->key, year);
}

// ---- Served already ----

// Other systems number what they granted within a period: that is a stage where the measure has
// stages, and else simply had.
static bool is_for(const FactGrant *grant, const Measure *measure, const GrantTurn *turn) {
    bool is_stage = str_is_empty(measure->stage) || str_equal(grant->stage, turn->stage);
    return str_equal(grant->measure, measure->key) && str_equal(grant->period, turn->period) &&
           is_stage;
}

const FactGrant *grant_book_claimed(const GrantBook *book, const FactView *view,
                                    const Measure *measure, const GrantTurn *turn,
                                    const FactSubject *subject) {
    for (size_t i = first_of_key(book, subject->key); i < book->count; i++) {
        const FactGrant *grant = &book->items[book->by_key[i]];
        if (!str_equal(grant->subject_key, subject->key)) break;
        bool is_kind = str_equal(grant->subject_kind, measure->subject);
        if (is_kind && is_for(grant, measure, turn)) return grant;
    }
    if (!view->is_per_person) return NULL;
    for (size_t i = first_of_person(book, subject->person_id); i < book->count; i++) {
        const FactGrant *grant = &book->items[book->by_person[i]];
        if (grant->person_id != subject->person_id) break;
        if (is_for(grant, measure, turn)) return grant;
    }
    return NULL;
}

Date subject_event(const FactSubject *subject, Date on) {
    return subject->event == DATE_ABSENT ? on : subject->event;
}

Str measure_period_on(Arena *arena, const Measure *measure, Date event) {
    CivilDate civil = date_to_civil(event);
    switch (measure->period) {
    case MEASURE_YEARLY: return str_format(arena, "%lld", (long long)civil.year);
    case MEASURE_QUARTERLY:
        return str_format(arena, "%lldQ%d", (long long)civil.year, (civil.month + 2) / 3);
    case MEASURE_MONTHLY:
        return str_format(arena, "%lld-%02d", (long long)civil.year, civil.month);
    case MEASURE_PERIOD_NONE:
    case MEASURE_ONCE: break;
    }
    return STR("once");
}

Str measure_stage(const Measure *measure, FeelValue value) {
    bool is_staged = !str_is_empty(measure->stage) && value.kind == FEEL_STRING;
    return is_staged ? value.string : STR("");
}
