// SPDX-License-Identifier: Apache-2.0
#include "store/guard.h"

#include "base/id_number.h"
#include "base/vectorise.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

#define MARK '!'
#define MARK_BYTES_MAX 4 // "!99."
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define BASE64_BYTES(length) (((length) + 2) / 3 * 4 + 1) // with padding and terminator
#define ID_NUMBER_DOMAIN STR("id_number")

// One value on its way; `key` and `generation` are those of its purpose.
typedef struct Guarding {
    const Tx *tx;
    const Query *query;
    const QueryField *field;
    Arena *arena;
} Guarding;

static bool refuse_keyless(const Guarding *guarding, Error *error) {
    error_set(error, ERROR_UNAVAILABLE, "没有封存个人信息的密钥，%s 读写不了",
              guarding->field->name);
    error_detail(error, "用 --keys 指出密钥目录");
    return error_code(error, "SEALED_KEYLESS");
}

static bool refuse_broken(const Guarding *guarding, Error *error) {
    error_set(error, ERROR_UNAVAILABLE, "%s 封存的内容打不开（查询 %s）", guarding->field->name,
              guarding->query->name);
    error_detail(error, "密钥不全，或内容被改动、移动过；jiuye verify 说出是哪些行");
    return error_code(error, "SEALED_BROKEN");
}

static const CipherKey *newest_key(const Guarding *guarding, KeyPurpose purpose, int *generation) {
    const Keyring *keys = guarding->tx->keys;
    *generation = keys ? keyring_newest(keys, purpose) : 0;
    return *generation > 0 ? keyring_key(keys, purpose, *generation) : NULL;
}

// A generation that another program made since is read now.
static const CipherKey *key_of(const Guarding *guarding, KeyPurpose purpose, int generation) {
    Keyring *keys = guarding->tx->keys;
    const CipherKey *key = keyring_key(keys, purpose, generation);
    Error ignored = {0};
    if (key || generation <= keyring_newest(keys, purpose) || !keyring_refresh(keys, &ignored)) {
        return key;
    }
    return keyring_key(keys, purpose, generation);
}

// ---- Between bytes and text ----

VECTORISED static void make_url_safe(char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        text[i] = c == '+' ? '-' : c == '/' ? '_' : c;
    }
}

// URL-safe, unpadded, without a terminator; `out` has room for BASE64_BYTES. Not by libsodium,
// whose time does not depend on the bytes: they are ciphertext, and it takes far longer.
static size_t put_base64(char *out, const unsigned char *bytes, size_t length) {
    size_t written = (size_t)EVP_EncodeBlock((unsigned char *)out, bytes, (int)length);
    make_url_safe(out, written);
    return written - (3 - length % 3) % 3;
}

// `bytes` behind the mark: as they are in a blob, else as base64.
static Str written(const Guarding *guarding, int generation, const unsigned char *bytes,
                   size_t length) {
    char *out = arena_alloc(guarding->arena, MARK_BYTES_MAX + BASE64_BYTES(length));
    size_t head = 0;
    out[head++] = MARK;
    if (generation >= 10) out[head++] = (char)('0' + generation / 10);
    out[head++] = (char)('0' + generation % 10);
    out[head++] = '.';
    if (guarding->field->type == SQL_BLOB) {
        memcpy(out + head, bytes, length);
        return (Str){out, head + length};
    }
    return (Str){out, head + put_base64(out + head, bytes, length)};
}

// The length of "!12." before `text`, 0 when it is none.
static size_t read_mark(Str text, int *generation) {
    *generation = 0;
    if (text.length < 3 || text.data[0] != MARK) return 0;
    for (size_t i = 1; i < text.length && i < MARK_BYTES_MAX; i++) {
        char c = text.data[i];
        if (c == '.') return i > 1 ? i + 1 : 0;
        if (c < '0' || c > '9') return 0;
        *generation = *generation * 10 + (c - '0');
    }
    return 0;
}

static bool read_bytes(const Guarding *guarding, Str text, Str *bytes) {
    *bytes = text;
    if (guarding->field->type == SQL_BLOB) return true;
    unsigned char *out = arena_alloc(guarding->arena, text.length + 1);
    bytes->data = (const char *)out;
    return sodium_base642bin(out, text.length, text.data, text.length, NULL, &bytes->length, NULL,
                             VARIANT) == 0;
}

