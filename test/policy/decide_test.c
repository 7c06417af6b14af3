// SPDX-License-Identifier: Apache-2.0
// Deciding: what is unknown never pays, a batch decides as its rows do one by one, parameters hold
// by the date of each row, and every deciding policy of the pack keeps to that.
#include "base/json.h"
#include "feel/json.h"
#include "policy/decision.h"
#include "policy/fact_value.h"
#include "policy/form.h"

#include "pack_file.h"

#include <string.h>

static Arena arena;

static const Pack *sample(void) { return test_pack_load(&arena, "test/policy/pack"); }
static const Pack *zhongwei(void) { return test_pack_load(&arena, "policies/zhongwei-2023"); }

static PolicyRun *run_of(const Pack *pack, const Policy *policy) {
    PolicyRunOptions options = {0};
    return policy_run_new_in(&arena, pack, policy, &options);
}

static FeelValue conclusion_of(const Decision *decision, const char *key) {
    size_t place = conclusion_find(&decision->policy->conclusions, str_from_c(key));
    assert_true(place != SIZE_MAX);
    return decision->values[place];
}

static Str as_json(FeelValue value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    return str_built(&out);
}

static Str decided(const Pack *pack, int number, const char *facts, Date on) {
    const Policy *policy = pack_policy(pack, number);
    const JsonValue *json;
    Error error = {0};
    PolicyCase given;
    Decision decision;
    if (!json_parse(&arena, str_from_c(facts), &json, &error) ||
        !policy_case_from_json(&arena, policy, json, &given, &error)) {
        return str_format(&arena, "%s|%s", error.message, error.detail);
    }
    PolicyRun *run = run_of(pack, policy);
    assert_true(decision_make(run, policy, &arena, &given, on, &decision, &error));
    policy_run_close(run);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        str_put(&out, as_json(decision.values[i]));
        str_put_char(&out, ' ');
    }
    for (size_t i = 0; i < decision.missing_count; i++) {
        str_put_format(&out, "?%.*s ", STR_ARG(decision.missing[i]->key));
    }
    str_put(&out, date_to_str(&arena, decision.on));
    return str_built(&out);
}

static void test_decide__takes_facts_by_key_or_name(void **state) {
    (void)state;
    const Pack *pack = sample();
    const char *by_key = "{\"kind\":\"company\",\"count\":2,\"date\":\"2023-06-30\"}";
    const char *by_name = "{\"单位类型\":\"company\",\"招用人数\":2,\"申请日期\":\"2023-06-30\"}";
    assert_str_equal(decided(pack, 1, by_key, DATE_ABSENT), "true 200000 \"小\" [] 2023-06-30");
    assert_str_equal(decided(pack, 1, by_name, DATE_ABSENT), "true 200000 \"小\" [] 2023-06-30");
    const char *with_time =
        "{\"id\":2023,\"kind\":\"company\",\"count\":2,\"date\":\"2023-06-30T23:59:59\"}";
    assert_str_equal(decided(pack, 1, with_time, DATE_ABSENT), "true 200000 \"小\" [] 2023-06-30");
}

