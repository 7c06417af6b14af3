// SPDX-License-Identifier: Apache-2.0
#include "feel/handle.h"

void *feel_handle_new(const FeelOptions *options, size_t bytes_max, size_t size) {
    ArenaSource caller = {0};
    if (options) {
        caller = (ArenaSource){
            options->allocate, options->release, options->user, options->block_bytes};
    }
    Heap heap;
    heap_init(&heap, &caller, 0);
    FeelHandle *handle = heap_handle_new(&heap, size);
    if (!handle) return NULL;
    handle->size = size;
    heap_init(&handle->heap, &caller, bytes_max);
    arena_init(&handle->arena, &handle->heap.source, 0);
    arena_init(&handle->note_arena, &handle->heap.source, 0);
    feel_handle_reset(handle, bytes_max);
    return handle;
}

void feel_handle_close(FeelHandle *handle) {
    if (!handle) return;
    arena_release(&handle->arena);
    arena_release(&handle->note_arena);
    heap_handle_free(&handle->heap, handle, handle->size);
}

void feel_handle_reset(FeelHandle *handle, size_t bytes_max) {
    arena_release(&handle->arena);
    arena_release(&handle->note_arena);
    handle->heap.bytes_max = bytes_max;
    handle->heap.is_over = false;
    feel_notes_init(&handle->notes, &handle->note_arena);
    handle->report = "";
}

typedef struct Attempt {
    FeelHandle *handle;
    const FeelTask *task;
} Attempt;

static void attempt(void *argument) {
    Attempt *one = argument;
    one->handle->note_arena.on_failure = one->handle->arena.on_failure;
    one->task->work(one->task->job);
    FeelNotes *notes = &one->handle->notes;
    if (notes->count > 0) one->handle->report = feel_notes_report(notes);
}

bool feel_handle_try(FeelHandle *handle, const FeelTask *task) {
    bool has_memory = arena_try(&handle->arena, attempt, &(Attempt){handle, task});
    handle->note_arena.on_failure = NULL;
    if (task->finish) task->finish(task->job);
    if (has_memory) return true;
    bool is_over = handle->heap.is_over;
    feel_handle_reset(handle, handle->heap.bytes_max);
    handle->heap.is_over = is_over;
    if (!is_over) return false;
    handle->notes.items = (FeelNote *)(uintptr_t)&feel_note_bytes; // nobody adds to it any more
    handle->notes.count = 1;
    handle->report = feel_note_bytes_report;
    return false;
}
