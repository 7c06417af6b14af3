// SPDX-License-Identifier: Apache-2.0
#include "access/session.h"

#include "access/account.sql.h"
#include "access/audit.h"
#include "access/delegation.sql.h"
#include "access/factor.h"
#include "access/session.sql.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define HASH_BYTES 32
#define MS_PER_DAY ((int64_t)24 * 60 * 60 * 1000)

// ---- Tokens ----

static Str base64(Arena *arena, const unsigned char *bytes, size_t length) {
    size_t size = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size);
    sodium_bin2base64(text, size, bytes, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_from_c(text);
}

static Str token_new(Arena *arena) {
    unsigned char bytes[TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    return base64(arena, bytes, sizeof bytes);
}

// What the database knows a token by, and what a form proves it with: two hashes of the token that
// do not lead to one another.
static Str token_derive(Arena *arena, Str token, Str purpose) {
    unsigned char hash[HASH_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, (const unsigned char *)purpose.data, purpose.length,
                            HASH_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)token.data, token.length);
    crypto_generichash_final(&state, hash, HASH_BYTES);
    return base64(arena, hash, sizeof hash);
}

static Str token_hash(Arena *arena, Str token) {
    return token_derive(arena, token, STR("jiuye token hash"));
}

// ---- From a row to an actor ----

// Who neither works on cases nor claims sees no person, whatever the county of the account.
static bool role_sees_people(Role role) {
    return role_has(role, PERMISSION_CASE_READ) || role_has(role, PERMISSION_CLAIMANT) ||
           role_has(role, PERMISSION_ENROL) || role_has(role, PERMISSION_SERVICE_DELIVER);
}

// What somebody who acts for a colleague does is signed with both names.
static Str signed_name(Arena *arena, const SessionRow *row) {
    if (str_is_absent(row->acting_for)) return row->display_name;
    return str_format(arena, "%.*s（代 %.*s）", STR_ARG(row->display_name), STR_ARG(row->acting_for));
}

static bool session_fill(const SessionRow *row, const Actor *request, Arena *arena,
                         Session *session, Error *error) {
    Role role;
    if (!role_from_code(row->role, &role)) {
        return error_set(error, ERROR_UNAVAILABLE, "账号的角色 %.*s 无法识别", STR_ARG(row->role));
    }
    session->actor = *request;
    session->actor.account_id = row->account_id;
    session->actor.role = role;
    session->actor.display_name = signed_name(arena, row);
    session->actor.department = row->department;
    session->actor.acting_for = row->acting_for;
    session->actor.scope = (Scope){
        .division_prefix = row->division_code,
        .sees_people = role_sees_people(role),
        .person_id = row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc,
    };
    return true;
}

// ---- Signing in ----

typedef struct SignInStep {
    const SignIn *in;
    const AccountRow *account; // NULL: no such login
    Str token_hash;
    int64_t totp_step;
} SignInStep;

static Actor sign_in_actor(const SignInStep *step) {
    Actor actor = {.remote_address = step->in->remote_address,
                   .request_id = step->in->request_id,
                   .today = step->in->today,
                   .now_ms = step->in->now_ms,
                   .display_name = step->in->login};
    if (step->account) {
        actor.account_id = step->account->id;
        actor.display_name = step->account->display_name;
        if (!role_from_code(step->account->role, &actor.role)) actor.role = ROLE_CITIZEN;
    }
    return actor;
}

static bool read_account(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *login = in;
    AccountRow **account = out;
    AccountRow *row = NEW(arena, AccountRow);
    bool found;
    if (!account_by_login(tx, &(AccountByLoginIn){.login = *login}, arena, row, &found, error)) {
        return false;
    }
    *account = found ? row : NULL;
    return true;
}

static bool write_failure(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const SignInStep *step = in;
    if (step->account &&
        !account_note_failure(tx,
                              &(AccountNoteFailureIn){
                                  .id = step->account->id,
                                  .locked_until_ms = step->in->now_ms + SIGN_IN_LOCK_MS,
                                  .failures_max = SIGN_IN_FAILURES_MAX},
                              NULL, error)) {
        return false;
    }
    Actor actor = sign_in_actor(step);
    return audit_write(tx, &actor,
                       &(AuditEntry){.action = STR("session.open"),
                                     .object_kind = STR("account"),
                                     .object_number = step->in->login,
                                     .is_refused = true},
                       error);
}

