// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_BANK_FORMAT_H
#define FUND_BANK_FORMAT_H
// Payment files and bank returns as a channel wants them: CSV or fixed width, UTF-8 or GB 18030.
// What is kept is the file of fund/payment_content.h; what goes to the bank is made from it, always
// the same bytes. Fixed width counts bytes of the encoding; texts are filled up with spaces on the
// right, numbers with zeros on the left, amounts are fen; lines end in LF:
//
//     H 文件号 30  资金 60  县区 6  日期 8  笔数 6  合计 16
//     D 序号 6  行号 40  账号 32  户名 160  金额 16  用途 160  证件号 20
//     T 笔数 6  合计 16  SHA-256 of everything before this line, 64
//
// and a return: R 行号 40  金额 16  结果 S or F  日期 8  原因, the rest of the line. Pure: no database.

#include "fund/payment_content.h"

typedef enum BankFormat { BANK_CSV, BANK_FIXED } BankFormat;
typedef enum BankEncoding { BANK_UTF8, BANK_GB18030 } BankEncoding;

// How a fund's payments go out.
typedef struct BankChannel {
    Str name; // 银行代发, 国库集中支付, …
    BankFormat format;
    BankEncoding encoding;
} BankChannel;

// "csv", "fixed"; "utf-8", "gb18030".
Str bank_format_code(BankFormat format);
Str bank_encoding_code(BankEncoding encoding);
bool bank_format_from_code(Str code, BankFormat *format) MUST_USE;
bool bank_encoding_from_code(Str code, BankEncoding *encoding) MUST_USE;

// What the bank gets for a kept file. ERROR_INVALID "FILE_TEXT_TOO_WIDE" when a text has no room in
// its field: nothing is ever cut off.
bool bank_file_write(Arena *arena, Str kept, const BankChannel *channel, Str *bytes, Error *error)
    MUST_USE;
// The number that a file in any of the formats says it has; "FILE_MALFORMED".
bool bank_file_number(Arena *arena, Str bytes, Str *number, Error *error) MUST_USE;
// ERROR_CONFLICT "FILE_DIFFERS" names the first line in which `bytes` is not `released`.
bool bank_file_compare(Arena *arena, Str bytes, Str released, Error *error) MUST_USE;

// A bank return as CSV in UTF-8: 行号,金额,结果,原因,日期.
typedef struct BankReturn {
    Str csv;
    int64_t first_line; // of the bank's file: 0 where it has no titles of its own
} BankReturn;

// In any of the formats; ERROR_INVALID "RETURN_MALFORMED" names the line.
bool bank_return_read(Arena *arena, Str bytes, BankReturn *answer, Error *error) MUST_USE;

#endif
