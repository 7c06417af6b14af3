// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_WRITER_H
#define CITY_WRITER_H
// Writes extracts as CSV files, with a manifest, and spoils a few rows on purpose.
//
// A spoilt row is a copy of a good one with one fault, written behind it, so that no good row is
// lost; faults.csv says for each which reason an importer has to give. Rows are streamed: memory
// does not grow. What a row's cells look like follows from registry/extract.h.
// Failure: the first error of any file is kept and reported by writer_close.

#include "base/error.h"
#include "city/random.h"
#include "registry/extract.h"

#define WRITER_BUFFER_BYTES ((size_t)64 * 1024) // per file
#define WRITER_FAULT_EVERY 1500                 // rows, on the average
#define WRITER_FAULT_ROWS_FIRST 8               // each of the first rows gets one kind of fault

typedef struct Writer Writer;

// Makes the folder and opens all files; `seed` decides which rows are spoilt.
bool writer_open(Arena *arena, Str folder, uint64_t seed, Writer **writer, Error *error) MUST_USE;
// One good row: as many cells as the extract has columns. Absent and empty cells are the same.
void writer_row(Writer *writer, ExtractId id, const Str *cells);
int64_t writer_rows(const Writer *writer); // good rows so far, in all files
// Finishes the files and writes manifest.csv and faults.csv.
bool writer_close(Writer *writer, Error *error) MUST_USE;

#endif
