// SPDX-License-Identifier: Apache-2.0
// Protects both suites of encryption: what was sealed opens with its key, nonce and place alone,
// and not when a bit of it changed; digests tell texts apart by their ends too.

#include "base/cipher.h"
#include "test.h"

#include <string.h>

static const unsigned char secret[CIPHER_SECRET_BYTES] = {1, 2, 3};
static const unsigned char other_secret[CIPHER_SECRET_BYTES] = {1, 2, 4};
static const unsigned char nonce[CIPHER_NONCE_BYTES_MAX] = {9};
static const unsigned char other_nonce[CIPHER_NONCE_BYTES_MAX] = {8};

static CipherKey *key_of(Cipher cipher, const unsigned char *bytes) {
    CipherKey *key;
    Error error = {0};
    if (!cipher_key_open(cipher, bytes, &key, &error)) fail_msg("%s", error.message);
    return key;
}

static void test_cipher__opens_only_what_was_sealed(void **state) {
    (void)state;
    for (int i = 0; i < CIPHER_COUNT; i++) {
        CipherKey *key = key_of((Cipher)i, secret), *other = key_of((Cipher)i, other_secret);
        Str text = STR("公民身份号码"), place = STR("person.name");
        unsigned char bytes[100], out[100];
        Str box = {(const char *)bytes, text.length + CIPHER_TAG_BYTES};
        cipher_seal(key, nonce, place, text, bytes);
        assert_memory_not_equal(bytes, text.data, text.length);
        assert_true(cipher_unseal(key, nonce, place, box, out));
        assert_memory_equal(out, text.data, text.length);
        assert_false(cipher_unseal(other, nonce, place, box, out));
        assert_false(cipher_unseal(key, other_nonce, place, box, out));
        assert_false(cipher_unseal(key, nonce, STR("person.phone"), box, out));
        for (size_t at = 0; at < box.length; at++) {
            bytes[at] ^= 1;
            assert_false(cipher_unseal(key, nonce, place, box, out));
            bytes[at] ^= 1;
        }
        assert_false(cipher_unseal(key, nonce, place, str_slice(box, 0, 5), out));
        assert_false(cipher_unseal(key, nonce, place, str_slice(box, 0, box.length - 1), out));
        cipher_seal(key, nonce, place, STR(""), bytes); // an empty text has a seal too
        box.length = CIPHER_TAG_BYTES;
        assert_true(cipher_unseal(key, nonce, place, box, out));
        cipher_key_close(key);
        cipher_key_close(other);
    }
}

static void test_cipher__stream_twice_is_the_text(void **state) {
    (void)state;
    for (int i = 0; i < CIPHER_COUNT; i++) {
        CipherKey *key = key_of((Cipher)i, secret);
        unsigned char once[18], twice[18];
        cipher_stream(key, nonce, (const unsigned char *)"640522199910100410", 18, once);
        assert_memory_not_equal(once, "640522199910100410", 18);
        cipher_stream(key, nonce, once, 18, twice);
        assert_memory_equal(twice, "640522199910100410", 18);
        cipher_key_close(key);
    }
}

static void test_cipher__digests_know_where_a_text_ends(void **state) {
    (void)state;
    for (int i = 0; i < CIPHER_COUNT; i++) {
        CipherKey *key = key_of((Cipher)i, secret), *other = key_of((Cipher)i, other_secret);
        unsigned char a[CIPHER_DIGEST_BYTES], b[CIPHER_DIGEST_BYTES];
        cipher_digest(key, (Str[]){STR("ab"), STR("c")}, 2, a);
        cipher_digest(key, (Str[]){STR("ab"), STR("c")}, 2, b);
        assert_memory_equal(a, b, sizeof a);
        cipher_digest(key, (Str[]){STR("a"), STR("bc")}, 2, b);
        assert_memory_not_equal(a, b, sizeof a);
        cipher_digest(other, (Str[]){STR("ab"), STR("c")}, 2, b);
        assert_memory_not_equal(a, b, sizeof a);
        cipher_key_close(key);
        cipher_key_close(other);
    }
}

static void test_cipher__has_a_code(void **state) {
    (void)state;
    Cipher cipher;
    assert_true(cipher_from_code(STR("guomi"), &cipher));
    assert_int_equal(cipher, CIPHER_GUOMI);
    assert_false(cipher_from_code(STR("rot13"), &cipher));
    assert_str_equal(cipher_code(CIPHER_INTERNATIONAL), "international");
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cipher__opens_only_what_was_sealed),
        cmocka_unit_test(test_cipher__stream_twice_is_the_text),
        cmocka_unit_test(test_cipher__digests_know_where_a_text_ends),
        cmocka_unit_test(test_cipher__has_a_code),
    };
    return RUN_TESTS(tests);
}
