// SPDX-License-Identifier: Apache-2.0
#ifndef APP_BACKUP_H
#define APP_BACKUP_H
// A backup: the whole database as of one moment, in one file that either database can be restored
// from. A ZIP archive of
//
//   <database>/<table>.tsv   one per table, as store/dump.h writes it
//   manifest.json            program, migrations with their checksums, pack, moment, head of the
//                            sealed log, and of every table the rows, bytes and SHA-256
//   manifest.sig             suite, public key and signature (access/suite.h) over manifest.json
//
// The key folder is not part of it: keys beside the data would seal nothing (invariants: a restore
// needs both, from two places).

#include "access/suite.h"
#include "base/archive.h"
#include "store/dump.h"

#define BACKUP_FORMAT 1
#define BACKUP_MANIFEST_BYTES_MAX ((size_t)4 * 1024 * 1024)

typedef struct BackupTable {
    Str name, database;
    int64_t rows, bytes;
    Str sha256;
} BackupTable;

// What the manifest says.
typedef struct Backup {
    Str program;
    Str taken_at; // real time
    Date business_date;
    Str pack_hash; // of the version in effect; absent when none was published
    Str log_head;  // hash of the last sealed segment; absent when there is none
    MigrationRows migrations;
    BackupTable *tables;
    size_t table_count;
    Suite suite; // of the signature
    Str public_key;
} Backup;

typedef struct BackupOptions {
    Str path; // of the file to make
    const SigningKey *key;
    Str program;
    Date today; // business date
    int64_t now_ms;
} BackupOptions;

// Writes a backup of one snapshot while others go on writing. Memory is bounded by a batch of rows.
// It is made as PATH.part, brought to the disk and only then given its name; a program that is
// killed leaves a PATH.part and no PATH. ERROR_CONFLICT "FILE_EXISTS". A failure leaves no file.
bool backup_write(Store *store, const BackupOptions *options, Arena *arena, Backup *made,
                  Error *error) MUST_USE;

int64_t backup_rows(const Backup *backup);
Str backup_entry_name(Arena *arena, Str database, Str table) MUST_USE;
const BackupTable *backup_table(const Backup *backup, Str name);

// ---- The manifest ----

Str backup_manifest(const Backup *backup, Arena *arena) MUST_USE;
// Reads manifest and signature. `keys`, by suite: who must have signed; an absent one = whoever the
// signature names. ERROR_INVALID "BACKUP_UNSIGNED" when it does not hold, "BACKUP_OTHER_KEY" when
// somebody else signed.
bool backup_read(Archive *archive, const Str keys[SUITE_COUNT], Arena *arena, Backup *backup,
                 Error *error) MUST_USE;

#endif
