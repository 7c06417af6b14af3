// SPDX-License-Identifier: Apache-2.0
// The public interface, include/feel.h, over the internal one.
#include "feel.h"

#include "feel/builtin.h"
#include "feel/handle.h"
#include "feel/json.h"

#include <string.h>

_Static_assert(FEEL_JSON_BYTES_MAX == JSON_BYTES_MAX, "the public limits hold");
_Static_assert(FEEL_RESULT_BYTES_MAX == STR_BUILDER_BYTES_MAX, "as above");
_Static_assert(FEEL_JSON_DEPTH_MAX == JSON_DEPTH_MAX, "as above");

// ---- Expressions ----

struct FeelExpression {
    FeelHandle handle;
    FeelOptions options;
    Source source;
    FeelName *names;
    size_t name_count;
    const FeelProgram *program; // NULL = faulty
    FeelStatus status;
    const char *type;
};

typedef struct OpenJob {
    FeelExpression *expression;
    const char *text, *input_type, *names_json;
} OpenJob;

static bool fail(FeelHandle *handle, const Error *error) {
    feel_notes_add_error(&handle->notes, error);
    return false;
}

static const FeelType *read_type(FeelExpression *expression, Str text) {
    Arena *arena = &expression->handle.arena;
    Source *source = NEW(arena, Source);
    *source = (Source){STR("<type>"), text};
    Diagnostics diagnostics = {.arena = arena};
    const FeelType *type = feel_compile_type(arena, NULL, source, &diagnostics);
    if (type) return type;
    feel_notes_add_all(&expression->handle.notes, &diagnostics);
    expression->status = FEEL_BAD_INPUT;
    return FEEL_TYPE_OF(ANY);
}

static bool read_name(FeelExpression *expression, const JsonMember *member) {
    Arena *arena = &expression->handle.arena;
    FeelName *name = &expression->names[expression->name_count];
    name->type = FEEL_TYPE_OF(ANY);
    name->slot = expression->name_count;
    if (member->value->kind == JSON_STRING) name->type = read_type(expression, member->value->text);
    bool is_type = member->value->kind == JSON_STRING || member->value->kind == JSON_NULL;
    if (is_type && feel_name_normalise(arena, member->key, &name->name)) {
        expression->name_count++;
        return true;
    }
    Error error = {0};
    error_set(&error, ERROR_INVALID, is_type ? "“%.*s” 不能作名称" : "“%.*s” 的类型应为字符串",
              STR_ARG(member->key));
    return fail(&expression->handle, &error);
}

static bool read_names(FeelExpression *expression, const char *names_json) {
    Arena *arena = &expression->handle.arena;
    const JsonValue *json;
    Error error = {0};
    expression->names = NEW(arena, FeelName);
    if (!names_json) return true;
    if (!json_parse(arena, str_from_c(names_json), &json, &error) ||
        (json->kind != JSON_OBJECT &&
         !error_set(&error, ERROR_INVALID, "名称表应为 JSON 对象"))) {
        return fail(&expression->handle, &error);
    }
    expression->names = NEW_ARRAY(arena, FeelName, json->count + 1);
    for (size_t i = 0; i < json->count; i++) {
        if (!read_name(expression, &json->members[i])) return false;
    }
    return expression->status == FEEL_OK;
}

static void compile(FeelExpression *expression, const char *input_type) {
    Arena *arena = &expression->handle.arena;
    FeelScope scope = {.names = expression->names, .count = expression->name_count};
    FeelCompileOptions options = {.syntax = FEEL_EXPRESSION};
    if (input_type) {
        options.syntax = FEEL_UNARY_TESTS;
        options.input_slot = expression->name_count;
        options.input_type = read_type(expression, str_copy(arena, str_from_c(input_type)));
    }
    if (expression->status != FEEL_OK) return;
    Diagnostics diagnostics = {.arena = arena};
    SourceRange range = {0, expression->source.text.length};
    expression->program =
        feel_compile(arena, &scope, &expression->source, range, &options, &diagnostics);
    feel_notes_add_all(&expression->handle.notes, &diagnostics);
    if (!expression->program) {
        expression->status = FEEL_BAD_EXPRESSION;
        return;
    }
    Str type = feel_type_to_str(arena, feel_program_type(expression->program));
    expression->type = str_to_c(arena, type);
    // The input of unary tests is one name more.
    if (!input_type) return;
    expression->names[expression->name_count++] =
        (FeelName){.name = STR("?"), .type = options.input_type, .slot = options.input_slot};
}

