// SPDX-License-Identifier: Apache-2.0
#include "pages/monitor/grid.h"

#include "pages/casework/wording.h"

// ---- Building ----

void grid_column(Arena *arena, GridView *grid, Str label, ColumnKind kind) {
    PUSH(arena, &grid->columns, ((ColumnView){label, kind == COLUMN_SERIES, kind == COLUMN_TEXT}));
}

GridCellView *grid_cell(Arena *arena, const GridView *grid, GridRowView *row) {
    const ColumnView *column = &grid->columns.items[row->cells.count];
    PUSH(arena, &row->cells, ((GridCellView){.label = column->label, .is_text = column->is_text}));
    return &row->cells.items[row->cells.count - 1];
}

void grid_count(Arena *arena, const GridView *grid, GridRowView *row, int64_t count) {
    GridCellView *cell = grid_cell(arena, grid, row);
    cell->text = count_text(arena, count);
    cell->count = count;
}

void grid_owed(Arena *arena, const GridView *grid, GridRowView *row, int64_t count) {
    grid_count(arena, grid, row, count);
    row->cells.items[row->cells.count - 1].is_owed = count > 0;
}

void grid_fen(Arena *arena, const GridView *grid, GridRowView *row, int64_t fen) {
    GridCellView *cell = grid_cell(arena, grid, row);
    cell->text = fen_to_str(arena, (Fen){fen});
    cell->fen = fen;
}

void grid_blank(Arena *arena, const GridView *grid, GridRowView *row) {
    GridCellView *cell = grid_cell(arena, grid, row);
    cell->text = STR("—");
    cell->is_blank = true;
}

GridCellView *grid_unclaimed(Arena *arena, const GridView *grid, GridRowView *row,
                             const Figures *figures, Str unit) {
    GridCellView *cell = grid_cell(arena, grid, row);
    cell->text = str_format(arena, "%.*s %.*s", STR_ARG(count_text(arena, figures->unclaimed)),
                            STR_ARG(unit));
    cell->small =
        str_format(arena, "%.*s 元", STR_ARG(fen_to_str(arena, (Fen){figures->unclaimed_fen})));
    cell->count = figures->unclaimed;
    cell->fen = figures->unclaimed_fen;
    return cell;
}

Str count_text(Arena *arena, int64_t count) {
    Str digits = str_format(arena, "%lld", (long long)count);
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < digits.length; i++) {
        if (i > 0 && (digits.length - i) % 3 == 0) str_put_char(&out, ',');
        str_put_char(&out, digits.data[i]);
    }
    return str_built(&out);
}

// ---- What both screens show ----

FigureViews figures_view(Arena *arena, const Figures *figures, Str unit, Str unclaimed_note,
                         int64_t year) {
    Str allotted = str_format(arena, "%lld年下达 %.*s 元", (long long)year,
                              STR_ARG(fen_to_str(arena, (Fen){figures->allotted_fen})));
    Str paid =
        str_format(arena, "%.*s 件已到账", STR_ARG(count_text(arena, figures->claims[CLAIM_PAID])));
    return (FigureViews){
        .items =
            {
                {STR("应享未享"), count_text(arena, figures->unclaimed), unit, unclaimed_note,
                 STR("#unclaimed"), false},
                {STR("应享未享金额"), fen_to_str(arena, (Fen){figures->unclaimed_fen}), STR("元"),
                 STR("按政策标准算"), STR("#unclaimed"), false},
                {STR("在办"), count_text(arena, figures_open(figures)), STR("件"),
                 STR("提交了，还没有到账"), STR("#claims"), false},
                {STR("超期"), count_text(arena, figures->overdue), STR("件"),
                 figures->overdue > 0 ? STR("有人该办没办，点开看是哪个县区") : STR("都在期限内"),
                 STR("#claims"), figures->overdue > 0},
                {STR("已拨付"), fen_to_str(arena, (Fen){figures->paid_fen}), STR("元"), paid,
                 STR("#money"), false},
                {STR("预算可用"), fen_to_str(arena, (Fen){figures->available_fen}), STR("元"),
                 allotted, STR("#money"), false},
            },
        .count = 6,
    };
}

