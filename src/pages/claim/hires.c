// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/hires.h"

#include "base/map.h"
#include "casework/batch.h"
#include "pages/casework/batch.h"
#include "pages/claim/hires.html.h"
#include "pages/claim/own_batches.html.h"
#include "pages/platform.h"
#include "registry/hire_roster.h"

#define HIRE_SUBJECT STR("hire")

// ---- Hires, compared ----

static bool read_offers(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return assess_organisation(tx, platform_pack(context), context->actor->scope.uscc,
                               context->actor->today, arena, out, error);
}

static Str why_not(Arena *arena, const Assessment *assessment) {
    if (assessment->reason_count > 0) return assessment_reasons_text(assessment, arena);
    if (assessment->missing_count == 0) return STR("");
    return str_format(arena, "还差信息：%.*s",
                      STR_ARG(assessment_missing_text(assessment, arena)));
}

static OfferView offer_view(Arena *arena, const Assessment *assessment) {
    return (OfferView){
        .number = assessment->policy->number,
        .title = assessment->policy->title,
        .is_eligible = assessment->eligible == FEEL_TRUE && assessment->has_amount,
        .is_claimed = assessment->is_claimed,
        .amount = {assessment->amount_fen},
        .why_not = why_not(arena, assessment),
        .subject_key = assessment->subject_key,
    };
}

// What can be had together, and for what of it something else is given up.
static void mark_best(HireView *hire) {
    for (size_t i = 0; i < hire->offers.count; i++) {
        OfferView *offer = &hire->offers.items[i];
        bool can_be_had = offer->is_eligible && !offer->is_claimed;
        offer->is_best = can_be_had && offer->instead_of == 0;
        hire->has_offer |= offer->is_best;
        for (size_t j = 0; can_be_had && j < hire->offers.count; j++) {
            OfferView *other = &hire->offers.items[j];
            if (other->number == offer->instead_of) other->is_better = true;
        }
    }
}

static HiresView hires_view(const Context *context, const Assessments *assessments) {
    Arena *arena = context->arena;
    Str uscc = context->actor->scope.uscc;
    HiresView view = {0};
    Map by_key = {.arena = arena};
    for (size_t i = 0; i < assessments->count; i++) {
        const Assessment *assessment = &assessments->items[i];
        if (!str_equal(assessment->subject_kind, HIRE_SUBJECT)) continue;
        size_t at = (size_t)(uintptr_t)map_get(&by_key, assessment->subject_key);
        if (at == 0) {
            PUSH(arena, &view.hires, ((HireView){.key = assessment->subject_key,
                                                .subject = assessment_label(assessment, uscc)}));
            at = view.hires.count;
            map_put(&by_key, assessment->subject_key, (void *)(uintptr_t)at);
        }
        HireView *hire = &view.hires.items[at - 1];
        OfferView offer = offer_view(arena, assessment);
        offer.instead_of = assessments_better(assessments, i);
        PUSH(arena, &hire->offers, offer);
    }
    for (size_t i = 0; i < view.hires.count; i++) {
        HireView *hire = &view.hires.items[i];
        mark_best(hire);
        view.ready += hire->has_offer;
        for (size_t j = 0; j < hire->offers.count; j++) {
            const OfferView *offer = &hire->offers.items[j];
            if (offer->is_best) view.total.value += offer->amount.value;
        }
    }
    return view;
}

// Set by the page that reported a roster.
static const FormField hires_fields[] = {
    {.name = "reported", .label = "刚报送的人数", .type = FIELD_INT, .min = 0,
     .max = HIRE_ROSTER_ROWS_MAX},
};
static const Form hires_form = {"hires", hires_fields, 1};

static bool hires_page(Context *context, Error *error) {
    Assessments assessments = {0};
    if (!platform_read(context, read_offers, context, &assessments, error)) return false;
    HiresView view = hires_view(context, &assessments);
    view.is_reported = form_has(&context->form, "reported");
    view.reported = form_int(&context->form, "reported");
    Html html = context_html(context);
    hires_html(&html, &view);
    return context_page(context, STR("招用人员比较"), &html);
}

