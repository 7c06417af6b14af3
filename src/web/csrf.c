// SPDX-License-Identifier: Apache-2.0
// Proof that a request which changes something was made by a page of ours.
//
// The token is bound to the session (access/session.h) or, before signing in, an HMAC under a key
// only the servers know over the visitor's cookie. Who can plant a cookie can therefore not make
// the matching token, which is what breaks plain double submission. Origin and Sec-Fetch-Site are
// checked besides, where sent.
#include "web/internal.h"

#include <inttypes.h>
#include <sodium.h>

#define TOKEN_BYTES 32
#define RANDOM_BYTES 16
#define KEY_LENGTH_MIN 8
#define KEY_LENGTH_MAX 80

static Str hex(Arena *arena, const unsigned char *bytes, size_t count) {
    char *text = arena_alloc(arena, count * 2 + 1);
    sodium_bin2hex(text, count * 2 + 1, bytes, count);
    return (Str){text, count * 2};
}

Str random_token(Arena *arena) {
    unsigned char bytes[RANDOM_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    return hex(arena, bytes, sizeof bytes);
}

static bool is_token_text(Str text, size_t length_min, size_t length_max) {
    if (text.length < length_min || text.length > length_max) return false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool is_allowed = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        if (!is_allowed) return false;
    }
    return true;
}

// An anonymous visitor is known by a cookie that is set when a form is first shown.
static Str visit_of(Context *context, bool may_make) {
    if (!str_is_absent(context->visit)) return context->visit;
    Str sent = request_cookie(context->request, VISIT_COOKIE);
    if (is_token_text(sent, RANDOM_BYTES * 2, RANDOM_BYTES * 2)) {
        context->visit = sent;
    } else if (may_make) {
        context->visit = random_token(context->arena);
        response_cookie(context->response, VISIT_COOKIE, context->visit,
                        (CookieOptions){.is_secure = context->request->is_secure});
    }
    return context->visit;
}

// A signed-in visitor's token comes from the session; an anonymous one's is made from the visit.
static Str expected_token(Context *context, bool may_make) {
    if (context->is_signed_in) return context->identity.csrf_token;
    Str visit = visit_of(context, may_make);
    if (str_is_absent(visit)) return visit;
    unsigned char mac[TOKEN_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, context->web->options.secret, WEB_SECRET_BYTES);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)visit.data, visit.length);
    crypto_auth_hmacsha256_final(&state, mac);
    return hex(context->arena, mac, sizeof mac);
}

Str context_csrf_token(Context *context) {
    return expected_token(context, true);
}

static bool comes_from_elsewhere(const Request *request) {
    Str site = request_header(request, "Sec-Fetch-Site");
    if (!str_is_absent(site) && !str_equal(site, STR("same-origin")) &&
        !str_equal(site, STR("none"))) {
        return true;
    }
    Str origin = request_header(request, "Origin");
    if (str_is_absent(origin)) return false;
    size_t scheme = str_find(origin, STR("://"), 0);
    return scheme == SIZE_MAX || !str_equal(str_slice(origin, scheme + 3, origin.length),
                                            request_header(request, "Host"));
}

bool csrf_check(Context *context, Error *error) {
    const Request *request = context->request;
    if (request->method == GET || context->identity.is_by_token) return true;
    if (comes_from_elsewhere(request)) {
        error_set(error, ERROR_FORBIDDEN, "这个请求不是从本网站的页面发出的");
        error_detail(error, "请从本网站的页面重新操作。");
        return error_code(error, "CSRF_ORIGIN");
    }
    // Another site cannot send JSON without a preflight, which is never granted; and without a
    // session there is nothing to borrow.
    bool is_json = str_equal_ignoring_case(request->content_type, STR("application/json"));
    if (context->wants_json && is_json && !context->is_signed_in) return true;
    Str sent = request_header(request, CSRF_HEADER);
    if (str_is_absent(sent)) sent = fields_get(&request->form, STR(CSRF_FIELD));
    Str expected = expected_token(context, false);
    if (!str_is_absent(expected) && sent.length == expected.length &&
        sodium_memcmp(sent.data, expected.data, expected.length) == 0) {
        return true;
    }
    error_set(error, ERROR_FORBIDDEN, "页面已经过期，这次提交没有生效");
    error_detail(error, "请返回上一页刷新后再提交；如果浏览器关闭了 Cookie，请先打开。");
    return error_code(error, "CSRF_TOKEN");
}

// ---- Idempotency ----

bool idempotency_read(Context *context, Error *error) {
    const Request *request = context->request;
    if (request->method != POST || (context->route->flags & ROUTE_REPEATABLE)) return true;
    Str key = request_header(request, KEY_HEADER);
    if (str_is_absent(key)) key = fields_get(&request->form, STR(KEY_FIELD));
    if (!is_token_text(key, KEY_LENGTH_MIN, KEY_LENGTH_MAX)) {
        error_set(error, ERROR_INVALID, "提交缺少防重复的编号（" KEY_HEADER "）");
        error_detail(error, "请返回上一页刷新后再提交；程序调用请在请求头里带上 8 到 80 位的编号。");
        return error_code(error, "KEY_MISSING");
    }
    // Two visitors may choose the same key; a visitor without account or cookie has an address.
    if (context->is_signed_in) {
        context->request_key = str_format(context->arena, "account %" PRId64 ":%.*s",
                                          context->actor->account_id, STR_ARG(key));
        return true;
    }
    Str visit = visit_of(context, false);
    bool is_known = !str_is_absent(visit);
    Str sender = is_known ? visit : request->remote_address;
    const char *kind = is_known ? "visit" : "address";
    context->request_key = str_format(context->arena, "%s %.*s:%.*s", kind, STR_ARG(sender),
                                      STR_ARG(key));
    return true;
}

static void digest_text(crypto_generichash_state *state, Str text) {
    uint64_t length = text.length; // in front, so that no two lists of texts look alike
    crypto_generichash_update(state, (const unsigned char *)&length, sizeof length);
    crypto_generichash_update(state, (const unsigned char *)text.data, text.length);
}

Str digest_of_request(const Context *context) {
    crypto_generichash_state state;
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    digest_text(&state, method_to_str(context->request->method));
    digest_text(&state, context->request->path);
    for (size_t i = 0; i < context->form.count; i++) {
        digest_text(&state, str_from_c(context->form.items[i].field->name));
        digest_text(&state, context->form.items[i].text);
    }
    if (context->json) digest_text(&state, context->request->body);
    crypto_generichash_final(&state, hash, sizeof hash);
    return hex(context->arena, hash, sizeof hash);
}
