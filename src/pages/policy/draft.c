// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/draft.h"

#include "pages/platform.h"
#include "pages/policy/draft.html.h"
#include "pages/policy/draft_edit.html.h"
#include "pages/policy/draft_list.html.h"

#define FINDINGS_SHOWN 30

// ---- Parts ----

static DraftRowView row_view(const Draft *draft) {
    static const char *const classes[] = {
        [DRAFT_DRAFT] = "", [DRAFT_SUBMITTED] = "is-soon", [DRAFT_PUBLISHED] = "is-done",
        [DRAFT_REJECTED] = "is-owed", [DRAFT_WITHDRAWN] = "is-refused",
    };
    return (DraftRowView){.number = draft->number,
                          .title = draft->title,
                          .kind = draft_kind_label(draft->kind),
                          .state = draft_state_label(draft->state),
                          .state_class = classes[draft->state],
                          .author = draft->author_name,
                          .begun = {draft->begun_on},
                          .effective = {draft->effective_on},
                          .has_effective = draft->effective_on != DATE_ABSENT};
}

static Str text_or_empty(Str text) {
    return str_is_absent(text) ? STR("") : text;
}

static FindingView finding_view(Arena *arena, const Diagnostic *finding, Str file_path) {
    FindingView view = {.is_error = finding->severity == SEVERITY_ERROR,
                        .word = finding->severity == SEVERITY_ERROR ? "错误" : "提醒",
                        .message = finding->message, .hint = text_or_empty(finding->hint)};
    size_t line, column;
    if (!finding->source) {
        view.place = STR("整个政策包");
        return view;
    }
    source_position(finding->source, finding->range.from, &line, &column);
    bool is_own = str_equal(finding->source->name, file_path);
    Str file = is_own ? STR("") : finding->source->name;
    view.place = str_format(arena, "%.*s%s第%zu行第%zu列", STR_ARG(file), is_own ? "" : " ", line,
                            column);
    if (is_own) view.line = line;
    return view;
}

static bool is_in(const Diagnostic *finding, Str file_path) {
    return finding->source && str_equal(finding->source->name, file_path);
}

// Errors of the file itself, then of others, then its warnings: what must be mended comes first.
FindingViews finding_views(Arena *arena, const DraftCheck *check, Str file_path) {
    const Diagnostics *list = &check->diagnostics;
    FindingViews views = {.items = NEW_ARRAY(arena, FindingView, list->count)};
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < list->count && views.count < FINDINGS_SHOWN; i++) {
            const Diagnostic *finding = &list->items[i];
            bool is_own = is_in(finding, file_path), is_error = finding->severity == SEVERITY_ERROR;
            bool is_due = turn == 0 ? is_own && is_error
                                    : turn == 1 ? !is_own && is_error : is_own && !is_error;
            if (is_due) views.items[views.count++] = finding_view(arena, finding, file_path);
        }
    }
    return views;
}

static size_t warnings_in(const DraftCheck *check, Str file_path) {
    size_t count = 0;
    for (size_t i = 0; i < check->diagnostics.count; i++) {
        const Diagnostic *finding = &check->diagnostics.items[i];
        count += is_in(finding, file_path) && finding->severity == SEVERITY_WARNING;
    }
    return count;
}

// ---- The cost ----

static Str change_text(Arena *arena, int64_t fen) {
    Str text = fen_to_str(arena, (Fen){fen < 0 ? -fen : fen});
    return str_format(arena, "%s%.*s", fen < 0 ? "−" : fen > 0 ? "＋" : "", STR_ARG(text));
}

static CostRowView cost_row(Context *context, const SimulatedCount *count) {
    const Policy *policy = pack_policy(platform_pack(context), count->policy_number);
    bool is_sum = str_is_absent(count->division_code);
    return (CostRowView){
        .policy = policy_label(context->arena, count->policy_number,
                               policy ? policy->title : STR("新政策")),
        .county = is_sum ? STR("全市") : county_label(count->division_code),
        .is_sum = is_sum,
        .before_count = count->before_count,
        .before = {count->before_fen},
        .after_count = count->after_count,
        .after = {count->after_fen},
        .gaining = count->gaining,
        .losing = count->losing,
        .change = change_text(context->arena, count->after_fen - count->before_fen),
    };
}

static Str cost_sentence(Arena *arena, const SimulatedCount *sum) {
    int64_t fen = sum->after_fen - sum->before_fen;
    Str size = fen_to_str(arena, (Fen){fen < 0 ? -fen : fen});
    if (sum->gaining == 0 && sum->losing == 0) return STR("按这一天算，没有人的待遇会变。");
    if (fen == 0) {
        return str_format(arena, "总额不变：%lld 个多得，%lld 个少得。", (long long)sum->gaining,
                          (long long)sum->losing);
    }
    return str_format(arena, "全市%s %.*s 元：%lld 个多得，%lld 个少得，符合的从 %lld 个变为 %lld 个。",
                      fen > 0 ? "多花" : "少花", STR_ARG(size), (long long)sum->gaining,
                      (long long)sum->losing, (long long)sum->before_count,
                      (long long)sum->after_count);
}

