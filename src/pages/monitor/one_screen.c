// SPDX-License-Identifier: Apache-2.0
#include "pages/monitor/one_screen.h"

#include "pages/casework/wording.h"
#include "pages/monitor/monitor_item.html.h"
#include "pages/monitor/one_screen.html.h"
#include "pages/platform.h"
#include "web/web.h"

#include <stdlib.h>

#define PACK_HASH_SHOWN 12
#define BEST_ITEMS 10 // domain.md J5 「政策兑现前十与低效后五」
#define WORST_ITEMS 5
#define WHOLE_BP 10000

// ---- Reading ----

static bool read_dashboard(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return dashboard_read(tx, context->actor, platform_pack(context), arena, out, error);
}

static bool load(Context *context, Dashboard *dashboard, Error *error) {
    return platform_read(context, read_dashboard, context, dashboard, error);
}

static ChartView chart_view(const Context *context, Str source, Str label) {
    return (ChartView){.source = source,
                       .label = label,
                       .module_url = web_asset_url(context->web, "chart.js"),
                       .library_url = web_asset_url(context->web, "echarts.common.min.js")};
}

static Str item_path(Arena *arena, int number) {
    return str_format(arena, "/monitor/policies/%d", number);
}

// The list behind a number, for those who may see people; else the item that it is of.
static Str unclaimed_path(const Context *context, int number, Str division_code) {
    Arena *arena = context->arena;
    if (!context_may(context, PERMISSION_UNCLAIMED_LIST)) return item_path(arena, number);
    if (str_is_absent(division_code)) return str_format(arena, "/unclaimed?policy=%d", number);
    return str_format(arena, "/unclaimed?policy=%d&county=%.*s", number, STR_ARG(division_code));
}

// ---- The one screen ----

// Items that a scan has looked at, by county: what the chart draws.
static GridView unclaimed_grid(const Context *context, const Dashboard *dashboard) {
    Arena *arena = context->arena;
    GridView grid = {.id = STR("unclaimed-table"),
                     .caption = STR("应享未享，按政策和县区"),
                     .corner = STR("政策"),
                     .has_total = true,
                     .total = {.name = STR("合计")}};
    for (size_t j = 0; j < dashboard->county_count; j++) {
        grid_column(arena, &grid, county_label(dashboard->counties[j].division_code),
                    COLUMN_SERIES);
    }
    bool has_sum = dashboard->county_count > 1; // else the county is the sum
    if (has_sum) grid_column(arena, &grid, STR("合计"), COLUMN_FIGURE);
    for (size_t i = 0; i < dashboard->item_count; i++) {
        const DashboardItem *item = &dashboard->items[i];
        if (item->scanned_on == DATE_ABSENT) continue;
        GridRowView row = {.name = policy_label(arena, item->number, item->title),
                           .path = item_path(arena, item->number)};
        for (size_t j = 0; j < dashboard->county_count; j++) {
            GridCellView *cell = grid_unclaimed(arena, &grid, &row, &item->counties[j], item->unit);
            if (cell->count == 0) continue;
            cell->path =
                unclaimed_path(context, item->number, dashboard->counties[j].division_code);
        }
        if (has_sum) grid_unclaimed(arena, &grid, &row, &item->total, item->unit);
        PUSH(arena, &grid.rows, row);
    }
    for (size_t j = 0; j < dashboard->county_count; j++) {
        grid_unclaimed(arena, &grid, &grid.total, &dashboard->counties[j].total, STR("笔"));
    }
    if (has_sum) grid_unclaimed(arena, &grid, &grid.total, &dashboard->total, STR("笔"));
    return grid;
}

static Str goals_text(Arena *arena, const DashboardItem *item) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < item->target_count; i++) {
        const Pace *pace = &item->targets[i];
        Str name = pace->target->name, goal = pace->target->number_text, unit = pace->target->unit;
        str_put_format(&out, "%s%.*s ", i ? "；" : "", STR_ARG(name));
        if (pace->city.is_known) str_put_format(&out, "%lld/", (long long)pace->city.reached);
        Str lamp = pace_lamp_label(pace->city.lamp);
        str_put_format(&out, "%.*s%.*s %.*s", STR_ARG(goal), STR_ARG(unit), STR_ARG(lamp));
    }
    return str_trim(str_built(&out));
}

