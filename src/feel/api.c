// SPDX-License-Identifier: Apache-2.0
// The public interface, include/feel.h, over the internal one.
//
// Each handle owns an arena and lies in it itself. Running out of memory jumps back to the one
// setjmp below, which gives the arena back.
#include "feel.h"

#include "feel/builtin.h"
#include "feel/json.h"

#include <string.h>

// ---- Memory ----

typedef struct Memory {
    Arena arena;
    ArenaSource source;
} Memory;

static void memory_init(Memory *memory, const FeelOptions *options) {
    *memory = (Memory){0};
    if (options && options->allocate && options->release) {
        memory->source =
            (ArenaSource){options->allocate, options->release, options->user};
    }
    arena_init(&memory->arena, memory->source.allocate ? &memory->source : NULL,
               options ? options->bytes_max : 0);
}

// A handle lies in the arena it owns: it starts with its memory, which moves in here.
static void *memory_settle(Memory *memory, size_t size) {
    Memory *settled = arena_alloc(&memory->arena, size);
    *settled = *memory;
    if (settled->source.allocate) settled->arena.source = &settled->source;
    return settled;
}

// Arenas that live in themselves are released through a copy.
static void memory_release(const Memory *memory) {
    Memory copy = *memory;
    if (copy.source.allocate) copy.arena.source = &copy.source;
    arena_release(&copy.arena);
}

typedef void Work(void *job);

// Does the work; false when memory ran out, and then `arena` is empty.
static bool memory_guard(Arena *arena, Work *work, void *job) {
    jmp_buf failure;
    if (setjmp(failure)) return false;
    arena->on_failure = &failure;
    work(job);
    arena->on_failure = NULL;
    return true;
}

// ---- Notes ----

typedef struct Notes {
    FeelNote *items;
    size_t count;
    size_t capacity;
} Notes;

#define NOTES_MAX 1000

static void note_add(Arena *arena, Notes *notes, const Source *source, FeelNote note) {
    if (notes->count >= NOTES_MAX) return;
    note.line = note.column = 1;
    if (source) source_position(source, note.from, &note.line, &note.column);
    PUSH(arena, notes, note);
}

static void note_error(Arena *arena, Notes *notes, const Error *error) {
    Str message = error->code[0] ? str_format(arena, "%s: %s", error->code, error->message)
                                 : str_from_c(error->message);
    note_add(arena, notes, NULL,
             (FeelNote){.severity = FEEL_ERROR,
                        .message = str_to_c(arena, message),
                        .hint = str_to_c(arena, str_from_c(error->detail))});
}

static void note_diagnostics(Arena *arena, Notes *notes, const Source *source,
                             const Diagnostics *diagnostics) {
    static const FeelSeverity severities[] = {
        [SEVERITY_NOTE] = FEEL_NOTE,
        [SEVERITY_WARNING] = FEEL_WARNING,
        [SEVERITY_ERROR] = FEEL_ERROR,
    };
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        Str hint = str_is_absent(one->hint) ? STR("") : one->hint;
        note_add(arena, notes, source,
                 (FeelNote){.severity = severities[one->severity],
                            .from = one->range.from,
                            .to = one->range.to,
                            .message = str_to_c(arena, one->message),
                            .hint = str_to_c(arena, hint)});
    }
}

// ---- Expressions ----

struct FeelExpression {
    Memory memory;
    FeelOptions options;
    Source source;
    FeelName *names;
    size_t name_count;
    const FeelProgram *program; // NULL = faulty
    FeelStatus status;
    const char *type;
    Notes notes;
};

typedef struct OpenJob {
    Memory memory;
    const FeelOptions *options;
    const char *text, *input_type, *names_json;
    FeelExpression *expression;
} OpenJob;

static const FeelType *read_type(FeelExpression *expression, Str text) {
    Arena *arena = &expression->memory.arena;
    Source *source = NEW(arena, Source);
    *source = (Source){STR("<type>"), text};
    Diagnostics diagnostics = {.arena = arena};
    const FeelType *type = feel_compile_type(arena, NULL, source, &diagnostics);
    if (type) return type;
    note_diagnostics(arena, &expression->notes, source, &diagnostics);
    expression->status = FEEL_BAD_INPUT;
    return FEEL_TYPE_OF(ANY);
}

static bool read_name(FeelExpression *expression, const JsonMember *member) {
    Arena *arena = &expression->memory.arena;
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
    note_error(arena, &expression->notes, &error);
    return false;
}

static bool read_names(FeelExpression *expression, const char *names_json) {
    Arena *arena = &expression->memory.arena;
    const JsonValue *json;
    Error error = {0};
    expression->names = NEW(arena, FeelName);
    if (!names_json) return true;
    if (!json_parse(arena, str_from_c(names_json), &json, &error) ||
        (json->kind != JSON_OBJECT &&
         !error_set(&error, ERROR_INVALID, "名称表应为 JSON 对象"))) {
        note_error(arena, &expression->notes, &error);
        return false;
    }
    expression->names = NEW_ARRAY(arena, FeelName, json->count + 1);
    for (size_t i = 0; i < json->count; i++) {
        if (!read_name(expression, &json->members[i])) return false;
    }
    return expression->status == FEEL_OK;
}

static void compile(FeelExpression *expression, const char *input_type) {
    Arena *arena = &expression->memory.arena;
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
    note_diagnostics(arena, &expression->notes, &expression->source, &diagnostics);
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
    job->expression = memory_settle(&job->memory, sizeof *job->expression);
    FeelExpression *expression = job->expression;
    Arena *arena = &expression->memory.arena;
    if (job->options) expression->options = *job->options;
    expression->type = "";
    expression->source = (Source){STR("<expression>"), str_copy(arena, str_from_c(job->text))};
    if (read_names(expression, job->names_json)) compile(expression, job->input_type);
    else expression->status = FEEL_BAD_INPUT;
}

