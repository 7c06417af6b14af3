// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/inspection.h"

#include "casework/evidence.h"
#include "pages/casework/disclosure.h"
#include "pages/casework/inspection_draw.html.h"
#include "pages/casework/inspection_item.html.h"
#include "pages/casework/inspection_list.html.h"
#include "pages/platform.h"
#include "registry/mask.h"

#define UPLOAD_BYTES_MAX (EVIDENCE_BYTES_MAX + 64 * 1024)

static const FormField draw_fields[] = {
    {.name = "fund", .label = "资金", .type = FIELD_TEXT, .is_required = true, .length_max = 40},
    {.name = "division", .label = "县区", .type = FIELD_TEXT, .is_required = true, .length_max = 6},
    {.name = "month", .label = "月份", .type = FIELD_TEXT, .is_required = true, .length_max = 7,
     .help = "写作 2023-10"},
};
static const Form draw_form = {"inspection_draw", draw_fields, 3};

static const FormOption results[] = {{"in_order", "没有问题"}, {"not_in_order", "有问题"}};
enum { FIELD_RESULT, FIELD_NOTE, FIELD_EVIDENCE };
static const FormField result_fields[] = {
    [FIELD_RESULT] = {.name = "result", .label = "结果", .type = FIELD_ENUM, .is_required = true,
                      .options = results, .option_count = 2},
    [FIELD_NOTE] = {.name = "note", .label = "看了什么，结果如何", .type = FIELD_LONG_TEXT,
                    .is_required = true, .length_max = 600},
    [FIELD_EVIDENCE] = {.name = "evidence", .label = "证据", .type = FIELD_FILE,
                        .length_max = EVIDENCE_BYTES_MAX, .help = "照片或 PDF，最大5 MB"},
};
static const Form result_form = {"inspection_result", result_fields, 3};

// ---- Coverage ----

static Str rate_of(Arena *arena, const InspectionCover *cover) {
    if (cover->approved == 0) return (Str){0};
    int64_t tenths = cover->drawn * 1000 / cover->approved;
    return str_format(arena, "%lld.%lld%%", (long long)(tenths / 10), (long long)(tenths % 10));
}

static InspectionCoverView cover_view(Context *context, const InspectionCover *cover) {
    return (InspectionCoverView){.month = cover->list.month,
                                 .month_label = period_label(context->arena, cover->list.month),
                                 .county = county_label(cover->list.division_code),
                                 .fund = fund_label(platform_pack(context), cover->list.fund_key),
                                 .fund_key = cover->list.fund_key,
                                 .division_code = cover->list.division_code,
                                 .number = cover->number,
                                 .may_draw = cover->may_draw,
                                 .approved = cover->approved,
                                 .drawn = cover->drawn,
                                 .checked = cover->checked,
                                 .not_in_order = cover->not_in_order,
                                 .rate = rate_of(context->arena, cover)};
}

static bool read_covers(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return inspection_cover(tx, context->actor, arena, out, error);
}

