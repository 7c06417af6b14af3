// SPDX-License-Identifier: Apache-2.0
#include "app/serve_command.h"

#include "app/command.h"
#include "app/config.h"
#include "app/database.h"
#include "app/demo.h"
#include "app/server.h"
#include "base/file.h"
#include "city/city.h"
#include "publish/scan.h"
#include "registry/import.h"
#include "store/reader_role.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DEMO_PEOPLE 20000
#define SITE_BYTES_MAX 200

typedef struct Arguments {
    ServerOptions server;
    int64_t people;
    bool wants_help;
} Arguments;

static const char USAGE[] =
    "用法：jiuye serve --db 地址 [--listen 主机:端口] [--today 日期] [--keys 目录] [--suite 算法]\n"
    "                  [--site 网址] [--messages 目录] [--demo]\n"
    "      jiuye demo  --db 地址 [--people 人数] [--today 日期] [--keys 目录]\n"
    "      jiuye migrate --db 地址 [--keys 目录]\n"
    "\n"
    "  --db 地址           sqlite:文件、文件路径，或 postgresql://…\n"
    "  --listen 主机:端口  缺省 " LISTEN_DEFAULT "\n"
    "  --today 日期        业务日期；缺省为今天（北京时间），演示缺省为 " DEMO_TODAY "\n"
    "  --keys 目录         密钥放在哪里，缺省 ./" KEY_FOLDER_DEFAULT "；不要放进数据库的备份\n"
    "  --suite 算法        封存日志和个人信息用的算法：international（缺省）或 guomi\n"
    "  --site 网址         本市公开的网址，印在文书的二维码里；不写就只印核验码\n"
    "  --messages 目录     给短信（或应用）网关的投递文件夹；不写，消息就只在网站上看\n"
    "  --people 人数       演示城市的人数，缺省 20000\n"
    "  --demo              演示：页面注明是合成数据，业务日期可以往后拨\n";

enum { OPTION_DB = 1000, OPTION_LISTEN, OPTION_TODAY, OPTION_KEYS, OPTION_SUITE, OPTION_SITE,
       OPTION_MESSAGES, OPTION_PEOPLE, OPTION_DEMO, OPTION_HELP };

static const struct option options[] = {
    {"db", required_argument, NULL, OPTION_DB},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"today", required_argument, NULL, OPTION_TODAY},
    {"keys", required_argument, NULL, OPTION_KEYS},
    {"suite", required_argument, NULL, OPTION_SUITE},
    {"site", required_argument, NULL, OPTION_SITE},
    {"messages", required_argument, NULL, OPTION_MESSAGES},
    {"people", required_argument, NULL, OPTION_PEOPLE},
    {"demo", no_argument, NULL, OPTION_DEMO},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

// "https://jiuye.example.cn": no path, nothing that would need quoting on paper.
static bool site_is_address(Str site) {
    Str rest = site;
    if (str_starts_with(site, STR("https://"))) rest = str_slice(site, 8, site.length);
    else if (str_starts_with(site, STR("http://"))) rest = str_slice(site, 7, site.length);
    else return false;
    for (size_t i = 0; i < rest.length; i++) {
        char c = rest.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_plain && c != '.' && c != '-' && c != ':') return false;
    }
    return rest.length > 0 && site.length <= SITE_BYTES_MAX;
}

static const char *read_option(Arguments *arguments, int option) {
    Str value = optarg ? str_from_c(optarg) : (Str){0};
    switch (option) {
    case OPTION_DB: arguments->server.url = value; return NULL;
    case OPTION_LISTEN: arguments->server.listen = value; return NULL;
    case OPTION_KEYS: arguments->server.key_folder = value; return NULL;
    case OPTION_MESSAGES: arguments->server.messages = value; return NULL;
    case OPTION_DEMO: arguments->server.is_demo = true; return NULL;
    case OPTION_HELP: arguments->wants_help = true; return NULL;
    case OPTION_SUITE:
        return suite_from_code(value, &arguments->server.suite)
                   ? NULL
                   : "--suite 写 international 或 guomi";
    case OPTION_SITE:
        arguments->server.site = value;
        return site_is_address(value) ? NULL : "--site 要写成 https://jiuye.example.cn";
    case OPTION_TODAY:
        return date_from_str(value, &arguments->server.today) ? NULL : "--today 要写成 2023-10-16";
    case OPTION_PEOPLE:
        return str_to_int64(value, &arguments->people) && arguments->people >= CITY_PEOPLE_MIN &&
                       arguments->people <= CITY_PEOPLE_MAX
                   ? NULL
                   : "--people 要是1到4000000的整数";
    default: return "有不认识的参数";
    }
}

