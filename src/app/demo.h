// SPDX-License-Identifier: Apache-2.0
#ifndef APP_DEMO_H
#define APP_DEMO_H
// The demo: a synthetic city with accounts for every role, budgets, and a first scan, so that the
// whole way from a clause to the money can be walked. Everything in it is marked as synthetic.

#include "access/account.h"
#include "access/totp.h"
#include "policy/pack.h"
#include "store/store.h"

#define DEMO_PASSWORD "Jiuye-2023" // of every demo account; printed by `make run`
#define DEMO_TODAY "2023-10-16"
#define DEMO_SEED 20231016

// Whether the demo accounts are there already.
bool demo_is_ready(Store *store, bool *is_ready, Error *error) MUST_USE;
// Makes accounts and budgets. The people and organisations they belong to must have been imported.
bool demo_make(Store *store, const Pack *pack, const SecretKey *key, const Actor *actor,
               PasswordCost cost, Error *error) MUST_USE;
// A table of the accounts for people to read. One-time codes of the administrators are for now.
void demo_print_accounts(StrBuilder *out, const SecretKey *key, int64_t now_ms);

#endif