// ---- What pays and what lies idle ----

static int64_t execution_bp(const DashboardItem *item) {
    const Figures *total = &item->total;
    return total->allotted_fen > 0 ? total->paid_fen * WHOLE_BP / total->allotted_fen : 0;
}

static int compare_paid(const void *a, const void *b) {
    const DashboardItem *x = *(DashboardItem *const *)a, *y = *(DashboardItem *const *)b;
    int64_t left = x->total.paid_fen, right = y->total.paid_fen;
    if (left != right) return left > right ? -1 : 1;
    return x->number - y->number;
}

static int compare_execution(const void *a, const void *b) {
    const DashboardItem *x = *(DashboardItem *const *)a, *y = *(DashboardItem *const *)b;
    int64_t left = execution_bp(x), right = execution_bp(y);
    if (left != right) return left < right ? -1 : 1;
    return x->number - y->number;
}

// Items with a budget: those that paid most, or those that used the least of it.
static GridView ranking_grid(Arena *arena, const Dashboard *dashboard, bool is_best) {
    GridView grid = {.id = is_best ? STR("best-table") : STR("worst-table"),
                     .caption = is_best ? STR("兑现前十，按已拨付的钱")
                                        : STR("低效后五，按预算执行率"),
                     .corner = STR("政策")};
    grid_column(arena, &grid, STR("已拨付（元）"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("预算（元）"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("执行率"), COLUMN_FIGURE);
    DashboardItem **items = NEW_ARRAY(arena, DashboardItem *, dashboard->item_count);
    size_t count = 0;
    for (size_t i = 0; i < dashboard->item_count; i++) {
        const Figures *total = &dashboard->items[i].total;
        bool counts = is_best ? total->paid_fen > 0 : total->allotted_fen > 0;
        if (counts) items[count++] = &dashboard->items[i];
    }
    qsort(items, count, sizeof *items, is_best ? compare_paid : compare_execution);
    for (size_t i = 0; i < count && i < (is_best ? BEST_ITEMS : WORST_ITEMS); i++) {
        GridRowView row = {.name = policy_label(arena, items[i]->number, items[i]->title),
                           .path = item_path(arena, items[i]->number)};
        grid_fen(arena, &grid, &row, items[i]->total.paid_fen);
        grid_fen(arena, &grid, &row, items[i]->total.allotted_fen);
        grid_cell(arena, &grid, &row)->text = percent_text(arena, execution_bp(items[i]));
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

// ---- What is far behind the time ----

static void red_row(const Context *context, GridView *grid, const Pace *pace, Str division_code) {
    Arena *arena = context->arena;
    const PaceFigure *figure = pace_figure(pace, division_code);
    if (figure->lamp != LAMP_RED) return;
    GridRowView row = {.name = pace->target->name,
                       .path = str_format(arena, "/monitor/policies/%d#targets",
                                          pace->policy->number),
                       .note = policy_label(arena, pace->policy->number, pace->policy->title)};
    grid_cell(arena, grid, &row)->text = county_label(division_code);
    grid_pace(arena, grid, &row, pace, figure);
    if (context_may(context, PERMISSION_SUPERVISE)) {
        GridCellView *order = grid_cell(arena, grid, &row);
        order->text = STR("下督办");
        order->path = supervise_path(arena, pace, division_code);
    }
    PUSH(arena, &grid->rows, row);
}

static GridView red_grid(const Context *context, const Paces *paces) {
    Arena *arena = context->arena;
    GridView grid = {.id = STR("red-table"),
                     .caption = STR("亮红灯的目标"),
                     .corner = STR("目标")};
    grid_column(arena, &grid, STR("地方"), COLUMN_TEXT);
    grid_column(arena, &grid, STR("完成"), COLUMN_FIGURE);
    if (context_may(context, PERMISSION_SUPERVISE)) {
        grid_column(arena, &grid, STR("督办"), COLUMN_TEXT);
    }
    for (size_t i = 0; i < paces->count; i++) {
        red_row(context, &grid, &paces->items[i], STR(""));
        for (size_t j = 0; j < DIVISION_COUNTY_COUNT; j++) {
            red_row(context, &grid, &paces->items[i], str_from_c(division_counties[j]));
        }
    }
    return grid;
}

static GridRowView item_row(Arena *arena, const GridView *grid, const DashboardItem *item) {
    bool decides = item->policy && item->policy->program;
    GridRowView row = {.name = policy_label(arena, item->number, item->title),
                       .path = item_path(arena, item->number)};
    GridCellView *status = grid_cell(arena, grid, &row);
    status->text = decides ? STR("● 可办") : STR("○ 条文已录入");
    if (item->scanned_on == DATE_ABSENT)
        grid_blank(arena, grid, &row);
    else
        grid_unclaimed(arena, grid, &row, &item->total, item->unit);
    bool has_money = item->total.allotted_fen > 0;
    if (decides) {
        grid_count(arena, grid, &row, figures_open(&item->total));
        grid_owed(arena, grid, &row, item->total.overdue);
        grid_count(arena, grid, &row, item->total.claims[CLAIM_PAID]);
    } else {
        for (int i = 0; i < 3; i++) grid_blank(arena, grid, &row);
    }
    if (has_money) {
        grid_fen(arena, grid, &row, item->total.paid_fen);
        grid_fen(arena, grid, &row, item->total.available_fen);
    } else {
        for (int i = 0; i < 2; i++) grid_blank(arena, grid, &row);
    }
    if (item->target_count > 0) {
        grid_cell(arena, grid, &row)->text = goals_text(arena, item);
    } else {
        grid_blank(arena, grid, &row);
    }
    return row;
}

static GridView items_grid(Arena *arena, const Dashboard *dashboard) {
    static const char *const figures[] = {"应享未享", "在办",         "超期",
                                          "已到账",   "已拨付（元）", "预算可用（元）"};
    GridView grid = {.id = STR("items-table"),
                     .caption = STR("每一项的办理、资金和目标"),
                     .corner = STR("政策")};
    grid_column(arena, &grid, STR("状态"), COLUMN_TEXT);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        grid_column(arena, &grid, str_from_c(figures[i]), COLUMN_FIGURE);
    }
    grid_column(arena, &grid, STR("目标"), COLUMN_TEXT);
    for (size_t i = 0; i < dashboard->item_count; i++) {
        PUSH(arena, &grid.rows, item_row(arena, &grid, &dashboard->items[i]));
    }
    return grid;
}

static Str unclaimed_note(Arena *arena, const Dashboard *dashboard) {
    if (dashboard->scanned_on == DATE_ABSENT) return STR("还没有扫描过");
    return str_format(arena, "个人 %.*s 人次，单位 %.*s 家",
                      STR_ARG(count_text(arena, dashboard->unclaimed_people)),
                      STR_ARG(count_text(arena, dashboard->unclaimed_organisations)));
}

static OneScreenView one_screen_view(const Context *context, const Dashboard *dashboard) {
    Arena *arena = context->arena;
    OneScreenView view = {
        .place = county_label(context->actor->scope.division_prefix),
        .today = {context->actor->today},
        .is_scanned = dashboard->scanned_on != DATE_ABSENT,
        .scanned_on = {dashboard->scanned_on},
        .figures = figures_view(arena, &dashboard->total, STR("笔"),
                                unclaimed_note(arena, dashboard), dashboard->year),
        .chart = chart_view(context, STR("unclaimed-table"), STR("应享未享，按政策和县区")),
        .unclaimed = unclaimed_grid(context, dashboard),
        .claims =
            stage_grid(arena, dashboard->counties, dashboard->county_count, &dashboard->total),
        .money = money_grid(arena, dashboard->counties, dashboard->county_count, &dashboard->total),
        .best = ranking_grid(arena, dashboard, true),
        .worst = ranking_grid(arena, dashboard, false),
        .red = red_grid(context, &dashboard->paces),
        .elapsed = percent_text(arena, dashboard->paces.elapsed_bp),
        .items = items_grid(arena, dashboard),
        .may_list = context_may(context, PERMISSION_UNCLAIMED_LIST),
    };
    for (size_t i = 0; i < dashboard->item_count; i++) {
        const Policy *policy = dashboard->items[i].policy;
        view.deciding += policy && policy->program;
    }
    return view;
}

static bool one_screen_page(Context *context, Error *error) {
    Dashboard dashboard;
    if (!load(context, &dashboard, error)) return false;
    OneScreenView view = one_screen_view(context, &dashboard);
    Html html = context_html(context);
    one_screen_html(&html, &view);
    return context_page(context, STR("一屏"), &html);
}

// ---- One item ----

static GridView county_grid(const Context *context, const Dashboard *dashboard,
                            const DashboardItem *item) {
    Arena *arena = context->arena;
    GridView grid = {.id = STR("unclaimed-table"),
                     .caption = STR("应享、已享和未享，按县区"),
                     .corner = STR("县区"),
                     .has_total = dashboard->county_count > 1};
    grid_column(arena, &grid, STR("应享"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("未享"), COLUMN_SERIES);
    grid_column(arena, &grid, STR("已申请或已享"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("事实不全"), COLUMN_FIGURE);
    for (size_t j = 0; j <= dashboard->county_count; j++) {
        bool is_total = j == dashboard->county_count;
        const Figures *figures = is_total ? &item->total : &item->counties[j];
        Str code = is_total ? (Str){0} : dashboard->counties[j].division_code;
        GridRowView row = {.name = is_total ? STR("合计") : county_label(code)};
        grid_count(arena, &grid, &row, figures->entitled);
        GridCellView *cell = grid_unclaimed(arena, &grid, &row, figures, item->unit);
        if (cell->count > 0 && context_may(context, PERMISSION_UNCLAIMED_LIST)) {
            cell->path = unclaimed_path(context, item->number, code);
        }
        grid_count(arena, &grid, &row, figures->entitled - figures->unclaimed);
        grid_count(arena, &grid, &row, figures->undetermined);
        if (is_total)
            grid.total = row;
        else
            PUSH(arena, &grid.rows, row);
    }
    return grid;
}

// Every state a claim can be in, by county.
static GridView state_grid(Arena *arena, const Dashboard *dashboard, const DashboardItem *item) {
    GridView grid = {.id = STR("claims-table"),
                     .caption = STR("申请按状态和县区，单位：件"),
                     .corner = STR("状态"),
                     .has_total = true,
                     .total = {.name = STR("其中超期")}};
    for (size_t j = 0; j < dashboard->county_count; j++) {
        grid_column(arena, &grid, county_label(dashboard->counties[j].division_code),
                    COLUMN_FIGURE);
        grid_owed(arena, &grid, &grid.total, item->counties[j].overdue);
    }
    bool has_sum = dashboard->county_count > 1;
    if (has_sum) {
        grid_column(arena, &grid, STR("合计"), COLUMN_FIGURE);
        grid_owed(arena, &grid, &grid.total, item->total.overdue);
    }
    for (ClaimState state = 0; state < CLAIM_STATE_COUNT; state++) {
        GridRowView row = {.name = claim_state_label(state)};
        for (size_t j = 0; j < dashboard->county_count; j++) {
            grid_count(arena, &grid, &row, item->counties[j].claims[state]);
        }
        if (has_sum) grid_count(arena, &grid, &row, item->total.claims[state]);
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

static GridView item_money(Arena *arena, const Dashboard *dashboard, const DashboardItem *item) {
    CountyFigures *counties = NEW_ARRAY(arena, CountyFigures, dashboard->county_count);
    for (size_t j = 0; j < dashboard->county_count; j++) {
        counties[j] = (CountyFigures){dashboard->counties[j].division_code, item->counties[j]};
    }
    return money_grid(arena, counties, dashboard->county_count, &item->total);
}

static Str goal_text(Arena *arena, const Target *target) {
    static const char *const signs[] = {
        [TARGET_AT_LEAST] = "不少于", [TARGET_EXACTLY] = "", [TARGET_AT_MOST] = "不超过"};
    return str_format(arena, "%s%.*s%.*s", signs[target->sign], STR_ARG(target->number_text),
                      STR_ARG(target->unit));
}

// Every target of the item, city and counties, and the way to an order about it.
static GridView targets_grid(const Context *context, const DashboardItem *item) {
    Arena *arena = context->arena;
    bool may_order = context_may(context, PERMISSION_SUPERVISE);
    GridView grid = {.id = STR("targets-table"),
                     .caption = STR("目标任务，按县区"),
                     .corner = STR("指标")};
    grid_column(arena, &grid, STR("目标"), COLUMN_TEXT);
    grid_column(arena, &grid, STR("全市"), COLUMN_FIGURE);
    for (size_t j = 0; j < DIVISION_COUNTY_COUNT; j++) {
        grid_column(arena, &grid, county_label(str_from_c(division_counties[j])), COLUMN_FIGURE);
    }
    if (may_order) grid_column(arena, &grid, STR("督办"), COLUMN_TEXT);
    for (size_t i = 0; i < item->target_count; i++) {
        const Pace *pace = &item->targets[i];
        GridRowView row = {.name = pace->target->name, .note = pace->target->basis};
        grid_cell(arena, &grid, &row)->text = goal_text(arena, pace->target);
        grid_pace(arena, &grid, &row, pace, &pace->city);
        for (size_t j = 0; j < DIVISION_COUNTY_COUNT; j++) {
            grid_pace(arena, &grid, &row, pace, &pace->counties[j]);
        }
        if (may_order) {
            GridCellView *order = grid_cell(arena, &grid, &row);
            order->text = STR("下督办");
            order->path = supervise_path(arena, pace, STR(""));
        }
        PUSH(arena, &grid.rows, row);
    }
    return grid;
}

static MonitorItemView item_view(const Context *context, const Dashboard *dashboard,
                                 const DashboardItem *item) {
    Arena *arena = context->arena;
    bool is_scanned = item->scanned_on != DATE_ABSENT;
    Str note = is_scanned ? str_format(arena, "应享 %.*s %.*s",
                                       STR_ARG(count_text(arena, item->total.entitled)),
                                       STR_ARG(item->unit))
                          : STR("没有扫描");
    return (MonitorItemView){
        .number = item->number,
        .title = item->title,
        .place = county_label(context->actor->scope.division_prefix),
        .decides = item->policy && item->policy->program,
        .is_scanned = is_scanned,
        .is_beyond_scans = !is_scanned && dashboard->scanned_on != DATE_ABSENT,
        .scanned_on = {item->scanned_on},
        .pack_hash = str_slice(item->pack_hash, 0, PACK_HASH_SHOWN),
        .figures = figures_view(arena, &item->total, item->unit, note, dashboard->year),
        .chart = chart_view(context, STR("unclaimed-table"), STR("应享未享，按县区")),
        .unclaimed = county_grid(context, dashboard, item),
        .states = state_grid(arena, dashboard, item),
        .money = item_money(arena, dashboard, item),
        .targets = targets_grid(context, item),
        .elapsed = percent_text(arena, dashboard->paces.elapsed_bp),
        .may_list = is_scanned && context_may(context, PERMISSION_UNCLAIMED_LIST),
        .list_path = unclaimed_path(context, item->number, (Str){0}),
    };
}

static bool item_page(Context *context, Error *error) {
    Dashboard dashboard;
    Str text = context_parameter(context, "number");
    int64_t number;
    if (!load(context, &dashboard, error)) return false;
    const DashboardItem *item = str_to_int64(text, &number) && number > 0 && number <= INT32_MAX
                                    ? dashboard_item(&dashboard, (int)number)
                                    : NULL;
    if (!item) {
        error_set(error, ERROR_NOT_FOUND, "没有第“%.*s”项政策", STR_ARG(text));
        return error_detail(error, "请从一屏的列表里选");
    }
    MonitorItemView view = item_view(context, &dashboard, item);
    Html html = context_html(context);
    monitor_item_html(&html, &view);
    return context_page(context, policy_label(context->arena, item->number, item->title), &html);
}

static bool dashboard_api(Context *context, Error *error) {
    Dashboard dashboard;
    if (!load(context, &dashboard, error)) return false;
    dashboard_to_json(context_json_begin(context), &dashboard);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/monitor",                  one_screen_page, .needs = PERMISSION_MONITOR, .title = "一屏"},
    {GET, "/monitor/policies/:number", item_page,       .needs = PERMISSION_MONITOR, .title = "一项政策的进展"},
    {GET, "/api/dashboard",            dashboard_api,   .needs = PERMISSION_MONITOR, .title = "一屏"},
};
// clang-format on
const RouteList monitor_pages = ROUTES(routes);
