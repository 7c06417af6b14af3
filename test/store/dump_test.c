// SPDX-License-Identifier: Apache-2.0
// Protects the text of a table: the same from both databases, every value told from every other,
// and read back exactly, in pieces cut anywhere.

#include "sample.h"

#include "store/dump.h"

typedef struct Whole {
    MigrationList list;
    Arena arena;
    StrBuilder text; // of all tables, each behind its name
} Whole;

static void sample_list_make(Whole *whole) {
    Error error = {0};
    MigrationList all;
    assert_ok(migration_list_embedded(&whole->arena, &all, &error), error);
    Migration sample = {9000, STR("9000-sample"), str_from_c(sample_schema)};
    PUSH(&whole->arena, &whole->list, all.items[0]);
    PUSH(&whole->arena, &whole->list, sample);
    str_builder_init(&whole->text, &whole->arena, 0);
}

static bool dump_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Whole *whole = out;
    DumpTables tables;
    (void)in;
    if (!dump_tables(tx, &whole->list, arena, &tables, error)) return false;
    for (size_t i = 0; i < tables.count; i++) {
        DumpReader reader = {.table = &tables.items[i]};
        Str lines = STR("-");
        if (str_equal(reader.table->name, STR("schema_migration"))) continue; // has a time in it
        str_put_format(&whole->text, "# %.*s\n", STR_ARG(reader.table->name));
        while (lines.length > 0) {
            if (!dump_next(tx, &reader, arena, &lines, error)) return false;
            str_put(&whole->text, lines);
        }
    }
    return true;
}

static Str dump_of(Store *store, Whole *whole) {
    Arena arena = {0};
    Error error = {0};
    *whole = (Whole){0};
    sample_list_make(whole);
    assert_ok(store_read(store, dump_all, NULL, whole, &arena, &error), error);
    arena_release(&arena);
    return str_built(&whole->text);
}

static const SampleInsertIn samples[] = {
    {STR_INIT("tab\tline\nreturn\rback\\slash"), {0}, {0}, false, {0}, DATE_ABSENT, {0}},
    {STR_INIT(""), STR_INIT(""), {true, 0}, true, {true, 1}, DATE_ABSENT, STR_INIT("")},
    {STR_INIT("\\N"), STR_INIT("N"), {true, INT64_MAX}, false, {0}, 19646, STR_INIT("\0\n\xff")},
    {STR_INIT("中文"), {0}, {true, 7}, false, {0}, DATE_ABSENT, STR_INIT("\x01")},
};

static bool fill(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    return sample_insert_bulk(tx, samples, sizeof samples / sizeof *samples, NULL, error);
}

static const char sample_text[] =
    "# sample\n"
    "id:int\tname:text\tnote:text\tnumber:int\tflag:int\tmaybe:int\tday:text\tdata:blob\n"
    "1\ttab\\tline\\nreturn\\rback\\\\slash\t\\N\t\\N\t0\t\\N\t\\N\t\\N\n"
    "2\t\t\t0\t1\t1\t\\N\t\n"
    "3\t\\\\N\tN\t9223372036854775807\t0\t\\N\t2023-10-16\t000aff\n"
    "4\t中文\t\\N\t7\t0\t\\N\t\\N\t01\n"
    "# part\n"
    "sample_id:int\tkind:text\n"
    "# owed_part\n"
    "sample_id:int\n"
    "# kind\n"
    "name:text\tsort_order:int\n";

static Store *filled(void **state) {
    Store *store = sample_open(state, 2);
    Error error = {0};
    assert_ok(store_write(store, fill, NULL, NULL, NULL, &error), error);
    return store;
}

static void test_dump__is_the_same_text_on_both(void **state) {
    Store *store = filled(state);
    Whole whole;
    Str text = dump_of(store, &whole);
    size_t at = str_find(text, STR("# sample\n"), 0);
    assert_str_equal(str_slice(text, at, text.length), sample_text);
    arena_release(&whole.arena);
    store_close(store);
}

// ---- Back ----

typedef struct Loading {
    const char *text; // of the table `sample`
    size_t piece;     // bytes given at a time
    MigrationList list;
} Loading;

static bool load(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Loading *loading = in;
    DumpTables tables;
    const char *ending;
    int64_t *rows = out;
    if (!dump_tables(tx, &loading->list, arena, &tables, error)) return false;
    for (size_t i = 0; i < tables.count; i++) {
        if (!str_equal(tables.items[i].name, STR("sample"))) continue;
        DumpTables one = {&tables.items[i], 1, 1};
        if (!dump_load_begin(tx, &one, arena, &ending, error)) return false;
        DumpLoader *loader = dump_loader_open(tx, &tables.items[i]);
        Str rest = str_from_c(loading->text);
        bool ok = true;
        while (ok && rest.length > 0) {
            ok = dump_loader_put(loader, str_slice(rest, 0, loading->piece), error);
            rest = str_slice(rest, loading->piece, rest.length);
        }
        ok = ok && dump_loader_finish(loader, rows, error);
        dump_loader_close(loader);
        return ok && dump_load_end(tx, ending, error);
    }
    return false;
}

