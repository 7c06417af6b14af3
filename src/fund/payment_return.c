// SPDX-License-Identifier: Apache-2.0
// A bank return: read whole and checked against its payment file in memory, then written in bulk.
// What moves the money is not what is in memory, but the answers as they stand in the database.

#include "access/audit.h"
#include "base/csv.h"
#include "base/digest.h"
#include "base/map.h"
#include "base/utf8.h"
#include "fund/bank_format.h"
#include "fund/ledger.h"
#include "fund/payment_content.h"
#include "fund/payment_return.sql.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>

// A line as the bank states it.
typedef struct Answer {
    int64_t line; // of the return file
    Str line_ref;
    int64_t amount_fen;
    bool is_paid;
    Str reason; // absent when paid
    Date bank_date;
    const PaymentLineRow *released; // what it answers
    bool is_repeat;
} Answer;

typedef struct Answers {
    Answer *items;
    size_t count;
    size_t capacity;
} Answers;

static bool refuse(Error *error, ErrorKind kind, const char *code, const char *advice) {
    error->kind = kind;
    error_detail(error, "%s；整份回盘没有入账", advice);
    return error_code(error, code);
}

static bool malformed(Error *error) {
    return refuse(error, ERROR_INVALID, "RETURN_MALFORMED", "请银行按约定格式重新提供");
}

// ---- Reading ----

enum { CELL_REF, CELL_AMOUNT, CELL_OUTCOME, CELL_REASON, CELL_DATE, CELL_COUNT };
static const char *const titles[CELL_COUNT] = {"行号", "金额", "结果", "原因", "日期"};

static bool read_answer(const CsvRow *row, const int *columns, Arena *arena, Answer *answer,
                        Error *error) {
    Str outcome = row->cells[columns[CELL_OUTCOME]];
    Str reason = str_trim(row->cells[columns[CELL_REASON]]);
    *answer = (Answer){.line = row->line,
                       .line_ref = str_copy(arena, row->cells[columns[CELL_REF]]),
                       .is_paid = str_equal(outcome, STR("成功"))};
    if (!answer->is_paid) answer->reason = str_copy(arena, reason);
    if (!answer->is_paid && !str_equal(outcome, STR("失败"))) {
        error_set(error, ERROR_INVALID, "第%" PRId64 "行：结果“%.*s”不是“成功”或“失败”", row->line,
                  STR_ARG(utf8_head(outcome, 60)));
    } else if (!answer->is_paid && str_is_empty(reason)) {
        error_set(error, ERROR_INVALID, "第%" PRId64 "行：失败没有写原因", row->line);
    } else if (reason.length > PAYMENT_TEXT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "第%" PRId64 "行：原因太长", row->line);
    } else if (!yuan_to_fen(row->cells[columns[CELL_AMOUNT]], &answer->amount_fen)) {
        error_set(error, ERROR_INVALID, "第%" PRId64 "行：金额“%.*s”不是以元为单位的两位小数",
                  row->line, STR_ARG(utf8_head(row->cells[columns[CELL_AMOUNT]], 60)));
    } else if (!date_from_str(row->cells[columns[CELL_DATE]], &answer->bank_date)) {
        error_set(error, ERROR_INVALID, "第%" PRId64 "行：日期“%.*s”不是年-月-日", row->line,
                  STR_ARG(utf8_head(row->cells[columns[CELL_DATE]], 60)));
    } else {
        return true;
    }
    return malformed(error);
}

static bool open_return(Str content, Arena *arena, CsvReader **reader, int *columns,
                        Error *error) {
    if (content.length > PAYMENT_RETURN_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "回盘太大：%zu 字节，最多 %zu", content.length,
                  PAYMENT_RETURN_BYTES_MAX);
        return refuse(error, ERROR_LIMIT, "RETURN_MALFORMED", "一份回盘对应一份支付文件");
    }
    BankReturn answer;
    if (!bank_return_read(arena, content, &answer, error)) return false;
    if (!csv_open_text(arena, answer.csv, answer.first_line, reader, error)) {
        return malformed(error);
    }
    for (int i = 0; i < CELL_COUNT; i++) {
        columns[i] = csv_column(*reader, titles[i]);
        if (columns[i] >= 0) continue;
        error_set(error, ERROR_INVALID, "回盘没有“%s”这一列", titles[i]);
        return malformed(error);
    }
    return true;
}