static bool write_success(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const SignInStep *step = in;
    int64_t changed;
    int64_t now_ms = step->in->now_ms;
    if (!account_note_success(
            tx,
            &(AccountNoteSuccessIn){.id = step->account->id, .totp_step = step->totp_step},
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, ERROR_UNSIGNED, "这个动态口令已经用过");
        error_detail(error, "请等30秒，用新的动态口令再试");
        return error_code(error, "TOTP_REQUIRED");
    }
    Actor actor = sign_in_actor(step);
    return session_delete_old(tx,
                              &(SessionDeleteOldIn){.seen_before_ms = now_ms - SESSION_IDLE_MS,
                                                    .created_before_ms = now_ms - SESSION_LIFE_MS},
                              NULL, error) &&
           session_insert(tx,
                          &(SessionInsertIn){.token_hash = step->token_hash,
                                             .account_id = step->account->id,
                                             .now_ms = now_ms,
                                             .remote_address = step->in->remote_address},
                          NULL, error) &&
           audit_write(tx, &actor,
                       &(AuditEntry){.action = STR("session.open"),
                                     .object_kind = STR("account"),
                                     .object_number = step->in->login},
                       error);
}

// A hash that no password has, so that an unknown login costs what a known one costs.
static Str decoy_hash(void) {
    return STR("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
               "$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA");
}

static bool refuse_password(Store *store, const SignInStep *step, Arena *arena, Error *error) {
    if (!store_write(store, write_failure, step, NULL, arena, error)) return false;
    error_set(error, ERROR_UNSIGNED, "账号或密码不对");
    error_detail(error, "请核对后再试；连续错%d次会锁定%d分钟", SIGN_IN_FAILURES_MAX,
                 (int)(SIGN_IN_LOCK_MS / 60000));
    return error_code(error, "WRONG_PASSWORD");
}

// An account without a second factor: whether its role may go on so.
static bool check_unbound(const SignIn *in, Role role, Error *error) {
    switch (factor_demand(role)) {
    case FACTOR_BY_CHOICE: return true;
    case FACTOR_BOUND:
        if (!in->demands_binding) return true;
        error_set(error, ERROR_UNSIGNED, "这个账号要先绑定动态口令");
        error_detail(error, "工作人员用密码和动态口令登录；绑定一次，以后每次登录填验证器里的六位数");
        return error_code(error, "TOTP_UNBOUND");
    case FACTOR_GIVEN: break;
    }
    error_set(error, ERROR_UNSIGNED, "管理员账号还没有绑定动态口令");
    error_detail(error, "请由部署人员重建账号，建账号时会给出动态口令");
    return error_code(error, "TOTP_REQUIRED");
}

static bool check_second_factor(Store *store, SignInStep *step, Arena *arena, Error *error) {
    const SignIn *in = step->in;
    step->totp_step = step->account->totp_step;
    Role role;
    if (!role_from_code(step->account->role, &role)) {
        return error_set(error, ERROR_UNAVAILABLE, "账号的角色 %.*s 无法识别",
                         STR_ARG(step->account->role));
    }
    if (str_is_absent(step->account->totp_secret)) return check_unbound(in, role, error);
    Str secret;
    if (!in->key || !secret_unseal(arena, in->key, step->account->totp_secret, &secret)) {
        return error_set(error, ERROR_UNAVAILABLE, "动态口令的密钥打不开，请联系系统管理员");
    }
    if (!str_is_empty(in->totp_code) && totp_accepts(secret, in->totp_code, in->now_ms,
                                                     step->account->totp_step, &step->totp_step)) {
        return true;
    }
    if (!str_is_empty(in->totp_code) &&
        !store_write(store, write_failure, step, NULL, arena, error)) {
        return false;
    }
    error_set(error, ERROR_UNSIGNED,
              str_is_empty(in->totp_code) ? "请输入动态口令" : "动态口令不对");
    error_detail(error, "动态口令在你的验证器里，每30秒换一次");
    return error_code(error, "TOTP_REQUIRED");
}

