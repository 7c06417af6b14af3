// SPDX-License-Identifier: Apache-2.0
#include "app/feel_session.h"

#include "app/command.h"
#include "base/file.h"
#include "feel/builtin.h"
#include "feel/json.h"

static void print_text(FILE *file, const StrBuilder *out) {
    Str text = str_built(out);
    fwrite(text.data, 1, text.length, file);
}

// ---- Names ----

static void put_name(FeelSession *session, Str name, FeelValue value) {
    const FeelType *type = feel_is_null(value) ? FEEL_TYPE_OF(ANY)
                                               : feel_type_of_value(&session->arena, value);
    FeelColumn column = feel_column_constant(&session->arena, value);
    for (size_t i = 0; i < session->names.count; i++) {
        if (!str_equal(session->names.items[i].name, name)) continue;
        session->names.items[i].type = type;
        session->slots.items[i] = column;
        return;
    }
    FeelName known = {.name = name, .type = type, .slot = session->names.count};
    PUSH(&session->arena, &session->names, known);
    PUSH(&session->arena, &session->slots, column);
}

bool feel_session_context(FeelSession *session, Str path, Error *error) {
    Str text, name;
    const JsonValue *json;
    if (!file_read(&session->arena, path, JSON_BYTES_MAX, &text, error)) return false;
    if (!json_parse(&session->arena, text, &json, error)) return false;
    if (json->kind != JSON_OBJECT) {
        return error_set(error, ERROR_INVALID, "%.*s 应为 JSON 对象", STR_ARG(path));
    }
    for (size_t i = 0; i < json->count; i++) {
        const JsonMember *member = &json->members[i];
        FeelValue value;
        if (!feel_name_normalise(&session->arena, member->key, &name)) {
            return error_set(error, ERROR_INVALID, "“%.*s” 不能作名称", STR_ARG(member->key));
        }
        if (!feel_from_json(&session->arena, member->value, NULL, &value, error)) return false;
        put_name(session, name, value);
    }
    return true;
}

void feel_session_close(FeelSession *session) { arena_release(&session->arena); }

void feel_session_names(FeelSession *session) {
    StrBuilder out;
    JsonWriter writer;
    ArenaMark mark = arena_mark(&session->arena);
    str_builder_init(&out, &session->arena, 0);
    for (size_t i = 0; i < session->names.count; i++) {
        str_put_format(&out, "%.*s = ", STR_ARG(session->names.items[i].name));
        json_writer_init(&writer, &out);
        feel_to_json(&writer, feel_column_get(&session->slots.items[i], 0));
        str_put_char(&out, '\n');
    }
    print_text(stdout, &out);
    arena_rewind(&session->arena, mark);
}

// ---- Expressions ----

static void warn(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    FeelSession *session = user;
    (void)row;
    Diagnostic diagnostic = {
        .severity = SEVERITY_WARNING, .source = source, .range = range, .message = message};
    StrBuilder out;
    str_builder_init(&out, &session->arena, 0);
    diagnostic_print(&out, &diagnostic);
    print_text(stderr, &out);
}

static const FeelProgram *compile(FeelSession *session, const Source *source,
                                  SourceRange expression) {
    FeelScope scope = {.names = session->names.items, .count = session->names.count};
    Diagnostics diagnostics = {.arena = &session->arena};
    const FeelProgram *program =
        feel_compile(&session->arena, &scope, source, expression, NULL, &diagnostics);
    StrBuilder out;
    str_builder_init(&out, &session->arena, 0);
    diagnostics_print(&out, &diagnostics);
    print_text(stderr, &out);
    return program;
}

static bool evaluate(FeelSession *session, const FeelProgram *program, FeelValue *value,
                     Error *error) {
    FeelRunOptions options = {.arena = &session->arena,
                              .today = session->today,
                              .warn = warn,
                              .warn_user = session};
    FeelRun *run = feel_run_new_in(&session->arena, &options);
    FeelBatch batch = {session->slots.items, session->slots.count, 1};
    FeelColumn column;
    bool ok = feel_run_batch(run, program, &batch, &column, error);
    feel_run_close(run);
    if (ok) *value = feel_column_get(&column, 0);
    return ok;
}

static int print_program(FeelSession *session, const FeelProgram *program) {
    Error error = {0};
    FeelValue value;
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &session->arena, 0);
    if (session->shows_plan) feel_program_print(program, &out);
    if (!evaluate(session, program, &value, &error)) return command_fail("feel", &error);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    str_put_char(&out, '\n');
    print_text(stdout, &out);
    return 0;
}

int feel_session_print(FeelSession *session, const Source *source, SourceRange expression) {
    ArenaMark mark = arena_mark(&session->arena);
    const FeelProgram *program = compile(session, source, expression);
    int status = program == NULL ? 2 : print_program(session, program);
    arena_rewind(&session->arena, mark);
    return status;
}

// A value may be a function, which goes on referring to its program and its text: both are kept.
int feel_session_define(FeelSession *session, Str name, const Source *source,
                        SourceRange expression) {
    Source *kept = NEW(&session->arena, Source);
    Error error = {0};
    FeelValue value;
    *kept = (Source){str_copy(&session->arena, source->name),
                     str_copy(&session->arena, source->text)};
    const FeelProgram *program = compile(session, kept, expression);
    if (program == NULL) return 2;
    if (!evaluate(session, program, &value, &error)) return command_fail("feel", &error);
    put_name(session, str_copy(&session->arena, name), value);
    return 0;
}

int feel_session_type(FeelSession *session, const Source *source, SourceRange expression) {
    ArenaMark mark = arena_mark(&session->arena);
    const FeelProgram *program = compile(session, source, expression);
    if (program != NULL) {
        Str type = feel_type_to_str(&session->arena, feel_program_type(program));
        printf("%.*s\n", STR_ARG(type));
    }
    arena_rewind(&session->arena, mark);
    return program == NULL ? 2 : 0;
}

int feel_session_plan(FeelSession *session, const Source *source, SourceRange expression) {
    ArenaMark mark = arena_mark(&session->arena);
    const FeelProgram *program = compile(session, source, expression);
    if (program != NULL) {
        StrBuilder out;
        str_builder_init(&out, &session->arena, 0);
        feel_program_print(program, &out);
        print_text(stdout, &out);
    }
    arena_rewind(&session->arena, mark);
    return program == NULL ? 2 : 0;
}
