// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MARKDOWN_H
#define POLICY_MARKDOWN_H
// A Markdown file as a flat list of top-level blocks, every piece with its place in the source.
//
// cmark-gfm finds the blocks; the cells of a table are cut from the raw line, because inline markup
// would corrupt FEEL (`*`, `_` and `<` mean themselves in a cell; only `\|` stands for `|`). A row
// with too many or too few cells is an error, where cmark would cut or pad it in silence. What is
// nested deeper than the top level is prose. Front matter is set aside, not parsed.

#include "base/diagnostic.h"

#define MARKDOWN_BYTES_MAX ((size_t)1024 * 1024)
#define MARKDOWN_COLUMNS_MAX 64

typedef enum MarkdownKind {
    MARKDOWN_HEADING, // text without the #
    MARKDOWN_QUOTE,   // text without the >, lines joined by line ends
    MARKDOWN_TABLE,
    MARKDOWN_FENCE, // text between the fences, with its place
    MARKDOWN_PROSE, // the raw lines
} MarkdownKind;

// One cell. `range` is the trimmed raw text; `text` the same with `\|` unescaped.
typedef struct MarkdownCell {
    SourceRange range;
    Str text;
    bool is_escaped; // text differs from the raw bytes
} MarkdownCell;

typedef struct MarkdownRow {
    const MarkdownCell *cells; // as many as the header has
    SourceRange range;         // the whole line
} MarkdownRow;

typedef struct MarkdownTable {
    MarkdownRow header;
    const MarkdownRow *rows;
    size_t row_count;
    size_t column_count;
} MarkdownTable;

typedef struct MarkdownBlock {
    MarkdownKind kind;
    SourceRange range; // of what the text was taken from
    Str text;
    int level;                  // HEADING: 1 to 6
    Str info;                   // FENCE: "feel"
    const MarkdownTable *table; // TABLE
} MarkdownBlock;

typedef struct MarkdownDocument {
    const Source *source;
    SourceRange front_matter; // between the two lines `---`; empty when there is none
    const MarkdownBlock *blocks;
    size_t block_count;
} MarkdownDocument;

// Reads a whole file. NULL when it is too large, is not UTF-8 or is broken beyond reading; faults
// of single tables are added and the rest is read on.
const MarkdownDocument *markdown_parse(Arena *arena, const Source *source,
                                       Diagnostics *diagnostics) MUST_USE;

// The file offset that a byte of a cell's `text` came from.
size_t markdown_cell_offset(const MarkdownDocument *document, const MarkdownCell *cell,
                            size_t text_offset);

#endif
