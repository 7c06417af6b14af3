// SPDX-License-Identifier: Apache-2.0
#include "publish/target_count.h"

#include "base/map.h"
#include "policy/program.h"
#include "publish/scan_page.h"
#include "publish/target_count.sql.h"

#define ELEMENTS_MAX 3 // filter, part and whole

typedef struct Sum {
    Str division_code; // empty: the city
    Decimal part, whole;
} Sum;

typedef struct Counting { // of one target
    Store *store;
    const Policy *policy;
    const Target *target;
    const TargetPlaces *places;
    PolicyRun *run;
    Date on;
    Arena *arena; // as long as the counting
    Arena *page;  // as long as a page
    Map sums;     // by division
} Counting;

// ---- Adding up ----

static Sum *sum_of(Counting *counting, Str division_code) {
    Sum *sum = map_get(&counting->sums, division_code);
    if (sum) return sum;
    sum = NEW(counting->arena, Sum);
    sum->division_code = str_copy(counting->arena, division_code);
    (void)map_put(&counting->sums, sum->division_code, sum);
    return sum;
}

static Decimal drawn(const TargetTerm *term, const FeelColumn *column, size_t row) {
    if (term->draw == TARGET_DRAW_NONE) return decimal_from_int64(0);
    if (!column) return decimal_from_int64(term->draw == TARGET_DRAW_COUNT);
    FeelValue value = feel_column_get(column, row);
    if (term->draw == TARGET_DRAW_COUNT) return decimal_from_int64(feel_is_true(value));
    return value.kind == FEEL_NUMBER ? value.number : decimal_from_int64(0);
}

static void sum_add(Sum *sum, Decimal part, Decimal whole) {
    sum->part = decimal_add(sum->part, part);
    sum->whole = decimal_add(sum->whole, whole);
}

// What the target asks of the model, in this order; some of it may not be there.
static size_t elements_of(const TargetPlaces *places, size_t elements[ELEMENTS_MAX]) {
    size_t count = 0;
    if (places->filter != SIZE_MAX) elements[count++] = places->filter;
    if (places->part != SIZE_MAX) elements[count++] = places->part;
    if (places->whole != SIZE_MAX) elements[count++] = places->whole;
    return count;
}

static const FeelColumn *column_next(const PolicyResult *result, size_t place, size_t *next) {
    return place == SIZE_MAX ? NULL : &result->elements[(*next)++];
}

static void rows_add(Counting *counting, const KnownPage *page, const PolicyResult *result) {
    const Target *target = counting->target;
    size_t next = 0;
    const FeelColumn *filter = column_next(result, counting->places->filter, &next);
    const FeelColumn *part = column_next(result, counting->places->part, &next);
    const FeelColumn *whole = column_next(result, counting->places->whole, &next);
    Sum *city = sum_of(counting, STR(""));
    for (size_t row = 0; row < page->rows.count; row++) {
        if (filter && !feel_is_true(feel_column_get(filter, row))) continue;
        Decimal comes_to = drawn(&target->part, part, row), of = drawn(&target->whole, whole, row);
        sum_add(city, comes_to, of);
        sum_add(sum_of(counting, page->rows.subjects[row].division_code), comes_to, of);
    }
}

// ---- Walking through the view ----

static bool page_count(Counting *counting, const KnownPage *page, Error *error) {
    PolicyBatch batch = {.facts = page->columns, .row_count = page->rows.count,
                         .on = counting->on};
    PolicyResult result;
    if (!policy_run_batch(counting->run, counting->page, &batch, &result, error)) return false;
    if (result.is_config_invalid) {
        return error_set(error, ERROR_INVALID, "%.*s", STR_ARG(result.message));
    }
    rows_add(counting, page, &result);
    return true;
}

static bool view_count(Counting *counting, Error *error) {
    const Measure *measure = target_measure(counting->policy, counting->target);
    KnownPage known = {.policy = counting->policy, .measure = measure};
    ScanPage page = {.view = measure ? fact_view_find(measure->subject) : NULL,
                     .on = counting->on, .pages = &known, .count = 1};
    char after[SCAN_KEY_BYTES_MAX];
    size_t rows;
    if (!page.view) return true;
    for (;;) {
        arena_reset(counting->page);
        if (!scan_page_load(counting->store, &page, counting->page, &rows, error)) return false;
        if (rows == 0) return true;
        if (!page_count(counting, &known, error) || !scan_page_after(&page, after, error)) {
            return false;
        }
    }
}

// ---- Keeping ----

static bool sums_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Counting *counting = in;
    const Target *target = counting->target;
    int64_t number = counting->policy->number;
    bool is_share = target->whole.draw != TARGET_DRAW_NONE;
    (void)out;
    if (!target_count_delete(tx, &(TargetCountDeleteIn){number, target->key}, NULL, error)) {
        return false;
    }
    for (size_t i = 0; i < counting->sums.count; i++) {
        const Sum *sum = counting->sums.items[i].value;
        TargetCountInsertIn row = {
            number, target->key, sum->division_code, target_terms(arena, target),
            decimal_to_str(arena, sum->part),
            is_share ? decimal_to_str(arena, sum->whole) : (Str){0}, counting->on};
        if (!target_count_insert(tx, &row, NULL, error)) return false;
    }
    return true;
}

static bool target_run(Store *store, const Pack *pack, const Policy *policy, size_t place, Date on,
                       Error *error) {
    static const size_t nothing = 0;
    Arena arena = {0}, page = {0};
    Counting counting = {.store = store, .policy = policy, .on = on, .arena = &arena,
                         .page = &page, .target = &policy->targets.items[place],
                         .places = &policy->program->targets[place], .sums = {.arena = &arena}};
    size_t elements[ELEMENTS_MAX];
    PolicyRunOptions options = {.conclusions = &nothing, .elements = elements,
                                .element_count = elements_of(counting.places, elements)};
    counting.run = policy_run_new_in(&arena, pack, policy, &options);
    (void)sum_of(&counting, STR("")); // of nothing there is nought
    bool is_done = view_count(&counting, error) &&
                   store_write(store, sums_write, &counting, NULL, &page, error);
    policy_run_close(counting.run);
    arena_release(&page);
    arena_release(&arena);
    return is_done;
}

bool target_count_run(Store *store, const Pack *pack, int policy_number, Date on, Error *error) {
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program || (policy_number != 0 && policy_number != policy->number)) continue;
        for (size_t j = 0; j < policy->targets.count; j++) {
            if (!target_counts_rows(&policy->targets.items[j])) continue;
            if (!target_run(store, pack, policy, j, on, error)) return false;
        }
    }
    return true;
}

// ---- Reading ----

bool target_count_find(Tx *tx, const Policy *policy, const Target *target, Str division_code,
                       Arena *arena, TargetCount *count, bool *found, Error *error) {
    TargetCountGetIn in = {policy->number, target->key, STR(""), target_terms(arena, target)};
    TargetCountRow city, row;
    bool is_there;
    *count = (TargetCount){decimal_from_int64(0), decimal_from_int64(0), DATE_ABSENT};
    if (!target_count_get(tx, &in, arena, &city, found, error)) return false;
    if (!*found) return true;
    count->counted_on = city.counted_on;
    in.division_code = division_code;
    if (!target_count_get(tx, &in, arena, &row, &is_there, error)) return false;
    if (!is_there) return true;
    bool is_read = decimal_from_str(row.part, &count->part) &&
                   (str_is_absent(row.whole) || decimal_from_str(row.whole, &count->whole));
    return is_read || error_set(error, ERROR_UNAVAILABLE, "目标 %.*s 的数读不出来", STR_ARG(target->key));
}
