// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/own_draft.h"

#include "pages/casework/wording.h"
#include "pages/claim/apply.h"
#include "pages/platform.h"

OwnDraftViews own_draft_views(const Context *context, const ClaimDrafts *drafts) {
    OwnDraftViews views = {NEW_ARRAY(context->arena, OwnDraftView, drafts->count), 0};
    for (size_t i = 0; i < drafts->count; i++) {
        const ClaimDraft *draft = &drafts->items[i];
        const Policy *policy = pack_policy(platform_pack(context), draft->policy_number);
        if (!policy) continue;
        views.items[views.count++] = (OwnDraftView){.number = draft->number,
                                                    .policy = policy->number,
                                                    .title = policy->title,
                                                    .subject_key = draft->subject_key,
                                                    .saved = {draft->saved_on},
                                                    .expires = {draft->expires_on}};
    }
    return views;
}

// ---- Saving ----

// All that was typed, good or not, but what names the draft.
static Str typed_json(Arena *arena, const FormValues *form) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = 2; i < form->count; i++) {
        const FormValue *value = &form->items[i];
        if (str_is_empty(value->text)) continue;
        json_member_string(&writer, value->field->name, value->text);
    }
    json_close_object(&writer);
    return str_built(&out);
}

static bool write_draft(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    const FormValues *form = &context->form;
    ClaimDraft draft;
    ClaimDraft given = {.policy_number = (int)form_int(form, "policy"),
                        .subject_key = form_text(form, "subject"),
                        .typed_json = typed_json(arena, form)};
    if (str_is_empty(given.subject_key)) {
        return error_set(error, ERROR_INVALID, "没有写明为谁申请");
    }
    if (!claim_draft_save(tx, context->actor, &given, arena, &draft, error)) return false;
    *number = draft.number;
    return true;
}

// The list again, or the number for the API.
static bool answer(Context *context, StoreFunction *function, Error *error) {
    Str number;
    if (!platform_write_once(context, function, context, &number, error)) return false;
    if (str_starts_with(context->request->path, STR("/api/"))) {
        return answer_number(context, number);
    }
    return context_redirect(context, STR("/me"));
}

static bool save_draft(Context *context, Error *error) {
    return answer(context, write_draft, error);
}

// ---- Throwing away ----

static bool remove_draft(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return claim_draft_delete(tx, context->actor, *number, arena, error);
}

static bool delete_draft(Context *context, Error *error) {
    return answer(context, remove_draft, error);
}

// ---- The list ----

static bool read_drafts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_draft_list(tx, context->actor, arena, out, error);
}

static bool list_api(Context *context, Error *error) {
    ClaimDrafts drafts;
    if (!platform_read(context, read_drafts, context, &drafts, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("drafts"));
    json_open_array(writer);
    for (size_t i = 0; i < drafts.count; i++) {
        const ClaimDraft *draft = &drafts.items[i];
        json_open_object(writer);
        json_member_string(writer, "number", draft->number);
        json_member_int(writer, "policy", draft->policy_number);
        json_member_string(writer, "subject", draft->subject_key);
        json_member_date(writer, "saved_on", draft->saved_on);
        json_member_date(writer, "expires_on", draft->expires_on);
        json_member_string(writer, "typed", draft->typed_json);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
#define NEEDS .needs = PERMISSION_CLAIMANT
static const Route routes[] = {
    {POST, "/me/drafts",                    save_draft,   NEEDS, .form_of = apply_draft_form_of, .flags = ROUTE_SHOWS_FAULTS, .title = "存草稿"},
    {POST, "/me/drafts/:number/delete",     delete_draft, NEEDS, .title = "删草稿"},
    {GET,  "/api/me/drafts",                list_api,     NEEDS, .title = "草稿"},
    {POST, "/api/me/drafts",                save_draft,   NEEDS, .form_of = apply_draft_form_of, .flags = ROUTE_SHOWS_FAULTS, .title = "存草稿"},
    {POST, "/api/me/drafts/:number/delete", delete_draft, NEEDS, .title = "删草稿"},
};
#undef NEEDS
// clang-format on
const RouteList own_draft_pages = ROUTES(routes);
