// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_ELEMENT_H
#define POLICY_ELEMENT_H
// The DMN elements of a file: one heading, one decision table, literal expression or function.

#include "dmn/model.h"
#include "policy/section.h"

typedef struct Element {
    Str name;
    bool is_function;
    const DmnParameter *parameters;
    size_t parameter_count;
    const DmnExpression *logic;
    const Source *source;
    SourceRange place; // of the heading
} Element;

typedef struct ElementList {
    Element *items;
    size_t count;
    size_t capacity;
} ElementList;

// Reads a heading that is not reserved and adds what stands under it to `list`; a heading with
// prose only adds nothing.
void element_read(PolicyReader *reader, const Section *section, ElementList *list);

// A decision table from a Markdown table whose first header cell is a hit policy. NULL with
// findings. Columns headed by one of `annotations` (ended by NULL) are outputs in prose, not FEEL.
const DmnTableDefinition *element_table(PolicyReader *reader, Str name, const MarkdownTable *table,
                                        const char *const *annotations) MUST_USE;

const Element *element_find(const ElementList *list, Str name);

#endif