static void cost_rows(Context *context, const SimulatedCounts *counts, PreviewView *view) {
    for (size_t i = 0; i < counts->count; i++) {
        const SimulatedCount *count = &counts->items[i];
        bool is_first = i == 0 || count[-1].policy_number != count->policy_number;
        if (is_first) {
            SimulatedCount sum = simulated_sum(counts, count->policy_number);
            PUSH(context->arena, &view->rows, cost_row(context, &sum));
        }
        PUSH(context->arena, &view->rows, cost_row(context, count));
    }
}

PreviewView preview_view(Context *context, const Simulation *simulation, int64_t revision) {
    PreviewView view = {.failure = STR(""), .sentence = STR(""), .percent = -1};
    if (!simulation) return view;
    view.is_there = true;
    view.is_open = simulation->state == JOB_WAITING ||
                   simulation->state == JOB_RUNNING;
    view.is_done = simulation->state == JOB_DONE;
    view.is_stale = simulation->revision != revision;
    view.failure = text_or_empty(simulation->message);
    view.on = (Day){simulation->decided_on};
    view.subjects = simulation->subjects;
    if (simulation->subjects_known > 0) {
        view.percent = simulation->subjects * 100 / simulation->subjects_known;
        if (view.percent > 99) view.percent = 99;
    }
    if (!view.is_done) return view;
    view.doubts = doubt_table_view(context->arena, simulation);
    SimulatedCount sum = simulated_sum(&simulation->counts, 0);
    view.undetermined = sum.undetermined;
    view.sentence = cost_sentence(context->arena, &sum);
    cost_rows(context, &simulation->counts, &view);
    return view;
}

// ---- The list ----

static bool list_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return draft_list(tx, arena, out, error);
}

static bool list_page(Context *context, Error *error) {
    Drafts drafts;
    if (!platform_read(context, list_read, NULL, &drafts, error)) return false;
    DraftListView view = {.rows = {NEW_ARRAY(context->arena, DraftRowView, drafts.count),
                                   drafts.count},
                          .may_edit = context_may(context, PERMISSION_POLICY_EDIT)};
    for (size_t i = 0; i < drafts.count; i++) view.rows.items[i] = row_view(&drafts.items[i]);
    Html html = context_html(context);
    draft_list_html(&html, &view);
    return context_page(context, STR("政策发布"), &html);
}

static void head_write(JsonWriter *writer, const Draft *draft) {
    json_member_string(writer, "number", draft->number);
    json_member_string(writer, "title", draft->title);
    json_member_int(writer, "policy", draft->policy_number);
    json_member_string(writer, "file", draft->file_name);
    json_member_string(writer, "kind", str_from_c(draft_kind_label(draft->kind)));
    json_member_string(writer, "state", str_from_c(draft_state_label(draft->state)));
    json_member_string(writer, "author", draft->author_name);
    json_member_date(writer, "begun_on", draft->begun_on);
    json_member_date(writer, "effective_on", draft->effective_on);
}

