// SPDX-License-Identifier: Apache-2.0
#include "app/simulate_command.h"

#include "app/command.h"
#include "app/database.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "publish/catalogue.h"
#include "publish/simulate.h"
#include "registry/code.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#define TITLE_COLUMNS 34
#define COUNTY_COLUMNS 10

typedef struct Command {
    SimulateOptions simulate;
    DatabaseOptions database;
    Str baseline, reform; // folders; an absent baseline is the version in effect
    const char *out_path; // NULL: none
    bool wants_help;
} Command;

static const char USAGE[] =
    "用法：jiuye simulate --db 地址 --on 日期 --reform 文件夹 [--baseline 文件夹] [--policy 项] [--out 文件.csv]\n"
    "                    [--keys 目录]\n"
    "\n"
    "改一项政策要多少钱：全市逐一按两个政策包判定，分县区比较。只读，不改数据库里的政策。\n"
    "\n"
    "  --db 地址          sqlite:文件、文件路径，或 postgresql://…\n"
    "  --on 日期          判定日，如 2024-03-01\n"
    "  --reform 文件夹    改过的政策包\n"
    "  --baseline 文件夹  和哪个比；不写就和数据库里那一天生效的版本比\n"
    "  --policy 项        只算一项；缺省为所有改动过的\n"
    "  --out 文件         结果写成 CSV\n"
    "  --keys 目录        打开个人信息的密钥，缺省 ./" KEY_FOLDER_DEFAULT "\n";

// ---- What comes out ----

static Str yuan(Arena *arena, int64_t fen) {
    uint64_t size = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    return str_format(arena, "%s%llu.%02llu", fen < 0 ? "-" : "", (unsigned long long)(size / 100),
                      (unsigned long long)(size % 100));
}

static Str county_of(Str division_code) {
    if (str_is_absent(division_code)) return STR("合计");
    const char *county = division_county_name(division_code);
    return county ? str_from_c(county) : division_code;
}

static void put_padded(Str text, size_t columns, bool is_right) {
    size_t width = utf8_width(text);
    int blank = width < columns ? (int)(columns - width) : 0;
    printf("%*s%.*s%*s", is_right ? blank : 0, "", STR_ARG(text), is_right ? 0 : blank, "");
}

static Str title_of(Arena *arena, const Command *command, int number) {
    const Policy *policy = pack_policy(command->simulate.reform, number);
    if (!policy) policy = pack_policy(command->simulate.baseline, number);
    return str_format(arena, "%d %.*s", number, STR_ARG(policy->title));
}

static void put_count(Arena *arena, const Command *command, const SimulatedCount *count) {
    put_padded(title_of(arena, command, count->policy_number), TITLE_COLUMNS, false);
    put_padded(county_of(count->division_code), COUNTY_COLUMNS, false);
    printf("%9lld", (long long)count->before_count);
    put_padded(yuan(arena, count->before_fen), 16, true);
    printf("%9lld", (long long)count->after_count);
    put_padded(yuan(arena, count->after_fen), 16, true);
    put_padded(yuan(arena, count->after_fen - count->before_fen), 16, true);
    printf("%8lld%8lld%8lld\n", (long long)count->gaining, (long long)count->losing,
           (long long)count->undetermined);
}

static void put_summary(Arena *arena, const Command *command, const SimulatedCounts *counts) {
    if (counts->count == 0) {
        puts("两个政策包里能判定的政策没有差别");
        return;
    }
    put_padded(STR("政策"), TITLE_COLUMNS, false);
    put_padded(STR("县区"), COUNTY_COLUMNS, false);
    puts("   原符合        原金额元   现符合        现金额元          相差元    增加    减少  缺数据");
    for (size_t i = 0; i < counts->count; i++) {
        const SimulatedCount *count = &counts->items[i];
        put_count(arena, command, count);
        bool is_last = i + 1 == counts->count ||
                       counts->items[i + 1].policy_number != count->policy_number;
        SimulatedCount sum = simulated_sum(counts, count->policy_number);
        if (is_last) put_count(arena, command, &sum);
    }
}

// A count and what it costs; no amount when that is negative.
static void put_side(Arena *arena, StrBuilder *line, int64_t count, int64_t fen) {
    str_put_format(line, ",%lld", (long long)count);
    if (fen < 0) return;
    str_put_char(line, ',');
    str_put(line, yuan(arena, fen));
}

