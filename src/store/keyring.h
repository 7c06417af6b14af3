// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_KEYRING_H
#define STORE_KEYRING_H
// The keys of personal fields, in a folder outside the database: files of mode 0600, one for a
// generation, "field-2.key" and "blind-1.key", each one line: its suite and 64 hexadecimal digits.
//
//   field   seals values that are only read back. The newest generation seals, any one opens.
//   blind   makes of an identity number, a phone or an account always the same text, so that SQL
//           can find, join and keep unique what it cannot read. It keeps its one generation:
//           another would part equal values from each other.
//
// A sealed value is text: "!", its generation, ".", then URL-safe base64. No key, no value: files
// are never deleted here, and whoever loses them has lost the fields. Any thread may use a Keyring;
// generations only come to it.

#include "base/cipher.h"

#define KEY_GENERATIONS_MAX 99

typedef enum KeyPurpose { KEY_FIELD, KEY_BLIND, KEY_PURPOSES } KeyPurpose;

typedef struct Keyring Keyring;

// Reads the keys of a folder; none, and even no folder, is an empty keyring. `cipher` is the suite
// of keys to be made. ERROR_INVALID for a file that is no key.
bool keyring_open(Str folder, Cipher cipher, Keyring **ring, Error *error) MUST_USE;
// NULL is allowed.
void keyring_close(Keyring *ring);
// Makes the next generation of a purpose, unless another program makes it at this moment: then it
// is that one. From here on it is the newest.
bool keyring_make(Keyring *ring, KeyPurpose purpose, Error *error) MUST_USE;
// Reads the generations that other programs have made since.
bool keyring_refresh(Keyring *ring, Error *error) MUST_USE;

Str key_purpose_code(KeyPurpose purpose);
// 0 = no key at all.
int keyring_newest(const Keyring *ring, KeyPurpose purpose);
// NULL when there is no such generation.
const CipherKey *keyring_key(const Keyring *ring, KeyPurpose purpose, int generation);
// Tells two keys apart without telling the key: kept in the database. Absent as keyring_key.
Str keyring_check_value(const Keyring *ring, KeyPurpose purpose, int generation, Arena *arena);

#endif
