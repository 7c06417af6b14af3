// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_SECTION_H
#define POLICY_SECTION_H
// What stands under one heading of a policy file, and the context that reading it needs.
//
// A section of level 2 runs to the next heading of level 1 or 2 and holds those of level 3.

#include "dmn/table.h"
#include "policy/markdown.h"

typedef struct Pack Pack;
typedef struct Policy Policy;

// One file being read into a pack that is being made.
typedef struct PolicyReader {
    Arena *arena;
    Diagnostics *diagnostics;
    const MarkdownDocument *document;
    Pack *pack;
    Policy *policy; // NULL while pack.md is read
} PolicyReader;

typedef struct Section {
    Str title;
    SourceRange range; // of the title
    int level;
    const MarkdownBlock *blocks; // what follows the heading
    size_t block_count;
} Section;

typedef struct SectionList {
    Section *items;
    size_t count;
    size_t capacity;
} SectionList;

// The sections of a level, in the order of the blocks.
SectionList sections_of_level(Arena *arena, const MarkdownBlock *blocks, size_t count, int level);
// The first block of a kind; NULL when there is none. `*next` continues the search.
const MarkdownBlock *section_find(const Section *section, MarkdownKind kind, size_t *next);

// The FEEL of a cell or of a fence: a piece of the file itself, or of a source of its own when
// `\|` had to be unescaped.
DmnText reader_cell_text(const PolicyReader *reader, const MarkdownCell *cell);
DmnText reader_range_text(const PolicyReader *reader, SourceRange range);
Str policy_text(DmnText text);

// Findings about the file being read.
void reader_error(const PolicyReader *reader, SourceRange range, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void reader_warning(const PolicyReader *reader, SourceRange range, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