static bool read_answers(Str content, Arena *arena, Answers *answers, Error *error) {
    CsvReader *reader;
    int columns[CELL_COUNT];
    if (!open_return(content, arena, &reader, columns, error)) return false;
    for (;;) {
        CsvRow row;
        Answer answer;
        CsvResult result = csv_next(reader, &row, error);
        if (result == CSV_END) break;
        if (result != CSV_ROW) return malformed(error);
        if (answers->count == PAYMENT_FILE_LINES_MAX) {
            error_set(error, ERROR_LIMIT, "回盘超过 %d 行", PAYMENT_FILE_LINES_MAX);
            return refuse(error, ERROR_LIMIT, "RETURN_MALFORMED", "一份回盘对应一份支付文件");
        }
        if (!read_answer(&row, columns, arena, &answer, error)) return false;
        PUSH(arena, answers, answer);
    }
    csv_close(reader);
    if (answers->count > 0) return true;
    error_set(error, ERROR_INVALID, "回盘里没有一行");
    return malformed(error);
}

// ---- Matching ----

static bool unknown_line(const Answer *answer, Error *error) {
    error_set(error, ERROR_CONFLICT, "第%" PRId64 "行：行号“%.*s”不是放行过的行", answer->line,
              STR_ARG(utf8_head(answer->line_ref, 60)));
    return refuse(error, ERROR_CONFLICT, "RETURN_UNKNOWN_LINE", "请与银行核对行号");
}

static bool find_file(Tx *tx, const Actor *actor, const Answer *answer, Arena *arena,
                      PaymentLineFileRow *file, Error *error) {
    bool found;
    PaymentLineFileIn in = {answer->line_ref, fund_prefix(actor)};
    if (!payment_line_file(tx, &in, arena, file, &found, error)) return false;
    return found || unknown_line(answer, error);
}

// A line that is not in this file: of another one, or of none.
static bool stray_line(Tx *tx, const Actor *actor, const Answer *answer, Arena *arena,
                       Error *error) {
    PaymentLineFileRow other;
    if (!find_file(tx, actor, answer, arena, &other, error)) return false;
    error_set(error, ERROR_CONFLICT, "第%" PRId64 "行：行号 %.*s 属于另一份支付文件 %.*s",
              answer->line, STR_ARG(answer->line_ref), STR_ARG(other.number));
    return refuse(error, ERROR_CONFLICT, "RETURN_ANOTHER_FILE", "一份回盘只答复一份支付文件");
}

static bool same_answer(const Answer *a, bool is_paid, Str reason, Date bank_date) {
    return a->is_paid == is_paid && a->bank_date == bank_date &&
           (is_paid || str_equal(a->reason, reason));
}

static bool contradicts(const Answer *answer, Error *error) {
    error_set(error, ERROR_CONFLICT, "第%" PRId64 "行：行号 %.*s 以前的回盘不是这样说的",
              answer->line, STR_ARG(answer->line_ref));
    return refuse(error, ERROR_CONFLICT, "RETURN_CONTRADICTS",
                  "结果、原因、日期都与第一次相同才算重复；请与银行核对");
}

// `first` is an earlier answer for the same line in this return, NULL when there is none.
static bool match(Answer *answer, const PaymentLineRow *released, const Answer *first,
                  const Actor *actor, const PaymentLineFileRow *file, Error *error) {
    answer->released = released;
    if (answer->amount_fen != released->amount_fen) {
        Arena scratch = {0};
        error_set(error, ERROR_CONFLICT, "第%" PRId64 "行：行号 %.*s 的金额是 %.*s 元，放行的是 %.*s 元",
                  answer->line, STR_ARG(answer->line_ref),
                  STR_ARG(yuan_from_fen(&scratch, answer->amount_fen)),
                  STR_ARG(yuan_from_fen(&scratch, released->amount_fen)));
        arena_release(&scratch);
        return refuse(error, ERROR_CONFLICT, "RETURN_AMOUNT", "请与银行核对金额");
    }
    if (answer->bank_date < file->released_on || answer->bank_date > actor->today) {
        error_set(error, ERROR_INVALID, "第%" PRId64 "行：日期早于放行日，或晚于今天", answer->line);
        return malformed(error);
    }
    answer->is_repeat = first || !str_is_absent(released->outcome);
    if (!answer->is_repeat) return true;
    bool is_same = first ? same_answer(answer, first->is_paid, first->reason, first->bank_date)
                         : same_answer(answer, str_equal(released->outcome, STR("paid")),
                                       released->reason, released->bank_date);
    return is_same || contradicts(answer, error);
}

static bool match_all(Tx *tx, const Actor *actor, const PaymentLineFileRow *file, Answers *answers,
                      Arena *arena, Error *error) {
    PaymentLineRows lines;
    Map released = {.arena = arena}, answered = {.arena = arena};
    if (!payment_line_list(tx, &(PaymentLineListIn){file->id}, arena, &lines, error)) return false;
    for (size_t i = 0; i < lines.count; i++) {
        map_put(&released, lines.items[i].line_ref, &lines.items[i]);
    }
    for (size_t i = 0; i < answers->count; i++) {
        Answer *answer = &answers->items[i];
        const PaymentLineRow *line = map_get(&released, answer->line_ref);
        if (!line) return stray_line(tx, actor, answer, arena, error);
        const Answer *first = map_get(&answered, answer->line_ref);
        if (!match(answer, line, first, actor, file, error)) return false;
        map_put(&answered, answer->line_ref, answer);
    }
    return true;
}

