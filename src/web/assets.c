// SPDX-License-Identifier: Apache-2.0
// Embedded style sheets, scripts and pictures, under URLs that hold a hash of their content: they
// may be cached for ever, and a new program has new URLs.
#include "web/internal.h"

#include "base/embedded.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define ASSET_MAX_AGE_S (365 * 24 * 3600)

static const struct {
    const char *suffix;
    const char *content_type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
};

static const char *content_type_of(Str name) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (str_ends_with(name, str_from_c(types[i].suffix))) return types[i].content_type;
    }
    return NULL;
}

static Str file_name(Str path) {
    Str rest = path, name = path;
    while (!str_is_absent(rest)) name = str_cut(&rest, '/');
    return name;
}

void assets_init(Arena *arena, AssetList *assets) {
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from_c(embedded_files[i].path), name = file_name(path);
        bool is_asset = str_starts_with(path, STR("src/web/assets/")) ||
                        str_starts_with(path, STR("node_modules/"));
        const char *type = content_type_of(name);
        if (!is_asset || !type) continue;
        Str body = str_from_range(embedded_files[i].begin, embedded_files[i].end);
        Asset asset = {
            .name = name,
            .url = str_format(arena, "/assets/%016" PRIx64 "/%.*s", str_hash(body), STR_ARG(name)),
            .content = {.content_type = str_from_c(type),
                        .body = body,
                        .etag = etag_of(arena, body),
                        .max_age_s = ASSET_MAX_AGE_S,
                        .is_immutable = true},
        };
        PUSH(arena, assets, asset);
    }
}

const Asset *asset_find(const AssetList *assets, Str name) {
    for (size_t i = 0; i < assets->count; i++) {
        if (str_equal(assets->items[i].name, name)) return &assets->items[i];
    }
    return NULL;
}

Str web_asset_url(const Web *web, const char *name) {
    const Asset *asset = asset_find(&web->assets, str_from_c(name));
    assert(asset != NULL); // no such file is embedded
    return asset->url;
}

// Under another hash (an old page, or a module that imports its neighbour) the present content is
// given, to be revalidated.
bool asset_page(Context *context, Error *error) {
    Str name = context_parameter(context, "name");
    const Asset *asset = asset_find(&context->web->assets, name);
    if (!asset) return error_set(error, ERROR_NOT_FOUND, "没有文件 \"%.*s\"", STR_ARG(name));
    StaticContent content = asset->content;
    if (!str_equal(asset->url, context->request->path)) {
        content.max_age_s = 0;
        content.is_immutable = false;
    }
    response_static(context->response, context->request, &content);
    return true;
}
