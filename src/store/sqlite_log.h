// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_SQLITE_LOG_H
#define STORE_SQLITE_LOG_H
// How SQLite's write-ahead log reaches the file: what a commit appends is gathered in memory and
// written at once, when it is synced. SQLite itself writes the head of each page and the page, two
// calls of the system for each of the several hundred pages of a group of writes.
//
// Nothing is promised earlier: readers are told of a commit after its sync, and a write that fails
// then (a full disk, say) fails the commit as it would have failed the page. A process that is
// killed before loses what nobody was told of. Whatever else is done to the log, and every other
// file, goes straight to the VFS below: the default one of the process.

// The name under which sqlite3_open_v2 finds it. NULL when SQLite refuses it: the default VFS then
// serves, in more calls.
const char *sqlite_log_vfs(void);

#endif
