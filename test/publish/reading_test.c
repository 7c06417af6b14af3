// SPDX-License-Identifier: Apache-2.0
// Protects: a reading is confirmed once, by a document, for the text that was shown; another text
// has to be confirmed again; running catalogues know it; and what it bears on can be tried.
#include "population.h"

#include "publish/reading.h"

typedef struct Call {
    Actor actor;
    const Pack *pack;
    ReadingPlace place;
    Str text_hash;
    Str document;
} Call;

static bool run_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return reading_list(tx, &call->actor, call->pack, &call->place, arena, out, error);
}

static bool run_confirm(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    (void)out;
    ReadingConfirm confirm = {call->pack, call->place, call->text_hash, call->document};
    return reading_confirm(tx, &call->actor, &confirm, arena, error);
}

static Call call_of(const Population *population, ReadingPlace place) {
    return (Call){.actor = {.account_id = 71, .role = ROLE_CITY_HRSS, .display_name = STR("甲"),
                            .scope = {.division_prefix = STR("")}, .today = today()},
                  .pack = population->pack, .place = place};
}

static ReadingItems list_of(Population *population, ReadingPlace place) {
    ReadingItems items;
    Error error = {0};
    Call call = call_of(population, place);
    assert_ok(store_read(population->store, run_list, &call, &items, &population->arena, &error),
              error);
    return items;
}

static ReadingItems list(Population *population, int policy) {
    return list_of(population, (ReadingPlace){.policy_number = policy});
}

static bool confirm_of(Population *population, ReadingPlace place, Str text_hash, Str document,
                       Error *error) {
    Call call = call_of(population, place);
    call.text_hash = text_hash;
    call.document = document;
    *error = (Error){0};
    return store_write(population->store, run_confirm, &call, NULL, &population->arena, error);
}

static bool confirm(Population *population, int policy, Str text_hash, Str document,
                    Error *error) {
    return confirm_of(population, (ReadingPlace){.policy_number = policy}, text_hash, document,
                      error);
}

static void test_reading__lists_what_the_document_does_not_say(void **state) {
    Population population = population_empty(state);
    ReadingItems all = list(&population, -1);
    size_t of_pack = 0, parameters = 0;
    for (size_t i = 0; i < all.count; i++) {
        const ReadingItem *item = &all.items[i];
        assert_true(reading_is_open(item->basis));
        assert_false(item->is_confirmed);
        of_pack += item->policy_number == 0 && !item->rule;
        parameters += item->kind == READING_PARAMETER;
        for (size_t j = 0; j < i; j++) {
            bool is_same = str_equal(all.items[j].text_hash, item->text_hash);
            if (is_same) fail_msg("%.*s stands twice", STR_ARG(item->name));
        }
    }
    assert_int_equal(of_pack, population.pack->readings.count);
    assert_true(parameters > 20);
    assert_int_equal(list(&population, 0).count, of_pack);
    population_close(&population);
}

static void test_reading__is_confirmed_once_for_its_very_text(void **state) {
    Population population = population_empty(state);
    Error error;
    const ReadingItem item = list(&population, 7).items[0];
    assert_false(confirm(&population, 7, item.text_hash, STR("  "), &error));
    assert_int_equal(error.kind, ERROR_INVALID);
    assert_false(confirm(&population, 5, item.text_hash, STR("文件"), &error)); // of another policy
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_false(catalogue_is_confirmed(population.catalogue, item.text_hash));
    assert_ok(confirm(&population, 7, item.text_hash, STR(" 卫人社函〔2023〕12号 "), &error), error);
    assert_false(confirm(&population, 7, item.text_hash, STR("另一个文件"), &error));
    assert_string_equal(error.code, "CONFIRMED");
    const ReadingItem after = list(&population, 7).items[0];
    assert_true(after.is_confirmed);
    assert_true(str_equal(after.document, STR("卫人社函〔2023〕12号")));
    assert_true(str_equal(after.confirmed_by, STR("甲")));
    assert_int_equal(after.confirmed_on, today());
    assert_ok(catalogue_refresh(population.catalogue, today(), &error), error);
    assert_true(catalogue_is_confirmed(population.catalogue, item.text_hash));
    // another wording of the same words is another text
    const Policy *policy = pack_policy(population.pack, 7);
    Reading reading = policy->readings.items[0];
    assert_true(str_equal(reading_hash(&population.arena, 7, &reading), item.text_hash));
    reading.reading = STR("改过的读法");
    Str changed = reading_hash(&population.arena, 7, &reading);
    assert_false(catalogue_is_confirmed(population.catalogue, changed));
    population_close(&population);
}

static const ReadingItem *item_of(const ReadingItems *items, const char *key) {
    for (size_t i = 0; i < items->count; i++) {
        if (str_equal(items->items[i].key, str_from_c(key))) return &items->items[i];
    }
    fail_msg("no item %s", key);
    return NULL;
}

