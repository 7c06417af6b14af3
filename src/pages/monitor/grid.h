// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_MONITOR_GRID_H
#define PAGES_MONITOR_GRID_H
// Figures as tables and as the six on top: what the screens of the monitor are made of.
//
// A grid has a row for each thing and one of totals; a chart reads its numbers from the cells of a
// grid (src/web/assets/chart.js), so that picture and table cannot differ.

#include "monitor/dashboard.h"
#include "web/context.h"
#include "web/html.h"

typedef struct ColumnView {
    Str label;
    bool is_series;  // a chart draws it
    bool is_text;
} ColumnView;

typedef struct ColumnViews {
    ColumnView *items;
    size_t count;
    size_t capacity;
} ColumnViews;

typedef struct GridCellView {
    Str label;       // of its column, for narrow screens
    Str text;
    Str small;       // below it; absent = none
    Str path;        // what it is made of; absent = nothing to open
    bool is_text;    // words, not a figure
    bool is_blank;   // nothing is known or asked here
    bool is_owed;    // somebody owes an action
    int64_t count;   // for charts
    int64_t fen;
} GridCellView;

typedef struct GridCellViews {
    GridCellView *items;
    size_t count;
    size_t capacity;
} GridCellViews;

typedef struct GridRowView {
    Str name;
    Str path;        // absent = none
    Str note;        // below the name; absent = none
    GridCellViews cells;
} GridRowView;

typedef struct GridRowViews {
    GridRowView *items;
    size_t count;
    size_t capacity;
} GridRowViews;

typedef struct GridView {
    Str id;
    Str caption;
    Str corner;      // the heading of the first column
    ColumnViews columns;
    GridRowViews rows;
    bool has_total;
    GridRowView total;
} GridView;

typedef struct FigureView {
    Str label;
    Str text;
    Str unit;
    Str note;        // absent = none
    Str path;        // what it is made of
    bool is_owed;
} FigureView;

typedef struct FigureViews {
    FigureView items[6]; // at most six above the fold
    size_t count;
} FigureViews;

typedef enum ColumnKind { COLUMN_FIGURE, COLUMN_SERIES, COLUMN_TEXT } ColumnKind;

void grid_column(Arena *arena, GridView *grid, Str label, ColumnKind kind);
// The next cell of a row, under the column of the same place.
GridCellView *grid_cell(Arena *arena, const GridView *grid, GridRowView *row);
void grid_count(Arena *arena, const GridView *grid, GridRowView *row, int64_t count);
void grid_owed(Arena *arena, const GridView *grid, GridRowView *row, int64_t count);
void grid_fen(Arena *arena, const GridView *grid, GridRowView *row, int64_t fen);
void grid_blank(Arena *arena, const GridView *grid, GridRowView *row);
// A count with its amount below it.
GridCellView *grid_unclaimed(Arena *arena, const GridView *grid, GridRowView *row,
                             const Figures *figures, Str unit);

// "12,345".
Str count_text(Arena *arena, int64_t count);
// "93.9%" of basis points, cut off.
Str percent_text(Arena *arena, int64_t bp);

// 应享未享, its amount, 在办, 超期, 已拨付, 预算可用, each opening an anchor of the page.
FigureViews figures_view(Arena *arena, const Figures *figures, Str unit, Str unclaimed_note,
                         int64_t year);
// Claims by stage and money by kind, a row for each county and their sum.
GridView stage_grid(Arena *arena, const CountyFigures *counties, size_t count,
                    const Figures *total);
GridView money_grid(Arena *arena, const CountyFigures *counties, size_t count,
                    const Figures *total);

// "480/511个", its rate and lamp below; blank where nothing is known.
GridCellView *grid_pace(Arena *arena, const GridView *grid, GridRowView *row, const Pace *pace,
                        const PaceFigure *figure);
// What an order about a target is issued from, prefilled.
Str supervise_path(Arena *arena, const Pace *pace, Str division_code);

#endif
