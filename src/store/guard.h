// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_GUARD_H
#define STORE_GUARD_H
// Inside the store: what stands between a query's plaintext in C and the ciphertext in its columns.
// docs/decisions/0009-personal-fields.md says why it is built so.
//
//   sealed   XChaCha20-Poly1305 or SM4-GCM; table.column is associated, so that a value moved to
//            another column does not open. The nonce is a keyed digest of column, first field of
//            the record (the row, as queries are written) and value: the same value of the same row
//            seals alike, so that an import still sees what did not change; equal values of two
//            rows do not look alike.
//   blind    synthetic nonce over domain and value, which also proves it (SIV): equal values are
//            equal texts wherever the domain is the same.
//   key      a text in which each identity number is blind, domain "id_number".

#include "store/driver.h"

// `rows`: `count` structs of the query's parameters. `guarded` is a copy in `arena` with the guards
// applied, or `rows` itself when the query has none.
bool guard_seal(const Tx *tx, const Query *query, const void *rows, size_t count, Arena *arena,
                const void **guarded, Error *error) MUST_USE;
// Keeps in tx->ahead what the sealed texts of those rows are bound as; `context` stands for the
// first field of each.
bool guard_ahead(const Tx *tx, const Query *query, const void *rows, size_t count, Str context,
                 Error *error) MUST_USE;
// Opens the values of a row in place of themselves. ERROR_UNAVAILABLE "SEALED_BROKEN" for what was
// changed or moved, or whose key is not there.
bool guard_open(const Tx *tx, const Query *query, Arena *arena, void *row, Error *error) MUST_USE;

#endif
