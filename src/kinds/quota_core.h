// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_QUOTA_CORE_H
#define KINDS_QUOTA_CORE_H
// Places, for the files of this folder.

#include "kinds/quota.h"

// The places that the policy's 目标 gives a measure; absent when it names none.
OptionalInt quota_of_policy(const Policy *policy, const Measure *measure);
// Makes the city's row of a period from the policy when there is none yet.
bool quota_ensure(Tx *tx, const Actor *actor, const Policy *policy, const Measure *measure,
                  Str period, Arena *arena, Error *error) MUST_USE;

#endif