static bool quote_api(Context *context, Error *error) {
    Assessments assessments = {0};
    if (!platform_read(context, read_offers, context, &assessments, error)) return false;
    HiresView view = hires_view(context, &assessments);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "total_fen", view.total.value);
    json_key(writer, STR("hires"));
    json_open_array(writer);
    for (size_t i = 0; i < view.hires.count; i++) {
        const HireView *hire = &view.hires.items[i];
        json_open_object(writer);
        json_member_string(writer, "hire", hire->subject);
        json_key(writer, STR("offers"));
        json_open_array(writer);
        for (size_t j = 0; j < hire->offers.count; j++) {
            const OfferView *offer = &hire->offers.items[j];
            json_open_object(writer);
            json_member_int(writer, "policy", offer->number);
            json_member_string(writer, "subject", hire->key);
            json_member_boolean(writer, "eligible", offer->is_eligible);
            json_member_boolean(writer, "claimed", offer->is_claimed);
            json_member_boolean(writer, "best", offer->is_best);
            json_member_int(writer, "amount_fen", offer->amount.value);
            json_member_string(writer, "why_not", offer->why_not);
            json_close_object(writer);
        }
        json_close_array(writer);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Automatic batches, confirmed ----

static const FormField account_fields[] = {
    {.name = "account_number", .label = "收款账号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 32},
    {.name = "bank_name", .label = "开户银行", .type = FIELD_TEXT, .is_required = true,
     .length_max = 100},
    {.name = "holder_name", .label = "户名", .type = FIELD_TEXT, .is_required = true,
     .length_max = 100},
};
static const Form account_form = {"payee_account", account_fields, 3};

static bool read_batches(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return batch_rows_own(tx, context->actor, arena, out, error);
}

static bool batches_page(Context *context, Error *error) {
    Batches batches;
    Arena *arena = context->arena;
    if (!platform_read(context, read_batches, context, &batches, error)) return false;
    OwnBatchesView view = {{NEW_ARRAY(arena, OwnBatchView, batches.count), batches.count}};
    for (size_t i = 0; i < batches.count; i++) {
        const Batch *batch = &batches.items[i];
        const BatchRow *row = &batch->rows[0];
        view.rows.items[i] = (OwnBatchView){
            .number = batch->number,
            .index = row->index,
            .title = batch->policy_title,
            .subject = row->subject_label,
            .snapshot = {batch->snapshot_on},
            .is_payable = row->column == BATCH_PAYABLE,
            .awaits = row->awaits,
            .is_look = row->column == BATCH_LOOK,
            .amount = {row->amount_fen},
            .sentences = row->sentences,
            .claim_number = row->claim_number,
            .form = context_form_view(context),
            .account_number =
                form_field_view(arena, &account_fields[0], row->account.account_number),
            .bank_name = form_field_view(arena, &account_fields[1], row->account.bank_name),
            .holder_name = form_field_view(arena, &account_fields[2], row->account.holder_name),
        };
    }
    Html html = context_html(context);
    own_batches_html(&html, &view);
    return context_page(context, STR("免申即享确认"), &html);
}

// By the version of the batch.
static bool confirm_row(Context *context, Claim *claim, Error *error) {
    CaseContext with;
    BatchConfirmation in = {.number = context_parameter(context, "number"),
                            .account = {form_text(&context->form, "account_number"),
                                        form_text(&context->form, "bank_name"),
                                        form_text(&context->form, "holder_name")}};
    if (!str_to_int64(context_parameter(context, "index"), &in.index)) in.index = 0;
    return batch_case_context(context, in.number, &with, error) &&
           batch_apply(platform_of(context)->store, context->actor, &with, &in, context->arena,
                       claim, error);
}

static bool confirm(Context *context, Error *error) {
    Claim claim;
    if (!confirm_row(context, &claim, error)) return false;
    return context_redirect(
        context, str_format(context->arena, "/me/claims/%.*s", STR_ARG(claim.number)));
}

static bool confirm_api(Context *context, Error *error) {
    Claim claim;
    if (!confirm_row(context, &claim, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", claim.number);
    json_member_string(writer, "state", claim_state_code(claim.state));
    json_member_int(writer, "amount_fen", claim.amount_fen);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/me/hires",                                 hires_page,   .needs = PERMISSION_ORG_CLAIMS, .form = &hires_form, .title = "招用人员比较"},
    {GET,  "/api/subsidies/hiring/quote",               quote_api,    .needs = PERMISSION_ORG_CLAIMS, .title = "招用补贴比较"},
    {GET,  "/me/batches",                               batches_page, .needs = PERMISSION_CLAIMANT,  .title = "免申即享确认"},
    {POST, "/me/batches/:number/:index/confirm",        confirm,      .needs = PERMISSION_CLAIMANT,  .form = &account_form, .title = "确认账户"},
    {POST, "/api/batches/:number/rows/:index/confirm",  confirm_api,  .needs = PERMISSION_CLAIMANT,  .form = &account_form, .title = "确认账户"},
};
// clang-format on
const RouteList hires_pages = ROUTES(routes);