static void open_work(void *argument) {
    OpenJob *job = argument;
    FeelExpression *expression = job->expression;
    Arena *arena = &expression->handle.arena;
    expression->source = (Source){STR("<expression>"), str_copy(arena, str_from_c(job->text))};
    if (read_names(expression, job->names_json)) compile(expression, job->input_type);
    else expression->status = FEEL_BAD_INPUT;
    bool is_faulty = expression->status != FEEL_OK;
    if (is_faulty && feel_notes_name_limit(&expression->handle.notes)) {
        expression->status = FEEL_OVER_LIMIT;
    }
}

FeelStatus feel_expression_open(const FeelOptions *options, const char *text,
                                const char *input_type, const char *names_json,
                                FeelExpression **expression) {
    size_t bytes_max = options ? options->bytes_max : 0;
    FeelExpression *opened = feel_handle_new(options, bytes_max, sizeof *opened);
    *expression = opened;
    if (!opened) return FEEL_NO_MEMORY;
    if (options) opened->options = *options;
    opened->type = "";
    OpenJob job = {opened, text, input_type, names_json};
    FeelTask task = {.work = open_work, .job = &job};
    if (feel_handle_try(&opened->handle, &task)) return opened->status;
    opened->program = NULL;
    opened->type = "";
    opened->status = FEEL_OVER_LIMIT;
    if (opened->handle.heap.is_over) return opened->status;
    feel_expression_close(opened);
    *expression = NULL;
    return FEEL_NO_MEMORY;
}

void feel_expression_close(FeelExpression *expression) {
    if (expression) feel_handle_close(&expression->handle);
}

const char *feel_expression_type(const FeelExpression *expression) { return expression->type; }

size_t feel_expression_note_count(const FeelExpression *expression) {
    return expression->handle.notes.count;
}

const FeelNote *feel_expression_note(const FeelExpression *expression, size_t index) {
    const FeelNotes *notes = &expression->handle.notes;
    return index < notes->count ? &notes->items[index] : NULL;
}

const char *feel_expression_report(const FeelExpression *expression) {
    return expression->handle.report;
}

// ---- Answers ----

struct FeelAnswer {
    FeelHandle handle;
    FeelStatus status;
    FeelValue value;
    const char *json;
    const char *text; // of a string or a temporal value, else NULL
};

typedef struct EvaluateJob {
    const FeelExpression *expression;
    const char *context_json, *today;
    FeelAnswer *answer;
    FeelRun *run; // to be closed whatever happens
} EvaluateJob;

// Refuses the input, or names the limit that was hit.
static bool answer_fail(FeelAnswer *answer, const Error *error) {
    answer->status = error->kind == ERROR_LIMIT ? FEEL_OVER_LIMIT : FEEL_BAD_INPUT;
    return fail(&answer->handle, error);
}

static bool read_context(const EvaluateJob *job, FeelColumn **slots) {
    Arena *arena = &job->answer->handle.arena;
    const FeelExpression *expression = job->expression;
    Str text = job->context_json ? str_from_c(job->context_json) : STR("{}");
    const JsonValue *json;
    Error error = {0};
    bool ok = json_parse(arena, text, &json, &error);
    if (ok && json->kind != JSON_OBJECT) {
        ok = error_set(&error, ERROR_INVALID, "输入应为 JSON 对象");
    }
    *slots = NEW_ARRAY(arena, FeelColumn, expression->name_count);
    for (size_t i = 0; ok && i < expression->name_count; i++) {
        const FeelName *name = &expression->names[i];
        const JsonValue *member = json_get(json, str_to_c(arena, name->name));
        FeelValue value = feel_null();
        ok = !member || feel_from_json(arena, member, name->type, &value, &error);
        (*slots)[i] = feel_column_constant(arena, value);
    }
    return ok || answer_fail(job->answer, &error);
}

static bool read_today(const EvaluateJob *job, Date *today) {
    *today = DATE_ABSENT;
    if (!job->today || date_from_str(str_from_c(job->today), today)) return true;
    Error error = {0};
    error_set(&error, ERROR_INVALID, "“%s” 不是日期，应如 2023-10-16", job->today);
    return answer_fail(job->answer, &error);
}

static void answer_clear(FeelAnswer *answer, FeelStatus status) {
    answer->status = status;
    answer->value = feel_null();
    answer->json = "null";
    answer->text = NULL;
}