// NULL when all is well; otherwise what is wrong.
static const char *read_arguments(int argc, char **argv, Arguments *arguments) {
    *arguments = (Arguments){.server = {.listen = STR(LISTEN_DEFAULT),
                                        .key_folder = STR(KEY_FOLDER_DEFAULT),
                                        .today = DATE_ABSENT,
                                        .version = STR(JIUYE_VERSION)},
                             .people = DEMO_PEOPLE};
    optind = 1;
    opterr = 0;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        const char *problem = read_option(arguments, option);
        if (problem) return problem;
    }
    if (arguments->wants_help) return NULL;
    if (optind < argc) return "有多余的参数";
    return str_is_empty(arguments->server.url) ? "要用 --db 指定数据库" : NULL;
}

static int show_help(void) {
    fputs(USAGE, stdout);
    return 0;
}

// ---- serve ----

static void print_accounts(Server *server) {
    Arena arena = {0};
    StrBuilder out;
    Platform *platform = server_platform(server);
    str_builder_init(&out, &arena, 0);
    demo_print_accounts(&out, &platform->key, clock_now_ms(&platform->clock));
    fwrite(out.items, 1, out.count, stdout);
    arena_release(&arena);
}

int serve_command(int argc, char **argv) {
    Arguments arguments;
    Server *server;
    Error error = {0};
    const char *problem = read_arguments(argc, argv, &arguments);
    if (problem) return command_usage("serve", problem, USAGE);
    if (arguments.wants_help) return show_help();
    if (arguments.server.is_demo && arguments.server.today == DATE_ABSENT &&
        !date_from_str(STR(DEMO_TODAY), &arguments.server.today)) {
        return 1;
    }
    http_signals_block();
    if (!server_open(&arguments.server, &server, &error)) return command_fail("serve", &error);
    if (arguments.server.is_demo) print_accounts(server);
    Str listen = arguments.server.listen;
    size_t colon = str_find(listen, STR(":"), 0);
    printf("就业平台已启动：http://%.*s:%d\n", STR_ARG(str_slice(listen, 0, colon)),
           server_port(server));
    fflush(stdout);
    http_signals_wait();
    server_close(server);
    return 0;
}

// ---- demo ----

static bool import_city(Store *store, const Arguments *arguments, Arena *arena, Error *error) {
    char folder[] = "/tmp/jiuye-city-XXXXXX";
    if (!mkdtemp(folder)) return error_set(error, ERROR_UNAVAILABLE, "不能建临时目录");
    CityOptions city = {.folder = str_from_c(folder),
                        .people = arguments->people,
                        .seed = DEMO_SEED};
    CitySummary made;
    ImportSummary summary;
    ImportOptions import = {.folder = city.folder, .today = arguments->server.today};
    bool ok = date_from_str(STR("2023-09-30"), &city.as_of) && city_write(&city, &made, error) &&
              import_folder(store, &import, &summary, error);
    if (ok) {
        printf("演示城市：%lld 人，%lld 行数据，拒收 %lld 行（故意写错的）\n",
               (long long)made.people, (long long)summary.total.rows,
               (long long)summary.total.rejected);
    }
    Str *names;
    size_t count;
    Error ignored = {0};
    if (file_list(arena, city.folder, STR(".csv"), &names, &count, &ignored)) {
        for (size_t i = 0; i < count; i++) {
            unlink(str_to_c(arena, str_format(arena, "%s/%.*s", folder, STR_ARG(names[i]))));
        }
    }
    rmdir(folder);
    return ok;
}

