// SPDX-License-Identifier: Apache-2.0
#include "fund/payment_content.h"

#include "base/csv.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "fund/yuan.h"

#include <inttypes.h>

#define MARK_HEAD "支付文件"
#define MARK_TRAILER "合计"
// What the cells of the three kinds of rows are called.
#define TITLES_HEAD "标识,文件号,资金,县区,日期,笔数,合计金额"
#define TITLES_LINE "序号,行号,账号,户名,金额,用途,证件号"
#define TITLES_TRAILER "标识,笔数,合计金额,校验值"

// ---- Writing ----

static void put_line(StrBuilder *out, Arena *arena, const ContentLine *line) {
    str_put_int(out, line->sequence);
    csv_put_cell(out, line->line_ref, false);
    csv_put_cell(out, line->account_number, false);
    csv_put_text(out, line->payee_name, false);
    csv_put_cell(out, yuan_from_fen(arena, line->amount_fen), false);
    csv_put_text(out, line->purpose, false);
    csv_put_text(out, line->payee_key, false);
    str_put_char(out, '\n');
}

Str payment_content_write(Arena *arena, const PaymentFile *head, const ContentLines *lines) {
    StrBuilder out;
    Str total = yuan_from_fen(arena, head->total_fen);
    str_builder_init(&out, arena, PAYMENT_FILE_BYTES_MAX);
    str_put(&out, STR(MARK_HEAD));
    csv_put_cell(&out, head->number, false);
    csv_put_text(&out, head->fund_key, false);
    csv_put_cell(&out, head->division_code, false);
    csv_put_cell(&out, date_to_str(arena, head->released_on), false);
    str_put_format(&out, ",%" PRId64 ",%.*s\n%s\n", head->line_count, STR_ARG(total), TITLES_LINE);
    for (size_t i = 0; i < lines->count; i++) put_line(&out, arena, &lines->items[i]);
    Str hash = digest_sha256(arena, str_built(&out));
    str_put_format(&out, MARK_TRAILER ",%" PRId64 ",%.*s,%.*s\n", head->line_count, STR_ARG(total),
                   STR_ARG(hash));
    return str_built(&out);
}

// ---- Reading ----

static bool malformed(Error *error, int64_t line, const char *fault) {
    error_set(error, ERROR_INVALID, "第%" PRId64 "行：%s", line, fault);
    error_detail(error, "原样使用平台放行的支付文件，不要用表格软件另存");
    return error_code(error, "FILE_MALFORMED");
}

// The cells of one line of text under the titles of its kind.
static bool read_cells(Arena *arena, const char *titles, Str line, int64_t number, Str **cells,
                       Error *error) {
    CsvReader *reader;
    CsvRow row;
    Error fault = {0};
    Str text = str_format(arena, "%s\n%.*s\n", titles, STR_ARG(line));
    if (!csv_open_text(arena, text, number - 1, &reader, &fault) ||
        csv_next(reader, &row, &fault) != CSV_ROW) {
        return malformed(error, number, "不是支付文件的一行");
    }
    *cells = row.cells;
    csv_close(reader);
    return true;
}

static bool read_head(Arena *arena, Str line, PaymentFile *head, Error *error) {
    Str *cells;
    if (!read_cells(arena, TITLES_HEAD, line, 1, &cells, error)) return false;
    *head = (PaymentFile){
        .number = cells[1], .fund_key = cells[2], .division_code = cells[3]};
    bool is_good = str_equal(cells[0], STR(MARK_HEAD)) &&
                   date_from_str(cells[4], &head->released_on) &&
                   str_to_int64(cells[5], &head->line_count) &&
                   yuan_to_fen(cells[6], &head->total_fen);
    return is_good || malformed(error, 1, "文件头不对");
}

static bool read_line(CsvReader *reader, int64_t sequence, ContentLine *line, bool *at_end,
                      Arena *arena, Error *error) {
    CsvRow row;
    Error fault = {0};
    CsvResult result = csv_next(reader, &row, &fault);
    *at_end = result == CSV_END;
    if (*at_end) return true;
    if (result != CSV_ROW) return malformed(error, row.line, "不是支付文件的一行");
    *line = (ContentLine){.line_ref = str_copy(arena, row.cells[1]),
                          .account_number = str_copy(arena, row.cells[2]),
                          .payee_name = str_copy(arena, row.cells[3]),
                          .purpose = str_copy(arena, row.cells[5]),
                          .payee_key = str_copy(arena, row.cells[6])};
    if (!str_to_int64(row.cells[0], &line->sequence) || line->sequence != sequence) {
        return malformed(error, row.line, "序号不连续");
    }
    if (!yuan_to_fen(row.cells[4], &line->amount_fen)) {
        return malformed(error, row.line, "金额不对");
    }
    return true;
}

static bool read_lines(Arena *arena, Str section, ContentLines *lines, int64_t *total_fen,
                       Error *error) {
    CsvReader *reader;
    Error fault = {0};
    if (!csv_open_text(arena, section, 2, &reader, &fault)) {
        return malformed(error, 2, "没有表头");
    }
    *lines = (ContentLines){0};
    *total_fen = 0;
    for (;;) {
        ContentLine line;
        bool at_end;
        if (!read_line(reader, (int64_t)lines->count + 1, &line, &at_end, arena, error)) {
            return false;
        }
        if (at_end) break;
        if (lines->count == PAYMENT_FILE_LINES_MAX || line.amount_fen > BUDGET_FEN_MAX) {
            return malformed(error, (int64_t)lines->count + 3, "笔数或金额超过上限");
        }
        *total_fen += line.amount_fen;
        PUSH(arena, lines, line);
    }
    csv_close(reader);
    return true;
}

