// SPDX-License-Identifier: Apache-2.0
// Protects the office's screens: tasks, the case, the counter, notices, objections, batches.
#include "../fund/raw.h"
#include "visit.h"

#include "base/digest.h"
#include "privacy/retention.h"

static void test_case__moves_by_its_buttons_and_says_why_not(void **state) {
    House house = house_open(state);
    Str number = worker_claims(&house);
    Str path = path_of(&house, "/cases/", number, "");
    Str step = path_of(&house, "/cases/", number, "/step");
    Visitor clerk = sign_in(&house, "clerk522"), reviewer = sign_in(&house, "reviewer522");
    Reply page = get(&clerk, "/tasks");
    assert_status(page, 200);
    assert_true(says(&page, str_to_c(&house.arena, number)));
    assert_true(says(&page, "王*"));       // masked in lists
    assert_false(says(&page, JOURNEY_MIGRANT_ID));
    page = get_path(&clerk, path);
    assert_status(page, 200);
    assert_true(says(&page, "外出务工整月数"));
    assert_true(says(&page, "来自市公安局"));
    assert_true(says(&page, "value=\"accept\""));
    assert_false(says(&page, "value=\"review\""));
    page = post_path(&clerk, step, "action=return&note=");
    assert_status(page, 400);
    assert_true(says(&page, "要写明原因"));
    page = post_path(&clerk, step, "action=review");
    assert_status(page, 409);
    assert_status(post_path(&clerk, step, "action=pay"), 400);
    assert_status(post_path(&clerk, step, ""), 400);
    page = post_path(&clerk, step, "action=accept");
    assert_int_equal(page.status, 303);
    page = post_path(&clerk, step, "action=accept"); // another key: a second time
    assert_status(page, 409);
    assert_true(says(&page, "不能“受理”"));
    page = get_path(&reviewer, path);
    assert_true(says(&page, "value=\"review\" data-key=\"a\""));
    assert_false(says(&page, "value=\"return\" data-key"));
    page = post_json(&reviewer, path_of(&house, "/api/applications/", number, "/decision"),
                     STR("{\"action\":\"review\"}"));
    assert_status(page, 200);
    assert_true(says(&page, "\"state\":\"reviewed\",\"state_label\":\"已复核\",\"held\":false"));
    page = get_path(&reviewer, path);
    assert_true(says(&page, "已复核"));
    assert_false(says(&page, "键盘")); // no key to what is left
    assert_true(says(&page, "/notices/new"));
    house_close(&house, state);
}

static void test_case__is_closed_to_others(void **state) {
    House house = house_open(state);
    Str number = worker_claims(&house);
    Str path = path_of(&house, "/cases/", number, "");
    Str step = path_of(&house, "/cases/", number, "/step");
    Visitor other = sign_in(&house, "clerk521"), worker = sign_in(&house, "worker"),
            head = sign_in(&house, "head"), nobody = anybody(&house);
    assert_status(get_path(&other, path), 404);
    assert_status(post_path(&other, step, "action=accept"), 404);
    Reply page = get(&other, "/tasks?state=all");
    assert_false(says(&page, str_to_c(&house.arena, number)));
    page = get(&other, "/tasks?search=" JOURNEY_MIGRANT_ID);
    assert_status(page, 200);
    assert_false(says(&page, str_to_c(&house.arena, number)));
    assert_status(get_path(&worker, path), 403);
    assert_status(get_path(&head, path), 403);
    assert_status(get_path(&nobody, path), 401);
    Visitor expired = {&house, STR("0123456789012345678901234567890123456789012"), STR("x")};
    assert_status(get_path(&expired, path), 401);
    assert_status(post_path(&expired, step, "action=accept"), 401);
    Visitor clerk = sign_in(&house, "clerk522");
    Visitor forged = clerk;
    forged.csrf = STR("forged");
    assert_status(post_path(&forged, step, "action=accept"), 403);
    page = get_path(&clerk, path_of(&house, "/api/cases/", number, ""));
    assert_status(page, 200);
    assert_true(says(&page, "\"state\":\"submitted\"")); // nothing of all this moved it
    house_close(&house, state);
}

