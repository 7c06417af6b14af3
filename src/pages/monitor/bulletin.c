// SPDX-License-Identifier: Apache-2.0
#include "pages/monitor/bulletin.h"

#include "monitor/pace.h"
#include "pages/monitor/bulletin.html.h"
#include "pages/monitor/bulletin_list.html.h"
#include "pages/platform.h"

#define WHOLE_BP 10000

static const FormField instruction_fields[] = {
    {.name = "body",
     .label = "批示",
     .type = FIELD_LONG_TEXT,
     .is_required = true,
     .length_max = 900,
     .help = "署名和日期由平台记下，写下后不能改"},
};
static const Form instruction_form = {"bulletin_instruction", instruction_fields, 1};

// ---- The list ----

static bool read_heads(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return bulletin_list(tx, arena, out, error);
}

static bool is_signed_in(const BulletinHeads *heads, Str number) {
    for (size_t i = 0; i < heads->count; i++) {
        if (str_equal(heads->items[i].number, number)) return true;
    }
    return false;
}

// Of each cycle the period that has ended last and the one that runs.
static BulletinRowViews waiting_rows(const Context *context, const BulletinHeads *heads) {
    Arena *arena = context->arena;
    BulletinRowViews rows = {.items = NEW_ARRAY(arena, BulletinRowView, CYCLE_COUNT * 2)};
    for (int i = 0; i < CYCLE_COUNT; i++) {
        CyclePeriod running = cycle_period_at((Cycle)i, context->actor->today);
        CyclePeriod periods[] = {cycle_period_before(&running), running};
        for (size_t j = 0; j < 2; j++) {
            Str number = cycle_number(arena, &periods[j]);
            rows.items[rows.count++] = (BulletinRowView){.number = number,
                                                         .title = cycle_title(arena, &periods[j]),
                                                         .cycle = cycle_label((Cycle)i),
                                                         .is_signed = is_signed_in(heads, number)};
        }
    }
    return rows;
}

static bool list_page(Context *context, Error *error) {
    BulletinHeads heads;
    if (!platform_read(context, read_heads, context, &heads, error)) return false;
    BulletinListView view = {
        .waiting = waiting_rows(context, &heads),
        .signed_ones = {.items = NEW_ARRAY(context->arena, BulletinRowView, heads.count)},
        .may_preview = context_may(context, PERMISSION_BULLETIN_PREVIEW),
    };
    for (size_t i = 0; i < heads.count; i++) {
        const BulletinHead *head = &heads.items[i];
        view.signed_ones.items[view.signed_ones.count++] =
            (BulletinRowView){.number = head->number,
                              .title = head->title,
                              .signed_name = head->signed_name,
                              .signed_on = {head->signed_on},
                              .corrections = head->corrections,
                              .instructions = head->instructions};
    }
    Html html = context_html(context);
    bulletin_list_html(&html, &view);
    return context_page(context, STR("调度与通报"), &html);
}

// ---- Cells ----

typedef struct Sheet {
    const Context *context;
    const BulletinFile *file;
    GridView *grid;
} Sheet;

Str figure_path(Arena *arena, const Bulletin *bulletin, const FigureKey *key) {
    return str_format(arena, "/bulletins/%.*s%s/figure?line=%lld&county=%.*s&code=%.*s",
                      STR_ARG(bulletin->number), bulletin->is_signed ? "" : "/preview",
                      (long long)key->sequence, STR_ARG(figure_place_code(key->place)),
                      STR_ARG(figure_code(key->code)));
}

// What is known now, when the figure was corrected.
static const BulletinCorrection *corrected(const BulletinFile *file, const FigureKey *key) {
    const BulletinCorrection *last = NULL;
    for (size_t i = 0; i < file->correction_count; i++) {
        const FigureKey *other = &file->corrections[i].key;
        if (other->sequence == key->sequence && other->place == key->place &&
            other->code == key->code) {
            last = &file->corrections[i];
        }
    }
    return last;
}

// With thousands apart, as screens have them.
static Str shown(Arena *arena, FigureCode code, int64_t value) {
    FigureUnit unit = figure_unit(code);
    if (unit == FIGURE_OF_FEN) return fen_to_str(arena, (Fen){value});
    bool is_count = unit == FIGURE_OF_COUNT && value >= 0;
    return is_count ? count_text(arena, value) : figure_text(arena, code, value);
}

