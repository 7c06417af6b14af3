// SPDX-License-Identifier: Apache-2.0
// Steps to track, with who signs and by when.
#include "kinds/kind.h"

const Kind kind_action = {
    .measure = MEASURE_ACTION,
    .label = STR_INIT("事项"),
    .state_labels = {STR_INIT("待立项"), STR_INIT("办理中"), STR_INIT("已办结"),
                     STR_INIT("不予办理"), STR_INIT("已撤回"), STR_INIT("已终止")},
    .unit = STR_INIT("件"),
};