// What the note of a return brings stays text wherever it is shown.
static void test_case__shows_html_and_sql_as_text(void **state) {
    House house = house_open(state);
    Str number = worker_claims(&house);
    Visitor clerk = sign_in(&house, "clerk522");
    Str step = path_of(&house, "/cases/", number, "/step");
    Reply page = post_path(&clerk, step,
                           "action=return&note=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27%3B"
                           "DROP+TABLE+application%3B--");
    assert_int_equal(page.status, 303);
    page = get_path(&clerk, path_of(&house, "/cases/", number, ""));
    assert_status(page, 200);
    assert_false(says(&page, "<script>alert"));
    assert_true(says(&page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    page = get(&clerk, "/tasks?state=all&search=%27%20OR%201%3D1--");
    assert_status(page, 200);
    assert_true(says(&page, "没有符合这些条件的案件"));
    assert_status(get(&clerk, "/tasks?state=%3Cb%3E"), 400);
    assert_status(get(&clerk, "/tasks?policy=x"), 400);
    char *note = malloc(4000);
    memset(note, 'a', 3999);
    note[3999] = '\0';
    Str body = str_format(&house.arena, "action=refuse&note=%s", note);
    free(note);
    assert_status(post_path(&clerk, step, str_to_c(&house.arena, body)), 400);
    house_close(&house, state);
}

static void test_counter__serves_people_of_the_county(void **state) {
    House house = house_open(state);
    Visitor clerk = sign_in(&house, "clerk522"), other = sign_in(&house, "clerk521"),
            worker = sign_in(&house, "worker");
    Reply page = post(&clerk, "/counter", "key=" JOURNEY_MIGRANT_ID);
    assert_status(page, 200);
    assert_true(says(&page, "640522********0410"));
    assert_true(says(&page, "800.00"));
    page = post(&other, "/counter", "key=" JOURNEY_MIGRANT_ID);
    assert_status(page, 200);
    assert_true(says(&page, "本县区没有这个人或单位"));
    assert_false(says(&page, "800.00"));
    assert_status(post(&clerk, "/counter", "key=640522199910100411"), 400);
    assert_status(post(&clerk, "/counter", "key="), 400);
    assert_status(post(&worker, "/counter", "key=" JOURNEY_MIGRANT_ID), 403);
    page = post(&clerk, "/counter/apply", "policy=5&subject=" JOURNEY_MIGRANT_ID);
    assert_status(page, 200);
    assert_true(says(&page, "外出务工整月数"));
    assert_status(post(&other, "/counter/apply", "policy=5&subject=" JOURNEY_MIGRANT_ID), 404);
    page = post(&clerk, "/counter/submit",
                "policy=5&subject=" JOURNEY_MIGRANT_ID "&account_number=123");
    assert_status(page, 400); // and the form again, with what was typed
    assert_true(says(&page, "value=\"123\""));
    page = post(&clerk, "/counter/submit", "policy=5&subject=" JOURNEY_MIGRANT_ID);
    assert_int_equal(page.status, 303);
    assert_true(leads_to(&page, "/counter/receipts/ZW-2023-05-"));
    page = get_path(&clerk, reply_header(&page, "Location"));
    assert_status(page, 200);
    assert_true(says(&page, "收件回执"));
    assert_true(says(&page, "2023年10月23日"));
    page = post(&clerk, "/counter/submit", "policy=5&subject=" JOURNEY_MIGRANT_ID);
    assert_status(page, 409);
    assert_true(says(&page, "已经申请或享受过"));
    house_close(&house, state);
}

static void test_counter__is_confirmed_by_the_applicant(void **state) {
    House house = house_open(state);
    Visitor clerk = sign_in(&house, "clerk522"), worker = sign_in(&house, "worker"),
            reviewer = sign_in(&house, "reviewer522"), other = sign_in(&house, "company");
    Str body = STR("{\"policy\":5,\"subject\":\"" JOURNEY_MIGRANT_ID "\"}");
    Reply reply = post_json(&clerk, STR("/api/counter/applications"), body);
    assert_status(reply, 200);
    Str number = member(&house.arena, reply.body, "number");
    Str case_path = path_of(&house, "/cases/", number, "");
    Str own_path = path_of(&house, "/me/claims/", number, "");
    Str confirm = path_of(&house, "/me/claims/", number, "/confirm");
    Reply page = get_path(&clerk, case_path);
    assert_true(says(&page, "代办，等申请人确认"));
    assert_true(says(&page, "value=\"withdraw\"")); // within ten minutes
    page = get_path(&worker, own_path);
    assert_true(says(&page, "请你确认"));
    assert_status(post_path(&other, confirm, ""), 404);
    assert_status(post_path(&reviewer, confirm, ""), 403);
    assert_int_equal(post_path(&worker, confirm, "").status, 303);
    page = get_path(&worker, own_path);
    assert_false(says(&page, "请你确认"));
    page = get_path(&clerk, case_path);
    assert_false(says(&page, "等申请人确认"));
    Str again = path_of(&house, "/api/applications/", number, "/confirm");
    assert_status(post_json(&worker, again, STR("{}")), 409);
    assert_int_equal(post_path(&clerk, path_of(&house, "/cases/", number, "/step"),
                               "action=withdraw").status, 303);
    page = get_path(&worker, own_path);
    assert_true(says(&page, "已撤回"));
    house_close(&house, state);
}

static void test_draft__is_saved_resumed_and_gone_when_submitted(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker"), clerk = sign_in(&house, "clerk522");
    const char *body = "policy=5&subject=" JOURNEY_MIGRANT_ID
                       "&account_number=12&bank_name=%3Cscript%3E%27%3B--";
    assert_status(post(&clerk, "/me/drafts", body), 403);
    assert_status(post(&worker, "/me/drafts", "policy=5&subject="), 400);
    assert_status(post(&worker, "/me/drafts", "policy=999&subject=x"), 404);
    assert_int_equal(post(&worker, "/me/drafts", body).status, 303);
    Reply page = get(&worker, "/me");
    assert_true(says(&page, "没填完的草稿"));
    assert_true(says(&page, "2023年11月15日"));
    // Why she can have it: what is so, in one sentence, without what is merely assumed.
    assert_true(says(&page, "<p>因为户籍地是") && says(&page, "，已签劳动合同，"));
    assert_false(says(&page, "本年度已享受"));
    page = get(&worker, "/me/apply?policy=5&subject=" JOURNEY_MIGRANT_ID);
    assert_true(says(&page, "value=\"12\"")); // as typed, though no account
    assert_true(says(&page, "value=\"&lt;script&gt;"));
    assert_false(says(&page, "<script>'"));
    page = get(&worker, "/api/me/drafts");
    assert_true(says(&page, "CG-2023-000001"));
    assert_int_equal(post(&worker, "/me/drafts/CG-2023-000001/delete", "").status, 303);
    assert_status(post(&worker, "/me/drafts/CG-2023-000001/delete", ""), 404);
    page = get(&worker, "/me");
    assert_false(says(&page, "没填完的草稿"));
    assert_int_equal(post(&worker, "/me/drafts", "policy=5&subject=" JOURNEY_MIGRANT_ID).status,
                     303);
    assert_int_equal(post(&worker, "/me/apply", "policy=5&subject=" JOURNEY_MIGRANT_ID).status,
                     303);
    page = get(&worker, "/api/me/drafts");
    assert_false(says(&page, "CG-2023"));
    house_close(&house, state);
}

static void test_daybook__proves_its_own_file(void **state) {
    House house = house_open(state);
    Visitor clerk = sign_in(&house, "clerk522"), worker = sign_in(&house, "worker"),
            other = sign_in(&house, "clerk521"), head = sign_in(&house, "head");
    assert_status(post_json(&clerk, STR("/api/counter/applications"),
                            STR("{\"policy\":5,\"subject\":\"" JOURNEY_MIGRANT_ID "\"}")), 200);
    assert_status(get(&worker, "/daybook"), 403);
    assert_status(get(&head, "/daybook.csv"), 403);
    assert_status(get(&clerk, "/daybook?on=2023-13-01"), 400);
    Reply page = get(&clerk, "/daybook");
    assert_status(page, 200);
    assert_true(says(&page, "1 行"));
    assert_true(says(&page, "王*"));
    assert_true(says(&page, "ZW-2023-05-000001"));
    Reply file = get(&clerk, "/daybook.csv?on=2023-10-16&mine=1");
    assert_status(file, 200);
    assert_true(str_starts_with(file.body, STR("\xEF\xBB\xBF时间,"))); // opens in Excel
    size_t last = str_find(file.body, STR("\n合计,1行,2023-10-16,本人办的,640522,"), 0);
    assert_true(last != SIZE_MAX);
    Str hash = digest_sha256(&house.arena, (Str){file.body.data, last + 1});
    assert_true(says(&file, str_to_c(&house.arena, hash)));
    assert_true(says(&page, str_to_c(&house.arena, hash))); // the same lines
    Visitor finance = sign_in(&house, "finance");
    file = get(&finance, "/daybook.csv?on=2023-10-16");
    assert_true(says(&file, "\n合计,1行,2023-10-16,全部,全市,"));
    page = get(&other, "/daybook?on=2023-10-16");
    assert_true(says(&page, "没有办理记录"));
    page = get(&clerk, "/api/daybook?on=2023-10-15");
    assert_true(says(&page, "\"count\":0"));
    house_close(&house, state);
}

// A day with more steps than a screen takes: leafed through, whole on paper.
static void test_daybook__is_leafed_through(void **state) {
    House house = house_open(state);
    worker_claims(&house);
    Raw raw = raw_open(*state);
    raw_must(&raw, "WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more "
                   "WHERE n < 449) "
                   "INSERT INTO review_step (application_id, version, action, from_state, "
                   "to_state, account_id, actor_name, role, business_date, at_ms) "
                   "SELECT application_id, version + n, 'follow', to_state, to_state, 0, "
                   "actor_name, role, business_date, at_ms + n FROM review_step, more");
    raw_close(&raw);
    Visitor clerk = sign_in(&house, "clerk522");
    Reply page = get(&clerk, "/daybook");
    assert_true(says(&page, "第 1 至 200 行，共 450 行"));
    assert_true(says(&page, "/daybook?on=2023-10-16&amp;mine=0&amp;after=200\">下一页"));
    assert_true(says(&page, "列出全部 450 行，供打印"));
    page = get(&clerk, "/daybook?after=400");
    assert_true(says(&page, "第 401 至 450 行"));
    assert_false(says(&page, "下一页"));
    page = get(&clerk, "/daybook?after=450");
    assert_true(says(&page, "后面没有了"));
    page = get(&clerk, "/daybook?whole=1");
    assert_true(says(&page, "data-print"));
    assert_false(says(&page, "下一页"));
    assert_status(get(&clerk, "/daybook?after=-1"), 400);
    house_close(&house, state);
}

// Ten years later the pages say that it is over, not that something is still to come.
static void test_case__says_that_its_keeping_is_over(void **state) {
    House house = house_open(state);
    Platform *platform = server_platform(house.server);
    Str number = worker_claims(&house);
    Visitor clerk = sign_in(&house, "clerk522");
    Str step = path_of(&house, "/cases/", number, "/step");
    assert_status(post_path(&clerk, step, "action=refuse&note=x"), 303);
    Actor system = actor_system(day(20331018), INT64_C(2013148800000));
    RetentionCounts done;
    Error error = {0};
    assert_ok(retention_run(platform->store, &system, &done, &error), error);
    assert_int_equal(done.claims, 1);
    Reply page = get_path(&clerk, path_of(&house, "/cases/", number, ""));
    assert_status(page, 200);
    assert_true(says(&page, "判定用到的信息已经匿名"));
    assert_true(says(&page, "<dt>收款账户</dt><dd>（已匿名）</dd>"));
    page = get(&clerk, "/daybook?on=2023-10-16");
    assert_true(says(&page, "（已匿名）"));
    assert_false(says(&page, "（*"));
    house_close(&house, state);
}

static void test_rating__is_asked_once_when_the_claim_has_ended(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker"), clerk = sign_in(&house, "clerk522"),
            company = sign_in(&house, "company"), other = sign_in(&house, "clerk521");
    Reply reply = post_json(&worker, STR("/api/applications"),
                            STR("{\"policy\":5,\"subject\":\"" JOURNEY_MIGRANT_ID "\"}"));
    assert_status(reply, 200);
    Str number = member(&house.arena, reply.body, "number");
    Str own = path_of(&house, "/me/claims/", number, "");
    Str rating = path_of(&house, "/me/claims/", number, "/rating");
    assert_status(post_path(&worker, rating, "score=2"), 409); // nothing has ended
    assert_int_equal(post_path(&worker, path_of(&house, "/me/claims/", number, "/withdraw"),
                               "").status, 303);
    Reply page = get_path(&worker, own);
    assert_true(says(&page, "，王明远</p>")); // their own name, in full
    assert_true(says(&page, "这件事办得怎么样"));
    assert_true(says(&page, "<p class=\"amount\">已撤回</p>")); // nothing is paid: no amount
    assert_status(post_path(&worker, rating, "score=6"), 400);
    assert_status(post_path(&company, rating, "score=5"), 404);
    assert_status(post_path(&clerk, rating, "score=5"), 403);
    assert_int_equal(post_path(&worker, rating,
                               "score=2&remark=%3Cb%3E%E7%AD%89%E5%A4%AA%E4%B9%85").status, 303);
    page = get_path(&worker, own);
    assert_true(says(&page, "你的评价：不满意"));
    assert_status(post_path(&worker, rating, "score=5"), 409);
    page = get(&clerk, "/ratings");
    assert_status(page, 200);
    assert_true(says(&page, "1 件评价"));
    assert_true(says(&page, "&lt;b&gt;等太久"));
    page = get(&other, "/ratings");
    assert_true(says(&page, "今年还没有评价"));
    page = get(&clerk, "/api/ratings");
    assert_true(says(&page, "\"counts\":[0,1,0,0,0]"));
    assert_status(get(&worker, "/ratings"), 403);
    house_close(&house, state);
}

static Str open_notice(House *house, Str number) {
    Visitor clerk = sign_in(house, "clerk522"), reviewer = sign_in(house, "reviewer522");
    Str step = path_of(house, "/cases/", number, "/step");
    assert_int_equal(post_path(&clerk, step, "action=accept").status, 303);
    assert_int_equal(post_path(&reviewer, step, "action=review").status, 303);
    Reply reply = post_json(&reviewer, STR("/api/notices"),
                            STR("{\"policy\":5,\"division\":\"640522\"}"));
    assert_status(reply, 200);
    return member(&house->arena, reply.body, "number");
}

// What gives no money is enrolled in: a place is no sum that lacks something, and a claim for it
// would be refused.
static void test_me__leads_to_enrolling_in_what_is_no_benefit(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker"), clerk = sign_in(&house, "clerk522"),
            graduate = sign_in(&house, "graduate");
    Reply page = get(&graduate, "/me");
    assert_true(says(&page, "可以办"));
    assert_true(says(&page, "/enrol/grassroots_special?subject="));
    page = get(&worker, "/me");
    assert_false(says(&page, "/enrol/grassroots_special")); // for graduates
    assert_true(says(&page, "/enrol/western_volunteers?subject=" JOURNEY_MIGRANT_ID)); // lacks 身份
    assert_false(says(&page, "还差信息：</p>"));
    assert_false(says(&page, "/me/apply?policy=28"));
    assert_false(says(&page, "/me/apply?policy=29"));
    assert_true(says(&page, "/me/apply?policy=10")); // 铁杆庄稼保 is a benefit, and lacks a fact
    page = post(&clerk, "/counter", "key=" JOURNEY_MIGRANT_ID);
    assert_true(says(&page, "/enrol/western_volunteers?subject=" JOURNEY_MIGRANT_ID));
    assert_false(says(&page, "name=\"policy\" value=\"28\""));
    page = get(&worker, "/enrol/western_volunteers?subject=" JOURNEY_MIGRANT_ID);
    assert_status(page, 200);
    house_close(&house, state);
}

// domain.md §6.2: of 7 and 26 one can be had for a person, 6 comes on top.
static void test_hires__add_up_what_can_be_had_together(void **state) {
    House house = house_open(state);
    Visitor company = sign_in(&house, "company");
    Reply page = get(&company, "/api/subsidies/hiring/quote");
    assert_status(page, 200);
    assert_true(says(&page, "\"total_fen\":672400")); // 1,862 + 1,500; 1,500; 1,862
    page = get(&company, "/me/hires");
    assert_true(says(&page, "6,724.00 元"));
    assert_true(says(&page, "和第7项只能选一项，第7项更合算。"));
    assert_false(says(&page, "和第6项只能选一项"));
    house_close(&house, state);
}

static void test_notice__is_public_masked_and_open_to_objection(void **state) {
    House house = house_open(state);
    Str number = worker_claims(&house), notice = open_notice(&house, number);
    Visitor nobody = anybody(&house), reviewer = sign_in(&house, "reviewer522"),
            other = sign_in(&house, "reviewer521");
    const char *claim = str_to_c(&house.arena, number);
    Str path = path_of(&house, "/notices/", notice, "");
    Reply page = get_path(&nobody, path);
    assert_status(page, 200);
    assert_true(says(&page, "640***********0410"));
    assert_false(says(&page, JOURNEY_MIGRANT_ID));
    assert_false(says(&page, claim));
    assert_false(says(&page, "共 1 行"));
    page = get_path(&nobody, path_of(&house, "/notices/", notice, "?after=1"));
    assert_true(says(&page, "后面没有了，共 1 行"));
    assert_true(says(&page, "800.00")); // the sum is of all
    page = get_path(&reviewer, path);
    assert_true(says(&page, claim));
    page = get_path(&other, path);
    assert_false(says(&page, claim)); // of another county
    assert_status(post(&other, "/notices", "policy=5&division=640522"), 404);
    Str form = path_of(&house, "/notices/", notice, "/items/1/objection");
    assert_status(get_path(&nobody, form), 200);
    assert_status(get_path(&nobody, path_of(&house, "/notices/", notice, "/items/2/objection")),
                  404);
    Str api = path_of(&house, "/api/notices/", notice, "/items/1/objections");
    assert_status(post_json(&nobody, api, STR("{\"name\":\"李四\",\"phone\":\"1\",\"text\":\"x\"}")),
                  400);
    assert_status(post_json(&nobody, api,
                            STR("{\"name\":\"<b>李四\",\"phone\":\"13900001234\","
                                "\"text\":\"<img src=x onerror=alert(1)>\"}")),
                  200);
    page = get(&reviewer, "/objections");
    assert_status(page, 200);
    assert_false(says(&page, "<img src=x"));
    assert_true(says(&page, "&lt;img src=x"));
    page = get(&other, "/objections");
    assert_false(says(&page, "13900001234"));
    page = get_path(&nobody, path);
    assert_true(says(&page, "核查中"));
    assert_false(says(&page, "13900001234"));
    house_close(&house, state);
}

// The page of a batch when it is matched: a thread of the server does that.
static Reply get_matched(const Visitor *visitor, Str path) {
    Reply page = get_path(visitor, path);
    while (page.status == 200 && says(&page, "data-live")) {
        usleep(20 * 1000);
        page = get_path(visitor, path);
    }
    return page;
}

static void test_batch__runs_for_the_own_county(void **state) {
    House house = house_open(state);
    Visitor clerk = sign_in(&house, "clerk502"), other = sign_in(&house, "clerk522"),
            reviewer = sign_in(&house, "reviewer502");
    Reply page = post(&clerk, "/batches", "policy=24&division=640502");
    assert_int_equal(page.status, 303);
    Str path = str_copy(&house.arena, reply_header(&page, "Location"));
    page = get_matched(&clerk, path);
    assert_status(page, 200);
    assert_true(says(&page, "回滚这个批次"));
    page = get_path(&clerk, str_format(&house.arena, "%.*s?column=not", STR_ARG(path)));
    assert_status(page, 200);
    assert_true(says(&page, "LAYOFF_RATE_HIGH"));
    assert_status(get_path(&clerk, str_format(&house.arena, "%.*s?column=x", STR_ARG(path))), 400);
    assert_status(get_path(&other, path), 404);
    page = get_path(&reviewer, path);
    assert_status(page, 200);
    assert_false(says(&page, "回滚这个批次"));
    assert_status(post(&other, "/batches", "policy=24&division=640502"), 404);
    assert_status(post(&reviewer, "/batches", "policy=24&division=640502"), 403);
    page = post(&clerk, "/batches", "policy=5&division=640502");
    assert_status(page, 409);
    assert_true(says(&page, "不是免申即享"));
    assert_status(post(&clerk, "/batches", "policy=&division="), 400);
    house_close(&house, state);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_SQLITE(test_case__moves_by_its_buttons_and_says_why_not),
        ON_SQLITE(test_case__is_closed_to_others),
        ON_SQLITE(test_case__shows_html_and_sql_as_text),
        ON_SQLITE(test_counter__serves_people_of_the_county),
        ON_SQLITE(test_counter__is_confirmed_by_the_applicant),
        ON_SQLITE(test_daybook__proves_its_own_file),
        ON_SQLITE(test_daybook__is_leafed_through),
        ON_SQLITE(test_case__says_that_its_keeping_is_over),
        ON_SQLITE(test_rating__is_asked_once_when_the_claim_has_ended),
        ON_SQLITE(test_draft__is_saved_resumed_and_gone_when_submitted),
        ON_SQLITE(test_me__leads_to_enrolling_in_what_is_no_benefit),
        ON_SQLITE(test_hires__add_up_what_can_be_had_together),
        ON_SQLITE(test_notice__is_public_masked_and_open_to_objection),
        ON_SQLITE(test_batch__runs_for_the_own_county),
    };
    return RUN_TESTS(tests);
}
