// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_READ_LOG_H
#define ACCESS_READ_LOG_H
// Who read whose personal details: rows of the audit log that are written behind the reader's back.
//
// Noting costs a copy and never fails, waits or touches the database: to read is never refused
// because the log is slow. A thread writes what was noted, in order. The queue is bounded; what
// finds it full is counted, and the count is itself written ("read.lost") as soon as there is room
// again. What is still queued when the process is killed is lost with it: a write that must not be
// lost is audit_write in its own transaction. Any thread may note.

#include "access/actor.h"
#include "store/store.h"

#define READ_LOG_ROWS 4096 // that may wait
#define READ_LOG_BATCH 200 // rows of one transaction

typedef struct ReadLog ReadLog;

typedef struct ReadNote {
    const char *action;      // "case.read", "evidence.read": a constant
    const char *object_kind; // a constant
    Str object_number;
    Str division_code;
} ReadNote;

bool read_log_open(Store *store, ReadLog **log, Error *error) MUST_USE;
// Writes what is queued, as far as the database takes it. NULL is allowed.
void read_log_close(ReadLog *log);
// NULL is allowed as `log`: nobody keeps it.
void read_log_note(ReadLog *log, const Actor *actor, const ReadNote *note);

typedef struct ReadLogState {
    int64_t waiting;
    int64_t lost; // in all, since it was opened
} ReadLogState;

ReadLogState read_log_state(ReadLog *log);

#endif
