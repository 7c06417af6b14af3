// SPDX-License-Identifier: Apache-2.0
#include "access/account.h"

#include "access/account.sql.h"
#include "access/audit.h"

#include <sodium.h>
#include <string.h>

// OWASP's second choice for argon2id: 19 MiB, two passes; 22 ms on the machine measured.
#define NORMAL_OPERATIONS 2
#define NORMAL_MEMORY_BYTES ((size_t)19 * 1024 * 1024)
#define TEST_OPERATIONS 1
#define TEST_MEMORY_BYTES ((size_t)8192)
#define PASSWORD_CLASSES_MIN 3

_Static_assert(PASSWORD_HASH_BYTES_MAX >= crypto_pwhash_STRBYTES, "a hash must fit");

bool password_is_acceptable(Str password, Error *error) {
    if (password.length < PASSWORD_BYTES_MIN || password.length > PASSWORD_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "密码长度要在%d到%d个字符之间", PASSWORD_BYTES_MIN,
                  PASSWORD_BYTES_MAX);
        return error_detail(error, "请换一个长度合适的密码");
    }
    bool has_lower = false, has_upper = false, has_digit = false, has_other = false;
    for (size_t i = 0; i < password.length; i++) {
        char c = password.data[i];
        if (c >= 'a' && c <= 'z') has_lower = true;
        else if (c >= 'A' && c <= 'Z') has_upper = true;
        else if (c >= '0' && c <= '9') has_digit = true;
        else has_other = true;
    }
    if (has_lower + has_upper + has_digit + has_other >= PASSWORD_CLASSES_MIN) return true;
    error_set(error, ERROR_INVALID, "密码太简单");
    return error_detail(error, "小写字母、大写字母、数字、符号，至少要有其中三类");
}

bool password_hash(Arena *arena, Str password, PasswordCost cost, Str *hash, Error *error) {
    char *text = arena_alloc(arena, crypto_pwhash_STRBYTES);
    bool is_test = cost == PASSWORD_COST_TEST;
    if (crypto_pwhash_str(text, password.data, password.length,
                          is_test ? TEST_OPERATIONS : NORMAL_OPERATIONS,
                          is_test ? TEST_MEMORY_BYTES : NORMAL_MEMORY_BYTES) != 0) {
        return error_set(error, ERROR_UNAVAILABLE, "内存不足，暂时不能处理密码");
    }
    *hash = str_from_c(text);
    return true;
}

bool password_matches(Str hash, Str password) {
    char text[crypto_pwhash_STRBYTES] = {0};
    if (hash.length >= sizeof text || password.length > PASSWORD_BYTES_MAX) return false;
    memcpy(text, hash.data, hash.length);
    return crypto_pwhash_str_verify(text, password.data, password.length) == 0;
}

bool account_create(Tx *tx, const Actor *actor, const NewAccount *account, int64_t *id,
                    Arena *arena, Error *error) {
    AccountIdRow row;
    if (!account_insert(tx,
                        &(AccountInsertIn){.login = account->login,
                                           .display_name = account->display_name,
                                           .password_hash = account->password_hash,
                                           .role = role_code(account->role),
                                           .division_code = account->division_code,
                                           .department = account->department,
                                           .holder = account->holder,
                                           .person_id = {account->person_id != 0,
                                                         account->person_id},
                                           .uscc = account->uscc,
                                           .totp_secret = account->totp_secret,
                                           .created_ms = actor->now_ms},
                        arena, &row, error)) {
        return false;
    }
    *id = row.id;
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("account.create"),
                                     .object_kind = STR("account"),
                                     .object_number = account->login,
                                     .division_code = account->division_code,
                                     .after = role_code(account->role)},
                       error);
}

bool account_is_same_person(Tx *tx, int64_t account_id, int64_t other_id, Arena *arena,
                            bool *is_same, Error *error) {
    AccountSameRow row;
    AccountSameHolderIn in = {account_id, other_id};
    *is_same = account_id == other_id;
    if (*is_same) return true;
    if (!account_same_holder(tx, &in, arena, &row, error)) return false;
    *is_same = row.is_same > 0;
    return true;
}

// ---- For the security administrator ----

static bool entry_of(const AccountEntryRow *row, int64_t now_ms, AccountEntry *entry) {
    *entry = (AccountEntry){.login = row->login, .display_name = row->display_name,
                            .division_code = row->division_code, .department = row->department,
                            .has_code = row->has_code, .failed_count = row->failed_count,
                            .is_locked = row->locked_until_ms > now_ms,
                            .is_disabled = row->is_disabled};
    return role_from_code(row->role, &entry->role);
}

bool account_list(Tx *tx, const Actor *actor, Str after_login, int64_t row_count, Arena *arena,
                  AccountEntries *entries, Error *error) {
    AccountEntryRows rows;
    if (!role_has(actor->role, PERMISSION_SECURITY)) {
        return error_set(error, ERROR_FORBIDDEN, "账号只给安全管理员看");
    }
    if (row_count < 1 || row_count > ACCOUNT_PAGE_ROWS_MAX) row_count = ACCOUNT_PAGE_ROWS_MAX;
    AccountPageIn in = {str_is_absent(after_login) ? STR("") : after_login, row_count + 1};
    if (!account_page(tx, &in, arena, &rows, error)) return false;
    entries->has_more = (int64_t)rows.count > row_count;
    entries->count = entries->has_more ? (size_t)row_count : rows.count;
    entries->items = NEW_ARRAY(arena, AccountEntry, entries->count);
    for (size_t i = 0; i < entries->count; i++) {
        if (!entry_of(&rows.items[i], actor->now_ms, &entries->items[i])) {
            return error_set(error, ERROR_UNAVAILABLE, "账号“%.*s”的角色“%.*s”不认识",
                             STR_ARG(rows.items[i].login), STR_ARG(rows.items[i].role));
        }
    }
    return audit_write(tx, actor, &(AuditEntry){.action = STR("account.list"),
                                                .object_kind = STR("account")},
                       error);
}
