// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MODEL_IMPORTER_H
#define POLICY_MODEL_IMPORTER_H
// What the files that import a model share.

#include "policy/model_import.h"
#include "policy/model_text.h"

typedef struct Importer {
    Arena *arena;
    const DmnModel *model;
    const DmnModelDefinition *definition;
    ModelText text;
    int number;
} Importer;

// A model made elsewhere (model_import_foreign.c).
bool import_foreign(Importer *importer, ImportedPolicy *imported) MUST_USE;

#endif
