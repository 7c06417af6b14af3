// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_DELEGATION_H
#define ACCESS_DELEGATION_H
// Delegation during leave (委托): a named colleague acts in an officer's role and county on named
// days. Rights go over, people do not: every step keeps the account of who took it, so nobody gains
// a second hand in a claim. The delegate chooses to act (`delegation_act`); what they then write is
// signed "name（代 name）". It ends with its last day, or at once when it is called back.
// Source: [R]; issue of casework, "delegation during leave"; separation of hands as domain.md §5.

#include "access/actor.h"
#include "store/store.h"

#define DELEGATION_DAYS_MAX 92          // [R] one season; longer is a change of post
#define DELEGATION_REASON_BYTES_MAX 300
#define DELEGATION_ROWS_MAX 200

typedef struct NewDelegation {
    Str from_login;   // absent: the actor's own duty; the security administrator names another's
    Str to_login;
    Date from, to;    // both count
    Str reason;
} NewDelegation;

typedef struct Delegation {
    int64_t id;
    Str from_login, from_name;
    Str to_login, to_name;
    Role role;        // that goes over
    Str division_code;
    Date from, to;
    Date ended_on;    // DATE_ABSENT = was not called back
    Str reason;
    bool is_to_actor; // who asks may act by it
    bool is_in_effect; // today
    bool may_end;      // who asks may call it back
} Delegation;

typedef struct Delegations {
    Delegation *items; // newest first
    size_t count;
    bool has_more;     // older ones, cut at DELEGATION_ROWS_MAX
} Delegations;

// ERROR_CONFLICT "DELEGATION_NEEDLESS" between colleagues who have the same work anyway,
// "DELEGATION_NOT_ALLOWED" between duties that must stay apart, "SAME_PERSON" to oneself,
// "DELEGATION_OVERLAPS" when a colleague has one of the days already. Nobody passes on what was
// delegated to them.
bool delegation_make(Tx *tx, const Actor *actor, const NewDelegation *in, Arena *arena,
                     int64_t *id, Error *error) MUST_USE;
// By whose duty it is, by the delegate, or by the security administrator.
bool delegation_end(Tx *tx, const Actor *actor, int64_t id, Arena *arena, Error *error) MUST_USE;
// Given and received; the security administrator sees all.
bool delegation_list(Tx *tx, const Actor *actor, Arena *arena, Delegations *all, Error *error)
    MUST_USE;

typedef struct Colleague {
    Str login, name;
    Role role;
    Str division_code;
} Colleague;

typedef struct Colleagues {
    Colleague *items;
    size_t count;
} Colleagues;

// Whom the actor's duty can be handed to.
bool delegation_colleagues(Tx *tx, const Actor *actor, Arena *arena, Colleagues *all, Error *error)
    MUST_USE;

#endif
