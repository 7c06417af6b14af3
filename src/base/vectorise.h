// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_VECTORISE_H
#define BASE_VECTORISE_H
// Marks a function whose loops over columns shall become vector code.
//
// gcc does that to loops of unknown length from -O3 on; on x86-64 it makes two of each such
// function, one for every machine and one for those with AVX2, and the program takes what suits
// when it starts (not under a sanitizer, which is not ready that early). clang does so from -O2 on,
// for every machine.

#if defined __clang__ || !defined __GNUC__
#define VECTORISED
#elif defined __x86_64__ && defined __gnu_linux__ && !defined __SANITIZE_ADDRESS__ &&             \
    !defined __SANITIZE_THREAD__
#define VECTORISED __attribute__((optimize("O3"), target_clones("avx2", "default")))
#else
#define VECTORISED __attribute__((optimize("O3")))
#endif

#endif
