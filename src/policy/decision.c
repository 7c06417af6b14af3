// SPDX-License-Identifier: Apache-2.0
#include "policy/decision.h"

#include "feel/json.h"

static FeelColumn *case_columns(Arena *arena, const Policy *policy, const PolicyCase *facts) {
    FeelColumn *columns = NEW_ARRAY(arena, FeelColumn, policy->facts.count);
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (!feel_is_null(facts->facts[i])) {
            columns[i] = feel_column_constant(arena, facts->facts[i]);
        }
    }
    return columns;
}

static bool is_whole(FeelValue value) {
    return value.kind != FEEL_NUMBER || decimal_is_integer(value.number);
}

static bool values_take(Arena *arena, const Policy *policy, const PolicyResult *result,
                        Decision *decision, Error *error) {
    FeelValue *values = NEW_ARRAY(arena, FeelValue, policy->conclusions.count);
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        if (!result->conclusions[i].data) continue; // not wanted
        const Conclusion *conclusion = &policy->conclusions.items[i];
        values[i] = feel_column_get(&result->conclusions[i], 0);
        if (!conclusion_is_money(conclusion) || is_whole(values[i])) continue;
        Str written = decimal_to_str(arena, values[i].number);
        error_set(error, ERROR_INVALID, "第%d项的%.*s（%.*s）算出%.*s分，不是整数分",
                  policy->number, STR_ARG(conclusion->name), STR_ARG(conclusion->key),
                  STR_ARG(written));
        return error_detail(error, "这是政策文件的错：在公式里用 round half up(…, 0) 取整");
    }
    decision->values = values;
    return true;
}

// Nothing was decided: refused, with the reason of the configuration.
static void config_invalid_take(Arena *arena, const Policy *policy, const PolicyResult *result,
                                Decision *decision) {
    FeelValue *values = NEW_ARRAY(arena, FeelValue, policy->conclusions.count);
    FeelValue *codes = NEW(arena, FeelValue);
    *codes = feel_string(STR(CODE_CONFIG_INVALID));
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        Str key = policy->conclusions.items[i].key;
        if (str_equal(key, STR("eligible"))) values[i] = feel_boolean(false);
        if (str_equal(key, STR("fail"))) values[i] = feel_list(codes, 1);
    }
    decision->values = values;
    decision->eligible = FEEL_FALSE;
    decision->is_config_invalid = true;
    decision->message = result->message;
}

// Decides and leaves the result of the batch for explaining.
static bool decide(PolicyRun *run, const Policy *policy, Arena *arena, const PolicyCase *facts,
                   Decision *decision, PolicyResult *result, Error *error) {
    PolicyBatch batch = {.facts = case_columns(arena, policy, facts), .row_count = 1,
                         .on = decision->on, .overrides = facts->overrides,
                         .override_count = facts->override_count};
    if (!policy_run_batch(run, arena, &batch, result, error)) return false;
    decision->on = feel_column_get(&result->on, 0).date;
    if (result->is_config_invalid) {
        config_invalid_take(arena, policy, result, decision);
        return true;
    }
    decision->eligible = (FeelTruth)result->eligible[0];
    if (!values_take(arena, policy, result, decision, error)) return false;
    return policy_run_missing(run, arena, result, 0, &decision->missing, &decision->missing_count,
                              error);
}

bool decision_make(PolicyRun *run, const Policy *policy, Arena *arena, const PolicyCase *facts,
                   Date on, Decision *decision, Error *error) {
    PolicyResult result;
    *decision = (Decision){.policy = policy, .on = on};
    return decide(run, policy, arena, facts, decision, &result, error);
}

bool decision_explain(const Pack *pack, const Policy *policy, Arena *arena, const PolicyCase *facts,
                      Date on, Decision *decision, Error *error) {
    DmnTraceOptions trace_options = {0};
    DmnTrace *trace = dmn_trace_new_in(arena, 0, &trace_options);
    PolicyRunOptions options = {.trace = dmn_trace_sink(trace)};
    PolicyRun *run = policy_run_new_in(arena, pack, policy, &options);
    PolicyResult result;
    *decision = (Decision){.policy = policy, .on = on, .trace = trace};
    bool is_done = decide(run, policy, arena, facts, decision, &result, error) &&
                   explain_reasons(run, policy, arena, &result, 0, &decision->reasons,
                                   &decision->reason_count, error);
    policy_run_close(run);
    return is_done;
}

