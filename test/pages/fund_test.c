// SPDX-License-Identifier: Apache-2.0
// Protects the screens of the money: approving, releasing, checking to the fen, the bank's return.
#include "fund/receivable.h"
#include "publish/catalogue.h"
#include "visit.h"

static void set_today(House *house, int ymd) {
    Platform *platform = server_platform(house->server);
    platform->move_today(platform->state, day(ymd));
}

// The worker's claim, cleared: its notice was over yesterday.
static Str cleared_claim(House *house) {
    Str number = worker_claims(house);
    Visitor clerk = sign_in(house, "clerk522"), reviewer = sign_in(house, "reviewer522");
    Str step = path_of(house, "/cases/", number, "/step");
    assert_int_equal(post_path(&clerk, step, "action=accept").status, 303);
    assert_int_equal(post_path(&reviewer, step, "action=review").status, 303);
    assert_int_equal(post(&reviewer, "/notices", "policy=5&division=640522").status, 303);
    set_today(house, 20231024);
    assert_int_equal(post(&reviewer, "/notices/close", "").status, 303);
    return number;
}

static void approve(const Visitor *finance, Str number) {
    Arena *arena = &finance->house->arena;
    Str body = str_format(arena, "numbers=%.*s", STR_ARG(number));
    assert_int_equal(post(finance, "/fund/approvals", str_to_c(arena, body)).status, 303);
}

// By the colleague of who approved.
static Str released_file(House *house) {
    Visitor cashier = sign_in(house, "cashier");
    Reply page = post(&cashier, "/fund/files", "fund=employment_fund&division=640522");
    assert_int_equal(page.status, 303);
    Str location = reply_header(&page, "Location");
    return str_copy(&house->arena, str_slice(location, strlen("/fund/files/"), location.length));
}

static void test_fund__pays_a_claim_on_screen(void **state) {
    House house = house_open(state);
    Str number = cleared_claim(&house);
    Visitor finance = sign_in(&house, "finance");
    Reply page = get(&finance, "/fund");
    assert_status(page, 200);
    assert_true(says(&page, "待审批 1 件"));
    page = get(&finance, "/fund/approvals");
    assert_true(says(&page, "审批本页 1 件，800.00 元"));
    approve(&finance, number);
    Str body = str_format(&house.arena, "numbers=%.*s", STR_ARG(number));
    page = post(&finance, "/fund/approvals", str_to_c(&house.arena, body));
    assert_status(page, 409);
    assert_true(says(&page, "这一批都没有审批"));
    Str file = released_file(&house);
    page = get_path(&finance, path_of(&house, "/fund/files/", file, ""));
    assert_status(page, 200);
    assert_true(says(&page, "等银行回盘"));
    page = post_path(&finance, path_of(&house, "/fund/files/", file, "/answer"), "fails=");
    assert_status(page, 200);
    assert_true(says(&page, "本次到账"));
    page = get_path(&finance, path_of(&house, "/cases/", number, ""));
    assert_true(says(&page, "已到账"));
    Visitor worker = sign_in(&house, "worker");
    page = get_path(&worker, path_of(&house, "/me/claims/", number, ""));
    assert_true(says(&page, "已拨 800.00 元"));
    page = get(&finance, "/api/budgets");
    assert_true(says(&page, "\"paid_fen\":80000"));
    house_close(&house, state);
}

// From a day on the fund has another budget subject.
static void publish_subject(House *house, Date today, const char *from, const char *to) {
    Platform *platform = server_platform(house->server);
    Arena *arena = &house->arena;
    PackFiles files;
    Error error = {0};
    assert_ok(pack_files_from_folder(arena, STR("policies/zhongwei-2023"), &files, &error), error);
    for (size_t i = 0; i < files.count; i++) {
        PackFile *file = &files.items[i];
        if (!str_equal(file->name, STR("pack.md"))) continue;
        size_t at = str_find(file->content, str_from_c(from), 0);
        assert_true(at != SIZE_MAX);
        Str head = str_slice(file->content, 0, at);
        Str rest = str_slice(file->content, at + strlen(from), file->content.length);
        file->content = str_format(arena, "%.*s%s%.*s", STR_ARG(head), to, STR_ARG(rest));
    }
    PublishIn in = {&files, today, 0};
    assert_ok(catalogue_publish(platform->store, &in, &error), error);
}

