// SPDX-License-Identifier: Apache-2.0
#include "monitor/unclaimed.h"

#include "access/audit.h"
#include "base/csv.h"
#include "base/digest.h"
#include "casework/consent.h"
#include "fund/yuan.h"
#include "registry/code.h"
#include "registry/mask.h"

#include <inttypes.h>
#include <string.h>

#define EXPORT_PAGE_ROWS 1000

// What the scan itself counted, within the scope and the filter.
static bool read_counts(Tx *tx, const Actor *actor, const UnclaimedQuery *query, Arena *arena,
                        UnclaimedPage *page, Error *error) {
    ScanCounts counts;
    *page = (UnclaimedPage){.scanned_on = DATE_ABSENT};
    // A county is a whole code: in the SQL of the list it is the start of one, wildcards and all.
    if (!str_is_absent(query->division_code) && !division_is_county(query->division_code)) {
        error_set(error, ERROR_INVALID, "没有县区“%.*s”", STR_ARG(query->division_code));
        return error_detail(error, "请从列表里选一个县区");
    }
    if (!scan_counts(tx, actor, arena, &counts, error)) return false;
    Str prefix = str_is_absent(query->division_code) ? STR("") : query->division_code;
    for (size_t i = 0; i < counts.count; i++) {
        const ScanCount *count = &counts.items[i];
        if (count->policy_number != query->policy_number) continue;
        page->scanned_on = count->scanned_on;
        page->pack_hash = count->pack_hash;
        if (!str_starts_with(count->division_code, prefix)) continue;
        page->total += count->unclaimed;
        page->total_fen += count->unclaimed_fen;
        page->undetermined += count->undetermined;
    }
    return true;
}

// Kinds of subjects that are a person and are named by an identity number.
static bool is_of_person(const UnclaimedRow *row) {
    return str_equal(row->subject_kind, STR("person")) ||
           str_equal(row->subject_kind, STR("outwork"));
}

// The line stays, for it was counted; who it is of is not shown.
static void withhold(const Map *keys, UnclaimedRows *rows) {
    for (size_t i = 0; keys->count > 0 && i < rows->count; i++) {
        UnclaimedRow *row = &rows->items[i];
        if (!is_of_person(row) || !map_has(keys, row->subject_key)) continue;
        row->subject_label = STR("本人已撤销授权，不显示");
        row->subject_kind = STR("withheld");
        row->subject_key = (Str){0};
    }
}

bool unclaimed_page(Tx *tx, const Actor *actor, const UnclaimedQuery *query, Arena *arena,
                    UnclaimedPage *page, Error *error) {
    int64_t row_count = query->row_count > 0 ? query->row_count : UNCLAIMED_PAGE_ROWS;
    Map keys;
    if (row_count > UNCLAIMED_PAGE_ROWS_MAX) row_count = UNCLAIMED_PAGE_ROWS_MAX;
    if (!read_counts(tx, actor, query, arena, page, error) ||
        !scan_unclaimed(tx, actor, query->policy_number, query->division_code, query->after_key,
                        row_count + 1, arena, &page->rows, error) ||
        !consent_withheld_keys(tx, CONSENT_LOOKUP, actor->today, arena, &keys, error)) {
        return false;
    }
    withhold(&keys, &page->rows);
    page->has_more = page->rows.count > (size_t)row_count;
    if (page->has_more) page->rows.count = (size_t)row_count;
    return true;
}

Str unclaimed_label(Arena *arena, const UnclaimedRow *row) {
    if (!is_of_person(row)) return row->subject_label;
    return str_format(arena, "%.*s（%.*s）", STR_ARG(row->subject_label),
                      STR_ARG(mask_id_number(arena, row->subject_key)));
}

// ---- The file ----

static Str county_label(Str division_code) {
    const char *name = division_county_name(division_code);
    return name ? str_from_c(name) : division_code;
}

static void put_row(StrBuilder *out, Arena *scratch, int64_t number, const UnclaimedRow *row) {
    str_put_int(out, number);
    csv_put_text(out, unclaimed_label(scratch, row), false);
    csv_put_text(out, row->division_code, false);
    csv_put_text(out, county_label(row->division_code), false);
    csv_put_text(out, yuan_from_fen(scratch, row->amount_fen), false);
    str_put(out, STR(",\n"));
}

