// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_SAMPLE_H
#define CASEWORK_SAMPLE_H
// A random sample that nobody chooses and anybody can repeat.
//
// The seed is the hash of the list itself; who is drawn are the first by hash(seed, number).
// Another list gives another seed, the same list the same sample, for ever and on every machine.

#include "base/str.h"

// SHA-256 over a heading and the numbers, one a line, in the order given.
Str sample_seed(Arena *arena, Str heading, const Str *numbers, size_t count) MUST_USE;
// Marks the `wanted` that are drawn; all of them when `wanted` is not less than `count`.
void sample_draw(Arena *arena, Str seed, const Str *numbers, size_t count, size_t wanted,
                 bool *is_drawn);

#endif
