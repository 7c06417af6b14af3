// SPDX-License-Identifier: Apache-2.0
#include "disk.h"

#include <assert.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A change that no sync has made durable.
typedef struct Change {
    sqlite3_int64 offset;
    int size;             // of `after`; 0 = a truncation to `offset`
    int before_size;      // of `before`, less at the end of the file
    sqlite3_int64 length; // of the file before
    char *before, *after;
} Change;

typedef struct DiskFile {
    sqlite3_file base;
    bool is_counted; // the database or its log
    Change *changes;
    int count, capacity;
    struct DiskFile *next; // of the open ones that are counted
} DiskFile;

static sqlite3_vfs *real_vfs;
static DiskFile *open_files;
static DiskFault armed;
static int operations;

static sqlite3_file *real_of(sqlite3_file *file) {
    return (sqlite3_file *)((char *)file + sizeof(DiskFile));
}

static int draw(int below) {
    armed.seed = armed.seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((armed.seed >> 33) % (uint64_t)below);
}

// ---- What is not durable yet ----

static void remember(DiskFile *file, sqlite3_int64 offset, const void *after, int size) {
    sqlite3_file *real = real_of(&file->base);
    Change change = {.offset = offset, .size = size};
    real->pMethods->xFileSize(real, &change.length);
    sqlite3_int64 room = change.length - offset;
    if (after && room > size) room = size;
    if (room > 0) {
        change.before_size = (int)room;
        change.before = malloc((size_t)room);
        assert(change.before);
        real->pMethods->xRead(real, change.before, (int)room, offset);
    }
    if (after) {
        change.after = malloc((size_t)size);
        assert(change.after);
        memcpy(change.after, after, (size_t)size);
    }
    if (file->count == file->capacity) {
        file->capacity = file->capacity ? 2 * file->capacity : 64;
        file->changes = realloc(file->changes, (size_t)file->capacity * sizeof *file->changes);
        assert(file->changes);
    }
    file->changes[file->count++] = change;
}

static void forget(DiskFile *file) {
    for (int i = 0; i < file->count; i++) {
        free(file->changes[i].before);
        free(file->changes[i].after);
    }
    file->count = 0;
}

// Back to what the last sync kept, and of what came after it each change or not.
static void lose_some(DiskFile *file) {
    sqlite3_file *real = real_of(&file->base);
    for (int i = file->count - 1; i >= 0; i--) {
        const Change *change = &file->changes[i];
        if (change->before_size) {
            real->pMethods->xWrite(real, change->before, change->before_size, change->offset);
        }
        real->pMethods->xTruncate(real, change->length);
    }
    for (int i = 0; i < file->count; i++) {
        const Change *change = &file->changes[i];
        if (draw(2)) continue;
        if (change->size) {
            real->pMethods->xWrite(real, change->after, change->size, change->offset);
        } else {
            real->pMethods->xTruncate(real, change->offset);
        }
    }
    forget(file);
}

// ---- Striking ----

static void die(void) {
    kill(getpid(), SIGKILL);
    pause();
}

// Counts an operation; whether the fault strikes now.
static bool strikes(void) {
    return ++operations == armed.at && armed.kind != DISK_GOOD;
}

// Faults that end the program whatever the operation is.
static void strike_any(void) {
    if (armed.kind == DISK_KILL || armed.kind == DISK_TORN) die();
    if (armed.kind != DISK_POWER) return;
    for (DiskFile *file = open_files; file; file = file->next) lose_some(file);
    die();
}

// ---- Files ----

static int disk_close(sqlite3_file *base) {
    DiskFile *file = (DiskFile *)base;
    for (DiskFile **at = &open_files; *at; at = &(*at)->next) {
        if (*at != file) continue;
        *at = file->next;
        break;
    }
    forget(file);
    free(file->changes);
    return real_of(base)->pMethods->xClose(real_of(base));
}

static int disk_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset) {
    return real_of(base)->pMethods->xRead(real_of(base), bytes, size, offset);
}

static int write_block(DiskFile *file, const char *bytes, int size, sqlite3_int64 offset) {
    sqlite3_file *real = real_of(&file->base);
    bool now = strikes();
    if (armed.kind == DISK_FULL && operations >= armed.at) return SQLITE_FULL;
    if (now && (armed.kind == DISK_TORN || armed.kind == DISK_BROKEN)) {
        remember(file, offset, bytes, size / 2);
        real->pMethods->xWrite(real, bytes, size / 2, offset);
        if (armed.kind == DISK_BROKEN) return SQLITE_IOERR_WRITE;
    }
    if (now) strike_any();
    remember(file, offset, bytes, size);
    return real->pMethods->xWrite(real, bytes, size, offset);
}

