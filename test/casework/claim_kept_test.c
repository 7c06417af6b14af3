// SPDX-License-Identifier: Apache-2.0
// Protects what claims rest on from whoever writes to the database: each attack is refused by the
// rule that is there for it, and without that rule would not be.
#include "../fund/raw.h"
#include "desk.h"

#define GRANTED "WHERE claim_number = 'ZW-2023-05-000001'"

typedef struct Attack {
    const char *sql;
    const char *rule;                 // that refuses it
    const char *table, *trigger;      // where it is
    const char *postgres_trigger;     // NULL: the same
} Attack;

// On a claim that is cleared, with an objection that was dismissed.
static const Attack attacks[] = {
    {"UPDATE application SET state = 'submitted'", "application_step_not_allowed", "application",
     "application_move", NULL},
    {"UPDATE application SET amount_fen = amount_fen + 1", "application_amount_is_reviewed",
     "application", "application_amount", NULL},
    {"DELETE FROM entitlement WHERE claim_number IS NULL", "entitlement_is_kept", "entitlement",
     "entitlement_no_delete", NULL},
    {"UPDATE entitlement SET period = '2022' " GRANTED, "entitlement_is_kept", "entitlement",
     "entitlement_no_update", NULL},
    {"UPDATE entitlement SET subject_key = subject_key || 'x' " GRANTED, "entitlement_is_kept",
     "entitlement", "entitlement_subject_no_update", NULL},
    {"UPDATE entitlement SET is_void = 1, voided_on = 'x', void_reason = 'x' " GRANTED,
     "entitlement_is_claimed", "entitlement", "entitlement_end", NULL},
    {"UPDATE entitlement SET amount_fen = amount_fen + 1 " GRANTED, "entitlement_is_claimed",
     "entitlement", "entitlement_end", NULL},
    {"UPDATE notice SET closes_on = opens_on", "notice_is_kept", "notice", "notice_no_update",
     NULL},
    {"UPDATE notice SET is_open = 1", "notice_is_kept", "notice", "notice_no_update", NULL},
    {"UPDATE notice_item SET amount_fen = 1", "notice_is_kept", "notice_item",
     "notice_item_no_update", "notice_item_no_change"},
    {"DELETE FROM notice_item", "notice_is_kept", "notice_item", "notice_item_no_delete",
     "notice_item_no_change"},
    {"UPDATE objection SET state = 'upheld'", "objection_is_kept", "objection",
     "objection_no_update", NULL},
    {"UPDATE objection SET item_sequence = 2", "objection_is_kept", "objection",
     "objection_no_update", NULL},
    {"DELETE FROM objection", "objection_is_kept", "objection", "objection_no_delete", NULL},
};

static void raw_drop(Raw *raw, const Attack *attack) {
    char sql[200];
    const char *name = raw->postgres && attack->postgres_trigger ? attack->postgres_trigger
                                                                 : attack->trigger;
    snprintf(sql, sizeof sql, raw->sqlite ? "DROP TRIGGER %s" : "DROP TRIGGER %s ON %s", name,
             attack->table);
    raw_must(raw, sql);
}

static void test_claim_kept__refuses_direct_attacks(void **state) {
    Desk desk = desk_open(state);
    (void)desk_cleared_over_objection(&desk);
    Raw raw = raw_open(*state);
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        const Attack *attack = &attacks[i];
        if (raw_run(&raw, attack->sql)) fail_msg("allowed: %s", attack->sql);
        if (!strstr(raw.message, attack->rule)) fail_msg("%s: %s", attack->sql, raw.message);
        raw_must(&raw, "BEGIN");
        raw_drop(&raw, attack);
        if (!raw_run(&raw, attack->sql)) fail_msg("needless: %s: %s", attack->sql, raw.message);
        raw_must(&raw, "ROLLBACK");
    }
    raw_close(&raw);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// The schema and the program have one table of transitions.
