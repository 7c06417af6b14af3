// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MODEL_EXPORTER_H
#define POLICY_MODEL_EXPORTER_H
// What the files that export a policy share: the model while it grows.

#include "policy/model_export.h"
#include "policy/unknown.h"

typedef struct Exporter {
    Arena *arena;
    const Pack *pack;
    const Policy *policy;
    Diagnostics *diagnostics;
    UnknownTexts *unknown;
    struct {
        DmnElementDefinition *items;
        size_t count, capacity;
    } elements;
    struct {
        const DmnItem **items;
        size_t count, capacity;
    } items;
    bool has_bounds; // some parameter is bounded
} Exporter;

Str export_format(Exporter *exporter, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
DmnText export_text(Exporter *exporter, Str text);
const DmnExpression *export_literal(Exporter *exporter, Str text);
// Unless it says so, the element is derived.
void export_push(Exporter *exporter, DmnElementDefinition element);
void export_decision(Exporter *exporter, Str name, Str text, Str description);

// ---- Facts (model_export_facts.c) ----

void export_facts(Exporter *exporter);

// ---- Elements and the file (model_export_elements.c) ----

// The elements of the file, those of pack.md and the functions of the house that it uses.
void export_elements(Exporter *exporter);
// A table whose rules fire only where their facts are known.
const DmnTableDefinition *export_safe_table(Exporter *exporter, const DmnTableDefinition *table);
// "07-expansion-grant", from the file's name.
Str export_file_slug(const Policy *policy);
// The file with a mark in place of each element.
Str export_file_origin(Exporter *exporter);

#endif
