// SPDX-License-Identifier: Apache-2.0
#include "base/bundle.h"

#include "base/utf8.h"

#include <time.h>
#include <zip.h>

#define NAME_PART_BYTES_MAX 120

// ZIP keeps local time, and libzip makes it of a moment by the zone of the process: the moment that
// is noon of the day in that same zone gives the same bytes in every zone.
static time_t noon_of(Date date) {
    CivilDate civil = date_to_civil(date);
    struct tm local = {.tm_year = (int)civil.year - 1900,
                       .tm_mon = civil.month - 1,
                       .tm_mday = civil.day,
                       .tm_hour = 12,
                       .tm_isdst = -1};
    return mktime(&local);
}

static bool add_entry(zip_t *zip, Arena *arena, const BundleEntry *entry, time_t moment,
                      Error *error) {
    zip_source_t *content = zip_source_buffer(zip, entry->content.data, entry->content.length, 0);
    if (!content) return error_set(error, ERROR_UNAVAILABLE, "打包时内存不足");
    zip_int64_t index = zip_file_add(zip, str_to_c(arena, entry->name), content, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(content);
        return error_set(error, ERROR_INVALID, "包里不能有两个“%.*s”",
                         STR_ARG(utf8_head(entry->name, BUNDLE_NAME_BYTES_MAX)));
    }
    bool is_set = zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0 &&
                  zip_file_set_mtime(zip, (zip_uint64_t)index, moment, 0) == 0;
    return is_set || error_set(error, ERROR_UNAVAILABLE, "打包没有成功");
}

static bool read_back(zip_source_t *sink, Arena *arena, Str *bytes, Error *error) {
    zip_stat_t stat;
    if (zip_source_stat(sink, &stat) == 0 && zip_source_open(sink) == 0) {
        char *data = arena_alloc(arena, stat.size);
        zip_int64_t length = zip_source_read(sink, data, stat.size);
        zip_source_close(sink);
        *bytes = (Str){data, stat.size};
        if (length == (zip_int64_t)stat.size) return true;
    }
    return error_set(error, ERROR_UNAVAILABLE, "打包没有成功");
}

bool bundle_write(Arena *arena, const BundleEntries *entries, Date date, Str *bytes, Error *error) {
    zip_source_t *sink = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = sink ? zip_open_from_source(sink, ZIP_TRUNCATE, NULL) : NULL;
    if (!zip) {
        if (sink) zip_source_free(sink);
        return error_set(error, ERROR_UNAVAILABLE, "打包时内存不足");
    }
    zip_source_keep(sink); // closing the archive gives up the source
    time_t moment = noon_of(date);
    bool is_written = true;
    for (size_t i = 0; is_written && i < entries->count; i++) {
        is_written = add_entry(zip, arena, &entries->items[i], moment, error);
    }
    if (!is_written) {
        zip_discard(zip);
    } else if (zip_close(zip) != 0) {
        is_written = error_set(error, ERROR_UNAVAILABLE, "打包没有成功");
        zip_discard(zip);
    }
    is_written = is_written && read_back(sink, arena, bytes, error);
    zip_source_free(sink);
    return is_written;
}

Str bundle_name(Arena *arena, Str text) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t at = 0; at < text.length && out.count < NAME_PART_BYTES_MAX;) {
        char bytes[4];
        uint32_t c = utf8_next(text, &at);
        bool is_kept = c != UTF8_INVALID && c >= 0x20 && c != 0x7F && c != '/' && c != '\\' &&
                       c != ':' && !(c == '.' && out.count == 0);
        if (is_kept) str_put(&out, (Str){bytes, utf8_encode(c, bytes)});
    }
    return out.count > 0 ? str_built(&out) : STR("未命名");
}
