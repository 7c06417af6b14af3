// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_ACCOUNT_H
#define ACCESS_ACCOUNT_H
// Accounts: one login, one role, one scope. A person with two duties has two accounts.
//
// Passwords are argon2id and are hashed outside transactions, since that takes tens of
// milliseconds. The three administrators are separated by the schema: nobody (by id number) holds
// two of them, and they sign in with a second factor.

#include "access/actor.h"
#include "store/store.h"

#define PASSWORD_BYTES_MIN 8
#define PASSWORD_BYTES_MAX 128
#define LOGIN_BYTES_MAX 64
#define PASSWORD_HASH_BYTES_MAX 128

// How hard a password hash is to compute. Tests use the weakest.
typedef enum PasswordCost { PASSWORD_COST_NORMAL, PASSWORD_COST_TEST } PasswordCost;

typedef struct NewAccount {
    Str login;
    Str password_hash; // from password_hash
    Str display_name;
    Role role;
    Str division_code; // "" = the whole city
    Str department;    // may be absent
    Str holder;        // id number of a member of staff; absent for citizens and organisations
    int64_t person_id; // citizens; else 0
    Str uscc;          // organisations; else absent
    Str totp_secret;   // sealed (access/totp.h); absent = none
} NewAccount;

// At least 8 bytes and three of: lower case, upper case, digits, others (等保三级).
bool password_is_acceptable(Str password, Error *error) MUST_USE;
bool password_hash(Arena *arena, Str password, PasswordCost cost, Str *hash, Error *error) MUST_USE;
bool password_matches(Str hash, Str password);

// Fails with UNIQUE:account_login or UNIQUE:account_one_admin.
bool account_create(Tx *tx, const Actor *actor, const NewAccount *account, int64_t *id,
                    Arena *arena, Error *error) MUST_USE;

// Whether one person holds both accounts: for steps that different people must take.
bool account_is_same_person(Tx *tx, int64_t account_id, int64_t other_id, Arena *arena,
                            bool *is_same, Error *error) MUST_USE;

// ---- For the security administrator ----

#define ACCOUNT_PAGE_ROWS_MAX 200

typedef struct AccountEntry {
    Str login, display_name;
    Role role;
    Str division_code;  // "" = the whole city
    Str department;     // absent = none
    bool has_code;      // signs in with a second factor
    int64_t failed_count;
    bool is_locked;     // now
    bool is_disabled;
} AccountEntry;

typedef struct AccountEntries {
    AccountEntry *items;
    size_t count;
    bool has_more;
} AccountEntries;

// Accounts by login behind `after_login`; looking is written to the audit log. ERROR_FORBIDDEN for
// everybody but the security administrator.
bool account_list(Tx *tx, const Actor *actor, Str after_login, int64_t row_count, Arena *arena,
                  AccountEntries *entries, Error *error) MUST_USE;

#endif
