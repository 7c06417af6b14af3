// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/approval_form.h"

#include "fund/yuan.h"
#include "pages/fund/approval_form.html.h"
#include "pages/platform.h"
#include "publish/version.h"

typedef struct FormOut {
    PaymentFile file;
    PaymentPurposes purposes;
    Version version; // in effect on the day of release
    bool is_published;
} FormOut;

static bool read_form(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    FormOut *result = out;
    Str number = context_parameter(context, "number");
    return payment_file_find(tx, context->actor, number, arena, &result->file, error) &&
           payment_file_purposes(tx, context->actor, number, arena, &result->purposes, error) &&
           version_on(tx, result->file.released_on, arena, &result->version,
                      &result->is_published, error);
}

// The pack of the day of release, unless the clock was before all of them then.
static bool pack_of(const Context *context, const FormOut *out, const Pack **pack, Error *error) {
    *pack = platform_pack(context);
    return !out->is_published ||
           catalogue_version(platform_of(context)->catalogue, out->version.hash, pack, error);
}

static PurposeView purpose_view(Arena *arena, const Pack *pack, const PaymentPurpose *purpose) {
    int number = (int)purpose->policy_number;
    const Policy *policy = pack_policy(pack, number);
    return (PurposeView){
        .policy = policy_label(arena, number, policy ? policy->title : STR("")),
        .purpose = purpose->purpose,
        .year = purpose->year,
        .documents = purpose->documents,
        .from = {purpose->approved_from},
        .to = {purpose->approved_to},
        .count = purpose->line_count,
        .amount = {purpose->total_fen},
    };
}

static bool form_page(Context *context, Error *error) {
    FormOut out;
    const Pack *pack;
    if (!platform_read(context, read_form, context, &out, error) ||
        !pack_of(context, &out, &pack, error)) {
        return false;
    }
    size_t count = out.purposes.count;
    ApprovalFormView view = {
        .number = out.file.number,
        .fund = fund_label(pack, out.file.fund_key),
        .county = county_label(out.file.division_code),
        .released = {out.file.released_on},
        .releaser = out.purposes.releaser,
        .approvers = out.purposes.approvers,
        .rows = {NEW_ARRAY(context->arena, PurposeView, count), count},
        .count = out.file.line_count,
        .total = {out.file.total_fen},
        .capitals = yuan_in_capitals(context->arena, out.file.total_fen),
        .sha256 = out.file.sha256,
    };
    const Fund *fund = pack_fund_of_key(pack, out.file.fund_key);
    if (fund) {
        view.channel = fund->channel;
        view.subject = fund->subject;
    }
    for (size_t i = 0; i < count; i++) {
        view.rows.items[i] = purpose_view(context->arena, pack, &out.purposes.items[i]);
    }
    Html html = context_html(context);
    approval_form_html(&html, &view);
    return context_page(context, STR("资金拨付审批表"), &html);
}

static bool form_api(Context *context, Error *error) {
    FormOut out;
    if (!platform_read(context, read_form, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", out.file.number);
    json_member_int(writer, "total_fen", out.file.total_fen);
    json_member_string(writer, "approved_by", out.purposes.approvers);
    json_member_string(writer, "released_by", out.purposes.releaser);
    json_key(writer, STR("purposes"));
    json_open_array(writer);
    for (size_t i = 0; i < out.purposes.count; i++) {
        const PaymentPurpose *purpose = &out.purposes.items[i];
        json_open_object(writer);
        json_member_int(writer, "policy", purpose->policy_number);
        json_member_int(writer, "year", purpose->year);
        json_member_string(writer, "purpose", purpose->purpose);
        json_member_string(writer, "documents", purpose->documents);
        json_member_int(writer, "lines", purpose->line_count);
        json_member_int(writer, "total_fen", purpose->total_fen);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/fund/files/:number/form",          form_page, .needs = PERMISSION_FUND_APPROVE, .title = "资金拨付审批表"},
    {GET, "/api/payment-files/:number/form",   form_api,  .needs = PERMISSION_FUND_APPROVE, .title = "资金拨付审批表"},
};
// clang-format on
const RouteList approval_form_pages = ROUTES(routes);
