// SPDX-License-Identifier: Apache-2.0
#include "app/retain_command.h"

#include "app/command.h"
#include "app/database.h"
#include "base/clock.h"
#include "privacy/retention.h"

#include <getopt.h>
#include <stdio.h>

static const char USAGE[] =
    "用法：jiuye retain --db 地址 [--dry-run] [--today 日期] [--keys 目录]\n"
    "\n"
    "过了保存期的个人信息匿名或删除（平台每天也自己做一次）：办结满10年的申请去掉当事人、\n"
    "事实和材料；过期的草稿、两年前名册的单元格、30天前的请求应答删除。\n"
    "拨付单、支付文件和享受记录留着：账目仍可证明，一次性的待遇不会重享。\n"
    "\n"
    "  --db 地址     sqlite:文件、文件路径，或 postgresql://…\n"
    "  --dry-run     只数一数，不改动\n"
    "  --today 日期  业务日期；缺省为今天\n"
    "  --keys 目录   密钥目录，缺省 ./" KEY_FOLDER_DEFAULT "\n";

typedef struct Command {
    DatabaseOptions database;
    Date today;
    bool is_dry_run;
    bool wants_help;
} Command;

static const char *arguments_read(int argc, char **argv, Command *command) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'b'},    {"keys", required_argument, NULL, 'k'},
        {"today", required_argument, NULL, 't'}, {"dry-run", no_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0},
    };
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'b':
            command->database.url = str_from_c(optarg);
            break;
        case 'k':
            command->database.key_folder = str_from_c(optarg);
            break;
        case 'd':
            command->is_dry_run = true;
            break;
        case 't':
            if (!date_from_str(str_from_c(optarg), &command->today)) {
                return "--today 应如 2023-10-16";
            }
            break;
        case 'h':
            command->wants_help = true;
            return NULL;
        default:
            return "不认识的参数";
        }
    }
    if (optind < argc) return "多余的参数";
    return str_is_empty(command->database.url) ? "缺少 --db 地址" : NULL;
}

static bool retain(const Command *command, Error *error) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, command->today);
    Actor actor = actor_system(clock_today(&clock), clock_now_ms(&clock));
    Database database;
    RetentionCounts counts;
    if (!database_open(&command->database, &database, error)) return false;
    bool ok = command->is_dry_run ? retention_count(database.store, &actor, &counts, error)
                                  : retention_run(database.store, &actor, &counts, error);
    database_close(&database);
    if (!ok) return false;
    printf("%s", command->is_dry_run ? "到期的：" : "已匿名或删除：");
    const char *comma = "";
#define X(name, label, unit)                                                                       \
    printf("%s" label " %lld " unit, comma, (long long)counts.name);                               \
    comma = "，";
    RETENTION_COUNTS(X)
#undef X
    printf("\n");
    return true;
}

int retain_command(int argc, char **argv) {
    Command command = {.today = DATE_ABSENT};
    Error error = {0};
    const char *problem = arguments_read(argc, argv, &command);
    if (problem) return command_usage("retain", problem, USAGE);
    if (command.wants_help) {
        fputs(USAGE, stdout);
        return 0;
    }
    return retain(&command, &error) ? 0 : command_fail("retain", &error);
}
