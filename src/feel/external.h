// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_EXTERNAL_H
#define FEEL_EXTERNAL_H
// Functions that a model takes from Java: `function(a, b) external {java: {class: "java.lang.Math",
// method signature: "max(double,double)"}}` (10.3.2.13.3).
//
// There is no Java here. external.def lists the static methods of the Java library that are
// functions of their arguments and nothing else, and that we give exactly; a method that is not
// listed does not exist. Arguments are converted to the parameter types of the signature, results
// back; what cannot be converted, and what would be an exception, is null with a warning.

#include "feel/builtin.h"

// The function that stands for a method, ready to be called with as many arguments as the signature
// has parameters; NULL when there is no such method.
const FeelBuiltin *feel_external_find(Arena *arena, Str class_name, Str signature);

#endif
