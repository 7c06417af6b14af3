// SPDX-License-Identifier: Apache-2.0
// What scanning the population costs: reading it and deciding it, apart and together. Deciding
// stands beside a loop written by hand for the one policy, over the same columns, which must find the
// same people and the same money. JIUYE_BENCH_PEOPLE sets the size of the city.

#include "app/database.h"
#include "base/clock.h"
#include "city/boundary.h"
#include "city/city.h"
#include "publish/assessment.h"
#include "publish/catalogue.h"
#include "publish/scan.h"
#include "publish/scan_page.h"
#include "registry/import.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEOPLE_DEFAULT 20000
#define MEASURE_NS 400000000 // at least, for each figure

static void must(bool ok, const char *what, const Error *error) {
    if (ok) return;
    fprintf(stderr, "scan_bench: %s: %s\n", what, error->message);
    exit(1);
}

static Date today(void) { return date_from_civil((CivilDate){2023, 10, 16}); }

// A line of /proc/self/status in kilobytes: VmRSS now, VmHWM at most since `peak_restart`.
static int64_t memory_kilobytes(const char *name) {
    char line[128];
    long long kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        size_t length = strlen(name);
        if (strncmp(line, name, length) == 0) sscanf(line + length, ": %lld", &kilobytes);
    }
    if (status) fclose(status);
    return kilobytes;
}

static void peak_restart(void) {
    FILE *marks = fopen("/proc/self/clear_refs", "w");
    if (!marks) return;
    fputs("5", marks); // forgets the highest use of memory
    fclose(marks);
}

