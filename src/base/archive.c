// SPDX-License-Identifier: Apache-2.0
#include "base/archive.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define READ_BYTES 65536

// ---- Writing ----

// An entry while libzip, which asks for bytes when it closes the archive, takes it.
typedef struct Feed {
    const ArchiveEntry *entry;
    Arena arena; // of the piece at hand
    Str piece;
    Error *error;        // of the whole archive: what a source said
    zip_error_t failure; // the same, as libzip wants it
} Feed;

static zip_int64_t feed_read(Feed *feed, char *out, zip_uint64_t capacity) {
    if (feed->piece.length == 0) {
        arena_reset(&feed->arena);
        if (!feed->entry->next(feed->entry->user, &feed->arena, &feed->piece, feed->error)) {
            zip_error_set(&feed->failure, ZIP_ER_READ, 0);
            return -1;
        }
    }
    size_t count = feed->piece.length < capacity ? feed->piece.length : (size_t)capacity;
    if (count) memcpy(out, feed->piece.data, count);
    feed->piece = str_slice(feed->piece, count, feed->piece.length);
    return (zip_int64_t)count;
}

static zip_int64_t feed_answer(void *user, void *data, zip_uint64_t length,
                               zip_source_cmd_t command) {
    Feed *feed = user;
    switch ((int)command) {
    case ZIP_SOURCE_OPEN:
        return 0;
    case ZIP_SOURCE_READ:
        return feed_read(feed, data, length);
    case ZIP_SOURCE_CLOSE:
        arena_release(&feed->arena);
        return 0;
    case ZIP_SOURCE_STAT:
        zip_stat_init(data);
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&feed->failure, data, length);
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    default:
        zip_error_set(&feed->failure, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static bool fail(zip_error_t *failure, Str path, Error *error) {
    error_set(error, ERROR_UNAVAILABLE, "写不成“%.*s”：%s", STR_ARG(path),
              zip_error_strerror(failure));
    return error_detail(error, "检查磁盘空间和目录的写权限");
}

static bool add_entry(zip_t *zip, Feed *feed, Arena *arena) {
    zip_source_t *source = zip_source_function(zip, feed_answer, feed);
    if (!source) return false;
    const char *name = str_to_c(arena, feed->entry->name);
    if (zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0) return true;
    zip_source_free(source);
    return false;
}

static bool write_zip(const char *path, Feed *feeds, size_t count, Arena *arena, Error *error) {
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!zip) {
        zip_error_t failure;
        zip_error_init_with_code(&failure, code);
        return fail(&failure, str_from_c(path), error);
    }
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) ok = add_entry(zip, &feeds[i], arena);
    Error said = {0};
    for (size_t i = 0; i < count; i++) feeds[i].error = &said;
    if (ok && zip_close(zip) == 0) return true;
    if (said.kind == ERROR_NONE) fail(zip_get_error(zip), str_from_c(path), &said);
    zip_discard(zip);
    if (error) *error = said;
    return false;
}

bool archive_write(Str path, const ArchiveEntry *entries, size_t count, Error *error) {
    Arena arena = {0};
    Feed *feeds = NEW_ARRAY(&arena, Feed, count);
    for (size_t i = 0; i < count; i++) feeds[i].entry = &entries[i];
    const char *name = str_to_c(&arena, path);
    bool ok = write_zip(name, feeds, count, &arena, error);
    if (!ok) unlink(name);
    for (size_t i = 0; i < count; i++) arena_release(&feeds[i].arena);
    arena_release(&arena);
    return ok;
}

// ---- Reading ----

struct Archive {
    zip_t *zip;
};

struct ArchivePart {
    zip_file_t *file;
};

static bool refuse(Error *error) {
    error_set(error, ERROR_INVALID, "文件不完整、被改动过，或者不是备份文件");
    return error_detail(error, "换一份完整的备份");
}

bool archive_open(Str path, Archive **archive, Error *error) {
    Arena arena = {0};
    int code = 0;
    zip_t *zip = NULL;
    bool is_there = file_exists(path) && !file_is_folder(path);
    if (is_there) zip = zip_open(str_to_c(&arena, path), ZIP_RDONLY | ZIP_CHECKCONS, &code);
    arena_release(&arena);
    if (!is_there) return error_set(error, ERROR_NOT_FOUND, "没有文件“%.*s”", STR_ARG(path));
    if (!zip) return refuse(error);
    *archive = malloc(sizeof **archive);
    if (!*archive) abort(); // as an arena without memory
    (*archive)->zip = zip;
    return true;
}

void archive_close(Archive *archive) {
    if (!archive) return;
    zip_discard(archive->zip);
    free(archive);
}

bool archive_part_open(Archive *archive, Str name, ArchivePart **part, Error *error) {
    Arena arena = {0};
    zip_int64_t at = zip_name_locate(archive->zip, str_to_c(&arena, name), ZIP_FL_ENC_UTF_8);
    arena_release(&arena);
    if (at < 0) return error_set(error, ERROR_NOT_FOUND, "备份里没有 %.*s", STR_ARG(name));
    zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)at, 0);
    if (!file) return refuse(error);
    *part = malloc(sizeof **part);
    if (!*part) abort();
    (*part)->file = file;
    return true;
}

bool archive_part_read(ArchivePart *part, char *bytes, size_t capacity, size_t *count,
                       Error *error) {
    zip_int64_t got = zip_fread(part->file, bytes, capacity);
    if (got < 0) return refuse(error);
    *count = (size_t)got;
    return true;
}

void archive_part_close(ArchivePart *part) {
    if (!part) return;
    zip_fclose(part->file);
    free(part);
}

bool archive_read(Archive *archive, Str name, size_t bytes_max, Arena *arena, Str *content,
                  Error *error) {
    ArchivePart *part;
    StrBuilder out;
    char bytes[READ_BYTES];
    size_t count = 1;
    if (!archive_part_open(archive, name, &part, error)) return false;
    str_builder_init(&out, arena, bytes_max);
    bool ok = true;
    while (ok && count > 0 && !out.overflowed) {
        ok = archive_part_read(part, bytes, sizeof bytes, &count, error);
        if (ok) str_put(&out, (Str){bytes, count});
    }
    archive_part_close(part);
    *content = str_built(&out);
    if (!ok || !out.overflowed) return ok;
    return error_set(error, ERROR_LIMIT, "备份里的 %.*s 太大", STR_ARG(name));
}
