// SPDX-License-Identifier: Apache-2.0
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H
// What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput: `make fuzz` links
// it with libFuzzer, the tests with replay.c, which runs the corpus of the tree.

#include "base/heap.h"
#include "base/str.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Does the work in an arena of at most so many bytes; more is no finding.
static inline void fuzz_within(size_t bytes_max, void (*work)(void *job), Arena **place, void *job) {
    Heap heap;
    heap_init(&heap, &(ArenaSource){0}, bytes_max);
    Arena arena;
    arena_init(&arena, &heap.source, 0);
    *place = &arena;
    (void)!arena_try(&arena, work, job);
    arena_release(&arena);
}

// What stands before the first line "%%" and what behind it; absent when there is none.
static inline Str fuzz_cut(Str *rest) {
    Str mark = STR("\n%%\n"), text = *rest;
    size_t at = str_find(text, mark, 0);
    if (at == SIZE_MAX) {
        *rest = (Str){0};
        return text;
    }
    *rest = str_slice(text, at + mark.length, text.length);
    return str_slice(text, 0, at);
}

#endif
