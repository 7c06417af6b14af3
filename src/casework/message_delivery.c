// SPDX-License-Identifier: Apache-2.0
#include "casework/message_delivery.h"

#include "access/audit.h"
#include "casework/message_delivery.sql.h"
#include "registry/mask.h"

#include <sodium.h>

#define PLATFORM_BYTES 8

static const struct {
    const char *code, *label;
} deliveries[MESSAGE_DELIVERY_COUNT] = {
    [MESSAGE_WAITING] = {"waiting", "等待发送"},
    [MESSAGE_HANDED] = {"handed", "已交网关"},
    [MESSAGE_SENT] = {"sent", "已发送"},
    [MESSAGE_FAILED] = {"failed", "没有发出"},
};

Str message_delivery_code(MessageDelivery delivery) {
    return str_from_c(deliveries[delivery].code);
}

Str message_delivery_label(MessageDelivery delivery) {
    return str_from_c(deliveries[delivery].label);
}

// ---- For the sender ----

bool message_switch_on(Tx *tx, int64_t now_ms, Arena *arena, Str *platform, Error *error) {
    unsigned char bytes[PLATFORM_BYTES];
    char text[2 * PLATFORM_BYTES + 1];
    MessageGatewayRow row;
    bool found;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    if (!message_gateway_put(tx, &(MessageGatewayPutIn){str_from_c(text), now_ms}, NULL, error) ||
        !message_gateway_get(tx, NULL, arena, &row, &found, error)) {
        return false;
    }
    *platform = row.platform;
    return true;
}

static MessageParcel parcel_from_row(const MessageTakenRow *row) {
    return (MessageParcel){.tag = {row->id, row->at_ms, row->attempt},
                           .telephone = str_is_absent(row->person_phone) ? row->org_phone
                                                                         : row->person_phone,
                           .account = row->account,
                           .text = row->body,
                           .claim_number = row->claim_number,
                           .on = row->business_date};
}

bool message_give_up_old(Tx *tx, int64_t now_ms, int64_t row_count, Arena *arena, int64_t *count,
                         Error *error) {
    Str reason = str_format(arena, "等了%d天以上没有发，不再自动发", MESSAGE_WAITING_DAYS_MAX);
    MessageGiveUpIn in = {now_ms - MESSAGE_WAITING_MS_MAX, reason, now_ms, row_count};
    return message_give_up(tx, &in, count, error);
}

