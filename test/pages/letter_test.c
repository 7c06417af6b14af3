// SPDX-License-Identifier: Apache-2.0
// Protects the doors of letters and archives: who gets a PDF and who gets 404, checking a paper
// without an account, what a file is sent as.
#include "visit.h"

#include "privacy/retention.h"

#include "base/digest.h"

static bool is_pdf(const Reply *reply) {
    return reply->status == 200 && str_starts_with(reply->body, STR("%PDF-")) &&
           str_equal(reply_header(reply, "Content-Type"), STR("application/pdf")) &&
           str_starts_with(reply_header(reply, "Content-Disposition"), STR("attachment")) &&
           str_equal(reply_header(reply, "X-Content-Type-Options"), STR("nosniff"));
}

// The worker's claim, refused by the clerk.
static Str refused_claim(House *house) {
    Str number = worker_claims(house);
    Visitor clerk = sign_in(house, "clerk522");
    Reply reply = post_path(&clerk, path_of(house, "/cases/", number, "/step"),
                            "action=refuse&note=%E5%90%88%E5%90%8C%E4%B8%8D%E7%9C%9F");
    assert_int_equal(reply.status, 303);
    return number;
}

static void test_letter__is_fetched_by_office_and_addressee_alone(void **state) {
    House house = house_open(state);
    Str number = refused_claim(&house);
    Visitor clerk = sign_in(&house, "clerk522"), worker = sign_in(&house, "worker"),
            other = sign_in(&house, "clerk521"), company = sign_in(&house, "company"),
            head = sign_in(&house, "head"), nobody = anybody(&house);
    Str office = path_of(&house, "/cases/", number, "/letters");
    Str own = path_of(&house, "/me/claims/", number, "/letters");
    Reply page = get_path(&worker, path_of(&house, "/me/claims/", number, ""));
    assert_true(says(&page, "不予办理决定书（PDF）"));
    assert_status(post_path(&other, office, "kind=refusal"), 404);
    assert_status(post_path(&company, own, "kind=refusal"), 404);
    assert_status(post_path(&worker, office, "kind=refusal"), 403);
    assert_status(post_path(&head, office, "kind=refusal"), 403);
    assert_status(post_path(&nobody, office, "kind=refusal"), 401);
    assert_status(post_path(&clerk, office, "kind=approval"), 409);
    assert_status(post_path(&clerk, office, "kind=notice"), 400);
    Visitor forged = worker;
    forged.csrf = STR("forged");
    assert_status(post_path(&forged, own, "kind=refusal"), 403);
    page = post_path(&worker, own, "kind=refusal");
    assert_int_equal(page.status, 303);
    Str letter = reply_header(&page, "Location");
    Reply mine = get_path(&worker, letter);
    assert_true(is_pdf(&mine));
    page = post_path(&clerk, office, "kind=refusal"); // the same letter
    Reply theirs = get_path(&clerk, reply_header(&page, "Location"));
    assert_true(str_equal(theirs.body, mine.body));
    assert_status(get_path(&other, reply_header(&page, "Location")), 404);
    assert_status(get_path(&company, letter), 404);
    assert_status(get_path(&nobody, letter), 401);
    Str foreign =
        str_format(&house.arena, "/cases/%.*s/letters/ZW-2023-05-000009-01", STR_ARG(number));
    assert_status(get_path(&clerk, foreign), 404);
    page = get_path(&clerk, path_of(&house, "/cases/", number, ""));
    assert_true(says(&page, "不予办理决定书</a>"));
    house_close(&house, state);
}

static Str letter_member(House *house, const Reply *list, const char *name) {
    const JsonValue *json;
    Error error = {0};
    assert_ok(json_parse(&house->arena, list->body, &json, &error), error);
    const JsonValue *letters = json_get(json, "letters");
    assert_int_equal(letters->count, 1);
    return json_text(letters->items[0], name);
}

static void test_letter__is_checked_by_anybody(void **state) {
    House house = house_open(state);
    Str number = refused_claim(&house);
    Visitor worker = sign_in(&house, "worker"), nobody = anybody(&house);
    Reply page =
        post_path(&worker, path_of(&house, "/me/claims/", number, "/letters"), "kind=refusal");
    Reply pdf = get_path(&worker, reply_header(&page, "Location"));
    page = get_path(&worker, path_of(&house, "/api/applications/", number, "/letters"));
    assert_status(page, 200);
    Str code = letter_member(&house, &page, "code");
    page = get(&nobody, "/verify");
    assert_status(page, 200);
    assert_true(says(&page, "核验码"));
    page = get_path(&nobody, path_of(&house, "/verify/", code, ""));
    assert_status(page, 200);
    assert_true(says(&page, "不予办理决定书"));
    assert_true(says(&page, "王*"));
    assert_false(says(&page, "王明远")); // masked: whoever holds the paper is not known
    assert_false(says(&page, JOURNEY_MIGRANT_ID));
    assert_false(says(&page, "合同不真")); // nor why
    page = get_path(&nobody, path_of(&house, "/verify?code=", code, ""));
    assert_status(page, 200);
    assert_true(says(&page, "查到了"));
    page = get(&nobody, "/verify/0000-0000-0000-0000-0000");
    assert_status(page, 404);
    assert_true(says(&page, "没有这个核验码的文书"));
    page = get_path(&nobody, path_of(&house, "/api/verify/", code, ""));
    assert_status(page, 200);
    assert_true(str_equal(member(&house.arena, page.body, "kind"), STR("refusal")));
    // The file itself, and the file with one byte changed.
    page = post_file(&worker, "/api/verify", pdf.body);
    assert_status(page, 200);
    page = post_file(&worker, "/verify", pdf.body);
    assert_status(page, 200);
    assert_true(says(&page, "查到了"));
    char *changed = arena_alloc(&house.arena, pdf.body.length);
    memcpy(changed, pdf.body.data, pdf.body.length);
    changed[pdf.body.length / 2] ^= 1;
    page = post_file(&worker, "/verify", (Str){changed, pdf.body.length});
    assert_status(page, 404);
    assert_true(says(&page, "都不相同"));
    house_close(&house, state);
}

