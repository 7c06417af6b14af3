// SPDX-License-Identifier: Apache-2.0
#include "app/check_command.h"

#include "app/command.h"
#include "publish/view_check.h"
#include "policy/check.h"

#include <getopt.h>
#include <stdio.h>

static const char USAGE[] =
    "用法：jiuye check [文件夹] [--list] [--notes]\n"
    "\n"
    "检查一个政策包：写法、原文、名字、类型、决策表的空缺和重叠、没用到的事实、例子。\n"
    "每个问题写明 文件:行:列、错在哪里、怎么改。不写文件夹就检查程序自带的政策包。\n"
    "\n"
    "  --list   最后列出各项政策：规则、例子、措施各几条\n"
    "  --notes  还列出提示：由命中方式了断的重叠，事实都有却判不出的情形，没有用到规则的例子\n";

static void policies_list(const Pack *pack, const PackCheck *check) {
    printf("%.*s  %.*s\n", STR_ARG(pack->id), STR_ARG(pack->title));
    for (size_t i = 0; i < check->policy_count; i++) {
        const PolicyCheck *row = &check->policies[i];
        const Policy *policy = row->policy;
        if (policy->kind == POLICY_ITEM) printf("%4d", policy->number);
        else printf("%.*s", STR_ARG(policy->file));
        printf("  %.*s：", STR_ARG(policy->title));
        if (!policy->program) {
            printf("%s\n", policy->conclusions.count > 0 ? "有错，未编译" : "条文已录入");
            continue;
        }
        printf("%zu个事实，%zu条原因（例子用到%zu条），%zu个例子（%zu个不对），%zu项措施\n",
               policy->facts.count, row->rule_count, row->rule_covered_count, row->example_count,
               row->example_failed_count, policy->measures.count);
    }
}

static int run(Arena *arena, Str folder, bool lists, bool wants_notes) {
    Diagnostics diagnostics = {.arena = arena};
    Error error = {0};
    const Pack *pack = NULL;
    if (!command_load_pack(arena, folder, &diagnostics, &pack, &error)) {
        command_print_findings(arena, &diagnostics, stdout);
        return command_fail("check", &error);
    }
    views_check(pack, &diagnostics);
    PackCheck check = wants_notes ? pack_check_with_notes(arena, pack, &diagnostics)
                                  : pack_check(arena, pack, &diagnostics);
    command_print_findings(arena, &diagnostics, stdout);
    if (lists) policies_list(pack, &check);
    size_t errors = diagnostics.error_count;
    size_t warnings = 0;
    for (size_t i = 0; i < diagnostics.count; i++) {
        warnings += diagnostics.items[i].severity == SEVERITY_WARNING;
    }
    printf("%zu 项政策，", pack->policies.count);
    if (check.policy_count > pack->policies.count) {
        printf("%zu 条监管规则，", check.policy_count - pack->policies.count);
    }
    printf("%zu 个例子，%zu 个错误，%zu 个警告\n", check.example_count, errors, warnings);
    return errors > 0 ? 1 : 0;
}

int check_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"list", no_argument, NULL, 'l'}, {"notes", no_argument, NULL, 'n'},
        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    bool lists = false, wants_notes = false;
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'l': lists = true; break;
        case 'n': wants_notes = true; break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return command_usage("check", "不认识的参数", USAGE);
        }
    }
    if (argc - optind > 1) return command_usage("check", "多余的参数", USAGE);
    Str folder = optind < argc ? str_from_c(argv[optind]) : (Str){0};
    Arena arena = {0};
    int status = run(&arena, folder, lists, wants_notes);
    arena_release(&arena);
    return status;
}