static GridCellView *put_figure(const Sheet *sheet, GridRowView *row, const BulletinLine *line,
                                size_t place, FigureCode code) {
    Arena *arena = sheet->context->arena;
    GridCellView *cell = grid_cell(arena, sheet->grid, row);
    const BulletinFigure *figure = &line->figures[place][code];
    if (!figure->is_set) {
        cell->is_blank = true;
        cell->text = STR("—");
        return cell;
    }
    FigureKey key = {line->sequence, place, code};
    const BulletinCorrection *correction = corrected(sheet->file, &key);
    cell->text = shown(arena, code, figure->value);
    cell->path = figure_path(arena, &sheet->file->bulletin, &key);
    if (correction) {
        cell->small =
            str_format(arena, "更正为 %.*s", STR_ARG(figure_text(arena, code, correction->value)));
    }
    return cell;
}

// "+12.5%" of what came before; a dash where nothing did.
static void put_growth(const Sheet *sheet, GridRowView *row, const BulletinFigure *figures,
                       FigureCode now, FigureCode last) {
    Arena *arena = sheet->context->arena;
    GridCellView *cell = grid_cell(arena, sheet->grid, row);
    int64_t before = figures[last].value, change = figures[now].value - before;
    if (before <= 0) {
        cell->is_blank = true;
        cell->text = STR("—");
        return;
    }
    int64_t bp = change * WHOLE_BP / before;
    Str percent = percent_text(arena, bp < 0 ? -bp : bp);
    cell->text = str_format(arena, "%s%.*s", bp < 0 ? "−" : "+", STR_ARG(percent));
}

static void put_columns(Arena *arena, GridView *grid, const char *const *labels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        grid_column(arena, grid, str_from_c(labels[i]), COLUMN_FIGURE);
    }
}

static void put_places(Arena *arena, GridView *grid) {
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        grid_column(arena, grid, county_label(figure_place_code(place)), COLUMN_FIGURE);
    }
}

// ---- The three tables ----

