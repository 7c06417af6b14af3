// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/item.h"

#include "base/utf8.h"
#include "kinds/enrolment.h"
#include "monitor/dashboard.h"
#include "pages/casework/wording.h"
#include "pages/platform.h"
#include "pages/policy/item_list.html.h"

#define CLAUSE_START_CHARACTERS 40
#define KIND_COUNT (MEASURE_ACTION + 1)

static const FormField filter_fields[] = {
    {.name = "kind", .label = "类", .type = FIELD_TEXT, .length_max = 20},
    {.name = "search", .label = "找政策", .type = FIELD_TEXT, .length_max = 40,
     .help = "如 毕业生、培训、贷款、第7项"},
};
static const Form filter_form = {"items", filter_fields, 2};

// ---- Reading: what this actor may see of how the items stand ----

typedef struct ItemsOut {
    bool has_dashboard, has_standings;
    Dashboard dashboard;
    MeasureStandings standings;
} ItemsOut;

static bool read_items(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    ItemsOut *result = out;
    *result = (ItemsOut){.has_dashboard = context_may(context, PERMISSION_MONITOR)};
    result->has_standings =
        result->has_dashboard || context_may(context, PERMISSION_ENROLMENT_READ);
    return (!result->has_standings || measure_standings(tx, context->actor, &with, arena,
                                                        &result->standings, error)) &&
           (!result->has_dashboard || dashboard_read(tx, context->actor, with.pack, arena,
                                                     &result->dashboard, error));
}

// ---- Showing ----

// The first measure of each kind gives the kind its word.
static const Measure *first_of_kind(const Policy *policy, MeasureKind kind) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (policy->measures.items[i].kind == kind) return &policy->measures.items[i];
    }
    return NULL;
}

static Str kinds_text(Arena *arena, const Policy *policy) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (MeasureKind kind = 0; kind < KIND_COUNT; kind++) {
        const Measure *measure = first_of_kind(policy, kind);
        if (!measure) continue;
        if (out.count > 0) str_put(&out, STR("、"));
        str_put(&out, measure_kind_label(measure));
    }
    return str_built(&out);
}

static Str clause_start(Arena *arena, Str clause) {
    size_t to = utf8_offset(clause, CLAUSE_START_CHARACTERS);
    if (to >= clause.length) return clause;
    return str_format(arena, "%.*s…", STR_ARG(str_slice(clause, 0, to)));
}

static const MeasureStanding *standing_of(const ItemsOut *out, const Measure *measure) {
    for (size_t i = 0; i < out->standings.count; i++) {
        if (out->standings.items[i].measure == measure) return &out->standings.items[i];
    }
    return NULL;
}

static ItemMeasureView measure_view(Context *context, const Policy *policy,
                                    const Measure *measure, const ItemsOut *out) {
    ItemMeasureView view = {.name = measure->name, .kind = measure_kind_label(measure),
                            .door = measure_door(context, measure),
                            .office = measure_office_door(context, policy, measure)};
    const MeasureStanding *standing = standing_of(out, measure);
    if (!standing) return view;
    view.has_counts = true;
    view.applied = standing->counts[ENROLMENT_APPLIED];
    view.admitted = standing->counts[ENROLMENT_ADMITTED];
    view.done = standing->counts[ENROLMENT_DONE];
    view.has_places = standing->places >= 0;
    view.places = standing->places;
    view.taken = standing->units;
    return view;
}

static ItemTargetViews target_views(Arena *arena, const Policy *policy,
                                    const DashboardItem *item) {
    ItemTargetViews views = {NEW_ARRAY(arena, ItemTargetView, policy->targets.count),
                             policy->targets.count};
    for (size_t i = 0; i < views.count; i++) {
        const Target *target = &policy->targets.items[i];
        views.items[i] =
            (ItemTargetView){.name = target->name, .number = target->number_text,
                             .unit = target->unit};
        for (size_t j = 0; item && j < item->target_count; j++) {
            const Pace *pace = &item->targets[j];
            if (pace->target != target) continue;
            views.items[i].is_known = pace->city.is_known;
            views.items[i].reached = pace->city.reached;
        }
    }
    return views;
}

