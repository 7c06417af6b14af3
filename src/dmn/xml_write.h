// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_XML_WRITE_H
#define DMN_XML_WRITE_H
// Writes a model as DMN XML that other tools open: item definitions, elements with their
// requirements as the compiled model has them, boxed expressions, and a drawn diagram.
//
// Ids are stable: an element without one is called after its name, and everything inside after the
// element. What DMN has no word for stands in extension elements that other tools carry along
// (DmnOrigin in model.h), each with a digest of the logic it was written with, so that a reader can
// tell whether that logic was changed meanwhile.

#include "dmn/model.h"

#define DMN_ORIGIN_SPACE "urn:jiuye:dmn" // namespace of the extension elements

typedef enum DmnXmlVersion { DMN_XML_1_3, DMN_XML_1_4, DMN_XML_1_5 } DmnXmlVersion;

// "1.5"; false for a version that is not written.
bool dmn_xml_version_from_str(Str text, DmnXmlVersion *version) MUST_USE;

// The model must have been compiled from a definition with a `space`. Versions before 1.5 lack
// some boxed expressions: false when the model uses one.
bool dmn_xml_write(Arena *arena, const DmnModel *model, DmnXmlVersion version, Str *xml,
                   Error *error) MUST_USE;

#endif
