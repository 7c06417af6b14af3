// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_HEAP_H
#define BASE_HEAP_H
// Where the arenas of one handle of a library get their blocks: the functions of the library's
// caller, with a count and one limit for all the arenas together.
//
// A Heap does not move while arenas use it. It belongs to one thread at a time.

#include "base/arena.h"

typedef struct Heap {
    ArenaSource source; // for the arenas
    ArenaSource caller; // asked in the end
    size_t bytes_used;
    size_t bytes_max;   // 0 = no limit
    bool is_over;       // a block was refused because of the limit, not by the caller's functions
} Heap;

// `caller` without `allocate` or `release` means malloc and free.
void heap_init(Heap *heap, const ArenaSource *caller, size_t bytes_max);

// Zeroed memory for the handle itself, which holds the heap and therefore is not counted. NULL when
// there is none. Only `caller` of the heap is looked at, so a copy of it will do.
void *heap_handle_new(const Heap *heap, size_t size) MUST_USE;
void heap_handle_free(const Heap *heap, void *handle, size_t size);

#endif
