// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/claim_archive.h"

#include "pages/platform.h"

static bool read_archive(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_archive_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                              error);
}

bool archive_view(Context *context, const Claim *claim, ArchiveView *view, Error *error) {
    Archives parts;
    *view = (ArchiveView){.is_due = claim_archive_is_due(claim->state)};
    if (!view->is_due) return true;
    if (!platform_read(context, read_archive, context, &parts, error)) return false;
    view->path = str_format(context->arena, "/cases/%.*s/archive", STR_ARG(claim->number));
    view->form = context_form_view(context);
    view->newer = parts.newer;
    view->is_wordless = parts.count > 0 && parts.items[0].anonymised_on != DATE_ABSENT;
    view->parts = (ArchivePartViews){NEW_ARRAY(context->arena, ArchivePartView, parts.count),
                                     parts.count};
    for (size_t i = 0; i < parts.count; i++) {
        const Archive *part = &parts.items[i];
        view->parts.items[i] = (ArchivePartView){part->part, {part->made_on}, part->sha256};
    }
    return true;
}

typedef bool ArchiveMaker(Store *store, Catalogue *catalogue, const ArchiveIn *in, Arena *arena,
                          Archive *archive, Error *error);

static bool make(Context *context, ArchiveMaker *maker, Archive *archive, Error *error) {
    const Platform *platform = platform_of(context);
    ArchiveIn in = {context->actor, context_parameter(context, "number"), platform->site,
                    platform->signing};
    return maker(platform->store, platform->catalogue, &in, context->arena, archive, error);
}

static bool back_to_case(Context *context, ArchiveMaker *maker, Error *error) {
    Archive archive;
    return make(context, maker, &archive, error) &&
           context_redirect(context, str_format(context->arena, "/cases/%.*s",
                                                STR_ARG(archive.claim_number)));
}

static bool make_page(Context *context, Error *error) {
    return back_to_case(context, claim_archive_make, error);
}

static bool supplement_page(Context *context, Error *error) {
    return back_to_case(context, claim_archive_supplement, error);
}

static bool fetch(Context *context, Error *error) {
    Str bytes, number = context_parameter(context, "number");
    Str asked = request_query(context->request, "part");
    int64_t part = 0;
    if (!str_is_empty(asked) && !str_to_int64(asked, &part)) part = -1;
    if (!claim_archive_read(platform_of(context)->store, context->actor, number, part,
                            context->arena, &bytes, error)) {
        return false;
    }
    Str name = part == 0 ? str_format(context->arena, "案卷 %.*s.zip", STR_ARG(number))
                         : str_format(context->arena, "案卷 %.*s 补充%lld.zip", STR_ARG(number),
                                      (long long)part);
    return context_file(context, name, STR("application/zip"), bytes);
}

// ---- API ----

static void archive_members(JsonWriter *writer, const Archive *archive) {
    json_member_string(writer, "claim", archive->claim_number);
    json_member_int(writer, "part", archive->part);
    json_member_string(writer, "prior_sha256", archive->prior_sha256);
    json_member_string(writer, "sha256", archive->sha256);
    json_member_int(writer, "size", archive->size);
    json_member_date(writer, "made_on", archive->made_on);
    json_member_string(writer, "manifest", archive->manifest);
    json_member_string(writer, "suite", suite_code(archive->suite));
    json_member_string(writer, "public_key", archive->public_key);
    json_member_string(writer, "signature", archive->signature);
}

static bool answer_made(Context *context, ArchiveMaker *maker, Error *error) {
    Archive archive;
    if (!make(context, maker, &archive, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    archive_members(writer, &archive);
    json_close_object(writer);
    return context_json_end(context);
}

static bool make_api(Context *context, Error *error) {
    return answer_made(context, claim_archive_make, error);
}

static bool supplement_api(Context *context, Error *error) {
    return answer_made(context, claim_archive_supplement, error);
}

// The archive, and its supplements in it.
static bool find_api(Context *context, Error *error) {
    Archives parts;
    if (!platform_read(context, read_archive, context, &parts, error)) return false;
    if (parts.count == 0) {
        error_set(error, ERROR_NOT_FOUND, "这件申请还没有归档");
        return error_detail(error, "办结以后，在案件页面上归档");
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    archive_members(writer, &parts.items[0]);
    json_member_int(writer, "newer", (int64_t)parts.newer);
    json_key(writer, STR("supplements"));
    json_open_array(writer);
    for (size_t i = 1; i < parts.count; i++) {
        json_open_object(writer);
        archive_members(writer, &parts.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// Making it twice gives the same archive, and a supplement finds nothing new the second time, so
// both may be repeated freely.
#define REPEATABLE .flags = ROUTE_REPEATABLE | ROUTE_SLOW

// clang-format off
static const Route routes[] = {
    {POST, "/cases/:number/archive",             make_page, .needs = PERMISSION_CASE_READ, REPEATABLE, .title = "归档"},
    {POST, "/cases/:number/archive/supplement",  supplement_page, .needs = PERMISSION_CASE_READ, REPEATABLE, .title = "补充归档"},
    {POST, "/api/cases/:number/archive/supplement", supplement_api, .needs = PERMISSION_CASE_READ, REPEATABLE, .title = "补充归档"},
    {GET,  "/cases/:number/archive",             fetch,     .needs = PERMISSION_CASE_READ, .flags = ROUTE_SLOW, .title = "下载案卷"},
    {GET,  "/api/cases/:number/archive",         find_api,  .needs = PERMISSION_CASE_READ, .title = "案卷"},
    {POST, "/api/cases/:number/archive",         make_api,  .needs = PERMISSION_CASE_READ, REPEATABLE, .title = "归档"},
    {GET,  "/api/cases/:number/archive/package", fetch,     .needs = PERMISSION_CASE_READ, .flags = ROUTE_SLOW, .title = "下载案卷"},
};
// clang-format on
const RouteList claim_archive_pages = ROUTES(routes);
