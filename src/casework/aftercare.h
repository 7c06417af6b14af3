// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_AFTERCARE_H
#define CASEWORK_AFTERCARE_H
// What comes after a decision is a clawback or an appeal; its number says which.

#include "casework/appeal.h"
#include "casework/clawback.h"

#define CLAWBACK_SERIES "ZC" // 追回: ZC-2023-000001
#define APPEAL_SERIES "FC"   // 复查: FC-2023-000001

// NULL for any other number.
const Course *aftercare_course(Str number);
// 「追回」, 「申诉」; absent for any other number.
Str aftercare_noun(Str number);

#endif