static bool write_csv(Arena *arena, const Command *command, const SimulatedCounts *counts,
                      Error *error) {
    FILE *out = command->out_path ? fopen(command->out_path, "we") : NULL;
    if (!command->out_path) return true;
    if (!out) {
        return error_set(error, ERROR_INVALID, "打不开“%s”：%s", command->out_path,
                         strerror(errno));
    }
    fputs("政策项,区划,对象,原符合,原金额（元）,现符合,现金额（元）,增加的对象,增加（元）,"
          "减少的对象,减少（元）,缺数据\n", out);
    for (size_t i = 0; i < counts->count; i++) {
        const SimulatedCount *count = &counts->items[i];
        StrBuilder line;
        str_builder_init(&line, arena, 0);
        str_put_int(&line, count->policy_number);
        csv_put_cell(&line, count->division_code, false);
        put_side(arena, &line, count->subjects, -1);
        put_side(arena, &line, count->before_count, count->before_fen);
        put_side(arena, &line, count->after_count, count->after_fen);
        put_side(arena, &line, count->gaining, count->gained_fen);
        put_side(arena, &line, count->losing, count->lost_fen);
        put_side(arena, &line, count->undetermined, -1);
        str_put_char(&line, '\n');
        fwrite(line.items, 1, line.count, out);
    }
    bool is_good = !ferror(out);
    if (fclose(out) == 0 && is_good) return true;
    return error_set(error, ERROR_UNAVAILABLE, "写不完“%s”：%s", command->out_path,
                     strerror(errno));
}

// ---- Running ----

static bool load(Arena *arena, Str folder, const Pack **pack, Error *error) {
    Diagnostics diagnostics = {.arena = arena};
    PackFiles files;
    if (!pack_files_from_folder(arena, folder, &files, error)) return false;
    *pack = pack_load(arena, &files, &diagnostics);
    if (*pack && !diagnostics_has_errors(&diagnostics)) return true;
    return catalogue_refuse(arena, &diagnostics, error);
}

static bool simulate(Command *command, Store *store, Arena *arena, Error *error) {
    Catalogue *catalogue = NULL;
    SimulatedCounts counts;
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    bool is_good = load(arena, command->reform, &command->simulate.reform, error);
    if (is_good && str_is_absent(command->baseline)) {
        is_good = catalogue_open(store, command->simulate.on, clock_now_ms(&clock), &catalogue,
                                 error);
        if (is_good) command->simulate.baseline = catalogue_pack(catalogue);
    } else if (is_good) {
        is_good = load(arena, command->baseline, &command->simulate.baseline, error);
    }
    is_good = is_good && simulate_run(store, &command->simulate, arena, &counts, error) &&
              write_csv(arena, command, &counts, error);
    if (is_good) put_summary(arena, command, &counts);
    catalogue_close(catalogue);
    return is_good;
}

static int run(Command *command) {
    Error error = {0};
    Arena arena = {0};
    Database database;
    if (!database_open(&command->database, &database, &error)) {
        return command_fail("simulate", &error);
    }
    bool is_done = simulate(command, database.store, &arena, &error);
    database_close(&database);
    arena_release(&arena);
    return is_done ? 0 : command_fail("simulate", &error);
}

// NULL when the arguments are good; otherwise what is wrong with them.
static const char *arguments_read(int argc, char **argv, Command *command) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'b'},       {"on", required_argument, NULL, 'n'},
        {"baseline", required_argument, NULL, 'a'}, {"reform", required_argument, NULL, 'r'},
        {"policy", required_argument, NULL, 'p'},   {"out", required_argument, NULL, 'o'},
        {"keys", required_argument, NULL, 'k'},     {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    int64_t number;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        Str value = optarg ? str_from_c(optarg) : STR("");
        switch (option) {
        case 'b': command->database.url = value; break;
        case 'k': command->database.key_folder = value; break;
        case 'a': command->baseline = value; break;
        case 'r': command->reform = value; break;
        case 'o': command->out_path = optarg; break;
        case 'n':
            if (!date_from_str(value, &command->simulate.on)) return "--on 应如 2024-03-01";
            break;
        case 'p':
            if (!str_to_int64(value, &number) || number < 1 || number > INT16_MAX) {
                return "--policy 应是项号";
            }
            command->simulate.policy_number = (int)number;
            break;
        case 'h': command->wants_help = true; return NULL;
        default: return "不认识的参数";
        }
    }
    if (optind < argc) return "多余的参数";
    if (str_is_absent(command->database.url)) return "缺少 --db 地址";
    if (str_is_absent(command->reform)) return "缺少 --reform 文件夹";
    return command->simulate.on == DATE_ABSENT ? "缺少 --on 日期" : NULL;
}

int simulate_command(int argc, char **argv) {
    Command command = {.simulate.on = DATE_ABSENT};
    const char *problem = arguments_read(argc, argv, &command);
    if (problem) return command_usage("simulate", problem, USAGE);
    if (command.wants_help) {
        fputs(USAGE, stdout);
        return 0;
    }
    return run(&command);
}
