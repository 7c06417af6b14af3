// SPDX-License-Identifier: Apache-2.0
#include "publish/kept_fact.h"

#include "base/json.h"

KeptFacts kept_facts_of(const Assessment *assessment, Arena *arena) {
    KeptFacts facts = {NEW_ARRAY(arena, KeptFact, assessment->fact_count), 0,
                       assessment->fact_count};
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        facts.items[facts.count++] = (KeptFact){.key = fact->key,
                                                .name = fact->name,
                                                .value = fact->value,
                                                .json = fact->json,
                                                .source = fact->source,
                                                .is_stated = fact->is_stated};
    }
    return facts;
}

Str kept_facts_to_json(const KeptFacts *facts, Arena *arena) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_array(&writer);
    for (size_t i = 0; i < facts->count; i++) {
        const KeptFact *fact = &facts->items[i];
        json_open_object(&writer);
        json_member_string(&writer, "key", fact->key);
        json_member_string(&writer, "name", fact->name);
        json_member_string(&writer, "value", fact->value);
        json_member_string(&writer, "json", fact->json);
        json_member_string(&writer, "source", fact->source);
        json_member_boolean(&writer, "is_stated", fact->is_stated);
        json_close_object(&writer);
    }
    json_close_array(&writer);
    return str_built(&out);
}

bool kept_facts_from_json(Str text, Arena *arena, KeptFacts *facts, Error *error) {
    const JsonValue *list;
    *facts = (KeptFacts){0};
    if (str_is_absent(text)) return true;
    if (!json_parse(arena, text, &list, error)) return false;
    if (list->kind != JSON_ARRAY) return error_set(error, ERROR_INVALID, "留存的事实不是一个列表");
    for (size_t i = 0; i < list->count; i++) {
        const JsonValue *item = list->items[i];
        const JsonValue *is_stated = json_get(item, "is_stated");
        KeptFact fact = {.key = json_text(item, "key"),
                         .name = json_text(item, "name"),
                         .value = json_text(item, "value"),
                         .json = json_text(item, "json"),
                         .source = json_text(item, "source"),
                         .is_stated = is_stated && is_stated->boolean};
        PUSH(arena, facts, fact);
    }
    return true;
}

Str kept_facts_by_key(const KeptFacts *facts, Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put_char(&out, '{');
    for (size_t i = 0; i < facts->count; i++) {
        str_put_format(&out, "%s\"%.*s\":%.*s", i > 0 ? "," : "", STR_ARG(facts->items[i].key),
                       STR_ARG(facts->items[i].json));
    }
    str_put_char(&out, '}');
    return str_built(&out);
}
