// SPDX-License-Identifier: Apache-2.0
#include "publish/scan.h"

#include "access/audit.h"
#include "base/clock.h"
#include "base/map.h"
#include "publish/scan.sql.h"
#include "publish/scan_page.h"
#include "publish/target_count.h"

#include <stdlib.h>

// One measure of one policy on its way through the population.
typedef struct ScanPlan {
    ScanDecider decider;
    int64_t scan_id; // when it is kept
    Map counts;      // by division, to ScanCount
} ScanPlan;

typedef struct ScanPlans {
    ScanPlan *items;
    size_t count;
    size_t capacity;
} ScanPlans;

typedef struct Scan {
    Store *store;
    const ScanOptions *options;
    Arena *arena;   // as long as the scan
    Arena *page;    // as long as a page
    ScanCounts *counts;
    ScanPlans plans;
} Scan;

// ---- Counting ----

static ScanCount *count_of(Scan *scan, ScanPlan *plan, Str division_code) {
    ScanCount *count = map_get(&plan->counts, division_code);
    if (count) return count;
    count = NEW(scan->arena, ScanCount);
    count->policy_number = plan->decider.policy->number;
    count->division_code = str_copy(scan->arena, division_code);
    (void)map_put(&plan->counts, count->division_code, count);
    return count;
}

static void count_add(ScanCount *count, const ScanOutcome *outcome) {
    count->subjects++;
    count->undetermined += outcome->eligible == FEEL_UNKNOWN && !outcome->is_claimed;
    if (!outcome->is_entitled) return;
    count->entitled++;
    count->entitled_fen += outcome->amount_fen;
    if (outcome->is_claimed) return;
    count->unclaimed++;
    count->unclaimed_fen += outcome->amount_fen;
}

// ---- Keeping ----

typedef struct ScanChunk {
    const ScanRowInsertIn *rows;
    size_t count;
} ScanChunk;

static bool chunk_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ScanChunk *chunk = in;
    (void)out;
    (void)arena;
    return scan_row_insert_bulk(tx, chunk->rows, chunk->count, NULL, error);
}

static bool rows_keep(Scan *scan, const ScanPlan *plan, const KnownPage *page,
                      const ScanOutcome *outcomes, Error *error) {
    ScanRowInsertIn *rows = NEW_ARRAY(scan->page, ScanRowInsertIn, page->rows.count);
    size_t count = 0;
    for (size_t row = 0; row < page->rows.count; row++) {
        const FactSubject *subject = &page->rows.subjects[row];
        if (!outcomes[row].is_entitled || outcomes[row].is_claimed) continue;
        rows[count++] = (ScanRowInsertIn){
            plan->scan_id, subject->key, page->measure->key, page->measure->subject,
            subject->label, subject->division_code, outcomes[row].amount_fen};
    }
    for (size_t first = 0; first < count; first += STORE_CHUNK_ROWS) {
        size_t left = count - first;
        ScanChunk chunk = {rows + first, left < STORE_CHUNK_ROWS ? left : STORE_CHUNK_ROWS};
        if (!store_write(scan->store, chunk_write, &chunk, NULL, scan->page, error)) return false;
    }
    return true;
}

static bool scan_begin_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return scan_insert(tx, in, arena, out, error);
}

// All plans of one policy share a scan.
static bool scan_begin(Scan *scan, size_t place, Error *error) {
    ScanPlan *plan = &scan->plans.items[place];
    for (size_t i = 0; i < place; i++) {
        if (scan->plans.items[i].decider.policy != plan->decider.policy) continue;
        plan->scan_id = scan->plans.items[i].scan_id;
        return true;
    }
    ScanInsertIn in = {plan->decider.policy->number, str_from_c(scan->options->pack->hash),
                       scan->options->on};
    ScanKeyRow row;
    if (!store_write(scan->store, scan_begin_write, &in, &row, scan->arena, error)) return false;
    plan->scan_id = row.id;
    return true;
}

