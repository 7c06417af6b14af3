// SPDX-License-Identifier: Apache-2.0
// The API of rosters: the file comes as multipart, as from a browser; the rest is JSON.
#include "pages/claim/claim_roster.h"

#include "pages/platform.h"

static void write_head(JsonWriter *writer, const ClaimRoster *roster) {
    json_member_string(writer, "number", roster->number);
    json_member_int(writer, "policy", roster->policy_number);
    json_member_string(writer, "measure", roster->measure_key);
    json_member_string(writer, "period", roster->period);
    json_member_date(writer, "decided_on", roster->decided_on);
    json_member_string(writer, "owner", roster->owner_name);
    json_member_string(writer, "state", roster->state);
    json_member_int(writer, "rows", roster->row_count);
    for (int i = 0; i < ROSTER_RESULT_COUNT; i++) {
        json_key(writer, roster_result_code((RosterResult)i));
        json_int(writer, roster->counts[i]);
    }
    json_member_int(writer, "payable_fen", roster->payable_fen);
    json_member_int(writer, "awaiting", roster->awaiting);
    json_member_int(writer, "claimed", roster->claimed);
    json_member_int(writer, "waiting", roster->submitted);
    if (!roster->is_batch) return;
    json_member_boolean(writer, "eligible", roster->is_whole_eligible);
    json_member_string(writer, "why", roster->whole_sentences);
    json_member_string(writer, "claim", roster->claim_number);
}

static bool list_api(Context *context, Error *error) {
    ClaimRosters rosters;
    if (!roster_read_list(context, &rosters, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("rosters"));
    json_open_array(writer);
    for (size_t i = 0; i < rosters.count; i++) {
        json_open_object(writer);
        write_head(writer, &rosters.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool columns_api(Context *context, Error *error) {
    RosterForm form;
    if (!roster_form_of(context, &form, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "measure", form.measure->key);
    json_member_boolean(writer, "monthly", form.is_monthly);
    json_key(writer, STR("columns"));
    json_open_array(writer);
    for (size_t i = 0; i < form.count; i++) {
        json_open_object(writer);
        json_member_string(writer, "key", form.columns[i].key);
        json_member_string(writer, "name", form.columns[i].name);
        json_member_string(writer, "help", form.columns[i].help);
        json_member_boolean(writer, "required", form.columns[i].is_required);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool upload_api(Context *context, Error *error) {
    Str number;
    return roster_upload(context, &number, error) && answer_number(context, number);
}

static bool rows_api(Context *context, Error *error) {
    ClaimRoster roster;
    if (!roster_read_page(context, &roster, error)) return false;
    size_t shown = roster.rows_shown > ROSTER_PAGE_ROWS ? ROSTER_PAGE_ROWS : roster.rows_shown;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    write_head(writer, &roster);
    json_member_boolean(writer, "has_more", roster.rows_shown > shown);
    json_key(writer, STR("items"));
    json_open_array(writer);
    for (size_t i = 0; i < shown; i++) {
        const ClaimRosterRow *row = &roster.rows[i];
        json_open_object(writer);
        json_member_int(writer, "sequence", row->sequence);
        json_member_int(writer, "line", row->line);
        json_member_string(writer, "subject", row->subject_label);
        json_member_string(writer, "result", roster_result_code(row->result));
        json_member_int(writer, "amount_fen", row->amount_fen);
        json_member_string(writer, "why", roster_row_why(context->arena, &roster, row));
        json_member_string(writer, "claim", row->claim_number);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool answer_count(Context *context, const char *key, int64_t count) {
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, key, count);
    json_close_object(writer);
    return context_json_end(context);
}

static bool confirm_api(Context *context, Error *error) {
    int64_t claimed;
    return roster_confirm(context, &claimed, error) && answer_count(context, "claimed", claimed);
}

static bool accept_api(Context *context, Error *error) {
    int64_t accepted;
    return roster_accept(context, &accepted, error) && answer_count(context, "accepted", accepted);
}

static bool refuse_api(Context *context, Error *error) {
    Str number;
    return roster_refuse(context, &number, error) && answer_number(context, number);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/api/rosters",                 list_api,    .needs = PERMISSION_ROSTER_READ, .title = "名册"},
    {GET,  "/api/rosters/new/:measure",    columns_api, .needs = PERMISSION_ROSTER, .title = "名册的列"},
    {POST, "/api/rosters/new/:measure",    upload_api,  .needs = PERMISSION_ROSTER, .form = &roster_upload_form, .flags = ROUTE_SLOW, .body_bytes_max = ROSTER_UPLOAD_BYTES_MAX, .title = "核对名册"},
    {GET,  "/api/rosters/:number",         rows_api,    .needs = PERMISSION_ROSTER_READ, .form = &roster_rows_form, .title = "一份名册"},
    {POST, "/api/rosters/:number/confirm", confirm_api, .needs = PERMISSION_ROSTER, .flags = ROUTE_SLOW, .title = "确认名册"},
    {POST, "/api/rosters/:number/accept",  accept_api,  .needs = PERMISSION_CASE_ACCEPT, .flags = ROUTE_SLOW, .title = "受理整份名册"},
    {POST, "/api/rosters/:number/refuse",  refuse_api,  .needs = PERMISSION_CASE_ACCEPT, .form = &roster_refuse_form, .title = "不予办理其中一人"},
};
// clang-format on
const RouteList claim_roster_api = ROUTES(routes);