// ---- Posting ----

// The bank's words first: the schema lets money move only where they stand.
static bool post_answers(Tx *tx, const Actor *actor, const PaymentLineFileRow *file,
                         const Answers *answers, Arena *arena, Error *error) {
    PaymentReturnInsertIn *returns = NEW_ARRAY(arena, PaymentReturnInsertIn, answers->count);
    size_t count = 0;
    int64_t settled;
    for (size_t i = 0; i < answers->count; i++) {
        const Answer *answer = &answers->items[i];
        if (answer->is_repeat) continue;
        returns[count++] = (PaymentReturnInsertIn){
            .line_ref = answer->line_ref,
            .outcome = answer->is_paid ? STR("paid") : STR("returned"),
            .amount_fen = answer->amount_fen,
            .reason = answer->reason,
            .bank_date = answer->bank_date,
            .account_id = actor->account_id,
            .posted_on = actor->today,
            .at_ms = actor->now_ms,
        };
    }
    if (count == 0) return true;
    if (!payment_return_insert_bulk(tx, returns, count, NULL, error) ||
        !ledger_settle(tx, actor, file->id, &settled, error)) {
        return false;
    }
    if (settled != (int64_t)count) { // the data contradicts itself: verify tells where
        error_set(error, ERROR_CONFLICT, "回盘有 %zu 行，但只有 %" PRId64 " 笔预留可以了结", count,
                  settled);
        return refuse(error, ERROR_CONFLICT, "RETURN_NOT_SETTLED", "请先核验账目（jiuye verify）");
    }
    return payment_settle(tx, &(PaymentSettleIn){file->id}, NULL, error);
}

static ReturnResult result_from_answers(const Answers *answers, Str file_number, Arena *arena) {
    ReturnResult result = {.file_number = file_number,
                           .items = NEW_ARRAY(arena, ReturnLine, answers->count),
                           .count = answers->count};
    for (size_t i = 0; i < answers->count; i++) {
        const Answer *answer = &answers->items[i];
        result.items[i] = (ReturnLine){
            .line_ref = answer->line_ref,
            .claim_number = answer->released->claim_number,
            .payment_number = answer->released->payment_number,
            .amount_fen = answer->amount_fen,
            .is_paid = answer->is_paid,
            .reason = answer->reason,
            .is_repeat = answer->is_repeat,
        };
        if (answer->is_repeat) continue;
        if (answer->is_paid) result.paid_fen += answer->amount_fen;
        else result.returned_fen += answer->amount_fen;
    }
    return result;
}

bool payment_return_file(Tx *tx, const Actor *actor, Str content, Arena *arena, PaymentFile *file,
                         bool *found, Error *error) {
    Answers answers = {0};
    PaymentLineFileRow row;
    if (!read_answers(content, arena, &answers, error)) return false;
    PaymentLineFileIn in = {answers.items[0].line_ref, fund_prefix(actor)};
    if (!payment_line_file(tx, &in, arena, &row, found, error)) return false;
    *file = (PaymentFile){0};
    if (*found) file->number = row.number;
    return true;
}

bool payment_return_post(Tx *tx, const Actor *actor, Str content, Arena *arena,
                         ReturnResult *result, Error *error) {
    Answers answers = {0};
    PaymentLineFileRow file;
    if (!read_answers(content, arena, &answers, error) ||
        !find_file(tx, actor, &answers.items[0], arena, &file, error) ||
        !match_all(tx, actor, &file, &answers, arena, error) ||
        !post_answers(tx, actor, &file, &answers, arena, error)) {
        return false;
    }
    *result = result_from_answers(&answers, file.number, arena);
    Str paid = yuan_from_fen(arena, result->paid_fen);
    Str returned = yuan_from_fen(arena, result->returned_fen);
    Str hash = digest_sha256(arena, content);
    AuditEntry entry = {
        .action = STR("payment_return.post"),
        .object_kind = STR("payment_file"),
        .object_number = file.number,
        .division_code = file.division_code,
        .after = str_format(arena, "%zu 行；新入账：成功 %.*s 元，退回 %.*s 元；SHA-256 %.*s",
                            result->count, STR_ARG(paid), STR_ARG(returned), STR_ARG(hash)),
    };
    return audit_write(tx, actor, &entry, error);
}
