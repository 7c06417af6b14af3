// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MODEL_IMPORT_H
#define POLICY_MODEL_IMPORT_H
// A DMN model as a policy file that makes the same decisions.
//
// What policy/model_export.h wrote comes back as the same file, byte by byte; an element whose
// logic was changed meanwhile, or that was added, is written anew from the model. A model made
// elsewhere becomes a file as far as the format can say it: inputs are facts that the applicant
// states, for which null is a value as any other; decisions and knowledge models are headings;
// decisions that none other needs are conclusions. What only a clerk knows (clause, responsibility,
// examples) is left to be written, and `jiuye check` says so.
//
// One difference is meant: a test without an answer (null compared with a number) leaves a rule of
// a policy undetermined, where plain DMN goes on to the next rule.

#include "dmn/model.h"
#include "policy/section.h"

typedef struct ImportedPolicy {
    Str name;    // of the file: "07-expansion-grant.md"
    Str content;
} ImportedPolicy;

#define IMPORT_NUMBER_DEFAULT 999 // of a policy made elsewhere, until the clerk gives it one

// The model must have been read from XML and compiled. `number` is used for models made elsewhere;
// 0 = the default. False with findings that name what cannot be said.
bool policy_model_import(Arena *arena, const DmnModel *model, int number, ImportedPolicy *imported,
                         Diagnostics *diagnostics) MUST_USE;

#endif
