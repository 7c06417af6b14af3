// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_STORE_SERVER_H
#define TEST_STORE_SERVER_H
// The throwaway PostgreSQL of tools/with-postgres.sh.

#include "test.h"

#include <libpq-fe.h>
#include <stdlib.h>

static inline const char *test_postgres_url(void) {
    const char *url = getenv("JIUYE_TEST_POSTGRES");
    if (!url) {
        fail_msg("JIUYE_TEST_POSTGRES is not set: run under sh tools/with-postgres.sh");
    }
    return url;
}

static inline void test_postgres_command(const char *sql) {
    PGconn *server = PQconnectdb(test_postgres_url());
    PGresult *result = PQexec(server, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fail_msg("%s: %s", sql, PQerrorMessage(server));
    }
    PQclear(result);
    PQfinish(server);
}

#endif
