// SPDX-License-Identifier: Apache-2.0
#include "pages/kinds/target.h"

#include "pages/kinds/target_board.html.h"
#include "pages/monitor/grid.h"
#include "pages/platform.h"
#include "registry/code.h"

typedef struct TargetOut {
    TargetProgresses columns[TARGET_COLUMNS];
} TargetOut;

static bool read_targets(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    TargetOut *result = out;
    const Pack *pack = platform_pack(context);
    for (size_t i = 0; i < TARGET_COLUMNS; i++) {
        Str division = i == 0 ? STR("") : str_from_c(division_counties[i - 1]);
        if (!target_progress(tx, pack, division, context->actor->today, arena,
                             &result->columns[i], error)) {
            return false;
        }
    }
    return true;
}

// "93%", cut off rather than rounded up: 99.9 % is not done.
static Str rate_text(Arena *arena, const TargetProgress *progress) {
    int64_t number;
    if (!decimal_to_int64(progress->target->number, &number) || number <= 0) return STR("未达到");
    return str_format(arena, "%lld%%", (long long)(progress->reached * 100 / number));
}

static TargetRowView row_view(Arena *arena, const TargetOut *out, size_t row) {
    const TargetProgress *progress = &out->columns[0].items[row];
    TargetRowView view = {
        .policy_number = progress->policy->number,
        .policy = policy_label(arena, progress->policy->number, progress->policy->title),
        .name = progress->target->name, .number = progress->target->number_text,
        .unit = progress->target->unit, .mark = mark_letter(progress->target->mark),
        .is_counted = progress->counted_on != DATE_ABSENT,
        .counted_on = {progress->counted_on},
        .is_derived = progress->is_derived, .is_met = progress->is_met,
        .rate = progress->is_derived ? rate_text(arena, progress) : (Str){0}};
    for (size_t i = 0; i < TARGET_COLUMNS; i++) {
        const TargetProgress *column = &out->columns[i].items[row];
        view.reached[i] = column->is_derived
                              ? str_format(arena, "%lld", (long long)column->reached)
                              : STR("—");
    }
    return view;
}

static bool target_page(Context *context, Error *error) {
    TargetOut out;
    if (!platform_read(context, read_targets, context, &out, error)) return false;
    size_t count = out.columns[0].count;
    TargetBoardView view = {.rows = {NEW_ARRAY(context->arena, TargetRowView, count), count},
                            .elapsed = percent_text(context->arena,
                                                    pace_elapsed_bp(context->actor->today))};
    for (size_t i = 0; i < count; i++) {
        view.rows.items[i] = row_view(context->arena, &out, i);
    }
    Html html = context_html(context);
    target_board_html(&html, &view);
    return context_page(context, STR("目标进度"), &html);
}

static bool target_api(Context *context, Error *error) {
    TargetOut out;
    if (!platform_read(context, read_targets, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("targets"));
    json_open_array(writer);
    for (size_t i = 0; i < out.columns[0].count; i++) {
        const TargetProgress *progress = &out.columns[0].items[i];
        json_open_object(writer);
        json_member_int(writer, "policy", progress->policy->number);
        json_member_string(writer, "target", progress->target->key);
        json_member_string(writer, "number", progress->target->number_text);
        json_member_boolean(writer, "is_derived", progress->is_derived);
        json_member_int(writer, "reached", progress->reached);
        json_member_boolean(writer, "is_met", progress->is_met);
        if (progress->counted_on != DATE_ABSENT) {
            json_member_date(writer, "counted_on", progress->counted_on);
        }
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/targets",     target_page, .needs = PERMISSION_MONITOR, .title = "目标进度"},
    {GET, "/api/targets", target_api,  .needs = PERMISSION_MONITOR, .title = "目标进度"},
};
// clang-format on
const RouteList target_pages = ROUTES(routes);
