// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/consent.h"

#include "pages/claim/consent.html.h"
#include "pages/platform.h"

static const FormOption purpose_choices[] = {
#define X(name, code, label) {code, label},
    CONSENT_PURPOSES(X)
#undef X
};
static const FormOption decision_choices[] = {{"withdraw", "撤销"}, {"give", "恢复"}};
static const FormField decision_fields[] = {
    {.name = "purpose", .label = "用途", .type = FIELD_ENUM, .is_required = true,
     .options = purpose_choices, .option_count = CONSENT_PURPOSE_COUNT},
    {.name = "decision", .label = "决定", .type = FIELD_ENUM, .is_required = true,
     .options = decision_choices, .option_count = 2},
};
static const Form decision_form = {"consent", decision_fields, 2};

static bool read_consents(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return consent_read(tx, context->actor, arena, out, error);
}

// What follows from a withdrawal, and what the buttons say.
static const struct {
    const char *given, *withdrawn, *withdraw, *give;
} words[CONSENT_PURPOSE_COUNT] = {
    [CONSENT_LOOKUP] = {"撤销以后，窗口和部门查不到你的档案，应享未享名单不显示你，免申即享也不再主动为你"
                        "比对；你自己仍然可以在这里看、在这里申请。已经提交的申请照常办，按规定存档。",
                        "窗口和部门现在查不到你的档案。要请窗口代办，或者要平台主动为你找政策，请恢复"
                        "授权。",
                        "撤销授权", "恢复授权"},
    [CONSENT_ENROL] = {"撤销以后，别人不能替你登记，名单按规则更新时也跳过你；你自己仍然可以在这里登记。"
                       "已经登记的照常办。",
                       "现在只有你自己能登记。要请窗口代为登记，请恢复。",
                       "撤销代为登记", "恢复代为登记"},
};

static ConsentItemView item_view(Arena *arena, ConsentPurpose purpose, const Consent *consent) {
    ConsentItemView view = {
        .purpose = consent_purpose_code(purpose),
        .label = consent_purpose_label(purpose),
        .is_given = consent->is_given,
        .effect = consent->is_given ? words[purpose].given : words[purpose].withdrawn,
        .button = consent->is_given ? words[purpose].withdraw : words[purpose].give,
        .spells = {.items = NEW_ARRAY(arena, ConsentSpellView, consent->spell_count)},
    };
    for (size_t i = 0; i < consent->spell_count; i++) {
        const ConsentSpell *spell = &consent->spells[i];
        // Decided again on the same day: it held for no day.
        Date to = spell->to != DATE_ABSENT && spell->to < spell->from ? spell->from : spell->to;
        view.spells.items[view.spells.count++] = (ConsentSpellView){
            spell->is_given ? "授权" : "撤销", {spell->from}, {to}, to != DATE_ABSENT};
    }
    return view;
}

static bool show(Context *context, const Error *fault, Error *error) {
    Consents consents;
    if (!platform_read(context, read_consents, context, &consents, error)) return false;
    ConsentView view = {.fault = fault_box(context, fault), .form = context_form_view(context)};
    for (int i = 0; i < CONSENT_PURPOSE_COUNT; i++) {
        view.consents.items[view.consents.count++] =
            item_view(context->arena, (ConsentPurpose)i, &consents.items[i]);
    }
    Html html = context_html(context);
    consent_html(&html, &view);
    context_page(context, STR("我的授权"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool consent_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

static bool write_decision(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *code = out;
    ConsentPurpose purpose;
    *code = form_text(&context->form, "purpose");
    bool is_given = str_equal(form_text(&context->form, "decision"), STR("give"));
    return consent_purpose_from_code(*code, &purpose)
               ? consent_decide(tx, context->actor, purpose, is_given, arena, error)
               : error_set(error, ERROR_INVALID, "没有这项授权");
}

static bool decide_page(Context *context, Error *error) {
    Error fault = {0};
    Str code;
    if (platform_write_once(context, write_decision, context, &code, &fault)) {
        return context_redirect(context, STR("/me/consent"));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool consent_api(Context *context, Error *error) {
    Consents consents;
    if (!platform_read(context, read_consents, context, &consents, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("consents"));
    json_open_array(writer);
    for (int i = 0; i < CONSENT_PURPOSE_COUNT; i++) {
        const Consent *consent = &consents.items[i];
        json_open_object(writer);
        json_member_string(writer, "purpose", consent_purpose_code((ConsentPurpose)i));
        json_member_boolean(writer, "given", consent->is_given);
        json_key(writer, STR("spells"));
        json_open_array(writer);
        for (size_t j = 0; j < consent->spell_count; j++) {
            json_open_object(writer);
            json_member_boolean(writer, "given", consent->spells[j].is_given);
            json_member_date(writer, "from", consent->spells[j].from);
            json_member_date(writer, "to", consent->spells[j].to);
            json_close_object(writer);
        }
        json_close_array(writer);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool decide_api(Context *context, Error *error) {
    return answer_written(context, write_decision, context, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/me/consent",     consent_page, .needs = PERMISSION_OWN_CLAIMS, .title = "我的授权"},
    {POST, "/me/consent",     decide_page,  .needs = PERMISSION_OWN_CLAIMS, .form = &decision_form, .title = "撤销或恢复授权"},
    {GET,  "/api/me/consent", consent_api,  .needs = PERMISSION_OWN_CLAIMS, .title = "我的授权"},
    {POST, "/api/me/consent", decide_api,   .needs = PERMISSION_OWN_CLAIMS, .form = &decision_form, .title = "撤销或恢复授权"},
};
// clang-format on
const RouteList consent_pages = ROUTES(routes);
