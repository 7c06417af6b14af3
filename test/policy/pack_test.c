// SPDX-License-Identifier: Apache-2.0
// What `jiuye check` says of packs, word by word: each file in bad/ takes the place of item 1 of
// the pack in pack/, and the file .txt beside it holds all the findings. `pack_test --write` writes
// them anew, to be read before they are committed.
#include "base/file.h"
#include "policy/check.h"

#include "test.h"

#include <string.h>

#define PACK "test/policy/pack"
#define BAD "test/policy/bad"

static Arena arena;

static Str read(Str path) {
    Str text;
    Error error = {0};
    if (!file_read(&arena, path, 1 << 20, &text, &error)) fail_msg("%s", error.message);
    return text;
}

static PackFiles pack_files(void) {
    PackFiles files;
    Error error = {0};
    if (!pack_files_from_folder(&arena, STR(PACK), &files, &error)) fail_msg("%s", error.message);
    return files;
}

// The pack with its first item replaced by a file of bad/.
static PackFiles files_with(Str name) {
    PackFiles files = pack_files();
    for (size_t i = 0; i < files.count; i++) {
        if (!str_equal(files.items[i].name, STR("01-sample.md"))) continue;
        files.items[i].name = files.items[i].path = str_format(&arena, "01-%.*s", STR_ARG(name));
        files.items[i].content = read(str_format(&arena, BAD "/%.*s", STR_ARG(name)));
    }
    return files;
}

static Str findings_of(const PackFiles *files, bool wants_notes) {
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *pack = pack_load(&arena, files, &diagnostics);
    if (pack && wants_notes) pack_check_with_notes(&arena, pack, &diagnostics);
    else if (pack) pack_check(&arena, pack, &diagnostics);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    diagnostics_print(&out, &diagnostics);
    return str_built(&out);
}

// Files called notes… are checked with notes.
static bool is_noted(Str name) { return str_starts_with(name, STR("notes")); }

static Str expected_path(Str name) {
    return str_format(&arena, BAD "/%.*s.txt", STR_ARG(str_slice(name, 0, name.length - 3)));
}

static void test_pack__good_one_has_no_findings(void **state) {
    (void)state;
    PackFiles files = pack_files();
    assert_str_equal(findings_of(&files, false), "");
}

static void test_pack__is_read_whole(void **state) {
    (void)state;
    PackFiles files = pack_files();
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *pack = pack_load(&arena, &files, &diagnostics);
    assert_non_null(pack);
    assert_str_equal(pack->id, "sample");
    assert_int_equal(strlen(pack->hash), PACK_HASH_TEXT_BYTES);
    assert_int_equal(pack->policies.count, 3);
    assert_null(pack_policy(pack, 2)->program);
    assert_null(pack_policy(pack, 4));
    const Policy *policy = pack_policy(pack, 1);
    assert_non_null(policy->program);
    assert_str_equal(policy->heading, "1. 落实试验补助");
    assert_int_equal(policy->facts.count, 7);
    const Fact *kind = fact_find(&policy->facts, STR("单位类型"));
    assert_str_equal(fact_label(kind, STR("company")), "公司"); // from pack.md
    const Fact *got = fact_find(&policy->facts, STR("got"));
    assert_int_equal(got->source.kind, FACT_SOURCE_ENTITLEMENT);
    assert_int_equal(got->source.items[0], 1);
    assert_true(got->source.is_yearly);
    assert_true(got->has_default && got->default_mark == MARK_READING);
    const Fact *roster = fact_find(&policy->facts, STR("roster"));
    assert_int_equal(roster->fields.count, 2);
    assert_true(roster->is_optional);
    assert_int_equal(policy->reasons.count, 5);
    assert_str_equal(policy->reasons.tables[1].title, "其他");
    const Measure *measure = &policy->measures.items[0];
    assert_int_equal(measure->kind, MEASURE_BENEFIT);
    assert_int_equal(measure->ways, MEASURE_AUTOMATIC | MEASURE_APPLICATION);
    assert_int_equal(measure->notice_workdays, 5);
    assert_int_equal(measure->exclusions[0], 2);
    assert_str_equal(measure->funds[0], "甲资金");
    assert_int_equal(policy->as_of - policy->facts.items, 6);
}

static void test_pack__hash_speaks_for_every_byte(void **state) {
    (void)state;
    PackFiles files = pack_files();
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *first = pack_load(&arena, &files, &diagnostics);
    const Pack *same = pack_load(&arena, &files, &diagnostics);
    assert_string_equal(first->hash, same->hash);
    for (size_t i = 0; i < files.count; i++) {
        PackFile kept = files.items[i];
        files.items[i].content = str_format(&arena, "%.*s\n", STR_ARG(kept.content));
        assert_string_not_equal(pack_load(&arena, &files, &diagnostics)->hash, first->hash);
        files.items[i] = kept;
    }
}

