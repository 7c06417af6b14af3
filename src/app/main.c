// SPDX-License-Identifier: Apache-2.0
// `jiuye`: one program, many commands. The table at the end lists them all.
#include "app/backup_command.h"
#include "app/check_command.h"
#include "app/city_command.h"
#include "app/command.h"
#include "app/config_command.h"
#include "app/decide_command.h"
#include "app/dmn_command.h"
#include "app/feel_command.h"
#include "app/import_command.h"
#include "app/keys_command.h"
#include "app/redecide_command.h"
#include "app/retain_command.h"
#include "app/scan_command.h"
#include "app/serve_command.h"
#include "app/simulate_command.h"
#include "app/transitions_command.h"
#include "app/user_command.h"
#include "app/verify_command.h"
#include "policy/nearest.h"

#include <stdio.h>

typedef int Command(int argc, char **argv);

typedef struct CommandRow {
    const char *name;
    Command *run;      // NULL: config_command, which is shown the file itself
    int words;         // of the name, before its options
    unsigned settings; // that it takes from the configuration file
    const char *summary;
} CommandRow;

static const CommandRow *command_find(Str name);
static const CommandRow *command_at(size_t index);

static void print_help(FILE *stream) {
    fputs("就业：数字就业服务平台\n\n用法：jiuye 命令 [参数]\n\n", stream);
    for (size_t i = 0; command_at(i); i++) {
        fprintf(stream, "  %-11s %s\n", command_at(i)->name, command_at(i)->summary);
    }
    fputs("\n  jiuye 命令 --help 看一个命令的参数，jiuye --version 看版本\n"
          "  --config 文件（或环境变量 " CONFIG_VARIABLE "）：各命令共用的设置\n",
          stream);
}

static int print_version(void) {
    Arena arena = {0};
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *pack;
    Error error = {0};
    printf("jiuye %s\n", JIUYE_VERSION);
    if (command_load_pack(&arena, (Str){0}, &diagnostics, &pack, &error)) {
        printf("政策包 %.*s %s\n", STR_ARG(pack->id), pack->hash);
    }
    arena_release(&arena);
    return 0;
}

static int unknown_command(Str name) {
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; command_at(i); i++) nearest_offer(&nearest, str_from_c(command_at(i)->name));
    fprintf(stderr, "jiuye: 没有命令“%.*s”\n", STR_ARG(name));
    if (nearest.best.data) fprintf(stderr, "是不是“%.*s”？\n", STR_ARG(nearest.best));
    fputs("jiuye --help 列出所有命令\n", stderr);
    return 2;
}

static int run_command(const CommandRow *command, int argc, char **argv) {
    Arena arena = {0};
    Error error = {0};
    Config config;
    CommandLine line = {argc, argv};
    int status;
    bool takes_file = !command->run || command->settings != 0;
    if (takes_file &&
        !config_apply(&arena, command->settings, command->words, &line, &config, &error)) {
        status = command_fail(argv[0], &error);
    } else {
        status = command->run ? command->run(line.count, line.items)
                              : config_command(&config, line.count, line.items);
    }
    arena_release(&arena);
    return status;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return 2;
    }
    Str name = str_from_c(argv[1]);
    if (str_equal(name, STR("--help")) || str_equal(name, STR("help"))) {
        print_help(stdout);
        return 0;
    }
    if (str_equal(name, STR("--version"))) return print_version();
    const CommandRow *command = command_find(name);
    return command ? run_command(command, argc - 1, argv + 1) : unknown_command(name);
}

// ---- The commands ----

#define SERVER_SETTINGS                                                                            \
    (SETTING(DB) | SETTING(LISTEN) | SETTING(KEYS) | SETTING(SUITE) | SETTING(TODAY) |             \
     SETTING(DEMO))

// clang-format off
static const CommandRow commands[] = {
    {"decide", decide_command, 1, 0, "按一项政策判定一个对象"},
    {"check", check_command, 1, 0, "检查政策包"},
    {"feel", feel_command, 1, 0, "计算一个 FEEL 表达式"},
    {"dmn", dmn_command, 1, 0, "决策模型（DMN）：测试、导出、导入"},
    {"city", city_command, 1, 0, "生成一座合成的城市"},
    {"import", import_command, 1, SETTING(DB) | SETTING(KEYS) | SETTING(TODAY), "把提取数据读进数据库"},
    {"scan", scan_command, 1, SETTING(DB) | SETTING(KEYS), "全市逐一判定，数出应享未享"},
    {"simulate", simulate_command, 1, SETTING(DB) | SETTING(KEYS), "改一项政策要多少钱，分县区"},
    {"serve", serve_command, 1, SERVER_SETTINGS, "启动平台"},
    {"demo", demo_command, 1, SERVER_SETTINGS, "准备演示城市"},
    {"migrate", migrate_command, 1, SETTING(DB) | SETTING(KEYS), "更新数据库结构"},
    {"user", user_command, 2, SETTING(DB) | SETTING(KEYS), "建账号"},
    {"routes", routes_command, 1, 0, "列出访问矩阵"},
    {"transitions", transitions_command, 1, 0, "列出办理步骤表"},
    {"keys", keys_command, 2, SETTING(DB) | SETTING(KEYS), "换封存个人信息的密钥"},
    {"retain", retain_command, 1, SETTING(DB) | SETTING(KEYS) | SETTING(TODAY),
     "过了保存期的个人信息匿名或删除"},
    {"redecide", redecide_command, 1, SETTING(DB) | SETTING(KEYS), "把一件申请按留存的事实重判，逐字节比较"},
    {"verify", verify_command, 1, SETTING(DB) | SETTING(KEYS), "只凭数据库证明账目"},
    {"backup", backup_command, 1, SETTING(DB) | SETTING(KEYS) | SETTING(SUITE) | SETTING(TODAY),
     "把数据库备份成一个签名的文件"},
    {"restore", restore_command, 1, SETTING(KEYS), "把备份恢复到新的数据库"},
    {"config", NULL, 1, 0, "列出设置和出处"},
};
// clang-format on
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const CommandRow *command_at(size_t index) {
    return index < COMMAND_COUNT ? &commands[index] : NULL;
}

static const CommandRow *command_find(Str name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (str_equal(name, str_from_c(commands[i].name))) return &commands[i];
    }
    return NULL;
}