static void test_decide__refuses_bad_facts_by_name(void **state) {
    (void)state;
    const Pack *pack = sample();
    static const struct {
        const char *facts, *refusal;
    } cases[] = {
        {"{\"knd\":\"company\"}", "第1项没有事实“knd”|是不是“kind”？"},
        {"{\"kind\":\"firm\"}",
         "事实“单位类型”（kind）的值\"firm\"不对|可以是：company（公司）、person（个人）"},
        {"{\"kind\":7}", "事实“单位类型”（kind）的值7不对|可以是：company（公司）、person（个人）"},
        {"{\"count\":\"2\"}", "事实“招用人数”（count）的值“2”不对|可以是：[0..1000]"},
        {"{\"count\":1001}", "事实“招用人数”（count）的值1001不对|可以是：[0..1000]"},
        {"{\"got\":\"yes\"}", "事实“已享受”（got）的值“yes”不对|要写true 或 false"},
        {"{\"date\":\"2023-02-30\"}",
         "事实“申请日期”（date）的值“2023-02-30”不对|要写日期，如 2023-10-16"},
        {"{\"count\":1,\"招用人数\":1}", "事实“招用人数”（count）给了两次|"},
        {"{\"params\":{\"rate\":1}}", "第1项没有参数“rate”|"},
        {"{\"params\":{\"rate_fen\":\"1\"}}", "参数“标准”（rate_fen）的值不对|"},
        {"{\"roster\":[{\"age\":200}]}",
         "第1条“名册”：事实“年龄”（age）的值200不对|可以是：[0..150]"},
        {"{\"roster\":[{\"ag\":20}]}", "第1条“名册”（roster）里没有“ag”|是不是“age”？"},
        {"{\"roster\":{}}", "事实“名册”（roster）的值（对象）不对|要写列表"},
        {"[]", "事实应当是一个JSON对象 {键: 值}|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_str_equal(decided(pack, 1, cases[i].facts, DATE_ABSENT), cases[i].refusal);
    }
}

static void test_decide__names_what_is_missing(void **state) {
    (void)state;
    const Pack *pack = sample();
    assert_str_equal(decided(pack, 1, "{\"count\":2,\"date\":\"2023-08-01\"}", DATE_ABSENT),
                     "null null \"小\" [] ?kind 2023-08-01");
    // A reason that fires settles it, whatever else is unknown.
    assert_str_equal(decided(pack, 1, "{\"kind\":\"person\"}", DATE_ABSENT),
                     "false 0 null [\"NOT_COMPANY\"] 2023-10-16");
    assert_str_equal(decided(pack, 1, "{}", DATE_ABSENT),
                     "null null null [] ?kind ?count ?date 2023-10-16");
    assert_str_equal(decided(pack, 1, "{\"kind\":null,\"count\":2}", DATE_ABSENT),
                     "null null \"小\" [] ?kind ?date 2023-10-16");
}

static void test_decide__date_picks_the_parameters(void **state) {
    (void)state;
    const Pack *pack = sample();
    const char *facts = "{\"kind\":\"company\",\"count\":1,\"date\":\"2023-08-01\"}";
    Date june;
    assert_true(date_from_str(STR("2023-06-30"), &june));
    assert_str_equal(decided(pack, 1, facts, DATE_ABSENT), "true 90000 \"小\" [] 2023-08-01");
    assert_str_equal(decided(pack, 1, facts, june), "true 100000 \"小\" [] 2023-06-30");
}

static void test_decide__bounds_hold_for_overrides(void **state) {
    (void)state;
    const Pack *pack = sample();
    assert_str_equal(decided(pack, 1,
                             "{\"kind\":\"company\",\"count\":1,\"date\":\"2023-08-01\","
                             "\"params\":{\"rate_fen\":80000}}",
                             DATE_ABSENT),
                     "true 80000 \"小\" [] 2023-08-01");
    assert_str_equal(decided(pack, 1, "{\"params\":{\"rate_fen\":100001}}", DATE_ABSENT),
                     "false null null [\"CONFIG_INVALID\"] 2023-10-16");
}

// A run keeps what does not change; an override must not outlive its case.
static void test_decide__overrides_end_with_their_case(void **state) {
    (void)state;
    const Pack *pack = sample();
    const Policy *policy = pack_policy(pack, 1);
    PolicyRun *run = run_of(pack, policy);
    static const struct {
        size_t example;
        int64_t override, amount;
    } cases[] = {{0, 0, 200000}, {0, 1, 2}, {0, 0, 200000}, {1, 0, 270000}, {0, 7, 14},
                 {1, 9, 27},     {0, 0, 200000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena own = {0};
        const Example *example = &policy->examples.items[cases[i].example];
        PolicyCase given = policy_case_from_example(&own, policy, example);
        PolicyOverride override = {parameter_find(&policy->parameters, STR("rate_fen")),
                                   feel_int(cases[i].override)};
        given.overrides = &override;
        given.override_count = cases[i].override > 0;
        Decision decision;
        Error error = {0};
        int64_t amount;
        assert_true(decision_make(run, policy, &own, &given, DATE_ABSENT, &decision, &error));
        assert_true(decimal_to_int64(conclusion_of(&decision, "amount_fen").number, &amount));
        assert_int_equal(amount, cases[i].amount);
        arena_release(&own);
    }
    policy_run_close(run);
}

// ---- Batches ----

typedef struct CaseList {
    PolicyCase *items;
    size_t count;
    size_t capacity;
} CaseList;

// The examples of a policy, and each again without one fact at a time.
static CaseList cases_of(const Policy *policy, bool with_gaps) {
    CaseList cases = {0};
    for (size_t i = 0; i < policy->examples.count; i++) {
        const Example *example = &policy->examples.items[i];
        if (example->on != DATE_ABSENT || example->override_count > 0) continue;
        PolicyCase whole = policy_case_from_example(&arena, policy, example);
        PUSH(&arena, &cases, whole);
        for (size_t fact = 0; with_gaps && fact < policy->facts.count; fact++) {
            if (feel_is_null(whole.facts[fact])) continue;
            PolicyCase torn = whole;
            torn.facts = NEW_ARRAY(&arena, FeelValue, policy->facts.count);
            memcpy(torn.facts, whole.facts, policy->facts.count * sizeof *torn.facts);
            torn.facts[fact] = feel_null();
            PUSH(&arena, &cases, torn);
        }
    }
    return cases;
}

// Columns of tagged values, or typed ones where all values of a fact are of one plain kind.
static FeelColumn fact_column(const Fact *fact, const CaseList *cases, size_t place,
                              bool is_typed) {
    FeelValue *values = NEW_ARRAY(&arena, FeelValue, cases->count);
    int64_t *integers = NEW_ARRAY(&arena, int64_t, cases->count);
    uint8_t *nulls = NEW_ARRAY(&arena, uint8_t, cases->count);
    uint8_t *truths = NEW_ARRAY(&arena, uint8_t, cases->count);
    bool is_whole = true;
    for (size_t row = 0; row < cases->count; row++) {
        values[row] = cases->items[row].facts[place];
        nulls[row] = feel_is_null(values[row]);
        truths[row] = FEEL_UNKNOWN;
        if (nulls[row]) continue;
        if (fact->type == FACT_DATE) integers[row] = values[row].date;
        if (fact->type == FACT_BOOLEAN) truths[row] = values[row].boolean;
        if (fact->type == FACT_NUMBER) {
            is_whole &= decimal_to_int64(values[row].number, &integers[row]);
        }
    }
    if (is_typed && fact->type == FACT_DATE) {
        return (FeelColumn){.form = FEEL_COLUMN_DATES, .data = integers, .nulls = nulls};
    }
    if (is_typed && fact->type == FACT_BOOLEAN) {
        return (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = truths};
    }
    if (is_typed && fact->type == FACT_NUMBER && is_whole) {
        return (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = integers, .nulls = nulls};
    }
    return feel_column_values(values);
}

static void assert_batch_as_singles(const Pack *pack, const Policy *policy, bool is_typed) {
    CaseList cases = cases_of(policy, true);
    FeelColumn *columns = NEW_ARRAY(&arena, FeelColumn, policy->facts.count);
    for (size_t i = 0; i < policy->facts.count; i++) {
        columns[i] = fact_column(&policy->facts.items[i], &cases, i, is_typed);
    }
    PolicyBatch batch = {.facts = columns, .row_count = cases.count, .on = DATE_ABSENT};
    PolicyResult result;
    Error error = {0};
    PolicyRun *run = run_of(pack, policy), *single = run_of(pack, policy);
    assert_true(policy_run_batch(run, &arena, &batch, &result, &error));
    for (size_t row = 0; row < cases.count; row++) {
        Decision decision;
        assert_true(decision_make(single, policy, &arena, &cases.items[row], DATE_ABSENT,
                                  &decision, &error));
        assert_int_equal(result.eligible[row], decision.eligible);
        for (size_t i = 0; i < policy->conclusions.count; i++) {
            Str of_batch = as_json(feel_column_get(&result.conclusions[i], row));
            Str of_single = as_json(decision.values[i]);
            if (str_equal(of_batch, of_single)) continue;
            fail_msg("item %d row %zu %.*s: %.*s in the batch, %.*s alone", policy->number, row,
                     STR_ARG(policy->conclusions.items[i].key), STR_ARG(of_batch),
                     STR_ARG(of_single));
        }
    }
    policy_run_close(run);
    policy_run_close(single);
}

// The condition of a measure holds in a row of a batch where it holds of that row alone.
static void assert_selection_as_singles(const Pack *pack, const Policy *policy) {
    CaseList cases = cases_of(policy, true);
    FeelColumn *columns = NEW_ARRAY(&arena, FeelColumn, policy->facts.count);
    for (size_t i = 0; i < policy->facts.count; i++) {
        columns[i] = fact_column(&policy->facts.items[i], &cases, i, true);
    }
    for (size_t m = 0; m < policy->measures.count; m++) {
        PolicyRunOptions options = {.measure = &policy->measures.items[m]};
        PolicyRun *run = policy_run_new_in(&arena, pack, policy, &options);
        PolicyBatch batch = {.facts = columns, .row_count = cases.count, .on = DATE_ABSENT};
        PolicyResult all, one;
        Error error = {0};
        assert_true(policy_run_batch(run, &arena, &batch, &all, &error));
        for (size_t row = 0; row < cases.count; row++) {
            FeelColumn *single = NEW_ARRAY(&arena, FeelColumn, policy->facts.count);
            for (size_t i = 0; i < policy->facts.count; i++) {
                single[i] = feel_column_slice(&columns[i], row);
            }
            batch = (PolicyBatch){.facts = single, .row_count = 1, .on = DATE_ABSENT};
            assert_true(policy_run_batch(run, &arena, &batch, &one, &error));
            assert_int_equal(all.selected == NULL, one.selected == NULL);
            if (all.selected) assert_int_equal(all.selected[row], one.selected[0]);
        }
        policy_run_close(run);
    }
}

static void test_decide__conditions_of_measures_hold_by_row(void **state) {
    (void)state;
    const Pack *pack = zhongwei();
    for (size_t i = 0; i < pack->policies.count; i++) {
        if (pack->policies.items[i]->program) {
            assert_selection_as_singles(pack, pack->policies.items[i]);
        }
    }
}

static void test_decide__batch_is_its_rows(void **state) {
    (void)state;
    const Pack *pack = sample();
    assert_batch_as_singles(pack, pack_policy(pack, 1), false);
    assert_batch_as_singles(pack, pack_policy(pack, 1), true);
    assert_batch_as_singles(pack, pack_policy(pack, 3), false);
    assert_batch_as_singles(pack, pack_policy(pack, 3), true);
}

static void test_decide__batch_is_its_rows_in_the_pack(void **state) {
    (void)state;
    const Pack *pack = zhongwei();
    size_t deciding = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        if (!pack->policies.items[i]->program) continue;
        deciding++;
        assert_batch_as_singles(pack, pack->policies.items[i], false);
        assert_batch_as_singles(pack, pack->policies.items[i], true);
    }
    assert_true(deciding > 0);
}

static bool has_null(const Decision *decision) {
    for (size_t i = 0; i < decision->policy->conclusions.count; i++) {
        if (feel_is_null(decision->values[i])) return true;
    }
    return false;
}

// A case that is paid, less one fact that a reason looks at, is never paid.
static void test_decide__pays_nobody_on_a_null(void **state) {
    (void)state;
    const Pack *pack = zhongwei();
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program || policy->reasons.count == 0) continue;
        PolicyRun *run = run_of(pack, policy);
        CaseList cases = cases_of(policy, true);
        for (size_t row = 0; row < cases.count; row++) {
            Decision decision;
            Error error = {0};
            assert_true(decision_make(run, policy, &arena, &cases.items[row], DATE_ABSENT,
                                      &decision, &error));
            // what is missing leaves something open; an open verdict says what is missing, while
            // another conclusion may be null by its nature
            bool is_unknown = decision.eligible == FEEL_UNKNOWN;
            if (is_unknown) assert_true(decision.missing_count > 0);
            bool is_open = is_unknown || (decision.eligible == FEEL_TRUE && has_null(&decision));
            if (decision.missing_count > 0) assert_true(is_open);
            if (!is_unknown) continue;
            for (size_t c = 0; c < policy->conclusions.count; c++) {
                Str key = policy->conclusions.items[c].key;
                bool is_paid = str_equal(key, STR("eligible")) || str_equal(key, STR("amount_fen"));
                if (is_paid) assert_true(feel_is_null(decision.values[c]));
            }
        }
        policy_run_close(run);
    }
}

