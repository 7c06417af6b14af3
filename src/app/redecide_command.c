// SPDX-License-Identifier: Apache-2.0
#include "app/redecide_command.h"

#include "app/command.h"
#include "app/database.h"
#include "base/clock.h"
#include "casework/redecide.h"

#include <getopt.h>

#define STATUS_DIFFERENT 1
#define STATUS_OTHER_ENGINE 3
#define CONTEXT_BYTES 60 // shown before and after the first difference

static const char USAGE[] =
    "用法：jiuye redecide 受理号 --db 地址 [--keys 目录]\n"
    "\n"
    "按留存的事实、当时的政策版本和判定日，把一件申请重新判定一次，和留存的决定逐字节比较。\n"
    "\n"
    "  --db 地址    SQLite 文件，或 postgresql:// 开头的地址\n"
    "  --keys 目录  打开个人信息的密钥，缺省 ./" KEY_FOLDER_DEFAULT "\n"
    "\n"
    "相同：退出码 0；不同：退出码 1，引擎版本变过的是 3，并说出从哪里不同。不改动任何数据。\n";

static Str around(Str text, size_t at) {
    size_t from = at > CONTEXT_BYTES ? at - CONTEXT_BYTES : 0;
    size_t to = at + CONTEXT_BYTES < text.length ? at + CONTEXT_BYTES : text.length;
    while (from < at && ((unsigned char)text.data[from] & 0xC0) == 0x80) from++;
    while (to < text.length && ((unsigned char)text.data[to] & 0xC0) == 0x80) to++;
    return str_slice(text, from, to);
}

static int report(const Redecision *redecision) {
    Arena arena = {0};
    bool is_same_engine = str_equal(redecision->engine, STR(DECISION_ENGINE));
    Str day = date_to_chinese(&arena, redecision->decided_on);
    printf("%.*s：第%d项，%.*s判定，政策版本 %.12s，引擎 %.*s（现在 %s）\n",
           STR_ARG(redecision->number), redecision->policy_number, STR_ARG(day),
           redecision->pack_hash.data, STR_ARG(redecision->engine), DECISION_ENGINE);
    if (redecision->is_equal) {
        printf("重判相同：%zu 字节，逐字节相等\n", redecision->kept.length);
    } else {
        Str kept = around(redecision->kept, redecision->differs_at);
        Str again = around(redecision->again, redecision->differs_at);
        printf("重判不同，从第 %zu 字节起\n  留存：…%.*s…\n  重判：…%.*s…\n",
               redecision->differs_at + 1, STR_ARG(kept), STR_ARG(again));
        puts(is_same_engine ? "引擎版本没有变：请检查记录是否被改动"
                            : "引擎版本变过：请核对差别是否影响结论");
    }
    arena_release(&arena);
    if (redecision->is_equal) return 0;
    return is_same_engine ? STATUS_DIFFERENT : STATUS_OTHER_ENGINE;
}

static bool redecide(Store *store, Str number, Arena *arena, Redecision *redecision, Error *error) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    Actor actor = actor_system(clock_today(&clock), clock_now_ms(&clock));
    Catalogue *catalogue;
    if (!catalogue_open(store, actor.today, actor.now_ms, &catalogue, error)) return false;
    bool is_done = claim_redecide(store, catalogue, &actor, number, arena, redecision, error);
    catalogue_close(catalogue);
    return is_done;
}

static int run(const DatabaseOptions *place, Str number) {
    Arena arena = {0};
    Error error = {0};
    Redecision redecision;
    Database database;
    bool is_done = database_open_existing(place, &database, &error) &&
                   redecide(database.store, number, &arena, &redecision, &error);
    database_close(&database);
    int status = is_done ? report(&redecision) : command_fail("redecide", &error);
    arena_release(&arena);
    return status;
}

int redecide_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'd'}, {"keys", required_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    DatabaseOptions place = {.url = STR("")};
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'd': place.url = str_from_c(optarg); break;
        case 'k': place.key_folder = str_from_c(optarg); break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return command_usage("redecide", "不认识的参数", USAGE);
        }
    }
    if (argc - optind != 1) return command_usage("redecide", "要写一个受理号", USAGE);
    if (str_is_empty(place.url)) return command_usage("redecide", "缺少 --db 地址", USAGE);
    return run(&place, str_from_c(argv[optind]));
}