#define BLOCK_BYTES 4096

// Each block of a write is one operation, and may be lost on its own.
static int disk_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
    DiskFile *file = (DiskFile *)base;
    sqlite3_file *real = real_of(base);
    if (!file->is_counted) return real->pMethods->xWrite(real, bytes, size, offset);
    int code = SQLITE_OK;
    for (int done = 0; done < size && code == SQLITE_OK; done += BLOCK_BYTES) {
        int part = size - done < BLOCK_BYTES ? size - done : BLOCK_BYTES;
        code = write_block(file, (const char *)bytes + done, part, offset + done);
    }
    return code;
}

static int disk_truncate(sqlite3_file *base, sqlite3_int64 size) {
    DiskFile *file = (DiskFile *)base;
    if (file->is_counted) {
        if (strikes()) strike_any();
        remember(file, size, NULL, 0);
    }
    return real_of(base)->pMethods->xTruncate(real_of(base), size);
}

static int disk_sync(sqlite3_file *base, int flags) {
    DiskFile *file = (DiskFile *)base;
    (void)flags;
    if (!file->is_counted) return SQLITE_OK;
    if (strikes()) strike_any();
    if (armed.kind == DISK_SYNC && operations >= armed.at) {
        armed.kind = DISK_GOOD;
        lose_some(file);
        return SQLITE_IOERR_FSYNC;
    }
    forget(file);
    return SQLITE_OK;
}

// The rest is passed on.
// clang-format off
#define PASS(name, method, parameters, arguments)                                                 \
    static int disk_##name parameters { return real_of(file)->pMethods->method arguments; }
PASS(file_size, xFileSize, (sqlite3_file *file, sqlite3_int64 *size), (real_of(file), size))
PASS(lock, xLock, (sqlite3_file *file, int lock), (real_of(file), lock))
PASS(unlock, xUnlock, (sqlite3_file *file, int lock), (real_of(file), lock))
PASS(check_reserved, xCheckReservedLock, (sqlite3_file *file, int *out), (real_of(file), out))
PASS(control, xFileControl, (sqlite3_file *file, int op, void *argument),
     (real_of(file), op, argument))
PASS(sector_size, xSectorSize, (sqlite3_file *file), (real_of(file)))
PASS(characteristics, xDeviceCharacteristics, (sqlite3_file *file), (real_of(file)))
PASS(shm_map, xShmMap, (sqlite3_file *file, int page, int size, int extend, void volatile **out),
     (real_of(file), page, size, extend, out))
PASS(shm_lock, xShmLock, (sqlite3_file *file, int offset, int n, int flags),
     (real_of(file), offset, n, flags))
PASS(shm_unmap, xShmUnmap, (sqlite3_file *file, int delete), (real_of(file), delete))
// clang-format on

static void disk_shm_barrier(sqlite3_file *file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_file_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector_size,
    .xDeviceCharacteristics = disk_characteristics,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

// ---- The VFS ----

static int disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
                     int *out) {
    DiskFile *file = (DiskFile *)base;
    (void)vfs;
    *file = (DiskFile){.is_counted = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0};
    if (file->is_counted && strikes()) strike_any();
    int code = real_vfs->xOpen(real_vfs, name, real_of(base), flags, out);
    if (!real_of(base)->pMethods) return code;
    file->base.pMethods = &methods;
    if (!file->is_counted) return code;
    file->next = open_files;
    open_files = file;
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    if (strikes()) strike_any();
    return real_vfs->xDelete(real_vfs, name, sync);
}

void disk_install(void) {
    static sqlite3_vfs vfs;
    if (real_vfs) return;
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = "failing";
    vfs.szOsFile = (int)sizeof(DiskFile) + real_vfs->szOsFile;
    vfs.xOpen = disk_open;
    vfs.xDelete = disk_delete;
    int code = sqlite3_vfs_register(&vfs, 1);
    assert(code == SQLITE_OK);
}

void disk_arm(const DiskFault *fault) {
    armed = *fault;
    operations = 0;
}
