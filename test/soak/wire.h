// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_WIRE_H
#define TEST_SOAK_WIRE_H
// A wire that breaks on command: a process between libpq and a PostgreSQL server, which passes on
// what both say, counts the messages of the client, and at the n-th kills the client or cuts the
// connection, before the server heard the message or after it has answered it.

#include <stdbool.h>
#include <sys/types.h>

typedef enum WireFaultKind {
    WIRE_GOOD,
    WIRE_KILL_BEFORE, // kill -9 of the client; the server never hears the message
    WIRE_KILL_AFTER,  // the server does what it says, and then
    WIRE_CUT_BEFORE,  // the connection is cut, the client lives
    WIRE_CUT_AFTER,
    WIRE_FAULTS
} WireFaultKind;

typedef struct WireState WireState; // shared with the process

typedef struct Wire {
    WireState *state;
    pid_t pid;
    char folder[64]; // of its socket
} Wire;

// To the server of `url`, whose socket it names.
void wire_open(Wire *wire, const char *url);
void wire_close(Wire *wire);
// Counts from zero; the fault strikes once, at the n-th message of the client `victim`; of those
// that have an answer, when that is waited for.
void wire_arm(Wire *wire, WireFaultKind kind, int at, pid_t victim);
bool wire_has_struck(const Wire *wire);

#endif