static ItemView item_view(Context *context, const Policy *policy, const ItemsOut *out) {
    Arena *arena = context->arena;
    const DashboardItem *item =
        out->has_dashboard ? dashboard_item(&out->dashboard, policy->number) : NULL;
    size_t count = policy->measures.count;
    ItemView view = {
        .number = policy->number, .title = policy->title, .clause = policy->clause,
        .clause_start = clause_start(arena, policy->clause), .kinds = kinds_text(arena, policy),
        .decides = policy->program != NULL,
        .until = policy->valid_to == DATE_ABSENT ? (Str){0}
                                                 : date_to_chinese(arena, policy->valid_to),
        .measures = {NEW_ARRAY(arena, ItemMeasureView, count), count},
        .targets = target_views(arena, policy, item)};
    for (size_t i = 0; i < count; i++) {
        view.measures.items[i] = measure_view(context, policy, &policy->measures.items[i], out);
    }
    if (!item) return view;
    view.monitor_path = str_format(arena, "/monitor/policies/%d", policy->number);
    view.has_claims = first_of_kind(policy, MEASURE_BENEFIT) != NULL;
    view.claims_open = figures_open(&item->total);
    view.claims_paid = figures_stage(&item->total, STAGE_PAID);
    view.claims_ended = figures_stage(&item->total, STAGE_ENDED);
    return view;
}

static ItemKindViews kind_views(Arena *arena, const PolicyList *found, Str shown) {
    ItemKindViews views = {NEW_ARRAY(arena, ItemKindView, KIND_COUNT + 1), 0};
    views.items[views.count++] =
        (ItemKindView){STR(""), STR("全部"), (int64_t)found->count, str_is_empty(shown)};
    for (MeasureKind kind = 0; kind < KIND_COUNT; kind++) {
        ItemKindView view = {.key = measure_kind_name(kind)};
        for (size_t i = 0; i < found->count; i++) {
            const Measure *measure = first_of_kind(found->items[i], kind);
            if (!measure) continue;
            view.label = measure_kind_label(measure);
            view.count++;
        }
        view.is_shown = str_equal(view.key, shown);
        if (view.count > 0) views.items[views.count++] = view;
    }
    return views;
}

// ---- Looking for one ----

FieldView item_search_view(Context *context) {
    Str typed = context->form.form == &filter_form ? form_text(&context->form, "search") : STR("");
    return form_field_view(context->arena, &filter_fields[1], typed);
}

static bool holds(Str text, Str word) {
    return str_find(text, word, 0) != SIZE_MAX;
}

static bool word_is_in(const Policy *policy, Str number, Str word) {
    if (str_equal(word, number)) return true;
    if (holds(policy->title, word) || holds(policy->clause, word)) return true;
    for (size_t i = 0; i < policy->groups.count; i++) {
        if (holds(policy->groups.items[i], word)) return true;
    }
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (holds(policy->measures.items[i].name, word)) return true;
    }
    for (size_t i = 0; i < policy->card.count; i++) {
        if (holds(policy->card.items[i].answer, word)) return true;
    }
    return false;
}

// 「第7项」 and 「7」 name an item; other words stand in what the item says, each of them.
static bool is_found(Arena *arena, const Policy *policy, Str search) {
    Str number = str_format(arena, "%d", policy->number);
    if (str_equal(search, str_format(arena, "第%d项", policy->number))) return true;
    while (!str_is_empty(search)) {
        Str word = str_trim(str_cut(&search, ' '));
        if (!str_is_empty(word) && !word_is_in(policy, number, word)) return false;
    }
    return true;
}

static PolicyList found_policies(Arena *arena, const PolicyList *all, Str search) {
    PolicyList found = {.items = NEW_ARRAY(arena, Policy *, all->count)};
    for (size_t i = 0; i < all->count; i++) {
        if (is_found(arena, all->items[i], search)) found.items[found.count++] = all->items[i];
    }
    return found;
}

// Whether the policy has a measure of the kind that the filter names; all do without a filter.
static bool is_wanted(const Policy *policy, Str kind_key) {
    if (str_is_empty(kind_key)) return true;
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (str_equal(measure_kind_name(policy->measures.items[i].kind), kind_key)) return true;
    }
    return false;
}

