// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_XML_H
#define DMN_XML_H
// Reads DMN XML (1.1 to 1.5) into a model definition.
//
// Nothing is fetched: imports are looked for among the sources given, by namespace. A document type
// declaration is refused whole, and with it every entity but the five of XML. Findings name the
// file, the line, the element and the cause. The definition and its texts live in the arena.
//
// libxml2 allocates for itself while a file is read; its trees are freed before the function ends,
// also when the arena's memory or its own runs out, which is a failure of the arena (base/arena.h).

#include "dmn/model.h"

// The first source is the model; the others are what it may import (those it does not import are
// not looked at beyond their namespace). NULL when there are errors. Sources are borrowed for as
// long as the definition lives.
const DmnModelDefinition *dmn_xml_read(Arena *arena, const Source *sources, size_t count,
                                       Diagnostics *diagnostics) MUST_USE;

#endif
