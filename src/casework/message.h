// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_MESSAGE_H
#define CASEWORK_MESSAGE_H
// The outbox: what the platform tells people (受理, 补正, 公示, 到账 …). A message commits with the step it
// speaks of, and the page of the recipient shows it at once; casework/message_sender.h sends it.

#include "access/actor.h"
#include "store/store.h"

typedef struct Message {
    int64_t person_id; // recipient: a person,
    Str uscc;          // or an organisation
    Str claim_number;  // absent = none
    Str text;
    Date on;
    int64_t at_ms;
    bool is_read;
} Message;

typedef struct Messages {
    Message *items;
    size_t count;
    size_t capacity;
} Messages;

bool message_put(Tx *tx, const Actor *actor, const Message *message, Error *error) MUST_USE;
// The actor's own, newest first.
bool message_list(Tx *tx, const Actor *actor, int64_t row_count, Arena *arena, Messages *messages,
                  Error *error) MUST_USE;

#endif
