// SPDX-License-Identifier: Apache-2.0
#include "publish/version.h"

#include "access/audit.h"
#include "publish/version.sql.h"

static Version version_of(const PolicyVersionRow *row) {
    return (Version){row->id,    row->hash,         row->pack_id,
                     row->title, row->published_on, row->effective_on};
}

// The latest version holds all before it only if it is also the last to take effect.
static bool check_order(Tx *tx, const VersionIn *in, Arena *arena, Error *error) {
    PolicyVersionRow latest;
    bool found;
    if (!policy_version_latest(tx, NULL, arena, &latest, &found, error)) return false;
    if (!found || latest.effective_on <= in->effective_on) return true;
    Str day = date_to_chinese(arena, latest.effective_on);
    error_set(error, ERROR_CONFLICT, "上一个版本%.*s才生效，新版本不能比它更早生效", STR_ARG(day));
    error_detail(error, "把生效日改到%.*s或以后", STR_ARG(day));
    return error_code(error, "EFFECT_TOO_EARLY");
}

bool version_insert(Tx *tx, const Actor *actor, const VersionIn *in, Arena *arena, Error *error) {
    const Pack *pack = in->pack;
    PolicyVersionKeyRow key;
    PolicyVersionInsertIn row = {str_from_c(pack->hash), pack->id, pack->title, actor->today,
                                 in->effective_on};
    if (!check_order(tx, in, arena, error)) return false;
    if (!policy_version_insert(tx, &row, arena, &key, error)) {
        if (!str_equal(str_from_c(error->code), STR("UNIQUE:policy_version_hash"))) return false;
        error_set(error, ERROR_CONFLICT, "这个政策包已经发布过（%s）", pack->hash);
        return error_code(error, "PACK_PUBLISHED");
    }
    for (size_t i = 0; i < in->files->count; i++) {
        const PackFile *file = &in->files->items[i];
        PolicyFileInsertIn insert = {key.id, file->name, file->content};
        if (!policy_file_insert(tx, &insert, NULL, error)) return false;
    }
    AuditEntry entry = {.action = STR("policy.publish"), .object_kind = STR("policy_version"),
                        .object_number = str_from_c(pack->hash), .after = in->note};
    return audit_write(tx, actor, &entry, error);
}

bool version_on(Tx *tx, Date today, Arena *arena, Version *version, bool *found, Error *error) {
    PolicyVersionRow row;
    PolicyVersionOnIn in = {today};
    if (!policy_version_on(tx, &in, arena, &row, found, error)) return false;
    if (*found) *version = version_of(&row);
    return true;
}

bool version_latest(Tx *tx, Arena *arena, Version *version, Error *error) {
    PolicyVersionRow row;
    bool found;
    if (!policy_version_latest(tx, NULL, arena, &row, &found, error)) return false;
    if (!found) return error_set(error, ERROR_NOT_FOUND, "数据库里没有政策包");
    *version = version_of(&row);
    return true;
}

bool version_find(Tx *tx, Str hash, Arena *arena, Version *version, Error *error) {
    PolicyVersionRow row;
    bool found;
    if (!policy_version_find(tx, &(PolicyVersionFindIn){hash}, arena, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "没有政策包版本“%.*s”", STR_ARG(hash));
    }
    *version = version_of(&row);
    return true;
}

bool version_files(Tx *tx, const Version *version, Arena *arena, PackFiles *files, Error *error) {
    PolicyFileRows rows;
    *files = (PackFiles){0};
    if (!policy_file_list(tx, &(PolicyFileListIn){version->id}, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        Str path = str_format(arena, "%.*s/%.*s", STR_ARG(version->pack_id),
                              STR_ARG(rows.items[i].name));
        PackFile file = {rows.items[i].name, path, rows.items[i].content};
        PUSH(arena, files, file);
    }
    return true;
}

bool version_history(Tx *tx, Str file_name, Arena *arena, VersionChanges *changes, Error *error) {
    PolicyFileChangeRows rows;
    *changes = (VersionChanges){0};
    if (!policy_file_history(tx, &(PolicyFileHistoryIn){file_name}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        const PolicyFileChangeRow *row = &rows.items[i];
        VersionChange change = {{row->id, row->hash, row->pack_id, row->title, row->published_on,
                                 row->effective_on},
                                row->draft_number,
                                row->is_first};
        PUSH(arena, changes, change);
    }
    return true;
}

bool version_file(Tx *tx, Str hash, Str file_name, Arena *arena, Version *version, Str *content,
                  Error *error) {
    PolicyFileRow row;
    bool found;
    if (!version_find(tx, hash, arena, version, error)) return false;
    PolicyFileFindIn in = {version->id, file_name};
    if (!policy_file_find(tx, &in, arena, &row, &found, error)) return false;
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "版本 %.12s 里没有“%.*s”", hash.data,
                         STR_ARG(file_name));
    }
    *content = row.content;
    return true;
}
