// SPDX-License-Identifier: Apache-2.0
#include "publish/catalogue.h"

#include "access/audit.h"
#include "policy/check.h"
#include "publish/catalogue.sql.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Edition {
    Arena arena; // the files and the compiled pack
    const Pack *pack;
    struct Edition *next;
} Edition;

struct Catalogue {
    Store *store;
    pthread_mutex_t lock; // of the list
    Edition *editions;    // the one in effect is the last
    const Pack *pack;
};

// ---- Compiling ----

static bool refuse_pack(Arena *arena, const Diagnostics *diagnostics, Error *error) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (diagnostics->items[i].severity != SEVERITY_ERROR) continue;
        diagnostic_print(&text, &diagnostics->items[i]);
        break;
    }
    Str finding = str_trim(str_built(&text));
    error_set(error, ERROR_INVALID, "政策包有%zu处错误，不能使用：%.*s", diagnostics->error_count,
              STR_ARG(finding));
    error_code(error, "PACK_INVALID");
    return error_detail(error, "用 jiuye check 看全部错误，改正后再发布");
}

// `is_new`: its examples and tables are checked as well.
static bool pack_compile(Arena *arena, const PackFiles *files, bool is_new, const Pack **pack,
                         Error *error) {
    Diagnostics diagnostics = {.arena = arena};
    *pack = pack_load(arena, files, &diagnostics);
    if (*pack && is_new) pack_check(arena, *pack, &diagnostics);
    if (*pack && !diagnostics_has_errors(&diagnostics)) return true;
    return refuse_pack(arena, &diagnostics, error);
}

// ---- Publishing ----

typedef struct Publishing {
    const PublishIn *in;
    const Pack *pack;
} Publishing;

static bool version_write(Tx *tx, const void *data, void *out, Arena *arena, Error *error) {
    const Publishing *publishing = data;
    const Pack *pack = publishing->pack;
    PolicyVersionKeyRow version;
    PolicyVersionInsertIn row = {str_from_c(pack->hash), pack->id, pack->title,
                                 publishing->in->today};
    (void)out;
    if (!policy_version_insert(tx, &row, arena, &version, error)) {
        if (!str_equal(str_from_c(error->code), STR("UNIQUE:policy_version_hash"))) return false;
        error_set(error, ERROR_CONFLICT, "这个政策包已经发布过（%s）", pack->hash);
        return error_code(error, "PACK_PUBLISHED");
    }
    for (size_t i = 0; i < publishing->in->files->count; i++) {
        const PackFile *file = &publishing->in->files->items[i];
        PolicyFileInsertIn in = {version.id, file->name, file->content};
        if (!policy_file_insert(tx, &in, NULL, error)) return false;
    }
    Actor actor = actor_system(publishing->in->today, publishing->in->now_ms);
    AuditEntry entry = {.action = STR("policy.publish"), .object_kind = STR("policy_version"),
                        .object_number = str_from_c(pack->hash), .after = pack->title};
    return audit_write(tx, &actor, &entry, error);
}

bool catalogue_publish(Store *store, const PublishIn *in, Error *error) {
    Arena arena = {0};
    Publishing publishing = {.in = in};
    bool is_done = pack_compile(&arena, in->files, true, &publishing.pack, error) &&
                   store_write(store, version_write, &publishing, NULL, &arena, error);
    arena_release(&arena);
    return is_done;
}

// ---- Reading ----

typedef struct Stored {
    bool is_found;
    PolicyVersionRow version;
    PolicyFileRows files;
} Stored;

// `data`: the hash of a version, absent for the latest.
static bool version_read(Tx *tx, const void *data, void *out, Arena *arena, Error *error) {
    const Str *hash = data;
    Stored *stored = out;
    bool is_read =
        str_is_absent(*hash)
            ? policy_version_latest(tx, NULL, arena, &stored->version, &stored->is_found, error)
            : policy_version_find(tx, &(PolicyVersionFindIn){*hash}, arena, &stored->version,
                                  &stored->is_found, error);
    if (!is_read || !stored->is_found) return is_read;
    return policy_file_list(tx, &(PolicyFileListIn){stored->version.id}, arena, &stored->files,
                            error);
}

