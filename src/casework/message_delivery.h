// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_MESSAGE_DELIVERY_H
#define CASEWORK_MESSAGE_DELIVERY_H
// How messages fare on their way to a gateway of SMS or of an app.
//
//     waiting ──> handed ──> sent
//        ^           │
//        ├── wait <──┴── failed receipt; after MESSAGE_ATTEMPTS_MAX of them ──> failed
//        ├── not handed over within MESSAGE_WAITING_MS_MAX ──────────────────────>│
//        └────────────────────────── again, by the office ─────────────────────┘
//
// Only messages made after sending was first switched on wait: those of before stay in the site.
// A message is taken under a lease, so that two servers do not both hand it over; whoever falls
// silent loses it, and the next hands over the same under the same name. Where neither telephone
// nor account is known it fails at once. The recipient's own list says nothing of all this.

#include "access/actor.h"
#include "store/store.h"

#define MESSAGE_LEASE_MS ((int64_t)60 * 1000)
#define MESSAGE_ATTEMPTS_MAX 5
#define MESSAGE_WAITING_DAYS_MAX 3 // since it was due: what is older is no news, and misleads
#define MESSAGE_WAITING_MS_MAX (MESSAGE_WAITING_DAYS_MAX * INT64_C(24) * 60 * 60 * 1000)
#define MESSAGE_WAIT_MS_FIRST ((int64_t)60 * 1000) // behind the first failure,
#define MESSAGE_WAIT_GROWTH 4                      // and so many times longer behind each next
#define MESSAGE_COUNT_MAX 1000                     // counted so far; more is "1000 or more"
#define MESSAGE_FAILURES_MAX 100                   // of one page

typedef enum MessageDelivery {
    MESSAGE_WAITING,
    MESSAGE_HANDED,
    MESSAGE_SENT,
    MESSAGE_FAILED,
    MESSAGE_DELIVERY_COUNT,
} MessageDelivery;

Str message_delivery_code(MessageDelivery delivery);
Str message_delivery_label(MessageDelivery delivery); // 「等待发送」

// ---- For the sender ----

// What an attempt is called: the same for every server, and never that of another message, also
// when a backup was restored and numbers are given anew.
typedef struct MessageTag {
    int64_t id;
    int64_t at_ms;   // when the message was made
    int64_t attempt; // failures before this one
} MessageTag;

typedef struct MessageParcel {
    MessageTag tag;
    Str telephone, account; // one may be absent or empty; both: it cannot be sent
    Str text;
    Str claim_number; // absent = none
    Date on;
} MessageParcel;

typedef struct MessageParcels {
    MessageParcel *items;
    size_t count;
} MessageParcels;

// What became of one.
typedef struct MessageNote {
    MessageTag tag;
    MessageDelivery delivery; // HANDED, SENT, or FAILED: this attempt,
    bool is_final;            // or every further one as well
    Str reason;               // of FAILED
} MessageNote;

// From now on messages wait, if they did not yet. `platform` names this database for good.
bool message_switch_on(Tx *tx, int64_t now_ms, Arena *arena, Str *platform, Error *error) MUST_USE;
// Gives up at most `row_count` of those that waited too long, while sending was switched off or its
// folder was closed: the office sees them among the failed. `*count` of them.
bool message_give_up_old(Tx *tx, int64_t now_ms, int64_t row_count, Arena *arena, int64_t *count,
                         Error *error) MUST_USE;
// Takes at most `row_count` of the others that are due, until now_ms + MESSAGE_LEASE_MS.
bool message_lease(Tx *tx, int64_t now_ms, int64_t row_count, Arena *arena, MessageParcels *parcels,
                   Error *error) MUST_USE;
// What is known already, and what nobody knows, changes nothing.
bool message_note(Tx *tx, const MessageNote *note, int64_t now_ms, Error *error) MUST_USE;

// ---- For the office ----

typedef struct MessageFailure {
    int64_t id;
    Str recipient; // a person's name masked, an organisation's as it is; absent = not known
    Str division_code;
    Str claim_number; // absent = none
    Date on;
    int64_t attempts;
    Str reason;
} MessageFailure;

typedef struct MessageState {
    bool is_on;                             // sending was switched on,
    int64_t since_ms;                       // then
    int64_t counts[MESSAGE_DELIVERY_COUNT]; // up to MESSAGE_COUNT_MAX
    MessageFailure *failures;               // newest first
    size_t failure_count;
    bool has_more;
} MessageState;

// Of the own county. `before_id` is that of the last failure seen; 0 = from the newest.
bool message_state(Tx *tx, const Actor *actor, int64_t before_id, Arena *arena, MessageState *state,
                   Error *error) MUST_USE;
// ERROR_CONFLICT "MESSAGE_NOT_FAILED" for one that is not among them.
bool message_retry(Tx *tx, const Actor *actor, int64_t id, Arena *arena, Error *error) MUST_USE;

#endif
