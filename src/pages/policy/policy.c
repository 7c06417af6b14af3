// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/policy.h"

#include "pages/platform.h"
#include "pages/policy/measure_door.h"
#include "pages/policy/policy.html.h"
#include "pages/policy/policy_list.html.h"
#include "publish/reading.h"

#define HIT_POLICY_BYTES_MAX 2 // "U", "C+": the first cell of a table of rules

// ---- The list ----

static PolicyLinkView link_view(Arena *arena, const Policy *policy) {
    return (PolicyLinkView){
        .number = policy->number,
        .title = policy->title,
        .how_much = card_answer(&policy->card, STR("给多少")),
        .decides = policy->program != NULL,
        .until = policy->valid_to == DATE_ABSENT ? (Str){0}
                                                 : date_to_chinese(arena, policy->valid_to),
    };
}

static PolicyGroupView *group_of(Arena *arena, PolicyGroupViews *groups, Str name) {
    for (size_t i = 0; i < groups->count; i++) {
        if (str_equal(groups->items[i].name, name)) return &groups->items[i];
    }
    PUSH(arena, groups, ((PolicyGroupView){.name = name}));
    return &groups->items[groups->count - 1];
}

static PolicyListView list_view(Arena *arena, const Pack *pack) {
    PolicyListView view = {.title = pack->title, .total = pack->policies.count};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        view.deciding += policy->program != NULL;
        for (size_t j = 0; j < policy->groups.count; j++) {
            PolicyGroupView *group = group_of(arena, &view.groups, policy->groups.items[j]);
            PUSH(arena, &group->policies, link_view(arena, policy));
        }
    }
    return view;
}

static bool list_page(Context *context, Error *error) {
    (void)error;
    PolicyListView view = list_view(context->arena, platform_pack(context));
    Html html = context_html(context);
    policy_list_html(&html, &view);
    return context_page(context, STR("政策"), &html);
}

static bool list_api(Context *context, Error *error) {
    (void)error;
    const Pack *pack = platform_pack(context);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "pack", pack->id);
    json_member_string(writer, "hash", str_from_c(pack->hash));
    json_key(writer, STR("policies"));
    json_open_array(writer);
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        json_open_object(writer);
        json_member_int(writer, "number", policy->number);
        json_member_string(writer, "title", policy->title);
        json_member_string(writer, "clause", policy->clause);
        json_member_boolean(writer, "decides", policy->program != NULL);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- One policy ----

bool policy_of(Context *context, const Policy **policy, Error *error) {
    Str text = context_parameter(context, "number");
    int64_t number;
    *policy = str_to_int64(text, &number) && number > 0 && number <= INT32_MAX
                  ? pack_policy(platform_pack(context), (int)number)
                  : NULL;
    if (*policy) return true;
    error_set(error, ERROR_NOT_FOUND, "没有第“%.*s”项政策", STR_ARG(text));
    return error_detail(error, "请从政策列表里选");
}

// Sections that the page shows elsewhere or that only make sense to who writes policies.
static bool is_shown(Str heading) {
    static const char *const hidden[] = {"办事", "事实", "取值", "读法", "例", "合并", "措施",
                                         "结论"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        if (str_equal(heading, str_from_c(hidden[i]))) return false;
    }
    return true;
}

static CellViews cells_view(Arena *arena, const MarkdownRow *row, size_t count) {
    CellViews cells = {.items = NEW_ARRAY(arena, CellView, count), .count = count};
    for (size_t i = 0; i < count; i++) cells.items[i] = (CellView){.text = row->cells[i].text};
    return cells;
}

static BlockView block_view(Arena *arena, const MarkdownBlock *block) {
    BlockView view = {0};
    switch (block->kind) {
    case MARKDOWN_HEADING:
        if (block->level == 2) view.heading = block->text;
        else view.subheading = block->text;
        break;
    case MARKDOWN_FENCE: view.code = str_trim(block->text); break;
    case MARKDOWN_PROSE:
    case MARKDOWN_QUOTE: view.prose = str_trim(block->text); break;
    case MARKDOWN_TABLE:
        view.has_table = true;
        view.header = cells_view(arena, &block->table->header, block->table->column_count);
        view.is_named = view.header.items[0].text.length > HIT_POLICY_BYTES_MAX;
        view.rows = (RowViews){.items = NEW_ARRAY(arena, RowView, block->table->row_count),
                               .count = block->table->row_count};
        for (size_t i = 0; i < view.rows.count; i++) {
            view.rows.items[i].cells =
                cells_view(arena, &block->table->rows[i], block->table->column_count);
        }
        break;
    }
    return view;
}

