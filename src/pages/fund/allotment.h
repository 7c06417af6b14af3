// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_ALLOTMENT_H
#define PAGES_FUND_ALLOTMENT_H
// A budget being given (指标下达): to a policy, from a fund, in a county and a year, by a document; and
// what is left of it being taken back (收回).

#include "pages/casework/wording.h"

typedef struct AllotmentView {
    FaultBoxView fault;
    FormView form;
    FieldView direction, policy, fund, division, year, amount, document;
} AllotmentView;

extern const RouteList allotment_pages;

#endif
