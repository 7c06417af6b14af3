// SPDX-License-Identifier: Apache-2.0
#include "records.h"

#include "../fund/raw.h"

#include <sodium.h>

#define MARK_BYTES 3 // "!1.": nobody makes ten keys here

// ---- Opening ----

// What stands sealed in a column, as text or, a blob, in hexadecimal digits; false for what is
// only blind, which is the same everywhere.
static bool open_value(const Keyring *keys, Str column, Str value, Arena *arena, Str *text) {
    unsigned char *bytes = arena_alloc(arena, value.length + 1), *opened;
    size_t length = 0;
    bool is_blob = str_starts_with(value, STR("21"));
    if (is_blob) {
        sodium_hex2bin(bytes, value.length, value.data, value.length, NULL, &length, NULL);
    } else {
        memcpy(bytes, value.data, MARK_BYTES);
        sodium_base642bin(bytes + MARK_BYTES, value.length, value.data + MARK_BYTES,
                          value.length - MARK_BYTES, NULL, &length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        length += MARK_BYTES;
    }
    const CipherKey *key = keyring_key(keys, KEY_FIELD, bytes[1] - '0');
    size_t head = MARK_BYTES + (key ? cipher_nonce_bytes(key) : 0);
    if (!key || length < head + CIPHER_TAG_BYTES) return false;
    Str box = {(const char *)bytes + head, length - head};
    opened = arena_alloc(arena, box.length);
    *text = (Str){(const char *)opened, box.length - CIPHER_TAG_BYTES};
    return cipher_unseal(key, bytes + MARK_BYTES, column, box, opened);
}

static size_t find_end(Str dump, size_t from) {
    while (dump.data[from] != '|' && dump.data[from] != '\n') from++;
    return from;
}

// "{table.column}" stands before each value that may be sealed.
static void put_opened(StrBuilder *out, const Keyring *keys, Str dump) {
    Arena arena = {0};
    for (size_t i = 0; i < dump.length; i++) {
        size_t close = i;
        while (dump.data[i] == '{' && dump.data[close] != '}' && dump.data[close] != '|') close++;
        size_t end = find_end(dump, close);
        Str column = str_slice(dump, i + 1, close), value = str_slice(dump, close + 1, end), text;
        bool is_sealed = str_starts_with(value, STR("!")) || str_starts_with(value, STR("21"));
        if (dump.data[close] == '}' && close > i && is_sealed &&
            open_value(keys, column, value, &arena, &text)) {
            str_put(out, text);
            i = end - 1;
        } else {
            str_put_char(out, dump.data[i]);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}

// ---- Columns ----

// What cannot be the same: real time, a key that names a row by its number in the database, hashes
// over such numbers, which `jiuye verify` proves, and what tells a key that was made from another.
typedef struct Replacement {
    const char *column, *by;
} Replacement;

static const Replacement replacements[] = {
    {"request_key.created_at", "''"},
    {"schema_migration.applied_at", "''"},
    {"audit_seal.row_hash", "''"},
    {"audit_segment.previous_hash", "''"},
    {"audit_segment.hash", "''"},
    {"audit_segment.signature", "''"},
    {"key_check.check_value", "''"},
    {"ledger_transfer.client_key", "CASE WHEN kind = 'recover' THEN 'recover' ELSE client_key END"},
};

static const char *replacement_of(const char *table, const char *column) {
    char name[128];
    snprintf(name, sizeof name, "%s.%s", table, column);
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
        if (strcmp(replacements[i].column, name) == 0) return replacements[i].by;
    }
    return NULL;
}

// Every column of every table: its type, and the table whose id it is, its own for `id`. The schema
// is read where it is easy to read; both databases have the same one.
static const char schema_sql[] =
    "SELECT t.name, c.name, c.type, coalesce(CASE WHEN c.name = 'id' THEN t.name END,"
    "  (SELECT f.\"table\" FROM pragma_foreign_key_list(t.name) f"
    "    WHERE f.\"from\" = c.name AND f.\"to\" = 'id'),"
    "  CASE c.name WHEN 'audit_id' THEN 'audit_log' WHEN 'last_transfer' THEN 'ledger_transfer' "
    "END)"
    "  FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";

// A value as text; what may be sealed says which column it stands in, to be opened by.
static void put_value(StrBuilder *sql, const char *table, sqlite3_stmt *row, bool is_postgres) {
    char value[160];
    const char *column = (const char *)sqlite3_column_text(row, 1);
    bool is_blob = strcmp((const char *)sqlite3_column_text(row, 2), "BLOB") == 0;
    if (!is_blob)
        snprintf(value, sizeof value, "CAST(me.%s AS TEXT)", column);
    else if (is_postgres)
        snprintf(value, sizeof value, "coalesce(encode(me.%s, 'hex'), '')", column);
    else
        snprintf(value, sizeof value, "lower(hex(me.%s))", column);
    str_put_format(sql, "CASE WHEN %s LIKE '%s%%' THEN '{%s.%s}' ELSE '' END || coalesce(%s, '-')",
                   value, is_blob ? "21__2e" : "!_.", table, column, value);
}

static void put_column(StrBuilder *sql, const char *table, sqlite3_stmt *row, bool is_postgres) {
    const char *column = (const char *)sqlite3_column_text(row, 1);
    const char *of = (const char *)sqlite3_column_text(row, 3);
    const char *by = replacement_of(table, column);
    str_put(sql, STR("||'|'||"));
    if (by) {
        str_put_format(sql, "(%s)", by);
    } else if (of) {
        str_put_format(sql,
                       "coalesce((SELECT CAST(count(*) AS TEXT) FROM %s of"
                       " WHERE of.id <= me.%s AND me.%s IS NOT NULL), '')",
                       of, column, column);
    } else {
        put_value(sql, table, row, is_postgres);
    }
}

static void dump_table(Raw *raw, StrBuilder *sql, const char *table, StrBuilder *out) {
    Arena arena = {0};
    str_put_format(sql, " FROM %s me ORDER BY 1", table);
    raw_dump(raw, str_to_c(&arena, str_built(sql)), out);
    arena_release(&arena);
}

Str records_dump(const TestDatabase *database, const Town *town, Arena *arena) {
    sqlite3 *schema;
    sqlite3_stmt *row;
    StrBuilder out, opened, sql = {0};
    char table[64] = "";
    Raw raw = raw_open(database);
    str_builder_init(&out, arena, 0);
    str_builder_init(&opened, arena, 0);
    const char *path = town->pristine[0].url + strlen("sqlite:");
    assert_int_equal(sqlite3_open_v2(path, &schema, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(schema, schema_sql, -1, &row, NULL), SQLITE_OK);
    while (sqlite3_step(row) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(row, 0);
        if (strcmp(name, table) != 0) {
            if (*table) dump_table(&raw, &sql, table, &out);
            snprintf(table, sizeof table, "%s", name);
            str_builder_init(&sql, arena, 0);
            str_put_format(&sql, "SELECT '%s'", table);
        }
        put_column(&sql, table, row, database->is_postgres);
    }
    dump_table(&raw, &sql, table, &out);
    sqlite3_finalize(row);
    sqlite3_close(schema);
    raw_close(&raw);
    Keyring *keys;
    Error error = {0};
    assert_ok(keyring_open(str_from_c(database->folder), CIPHER_INTERNATIONAL, &keys, &error),
              error);
    put_opened(&opened, keys, str_built(&out));
    keyring_close(keys);
    return str_built(&opened);
}
