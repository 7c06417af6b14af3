// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MODEL_EXPORT_H
#define POLICY_MODEL_EXPORT_H
// A policy as a plain DMN model that makes the same decisions in any engine (docs/dmn.md, "A policy
// as DMN", says what becomes what).
//
// What a pack has and DMN has not is said in DMN: defaults and given values by a decision over an
// input `给定的X`, dated parameters by a table over the date, unknown facts by conditions in FEEL
// (policy/unknown.h). The Markdown itself travels in extension elements, section by section, so
// that policy/model_import.h gives back the same file.

#include "policy/program.h"

#define ORIGIN_SECTION "section"   // an element: the Markdown of its heading and what is under it
#define ORIGIN_DERIVED "derived"   // an element that importing passes over
#define ORIGIN_FILE "policy"       // the model: the file, with ORIGIN_MARK lines for its elements
#define ORIGIN_MARK_BEGIN "<!-- dmn:"
#define ORIGIN_MARK_END " -->"

#define GIVEN_PREFIX "给定的"       // of the input behind a fact with a default

// A compiled model, to be written by dmn/xml_write.h. Each conclusion is a decision under its key.
// NULL with findings when the policy is recorded only, or holds what cannot be said in DMN.
const DmnModel *policy_model_export(Arena *arena, const Pack *pack, const Policy *policy,
                                    Diagnostics *diagnostics) MUST_USE;

// The name of the input through which a fact is given to the exported model.
Str policy_model_input(Arena *arena, const Fact *fact);

#endif
