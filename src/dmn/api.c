// SPDX-License-Identifier: Apache-2.0
// The public face of the layer (include/dmn.h). The only setjmp stands here: arenas of a call jump
// back when memory runs out, and everything they hold is released in one place.
#include "dmn.h"

#include "dmn/trace.h"
#include "dmn/xml.h"
#include "feel/json.h"

#include <stdlib.h>
#include <string.h>

#define RESULT_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define DIAGNOSTICS_KEPT_MAX 1000

struct Dmn {
    Arena arena;
    Source *sources;
    const DmnModel *model;
    size_t *decisions; // indexes of decisions and services
    size_t decision_count;
    const char **names;
};

struct DmnSession {
    const Dmn *dmn;
    Arena arena; // of one call
};

// ---- Opening ----

static void copy_sources(Dmn *dmn, const DmnFile *files, size_t count) {
    dmn->sources = NEW_ARRAY(&dmn->arena, Source, count);
    for (size_t i = 0; i < count; i++) {
        dmn->sources[i].name = str_copy(&dmn->arena, str_from_c(files[i].name));
        Str text = {files[i].text, files[i].length};
        dmn->sources[i].text = str_copy(&dmn->arena, text);
    }
}

static void list_decisions(Dmn *dmn) {
    const DmnModelDefinition *definition = dmn_model_definition(dmn->model);
    dmn->decisions = NEW_ARRAY(&dmn->arena, size_t, definition->element_count);
    dmn->names = NEW_ARRAY(&dmn->arena, const char *, definition->element_count);
    for (size_t i = 0; i < definition->element_count; i++) {
        DmnElementKind kind = definition->elements[i].kind;
        if (kind != DMN_DECISION && kind != DMN_SERVICE) continue;
        dmn->names[dmn->decision_count] = str_to_c(&dmn->arena, definition->elements[i].name);
        dmn->decisions[dmn->decision_count++] = i;
    }
}

static void compile(Dmn *dmn, size_t count, Diagnostics *diagnostics) {
    const DmnModelDefinition *read = dmn_xml_read(&dmn->arena, dmn->sources, count, diagnostics);
    if (read == NULL) return;
    DmnModelDefinition *definition = NEW(&dmn->arena, DmnModelDefinition);
    *definition = *read;
    definition->is_lenient = true;
    dmn->model = dmn_model_compile(&dmn->arena, definition, diagnostics);
    if (dmn->model != NULL) list_decisions(dmn);
}

static char *copy_message(Dmn *dmn, const Diagnostics *diagnostics) {
    if (diagnostics->count == 0) return NULL;
    StrBuilder out;
    str_builder_init(&out, &dmn->arena, 0);
    diagnostics_print(&out, diagnostics);
    Str text = str_built(&out);
    char *copy = malloc(text.length + 1);
    if (copy == NULL) return NULL;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return copy;
}

// Apart from dmn_open, so that no variable of that lives across the jump.
__attribute__((noinline)) static bool open_guarded(Dmn *dmn, const DmnFile *files, size_t count,
                                                   char **message) {
    jmp_buf out_of_memory;
    dmn->arena.on_failure = &out_of_memory;
    if (setjmp(out_of_memory) != 0) return false;
    Diagnostics diagnostics = {.arena = &dmn->arena};
    copy_sources(dmn, files, count);
    compile(dmn, count, &diagnostics);
    if (message != NULL) *message = copy_message(dmn, &diagnostics);
    dmn->arena.on_failure = NULL; // nothing is added to a compiled model
    return dmn->model != NULL;
}

Dmn *dmn_open(const DmnFile *files, size_t count, char **message) {
    if (message != NULL) *message = NULL;
    if (count == 0) return NULL;
    Dmn *dmn = calloc(1, sizeof *dmn);
    if (dmn == NULL) return NULL;
    if (open_guarded(dmn, files, count, message)) return dmn;
    dmn_close(dmn);
    return NULL;
}

void dmn_close(Dmn *model) {
    if (model == NULL) return;
    arena_release(&model->arena);
    free(model);
}

void dmn_release(char *message) {
    free(message);
}

