// SPDX-License-Identifier: Apache-2.0
#ifndef PAPER_DOCUMENT_H
#define PAPER_DOCUMENT_H
// What stands on paper, before anybody knows where: a title, and blocks in reading order.
//
// A document is data. It can be written as JSON and read back, so that what was printed once can be
// printed again with the same bytes (paper/pdf.h); two equal documents have equal JSON. A block is
// a text, or a grid of cells, row by row; what the columns mean is the kind's business:
//
//   heading     text
//   paragraph   text, its first line indented
//   line        text, not indented: to whom a letter goes
//   list        numbered rows of 1 cell
//   facts       rows of 2 cells: name, value
//   table       rows of `columns` cells, the first row is the head and is repeated on each page;
//               `widths` gives the columns their share
//   signature   rows of 2 cells: on the right who signs and the date, with room for a stamp; on the
//               left what stands under the QR code of the text, where there is one
//
// Text may hold line ends and is otherwise any bytes: what cannot be set is dealt with in
// paper/pdf.h. Everything lives in the arena that the functions are given; texts are borrowed.

#include "base/date.h"
#include "base/json.h"

#define PAPER_COLUMNS_MAX 8
#define PAPER_CELLS_MAX 200000                    // of a document
#define PAPER_TEXT_BYTES_MAX ((size_t)128 * 1024) // of one text or cell

// X(enumerator, code in JSON, columns; 0 = as many as the block says)
#define PAPER_BLOCKS(X)                                                                            \
    X(PAPER_HEADING, "heading", 1)                                                                 \
    X(PAPER_PARAGRAPH, "paragraph", 1)                                                             \
    X(PAPER_LINE, "line", 1)                                                                       \
    X(PAPER_LIST, "list", 1)                                                                       \
    X(PAPER_FACTS, "facts", 2)                                                                     \
    X(PAPER_TABLE, "table", 0)                                                                     \
    X(PAPER_SIGNATURE, "signature", 2)

typedef enum PaperBlockKind {
#define X(name, code, columns) name,
    PAPER_BLOCKS(X)
#undef X
        PAPER_BLOCK_COUNT
} PaperBlockKind;

typedef struct PaperCells {
    Str *items;
    size_t count; // a whole number of rows
    size_t capacity;
} PaperCells;

typedef struct PaperBlock {
    PaperBlockKind kind;
    Str text;
    int columns;
    int widths[PAPER_COLUMNS_MAX]; // of a table: shares of the line
    PaperCells cells;
} PaperBlock;

typedef struct PaperBlocks {
    PaperBlock **items;
    size_t count;
    size_t capacity;
} PaperBlocks;

typedef struct PaperDocument {
    Str issuer; // above the title; absent = none
    Str title;
    Str number; // under the title; absent = none
    Str footer; // left of the page number; absent = none
    Date date;  // that the file carries as its own
    PaperBlocks blocks;
} PaperDocument;

// A block at the end of the document. `columns` of its kind; a table is made by paper_table.
PaperBlock *paper_block(PaperDocument *document, Arena *arena, PaperBlockKind kind, Str text);
// `widths` ends in 0 and has at most PAPER_COLUMNS_MAX shares before it.
PaperBlock *paper_table(PaperDocument *document, Arena *arena, const int *widths);
void paper_cell(PaperBlock *block, Arena *arena, Str text);
// A row of two cells.
void paper_pair(PaperBlock *block, Arena *arena, Str left, Str right);

// The document as JSON, keys in fixed order.
Str paper_to_json(const PaperDocument *document, Arena *arena) MUST_USE;
// ERROR_INVALID when it is no document, ERROR_LIMIT when it is too large.
bool paper_from_json(Arena *arena, Str json, PaperDocument *document, Error *error) MUST_USE;

#endif
