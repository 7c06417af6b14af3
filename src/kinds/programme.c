// SPDX-License-Identifier: Apache-2.0
// A place of a quota, and what is built or filled with it.
#include "kinds/kind.h"

const Kind kind_programme = {
    .measure = MEASURE_PROGRAMME,
    .label = STR_INIT("项目"),
    .state_labels = {STR_INIT("已申请"), STR_INIT("已占名额"), STR_INIT("已完成"),
                     STR_INIT("未入选"), STR_INIT("已撤回"), STR_INIT("已释放")},
    .unit = STR_INIT("个"),
};
