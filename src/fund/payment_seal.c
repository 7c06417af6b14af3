// SPDX-License-Identifier: Apache-2.0
#include "fund/payment_seal.h"

#include "access/audit.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "fund/payment_seal.sql.h"
#include "fund/visible.h"

// ---- Sealing ----

static bool find_seal(Tx *tx, const Actor *actor, Str number, Arena *arena, PaymentSealRow *row,
                      Error *error) {
    bool found;
    PaymentSealSelectIn in = {number, fund_prefix(actor)};
    if (!payment_check_sees_people(actor, error) ||
        !payment_seal_select(tx, &in, arena, row, &found, error)) {
        return false;
    }
    return found || error_set(error, ERROR_NOT_FOUND, "没有支付文件 %.*s",
                              STR_ARG(utf8_head(number, 60)));
}

bool payment_file_seal(Tx *tx, const Actor *actor, Str number, const BankChannel *channel,
                       const SigningKey *key, Arena *arena, Error *error) {
    PaymentSealRow row;
    PaymentFile file;
    Str bytes;
    if (!find_seal(tx, actor, number, arena, &row, error)) return false;
    if (!str_is_absent(row.sha256)) return true;
    if (!payment_file_find(tx, actor, number, arena, &file, error) ||
        !bank_file_write(arena, file.content, channel, &bytes, error)) {
        return false;
    }
    Str signature;
    if (!signing_key_sign(key, arena, bytes, &signature, error)) return false;
    PaymentSealInsertIn in = {
        .file_id = row.file_id,
        .channel = channel->name,
        .format = bank_format_code(channel->format),
        .encoding = bank_encoding_code(channel->encoding),
        .sha256 = digest_sha256(arena, bytes),
        .suite = suite_code(signing_key_suite(key)),
        .public_key = signing_key_public(arena, key),
        .signature = signature,
        .sealed_by = actor->account_id,
        .sealed_on = actor->today,
        .at_ms = actor->now_ms,
    };
    AuditEntry entry = {
        .action = STR("payment_file.seal"),
        .object_kind = STR("payment_file"),
        .object_number = number,
        .division_code = row.division_code,
        .after = str_format(arena, "%.*s，%.*s，%.*s；SHA-256 %.*s", STR_ARG(in.channel),
                            STR_ARG(in.format), STR_ARG(in.encoding), STR_ARG(in.sha256)),
    };
    return payment_seal_insert(tx, &in, NULL, error) && audit_write(tx, actor, &entry, error);
}

// ---- Delivering ----

static bool channel_of(Str name, Str format, Str encoding, BankChannel *channel) {
    channel->name = name;
    return bank_format_from_code(format, &channel->format) &&
           bank_encoding_from_code(encoding, &channel->encoding);
}

static bool damaged(Str number, Error *error) {
    error_set(error, ERROR_CONFLICT, "支付文件 %.*s 和放行时不一样了", STR_ARG(number));
    error_detail(error, "不要交给银行；请先核验账目（jiuye verify）");
    return error_code(error, "FILE_DAMAGED");
}

bool payment_file_deliver(Tx *tx, const Actor *actor, Str number, Arena *arena,
                          PaymentDelivery *delivery, Error *error) {
    PaymentSealRow row;
    PaymentFile file;
    if (!find_seal(tx, actor, number, arena, &row, error) ||
        !payment_file_find(tx, actor, number, arena, &file, error)) {
        return false;
    }
    if (str_is_absent(row.sha256)) {
        error_set(error, ERROR_CONFLICT, "支付文件 %.*s 还没有签名", STR_ARG(number));
        error_detail(error, "请联系维护人员：放行时的签名没有写入");
        return error_code(error, "FILE_UNSEALED");
    }
    *delivery = (PaymentDelivery){.number = row.number,
                                  .sha256 = row.sha256,
                                  .public_key = row.public_key,
                                  .signature = row.signature};
    if (!channel_of(row.channel, row.format, row.encoding, &delivery->channel) ||
        !suite_from_code(row.suite, &delivery->suite) ||
        !bank_file_write(arena, file.content, &delivery->channel, &delivery->content, error) ||
        !str_equal(digest_sha256(arena, delivery->content), row.sha256)) {
        return damaged(number, error);
    }
    return true;
}

// ---- Proof ----

static const char *fault_of(const PaymentSealProveRow *row, const Str *keys, Arena *scratch) {
    BankChannel channel;
    Suite suite;
    Str bytes;
    Error fault = {0};
    if (!channel_of(row->channel, row->format, row->encoding, &channel) ||
        !suite_from_code(row->suite, &suite) ||
        !bank_file_write(scratch, row->content, &channel, &bytes, &fault)) {
        return "交银行的文件写不出来";
    }
    if (!str_equal(digest_sha256(scratch, bytes), row->sha256)) return "交银行的字节与校验值不符";
    if (!signature_holds(suite, row->public_key, bytes, row->signature)) return "签名不对";
    bool is_trusted = str_is_absent(keys[suite]) || str_equal(keys[suite], row->public_key);
    return is_trusted ? NULL : "不是用这把密钥签的";
}

bool payment_seal_prove(Tx *tx, const Str *keys, Arena *arena, LedgerProof *proof, Error *error) {
    QueryCursor cursor;
    Arena batch = {0}, scratch = {0};
    PaymentSealProveRows rows;
    bool is_read = payment_seal_prove_all_open(tx, NULL, &cursor, error);
    while (is_read) {
        arena_reset(&batch);
        is_read = payment_seal_prove_all_next(&cursor, &batch, &rows, error);
        if (!is_read || rows.count == 0) break;
        for (size_t i = 0; i < rows.count; i++) {
            arena_reset(&scratch);
            const char *fault = fault_of(&rows.items[i], keys, &scratch);
            if (!fault) continue;
            if (proof->faults++ == 0) {
                proof->first_fault = str_format(arena, "支付文件 %.*s：%s",
                                                STR_ARG(rows.items[i].number), fault);
            }
        }
    }
    if (is_read) payment_seal_prove_all_close(&cursor);
    arena_release(&batch);
    arena_release(&scratch);
    return is_read;
}
