// SPDX-License-Identifier: Apache-2.0
// Protects the draw that nobody chooses: at least the rate, the same when repeated, drawn once, and
// checked by other people than those who paid.
#include "../fund/raw.h"
#include "desk.h"

#include "casework/inspection.h"
#include "casework/risk.h"
#include "casework/sample.h"
#include "test/casework/doubt.sql.c"

#define MONTH "2023-10"
#define APPROVED 41 // in the month: three are drawn

typedef struct InspectCall {
    const Desk *desk;
    Actor actor;
    InspectionList list;
    InspectionResult result;
    Str number;
    Date on;
    int64_t index;
} InspectCall;

static bool call_write(Desk *desk, StoreFunction *function, const InspectCall *call, void *out) {
    desk->error = (Error){0};
    return store_write(desk->city.store, function, call, out, &desk->city.arena, &desk->error);
}

static Actor inspector(const Desk *desk) {
    return desk_actor(desk, 50, ROLE_CITY_HRSS, "");
}

// ---- A month of approvals ----

static bool run_approved(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    (void)out;
    for (int i = 0; i < APPROVED - 1; i++) {
        Str number = str_format(arena, "ZW-2023-05-%06d", 1000 + i);
        Date on = day(20231001) + i % 31;
        if (!force_approved(tx, &(ForceApprovedIn){number, on}, NULL, error) ||
            !force_approved_claim(tx, &(ForceApprovedClaimIn){number, on}, NULL, error) ||
            !force_approved_step(tx, &(ForceApprovedStepIn){number, on, STR("财政复核")}, NULL,
                                 error)) {
            return false;
        }
    }
    Str late = STR("ZW-2023-05-009999"); // of the month after
    (void)call;
    return force_approved(tx, &(ForceApprovedIn){late, day(20231101)}, NULL, error) &&
           force_approved_claim(tx, &(ForceApprovedClaimIn){late, day(20231101)}, NULL, error) &&
           force_approved_step(tx, &(ForceApprovedStepIn){late, day(20231101), STR("财政复核")},
                               NULL, error);
}

// One claim that went the whole way, and forty like it.
static Desk desk_of_a_month(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Str number = desk_cleared(&desk);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_ok(call_write(&desk, run_approved, &(InspectCall){.desk = &desk}, NULL), desk.error);
    desk.today = day(20231116);
    return desk;
}

static InspectionList list_of_month(void) {
    return (InspectionList){STR(DESK_FUND), STR(DESK_COUNTY), STR(MONTH)};
}

static bool run_draw(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    CaseContext context = desk_case(call->desk);
    return inspection_draw(tx, &call->actor, &context, &call->list, arena, out, error);
}

static bool draw(Desk *desk, Actor actor, InspectionList list, Str *number) {
    return call_write(desk, run_draw, &(InspectCall){.desk = desk, .actor = actor, .list = list},
                      number);
}

static bool run_find_inspection(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    return inspection_find(tx, &call->actor, call->number, arena, out, error);
}

static Inspection inspection_of(Desk *desk, Str number) {
    Inspection inspection;
    InspectCall call = {.desk = desk, .actor = inspector(desk), .number = number};
    assert_ok(call_write(desk, run_find_inspection, &call, &inspection), desk->error);
    return inspection;
}

static bool run_record(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return inspection_record(tx, &call->actor, &context, &call->result, arena, error);
}

static bool record(Desk *desk, Actor actor, InspectionResult result) {
    return call_write(desk, run_record,
                      &(InspectCall){.desk = desk, .actor = actor, .result = result}, NULL);
}

static bool run_cover(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    return inspection_cover(tx, &call->actor, arena, out, error);
}

static InspectionCovers covers(Desk *desk, Actor actor) {
    InspectionCovers found;
    InspectCall call = {.desk = desk, .actor = actor};
    assert_ok(call_write(desk, run_cover, &call, &found), desk->error);
    return found;
}

static bool run_prove_draws(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return inspection_prove(tx, arena, out, error);
}

