// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_PAYMENT_SEAL_H
#define FUND_PAYMENT_SEAL_H
// Handing a payment file to the bank: the bytes of its channel, frozen by their SHA-256 and signed,
// detached, with the key of access/suite.h. It lives in a file outside the database; who holds the
// public key can check a file without this program, and jiuye verify checks every one from the
// data.
//
// A file is sealed once, in the transaction that releases it; what is downloaded later is made anew
// and must have the same hash.

#include "access/suite.h"
#include "fund/bank_format.h"
#include "fund/ledger.h"

typedef struct PaymentDelivery {
    Str number;
    BankChannel channel;
    Str content; // the bytes for the bank
    Str sha256;
    Suite suite;    // of the signature
    Str public_key; // as access/suite.h writes them
    Str signature;
} PaymentDelivery;

// Seals a released file; a file that is sealed already stays as it is.
bool payment_file_seal(Tx *tx, const Actor *actor, Str number, const BankChannel *channel,
                       const SigningKey *key, Arena *arena, Error *error) MUST_USE;
// ERROR_CONFLICT "FILE_UNSEALED" for a file that has none; "FILE_DAMAGED" when the bytes are not
// what was sealed.
bool payment_file_deliver(Tx *tx, const Actor *actor, Str number, Arena *arena,
                          PaymentDelivery *delivery, Error *error) MUST_USE;

// ---- Proof ----

// Makes the bytes of every sealed file anew, compares their hash and checks the signature; adds to
// what ledger_prove found. `keys` has a public key for each suite: those that must have signed. An
// absent one stands for the key that is kept with the seal, which proves that nothing changed
// since, but not who signed.
bool payment_seal_prove(Tx *tx, const Str *keys, Arena *arena, LedgerProof *proof, Error *error)
    MUST_USE;

#endif
