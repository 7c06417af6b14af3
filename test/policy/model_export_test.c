// SPDX-License-Identifier: Apache-2.0
// A policy as DMN decides as the policy does, in the engine behind include/dmn.h, which knows
// nothing of policies: for every example of every policy, and for many cases made of the values of
// the examples, in which any fact may be unknown.
#include "dmn.h"

#include "dmn/diagram.h"
#include "dmn/xml_write.h"
#include "policy/decision.h"
#include "policy/model_export.h"

#include "json_text.h"
#include "pack_file.h"

#define PACK "policies/zhongwei-2023"
#define CASES_PER_POLICY 300
#define POOL_MAX 400

static Arena arena;
static const Pack *pack;

// ---- The policy as a model of the public library ----

typedef struct Exported {
    const Policy *policy;
    Str xml;
    Dmn *dmn;
    DmnSession *session;
} Exported;

static Str printed(const Diagnostics *diagnostics) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    diagnostics_print(&out, diagnostics);
    return str_built(&out);
}

static Str exported_xml(const Policy *policy, DmnXmlVersion version) {
    Diagnostics diagnostics = {.arena = &arena};
    Error error = {0};
    Str xml;
    const DmnModel *model = policy_model_export(&arena, pack, policy, &diagnostics);
    if (!model) fail_msg("%d: %.*s", policy->number, STR_ARG(printed(&diagnostics)));
    if (!dmn_xml_write(&arena, model, version, &xml, &error)) fail_msg("%s", error.message);
    return xml;
}

static Exported export_open(const Policy *policy) {
    Exported exported = {.policy = policy, .xml = exported_xml(policy, DMN_XML_1_5)};
    DmnFile file = {"policy.dmn", exported.xml.data, exported.xml.length};
    DmnStatus status = dmn_open(NULL, &file, 1, &exported.dmn);
    bool is_good = status == DMN_OK && dmn_note_count(exported.dmn) == 0;
    if (!is_good) fail_msg("%d: %s", policy->number, dmn_report(exported.dmn));
    exported.session = dmn_session_open(exported.dmn);
    return exported;
}

static void export_close(Exported *exported) {
    dmn_session_close(exported->session);
    dmn_close(exported->dmn);
}

// What no conclusion needs is not in the model.
static bool has_input(const Exported *exported, const char *name) {
    Str attribute = str_format(&arena, " name=\"%s\"", name);
    return str_find(exported->xml, attribute, 0) != SIZE_MAX;
}

static const char *inputs_json(const Exported *exported, const PolicyCase *facts, Date on) {
    const Policy *policy = exported->policy;
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (policy->facts.items[i].type == FACT_IDENTIFIER) continue;
        json_key(&writer, policy_model_input(&arena, &policy->facts.items[i]));
        feel_to_json(&writer, facts->facts[i]);
    }
    if (on != DATE_ABSENT && has_input(exported, "给定的判定日")) {
        json_member_string(&writer, "给定的判定日", date_to_str(&arena, on));
    }
    if (facts->override_count > 0 && has_input(exported, "给定的参数")) {
        json_key(&writer, STR("给定的参数"));
        json_open_object(&writer);
        for (size_t i = 0; i < policy->parameters.count; i++) { // those not given are null
            const Parameter *parameter = &policy->parameters.items[i];
            FeelValue value = feel_null();
            for (size_t k = 0; k < facts->override_count; k++) {
                if (facts->overrides[k].parameter == parameter) value = facts->overrides[k].value;
            }
            json_key(&writer, parameter->name);
            feel_to_json(&writer, value);
        }
        json_close_object(&writer);
    }
    json_close_object(&writer);
    return str_to_c(&arena, str_built(&out));
}

