// SPDX-License-Identifier: Apache-2.0
// One figure of a bulletin: what it is made of, and corrections to it.
#include "monitor/trace.h"
#include "pages/monitor/bulletin.h"
#include "pages/monitor/bulletin_figure.html.h"
#include "pages/platform.h"

#define TEXT_LENGTH_MAX 40

#define KEY_FIELDS                                                                                 \
    {.name = "line",                                                                               \
     .label = "第几行",                                                                            \
     .type = FIELD_INT,                                                                            \
     .is_required = true,                                                                          \
     .min = 1,                                                                                     \
     .max = INT32_MAX},                                                                            \
        {.name = "county", .label = "县区", .type = FIELD_TEXT, .length_max = 6}, {                \
        .name = "code", .label = "指标", .type = FIELD_TEXT, .is_required = true,                  \
        .length_max = TEXT_LENGTH_MAX                                                              \
    }

static const FormField key_fields[] = {KEY_FIELDS};
static const Form key_form = {"bulletin_figure", key_fields, 3};

static const FormField correction_fields[] = {
    KEY_FIELDS,
    {.name = "value",
     .label = "更正为",
     .type = FIELD_TEXT,
     .is_required = true,
     .length_max = TEXT_LENGTH_MAX,
     .help = "只写数；金额写到分，百分比写到小数后两位"},
    {.name = "reason",
     .label = "为什么更正",
     .type = FIELD_LONG_TEXT,
     .is_required = true,
     .length_max = 900},
};
static const Form correction_form = {"bulletin_correction", correction_fields, 5};

// ---- Reading ----

typedef struct FigureOut {
    BulletinFile file;
    FigureKey key;
    Trace trace;
} FigureOut;

static bool read_key(const Context *context, FigureKey *key, Error *error) {
    key->sequence = form_int(&context->form, "line");
    if (figure_place_from_code(form_text(&context->form, "county"), &key->place) &&
        figure_from_code(form_text(&context->form, "code"), &key->code)) {
        return true;
    }
    return error_set(error, ERROR_NOT_FOUND, "通报里没有这个数");
}

static bool read_signed(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    FigureOut *figure = out;
    return read_key(context, &figure->key, error) &&
           bulletin_find(tx, context_parameter(context, "number"), arena, &figure->file, error) &&
           trace_read(tx, &figure->file.bulletin, &figure->key, arena, &figure->trace, error);
}

static bool read_preview(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    FigureOut *figure = out;
    Bulletin *bulletin = &figure->file.bulletin;
    return read_key(context, &figure->key, error) &&
           bulletin_preview(tx, context->actor, platform_pack(context),
                            context_parameter(context, "number"), arena, bulletin, error) &&
           trace_read(tx, bulletin, &figure->key, arena, &figure->trace, error);
}

// ---- Showing ----

// 「申请 已受理」 for "application.accepted"; an enrolment's number or a fund's name otherwise.
static Str what_label(const Context *context, Str what) {
    Str state = what, kind = str_cut(&state, '.');
    ClaimState claim_state;
    if (str_equal(kind, STR("enrolment"))) return STR("名额与登记");
    if (str_equal(kind, STR("application")) && claim_state_from_code(state, &claim_state)) {
        return str_format(context->arena, "申请，%.*s", STR_ARG(claim_state_label(claim_state)));
    }
    return fund_label(platform_pack(context), what);
}

