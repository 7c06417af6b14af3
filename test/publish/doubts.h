// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_PUBLISH_DOUBTS_H
#define TEST_PUBLISH_DOUBTS_H
// Claims to one account, as risk rules meet them.
#include "population.h"

#include "registry/entitlement.sql.h"
#include "test/publish/look.sql.c"

#define WORKER_ACCOUNT "6217000000000000000"

static inline void put_claim(Tx *tx, const char *number, const char *state, const char *payee,
                             int64_t entered_by) {
    Error error = {0};
    Arena arena = {0};
    EntitlementKeyRow key;
    EntitlementInsertIn grant = {.policy_number = 5, .measure = STR("transport_subsidy"),
                                 .subject_kind = STR("outwork"), .subject_key = str_from_c(number),
                                 .period = STR("2023"), .stage = STR(""),
                                 .amount_fen = 80000, .granted_on = day(20231010),
                                 .claim_number = str_from_c(number), .division_code = STR("640522"),
                                 .source = STR("测试"), .data_date = day(20231010)};
    assert_ok(entitlement_insert(tx, &grant, &arena, &key, &error), error);
    DoubtPutClaimIn in = {.number = str_from_c(number), .policy_number = 5,
                         .measure = STR("transport_subsidy"), .subject_kind = STR("outwork"),
                         .subject_key = str_from_c(payee), .payee_key = str_from_c(payee),
                         .account_number = STR(WORKER_ACCOUNT), .state = str_from_c(state),
                         .channel = entered_by ? STR("counter") : STR("self"),
                         .entered_by = {entered_by != 0, entered_by},
                         .submitted_on = day(20231010), .entitlement_id = key.id,
                         .name = STR("试"), .label = STR("试")};
    assert_ok(doubt_put_claim(tx, &in, NULL, &error), error);
    arena_release(&arena);
}

#endif