// With a fact gone on which its reasons rest, a case is not eligible unless a default stands in.
static void test_decide__needs_every_fact_it_names(void **state) {
    (void)state;
    const Pack *pack = sample();
    const Policy *policy = pack_policy(pack, 1);
    static const char *const needed[] = {"kind", "count", "date"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        PolicyCase given = policy_case_from_example(&arena, policy, &policy->examples.items[0]);
        const Fact *fact = fact_find(&policy->facts, str_from_c(needed[i]));
        given.facts[fact - policy->facts.items] = feel_null();
        Decision decision;
        Error error = {0};
        PolicyRun *run = run_of(pack, policy);
        assert_true(decision_make(run, policy, &arena, &given, DATE_ABSENT, &decision, &error));
        policy_run_close(run);
        assert_int_equal(decision.eligible, FEEL_UNKNOWN);
        assert_true(feel_is_null(conclusion_of(&decision, "amount_fen")));
        assert_int_equal(decision.missing_count, 1);
        assert_str_equal(decision.missing[0]->key, needed[i]);
    }
}

static void test_decide__unknown_codes_are_unknown(void **state) {
    (void)state;
    const Pack *pack = sample();
    const Policy *policy = pack_policy(pack, 1);
    static const Str dictionary[] = {{"company", 7}, {"firm", 4}};
    static const int32_t codes[] = {0, 1};
    static const int64_t counts[] = {1, 1}, dates[] = {19600, 19600};
    FeelColumn columns[16] = {0};
    columns[fact_find(&policy->facts, STR("kind")) - policy->facts.items] =
        (FeelColumn){.form = FEEL_COLUMN_CODES, .data = codes, .dictionary = dictionary,
                     .dictionary_count = 2};
    columns[fact_find(&policy->facts, STR("count")) - policy->facts.items] =
        (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = counts};
    columns[fact_find(&policy->facts, STR("date")) - policy->facts.items] =
        (FeelColumn){.form = FEEL_COLUMN_DATES, .data = dates};
    PolicyBatch batch = {.facts = columns, .row_count = 2, .on = DATE_ABSENT};
    PolicyResult result;
    Error error = {0};
    PolicyRun *run = run_of(pack, policy);
    assert_true(policy_run_batch(run, &arena, &batch, &result, &error));
    assert_int_equal(result.eligible[0], FEEL_TRUE);
    assert_int_equal(result.eligible[1], FEEL_UNKNOWN);
    policy_run_close(run);
}