// ---- sealed ----

static bool seal_value(const Guarding *guarding, Str context, Str *value, Error *error) {
    int generation;
    const CipherKey *key = newest_key(guarding, KEY_FIELD, &generation);
    if (!key) return refuse_keyless(guarding, error);
    Str column = str_from_c(guarding->field->guard_name);
    Str texts[] = {column, context, *value};
    unsigned char digest[CIPHER_DIGEST_BYTES];
    cipher_digest(key, texts, 3, digest);
    size_t nonce = cipher_nonce_bytes(key), length = nonce + value->length + CIPHER_TAG_BYTES;
    unsigned char *bytes = arena_alloc(guarding->arena, length);
    memcpy(bytes, digest, nonce);
    cipher_seal(key, digest, column, *value, bytes + nonce);
    *value = written(guarding, generation, bytes, length);
    return true;
}

static bool open_value(const Guarding *guarding, Str *value, Error *error) {
    int generation;
    Str bytes;
    size_t mark = read_mark(*value, &generation);
    const CipherKey *key = mark > 0 ? key_of(guarding, KEY_FIELD, generation) : NULL;
    if (!key || !read_bytes(guarding, str_slice(*value, mark, value->length), &bytes)) {
        return refuse_broken(guarding, error);
    }
    size_t nonce = cipher_nonce_bytes(key);
    if (bytes.length < nonce + CIPHER_TAG_BYTES) return refuse_broken(guarding, error);
    Str box = str_slice(bytes, nonce, bytes.length);
    unsigned char *text = arena_alloc(guarding->arena, box.length);
    if (!cipher_unseal(key, (const unsigned char *)bytes.data,
                       str_from_c(guarding->field->guard_name), box, text)) {
        return refuse_broken(guarding, error);
    }
    *value = (Str){(const char *)text, box.length - CIPHER_TAG_BYTES};
    return true;
}

// ---- blind ----

static bool blind_value(const Guarding *guarding, Str domain, Str *value, Error *error) {
    int generation;
    const CipherKey *key = newest_key(guarding, KEY_BLIND, &generation);
    if (!key) return refuse_keyless(guarding, error);
    Str texts[] = {domain, *value};
    unsigned char digest[CIPHER_DIGEST_BYTES];
    cipher_digest(key, texts, 2, digest);
    size_t length = CIPHER_SYNTHETIC_BYTES + value->length;
    unsigned char *bytes = arena_alloc(guarding->arena, length);
    memcpy(bytes, digest, CIPHER_SYNTHETIC_BYTES);
    cipher_stream(key, digest, (const unsigned char *)value->data, value->length,
                  bytes + CIPHER_SYNTHETIC_BYTES);
    *value = written(guarding, generation, bytes, length);
    return true;
}

static bool see_value(const Guarding *guarding, Str domain, Str *value, Error *error) {
    int generation;
    Str bytes;
    size_t mark = read_mark(*value, &generation);
    const CipherKey *key = mark > 0 ? key_of(guarding, KEY_BLIND, generation) : NULL;
    if (!key || !read_bytes(guarding, str_slice(*value, mark, value->length), &bytes) ||
        bytes.length < CIPHER_SYNTHETIC_BYTES) {
        return refuse_broken(guarding, error);
    }
    const unsigned char *in = (const unsigned char *)bytes.data;
    size_t length = bytes.length - CIPHER_SYNTHETIC_BYTES;
    unsigned char *text = arena_alloc(guarding->arena, length + 1);
    cipher_stream(key, in, in + CIPHER_SYNTHETIC_BYTES, length, text);
    Str seen = {(const char *)text, length};
    Str texts[] = {domain, seen};
    unsigned char digest[CIPHER_DIGEST_BYTES];
    cipher_digest(key, texts, 2, digest);
    if (sodium_memcmp(digest, in, CIPHER_SYNTHETIC_BYTES) != 0) {
        return refuse_broken(guarding, error);
    }
    *value = seen;
    return true;
}

// ---- key: identity numbers inside a text ----

