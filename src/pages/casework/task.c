// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/task.h"

#include "http/field.h"
#include "pages/casework/task.html.h"
#include "pages/platform.h"

#define TASK_ROWS 50
#define MINE "mine" // what this role has to act on
#define ALL "all"

static const FormOption state_choices[] = {
    {MINE, "待我办理"},
    {ALL, "全部"},
#define X(name, code, label) {code, label},
    CLAIM_STATES(X)
#undef X
};
#define STATE_CHOICE_COUNT (sizeof state_choices / sizeof *state_choices)

static const FormField filter_fields[] = {
    {.name = "state", .label = "状态", .type = FIELD_ENUM, .options = state_choices,
     .option_count = STATE_CHOICE_COUNT},
    {.name = "policy", .label = "政策", .type = FIELD_INT, .min = 1, .max = 9999},
    {.name = "search", .label = "身份号码、信用代码或受理号", .type = FIELD_TEXT, .length_max = 40},
    {.name = "after", .label = "从哪一件之后", .type = FIELD_TEXT, .length_max = 40},
};
static const Form filter_form = {"tasks", filter_fields, 4};

// ---- Reading ----

typedef struct TaskOut {
    ClaimPage page;
    Aftercare aftercare;
    ClaimStateCount *counts;
    size_t count;
    Supervisions supervisions; // that the county has to answer
} TaskOut;

// Somebody who searches looks everywhere; otherwise the work comes first.
static Str chosen_state(const Context *context) {
    Str state = form_text(&context->form, "state");
    if (!str_is_empty(state)) return state;
    return str_is_empty(form_text(&context->form, "search")) ? STR(MINE) : STR(ALL);
}

static bool read_tasks(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    TaskOut *result = out;
    Str state = chosen_state(context);
    bool is_mine = str_equal(state, STR(MINE)), is_all = str_equal(state, STR(ALL));
    ClaimFilter filter = {.policy_number = (int)form_int(&context->form, "policy"),
                          .state = is_mine || is_all ? (Str){0} : state,
                          .only_mine_to_do = is_mine,
                          .search = form_text(&context->form, "search"),
                          .after_number = form_text(&context->form, "after"),
                          .row_count = TASK_ROWS};
    return supervision_owed(tx, context->actor, arena, &result->supervisions, error) &&
           claim_list(tx, context->actor, &filter, arena, &result->page, error) &&
           aftercare_read(tx, context->actor, (Str){0}, arena, &result->aftercare, error) &&
           claim_counts(tx, context->actor, arena, &result->counts, &result->count, error);
}

// ---- Showing ----

static TaskRowView row_view(Context *context, const Claim *claim) {
    Arena *arena = context->arena;
    Str applicant = applicant_shown(arena, claim);
    bool is_other = !str_equal(claim->subject_label, applicant);
    return (TaskRowView){
        .number = claim->number,
        .policy = policy_label(arena, claim->policy_number, claim->policy_title),
        .applicant = applicant,
        .subject = is_other ? claim->subject_label : (Str){0},
        .county = county_label(claim->division_code),
        .channel = channel_label(claim->channel),
        .amount = {claim->amount_fen},
        .submitted = {claim->submitted_on},
        .due = due_view(platform_of(context)->calendar, context->actor->today, claim->due_on),
        .state = claim_state_label(claim->state),
        .state_class = claim_state_class(claim->state),
        .is_held = claim->is_held,
    };
}

static OptionViews state_options(Arena *arena, Str selected) {
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, STATE_CHOICE_COUNT)};
    for (size_t i = 0; i < STATE_CHOICE_COUNT; i++) {
        Str value = str_from_c(state_choices[i].value);
        views.items[views.count++] = (OptionView){.value = value,
                                                  .label = str_from_c(state_choices[i].label),
                                                  .is_selected = str_equal(value, selected)};
    }
    return views;
}

static Str count_label(Arena *arena, const ClaimStateCount *count) {
    return str_format(arena, "%lld%s", (long long)count->count, count->is_counted ? "" : "以上");
}

static TaskCountViews count_views(Arena *arena, const TaskOut *out, Str state) {
    TaskCountViews views = {.items = NEW_ARRAY(arena, TaskCountView, out->count)};
    for (size_t i = 0; i < out->count; i++) {
        const ClaimStateCount *count = &out->counts[i];
        Str code = claim_state_code(count->state);
        bool is_shown = str_equal(code, state);
        if (count->count == 0 && !is_shown) continue;
        views.items[views.count++] = (TaskCountView){.code = code,
                                                     .label = claim_state_label(count->state),
                                                     .count = count_label(arena, count),
                                                     .is_shown = is_shown};
    }
    return views;
}

