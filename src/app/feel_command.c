// SPDX-License-Identifier: Apache-2.0
#include "app/feel_command.h"

#include "app/command.h"
#include "app/feel_repl.h"

#include <getopt.h>

static const char USAGE[] =
    "用法：jiuye feel [表达式] [--context 文件.json] [--on 日期] [--plan]\n"
    "\n"
    "计算一个 FEEL 表达式，结果以 JSON 写到标准输出；错误和空值的原因写到标准错误。\n"
    "不给表达式时，从标准输入逐句读：表达式、定义（名称 = 表达式）、命令（:help 列出）。\n"
    "\n"
    "  --context 文件  JSON 对象，其成员是表达式可用的名称；“-” 表示标准输入\n"
    "  --on 日期       today() 的值；不给则为空，因为计算不看时钟\n"
    "  --plan          先写出执行计划\n";

typedef struct CommandOptions {
    Str expression, context_path; // absent = none
    Date today;
    bool shows_plan;
} CommandOptions;

// NULL when the arguments are good; otherwise what is wrong with them ("" = help was asked for).
static const char *options_read(int argc, char **argv, CommandOptions *options) {
    static const struct option long_options[] = {
        {"context", required_argument, NULL, 'c'}, {"on", required_argument, NULL, 'o'},
        {"plan", no_argument, NULL, 'p'},          {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    // "-5 + 3" is an expression, not options.
    bool starts_with_minus = argc > 1 && argv[1][0] == '-' && argv[1][1] != '-';
    int option;
    *options = (CommandOptions){.today = DATE_ABSENT};
    if (starts_with_minus) options->expression = str_from_c(argv[1]);
    argc -= starts_with_minus;
    argv += starts_with_minus;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'c': options->context_path = str_from_c(optarg); break;
        case 'o':
            if (!date_from_str(str_from_c(optarg), &options->today)) return "--on 应为日期";
            break;
        case 'p': options->shows_plan = true; break;
        case 'h': return "";
        default: return "不认识的选项";
        }
    }
    bool has_more = optind < argc && str_is_absent(options->expression);
    if (has_more) options->expression = str_from_c(argv[optind++]);
    return optind == argc ? NULL : "最多给一个表达式";
}

static int run(FeelSession *session, const CommandOptions *options) {
    Error error = {0};
    bool has_context = !str_is_absent(options->context_path);
    if (has_context && !feel_session_context(session, options->context_path, &error)) {
        return command_fail("feel", &error);
    }
    if (str_is_absent(options->expression)) return feel_repl(session, stdin);
    Source source = {STR("<表达式>"), options->expression};
    return feel_session_print(session, &source, (SourceRange){0, source.text.length});
}

int feel_command(int argc, char **argv) {
    CommandOptions options;
    const char *problem = options_read(argc, argv, &options);
    if (problem && !*problem) {
        fputs(USAGE, stdout);
        return 0;
    }
    if (problem) return command_usage("feel", problem, USAGE);
    FeelSession session = {.today = options.today, .shows_plan = options.shows_plan};
    int status = run(&session, &options);
    feel_session_close(&session);
    return status;
}
