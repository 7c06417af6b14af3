// SPDX-License-Identifier: Apache-2.0
#include "fund/bank_format.h"

#include "base/csv.h"
#include "base/digest.h"
#include "base/gb18030.h"
#include "base/utf8.h"
#include "fund/yuan.h"

#include <inttypes.h>

enum {
    WIDTH_NUMBER = 30,
    WIDTH_FUND = 60,
    WIDTH_DIVISION = 6,
    WIDTH_DATE = 8,
    WIDTH_COUNT = 6,
    WIDTH_AMOUNT = 16,
    WIDTH_LINE_REF = 40,
    WIDTH_ACCOUNT = 32,
    WIDTH_NAME = 160,
    WIDTH_PURPOSE = 160,
    WIDTH_PAYEE_KEY = 20,
    RETURN_HEAD = 1 + WIDTH_LINE_REF + WIDTH_AMOUNT + 1 + WIDTH_DATE, // all before the reason
};

static const Str format_codes[] = {[BANK_CSV] = STR_INIT("csv"), [BANK_FIXED] = STR_INIT("fixed")};
static const Str encoding_codes[] = {[BANK_UTF8] = STR_INIT("utf-8"),
                                     [BANK_GB18030] = STR_INIT("gb18030")};

Str bank_format_code(BankFormat format) {
    return format_codes[format];
}

Str bank_encoding_code(BankEncoding encoding) {
    return encoding_codes[encoding];
}

bool bank_format_from_code(Str code, BankFormat *format) {
    *format = str_equal(code, format_codes[BANK_FIXED]) ? BANK_FIXED : BANK_CSV;
    return str_equal(code, format_codes[*format]);
}

bool bank_encoding_from_code(Str code, BankEncoding *encoding) {
    *encoding = str_equal(code, encoding_codes[BANK_GB18030]) ? BANK_GB18030 : BANK_UTF8;
    return str_equal(code, encoding_codes[*encoding]);
}

// ---- Writing ----

// A record of fixed fields that is being written; the first text without room is kept.
typedef struct Record {
    Arena *arena;
    StrBuilder out;
    BankEncoding encoding;
    const char *too_wide; // name of the field; NULL = everything fits
    Str text;             // that does not
} Record;

static void put_text(Record *record, const char *name, Str text, size_t width) {
    Str bytes = record->encoding == BANK_GB18030 ? gb18030_from_utf8(record->arena, text) : text;
    if (bytes.length > width && !record->too_wide) {
        record->too_wide = name;
        record->text = text;
    }
    str_put(&record->out, bytes);
    for (size_t i = bytes.length; i < width; i++) str_put_char(&record->out, ' ');
}

static void put_number(Record *record, int64_t number, int width) {
    str_put_format(&record->out, "%0*" PRId64, width, number);
}

static void put_date(Record *record, Date date) {
    CivilDate day = date_to_civil(date);
    str_put_format(&record->out, "%04d%02d%02d", (int)day.year, (int)day.month, (int)day.day);
}

static void put_head(Record *record, const PaymentFile *head) {
    str_put_char(&record->out, 'H');
    put_text(record, "文件号", head->number, WIDTH_NUMBER);
    put_text(record, "资金", head->fund_key, WIDTH_FUND);
    put_text(record, "县区", head->division_code, WIDTH_DIVISION);
    put_date(record, head->released_on);
    put_number(record, head->line_count, WIDTH_COUNT);
    put_number(record, head->total_fen, WIDTH_AMOUNT);
    str_put_char(&record->out, '\n');
}

static void put_line(Record *record, const ContentLine *line) {
    str_put_char(&record->out, 'D');
    put_number(record, line->sequence, WIDTH_COUNT);
    put_text(record, "行号", line->line_ref, WIDTH_LINE_REF);
    put_text(record, "账号", line->account_number, WIDTH_ACCOUNT);
    put_text(record, "户名", line->payee_name, WIDTH_NAME);
    put_number(record, line->amount_fen, WIDTH_AMOUNT);
    put_text(record, "用途", line->purpose, WIDTH_PURPOSE);
    put_text(record, "证件号", line->payee_key, WIDTH_PAYEE_KEY);
    str_put_char(&record->out, '\n');
}

static bool write_fixed(Arena *arena, Str kept, BankEncoding encoding, Str *bytes, Error *error) {
    PaymentFile head;
    ContentLines lines;
    Record record = {.arena = arena, .encoding = encoding};
    if (!payment_content_read(arena, kept, &head, &lines, error)) return false;
    str_builder_init(&record.out, arena, 4 * PAYMENT_FILE_BYTES_MAX);
    put_head(&record, &head);
    for (size_t i = 0; i < lines.count; i++) put_line(&record, &lines.items[i]);
    if (record.too_wide) {
        error_set(error, ERROR_INVALID, "%s“%.*s”在定长文件里放不下", record.too_wide,
                  STR_ARG(utf8_head(record.text, 100)));
        error_detail(error, "撤销这笔拨付，改短后再放行；或把这个资金的文件格式改为 CSV");
        return error_code(error, "FILE_TEXT_TOO_WIDE");
    }
    Str hash = digest_sha256(arena, str_built(&record.out));
    str_put_char(&record.out, 'T');
    put_number(&record, head.line_count, WIDTH_COUNT);
    put_number(&record, head.total_fen, WIDTH_AMOUNT);
    str_put(&record.out, hash);
    str_put_char(&record.out, '\n');
    *bytes = str_built(&record.out);
    return true;
}

