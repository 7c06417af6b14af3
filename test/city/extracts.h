// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CITY_EXTRACTS_H
#define TEST_CITY_EXTRACTS_H
// A city in a scratch folder, and its extracts read back row by row.

#include "base/csv.h"
#include "base/file.h"
#include "base/folder.h"
#include "city/city.h"
#include "registry/extract.h"
#include "test.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CITY_FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct City {
    char folder[TEST_FOLDER_SIZE];
    CitySummary summary;
    Arena arena;
} City;

typedef struct Rows {
    Str **items; // good rows only: those that were spoilt on purpose are left out
    int64_t *lines;
    size_t count;
    size_t capacity, line_capacity;
} Rows;

// An empty folder.
static inline void city_make_empty(City *city) {
    *city = (City){0};
    test_folder_make(city->folder);
}

static inline void city_make(City *city, int64_t people, uint64_t seed) {
    city_make_empty(city);
    CityOptions options = {.folder = str_from_c(city->folder), .people = people, .seed = seed,
                           .as_of = date_from_civil((CivilDate){2023, 9, 30})};
    Error error = {0};
    if (!city_write(&options, &city->summary, &error)) fail_msg("%s", error.message);
}

static inline Str city_path(City *city, const char *file) {
    return str_format(&city->arena, "%s/%s", city->folder, file);
}

static inline Str city_file(City *city, const char *file) {
    Str content;
    Error error = {0};
    if (!file_read(&city->arena, city_path(city, file), CITY_FILE_BYTES_MAX, &content, &error)) {
        fail_msg("%s", error.message);
    }
    return content;
}

static inline void city_remove(City *city) {
    test_folder_remove(city->folder);
    arena_release(&city->arena);
}

static inline void sha256_text(Str text, char hex[65]) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    assert_int_equal(EVP_Digest(text.data, text.length, digest, &length, EVP_sha256(), NULL), 1);
    for (unsigned i = 0; i < length; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

// All rows of a file, whatever is wrong with them; rows that are no CSV are left out.
static inline Rows city_all_rows(City *city, const char *name) {
    Rows rows = {0};
    CsvReader *reader;
    Error error = {0};
    Str path = str_format(&city->arena, "%s/%s.csv", city->folder, name);
    if (!csv_open(&city->arena, path, &reader, &error)) fail_msg("%s", error.message);
    CsvRow row;
    CsvResult result;
    while ((result = csv_next(reader, &row, &error)) != CSV_END) {
        assert_int_not_equal(result, CSV_FAILED);
        if (result == CSV_BAD_ROW) continue;
        Str *cells = NEW_ARRAY(&city->arena, Str, row.count);
        for (size_t i = 0; i < row.count; i++) cells[i] = str_copy(&city->arena, row.cells[i]);
        if (rows.count == rows.line_capacity) {
            rows.lines = arena_grow(&city->arena, rows.lines, rows.count, &rows.line_capacity,
                                    sizeof *rows.lines);
        }
        rows.lines[rows.count] = row.line;
        PUSH(&city->arena, &rows, cells);
    }
    csv_close(reader);
    return rows;
}

// The rows of a file that are not spoilt, by faults.csv.
static inline Rows city_rows(City *city, const char *name) {
    Rows all = city_all_rows(city, name), good = {0};
    Str file = str_format(&city->arena, "%s.csv", name);
    Rows faults = city_all_rows(city, "faults");
    for (size_t i = 0; i < all.count; i++) {
        bool is_spoilt = false;
        for (size_t k = 0; k < faults.count && !is_spoilt; k++) {
            int64_t line;
            assert_true(str_to_int64(faults.items[k][1], &line));
            is_spoilt = str_equal(faults.items[k][0], file) && line == all.lines[i];
        }
        if (!is_spoilt) PUSH(&city->arena, &good, all.items[i]);
    }
    return good;
}

#endif
