// SPDX-License-Identifier: Apache-2.0
#include "app/keys_command.h"

#include "app/command.h"
#include "app/database.h"
#include "privacy/sealing.h"
#include "store/key_check.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

// Servers look for new keys every 5 s (app/server.c); until then they seal with the former one.
#define WAIT_S 7
#define ROUNDS_MAX 20

static const char USAGE[] =
    "用法：jiuye keys rotate --db 地址 [--keys 目录] [--suite 算法]\n"
    "\n"
    "换一把封存个人信息的密钥：新写的从此用新密钥，已有的分批改用新密钥封存，平台照常办公。\n"
    "中途停下再运行一次即可。旧密钥留在目录里，旧备份还要用它。\n"
    "身份号码、电话、账号的查找密钥（blind）不换：换了它，相同的号码就对不上了。\n"
    "\n"
    "  --db 地址      sqlite:文件、文件路径，或 postgresql://…\n"
    "  --keys 目录    缺省 ./" KEY_FOLDER_DEFAULT "；几台服务器各有一份的，先把新文件抄给它们\n"
    "  --suite 算法   新密钥的算法：international（缺省）或 guomi\n"
    "  --no-new       不换密钥，只把旧密钥封存的改用现在的密钥\n";

typedef struct Command {
    DatabaseOptions database;
    bool keeps_key;
    bool wants_help;
} Command;

static const char *arguments_read(int argc, char **argv, Command *command) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'b'},    {"keys", required_argument, NULL, 'k'},
        {"suite", required_argument, NULL, 's'}, {"no-new", no_argument, NULL, 'n'},
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
        case 'n':
            command->keeps_key = true;
            break;
        case 's':
            if (!suite_from_code(str_from_c(optarg), &command->database.suite)) {
                return "--suite 写 international 或 guomi";
            }
            break;
        case 'h':
            command->wants_help = true;
            return NULL;
        default:
            return "不认识的参数";
        }
    }
    if (argc - optind != 1 || !str_equal(str_from_c(argv[optind]), STR("rotate"))) {
        return "要写 jiuye keys rotate";
    }
    return str_is_empty(command->database.url) ? "缺少 --db 地址" : NULL;
}

// Until a whole round finds nothing: what a server sealed with the former key meanwhile is found
// by the next one.
static bool renew(Database *database, int64_t *total, Error *error) {
    int64_t renewed = 1;
    *total = 0;
    for (int round = 0; renewed > 0; round++) {
        if (round == ROUNDS_MAX) {
            error_set(error, ERROR_UNAVAILABLE, "还有程序在用旧密钥封存");
            return error_detail(error,
                                "检查每台服务器的密钥目录，再运行 jiuye keys rotate --no-new");
        }
        if (round > 0) sleep(WAIT_S);
        if (!sealing_renew(database->store, database->keys, &renewed, error)) return false;
        *total += renewed;
    }
    return true;
}

static bool rotate(const Command *command, Error *error) {
    Database database;
    int64_t total = 0;
    if (!database_open(&command->database, &database, error)) return false;
    bool ok = (command->keeps_key || keyring_make(database.keys, KEY_FIELD, error)) &&
              store_keys_settle(database.store, database.keys, error) &&
              renew(&database, &total, error);
    if (ok) {
        printf("现在是第%d代密钥，%lld 行改用它封存\n", keyring_newest(database.keys, KEY_FIELD),
               (long long)total);
    }
    database_close(&database);
    return ok;
}

int keys_command(int argc, char **argv) {
    Command command = {0};
    Error error = {0};
    const char *problem = arguments_read(argc, argv, &command);
    if (problem) return command_usage("keys", problem, USAGE);
    if (command.wants_help) {
        fputs(USAGE, stdout);
        return 0;
    }
    return rotate(&command, &error) ? 0 : command_fail("keys", &error);
}
