// SPDX-License-Identifier: Apache-2.0
// The example cases of the domain study against the policies that decide. The study lies beside the
// repository, not in it; elsewhere these cases are skipped.
#include "base/file.h"
#include "feel/json.h"
#include "policy/decision.h"

#include "test.h"

#define CASES "../shared/domain/policies.json"
#define CASES_BYTES_MAX ((size_t)4 * 1024 * 1024)

static Arena arena;

typedef struct Tally {
    int passed, failed, skipped;
} Tally;

static Str as_json(FeelValue value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    return str_built(&out);
}

// JSON by value: numbers compare as numbers, members in any order.
static bool json_same(const JsonValue *a, const JsonValue *b) {
    Decimal x, y;
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case JSON_NULL: return true;
    case JSON_BOOLEAN: return a->boolean == b->boolean;
    case JSON_NUMBER:
        return json_to_decimal(a, &x) && json_to_decimal(b, &y) && decimal_equal(x, y);
    case JSON_STRING: return str_equal(a->text, b->text);
    case JSON_ARRAY:
        for (size_t i = 0; i < a->count && i < b->count; i++) {
            if (!json_same(a->items[i], b->items[i])) return false;
        }
        return a->count == b->count;
    case JSON_OBJECT:
        for (size_t i = 0; i < a->count; i++) {
            const JsonValue *other = json_get(b, str_to_c(&arena, a->members[i].key));
            if (!other || !json_same(a->members[i].value, other)) return false;
        }
        return a->count == b->count;
    }
    return false;
}

// What differs from the expectation; absent when nothing does.
static Str difference(const Decision *decision, const JsonValue *expected) {
    for (size_t i = 0; i < expected->count; i++) {
        const JsonMember *member = &expected->members[i];
        size_t place = conclusion_find(&decision->policy->conclusions, member->key);
        if (place == SIZE_MAX) {
            return str_format(&arena, "no conclusion %.*s", STR_ARG(member->key));
        }
        Str actual = as_json(decision->values[place]);
        const JsonValue *json;
        Error error = {0};
        assert_true(json_parse(&arena, actual, &json, &error));
        if (json_same(member->value, json)) continue;
        return str_format(&arena, "%.*s is %.*s", STR_ARG(member->key), STR_ARG(actual));
    }
    return (Str){0};
}

static Str run_case(const Pack *pack, const Policy *policy, const JsonValue *item) {
    PolicyCase facts;
    Decision decision;
    Error error = {0};
    PolicyRunOptions options = {0};
    if (!policy_case_from_json(&arena, policy, json_get(item, "facts"), &facts, &error)) {
        return str_copy(&arena, str_from_c(error.message));
    }
    PolicyRun *run = policy_run_new_in(&arena, pack, policy, &options);
    bool is_done = decision_make(run, policy, &arena, &facts, DATE_ABSENT, &decision, &error);
    policy_run_close(run);
    if (!is_done) return str_copy(&arena, str_from_c(error.message));
    return difference(&decision, json_get(item, "expect"));
}

static void run_policy(const Pack *pack, const JsonValue *policy_json, Tally *tally) {
    int64_t number;
    assert_true(json_to_int64(json_get(policy_json, "no"), &number));
    const JsonValue *cases = json_get(policy_json, "test_cases");
    const Policy *policy = pack_policy(pack, (int)number);
    if (!policy || !policy->program) {
        tally->skipped += (int)cases->count;
        return;
    }
    for (size_t i = 0; i < cases->count; i++) {
        Str problem = run_case(pack, policy, cases->items[i]);
        if (str_is_absent(problem)) {
            tally->passed++;
            continue;
        }
        tally->failed++;
        Str id = json_get(cases->items[i], "id")->text;
        printf("FAIL %.*s: %.*s\n", STR_ARG(id), STR_ARG(problem));
    }
}

int main(void) {
    Str text;
    Error error = {0};
    const JsonValue *json;
    if (!file_exists(STR(CASES))) {
        printf("%s is not there\n0 passed, 0 failed, 1 skipped\n", CASES);
        return 0;
    }
    if (!file_read(&arena, STR(CASES), CASES_BYTES_MAX, &text, &error) ||
        !json_parse(&arena, text, &json, &error)) {
        printf("%s\n0 passed, 1 failed\n", error.message);
        return 1;
    }
    PackFiles files;
    Diagnostics diagnostics = {.arena = &arena};
    Tally tally = {0};
    if (!pack_files_from_folder(&arena, STR("policies/zhongwei-2023"), &files, &error)) {
        printf("%s\n0 passed, 1 failed\n", error.message);
        return 1;
    }
    const Pack *pack = pack_load(&arena, &files, &diagnostics);
    for (size_t i = 0; i < json->count; i++) run_policy(pack, json->items[i], &tally);
    printf("skipped: cases of items that do not decide yet\n");
    printf("%d passed, %d failed, %d skipped\n", tally.passed, tally.failed, tally.skipped);
    arena_release(&arena);
    return tally.failed > 0;
}