static bool put_rows(Tx *tx, const Actor *actor, const UnclaimedQuery *query, StrBuilder *out,
                     UnclaimedExport *export, Error *error) {
    Arena scratch = {0};
    StrBuilder after = {.arena = out->arena};
    Map keys;
    bool ok =
        consent_withheld_keys(tx, CONSENT_LOOKUP, actor->today, out->arena, &keys, error);
    for (bool goes_on = true; ok && goes_on;) {
        UnclaimedRows rows;
        arena_reset(&scratch);
        ok = scan_unclaimed(tx, actor, query->policy_number, query->division_code,
                            str_built(&after), EXPORT_PAGE_ROWS, &scratch, &rows, error);
        goes_on = ok && rows.count == EXPORT_PAGE_ROWS;
        if (ok) withhold(&keys, &rows);
        for (size_t i = 0; ok && i < rows.count; i++) {
            put_row(out, &scratch, ++export->row_count, &rows.items[i]);
            export->total_fen += rows.items[i].amount_fen;
        }
        if (goes_on) {
            after.count = 0;
            str_put(&after, rows.items[rows.count - 1].page_key);
        }
    }
    arena_release(&scratch);
    return ok;
}

static Str filter_label(Arena *arena, const Actor *actor, const UnclaimedQuery *query) {
    Str code =
        str_is_absent(query->division_code) ? actor->scope.division_prefix : query->division_code;
    return str_format(arena, "第%d项；%.*s", query->policy_number,
                      STR_ARG(code.length > 0 ? county_label(code) : STR("全市")));
}

static void put_last_line(StrBuilder *out, const Actor *actor, const UnclaimedQuery *query,
                          const UnclaimedPage *page, const UnclaimedExport *export) {
    Arena *arena = out->arena;
    str_put(out, STR("合计"));
    csv_put_cell(out, str_format(arena, "共%" PRId64 "行", export->row_count), false);
    csv_put_cell(out, STR("筛选"), false);
    csv_put_cell(out, filter_label(arena, actor, query), false);
    csv_put_cell(out, yuan_from_fen(arena, export->total_fen), false);
    Str day =
        page->scanned_on == DATE_ABSENT ? STR("没有扫描过") : date_to_str(arena, page->scanned_on);
    csv_put_cell(out,
                 str_format(arena, "扫描日期 %.*s；政策包 %.*s；以上各行 SHA-256 %.*s",
                            STR_ARG(day), STR_ARG(page->pack_hash), STR_ARG(export->sha256)),
                 false);
    str_put_char(out, '\n');
}

bool unclaimed_export(Tx *tx, const Actor *actor, const UnclaimedQuery *query, Arena *arena,
                      UnclaimedExport *export, Error *error) {
    UnclaimedPage page;
    *export = (UnclaimedExport){0};
    if (!read_counts(tx, actor, query, arena, &page, error)) return false;
    if (page.total > UNCLAIMED_EXPORT_ROWS_MAX) {
        error_set(error, ERROR_LIMIT, "名单有%" PRId64 "行，一次最多导出%d行", page.total,
                  UNCLAIMED_EXPORT_ROWS_MAX);
        return error_detail(error, "请按县区分开导出");
    }
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, STR(CSV_BYTE_ORDER_MARK "序号,对象,区划代码,县区,金额（元）,校验\n"));
    if (!put_rows(tx, actor, query, &out, export, error)) return false;
    if (export->row_count != page.total || export->total_fen != page.total_fen) {
        error_set(error, ERROR_CONFLICT, "名单有%" PRId64 "行，扫描记着%" PRId64 "行",
                  export->row_count, page.total);
        error_detail(error, "没有导出。请重新扫描后再试");
        return error_code(error, "SCAN_INCOMPLETE");
    }
    export->sha256 = digest_sha256(arena, str_built(&out));
    put_last_line(&out, actor, query, &page, export);
    export->content = str_built(&out);
    return true;
}

bool unclaimed_export_note(Tx *tx, const Actor *actor, const UnclaimedQuery *query,
                           const UnclaimedExport *export, Arena *arena, Error *error) {
    AuditEntry entry = {
        .action = STR("unclaimed.export"),
        .object_kind = STR("scan"),
        .object_number = str_format(arena, "%d", query->policy_number),
        .division_code = query->division_code,
        .after = str_format(arena, "%.*s，%" PRId64 " 行，SHA-256 %.*s",
                            STR_ARG(filter_label(arena, actor, query)), export->row_count,
                            STR_ARG(export->sha256)),
    };
    return audit_write(tx, actor, &entry, error);
}