static bool scan_city(Platform *platform, Date today, Arena *arena, Error *error) {
    ScanOptions scan = {.pack = catalogue_pack(platform->catalogue), .on = today, .keeps = true,
                        .now_ms = clock_now_ms(&platform->clock)};
    ScanCounts counts;
    if (!scan_run(platform->store, &scan, arena, &counts, error)) return false;
    int64_t unclaimed = 0, fen = 0;
    for (size_t i = 0; i < counts.count; i++) {
        unclaimed += counts.items[i].unclaimed;
        fen += counts.items[i].unclaimed_fen;
    }
    printf("应享未享：%lld 人（户）次，%lld.%02lld 元\n", (long long)unclaimed,
           (long long)(fen / 100), (long long)(fen % 100));
    return true;
}

static bool make_demo(Server *server, const Arguments *arguments, Arena *arena, Error *error) {
    Platform *platform = server_platform(server);
    Actor actor = actor_system(arguments->server.today, clock_now_ms(&platform->clock));
    bool is_ready;
    if (!demo_is_ready(platform->store, &is_ready, error)) return false;
    if (is_ready) {
        puts("演示城市已经有了");
        return true;
    }
    return import_city(platform->store, arguments, arena, error) &&
           demo_make(platform->store, catalogue_pack(platform->catalogue), &platform->key, &actor,
                     PASSWORD_COST_NORMAL, error) &&
           scan_city(platform, arguments->server.today, arena, error);
}

int demo_command(int argc, char **argv) {
    Arguments arguments;
    Server *server;
    Error error = {0};
    Arena arena = {0};
    const char *problem = read_arguments(argc, argv, &arguments);
    if (problem) return command_usage("demo", problem, USAGE);
    if (arguments.wants_help) return show_help();
    arguments.server.listen = STR("");
    arguments.server.is_demo = true;
    if (arguments.server.today == DATE_ABSENT &&
        !date_from_str(STR(DEMO_TODAY), &arguments.server.today)) {
        return 1;
    }
    if (!server_open(&arguments.server, &server, &error)) return command_fail("demo", &error);
    bool ok = make_demo(server, &arguments, &arena, &error);
    server_close(server);
    arena_release(&arena);
    return ok ? 0 : command_fail("demo", &error);
}

// ---- routes, migrate ----

int routes_command(int argc, char **argv) {
    (void)argv;
    if (argc > 1) return command_usage("routes", "不用参数", "用法：jiuye routes\n");
    Arena arena = {0};
    StrBuilder out;
    Error error = {0};
    str_builder_init(&out, &arena, 0);
    bool ok = server_routes_print(&out, &error);
    if (ok) fwrite(out.items, 1, out.count, stdout);
    arena_release(&arena);
    return ok ? 0 : command_fail("routes", &error);
}

// Without them the platform runs as well: a word to the administrator is enough.
static bool grant_readers(Store *store, Error *error) {
    Arena arena = {0};
    Str missing;
    bool ok = store_readers_grant(store, &arena, &missing, error);
    if (ok && !str_is_absent(missing)) {
        fprintf(stderr,
                "提示：这个账号不能建角色，缺只读角色 %.*s；请管理员建好后再运行一次"
                "（docs/readers.md）\n",
                STR_ARG(missing));
    }
    arena_release(&arena);
    return ok;
}

int migrate_command(int argc, char **argv) {
    Arguments arguments;
    Database database;
    Error error = {0};
    const char *problem = read_arguments(argc, argv, &arguments);
    if (problem) return command_usage("migrate", problem, USAGE);
    if (arguments.wants_help) return show_help();
    DatabaseOptions place = {arguments.server.url, arguments.server.key_folder,
                             arguments.server.suite};
    bool ok = database_open(&place, &database, &error) && grant_readers(database.store, &error);
    if (ok) puts("数据库结构已是最新，个人信息都已封存");
    database_close(&database);
    return ok ? 0 : command_fail("migrate", &error);
}