// The kept file in GB 18030, whose trailer vouches for the bytes that the bank gets.
static Str write_gb18030(Arena *arena, Str kept) {
    size_t trailer = kept.length - 1;
    while (trailer > 0 && kept.data[trailer - 1] != '\n') trailer--;
    size_t hash = kept.length - 1;
    while (hash > trailer && kept.data[hash - 1] != ',') hash--;
    StrBuilder out;
    str_builder_init(&out, arena, 2 * PAYMENT_FILE_BYTES_MAX);
    str_put(&out, gb18030_from_utf8(arena, str_slice(kept, 0, trailer)));
    Str digest = digest_sha256(arena, str_built(&out));
    str_put(&out, gb18030_from_utf8(arena, str_slice(kept, trailer, hash)));
    str_put(&out, digest);
    str_put_char(&out, '\n');
    return str_built(&out);
}

bool bank_file_write(Arena *arena, Str kept, const BankChannel *channel, Str *bytes,
                     Error *error) {
    if (channel->format == BANK_FIXED) {
        return write_fixed(arena, kept, channel->encoding, bytes, error);
    }
    *bytes = channel->encoding == BANK_GB18030 ? write_gb18030(arena, kept) : kept;
    return true;
}

// ---- Reading ----

static bool malformed(Error *error, int64_t line, const char *code, const char *advice) {
    error_set(error, ERROR_INVALID, "第%" PRId64 "行读不出来", line);
    error_detail(error, "%s", advice);
    return error_code(error, code);
}

static bool to_utf8(Arena *arena, Str bytes, Str *text) {
    *text = bytes;
    return utf8_is_valid(bytes) || gb18030_to_utf8(arena, bytes, text);
}

bool bank_file_number(Arena *arena, Str bytes, Str *number, Error *error) {
    Str text, first = str_slice(bytes, 0, str_find(bytes, STR("\n"), 0));
    if (first.length > 1 + WIDTH_NUMBER && first.data[0] == 'H') {
        *number = str_trim(str_slice(first, 1, 1 + WIDTH_NUMBER));
        if (utf8_is_valid(*number)) return true;
    }
    Str start = str_slice(bytes, 0, first.length + 1);
    if (!to_utf8(arena, start, &text)) {
        return malformed(error, 1, "FILE_MALFORMED", "原样使用平台放行的支付文件");
    }
    return payment_content_number(arena, text, number, error);
}

bool bank_file_compare(Arena *arena, Str bytes, Str released, Error *error) {
    if (str_equal(bytes, released)) return true;
    int64_t number = 0;
    Str got, wanted;
    do {
        got = str_cut(&bytes, '\n');
        wanted = str_cut(&released, '\n');
        number++;
    } while (str_equal(got, wanted) && (bytes.length > 0 || released.length > 0));
    Str got_text, wanted_text;
    bool is_text = to_utf8(arena, got, &got_text) && to_utf8(arena, wanted, &wanted_text);
    error_set(error, ERROR_CONFLICT, "第%" PRId64 "行和放行的文件不同", number);
    if (is_text) {
        error_detail(error, "这一行是“%.*s”，放行的是“%.*s”；不要把这份文件交给银行",
                     STR_ARG(utf8_head(got_text, 120)), STR_ARG(utf8_head(wanted_text, 120)));
    } else {
        error_detail(error, "不要把这份文件交给银行；在平台重新下载放行的文件");
    }
    return error_code(error, "FILE_DIFFERS");
}

static bool digits_of(Str text, int64_t *number) {
    return str_to_int64(text, number) && *number >= 0;
}

// One record of a fixed return as a line of CSV.
static bool put_answer(StrBuilder *out, Arena *arena, Str line) {
    int64_t amount_fen, day;
    size_t at = 1 + WIDTH_LINE_REF;
    if (line.length < RETURN_HEAD || line.data[0] != 'R') return false;
    Str reference = str_trim(str_slice(line, 1, at));
    Str amount = str_slice(line, at, at + WIDTH_AMOUNT);
    char result = line.data[at + WIDTH_AMOUNT];
    Str date = str_slice(line, RETURN_HEAD - WIDTH_DATE, RETURN_HEAD);
    if (!digits_of(amount, &amount_fen) || !digits_of(date, &day)) return false;
    if (result != 'S' && result != 'F') return false;
    csv_put_cell(out, reference, true);
    csv_put_cell(out, yuan_from_fen(arena, amount_fen), false);
    csv_put_cell(out, result == 'S' ? STR("成功") : STR("失败"), false);
    csv_put_cell(out, str_trim(str_slice(line, RETURN_HEAD, line.length)), false);
    str_put_format(out, ",%04d-%02d-%02d\n", (int)(day / 10000), (int)(day / 100 % 100),
                   (int)(day % 100));
    return true;
}

bool bank_return_read(Arena *arena, Str bytes, BankReturn *answer, Error *error) {
    static const char advice[] = "原样上传银行给的回盘文件；定长回盘每行以 R 开头";
    Str text;
    if (!to_utf8(arena, bytes, &text)) text = bytes; // reading it as CSV will name the line
    *answer = (BankReturn){text, 1};
    if (!str_starts_with(text, STR("R"))) return true;
    StrBuilder out;
    str_builder_init(&out, arena, PAYMENT_FILE_BYTES_MAX);
    str_put(&out, STR("行号,金额,结果,原因,日期\n"));
    for (int64_t number = 1; text.length > 0; number++) {
        Str line = str_cut(&text, '\n');
        if (str_ends_with(line, STR("\r"))) line.length--;
        if (line.length == 0) {
            str_put_char(&out, '\n'); // skipped, and counted
        } else if (!put_answer(&out, arena, line)) {
            return malformed(error, number, "RETURN_MALFORMED", advice);
        }
    }
    *answer = (BankReturn){str_built(&out), 0};
    return true;
}
