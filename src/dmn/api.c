// SPDX-License-Identifier: Apache-2.0
// The public interface, include/dmn.h, over the internal one.
#include "dmn.h"

#include "dmn/trace.h"
#include "dmn/xml.h"
#include "feel/handle.h"
#include "feel/json.h"

#include <string.h>

struct Dmn {
    FeelHandle handle;
    FeelOptions options;
    DmnStatus status;
    Source *sources;
    const DmnModel *model; // NULL = faulty
    size_t *decisions;     // indexes of decisions and services
    size_t decision_count;
    const char **names;
};

struct DmnSession {
    FeelHandle handle; // of one evaluation
    const Dmn *dmn;
};

// ---- Opening ----

typedef struct OpenJob {
    Dmn *dmn;
    const DmnFile *files;
    size_t count;
} OpenJob;

static void copy_sources(Dmn *dmn, const DmnFile *files, size_t count) {
    Arena *arena = &dmn->handle.arena;
    dmn->sources = NEW_ARRAY(arena, Source, count);
    for (size_t i = 0; i < count; i++) {
        dmn->sources[i].name = str_copy(arena, str_from_c(files[i].name));
        dmn->sources[i].text = str_copy(arena, (Str){files[i].text, files[i].length});
    }
}

static void list_decisions(Dmn *dmn) {
    const DmnModelDefinition *definition = dmn_model_definition(dmn->model);
    dmn->decisions = NEW_ARRAY(&dmn->handle.arena, size_t, definition->element_count);
    dmn->names = NEW_ARRAY(&dmn->handle.arena, const char *, definition->element_count);
    for (size_t i = 0; i < definition->element_count; i++) {
        DmnElementKind kind = definition->elements[i].kind;
        if (kind != DMN_DECISION && kind != DMN_SERVICE) continue;
        Str name = definition->elements[i].name;
        dmn->names[dmn->decision_count] = str_to_c(&dmn->handle.arena, name);
        dmn->decisions[dmn->decision_count++] = i;
    }
}

static void compile(Dmn *dmn, size_t count, Diagnostics *diagnostics) {
    Arena *arena = &dmn->handle.arena;
    const DmnModelDefinition *read = dmn_xml_read(arena, dmn->sources, count, diagnostics);
    if (read == NULL) return;
    DmnModelDefinition *definition = NEW(arena, DmnModelDefinition);
    *definition = *read;
    definition->is_lenient = true;
    dmn->model = dmn_model_compile(arena, definition, diagnostics);
    if (dmn->model != NULL) list_decisions(dmn);
}

static void open_work(void *argument) {
    OpenJob *job = argument;
    Dmn *dmn = job->dmn;
    Diagnostics diagnostics = {.arena = &dmn->handle.arena};
    copy_sources(dmn, job->files, job->count);
    compile(dmn, job->count, &diagnostics);
    feel_notes_add_all(&dmn->handle.notes, &diagnostics);
    if (dmn->model != NULL) return;
    dmn->status = feel_notes_name_limit(&dmn->handle.notes) ? DMN_LIMIT : DMN_INVALID;
}

static void refuse_nothing(void *argument) {
    OpenJob *job = argument;
    Error error = {0};
    error_set(&error, ERROR_INVALID, "没有给出模型文件");
    feel_notes_add_error(&job->dmn->handle.notes, &error);
    job->dmn->status = DMN_INVALID;
}

DmnStatus dmn_open(const FeelOptions *options, const DmnFile *files, size_t count, Dmn **model) {
    Dmn *dmn = feel_handle_new(options, options != NULL ? options->bytes_max : 0, sizeof *dmn);
    *model = dmn;
    if (dmn == NULL) return DMN_NO_MEMORY;
    if (options != NULL) dmn->options = *options;
    OpenJob job = {dmn, files, count};
    FeelTask task = {.work = count == 0 ? refuse_nothing : open_work, .job = &job};
    if (feel_handle_try(&dmn->handle, &task)) return dmn->status;
    dmn->status = DMN_LIMIT;
    dmn->model = NULL;
    dmn->decision_count = 0;
    if (dmn->handle.heap.is_over) return dmn->status;
    dmn_close(dmn);
    *model = NULL;
    return DMN_NO_MEMORY;
}

void dmn_close(Dmn *model) {
    if (model != NULL) feel_handle_close(&model->handle);
}

size_t dmn_note_count(const Dmn *model) {
    return model->handle.notes.count;
}