// ---- Explaining ----

static void test_explain__says_why_with_facts(void **state) {
    (void)state;
    const Pack *pack = sample();
    const Policy *policy = pack_policy(pack, 1);
    const JsonValue *json;
    Error error = {0};
    PolicyCase given;
    Decision decision;
    Str facts = STR("{\"kind\":\"person\",\"count\":0,\"date\":\"2023-08-01\"}");
    assert_true(json_parse(&arena, facts, &json, &error));
    assert_true(policy_case_from_json(&arena, policy, json, &given, &error));
    assert_true(decision_explain(pack, policy, &arena, &given, DATE_ABSENT, &decision, &error));
    assert_int_equal(decision.reason_count, 2);
    assert_str_equal(explain_text(&arena, decision.reasons, decision.reason_count),
                     "1. 只补公司，登记的是个人。规则1；依据：单位类型 个人（平台数据）\n"
                     "2. 招用了0人，每人补900元。规则2；依据：招用人数 0（本人填报）\n");
}

static void test_form__asks_only_what_no_database_has(void **state) {
    (void)state;
    PolicyForm form = policy_form(&arena, pack_policy(sample(), 1));
    assert_int_equal(form.count, 7);
    assert_int_equal(form.asked_count, 3);
    assert_int_equal(form.fields[2].origin, FORM_ASKED);
    assert_str_equal(form.fields[2].question, "请填写招用人数");
    assert_str_equal(form.fields[2].allowed, "[0..1000]");
    assert_true(form.fields[2].is_required);
    assert_false(form.fields[3].is_required);
    assert_str_equal(form.fields[1].allowed, "company（公司）、person（个人）");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decide__takes_facts_by_key_or_name),
        cmocka_unit_test(test_decide__refuses_bad_facts_by_name),
        cmocka_unit_test(test_decide__names_what_is_missing),
        cmocka_unit_test(test_decide__date_picks_the_parameters),
        cmocka_unit_test(test_decide__bounds_hold_for_overrides),
        cmocka_unit_test(test_decide__overrides_end_with_their_case),
        cmocka_unit_test(test_decide__batch_is_its_rows),
        cmocka_unit_test(test_decide__batch_is_its_rows_in_the_pack),
        cmocka_unit_test(test_decide__conditions_of_measures_hold_by_row),
        cmocka_unit_test(test_decide__pays_nobody_on_a_null),
        cmocka_unit_test(test_decide__needs_every_fact_it_names),
        cmocka_unit_test(test_decide__unknown_codes_are_unknown),
        cmocka_unit_test(test_explain__says_why_with_facts),
        cmocka_unit_test(test_form__asks_only_what_no_database_has),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