static bool show_list(Context *context, const Error *fault, Error *error) {
    InspectionCovers covers;
    if (!platform_read(context, read_covers, context, &covers, error)) return false;
    InspectionListView view = {
        .fault = fault_box(context, fault),
        .county = county_label(context->actor->scope.division_prefix),
        .covers = {NEW_ARRAY(context->arena, InspectionCoverView, covers.count), covers.count},
        .total = cover_view(context, &covers.total),
        .form = context_form_view(context)};
    for (size_t i = 0; i < covers.count; i++) {
        view.covers.items[i] = cover_view(context, &covers.items[i]);
    }
    Html html = context_html(context);
    inspection_list_html(&html, &view);
    context_page(context, STR("抽查"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, error);
}

static void cover_to_json(JsonWriter *writer, const InspectionCover *cover) {
    json_member_int(writer, "approved", cover->approved);
    json_member_int(writer, "drawn", cover->drawn);
    json_member_int(writer, "checked", cover->checked);
    json_member_int(writer, "not_in_order", cover->not_in_order);
}

static bool list_api(Context *context, Error *error) {
    InspectionCovers covers;
    if (!platform_read(context, read_covers, context, &covers, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    cover_to_json(writer, &covers.total);
    json_key(writer, STR("months"));
    json_open_array(writer);
    for (size_t i = 0; i < covers.count; i++) {
        const InspectionCover *cover = &covers.items[i];
        json_open_object(writer);
        json_member_string(writer, "month", cover->list.month);
        json_member_string(writer, "division", cover->list.division_code);
        json_member_string(writer, "fund", cover->list.fund_key);
        json_member_string(writer, "inspection", cover->number);
        cover_to_json(writer, cover);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Drawing ----

static bool write_draw(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    InspectionList list = {.fund_key = form_text(&context->form, "fund"),
                           .division_code = form_text(&context->form, "division"),
                           .month = form_text(&context->form, "month")};
    return inspection_draw(tx, context->actor, &with, &list, arena, out, error);
}

static bool draw_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_draw, context, &number, &fault)) {
        return context_redirect(context, str_format(context->arena, "/inspections/%.*s",
                                                    STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_list(context, &fault, error);
    *error = fault;
    return false;
}

static bool draw_api(Context *context, Error *error) {
    return answer_written(context, write_draw, context, error);
}

// ---- A draw ----

static bool read_inspection(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return inspection_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                           error);
}

static InspectionRowView row_view(Arena *arena, const InspectionItem *item) {
    bool is_checked = !str_is_absent(item->result);
    bool is_in_order = is_checked && str_equal(item->result, STR("in_order"));
    return (InspectionRowView){
        .index = item->index,
        .claim_number = item->claim_number,
        .policy = policy_label(arena, item->policy_number, item->policy_title),
        .applicant = item->is_person ? mask_name(arena, item->applicant_name)
                                     : item->applicant_name,
        .amount = {item->amount_fen},
        .is_for_finding = item->is_for_finding,
        .result = !is_checked ? "待查" : is_in_order ? "没有问题" : "有问题",
        .result_class = !is_checked ? "is-owed" : is_in_order ? "is-done" : "is-refused",
        .is_checked = is_checked,
    };
}

static bool inspection_page(Context *context, Error *error) {
    Inspection inspection;
    if (!platform_read(context, read_inspection, context, &inspection, error)) return false;
    InspectionCover list = {.list = inspection.list};
    InspectionView view = {.number = inspection.number,
                           .list = cover_view(context, &list),
                           .population = inspection.population_count,
                           .sample = inspection.sample_count,
                           .high = inspection.high_count,
                           .seed = inspection.seed,
                           .pack_hash = inspection.pack_hash,
                           .drawn_by = inspection.drawn_by,
                           .drawn = {inspection.drawn_on},
                           .rows = {NEW_ARRAY(context->arena, InspectionRowView,
                                              inspection.item_count),
                                    inspection.item_count}};
    for (size_t i = 0; i < inspection.item_count; i++) {
        view.rows.items[i] = row_view(context->arena, &inspection.items[i]);
    }
    Html html = context_html(context);
    inspection_draw_html(&html, &view);
    return context_page(context, inspection.number, &html);
}

static void item_to_json(JsonWriter *writer, const InspectionItem *item) {
    json_open_object(writer);
    json_member_int(writer, "index", item->index);
    json_member_string(writer, "claim", item->claim_number);
    json_member_int(writer, "policy", item->policy_number);
    json_member_int(writer, "amount_fen", item->amount_fen);
    json_member_string(writer, "drawn_for", item->is_for_finding ? STR("high") : STR("random"));
    json_member_string(writer, "result", item->result);
    json_member_string(writer, "note", item->note);
    json_member_date(writer, "checked_on",
                     str_is_absent(item->result) ? DATE_ABSENT : item->checked_on);
    json_close_object(writer);
}

static bool inspection_api(Context *context, Error *error) {
    Inspection inspection;
    if (!platform_read(context, read_inspection, context, &inspection, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", inspection.number);
    json_member_string(writer, "month", inspection.list.month);
    json_member_string(writer, "division", inspection.list.division_code);
    json_member_string(writer, "fund", inspection.list.fund_key);
    json_member_int(writer, "population", inspection.population_count);
    json_member_int(writer, "sample", inspection.sample_count);
    json_member_int(writer, "high", inspection.high_count);
    json_member_string(writer, "seed", inspection.seed);
    json_member_string(writer, "pack", inspection.pack_hash);
    json_member_date(writer, "drawn_on", inspection.drawn_on);
    json_key(writer, STR("items"));
    json_open_array(writer);
    for (size_t i = 0; i < inspection.item_count; i++) {
        item_to_json(writer, &inspection.items[i]);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- A drawn claim ----

typedef struct ItemOut {
    InspectionItem item;
    ClaimFile file;
    RiskFindings risks;
} ItemOut;

static bool index_of(const Context *context, int64_t *index, Error *error) {
    if (str_to_int64(context_parameter(context, "index"), index)) return true;
    return error_set(error, ERROR_NOT_FOUND, "这次抽查里没有这一件");
}

static bool read_item(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    ItemOut *result = out;
    Inspection inspection;
    int64_t index;
    if (!index_of(context, &index, error) ||
        !read_inspection(tx, in, &inspection, arena, error)) {
        return false;
    }
    if (index < 1 || (size_t)index > inspection.item_count) {
        return error_set(error, ERROR_NOT_FOUND, "这次抽查里没有第%lld件", (long long)index);
    }
    result->item = inspection.items[index - 1];
    Str number = result->item.claim_number;
    return claim_find(tx, context->actor, number, arena, &result->file, error) &&
           risk_of_claim(tx, context->actor, number, arena, &result->risks, error);
}

static void put_file(Arena *arena, const ClaimFile *file, InspectionItemView *view) {
    view->facts = (InspectionFactViews){NEW_ARRAY(arena, InspectionFactView, file->facts.count),
                                        file->facts.count};
    for (size_t i = 0; i < file->facts.count; i++) {
        const KeptFact *fact = &file->facts.items[i];
        view->facts.items[i] = (InspectionFactView){fact->name, fact->value, fact->source};
    }
    view->files = (InspectionFileViews){NEW_ARRAY(arena, InspectionFileView, file->evidence_count),
                                        file->evidence_count};
    for (size_t i = 0; i < file->evidence_count; i++) {
        view->files.items[i] = (InspectionFileView){file->evidence[i].name,
                                                    file->evidence[i].index};
    }
    view->state = claim_state_label(file->claim.state);
}

static bool show_item(Context *context, const Error *fault, Error *error) {
    ItemOut out;
    Arena *arena = context->arena;
    if (!platform_read(context, read_item, context, &out, error)) return false;
    disclosure_note_case(context, &out.file.claim);
    bool is_sent = context->form.form == &result_form;
    Str note = is_sent ? form_text(&context->form, "note") : STR("");
    InspectionItemView view = {
        .fault = fault_box(context, fault),
        .number = context_parameter(context, "number"),
        .row = row_view(arena, &out.item),
        .risks = risk_views(context, &out.risks),
        .note = out.item.note,
        .evidence_name = out.item.evidence_name,
        .checked_by = out.item.checked_by,
        .checked = {out.item.checked_on},
        .may_check = str_is_absent(out.item.result) && context_may(context, PERMISSION_INSPECT),
        .may_open_case = context_may(context, PERMISSION_CASE_READ),
        .form = context_form_view(context),
        .note_field = form_field_view(arena, &result_fields[FIELD_NOTE], note),
        .file_field = form_field_view(arena, &result_fields[FIELD_EVIDENCE], STR("")),
    };
    // Here the claim is looked at, not worked on.
    for (size_t i = 0; i < view.risks.count; i++) view.risks.items[i].may_answer = false;
    put_file(arena, &out.file, &view);
    Html html = context_html(context);
    inspection_item_html(&html, &view);
    context_page(context, out.item.claim_number, &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool item_page(Context *context, Error *error) {
    return show_item(context, NULL, error);
}

static bool write_result(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValue *file = form_value(&context->form, "evidence");
    Str *number = out;
    CaseContext with = platform_case(context);
    InspectionResult result = {.number = context_parameter(context, "number"),
                               .note = form_text(&context->form, "note"),
                               .evidence_name = file->file_name,
                               .evidence = file->text};
    result.is_in_order = str_equal(form_text(&context->form, "result"), STR("in_order"));
    *number = result.number;
    return index_of(context, &result.index, error) &&
           inspection_record(tx, context->actor, &with, &result, arena, error);
}

static bool result_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_result, context, &number, &fault)) {
        return context_redirect(context, str_format(context->arena, "/inspections/%.*s",
                                                    STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_item(context, &fault, error);
    *error = fault;
    return false;
}

static bool result_api(Context *context, Error *error) {
    return answer_written(context, write_result, context, error);
}

// ---- Files ----

static bool read_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Paper *paper = out;
    int64_t index;
    return index_of(context, &index, error) &&
           inspection_evidence_read(tx, context->actor, context_parameter(context, "number"),
                                    index, arena, &paper->content_type, &paper->name,
                                    &paper->content, error);
}

// A file of the claim, for those who may look at it because it was drawn.
static bool read_claim_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    ItemOut item;
    return read_item(tx, in, &item, arena, error) &&
           paper_of_claim(tx, context, item.item.claim_number, context_parameter(context, "file"),
                          arena, out, error);
}

static bool evidence_file(Context *context, Error *error) {
    return paper_send(context, read_evidence, error);
}

static bool claim_file(Context *context, Error *error) {
    return paper_send(context, read_claim_file, error);
}

// clang-format off
#define READS .needs = PERMISSION_INSPECTION_READ
#define WRITES .needs = PERMISSION_INSPECT
static const Route routes[] = {
    {GET,  "/inspections",                              list_page,       READS,  .title = "抽查"},
    {POST, "/inspections",                              draw_page,       WRITES, .form = &draw_form, .title = "抽取"},
    {GET,  "/inspections/:number",                      inspection_page, READS,  .title = "一次抽查"},
    {GET,  "/inspections/:number/items/:index",         item_page,       READS,  .title = "抽查一件"},
    {POST, "/inspections/:number/items/:index",         result_page,     WRITES, .form = &result_form, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "抽查结果"},
    {GET,  "/inspections/:number/items/:index/evidence", evidence_file,  READS,  .title = "抽查的证据"},
    {GET,  "/inspections/:number/items/:index/files/:file", claim_file,  READS,  .title = "查看材料"},
    {GET,  "/api/inspections",                          list_api,        READS,  .title = "抽查覆盖率"},
    {POST, "/api/inspections",                          draw_api,        WRITES, .form = &draw_form, .title = "抽取"},
    {GET,  "/api/inspections/:number",                  inspection_api,  READS,  .title = "一次抽查"},
    {POST, "/api/inspections/:number/items/:index",     result_api,      WRITES, .form = &result_form, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "抽查结果"},
};
#undef READS
#undef WRITES
// clang-format on
const RouteList inspection_pages = ROUTES(routes);
