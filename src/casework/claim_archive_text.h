// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_ARCHIVE_TEXT_H
#define CASEWORK_CLAIM_ARCHIVE_TEXT_H
// What an archive says of a case, for casework/claim_archive.c: as a document for readers, as JSON
// for programs. Account numbers are masked, as on the screens of the office.

#include "casework/claim_archive.h"

typedef struct ArchiveSource {
    const ClaimFile *file;
    const Letters *letters; // issued
    Str identity;           // id number or uscc of who applied
    Date ended_on;          // the day of the last step
} ArchiveSource;

bool archive_document(const ArchiveSource *source, Arena *arena, PaperDocument *document,
                      Error *error) MUST_USE;
bool archive_json(const ArchiveSource *source, Arena *arena, Str *json, Error *error) MUST_USE;

#endif
