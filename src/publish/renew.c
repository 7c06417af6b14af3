// SPDX-License-Identifier: Apache-2.0
#include "publish/renew.h"

#include "policy/bounds.h"
#include "policy/renewal.h"
#include "publish/catalogue.h"
#include "publish/simulation.h"

// ---- The version that is built on ----

typedef struct Latest {
    Version version;
    PackFiles files;
} Latest;

static bool latest_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Latest *latest = out;
    (void)in;
    return version_latest(tx, arena, &latest->version, error) &&
           version_files(tx, &latest->version, arena, &latest->files, error);
}

static PackFile *file_find(const PackFiles *files, Str name) {
    for (size_t i = 0; i < files->count; i++) {
        if (str_equal(files->items[i].name, name)) return &files->items[i];
    }
    return NULL;
}

static bool pack_compile(Arena *arena, const PackFiles *files, const Pack **pack, Error *error) {
    Diagnostics diagnostics = {.arena = arena};
    *pack = pack_load(arena, files, &diagnostics);
    if (*pack && !diagnostics_has_errors(&diagnostics)) return true;
    return catalogue_refuse(arena, &diagnostics, error);
}

// ---- Renewing ----

static bool values_read(const Policy *policy, const RenewIn *in, Arena *arena,
                        RenewedParameter *renewed, Error *error) {
    for (size_t i = 0; i < in->value_count; i++) {
        const RenewValue *value = &in->values[i];
        const Parameter *parameter = parameter_find(&policy->parameters, value->key);
        if (!parameter) {
            return error_set(error, ERROR_NOT_FOUND, "第%d项没有参数“%.*s”", policy->number,
                             STR_ARG(value->key));
        }
        renewed[i].parameter = parameter;
        if (!parameter_value_typed(arena, parameter, parameter_row_from(parameter, in->from),
                                   value->typed, &renewed[i].value, error)) {
            return false;
        }
    }
    return true;
}

// The new content, its examples with it.
static bool content_write(const Latest *latest, const Policy *policy, const RenewIn *in,
                          Arena *arena, Str *content, Error *error) {
    RenewedParameter *renewed = NEW_ARRAY(arena, RenewedParameter, in->value_count);
    Renewal renewal = {in->valid_to, in->from, in->document, renewed, in->value_count};
    ChangedExamples changed;
    const Pack *pack;
    if (!values_read(policy, in, arena, renewed, error) ||
        !renewal_write(arena, policy, &renewal, content, error)) {
        return false;
    }
    PackFile *file = file_find(&latest->files, policy->file);
    file->content = *content;
    if (!pack_compile(arena, &latest->files, &pack, error)) return false;
    *content = examples_follow(arena, pack, pack_policy(pack, policy->number), &changed);
    return true;
}

typedef struct Beginning {
    const Actor *actor;
    DraftBegin begin;
    Date previewed_on; // DATE_ABSENT: not yet
    Str key, body;
} Beginning;

// Gives the number of the draft.
static bool begin_once(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Beginning *beginning = in;
    Str *number = out;
    Draft draft;
    if (!draft_begin(tx, beginning->actor, &beginning->begin, arena, &draft, error)) return false;
    *number = draft.number;
    return beginning->previewed_on == DATE_ABSENT ||
           simulation_ask_draft(tx, beginning->actor, &draft, beginning->previewed_on, arena,
                                error);
}

static bool begin_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Beginning *beginning = in;
    StoreRequest request = {.key = beginning->key,
                            .body = beginning->body,
                            .function = begin_once,
                            .in = in};
    Str number;
    bool is_begun = str_is_absent(beginning->key)
                        ? begin_once(tx, in, &number, arena, error)
                        : store_idempotent(tx, &request, &number, arena, error);
    return is_begun && draft_find(tx, number, arena, out, error);
}

bool renew_begin(Store *store, const Actor *actor, const RenewIn *in, Arena *arena, Draft *draft,
                 Error *error) {
    Latest latest;
    const Pack *pack;
    Str content;
    if (!store_read(store, latest_read, NULL, &latest, arena, error) ||
        !pack_compile(arena, &latest.files, &pack, error)) {
        return false;
    }
    const Policy *policy = pack_policy(pack, in->policy_number);
    if (!policy) return error_set(error, ERROR_NOT_FOUND, "没有第%d项政策", in->policy_number);
    Beginning beginning = {actor,
                           {.kind = DRAFT_RENEWAL,
                            .file_name = policy->file,
                            .policy_number = policy->number,
                            .title = policy->title,
                            .base_content = policy->document->source->text},
                           in->from,
                           in->key,
                           in->body};
    if (!content_write(&latest, policy, in, arena, &content, error)) return false;
    beginning.begin.content = content;
    return store_write(store, begin_write, &beginning, draft, arena, error);
}

// ---- Editing ----

bool edit_begin(Store *store, const Actor *actor, const EditIn *in, Arena *arena, Draft *draft,
                Error *error) {
    Latest latest;
    const Pack *pack;
    if (!store_read(store, latest_read, NULL, &latest, arena, error)) return false;
    const PackFile *file = file_find(&latest.files, in->file_name);
    Beginning beginning = {actor,
                           {.kind = in->kind, .file_name = in->file_name, .title = in->title,
                            .content = in->content},
                           DATE_ABSENT,
                           in->key,
                           in->body};
    if (in->kind == DRAFT_NEW && file) {
        error_set(error, ERROR_CONFLICT, "已经有文件“%.*s”", STR_ARG(in->file_name));
        error_detail(error, "要改它，请在那项政策的页面上起草；新政策请换编号或名字");
        return error_code(error, "FILE_EXISTS");
    }
    if (in->kind != DRAFT_NEW && !file) {
        return error_set(error, ERROR_NOT_FOUND, "没有文件“%.*s”", STR_ARG(in->file_name));
    }
    if (file) {
        beginning.begin.content = beginning.begin.base_content = file->content;
        if (!pack_compile(arena, &latest.files, &pack, error)) return false;
        const Policy *policy = pack_policy_of_file(pack, in->file_name);
        if (!policy) {
            return error_set(error, ERROR_NOT_FOUND, "文件“%.*s”里没有政策或规则",
                             STR_ARG(in->file_name));
        }
        beginning.begin.policy_number = policy->kind == POLICY_ITEM ? policy->number : 0;
        beginning.begin.title = policy->title;
    }
    return store_write(store, begin_write, &beginning, draft, arena, error);
}
