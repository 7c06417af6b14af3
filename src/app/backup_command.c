// SPDX-License-Identifier: Apache-2.0
#include "app/backup_command.h"

#include "app/command.h"
#include "app/config.h"
#include "app/database.h"
#include "app/restore.h"
#include "app/verify_command.h"
#include "base/clock.h"
#include "base/file.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>


static const char BACKUP_USAGE[] =
    "用法：jiuye backup --db 数据库 --out 文件 [--keys 目录] [--suite 算法] [--today 日期]\n"
    "\n"
    "把整个数据库在这一刻的样子写成一个签了名的文件；平台可以照常运行。\n"
    "文件可以恢复到 SQLite，也可以恢复到 PostgreSQL。\n"
    "\n"
    "  --db 数据库    SQLite 文件，或 postgresql:// 开头的地址\n"
    "  --out 文件     备份写到哪里；已有的文件不覆盖\n"
    "  --keys 目录    密钥目录，缺省 ./" KEY_FOLDER_DEFAULT "；用里面的密钥签名，密钥本身不进备份\n"
    "  --suite 算法   international（缺省）或 guomi\n"
    "  --today 日期   业务日期，缺省为今天（北京时间）\n";

static const char RESTORE_USAGE[] =
    "用法：jiuye restore --db 数据库 文件 [--keys 目录]\n"
    "\n"
    "把备份恢复到一个新的数据库：先核对签名和每个表的指纹，再一次写完，最后证明账目和日志。\n"
    "中途失败，数据库里什么也没有。\n"
    "\n"
    "  --db 数据库    还没有的 SQLite 文件，或刚建好的 postgresql:// 库\n"
    "  --keys 目录    密钥目录：备份和日志必须是用里面的密钥签的；不写只看签名本身\n";

typedef struct Arguments {
    Str url, file, key_folder;
    Suite suite;
    Date today;
    bool wants_help;
} Arguments;

static const struct option options[] = {
    {"db", required_argument, NULL, 'd'},
    {"out", required_argument, NULL, 'o'},
    {"keys", required_argument, NULL, 'k'},
    {"suite", required_argument, NULL, 's'},
    {"today", required_argument, NULL, 't'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const char *read_option(Arguments *arguments, int option) {
    Str value = optarg ? str_from_c(optarg) : (Str){0};
    switch (option) {
    case 'd':
        arguments->url = value;
        return NULL;
    case 'o':
        arguments->file = value;
        return NULL;
    case 'k':
        arguments->key_folder = value;
        return NULL;
    case 'h':
        arguments->wants_help = true;
        return NULL;
    case 's':
        return suite_from_code(value, &arguments->suite) ? NULL
                                                         : "--suite 写 international 或 guomi";
    case 't':
        return date_from_str(value, &arguments->today) ? NULL : "--today 要写成 2023-10-16";
    default:
        return "有不认识的参数";
    }
}

// `is_restore`: the file stands without an option. NULL when all is well.
static const char *read_arguments(int argc, char **argv, bool is_restore, Arguments *arguments) {
    int option;
    *arguments = (Arguments){.today = DATE_ABSENT};
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        const char *problem = read_option(arguments, option);
        if (problem) return problem;
    }
    if (arguments->wants_help) return NULL;
    if (is_restore && optind < argc) arguments->file = str_from_c(argv[optind++]);
    if (optind < argc) return "有多余的参数";
    if (str_is_empty(arguments->url)) return "缺少 --db 数据库";
    if (!str_is_empty(arguments->file)) return NULL;
    return is_restore ? "缺少备份文件" : "缺少 --out 文件";
}

// ---- backup ----

// A backup signed with a key made on the spot would prove nothing.
static bool open_key(const Arguments *arguments, Arena *arena, SigningKey **key, Error *error) {
    Str known, folder = arguments->key_folder;
    if (!signing_key_known(arguments->suite, folder, arena, &known, error)) return false;
    if (!str_is_absent(known)) return signing_key_open(arguments->suite, folder, key, error);
    error_set(error, ERROR_NOT_FOUND, "目录“%.*s”里没有签名的密钥", STR_ARG(folder));
    return error_detail(error, "--keys 写平台运行时用的密钥目录");
}

static void print_made(const Arguments *arguments, const Backup *made) {
    printf("已备份到 %.*s：%zu 个表，%lld 行，时刻 %.*s\n", STR_ARG(arguments->file),
           made->table_count, (long long)backup_rows(made), STR_ARG(made->taken_at));
    Str head = str_is_absent(made->log_head) ? STR("-") : made->log_head;
    printf("日志末段指纹 %.*s\n", STR_ARG(head));
    printf("密钥目录 %.*s 不在备份里：另外保存一份，放在别的地方；没有它，加密的内容解不开\n",
           STR_ARG(arguments->key_folder));
}

static bool make_backup(const Arguments *arguments, Arena *arena, Backup *made, Error *error) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, arguments->today);
    Database database = {0};
    DatabaseOptions place = {.url = arguments->url, .key_folder = arguments->key_folder};
    SigningKey *key = NULL;
    BackupOptions wanted = {
        .path = arguments->file,
        .program = STR("jiuye " JIUYE_VERSION),
        .today = clock_today(&clock),
        .now_ms = clock_now_ms(&clock),
    };
    bool ok = open_key(arguments, arena, &key, error) &&
              database_open_existing(&place, &database, error);
    wanted.key = key;
    ok = ok && backup_write(database.store, &wanted, arena, made, error);
    database_close(&database);
    signing_key_close(key);
    return ok;
}

