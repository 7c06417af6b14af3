// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_CLUSTER_H
#define TEST_SOAK_CLUSTER_H
// The two PostgreSQL servers of test/soak/cluster.sh, from C. Works under `cluster.sh run` alone.

#include <stdbool.h>

// Ends a server at once, in the middle of what it does.
void cluster_crash(const char *name);
// Runs `cluster.sh COMMAND NAME [OTHER]`; the test fails when that does. `other` may be NULL.
void cluster_do(const char *command, const char *name, const char *other);

#endif
