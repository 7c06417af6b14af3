// SPDX-License-Identifier: Apache-2.0
#include "app/scan_command.h"

#include "app/command.h"
#include "app/database.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "publish/catalogue.h"
#include "publish/scan.h"
#include "registry/code.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#define TITLE_COLUMNS 34
#define COUNTY_COLUMNS 10

typedef struct Command {
    ScanOptions scan;
    DatabaseOptions database;
    const char *out_path;
    FILE *out;
    Clock clock;
} Command;

static const char USAGE[] =
    "用法：jiuye scan --db 地址 --on 日期 [--policy 项] [--keep] [--out 文件.csv]\n"
    "                [--keys 目录]\n"
    "\n"
    "把全市人员和单位按政策逐一判定，数出符合的和还没有领的（应享未享）。\n"
    "\n"
    "  --db 地址      sqlite:文件、文件路径，或 postgresql://…\n"
    "  --on 日期      判定日，如 2023-10-16\n"
    "  --policy 项    只算一项；缺省为全部有办理规则的政策\n"
    "  --keep         把结果存为最近一次扫描，供页面使用\n"
    "  --out 文件     符合的对象逐个写入 CSV；内有公民身份号码，注意保管\n"
    "  --keys 目录    打开个人信息的密钥，缺省 ./" KEY_FOLDER_DEFAULT "\n";

static int usage(const char *problem) { return command_usage("scan", problem, USAGE); }

// ---- The list ----

static bool put_row(void *user, int policy_number, Str subject_key, Str division_code,
                    int64_t amount_fen, bool is_claimed, Error *error) {
    Command *command = user;
    Arena arena = {0};
    StrBuilder line;
    str_builder_init(&line, &arena, 0);
    str_put_int(&line, policy_number);
    csv_put_cell(&line, subject_key, false);
    csv_put_cell(&line, division_code, false);
    str_put_format(&line, ",%lld.%02lld,%s\n", (long long)(amount_fen / 100),
                   (long long)(amount_fen % 100), is_claimed ? "是" : "否");
    Str text = str_built(&line);
    bool is_written = fwrite(text.data, 1, text.length, command->out) == text.length;
    arena_release(&arena);
    if (is_written) return true;
    return error_set(error, ERROR_UNAVAILABLE, "写不进“%s”：%s", command->out_path,
                     strerror(errno));
}

// Readable by its owner only.
static bool list_open(Command *command, Error *error) {
    if (!command->out_path) return true;
    int file = open(command->out_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    command->out = file < 0 ? NULL : fdopen(file, "w");
    if (!command->out) {
        return error_set(error, ERROR_INVALID, "打不开“%s”：%s", command->out_path,
                         strerror(errno));
    }
    fputs("政策项,对象,区划,金额（元）,已享受\n", command->out);
    command->scan.each = put_row;
    command->scan.user = command;
    return true;
}

static bool list_close(Command *command, Error *error) {
    if (!command->out || fclose(command->out) == 0) return true;
    return error_set(error, ERROR_UNAVAILABLE, "写不完“%s”：%s", command->out_path,
                     strerror(errno));
}

// ---- The summary ----

static void put_text(Str text, size_t columns) {
    size_t width = utf8_width(text);
    printf("%.*s%*s", STR_ARG(text), width < columns ? (int)(columns - width) : 0, "");
}

static void put_count(const ScanCount *count) {
    printf("%10lld %10lld %14lld.%02lld %10lld %14lld.%02lld %10lld\n",
           (long long)count->subjects, (long long)count->entitled,
           (long long)(count->entitled_fen / 100), (long long)(count->entitled_fen % 100),
           (long long)count->unclaimed, (long long)(count->unclaimed_fen / 100),
           (long long)(count->unclaimed_fen % 100), (long long)count->undetermined);
}

static void put_summary(Arena *arena, const Pack *pack, const ScanCounts *counts) {
    put_text(STR("政策"), TITLE_COLUMNS);
    put_text(STR("县区"), COUNTY_COLUMNS);
    // Widths count columns: a Chinese character is two.
    printf("%s\n", "      对象       符合          金额（元）       未领          未领（元）   缺数据");
    for (size_t i = 0; i < counts->count; i++) {
        const ScanCount *count = &counts->items[i];
        const Policy *policy = pack_policy(pack, count->policy_number);
        const char *county = division_county_name(count->division_code);
        put_text(str_format(arena, "%d %.*s", policy->number, STR_ARG(policy->title)),
                 TITLE_COLUMNS);
        put_text(county ? str_from_c(county) : count->division_code, COUNTY_COLUMNS);
        put_count(count);
    }
}

// ---- Running ----

static bool scan(Command *command, Store *store, Arena *arena, Error *error) {
    Catalogue *catalogue;
    ScanCounts counts;
    command->scan.now_ms = clock_now_ms(&command->clock);
    if (!catalogue_open(store, command->scan.on, command->scan.now_ms, &catalogue, error)) {
        return false;
    }
    command->scan.pack = catalogue_pack(catalogue);
    bool is_done = list_open(command, error);
    if (is_done) {
        is_done = scan_run(store, &command->scan, arena, &counts, error);
        is_done = list_close(command, is_done ? error : NULL) && is_done;
    }
    if (is_done) put_summary(arena, command->scan.pack, &counts);
    catalogue_close(catalogue);
    return is_done;
}

static int run(Command *command) {
    Error error = {0};
    Arena arena = {0};
    Database database;
    if (!database_open(&command->database, &database, &error)) return command_fail("scan", &error);
    bool is_done = scan(command, database.store, &arena, &error);
    database_close(&database);
    arena_release(&arena);
    return is_done ? 0 : command_fail("scan", &error);
}

static bool read_policy(Str value, int *number) {
    int64_t read;
    if (!str_to_int64(value, &read) || read < 1 || read > INT16_MAX) return false;
    *number = (int)read;
    return true;
}

int scan_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'b'},     {"on", required_argument, NULL, 'n'},
        {"policy", required_argument, NULL, 'p'}, {"out", required_argument, NULL, 'o'},
        {"keep", no_argument, NULL, 'k'},         {"keys", required_argument, NULL, 'y'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
    };
    ClockStorage storage;
    Command command = {.scan.on = DATE_ABSENT, .clock = clock_system(&storage, DATE_ABSENT)};
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        Str value = optarg == NULL ? STR("") : str_from_c(optarg);
        switch (option) {
        case 'b': command.database.url = value; break;
        case 'y': command.database.key_folder = value; break;
        case 'o': command.out_path = optarg; break;
        case 'k': command.scan.keeps = true; break;
        case 'n':
            if (!date_from_str(value, &command.scan.on)) return usage("--on 应如 2023-10-16");
            break;
        case 'p':
            if (!read_policy(value, &command.scan.policy_number)) return usage("--policy 应是项号");
            break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return usage("不认识的参数");
        }
    }
    if (optind < argc) return usage("多余的参数");
    if (command.database.url.length == 0) return usage("缺少 --db 地址");
    if (command.scan.on == DATE_ABSENT) return usage("缺少 --on 日期");
    return run(&command);
}
