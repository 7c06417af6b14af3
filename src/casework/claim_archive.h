// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_ARCHIVE_H
#define CASEWORK_CLAIM_ARCHIVE_H
// The archive of a closed case (案卷): everything of it in one package that is read without this
// program, and proven without it.
//
//     案卷.pdf            cover, facts with sources, decision with the rules that held, steps,
//                         payments, letters, evidence
//     数据.json           the same for programs
//     文书/*.pdf          every letter, also of clawbacks and appeals
//     材料/NN-name        every file of evidence
//     清单.json           the SHA-256 of each of these
//     清单签名.json       a signature of 清单.json by the key of access/suite.h
//
// It is made once, when the claim has ended; what is read later is made anew from the record and
// must be the same, byte for byte under the same paper_renderer(), file for file but the PDFs under
// another. Making issues the letters that were not yet.
//
// What a clawback or an appeal brings later goes into a supplement (补充归档): a further part with the
// letters and papers that no part before has. Its signed manifest names the SHA-256 of the manifest
// before it, so that parts stand in one row, and no former part is ever written again. Making and
// reading are audited.

#include "access/suite.h"
#include "casework/letter.h"

#define ARCHIVE_BYTES_MAX ((size_t)200 * 1024 * 1024) // held in memory while it is written

typedef struct Archive {
    Str claim_number;
    Str division_code;
    int64_t version; // of the claim when it was closed
    int64_t part;    // 0 = the archive itself, then its supplements
    Str prior_sha256; // of the manifest of the part before; absent for the first
    Str sha256;      // of the package
    int64_t size;
    Str manifest; // canonical JSON
    Str renderer;
    Suite suite; // of the signature of the manifest
    Str public_key;
    Str signature;
    Date made_on;
    Date anonymised_on; // retention took its manifest; DATE_ABSENT = not
} Archive;

typedef struct Archives {
    Archive *items; // by part; none: the claim was not archived
    size_t count;
    size_t newer;   // letters, issued or not, and papers that stand in no part
} Archives;

typedef struct ArchiveIn {
    const Actor *actor;
    Str number; // of the claim
    Str site;   // of the letters that are still to be issued
    const SigningKey *key;
} ArchiveIn;

// The archive of a claim; the one that is there already when it was made before. ERROR_CONFLICT
// "NOT_ENDED" while somebody still owes a step; ERROR_FORBIDDEN for whom may not read cases.
bool claim_archive_make(Store *store, Catalogue *catalogue, const ArchiveIn *in, Arena *arena,
                        Archive *archive, Error *error) MUST_USE;
// The next part. ERROR_CONFLICT "NOTHING_NEW" when nothing came since, "UNIQUE:claim_archive_once"
// when somebody was quicker; ERROR_NOT_FOUND when the claim was not archived.
bool claim_archive_supplement(Store *store, Catalogue *catalogue, const ArchiveIn *in,
                              Arena *arena, Archive *archive, Error *error) MUST_USE;
bool claim_archive_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Archives *parts,
                        Error *error) MUST_USE;
// The package of a part, audited. ERROR_NOT_FOUND when it was not made; ERROR_CONFLICT
// "ARCHIVE_DAMAGED" when the record is no longer what was archived, "ARCHIVE_ANONYMISED" when
// retention took it.
bool claim_archive_read(Store *store, const Actor *actor, Str number, int64_t part, Arena *arena,
                        Str *bytes, Error *error) MUST_USE;
// Whether a claim in this state can be archived.
bool claim_archive_is_due(ClaimState state);

typedef struct ArchiveProof {
    int64_t archives;
    int64_t others; // made by another renderer: their PDFs cannot be compared
    int64_t faults;
    Str first_fault; // absent when there is none
} ArchiveProof;

// Makes every package anew and compares, each supplement also with the part before it; `keys` as
// in fund/payment_seal.h.
bool claim_archive_prove(Tx *tx, const Str *keys, Arena *arena, ArchiveProof *proof,
                         Error *error) MUST_USE;

#endif
