// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_RANDOM_H
#define CITY_RANDOM_H
// Random numbers that are the same on every machine: splitmix64 over integers, no floating point.
// A stream belongs to a seed, a purpose and an index, so that what one person draws does not move
// what the next one gets.

#include <stdbool.h>
#include <stdint.h>

typedef struct Random {
    uint64_t state;
} Random;

Random random_stream(uint64_t seed, uint64_t purpose, uint64_t index);
uint64_t random_next(Random *random);
// 0 to bound-1; bound > 0. Unbiased.
int64_t random_below(Random *random, int64_t bound);
// first to last, both included.
int64_t random_between(Random *random, int64_t first, int64_t last);
// True `per_mille` times in a thousand.
bool random_chance(Random *random, int per_mille);
// An index drawn by weight; weights are not negative and their sum is positive.
int random_weighted(Random *random, const int *weights, int count);

#endif