#define BLIND_ID_BYTES ((CIPHER_SYNTHETIC_BYTES + ID_NUMBER_BYTES) * 4 / 3 + 1) // base64, unpadded

static bool is_base64(Str text) {
    static const char characters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (text.length != BLIND_ID_BYTES) return false;
    for (size_t i = 0; i < text.length; i++) {
        if (!memchr(characters, text.data[i], sizeof characters - 1)) return false;
    }
    return true;
}

// The next blind identity number at or after `from`: its place and length.
static size_t find_blind(Str text, size_t from, size_t *length) {
    for (size_t i = from; i < text.length; i++) {
        const char *mark = memchr(text.data + i, MARK, text.length - i);
        if (!mark) break;
        i = (size_t)(mark - text.data);
        int generation;
        size_t head = read_mark(str_slice(text, i, text.length), &generation);
        *length = head + BLIND_ID_BYTES;
        if (head > 0 && is_base64(str_slice(text, i + head, i + *length))) return i;
    }
    return SIZE_MAX;
}

typedef bool ReplaceFunction(const Guarding *guarding, Str domain, Str *value, Error *error);

static bool append_replaced(const Guarding *guarding, ReplaceFunction *replace, Str part,
                            StrBuilder *out, Error *error) {
    if (!replace(guarding, ID_NUMBER_DOMAIN, &part, error)) return false;
    str_put(out, part);
    return true;
}

static bool blind_key(const Guarding *guarding, Str *value, Error *error) {
    size_t length, at = id_number_find(*value, 0), done = 0;
    if (find_blind(*value, 0, &length) != SIZE_MAX) { // it would be taken for one when read
        return error_set(error, ERROR_INVALID, "%s 含有无效的字符", guarding->field->name);
    }
    if (at == SIZE_MAX) return true;
    if (at == 0 && value->length == ID_NUMBER_BYTES) {
        return blind_value(guarding, ID_NUMBER_DOMAIN, value, error);
    }
    StrBuilder out;
    str_builder_init(&out, guarding->arena, 0);
    for (; at != SIZE_MAX; at = id_number_find(*value, done)) {
        str_put(&out, str_slice(*value, done, at));
        done = at + ID_NUMBER_BYTES;
        Str part = str_slice(*value, at, done);
        if (!append_replaced(guarding, blind_value, part, &out, error)) return false;
    }
    str_put(&out, str_slice(*value, done, value->length));
    *value = str_built(&out);
    return true;
}

static bool see_key(const Guarding *guarding, Str *value, Error *error) {
    size_t length, at = find_blind(*value, 0, &length), done = 0;
    if (at == SIZE_MAX) return true;
    if (at == 0 && value->length == length) {
        return see_value(guarding, ID_NUMBER_DOMAIN, value, error);
    }
    StrBuilder out;
    str_builder_init(&out, guarding->arena, 0);
    for (; at != SIZE_MAX; at = find_blind(*value, done, &length)) {
        str_put(&out, str_slice(*value, done, at));
        done = at + length;
        Str part = str_slice(*value, at, done);
        if (!append_replaced(guarding, see_value, part, &out, error)) return false;
    }
    str_put(&out, str_slice(*value, done, value->length));
    *value = str_built(&out);
    return true;
}

// ---- Records ----

// What tells the row: the first field of the record, as plaintext.
static Str context_of(const QueryRecord *record, const char *row, const QueryField *field) {
    const QueryField *first = record->fields;
    if (first == field) return STR("");
    if (first->type == SQL_INT && !first->nullable) {
        return (Str){row + first->offset, sizeof(int64_t)};
    }
    return first->type == SQL_TEXT ? *(const Str *)(const void *)(row + first->offset) : STR("");
}

static bool seal_now(const Guarding *guarding, Str context, Str *value, Error *error) {
    switch (guarding->field->guard) {
    case GUARD_NONE:
        return true;
    case GUARD_SEALED:
        return seal_value(guarding, context, value, error);
    case GUARD_BLIND:
        return blind_value(guarding, str_from_c(guarding->field->guard_name), value, error);
    case GUARD_KEY:
        return blind_key(guarding, value, error);
    }
    return true;
}

// ---- Ahead ----

// A text as it is bound to any column of that name.
struct SealedValue {
    const QueryField *field;
    Str plain, sealed;
};

