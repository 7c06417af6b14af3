// SPDX-License-Identifier: Apache-2.0
// Protects the lists of 应享未享: they are as long as the one screen says, page without loss, stay
// within the county, prove themselves as a file, and never reach who sees counts only.
#include "office.h"

#include "base/digest.h"

static bool read_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListCall *call = in;
    return unclaimed_export(tx, &call->actor, &call->query, arena, out, error);
}

// All pages of one list.
static void sum_list(Office *office, ListCall call, int64_t *count, int64_t *amount_fen) {
    Str before = {0};
    *count = *amount_fen = 0;
    for (;;) {
        UnclaimedPage page = office_list(office, &call);
        for (size_t i = 0; i < page.rows.count; i++) {
            const UnclaimedRow *row = &page.rows.items[i];
            assert_true(str_is_absent(before) || !str_equal(before, row->page_key));
            assert_true(str_is_absent(call.query.division_code) ||
                        str_equal(row->division_code, call.query.division_code));
            before = row->page_key;
            *count += 1;
            *amount_fen += row->amount_fen;
        }
        if (!page.has_more) return;
        call.query.after_key = before;
    }
}

static void test_unclaimed__lists_are_as_long_as_the_screen_says(void **state) {
    Office office;
    office_open(&office, state);
    Dashboard city = office_dashboard(&office, head_actor());
    Actor all = actor_of(21, ROLE_COUNTY_CLERK, "");
    int64_t lists = 0, count, amount_fen;
    for (size_t i = 0; i < city.item_count; i++) {
        const DashboardItem *item = &city.items[i];
        if (item->scanned_on == DATE_ABSENT) continue;
        lists++;
        ListCall whole = {all, {.policy_number = item->number, .row_count = 2}};
        sum_list(&office, whole, &count, &amount_fen);
        assert_int_equal(count, item->total.unclaimed);
        assert_int_equal(amount_fen, item->total.unclaimed_fen);
        for (size_t j = 0; j < city.county_count; j++) {
            ListCall call = {all, {item->number, city.counties[j].division_code, .row_count = 3}};
            sum_list(&office, call, &count, &amount_fen);
            assert_int_equal(count, item->counties[j].unclaimed);
            assert_int_equal(amount_fen, item->counties[j].unclaimed_fen);
        }
    }
    // an item none of whose measures is on offer is scanned, and nobody is counted
    assert_true(lists >= 7 && lists <= policies_scanned(office.city.pack));
    assert_true(dashboard_item(&city, 5)->total.unclaimed > 3); // so that it pages
    population_close(&office.city);
}

static void test_unclaimed__a_claim_leaves_the_list(void **state) {
    Office office;
    office_open(&office, state);
    ListCall call = {actor_of(21, ROLE_COUNTY_CLERK, ""), {.policy_number = 5}};
    for (bool has_more = true; has_more;) {
        UnclaimedPage page = office_list(&office, &call);
        for (size_t i = 0; i < page.rows.count; i++) {
            Str key = page.rows.items[i].subject_key;
            assert_false(str_equal(key, office.worker_claim.subject_key));
            assert_false(str_equal(key, office.counter_claim.subject_key));
            call.query.after_key = page.rows.items[i].page_key;
        }
        has_more = page.has_more;
    }
    population_close(&office.city);
}

static void test_unclaimed__stays_within_the_county(void **state) {
    Office office;
    office_open(&office, state);
    Actor clerk = clerk_actor("640522");
    UnclaimedPage own = office_list(&office, &(ListCall){clerk, {.policy_number = 5}});
    assert_true(own.total > 0 && own.rows.count > 0);
    for (size_t i = 0; i < own.rows.count; i++) {
        assert_str_equal(own.rows.items[i].division_code, "640522");
    }
    UnclaimedPage other = office_list(&office, &(ListCall){clerk, {5, STR("640521"), {0}, 0}});
    assert_int_equal(other.total, 0);
    assert_int_equal(other.rows.count, 0);
    population_close(&office.city);
}

