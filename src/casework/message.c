// SPDX-License-Identifier: Apache-2.0
#include "casework/message.h"

#include "casework/message.sql.h"

bool message_put(Tx *tx, const Actor *actor, const Message *message, Error *error) {
    return message_insert(tx,
                          &(MessageInsertIn){.person_id = {message->person_id != 0,
                                                           message->person_id},
                                             .uscc = message->uscc,
                                             .claim_number = message->claim_number,
                                             .body = message->text,
                                             .business_date = actor->today,
                                             .at_ms = actor->now_ms},
                          NULL, error);
}

bool message_list(Tx *tx, const Actor *actor, int64_t row_count, Arena *arena, Messages *messages,
                  Error *error) {
    const Scope *scope = &actor->scope;
    MessageRows rows;
    if (!message_list_own(tx,
                          &(MessageListOwnIn){.person_id = {scope->person_id != 0,
                                                            scope->person_id},
                                              .uscc = scope->uscc,
                                              .row_count = row_count},
                          arena, &rows, error)) {
        return false;
    }
    *messages = (Messages){.items = NEW_ARRAY(arena, Message, rows.count), .count = rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const MessageRow *row = &rows.items[i];
        messages->items[i] = (Message){.person_id = scope->person_id,
                                       .uscc = scope->uscc,
                                       .claim_number = row->claim_number,
                                       .text = row->body,
                                       .on = row->business_date,
                                       .at_ms = row->at_ms,
                                       .is_read = row->is_read};
    }
    return true;
}
