// SPDX-License-Identifier: Apache-2.0
// From a draft to a version: the pack with it, checked outside of any transaction.
#include "policy/check.h"
#include "publish/catalogue.h"
#include "publish/draft_core.h"
#include "publish/simulation.h"
#include "publish/view_check.h"

// ---- The pack with the draft ----

typedef struct Base {
    Version version;
    PackFiles files;
} Base;

static bool base_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Base *base = out;
    (void)in;
    return version_latest(tx, arena, &base->version, error) &&
           version_files(tx, &base->version, arena, &base->files, error);
}

// Puts the draft's file in its place among the files; says what stood there.
static Str file_put(Arena *arena, PackFiles *files, const Draft *draft, Str pack_id) {
    size_t place = 0;
    while (place < files->count && str_compare(files->items[place].name, draft->file_name) < 0) {
        place++;
    }
    bool is_there =
        place < files->count && str_equal(files->items[place].name, draft->file_name);
    Str path = str_format(arena, "%.*s/%.*s", STR_ARG(pack_id), STR_ARG(draft->file_name));
    PackFile file = {draft->file_name, path, draft->content};
    if (is_there) {
        Str old = files->items[place].content;
        files->items[place] = file;
        return old;
    }
    PUSH(arena, files, file);
    for (size_t i = files->count - 1; i > place; i--) files->items[i] = files->items[i - 1];
    files->items[place] = file;
    return (Str){0};
}

bool draft_check(Store *store, const Draft *draft, bool is_full, Arena *arena, DraftCheck *check,
                 Error *error) {
    Base base;
    *check = (DraftCheck){.diagnostics = {.arena = arena}};
    if (!store_read(store, base_read, NULL, &base, arena, error)) return false;
    Str old = file_put(arena, &base.files, draft, base.version.pack_id);
    check->base = base.version;
    check->files = base.files;
    check->is_outdated = str_is_absent(old) != str_is_absent(draft->base_content) ||
                         !str_equal(old, draft->base_content);
    check->pack = is_full ? catalogue_check(arena, &check->files, &check->diagnostics)
                          : pack_load(arena, &check->files, &check->diagnostics);
    check->policy = check->pack ? pack_policy_of_file(check->pack, draft->file_name) : NULL;
    return true;
}

static bool check_usable(const Draft *draft, DraftCheck *check, Arena *arena, Error *error) {
    if (check->is_outdated) {
        error_set(error, ERROR_CONFLICT, "起草以后，%.*s已有别的版本发布", STR_ARG(draft->file_name));
        error_detail(error, "请撤回这个草稿，在现在的版本上重新起草");
        return error_code(error, "DRAFT_OUTDATED");
    }
    if (!diagnostics_has_errors(&check->diagnostics) && check->pack) return true;
    Error found = {0};
    catalogue_refuse(arena, &check->diagnostics, &found);
    error_set(error, ERROR_CONFLICT, "%s", found.message);
    error_detail(error, "改正以后再送审");
    return error_code(error, "DRAFT_FAULTY");
}

static bool draft_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *number = in;
    return draft_find(tx, *number, arena, out, error);
}

static bool load_checked(Store *store, Str number, Arena *arena, Draft *draft, DraftCheck *check,
                         Error *error) {
    return store_read(store, draft_read, &number, draft, arena, error) &&
           draft_check(store, draft, true, arena, check, error) &&
           check_usable(draft, check, arena, error);
}

// ---- Submitting ----

typedef struct Submitting {
    const Actor *actor;
    const Draft *draft;
    const DraftCheck *check;
    const DraftSubmit *in;
} Submitting;

static bool check_preview(Tx *tx, const Draft *draft, Arena *arena, Error *error) {
    Simulation simulation;
    bool found;
    if (!draft_is_simulated(draft)) return true;
    if (!simulation_of_draft(tx, draft->id, arena, &simulation, &found, error)) return false;
    bool is_done = found && simulation.state == JOB_DONE;
    if (is_done && simulation.revision == draft->revision) return true;
    bool is_rule = policy_kind_of_file(draft->file_name) == POLICY_RISK;
    error_set(error, ERROR_CONFLICT, "送审以前要先预演，看清%s",
              is_rule ? "查出多少疑点" : "花多少钱");
    error_detail(error, found ? "上一次预演以后草稿又改过，或者预演没有做完，请重新预演"
                              : "请在草稿页上按预演");
    return error_code(error, "NO_PREVIEW");
}

static bool check_day(const Actor *actor, const Submitting *submitting, Arena *arena,
                      Error *error) {
    Date least = actor->today > submitting->check->base.effective_on
                     ? actor->today
                     : submitting->check->base.effective_on;
    if (submitting->in->effective_on >= least) return true;
    Str day = date_to_chinese(arena, least);
    error_set(error, ERROR_INVALID, "生效日不能早于%.*s", STR_ARG(day));
    error_detail(error, "前面的事要按从前的版本办；参数从哪一天起变，写在参数表的“自”里");
    return error_code(error, "EFFECT_TOO_EARLY");
}

static bool submit_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Submitting *submitting = in;
    (void)out;
    return check_day(submitting->actor, submitting, arena, error) &&
           check_preview(tx, submitting->draft, arena, error) &&
           draft_mark_submitted(tx, submitting->actor, submitting->draft, submitting->in, error);
}

bool draft_submit(Store *store, const Actor *actor, const DraftSubmit *in, Arena *arena,
                  Error *error) {
    Draft draft;
    DraftCheck check;
    Submitting submitting = {actor, &draft, &check, in};
    return load_checked(store, in->number, arena, &draft, &check, error) &&
           draft_check_author(actor, &draft, error) &&
           store_write(store, submit_write, &submitting, NULL, arena, error);
}

// ---- Publishing ----

typedef struct Publishing {
    const Actor *actor;
    const Draft *draft;
    const DraftCheck *check;
} Publishing;

// Nothing may have been published since the pack was checked.
static bool check_base(Tx *tx, const DraftCheck *check, Arena *arena, Error *error) {
    Version latest;
    if (!version_latest(tx, arena, &latest, error)) return false;
    if (latest.id == check->base.id) return true;
    error_set(error, ERROR_CONFLICT, "刚刚有另一个版本发布");
    error_detail(error, "请再按一次发布");
    return error_code(error, "BASE_CHANGED");
}

static bool publish_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Publishing *publishing = in;
    const Draft *draft = publishing->draft;
    const Actor *actor = publishing->actor;
    Date effective_on = draft->effective_on > actor->today ? draft->effective_on : actor->today;
    VersionIn version = {publishing->check->pack, &publishing->check->files, effective_on,
                         draft->number};
    Str hash = str_from_c(publishing->check->pack->hash);
    return check_base(tx, publishing->check, arena, error) &&
           draft_mark_published(tx, actor, draft, hash, effective_on, arena, error) &&
           version_insert(tx, actor, &version, arena, error) &&
           version_find(tx, hash, arena, out, error);
}

bool draft_publish(Store *store, const Actor *actor, Str number, Arena *arena, Version *version,
                   Error *error) {
    Draft draft;
    DraftCheck check;
    Publishing publishing = {actor, &draft, &check};
    return load_checked(store, number, arena, &draft, &check, error) &&
           store_write(store, publish_write, &publishing, version, arena, error);
}