static void answer_run(EvaluateJob *job, const FeelColumn *slots, Date today) {
    FeelAnswer *answer = job->answer;
    const FeelExpression *expression = job->expression;
    FeelRunOptions options = {.arena = &answer->handle.arena,
                              .today = today,
                              .steps_max = expression->options.steps_max,
                              .warn = feel_notes_warn,
                              .warn_user = &answer->handle.notes};
    job->run = feel_run_new_in(&answer->handle.arena, &options);
    FeelBatch batch = {slots, expression->name_count, 1};
    FeelColumn column;
    Error error = {0};
    if (!feel_run_batch(job->run, expression->program, &batch, &column, &error)) {
        answer_fail(answer, &error);
        return;
    }
    answer->value = feel_column_get(&column, 0);
    FeelAnswerKind kind = feel_answer_kind(answer);
    if (kind == FEEL_ANSWER_STRING || kind == FEEL_ANSWER_TEMPORAL) {
        Str text = feel_to_str(&answer->handle.arena, answer->value);
        answer->text = str_to_c(&answer->handle.arena, text);
    }
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &answer->handle.arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, answer->value);
    answer->json = str_to_c(&answer->handle.arena, str_built(&out));
    if (!out.overflowed) return;
    answer_clear(answer, FEEL_OVER_LIMIT);
    error_set(&error, ERROR_LIMIT, "结果太长，最多 %zu 字节", STR_BUILDER_BYTES_MAX);
    error_code(&error, "LIMIT_RESULT");
    answer_fail(answer, &error);
}

static void evaluate_work(void *argument) {
    EvaluateJob *job = argument;
    FeelColumn *slots;
    Date today;
    if (read_today(job, &today) && read_context(job, &slots)) answer_run(job, slots, today);
}

static void evaluate_finish(void *argument) {
    EvaluateJob *job = argument;
    if (job->run) feel_run_close(job->run);
}

FeelStatus feel_expression_evaluate(const FeelExpression *expression, const char *context_json,
                                    const char *today, FeelAnswer **answer) {
    const FeelOptions *options = &expression->options;
    FeelAnswer *made = feel_handle_new(options, options->bytes_max, sizeof *made);
    *answer = made;
    if (!made) return FEEL_NO_MEMORY;
    answer_clear(made, expression->status);
    if (!expression->program) return expression->status;
    EvaluateJob job = {expression, context_json, today, made, NULL};
    FeelTask task = {evaluate_work, evaluate_finish, &job};
    if (feel_handle_try(&made->handle, &task)) return made->status;
    answer_clear(made, FEEL_OVER_LIMIT);
    if (made->handle.heap.is_over) return made->status;
    feel_answer_close(made);
    *answer = NULL;
    return FEEL_NO_MEMORY;
}

void feel_answer_close(FeelAnswer *answer) {
    if (answer) feel_handle_close(&answer->handle);
}

FeelAnswerKind feel_answer_kind(const FeelAnswer *answer) {
    switch (answer->value.kind) {
    case FEEL_NULL: return FEEL_ANSWER_NULL;
    case FEEL_BOOLEAN: return FEEL_ANSWER_BOOLEAN;
    case FEEL_NUMBER: return FEEL_ANSWER_NUMBER;
    case FEEL_STRING: return FEEL_ANSWER_STRING;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION: return FEEL_ANSWER_TEMPORAL;
    case FEEL_LIST: return FEEL_ANSWER_LIST;
    case FEEL_CONTEXT: return FEEL_ANSWER_CONTEXT;
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return FEEL_ANSWER_OTHER;
}

const char *feel_answer_json(const FeelAnswer *answer) { return answer->json; }

int feel_answer_boolean(const FeelAnswer *answer, int *value) {
    if (answer->value.kind != FEEL_BOOLEAN) return 0;
    *value = answer->value.boolean;
    return 1;
}

int feel_answer_int64(const FeelAnswer *answer, int64_t *value) {
    return answer->value.kind == FEEL_NUMBER && decimal_to_int64(answer->value.number, value);
}

int feel_answer_double(const FeelAnswer *answer, double *value) {
    if (answer->value.kind != FEEL_NUMBER) return 0;
    *value = decimal_to_double(answer->value.number);
    return 1;
}

int feel_answer_string(const FeelAnswer *answer, const char **value) {
    if (!answer->text) return 0;
    *value = answer->text;
    return 1;
}

size_t feel_answer_note_count(const FeelAnswer *answer) { return answer->handle.notes.count; }

const FeelNote *feel_answer_note(const FeelAnswer *answer, size_t index) {
    const FeelNotes *notes = &answer->handle.notes;
    return index < notes->count ? &notes->items[index] : NULL;
}

const char *feel_answer_report(const FeelAnswer *answer) { return answer->handle.report; }