typedef struct ScanEnd {
    const ScanOptions *options;
    int64_t scan_id;
    int policy_number;
    const ScanCounts *counts;
} ScanEnd;

static bool scan_end_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ScanEnd *end = in;
    (void)out;
    for (size_t i = 0; i < end->counts->count; i++) {
        const ScanCount *count = &end->counts->items[i];
        if (count->policy_number != end->policy_number) continue;
        ScanCountInsertIn row = {end->scan_id, count->division_code, count->subjects,
                                 count->entitled, count->entitled_fen, count->unclaimed,
                                 count->unclaimed_fen, count->undetermined};
        if (!scan_count_insert(tx, &row, NULL, error)) return false;
    }
    ScanMarkCurrentIn mark = {end->scan_id, end->policy_number};
    if (!scan_mark_current(tx, &mark, NULL, error)) return false;
    Actor actor = actor_system(end->options->on, end->options->now_ms);
    AuditEntry entry = {.action = STR("scan.keep"), .object_kind = STR("policy"),
                        .object_number = str_format(arena, "%d", end->policy_number)};
    return audit_write(tx, &actor, &entry, error);
}

static bool former_rows_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)arena;
    return scan_row_delete_former(tx, in, out, error);
}

static bool former_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const int64_t *policy_number = in;
    (void)out;
    (void)arena;
    return scan_count_delete_former(tx, &(ScanCountDeleteFormerIn){*policy_number}, NULL, error) &&
           scan_delete_former(tx, &(ScanDeleteFormerIn){*policy_number}, NULL, error);
}

static bool former_delete(Scan *scan, int64_t policy_number, Error *error) {
    ScanRowDeleteFormerIn in = {policy_number, STORE_CHUNK_ROWS};
    int64_t affected = 0;
    do {
        if (!store_write(scan->store, former_rows_write, &in, &affected, scan->page, error)) {
            return false;
        }
    } while (affected > 0);
    return store_write(scan->store, former_write, &policy_number, NULL, scan->page, error);
}

static bool scan_end(Scan *scan, const ScanCounts *counts, Error *error) {
    int64_t ended = 0;
    for (size_t i = 0; i < scan->plans.count; i++) {
        const ScanPlan *plan = &scan->plans.items[i];
        if (plan->scan_id == ended) continue; // plans of one policy stand side by side
        ended = plan->scan_id;
        ScanEnd end = {scan->options, ended, plan->decider.policy->number, counts};
        if (!store_write(scan->store, scan_end_write, &end, NULL, scan->page, error) ||
            !former_delete(scan, end.policy_number, error)) {
            return false;
        }
    }
    return true;
}

// ---- Scanning ----

static bool outcomes_take(Scan *scan, ScanPlan *plan, const KnownPage *page,
                          const ScanOutcome *outcomes, Error *error) {
    for (size_t row = 0; row < page->rows.count; row++) {
        const FactSubject *subject = &page->rows.subjects[row];
        const ScanOutcome *outcome = &outcomes[row];
        if (!outcome->is_selected) continue;
        count_add(count_of(scan, plan, subject->division_code), outcome);
        if (!outcome->is_entitled || !scan->options->each) continue;
        if (!scan->options->each(scan->options->user, plan->decider.policy->number, subject->key,
                                 subject->division_code, outcome->amount_fen, outcome->is_claimed,
                                 error)) {
            return false;
        }
    }
    return !scan->options->keeps || rows_keep(scan, plan, page, outcomes, error);
}

static bool page_scan(Scan *scan, const ScanPage *loaded, Error *error) {
    for (size_t i = 0; i < loaded->count; i++) {
        const ScanOutcome *outcomes;
        KnownPage *page = &loaded->pages[i];
        ScanPlan *plan = &scan->plans.items[loaded->places[i]];
        if (!scan_decider_run(&plan->decider, scan->page, page, &outcomes, error) ||
            !outcomes_take(scan, plan, page, outcomes, error)) {
            return false;
        }
    }
    return true;
}

