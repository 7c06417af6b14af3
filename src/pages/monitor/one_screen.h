// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_MONITOR_ONE_SCREEN_H
#define PAGES_MONITOR_ONE_SCREEN_H
// The one screen of the leading group, and one item of it. Counts and amounts only: it is the same
// page for the head and for an office, each within its scope.

#include "pages/monitor/grid.h"

typedef struct ChartView {
    Str source;      // id of the grid whose numbers it draws
    Str label;
    Str module_url;  // chart.js
    Str library_url; // ECharts, loaded by the module when the chart comes into sight
} ChartView;

typedef struct OneScreenView {
    Str place;       // 全市, 海原县
    Day today;
    bool is_scanned;
    Day scanned_on;
    FigureViews figures;
    ChartView chart;
    GridView unclaimed;
    GridView claims;
    GridView money;
    GridView best, worst; // items by what they paid
    GridView red;    // targets that are far behind the time
    Str elapsed;     // of the year
    GridView items;
    size_t deciding; // items that can be handled here
    bool may_list;   // may open the lists behind 应享未享
} OneScreenView;

typedef struct MonitorItemView {
    int number;
    Str title;
    Str place;
    bool decides;
    bool is_scanned;
    bool is_beyond_scans; // a scan of the city does not count it
    Day scanned_on;
    Str pack_hash;   // its beginning
    FigureViews figures;
    ChartView chart;
    GridView unclaimed;
    GridView states;
    GridView money;
    GridView targets;
    Str elapsed;     // of the year
    bool may_list;
    Str list_path;
} MonitorItemView;

extern const RouteList monitor_pages;

// GET /api/dashboard, and one item of it.
void dashboard_to_json(JsonWriter *writer, const Dashboard *dashboard);

#endif