static const ReadingMove *move_of(const ReadingItem *item, BearingKind kind, const char *key) {
    for (size_t i = 0; i < item->moves.count; i++) {
        const ReadingMove *move = &item->moves.items[i];
        if (move->of.kind == kind && str_equal(move->of.key, str_from_c(key))) return move;
    }
    return NULL;
}

static void test_reading__offers_trials_of_what_it_bears_on(void **state) {
    Population population = population_empty(state);
    ReadingItems of_station = list(&population, 4);
    // a parameter with another value, a reason, two measures
    const ReadingItem *once = item_of(&of_station, "一次性");
    assert_int_equal(once->bears_on->count, 4);
    assert_int_equal(once->moves.count, 4);
    const ReadingMove *cycle = move_of(once, BEARING_PARAMETER, "award_cycle");
    assert_non_null(cycle);
    assert_true(str_equal(cycle->value, STR("\"yearly\"")));
    const ReadingMove *paid = move_of(once, BEARING_REASON, "ALREADY_AWARDED");
    assert_non_null(paid);
    // a code of two rules says both
    assert_true(str_find(paid->of.name, STR("一次性奖补，每站一次；这个工作站今年"), 0) != SIZE_MAX);
    assert_non_null(move_of(once, BEARING_MEASURE, "outstation_reward_yearly"));
    ReadingItems of_away = list(&population, 5);
    const ReadingMove *months = move_of(item_of(&of_away, "6个月以上"), BEARING_REASON,
                                        "MONTHS_BELOW_6");
    assert_non_null(months);
    assert_true(str_equal(months->of.name,
                          STR("外出务工满…个月才能领，现在满…个月，还差…个月")));
    // one of the whole policy offers none; neither does what every policy shares
    const ReadingItem *funded = item_of(&of_station, "市（县）财政");
    assert_int_equal(funded->bears_on->count, 0);
    assert_int_equal(funded->moves.count, 0);
    ReadingItems shared = list(&population, 0);
    assert_int_equal(shared.items[0].moves.count, 0);
    // what it bears on is no part of what is confirmed
    Reading reading = pack_policy(population.pack, 4)->readings.items[1];
    assert_true(reading.bears_on.count > 0);
    Str hash = reading_hash(&population.arena, 4, &reading);
    reading.bears_on = (BearingList){0};
    assert_true(str_equal(reading_hash(&population.arena, 4, &reading), hash));
    population_close(&population);
}

static void test_reading__of_a_rule_is_one_of_its_own(void **state) {
    Population population = population_empty(state);
    Error error;
    const Pack *pack = population.pack;
    // two rules have the same parameter, to the letter
    ReadingPlace repeated = {.rule = pack_policy_of_file(pack, STR("risk-01-repeated-benefit.md"))};
    ReadingPlace shared = {.rule = pack_policy_of_file(pack, STR("risk-03-shared-account.md"))};
    ReadingItems of_repeated = list_of(&population, repeated);
    ReadingItems of_shared = list_of(&population, shared);
    const ReadingItem *item = item_of(&of_repeated, "months_back");
    const ReadingItem *twin = item_of(&of_shared, "months_back");
    assert_true(str_equal(item->text, twin->text));
    assert_true(str_equal(item->basis, twin->basis));
    assert_int_equal(item->moves.count, 2); // to either bound
    assert_null(item->moves.items[0].simulation);
    assert_false(confirm_of(&population, shared, item->text_hash, STR("文件"), &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_ok(confirm_of(&population, repeated, item->text_hash, STR("文件"), &error), error);
    of_repeated = list_of(&population, repeated);
    of_shared = list_of(&population, shared);
    assert_true(item_of(&of_repeated, "months_back")->is_confirmed);
    assert_false(item_of(&of_shared, "months_back")->is_confirmed);
    assert_ok(confirm_of(&population, shared, twin->text_hash, STR("文件"), &error), error);
    // a reading of another rule, and the inspection; all stand in the whole ledger
    ReadingPlace exclusive = {.rule = pack->risks.items[4]};
    assert_int_equal(list_of(&population, exclusive).items[0].kind, READING_READING);
    ReadingPlace inspection = {.rule = pack->inspection};
    ReadingItems of_inspection = list_of(&population, inspection);
    assert_int_equal(item_of(&of_inspection, "rate")->moves.count, 1); // to all
    ReadingItems all = list(&population, -1);
    const Policy *last = NULL;
    size_t rules = 0;
    for (size_t i = 0; i < all.count; i++) {
        rules += all.items[i].rule && all.items[i].rule != last;
        last = all.items[i].rule;
    }
    assert_int_equal(rules, pack->risks.count + 1);
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_reading__lists_what_the_document_does_not_say),
        BOTH(test_reading__is_confirmed_once_for_its_very_text),
        BOTH(test_reading__offers_trials_of_what_it_bears_on),
        BOTH(test_reading__of_a_rule_is_one_of_its_own),
    };
    return RUN_TESTS(tests);
}
