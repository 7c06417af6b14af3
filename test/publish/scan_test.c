// SPDX-License-Identifier: Apache-2.0
// Protects: a scan of the city says of every subject what deciding it alone says, its counts are
// the sums of its rows, and its lists keep to those who may see them.
#include "settlers.h"

#include "base/map.h"
#include "publish/scan.h"
#include "test/publish/look.sql.c"

#include <stdlib.h>

typedef struct Seen {
    int64_t amount_fen;
    bool is_claimed;
} Seen;

typedef struct Sightings {
    Arena *arena;
    Map rows; // "policy key" to Seen
    int64_t count, fen, unclaimed, unclaimed_fen;
} Sightings;

static Str sighting_key(Arena *arena, int policy, Str subject_key) {
    return str_format(arena, "%d %.*s", policy, STR_ARG(subject_key));
}

static bool see(void *user, int policy_number, Str subject_key, Str division_code,
                int64_t amount_fen, bool is_claimed, Error *error) {
    Sightings *sightings = user;
    (void)error;
    assert_int_equal(division_code.length, 6);
    Seen *seen = NEW(sightings->arena, Seen);
    *seen = (Seen){amount_fen, is_claimed};
    Str key = sighting_key(sightings->arena, policy_number, subject_key);
    assert_null(map_put(&sightings->rows, key, seen)); // each once
    sightings->count++;
    sightings->fen += amount_fen;
    sightings->unclaimed += !is_claimed;
    sightings->unclaimed_fen += is_claimed ? 0 : amount_fen;
    return true;
}

static ScanCounts scan_all(Population *population, int policy, bool keeps, Sightings *sightings) {
    ScanCounts counts;
    Error error = {0};
    *sightings = (Sightings){.arena = &population->arena, .rows = {.arena = &population->arena}};
    ScanOptions options = {.pack = population->pack, .on = today(), .policy_number = policy,
                           .keeps = keeps, .each = see, .user = sightings};
    assert_ok(scan_run(population->store, &options, &population->arena, &counts, &error), error);
    return counts;
}

// ---- One by one ----

typedef struct Lone {
    int policy;
    Str measure;
    Str key;
} Lone;

// False for a measure whose condition does not hold: another one has the subject, or none.
static bool is_offered(Population *population, const AssessmentIn *in, Assessment *alone) {
    Error error = {0};
    if (store_read(population->store, subject_read, in, alone, &population->arena, &error)) {
        return true;
    }
    assert_string_equal(error.code, "SUBJECT_NOT_FOUND");
    return false;
}

static int64_t compare_subject(Population *population, const Lone *lone,
                               const Sightings *sightings) {
    int policy = lone->policy;
    Str key = lone->key;
    AssessmentIn in = query_of(population, policy, "");
    in.measure_key = lone->measure;
    in.subject_key = key;
    Assessment alone;
    if (!is_offered(population, &in, &alone)) return 0;
    const Seen *seen =
        map_get(&sightings->rows, sighting_key(&population->arena, policy, key));
    const Policy *item = pack_policy(population->pack, policy);
    bool pays = conclusion_find(&item->conclusions, STR("amount_fen")) != SIZE_MAX;
    bool is_entitled =
        (alone.eligible == FEEL_TRUE && (alone.has_amount || !pays)) || alone.is_claimed;
    if (is_entitled != (seen != NULL)) {
        fail_msg("item %d, %.*s: alone %d, scanned %d", policy, STR_ARG(key), is_entitled,
                 seen != NULL);
    }
    if (!seen) return 0;
    assert_int_equal(seen->is_claimed, alone.is_claimed);
    if (alone.eligible == FEEL_TRUE) assert_int_equal(seen->amount_fen, alone.amount_fen);
    return 1;
}

