// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include "access/suite.h"
#include "base/date.h"
#include "base/file.h"
#include "policy/nearest.h"

#include <stdlib.h>

static const struct {
    const char *name, *value, *label;
} settings_known[SETTING_COUNT] = {
#define X(name, word, value, label) [name] = {word, value, label},
    SETTINGS(X)
#undef X
};

const char *setting_name(Setting setting) {
    return settings_known[setting].name;
}
const char *setting_label(Setting setting) {
    return settings_known[setting].label;
}
const char *setting_default(Setting setting) {
    return settings_known[setting].value;
}

// ---- Reading ----

static bool refuse(const Config *config, int line, Error *error, const char *what, Str value) {
    return error_set(error, ERROR_INVALID, "%.*s:%d: %s“%.*s”", STR_ARG(config->path), line, what,
                     STR_ARG(value));
}

static bool is_yes(Str value) {
    return str_equal(value, STR("yes"));
}

// NULL, or what the value should be.
static const char *fault_of(Setting setting, Str value) {
    Suite suite;
    Date day;
    if (str_is_empty(value)) return "写上值，或者删掉这一行";
    if (setting == SETTING_SUITE && !suite_from_code(value, &suite)) {
        return "写 international 或 guomi";
    }
    if (setting == SETTING_TODAY && !date_from_str(value, &day)) return "写成 2023-10-16";
    bool is_word = is_yes(value) || str_equal(value, STR("no"));
    return setting == SETTING_DEMO && !is_word ? "写 yes 或 no" : NULL;
}

static bool find_setting(Str name, Setting *setting, Str *nearest) {
    Nearest near = nearest_to(name);
    for (int i = 0; i < SETTING_COUNT; i++) {
        Str known = str_from_c(settings_known[i].name);
        *setting = (Setting)i;
        if (str_equal(name, known)) return true;
        nearest_offer(&near, known);
    }
    *nearest = near.best;
    return false;
}

static Str without_comment(Str line) {
    if (str_starts_with(line, STR("#"))) return STR("");
    size_t space = str_find(line, STR(" #"), 0), tab = str_find(line, STR("\t#"), 0);
    return str_trim(str_slice(line, 0, space < tab ? space : tab));
}

static bool read_line(Config *config, int number, Str line, Error *error) {
    Str value = without_comment(str_trim(line)), nearest = {0};
    Setting setting;
    if (str_is_empty(value)) return true;
    if (str_find(value, STR("="), 0) == SIZE_MAX) {
        refuse(config, number, error, "这一行没有等号：", value);
        return error_detail(error, "写成 名称 = 值");
    }
    Str name = str_trim(str_cut(&value, '='));
    value = str_trim(value);
    if (!find_setting(name, &setting, &nearest)) {
        refuse(config, number, error, "没有设置", name);
        if (str_is_absent(nearest)) return error_detail(error, "jiuye config 列出所有设置");
        return error_detail(error, "是不是“%.*s”？", STR_ARG(nearest));
    }
    const char *fault = fault_of(setting, value);
    if (fault) {
        refuse(config, number, error, settings_known[setting].name, value);
        return error_detail(error, "%s", fault);
    }
    if (config->items[setting].line > 0) {
        refuse(config, number, error, "重复的设置", name);
        return error_detail(error, "第 %d 行已经写过", config->items[setting].line);
    }
    config->items[setting].value = value;
    config->items[setting].line = number;
    return true;
}

static bool read_file(Arena *arena, Config *config, Error *error) {
    Str rest;
    if (!file_read(arena, config->path, CONFIG_BYTES_MAX, &rest, error)) return false;
    for (int number = 1; !str_is_absent(rest); number++) {
        if (!read_line(config, number, str_cut(&rest, '\n'), error)) return false;
    }
    return true;
}

// ---- Becoming options ----

// Takes "--config FILE" and "--config=FILE" out; the last one counts.
static bool take_path(Arena *arena, CommandLine *arguments, Str *path, Error *error) {
    char **kept = NEW_ARRAY(arena, char *, (size_t)arguments->count + 1);
    int count = 0;
    for (int i = 0; i < arguments->count; i++) {
        Str word = str_from_c(arguments->items[i]);
        if (str_starts_with(word, STR("--config="))) {
            *path = str_slice(word, sizeof "--config=" - 1, word.length);
        } else if (!str_equal(word, STR("--config"))) {
            kept[count++] = arguments->items[i];
        } else if (i + 1 < arguments->count) {
            *path = str_from_c(arguments->items[++i]);
        } else {
            return error_set(error, ERROR_INVALID, "--config 后面要写文件");
        }
    }
    *arguments = (CommandLine){count, kept};
    return true;
}

// The option as it would be typed; NULL for a switch that is off.
static char *option_of(Arena *arena, Setting setting, Str value) {
    if (setting == SETTING_DEMO && !is_yes(value)) return NULL;
    Str text = setting == SETTING_DEMO
                   ? STR("--demo")
                   : str_format(arena, "--%s=%.*s", setting_name(setting), STR_ARG(value));
    char *copy = arena_alloc(arena, text.length + 1);
    for (size_t i = 0; i < text.length; i++) copy[i] = text.data[i];
    return copy;
}

bool config_apply(Arena *arena, unsigned settings, int words, CommandLine *arguments,
                  Config *config, Error *error) {
    const char *named = getenv(CONFIG_VARIABLE);
    *config = (Config){.path = named && *named ? str_from_c(named) : (Str){0}};
    if (!take_path(arena, arguments, &config->path, error)) return false;
    if (str_is_absent(config->path)) return true;
    if (!read_file(arena, config, error)) return false;
    char **items = NEW_ARRAY(arena, char *, (size_t)arguments->count + SETTING_COUNT + 1);
    int count = 0, from = 0;
    while (from < words && from < arguments->count) items[count++] = arguments->items[from++];
    for (int i = 0; i < SETTING_COUNT; i++) {
        if (!(settings & 1u << i) || config->items[i].line == 0) continue;
        char *option = option_of(arena, (Setting)i, config->items[i].value);
        if (option) items[count++] = option;
    }
    while (from < arguments->count) items[count++] = arguments->items[from++];
    *arguments = (CommandLine){count, items};
    return true;
}
