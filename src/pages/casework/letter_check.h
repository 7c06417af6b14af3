// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_LETTER_CHECK_H
#define PAGES_CASEWORK_LETTER_CHECK_H
// Checking a paper, for anybody: by the code printed on it, or by the PDF itself. Shows what the
// paper must say, masked.

#include "pages/casework/wording.h"

typedef struct LetterCheckView {
    FaultBoxView fault;
    bool is_found;
    Str title, number, issuer;
    Day on;
    Str addressee; // masked; absent for a notice
    bool has_amount;
    Fen amount;
    Str sha256;
    bool is_undone;
    bool is_wordless; // retention took what it says, on this day
    Day anonymised_on;
    FormView form;
    FieldView code, file;
} LetterCheckView;

extern const RouteList letter_check_pages;

#endif
