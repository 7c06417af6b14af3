// SPDX-License-Identifier: Apache-2.0
#include "store/reader_role.h"

#include "store/driver.h"
#include "store/reader_role.sql.h"

// A table that its role cannot read yet is why it is granted all of them again; after that there is
// none, so that a start which changes nothing touches no grant. Revoked is what signing in rests
// on.
static const char grant_sql[] =
    "DO $$ DECLARE part TEXT; reader TEXT; BEGIN"
    " FOREACH part IN ARRAY ARRAY['labour', 'employer', 'policy', 'monitor'] LOOP"
    "  reader := left(current_database(), 40) || '_reads_' || part;"
    "  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = reader) THEN"
    "   BEGIN"
    "    EXECUTE format('CREATE ROLE %I NOLOGIN', reader);"
    "   EXCEPTION WHEN insufficient_privilege THEN CONTINUE;"
    "   END;"
    "  END IF;"
    "  CONTINUE WHEN NOT EXISTS (SELECT 1 FROM pg_class"
    "   WHERE relnamespace = to_regnamespace(part) AND relkind IN ('r', 'v')"
    "    AND relname NOT IN ('account', 'session', 'api_token', 'request_key')"
    "    AND NOT has_table_privilege(reader, oid, 'SELECT'));"
    "  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', part, reader);"
    "  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', part, reader);"
    "  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO %I',"
    "   part, reader);"
    "  CONTINUE WHEN part <> 'monitor';"
    "  EXECUTE format('REVOKE SELECT ON account, session, api_token, request_key FROM %I', reader);"
    "  EXECUTE format('GRANT SELECT (id, login, display_name, role, division_code, department,"
    " holder, person_id, uscc, is_disabled, created_ms) ON account TO %I', reader);"
    " END LOOP; END $$";

static bool readers_grant(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    StrBuilder *missing = out;
    ReaderRoleRows roles;
    (void)in;
    if (tx->driver->is_postgres &&
        (!tx->driver->begin_migration(tx, error) || !tx->driver->script(tx, grant_sql, error))) {
        return false;
    }
    if (!reader_roles(tx, NULL, arena, &roles, error)) return false;
    str_builder_init(missing, arena, 0);
    for (size_t i = 0; i < roles.count; i++) {
        if (roles.items[i].is_there) continue;
        str_put(missing, missing->count > 0 ? STR("、") : STR(""));
        str_put(missing, roles.items[i].name);
    }
    return true;
}

bool store_readers_grant(Store *store, Arena *arena, Str *missing, Error *error) {
    StrBuilder names;
    if (!store_write(store, readers_grant, NULL, &names, arena, error)) return false;
    *missing = names.count > 0 ? str_built(&names) : (Str){0};
    return true;
}