static GridView rows_grid(const Context *context, const FigureOut *out) {
    Arena *arena = context->arena;
    bool is_money = figure_unit(out->key.code) == FIGURE_OF_FEN;
    GridView grid = {.id = STR("trace-table"),
                     .caption = STR("没有个人信息，只有编号、县区和日期"),
                     .corner = is_money ? STR("资金") : STR("记录")};
    grid_column(arena, &grid, STR("县区"), COLUMN_TEXT);
    grid_column(arena, &grid, STR("日期"), COLUMN_TEXT);
    grid_column(arena, &grid, is_money ? STR("笔数") : STR("数量"), COLUMN_FIGURE);
    if (is_money) grid_column(arena, &grid, STR("金额（元）"), COLUMN_FIGURE);
    for (size_t i = 0; i < out->trace.count; i++) {
        const TraceRow *from = &out->trace.items[i];
        GridRowView row = {.name = what_label(context, from->what)};
        grid_cell(arena, &grid, &row)->text = county_label(from->division_code);
        grid_cell(arena, &grid, &row)->text = date_to_chinese(arena, from->on);
        grid_count(arena, &grid, &row, from->count);
        if (is_money) grid_fen(arena, &grid, &row, from->fen);
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

static Str made_of(Arena *arena, const FigureOut *out) {
    const Trace *trace = &out->trace;
    Str first = figure_label(trace->inputs[0]);
    if (out->key.code == FIGURE_GOAL) {
        return out->key.place == 0 ? STR("文件定的目标数。") : STR("名额分解到这个县区的数。");
    }
    if (out->key.code == FIGURE_RATE && out->key.sequence == 1) {
        return STR("分解到这里的各目标完成率的平均，超额的按100%算 [R]。");
    }
    if (trace->input_count == 2) {
        return str_format(arena, "%.*s除以%.*s，只舍不入。", STR_ARG(first),
                          STR_ARG(figure_label(trace->inputs[1])));
    }
    if (trace->input_count == 1) {
        return str_format(arena, "三个县区按%.*s从高到低排，相同的并列。", STR_ARG(first));
    }
    return (Str){0};
}

static FigureLinkViews other_views(Arena *arena, const FigureOut *out) {
    const BulletinLine *line = bulletin_line_of(&out->file.bulletin, out->key.sequence);
    FigureLinkViews views = {.items = NEW_ARRAY(arena, FigureLinkView, FIGURE_CODE_COUNT)};
    for (FigureCode code = 0; code < FIGURE_CODE_COUNT; code++) {
        const BulletinFigure *figure = &line->figures[out->key.place][code];
        FigureKey key = {out->key.sequence, out->key.place, code};
        if (!figure->is_set || code == out->key.code) continue;
        views.items[views.count++] =
            (FigureLinkView){figure_label(code), figure_text(arena, code, figure->value),
                             figure_path(arena, &out->file.bulletin, &key)};
    }
    return views;
}

// Those of this figure alone.
static BulletinFile only_own(Arena *arena, const FigureOut *out) {
    BulletinFile own = out->file;
    own.corrections = NEW_ARRAY(arena, BulletinCorrection, out->file.correction_count);
    own.correction_count = 0;
    for (size_t i = 0; i < out->file.correction_count; i++) {
        const BulletinCorrection *correction = &out->file.corrections[i];
        const FigureKey *key = &correction->key;
        if (key->sequence == out->key.sequence && key->place == out->key.place &&
            key->code == out->key.code) {
            own.corrections[own.correction_count++] = *correction;
        }
    }
    return own;
}

static bool show(Context *context, const FigureOut *out, const Error *fault) {
    Arena *arena = context->arena;
    const Bulletin *bulletin = &out->file.bulletin;
    const BulletinLine *line = bulletin_line_of(bulletin, out->key.sequence);
    int64_t value = line->figures[out->key.place][out->key.code].value;
    bool is_sent = context->form.form == &correction_form;
    BulletinFile own = only_own(arena, out);
    BulletinFigureView view = {
        .fault = fault_box(context, fault),
        .number = bulletin->number,
        .title = cycle_title(arena, &bulletin->period),
        .back_path = str_format(arena, "/bulletins/%.*s%s", STR_ARG(bulletin->number),
                                bulletin->is_signed ? "" : "/preview"),
        .is_signed = bulletin->is_signed,
        .about = line->policy_number == 0 ? line->label
                                          : policy_label(arena, line->policy_number, line->label),
        .place = county_label(figure_place_code(out->key.place)),
        .label = figure_label(out->key.code),
        .text = figure_text(arena, out->key.code, value),
        .made_of = made_of(arena, out),
        .is_cut = out->trace.is_cut,
        .rows = rows_grid(context, out),
        .others = other_views(arena, out),
        .corrections = correction_views(arena, &own),
        .may_correct = bulletin->is_signed && context_may(context, PERMISSION_BULLETIN_SIGN),
        .line = str_format(arena, "%lld", (long long)out->key.sequence),
        .county = figure_place_code(out->key.place),
        .code = figure_code(out->key.code),
        .form = context_form_view(context),
        .value = is_sent ? context_field_view(context, "value", STR(""))
                         : form_field_view(arena, &correction_fields[3], STR("")),
        .reason = is_sent ? context_field_view(context, "reason", STR(""))
                          : form_field_view(arena, &correction_fields[4], STR("")),
    };
    if (out->trace.sum != value) {
        view.now = figure_text(arena, out->key.code, out->trace.sum);
    }
    Html html = context_html(context);
    bulletin_figure_html(&html, &view);
    context_page(context, str_format(arena, "%.*s", STR_ARG(view.label)), &html);
    if (fault)
        context->response->status = error_http_status(fault->kind);
    else if (is_sent && context->form.fault_count > 0)
        context->response->status = 400;
    return true;
}

static bool show_by(Context *context, StoreFunction *read, const Error *fault, Error *error) {
    FigureOut out = {0};
    return platform_read(context, read, context, &out, error) && show(context, &out, fault);
}

static bool signed_page(Context *context, Error *error) {
    return show_by(context, read_signed, NULL, error);
}

static bool preview_page(Context *context, Error *error) {
    return show_by(context, read_preview, NULL, error);
}

// ---- Correcting ----

static bool write_correction(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CorrectionIn correction = {.number = context_parameter(context, "number"),
                               .reason = form_text(&context->form, "reason")};
    Str value = form_text(&context->form, "value");
    *number = correction.number;
    if (!read_key(context, &correction.key, error)) return false;
    if (!figure_from_text(correction.key.code, value, &correction.value)) {
        error_set(error, ERROR_INVALID, "“%.*s”不是这个指标的数", STR_ARG(value));
        return error_detail(error, "金额写到分，百分比写到小数后两位，不写千分号");
    }
    return bulletin_correct(tx, context->actor, &correction, arena, error);
}

static bool correct_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_by(context, read_signed, NULL, error);
    if (platform_write_once(context, write_correction, context, &number, &fault)) {
        return context_redirect(
            context, str_format(context->arena, "/bulletins/%.*s#corrections", STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_by(context, read_signed, &fault, error);
    *error = fault;
    return false;
}

static bool correct_api(Context *context, Error *error) {
    return answer_written(context, write_correction, context, error);
}

static bool figure_api(Context *context, Error *error) {
    FigureOut out = {0};
    if (!platform_read(context, read_signed, context, &out, error)) return false;
    const BulletinLine *line = bulletin_line_of(&out.file.bulletin, out.key.sequence);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "value", line->figures[out.key.place][out.key.code].value);
    json_member_int(writer, "now", out.trace.sum);
    json_key(writer, STR("rows"));
    json_open_array(writer);
    for (size_t i = 0; i < out.trace.count; i++) {
        const TraceRow *row = &out.trace.items[i];
        json_open_object(writer);
        json_member_string(writer, "what", row->what);
        json_member_string(writer, "division", row->division_code);
        json_member_date(writer, "on", row->on);
        json_member_int(writer, "count", row->count);
        json_member_int(writer, "fen", row->fen);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/bulletins/:number/figure",          signed_page,  .needs = PERMISSION_MONITOR,          .form = &key_form, .title = "通报的一个数"},
    {GET,  "/bulletins/:number/preview/figure",  preview_page, .needs = PERMISSION_BULLETIN_PREVIEW, .form = &key_form, .title = "预览的一个数"},
    {POST, "/bulletins/:number/corrections",     correct_page, .needs = PERMISSION_BULLETIN_SIGN,    .form = &correction_form, .flags = ROUTE_SHOWS_FAULTS, .title = "更正通报"},
    {GET,  "/api/bulletins/:number/figure",      figure_api,   .needs = PERMISSION_MONITOR,          .form = &key_form, .title = "通报的一个数"},
    {POST, "/api/bulletins/:number/corrections", correct_api,  .needs = PERMISSION_BULLETIN_SIGN,    .form = &correction_form, .title = "更正通报"},
};
// clang-format on
const RouteList bulletin_figure_pages = ROUTES(routes);
