// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_log.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

// More is written in parts. SQLite's VFS writes less than 128 KiB at once: of a greater length it
// takes what is left over.
#define PENDING_BYTES (127 * 1024)

typedef struct LogVfs {
    sqlite3_vfs vfs; // first: a copy of the one below, but for how it opens
    sqlite3_vfs *below;
} LogVfs;

// In front of the file of the VFS below.
typedef struct LogFile {
    sqlite3_file file;
    char *pending;        // what is not written yet; NULL until there was something
    sqlite3_int64 offset; // where that belongs
    int size;
} LogFile;

static sqlite3_file *below(sqlite3_file *file) {
    return (sqlite3_file *)((LogFile *)file + 1);
}

// What fails here was never promised: its transaction is rolled back.
static int write_pending(sqlite3_file *base) {
    LogFile *file = (LogFile *)base;
    sqlite3_file *real = below(base);
    int size = file->size;
    file->size = 0;
    return size == 0 ? SQLITE_OK
                     : real->pMethods->xWrite(real, file->pending, size, file->offset);
}

static int log_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
    LogFile *file = (LogFile *)base;
    sqlite3_file *real = below(base);
    bool continues = file->size > 0 && offset == file->offset + file->size &&
                     size <= PENDING_BYTES - file->size;
    if (!continues) {
        int code = write_pending(base);
        if (code != SQLITE_OK) return code;
        if (!file->pending) file->pending = sqlite3_malloc(PENDING_BYTES);
        if (!file->pending || size > PENDING_BYTES) {
            return real->pMethods->xWrite(real, bytes, size, offset);
        }
        file->offset = offset;
    }
    memcpy(file->pending + file->size, bytes, (size_t)size);
    file->size += size;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset) {
    sqlite3_file *real = below(base);
    int code = write_pending(base); // of a transaction that is larger than the cache
    return code != SQLITE_OK ? code : real->pMethods->xRead(real, bytes, size, offset);
}

static int log_sync(sqlite3_file *base, int flags) {
    int code = write_pending(base);
    return code != SQLITE_OK ? code : below(base)->pMethods->xSync(below(base), flags);
}

static int log_truncate(sqlite3_file *base, sqlite3_int64 size) {
    int code = write_pending(base);
    return code != SQLITE_OK ? code : below(base)->pMethods->xTruncate(below(base), size);
}

static int log_file_size(sqlite3_file *base, sqlite3_int64 *size) {
    int code = write_pending(base);
    return code != SQLITE_OK ? code : below(base)->pMethods->xFileSize(below(base), size);
}

static int log_close(sqlite3_file *base) {
    LogFile *file = (LogFile *)base;
    int written = write_pending(base), closed = below(base)->pMethods->xClose(below(base));
    sqlite3_free(file->pending);
    file->pending = NULL;
    return written != SQLITE_OK ? written : closed;
}

// ---- Straight through ----

static int log_lock(sqlite3_file *base, int level) {
    return below(base)->pMethods->xLock(below(base), level);
}

static int log_unlock(sqlite3_file *base, int level) {
    return below(base)->pMethods->xUnlock(below(base), level);
}

static int log_check_lock(sqlite3_file *base, int *is_locked) {
    return below(base)->pMethods->xCheckReservedLock(below(base), is_locked);
}

static int log_control(sqlite3_file *base, int operation, void *argument) {
    return below(base)->pMethods->xFileControl(below(base), operation, argument);
}

static int log_sector_size(sqlite3_file *base) {
    return below(base)->pMethods->xSectorSize(below(base));
}

static int log_characteristics(sqlite3_file *base) {
    return below(base)->pMethods->xDeviceCharacteristics(below(base));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1, // no shared memory and no mapping: those belong to the database's file
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_file_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector_size,
    .xDeviceCharacteristics = log_characteristics,
};

// ---- Opening ----

static int log_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
                    int *opened) {
    sqlite3_vfs *real = ((LogVfs *)vfs)->below;
    if (!(flags & SQLITE_OPEN_WAL)) return real->xOpen(real, name, base, flags, opened);
    *(LogFile *)base = (LogFile){0};
    int code = real->xOpen(real, name, below(base), flags, opened);
    if (code == SQLITE_OK) base->pMethods = &methods;
    return code;
}

// The mutex is held.
static bool put_over(LogVfs *made, sqlite3_vfs *real) {
    *made = (LogVfs){*real, real};
    made->vfs.pNext = NULL;
    made->vfs.zName = "jiuye-log";
    made->vfs.xOpen = log_open;
    made->vfs.szOsFile += (int)sizeof(LogFile);
    return sqlite3_vfs_register(&made->vfs, false) == SQLITE_OK;
}

const char *sqlite_log_vfs(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static LogVfs made;
    pthread_mutex_lock(&mutex);
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    bool is_made = real && (made.below == real || put_over(&made, real));
    pthread_mutex_unlock(&mutex);
    return is_made ? made.vfs.zName : NULL;
}
