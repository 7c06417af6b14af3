// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_CITY_H
#define BENCH_CITY_H
// What benchmarks over a city share: the city itself in a database, memory, and what to do when
// something fails. Sizes come from the environment, so that one program runs small and large.

#include "app/database.h"
#include "base/clock.h"
#include "city/city.h"
#include "registry/import.h"
#include "store/migration.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH_PEOPLE 20000

static inline void bench_must(bool ok, const char *what, const Error *error) {
    if (ok) return;
    fprintf(stderr, "bench: %s: %s %s\n", what, error->message, error->detail);
    exit(1);
}

static inline Date bench_today(void) { return date_from_civil((CivilDate){2023, 10, 16}); }

// A size from the environment.
static inline int64_t bench_number(const char *name, int64_t otherwise) {
    const char *text = getenv(name);
    int64_t number = otherwise;
    if (!text || (str_to_int64(str_from_c(text), &number) && number > 0)) return number;
    fprintf(stderr, "bench: %s should be a number\n", name);
    exit(2);
}

// A line of /proc/self/status in kilobytes: VmRSS now, VmHWM at most since bench_peak_restart.
static inline int64_t bench_memory_kilobytes(const char *name) {
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

static inline void bench_peak_restart(void) {
    FILE *marks = fopen("/proc/self/clear_refs", "w");
    if (!marks) return;
    fputs("5", marks); // forgets the highest use of memory
    fclose(marks);
}

static inline int bench_entry_remove(const char *path, const struct stat *status, int type,
                                     struct FTW *walk) {
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static inline bool bench_folder_remove(const char *folder) {
    return nftw(folder, bench_entry_remove, 16, FTW_DEPTH | FTW_PHYS) == 0;
}

// The extracts of a city, in `folder`/city.
static inline void bench_city_write(const char *folder, int64_t people) {
    char path[200];
    Error error = {0};
    CitySummary written;
    snprintf(path, sizeof path, "%s/city", folder);
    CityOptions city = {.folder = str_from_c(path), .people = people, .seed = 1,
                        .as_of = date_from_civil((CivilDate){2023, 9, 30})};
    bench_must(city_write(&city, &written, &error), "city", &error);
}

// A new database with that city in it.
static inline Store *bench_city_load(Str url, const char *folder) {
    char path[200];
    Error error = {0};
    ImportSummary imported;
    DatabaseOptions place = {.url = url, .key_folder = str_from_c(folder)};
    Database database; // open until the program ends
    snprintf(path, sizeof path, "%s/city", folder);
    bench_must(database_open(&place, &database, &error), "open", &error);
    ImportOptions import = {.folder = str_from_c(path), .today = bench_today()};
    bench_must(import_folder(database.store, &import, &imported, &error), "import", &error);
    return database.store;
}

#endif
