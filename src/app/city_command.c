// SPDX-License-Identifier: Apache-2.0
#include "app/city_command.h"

#include "app/command.h"
#include "base/clock.h"
#include "city/city.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#define AS_OF_DEFAULT "2023-09-30"
#define PEOPLE_DEFAULT 20000
#define SEED_DEFAULT 1

static const char USAGE[] =
    "用法：jiuye city --out 目录 [--people 人数] [--seed 种子] [--as-of 日期]\n"
    "\n"
    "生成一座合成的中卫市：各部门核心系统会交来的数据提取（CSV）。其中没有真人。\n"
    "人数、种子、日期相同，得到的每个字节都相同。\n"
    "\n"
    "  --out 目录     写到这里（没有就新建）；manifest.csv 列出各文件的行数和校验值，\n"
    "                 faults.csv 列出故意写错的行和应有的拒收原因\n"
    "  --people 人数  缺省 20000，最多 4000000\n"
    "  --seed 种子    缺省 1\n"
    "  --as-of 日期   数据日期，缺省 2023-09-30，不得更早\n";

static int usage(const char *problem) { return command_usage("city", problem, USAGE); }

static void show_progress(void *user, int64_t people) {
    const CityOptions *options = user;
    int64_t percent = people * 100 / options->people;
    fprintf(stderr, "\r已生成 %lld 人（%lld%%）", (long long)people,
            (long long)(percent > 100 ? 100 : percent));
}

static int run(CityOptions *options) {
    Error error = {0};
    CitySummary summary;
    if (isatty(STDERR_FILENO)) {
        options->progress = show_progress;
        options->user = options;
    }
    int64_t began = clock_monotonic_ns();
    bool is_done = city_write(options, &summary, &error);
    if (options->progress != NULL) fputs("\r\033[K", stderr);
    if (!is_done) return command_fail("city", &error);
    printf("已写入 %.*s：%lld 人，%lld 户，%lld 家单位，%lld 行，用时 %.1f 秒\n",
           STR_ARG(options->folder), (long long)summary.people, (long long)summary.households,
           (long long)summary.units, (long long)summary.rows,
           (double)(clock_monotonic_ns() - began) / 1e9);
    return 0;
}

int city_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"out", required_argument, NULL, 'o'},  {"people", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'}, {"as-of", required_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0},
    };
    CityOptions options = {.people = PEOPLE_DEFAULT, .seed = SEED_DEFAULT};
    if (!date_from_str(STR(AS_OF_DEFAULT), &options.as_of)) return 1;
    int64_t seed;
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        Str value = optarg == NULL ? STR("") : str_from_c(optarg);
        switch (option) {
        case 'o': options.folder = value; break;
        case 'n':
            if (!str_to_int64(value, &options.people)) return usage("--people 应为整数");
            break;
        case 's':
            if (!str_to_int64(value, &seed)) return usage("--seed 应为整数");
            options.seed = (uint64_t)seed;
            break;
        case 'd':
            if (!date_from_str(value, &options.as_of)) return usage("--as-of 应如 2023-09-30");
            break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return usage("不认识的参数");
        }
    }
    if (optind < argc) return usage("多余的参数");
    if (options.folder.length == 0) return usage("缺少 --out 目录");
    return run(&options);
}
