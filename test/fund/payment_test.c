// SPDX-License-Identifier: Apache-2.0
// Protects the way of money: approved, released, settled; and every refusal on that way.

#include "fund.h"

static void test_payment__goes_from_budget_to_bank(void **state) {
    Ledger ledger = ledger_open(state);
    Release file = {0};
    ReturnResult result = {0};
    assert_ok(allot(&ledger, 5, 200000, "k1"), ledger.error);
    Payment first = must_approve(&ledger, "ZW-2023-05-000001", 5, 80000);
    must_approve(&ledger, "ZW-2023-05-000002", 5, 20000);
    assert_str_equal(first.number, "BF-640522-2023-000001");
    assert_str_equal(first.state, "approved");
    assert_int_equal(first.attempt, 1);
    assert_budget(&ledger, 5, 100000, 100000, 0);

    assert_ok(release(&ledger, &file), ledger.error);
    assert_int_equal(file.file.line_count, 2);
    assert_int_equal(file.file.total_fen, 100000);
    assert_int_equal(file.claim_count, 2);
    assert_str_equal(file.claims[0], "ZW-2023-05-000001");
    assert_budget(&ledger, 5, 100000, 100000, 0);
    assert_proven(&ledger);

    assert_ok(post_return(&ledger,
                          "ZF-640522-2023-000001-00001,800.00,成功,,2023-10-16\n"
                          "ZF-640522-2023-000001-00002,200.00,失败,户名不符,2023-10-16\n",
                          &result),
              ledger.error);
    assert_int_equal(result.count, 2);
    assert_int_equal(result.paid_fen, 80000);
    assert_int_equal(result.returned_fen, 20000);
    assert_str_equal(result.items[1].claim_number, "ZW-2023-05-000002");
    assert_str_equal(result.items[1].reason, "户名不符");
    assert_budget(&ledger, 5, 120000, 0, 80000);
    assert_str_equal(payments_of(&ledger, "ZW-2023-05-000001").items[0].state, "paid");
    assert_str_equal(payments_of(&ledger, "ZW-2023-05-000002").items[0].reason, "户名不符");
    assert_proven(&ledger);
    ledger_close(&ledger);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_payment__goes_from_budget_to_bank),
    };
    return RUN_TESTS(tests);
}