static bool load(Context *context, ItemListView *view, Error *error) {
    const Pack *pack = platform_pack(context);
    Str kind = form_text(&context->form, "kind");
    Str search = str_trim(form_text(&context->form, "search"));
    ItemsOut out;
    if (!platform_read(context, read_items, context, &out, error)) return false;
    PolicyList found = found_policies(context->arena, &pack->policies, search);
    *view = (ItemListView){
        .search = item_search_view(context), .searched = search,
        .pack_title = pack->title, .total = pack->policies.count,
        .kinds = kind_views(context->arena, &found, kind),
        .items = {NEW_ARRAY(context->arena, ItemView, found.count), 0},
        .has_counts = out.has_standings,
        .county = county_label(context->actor->scope.division_prefix)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        view->deciding += pack->policies.items[i]->program != NULL;
    }
    for (size_t i = 0; i < found.count; i++) {
        if (!is_wanted(found.items[i], kind)) continue;
        view->items.items[view->items.count++] = item_view(context, found.items[i], &out);
    }
    return true;
}

static bool item_list_page(Context *context, Error *error) {
    ItemListView view;
    if (!load(context, &view, error)) return false;
    Html html = context_html(context);
    item_list_html(&html, &view);
    return context_page(context, STR("事项一览"), &html);
}

// ---- JSON ----

static void write_measure(JsonWriter *writer, const ItemMeasureView *measure) {
    json_open_object(writer);
    json_member_string(writer, "name", measure->name);
    json_member_string(writer, "kind", measure->kind);
    if (!str_is_absent(measure->door.path)) {
        json_member_string(writer, "path", measure->door.path);
    }
    if (!str_is_absent(measure->office.path)) {
        json_member_string(writer, "office_path", measure->office.path);
    }
    if (measure->has_counts) {
        json_member_int(writer, "applied", measure->applied);
        json_member_int(writer, "admitted", measure->admitted);
        json_member_int(writer, "done", measure->done);
    }
    if (measure->has_places) json_member_int(writer, "places", measure->places);
    json_close_object(writer);
}

static void write_target(JsonWriter *writer, const ItemTargetView *target) {
    json_open_object(writer);
    json_member_string(writer, "name", target->name);
    json_member_string(writer, "number", target->number);
    if (target->is_known) json_member_int(writer, "reached", target->reached);
    json_close_object(writer);
}

static void write_item(JsonWriter *writer, const ItemView *item) {
    json_open_object(writer);
    json_member_int(writer, "number", item->number);
    json_member_string(writer, "title", item->title);
    json_member_string(writer, "clause", item->clause);
    json_member_string(writer, "kinds", item->kinds);
    json_member_boolean(writer, "decides", item->decides);
    if (!str_is_absent(item->until)) json_member_string(writer, "valid_to", item->until);
    if (item->has_claims) {
        json_member_int(writer, "claims_open", item->claims_open);
        json_member_int(writer, "claims_paid", item->claims_paid);
        json_member_int(writer, "claims_ended", item->claims_ended);
    }
    json_key(writer, STR("measures"));
    json_open_array(writer);
    for (size_t i = 0; i < item->measures.count; i++) {
        write_measure(writer, &item->measures.items[i]);
    }
    json_close_array(writer);
    json_key(writer, STR("targets"));
    json_open_array(writer);
    for (size_t i = 0; i < item->targets.count; i++) write_target(writer, &item->targets.items[i]);
    json_close_array(writer);
    json_close_object(writer);
}

static bool item_list_api(Context *context, Error *error) {
    ItemListView view;
    if (!load(context, &view, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("items"));
    json_open_array(writer);
    for (size_t i = 0; i < view.items.count; i++) write_item(writer, &view.items.items[i]);
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/items",     item_list_page, .needs = PERMISSION_PUBLIC, .form = &filter_form, .title = "事项一览"},
    {GET, "/api/items", item_list_api,  .needs = PERMISSION_PUBLIC, .form = &filter_form, .title = "事项一览"},
};
// clang-format on
const RouteList item_pages = ROUTES(routes);