// What was printed for the auditors reads the same when budget subjects are others.
static void test_fund__prints_the_subject_of_the_day(void **state) {
    House house = house_open(state);
    Str number = cleared_claim(&house);
    Visitor finance = sign_in(&house, "finance"), worker = sign_in(&house, "worker");
    approve(&finance, number);
    Str file = released_file(&house);
    assert_status(post_path(&finance, path_of(&house, "/fund/files/", file, "/answer"), "fails="),
                  200);
    publish_subject(&house, day(20231101), "社会保障卡 | 20807 就业补助", "社会保障卡 | 20899 其他就业支出");
    set_today(&house, 20231102);
    Reply page = get_path(&finance, path_of(&house, "/fund/files/", file, "/form"));
    assert_true(says(&page, "20807 就业补助"));
    page = get_path(&worker, path_of(&house, "/me/claims/", number, "/remittance"));
    assert_true(says(&page, "20807 就业补助"));
    assert_false(says(&page, "20899"));
    house_close(&house, state);
}

static void test_fund__takes_back_what_is_left(void **state) {
    House house = house_open(state);
    Visitor finance = sign_in(&house, "finance");
    const char *place = "policy=5&division=640522&year=2023&document=D9&fund=";
    Arena *arena = &house.arena;
    Reply page = get(&finance, "/fund/allotments");
    assert_true(says(&page, "收回没用完的"));
    const struct {
        const char *fund, *rest;
        int status;
        const char *said;
    } steps[] = {
        {"employment_fund", "&amount_fen=1000.5", 303, NULL},
        {"employment_fund", "&direction=withdraw&amount_fen=0.5", 303, NULL},
        {"employment_fund", "&direction=withdraw&amount_fen=999999999", 409, "预算"},
        {"unemployment_fund", "&amount_fen=1", 400, "没有从"},
        {"unemployment_fund", "&direction=withdraw&amount_fen=1", 409, "先下达预算"},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        Str body = str_format(arena, "%s%s%s", place, steps[i].fund, steps[i].rest);
        page = post(&finance, "/fund/allotments", str_to_c(arena, body));
        assert_status(page, steps[i].status);
        if (steps[i].said) assert_true(says(&page, steps[i].said));
    }
    house_close(&house, state);
}

static void test_fund__finds_one_changed_fen(void **state) {
    House house = house_open(state);
    Str number = cleared_claim(&house);
    Visitor finance = sign_in(&house, "finance");
    approve(&finance, number);
    Str file = released_file(&house);
    Reply content = get_path(&finance, path_of(&house, "/fund/files/", file, "/content"));
    assert_status(content, 200);
    Reply page = post_file(&finance, "/fund/files/check", content.body);
    assert_status(page, 200);
    assert_true(says(&page, "一个字节不差"));
    char *changed = malloc(content.body.length);
    memcpy(changed, content.body.data, content.body.length);
    size_t at = str_find(content.body, STR("800.00"), 0);
    changed[at + 5] = '1';
    page = post_file(&finance, "/fund/files/check", (Str){changed, content.body.length});
    assert_status(page, 409);
    assert_true(says(&page, "800.01"));
    free(changed);
    assert_status(post_file(&finance, "/fund/files/check", STR("a,b\n<script>,1\n")), 400);
    house_close(&house, state);
}