bool session_open(Store *store, const SignIn *in, Arena *arena, Session *session, Error *error) {
    AccountRow *account = NULL;
    if (!store_read(store, read_account, &in->login, &account, arena, error)) return false;
    SignInStep step = {.in = in, .account = account};
    bool is_known = account && !account->is_disabled;
    if (is_known && account->locked_until_ms > in->now_ms) {
        error_set(error, ERROR_UNSIGNED, "账号已锁定");
        error_detail(error, "密码错得太多，请%d分钟后再试",
                     (int)((account->locked_until_ms - in->now_ms) / 60000 + 1));
        return error_code(error, "LOCKED");
    }
    bool matches = password_matches(is_known ? account->password_hash : decoy_hash(), in->password);
    if (!matches || !is_known) return refuse_password(store, &step, arena, error);
    if (!check_second_factor(store, &step, arena, error)) return false;
    Str token = token_new(arena);
    step.token_hash = token_hash(arena, token);
    if (!store_write(store, write_success, &step, NULL, arena, error)) return false;
    Actor request = sign_in_actor(&step);
    SessionRow row = {.account_id = account->id,
                      .display_name = account->display_name,
                      .role = account->role,
                      .division_code = account->division_code,
                      .person_id = account->person_id,
                      .uscc = account->uscc,
                      .department = account->department};
    session->token = token;
    session->csrf_token = token_derive(arena, token, STR("jiuye csrf token"));
    return session_fill(&row, &request, arena, session, error);
}

typedef struct BindIn {
    Actor actor;
    FactorBinding binding;
} BindIn;

static bool write_binding(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const BindIn *bind = in;
    return factor_bind(tx, &bind->actor, &bind->binding, arena, error);
}

bool session_open_binding(Store *store, const SignIn *in, Str secret, Arena *arena,
                          Session *session, Error *error) {
    Error fault = {0};
    AccountRow *account = NULL;
    // Only the right password gets as far as an unbound factor.
    if (session_open(store, in, arena, session, &fault)) return true;
    if (!str_equal(str_from_c(fault.code), STR("TOTP_UNBOUND"))) {
        *error = fault;
        return false;
    }
    if (!store_read(store, read_account, &in->login, &account, arena, error)) return false;
    BindIn bind = {.actor = sign_in_actor(&(SignInStep){.in = in, .account = account}),
                   .binding = {in->login, secret, in->totp_code, in->key}};
    return store_write(store, write_binding, &bind, NULL, arena, error) &&
           session_open(store, in, arena, session, error);
}

// ---- Finding ----

typedef struct FindIn {
    Str hash;
    int64_t now_ms;
    Date today;
} FindIn;

typedef struct FindOut {
    SessionRow row;
    bool found;
} FindOut;

static bool read_session(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FindIn *find = in;
    FindOut *result = out;
    return session_by_token(tx,
                            &(SessionByTokenIn){.token_hash = find->hash,
                                                .seen_after_ms = find->now_ms - SESSION_IDLE_MS,
                                                .created_after_ms = find->now_ms - SESSION_LIFE_MS,
                                                .today = find->today},
                            arena, &result->row, &result->found, error);
}

static bool write_touch(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const FindIn *find = in;
    return session_touch(tx, &(SessionTouchIn){.token_hash = find->hash, .now_ms = find->now_ms},
                         NULL, error);
}

bool session_find(Store *store, Str token, const Actor *request, Arena *arena, Session *session,
                  bool *found, Error *error) {
    *found = false;
    if (token.length != TOKEN_TEXT_BYTES) return true;
    FindIn find = {token_hash(arena, token), request->now_ms, request->today};
    FindOut out = {0};
    if (!store_read(store, read_session, &find, &out, arena, error)) return false;
    if (!out.found) return true;
    if (request->now_ms - out.row.seen_ms > SESSION_TOUCH_MS &&
        !store_write(store, write_touch, &find, NULL, arena, error)) {
        return false;
    }
    session->token = token;
    session->csrf_token = token_derive(arena, token, STR("jiuye csrf token"));
    *found = true;
    return session_fill(&out.row, request, arena, session, error);
}

// ---- Acting for a colleague ----

typedef struct ActIn {
    Str hash;
    const Actor *actor;
    int64_t delegation_id; // 0 = back to the own duty
} ActIn;

static bool write_duty(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const ActIn *act = in;
    const Actor *actor = act->actor;
    DelegationActingRow duty = {.login = STR("")};
    bool found = true;
    OptionalInt id = {act->delegation_id != 0, act->delegation_id};
    if (id.present &&
        !delegation_acting(tx, &(DelegationActingIn){id.value, actor->account_id, actor->today},
                           arena, &duty, &found, error)) {
        return false;
    }
    if (!found) {
        error_set(error, ERROR_NOT_FOUND, "这次委托今天不能用");
        return error_detail(error, "可能还没到期、已经结束，或者不是委托给你的");
    }
    return session_set_duty(tx, &(SessionSetDutyIn){act->hash, id}, NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = id.present ? STR("delegation.act")
                                                          : STR("delegation.leave"),
                                     .object_kind = STR("account"),
                                     .object_number = duty.login},
                       error);
}