static InspectionProof proof(Desk *desk) {
    InspectionProof found;
    assert_ok(call_write(desk, run_prove_draws, NULL, &found), desk->error);
    return found;
}

// ---- The sample ----

static void test_sample__is_the_lists_own_and_spreads(void **state) {
    (void)state;
    Arena arena = {0};
    enum { N = 1000, WANTED = 50 };
    Str numbers[N];
    bool is_drawn[N], again[N];
    for (int i = 0; i < N; i++) numbers[i] = str_format(&arena, "ZW-%04d", i);
    Str seed = sample_seed(&arena, STR("a"), numbers, N);
    sample_draw(&arena, seed, numbers, N, WANTED, is_drawn);
    sample_draw(&arena, sample_seed(&arena, STR("a"), numbers, N), numbers, N, WANTED, again);
    assert_memory_equal(is_drawn, again, sizeof is_drawn);
    int drawn = 0, differing = 0, first_half = 0;
    Str other = sample_seed(&arena, STR("a"), numbers, N - 1); // one claim less: another sample
    assert_false(str_equal(seed, other));
    sample_draw(&arena, other, numbers, N, WANTED, again);
    for (int i = 0; i < N; i++) {
        drawn += is_drawn[i];
        differing += is_drawn[i] != again[i];
        first_half += is_drawn[i] && i < N / 2;
    }
    assert_int_equal(drawn, WANTED);
    assert_true(differing > WANTED);
    assert_true(first_half > 10 && first_half < 40);
    sample_draw(&arena, seed, numbers, 3, 5, is_drawn); // no more than there are
    assert_true(is_drawn[0] && is_drawn[1] && is_drawn[2]);
    arena_release(&arena);
}

static void test_sample__of_a_list_is_by_the_packs_rate(void **state) {
    Desk desk = desk_open(state);
    Str numbers[21];
    bool is_drawn[21];
    int drawn = 0;
    for (int i = 0; i < 21; i++) numbers[i] = str_format(&desk.city.arena, "ZW-%04d", i);
    assert_ok(inspection_sample(desk.city.pack, desk.today, numbers, 21, &desk.city.arena,
                                is_drawn, &desk.error),
              desk.error);
    for (int i = 0; i < 21; i++) drawn += is_drawn[i];
    assert_int_equal(drawn, 2); // five in a hundred of 21, rounded up
    assert_ok(inspection_sample(desk.city.pack, desk.today, numbers, 1, &desk.city.arena, is_drawn,
                                &desk.error),
              desk.error);
    assert_true(is_drawn[0]);
    desk_close(&desk);
}

// ---- The draw ----

static void test_inspection__is_drawn_once_when_the_month_is_over(void **state) {
    Desk desk = desk_of_a_month(state);
    Str number, again;
    InspectionList list = list_of_month();
    desk.today = day(20231031);
    assert_code(&desk, draw(&desk, inspector(&desk), list, &number), "MONTH_NOT_OVER");
    desk.today = day(20231101);
    assert_false(draw(&desk, reviewer(&desk), list, &number));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_ok(draw(&desk, inspector(&desk), list, &number), desk.error);
    assert_true(str_equal(number, STR("CJ-2023-00001")));
    Inspection drawn = inspection_of(&desk, number);
    assert_int_equal(drawn.population_count, APPROVED); // not the one of November
    assert_int_equal(drawn.sample_count, 3);
    assert_int_equal(drawn.item_count, 3);
    assert_int_equal(drawn.seed.length, 64);
    assert_true(str_equal(drawn.pack_hash, str_from_c(desk.city.pack->hash)));
    assert_code(&desk, draw(&desk, inspector(&desk), list, &again), "ALREADY_DRAWN");
    assert_string_equal(desk.error.detail, "CJ-2023-00001");
    list.month = STR("2023-09");
    assert_false(draw(&desk, inspector(&desk), list, &again));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_int_equal(proof(&desk).inspections, 1);
    assert_int_equal(proof(&desk).faults, 0);
    desk_close(&desk);
}

