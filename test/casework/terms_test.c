// SPDX-License-Identifier: Apache-2.0
// Protects what a claim was promised from versions that come after its decision: how long it is
// shown to the public, and what its fund is called.
#include "desk.h"

static Str replaced(Arena *arena, Str text, Str from, Str to, int *count) {
    StrBuilder out;
    str_builder_init(&out, arena, text.length);
    size_t at = 0;
    for (size_t found; (found = str_find(text, from, at)) != SIZE_MAX; at = found + from.length) {
        str_put(&out, str_slice(text, at, found));
        str_put(&out, to);
        ++*count;
    }
    str_put(&out, str_slice(text, at, text.length));
    return str_built(&out);
}

// A renewal: the fund has another name, and item 5 is shown for seven working days.
static void renew(Desk *desk) {
    Arena *arena = &desk->city.arena;
    PackFiles files;
    int names = 0, days = 0;
    assert_true(pack_files_embedded(arena, &files));
    for (size_t i = 0; i < files.count; i++) {
        Str *content = &files.items[i].content;
        *content = replaced(arena, *content, STR("就业补助资金"), STR("就业专项资金"), &names);
        *content = replaced(arena, *content, STR("outwork | person | 每年 | application | 5 [O]"),
                            STR("outwork | person | 每年 | application | 7 [O]"), &days);
    }
    assert_true(names > 1);
    assert_int_equal(days, 1);
    PublishIn in = {&files, desk->today, 0};
    assert_ok(catalogue_publish(desk->city.store, &in, &desk->error) &&
                  catalogue_refresh(desk->city.catalogue, desk->today, &desk->error),
              desk->error);
    const Pack *former = desk->city.pack;
    desk->city.pack = catalogue_pack(desk->city.catalogue);
    assert_ptr_not_equal(desk->city.pack, former);
}

static Str fund_of(Desk *desk, Str number) {
    ClaimFile file;
    assert_ok(desk_find(desk, clerk(desk), number, &file), desk->error);
    return file.claim.fund_name;
}

static void review(Desk *desk, Str number) {
    assert_ok(desk_step(desk, clerk(desk), number, CLAIM_ACCEPT, ""), desk->error);
    assert_ok(desk_step(desk, reviewer(desk), number, CLAIM_REVIEW, ""), desk->error);
}

static void test_terms__are_those_of_the_deciding_version(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    review(&desk, number);
    renew(&desk);
    Notice notice = desk_notice(&desk);
    assert_int_equal(notice.closes_on, workday_add(desk.calendar, desk.today, 5));
    assert_str_equal(fund_of(&desk, number), "就业补助资金");
    desk_close(&desk);
}

// Decided again by the new version, it is under the new one's terms.
static void test_terms__follow_a_new_decision(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_RETURN, "补合同"), desk.error);
    renew(&desk);
    assert_str_equal(fund_of(&desk, number), "就业补助资金");
    DeskCall call = {.desk = &desk, .actor = worker(&desk), .text = number};
    assert_ok(desk_write(&desk, run_resubmit, &call, &desk.claim), desk.error);
    assert_str_equal(fund_of(&desk, number), "就业专项资金");
    review(&desk, number);
    Notice notice = desk_notice(&desk);
    assert_int_equal(notice.closes_on, workday_add(desk.calendar, desk.today, 7));
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_terms__are_those_of_the_deciding_version),
        BOTH(test_terms__follow_a_new_decision),
    };
    return RUN_TESTS(tests);
}