// Whether the trailer says what the lines before it add up to.
static bool check_trailer(Arena *arena, Str content, size_t from, const ContentLines *lines,
                          int64_t total_fen, Error *error) {
    Str *cells;
    int64_t count, total, number = (int64_t)lines->count + 3;
    Str line = str_slice(content, from, content.length - 1);
    if (!read_cells(arena, TITLES_TRAILER, line, number, &cells, error)) return false;
    if (!str_equal(cells[0], STR(MARK_TRAILER)) || !str_to_int64(cells[1], &count) ||
        count != (int64_t)lines->count) {
        return malformed(error, number, "文件尾的笔数与各行不符");
    }
    if (!yuan_to_fen(cells[2], &total) || total != total_fen) {
        return malformed(error, number, "文件尾的合计与各行不符");
    }
    Str hash = digest_sha256(arena, str_slice(content, 0, from));
    return str_equal(cells[3], hash) || malformed(error, number, "文件尾的校验值不符");
}

bool payment_content_read(Arena *arena, Str content, PaymentFile *head, ContentLines *lines,
                          Error *error) {
    size_t first_end = str_find(content, STR("\n"), 0);
    size_t trailer = content.length > 0 ? content.length - 1 : 0;
    while (trailer > 0 && content.data[trailer - 1] != '\n') trailer--;
    if (content.length > PAYMENT_FILE_BYTES_MAX || !str_ends_with(content, STR("\n")) ||
        first_end + 1 >= trailer) {
        return malformed(error, 1, "不是完整的支付文件");
    }
    int64_t total_fen;
    Str section = str_slice(content, first_end + 1, trailer);
    if (!str_starts_with(section, STR(TITLES_LINE "\n"))) {
        return malformed(error, 2, "表头不对");
    }
    if (!read_head(arena, str_slice(content, 0, first_end), head, error) ||
        !read_lines(arena, section, lines, &total_fen, error)) {
        return false;
    }
    if (head->line_count != (int64_t)lines->count) {
        return malformed(error, 1, "文件头的笔数与各行不符");
    }
    if (head->total_fen != total_fen) return malformed(error, 1, "文件头的合计与各行不符");
    return check_trailer(arena, content, trailer, lines, total_fen, error);
}

bool payment_content_number(Arena *arena, Str content, Str *number, Error *error) {
    Str *cells;
    size_t end = str_find(content, STR("\n"), 0);
    if (content.length > PAYMENT_FILE_BYTES_MAX || end == SIZE_MAX) {
        return malformed(error, 1, "不是完整的支付文件");
    }
    if (!read_cells(arena, TITLES_HEAD, str_slice(content, 0, end), 1, &cells, error)) return false;
    if (!str_equal(cells[0], STR(MARK_HEAD))) return malformed(error, 1, "文件头不对");
    *number = cells[1];
    return true;
}

// ---- Comparing ----

static bool differs(Error *error, int64_t line, const char *what, Str got, Str wanted) {
    error_set(error, ERROR_CONFLICT, "第%" PRId64 "行%s是“%.*s”，放行的文件是“%.*s”", line, what,
              STR_ARG(utf8_head(got, 100)), STR_ARG(utf8_head(wanted, 100)));
    error_detail(error, "不要把这份文件交给银行；在平台重新下载放行的文件");
    return error_code(error, "FILE_DIFFERS");
}

static bool compare_line(Arena *arena, Str line, Str released, int64_t number, bool is_last,
                         Error *error) {
    const char *titles = number == 1 ? TITLES_HEAD : is_last ? TITLES_TRAILER : TITLES_LINE;
    Error ignored = {0};
    Str *cells, *wanted;
    if (number == 2 || !read_cells(arena, titles, line, number, &cells, &ignored) ||
        !read_cells(arena, titles, released, number, &wanted, &ignored)) {
        return differs(error, number, "", line, released);
    }
    Str title_rest = str_from_c(titles);
    for (size_t i = 0; !str_is_absent(title_rest); i++) {
        Str title = str_cut(&title_rest, ',');
        if (str_equal(cells[i], wanted[i])) continue;
        const char *what = str_to_c(arena, str_format(arena, " %.*s ", STR_ARG(title)));
        return differs(error, number, what, cells[i], wanted[i]);
    }
    return differs(error, number, "的写法", line, released); // same cells, other quotes or ends
}

bool payment_content_compare(Arena *arena, Str content, Str released, Error *error) {
    if (str_equal(content, released)) return true;
    Str rest = content, released_rest = released;
    for (int64_t number = 1;; number++) {
        Str line = str_cut(&rest, '\n');
        Str wanted = str_cut(&released_rest, '\n');
        if (str_equal(line, wanted) && !str_is_absent(rest) && !str_is_absent(released_rest)) {
            continue;
        }
        bool is_last = str_is_absent(released_rest) || released_rest.length == 0;
        return compare_line(arena, line, wanted, number, is_last, error);
    }
}
