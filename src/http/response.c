// SPDX-License-Identifier: Apache-2.0
#include "http/response.h"

#include <inttypes.h>
#include <string.h>

void response_init(Response *response, Arena *arena) {
    *response = (Response){.arena = arena, .status = 200, .body = STR("")};
}

static bool header_value_is_safe(Str value) {
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c < 0x20 || c == 0x7f) return false;
    }
    return true;
}

void response_header(Response *response, const char *name, Str value) {
    if (!header_value_is_safe(value)) {
        response->is_broken = true;
        return;
    }
    Field field = {.name = str_from_c(name), .value = value};
    PUSH(response->arena, &response->headers, field);
}

void response_text(Response *response, int status, Str content_type, Str body) {
    response->status = status;
    response->content_type = content_type;
    response->body = body;
}

// A Location must be ASCII: Chinese in a path is percent-encoded, what is encoded already stays.
static Str location_of(Arena *arena, Str path) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < path.length; i++) {
        unsigned char c = (unsigned char)path.data[i];
        if (c <= 0x20 || c >= 0x7f || c == '\\') {
            percent_encode(&out, str_slice(path, i, i + 1));
        } else {
            str_put_char(&out, (char)c);
        }
    }
    return str_built(&out);
}

void response_redirect(Response *response, Str path) {
    // "//host" and "/\host" leave the site in a browser.
    bool is_local = str_starts_with(path, STR("/")) && !str_starts_with(path, STR("//")) &&
                    !str_starts_with(path, STR("/\\"));
    response_text(response, 303, STR("text/plain; charset=utf-8"), STR(""));
    response_header(response, "Location", is_local ? location_of(response->arena, path) : STR("/"));
}

// True when one of the listed tags is `etag`, weak or strong.
static bool etag_matches(Str header, Str etag) {
    Str rest = header;
    while (!str_is_absent(rest)) {
        Str tag = str_trim(str_cut(&rest, ','));
        if (str_starts_with(tag, STR("W/"))) tag = str_slice(tag, 2, tag.length);
        if (str_equal(tag, etag) || str_equal(tag, STR("*"))) return true;
    }
    return false;
}

void response_static(Response *response, const Request *request, const StaticContent *content) {
    response_header(response, "ETag", content->etag);
    if (content->max_age_s > 0) {
        response_header(response, "Cache-Control",
                        str_format(response->arena, "public, max-age=%" PRId64 "%s",
                                   content->max_age_s, content->is_immutable ? ", immutable" : ""));
    } else {
        response_header(response, "Cache-Control", STR("no-cache"));
    }
    if (etag_matches(request_header(request, "If-None-Match"), content->etag)) {
        response_text(response, 304, (Str){0}, STR(""));
        return;
    }
    response_text(response, 200, content->content_type, content->body);
}

Str etag_of(Arena *arena, Str content) {
    return str_format(arena, "\"%016" PRIx64 "%zx\"", str_hash(content), content.length);
}

void response_cookie(Response *response, const char *name, Str value, CookieOptions options) {
    StrBuilder out;
    str_builder_init(&out, response->arena, 0);
    str_put(&out, str_from_c(name));
    str_put_char(&out, '=');
    str_put(&out, value);
    str_put(&out, STR("; Path=/; SameSite=Lax"));
    if (options.max_age_s != 0) {
        str_put_format(&out, "; Max-Age=%" PRId64, options.max_age_s < 0 ? 0 : options.max_age_s);
    }
    if (options.is_secure) str_put(&out, STR("; Secure"));
    if (!options.is_for_scripts) str_put(&out, STR("; HttpOnly"));
    response_header(response, "Set-Cookie", str_built(&out));
}
