// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_ACTION_H
#define TEST_SOAK_ACTION_H
// What the actors of the simulation ask for: one request of one person, as plain bytes that go
// through a pipe, and its answer. A request runs as a page's does: the domain function inside one
// transaction, under the request's key.

#include "town.h"

#define ACTION_TEXT_BYTES 64
#define ACTION_CONTENT_BYTES 4096

// X(enumerator, what it needs beside `object`)
#define ACTION_KINDS(X)                                                                            \
    X(DO_SUBMIT) /* object: subject; flag: at the counter; text: account, if named */              \
    X(DO_RESUBMIT)                                                                                 \
    X(DO_WITHDRAW)                                                                                 \
    X(DO_CONFIRM)                                                                                  \
    X(DO_ACCEPT)                                                                                   \
    X(DO_RETURN)                                                                                   \
    X(DO_REFUSE)                                                                                   \
    X(DO_REVIEW)                                                                                   \
    X(DO_APPROVE)                                                                                  \
    X(DO_CANCEL)                                                                                   \
    X(DO_APPROVE_ALL) /* content: numbers, a space behind each */                                  \
    X(DO_OPEN_NOTICE) /* object: county */                                                         \
    X(DO_CLOSE_DUE)                                                                                \
    X(DO_OBJECT)  /* object: notice; index: its item; text: telephone */                           \
    X(DO_ANSWER)  /* the same; flag: upheld */                                                     \
    X(DO_RELEASE) /* object: county */                                                             \
    X(DO_BANK)    /* content: the return */                                                        \
    X(DO_FIX_ACCOUNT)                                                                              \
    X(DO_ALLOT)   /* object: county; amount, negative withdraws */                                 \
    X(DO_REPAY)   /* object: receivable; text: receipt; amount */                                  \
    X(DO_VOUCHER) /* object: file; text: voucher; amount */                                        \
    X(DO_REVERSE) /* object: file; text: voucher */                                                \
    X(DO_RECONCILE)                                                                                \
    X(DO_CLOSE_PERIOD) /* object: county; text: month or year */                                   \
    X(DO_SEAL_LOG)                                                                                 \
    X(DO_ROTATE_KEYS) /* index: generation of the key */                                           \
    X(DO_CARRY_OVER)  /* object: county; index: year */                                            \
    X(DO_BATCH_ASK)   /* object: county */                                                         \
    X(DO_BATCH_MATCH) /* all that was asked for */                                                 \
    X(DO_BATCH_STOP)                                                                               \
    X(DO_BATCH_ROLL_BACK)                                                                          \
    X(DO_BATCH_CONFIRM) /* object: batch; index: its row */                                        \
    X(DO_CONSENT)       /* flag: given, else withdrawn */                                          \
    X(DO_CLAWBACK_OPEN) /* object: claim; index: cause */                                          \
    X(DO_CLAWBACK_EVIDENCE)                                                                        \
    X(DO_CLAWBACK_STEP)   /* object: clawback; index: what is done */                              \
    X(DO_CLAWBACK_DECIDE) /* text: decision; amount; index: instalments; flag: due in a month */   \
    X(DO_APPEAL_FILE)     /* object: claim; text: clawback, if that is contested */                \
    X(DO_APPEAL_WITHDRAW)                                                                          \
    X(DO_APPEAL_ACCEPT)                                                                            \
    X(DO_APPEAL_DECIDE)  /* flag: maintained; text: where the review found the work to be */       \
    X(DO_RISK_ANSWER)    /* object: claim; index: its finding; flag: confirmed */                  \
    X(DO_INSPECT)        /* object: county; text: month */                                         \
    X(DO_INSPECT_RECORD) /* object: inspection; index: its item; flag: in order */                 \
    X(DO_ENROL)          /* object: person or facility; index: programme */                        \
    X(DO_ENROL_STEP)     /* object: enrolment; index: what is done */                              \
    X(DO_ROSTER_CHECK)   /* text: month; content: its rows (town_roster.h) */                      \
    X(DO_ROSTER_CONFIRM)                                                                           \
    X(DO_ROSTER_ACCEPT)                                                                            \
    X(DO_DELEGATE)       /* object: login of the colleague; index: days */                         \
    X(DO_DELEGATION_END) /* text: whose duty it is; object: who has it */

typedef enum ActionKind {
#define X(name) name,
    ACTION_KINDS(X)
#undef X
        ACTION_KIND_COUNT
} ActionKind;

// Who acts: an officer (account 1 …), an applicant (APPLICANT_ACCOUNT + index), a unit
// (UNIT_ACCOUNT + index), or, by nobody's account, the platform and the public.
#define APPLICANT_ACCOUNT 1000
#define UNIT_ACCOUNT 2000 // of the town's units

typedef struct Action {
    ActionKind kind;
    int request; // its key
    int64_t account_id;
    Role role;                      // by its own desk, or that of `duty`
    int64_t duty;                   // the officer for whom it acts; 0 = for nobody
    char person[ACTION_TEXT_BYTES]; // id number of an applicant; else empty
    Date today;
    int64_t now_ms;
    int policy;                     // of a county: whose money, fund or notice
    char object[ACTION_TEXT_BYTES]; // mostly the number of a claim
    char text[ACTION_TEXT_BYTES];
    int64_t amount_fen;
    int64_t index;
    bool flag;
    char content[ACTION_CONTENT_BYTES];
} Action;

typedef struct Answer {
    int index;                      // of the request, when several are under way
    ErrorKind kind;                 // ERROR_NONE: done
    char code[ACTION_TEXT_BYTES];   // "done", the error's code, or its kind when it has none
    char result[ACTION_TEXT_BYTES]; // a number or a figure
    char message[ERROR_MESSAGE_BYTES_MAX];
} Answer;

const char *action_name(ActionKind kind);
// When the first instalment is due that a decision asks for.
Date action_first_due(const Action *action);
// Runs it on the store, whose keys `keys` are.
void action_run(Store *store, Keyring *keys, const Town *town, const Action *action,
                Answer *answer);

#endif