static void test_letter__of_an_anonymised_claim_says_so(void **state) {
    House house = house_open(state);
    Str number = refused_claim(&house);
    Visitor clerk = sign_in(&house, "clerk522"), nobody = anybody(&house);
    Reply page = post_json(&clerk, path_of(&house, "/api/cases/", number, "/letters"),
                           STR("{\"kind\":\"refusal\"}"));
    assert_status(page, 200);
    Str code = member(&house.arena, page.body, "code");
    Str letter = member(&house.arena, page.body, "number");
    Actor actor = actor_system(date_add_months(today(), 12 * (RETENTION_CLAIM_YEARS + 1)), 0);
    RetentionCounts counts;
    Error error = {0};
    assert_ok(retention_run(server_platform(house.server)->store, &actor, &counts, &error), error);
    assert_int_equal(counts.claims, 1);
    Str path = str_format(&house.arena, "/cases/%.*s/letters/%.*s", STR_ARG(number),
                          STR_ARG(letter));
    page = get_path(&clerk, path);
    assert_status(page, 409);
    assert_true(says(&page, "的内容保存期满，已于2034年10月16日匿名"));
    page = get_path(&nobody, path_of(&house, "/verify/", code, ""));
    assert_status(page, 200);
    assert_true(says(&page, "2034年10月16日匿名"));
    assert_false(says(&page, "给谁"));
    page = get_path(&nobody, path_of(&house, "/api/verify/", code, ""));
    assert_true(str_equal(member(&house.arena, page.body, "anonymised_on"), STR("2034-10-16")));
    house_close(&house, state);
}

static void test_archive__has_its_door_on_the_case(void **state) {
    House house = house_open(state);
    Str number = worker_claims(&house);
    Str path = path_of(&house, "/cases/", number, "/archive");
    Str case_path = path_of(&house, "/cases/", number, "");
    Visitor clerk = sign_in(&house, "clerk522"), worker = sign_in(&house, "worker"),
            other = sign_in(&house, "clerk521");
    Reply page = get_path(&clerk, case_path);
    assert_false(says(&page, "归档"));
    assert_status(post_path(&clerk, path, ""), 409);
    page = post_path(&clerk, path_of(&house, "/cases/", number, "/step"),
                     "action=refuse&note=%E4%B8%8D");
    assert_int_equal(page.status, 303);
    assert_status(get_path(&clerk, path), 404);
    assert_status(post_path(&worker, path, ""), 403);
    assert_status(post_path(&other, path, ""), 404);
    page = post_path(&clerk, path, "");
    assert_int_equal(page.status, 303);
    page = get_path(&clerk, case_path);
    assert_true(says(&page, "下载案卷（ZIP）"));
    page = get_path(&clerk, path);
    assert_status(page, 200);
    assert_true(str_starts_with(page.body, STR("PK\x03\x04")));
    assert_true(str_equal(reply_header(&page, "Content-Type"), STR("application/zip")));
    Str sha256 = digest_sha256(&house.arena, page.body);
    page = get_path(&clerk, path_of(&house, "/api/cases/", number, "/archive"));
    assert_status(page, 200);
    assert_true(str_equal(member(&house.arena, page.body, "sha256"), sha256));
    assert_status(get_path(&other, path), 404);
    assert_status(get_path(&worker, path), 403);
    // Nothing came since: no button, and nothing to fetch.
    Str supplement = path_of(&house, "/cases/", number, "/archive/supplement");
    page = get_path(&clerk, case_path);
    assert_false(says(&page, "补充归档"));
    assert_status(post_path(&worker, supplement, ""), 403);
    assert_status(post_path(&clerk, supplement, ""), 409);
    assert_status(get_path(&clerk, path_of(&house, "/cases/", number, "/archive?part=1")), 404);
    assert_status(get_path(&clerk, path_of(&house, "/cases/", number, "/archive?part=x")), 404);
    house_close(&house, state);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_SQLITE(test_letter__is_fetched_by_office_and_addressee_alone),
        ON_SQLITE(test_letter__is_checked_by_anybody),
        ON_SQLITE(test_letter__of_an_anonymised_claim_says_so),
        ON_SQLITE(test_archive__has_its_door_on_the_case),
    };
    return RUN_TESTS(tests);
}
