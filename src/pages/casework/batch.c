// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/batch.h"

#include "casework/batch.h"
#include "pages/casework/batch.html.h"
#include "pages/casework/batch_list.html.h"
#include "pages/platform.h"

#define BATCH_ROWS 50

static const FormField run_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = 9999},
    {.name = "division", .label = "县区", .type = FIELD_TEXT, .is_required = true, .length_max = 6},
};
static const Form run_form = {"batch_run", run_fields, 2};

static const FormOption columns[] = {{"payable", "可发"}, {"look", "需人工核实"}, {"not", "不发"}};
static const FormField rows_fields[] = {
    {.name = "column", .label = "哪一栏", .type = FIELD_ENUM, .options = columns,
     .option_count = 3},
    {.name = "after", .label = "从第几行之后", .type = FIELD_INT, .min = 0,
     .max = INT64_C(100000000)},
};
static const Form rows_form = {"batch_rows", rows_fields, 2};

typedef struct BatchWord {
    const char *code, *label, *class_name;
} BatchWord;

static const BatchWord words[] = {
    {"matching", "比对没有做完", "is-owed"},
    {"open", "正在比对", ""},
    {"reviewing", "等待确认", ""},
    {"closed", "已办结", "is-done"},
    {"rolled_back", "已回滚", "is-refused"},
};

static bool is_matching(const Batch *batch) {
    return str_equal(batch->state, STR("matching"));
}

static BatchHeadView head_view(Arena *arena, const Batch *batch) {
    const BatchWord *word = words;
    bool is_open = is_matching(batch) && batch->has_job && job_is_open(&batch->job);
    Str state = is_open ? STR("open") : batch->state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(state, str_from_c(words[i].code))) word = &words[i];
    }
    return (BatchHeadView){.number = batch->number,
                           .title = policy_label(arena, batch->policy_number, batch->policy_title),
                           .county = county_label(batch->division_code),
                           .snapshot = {batch->snapshot_on},
                           .state = word->label,
                           .state_class = word->class_name,
                           .payable = batch->counts[BATCH_PAYABLE],
                           .look = batch->counts[BATCH_LOOK],
                           .refused = batch->counts[BATCH_NOT],
                           .amount = {batch->payable_fen},
                           .confirmed = batch->confirmed,
                           .awaiting = batch->awaiting};
}

// ---- The list, and asking for one ----

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return batch_list(tx, context->actor, arena, out, error);
}

static OptionViews automatic_options(Arena *arena, const Pack *pack, int64_t selected) {
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, pack->policies.count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!batch_is_for(policy)) continue;
        views.items[views.count++] =
            (OptionView){.value = str_format(arena, "%d", policy->number),
                         .label = policy_label(arena, policy->number, policy->title),
                         .is_selected = policy->number == selected};
    }
    return views;
}

static bool show_list(Context *context, const Error *fault, Error *error) {
    Batches batches;
    bool is_sent = context->form.form == &run_form;
    int64_t policy = is_sent ? form_int(&context->form, "policy") : 0;
    Str division = is_sent ? form_text(&context->form, "division") : STR("");
    if (!platform_read(context, read_list, context, &batches, error)) return false;
    BatchListView view = {
        .fault = fault_box(context, fault),
        .policy = {STR("policy"), STR("政策"), {0},
                   automatic_options(context->arena, platform_pack(context), policy)},
        .division = {STR("division"), STR("县区"), {0},
                     county_options(context->arena, &context->actor->scope, division)},
        .form = context_form_view(context),
        .batches = {NEW_ARRAY(context->arena, BatchHeadView, batches.count), batches.count},
    };
    for (size_t i = 0; i < batches.count; i++) {
        view.batches.items[i] = head_view(context->arena, &batches.items[i]);
    }
    Html html = context_html(context);
    batch_list_html(&html, &view);
    context_page(context, STR("免申即享"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, error);
}

static bool write_ask(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    return batch_ask(tx, context->actor, &with, (int)form_int(&context->form, "policy"),
                     form_text(&context->form, "division"), arena, out, error);
}

// A batch is its own key: the same policy, county, day and pack again are the same batch.
static bool ask(Context *context, Str *number, Error *error) {
    if (!platform_write(context, write_ask, context, number, error)) return false;
    platform_wake_workers(context);
    return true;
}

static bool to_batch(Context *context, Str number) {
    return context_redirect(context, str_format(context->arena, "/batches/%.*s", STR_ARG(number)));
}

static bool run_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (ask(context, &number, &fault)) return to_batch(context, number);
    if (fault_is_shown(&fault)) return show_list(context, &fault, error);
    *error = fault;
    return false;
}

// ---- One batch ----

static BatchColumn chosen_column(const Context *context) {
    bool is_get = context->form.form == &rows_form;
    Str code = is_get ? form_text(&context->form, "column") : STR("");
    for (int i = 0; i < BATCH_FIRST; i++) {
        if (str_equal(code, str_from_c(columns[i].value))) return (BatchColumn)i;
    }
    return BATCH_FIRST;
}