static bool run_force_drawn(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    (void)out, (void)arena;
    return force_drawn(tx, &(ForceDrawnIn){call->number, call->index}, NULL, error);
}
static bool run_force_redraw(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in, (void)out, (void)arena;
    return force_redraw(tx, NULL, NULL, error);
}
static bool run_force_small(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in, (void)out, (void)arena;
    return force_small_draw(tx, NULL, NULL, error);
}
static bool run_force_result(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    (void)out, (void)arena;
    ForceResultIn row = {call->index, call->actor.account_id, STR("看过")};
    return force_result(tx, &row, NULL, error);
}

static void test_inspection__cannot_be_bent(void **state) {
    Desk desk = desk_of_a_month(state);
    Str number;
    assert_false(call_write(&desk, run_force_small, NULL, NULL));
    assert_string_equal(desk.error.code, "CHECK:inspection_draws_enough");
    assert_ok(draw(&desk, inspector(&desk), list_of_month(), &number), desk.error);
    assert_false(call_write(&desk, run_force_redraw, NULL, NULL));
    assert_string_equal(desk.error.code, "RULE:inspection_is_final");
    Inspection drawn = inspection_of(&desk, number);
    Str other = STR("ZW-2023-05-001000"); // one that was not drawn takes a place besides
    for (size_t i = 0; i < drawn.item_count; i++) {
        if (str_equal(drawn.items[i].claim_number, other)) other = STR("ZW-2023-05-001001");
    }
    for (size_t i = 0; i < drawn.item_count; i++) {
        if (str_equal(drawn.items[i].claim_number, other)) other = STR("ZW-2023-05-001002");
    }
    InspectCall smuggle = {.desk = &desk, .number = other, .index = 4};
    assert_ok(call_write(&desk, run_force_drawn, &smuggle, NULL), desk.error);
    InspectionProof found = proof(&desk);
    assert_int_equal(found.faults, 1);
    assert_true(str_find(found.first_fault, number, 0) != SIZE_MAX);
    desk_close(&desk);
}

static bool run_bury_worker(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    (void)out, (void)arena;
    return force_bury(tx, &(ForceBuryIn){call->desk->worker_person, call->desk->today}, NULL,
                      error);
}

static bool run_clear_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const InspectCall *call = in;
    CaseContext context = desk_case(call->desk);
    RiskFindings findings;
    if (!risk_of_claim(tx, &call->actor, call->number, arena, &findings, error)) return false;
    RiskAnswer answer = {.id = findings.items[0].id, .note = STR("公安已更正")};
    return risk_answer(tx, &call->actor, &context, &answer, arena, out, error);
}

static void test_inspection__takes_in_all_that_was_doubtful(void **state) {
    Desk desk = desk_open(state);
    Str number, claim;
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    claim = desk_cleared(&desk);
    assert_ok(call_write(&desk, run_bury_worker, &(InspectCall){.desk = &desk}, NULL), desk.error);
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_APPROVE, ""), desk.error);
    InspectCall clear = {.desk = &desk, .actor = reviewer(&desk), .number = claim};
    assert_ok(call_write(&desk, run_clear_all, &clear, &number), desk.error);
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_APPROVE, ""), desk.error);
    assert_ok(call_write(&desk, run_approved, &(InspectCall){.desk = &desk}, NULL), desk.error);
    desk.today = day(20231116);
    assert_ok(draw(&desk, inspector(&desk), list_of_month(), &number), desk.error);
    Inspection drawn = inspection_of(&desk, number);
    bool is_in = false;
    for (size_t i = 0; i < drawn.item_count; i++) {
        is_in |= str_equal(drawn.items[i].claim_number, claim);
    }
    assert_true(is_in);
    assert_int_equal(drawn.item_count, drawn.sample_count + drawn.high_count);
    assert_int_equal(proof(&desk).faults, 0);
    desk_close(&desk);
}

// ---- Results ----

