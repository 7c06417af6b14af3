// SPDX-License-Identifier: Apache-2.0
#include "publish/assess.h"

#include "base/json.h"
#include "policy/concern.h"

// ---- Opening ----

static bool refuse_stated(const Fact *fact, Error *error) {
    bool is_asked = fact_is_by_department(fact);
    error_set(error, ERROR_INVALID, is_asked ? "“%.*s”由%.*s提供，不能自己填"
                                             : "“%.*s”由%.*s的数据带出，不能自己填",
              STR_ARG(fact->name), STR_ARG(explain_source(fact)));
    error_code(error, is_asked ? CODE_DEPARTMENT_STATES : "FACT_NOT_STATED");
    return error_detail(error, is_asked ? "提交以后，由平台向这个部门要"
                                        : "数据不对的，请提出异议或联系数据单位更正");
}

// Facts given as JSON, by fact; all null for an absent text.
static bool given_read(Assessor *assessor, Str text, FeelValue **facts, Error *error) {
    const JsonValue *json;
    PolicyCase given;
    *facts = NEW_ARRAY(assessor->arena, FeelValue, assessor->policy->facts.count);
    if (str_is_empty(text)) return true;
    if (!json_parse(assessor->arena, text, &json, error) ||
        !policy_case_from_json(assessor->arena, assessor->policy, json, &given, error)) {
        return false;
    }
    *facts = given.facts;
    return given.override_count == 0 || error_set(error, ERROR_INVALID, "参数不能自己填");
}

// What one side said, the applicant or the departments, and neither for the other.
static bool stated_read(Assessor *assessor, Str text, bool by_departments, Error *error) {
    const FactList *facts = &assessor->policy->facts;
    FeelValue *given;
    if (!given_read(assessor, text, &given, error)) return false;
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        if (feel_is_null(given[i])) continue;
        bool may = by_departments ? fact_is_by_department(fact) : known_is_stated(fact);
        if (!may) return refuse_stated(fact, error);
        assessor->stated[i] = given[i];
    }
    return true;
}

// What the review of an appeal established goes before what anybody said.
static bool found_read(Assessor *assessor, Str text, Error *error) {
    FeelValue *found;
    if (!given_read(assessor, text, &found, error)) return false;
    for (size_t i = 0; i < assessor->policy->facts.count; i++) {
        assessor->is_found[i] = !feel_is_null(found[i]);
        if (assessor->is_found[i]) assessor->stated[i] = found[i];
    }
    return true;
}

bool assessor_state(Assessor *assessor, Str stated_json, Error *error) {
    size_t count = assessor->policy->facts.count;
    assessor->stated = NEW_ARRAY(assessor->arena, FeelValue, count);
    assessor->is_found = NEW_ARRAY(assessor->arena, bool, count);
    return stated_read(assessor, stated_json, false, error);
}

// Says who is eligible and whose condition holds, and concludes nothing else.
static PolicyRun *run_of_conditions(Arena *arena, const Pack *pack, const Policy *policy) {
    size_t *conditions = NEW_ARRAY(arena, size_t, policy->measures.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < policy->measures.count; i++) {
        size_t slot = policy->program->conditions[i];
        if (slot != SIZE_MAX) conditions[count++] = slot;
    }
    PolicyRunOptions options = {.conclusions = conditions, .conclusion_count = 0,
                                .elements = conditions, .element_count = count};
    return policy_run_new_in(arena, pack, policy, &options);
}

bool assessor_open(Assessor *assessor, Tx *tx, const AssessmentIn *in, Arena *arena,
                   Error *error) {
    const Policy *policy = pack_policy(in->pack, in->policy_number);
    *assessor = (Assessor){.tx = tx, .arena = arena, .pack = in->pack, .policy = policy,
                           .on = in->on, .holders = in->holders};
    if (!policy) {
        return error_set(error, ERROR_NOT_FOUND, "没有第%d项政策", in->policy_number);
    }
    if (!policy->program) {
        error_set(error, ERROR_CONFLICT, "第%d项%.*s：条文已录入，办理规则待发布", policy->number,
                  STR_ARG(policy->title));
        return error_code(error, "POLICY_NOT_DECIDED");
    }
    if (!assessor_state(assessor, in->stated_json, error) ||
        !stated_read(assessor, in->department_json, true, error) ||
        !found_read(assessor, in->found_json, error)) {
        return false;
    }
    assessor->run = run_of_conditions(arena, in->pack, policy);
    return true;
}

