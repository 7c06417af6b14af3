// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_FACT_CLAIM_CORE_H
#define PUBLISH_FACT_CLAIM_CORE_H
// What reading claims and filling their facts share.

#include "publish/fact_claim.h"
#include "publish/fact_claim.sql.h"

FactClaim fact_claim_of_row(const FactClaimRow *row);

#endif
