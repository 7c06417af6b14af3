// SPDX-License-Identifier: Apache-2.0
// The proof of archives: every package made anew, every supplement tied to the part before it.
#include "base/digest.h"
#include "casework/claim_archive_core.h"
#include "paper/pdf.h"

#define PROOF_ROWS 50 // archives of one piece of the proof

static void add_fault(ArchiveProof *proof, Arena *arena, Str number, const char *fault) {
    if (proof->faults++ > 0) return;
    proof->first_fault = str_format(arena, "案卷 %.*s：%s", STR_ARG(number), fault);
}

// A supplement names the manifest before it.
static bool prove_prior(Tx *tx, const ArchiveRow *row, Arena *scratch, const char **fault,
                        Error *error) {
    ArchivePriorRow prior;
    bool found;
    ArchivePriorIn in = {row->application_id, row->version, row->part - 1};
    if (row->part == 0) return true;
    if (!archive_prior(tx, &in, scratch, &prior, &found, error)) return false;
    if (!found) {
        *fault = "前一份案卷不见了";
    } else if (!str_equal(digest_sha256(scratch, prior.manifest), row->prior_sha256)) {
        *fault = "前一份案卷的清单和补充归档时不同";
    }
    return true;
}

static bool prove_row(Tx *tx, const ArchiveRow *row, const Str *keys, Str renderer, Arena *scratch,
                      const char **fault, Error *error) {
    ClaimRow claim;
    Archive archive;
    ArchiveRecord record;
    Str bytes;
    Actor platform = actor_system(row->made_on, 0);
    *fault = NULL;
    if (!prove_prior(tx, row, scratch, fault, error)) return false;
    if (*fault) return true;
    if (!claim_load(tx, &platform, row->claim_number, scratch, &claim, error)) return false;
    if (!archive_from_row(row, claim.division_code, &archive)) {
        *fault = "签名算法无法识别";
    } else if (!str_is_absent(keys[archive.suite]) &&
               !str_equal(keys[archive.suite], archive.public_key)) {
        *fault = "不是用这把密钥签的";
    } else if (claim.version != archive.version) {
        // The claim went on: the record is no longer that of then; what was signed still is.
        *fault = archive_signature_holds(&archive) ? NULL : "清单的签名不对";
    } else {
        if (!archive_record_read(tx, &claim, scratch, &record, error)) return false;
        *fault = archive_rebuild(&archive, &record, renderer, scratch, &bytes);
    }
    return true;
}

bool claim_archive_prove(Tx *tx, const Str *keys, Arena *arena, ArchiveProof *proof, Error *error) {
    Arena piece = {0}, scratch = {0};
    ArchiveRows rows = {0};
    ArchiveLostRows lost;
    ArchivePageIn next = {.row_count = PROOF_ROWS};
    Str renderer;
    *proof = (ArchiveProof){0};
    bool is_read = paper_renderer(arena, &renderer, error);
    do {
        arena_reset(&piece);
        is_read = is_read && archive_page(tx, &next, &piece, &rows, error);
        for (size_t i = 0; is_read && i < rows.count; i++) {
            const ArchiveRow *row = &rows.items[i];
            const char *fault;
            arena_reset(&scratch);
            is_read = prove_row(tx, row, keys, renderer, &scratch, &fault, error);
            if (is_read && fault) add_fault(proof, arena, row->claim_number, fault);
            proof->archives++;
            proof->others += !str_equal(renderer, row->renderer);
            next.after_id = row->id;
        }
    } while (is_read && rows.count == PROOF_ROWS);
    arena_release(&scratch);
    arena_release(&piece);
    if (!is_read || !archive_lost(tx, NULL, arena, &lost, error)) return false;
    for (size_t i = 0; i < lost.count; i++) {
        add_fault(proof, arena, lost.items[i].number, "日志里有，案卷不见了");
    }
    return true;
}