static bool list_api(Context *context, Error *error) {
    Drafts drafts;
    if (!platform_read(context, list_read, NULL, &drafts, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("drafts"));
    json_open_array(writer);
    for (size_t i = 0; i < drafts.count; i++) {
        json_open_object(writer);
        head_write(writer, &drafts.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- One draft ----

typedef struct DraftOut {
    Draft draft;
    Simulation simulation;
    bool is_simulated;
    DraftCheck check;
    Str file_path;
} DraftOut;

static bool draft_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    DraftOut *result = out;
    return draft_find(tx, context_parameter(context, "number"), arena, &result->draft, error) &&
           simulation_of_draft(tx, result->draft.id, arena, &result->simulation,
                               &result->is_simulated, error);
}

static bool is_open(const Draft *draft) {
    return draft->state != DRAFT_PUBLISHED && draft->state != DRAFT_WITHDRAWN;
}

// What was published or given up is not checked again.
static bool load(Context *context, DraftOut *out, Error *error) {
    if (!platform_read(context, draft_read, context, out, error)) return false;
    out->file_path = STR("");
    if (!is_open(&out->draft)) return true;
    if (!draft_check(platform_of(context)->store, &out->draft, true, context->arena, &out->check,
                     error)) {
        return false;
    }
    out->file_path = str_format(context->arena, "%.*s/%.*s", STR_ARG(out->check.base.pack_id),
                                STR_ARG(out->draft.file_name));
    return true;
}

// The day from which the draft's parameters differ, when that is to come.
static Date preview_day(const Context *context, const DraftOut *out) {
    Date day = DATE_ABSENT, today = context->actor->today;
    const Policy *policy = out->check.policy;
    for (size_t i = 0; policy && i < policy->parameters.count; i++) {
        const Parameter *parameter = &policy->parameters.items[i];
        for (size_t j = 0; j < parameter->rows.count; j++) {
            Date from = parameter->rows.items[j].from;
            if (from != DATE_ABSENT && from > today && (day == DATE_ABSENT || from < day)) {
                day = from;
            }
        }
    }
    return day == DATE_ABSENT ? today : day;
}

static void fields_fill(Context *context, const DraftOut *out, DraftView *view) {
    Arena *arena = context->arena;
    Date today = context->actor->today, base = out->check.base.effective_on;
    Date preview = out->is_simulated ? out->simulation.decided_on : preview_day(context, out);
    Date effective = today > base ? today : base;
    view->form = context_form_view(context);
    view->preview_on = form_field_view(arena, &draft_preview_form.fields[0],
                                       date_to_str(arena, preview));
    view->effective_on = form_field_view(arena, &draft_submit_form.fields[0],
                                         date_to_str(arena, effective));
    if (view->is_rule) view->effective_on.help = STR("这一天起的复核、审批和抽查按新的办");
    view->note_field = form_field_view(arena, &draft_submit_form.fields[1], STR(""));
    view->reason_field = form_field_view(arena, &draft_reject_form.fields[0], STR(""));
}

static void rights_fill(Context *context, const Draft *draft, DraftView *view) {
    bool is_author = context->actor->account_id == draft->author_id &&
                     context_may(context, PERMISSION_POLICY_EDIT);
    bool is_changeable = draft->state == DRAFT_DRAFT || draft->state == DRAFT_REJECTED;
    view->is_own = context->actor->account_id == draft->author_id;
    view->is_open = is_open(draft);
    view->may_change = is_author && is_changeable;
    view->may_submit = is_author && draft->state == DRAFT_DRAFT;
    view->may_withdraw = is_author && view->is_open;
    view->may_decide =
        draft->state == DRAFT_SUBMITTED && context_may(context, PERMISSION_POLICY_PUBLISH);
}

static const char *cost_word(PolicyKind kind) {
    static const char *const words[POLICY_KIND_COUNT] = {
        [POLICY_ITEM] = "花多少钱",
        [POLICY_RISK] = "查出多少疑点",
        [POLICY_INSPECTION] = "抽多少件",
    };
    return words[kind];
}

static DraftView draft_view(Context *context, const DraftOut *out, const Error *fault) {
    const Draft *draft = &out->draft;
    PolicyKind kind = policy_kind_of_file(draft->file_name);
    DraftView view = {
        .fault = fault_box(context, fault),
        .row = row_view(draft),
        .file_name = draft->file_name,
        .note = text_or_empty(draft->note),
        .reason = text_or_empty(draft->reason),
        .decided_by = text_or_empty(draft->decided_name),
        .decided = {draft->decided_on},
        .version = text_or_empty(draft->version_hash),
        .policy_number = str_is_absent(draft->base_content) && is_open(draft)
                             ? 0 : draft->policy_number,
        .is_outdated = out->check.is_outdated,
        .errors = out->check.diagnostics.error_count,
        .warnings = warnings_in(&out->check, out->file_path),
        .findings = {finding_views(context->arena, &out->check, out->file_path)},
        .diff = diff_view(context->arena, text_or_empty(draft->base_content), draft->content),
        .cost_word = cost_word(kind),
        .is_simulated = draft_is_simulated(draft),
        .is_rule = kind != POLICY_ITEM,
        .preview = preview_view(context, out->is_simulated ? &out->simulation : NULL,
                                draft->revision),
    };
    view.preview.is_of_rule = kind == POLICY_RISK;
    view.has_more_findings = view.findings.rows.count == FINDINGS_SHOWN;
    rights_fill(context, draft, &view);
    fields_fill(context, out, &view);
    return view;
}

bool draft_show(Context *context, const Error *fault, Error *error) {
    DraftOut out = {0};
    if (!load(context, &out, error)) return false;
    DraftView view = draft_view(context, &out, fault);
    bool is_shown = view.is_simulated || !view.is_open ||
                    inspection_change_view(context, &out.check, &view.inspection, error);
    if (!is_shown) return false;
    Html html = context_html(context);
    draft_html(&html, &view);
    if (view.preview.is_open && !fault) context->refresh_s = LIVE_REFRESH_S;
    context_page(context, str_format(context->arena, "草稿 %.*s", STR_ARG(out.draft.number)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool draft_page_handler(Context *context, Error *error) {
    return draft_show(context, NULL, error);
}

// ---- As JSON ----

static void findings_write(JsonWriter *writer, const FindingViews *findings) {
    json_key(writer, STR("findings"));
    json_open_array(writer);
    for (size_t i = 0; i < findings->count; i++) {
        const FindingView *finding = &findings->items[i];
        json_open_object(writer);
        json_member_string(writer, "severity", finding->is_error ? STR("error") : STR("warning"));
        json_member_int(writer, "line", (int64_t)finding->line);
        json_member_string(writer, "place", finding->place);
        json_member_string(writer, "message", finding->message);
        json_member_string(writer, "hint", finding->hint);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void count_write(JsonWriter *writer, const SimulatedCount *count) {
    json_open_object(writer);
    json_member_int(writer, "policy", count->policy_number);
    json_member_string(writer, "division", count->division_code);
    json_member_int(writer, "before_count", count->before_count);
    json_member_int(writer, "before_fen", count->before_fen);
    json_member_int(writer, "after_count", count->after_count);
    json_member_int(writer, "after_fen", count->after_fen);
    json_member_int(writer, "gaining", count->gaining);
    json_member_int(writer, "losing", count->losing);
    json_member_int(writer, "undetermined", count->undetermined);
    json_close_object(writer);
}

static void preview_write(JsonWriter *writer, const DraftOut *out) {
    const Simulation *simulation = &out->simulation;
    json_key(writer, STR("preview"));
    if (!out->is_simulated) {
        json_null(writer);
        return;
    }
    json_open_object(writer);
    json_member_string(writer, "state", job_state_code(simulation->state));
    json_member_date(writer, "on", simulation->decided_on);
    json_member_boolean(writer, "is_stale", simulation->revision != out->draft.revision);
    json_member_int(writer, "subjects", simulation->subjects);
    json_member_string(writer, "message", simulation->message);
    json_key(writer, STR("counts"));
    json_open_array(writer);
    for (size_t i = 0; i < simulation->counts.count; i++) {
        count_write(writer, &simulation->counts.items[i]);
    }
    json_close_array(writer);
    doubts_to_json(writer, &simulation->doubts);
    json_close_object(writer);
}

bool draft_answer(Context *context, Error *error) {
    DraftOut out = {0};
    if (!load(context, &out, error)) return false;
    FindingViews findings = finding_views(context->arena, &out.check, out.file_path);
    DiffView diff =
        diff_view(context->arena, text_or_empty(out.draft.base_content), out.draft.content);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    head_write(writer, &out.draft);
    json_member_int(writer, "revision", out.draft.revision);
    json_member_string(writer, "reason", out.draft.reason);
    json_member_string(writer, "version", out.draft.version_hash);
    json_member_boolean(writer, "is_outdated", out.check.is_outdated);
    json_member_int(writer, "errors", (int64_t)out.check.diagnostics.error_count);
    json_member_int(writer, "removed_lines", (int64_t)diff.removed);
    json_member_int(writer, "added_lines", (int64_t)diff.added);
    findings_write(writer, &findings);
    preview_write(writer, &out);
    json_member_string(writer, "content", out.draft.content);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- The editor ----

static bool edit_page(Context *context, Error *error) {
    DraftOut out = {0};
    if (!load(context, &out, error)) return false;
    DraftEditView view = {
        .number = out.draft.number,
        .title = out.draft.title,
        .file_name = out.draft.file_name,
        .revision = out.draft.revision,
        .content = out.draft.content,
        .form = context_form_view(context),
        .findings = {finding_views(context->arena, &out.check, out.file_path)},
    };
    Html html = context_html(context);
    draft_edit_html(&html, &view);
    return context_page(context, str_format(context->arena, "编辑 %.*s", STR_ARG(out.draft.number)),
                        &html);
}

// clang-format off
static const Route routes[] = {
    {GET, "/drafts",              list_page,          .needs = PERMISSION_POLICY_PUBLISH, .title = "政策草稿"},
    {GET, "/drafts/:number",      draft_page_handler, .needs = PERMISSION_POLICY_PUBLISH, .title = "政策草稿"},
    {GET, "/drafts/:number/edit", edit_page,          .needs = PERMISSION_POLICY_EDIT,    .title = "编辑政策草稿"},
    {GET, "/api/drafts",          list_api,           .needs = PERMISSION_POLICY_PUBLISH, .title = "政策草稿"},
    {GET, "/api/drafts/:number",  draft_answer,       .needs = PERMISSION_POLICY_PUBLISH, .title = "政策草稿"},
};
// clang-format on
const RouteList draft_pages = ROUTES(routes);
