// SPDX-License-Identifier: Apache-2.0
#ifndef APP_RESTORE_H
#define APP_RESTORE_H
// A database from a backup, whole or not at all.
//
// restore_check reads everything before anything is written: signature, and the hash of every
// table. restore_load makes the schema of the backup and loads the rows in one transaction, hashing
// them again, so that a file that changed meanwhile cannot pass; then it brings the schema up to
// this program. A failure or a kill leaves a database without tables, which may be restored into.

#include "app/backup.h"

// ERROR_INVALID "BACKUP_DAMAGED" for a table that is not what was signed; ERROR_CONFLICT
// "SCHEMA_NEWER" or "SCHEMA_CHANGED" when the backup's schema is not this program's or older.
bool restore_check(Archive *archive, const Backup *backup, Error *error) MUST_USE;
// ERROR_CONFLICT "DATABASE_IN_USE" for a database with tables in it. `log_head` is what the
// database says afterwards; it lives in `arena`.
bool restore_load(Store *store, Archive *archive, const Backup *backup, Arena *arena, Str *log_head,
                  Error *error) MUST_USE;

#endif
