// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_KERNELS_H
#define FEEL_KERNELS_H
// Tight loops over typed columns. Each computes exactly what the row functions would, or
// declines by returning false before anything is stored: other forms, or a result that does not
// fit the form (then the whole frame goes row by row).

#include "feel/evaluate.h"

bool kernel_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction);
bool kernel_comparison(FeelRun *run, Frame *frame, const Instruction *instruction);

#endif