static const char *sample_lines(Arena *arena) {
    Str text = str_from_c(sample_text);
    size_t from = str_find(text, STR("id:int"), 0), to = str_find(text, STR("# part"), 0);
    return str_to_c(arena, str_slice(text, from, to));
}

static void test_dump__is_read_back_in_any_pieces(void **state) {
    static const size_t pieces[] = {1, 3, 64, 4096};
    Store *store = filled(state);
    Whole whole;
    Arena arena = {0};
    Error error = {0};
    const char *lines = sample_lines(&arena);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        int64_t rows = 0;
        dump_of(store, &whole);
        Loading loading = {lines, pieces[i], whole.list};
        assert_ok(store_write(store, load, &loading, &rows, &whole.arena, &error), error);
        assert_int_equal(rows, 4);
        arena_release(&whole.arena);
        Str text = dump_of(store, &whole);
        assert_str_equal(str_slice(text, str_find(text, STR("# sample\n"), 0), text.length),
                         sample_text);
        arena_release(&whole.arena);
    }
    arena_release(&arena);
    store_close(store);
}

static bool add_next(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleIdRow id;
    (void)in;
    if (!sample_add(tx, &(SampleAddIn){STR("next")}, arena, &id, error)) return false;
    *(int64_t *)out = id.id;
    return true;
}

static void test_dump__numbers_go_on_behind_the_loaded_ones(void **state) {
    Store *store = sample_open(state, 2);
    Whole whole;
    Error error = {0};
    int64_t rows = 0, id = 0;
    dump_of(store, &whole);
    Loading loading = {sample_lines(&whole.arena), 4096, whole.list};
    assert_ok(store_write(store, load, &loading, &rows, &whole.arena, &error), error);
    assert_ok(store_write(store, add_next, NULL, &id, &whole.arena, &error), error);
    assert_int_equal(id, 5);
    arena_release(&whole.arena);
    store_close(store);
}

static void test_dump__refuses_what_is_no_dump(void **state) {
    static const char header[] =
        "id:int\tname:text\tnote:text\tnumber:int\tflag:int\tmaybe:int\tday:text\tdata:blob\n";
    static const char *const faults[] = {
        "",
        "id:int\tname:text\n1\tx\n",
        "H1\tx\t\\N\t\\N\t0\t\\N\t\\N\n",           // too few
        "H1\tx\t\\N\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n", // too many
        "Hone\tx\t\\N\t\\N\t0\t\\N\t\\N\t\\N\n",    // no number
        "H1\tx\\y\t\\N\t\\N\t0\t\\N\t\\N\t\\N\n",   // no escape
        "H1\tx\\\t\\N\t\\N\t0\t\\N\t\\N\t\\N\n",    // half an escape
        "H1\tx\t\\N\t\\N\t0\t\\N\t\\N\t0g\n",       // no hexadecimal
        "H1\tx\t\\N\t\\N\t0\t\\N\t\\N\t012\n",      // half a byte
        "H1\tx\t\\N\t\\N\t0\t\\N\t\\N\t\\N",        // cut short
        "H1\t\\N\t\\N\t\\N\t0\t\\N\t\\N\t\\N\n",    // NULL where none may be
        "H1\tx\t\\N\t-1\t0\t\\N\t\\N\t\\N\n",       // against a CHECK
        "H1\tx\t\\N\t1\t0\t\\N\t\\N\t\\N\n1\ty\t\\N\t1\t0\t\\N\t\\N\t\\N\n", // the same twice
    };
    Store *store = filled(state);
    Whole whole;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        dump_of(store, &whole);
        Str before = str_copy(&whole.arena, str_built(&whole.text));
        Error error = {0};
        int64_t rows;
        bool has_header = faults[i][0] == 'H';
        Str text =
            str_format(&whole.arena, "%s%s", has_header ? header : "", faults[i] + has_header);
        Loading loading = {str_to_c(&whole.arena, text), 4096, whole.list};
        Arena scratch = {0};
        assert_false(store_write(store, load, &loading, &rows, &scratch, &error));
        assert_true(error.kind == ERROR_INVALID || error.kind == ERROR_CONFLICT);
        Whole after;
        assert_true(str_equal(dump_of(store, &after), before));
        arena_release(&after.arena);
        arena_release(&scratch);
        arena_release(&whole.arena);
    }
    store_close(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_dump__is_the_same_text_on_both),
        BOTH(test_dump__is_read_back_in_any_pieces),
        BOTH(test_dump__numbers_go_on_behind_the_loaded_ones),
        BOTH(test_dump__refuses_what_is_no_dump),
    };
    return RUN_TESTS(tests);
}
