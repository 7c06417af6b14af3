// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

#define DIGEST_BYTES 32

struct Digest {
    EVP_MD_CTX *context;
};

Digest *digest_open(void) {
    Digest *digest = malloc(sizeof *digest);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    // The algorithm is part of the library; what can fail is memory, as in an arena.
    if (!digest || !context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) abort();
    digest->context = context;
    return digest;
}

void digest_add(Digest *digest, Str piece) {
    if (EVP_DigestUpdate(digest->context, piece.data, piece.length) != 1) abort();
}

Str digest_close(Digest *digest, Arena *arena) {
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[DIGEST_BYTES];
    char text[2 * DIGEST_BYTES];
    if (EVP_DigestFinal_ex(digest->context, bytes, NULL) != 1) abort();
    EVP_MD_CTX_free(digest->context);
    free(digest);
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return arena ? str_copy(arena, (Str){text, sizeof text}) : (Str){0};
}

Str digest_sha256(Arena *arena, Str content) {
    Digest *digest = digest_open();
    digest_add(digest, content);
    return digest_close(digest, arena);
}