static void test_fund__shows_what_bounced_and_pays_it_again(void **state) {
    House house = house_open(state);
    Str number = cleared_claim(&house);
    Visitor finance = sign_in(&house, "finance");
    approve(&finance, number);
    Str file = released_file(&house);
    Reply answer = get_path(&finance, path_of(&house, "/fund/files/", file, "/answer?fails=1"));
    assert_status(answer, 200);
    Reply page = post_file(&finance, "/fund/returns", answer.body);
    assert_status(page, 200);
    assert_true(says(&page, "失败：户名不符"));
    page = post_file(&finance, "/fund/returns", answer.body); // the same once more
    assert_status(page, 200);
    assert_true(says(&page, "没有重复记"));
    page = post_file(&finance, "/fund/returns", STR("行号,金额,结果,原因,日期\nx,1.00,成功,,2023-10-24\n"));
    assert_status(page, 409);
    page = get(&finance, "/fund/files");
    assert_true(says(&page, "1 件拨付失败"));
    Str account = path_of(&house, "/cases/", number, "/account");
    page = post_path(&finance, account,
                     "account_number=6217998710000000011&bank_name=%E5%AE%81%E5%A4%8F%E9%93%B6"
                     "%E8%A1%8C");
    assert_status(page, 400);
    assert_true(says(&page, "6217998710000000011")); // what was typed stays
    page = post_path(&finance, account,
                     "account_number=6217998710000000002&bank_name=%E5%AE%81%E5%A4%8F%E9%93%B6"
                     "%E8%A1%8C");
    assert_int_equal(page.status, 303);
    file = released_file(&house);
    page = post_path(&finance, path_of(&house, "/fund/files/", file, "/answer"), "fails=");
    assert_true(says(&page, "本次到账"));
    house_close(&house, state);
}

static void test_fund__is_closed_to_others(void **state) {
    House house = house_open(state);
    Visitor clerk = sign_in(&house, "clerk522"), head = sign_in(&house, "head"),
            worker = sign_in(&house, "worker"), nobody = anybody(&house),
            finance = sign_in(&house, "finance");
    assert_status(get(&clerk, "/fund"), 403);
    assert_status(get(&worker, "/fund"), 403);
    assert_status(get(&nobody, "/fund"), 401);
    Reply page = get(&head, "/fund"); // totals, no people
    assert_status(page, 200);
    assert_false(says(&page, "/fund/approvals"));
    assert_status(get(&head, "/fund/approvals"), 403);
    assert_status(get(&head, "/fund/files"), 403);
    assert_status(post(&clerk, "/fund/files", "fund=employment_fund&division=640522"), 403);
    page = post(&finance, "/fund/files", "fund=employment_fund&division=640522");
    assert_status(page, 404); // nothing waits, said on the page
    assert_true(says(&page, "拨付和回盘"));
    assert_status(get(&finance, "/fund/files/ZF-640522-2023-000009"), 404);
    assert_status(post(&finance, "/fund/approvals", "numbers="), 400);
    assert_status(post(&finance, "/fund/approvals", "numbers=%3Cb%3E%27--"), 404);
    house_close(&house, state);
}

