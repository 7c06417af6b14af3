// SPDX-License-Identifier: Apache-2.0
// Protects: a claim decided again gives the bytes that were kept, also after a newer version of the
// pack took effect; a kept fact that somebody changed is found out.
#include "tamper.h"

#include "casework/redecide.h"
#include "policy/decision.h"
#include "publish/version.h"
#include "test/casework/tamper.sql.c"

static Redecision redecide(Desk *desk, Str number) {
    Redecision result;
    Actor actor = actor_system(desk->today, 0);
    desk->error = (Error){0};
    assert_ok(claim_redecide(desk->city.store, desk->city.catalogue, &actor, number,
                             &desk->city.arena, &result, &desk->error),
              desk->error);
    return result;
}

static bool organisation_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Desk *desk = in;
    return assess_organisation(tx, desk->city.pack, STR(JOURNEY_EMPLOYER_USCC), desk->today, arena,
                               out, error);
}

// Claims of every policy that the company is entitled to.
static size_t company_claims(Desk *desk, Str numbers[], size_t most) {
    Assessments all;
    size_t count = 0;
    assert_ok(store_read(desk->city.store, organisation_read, desk, &all, &desk->city.arena,
                         &desk->error),
              desk->error);
    for (size_t i = 0; i < all.count && count < most; i++) {
        if (all.items[i].eligible != FEEL_TRUE || !all.items[i].has_amount) continue;
        ClaimSubmission submission = {.policy_number = all.items[i].policy->number,
                                      .measure_key = all.items[i].measure->key,
                                      .subject_key = all.items[i].subject_key};
        // some exclude each other, and some of the units have no account
        if (desk_submit(desk, company(desk), &submission)) numbers[count++] = desk->claim.number;
    }
    return count;
}

static void test_redecide__gives_the_kept_bytes(void **state) {
    Desk desk = desk_open(state);
    Str numbers[20];
    assert_ok(desk_apply(&desk), desk.error);
    numbers[0] = desk.claim.number;
    size_t count = 1 + company_claims(&desk, numbers + 1, 19);
    assert_true(count > 2);
    for (size_t i = 0; i < count; i++) {
        Redecision result = redecide(&desk, numbers[i]);
        if (!result.is_equal) {
            fail_msg("%.*s differs at %zu\n%.*s\n%.*s", STR_ARG(numbers[i]), result.differs_at,
                     STR_ARG(result.kept), STR_ARG(result.again));
        }
        assert_true(result.kept.length > 1000);
        assert_true(str_equal(result.engine, STR(DECISION_ENGINE)));
        assert_int_equal(result.decided_on, desk.today);
    }
    Actor actor = actor_system(desk.today, 0);
    Redecision none;
    assert_false(claim_redecide(desk.city.store, desk.city.catalogue, &actor,
                                STR("ZW-2023-05-999999"), &desk.city.arena, &none, &desk.error));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    desk_close(&desk);
}

// The award of the old year, claimed in the new one: what was kept says which year it was.
static void test_redecide__knows_the_year_of_an_award(void **state) {
    Desk desk = desk_open(state);
    desk.today = day(20240115);
    Actor base = company(&desk);
    base.scope.uscc = STR(JOURNEY_INTERNSHIP_USCC);
    ClaimSubmission submission = {
        .policy_number = 33, .measure_key = STR("internship_award"),
        .subject_key = STR(JOURNEY_INTERNSHIP_USCC),
        .stated_json = STR("{\"claim\":\"award\",\"assessed_on\":\"2023-12-31\"}"),
        .account = {STR("6217001234567890123"), STR("中国银行"), STR("沙坡头区众合环保有限公司（合成）")}};
    assert_ok(desk_submit(&desk, base, &submission), desk.error);
    assert_str_equal(desk.claim.period, "2023");
    assert_int_equal(desk.claim.amount_fen, 1000000);
    assert_true(redecide(&desk, desk.claim.number).is_equal);
    assert_false(desk_submit(&desk, base, &submission)); // once
    assert_string_equal(desk.error.code, "ALREADY_CLAIMED");
    desk_close(&desk);
}

static bool insert_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    Actor actor = actor_system(today(), 0);
    return version_insert(tx, &actor, in, arena, error);
}

// Another version in which everybody gets nothing from item 5.
static void publish_another(Desk *desk) {
    PackFiles files;
    Diagnostics diagnostics = {.arena = &desk->city.arena};
    assert_true(pack_files_embedded(&desk->city.arena, &files));
    for (size_t i = 0; i < files.count; i++) {
        PackFile *file = &files.items[i];
        Str from = STR("if 符合 then 补贴标准 else 0");
        size_t at = str_find(file->content, from, 0);
        if (!str_starts_with(file->name, STR("05-")) || at == SIZE_MAX) continue;
        file->content = str_format(&desk->city.arena, "%.*sif 符合 then 0 else 0%.*s",
                                   STR_ARG(str_slice(file->content, 0, at)),
                                   STR_ARG(str_slice(file->content, at + from.length,
                                                     file->content.length)));
    }
    VersionIn in = {pack_load(&desk->city.arena, &files, &diagnostics), &files, today(), STR("")};
    assert_string_not_equal(in.pack->hash, desk->city.pack->hash);
    assert_ok(store_write(desk->city.store, insert_write, &in, NULL, &desk->city.arena,
                          &desk->error),
              desk->error);
    assert_ok(catalogue_refresh(desk->city.catalogue, today(), &desk->error), desk->error);
}

static void test_redecide__keeps_to_the_version_of_the_decision(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    publish_another(&desk);
    assert_string_not_equal(catalogue_pack(desk.city.catalogue)->hash, desk.city.pack->hash);
    Redecision result = redecide(&desk, desk.claim.number);
    assert_true(result.is_equal);
    assert_true(str_equal(result.pack_hash, str_from_c(desk.city.pack->hash)));
    desk_close(&desk);
}

static void test_redecide__finds_a_changed_fact(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    desk_tamper(&desk, desk.claim.number, STR("work_full_months"), STR("5"));
    Redecision result = redecide(&desk, desk.claim.number);
    assert_false(result.is_equal);
    assert_true(result.differs_at < result.kept.length);
    assert_true(str_find(result.again, STR("还差1个月"), 0) != SIZE_MAX);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_redecide__gives_the_kept_bytes),
        BOTH(test_redecide__knows_the_year_of_an_award),
        BOTH(test_redecide__keeps_to_the_version_of_the_decision),
        BOTH(test_redecide__finds_a_changed_fact),
    };
    return RUN_TESTS(tests);
}
