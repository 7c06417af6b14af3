// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_MESSAGE_SENDER_H
#define CASEWORK_MESSAGE_SENDER_H
// Takes messages to a gateway by way of a folder that both see (docs/howto/connect-a-gateway.md).
//
// Each attempt is one file NAME.json; the gateway answers with NAME.sent or NAME.failed beside it,
// and then all files of that NAME are removed. NAME follows from the message and the attempt alone
// and a file that is there stays as it is, so a sender that was killed before it could note what
// it wrote, and the one that comes after it, hand over the same once. Files of other names are not
// touched. No transaction is open while files are.
//
// Failure: the folder cannot be read or written, or has MESSAGE_FILES_MAX files without a receipt:
// nothing is lost, messages go on waiting. What is logged names files and never holds a text.

#include "base/clock.h"
#include "store/store.h"

#define MESSAGE_FILES_MAX 20000      // that wait for their receipt; a gateway that stands still
#define MESSAGE_REASON_BYTES_MAX 300 // of a failed receipt; more is cut

typedef struct MessageSender {
    Store *store;
    const Clock *clock;
    Str folder;
    Str platform; // in `arena`
    Arena arena;
} MessageSender;

// Switches sending on for good (casework/message_delivery.h). The folder must be there.
bool message_sender_open(Store *store, const Clock *clock, Str folder, MessageSender *sender,
                         Error *error) MUST_USE;
// Notes receipts, then hands over what is due, at most STORE_CHUNK_ROWS of each. `*worked` is false
// when there was neither. Ends early when `*stops` becomes true; NULL = never.
bool message_sender_turn(const MessageSender *sender, const _Atomic bool *stops, bool *worked,
                         Error *error) MUST_USE;
void message_sender_close(MessageSender *sender);

#endif