bool message_lease(Tx *tx, int64_t now_ms, int64_t row_count, Arena *arena, MessageParcels *parcels,
                   Error *error) {
    MessageTakenRows rows;
    MessageTakeIn in = {now_ms, now_ms + MESSAGE_LEASE_MS, row_count,
                        now_ms - MESSAGE_WAITING_MS_MAX};
    if (!message_take(tx, &in, arena, &rows, error)) return false;
    *parcels = (MessageParcels){NEW_ARRAY(arena, MessageParcel, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) parcels->items[i] = parcel_from_row(&rows.items[i]);
    return true;
}

static int64_t wait_ms(int64_t failures_before) {
    int64_t wait = MESSAGE_WAIT_MS_FIRST;
    for (int64_t i = 0; i < failures_before; i++) wait *= MESSAGE_WAIT_GROWTH;
    return wait;
}

static bool note_failure(Tx *tx, const MessageNote *note, int64_t now_ms, Error *error) {
    const MessageTag *tag = &note->tag;
    bool is_over = note->is_final || tag->attempt + 1 >= MESSAGE_ATTEMPTS_MAX;
    MessageNoteFailedIn in = {.id = tag->id,
                              .at_ms = tag->at_ms,
                              .attempt = tag->attempt,
                              .failure = note->reason,
                              .delivery =
                                  message_delivery_code(is_over ? MESSAGE_FAILED : MESSAGE_WAITING),
                              .due_ms = is_over ? now_ms : now_ms + wait_ms(tag->attempt)};
    return message_note_failed(tx, &in, NULL, error);
}

bool message_note(Tx *tx, const MessageNote *note, int64_t now_ms, Error *error) {
    const MessageTag *tag = &note->tag;
    switch (note->delivery) {
    case MESSAGE_HANDED:
        return message_note_handed(tx, &(MessageNoteHandedIn){tag->id, tag->attempt}, NULL, error);
    case MESSAGE_SENT:
        return message_note_sent(
            tx, &(MessageNoteSentIn){tag->id, tag->at_ms, tag->attempt, now_ms}, NULL, error);
    case MESSAGE_FAILED:
        return note_failure(tx, note, now_ms, error);
    case MESSAGE_WAITING:
    case MESSAGE_DELIVERY_COUNT:
        break;
    }
    return true;
}

// ---- For the office ----

static MessageFailure failure_from_row(Arena *arena, const MessageFailureRow *row) {
    return (MessageFailure){.id = row->id,
                            .recipient = str_is_absent(row->person_name)
                                             ? row->org_name
                                             : mask_name(arena, row->person_name),
                            .division_code = row->division_code,
                            .claim_number = row->claim_number,
                            .on = row->business_date,
                            .attempts = row->attempt,
                            .reason = row->failure};
}

static bool read_counts(Tx *tx, Str prefix, Arena *arena, MessageState *state, Error *error) {
    for (int i = 0; i < MESSAGE_DELIVERY_COUNT; i++) {
        MessageDeliveryCountRow row;
        MessageDeliveryCountIn in = {prefix, message_delivery_code((MessageDelivery)i),
                                     MESSAGE_COUNT_MAX};
        if (!message_delivery_count(tx, &in, arena, &row, error)) return false;
        state->counts[i] = row.count;
    }
    return true;
}

static bool read_failures(Tx *tx, Str prefix, int64_t before_id, Arena *arena, MessageState *state,
                          Error *error) {
    MessageFailureRows rows;
    MessageFailuresIn in = {prefix, before_id > 0 ? before_id : INT64_MAX,
                            MESSAGE_FAILURES_MAX + 1};
    if (!message_failures(tx, &in, arena, &rows, error)) return false;
    state->has_more = rows.count > MESSAGE_FAILURES_MAX;
    state->failure_count = state->has_more ? MESSAGE_FAILURES_MAX : rows.count;
    state->failures = NEW_ARRAY(arena, MessageFailure, state->failure_count);
    for (size_t i = 0; i < state->failure_count; i++) {
        state->failures[i] = failure_from_row(arena, &rows.items[i]);
    }
    return true;
}

bool message_state(Tx *tx, const Actor *actor, int64_t before_id, Arena *arena, MessageState *state,
                   Error *error) {
    Str prefix = actor->scope.division_prefix;
    MessageGatewayRow gateway = {0};
    *state = (MessageState){0};
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "消息的发送情况只给经办机构看");
    }
    if (!message_gateway_get(tx, NULL, arena, &gateway, &state->is_on, error)) return false;
    state->since_ms = gateway.since_ms;
    return read_counts(tx, prefix, arena, state, error) &&
           read_failures(tx, prefix, before_id, arena, state, error);
}

bool message_retry(Tx *tx, const Actor *actor, int64_t id, Arena *arena, Error *error) {
    int64_t changed;
    MessageSendAgainIn in = {id, actor->scope.division_prefix, actor->now_ms};
    if (!message_send_again(tx, &in, &changed, error)) return false;
    if (changed == 0) {
        error_set(error, ERROR_CONFLICT, "消息 %lld 不在没有发出的消息里", (long long)id);
        error_detail(error, "可能已经有人让它再发了，请刷新页面");
        return error_code(error, "MESSAGE_NOT_FAILED");
    }
    AuditEntry entry = {.action = STR("message.retry"),
                        .object_kind = STR("message"),
                        .object_number = str_format(arena, "%lld", (long long)id)};
    return audit_write(tx, actor, &entry, error);
}
