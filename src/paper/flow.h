// SPDX-License-Identifier: Apache-2.0
#ifndef PAPER_FLOW_H
#define PAPER_FLOW_H
// Composing: from the blocks of a document to marks at places on pages, for paper/pdf.c to paint.
//
// Every line of a style is equally high, so a page holds a known number of them and a row can be
// cut between any two. A text never leaves one line alone on a page, nor a signature. Lengths are
// points (1/72 inch) from the upper left corner.

#include "paper/document.h"

#include <pango/pangocairo.h>

#define PAPER_WIDTH 595.276 // A4, 210 by 297 mm
#define PAPER_HEIGHT 841.890
#define FLOW_LAYOUT 2 // counted up when the same document is set otherwise
#define PAPER_FACE "Noto Serif CJK SC"

typedef enum MarkKind {
    MARK_LINE, // of text, (x, y) the start of its base line
    MARK_RULE, // from (x, y) by (width, height)
    MARK_CODE, // a QR code in a square of `width`
} MarkKind;

typedef struct Mark {
    MarkKind kind;
    int page; // from 0
    double x, y, width, height;
    double weight;         // of a rule
    PangoLayoutLine *line; // owned by a layout of the flow
    Str text;              // of a code; borrowed from the document
} Mark;

typedef struct Flow {
    PangoContext *context;
    PangoFont *face;    // to ask whether it has a character
    GArray *marks;      // of Mark, page by page but for the footers
    GPtrArray *layouts; // what the lines belong to
    int page;
    double y;
    double company;  // height of what has to stand with the last lines of the block
    bool overflowed; // more pages than PAPER_PAGES_MAX
} Flow;

// ERROR_UNAVAILABLE without the font. What was opened is closed.
bool flow_open(Flow *flow, Error *error) MUST_USE;
void flow_close(Flow *flow);
void flow_compose(Flow *flow, const PaperDocument *document);
// What can be set of a text; freed by the caller with g_string_free.
GString *flow_clean(const Flow *flow, Str text);

#endif
