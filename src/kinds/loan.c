// SPDX-License-Identifier: Apache-2.0
// Finance by others: recommended here, granted by a bank within the limit of the decision.
#include "kinds/kind.h"

const Kind kind_loan = {
    .measure = MEASURE_LOAN,
    .label = STR_INIT("贷款"),
    .state_labels = {STR_INIT("意向"), STR_INIT("已推荐"), STR_INIT("已放款"),
                     STR_INIT("不予推荐"), STR_INIT("已撤回"), STR_INIT("已终止")},
    .unit = STR_INIT("笔"),
    .grants_amount = true,
};
