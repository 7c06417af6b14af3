// SPDX-License-Identifier: Apache-2.0
#include "publish/catalogue.h"

#include "base/map.h"
#include "policy/check.h"
#include "publish/reading.sql.h"
#include "publish/version.h"
#include "publish/view_check.h"

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
    pthread_mutex_t refreshing; // one at a time, so that a late one cannot bring back the former
    pthread_mutex_t lock;       // of the list
    Edition *editions;
    const Pack *pack;     // in effect; read without the lock, so through catalogue_pack only
    Arena confirmed_arena;
    Map confirmed;        // hashes of confirmed texts, which are never taken back; with the lock
};

// ---- Compiling ----

bool catalogue_refuse(Arena *arena, const Diagnostics *diagnostics, Error *error) {
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

const Pack *catalogue_check(Arena *arena, const PackFiles *files, Diagnostics *diagnostics) {
    const Pack *pack = pack_load(arena, files, diagnostics);
    if (!pack) return NULL;
    views_check(pack, diagnostics);
    pack_check(arena, pack, diagnostics);
    return pack;
}

// ---- Publishing ----

typedef struct Publishing {
    const PublishIn *in;
    const Pack *pack;
} Publishing;

static bool publish_write(Tx *tx, const void *data, void *out, Arena *arena, Error *error) {
    const Publishing *publishing = data;
    (void)out;
    Actor actor = actor_system(publishing->in->today, publishing->in->now_ms);
    VersionIn version = {publishing->pack, publishing->in->files, publishing->in->today,
                         publishing->pack->title};
    return version_insert(tx, &actor, &version, arena, error);
}

bool catalogue_publish(Store *store, const PublishIn *in, Error *error) {
    Arena arena = {0};
    Diagnostics diagnostics = {.arena = &arena};
    Publishing publishing = {in, catalogue_check(&arena, in->files, &diagnostics)};
    bool is_good = publishing.pack && !diagnostics_has_errors(&diagnostics);
    bool is_done = is_good
                       ? store_write(store, publish_write, &publishing, NULL, &arena, error)
                       : catalogue_refuse(&arena, &diagnostics, error);
    arena_release(&arena);
    return is_done;
}

// ---- Reading ----

// The version with a hash, or the one in effect on a day.
typedef struct Wanted {
    Str hash; // absent: by the day
    Date today;
} Wanted;

typedef struct Stored {
    bool is_found;
    Version version;
    PackFiles files;
} Stored;

static bool stored_find(Tx *tx, const void *data, void *out, Arena *arena, Error *error) {
    const Wanted *wanted = data;
    Stored *stored = out;
    if (str_is_absent(wanted->hash)) {
        return version_on(tx, wanted->today, arena, &stored->version, &stored->is_found, error);
    }
    stored->is_found = true;
    return version_find(tx, wanted->hash, arena, &stored->version, error);
}

static bool stored_read(Tx *tx, const void *data, void *out, Arena *arena, Error *error) {
    Stored *stored = out;
    if (!stored_find(tx, data, out, arena, error)) return false;
    return !stored->is_found ||
           version_files(tx, &stored->version, arena, &stored->files, error);
}

static void edition_free(Edition *edition) {
    arena_release(&edition->arena);
    free(edition);
}

// What was published was checked; compiling must find no error.
static bool edition_compile(Edition *edition, const Stored *stored, Error *error) {
    Diagnostics diagnostics = {.arena = &edition->arena};
    edition->pack = pack_load(&edition->arena, &stored->files, &diagnostics);
    if (edition->pack && !diagnostics_has_errors(&diagnostics)) return true;
    return catalogue_refuse(&edition->arena, &diagnostics, error);
}

// NULL in `edition` when nothing was published.
static bool edition_open(Store *store, const Wanted *wanted, Edition **edition, Error *error) {
    Edition *made = calloc(1, sizeof *made);
    Stored stored = {0};
    *edition = NULL;
    if (!made) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    bool is_read = store_read(store, stored_read, wanted, &stored, &made->arena, error);
    if (is_read && stored.is_found) {
        is_read = edition_compile(made, &stored, error);
        if (is_read) {
            *edition = made;
            return true;
        }
    }
    edition_free(made);
    return is_read;
}

// ---- The catalogue ----

static void effect_set(Catalogue *catalogue, const Pack *pack) {
    __atomic_store_n(&catalogue->pack, pack, __ATOMIC_RELEASE);
}

const Pack *catalogue_pack(const Catalogue *catalogue) {
    return __atomic_load_n(&catalogue->pack, __ATOMIC_ACQUIRE);
}

static void edition_keep(Catalogue *catalogue, Edition *edition) {
    edition->next = catalogue->editions;
    catalogue->editions = edition;
}

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

static bool first_open(Catalogue *catalogue, Date today, int64_t now_ms, Error *error) {
    Arena arena = {0};
    PackFiles carried = {0};
    Edition *edition = NULL;
    Wanted wanted = {.today = today};
    bool has_files = pack_files_embedded(&arena, &carried);
    bool is_open = edition_open(catalogue->store, &wanted, &edition, error);
    if (is_open && edition && has_files) compare_carried(&carried, edition->pack);
    if (is_open && !edition) {
        PublishIn in = {&carried, today, now_ms};
        Error failure = {0};
        is_open = catalogue_publish(catalogue->store, &in, &failure) ||
                  str_equal(str_from_c(failure.code), STR("PACK_PUBLISHED")); // by another server
        if (!is_open && error) *error = failure;
        is_open = is_open && edition_open(catalogue->store, &wanted, &edition, error);
    }
    arena_release(&arena);
    if (!is_open) return false;
    if (!edition) return error_set(error, ERROR_UNAVAILABLE, "数据库里没有政策包");
    edition_keep(catalogue, edition);
    effect_set(catalogue, edition->pack);
    return true;
}

bool catalogue_open(Store *store, Date today, int64_t now_ms, Catalogue **catalogue,
                    Error *error) {
    Catalogue *made = calloc(1, sizeof *made);
    if (!made) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    made->store = store;
    made->confirmed.arena = &made->confirmed_arena;
    pthread_mutex_init(&made->refreshing, NULL);
    pthread_mutex_init(&made->lock, NULL);
    if (!first_open(made, today, now_ms, error)) {
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
    arena_release(&catalogue->confirmed_arena);
    pthread_mutex_destroy(&catalogue->refreshing);
    pthread_mutex_destroy(&catalogue->lock);
    free(catalogue);
}

// With the lock held.
static bool edition_find(Catalogue *catalogue, Str hash, const Pack **pack, Error *error) {
    for (Edition *edition = catalogue->editions; edition; edition = edition->next) {
        if (!str_equal(str_from_c(edition->pack->hash), hash)) continue;
        *pack = edition->pack;
        return true;
    }
    Edition *edition;
    if (!edition_open(catalogue->store, &(Wanted){.hash = hash}, &edition, error)) return false;
    edition_keep(catalogue, edition);
    *pack = edition->pack;
    return true;
}

bool catalogue_version(Catalogue *catalogue, Str hash, const Pack **pack, Error *error) {
    pthread_mutex_lock(&catalogue->lock);
    bool is_found = edition_find(catalogue, hash, pack, error);
    pthread_mutex_unlock(&catalogue->lock);
    return is_found;
}

// ---- Confirmed readings ----

static bool confirmed_count(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return confirmation_count(tx, NULL, arena, out, error);
}

static bool confirmed_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return confirmation_list(tx, NULL, arena, out, error);
}

static bool confirmed_refresh(Catalogue *catalogue, Arena *arena, Error *error) {
    ConfirmationCountRow count;
    ConfirmationRows rows;
    if (!store_read(catalogue->store, confirmed_count, NULL, &count, arena, error)) return false;
    if ((size_t)count.count == catalogue->confirmed.count) return true;
    if (!store_read(catalogue->store, confirmed_list, NULL, &rows, arena, error)) return false;
    pthread_mutex_lock(&catalogue->lock);
    for (size_t i = 0; i < rows.count; i++) {
        Str hash = rows.items[i].text_hash;
        if (map_get(&catalogue->confirmed, hash)) continue;
        Str kept = str_copy(&catalogue->confirmed_arena, hash);
        (void)map_put(&catalogue->confirmed, kept, catalogue);
    }
    pthread_mutex_unlock(&catalogue->lock);
    return true;
}

bool catalogue_is_confirmed(Catalogue *catalogue, Str text_hash) {
    pthread_mutex_lock(&catalogue->lock);
    bool is_confirmed = map_get(&catalogue->confirmed, text_hash) != NULL;
    pthread_mutex_unlock(&catalogue->lock);
    return is_confirmed;
}

bool catalogue_refresh(Catalogue *catalogue, Date today, Error *error) {
    Arena arena = {0};
    Stored stored = {0};
    pthread_mutex_lock(&catalogue->refreshing);
    const Pack *pack = catalogue_pack(catalogue);
    bool is_good = store_read(catalogue->store, stored_find, &(Wanted){.today = today}, &stored,
                              &arena, error);
    if (is_good && stored.is_found && !str_equal(stored.version.hash, str_from_c(pack->hash))) {
        is_good = catalogue_version(catalogue, stored.version.hash, &pack, error);
        if (is_good) effect_set(catalogue, pack);
    }
    is_good = is_good && confirmed_refresh(catalogue, &arena, error);
    pthread_mutex_unlock(&catalogue->refreshing);
    arena_release(&arena);
    return is_good;
}