// Everything under the shown `##` headings, in the order of the file.
static BlockViews rules_view(Arena *arena, const Policy *policy) {
    BlockViews views = {0};
    bool shows = false;
    for (size_t i = 0; i < policy->document->block_count; i++) {
        const MarkdownBlock *block = &policy->document->blocks[i];
        if (block->kind == MARKDOWN_HEADING && block->level <= 2) {
            shows = block->level == 2 && is_shown(block->text);
        }
        if (shows) PUSH(arena, &views, block_view(arena, block));
    }
    return views;
}

static bool may_claim(const Policy *policy) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (measure->kind == MEASURE_BENEFIT && measure->payee.length > 0) return true;
    }
    return false;
}

static MeasureLinkView measure_view(const Context *context, const Measure *measure) {
    Door door = measure_door(context, measure);
    return (MeasureLinkView){measure->name, measure_kind_label(measure), door.path, door.word};
}

static PolicyView policy_view(Context *context, const Policy *policy) {
    Arena *arena = context->arena;
    const Pack *pack = platform_pack(context);
    PolicyView view = {
        .number = policy->number,
        .title = policy->title,
        .heading = policy->heading,
        .clause = policy->clause,
        .responsibility = policy->responsibility,
        .own_document = policy->own_document,
        .decides = policy->program != NULL,
        .may_claim = may_claim(policy) && context_may_open(context, STR("/me")),
        .measures = {NEW_ARRAY(arena, MeasureLinkView, policy->measures.count),
                     policy->measures.count},
        .card = {NEW_ARRAY(arena, CardLineView, policy->card.count), policy->card.count},
        .rules = rules_view(arena, policy),
        .readings = {NEW_ARRAY(arena, ReadingView, policy->readings.count), policy->readings.count},
        .pack_hash = str_slice(str_from_c(pack->hash), 0, 12),
    };
    for (size_t i = 0; i < view.measures.count; i++) {
        view.measures.items[i] = measure_view(context, &policy->measures.items[i]);
    }
    for (size_t i = 0; i < view.card.count; i++) {
        view.card.items[i] =
            (CardLineView){policy->card.items[i].question, policy->card.items[i].answer};
    }
    for (size_t i = 0; i < view.readings.count; i++) {
        const Reading *reading = &policy->readings.items[i];
        Str hash = reading_hash(arena, policy->number, reading);
        bool is_open = reading_is_open(reading->basis) &&
                       !catalogue_is_confirmed(platform_of(context)->catalogue, hash);
        view.readings.items[i] =
            (ReadingView){reading->quote, reading->reading, reading->basis, is_open};
    }
    return view;
}

static bool policy_page(Context *context, Error *error) {
    const Policy *policy;
    if (!policy_of(context, &policy, error)) return false;
    PolicyView view = policy_view(context, policy);
    view.may_edit = context_may(context, PERMISSION_POLICY_EDIT);
    if (view.may_edit) view.form = context_form_view(context);
    Html html = context_html(context);
    policy_html(&html, &view);
    return context_page(context, policy->title, &html);
}

static void write_measures(JsonWriter *writer, const Policy *policy) {
    json_key(writer, STR("measures"));
    json_open_array(writer);
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        json_open_object(writer);
        json_member_string(writer, "key", measure->key);
        json_member_string(writer, "name", measure->name);
        json_member_string(writer, "kind", measure_kind_name(measure->kind));
        json_member_string(writer, "subject", measure->subject);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void write_facts(JsonWriter *writer, const Policy *policy) {
    json_key(writer, STR("facts"));
    json_open_array(writer);
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        json_open_object(writer);
        json_member_string(writer, "key", fact->key);
        json_member_string(writer, "name", fact->name);
        json_member_string(writer, "source", fact->source.text);
        json_member_string(writer, "department", fact->department);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static bool policy_api(Context *context, Error *error) {
    const Policy *policy;
    if (!policy_of(context, &policy, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "number", policy->number);
    json_member_string(writer, "title", policy->title);
    json_member_string(writer, "clause", policy->clause);
    json_member_string(writer, "responsibility", policy->responsibility);
    json_member_boolean(writer, "decides", policy->program != NULL);
    write_measures(writer, policy);
    write_facts(writer, policy);
    json_member_string(writer, "pack", str_from_c(platform_pack(context)->hash));
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/policies",             list_page,   .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK, .title = "政策列表"},
    {GET, "/policies/:number",     policy_page, .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK, .title = "政策"},
    {GET, "/api/policies",         list_api,    .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK, .title = "政策列表"},
    {GET, "/api/policies/:number", policy_api,  .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK, .title = "政策"},
};
// clang-format on
const RouteList policy_pages = ROUTES(routes);
