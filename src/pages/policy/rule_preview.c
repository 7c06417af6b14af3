// SPDX-License-Identifier: Apache-2.0
// What a draft of a rule comes to.
#include "pages/policy/rule.h"

#include "casework/inspection.h"
#include "pages/platform.h"
#include "policy/bounds.h"

#define LIST_SHOWN 100 // claims of the list that shows the share

// ---- Doubts ----

static DoubtRowView doubt_row(const RiskTrialCount *count) {
    bool is_sum = str_is_absent(count->division_code);
    return (DoubtRowView){.county = is_sum ? STR("全市") : county_label(count->division_code),
                          .level = count->is_high ? "高" : "一般",
                          .is_sum = is_sum,
                          .before = count->before,
                          .after = count->after,
                          .gaining = count->gaining,
                          .losing = count->losing};
}

static bool is_found(const RiskTrialCount *count) {
    return count->before > 0 || count->after > 0;
}

static Str doubt_phrase(Arena *arena, const RiskTrialCount *sum) {
    return str_format(arena, "%s疑点从 %lld 件变为 %lld 件，新查出 %lld 件，不再查出 %lld 件",
                      sum->is_high ? "高等级" : "一般", (long long)sum->before,
                      (long long)sum->after, (long long)sum->gaining, (long long)sum->losing);
}

static Str doubt_sentence(Arena *arena, const RiskTrialCount *high, const RiskTrialCount *normal) {
    bool is_changed = high->gaining + high->losing + normal->gaining + normal->losing > 0;
    if (!is_found(high) && !is_found(normal)) return STR("改前改后都没有查出疑点。");
    if (!is_changed) return STR("改前改后查出的是同样这些申请。");
    Str left = is_found(high) ? doubt_phrase(arena, high) : STR("");
    Str right = is_found(normal) ? doubt_phrase(arena, normal) : STR("");
    const char *between = left.length > 0 && right.length > 0 ? "；" : "";
    return str_format(arena, "%.*s%s%.*s。", STR_ARG(left), between, STR_ARG(right));
}

DoubtTableView doubt_table_view(Arena *arena, const Simulation *simulation) {
    const RiskTrialCounts *counts = &simulation->doubts;
    RiskTrialCount high = risk_trial_sum(counts, true), normal = risk_trial_sum(counts, false);
    DoubtTableView view = {.sentence = doubt_sentence(arena, &high, &normal),
                           .claims = simulation->subjects,
                           .is_bounded = simulation->subjects >= RISK_TRIAL_CLAIMS_MAX,
                           .on = {simulation->decided_on}};
    if (is_found(&high)) PUSH(arena, &view.rows, doubt_row(&high));
    if (is_found(&normal)) PUSH(arena, &view.rows, doubt_row(&normal));
    for (size_t i = 0; i < counts->count; i++) {
        PUSH(arena, &view.rows, doubt_row(&counts->items[i]));
    }
    return view;
}

static void doubt_write(JsonWriter *writer, const RiskTrialCount *count) {
    json_open_object(writer);
    json_member_string(writer, "division", count->division_code);
    json_member_string(writer, "level", count->is_high ? STR("high") : STR("normal"));
    json_member_int(writer, "before", count->before);
    json_member_int(writer, "after", count->after);
    json_member_int(writer, "gaining", count->gaining);
    json_member_int(writer, "losing", count->losing);
    json_close_object(writer);
}

void doubts_to_json(JsonWriter *writer, const RiskTrialCounts *counts) {
    json_key(writer, STR("doubts"));
    json_open_array(writer);
    for (size_t i = 0; i < counts->count; i++) doubt_write(writer, &counts->items[i]);
    json_close_array(writer);
}

// ---- Inspection ----

static Str value_shown(Arena *arena, const Policy *rule, Str key, Date on) {
    const Parameter *parameter = parameter_find(&rule->parameters, key);
    const ParameterRow *row = parameter ? parameter_row_from(parameter, on) : NULL;
    return row ? parameter_shown(arena, parameter, row->value) : STR("");
}

