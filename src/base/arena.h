// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
// Memory by lifetime.
//
// Ownership, for the whole program: a function that takes an `Arena *` returns memory living as
// long as that arena. A function without one allocates nothing that outlives the call. Pointers
// inside arguments are borrowed until return. Only `open`/`close` pairs are released by hand.
//
// Invariant: memory from an arena is zeroed and aligned to 16 bytes, and never moves. Under the
// address sanitizer, what is free or was rewound may not be touched.
// Failure: running out of memory (or over the arena's byte limit) does not return. It jumps to the
// innermost arena_try around it, and without one ends the program with a message.

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))

// The source of an arena's blocks. `allocate` may return NULL; `size` is given back on release.
typedef struct ArenaSource {
    void *(*allocate)(void *user, size_t size);
    void (*release)(void *user, void *block, size_t size);
    void *user;
    size_t block_bytes; // usable size of a block where that is enough; 0 = growing from 64 KiB
} ArenaSource;

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *newest;          // blocks in reverse order of allocation
    char *next;                  // first free byte of the newest block
    char *end;                   // one past its last byte
    size_t bytes_used;           // bytes asked of the source so far
    size_t bytes_max;            // 0 = unlimited
    const ArenaSource *source;   // NULL = malloc and free
    jmp_buf *on_failure;         // of the arena_try in progress; NULL = end the program
} Arena;

// A position to which an arena can be wound back.
typedef struct ArenaMark {
    ArenaBlock *block;
    char *next;
} ArenaMark;

// An all-zero Arena is ready for use; these exist for the cases that need options.
void arena_init(Arena *arena, const ArenaSource *source, size_t bytes_max);

// Gives every block back. The arena is empty and ready for use again.
void arena_release(Arena *arena);

// Empties the arena but keeps one block, as large as all it had (up to 16 MB), for a loop that uses
// it again and again: after the first rounds it asks for no more memory.
void arena_reset(Arena *arena);

ArenaMark arena_mark(const Arena *arena);

// Frees what was allocated after the mark was taken.
void arena_rewind(Arena *arena, ArenaMark mark);

// Zeroed memory. `size` 0 gives a valid pointer.
void *arena_alloc(Arena *arena, size_t size) MUST_USE;

// `count` elements of `size` bytes; an overflowing product is a failure like any other.
void *arena_alloc_array(Arena *arena, size_t count, size_t size) MUST_USE;

// The same with whatever was there before: for columns that a loop writes whole.
void *arena_room(Arena *arena, size_t count, size_t size) MUST_USE;

// `size` bytes that begin with the first `used` bytes of an allocation of `size_before` bytes: the
// same memory, where it was the latest allocation and there is room behind it, else a copy. The
// rest is zeroed; `size` is not smaller than `size_before`.
void *arena_resize(Arena *arena, const void *memory, size_t used, size_t size_before, size_t size)
    MUST_USE;

// An array of `count` elements grown to hold at least one more: doubles `*capacity` and copies.
// The old array stays readable until the arena is released.
void *arena_grow(Arena *arena, const void *items, size_t count, size_t *capacity, size_t size)
    MUST_USE;

// Does the work; false when `arena`, or an arena that took over its `on_failure`, ran out of memory
// on the way. What the work holds but memory of arenas is then the caller's to give back.
bool arena_try(Arena *arena, void (*work)(void *job), void *job) MUST_USE;

// Fails as an allocation does: for memory that others could not get, and for a caller of arena_try
// that has given back what it holds.
_Noreturn void arena_fail(Arena *arena, size_t size);

#define NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define NEW_ROOM(arena, type, count) ((type *)arena_room((arena), (count), sizeof(type)))
#define NEW_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

// Appends `value` to a list with the fields items, count, capacity.
#define PUSH(arena, list, value)                                                                  \
    do {                                                                                          \
        if ((list)->count == (list)->capacity) {                                                  \
            (list)->items = arena_grow((arena), (list)->items, (list)->count, &(list)->capacity,  \
                                       sizeof *(list)->items);                                    \
        }                                                                                         \
        (list)->items[(list)->count++] = (value);                                                 \
    } while (0)

#endif
