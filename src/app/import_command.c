// SPDX-License-Identifier: Apache-2.0
#include "app/import_command.h"

#include "app/command.h"
#include "app/database.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "registry/import.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_COLUMNS 30
#define NAME_COLUMNS 16

typedef struct Command {
    ImportOptions import;
    DatabaseOptions database;
} Command;

static const char USAGE[] =
    "用法：jiuye import 目录 --db 地址 [--dry-run] [--rejects 文件] [--today 日期]\n"
    "                       [--keys 目录]\n"
    "\n"
    "导入各部门的数据提取（CSV，见《数据提取说明》）。逐行核验，不合格的行连同原因\n"
    "写入拒收文件；重复导入不会改变任何数据。\n"
    "\n"
    "  --db 地址       sqlite:文件、文件路径，或 postgresql://…\n"
    "  --dry-run       只核验，不写库\n"
    "  --rejects 文件  缺省为目录下的 rejects.csv\n"
    "  --today 日期    业务日期，出生日期不得晚于它；缺省为今天\n"
    "  --keys 目录     个人信息用里面的密钥封存，缺省 ./" KEY_FOLDER_DEFAULT "\n";

static int usage(const char *problem) { return command_usage("import", problem, USAGE); }

// A name, filled up to a width on the screen.
static void put_name(FILE *out, const char *name) {
    size_t width = utf8_width(str_from_c(name));
    fprintf(out, "%s%*s", name, width < NAME_COLUMNS ? (int)(NAME_COLUMNS - width) : 0, "");
}

static void show_progress(void *user, const ImportProgress *progress) {
    (void)user;
    int64_t total = progress->total > 0 ? progress->total : 1;
    int filled = (int)(progress->consumed * BAR_COLUMNS / total);
    fputs("\r\033[K", stderr);
    put_name(stderr, progress->name);
    fputc('[', stderr);
    for (int i = 0; i < BAR_COLUMNS; i++) fputc(i < filled ? '#' : '.', stderr);
    fprintf(stderr, "] %lld 行", (long long)progress->rows);
}

static void show_file(const char *name, const ImportFile *file) {
    put_name(stdout, name);
    if (file->state == IMPORT_REFUSED) {
        puts("  整个文件没有导入，原因见拒收文件");
        return;
    }
    int64_t elapsed_ns = file->elapsed_ns > 0 ? file->elapsed_ns : 1;
    printf("%10lld %10lld %10lld %8lld %8lld %10.0f\n", (long long)file->rows,
           (long long)file->accepted, (long long)file->changed, (long long)file->rejected,
           (long long)file->doubtful, (double)file->rows * 1e9 / (double)elapsed_ns);
}

static void show_summary(const Command *command, const ImportSummary *summary) {
    put_name(stdout, "提取");
    // Widths count columns: a Chinese character is two.
    printf("%s\n", "      行数       合格   写入变更     拒收     存疑     行/秒");
    int absent = 0;
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        const ImportFile *file = &summary->files[id];
        absent += file->state == IMPORT_ABSENT;
        if (file->state != IMPORT_ABSENT) show_file(extracts[id].name, file);
    }
    ImportFile total = summary->total;
    total.state = IMPORT_LOADED;
    show_file("合计", &total);
    if (absent > 0) printf("没有交来的提取 %d 个\n", absent);
    if (summary->total.rejected + summary->total.doubtful > 0) {
        bool is_named = !str_is_absent(command->import.rejects_path);
        Str place = is_named ? command->import.rejects_path : command->import.folder;
        printf("拒收和存疑的行见 %.*s%s\n", STR_ARG(place), is_named ? "" : "/rejects.csv");
    }
    if (command->import.is_dry_run) puts("只核验，没有写库");
}

static int run(Command *command) {
    Error error = {0};
    Database database;
    ImportSummary summary;
    if (!database_open(&command->database, &database, &error)) {
        return command_fail("import", &error);
    }
    if (isatty(STDERR_FILENO)) command->import.progress = show_progress;
    bool is_done = import_folder(database.store, &command->import, &summary, &error);
    if (is_done && !command->import.is_dry_run) is_done = store_analyze(database.store, &error);
    if (command->import.progress != NULL) fputs("\r\033[K", stderr);
    database_close(&database);
    if (is_done || summary.total.rows > 0) show_summary(command, &summary);
    if (!is_done) return command_fail("import", &error);
    return summary.refused_files > 0 ? 1 : 0;
}

int import_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'b'},      {"dry-run", no_argument, NULL, 'd'},
        {"rejects", required_argument, NULL, 'r'}, {"today", required_argument, NULL, 't'},
        {"keys", required_argument, NULL, 'k'},    {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    Command command = {.import.today = clock_today(&clock)};
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        Str value = optarg == NULL ? STR("") : str_from_c(optarg);
        switch (option) {
        case 'b': command.database.url = value; break;
        case 'k': command.database.key_folder = value; break;
        case 'd': command.import.is_dry_run = true; break;
        case 'r': command.import.rejects_path = value; break;
        case 't':
            if (!date_from_str(value, &command.import.today)) {
                return usage("--today 应如 2023-10-16");
            }
            break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return usage("不认识的参数");
        }
    }
    if (argc - optind != 1) return usage("应写一个目录");
    if (command.database.url.length == 0) return usage("缺少 --db 地址");
    command.import.folder = str_from_c(argv[optind]);
    return run(&command);
}
