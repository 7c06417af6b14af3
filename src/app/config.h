// SPDX-License-Identifier: Apache-2.0
#ifndef APP_CONFIG_H
#define APP_CONFIG_H
// The configuration file: what is the same for every command of one installation, so that nobody
// repeats it on the command line.
//
//   # 就业平台
//   db = postgresql://jiuye@db1,db2/jiuye
//   keys = /etc/jiuye/keys
//
// One "name = value" to a line, # begins a comment (behind a value after a space). The names are
// those of the options. The file is named by --config FILE, else by the environment's JIUYE_CONFIG,
// else there is none; an option on the command line wins. Relative paths are the command's.
//
// It works by becoming options: a command sees the values of the settings it takes as if they had
// been typed first, and knows nothing of the file.

#include "base/error.h"

#define CONFIG_BYTES_MAX 65536
#define CONFIG_VARIABLE "JIUYE_CONFIG"

#define LISTEN_DEFAULT "127.0.0.1:8640"
#define KEY_FOLDER_DEFAULT "keys"

// X(enumerator, name, default, 中文)
#define SETTINGS(X)                                                                                \
    X(SETTING_DB, "db", "", "数据库地址")                                                          \
    X(SETTING_LISTEN, "listen", LISTEN_DEFAULT, "平台在哪里听")                                    \
    X(SETTING_KEYS, "keys", KEY_FOLDER_DEFAULT, "密钥目录")                                        \
    X(SETTING_SUITE, "suite", "international", "签名和封存用的算法")                               \
    X(SETTING_TODAY, "today", "", "固定的业务日期，缺省为今天")                                    \
    X(SETTING_DEMO, "demo", "no", "演示：yes 或 no")

typedef enum Setting {
#define X(name, word, value, label) name,
    SETTINGS(X)
#undef X
        SETTING_COUNT
} Setting;

#define SETTING(name) (1u << SETTING_##name) // in the set that a command takes

typedef struct Config {
    Str path; // absent = there is no file
    struct {
        Str value;
        int line; // 0 = not in the file
    } items[SETTING_COUNT];
} Config;

const char *setting_name(Setting setting);
const char *setting_label(Setting setting);
const char *setting_default(Setting setting);

typedef struct CommandLine {
    int count;
    char **items; // ends in NULL
} CommandLine;

// Takes --config FILE out of `arguments`, reads that file or the environment's, and puts the values
// of the `settings` in it behind the first `words` arguments. ERROR_INVALID with file:line for an
// unknown name, a name twice, or a value that cannot be.
bool config_apply(Arena *arena, unsigned settings, int words, CommandLine *arguments,
                  Config *config, Error *error) MUST_USE;

#endif
