// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_ARCHIVE_H
#define BASE_ARCHIVE_H
// ZIP files larger than memory: written from sources that are asked for their bytes piece by piece,
// and read the same way.
//
// Writing replaces what there is, and a failure leaves nothing: who must not lose a file, or be
// left with half of one, writes it under another name first (base/file.h, file_place).

#include "base/error.h"

// The next bytes of an entry; none = its end. `arena` is emptied before each call.
typedef bool ArchiveSource(void *user, Arena *arena, Str *bytes, Error *error);

typedef struct ArchiveEntry {
    Str name;
    ArchiveSource *next;
    void *user;
} ArchiveEntry;

// Entries are asked one after the other, in order, each to its end.
bool archive_write(Str path, const ArchiveEntry *entries, size_t count, Error *error) MUST_USE;

// ---- Reading ----

typedef struct Archive Archive;
typedef struct ArchivePart ArchivePart; // an entry that is being read

// ERROR_INVALID for a file that is no archive or was cut short.
bool archive_open(Str path, Archive **archive, Error *error) MUST_USE;
void archive_close(Archive *archive);
// ERROR_NOT_FOUND when there is no such entry.
bool archive_part_open(Archive *archive, Str name, ArchivePart **part, Error *error) MUST_USE;
// Up to `capacity` bytes; `count` 0 is the end. ERROR_INVALID for damaged bytes.
bool archive_part_read(ArchivePart *part, char *bytes, size_t capacity, size_t *count,
                       Error *error) MUST_USE;
void archive_part_close(ArchivePart *part);
// A whole entry of up to `bytes_max`. ERROR_LIMIT beyond.
bool archive_read(Archive *archive, Str name, size_t bytes_max, Arena *arena, Str *content,
                  Error *error) MUST_USE;

#endif