static void test_inspection__is_checked_by_none_of_the_hands(void **state) {
    Desk desk = desk_of_a_month(state);
    Str number;
    assert_ok(draw(&desk, inspector(&desk), list_of_month(), &number), desk.error);
    InspectionResult result = {.number = number, .index = 1, .is_in_order = true,
                               .note = STR("看了合同和参保")};
    assert_false(record(&desk, reviewer(&desk), result));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_code(&desk, record(&desk, finance(&desk), result), "SAME_PERSON"); // approved it
    static const int64_t hands[] = {20, 30, 40, 45};
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        InspectCall force = {.desk = &desk, .actor = {.account_id = hands[i]}, .index = 1};
        assert_false(call_write(&desk, run_force_result, &force, NULL));
        assert_string_equal(desk.error.code, "CHECK:inspection_result_by_another");
    }
    InspectionResult silent = result;
    silent.note = STR(" ");
    assert_code(&desk, record(&desk, inspector(&desk), silent), "NOTE_MISSING");
    InspectionResult script = result;
    script.evidence_name = STR("a.html");
    script.evidence = STR("<script>");
    assert_false(record(&desk, inspector(&desk), script));
    assert_int_equal(desk.error.kind, ERROR_INVALID);
    result.evidence_name = STR("照片.pdf");
    result.evidence = STR("%PDF-1.4");
    assert_ok(record(&desk, inspector(&desk), result), desk.error);
    assert_code(&desk, record(&desk, inspector(&desk), result), "ALREADY_CHECKED");
    Inspection drawn = inspection_of(&desk, number);
    assert_true(str_equal(drawn.items[0].result, STR("in_order")));
    assert_true(str_equal(drawn.items[0].evidence_name, STR("照片.pdf")));
    assert_true(str_is_absent(drawn.items[1].result));
    desk_close(&desk);
}

// The worker's claim, approved in October and drawn in November; its inspection.
static Str desk_drawn(Desk *desk, Str *claim) {
    Str number;
    InspectionList october = {STR(DESK_FUND), STR(DESK_COUNTY), STR("2023-10")};
    desk_allot(desk, DESK_BUDGET_FEN, "k");
    *claim = desk_cleared(desk);
    assert_ok(desk_step(desk, finance(desk), *claim, CLAIM_APPROVE, ""), desk->error);
    desk->today = day(20231102);
    assert_ok(draw(desk, inspector(desk), october, &number), desk->error);
    return number;
}

// Whether the case page offers it, which says what was found.
static bool is_offered(Desk *desk, Actor actor, Str claim, ClaimAction action) {
    ClaimFile file;
    assert_ok(desk_find(desk, actor, claim, &file), desk->error);
    assert_str_equal(file.inspection_fault, "合同是假的");
    for (size_t i = 0; i < file.action_count; i++) {
        if (file.actions[i] == action) return true;
    }
    return false;
}

// Found not in order before a file holds it, a claim is not paid.
static void test_inspection__stops_the_money(void **state) {
    Desk desk = desk_open(state);
    PaymentFile file;
    Str claim, number = desk_drawn(&desk, &claim);
    InspectionResult result = {.number = number, .index = 1, .note = STR("合同是假的")};
    assert_ok(record(&desk, inspector(&desk), result), desk.error);
    DeskCall call = {.desk = &desk, .actor = cashier(&desk)};
    assert_code(&desk, desk_write(&desk, run_release, &call, &file), "NOT_IN_ORDER");
    assert_non_null(strstr(desk.error.message, "ZW-2023-05-000001"));
    assert_false(is_offered(&desk, cashier(&desk), claim, CLAIM_RELEASE));
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_CANCEL, "抽查有问题"), desk.error);
    assert_false(is_offered(&desk, finance(&desk), claim, CLAIM_APPROVE));
    assert_true(is_offered(&desk, finance(&desk), claim, CLAIM_REFUSE));
    assert_code(&desk, desk_step(&desk, finance(&desk), claim, CLAIM_APPROVE, ""),
                "NOT_IN_ORDER");
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_REFUSE, "抽查有问题"), desk.error);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// Found not in order while the bank had it, which then says what became of it.
static Str desk_wrong_on_its_way(Desk *desk, bool is_paid) {
    ReturnResult result;
    Str claim, number = desk_drawn(desk, &claim);
    PaymentFile file = desk_release(desk);
    InspectionResult found = {.number = number, .index = 1, .note = STR("合同是假的")};
    assert_ok(record(desk, inspector(desk), found), desk->error);
    assert_ok(desk_return(desk, &file, is_paid, &result), desk->error);
    return claim;
}