static void test_claim_kept__moves_as_the_table_says(void **state) {
    Desk desk = desk_open(state);
    Raw raw = raw_open(*state);
    StrBuilder text;
    size_t moves = 0, quoted = 0;
    str_builder_init(&text, &desk.city.arena, 0);
    raw_dump(&raw,
             raw.sqlite ? "SELECT sql FROM sqlite_schema WHERE name = 'application_move'"
                        : "SELECT prosrc FROM pg_proc WHERE proname = 'application_move'",
             &text);
    Str rule = str_built(&text);
    for (size_t i = 0; i < claim_transition_count; i++) {
        const Transition *row = &claim_transitions[i];
        bool is_counted = row->from == row->to || claim_action_begins(row->action);
        Str move = str_format(&desk.city.arena, "'%.*s %.*s'",
                              STR_ARG(claim_state_code(row->from)),
                              STR_ARG(claim_state_code(row->to)));
        for (size_t j = 0; j < i && !is_counted; j++) {
            is_counted = claim_transitions[j].from == row->from &&
                         claim_transitions[j].to == row->to;
        }
        if (is_counted) continue;
        if (str_find(rule, move, 0) == SIZE_MAX) fail_msg("missing: %.*s", STR_ARG(move));
        moves++;
    }
    size_t begin = str_find(rule, STR("NOT IN ("), 0), end = str_find(rule, STR(")"), begin);
    for (size_t i = begin; i < end; i++) quoted += rule.data[i] == '\'';
    assert_int_equal(quoted, 2 * moves);
    raw_close(&raw);
    desk_close(&desk);
}

// To the money only with its payment.
static void test_claim_kept__is_paid_with_its_payment(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_cleared_over_objection(&desk);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "UPDATE application SET state = 'paying', released_by = 41"));
    assert_non_null(strstr(raw.message, "application_step_without_payment"));
    (void)desk_release(&desk);
    for (int i = 0; i < 2; i++) {
        assert_false(raw_run(&raw, i ? "UPDATE application SET state = 'paid'"
                                     : "UPDATE application SET state = 'failed'"));
        assert_non_null(strstr(raw.message, "application_step_without_payment"));
    }
    raw_close(&raw);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// ---- Replacing (SQLite) ----

// The tables, a line each: its name, its columns but the id, how many keys it has beside the id,
// and whether a rule looks for a row at the place of a new one.
#define KEPT                                                                                       \
    "SELECT kept.tbl_name || '|' || (SELECT group_concat(name) FROM"                               \
    " pragma_table_info(kept.tbl_name) WHERE name <> 'id' OR pk = 0) || '|' ||"                    \
    " (SELECT count(*) FROM pragma_index_list(kept.tbl_name) WHERE \"unique\") || '|' ||"          \
    " EXISTS (SELECT 1 FROM sqlite_schema rule WHERE rule.type = 'trigger'"                        \
    " AND rule.tbl_name = kept.tbl_name"                                                           \
    " AND rule.sql LIKE '%BEFORE INSERT%EXISTS%FROM ' || kept.tbl_name || '%')"                    \
    " FROM (SELECT DISTINCT tbl_name FROM sqlite_schema"                                           \
    " WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%' AND tbl_name <> 'entitlement'"            \
    " AND tbl_name <> 'budget' AND substr(tbl_name, 1, 7) NOT IN ('ledger_', 'payment')) kept"     \
    " ORDER BY 1" // an entitlement is proven instead, the money attacked by test/fund

static bool has_rows(Raw *raw, const char *table, Arena *arena) {
    char sql[200];
    StrBuilder count;
    str_builder_init(&count, arena, 0);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    raw_dump(raw, sql, &count);
    return !str_equal(str_built(&count), STR("0\n"));
}

static void refuse_replacement(Raw *raw, Arena *arena, Str sql) {
    if (raw_run(raw, str_to_c(arena, sql))) fail_msg("replaced: %.*s", STR_ARG(sql));
}

