// SPDX-License-Identifier: Apache-2.0
// Protects: a renewal changes the lines that it must and no byte else, keeps to the bounds, and
// what it writes passes the check, for every policy of the pack.
#include "policy/renewal.h"

#include "feel/builtin.h"
#include "policy/bounds.h"
#include "policy/check.h"
#include "test.h"

#include <string.h>

typedef struct Fixture {
    Arena arena;
    PackFiles files;
    const Pack *pack;
} Fixture;

static const Pack *load(Arena *arena, const PackFiles *files) {
    Diagnostics diagnostics = {.arena = arena};
    const Pack *pack = pack_load(arena, files, &diagnostics);
    assert_non_null(pack);
    if (diagnostics_has_errors(&diagnostics)) {
        for (size_t i = 0; i < diagnostics.count; i++) {
            if (diagnostics.items[i].severity != SEVERITY_ERROR) continue;
            fail_msg("%.*s", STR_ARG(diagnostics.items[i].message));
        }
    }
    return pack;
}

static void fixture_load(Fixture *fixture) {
    *fixture = (Fixture){0};
    assert_true(pack_files_embedded(&fixture->arena, &fixture->files));
    fixture->pack = load(&fixture->arena, &fixture->files);
}

static Date day(const char *text) {
    Date date = DATE_ABSENT;
    assert_true(date_from_str(str_from_c(text), &date));
    return date;
}

// The pack with the file of one policy replaced.
static const Pack *with_content(Fixture *fixture, const Policy *policy, Str content) {
    PackFiles files = {0};
    for (size_t i = 0; i < fixture->files.count; i++) {
        PackFile file = fixture->files.items[i];
        if (str_equal(file.path, policy->document->source->name)) file.content = content;
        PUSH(&fixture->arena, &files, file);
    }
    return load(&fixture->arena, &files);
}

static Str line_at(Str text, size_t index) {
    for (size_t i = 0; i < index; i++) (void)str_cut(&text, '\n');
    return str_cut(&text, '\n');
}

// ---- 「延到2025年，标准改1000」 ----

static Str renew_grant(Fixture *fixture, ChangedExamples *changed) {
    const Policy *policy = pack_policy(fixture->pack, 7);
    const Parameter *rate = parameter_find(&policy->parameters, STR("rate_fen"));
    RenewedParameter renewed = {rate, feel_null()};
    Error error = {0};
    Date from = day("2024-01-01");
    assert_true(parameter_value_typed(&fixture->arena, rate, parameter_row_from(rate, from),
                                      STR("1000"), &renewed.value, &error));
    Renewal renewal = {day("2025-12-31"), from, STR("卫人社发〔2023〕88号"), &renewed, 1};
    Str content;
    assert_true(renewal_write(&fixture->arena, policy, &renewal, &content, &error));
    const Pack *pack = with_content(fixture, policy, content);
    return examples_follow(&fixture->arena, pack, pack_policy(pack, 7), changed);
}

static void test_renewal__touches_what_changes_and_nothing_else(void **state) {
    (void)state;
    Fixture fixture;
    ChangedExamples changed;
    fixture_load(&fixture);
    Str before = pack_policy(fixture.pack, 7)->document->source->text;
    Str after = renew_grant(&fixture, &changed);
    static const char *const wanted[] = {
        "valid: {to: 2025-12-31, basis: \"[O] 卫人社发〔2023〕88号\"}",
        "| 给多少 | 每招用1人最高1000元，每人一次 |",
        "| 什么时候到期 | 2025年12月31日前招用并申请 |",
        "| 补助标准 | rate_fen | 150000 | [0..150000] | | 2023-12-31 |",
        "| 补助标准 | rate_fen | 100000 | [0..150000] | 2024-01-01 | | [O] 卫人社发〔2023〕88号 |",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (str_find(after, str_from_c(wanted[i]), 0) == SIZE_MAX) fail_msg("no %s", wanted[i]);
    }
    // line by line: the new row is the only line more; of the others few differ
    size_t differing = 0, j = 0, lines = 0;
    for (Str rest = before; !str_is_absent(rest); lines++, j++) {
        Str line = str_cut(&rest, '\n'), other = line_at(after, j);
        if (str_find(other, STR("2024-01-01 | | [O]"), 0) != SIZE_MAX) other = line_at(after, ++j);
        differing += !str_equal(line, other);
    }
    assert_int_equal(differing, 4 + 3); // front matter, card twice, the old row; three examples
    assert_true(changed.count > 0);
    for (size_t i = 0; i < changed.count; i++) {
        assert_false(str_equal(changed.items[i].before, changed.items[i].after));
    }
    arena_release(&fixture.arena);
}