// Three sides on screen: what differs is work, a voucher and the bank's answer settle it, a wrong
// answer is kept, and the month closes.
static void test_fund__reconciles_and_closes(void **state) {
    House house = house_open(state);
    Str number = cleared_claim(&house);
    Visitor finance = sign_in(&house, "finance");
    approve(&finance, number);
    Str file = released_file(&house);
    Reply page = get(&finance, "/fund/reconciliation");
    assert_true(says(&page, "要处理的差异 0 项") && says(&page, "还有 1 份支付文件"));
    assert_true(says(&page, "等基金凭证") && !says(&page, "基金支付不符"));
    assert_true(says(&page, ">2023年10月</option>"));
    page = post(&finance, "/fund/reconciliation", "until=2023-10-24");
    assert_status(page, 303);
    page = get(&finance, "/fund/reconciliation");
    assert_true(says(&page, "基金支付不符") && !says(&page, "还有 1 份支付文件"));
    assert_status(page, 200);
    assert_true(says(&page, "要处理的差异 2 项"));
    assert_true(says(&page, "差 800.00 元"));
    page = post(&finance, "/fund/differences/DZ-640522-2023-000001", "resolution=%3Cb%3E");
    assert_status(page, 409);
    assert_true(says(&page, "三方金额仍不相符"));
    page = get_path(&finance, path_of(&house, "/fund/files/", file, "/form"));
    assert_status(page, 200);
    assert_true(says(&page, "资金拨付审批表") && says(&page, "20807 就业补助"));
    assert_true(says(&page, "指标") && says(&page, "800.00") && says(&page, "人民币捌佰元整"));
    assert_true(says(&page, "<dt>审批</dt><dd>财政复核</dd>") && says(&page, "<dd>财政拨付 2023年"));
    page = get_path(&finance, path_of(&house, "/fund/files/", file, "/signature"));
    assert_true(says(&page, "international"));
    page = get_path(&finance, path_of(&house, "/fund/files/", file, ""));
    assert_true(says(&page, "社会保障卡，CSV，UTF-8"));
    Str vouchers = path_of(&house, "/fund/files/", file, "/vouchers");
    page = post_path(&finance, vouchers, "voucher=%3Cscript%3E&amount=801&paid_on=2023-10-24");
    assert_status(page, 303);
    page = get_path(&finance, vouchers);
    assert_true(says(&page, "&lt;script&gt;"));
    assert_status(post_path(&finance, vouchers, "voucher=v&amount=x&paid_on=2023-10-24"), 400);
    Str take_back = path_of(&house, "/fund/files/", file, "/vouchers/reverse");
    assert_status(post_path(&finance, take_back, "voucher=%3Cscript%3E"), 303);
    assert_status(post_path(&finance, vouchers, "voucher=v1&amount=800&paid_on=2023-10-24"), 303);

    Str wrong = str_format(&house.arena, "行号,金额,结果,原因,日期\n%.*s-00001,799.00,成功,,2023-10-24\n",
                           STR_ARG(file));
    page = post_file(&finance, "/fund/returns", wrong);
    assert_status(page, 409);
    assert_true(says(&page, "已记为对账差异 DZ-640522-2023-000003"));
    assert_status(post_path(&finance, path_of(&house, "/fund/files/", file, "/answer"), "fails="),
                  200);
    assert_status(post(&finance, "/api/reconciliation", "until=2023-10-24"), 200);
    page = get(&finance, "/api/reconciliation");
    assert_true(says(&page, "\"voucher_fen\":80000,\"paid_fen\":80000"));
    set_today(&house, 20231101);
    const char *october = "fund=employment_fund&division=640522&period=2023-10";
    page = post(&finance, "/fund/periods", october);
    assert_status(page, 409);
    assert_true(says(&page, "三方对账还有差异"));
    assert_status(post(&finance, "/fund/differences/DZ-640522-2023-000003", "resolution=ok"), 303);
    assert_status(post(&finance, "/fund/periods", october), 303);
    page = get(&finance, "/fund/periods");
    assert_true(says(&page, "已结"));
    assert_false(says(&page, "2022 年年终")); // no budget, nothing to close
    assert_status(post(&finance, "/fund/carry-overs",
                       "fund=employment_fund&division=640522&year=2023&document=x"),
                  409);
    Visitor clerk = sign_in(&house, "clerk522"), head = sign_in(&house, "head");
    assert_status(post(&clerk, "/fund/reconciliation", ""), 403);
    assert_status(post(&head, "/fund/periods", october), 403);
    assert_status(get(&clerk, "/fund/periods"), 403);
    set_today(&house, 20240102);
    page = get(&finance, "/fund/periods");
    assert_true(says(&page, "2023 年年终"));
    assert_true(says(&page, "<option value=\"employment_fund\">"));
    assert_false(says(&page, "<option value=\"transition_fund\">")); // had no budget
    house_close(&house, state);
}

static bool run_receivable(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Actor actor = actor_system(day(20231024), 0);
    return receivable_open(tx, &actor, in, arena, out, error);
}

