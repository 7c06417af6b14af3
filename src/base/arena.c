// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)16)
#define BLOCK_BYTES ((size_t)64 * 1024)
#define BLOCK_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define FIRST_CAPACITY ((size_t)8)
#define KEPT_BYTES_MAX ((size_t)16 * 1024 * 1024) // beyond it resetting keeps the newest block only

// The address sanitizer is told what is free, and every allocation gets a gap behind it, so that
// running over the end of one is found although its neighbour is in the same block.
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SANITIZED
#endif
#endif

#ifdef ARENA_SANITIZED
#include <sanitizer/asan_interface.h>
#define GAP ALIGNMENT
#else
#define ASAN_POISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
#define GAP ((size_t)0)
#endif

// Blocks are chained from the newest to the oldest; the usable bytes follow the header.
struct ArenaBlock {
    ArenaBlock *older;
    size_t size;      // usable bytes
    char *saved_next; // `next` of the arena at the time a newer block was added
    size_t padding;   // keeps the header a multiple of ALIGNMENT
};

static void *source_malloc(void *user, size_t size) {
    (void)user;
    return malloc(size);
}

static void source_free(void *user, void *block, size_t size) {
    (void)user;
    (void)size;
    free(block);
}

static const ArenaSource malloc_source = {source_malloc, source_free, NULL, 0};

static const ArenaSource *source_of(const Arena *arena) {
    return arena->source ? arena->source : &malloc_source;
}

static char *block_data(ArenaBlock *block) {
    return (char *)block + sizeof(ArenaBlock);
}

_Noreturn void arena_fail(Arena *arena, size_t size) {
    if (arena->on_failure) longjmp(*arena->on_failure, 1);
    fprintf(stderr, "jiuye: out of memory: %zu bytes wanted, %zu in use\n", size,
            arena->bytes_used);
    abort();
}

void arena_init(Arena *arena, const ArenaSource *source, size_t bytes_max) {
    *arena = (Arena){.source = source, .bytes_max = bytes_max};
}

static void block_drop(Arena *arena) {
    ArenaBlock *block = arena->newest;
    const ArenaSource *source = source_of(arena);
    arena->newest = block->older;
    arena->bytes_used -= block->size + sizeof *block;
    ASAN_UNPOISON_MEMORY_REGION(block_data(block), block->size);
    source->release(source->user, block, block->size + sizeof *block);
    arena->next = arena->newest ? arena->newest->saved_next : NULL;
    arena->end = arena->newest ? block_data(arena->newest) + arena->newest->size : NULL;
}

// From now on allocations come from this block of `total` bytes.
static void block_use(Arena *arena, ArenaBlock *block, size_t total) {
    *block = (ArenaBlock){.older = arena->newest, .size = total - sizeof *block};
    if (arena->newest) arena->newest->saved_next = arena->next;
    arena->newest = block;
    arena->bytes_used += total;
    arena->next = block_data(block);
    arena->end = arena->next + block->size;
    ASAN_POISON_MEMORY_REGION(arena->next, block->size);
}

void arena_release(Arena *arena) {
    while (arena->newest) block_drop(arena);
}

// Puts one block in the place of all, as large as they were together.
static void blocks_merge(Arena *arena) {
    const ArenaSource *source = source_of(arena);
    size_t total = arena->bytes_used;
    while (arena->newest) block_drop(arena);
    ArenaBlock *block = source->allocate(source->user, total);
    if (block) block_use(arena, block, total);
}

void arena_reset(Arena *arena) {
    if (!arena->newest) return;
    if (arena->newest->older && arena->bytes_used <= KEPT_BYTES_MAX) {
        blocks_merge(arena);
        return;
    }
    while (arena->newest->older) block_drop(arena);
    arena_rewind(arena, (ArenaMark){arena->newest, block_data(arena->newest)});
}

ArenaMark arena_mark(const Arena *arena) {
    return (ArenaMark){arena->newest, arena->next};
}

void arena_rewind(Arena *arena, ArenaMark mark) {
    while (arena->newest != mark.block) block_drop(arena);
    arena->next = mark.next;
    if (arena->next) ASAN_POISON_MEMORY_REGION(arena->next, (size_t)(arena->end - arena->next));
}

static void block_add(Arena *arena, size_t wanted) {
    const ArenaSource *source = source_of(arena);
    // Blocks double with the arena, so that a large arena has few of them.
    size_t size = arena->newest ? arena->newest->size * 2 : BLOCK_BYTES - sizeof(ArenaBlock);
    if (size > BLOCK_BYTES_MAX) size = BLOCK_BYTES_MAX;
    if (source->block_bytes > 0) size = source->block_bytes;
    if (size < wanted) size = wanted;
    size_t total = size + sizeof(ArenaBlock);
    if (arena->bytes_max && total > arena->bytes_max - arena->bytes_used) {
        size = wanted;
        total = size + sizeof(ArenaBlock);
        if (total > arena->bytes_max - arena->bytes_used) arena_fail(arena, wanted);
    }
    ArenaBlock *block = source->allocate(source->user, total);
    if (!block) arena_fail(arena, wanted);
    block_use(arena, block, total);
}

// What an allocation of `size` bytes takes from its block.
static size_t footprint(Arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) arena_fail(arena, size);
    size_t rounded = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    return (rounded ? rounded : ALIGNMENT) + GAP;
}

static void *take(Arena *arena, size_t size) {
    size_t taken = footprint(arena, size);
    if (!arena->next || taken > (size_t)(arena->end - arena->next)) block_add(arena, taken);
    char *result = arena->next;
    arena->next += taken;
    ASAN_UNPOISON_MEMORY_REGION(result, size);
    return result;
}

void *arena_alloc(Arena *arena, size_t size) { return memset(take(arena, size), 0, size); }

void *arena_room(Arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) arena_fail(arena, SIZE_MAX);
    return take(arena, total);
}

void *arena_resize(Arena *arena, const void *memory, size_t used, size_t size_before, size_t size) {
    size_t before = footprint(arena, size_before), after = footprint(arena, size);
    bool is_latest = memory && (uintptr_t)memory + before == (uintptr_t)arena->next;
    if (is_latest && after >= before && after - before <= (size_t)(arena->end - arena->next)) {
        char *latest = arena->next - before;
        arena->next += after - before;
        ASAN_UNPOISON_MEMORY_REGION(latest, size);
        memset(latest + used, 0, size - used);
        return latest;
    }
    void *copy = arena_alloc(arena, size);
    return used ? memcpy(copy, memory, used) : copy;
}

void *arena_alloc_array(Arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) arena_fail(arena, SIZE_MAX);
    return arena_alloc(arena, total);
}

void *arena_grow(Arena *arena, const void *items, size_t count, size_t *capacity, size_t size) {
    size_t larger = *capacity ? *capacity * 2 : FIRST_CAPACITY, bytes;
    if (__builtin_mul_overflow(larger, size, &bytes)) arena_fail(arena, SIZE_MAX);
    void *grown = arena_resize(arena, items, count * size, *capacity * size, bytes);
    *capacity = larger;
    return grown;
}

bool arena_try(Arena *arena, void (*work)(void *job), void *job) {
    jmp_buf *const outer = arena->on_failure;
    jmp_buf failure;
    if (setjmp(failure) != 0) {
        arena->on_failure = outer;
        return false;
    }
    arena->on_failure = &failure;
    work(job);
    arena->on_failure = outer;
    return true;
}
