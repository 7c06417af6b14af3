// SPDX-License-Identifier: Apache-2.0
#include "app/feel_command.h"

#include "base/file.h"
#include "feel/builtin.h"
#include "feel/json.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char USAGE[] =
    "用法：jiuye feel [表达式] [--context 文件.json] [--on 日期] [--plan]\n"
    "\n"
    "计算一个 FEEL 表达式，结果以 JSON 写到标准输出；错误和空值的原因写到标准错误。\n"
    "不给表达式时，从标准输入逐行读表达式，每行一个结果。\n"
    "\n"
    "  --context 文件  JSON 对象，其成员是表达式可用的名称；“-” 表示标准输入\n"
    "  --on 日期       today() 的值；不给则为空，因为计算不看时钟\n"
    "  --plan          先写出执行计划\n";

typedef struct FeelJob {
    Arena arena;
    Source source;
    Str context_path; // absent = no names
    Date today;
    bool shows_plan;
    FeelName *names;
    FeelColumn *slots;
    size_t count;
} FeelJob;

static int usage(const char *problem) {
    fprintf(stderr, "jiuye feel: %s\n\n%s", problem, USAGE);
    return 2;
}

static int refuse(const Error *error) {
    fprintf(stderr, "jiuye feel: %s\n", error->message);
    if (error->detail[0]) fprintf(stderr, "%s\n", error->detail);
    return error_exit_status(error->kind);
}

static void print_text(FILE *file, const StrBuilder *out) {
    Str text = str_built(out);
    fwrite(text.data, 1, text.length, file);
}

static bool read_member(FeelJob *job, const JsonMember *member, Error *error) {
    FeelName *name = &job->names[job->count];
    FeelValue value;
    if (!feel_name_normalise(&job->arena, member->key, &name->name)) {
        return error_set(error, ERROR_INVALID, "“%.*s” 不能作名称", STR_ARG(member->key));
    }
    if (!feel_from_json(&job->arena, member->value, NULL, &value, error)) return false;
    name->type = feel_is_null(value) ? FEEL_TYPE_OF(ANY) : feel_type_of_value(&job->arena, value);
    name->slot = job->count;
    job->slots[job->count++] = feel_column_constant(&job->arena, value);
    return true;
}

static bool read_context(FeelJob *job, Error *error) {
    Str text;
    const JsonValue *json;
    if (str_is_absent(job->context_path)) return true;
    if (!file_read(&job->arena, job->context_path, JSON_BYTES_MAX, &text, error)) return false;
    if (!json_parse(&job->arena, text, &json, error)) return false;
    if (json->kind != JSON_OBJECT) {
        return error_set(error, ERROR_INVALID, "%.*s 应为 JSON 对象", STR_ARG(job->context_path));
    }
    job->names = NEW_ARRAY(&job->arena, FeelName, json->count);
    job->slots = NEW_ARRAY(&job->arena, FeelColumn, json->count);
    for (size_t i = 0; i < json->count; i++) {
        if (!read_member(job, &json->members[i], error)) return false;
    }
    return true;
}

static void warn(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    FeelJob *job = user;
    (void)row;
    Diagnostic diagnostic = {
        .severity = SEVERITY_WARNING, .source = source, .range = range, .message = message};
    StrBuilder out;
    str_builder_init(&out, &job->arena, 0);
    diagnostic_print(&out, &diagnostic);
    print_text(stderr, &out);
}

static const FeelProgram *compile(FeelJob *job) {
    FeelScope scope = {.names = job->names, .count = job->count};
    Diagnostics diagnostics = {.arena = &job->arena};
    const FeelProgram *program =
        feel_compile(&job->arena, &scope, &job->source,
                     (SourceRange){0, job->source.text.length}, NULL, &diagnostics);
    StrBuilder out;
    str_builder_init(&out, &job->arena, 0);
    diagnostics_print(&out, &diagnostics);
    print_text(stderr, &out);
    return program;
}

static bool evaluate(FeelJob *job, const FeelProgram *program, FeelValue *value, Error *error) {
    FeelRunOptions options = {
        .arena = &job->arena, .today = job->today, .warn = warn, .warn_user = job};
    FeelRun *run = feel_run_new_in(&job->arena, &options);
    FeelBatch batch = {job->slots, job->count, 1};
    FeelColumn column;
    bool ok = feel_run_batch(run, program, &batch, &column, error);
    feel_run_close(run);
    if (ok) *value = feel_column_get(&column, 0);
    return ok;
}

static int run_source(FeelJob *job) {
    Error error = {0};
    const FeelProgram *program = compile(job);
    if (!program) return 2;
    StrBuilder out;
    str_builder_init(&out, &job->arena, 0);
    if (job->shows_plan) feel_program_print(program, &out);
    FeelValue value;
    if (!evaluate(job, program, &value, &error)) return refuse(&error);
    JsonWriter writer;
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    str_put_char(&out, '\n');
    print_text(stdout, &out);
    return 0;
}

// One expression a line until the input ends; the status is that of the worst of them.
static int run_lines(FeelJob *job) {
    char *line = NULL;
    size_t room = 0;
    int worst = 0;
    bool is_terminal = isatty(STDIN_FILENO);
    for (;;) {
        if (is_terminal) fputs("feel> ", stdout);
        fflush(stdout);
        ssize_t length = getline(&line, &room, stdin);
        if (length < 0) break;
        job->source.text = str_trim((Str){line, (size_t)length});
        if (job->source.text.length == 0) continue;
        ArenaMark mark = arena_mark(&job->arena);
        int status = run_source(job);
        if (status > worst) worst = status;
        arena_rewind(&job->arena, mark);
    }
    if (is_terminal) fputc('\n', stdout);
    free(line);
    return worst;
}

static int run(FeelJob *job) {
    Error error = {0};
    if (!read_context(job, &error)) return refuse(&error);
    return str_is_absent(job->source.text) ? run_lines(job) : run_source(job);
}

int feel_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"context", required_argument, NULL, 'c'}, {"on", required_argument, NULL, 'o'},
        {"plan", no_argument, NULL, 'p'},          {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    FeelJob job = {.today = DATE_ABSENT};
    int option;
    // "-5 + 3" is an expression, not options.
    bool starts_with_minus = argc > 1 && argv[1][0] == '-' && argv[1][1] != '-';
    const char *expression = starts_with_minus ? argv[1] : NULL;
    if (starts_with_minus) {
        argc--;
        argv++;
    }
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'c': job.context_path = str_from_c(optarg); break;
        case 'o':
            if (!date_from_str(str_from_c(optarg), &job.today)) return usage("--on 应为日期");
            break;
        case 'p': job.shows_plan = true; break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return usage("不认识的选项");
        }
    }
    if (!expression && optind < argc) expression = argv[optind++];
    if (optind != argc) return usage("最多给一个表达式");
    job.source.name = STR("<表达式>");
    if (expression) job.source.text = str_from_c(expression);
    int status = run(&job);
    arena_release(&job.arena);
    return status;
}