// ---- The city ----

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk) {
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static Store *city_load(const char *folder, int64_t people) {
    char path[200];
    Error error = {0};
    Store *store;
    CitySummary written;
    ImportSummary imported;
    snprintf(path, sizeof path, "%s/city", folder);
    CityOptions city = {.folder = str_from_c(path), .people = people, .seed = 1,
                        .as_of = date_from_civil((CivilDate){2023, 9, 30})};
    must(city_write(&city, &written, &error), "city", &error);
    char url[220];
    snprintf(url, sizeof url, "sqlite:%s/bench.db", folder);
    DatabaseOptions place = {.url = str_from_c(url), .key_folder = str_from_c(folder)};
    Database database; // open until the program ends
    must(database_open(&place, &database, &error), "open", &error);
    store = database.store;
    ImportOptions import = {.folder = str_from_c(path), .today = today()};
    must(import_folder(store, &import, &imported, &error), "import", &error);
    return store;
}

// ---- Pages in memory ----

typedef struct Pages {
    Arena arena;
    const Policy *policy;
    KnownPage *items;
    size_t count, capacity;
    int64_t rows;
    int64_t elapsed_ns; // of reading
} Pages;

static Pages pages_read(Store *store, const Pack *pack, int policy_number) {
    Pages pages = {.policy = pack_policy(pack, policy_number)};
    const Measure *measure = &pages.policy->measures.items[0];
    Error error = {0};
    KnownPage known = {.policy = pages.policy, .measure = measure};
    ScanPage page = {.view = fact_view_find(measure->subject), .on = today(), .pages = &known,
                     .count = 1};
    int64_t since = clock_monotonic_ns();
    for (;;) {
        size_t rows;
        char *after = arena_alloc(&pages.arena, SCAN_KEY_BYTES_MAX);
        must(scan_page_load(store, &page, &pages.arena, &rows, &error), "read", &error);
        if (rows == 0) break;
        pages.rows += (int64_t)rows;
        PUSH(&pages.arena, &pages, known);
        must(scan_page_after(&page, after, &error), "after", &error);
    }
    pages.elapsed_ns = clock_monotonic_ns() - since;
    return pages;
}

// ---- Columns by hand ----

typedef struct Found {
    int64_t count;
    int64_t fen;
} Found;

static const FeelColumn *column_of(const KnownPage *page, const char *key) {
    const Fact *fact = fact_find(&page->policy->facts, str_from_c(key));
    return &page->columns[fact - page->policy->facts.items];
}

static int32_t code_of(const FeelColumn *column, const char *text) {
    for (size_t i = 0; i < column->dictionary_count; i++) {
        if (str_equal(column->dictionary[i], str_from_c(text))) return (int32_t)i;
    }
    return -1;
}

static bool is_null(const FeelColumn *column, size_t row) {
    return column->nulls && column->nulls[row];
}

static int64_t number_at(const FeelColumn *column, size_t row) {
    return ((const int64_t *)column->data)[row];
}

static FeelTruth truth_at(const FeelColumn *column, size_t row) {
    return (FeelTruth)((const uint8_t *)column->data)[row];
}

static int32_t code_at(const FeelColumn *column, size_t row) {
    return is_null(column, row) ? -2 : ((const int32_t *)column->data)[row];
}

// Item 7 as a careful programmer would write it out.
static Found expansion_by_hand(const KnownPage *page, size_t first, size_t end) {
    Found found = {0};
    const FeelColumn *kind = column_of(page, "employer_kind"), *who = column_of(page, "category");
    const FeelColumn *left = column_of(page, "graduation_date");
    const FeelColumn *birth = column_of(page, "birth_date"), *hired = column_of(page, "hire_date");
    const FeelColumn *registered = column_of(page, "registered_unemployed");
    const FeelColumn *is_signed = column_of(page, "contract_signed");
    const FeelColumn *paid[] = {column_of(page, "months_unemp"), column_of(page, "months_injury"),
                                column_of(page, "months_pension")};
    const FeelColumn *before = column_of(page, "employed_before");
    const FeelColumn *used = column_of(page, "identity_used"), *got = column_of(page, "got_p26");
    int32_t enterprise = code_of(kind, "enterprise"), of_year = code_of(who, "grad_of_year");
    int32_t recent = code_of(who, "grad_within_2y"), youth = code_of(who, "youth_16_24");
    Date from = date_from_civil((CivilDate){2023, 1, 1});
    Date to = date_from_civil((CivilDate){2023, 12, 31});
    for (size_t row = first; row < end; row++) {
        int32_t category = code_at(who, row);
        Date start = number_at(hired, row);
        if (code_at(kind, row) != enterprise || category < 0) continue;
        if (category == of_year && date_to_civil(number_at(left, row)).year != 2023) continue;
        if (category == recent && start > date_add_months(number_at(left, row), 24)) continue;
        int64_t age = date_age(number_at(birth, row), start);
        bool is_young = age >= 16 && age <= 24 && truth_at(registered, row) == FEEL_TRUE;
        if (category == youth && !is_young) continue;
        if (truth_at(before, row) == FEEL_TRUE || truth_at(is_signed, row) != FEEL_TRUE) continue;
        if (number_at(paid[0], row) < 1 || number_at(paid[1], row) < 1) continue;
        if (number_at(paid[2], row) < 1 || start < from || start > to) continue;
        if (truth_at(used, row) == FEEL_TRUE || truth_at(got, row) == FEEL_TRUE) continue;
        found.count++;
        found.fen += 150000;
    }
    return found;
}

// Item 24: the rate in whole numbers, claimants * 100 / (average in hundredths).
static Found refund_by_hand(const KnownPage *page, size_t first, size_t end) {
    Found found = {0};
    const FeelColumn *kind = column_of(page, "employer_kind");
    const FeelColumn *size = column_of(page, "employer_size");
    const FeelColumn *average = column_of(page, "avg_insured");
    const FeelColumn *claimants = column_of(page, "ui_claimants");
    const FeelColumn *premium = column_of(page, "ui_premium_prior_year_fen");
    const FeelColumn *months = column_of(page, "months_paid_prior_year");
    const FeelColumn *arrears = column_of(page, "arrears"), *bad = column_of(page, "dishonest");
    const FeelColumn *paid = column_of(page, "paid_in_year");
    int32_t enterprise = code_of(kind, "enterprise"), large = code_of(size, "large");
    int32_t public = code_of(kind, "public_institution"), state = code_of(kind, "government");
    for (size_t row = first; row < end; row++) {
        int32_t what = code_at(kind, row), step = code_at(size, row);
        if (what < 0 || what == public || what == state || is_null(average, row)) continue;
        int64_t insured = number_at(average, row), lost = number_at(claimants, row) * 100;
        bool is_small = insured <= 3000;
        if (insured <= 0 || (is_small ? lost * 5 > insured : lost * 1000 > insured * 55)) continue;
        if (!is_null(months, row) && number_at(months, row) < 12) continue;
        if (truth_at(arrears, row) == FEEL_TRUE || truth_at(bad, row) == FEEL_TRUE) continue;
        if (truth_at(paid, row) == FEEL_TRUE || is_null(premium, row)) continue;
        if (what == enterprise && step < 0) continue;
        bool is_large = what == enterprise ? step == large : insured >= 30000;
        found.count++;
        found.fen += (number_at(premium, row) * (is_large ? 30 : 60) + 50) / 100;
    }
    return found;
}

// ---- Deciding, both ways ----

typedef Found ByHand(const KnownPage *page, size_t first, size_t end); // rows [first, end)

static Found pages_by_hand(const Pages *pages, ByHand *by_hand) {
    Found sum = {0};
    for (size_t i = 0; i < pages->count; i++) {
        Found found = by_hand(&pages->items[i], 0, pages->items[i].rows.count);
        sum.count += found.count;
        sum.fen += found.fen;
    }
    return sum;
}

static Found pages_decide(const Pages *pages, ScanDecider *decider, Arena *arena) {
    Found sum = {0};
    for (size_t i = 0; i < pages->count; i++) {
        const ScanOutcome *outcomes;
        Error error = {0};
        const KnownPage *page = &pages->items[i];
        arena_reset(arena);
        must(scan_decider_run(decider, arena, page, &outcomes, &error), "decide", &error);
        for (size_t row = 0; row < page->rows.count; row++) {
            if (outcomes[row].eligible != FEEL_TRUE) continue;
            sum.count++;
            sum.fen += outcomes[row].amount_fen;
        }
    }
    return sum;
}

// Names the subjects that the two judge differently, and fails.
static void differ(const Pages *pages, ScanDecider *decider, ByHand *by_hand, Arena *arena) {
    for (size_t i = 0; i < pages->count; i++) {
        const ScanOutcome *outcomes;
        Error error = {0};
        const KnownPage *page = &pages->items[i];
        must(scan_decider_run(decider, arena, page, &outcomes, &error), "decide", &error);
        for (size_t row = 0; row < page->rows.count; row++) {
            Found found = by_hand(page, row, row + 1);
            bool is_entitled = outcomes[row].eligible == FEEL_TRUE;
            if (is_entitled == (found.count == 1) && outcomes[row].amount_fen == found.fen) continue;
            fprintf(stderr, "scan_bench: item %d, %.*s: decided %d, by hand %lld\n",
                    pages->policy->number, STR_ARG(page->rows.subjects[row].key), is_entitled,
                    (long long)found.count);
        }
    }
    exit(1);
}

static void compare(Store *store, const Pack *pack, int policy_number, ByHand *by_hand) {
    Pages pages = pages_read(store, pack, policy_number);
    Arena arena = {0};
    ScanDecider decider;
    scan_decider_open(&decider, &pages.arena, pack, pages.policy, pages.items[0].measure, today());
    Found ours = {0}, theirs = {0};
    int64_t rounds = 0, since = clock_monotonic_ns();
    while (clock_monotonic_ns() - since < MEASURE_NS) {
        ours = pages_decide(&pages, &decider, &arena);
        rounds++;
    }
    double rate = (double)(rounds * pages.rows) * 1e9 / (double)(clock_monotonic_ns() - since);
    rounds = 0;
    since = clock_monotonic_ns();
    while (clock_monotonic_ns() - since < MEASURE_NS) {
        theirs = pages_by_hand(&pages, by_hand);
        rounds++;
    }
    double hand = (double)(rounds * pages.rows) * 1e9 / (double)(clock_monotonic_ns() - since);
    if (ours.count != theirs.count || ours.fen != theirs.fen) {
        differ(&pages, &decider, by_hand, &arena);
    }
    printf("item %-2d  %7lld rows, %5lld entitled  read %9.0f /s\n", policy_number,
           (long long)pages.rows, (long long)ours.count,
           (double)pages.rows * 1e9 / (double)pages.elapsed_ns);
    printf("item %-2d  decide %9.0f /s   by hand %10.0f /s   %.3f\n", policy_number, rate, hand,
           rate / hand);
    scan_decider_close(&decider);
    arena_release(&arena);
    arena_release(&pages.arena);
}

// ---- The whole scan ----

static void scan_whole(Store *store, const Pack *pack) {
    Arena arena = {0};
    ScanCounts counts;
    Error error = {0};
    ScanOptions options = {.pack = pack, .on = today()};
    peak_restart();
    int64_t before = memory_kilobytes("VmRSS");
    must(scan_run(store, &options, &arena, &counts, &error), "scan", &error);
    int64_t peak = memory_kilobytes("VmHWM");
    int64_t rows = 0, entitled = 0, policies = 0;
    for (size_t i = 0; i < counts.count; i++) {
        rows += counts.items[i].subjects;
        entitled += counts.items[i].entitled;
        bool is_next = i == 0 || counts.items[i].policy_number != counts.items[i - 1].policy_number;
        policies += is_next;
    }
    double read = (double)counts.read_ns / 1e9, decide = (double)counts.decide_ns / 1e9;
    printf("whole scan, %lld policies: %lld rows, %lld entitled; read %.2f s, %.0f rows/s; decide "
           "%.2f s, %.0f rows/s; memory %lld MB over the %lld MB before\n",
           (long long)policies, (long long)rows, (long long)entitled, read, (double)rows / read,
           decide, (double)rows / decide, (long long)((peak - before) / 1024),
           (long long)(before / 1024));
    arena_release(&arena);
}

// ---- One subject with reasons, facts and trace ----

static bool subject_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return assess_subject(tx, in, arena, out, error);
}

