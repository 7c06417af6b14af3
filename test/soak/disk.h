// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_DISK_H
#define TEST_SOAK_DISK_H
// A disk that fails on command: an SQLite VFS around the ordinary one. It counts what is done to
// the database and its log (open, delete, write, truncate, sync), and at the n-th of these does
// what it was armed with. It remembers every write that no sync has made durable yet, so that a
// power cut or a failed sync can lose some of them, as a disk and its cache may.
//
// Syncs are not passed on: kill -9 does not empty the page cache, and what a power cut loses is
// decided here.

#include <stdbool.h>
#include <stdint.h>

typedef enum DiskFaultKind {
    DISK_GOOD,
    DISK_KILL,   // kill -9 before the operation
    DISK_TORN,   // kill -9 in the middle of a write: half of it is there
    DISK_POWER,  // kill -9, and of what was not synced each write is there or not
    DISK_FULL,   // no write succeeds from here on
    DISK_BROKEN, // one write is half done and fails
    DISK_SYNC,   // the next sync fails, and of what it should have kept each write is there or not
    DISK_FAULTS
} DiskFaultKind;

typedef struct DiskFault {
    DiskFaultKind kind;
    int at;        // operation, from 1
    uint64_t seed; // of which writes are lost
} DiskFault;

// Makes it the disk of every connection that this process and its children open from now on; once.
void disk_install(void);
// Counts from zero; the fault strikes once.
void disk_arm(const DiskFault *fault);

#endif