// A row is replaced at its place and by its keys, or moved onto another.
static void refuse_replacements(Raw *raw, Arena *arena, const char *table, const char *columns,
                                bool has_keys) {
    refuse_replacement(raw, arena,
                       str_format(arena, "REPLACE INTO %s SELECT * FROM %s", table, table));
    refuse_replacement(raw, arena,
                       str_format(arena, "REPLACE INTO %s (rowid, %s) SELECT rowid, %s FROM %s",
                                  table, columns, columns, table));
    refuse_replacement(
        raw, arena, str_format(arena, "UPDATE OR REPLACE %s SET rowid = rowid + 1", table));
    if (!has_keys) return;
    refuse_replacement(raw, arena, str_format(arena, "REPLACE INTO %s (%s) SELECT %s FROM %s",
                                              table, columns, columns, table));
}

// A foreign tool has none of the settings of the platform's own connections.
static void test_claim_kept__replaces_nothing_that_is_never_deleted(void **state) {
    Desk desk = desk_open(state);
    ReturnResult result;
    StrBuilder tables;
    size_t tried = 0;
    Str number = desk_cleared_over_objection(&desk);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    PaymentFile file = desk_release(&desk);
    assert_ok(desk_return(&desk, &file, true, &result), desk.error);
    Raw raw = raw_open(*state);
    raw_must(&raw, "PRAGMA foreign_keys = OFF");
    str_builder_init(&tables, &desk.city.arena, 0);
    raw_dump(&raw, KEPT, &tables);
    for (Str rest = str_built(&tables); !str_is_empty(rest);) {
        Str line = str_cut(&rest, '\n');
        const char *table = str_to_c(&desk.city.arena, str_cut(&line, '|'));
        const char *columns = str_to_c(&desk.city.arena, str_cut(&line, '|'));
        bool has_keys = !str_equal(str_cut(&line, '|'), STR("0"));
        if (!str_equal(line, STR("1"))) fail_msg("%s: no rule about replacing", table);
        if (!has_rows(&raw, table, &desk.city.arena)) continue;
        refuse_replacements(&raw, &desk.city.arena, table, columns, has_keys);
        tried++;
    }
    assert_true(tried > 8);
    raw_must(&raw, "DROP TRIGGER review_step_not_replaced"); // the attack is one
    raw_must(&raw, "REPLACE INTO review_step SELECT * FROM review_step");
    raw_close(&raw);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// ---- Emptying (PostgreSQL) ----

#define KEPT_ROWS                                                                                  \
    "SELECT DISTINCT tgrelid::regclass FROM pg_trigger"                                            \
    " WHERE tgtype & 8 <> 0 AND NOT tgisinternal ORDER BY 1"

static void test_claim_kept__empties_nothing_that_is_never_deleted(void **state) {
    Desk desk = desk_open(state);
    StrBuilder tables;
    size_t tried = 0;
    Raw raw = raw_open(*state);
    str_builder_init(&tables, &desk.city.arena, 0);
    raw_dump(&raw, KEPT_ROWS, &tables);
    for (Str rest = str_built(&tables); !str_is_empty(rest); tried++) {
        Str table = str_cut(&rest, '\n');
        Str sql = str_format(&desk.city.arena, "TRUNCATE %.*s CASCADE", STR_ARG(table));
        if (raw_run(&raw, str_to_c(&desk.city.arena, sql))) fail_msg("%.*s", STR_ARG(sql));
    }
    assert_true(tried > 40);
    raw_close(&raw);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_claim_kept__refuses_direct_attacks),
        BOTH(test_claim_kept__moves_as_the_table_says),
        BOTH(test_claim_kept__is_paid_with_its_payment),
        {"test_claim_kept__replaces_nothing_that_is_never_deleted on SQLite",
         test_claim_kept__replaces_nothing_that_is_never_deleted, test_make_sqlite, test_remove,
         NULL},
        {"test_claim_kept__empties_nothing_that_is_never_deleted on PostgreSQL",
         test_claim_kept__empties_nothing_that_is_never_deleted, test_make_postgres, test_remove,
         NULL},
    };
    return RUN_TESTS(tests);
}
