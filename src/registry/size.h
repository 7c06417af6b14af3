// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_SIZE_H
#define REGISTRY_SIZE_H
// Size of an enterprise by the statistical rule (国统字〔2017〕213号, domain.md §7.9). The rule is a
// table at the end of size.c: per trade the least number of people, revenue and assets of each
// step; all that are stated must be reached, or the next lower step is tried.

#include "base/str.h"

typedef enum OrgSize { SIZE_NONE, SIZE_MICRO, SIZE_SMALL, SIZE_MEDIUM, SIZE_LARGE } OrgSize;

typedef struct SizeFigures {
    int64_t employees;   // 从业人员
    int64_t revenue_wan; // 营业收入, 万元
    int64_t assets_wan;  // 资产总额, 万元
} SizeFigures;

// `industry_code`: two to four digits of GB/T 4754. SIZE_NONE when the industry is not in use or
// the rule does not apply to it (finance, education, health, public administration).
OrgSize org_size(Str industry_code, SizeFigures figures);
// "large", "medium", "small", "micro", "".
const char *org_size_key(OrgSize size);
// From the Chinese name or the key; false when it is neither.
bool org_size_read(Str text, OrgSize *size) MUST_USE;

#endif
