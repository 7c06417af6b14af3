// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/claim_archive.h"

#include "pages/platform.h"

typedef struct Found {
    Archive archive;
    bool is_made;
} Found;

static bool read_archive(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Found *found = out;
    return claim_archive_find(tx, context->actor, context_parameter(context, "number"), arena,
                              &found->archive, &found->is_made, error);
}

bool archive_view(Context *context, const Claim *claim, ArchiveView *view, Error *error) {
    Found found;
    *view = (ArchiveView){.is_due = claim_archive_is_due(claim->state)};
    if (!view->is_due) return true;
    if (!platform_read(context, read_archive, context, &found, error)) return false;
    view->is_made = found.is_made;
    view->path = str_format(context->arena, "/cases/%.*s/archive", STR_ARG(claim->number));
    view->form = context_form_view(context);
    if (!found.is_made) return true;
    view->made_on = (Day){found.archive.made_on};
    view->sha256 = found.archive.sha256;
    return true;
}

static bool make(Context *context, Archive *archive, Error *error) {
    const Platform *platform = platform_of(context);
    ArchiveIn in = {context->actor, context_parameter(context, "number"), platform->site,
                    platform->signing};
    return claim_archive_make(platform->store, platform->catalogue, &in, context->arena, archive,
                              error);
}

static bool make_page(Context *context, Error *error) {
    Archive archive;
    return make(context, &archive, error) &&
           context_redirect(context, str_format(context->arena, "/cases/%.*s",
                                                STR_ARG(archive.claim_number)));
}

static bool fetch(Context *context, Error *error) {
    Str bytes, number = context_parameter(context, "number");
    if (!claim_archive_read(platform_of(context)->store, context->actor, number, context->arena,
                            &bytes, error)) {
        return false;
    }
    Str name = str_format(context->arena, "案卷 %.*s.zip", STR_ARG(number));
    return context_file(context, name, STR("application/zip"), bytes);
}

// ---- API ----

static bool answer(Context *context, const Archive *archive) {
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "claim", archive->claim_number);
    json_member_string(writer, "sha256", archive->sha256);
    json_member_int(writer, "size", archive->size);
    json_member_date(writer, "made_on", archive->made_on);
    json_member_string(writer, "manifest", archive->manifest);
    json_member_string(writer, "suite", suite_code(archive->suite));
    json_member_string(writer, "public_key", archive->public_key);
    json_member_string(writer, "signature", archive->signature);
    json_close_object(writer);
    return context_json_end(context);
}

static bool make_api(Context *context, Error *error) {
    Archive archive;
    return make(context, &archive, error) && answer(context, &archive);
}

static bool find_api(Context *context, Error *error) {
    Found found;
    if (!platform_read(context, read_archive, context, &found, error)) return false;
    if (found.is_made) return answer(context, &found.archive);
    error_set(error, ERROR_NOT_FOUND, "这件申请还没有归档");
    return error_detail(error, "办结以后，在案件页面上归档");
}

// Making it twice gives the same archive, so it may be repeated freely.
#define REPEATABLE .flags = ROUTE_REPEATABLE | ROUTE_SLOW

// clang-format off
static const Route routes[] = {
    {POST, "/cases/:number/archive",             make_page, .needs = PERMISSION_CASE_READ, REPEATABLE, .title = "归档"},
    {GET,  "/cases/:number/archive",             fetch,     .needs = PERMISSION_CASE_READ, .flags = ROUTE_SLOW, .title = "下载案卷"},
    {GET,  "/api/cases/:number/archive",         find_api,  .needs = PERMISSION_CASE_READ, .title = "案卷"},
    {POST, "/api/cases/:number/archive",         make_api,  .needs = PERMISSION_CASE_READ, REPEATABLE, .title = "归档"},
    {GET,  "/api/cases/:number/archive/package", fetch,     .needs = PERMISSION_CASE_READ, .flags = ROUTE_SLOW, .title = "下载案卷"},
};
// clang-format on
const RouteList claim_archive_pages = ROUTES(routes);
