// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/version.h"

#include "pages/casework/wording.h"
#include "pages/platform.h"
#include "pages/policy/policy.h"
#include "pages/policy/rule.h"
#include "pages/policy/version_compare.html.h"
#include "pages/policy/version_list.html.h"
#include "publish/renew.h"
#include "publish/version.h"

#define HASH_SHOWN 12

static const FormField compare_fields[] = {
    {.name = "before", .label = "改前的版本", .type = FIELD_TEXT, .is_required = true,
     .length_max = PACK_HASH_TEXT_BYTES},
    {.name = "after", .label = "改后的版本", .type = FIELD_TEXT, .is_required = true,
     .length_max = PACK_HASH_TEXT_BYTES},
};
static const Form compare_form = {"version_compare", compare_fields, 2};

// ---- The list ----

static bool history_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *file_name = in;
    return version_history(tx, *file_name, arena, out, error);
}

// What the path names: /policies/:number or /rules/:rule.
typedef struct Versioned {
    const Policy *policy;
    bool is_rule;
    Str path, title;
} Versioned;

static bool versioned_of(Context *context, Versioned *out, Error *error) {
    Arena *arena = context->arena;
    Str key = context_parameter(context, "rule");
    *out = (Versioned){.is_rule = !str_is_absent(key)};
    if (out->is_rule) {
        if (!rule_of_path(context, &out->policy, error)) return false;
        out->path = str_format(arena, "/rules/%.*s", STR_ARG(key));
        out->title = rule_label(arena, out->policy);
        return true;
    }
    if (!policy_of(context, &out->policy, error)) return false;
    out->path = str_format(arena, "/policies/%d", out->policy->number);
    out->title = out->policy->title;
    return true;
}

static bool history_of(Context *context, Versioned *of, VersionChanges *changes, Error *error) {
    return versioned_of(context, of, error) &&
           platform_read(context, history_read, &of->policy->file, changes, error);
}

typedef struct StateWord {
    const char *word;
    const char *class_name;
} StateWord;

static const StateWord word_to_come = {"待生效", "is-soon"}, word_present = {"生效中", "is-done"},
                       word_former = {"从前的", ""};

// The first change, newest first, whose day has come is in effect.
static StateWord state_of(const VersionChanges *changes, size_t place, Date today) {
    if (changes->items[place].version.effective_on > today) return word_to_come;
    for (size_t i = 0; i < place; i++) {
        if (changes->items[i].version.effective_on <= today) return word_former;
    }
    return word_present;
}

static VersionRowView row_view(const Context *context, const VersionChanges *changes,
                               size_t place) {
    const VersionChange *change = &changes->items[place];
    StateWord state = state_of(changes, place, context->actor->today);
    bool shows_draft = context_may(context, PERMISSION_POLICY_PUBLISH);
    VersionRowView row = {.hash = change->version.hash,
                          .hash_shown = str_slice(change->version.hash, 0, HASH_SHOWN),
                          .former = STR(""),
                          .published = {change->version.published_on},
                          .effective = {change->version.effective_on},
                          .state = state.word,
                          .state_class = state.class_name,
                          .draft = STR("")};
    if (place + 1 < changes->count) row.former = changes->items[place + 1].version.hash;
    if (shows_draft && !str_is_absent(change->draft_number)) row.draft = change->draft_number;
    return row;
}

static bool list_page(Context *context, Error *error) {
    Versioned of;
    VersionChanges changes;
    if (!history_of(context, &of, &changes, error)) return false;
    VersionListView view = {.path = of.path, .is_rule = of.is_rule, .title = of.title,
                            .rows = {NEW_ARRAY(context->arena, VersionRowView, changes.count),
                                     changes.count}};
    for (size_t i = 0; i < changes.count; i++) {
        view.rows.items[i] = row_view(context, &changes, i);
    }
    Html html = context_html(context);
    version_list_html(&html, &view);
    return context_page(context, str_format(context->arena, "%.*s：版本", STR_ARG(of.title)),
                        &html);
}

static bool list_api(Context *context, Error *error) {
    Versioned of;
    VersionChanges changes;
    if (!history_of(context, &of, &changes, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("versions"));
    json_open_array(writer);
    for (size_t i = 0; i < changes.count; i++) {
        json_open_object(writer);
        json_member_string(writer, "hash", changes.items[i].version.hash);
        json_member_date(writer, "published_on", changes.items[i].version.published_on);
        json_member_date(writer, "effective_on", changes.items[i].version.effective_on);
        json_member_string(writer, "state",
                           str_from_c(state_of(&changes, i, context->actor->today).word));
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Comparing ----

typedef struct CompareIn {
    Str file_name;
    Str before, after; // hashes
} CompareIn;

typedef struct CompareOut {
    Version before, after;
    Str before_text, after_text;
} CompareOut;

static bool compare_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const CompareIn *compare = in;
    CompareOut *result = out;
    return version_file(tx, compare->before, compare->file_name, arena, &result->before,
                        &result->before_text, error) &&
           version_file(tx, compare->after, compare->file_name, arena, &result->after,
                        &result->after_text, error);
}

static bool compare_page(Context *context, Error *error) {
    Versioned of;
    CompareOut out;
    if (!versioned_of(context, &of, error)) return false;
    CompareIn in = {of.policy->file, form_text(&context->form, "before"),
                    form_text(&context->form, "after")};
    if (!platform_read(context, compare_read, &in, &out, error)) return false;
    VersionCompareView view = {
        .path = of.path,
        .title = of.title,
        .before = str_slice(out.before.hash, 0, HASH_SHOWN),
        .after = str_slice(out.after.hash, 0, HASH_SHOWN),
        .before_on = {out.before.effective_on},
        .after_on = {out.after.effective_on},
        .diff = diff_view(context->arena, out.before_text, out.after_text),
    };
    Html html = context_html(context);
    version_compare_html(&html, &view);
    return context_page(context, STR("两个版本比较"), &html);
}

// clang-format off
static const Route routes[] = {
    {GET, "/policies/:number/versions",     list_page,    .needs = PERMISSION_PUBLIC, .title = "政策的版本"},
    {GET, "/policies/:number/compare",      compare_page, .needs = PERMISSION_PUBLIC, .form = &compare_form, .title = "比较两个版本"},
    {GET, "/api/policies/:number/versions", list_api,     .needs = PERMISSION_PUBLIC, .title = "政策的版本"},
    {GET, "/rules/:rule/versions",          list_page,    .needs = PERMISSION_POLICY_PUBLISH, .title = "规则的版本"},
    {GET, "/rules/:rule/compare",           compare_page, .needs = PERMISSION_POLICY_PUBLISH, .form = &compare_form, .title = "比较两个版本"},
    {GET, "/api/rules/:rule/versions",      list_api,     .needs = PERMISSION_POLICY_PUBLISH, .title = "规则的版本"},
};
// clang-format on
const RouteList version_pages = ROUTES(routes);