static void test_fund__enters_what_came_back(void **state) {
    House house = house_open(state);
    Str claim = cleared_claim(&house), number;
    Error error = {0};
    Visitor finance = sign_in(&house, "finance");
    Reply page = get(&finance, "/fund/receivables");
    assert_true(says(&page, "没有要追回的"));
    approve(&finance, claim);
    Str file = released_file(&house);
    Str answer = path_of(&house, "/fund/files/", file, "/answer");
    assert_status(post_path(&finance, answer, "fails="), 200);
    ReceivableOrder order = {claim, 60000, STR("追决〔2023〕1号"), 2, day(20231024)};
    Platform *platform = server_platform(house.server);
    assert_ok(store_write(platform->store, run_receivable, &order, &number, &house.arena, &error),
              error);
    page = get(&finance, "/fund/receivables");
    assert_status(page, 200);
    assert_true(says(&page, "到期未缴 300.00 元") && says(&page, "0.0%"));
    Str body = str_format(&house.arena, "number=%.*s&receipt=r1&amount=450&paid_on=2023-10-24",
                          STR_ARG(number));
    assert_status(post(&finance, "/fund/repayments", str_to_c(&house.arena, body)), 303);
    page = get(&finance, "/fund/receivables");
    assert_true(says(&page, "75.0%") && says(&page, "缴回中"));
    body = str_format(&house.arena, "number=%.*s&receipt=r2&amount=151&paid_on=2023-10-24",
                      STR_ARG(number));
    page = post(&finance, "/fund/repayments", str_to_c(&house.arena, body));
    assert_status(page, 409);
    assert_true(says(&page, "缴回的比没有缴清的多"));
    assert_status(post(&finance, "/fund/repayments", "number=%3Cb%3E&receipt=&amount=x"), 400);
    page = get(&finance, "/api/receivables");
    assert_true(says(&page, "\"repaid_fen\":45000"));
    page = get(&finance, "/api/budgets");
    assert_true(says(&page, "\"paid_fen\":35000"));
    Visitor clerk = sign_in(&house, "clerk522");
    assert_status(get(&clerk, "/fund/receivables"), 403);
    house_close(&house, state);
}

// Approved, released and paid, by an order of no claim.
static bool run_unit_payment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Actor actor = actor_system(day(20231024), 0);
    const PaymentOrder *order = in;
    Payment *payment = out;
    Release file;
    ReturnResult result;
    if (!payment_approve(tx, &actor, order, arena, payment, error)) return false;
    actor.account_id++;
    if (!payment_file_release(tx, &actor, order->budget.fund_key, order->budget.division_code,
                              arena, &file, error)) {
        return false;
    }
    Str answer = str_format(arena, "行号,金额,结果,原因,日期\n%.*s-00001,800.00,成功,,2023-10-24\n",
                            STR_ARG(file.file.number));
    return payment_return_post(tx, &actor, answer, arena, &result, error);
}

// Only a person's name is masked: the cashier looks for the unit whose receipt it is.
static void test_fund__names_the_unit_that_pays_back(void **state) {
    House house = house_open(state);
    Platform *platform = server_platform(house.server);
    Error error = {0};
    Payment payment;
    Str number;
    set_today(&house, 20231024);
    PaymentOrder pay = {.claim_number = STR("ZW-2023-05-000009"),
                        .budget = {STR("employment_fund"), 5, STR("640522"), 2023},
                        .payee_key = STR("91640522MB0000211N"),
                        .payee_name = STR("海原县顺达人力资源有限公司"),
                        .account_number = STR("2940000000000024"),
                        .bank_name = STR("中卫合成银行"),
                        .amount_fen = 80000,
                        .purpose = STR("奖补")};
    assert_ok(store_write(platform->store, run_unit_payment, &pay, &payment, &house.arena, &error),
              error);
    Visitor finance = sign_in(&house, "finance");
    ReceivableOrder order = {pay.claim_number, 60000, STR("追决〔2023〕9号"), 2, day(20231024)};
    assert_ok(store_write(platform->store, run_receivable, &order, &number, &house.arena, &error),
              error);
    Reply page = get(&finance, "/fund/receivables");
    assert_true(says(&page, "海原县顺达人力资源有限公司"));
    house_close(&house, state);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_SQLITE(test_fund__pays_a_claim_on_screen),
        ON_SQLITE(test_fund__prints_the_subject_of_the_day),
        ON_SQLITE(test_fund__finds_one_changed_fen),
        ON_SQLITE(test_fund__takes_back_what_is_left),
        ON_SQLITE(test_fund__shows_what_bounced_and_pays_it_again),
        ON_SQLITE(test_fund__is_closed_to_others),
        ON_SQLITE(test_fund__reconciles_and_closes),
        ON_SQLITE(test_fund__enters_what_came_back),
        ON_SQLITE(test_fund__names_the_unit_that_pays_back),
    };
    return RUN_TESTS(tests);
}
