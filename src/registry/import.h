// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_IMPORT_H
#define REGISTRY_IMPORT_H
// Loads the extracts of a folder into the labour, employer and policy databases.
//
// Every row is checked by itself (registry/extract.h) and against what is known (people, units,
// organisers, batches, the rows before it); a wrong row goes to the rejects file with its reason
// and the others go on. Loading twice changes nothing: rows are known by natural keys, and older
// data never replaces newer. Nothing is deleted: what a delivery leaves out stays.
//
// Chunks of STORE_IMPORT_CHUNK_ROWS are written in one transaction each; an import that was
// stopped is simply run again. Memory: the table of known people (22 to 43 bytes each), the rows
// seen of one file (the same), one chunk.
// Failure: the folder or database cannot be used. A wrong row, header or file is a finding.

#include "registry/extract.h"
#include "store/store.h"

typedef struct ImportProgress {
    const char *name; // of the extract
    int64_t consumed; // bytes
    int64_t total;
    int64_t rows;
} ImportProgress;

typedef struct ImportOptions {
    Str folder;
    Str rejects_path; // absent: rejects.csv in the folder; doubtful rows are listed as well
    Date today;       // nobody is born later
    bool is_dry_run;  // check everything, write nothing but the rejects file
    void (*progress)(void *user, const ImportProgress *progress); // may be NULL
    void *user;
} ImportOptions;

typedef enum ImportState { IMPORT_ABSENT, IMPORT_LOADED, IMPORT_REFUSED } ImportState;

typedef struct ImportFile {
    ImportState state;  // IMPORT_REFUSED: not readable, or columns are missing
    int64_t rows;       // read, without the header
    int64_t accepted;
    int64_t changed;    // database rows added or changed
    int64_t rejected;
    int64_t doubtful;   // accepted with a warning
    int64_t elapsed_ns;
} ImportFile;

typedef struct ImportSummary {
    ImportFile files[EXTRACT_COUNT];
    ImportFile total;
    int refused_files;
} ImportSummary;

// The migrations must have been applied. `summary` tells what was done, also when it fails.
bool import_folder(Store *store, const ImportOptions *options, ImportSummary *summary,
                   Error *error) MUST_USE;

#endif