// Paid, it is clawed back.
static void test_inspection__claws_back_what_was_on_its_way(void **state) {
    Desk desk = desk_open(state);
    StrBuilder count;
    Str claim = desk_wrong_on_its_way(&desk, true);
    assert_int_equal(desk_state(&desk, claim), CLAIM_PAID);
    Raw raw = raw_open(*state);
    str_builder_init(&count, &desk.city.arena, 0);
    raw_dump(&raw, "SELECT cause || ' ' || state FROM clawback", &count);
    assert_true(str_equal(str_built(&count), STR("inspection suspected\n")));
    raw_close(&raw);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// Come back, it is not sent again, and need not hang for ever.
static void test_inspection__ends_what_came_back(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_wrong_on_its_way(&desk, false);
    DeskCall fix = desk_fix(&desk, finance(&desk), claim);
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim), "NOT_IN_ORDER");
    assert_non_null(strstr(desk.error.detail, "银行退回的"));
    assert_false(is_offered(&desk, finance(&desk), claim, CLAIM_FIX_ACCOUNT));
    assert_true(is_offered(&desk, finance(&desk), claim, CLAIM_REFUSE));
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_REFUSE, "抽查有问题"), desk.error);
    assert_int_equal(desk_state(&desk, claim), CLAIM_REFUSED);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// ---- Coverage ----

static void test_inspection__coverage_sums_within_the_scope(void **state) {
    Desk desk = desk_of_a_month(state);
    Str number;
    InspectionCovers before = covers(&desk, inspector(&desk));
    assert_int_equal(before.count, 2); // October and November
    assert_true(before.items[1].may_draw);
    assert_false(before.items[0].may_draw); // not over
    assert_int_equal(before.total.approved, APPROVED + 1);
    assert_int_equal(before.total.drawn, 0);
    assert_ok(draw(&desk, inspector(&desk), list_of_month(), &number), desk.error);
    InspectionResult result = {.number = number, .index = 2, .note = STR("合同是假的")};
    assert_ok(record(&desk, inspector(&desk), result), desk.error);
    InspectionCovers after = covers(&desk, inspector(&desk));
    assert_true(str_equal(after.items[1].number, number));
    assert_int_equal(after.items[1].approved, APPROVED);
    assert_int_equal(after.items[1].drawn, 3);
    assert_int_equal(after.items[1].checked, 1);
    assert_int_equal(after.items[1].not_in_order, 1);
    assert_int_equal(after.total.drawn, 3);
    InspectionCovers own = covers(&desk, reviewer(&desk));
    assert_int_equal(own.total.approved, after.total.approved); // all of it is this county's
    assert_false(own.items[0].may_draw);
    Actor elsewhere = desk_actor(&desk, 51, ROLE_FINANCE_REVIEWER, "640521");
    assert_int_equal(covers(&desk, elsewhere).count, 0);
    Inspection hidden;
    InspectCall look = {.desk = &desk, .actor = elsewhere, .number = number};
    assert_false(call_write(&desk, run_find_inspection, &look, &hidden));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(draw(&desk, elsewhere, list_of_month(), &number));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample__is_the_lists_own_and_spreads),
        BOTH(test_sample__of_a_list_is_by_the_packs_rate),
        BOTH(test_inspection__is_drawn_once_when_the_month_is_over),
        BOTH(test_inspection__cannot_be_bent),
        BOTH(test_inspection__takes_in_all_that_was_doubtful),
        BOTH(test_inspection__is_checked_by_none_of_the_hands),
        BOTH(test_inspection__stops_the_money),
        BOTH(test_inspection__ends_what_came_back),
        BOTH(test_inspection__claws_back_what_was_on_its_way),
        BOTH(test_inspection__coverage_sums_within_the_scope),
    };
    return RUN_TESTS(tests);
}