static bool read_batch(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    int64_t after = context->form.form == &rows_form ? form_int(&context->form, "after") : 0;
    return batch_find(tx, context->actor, context_parameter(context, "number"),
                      chosen_column(context), after, BATCH_ROWS + 1, arena, out,
                      error);
}

static BatchProgressView progress_view(Context *context, const Batch *batch) {
    const Job *job = &batch->job;
    if (!batch->has_job || str_equal(batch->state, STR("rolled_back"))) {
        return (BatchProgressView){0};
    }
    bool may_run = context_may(context, PERMISSION_BATCH_RUN);
    BatchProgressView view = {.is_open = job_is_open(job),
                              .is_waiting = job->state == JOB_WAITING,
                              .is_whole = !is_matching(batch),
                              .done = job->done,
                              .failure = job->message,
                              .is_stopped = job->state == JOB_STOPPED,
                              .actor_name = job->actor_name};
    // What was counted before is a guess as soon as there are more.
    view.total = job->total >= job->done ? job->total : 0;
    if (view.total > 0) view.percent = job->done * 100 / view.total;
    view.may_stop = may_run && view.is_open && job->account_id == context->actor->account_id;
    view.may_go_on = may_run && !view.is_open && is_matching(batch);
    view.is_of_today = batch->snapshot_on == context->actor->today;
    return view;
}

static BatchView batch_view(Context *context, const Batch *batch, const Error *fault) {
    Arena *arena = context->arena;
    const FormOption *column = &columns[batch->column];
    size_t shown = batch->row_count > BATCH_ROWS ? BATCH_ROWS : batch->row_count;
    BatchView view = {
        .fault = fault_box(context, fault),
        .head = head_view(arena, batch),
        .progress = progress_view(context, batch),
        .rows_hash = batch->rows_hash,
        .pack_hash = batch->pack_hash,
        .column = str_from_c(column->value),
        .column_label = str_from_c(column->label),
        .rows = {NEW_ARRAY(arena, BatchRowView, shown), shown},
        .has_more = batch->row_count > shown,
        .may_roll_back = context_may(context, PERMISSION_BATCH_RUN) && batch->confirmed == 0 &&
                         !str_equal(batch->state, STR("rolled_back")) &&
                         !(batch->has_job && job_is_open(&batch->job)),
        .form = context_form_view(context),
    };
    for (size_t i = 0; i < shown; i++) {
        const BatchRow *row = &batch->rows[i];
        view.rows.items[i] = (BatchRowView){.index = row->index,
                                            .subject = row->subject_label,
                                            .amount = {row->amount_fen},
                                            .why = row->sentences,
                                            .codes = row->codes,
                                            .claim = row->claim_number};
    }
    if (view.has_more) {
        view.next_path = str_format(arena, "/batches/%.*s?column=%s&after=%lld",
                                    STR_ARG(batch->number), column->value,
                                    (long long)batch->rows[shown - 1].index);
    }
    return view;
}