static PackFiles files_of(Arena *arena, const Stored *stored) {
    PackFiles files = {0};
    for (size_t i = 0; i < stored->files.count; i++) {
        const PolicyFileRow *row = &stored->files.items[i];
        Str path = str_format(arena, "%.*s/%.*s", STR_ARG(stored->version.pack_id),
                              STR_ARG(row->name));
        PackFile file = {row->name, path, row->content};
        PUSH(arena, &files, file);
    }
    return files;
}

static void edition_free(Edition *edition) {
    arena_release(&edition->arena);
    free(edition);
}

// NULL in `edition` when there is no such version.
static bool edition_open(Store *store, Str hash, Edition **edition, Error *error) {
    Edition *made = calloc(1, sizeof *made);
    Stored stored = {0};
    *edition = NULL;
    if (!made) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    bool is_read = store_read(store, version_read, &hash, &stored, &made->arena, error);
    if (is_read && stored.is_found) {
        PackFiles files = files_of(&made->arena, &stored);
        is_read = pack_compile(&made->arena, &files, false, &made->pack, error);
        if (is_read) {
            *edition = made;
            return true;
        }
    }
    edition_free(made);
    return is_read;
}

// ---- The catalogue ----

static void compare_carried(const PackFiles *carried, const Pack *pack) {
    Arena arena = {0};
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *own = pack_load(&arena, carried, &diagnostics);
    if (own && !str_equal(str_from_c(own->hash), str_from_c(pack->hash))) {
        fprintf(stderr, "jiuye: 数据库里生效的政策包是 %.12s…，程序自带的是 %.12s…，以数据库为准\n",
                pack->hash, own->hash);
    }
    arena_release(&arena);
}

static bool latest_open(Catalogue *catalogue, Date today, int64_t now_ms, Error *error) {
    Arena arena = {0};
    PackFiles carried = {0};
    Edition *edition = NULL;
    bool has_files = pack_files_embedded(&arena, &carried);
    bool is_open = edition_open(catalogue->store, (Str){0}, &edition, error);
    if (is_open && edition && has_files) compare_carried(&carried, edition->pack);
    if (is_open && !edition) {
        PublishIn in = {&carried, today, now_ms};
        Error failure = {0};
        is_open = catalogue_publish(catalogue->store, &in, &failure) ||
                  str_equal(str_from_c(failure.code), STR("PACK_PUBLISHED")); // by another server
        if (!is_open && error) *error = failure;
        is_open = is_open && edition_open(catalogue->store, (Str){0}, &edition, error);
    }
    arena_release(&arena);
    if (!is_open) return false;
    if (!edition) return error_set(error, ERROR_UNAVAILABLE, "数据库里没有政策包");
    catalogue->editions = edition;
    catalogue->pack = edition->pack;
    return true;
}

bool catalogue_open(Store *store, Date today, int64_t now_ms, Catalogue **catalogue,
                    Error *error) {
    Catalogue *made = calloc(1, sizeof *made);
    if (!made) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    made->store = store;
    pthread_mutex_init(&made->lock, NULL);
    if (!latest_open(made, today, now_ms, error)) {
        catalogue_close(made);
        return false;
    }
    *catalogue = made;
    return true;
}

void catalogue_close(Catalogue *catalogue) {
    if (!catalogue) return;
    for (Edition *edition = catalogue->editions, *next; edition; edition = next) {
        next = edition->next;
        edition_free(edition);
    }
    pthread_mutex_destroy(&catalogue->lock);
    free(catalogue);
}

const Pack *catalogue_pack(const Catalogue *catalogue) {
    return catalogue->pack;
}

static bool edition_find(Catalogue *catalogue, Str hash, const Pack **pack, Error *error) {
    for (Edition *edition = catalogue->editions; edition; edition = edition->next) {
        if (!str_equal(str_from_c(edition->pack->hash), hash)) continue;
        *pack = edition->pack;
        return true;
    }
    Edition *edition;
    if (!edition_open(catalogue->store, hash, &edition, error)) return false;
    if (!edition) {
        return error_set(error, ERROR_NOT_FOUND, "没有政策包版本“%.*s”", STR_ARG(hash));
    }
    edition->next = catalogue->editions;
    catalogue->editions = edition;
    *pack = edition->pack;
    return true;
}

bool catalogue_version(Catalogue *catalogue, Str hash, const Pack **pack, Error *error) {
    pthread_mutex_lock(&catalogue->lock);
    bool is_found = edition_find(catalogue, hash, pack, error);
    pthread_mutex_unlock(&catalogue->lock);
    return is_found;
}
