// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_KEY_CHECK_H
#define STORE_KEY_CHECK_H
// Whether the keys at hand are those that the database was sealed with. The database keeps a check
// value of every generation; no value opens anything.
//
// Failure: ERROR_INVALID "SEALED_KEYLESS" for a generation whose file is missing, and
// "SEALED_OTHER_KEY" for a file with another key, both naming it: nothing is served, and nothing
// sealed with two keys.

#include "store/store.h"

// Refuses the wrong keys; changes nothing.
bool store_keys_check(Store *store, const Keyring *keys, Error *error) MUST_USE;
// The same, then makes the keys of a database that has none, and notes those that are new.
bool store_keys_settle(Store *store, Keyring *keys, Error *error) MUST_USE;

#endif
