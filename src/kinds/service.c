// SPDX-License-Identifier: Apache-2.0
// Help to one subject: done when every service was given or does not apply.
#include "kinds/kind.h"

const Kind kind_service = {
    .measure = MEASURE_SERVICE,
    .label = STR_INIT("服务"),
    .state_labels = {STR_INIT("待建档"), STR_INIT("服务中"), STR_INIT("已完成"),
                     STR_INIT("不予服务"), STR_INIT("已撤回"), STR_INIT("已终止")},
    .unit = STR_INIT("人"),
    .delivers = true,
};