static void test_unclaimed__is_never_for_the_head(void **state) {
    Office office;
    office_open(&office, state);
    Actor forbidden[] = {head_actor(), worker_actor(&office), company_actor()};
    for (size_t i = 0; i < 3; i++) {
        ListCall call = {forbidden[i], {.policy_number = 5}};
        UnclaimedPage page;
        UnclaimedExport file;
        Error of_page = {0}, of_file = {0};
        assert_false(store_read(office.city.store, office_read_list, &call, &page,
                                &office.city.arena, &of_page));
        assert_int_equal(of_page.kind, ERROR_FORBIDDEN);
        assert_false(
            store_read(office.city.store, read_export, &call, &file, &office.city.arena, &of_file));
        assert_int_equal(of_file.kind, ERROR_FORBIDDEN);
    }
    population_close(&office.city);
}

static UnclaimedExport export_of(Office *office, const ListCall *call) {
    UnclaimedExport file;
    Error error = {0};
    assert_ok(store_read(office->city.store, read_export, call, &file, &office->city.arena, &error),
              error);
    return file;
}

static bool contains(Str text, Str part) {
    return str_find(text, part, 0) != SIZE_MAX;
}

static void test_unclaimed__the_file_proves_itself(void **state) {
    Office office;
    office_open(&office, state);
    Arena *arena = &office.city.arena;
    ListCall call = {clerk_actor("640521"), {5, STR("640521"), {0}, 0}};
    UnclaimedPage page = office_list(&office, &call);
    UnclaimedExport file = export_of(&office, &call);
    assert_int_equal(file.row_count, page.total);
    assert_int_equal(file.total_fen, page.total_fen);
    // The last line speaks of all bytes before it.
    size_t last = file.content.length - 1;
    while (last > 0 && file.content.data[last - 1] != '\n') last--;
    Str line = str_slice(file.content, last, file.content.length);
    assert_true(contains(line, digest_sha256(arena, str_slice(file.content, 0, last))));
    assert_true(contains(line, str_format(arena, "共%d行", (int)page.total)));
    assert_true(contains(line, STR("第5项；中宁县")));
    assert_true(contains(line, STR("扫描日期 2023-10-16")));
    assert_true(contains(line, str_from_c(office.city.pack->hash)));
    // As many rows as it says, each with as many cells as the header, and nobody in full.
    CsvReader *reader;
    CsvRow row;
    Error error = {0};
    int64_t rows = 0;
    assert_ok(csv_open_text(arena, file.content, 1, &reader, &error), error);
    while (csv_next(reader, &row, &error) == CSV_ROW) rows++;
    csv_close(reader);
    assert_int_equal(rows, page.total + 1);
    for (size_t i = 0; i < page.rows.count; i++) {
        assert_false(contains(file.content, page.rows.items[i].subject_key));
    }
    // The same list gives the same bytes.
    assert_true(str_equal(export_of(&office, &call).content, file.content));
    population_close(&office.city);
}

static bool note_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListCall *call = in;
    const UnclaimedExport *file = out;
    return unclaimed_export_note(tx, &call->actor, &call->query, file, arena, error);
}

static void test_unclaimed__an_export_is_in_the_log(void **state) {
    Office office;
    office_open(&office, state);
    ListCall call = {clerk_actor("640521"), {.policy_number = 5}};
    UnclaimedExport file = export_of(&office, &call);
    office_write(&office, note_export, &call, &file);
    AuditQuery query = {.object_number = STR("5"), .row_count = 10};
    AuditRecords records = office_log(&office, actor_of(40, ROLE_AUDIT_ADMIN, ""), &query);
    assert_true(records.count > 0);
    assert_str_equal(records.items[0].action, "unclaimed.export");
    assert_true(contains(records.items[0].after, file.sha256));
    population_close(&office.city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_unclaimed__lists_are_as_long_as_the_screen_says),
        BOTH(test_unclaimed__a_claim_leaves_the_list),
        BOTH(test_unclaimed__stays_within_the_county),
        BOTH(test_unclaimed__is_never_for_the_head),
        BOTH(test_unclaimed__the_file_proves_itself),
        BOTH(test_unclaimed__an_export_is_in_the_log),
    };
    return RUN_TESTS(tests);
}