size_t dmn_decision_count(const Dmn *model) {
    return model->decision_count;
}

const char *dmn_decision_name(const Dmn *model, size_t index) {
    return index < model->decision_count ? model->names[index] : NULL;
}

// ---- Sessions ----

DmnSession *dmn_session_open(const Dmn *model) {
    DmnSession *session = calloc(1, sizeof *session);
    if (session != NULL) session->dmn = model;
    return session;
}

void dmn_session_close(DmnSession *session) {
    if (session == NULL) return;
    arena_release(&session->arena);
    free(session);
}

typedef struct Call {
    DmnSession *session;
    const DmnRequest *request;
    Arena *arena;
    DmnRun *run;
    DmnTrace *trace;
    struct {
        Str *items;
        size_t count, capacity;
    } warnings;
    Error error;
} Call;

static void on_warning(void *user, size_t row, const Source *source, SourceRange range,
                       Str message) {
    (void)row;
    Call *call = user;
    if (call->warnings.count >= DIAGNOSTICS_KEPT_MAX) return;
    Str text = str_copy(call->arena, message);
    if (source != NULL) {
        size_t line, column;
        source_position(source, range.from, &line, &column);
        text = str_format(call->arena, "%.*s:%zu:%zu: %.*s", STR_ARG(source->name), line, column,
                          STR_ARG(message));
    }
    PUSH(call->arena, &call->warnings, text);
}

static bool set_inputs(Call *call) {
    const DmnModel *model = call->session->dmn->model;
    const JsonValue *inputs;
    Str text = call->request->inputs == NULL ? STR("{}") : str_from_c(call->request->inputs);
    if (!json_parse(call->arena, text, &inputs, &call->error)) return false;
    if (inputs->kind != JSON_OBJECT) {
        return error_set(&call->error, ERROR_INVALID, "输入应是一个 JSON 对象");
    }
    for (size_t i = 0; i < inputs->count; i++) {
        const JsonMember *member = &inputs->members[i];
        size_t element = dmn_model_find(model, member->key, (Str){0});
        if (element == SIZE_MAX) {
            return error_set(&call->error, ERROR_INVALID, "模型里没有“%.*s”", STR_ARG(member->key));
        }
        FeelValue value;
        const FeelType *type = dmn_model_type(model, element);
        if (!feel_from_json(call->arena, member->value, type, &value, &call->error)) return false;
        FeelColumn column = feel_column_constant(call->arena, value);
        dmn_run_set(call->run, element, &column);
    }
    return true;
}

// A decision's value, or a service's, called with the inputs that were set.
static bool evaluate_one(Call *call, size_t element, FeelValue *value) {
    const DmnModelDefinition *definition = dmn_model_definition(call->session->dmn->model);
    const DmnElementDefinition *defined = &definition->elements[element];
    if (defined->kind == DMN_DECISION) {
        if (!dmn_run_evaluate(call->run, &element, 1, &call->error)) return false;
        *value = feel_column_get(dmn_run_get(call->run, element), 0);
        return true;
    }
    FeelValue *arguments = NEW_ARRAY(call->arena, FeelValue, defined->input_count);
    for (size_t i = 0; i < defined->input_count; i++) {
        const FeelColumn *given = dmn_run_get(call->run, defined->inputs[i]);
        if (given != NULL) arguments[i] = feel_column_get(given, 0);
    }
    return dmn_run_invoke(call->run, element, arguments, value, &call->error);
}

static bool write_results(Call *call, JsonWriter *writer) {
    const Dmn *dmn = call->session->dmn;
    const DmnModelDefinition *definition = dmn_model_definition(dmn->model);
    const char *wanted = call->request->decision;
    bool has_found = false;
    json_open_object(writer);
    for (size_t i = 0; i < dmn->decision_count; i++) {
        bool is_service = definition->elements[dmn->decisions[i]].kind == DMN_SERVICE;
        bool is_wanted = wanted == NULL ? !is_service : strcmp(wanted, dmn->names[i]) == 0;
        if (!is_wanted || (wanted != NULL && has_found)) continue;
        has_found = true;
        FeelValue value;
        if (!evaluate_one(call, dmn->decisions[i], &value)) return false;
        json_key(writer, str_from_c(dmn->names[i]));
        feel_to_json(writer, value);
    }
    json_close_object(writer);
    if (has_found || wanted == NULL) return true;
    return error_set(&call->error, ERROR_INVALID, "模型里没有决策“%s”", wanted);
}