static Str next_path(Context *context, const TaskOut *out, Str state) {
    const Claims *claims = &out->page.claims;
    StrBuilder path;
    if (claims->count == 0) return STR("/tasks");
    str_builder_init(&path, context->arena, 0);
    str_put_format(&path, "/tasks?state=%.*s&search=", STR_ARG(state));
    percent_encode(&path, form_text(&context->form, "search"));
    if (form_has(&context->form, "policy")) {
        str_put_format(&path, "&policy=%lld", (long long)form_int(&context->form, "policy"));
    }
    str_put(&path, STR("&after="));
    percent_encode(&path, claims->items[claims->count - 1].number);
    return str_built(&path);
}

static Str heading_of(Arena *arena, const TaskOut *out, Str state) {
    Str label = state;
    for (size_t i = 0; i < STATE_CHOICE_COUNT; i++) {
        if (str_equal(str_from_c(state_choices[i].value), state)) {
            label = str_from_c(state_choices[i].label);
        }
    }
    return str_format(arena, "%.*s %lld 件%s", STR_ARG(label), (long long)out->page.total,
                      out->page.is_counted ? "" : "以上");
}

static TaskView task_view(Context *context, const TaskOut *out) {
    Arena *arena = context->arena;
    Str state = chosen_state(context);
    int64_t policy = form_int(&context->form, "policy");
    const Claims *claims = &out->page.claims;
    TaskView view = {
        .county = county_label(context->actor->scope.division_prefix),
        .supervisions = supervision_box(arena, &out->supervisions),
        .heading = heading_of(arena, out, state),
        .counts = count_views(arena, out, state),
        .links = context_nav_below(context, PERMISSION_CASE_READ),
        .policy = {STR("policy"), STR("政策"), STR("全部政策"),
                   policy_options(arena, platform_pack(context), policy)},
        .state = {STR("state"), STR("状态"), {0}, state_options(arena, state)},
        .search = form_text(&context->form, "search"),
        .rows = {NEW_ARRAY(arena, TaskRowView, claims->count), claims->count},
        .aftercare = aftercare_work(context, &out->aftercare),
        .total = out->page.total,
        .total_amount = {out->page.total_fen},
        .is_counted = out->page.is_counted,
        .is_filtered = policy != 0 || !str_equal(state, STR(MINE)),
        .has_more = out->page.has_more,
        .next_path = next_path(context, out, state),
        .shows_county = str_is_empty(context->actor->scope.division_prefix),
    };
    for (size_t i = 0; i < claims->count; i++) {
        view.rows.items[i] = row_view(context, &claims->items[i]);
    }
    return view;
}

static bool task_page(Context *context, Error *error) {
    TaskOut out = {0};
    if (!platform_read(context, read_tasks, context, &out, error)) return false;
    TaskView view = task_view(context, &out);
    Html html = context_html(context);
    task_html(&html, &view);
    return context_page(context, STR("待办"), &html);
}

static bool task_api(Context *context, Error *error) {
    TaskOut out = {0};
    if (!platform_read(context, read_tasks, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "total", out.page.total);
    if (out.page.is_counted) json_member_int(writer, "total_fen", out.page.total_fen);
    json_member_boolean(writer, "is_counted", out.page.is_counted);
    json_member_boolean(writer, "has_more", out.page.has_more);
    json_member_int(writer, "supervisions", (int64_t)out.supervisions.count);
    json_key(writer, STR("counts"));
    json_open_object(writer);
    for (size_t i = 0; i < out.count; i++) {
        json_key(writer, claim_state_code(out.counts[i].state));
        json_int(writer, out.counts[i].count);
    }
    json_close_object(writer);
    json_key(writer, STR("claims"));
    json_open_array(writer);
    for (size_t i = 0; i < out.page.claims.count; i++) {
        claim_to_json(writer, &out.page.claims.items[i]);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/tasks",     task_page, .needs = PERMISSION_CASE_READ, .form = &filter_form, .title = "待办"},
    {GET, "/api/tasks", task_api,  .needs = PERMISSION_CASE_READ, .form = &filter_form, .title = "待办"},
};
// clang-format on
const RouteList task_pages = ROUTES(routes);
