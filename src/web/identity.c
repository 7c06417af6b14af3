// SPDX-License-Identifier: Apache-2.0
#include "web/identity.h"

#include "access/session.h"

static Identity identity_of(const Session *session, bool is_by_token) {
    return (Identity){.actor = session->actor,
                      .csrf_token = is_by_token ? (Str){0} : session->csrf_token,
                      .is_by_token = is_by_token};
}

bool identify_by_access(void *store, const Request *request, Identity *identity, Error *error) {
    const Actor asking = identity->actor; // address, request id and dates, set by the dispatcher
    Session session = {0};
    bool is_found = false;
    Str header = request_header(request, "Authorization");
    if (str_starts_with(header, STR("Bearer "))) {
        Str token = str_trim(str_slice(header, sizeof "Bearer " - 1, header.length));
        if (!api_token_find(store, token, &asking, request->arena, &session, &is_found, error)) {
            return false;
        }
        if (!is_found) {
            error_set(error, ERROR_UNSIGNED, "访问令牌无效或已经停用");
            return error_detail(error, "请向安全管理员申请新的令牌。");
        }
        *identity = identity_of(&session, true);
        return true;
    }
    Str token = request_cookie(request, SESSION_COOKIE);
    if (str_is_empty(token)) return true;
    if (!session_find(store, token, &asking, request->arena, &session, &is_found, error)) {
        return false;
    }
    if (is_found) *identity = identity_of(&session, false);
    return true;
}

void session_cookie_set(Context *context, Str token) {
    response_cookie(context->response, SESSION_COOKIE, token,
                    (CookieOptions){.is_secure = context->request->is_secure});
}

void session_cookie_delete(Context *context) {
    response_cookie(context->response, SESSION_COOKIE, STR(""),
                    (CookieOptions){.max_age_s = -1, .is_secure = context->request->is_secure});
}
