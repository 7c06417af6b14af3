// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_ARCHIVE_CORE_H
#define CASEWORK_CLAIM_ARCHIVE_CORE_H
// What making an archive, reading it and proving it share: the record of a claim, and the package
// that a manifest stands for.

#include "casework/claim_archive.h"
#include "casework/claim_archive.sql.h"
#include "casework/letter_core.h"

// All that a package is made of. The files are of the record alone, so they come out the same
// whoever asks.
typedef struct ArchiveRecord {
    ClaimRow claim;
    ClaimFile file;
    Letters letters; // issued, with their documents
    Str *contents;   // of the evidence
} ArchiveRecord;

bool archive_record_read(Tx *tx, const ClaimRow *claim, Arena *arena, ArchiveRecord *record,
                         Error *error) MUST_USE;
// The record without the letters and papers that stand in a part: what the next one has to hold.
ArchiveRecord archive_record_since(const Archives *parts, const ArchiveRecord *record,
                                   Arena *arena);

// False for an unknown suite.
bool archive_from_row(const ArchiveRow *row, Str division_code, Archive *archive) MUST_USE;
// Manifest, signature, hash and size of the package that `record` makes; the other members of
// `archive` are set.
bool archive_compose(const ArchiveRecord *record, const SigningKey *key, Archive *archive,
                     Arena *arena, Error *error) MUST_USE;
// The package anew from the record of now; why it is not what was archived, or NULL.
const char *archive_rebuild(const Archive *archive, const ArchiveRecord *now, Str renderer,
                            Arena *arena, Str *bytes);
bool archive_signature_holds(const Archive *archive);

// How many letters, issued or not, and papers of a claim stand in no part.
bool archive_count_newer(Tx *tx, const Actor *actor, const ClaimRow *claim, const Archives *parts,
                         Arena *arena, size_t *count, Error *error) MUST_USE;

#endif
