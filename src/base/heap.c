// SPDX-License-Identifier: Apache-2.0
#include "base/heap.h"

#include <stdlib.h>
#include <string.h>

static void *plain_allocate(void *user, size_t size) {
    (void)user;
    return malloc(size);
}

static void plain_release(void *user, void *block, size_t size) {
    (void)user, (void)size;
    free(block);
}

static void *counted_allocate(void *user, size_t size) {
    Heap *heap = user;
    if (heap->bytes_max > 0 && size > heap->bytes_max - heap->bytes_used) {
        heap->is_over = true;
        return NULL;
    }
    void *block = heap->caller.allocate(heap->caller.user, size);
    if (block) heap->bytes_used += size;
    return block;
}

static void counted_release(void *user, void *block, size_t size) {
    Heap *heap = user;
    heap->bytes_used -= size;
    heap->caller.release(heap->caller.user, block, size);
}

void heap_init(Heap *heap, const ArenaSource *caller, size_t bytes_max) {
    *heap = (Heap){.caller = *caller, .bytes_max = bytes_max};
    if (!caller->allocate || !caller->release) {
        heap->caller = (ArenaSource){plain_allocate, plain_release, NULL, 0};
    }
    heap->source = (ArenaSource){counted_allocate, counted_release, heap, caller->block_bytes};
}

void *heap_handle_new(const Heap *heap, size_t size) {
    void *handle = heap->caller.allocate(heap->caller.user, size);
    return handle ? memset(handle, 0, size) : NULL;
}

void heap_handle_free(const Heap *heap, void *handle, size_t size) {
    ArenaSource caller = heap->caller; // the heap lies in the handle
    caller.release(caller.user, handle, size);
}