static GridRowView stage_row(Arena *arena, const GridView *grid, Str name, const Figures *figures) {
    GridRowView row = {.name = name};
    for (ClaimStage stage = 0; stage < CLAIM_STAGE_COUNT; stage++) {
        grid_count(arena, grid, &row, figures_stage(figures, stage));
    }
    grid_owed(arena, grid, &row, figures->overdue);
    return row;
}

GridView stage_grid(Arena *arena, const CountyFigures *counties, size_t count,
                    const Figures *total) {
    GridView grid = {.id = STR("claims-table"),
                     .caption = STR("申请办到哪一步，按县区，单位：件"),
                     .corner = STR("县区"),
                     .has_total = count > 1};
    for (ClaimStage stage = 0; stage < CLAIM_STAGE_COUNT; stage++) {
        grid_column(arena, &grid, claim_stage_label(stage), COLUMN_FIGURE);
    }
    grid_column(arena, &grid, STR("其中超期"), COLUMN_FIGURE);
    for (size_t i = 0; i < count; i++) {
        PUSH(arena, &grid.rows,
             stage_row(arena, &grid, county_label(counties[i].division_code), &counties[i].total));
    }
    grid.total = stage_row(arena, &grid, STR("合计"), total);
    return grid;
}

static GridRowView money_row(Arena *arena, const GridView *grid, Str name, const Figures *figures) {
    GridRowView row = {.name = name};
    grid_fen(arena, grid, &row, figures->allotted_fen);
    grid_fen(arena, grid, &row, figures->available_fen);
    grid_fen(arena, grid, &row, figures->reserved_fen);
    grid_fen(arena, grid, &row, figures->paid_fen);
    return row;
}

GridView money_grid(Arena *arena, const CountyFigures *counties, size_t count,
                    const Figures *total) {
    GridView grid = {.id = STR("money-table"),
                     .caption = STR("预算和拨付，按县区，单位：元"),
                     .corner = STR("县区"),
                     .has_total = count > 1};
    grid_column(arena, &grid, STR("下达"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("可用"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("已批未到账"), COLUMN_FIGURE);
    grid_column(arena, &grid, STR("已拨付"), COLUMN_FIGURE);
    for (size_t i = 0; i < count; i++) {
        PUSH(arena, &grid.rows,
             money_row(arena, &grid, county_label(counties[i].division_code), &counties[i].total));
    }
    grid.total = money_row(arena, &grid, STR("合计"), total);
    return grid;
}

// ---- Targets ----

Str percent_text(Arena *arena, int64_t bp) {
    return str_format(arena, "%lld.%lld%%", (long long)(bp / 100), (long long)(bp % 100 / 10));
}

GridCellView *grid_pace(Arena *arena, const GridView *grid, GridRowView *row, const Pace *pace,
                        const PaceFigure *figure) {
    if (!figure->is_known) {
        grid_blank(arena, grid, row);
        return &row->cells.items[row->cells.count - 1];
    }
    GridCellView *cell = grid_cell(arena, grid, row);
    Str unit = pace->target->unit, reached = count_text(arena, figure->reached);
    cell->count = figure->reached;
    cell->is_owed = figure->lamp == LAMP_RED;
    if (figure->goal == 0) {
        cell->text = str_format(arena, "%.*s%.*s", STR_ARG(reached), STR_ARG(unit));
        cell->small = STR("没有分解目标");
        return cell;
    }
    Str goal = count_text(arena, figure->goal), lamp = pace_lamp_label(figure->lamp);
    Str rate = percent_text(arena, figure->rate_bp);
    cell->text = str_format(arena, "%.*s/%.*s%.*s", STR_ARG(reached), STR_ARG(goal), STR_ARG(unit));
    cell->small = str_format(arena, "%.*s %.*s", STR_ARG(rate), STR_ARG(lamp));
    return cell;
}

Str supervise_path(Arena *arena, const Pace *pace, Str division_code) {
    return str_format(arena, "/supervisions/new?policy=%d&target=%.*s&county=%.*s",
                      pace->policy->number, STR_ARG(pace->target->key), STR_ARG(division_code));
}
