// SPDX-License-Identifier: Apache-2.0
#include "city/random.h"

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

Random random_stream(uint64_t seed, uint64_t purpose, uint64_t index) {
    uint64_t state = mix(seed + UINT64_C(0x9E3779B97F4A7C15));
    state = mix(state ^ (purpose + UINT64_C(0xD1B54A32D192ED03)));
    return (Random){mix(state ^ (index + UINT64_C(0x8CB92BA72F3D8DD7)))};
}

uint64_t random_next(Random *random) {
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    return mix(random->state);
}

int64_t random_below(Random *random, int64_t bound) {
    uint64_t range = (uint64_t)bound;
    uint64_t limit = UINT64_MAX - UINT64_MAX % range; // below it every remainder is as likely
    uint64_t value;
    do {
        value = random_next(random);
    } while (value >= limit);
    return (int64_t)(value % range);
}

int64_t random_between(Random *random, int64_t first, int64_t last) {
    return first + random_below(random, last - first + 1);
}

bool random_chance(Random *random, int per_mille) { return random_below(random, 1000) < per_mille; }

int random_weighted(Random *random, const int *weights, int count) {
    int64_t sum = 0;
    for (int i = 0; i < count; i++) sum += weights[i];
    int64_t left = random_below(random, sum);
    int i = 0;
    while (i < count - 1 && left >= weights[i]) left -= weights[i++];
    return i;
}