int backup_command(int argc, char **argv) {
    Arguments arguments;
    Arena arena = {0};
    Error error = {0};
    Backup made;
    const char *problem = read_arguments(argc, argv, false, &arguments);
    if (problem) return command_usage("backup", problem, BACKUP_USAGE);
    if (arguments.wants_help) {
        fputs(BACKUP_USAGE, stdout);
        return 0;
    }
    if (str_is_absent(arguments.key_folder)) arguments.key_folder = STR(KEY_FOLDER_DEFAULT);
    bool ok = make_backup(&arguments, &arena, &made, &error);
    if (ok) print_made(&arguments, &made);
    arena_release(&arena);
    return ok ? 0 : command_fail("backup", &error);
}

// ---- restore ----

// A SQLite file that this command made and could not fill goes away again.
static void remove_new_file(Str path, Arena *arena) {
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        unlink(str_to_c(arena, str_format(arena, "%.*s%s", STR_ARG(path), endings[i])));
    }
}

static bool load_backup(const Arguments *arguments, Archive *archive, const Backup *backup,
                        Arena *arena, Error *error) {
    Store *store;
    Str path, head;
    bool is_file = store_url_file(arguments->url, &path);
    bool is_new = is_file && !file_exists(path);
    if (!store_open(arguments->url, NULL, &store, error)) return false;
    bool ok = restore_load(store, archive, backup, arena, &head, error);
    store_close(store);
    if (!ok && is_new) remove_new_file(path, arena);
    if (!ok) return false;
    bool is_same = str_equal(head, backup->log_head);
    printf("日志末段指纹与备份%s：%.*s\n", is_same ? "相同" : "不同",
           STR_ARG(str_is_absent(head) ? STR("-") : head));
    return is_same || error_set(error, ERROR_CONFLICT, "恢复后的日志与备份不同");
}

static bool restore(const Arguments *arguments, Arena *arena, Error *error) {
    Archive *archive;
    Backup backup;
    Str keys[SUITE_COUNT] = {{0}};
    bool has_keys = !str_is_absent(arguments->key_folder);
    for (int i = 0; has_keys && i < SUITE_COUNT; i++) {
        if (!signing_key_known((Suite)i, arguments->key_folder, arena, &keys[i], error)) {
            return false;
        }
    }
    if (!archive_open(arguments->file, &archive, error)) return false;
    bool ok =
        backup_read(archive, keys, arena, &backup, error) && restore_check(archive, &backup, error);
    if (ok) {
        printf("备份完整：%.*s，%.*s，%zu 个表 %lld 行，每个表的指纹相符，%s\n",
               STR_ARG(backup.program), STR_ARG(backup.taken_at), backup.table_count,
               (long long)backup_rows(&backup),
               has_keys ? "签名是密钥目录里的密钥签的"
                        : "签名成立（没有写 --keys，只证明没有改动，不证明是谁签的）");
        ok = load_backup(arguments, archive, &backup, arena, error);
    }
    archive_close(archive);
    return ok;
}

int restore_command(int argc, char **argv) {
    Arguments arguments;
    Arena arena = {0};
    Error error = {0};
    const char *problem = read_arguments(argc, argv, true, &arguments);
    if (problem) return command_usage("restore", problem, RESTORE_USAGE);
    if (arguments.wants_help) {
        fputs(RESTORE_USAGE, stdout);
        return 0;
    }
    bool ok = restore(&arguments, &arena, &error);
    arena_release(&arena);
    if (!ok) return command_fail("restore", &error);
    return verify_database(arguments.url, arguments.key_folder);
}