static void test_pack__needs_its_main_file(void **state) {
    (void)state;
    PackFiles files = pack_files(), none = {0};
    assert_str_equal(findings_of(&none, false), "错误: 这个文件夹里没有 pack.md\n");
    files.count--; // the names are sorted: pack.md is last
    assert_str_equal(findings_of(&files, false), "错误: 这个文件夹里没有 pack.md\n");
}

static void test_pack__number_is_taken_once(void **state) {
    (void)state;
    PackFiles files = pack_files();
    PackFile again = files.items[0];
    again.name = again.path = STR("01-again.md");
    PUSH(&arena, &files, again);
    Str findings = findings_of(&files, false);
    assert_true(str_find(findings, STR("第1项已经有一个文件"), 0) != SIZE_MAX);
    assert_true(str_find(findings, STR("措施的键“sample_grant”已被第1项用了"), 0) != SIZE_MAX);
}

static void test_pack__bad_ones_get_their_findings(void **state) {
    (void)state;
    Str *names;
    size_t count;
    Error error = {0};
    assert_true(file_list(&arena, STR(BAD), STR(".md"), &names, &count, &error));
    assert_true(count > 5);
    bool all_same = true;
    for (size_t i = 0; i < count; i++) {
        PackFiles files = files_with(names[i]);
        Str actual = findings_of(&files, is_noted(names[i]));
        if (str_equal(actual, read(expected_path(names[i])))) continue;
        all_same = false;
        print_error("%.*s: the findings differ from its .txt:\n%.*s", STR_ARG(names[i]),
                    STR_ARG(actual));
    }
    assert_true(all_same);
}

// What is said of a fund's account to pay back to.
static Str account_findings(const char *cell) {
    PackFiles files = pack_files();
    for (size_t i = 0; i < files.count; i++) {
        if (!str_equal(files.items[i].name, STR("pack.md"))) continue;
        Str content = files.items[i].content;
        size_t at = str_find(content, STR("| 名称 | 键 | 来源级次 | 依据 |"), 0);
        size_t end = str_find(content, STR("## 取值"), 0);
        files.items[i].content = str_format(
            &arena, "%.*s| 名称 | 键 | 来源级次 | 依据 | 退回账户 |\n|---|---|---|---|---|\n"
                    "| 甲资金 | fund_a | 市级 | [O] | %s |\n\n%.*s",
            STR_ARG(str_slice(content, 0, at)), cell,
            STR_ARG(str_slice(content, end, content.length)));
    }
    return findings_of(&files, false);
}

static void test_pack__account_of_a_fund_is_whole_and_founded(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"甲局；乙银行", "户名、开户银行和账号"},
        {"甲局；；64001234", "户名、开户银行和账号"},
        {"甲局；乙银行；6400-1234 [O] 函", "账号“6400-1234”不对"},
        {"甲局；乙银行；6400123 [O] 函", "账号“6400123”不对"},
        {"甲局；乙银行；64001234", "没有写依据"},
    };
    assert_str_equal(account_findings(""), "");
    assert_str_equal(account_findings("甲局；乙银行；64001234 [O] 函1号"), "");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Str findings = account_findings(wrong[i][0]);
        bool is_said = str_find(findings, str_from_c(wrong[i][1]), 0) != SIZE_MAX &&
                       str_starts_with(findings, STR(PACK "/pack.md:19:"));
        if (!is_said) fail_msg("%s: %.*s", wrong[i][0], STR_ARG(findings));
    }
}

// Cut anywhere, a file gives findings or a pack, and never a crash.
static void test_pack__survives_torn_files(void **state) {
    (void)state;
    PackFiles files = pack_files();
    Str whole = files.items[0].content;
    for (size_t length = 0; length < whole.length; length += 97) {
        files.items[0].content = str_slice(whole, 0, length);
        findings_of(&files, false);
    }
}

static int write_expected(void) {
    Str *names;
    size_t count;
    Error error = {0};
    if (!file_list(&arena, STR(BAD), STR(".md"), &names, &count, &error)) return 1;
    for (size_t i = 0; i < count; i++) {
        PackFiles files = files_with(names[i]);
        Str findings = findings_of(&files, is_noted(names[i]));
        if (!file_write(expected_path(names[i]), findings, &error)) return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--write") == 0) return write_expected();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack__good_one_has_no_findings),
        cmocka_unit_test(test_pack__is_read_whole),
        cmocka_unit_test(test_pack__hash_speaks_for_every_byte),
        cmocka_unit_test(test_pack__needs_its_main_file),
        cmocka_unit_test(test_pack__number_is_taken_once),
        cmocka_unit_test(test_pack__bad_ones_get_their_findings),
        cmocka_unit_test(test_pack__account_of_a_fund_is_whole_and_founded),
        cmocka_unit_test(test_pack__survives_torn_files),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
