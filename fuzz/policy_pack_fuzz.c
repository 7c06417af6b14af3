// SPDX-License-Identifier: Apache-2.0
// Any text as a policy of a pack; behind a line "%%" may stand another pack.md. Loading it ends, and
// what loads without errors can be checked and decides its examples.
#include "fuzz.h"

#include "policy/check.h"

#include <assert.h>

static const char shared[] = "---\n"
                             "id: sample\n"
                             "title: 试验政策包\n"
                             "document: 无文号\n"
                             "reference_date: 2023-10-16\n"
                             "---\n"
                             "# 试验政策包\n\n"
                             "## 部门\n\n| 名称 | 简称 |\n|---|---|\n| 甲局 | 甲 |\n\n"
                             "## 资金\n\n| 名称 | 键 | 来源级次 | 依据 |\n|---|---|---|---|\n"
                             "| 甲资金 | fund_a | 市级 | [O] |\n\n"
                             "## 取值\n\n| 事实 | 代码 | 名称 |\n|---|---|---|\n"
                             "| kind | company | 公司 |\n| kind | person | 个人 |\n\n"
                             "## 封顶(数, 上限)\n\n```feel\nmin(数, 上限)\n```\n";

static const char document[] = "第一条　为了试验，按每人1000元给予一次性补贴，最高不超过20万元。\n"
                               "第二条　连续参加失业保险满12个月的，给予补贴。\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    Str rest = {(const char *)data, size};
    PackFile items[] = {
        {.name = STR("01-sample.md"), .path = STR("01-sample.md"), .content = fuzz_cut(&rest)},
        {.name = STR("document.txt"), .path = STR("document.txt"), .content = {document, sizeof document - 1}},
        {.name = STR("pack.md"), .path = STR("pack.md"), .content = {shared, sizeof shared - 1}},
    };
    if (!str_is_absent(rest)) items[2].content = rest;
    PackFiles files = {.items = items, .count = 3};
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *pack = pack_load(&arena, &files, &diagnostics);
    assert(pack != NULL || diagnostics_has_errors(&diagnostics));
    if (pack && !diagnostics_has_errors(&diagnostics)) (void)pack_check(&arena, pack, &diagnostics);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    diagnostics_print(&out, &diagnostics);
    arena_release(&arena);
    return 0;
}