static void assess_one(Store *store, const Pack *pack) {
    Arena arena = {0};
    Assessment assessment;
    Error error = {0};
    AssessmentIn in = {.pack = pack, .policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID),
                       .on = today()};
    int64_t rounds = 0, since = clock_monotonic_ns();
    while (clock_monotonic_ns() - since < MEASURE_NS) {
        arena_reset(&arena);
        must(store_read(store, subject_read, &in, &assessment, &arena, &error), "assess", &error);
        rounds++;
    }
    double elapsed = (double)(clock_monotonic_ns() - since);
    printf("one assessment of item 5 with its explanation: %.0f us, %.0f /s\n",
           elapsed / 1e3 / (double)rounds, (double)rounds * 1e9 / elapsed);
    arena_release(&arena);
}

int main(void) {
    const char *wanted = getenv("JIUYE_BENCH_PEOPLE");
    int64_t people = PEOPLE_DEFAULT;
    char folder[] = "/tmp/jiuye-scan-bench.XXXXXX";
    Error error = {0};
    Catalogue *catalogue;
    if (wanted && !str_to_int64(str_from_c(wanted), &people)) return 2;
    if (!mkdtemp(folder)) return 1;
    Store *store = city_load(folder, people);
    must(catalogue_open(store, today(), 0, &catalogue, &error), "catalogue", &error);
    const Pack *pack = catalogue_pack(catalogue);
    printf("a city of %lld people\n", (long long)people);
    scan_whole(store, pack);
    assess_one(store, pack);
    compare(store, pack, 7, expansion_by_hand);
    compare(store, pack, 24, refund_by_hand);
    catalogue_close(catalogue);
    store_close(store);
    return nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : 1;
}