static const char *finish(Call *call, StrBuilder *out) {
    if (out->overflowed) error_set(&call->error, ERROR_LIMIT, "结果太长");
    return str_to_c(call->arena, str_built(out));
}

static const char *write_trace(Call *call) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, call->arena, 0);
    json_writer_init(&writer, &out);
    dmn_trace_to_json(call->trace, &writer);
    return finish(call, &out);
}

static const char *write_warnings(Call *call) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, call->arena, 0);
    json_writer_init(&writer, &out);
    json_open_array(&writer);
    for (size_t i = 0; i < call->warnings.count; i++) json_string(&writer, call->warnings.items[i]);
    json_close_array(&writer);
    return finish(call, &out);
}

static bool read_today(Call *call, DmnRunOptions *options) {
    options->today = DATE_ABSENT;
    const char *today = call->request->today;
    if (today == NULL || date_from_str(str_from_c(today), &options->today)) return true;
    return error_set(&call->error, ERROR_INVALID, "“%s”不是日期，应如 2023-10-16", today);
}

static bool answer(Call *call, DmnOutcome *outcome) {
    DmnRunOptions options = {.arena = call->arena, .warn = on_warning, .warn_user = call};
    if (!read_today(call, &options)) return false;
    if (call->request->wants_trace) {
        DmnTraceOptions trace = {.keeps_refuted = true};
        call->trace = dmn_trace_new_in(call->arena, 0, &trace);
        options.trace = dmn_trace_sink(call->trace);
    }
    call->run = dmn_run_new_in(call->arena, call->session->dmn->model, &options);
    dmn_run_begin(call->run, call->arena, 1);
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, call->arena, 0);
    json_writer_init(&writer, &out);
    if (!set_inputs(call) || !write_results(call, &writer)) return false;
    outcome->result = finish(call, &out);
    if (call->trace != NULL) outcome->trace = write_trace(call);
    outcome->diagnostics = write_warnings(call);
    return call->error.kind == ERROR_NONE;
}

static DmnStatus status_of(Call *call, DmnOutcome *outcome) {
    *outcome = (DmnOutcome){.message = call->error.message};
    return call->error.kind == ERROR_LIMIT ? DMN_LIMIT : DMN_INVALID;
}

// `held` lives in the caller's frame, so the run can be closed after the jump.
__attribute__((noinline)) static bool answer_guarded(DmnSession *session, const DmnRequest *request,
                                                     Call **held, DmnOutcome *outcome,
                                                     DmnStatus *status) {
    jmp_buf out_of_memory;
    session->arena.on_failure = &out_of_memory;
    if (setjmp(out_of_memory) != 0) return false;
    *held = NEW(&session->arena, Call);
    **held = (Call){.session = session, .request = request, .arena = &session->arena};
    *status = answer(*held, outcome) ? DMN_OK : status_of(*held, outcome);
    return true;
}

DmnStatus dmn_evaluate(DmnSession *session, const DmnRequest *request, DmnOutcome *outcome) {
    *outcome = (DmnOutcome){0};
    arena_release(&session->arena);
    size_t bytes_max = request->bytes_max > 0 ? request->bytes_max : RESULT_BYTES_MAX;
    arena_init(&session->arena, NULL, bytes_max);
    Call *call = NULL;
    DmnStatus status = DMN_OK;
    bool has_memory = answer_guarded(session, request, &call, outcome, &status);
    session->arena.on_failure = NULL;
    if (call != NULL && call->run != NULL) dmn_run_close(call->run);
    if (has_memory) return status;
    arena_release(&session->arena);
    *outcome = (DmnOutcome){.message = "内存不够"};
    return DMN_NO_MEMORY;
}