void assessor_close(Assessor *assessor) {
    if (assessor->run) policy_run_close(assessor->run);
    assessor->run = NULL;
}

bool assessor_load(Assessor *assessor, const Measure *measure, const FactRange *range,
                   KnownPage *page, Error *error) {
    FactRange dated = *range;
    dated.on = assessor->on;
    dated.holders = assessor->holders;
    *page = (KnownPage){.policy = assessor->policy, .measure = measure,
                        .stated = assessor->stated};
    return known_load(assessor->tx, &dated, assessor->arena, page, error);
}

// ---- Deciding ----

// A batch of one with all that is known and stated.
static bool decide(Assessor *assessor, const PolicyCase *facts, PolicyResult *result,
                   Error *error) {
    const FactList *list = &assessor->policy->facts;
    FeelColumn *columns = NEW_ARRAY(assessor->arena, FeelColumn, list->count);
    for (size_t i = 0; i < list->count; i++) {
        if (feel_is_null(facts->facts[i])) continue;
        columns[i] = feel_column_constant(assessor->arena, facts->facts[i]);
    }
    PolicyBatch batch = {.facts = columns, .row_count = 1, .on = assessor->on};
    return policy_run_batch(assessor->run, assessor->arena, &batch, result, error);
}

bool assessor_decide(Assessor *assessor, const PolicyCase *facts, FeelTruth *eligible,
                     Error *error) {
    PolicyResult result;
    if (!decide(assessor, facts, &result, error)) return false;
    *eligible = result.is_config_invalid ? FEEL_FALSE : (FeelTruth)result.eligible[0];
    return true;
}

bool assessor_selects(Assessor *assessor, const Measure *measure, const PolicyCase *facts,
                      bool *holds, Error *error) {
    const Policy *policy = assessor->policy;
    size_t slot = policy->program->conditions[measure - policy->measures.items];
    PolicyResult result;
    *holds = slot == SIZE_MAX;
    if (*holds) return true;
    if (!decide(assessor, facts, &result, error)) return false;
    if (result.is_config_invalid) return true;
    const FeelColumn *column = dmn_run_get(policy_run_model(assessor->run), slot);
    *holds = column && feel_is_true(feel_column_get(column, 0));
    return true;
}

bool assessor_case(Assessor *assessor, const KnownPage *page, size_t row, PolicyCase *facts,
                   bool *is_selected, Error *error) {
    const FactList *list = &assessor->policy->facts;
    const Fact *claim = concern_claim_fact(assessor->policy);
    *facts = (PolicyCase){.facts = NEW_ARRAY(assessor->arena, FeelValue, list->count)};
    assessor->is_said = NEW_ARRAY(assessor->arena, bool, list->count);
    for (size_t i = 0; i < list->count; i++) {
        FeelValue stated = assessor->stated[i], known = feel_null();
        if (page->columns[i].data) known = feel_column_get(&page->columns[i], row);
        bool is_view_first = list->items[i].source.otherwise != FACT_SOURCE_NONE &&
                             !assessor->is_found[i] && !feel_is_null(known);
        assessor->is_said[i] = !feel_is_null(stated) && !is_view_first;
        facts->facts[i] = assessor->is_said[i] ? stated : known;
    }
    size_t place = claim ? (size_t)(claim - list->items) : 0;
    if (!claim || !feel_is_null(assessor->stated[place])) {
        return assessor_selects(assessor, page->measure, facts, is_selected, error);
    }
    *is_selected = false;
    for (size_t i = 0; i < claim->codes.count && !*is_selected; i++) {
        facts->facts[place] = feel_string(claim->codes.items[i].code);
        if (!assessor_selects(assessor, page->measure, facts, is_selected, error)) return false;
    }
    return true;
}