static bool is_sealed_alike(const QueryField *a, const QueryField *b) {
    return a == b || (a->guard == b->guard && a->type == b->type &&
                      strcmp(a->guard_name, b->guard_name) == 0);
}

// The write asks in the order in which the read sealed, nearly.
static const Str *find_ahead(SealedAhead *ahead, const QueryField *field, Str plain) {
    for (size_t i = 0; i < ahead->count; i++) {
        size_t at = (ahead->next + i) % ahead->count;
        const struct SealedValue *item = &ahead->items[at];
        if (!str_equal(item->plain, plain) || !is_sealed_alike(item->field, field)) continue;
        ahead->next = at + 1;
        return &item->sealed;
    }
    return NULL;
}

static void keep_ahead(const Guarding *guarding, Str plain, Str sealed) {
    SealedAhead *ahead = guarding->tx->ahead;
    struct SealedValue value = {guarding->field, str_copy(&ahead->arena, plain),
                                str_copy(&ahead->arena, sealed)};
    PUSH(&ahead->arena, ahead, value);
}

static bool seal_field(const Guarding *guarding, Str context, Str *value, Error *error) {
    const Tx *tx = guarding->tx;
    const Str *done = tx->ahead ? find_ahead(tx->ahead, guarding->field, *value) : NULL;
    if (done) {
        *value = *done;
        return true;
    }
    Str plain = *value;
    if (!seal_now(guarding, context, value, error)) return false;
    if (tx->seals_ahead) keep_ahead(guarding, plain, *value);
    return true;
}

static bool open_field(const Guarding *guarding, Str *value, Error *error) {
    int generation;
    bool is_plain = guarding->tx->admits_plain && read_mark(*value, &generation) == 0;
    switch (guarding->field->guard) {
    case GUARD_NONE:
        return true;
    case GUARD_SEALED:
        return is_plain || open_value(guarding, value, error);
    case GUARD_BLIND:
        return is_plain ||
               see_value(guarding, str_from_c(guarding->field->guard_name), value, error);
    case GUARD_KEY:
        return see_key(guarding, value, error);
    }
    return true;
}

bool guard_seal(const Tx *tx, const Query *query, const void *rows, size_t count, Arena *arena,
                const void **guarded, Error *error) {
    const QueryRecord *record = &query->in;
    *guarded = rows;
    if (!record->is_guarded || count == 0) return true;
    char *copy = arena_alloc(arena, count * record->size);
    memcpy(copy, rows, count * record->size);
    for (size_t i = 0; i < count; i++) {
        const char *row = (const char *)rows + i * record->size;
        for (int j = 0; j < record->count; j++) {
            Guarding guarding = {tx, query, &record->fields[j], arena};
            Str *value = (void *)(copy + i * record->size + guarding.field->offset);
            if (guarding.field->guard == GUARD_NONE || str_is_absent(*value)) continue;
            Str context = context_of(record, row, guarding.field);
            if (!seal_field(&guarding, context, value, error)) return false;
        }
    }
    *guarded = copy;
    return true;
}

bool guard_ahead(const Tx *tx, const Query *query, const void *rows, size_t count, Str context,
                 Error *error) {
    const QueryRecord *record = &query->in;
    Arena arena = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < count * (size_t)record->count; i++) {
        size_t row = i / (size_t)record->count;
        Guarding guarding = {tx, query, &record->fields[i % (size_t)record->count], &arena};
        if (guarding.field->guard == GUARD_NONE) continue;
        Str value = *(const Str *)(const void *)((const char *)rows + row * record->size +
                                                 guarding.field->offset);
        ok = str_is_absent(value) || seal_field(&guarding, context, &value, error);
    }
    arena_release(&arena);
    return ok;
}

bool guard_open(const Tx *tx, const Query *query, Arena *arena, void *row, Error *error) {
    for (int i = 0; query->row.is_guarded && i < query->row.count; i++) {
        Guarding guarding = {tx, query, &query->row.fields[i], arena};
        Str *value = (void *)((char *)row + guarding.field->offset);
        if (guarding.field->guard == GUARD_NONE || str_is_absent(*value)) continue;
        if (!open_field(&guarding, value, error)) return false;
    }
    return true;
}