// Reads the next page and takes it through the policies; `is_last` when there is none.
static bool page_pass(Scan *scan, ScanPage *page, bool *is_last, Error *error) {
    size_t rows;
    int64_t began = clock_monotonic_ns();
    arena_reset(scan->page);
    if (!scan_page_load(scan->store, page, scan->page, &rows, error)) return false;
    int64_t read = clock_monotonic_ns();
    scan->counts->read_ns += read - began;
    *is_last = rows == 0;
    if (*is_last) return true;
    bool is_done = page_scan(scan, page, error);
    scan->counts->decide_ns += clock_monotonic_ns() - read;
    return is_done;
}

static bool view_scan(Scan *scan, const FactView *view, Error *error) {
    ScanPage page = {.view = view, .on = scan->options->on};
    page.places = NEW_ARRAY(scan->arena, size_t, scan->plans.count);
    page.pages = NEW_ARRAY(scan->arena, KnownPage, scan->plans.count);
    for (size_t i = 0; i < scan->plans.count; i++) {
        const ScanDecider *decider = &scan->plans.items[i].decider;
        if (fact_view_find(decider->measure->subject) != view) continue;
        page.pages[page.count].policy = decider->policy;
        page.pages[page.count].measure = decider->measure;
        page.places[page.count++] = i;
    }
    if (page.count == 0) return true;
    char after[SCAN_KEY_BYTES_MAX];
    for (bool is_last = false;;) {
        if (!page_pass(scan, &page, &is_last, error)) return false;
        if (is_last) return true;
        if (!scan_page_after(&page, after, error)) return false;
    }
}

static int order_of_counts(const void *a, const void *b) {
    const ScanCount *left = a, *right = b;
    if (left->policy_number != right->policy_number) {
        return left->policy_number - right->policy_number;
    }
    return str_compare(left->division_code, right->division_code);
}

// Sums of all measures of a policy, in order.
static void counts_collect(const Scan *scan, ScanCounts *counts) {
    for (size_t i = 0; i < scan->plans.count; i++) {
        const Map *map = &scan->plans.items[i].counts;
        for (size_t j = 0; j < map->count; j++) {
            ScanCount count = *(const ScanCount *)map->items[j].value;
            PUSH(scan->arena, counts, count);
        }
    }
    if (counts->count < 2) return;
    qsort(counts->items, counts->count, sizeof *counts->items, order_of_counts);
    size_t kept = 0;
    for (size_t i = 1; i < counts->count; i++) {
        ScanCount *sum = &counts->items[kept];
        const ScanCount *count = &counts->items[i];
        if (order_of_counts(sum, count) != 0) {
            counts->items[++kept] = *count;
            continue;
        }
        sum->subjects += count->subjects;
        sum->entitled += count->entitled;
        sum->entitled_fen += count->entitled_fen;
        sum->unclaimed += count->unclaimed;
        sum->unclaimed_fen += count->unclaimed_fen;
        sum->undetermined += count->undetermined;
    }
    counts->count = kept + 1;
}

bool scan_covers(const Measure *measure) {
    return measure->kind == MEASURE_BENEFIT && fact_view_find(measure->subject);
}

static void plans_make(Scan *scan) {
    const Pack *pack = scan->options->pack;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        int wanted = scan->options->policy_number;
        if (!policy->program || (wanted != 0 && wanted != policy->number)) continue;
        for (size_t j = 0; j < policy->measures.count; j++) {
            const Measure *measure = &policy->measures.items[j];
            if (!scan_covers(measure)) continue;
            ScanPlan plan = {.counts = {.arena = scan->arena}};
            scan_decider_open(&plan.decider, scan->arena, pack, policy, measure, scan->options->on);
            PUSH(scan->arena, &scan->plans, plan);
        }
    }
}