// Decides one case by both and compares every conclusion; false, with what differs, when they do.
static bool same_decision(Exported *exported, PolicyRun *run, const PolicyCase *facts, Date on,
                          const char *what) {
    const Policy *policy = exported->policy;
    Decision decision;
    Error error = {0};
    DmnOutcome outcome;
    const JsonValue *result;
    if (!decision_make(run, policy, &arena, facts, on, &decision, &error)) {
        fail_msg("%d: %s", policy->number, error.message);
    }
    const char *inputs = inputs_json(exported, facts, on);
    if (dmn_evaluate(exported->session, &(DmnRequest){.inputs = inputs}, &outcome) != DMN_OK) {
        fail_msg("%d: %s: %s", policy->number, inputs, outcome.report);
    }
    assert_true(json_parse(&arena, str_from_c(outcome.result), &result, &error));
    bool is_same = true;
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        Str key = policy->conclusions.items[i].key;
        Str expected = test_value_json(&arena, decision.values[i]);
        Str actual = test_member_json(&arena, result, key);
        if (str_equal(expected, actual)) continue;
        is_same = false;
        print_error("%d %s: %.*s is %.*s in the policy, %.*s in DMN\n", policy->number, what,
                    STR_ARG(key), STR_ARG(expected), STR_ARG(actual));
    }
    if (!is_same) print_error("inputs: %s\noutcome: %s\n%s\n", inputs, outcome.result,
                              outcome.report);
    return is_same;
}

static PolicyRun *policy_run_of(const Policy *policy) {
    PolicyRunOptions options = {0};
    return policy_run_new_in(&arena, pack, policy, &options);
}

static void test_export__decides_every_example_alike(void **state) {
    (void)state;
    size_t examples = 0, policies = 0;
    bool is_good = true;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program) continue;
        Exported exported = export_open(policy);
        PolicyRun *run = policy_run_of(policy);
        policies++;
        for (size_t k = 0; k < policy->examples.count; k++) {
            const Example *example = &policy->examples.items[k];
            PolicyCase facts = policy_case_from_example(&arena, policy, example);
            const char *title = str_to_c(&arena, example->title);
            is_good &= same_decision(&exported, run, &facts, example->on, title);
            examples++;
        }
        policy_run_close(run);
        export_close(&exported);
    }
    print_message("%zu policies, %zu examples\n", policies, examples);
    assert_true(is_good && policies > 0 && examples > policies);
}

// ---- Cases made of the examples' values ----

static uint64_t random_state = 20231016;

static size_t random_below(size_t bound) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % bound);
}

// The values a fact may take in a case: null, those of the examples, all of its codes.
static size_t pool_of(const Policy *policy, size_t place, FeelValue pool[POOL_MAX]) {
    const Fact *fact = &policy->facts.items[place];
    size_t count = 0;
    pool[count++] = feel_null();
    pool[count++] = feel_null();
    if (fact->type == FACT_BOOLEAN) {
        pool[count++] = feel_boolean(true);
        pool[count++] = feel_boolean(false);
    }
    for (size_t i = 0; i < fact->codes.count && count < POOL_MAX; i++) {
        pool[count++] = feel_string(fact->codes.items[i].code);
    }
    for (size_t i = 0; i < policy->examples.count; i++) {
        const Example *example = &policy->examples.items[i];
        for (size_t k = 0; k < example->fact_count && count < POOL_MAX; k++) {
            if (example->facts[k].fact == fact) pool[count++] = example->facts[k].value;
        }
    }
    return count;
}

static void test_export__decides_made_up_cases_alike(void **state) {
    (void)state;
    size_t cases = 0, different = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program || policy->examples.count == 0) continue;
        Exported exported = export_open(policy);
        PolicyRun *run = policy_run_of(policy);
        FeelValue pool[POOL_MAX];
        for (size_t k = 0; k < CASES_PER_POLICY && different < 3; k++) {
            // Starts from an example and changes some facts, so that many cases get far.
            const Example *example = &policy->examples.items[random_below(policy->examples.count)];
            PolicyCase facts = policy_case_from_example(&arena, policy, example);
            for (size_t fact = 0; fact < policy->facts.count; fact++) {
                if (random_below(4) > 0) continue;
                facts.facts[fact] = pool[random_below(pool_of(policy, fact, pool))];
            }
            different += !same_decision(&exported, run, &facts, example->on, "made up");
            cases++;
        }
        policy_run_close(run);
        export_close(&exported);
    }
    print_message("%zu cases\n", cases);
    assert_int_equal(different, 0);
}

int main(void) {
    pack = test_pack_load(&arena, PACK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_export__decides_every_example_alike),
        cmocka_unit_test(test_export__decides_made_up_cases_alike),
    };
    return RUN_TESTS(tests);
}