// ---- JSON ----

static void missing_write(const Decision *decision, JsonWriter *writer) {
    bool is_taken =
        conclusion_find(&decision->policy->conclusions, STR("missing")) != SIZE_MAX;
    if (!is_taken) { // a policy may have a conclusion of its own by this key
        json_key(writer, STR("missing"));
        json_open_array(writer);
        for (size_t i = 0; i < decision->missing_count; i++) {
            json_string(writer, decision->missing[i]->key);
        }
        json_close_array(writer);
    }
    json_key(writer, STR("missing_names"));
    json_open_array(writer);
    for (size_t i = 0; i < decision->missing_count; i++) {
        json_string(writer, decision->missing[i]->name);
    }
    json_close_array(writer);
}

static void fact_write(const ExplainedFact *fact, JsonWriter *writer) {
    json_open_object(writer);
    json_member_string(writer, "name", fact->fact->name);
    json_member_string(writer, "key", fact->fact->key);
    json_key(writer, STR("value"));
    feel_to_json(writer, fact->value);
    json_member_string(writer, "label", fact->label);
    json_member_string(writer, "source", fact->fact->source.text);
    json_member_string(writer, "department", explain_source(fact->fact));
    json_close_object(writer);
}

static void reasons_write(const Decision *decision, JsonWriter *writer) {
    json_key(writer, STR("reasons"));
    json_open_array(writer);
    for (size_t i = 0; i < decision->reason_count; i++) {
        const ExplainedReason *reason = &decision->reasons[i];
        json_open_object(writer);
        json_member_string(writer, "code", reason->reason->code);
        json_member_string(writer, "sentence", reason->sentence);
        json_member_string(writer, "rule", reason->reason->label);
        json_member_string(writer, "table", reason->table);
        json_key(writer, STR("facts"));
        json_open_array(writer);
        for (size_t j = 0; j < reason->fact_count; j++) fact_write(&reason->facts[j], writer);
        json_close_array(writer);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void conclusions_write(const Decision *decision, JsonWriter *writer) {
    const ConclusionList *list = &decision->policy->conclusions;
    for (size_t i = 0; i < list->count; i++) {
        json_key(writer, list->items[i].key);
        feel_to_json(writer, decision->values[i]);
    }
    if (!decision->is_config_invalid) return;
    if (conclusion_find(list, STR("eligible")) == SIZE_MAX) {
        json_member_boolean(writer, "eligible", false);
    }
    if (conclusion_find(list, STR("fail")) == SIZE_MAX) {
        json_key(writer, STR("fail"));
        json_open_array(writer);
        json_string(writer, STR(CODE_CONFIG_INVALID));
        json_close_array(writer);
    }
}

void decision_to_json(Arena *arena, const Pack *pack, const Decision *decision,
                      JsonWriter *writer) {
    json_open_object(writer);
    json_member_int(writer, "policy", decision->policy->number);
    json_member_string(writer, "title", decision->policy->title);
    conclusions_write(decision, writer);
    missing_write(decision, writer);
    if (!str_is_absent(decision->message)) {
        json_member_string(writer, "message", decision->message);
    }
    json_member_string(writer, "on", date_to_str(arena, decision->on));
    json_key(writer, STR("pack"));
    json_open_object(writer);
    json_member_string(writer, "id", pack->id);
    json_member_string(writer, "hash", str_from_c(pack->hash));
    json_close_object(writer);
    json_member_string(writer, "clause", decision->policy->clause);
    if (decision->trace) {
        reasons_write(decision, writer);
        json_key(writer, STR("trace"));
        dmn_trace_to_json(decision->trace, writer);
    }
    json_close_object(writer);
}
