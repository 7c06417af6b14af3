// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_INFER_H
#define FEEL_INFER_H
// The type of an expression from the types of its parts.

#include "feel/ast.h"

// Sets the type of a node whose children have theirs.
void infer_node(Arena *arena, Node *node);
// What one iteration over a value of this type yields.
const FeelType *infer_element(const FeelType *type);
// Whether a field of this type may have names that are not known yet.
bool infer_fields_are_open(const FeelType *type);

#endif