const FeelNote *dmn_note(const Dmn *model, size_t index) {
    const FeelNotes *notes = &model->handle.notes;
    return index < notes->count ? &notes->items[index] : NULL;
}

const char *dmn_report(const Dmn *model) {
    return model->handle.report;
}

size_t dmn_decision_count(const Dmn *model) {
    return model->decision_count;
}

const char *dmn_decision_name(const Dmn *model, size_t index) {
    return index < model->decision_count ? model->names[index] : NULL;
}

// ---- Sessions ----

DmnSession *dmn_session_open(const Dmn *model) {
    DmnSession *session = feel_handle_new(&model->options, 0, sizeof *session);
    if (session != NULL) session->dmn = model;
    return session;
}

void dmn_session_close(DmnSession *session) {
    if (session != NULL) feel_handle_close(&session->handle);
}

typedef struct Call {
    DmnSession *session;
    const DmnRequest *request;
    DmnOutcome *outcome;
    Arena *arena;
    DmnRun *run;
    DmnTrace *trace;
    DmnStatus status;
    Error error;
} Call;

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

static const char *finish_text(Call *call, StrBuilder *out) {
    if (out->overflowed) {
        error_set(&call->error, ERROR_LIMIT, "结果太长，最多 %zu 字节", STR_BUILDER_BYTES_MAX);
        error_code(&call->error, "LIMIT_RESULT");
    }
    return str_to_c(call->arena, str_built(out));
}

static const char *write_trace(Call *call) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, call->arena, 0);
    json_writer_init(&writer, &out);
    dmn_trace_to_json(call->trace, &writer);
    return finish_text(call, &out);
}

static bool read_today(Call *call, DmnRunOptions *options) {
    options->today = DATE_ABSENT;
    const char *today = call->request->today;
    if (today == NULL || date_from_str(str_from_c(today), &options->today)) return true;
    return error_set(&call->error, ERROR_INVALID, "“%s”不是日期，应如 2023-10-16", today);
}

static bool answer(Call *call) {
    const Dmn *dmn = call->session->dmn;
    DmnRunOptions options = {.arena = call->arena,
                             .steps_max = dmn->options.steps_max,
                             .warn = feel_notes_warn,
                             .warn_user = &call->session->handle.notes};
    if (dmn->model == NULL) return error_set(&call->error, ERROR_INVALID, "模型有错，不能求值");
    if (!read_today(call, &options)) return false;
    if (call->request->wants_trace) {
        DmnTraceOptions trace = {.keeps_refuted = true};
        call->trace = dmn_trace_new_in(call->arena, 0, &trace);
        options.trace = dmn_trace_sink(call->trace);
    }
    call->run = dmn_run_new_in(call->arena, dmn->model, &options);
    dmn_run_begin(call->run, call->arena, 1);
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, call->arena, 0);
    json_writer_init(&writer, &out);
    if (!set_inputs(call) || !write_results(call, &writer)) return false;
    call->outcome->result = finish_text(call, &out);
    if (call->trace != NULL) call->outcome->trace = write_trace(call);
    return call->error.kind == ERROR_NONE;
}

static void evaluate_work(void *argument) {
    Call *call = argument;
    if (answer(call)) return;
    *call->outcome = (DmnOutcome){0};
    call->status = call->error.kind == ERROR_LIMIT ? DMN_LIMIT : DMN_INVALID;
    feel_notes_add_error(&call->session->handle.notes, &call->error);
}

static void evaluate_finish(void *argument) {
    Call *call = argument;
    if (call->run != NULL) dmn_run_close(call->run);
}

DmnStatus dmn_evaluate(DmnSession *session, const DmnRequest *request, DmnOutcome *outcome) {
    FeelHandle *handle = &session->handle;
    size_t bytes_max = session->dmn->options.bytes_max;
    *outcome = (DmnOutcome){0};
    feel_handle_reset(handle, bytes_max > 0 ? bytes_max : DMN_RESULT_BYTES_MAX);
    Call call = {.session = session, .request = request, .outcome = outcome};
    call.arena = &handle->arena;
    FeelTask task = {evaluate_work, evaluate_finish, &call};
    if (!feel_handle_try(handle, &task)) {
        *outcome = (DmnOutcome){0};
        call.status = handle->heap.is_over ? DMN_LIMIT : DMN_NO_MEMORY;
    }
    outcome->notes = handle->notes.items;
    outcome->note_count = handle->notes.count;
    outcome->report = handle->report;
    return call.status;
}
