// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_PAYMENT_CONTENT_H
#define FUND_PAYMENT_CONTENT_H
// The bytes of a payment file, as the bank gets them: CSV in UTF-8, lines end in LF.
//
//     支付文件,ZF-640522-2023-000001,就业补助资金,640522,2023-10-16,2,1600.00
//     序号,行号,账号,户名,金额,用途,证件号
//     1,ZF-640522-2023-000001-00001,6217998710000000002,王某,800.00,一次性交通补贴,640522199910100410
//     2,…
//     合计,2,1600.00,<SHA-256 of everything before this line>
//
// A name that a spreadsheet would run as a formula gets a ' in front of it. No cell holds a control
// character, so a line of text is a row. Pure: no database.

#include "fund/payment.h"

typedef struct ContentLine {
    int64_t sequence; // from 1, without gaps
    Str line_ref;
    Str account_number;
    Str payee_name;
    int64_t amount_fen;
    Str purpose;
    Str payee_key;
} ContentLine;

typedef struct ContentLines {
    ContentLine *items;
    size_t count;
    size_t capacity;
} ContentLines;

// `head` gives number, fund, county, date, count and total, written as they are; so a wrong total
// is found by reading the result.
Str payment_content_write(Arena *arena, const PaymentFile *head, const ContentLines *lines)
    MUST_USE;
// Reads a file and recomputes what it says of itself: sequence, count and total in header and
// trailer, hash. Fills number, fund_key, division_code, released_on, line_count and total_fen;
// texts are as written, a guarding ' included. ERROR_INVALID "FILE_MALFORMED" names the line.
bool payment_content_read(Arena *arena, Str content, PaymentFile *head, ContentLines *lines,
                          Error *error) MUST_USE;
// The number in the first line; "FILE_MALFORMED" when it is not that of a payment file.
bool payment_content_number(Arena *arena, Str content, Str *number, Error *error) MUST_USE;
// ERROR_CONFLICT "FILE_DIFFERS": names the first line and cell in which `content` is not `released`.
bool payment_content_compare(Arena *arena, Str content, Str released, Error *error) MUST_USE;

#endif
