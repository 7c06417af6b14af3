// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_SESSION_H
#define ACCESS_SESSION_H
// Signing in, and knowing who a request comes from.
//
// A session ends 30 minutes after its last request and 12 hours after its first. Five wrong
// passwords lock an account for 15 minutes; an unknown login takes as long and sounds the same.
// The token is 32 random bytes; the database holds its hash only. The CSRF token is derived from
// the session token, so it is bound to the session without being stored.
// These functions take a Store, not a Tx: hashing happens between their transactions.

#include "access/account.h"

#define SESSION_IDLE_MS ((int64_t)30 * 60 * 1000)
#define SESSION_LIFE_MS ((int64_t)12 * 60 * 60 * 1000)
#define SESSION_TOUCH_MS ((int64_t)60 * 1000) // how exactly the last request is remembered
#define SIGN_IN_FAILURES_MAX 5
#define SIGN_IN_LOCK_MS ((int64_t)15 * 60 * 1000)
#define API_TOKEN_DAYS_MAX 365
#define TOKEN_TEXT_BYTES 43 // 32 bytes as base64 for URLs, unpadded

typedef struct SignIn {
    Str login;
    Str password;
    Str totp_code;      // absent when not asked for
    Str remote_address;
    Str request_id;
    Date today;
    int64_t now_ms;
    const struct SecretKey *key; // opens sealed secrets; NULL when no account has one
    bool demands_binding; // of staff, a second factor (access/factor.h); false in a demo alone
} SignIn;

typedef struct Session {
    Actor actor;     // remote address, request id and dates as given when it was found
    Str token;       // the client's cookie
    Str csrf_token;
} Session;

// ERROR_UNSIGNED with code "WRONG_PASSWORD", "LOCKED" or "TOTP_REQUIRED" and what to do; with
// "TOTP_UNBOUND" the password was right and a second factor is to be bound first.
bool session_open(Store *store, const SignIn *in, Arena *arena, Session *session, Error *error)
    MUST_USE;
// The same after binding the `secret` that `in->totp_code` is of, where that is still to be done.
bool session_open_binding(Store *store, const SignIn *in, Str secret, Arena *arena,
                          Session *session, Error *error) MUST_USE;
// Finds a living session and notes the request. `*found` is false when there is none.
bool session_find(Store *store, Str token, const Actor *request, Arena *arena, Session *session,
                  bool *found, Error *error) MUST_USE;
// From now on the session acts in the duty that the delegation hands to its account (see
// access/delegation.h); 0 goes back to its own. ERROR_NOT_FOUND when that is not in effect today.
bool session_act(Store *store, Str token, const Actor *actor, int64_t delegation_id, Error *error)
    MUST_USE;
bool session_close(Store *store, Str token, const Actor *actor, Error *error) MUST_USE;

// An API token acts as its account. The text is shown once, here.
bool api_token_create(Store *store, const Actor *actor, Str label, int days, Arena *arena,
                      Str *token, Error *error) MUST_USE;
bool api_token_revoke(Store *store, const Actor *actor, Str label, Error *error) MUST_USE;
// As session_find, for "Authorization: Bearer …"; there is no CSRF token.
bool api_token_find(Store *store, Str token, const Actor *request, Arena *arena, Session *session,
                    bool *found, Error *error) MUST_USE;

#endif