static void test_renewal__passes_the_check(void **state) {
    (void)state;
    Fixture fixture;
    ChangedExamples changed, none;
    fixture_load(&fixture);
    Str content = renew_grant(&fixture, &changed);
    const Pack *pack = with_content(&fixture, pack_policy(fixture.pack, 7), content);
    Diagnostics diagnostics = {.arena = &fixture.arena};
    pack_check(&fixture.arena, pack, &diagnostics);
    assert_int_equal(diagnostics.error_count, 0);
    const Policy *policy = pack_policy(pack, 7);
    assert_int_equal(policy->valid_to, day("2025-12-31"));
    const Parameter *rate = parameter_find(&policy->parameters, STR("rate_fen"));
    assert_int_equal(rate->rows.count, 2);
    FeelValue old = parameter_on(rate, day("2023-12-31"))->value;
    FeelValue now = parameter_on(rate, day("2024-01-01"))->value;
    assert_true(str_equal(parameter_shown(&fixture.arena, rate, old), STR("1,500.00 元")));
    assert_true(str_equal(parameter_shown(&fixture.arena, rate, now), STR("1,000.00 元")));
    // followed once, there is nothing left to follow
    assert_true(str_equal(examples_follow(&fixture.arena, pack, policy, &none), content));
    assert_int_equal(none.count, 0);
    arena_release(&fixture.arena);
}

static void test_renewal__refuses_1600_for_a_cap_of_1500(void **state) {
    (void)state;
    Fixture fixture;
    fixture_load(&fixture);
    const Policy *policy = pack_policy(fixture.pack, 7);
    const Parameter *rate = parameter_find(&policy->parameters, STR("rate_fen"));
    const ParameterRow *row = &rate->rows.items[0];
    FeelValue value;
    Error error = {0};
    assert_false(parameter_value_typed(&fixture.arena, rate, row, STR("1600"), &value, &error));
    assert_string_equal(error.code, "PARAMETER_OUT_OF_BOUNDS");
    assert_non_null(strstr(error.message, "1,600.00 元"));
    assert_non_null(strstr(error.message, "1,500.00 元"));
    assert_non_null(strstr(error.detail, "不超过1500元"));
    static const char *const bad[] = {"", "一千", "10.001", "1e9999", "1000; DROP TABLE", "-1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(parameter_value_typed(&fixture.arena, rate, row, str_from_c(bad[i]), &value,
                                           &error));
    }
    // and whoever comes past the form is refused as well
    RenewedParameter renewed = {rate, feel_number(decimal_from_int64(160000))};
    Renewal renewal = {DATE_ABSENT, day("2024-01-01"), STR("x"), &renewed, 1};
    Str content;
    assert_false(renewal_write(&fixture.arena, policy, &renewal, &content, &error));
    renewal = (Renewal){DATE_ABSENT, day("2024-01-01"), STR("x"), NULL, 0};
    assert_false(renewal_write(&fixture.arena, policy, &renewal, &content, &error));
    renewal = (Renewal){day("2023-12-31"), day("2024-01-01"), STR("x"), NULL, 0};
    assert_false(renewal_write(&fixture.arena, policy, &renewal, &content, &error));
    arena_release(&fixture.arena);
}

// ---- Every policy ----

// The first parameter with a choice, moved; false when the policy has none.
static bool some_choice(Fixture *fixture, const Policy *policy, Date from,
                        RenewedParameter *renewed) {
    for (size_t i = 0; i < policy->parameters.count; i++) {
        const Parameter *parameter = &policy->parameters.items[i];
        FeelValue *values;
        size_t count;
        const ParameterRow *row = parameter_row_from(parameter, from);
        if (!row) continue;
        parameter_others(&fixture->arena, row, &values, &count);
        if (count == 0) continue;
        *renewed = (RenewedParameter){parameter, values[0]};
        return true;
    }
    return false;
}

static void test_renewal__works_for_every_policy(void **state) {
    (void)state;
    Fixture fixture;
    size_t moved = 0;
    fixture_load(&fixture);
    for (size_t i = 0; i < fixture.pack->policies.count; i++) {
        const Policy *policy = fixture.pack->policies.items[i];
        RenewedParameter renewed;
        Date from = day("2026-01-01");
        bool has_choice = some_choice(&fixture, policy, from, &renewed);
        Renewal renewal = {day("2027-12-31"), from, STR("某文件“甲”\\|乙"), &renewed, has_choice};
        Str content;
        Error error = {0};
        ChangedExamples changed;
        if (!renewal_write(&fixture.arena, policy, &renewal, &content, &error)) {
            fail_msg("item %d: %s", policy->number, error.message);
        }
        const Pack *pack = with_content(&fixture, policy, content);
        const Policy *after = pack_policy(pack, policy->number);
        assert_int_equal(after->valid_to, renewal.valid_to);
        assert_true(str_starts_with(after->valid_basis, STR("[O] 某文件“甲”")));
        if (has_choice) {
            const Parameter *parameter =
                parameter_find(&after->parameters, renewed.parameter->key);
            const ParameterRow *row = parameter_on(parameter, from);
            assert_non_null(row);
            assert_int_equal(feel_equal(row->value, renewed.value), FEEL_TRUE);
            moved++;
        }
        Str followed = examples_follow(&fixture.arena, pack, after, &changed);
        const Pack *last = with_content(&fixture, policy, followed);
        Diagnostics diagnostics = {.arena = &fixture.arena};
        pack_check(&fixture.arena, last, &diagnostics);
        assert_int_equal(diagnostics.error_count, 0);
    }
    assert_true(moved > 3);
    arena_release(&fixture.arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renewal__touches_what_changes_and_nothing_else),
        cmocka_unit_test(test_renewal__passes_the_check),
        cmocka_unit_test(test_renewal__refuses_1600_for_a_cap_of_1500),
        cmocka_unit_test(test_renewal__works_for_every_policy),
    };
    return RUN_TESTS(tests);
}