static GridView places_grid(const Context *context, const BulletinFile *file) {
    static const char *const labels[] = {"平均完成率",     "名次",   "本年预算（元）",
                                         "已拨付（元）",   "执行率", "名次",
                                         "本期拨付（元）", "环比",   "逾期件"};
    static const FigureCode codes[] = {FIGURE_RATE,    FIGURE_RANK,      FIGURE_ALLOTTED,
                                       FIGURE_PAID,    FIGURE_EXECUTION, FIGURE_EXECUTION_RANK,
                                       FIGURE_PAID_NOW};
    Arena *arena = context->arena;
    const BulletinLine *all = bulletin_line_of(&file->bulletin, 1);
    GridView grid = {.id = STR("places-table"),
                     .caption = STR("各县区的完成、资金和逾期"),
                     .corner = STR("地方")};
    put_columns(arena, &grid, labels, sizeof labels / sizeof *labels);
    Sheet sheet = {context, file, &grid};
    for (size_t place = 0; all && place < FIGURE_PLACES; place++) {
        GridRowView row = {.name = county_label(figure_place_code(place))};
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
            (void)put_figure(&sheet, &row, all, place, codes[i]);
        }
        put_growth(&sheet, &row, all->figures[place], FIGURE_PAID_NOW, FIGURE_PAID_LAST);
        GridCellView *late = put_figure(&sheet, &row, all, place, FIGURE_OVERDUE);
        late->is_owed = all->figures[place][FIGURE_OVERDUE].value > 0;
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

static void put_target(const Sheet *sheet, GridRowView *row, const BulletinLine *line,
                       size_t place) {
    Arena *arena = sheet->context->arena;
    const BulletinFigure *figures = line->figures[place];
    GridCellView *cell = put_figure(sheet, row, line, place, FIGURE_REACHED);
    if (!figures[FIGURE_GOAL].is_set) return;
    Lamp lamp = pace_lamp(figures[FIGURE_RATE].value, sheet->file->bulletin.elapsed_bp);
    Str rank = figures[FIGURE_RANK].is_set
                   ? str_format(arena, "，第%lld名", (long long)figures[FIGURE_RANK].value)
                   : STR("");
    Str rate = figure_text(arena, FIGURE_RATE, figures[FIGURE_RATE].value);
    Str note =
        str_is_absent(cell->small) ? STR("") : str_format(arena, "，%.*s", STR_ARG(cell->small));
    Str goal = shown(arena, FIGURE_GOAL, figures[FIGURE_GOAL].value);
    cell->text = str_format(arena, "%.*s/%.*s", STR_ARG(cell->text), STR_ARG(goal));
    cell->small = str_format(arena, "%.*s %.*s%.*s%.*s", STR_ARG(rate),
                             STR_ARG(pace_lamp_label(lamp)), STR_ARG(rank), STR_ARG(note));
    cell->is_owed = lamp == LAMP_RED;
}

static GridView targets_grid(const Context *context, const BulletinFile *file) {
    Arena *arena = context->arena;
    GridView grid = {.id = STR("bulletin-targets"),
                     .caption = STR("每个目标的完成，按县区"),
                     .corner = STR("目标")};
    put_places(arena, &grid);
    grid_column(arena, &grid, STR("本期新增"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("环比"), COLUMN_FIGURE);
    Sheet sheet = {context, file, &grid};
    for (size_t i = 0; i < file->bulletin.lines.count; i++) {
        const BulletinLine *line = &file->bulletin.lines.items[i];
        if (str_is_empty(line->target_key)) continue;
        GridRowView row = {.name = line->label,
                           .path = str_format(arena, "/policies/%d", line->policy_number),
                           .note = str_format(arena, "第%d项，单位：%.*s", line->policy_number,
                                              STR_ARG(line->unit))};
        for (size_t place = 0; place < FIGURE_PLACES; place++) {
            put_target(&sheet, &row, line, place);
        }
        (void)put_figure(&sheet, &row, line, 0, FIGURE_REACHED_NOW);
        put_growth(&sheet, &row, line->figures[0], FIGURE_REACHED_NOW, FIGURE_REACHED_LAST);
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

static void put_execution(const Sheet *sheet, GridRowView *row, const BulletinLine *line,
                          size_t place) {
    Arena *arena = sheet->context->arena;
    const BulletinFigure *figures = line->figures[place];
    GridCellView *cell = put_figure(sheet, row, line, place, FIGURE_EXECUTION);
    if (!figures[FIGURE_EXECUTION].is_set) return;
    Str paid = fen_to_str(arena, (Fen){figures[FIGURE_PAID].value});
    Str allotted = fen_to_str(arena, (Fen){figures[FIGURE_ALLOTTED].value});
    Str note =
        str_is_absent(cell->small) ? STR("") : str_format(arena, "，%.*s", STR_ARG(cell->small));
    cell->small =
        str_format(arena, "%.*s/%.*s%.*s", STR_ARG(paid), STR_ARG(allotted), STR_ARG(note));
}

static GridView money_grid_of(const Context *context, const BulletinFile *file) {
    Arena *arena = context->arena;
    GridView grid = {.id = STR("bulletin-money"),
                     .caption = STR("每一项的预算执行率（已拨付/预算，元），按县区"),
                     .corner = STR("政策")};
    put_places(arena, &grid);
    grid_column(arena, &grid, STR("本期拨付（元）"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("环比"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("逾期件"), COLUMN_FIGURE);
    Sheet sheet = {context, file, &grid};
    for (size_t i = 0; i < file->bulletin.lines.count; i++) {
        const BulletinLine *line = &file->bulletin.lines.items[i];
        if (line->policy_number == 0 || !str_is_empty(line->target_key)) continue;
        GridRowView row = {.name = policy_label(arena, line->policy_number, line->label),
                           .path = str_format(arena, "/policies/%d", line->policy_number)};
        for (size_t place = 0; place < FIGURE_PLACES; place++) {
            put_execution(&sheet, &row, line, place);
        }
        (void)put_figure(&sheet, &row, line, 0, FIGURE_PAID_NOW);
        put_growth(&sheet, &row, line->figures[0], FIGURE_PAID_NOW, FIGURE_PAID_LAST);
        (void)put_figure(&sheet, &row, line, 0, FIGURE_OVERDUE);
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

// ---- One bulletin ----

CorrectionViews correction_views(Arena *arena, const BulletinFile *file) {
    CorrectionViews views = {.items = NEW_ARRAY(arena, CorrectionView, file->correction_count)};
    for (size_t i = 0; i < file->correction_count; i++) {
        const BulletinCorrection *from = &file->corrections[i];
        const FigureKey *key = &from->key;
        const BulletinLine *line = bulletin_line_of(&file->bulletin, key->sequence);
        if (!line) continue;
        Str place = county_label(figure_place_code(key->place)), label = figure_label(key->code);
        views.items[views.count++] = (CorrectionView){
            .about = str_format(arena, "%.*s，%.*s，%.*s", STR_ARG(line->label), STR_ARG(place),
                                STR_ARG(label)),
            .was = figure_text(arena, key->code, line->figures[key->place][key->code].value),
            .is = figure_text(arena, key->code, from->value),
            .reason = from->reason,
            .who = from->corrected_name,
            .path = figure_path(arena, &file->bulletin, key),
            .on = {from->corrected_on},
        };
    }
    return views;
}

static InstructionViews instruction_views(Arena *arena, const BulletinFile *file) {
    InstructionViews views = {.items = NEW_ARRAY(arena, InstructionView, file->instruction_count)};
    for (size_t i = 0; i < file->instruction_count; i++) {
        const BulletinInstruction *from = &file->instructions[i];
        views.items[views.count++] =
            (InstructionView){from->body, from->given_name, {from->given_on}};
    }
    return views;
}

static bool show(Context *context, const BulletinFile *file, const Error *fault) {
    const Bulletin *bulletin = &file->bulletin;
    Arena *arena = context->arena;
    bool is_over = context->actor->today > bulletin->period.last;
    bool is_sent = context->form.form == &instruction_form;
    BulletinView view = {
        .fault = fault_box(context, fault),
        .number = bulletin->number,
        .title = cycle_title(arena, &bulletin->period),
        .first = {bulletin->period.first},
        .as_of = {bulletin->as_of},
        .elapsed = figure_text(arena, FIGURE_RATE, bulletin->elapsed_bp),
        .is_signed = bulletin->is_signed,
        .signed_name = bulletin->signed_name,
        .signed_on = {bulletin->signed_on},
        .sha256 = bulletin->sha256,
        .pack_hash = bulletin->pack_hash,
        .places = places_grid(context, file),
        .targets = targets_grid(context, file),
        .money = money_grid_of(context, file),
        .corrections = correction_views(arena, file),
        .instructions = instruction_views(arena, file),
        .may_sign =
            !bulletin->is_signed && is_over && context_may(context, PERMISSION_BULLETIN_SIGN),
        .may_instruct = bulletin->is_signed && context_may(context, PERMISSION_BULLETIN_INSTRUCT),
        .may_supervise = context_may(context, PERMISSION_SUPERVISE),
        .form = context_form_view(context),
        .instruction = is_sent ? context_field_view(context, "body", STR(""))
                               : form_field_view(arena, &instruction_fields[0], STR("")),
    };
    Html html = context_html(context);
    bulletin_html(&html, &view);
    context_page(context, view.title, &html);
    if (fault)
        context->response->status = error_http_status(fault->kind);
    else if (is_sent && context->form.fault_count > 0)
        context->response->status = 400;
    return true;
}

static bool read_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return bulletin_find(tx, context_parameter(context, "number"), arena, out, error);
}

static bool read_preview(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    BulletinFile *file = out;
    *file = (BulletinFile){0};
    return bulletin_preview(tx, context->actor, platform_pack(context),
                            context_parameter(context, "number"), arena, &file->bulletin, error);
}

static bool show_signed(Context *context, const Error *fault, Error *error) {
    BulletinFile file;
    return platform_read(context, read_file, context, &file, error) && show(context, &file, fault);
}

static bool file_page(Context *context, Error *error) {
    return show_signed(context, NULL, error);
}

static bool preview_page(Context *context, Error *error) {
    BulletinFile file;
    return platform_read(context, read_preview, context, &file, error) &&
           show(context, &file, NULL);
}

// ---- Signing, instructing ----

static bool write_sign(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    Bulletin bulletin;
    if (!bulletin_sign(tx, context->actor, platform_pack(context),
                       context_parameter(context, "number"), arena, &bulletin, error)) {
        return false;
    }
    *number = bulletin.number;
    return true;
}

static bool write_instruction(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return bulletin_instruct(tx, context->actor, *number, form_text(&context->form, "body"), arena,
                             error);
}

static bool redirect(Context *context, Str number) {
    return context_redirect(context,
                            str_format(context->arena, "/bulletins/%.*s", STR_ARG(number)));
}

static bool sign_page(Context *context, Error *error) {
    Str number;
    return platform_write_once(context, write_sign, context, &number, error) &&
           redirect(context, number);
}

static bool instruct_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_signed(context, NULL, error);
    if (platform_write_once(context, write_instruction, context, &number, &fault)) {
        return redirect(context, number);
    }
    if (fault_is_shown(&fault)) return show_signed(context, &fault, error);
    *error = fault;
    return false;
}

// ---- Files and JSON ----

static bool write_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return bulletin_export(tx, context->actor, context_parameter(context, "number"), arena, out,
                           error);
}

static bool export_file(Context *context, Error *error) {
    BulletinText text;
    if (!platform_write(context, write_export, context, &text, error)) return false;
    Str number = context_parameter(context, "number");
    Str name = str_format(context->arena, "%.*s.csv", STR_ARG(number));
    return context_file(context, name, STR("text/csv; charset=utf-8"), text.content);
}

static bool file_api(Context *context, Error *error) {
    BulletinFile file;
    return platform_read(context, read_file, context, &file, error) &&
           bulletin_json(context, &file);
}

static bool preview_api(Context *context, Error *error) {
    BulletinFile file;
    return platform_read(context, read_preview, context, &file, error) &&
           bulletin_json(context, &file);
}

static bool list_api(Context *context, Error *error) {
    BulletinHeads heads;
    if (!platform_read(context, read_heads, context, &heads, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("bulletins"));
    json_open_array(writer);
    for (size_t i = 0; i < heads.count; i++) {
        json_open_object(writer);
        json_member_string(writer, "number", heads.items[i].number);
        json_member_string(writer, "sha256", heads.items[i].sha256);
        json_member_date(writer, "signed_on", heads.items[i].signed_on);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool sign_api(Context *context, Error *error) {
    return answer_written(context, write_sign, context, error);
}

static bool instruct_api(Context *context, Error *error) {
    return answer_written(context, write_instruction, context, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/bulletins",                      list_page,     .needs = PERMISSION_MONITOR,           .title = "调度与通报"},
    {GET,  "/bulletins/:number",              file_page,     .needs = PERMISSION_MONITOR,           .title = "通报"},
    {GET,  "/bulletins/:number/export",       export_file,   .needs = PERMISSION_MONITOR,           .flags = ROUTE_SLOW, .title = "导出通报"},
    {GET,  "/bulletins/:number/preview",      preview_page,  .needs = PERMISSION_BULLETIN_PREVIEW,  .title = "预览通报"},
    {POST, "/bulletins/:number/sign",         sign_page,     .needs = PERMISSION_BULLETIN_SIGN,     .title = "审签通报"},
    {POST, "/bulletins/:number/instructions", instruct_page, .needs = PERMISSION_BULLETIN_INSTRUCT, .form = &instruction_form, .flags = ROUTE_SHOWS_FAULTS, .title = "批示"},
    {GET,  "/api/bulletins",                      list_api,     .needs = PERMISSION_MONITOR,           .title = "调度与通报"},
    {GET,  "/api/bulletins/:number",              file_api,     .needs = PERMISSION_MONITOR,           .title = "通报"},
    {GET,  "/api/bulletins/:number/preview",      preview_api,  .needs = PERMISSION_BULLETIN_PREVIEW,  .title = "预览通报"},
    {POST, "/api/bulletins/:number/sign",         sign_api,     .needs = PERMISSION_BULLETIN_SIGN,     .title = "审签通报"},
    {POST, "/api/bulletins/:number/instructions", instruct_api, .needs = PERMISSION_BULLETIN_INSTRUCT, .form = &instruction_form, .title = "批示"},
};
// clang-format on
const RouteList bulletin_pages = ROUTES(routes);
