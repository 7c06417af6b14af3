// SPDX-License-Identifier: Apache-2.0
#include "feel/kernels.h"

bool kernel_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction) {
    (void)run;
    (void)frame;
    (void)instruction;
    return false;
}

bool kernel_comparison(FeelRun *run, Frame *frame, const Instruction *instruction) {
    (void)run;
    (void)frame;
    (void)instruction;
    return false;
}
