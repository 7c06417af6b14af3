// SPDX-License-Identifier: Apache-2.0
#include "app/decide_command.h"

#include "app/command.h"
#include "base/file.h"
#include "policy/decision.h"

#include <getopt.h>
#include <stdio.h>

#define FACTS_BYTES_MAX ((size_t)4 * 1024 * 1024)

static const char USAGE[] =
    "用法：jiuye decide 项号 事实.json [--pack 文件夹] [--on 日期] [--explain]\n"
    "      jiuye decide 项号 --examples [--pack 文件夹]\n"
    "\n"
    "按一项政策判定一个对象，在标准输出写一个 JSON 对象。事实.json 是 {键: 值}，\n"
    "键用事实的键或中文名；写 - 则从标准输入读。params 下可以放参数。\n"
    "\n"
    "  --pack 文件夹  用这个文件夹里的政策包；缺省用程序自带的\n"
    "  --on 日期      判定日；缺省用政策规定的事实，再没有就用政策包的基准日\n"
    "  --explain      附上不符合的原因和判定过程\n"
    "  --examples     不判定，写出政策文件里的例子，一行一个 {title, on, facts}\n";

typedef struct DecideOptions {
    Str number;
    Str facts_path;
    Str folder;
    Date on;
    bool explains;
    bool lists_examples;
} DecideOptions;

static bool policy_find(Arena *arena, const Pack *pack, Str number, const Policy **policy,
                        Error *error) {
    int64_t value;
    if (!str_to_int64(number, &value) || value < 1 || value > 999) {
        return error_set(error, ERROR_INVALID, "项号“%.*s”不对，要写1到999的整数",
                         STR_ARG(number));
    }
    *policy = pack_policy(pack, (int)value);
    if (!*policy) {
        return error_set(error, ERROR_NOT_FOUND, "政策包%.*s里没有第%d项", STR_ARG(pack->id),
                         (int)value);
    }
    if ((*policy)->program) return true;
    if ((*policy)->conclusions.count > 0) {
        error_set(error, ERROR_INVALID, "第%d项的政策文件有错，不能据此判定", (int)value);
        Str path = (*policy)->document->source->name;
        Str hint = str_format(arena, "用 jiuye check 看%.*s错在哪里", STR_ARG(path));
        return error_detail(error, "%.*s", STR_ARG(hint));
    }
    return error_set(error, ERROR_INVALID, "第%d项“%.*s”条文已录入，办理规则待发布", (int)value,
                     STR_ARG((*policy)->title));
}

static bool facts_load(Arena *arena, const Policy *policy, Str path, PolicyCase *facts,
                       Error *error) {
    Str text;
    const JsonValue *json;
    if (!file_read(arena, path, FACTS_BYTES_MAX, &text, error)) return false;
    if (!json_parse(arena, text, &json, error)) {
        return error_prefix(error, "%.*s：", STR_ARG(path));
    }
    return policy_case_from_json(arena, policy, json, facts, error);
}

static bool decide(Arena *arena, const Pack *pack, const Policy *policy,
                   const DecideOptions *options, Decision *decision, Error *error) {
    PolicyCase facts;
    if (!facts_load(arena, policy, options->facts_path, &facts, error)) return false;
    if (options->explains) {
        return decision_explain(pack, policy, arena, &facts, options->on, decision, error);
    }
    PolicyRunOptions run_options = {0};
    PolicyRun *run = policy_run_new_in(arena, pack, policy, &run_options);
    bool is_done = decision_make(run, policy, arena, &facts, options->on, decision, error);
    policy_run_close(run);
    return is_done;
}

static void print(const StrBuilder *text) {
    Str printed = str_built(text);
    fwrite(printed.data, 1, printed.length, stdout);
}

static void examples_print(Arena *arena, const Policy *policy) {
    for (size_t i = 0; i < policy->examples.count; i++) {
        const Example *example = &policy->examples.items[i];
        PolicyCase facts = policy_case_from_example(arena, policy, example);
        StrBuilder text;
        JsonWriter writer;
        str_builder_init(&text, arena, 0);
        json_writer_init(&writer, &text);
        json_open_object(&writer);
        json_member_string(&writer, "title", example->title);
        json_member_string(&writer, "on", example->on == DATE_ABSENT
                                              ? (Str){0}
                                              : date_to_str(arena, example->on));
        json_key(&writer, STR("facts"));
        policy_case_to_json(policy, &facts, &writer);
        json_close_object(&writer);
        str_put_char(&text, '\n');
        print(&text);
    }
}

static bool run(Arena *arena, const DecideOptions *options, Error *error) {
    Diagnostics diagnostics = {.arena = arena};
    const Pack *pack;
    const Policy *policy = NULL;
    Decision decision;
    if (!command_load_pack(arena, options->folder, &diagnostics, &pack, error)) return false;
    if (!policy_find(arena, pack, options->number, &policy, error)) return false;
    if (options->lists_examples) {
        examples_print(arena, policy);
        return true;
    }
    if (!decide(arena, pack, policy, options, &decision, error)) return false;
    StrBuilder text;
    JsonWriter writer;
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    decision_to_json(arena, pack, &decision, &writer);
    str_put_char(&text, '\n');
    print(&text);
    return true;
}

// NULL when the arguments are good; otherwise what is wrong with them ("" = help was asked for).
static const char *options_read(int argc, char **argv, DecideOptions *options) {
    static const struct option long_options[] = {
        {"pack", required_argument, NULL, 'p'}, {"on", required_argument, NULL, 'd'},
        {"explain", no_argument, NULL, 'e'},    {"examples", no_argument, NULL, 'x'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    opterr = 0;
    optind = 1;
    *options = (DecideOptions){.on = DATE_ABSENT};
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'p': options->folder = str_from_c(optarg); break;
        case 'd':
            if (!date_from_str(str_from_c(optarg), &options->on)) return "--on 应如 2023-10-16";
            break;
        case 'e': options->explains = true; break;
        case 'x': options->lists_examples = true; break;
        case 'h': return "";
        default: return "不认识的参数，或参数缺值";
        }
    }
    if (argc - optind != (options->lists_examples ? 1 : 2)) return "要写项号和事实文件";
    options->number = str_from_c(argv[optind]);
    if (options->lists_examples) return NULL;
    options->facts_path = str_from_c(argv[optind + 1]);
    return NULL;
}

int decide_command(int argc, char **argv) {
    DecideOptions options;
    const char *problem = options_read(argc, argv, &options);
    if (problem && !*problem) {
        fputs(USAGE, stdout);
        return 0;
    }
    if (problem) return command_usage("decide", problem, USAGE);
    Arena arena = {0};
    Error error = {0};
    int status = run(&arena, &options, &error) ? 0 : command_fail("decide", &error);
    arena_release(&arena);
    return status;
}
