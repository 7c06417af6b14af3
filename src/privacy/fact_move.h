// SPDX-License-Identifier: Apache-2.0
#ifndef PRIVACY_FACT_MOVE_H
#define PRIVACY_FACT_MOVE_H
// Moves what former versions kept of a decision's facts, a row of application_fact each, to the
// decision (migration 0260). In chunks of one transaction each; it may end at any point, also by a
// kill, and goes on from there. Where nothing is left it is one short read.

#include "store/store.h"

bool fact_move_is_done(Store *store, bool *is_done, Error *error) MUST_USE;
// After the sealing of plaintext (privacy/sealing.h): what it reads is sealed.
bool fact_move_finish(Store *store, Error *error) MUST_USE;

#endif
