// SPDX-License-Identifier: Apache-2.0
#include "casework/redecide.h"

#include "casework/claim_core.h"
#include "policy/decision.h"

typedef struct KeptIn {
    const Actor *actor;
    Str number;
} KeptIn;

typedef struct Kept {
    ClaimRow claim;
    KeptDecision decision;
} Kept;

bool redecide_read(Tx *tx, int64_t claim_id, int64_t policy_number, Arena *arena,
                   KeptDecision *kept, Error *error) {
    ClaimDecisionRow decision;
    KeptFacts facts;
    if (!claim_decision(tx, &(ClaimDecisionIn){claim_id}, arena, &decision, error) ||
        !kept_facts_from_json(decision.facts_json, arena, &facts, error)) {
        return false;
    }
    *kept = (KeptDecision){.policy_number = (int)policy_number,
                           .on = decision.decided_on,
                           .facts_json = kept_facts_by_key(&facts, arena),
                           .decision_json = decision.decision_json,
                           .pack_hash = decision.pack_hash,
                           .engine = decision.engine,
                           .amount_fen = decision.amount_fen};
    return true;
}

static bool check_words(Tx *tx, const ClaimRow *claim, Arena *arena, Error *error) {
    ClaimAnonymisedRow row;
    bool is_anonymous;
    if (!claim_anonymised(tx, &(ClaimAnonymisedIn){claim->id}, arena, &row, &is_anonymous, error)) {
        return false;
    }
    if (!is_anonymous) return true;
    Str on = date_to_chinese(arena, row.anonymised_on);
    error_set(error, ERROR_CONFLICT, "申请 %.*s 的事实保存期满，已于%.*s匿名，不能重新判定",
              STR_ARG(claim->number), STR_ARG(on));
    error_detail(error, "只留结论和金额；步骤、拨付和日志由 jiuye verify 核验");
    return error_code(error, "CLAIM_ANONYMISED");
}

static bool kept_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const KeptIn *wanted = in;
    Kept *kept = out;
    return claim_load(tx, wanted->actor, wanted->number, arena, &kept->claim, error) &&
           check_words(tx, &kept->claim, arena, error) &&
           redecide_read(tx, kept->claim.id, kept->claim.policy_number, arena, &kept->decision,
                         error);
}

// What the trace of the kept decision says of an input. Identifiers stand only there: they name
// the subject, no rule reads them, and no list of facts shows them.
static const JsonValue *traced_input(const JsonValue *decision, Str name) {
    const JsonValue *trace = json_get(decision, "trace");
    const JsonValue *steps = trace ? json_get(trace, "steps") : NULL;
    for (size_t i = 0; steps && steps->kind == JSON_ARRAY && i < steps->count; i++) {
        const JsonValue *step_name = json_get(steps->items[i], "name");
        const JsonValue *kind = json_get(steps->items[i], "kind");
        bool is_input = kind && str_equal(kind->text, STR("input"));
        if (is_input && step_name && str_equal(step_name->text, name)) {
            return json_get(steps->items[i], "value");
        }
    }
    return NULL;
}

// The kept facts with the identifiers, as one JSON object by key.
static bool facts_json(Arena *arena, const Policy *policy, const KeptDecision *kept, Str *json,
                       Error *error) {
    StrBuilder out;
    JsonWriter writer;
    const JsonValue *decision, *facts, *value;
    if (!json_parse(arena, kept->facts_json, &facts, error) ||
        !json_parse(arena, kept->decision_json, &decision, error)) {
        return false;
    }
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = 0; facts->kind == JSON_OBJECT && i < facts->count; i++) {
        json_key(&writer, facts->members[i].key);
        json_value(&writer, facts->members[i].value);
    }
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        value = fact->type == FACT_IDENTIFIER ? traced_input(decision, fact->name) : NULL;
        if (!value) continue;
        json_key(&writer, fact->key);
        json_value(&writer, value);
    }
    json_close_object(&writer);
    *json = str_built(&out);
    return true;
}

bool redecide_kept(const Pack *pack, const KeptDecision *kept, Arena *arena, Str *again,
                   Error *error) {
    const Policy *policy = pack_policy(pack, kept->policy_number);
    const JsonValue *json;
    PolicyCase facts;
    Decision decision;
    StrBuilder text;
    JsonWriter writer;
    if (!policy || !policy->program) {
        return error_set(error, ERROR_INVALID, "版本 %.12s 里没有第%d项的办理规则", pack->hash,
                         kept->policy_number);
    }
    Str given;
    if (!facts_json(arena, policy, kept, &given, error) ||
        !json_parse(arena, given, &json, error) ||
        !policy_case_from_json(arena, policy, json, &facts, error) ||
        !decision_explain(pack, policy, arena, &facts, kept->on, &decision, error)) {
        return error_prefix(error, "留存的事实不能重判：");
    }
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    decision_to_json(arena, pack, &decision, &writer);
    *again = str_built(&text);
    return true;
}

int64_t redecide_right(const Policy *policy, Str measure, Str decision_json, Arena *arena) {
    const JsonValue *decision;
    Error ignored;
    int64_t fen = 0;
    Str key = STR("amount_fen");
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *item = &policy->measures.items[i];
        if (str_equal(item->key, measure) && !str_is_empty(item->amount)) key = item->amount;
    }
    if (!json_parse(arena, decision_json, &decision, &ignored)) return -1;
    const JsonValue *eligible = json_get(decision, "eligible");
    const JsonValue *amount = json_get(decision, str_to_c(arena, key));
    bool is_eligible = eligible && eligible->kind == JSON_BOOLEAN && eligible->boolean;
    return is_eligible && amount && json_to_int64(amount, &fen) ? fen : 0;
}

static bool is_inside_character(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t first_difference(Str a, Str b) {
    size_t at = 0;
    while (at < a.length && at < b.length && a.data[at] == b.data[at]) at++;
    while (at > 0 && at < a.length && is_inside_character(a.data[at])) at--;
    return at;
}

bool claim_redecide(Store *store, Catalogue *catalogue, const Actor *actor, Str number,
                    Arena *arena, Redecision *redecision, Error *error) {
    Kept kept = {0};
    KeptIn in = {actor, number};
    const Pack *pack;
    if (!store_read(store, kept_read, &in, &kept, arena, error) ||
        !catalogue_version(catalogue, kept.decision.pack_hash, &pack, error)) {
        return false;
    }
    *redecision = (Redecision){.number = kept.claim.number,
                               .policy_number = (int)kept.claim.policy_number,
                               .decided_on = kept.decision.on,
                               .pack_hash = kept.decision.pack_hash,
                               .engine = kept.decision.engine,
                               .kept = kept.decision.decision_json};
    if (!redecide_kept(pack, &kept.decision, arena, &redecision->again, error)) return false;
    redecision->is_equal = str_equal(redecision->kept, redecision->again);
    redecision->differs_at = first_difference(redecision->kept, redecision->again);
    return true;
}
