// SPDX-License-Identifier: Apache-2.0
#ifndef PAPER_PDF_H
#define PAPER_PDF_H
// A document as PDF: A4, Noto Serif CJK embedded as a subset, text that
// can be copied and searched, QR codes as vectors, "第 n 页，共 m 页" on every page.
//
// The same document gives the same bytes, in any thread and on any day: the file's dates are the
// document's, it has no random part, nothing is hinted to a screen. This holds for one
// paper_renderer(); other versions of the libraries, the font or the layout may set it otherwise.
//
// Text is set by one face alone, so that no other font of the machine gets in: bytes that are no
// UTF-8 become U+FFFD, characters that steer a terminal or turn the reading direction are left
// out, and what the face lacks is shown as its number, such as 〔U+2B7A9〕. Long words are broken.
// Any number of threads may write at once; the first page of a thread takes a tenth of a second to
// open the font. Nothing of it touches a disk but to read the font. cairo 1.16 loses some 1.5 kB a
// document when it writes a subset of a CFF font (tools/leaks).

#include "paper/document.h"

#define PAPER_PAGES_MAX 2000

// ERROR_LIMIT over a limit of this layer; ERROR_UNAVAILABLE when the font is not installed.
bool paper_to_pdf(const PaperDocument *document, Arena *arena, Str *pdf, Error *error) MUST_USE;
// What the bytes depend on beside the document: the versions of the libraries and of the font.
bool paper_renderer(Arena *arena, Str *renderer, Error *error) MUST_USE;

#endif