static void test_scan__says_what_each_decision_says(void **state) {
    Population population = population_open(state);
    Sightings sightings;
    (void)scan_all(&population, 0, false, &sightings);
    int64_t compared = 0, entitled = 0;
    for (size_t i = 0; i < population.pack->policies.count; i++) {
        const Policy *policy = population.pack->policies.items[i];
        if (!policy->program) continue;
        for (size_t j = 0; j < policy->measures.count; j++) {
            const Measure *measure = &policy->measures.items[j];
            if (!scan_covers(measure)) continue;
            FactRange range =
                fact_range_page(&population.arena, (Str){0}, (Str){0}, 0, today());
            Str view = measure->subject;
            FactRows rows = view_rows(&population, str_to_c(&population.arena, view), range);
            assert_true(rows.count < FACT_PAGE_ROWS);
            for (size_t row = 0; row < rows.count; row++, compared++) {
                Lone lone = {policy->number, measure->key, rows.subjects[row].key};
                entitled += compare_subject(&population, &lone, &sightings);
            }
        }
    }
    assert_int_equal(entitled, sightings.count);
    assert_true(compared > 300);
    assert_true(entitled > 50 && sightings.unclaimed < sightings.count);
    population_close(&population);
}

// ---- Counts ----

static void test_scan__counts_are_sums_of_rows(void **state) {
    Population population = population_open(state);
    Sightings sightings;
    ScanCounts counts = scan_all(&population, 0, false, &sightings);
    ScanCount sum = {0};
    for (size_t i = 0; i < counts.count; i++) {
        const ScanCount *count = &counts.items[i];
        sum.entitled += count->entitled;
        sum.entitled_fen += count->entitled_fen;
        sum.unclaimed += count->unclaimed;
        sum.unclaimed_fen += count->unclaimed_fen;
        assert_true(count->entitled + count->undetermined <= count->subjects);
        if (i == 0) continue;
        const ScanCount *before = &counts.items[i - 1];
        assert_true(before->policy_number < count->policy_number ||
                    str_compare(before->division_code, count->division_code) < 0);
    }
    assert_int_equal(sum.entitled, sightings.count);
    assert_int_equal(sum.entitled_fen, sightings.fen);
    assert_int_equal(sum.unclaimed, sightings.unclaimed);
    assert_int_equal(sum.unclaimed_fen, sightings.unclaimed_fen);
    Sightings of_one;
    ScanCounts one = scan_all(&population, 5, false, &of_one);
    for (size_t i = 0; i < one.count; i++) assert_int_equal(one.items[i].policy_number, 5);
    assert_true(of_one.count > 0 && of_one.count < sightings.count);
    Error error = {0};
    ScanOptions options = {.pack = population.pack, .on = today(), .policy_number = 2};
    options.pack = sample_pack(&population.arena);
    assert_false(scan_run(population.store, &options, &population.arena, &one, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    population_close(&population);
}

static bool stop(void *user, int policy_number, Str subject_key, Str division_code,
                 int64_t amount_fen, bool is_claimed, Error *error) {
    int *calls = user;
    (void)policy_number, (void)subject_key, (void)division_code, (void)amount_fen;
    (void)is_claimed;
    ++*calls;
    return error_set(error, ERROR_UNAVAILABLE, "满了");
}

// ---- What is kept ----

static bool look_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return scan_look(tx, NULL, arena, out, error);
}

static ScanLookRow look(Population *population) {
    ScanLookRow row;
    Error error = {0};
    assert_ok(store_read(population->store, look_read, NULL, &row, &population->arena, &error),
              error);
    return row;
}

static bool counts_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return scan_counts(tx, in, arena, out, error);
}

static ScanCounts counts_for(Population *population, const Actor *actor) {
    ScanCounts counts;
    Error error = {0};
    assert_ok(store_read(population->store, counts_read, actor, &counts, &population->arena,
                         &error),
              error);
    return counts;
}

typedef struct ListQuery {
    const Actor *actor;
    Str division_code, after_key;
} ListQuery;

#define LIST_ROWS 5

static bool list_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListQuery *query = in;
    return scan_unclaimed(tx, query->actor, 5, query->division_code, query->after_key, LIST_ROWS,
                          arena, out, error);
}

