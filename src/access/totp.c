// SPDX-License-Identifier: Apache-2.0
#include "access/totp.h"

#include "base/file.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define STEPS_AROUND 1 // before and after the present one
#define CODE_MODULUS 1000000u
#define CODE_DIGITS 6

bool secret_key_open(Str path, SecretKey *key, Error *error) {
    Arena arena = {0};
    Str content;
    bool ok = true;
    if (!file_exists(path)) {
        mode_t old_mask = umask(0077);
        randombytes_buf(key->bytes, sizeof key->bytes);
        ok = file_write(path, (Str){(const char *)key->bytes, sizeof key->bytes}, error);
        umask(old_mask);
    } else if (!file_read(&arena, path, sizeof key->bytes + 1, &content, error)) {
        ok = false;
    } else if (content.length != sizeof key->bytes) {
        ok = error_set(error, ERROR_INVALID, "密钥文件 %.*s 不是%d字节", STR_ARG(path),
                       SECRET_KEY_BYTES);
        error_detail(error, "请从备份恢复密钥文件；密钥丢失后，管理员要重新绑定动态口令");
    } else {
        memcpy(key->bytes, content.data, sizeof key->bytes);
    }
    arena_release(&arena);
    return ok;
}

Str secret_seal(Arena *arena, const SecretKey *key, Str secret) {
    unsigned char *out = arena_alloc(arena, NONCE_BYTES + secret.length + TAG_BYTES);
    unsigned long long sealed_length = 0;
    randombytes_buf(out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + NONCE_BYTES, &sealed_length, (const unsigned char *)secret.data, secret.length, NULL,
        0, NULL, out, key->bytes);
    return (Str){(const char *)out, NONCE_BYTES + (size_t)sealed_length};
}

bool secret_unseal(Arena *arena, const SecretKey *key, Str sealed, Str *secret) {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return false;
    const unsigned char *in = (const unsigned char *)sealed.data;
    unsigned char *out = arena_alloc(arena, sealed.length);
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &length, NULL, in + NONCE_BYTES,
                                                   sealed.length - NONCE_BYTES, NULL, 0, in,
                                                   key->bytes) != 0) {
        return false;
    }
    *secret = (Str){(const char *)out, (size_t)length};
    return true;
}

Str totp_secret_new(Arena *arena) {
    unsigned char *bytes = arena_alloc(arena, TOTP_SECRET_BYTES);
    randombytes_buf(bytes, TOTP_SECRET_BYTES);
    return (Str){(const char *)bytes, TOTP_SECRET_BYTES};
}

Str totp_secret_text(Arena *arena, Str secret) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    unsigned bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < secret.length; i++) {
        held = (held << 8) | (unsigned char)secret.data[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            str_put_char(&out, alphabet[(held >> (bits - 5)) & 31u]);
        }
        held &= (1u << bits) - 1;
    }
    if (bits) str_put_char(&out, alphabet[(held << (5 - bits)) & 31u]);
    return str_built(&out);
}

bool totp_secret_from_text(Arena *arena, Str text, Str *secret) {
    char *bytes = arena_alloc(arena, TOTP_SECRET_BYTES);
    unsigned held = 0, bits = 0;
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool is_letter = c >= 'A' && c <= 'Z', is_digit = c >= '2' && c <= '7';
        if (!is_letter && !is_digit) return false;
        held = (held << 5) | (unsigned)(is_letter ? c - 'A' : c - '2' + 26);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        if (count == TOTP_SECRET_BYTES) return false;
        bytes[count++] = (char)(unsigned char)(held >> bits);
        held &= (1u << bits) - 1;
    }
    *secret = (Str){bytes, count};
    return count == TOTP_SECRET_BYTES;
}

Str totp_uri(Arena *arena, Str login, Str secret) {
    Str text = totp_secret_text(arena, secret);
    return str_format(arena, "otpauth://totp/Jiuye:%.*s?secret=%.*s&issuer=Jiuye", STR_ARG(login),
                      STR_ARG(text));
}

static uint32_t code_at(Str secret, int64_t step) {
    unsigned char counter[8];
    for (int i = 0; i < 8; i++) counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha1(), secret.data, (int)secret.length, counter, sizeof counter, hash, &length);
    size_t at = hash[length - 1] & 15u;
    uint32_t value = ((uint32_t)hash[at] & 127u) << 24 | (uint32_t)hash[at + 1] << 16 |
                     (uint32_t)hash[at + 2] << 8 | hash[at + 3];
    return value % CODE_MODULUS;
}

Str totp_code(Arena *arena, Str secret, int64_t step) {
    return str_format(arena, "%06u", code_at(secret, step));
}

bool totp_accepts(Str secret, Str code, int64_t now_ms, int64_t last_step, int64_t *step) {
    int64_t given;
    if (code.length != CODE_DIGITS || !str_to_int64(code, &given) || given < 0) return false;
    int64_t now = now_ms / 1000 / TOTP_STEP_S;
    for (int64_t s = now - STEPS_AROUND; s <= now + STEPS_AROUND; s++) {
        if (s > last_step && code_at(secret, s) == (uint32_t)given) {
            *step = s;
            return true;
        }
    }
    return false;
}
