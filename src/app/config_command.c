// SPDX-License-Identifier: Apache-2.0
#include "app/config_command.h"

#include "app/command.h"

#include <getopt.h>
#include <stdio.h>

static const char USAGE[] =
    "用法：jiuye config [--config 文件] [设置…]\n"
    "\n"
    "列出每项设置现在的值和出处：命令行、配置文件、缺省。命令行优先，密码不显示。\n"
    "配置文件用 --config 或环境变量 " CONFIG_VARIABLE " 指出，一行一项：名称 = 值。\n";

#define HIDDEN "***"

// From `from` up to the first of `ends`.
static size_t end_of(Str text, size_t from, const char *ends) {
    size_t end = text.length;
    for (; *ends; ends++) {
        size_t at = str_find(text, (Str){ends, 1}, from);
        if (at < end) end = at;
    }
    return end;
}

static Str hide(Arena *arena, Str text, size_t from, size_t to) {
    return str_format(arena, "%.*s" HIDDEN "%.*s", (int)from, text.data,
                      STR_ARG(str_slice(text, to, text.length)));
}

// postgresql://user:password@host/name?password=…
static Str without_password(Arena *arena, Str url) {
    size_t start = str_find(url, STR("://"), 0);
    if (start == SIZE_MAX) return url;
    start += 3;
    size_t authority = end_of(url, start, "/?");
    size_t at = SIZE_MAX, colon = str_find(str_slice(url, 0, authority), STR(":"), start);
    for (size_t i = start; i < authority; i++) at = url.data[i] == '@' ? i : at; // the last one
    if (at != SIZE_MAX && colon < at) url = hide(arena, url, colon + 1, at);
    for (size_t from = start;;) { // "sslpassword" as well
        from = str_find(url, STR("password="), from);
        if (from == SIZE_MAX) return url;
        from += sizeof "password=" - 1;
        url = hide(arena, url, from, end_of(url, from, "&"));
    }
}

static void print_setting(Arena *arena, const Config *config, Setting setting, Str typed) {
    bool is_in_file = config->items[setting].line > 0;
    Str value = str_from_c(setting_default(setting)), origin = STR("缺省");
    if (is_in_file) {
        value = config->items[setting].value;
        origin = str_format(arena, "%.*s:%d", STR_ARG(config->path), config->items[setting].line);
    }
    if (!str_is_absent(typed)) {
        value = typed;
        origin = STR("命令行");
    }
    if (setting == SETTING_DB) value = without_password(arena, value);
    bool is_set = value.length > 0;
    printf("%s%s = %.*s # %s（%.*s）\n", is_set ? "" : "# ", setting_name(setting), STR_ARG(value),
           setting_label(setting), STR_ARG(origin));
}

int config_command(const Config *config, int argc, char **argv) {
    struct option options[SETTING_COUNT + 2] = {{0}};
    Str typed[SETTING_COUNT] = {{0}};
    int option;
    for (int i = 0; i < SETTING_COUNT; i++) {
        bool is_switch = i == SETTING_DEMO;
        options[i] = (struct option){setting_name((Setting)i),
                                     is_switch ? no_argument : required_argument, NULL, 256 + i};
    }
    options[SETTING_COUNT] = (struct option){"help", no_argument, NULL, 'h'};
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            return 0;
        }
        if (option < 256) return command_usage("config", "有不认识的参数", USAGE);
        typed[option - 256] = optarg ? str_from_c(optarg) : STR("yes");
    }
    if (optind < argc) return command_usage("config", "有多余的参数", USAGE);
    Arena arena = {0};
    for (int i = 0; i < SETTING_COUNT; i++) print_setting(&arena, config, (Setting)i, typed[i]);
    arena_release(&arena);
    return 0;
}
