// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_FILE_H
#define BASE_FILE_H
// Whole files. Reading is bounded; writing is atomic (temporary file, fsync, rename), so that a
// reader sees the old content or the new one and a full disk loses nothing.

#include "base/error.h"

// `path` "-" is standard input where something is read.

// Reads all of `path`. Over `bytes_max`: ERROR_LIMIT.
bool file_read(Arena *arena, Str path, size_t bytes_max, Str *content, Error *error) MUST_USE;
// Opens a file to be read in pieces; `size` is 0 when it has none, as a pipe.
bool file_open(Str path, int *file, int64_t *size, Error *error) MUST_USE;
void file_close(int file);
// Reads up to `capacity` bytes; `count` 0 is the end.
bool file_read_some(int file, char *bytes, size_t capacity, size_t *count, Error *error) MUST_USE;
// A device or pipe ("/dev/stdout") is written in place.
bool file_write(Str path, Str content, Error *error) MUST_USE;
// Nothing has this name: else ERROR_CONFLICT "FILE_EXISTS".
bool file_is_free(Str path, Error *error) MUST_USE;
// Gives a finished file its name, once its bytes are on the disk. Never replaces: "FILE_EXISTS".
bool file_place(Str finished, Str path, Error *error) MUST_USE;
// For its owner's eyes alone (mode 0600). A file that is there already stays as it is, also when
// two programs write at once.
bool file_write_secret(Str path, Str content, Error *error) MUST_USE;
// The same for its owner and its group (mode 0640), less the umask.
bool file_write_shared(Str path, Str content, Error *error) MUST_USE;
// Takes a file away; one that is gone already is no failure.
bool file_remove(Str path, Error *error) MUST_USE;
bool file_exists(Str path);
bool file_is_folder(Str path);
// Names in a folder that end in `suffix`, sorted by code point; hidden files are left out.
bool file_list(Arena *arena, Str folder, Str suffix, Str **names, size_t *count, Error *error)
    MUST_USE;
// Makes a folder and its missing parents.
bool file_make_folder(Str path, Error *error) MUST_USE;

#endif
