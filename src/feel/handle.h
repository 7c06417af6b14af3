// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_HANDLE_H
#define FEEL_HANDLE_H
// What every handle of the public interfaces begins with: the memory of the caller, an arena over
// it, and notes. Work is done inside feel_handle_try, so that memory that runs out comes back here
// as a status and everything the arena held is given back.

#include "base/heap.h"
#include "feel/note.h"

typedef struct FeelHandle {
    Heap heap;
    Arena arena;
    Arena note_arena; // apart, since evaluation winds its own back while notes are taken
    FeelNotes notes;
    const char *report; // never NULL
    size_t size;        // of the whole handle
} FeelHandle;

// A zeroed handle of `size` bytes that begins with a FeelHandle; NULL when there is no memory.
// `options` may be NULL.
void *feel_handle_new(const FeelOptions *options, size_t bytes_max, size_t size) MUST_USE;
// Takes NULL.
void feel_handle_close(FeelHandle *handle);
// Gives all memory of the arena back, and the notes with it.
void feel_handle_reset(FeelHandle *handle, size_t bytes_max);

typedef struct FeelTask {
    void (*work)(void *job);
    void (*finish)(void *job); // releases what is no arena's, however the work ended; may be NULL
    void *job;
} FeelTask;

// Does the work and then makes the report. False when memory ran out: the handle is reset, and
// when that was for its limit, it has the note that says so.
bool feel_handle_try(FeelHandle *handle, const FeelTask *task) MUST_USE;

#endif