static size_t list_length(Population *population, const Actor *actor, const char *division) {
    ListQuery query = {actor, S(division), {0}};
    size_t length = 0;
    for (;;) {
        UnclaimedRows rows;
        Error error = {0};
        assert_ok(store_read(population->store, list_read, &query, &rows, &population->arena,
                             &error),
                  error);
        if (rows.count == 0) return length;
        for (size_t i = 0; i < rows.count; i++, length++) {
            const UnclaimedRow *row = &rows.items[i];
            assert_true(str_starts_with(row->division_code, actor->scope.division_prefix));
            assert_true(str_ends_with(row->subject_label, STR("*")));
            assert_true(length == 0 || !str_equal(query.after_key, row->page_key));
            query.after_key = row->page_key;
        }
    }
}

static int64_t unclaimed_of(const ScanCounts *counts, int policy, const char *division) {
    int64_t sum = 0;
    for (size_t i = 0; i < counts->count; i++) {
        const ScanCount *count = &counts->items[i];
        bool is_meant = count->policy_number == policy &&
                        str_starts_with(count->division_code, S(division));
        if (is_meant) sum += count->unclaimed;
    }
    return sum;
}

static void test_scan__keeps_the_latest_for_those_who_may_see_it(void **state) {
    Population population = population_open(state);
    Sightings sightings;
    Actor clerk = actor_system(today(), 0);
    clerk.role = ROLE_COUNTY_CLERK;
    assert_true(counts_for(&population, &clerk).scanned_on == DATE_ABSENT);
    ScanCounts counts = scan_all(&population, 0, true, &sightings);
    ScanLookRow first = look(&population);
    int64_t scanned = policies_scanned(population.pack);
    assert_true(scanned >= 7);
    assert_int_equal(first.scans, scanned);
    assert_int_equal(first.current, scanned);
    assert_int_equal(first.counts, counts.count);
    assert_int_equal(first.list_rows, sightings.unclaimed);
    ScanCounts kept = counts_for(&population, &clerk);
    assert_true(kept.scanned_on == today());
    assert_int_equal(kept.count, counts.count);
    for (size_t i = 0; i < kept.count; i++) {
        assert_int_equal(kept.items[i].entitled_fen, counts.items[i].entitled_fen);
        assert_int_equal(kept.items[i].undetermined, counts.items[i].undetermined);
    }
    // a second scan takes the place of the first, a failed one does not
    (void)scan_all(&population, 0, true, &sightings);
    ScanLookRow second = look(&population);
    assert_memory_equal(&first, &second, sizeof first);
    int calls = 0;
    Error error = {0};
    ScanOptions stopped = {.pack = population.pack, .on = today(), .keeps = true, .each = stop,
                           .user = &calls};
    assert_false(scan_run(population.store, &stopped, &population.arena, &counts, &error));
    assert_int_equal(calls, 1);
    assert_string_equal(error.message, "满了");
    assert_int_equal(counts_for(&population, &clerk).count, kept.count);
    assert_int_equal(list_length(&population, &clerk, ""), unclaimed_of(&kept, 5, ""));
    // a county sees its own, whatever it asks for
    clerk.scope.division_prefix = STR("640522");
    int64_t own = unclaimed_of(&kept, 5, "640522");
    assert_true(own > 0);
    assert_int_equal(list_length(&population, &clerk, ""), own);
    assert_int_equal(list_length(&population, &clerk, "640522"), own);
    assert_int_equal(list_length(&population, &clerk, "640502"), 0);
    ScanCounts of_county = counts_for(&population, &clerk);
    assert_int_equal(unclaimed_of(&of_county, 5, ""), own);
    // the head sees numbers, and nobody's name
    Actor head = actor_system(today(), 0);
    head.role = ROLE_LEADING_HEAD;
    head.scope.sees_people = false;
    ListQuery query = {&head, {0}, {0}};
    UnclaimedRows rows;
    error = (Error){0};
    assert_false(store_read(population.store, list_read, &query, &rows, &population.arena,
                            &error));
    assert_int_equal(error.kind, ERROR_FORBIDDEN);
    assert_int_equal(counts_for(&population, &head).count, kept.count);
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_scan__says_what_each_decision_says),
        BOTH(test_scan__counts_are_sums_of_rows),
        BOTH(test_scan__keeps_the_latest_for_those_who_may_see_it),
    };
    return RUN_TESTS(tests);
}
