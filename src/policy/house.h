// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_HOUSE_H
#define POLICY_HOUSE_H
// The house functions that every policy may call beside FEEL's own:
//   full months(first, last)   整月数, both ends included; null when `last` is before `first`
//   age(birth, on)             周岁; null before the birth

#include "feel/program.h"

const FeelScope *house_scope(void);

#endif