FeelStatus feel_expression_open(const FeelOptions *options, const char *text,
                                const char *input_type, const char *names_json,
                                FeelExpression **expression) {
    OpenJob job = {
        .options = options, .text = text, .input_type = input_type, .names_json = names_json};
    memory_init(&job.memory, options);
    if (!memory_guard(&job.memory.arena, open_work, &job)) {
        memory_release(job.expression ? &job.expression->memory : &job.memory);
        *expression = NULL;
        return FEEL_NO_MEMORY;
    }
    job.expression->memory.arena.on_failure = NULL;
    *expression = job.expression;
    return job.expression->status;
}

void feel_expression_close(FeelExpression *expression) {
    if (expression) memory_release(&expression->memory);
}

const char *feel_expression_type(const FeelExpression *expression) { return expression->type; }

size_t feel_expression_note_count(const FeelExpression *expression) {
    return expression->notes.count;
}

const FeelNote *feel_expression_note(const FeelExpression *expression, size_t index) {
    return index < expression->notes.count ? &expression->notes.items[index] : NULL;
}

// ---- Answers ----

struct FeelAnswer {
    Memory memory;
    FeelStatus status;
    FeelValue value;
    const char *json;
    const char *text; // of a string or a temporal value, else NULL
    Notes notes;
};

typedef struct EvaluateJob {
    Memory memory;
    const FeelExpression *expression;
    const char *context_json, *today;
    FeelAnswer *answer;
    FeelRun *run; // to be closed whatever happens
} EvaluateJob;

static void answer_fail(FeelAnswer *answer, FeelStatus status, const Error *error) {
    answer->status = status;
    note_error(&answer->memory.arena, &answer->notes, error);
}

static void answer_warn(void *user, size_t row, const Source *source, SourceRange range,
                        Str message) {
    (void)row;
    FeelAnswer *answer = user;
    note_add(&answer->memory.arena, &answer->notes, source,
             (FeelNote){.severity = FEEL_WARNING,
                        .from = range.from,
                        .to = range.to,
                        .message = str_to_c(&answer->memory.arena, message),
                        .hint = ""});
}

static bool read_context(const EvaluateJob *job, FeelColumn **slots) {
    Arena *arena = &job->answer->memory.arena;
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
    if (!ok) answer_fail(job->answer, FEEL_BAD_INPUT, &error);
    return ok;
}

static bool read_today(const EvaluateJob *job, Date *today) {
    *today = DATE_ABSENT;
    if (!job->today || date_from_str(str_from_c(job->today), today)) return true;
    Error error = {0};
    error_set(&error, ERROR_INVALID, "“%s” 不是日期，应如 2023-10-16", job->today);
    answer_fail(job->answer, FEEL_BAD_INPUT, &error);
    return false;
}

static void answer_run(EvaluateJob *job, const FeelColumn *slots, Date today) {
    FeelAnswer *answer = job->answer;
    const FeelExpression *expression = job->expression;
    FeelRunOptions options = {.arena = &answer->memory.arena,
                              .today = today,
                              .steps_max = expression->options.steps_max,
                              .warn = answer_warn,
                              .warn_user = answer};
    job->run = feel_run_new_in(&answer->memory.arena, &options);
    FeelBatch batch = {slots, expression->name_count, 1};
    FeelColumn column;
    Error error = {0};
    if (!feel_run_batch(job->run, expression->program, &batch, &column, &error)) {
        answer_fail(answer, FEEL_OVER_LIMIT, &error);
        return;
    }
    answer->value = feel_column_get(&column, 0);
    FeelAnswerKind kind = feel_answer_kind(answer);
    if (kind == FEEL_ANSWER_STRING || kind == FEEL_ANSWER_TEMPORAL) {
        Str text = feel_to_str(&answer->memory.arena, answer->value);
        answer->text = str_to_c(&answer->memory.arena, text);
    }
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &answer->memory.arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, answer->value);
    answer->json = str_to_c(&answer->memory.arena, str_built(&out));
}

static void evaluate_work(void *argument) {
    EvaluateJob *job = argument;
    job->answer = memory_settle(&job->memory, sizeof *job->answer);
    job->answer->json = "null";
    job->answer->status = job->expression->program ? FEEL_OK : job->expression->status;
    if (!job->expression->program) return;
    FeelColumn *slots;
    Date today;
    if (read_today(job, &today) && read_context(job, &slots)) answer_run(job, slots, today);
}

FeelStatus feel_expression_evaluate(const FeelExpression *expression, const char *context_json,
                                    const char *today, FeelAnswer **answer) {
    EvaluateJob job = {.expression = expression, .context_json = context_json, .today = today};
    memory_init(&job.memory, &expression->options);
    bool ok = memory_guard(&job.memory.arena, evaluate_work, &job);
    if (job.run) feel_run_close(job.run);
    *answer = ok ? job.answer : NULL;
    if (!ok) {
        memory_release(job.answer ? &job.answer->memory : &job.memory);
        return FEEL_NO_MEMORY;
    }
    job.answer->memory.arena.on_failure = NULL;
    return job.answer->status;
}

void feel_answer_close(FeelAnswer *answer) {
    if (answer) memory_release(&answer->memory);
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

size_t feel_answer_note_count(const FeelAnswer *answer) { return answer->notes.count; }

const FeelNote *feel_answer_note(const FeelAnswer *answer, size_t index) {
    return index < answer->notes.count ? &answer->notes.items[index] : NULL;
}