bool session_act(Store *store, Str token, const Actor *actor, int64_t delegation_id, Error *error) {
    Arena arena = {0};
    ActIn act = {token_hash(&arena, token), actor, delegation_id};
    bool ok = store_write(store, write_duty, &act, NULL, &arena, error);
    arena_release(&arena);
    return ok;
}

// ---- Ending ----

typedef struct CloseIn {
    Str hash;
    const Actor *actor;
} CloseIn;

static bool write_close(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const CloseIn *close = in;
    return session_delete(tx, &(SessionDeleteIn){.token_hash = close->hash}, NULL, error) &&
           audit_write(tx, close->actor, &(AuditEntry){.action = STR("session.close")}, error);
}

bool session_close(Store *store, Str token, const Actor *actor, Error *error) {
    Arena arena = {0};
    CloseIn close = {.hash = token_hash(&arena, token), .actor = actor};
    bool ok = store_write(store, write_close, &close, NULL, &arena, error);
    arena_release(&arena);
    return ok;
}

// ---- API tokens ----

typedef struct TokenIn {
    const Actor *actor;
    Str hash;
    Str label;
    int days;
} TokenIn;

static bool write_token(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const TokenIn *token = in;
    const Actor *actor = token->actor;
    if (!api_token_insert(tx,
                          &(ApiTokenInsertIn){.token_hash = token->hash,
                                              .account_id = actor->account_id,
                                              .label = token->label,
                                              .now_ms = actor->now_ms,
                                              .expires_ms = actor->now_ms +
                                                            token->days * MS_PER_DAY},
                          NULL, error)) {
        if (!str_equal(str_from_c(error->code), STR("UNIQUE:api_token_label"))) return false;
        error_set(error, ERROR_CONFLICT, "已经有用途为“%.*s”的令牌", STR_ARG(token->label));
        error_detail(error, "请换一个用途名，或者先作废原来的令牌");
        return error_code(error, "TOKEN_EXISTS");
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("api_token.create"),
                                     .object_kind = STR("api_token"),
                                     .object_number = token->label},
                       error);
}

bool api_token_create(Store *store, const Actor *actor, Str label, int days, Arena *arena,
                      Str *token, Error *error) {
    if (days < 1 || days > API_TOKEN_DAYS_MAX) {
        error_set(error, ERROR_INVALID, "令牌的有效天数 %d 不在1到%d之间", days, API_TOKEN_DAYS_MAX);
        return error_detail(error, "请改有效天数");
    }
    *token = token_new(arena);
    TokenIn in = {actor, token_hash(arena, *token), label, days};
    return store_write(store, write_token, &in, NULL, arena, error);
}

static bool write_revocation(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const TokenIn *token = in;
    int64_t changed;
    if (!api_token_revoke_by_label(tx,
                                   &(ApiTokenRevokeByLabelIn){
                                       .account_id = token->actor->account_id,
                                       .label = token->label,
                                       .now_ms = token->actor->now_ms},
                                   &changed, error)) {
        return false;
    }
    if (changed == 0) {
        return error_set(error, ERROR_NOT_FOUND, "没有名为 %.*s 的令牌", STR_ARG(token->label));
    }
    return audit_write(tx, token->actor,
                       &(AuditEntry){.action = STR("api_token.revoke"),
                                     .object_kind = STR("api_token"),
                                     .object_number = token->label},
                       error);
}

bool api_token_revoke(Store *store, const Actor *actor, Str label, Error *error) {
    Arena arena = {0};
    bool ok = store_write(store, write_revocation, &(TokenIn){.actor = actor, .label = label}, NULL,
                          &arena, error);
    arena_release(&arena);
    return ok;
}

static bool read_token(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FindIn *find = in;
    FindOut *result = out;
    return api_token_by_token(
        tx, &(ApiTokenByTokenIn){.token_hash = find->hash, .now_ms = find->now_ms}, arena,
        &result->row, &result->found, error);
}

bool api_token_find(Store *store, Str token, const Actor *request, Arena *arena, Session *session,
                    bool *found, Error *error) {
    *found = false;
    if (token.length != TOKEN_TEXT_BYTES) return true;
    FindIn find = {token_hash(arena, token), request->now_ms, request->today};
    FindOut out = {0};
    if (!store_read(store, read_token, &find, &out, arena, error)) return false;
    if (!out.found) return true;
    *found = true;
    session->token = token;
    return session_fill(&out.row, request, arena, session, error);
}