static bool scan_all(Scan *scan, ScanCounts *counts, Error *error) {
    for (size_t i = 0; scan->options->keeps && i < scan->plans.count; i++) {
        if (!scan_begin(scan, i, error)) return false;
    }
    for (size_t i = 0; fact_views[i]; i++) {
        if (!view_scan(scan, fact_views[i], error)) return false;
    }
    counts_collect(scan, counts);
    return !scan->options->keeps || scan_end(scan, counts, error);
}

bool scan_run(Store *store, const ScanOptions *options, Arena *arena, ScanCounts *counts,
              Error *error) {
    Arena page = {0};
    Scan scan = {store, options, arena, &page, counts, {0}};
    *counts = (ScanCounts){.scanned_on = options->on};
    const Policy *wanted = pack_policy(options->pack, options->policy_number);
    if (options->policy_number != 0 && (!wanted || !wanted->program)) {
        return error_set(error, ERROR_NOT_FOUND, "第%d项没有可以运行的办理规则",
                         options->policy_number);
    }
    plans_make(&scan);
    bool is_done = scan_all(&scan, counts, error) &&
                   (!options->keeps ||
                    target_count_run(store, options->pack, options->policy_number, options->on,
                                     error));
    for (size_t i = 0; i < scan.plans.count; i++) scan_decider_close(&scan.plans.items[i].decider);
    arena_release(&page);
    return is_done;
}

// ---- What was kept ----

// A subject may stand in a list once for each measure of the item.
#define PAGE_KEY_SEPARATOR '\n'

bool scan_counts(Tx *tx, const Actor *actor, Arena *arena, ScanCounts *counts, Error *error) {
    ScanCountRows rows;
    *counts = (ScanCounts){.scanned_on = DATE_ABSENT};
    ScanCountListIn in = {actor->scope.division_prefix};
    if (!scan_count_list(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const ScanCountRow *row = &rows.items[i];
        ScanCount count = {(int)row->policy_number, row->division_code, row->subjects,
                           row->entitled, row->entitled_fen, row->unclaimed, row->unclaimed_fen,
                           row->undetermined,   row->scanned_on,    row->pack_hash};
        PUSH(arena, counts, count);
        if (counts->scanned_on == DATE_ABSENT || row->scanned_on > counts->scanned_on) {
            counts->scanned_on = row->scanned_on;
        }
    }
    return true;
}

bool scan_unclaimed(Tx *tx, const Actor *actor, int policy_number, Str division_code,
                    Str after_key, int64_t row_count, Arena *arena, UnclaimedRows *rows,
                    Error *error) {
    const Scope *scope = &actor->scope;
    ScanRowRows found;
    *rows = (UnclaimedRows){0};
    if (!scope->sees_people || scope->person_id != 0 || !str_is_absent(scope->uscc)) {
        return error_set(error, ERROR_FORBIDDEN, "应享未享名单只给经办单位看");
    }
    Str after_measure = str_is_absent(after_key) ? STR("") : after_key;
    Str after_subject = str_cut(&after_measure, PAGE_KEY_SEPARATOR);
    ScanRowPageIn in = {.policy_number = policy_number,
                        .prefix = scope->division_prefix,
                        .division_code = str_is_absent(division_code) ? STR("") : division_code,
                        .after_key = after_subject,
                        .after_measure = str_is_absent(after_measure) ? STR("") : after_measure,
                        .row_count = row_count};
    if (!scan_row_page(tx, &in, arena, &found, error)) return false;
    for (size_t i = 0; i < found.count; i++) {
        const ScanRowRow *row = &found.items[i];
        UnclaimedRow unclaimed = {row->subject_label, row->subject_kind, row->subject_key,
                                  row->division_code, row->amount_fen,
                                  str_format(arena, "%.*s%c%.*s", STR_ARG(row->subject_key),
                                             PAGE_KEY_SEPARATOR, STR_ARG(row->measure))};
        PUSH(arena, rows, unclaimed);
    }
    return true;
}