static bool show_batch(Context *context, const Error *fault, Error *error) {
    Batch batch;
    if (!platform_read(context, read_batch, context, &batch, error)) return false;
    BatchView view = batch_view(context, &batch, fault);
    Html html = context_html(context);
    if (view.progress.is_open && !fault) context->refresh_s = LIVE_REFRESH_S;
    batch_html(&html, &view);
    context_page(context, str_format(context->arena, "批次 %.*s", STR_ARG(batch.number)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool batch_page(Context *context, Error *error) {
    return show_batch(context, NULL, error);
}

static bool write_stop(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return batch_stop(tx, context->actor, *number, arena, error);
}

static bool write_go_on(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return batch_go_on(tx, context->actor, *number, arena, error);
}

static bool write_roll_back(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return batch_roll_back(tx, context->actor, *number, arena, error);
}

static bool step(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, function, context, &number, &fault)) {
        return to_batch(context, number);
    }
    if (fault_is_shown(&fault)) return show_batch(context, &fault, error);
    *error = fault;
    return false;
}

static bool go_on_page(Context *context, Error *error) {
    if (!step(context, write_go_on, error)) return false;
    platform_wake_workers(context);
    return true;
}

static bool stop_page(Context *context, Error *error) {
    return step(context, write_stop, error);
}

static bool roll_back_page(Context *context, Error *error) {
    return step(context, write_roll_back, error);
}

// ---- The version of a batch ----

static bool read_version(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *number = in;
    return batch_version(tx, *number, arena, out, error);
}

bool batch_case_context(Context *context, Str number, CaseContext *with, Error *error) {
    Str hash = {0};
    *with = platform_case(context);
    if (!str_is_absent(number) && !platform_read(context, read_version, &number, &hash, error)) {
        return false;
    }
    return str_is_absent(hash) ||
           catalogue_version(platform_of(context)->catalogue, hash, &with->pack, error);
}

// ---- API ----

static void write_head(JsonWriter *writer, const Batch *batch) {
    json_member_string(writer, "number", batch->number);
    json_member_int(writer, "policy", batch->policy_number);
    json_member_string(writer, "division", batch->division_code);
    json_member_date(writer, "snapshot_on", batch->snapshot_on);
    json_member_string(writer, "state", batch->state);
    json_member_int(writer, "payable", batch->counts[BATCH_PAYABLE]);
    json_member_int(writer, "look", batch->counts[BATCH_LOOK]);
    json_member_int(writer, "not", batch->counts[BATCH_NOT]);
    json_member_int(writer, "payable_fen", batch->payable_fen);
    json_member_int(writer, "confirmed", batch->confirmed);
    json_member_int(writer, "awaiting", batch->awaiting);
    if (batch->has_job) {
        json_member_string(writer, "job", job_state_code(batch->job.state));
        json_member_int(writer, "done", batch->job.done);
        json_member_int(writer, "total", batch->job.total);
        json_member_string(writer, "message", batch->job.message);
    }
    json_member_string(writer, "rows_hash", batch->rows_hash);
    json_member_string(writer, "pack", batch->pack_hash);
}

static bool list_api(Context *context, Error *error) {
    Batches batches;
    if (!platform_read(context, read_list, context, &batches, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("batches"));
    json_open_array(writer);
    for (size_t i = 0; i < batches.count; i++) {
        json_open_object(writer);
        write_head(writer, &batches.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool read_head(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return batch_find(tx, context->actor, context_parameter(context, "number"), BATCH_PAYABLE, 0, 1,
                      arena, out, error);
}

static bool head_api(Context *context, Error *error) {
    Batch batch;
    if (!platform_read(context, read_head, context, &batch, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    write_head(writer, &batch);
    json_close_object(writer);
    return context_json_end(context);
}

static bool run_api(Context *context, Error *error) {
    Str number;
    return ask(context, &number, error) && answer_number(context, number);
}

static bool rows_api(Context *context, Error *error) {
    Batch batch;
    if (!platform_read(context, read_batch, context, &batch, error)) return false;
    size_t shown = batch.row_count > BATCH_ROWS ? BATCH_ROWS : batch.row_count;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    write_head(writer, &batch);
    json_member_string(writer, "column", str_from_c(columns[batch.column].value));
    json_member_boolean(writer, "has_more", batch.row_count > shown);
    json_key(writer, STR("rows"));
    json_open_array(writer);
    for (size_t i = 0; i < shown; i++) {
        const BatchRow *row = &batch.rows[i];
        json_open_object(writer);
        json_member_int(writer, "index", row->index);
        json_member_string(writer, "subject", row->subject_label);
        json_member_int(writer, "amount_fen", row->amount_fen);
        json_member_string(writer, "codes", row->codes);
        json_member_string(writer, "sentences", row->sentences);
        json_member_string(writer, "claim", row->claim_number);
        json_member_boolean(writer, "awaits", row->awaits);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool go_on_api(Context *context, Error *error) {
    if (!answer_written(context, write_go_on, context, error)) return false;
    platform_wake_workers(context);
    return true;
}

static bool stop_api(Context *context, Error *error) {
    return answer_written(context, write_stop, context, error);
}

static bool roll_back_api(Context *context, Error *error) {
    return answer_written(context, write_roll_back, context, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/batches",                       list_page,      .needs = PERMISSION_CASE_READ, .title = "免申即享批次"},
    {POST, "/batches",                       run_page,       .needs = PERMISSION_BATCH_RUN, .form = &run_form, .title = "比对一个批次"},
    {GET,  "/batches/:number",               batch_page,     .needs = PERMISSION_CASE_READ, .form = &rows_form, .title = "批次"},
    {POST, "/batches/:number/go-on",         go_on_page,     .needs = PERMISSION_BATCH_RUN, .title = "接着比对"},
    {POST, "/batches/:number/stop",          stop_page,      .needs = PERMISSION_BATCH_RUN, .title = "停下比对"},
    {POST, "/batches/:number/roll-back",     roll_back_page, .needs = PERMISSION_BATCH_RUN, .title = "回滚批次"},
    {GET,  "/api/batches",                   list_api,       .needs = PERMISSION_CASE_READ, .title = "免申即享批次"},
    {POST, "/api/batches",                   run_api,        .needs = PERMISSION_BATCH_RUN, .form = &run_form, .title = "比对一个批次"},
    {GET,  "/api/batches/:number",           head_api,       .needs = PERMISSION_CASE_READ, .title = "批次的进度"},
    {GET,  "/api/batches/:number/rows",      rows_api,       .needs = PERMISSION_CASE_READ, .form = &rows_form, .title = "批次"},
    {POST, "/api/batches/:number/go-on",     go_on_api,      .needs = PERMISSION_BATCH_RUN, .title = "接着比对"},
    {POST, "/api/batches/:number/stop",      stop_api,       .needs = PERMISSION_BATCH_RUN, .title = "停下比对"},
    {POST, "/api/batches/:number/roll-back", roll_back_api,  .needs = PERMISSION_BATCH_RUN, .title = "回滚批次"},
};
// clang-format on
const RouteList batch_pages = ROUTES(routes);
