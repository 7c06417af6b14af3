// SPDX-License-Identifier: Apache-2.0
// Protects the front door: a visitor finds an item by a word, and no door of the front pages leads
// to a page that is closed to whoever sees it.
#include "visit.h"

#include "monitor/capability.h"

static void test_home__finds_an_item_by_a_word(void **state) {
    House house = house_open(state);
    Visitor nobody = anybody(&house);
    Reply page = get(&nobody, "/");
    assert_true(says(&page, "action=\"/items\""));
    page = get(&nobody, "/items?search=%E8%B4%B7%E6%AC%BE"); // 贷款
    assert_true(says(&page, "第18项 创业担保贷款"));
    assert_false(says(&page, "第5项 一次性交通补贴"));
    // A kind is looked at among what was found, and counted so.
    assert_true(says(&page, "/items?kind=loan&amp;search=%E8%B4%B7%E6%AC%BE"));
    page = get(&nobody, "/items?kind=loan&search=%E4%B8%80%E6%AC%A1%E6%80%A7"); // 一次性
    assert_true(says(&page, "一项也没有") && !says(&page, "kind=loan&amp;search"));
    page = get(&nobody, "/items?search=%E7%AC%AC5%E9%A1%B9"); // 第5项
    assert_true(says(&page, "第5项 一次性交通补贴"));
    assert_false(says(&page, "第15项"));
    page = get(&nobody, "/items?search=5");
    assert_true(says(&page, "第5项 一次性交通补贴"));
    // 毕业生 贷款: both words
    page = get(&nobody, "/items?search=%E6%AF%95%E4%B8%9A%E7%94%9F+%E8%B4%B7%E6%AC%BE");
    assert_true(says(&page, "第18项 创业担保贷款"));
    assert_false(says(&page, "第13项"));
    page = get(&nobody, "/items?search=%3Cscript%3E");
    assert_status(page, 200);
    assert_true(says(&page, "“&lt;script&gt;”的一项也没有"));
    house_close(&house, state);
}

static void test_home__opens_no_door_that_is_closed(void **state) {
    static const char *const logins[] = {"worker", "company", "clerk522", "finance", "broker",
                                         "school", "hrss", "head"};
    House house = house_open(state);
    Visitor nobody = anybody(&house);
    Reply page = get(&nobody, "/");
    assert_true(says(&page, "href=\"/me\"") && says(&page, "href=\"/sign-in\""));
    for (size_t i = 0; i < sizeof logins / sizeof *logins; i++) {
        Visitor visitor = sign_in(&house, logins[i]);
        bool is_closed = get(&visitor, "/me").status == 403;
        page = get(&visitor, "/");
        assert_int_equal(says(&page, "<h2><a href=\"/me\">"), !is_closed);
        page = get(&visitor, "/capability");
        for (size_t j = 0; j < module_count; j++) {
            if (!modules[j].path) continue;
            Str link = str_format(&house.arena, "<a href=\"%s\">%s", modules[j].path,
                                  modules[j].name);
            bool is_open = get(&visitor, modules[j].path).status != 403;
            assert_int_equal(says(&page, str_to_c(&house.arena, link)), is_open);
        }
    }
    house_close(&house, state);
}

// Who reports by roster begins one where the rosters are.
static void test_roster__is_begun_from_the_list_of_rosters(void **state) {
    House house = house_open(state);
    Visitor broker = sign_in(&house, "broker"), reviewer = sign_in(&house, "reviewer522");
    Reply page = get(&broker, "/rosters");
    assert_true(says(&page, "/rosters/new/broker_reward"));
    assert_false(says(&page, "/rosters/new/expansion_grant")); // each by itself
    assert_status(get(&broker, "/rosters/new/broker_reward"), 200);
    page = get(&reviewer, "/rosters"); // reads, and begins none
    assert_status(page, 200);
    assert_false(says(&page, "/rosters/new/"));
    house_close(&house, state);
}

// Each module says what it is; thirty-six of them.
static void test_capability__a_module_names_its_place_or_is_being_built(void **state) {
    (void)state;
    assert_int_equal(module_count, 36);
    assert_int_equal(module_state(&modules[0]), MODULE_AVAILABLE);
    assert_int_equal(module_state(&modules[6]), MODULE_PARTIAL);   // M07: no 黑名单 yet
    assert_int_equal(module_state(&modules[17]), MODULE_BUILDING); // M18
    for (size_t i = 0; i < module_count; i++) {
        assert_true(modules[i].path || !modules[i].lacks); // what is not there lacks all of it
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_SQLITE(test_home__finds_an_item_by_a_word),
        ON_SQLITE(test_home__opens_no_door_that_is_closed),
        ON_SQLITE(test_roster__is_begun_from_the_list_of_rosters),
        cmocka_unit_test(test_capability__a_module_names_its_place_or_is_being_built),
    };
    return RUN_TESTS(tests);
}