static void parameter_push(Arena *arena, const Policy *const sides[2], const Parameter *parameter,
                           Date on, ParameterChangeViews *rows) {
    ParameterChangeView row = {.name = parameter->name,
                               .before = value_shown(arena, sides[0], parameter->key, on),
                               .after = value_shown(arena, sides[1], parameter->key, on)};
    row.is_changed = !str_equal(row.before, row.after);
    PUSH(arena, rows, row);
}

// Those of the draft, then those that it does not have any more.
static void parameters_compare(Arena *arena, const Policy *before, const Policy *after, Date on,
                               ParameterChangeViews *rows) {
    const Policy *const sides[2] = {before, after};
    for (size_t i = 0; i < after->parameters.count; i++) {
        parameter_push(arena, sides, &after->parameters.items[i], on, rows);
    }
    for (size_t i = 0; i < before->parameters.count; i++) {
        const Parameter *parameter = &before->parameters.items[i];
        bool is_kept = parameter_find(&after->parameters, parameter->key) != NULL;
        if (!is_kept) parameter_push(arena, sides, parameter, on, rows);
    }
}

static Str share_text(Arena *arena, int64_t part, int64_t whole) {
    if (whole == 0) return STR("—");
    return str_format(arena, "%.1f%%", 100.0 * (double)part / (double)whole);
}

// A rule that cannot be decided is no fault of the page: its findings say so already.
static bool size_of(const Pack *pack, Date on, int64_t count, Arena *arena, int64_t *size) {
    Error ignored = {0};
    return inspection_size(&(InspectionRule){pack, on, NULL}, (size_t)count, arena, size, &ignored);
}

Str inspection_move_sentence(Context *context, const PolicyOverride *to) {
    Error ignored = {0};
    int64_t before, after;
    Arena *arena = context->arena;
    InspectionRule by = {platform_pack(context), context->actor->today, to};
    if (!size_of(by.pack, by.on, LIST_SHOWN, arena, &before) ||
        !inspection_size(&by, LIST_SHOWN, arena, &after, &ignored)) {
        return STR("算不出来，请在草稿里看。");
    }
    return str_format(arena, "%d 件的名单抽 %lld 件，现在抽 %lld 件。", LIST_SHOWN, (long long)after,
                      (long long)before);
}

static bool covers_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return inspection_cover(tx, context->actor, arena, out, error);
}

static bool lists_compare(Context *context, const Pack *before, const Pack *after,
                          const InspectionCovers *covers, InspectionChangeView *view) {
    Arena *arena = context->arena;
    Date on = context->actor->today;
    view->list = LIST_SHOWN;
    if (!size_of(before, on, LIST_SHOWN, arena, &view->before) ||
        !size_of(after, on, LIST_SHOWN, arena, &view->after)) {
        return false;
    }
    for (size_t i = 0; i < covers->count; i++) {
        int64_t drawn[2], approved = covers->items[i].approved;
        if (!size_of(before, on, approved, arena, &drawn[0]) ||
            !size_of(after, on, approved, arena, &drawn[1])) {
            return false;
        }
        view->lists++;
        view->approved += approved;
        view->drawn_before += drawn[0];
        view->drawn_after += drawn[1];
    }
    view->share_before = share_text(arena, view->drawn_before, view->approved);
    view->share_after = share_text(arena, view->drawn_after, view->approved);
    return true;
}

bool inspection_change_view(Context *context, const DraftCheck *check, InspectionChangeView *view,
                            Error *error) {
    const Pack *before;
    InspectionCovers covers;
    *view = (InspectionChangeView){.share_before = STR(""), .share_after = STR("")};
    if (!check->policy || !check->policy->program) return true;
    if (!catalogue_version(platform_of(context)->catalogue, check->base.hash, &before, error) ||
        !platform_read(context, covers_read, context, &covers, error)) {
        return false;
    }
    if (!before->inspection) return true;
    parameters_compare(context->arena, before->inspection, check->policy, context->actor->today,
                       &view->rows);
    view->is_there = lists_compare(context, before, check->pack, &covers, view);
    return true;
}
