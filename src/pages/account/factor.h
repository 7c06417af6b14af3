// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_ACCOUNT_FACTOR_H
#define PAGES_ACCOUNT_FACTOR_H
// Binding the second factor: on the way in, where the role needs one, and for whoever is signed in.
// The offered secret travels sealed in the form, with the login it is for, so that neither can be
// chosen by the visitor; it is kept only once a code of it was right.

#include "web/context.h"
#include "web/html.h"

typedef struct FactorView {
    Str fault, advice;  // absent = none
    bool is_bound;      // nothing to do
    bool is_signing_in; // asks for the password too
    Str login;
    Str secret, uri;    // for the holder's program
    bool is_code;       // whether the address fits a code, to be scanned
    int qr_size;        // of its side
    Str qr_path;
    Str offer;          // sealed
    Str next;
    FormView form;
    FieldView password, code;
} FactorView;

// Answers a sign-in whose password was right with an offer.
bool factor_offer(Context *context);

extern const RouteList factor_pages;

#endif
