// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/wording.h"

#include "pages/platform.h"
#include "registry/code.h"
#include "registry/mask.h"

#define SOON_WORKDAYS 1 // a step due today or on the next working day is 快到期

Str county_label(Str division_code) {
    if (str_is_empty(division_code)) return STR("全市");
    const char *name = division_county_name(division_code);
    return name ? str_from_c(name) : division_code;
}

Str policy_label(Arena *arena, int number, Str title) {
    return str_format(arena, "第%d项 %.*s", number, STR_ARG(title));
}

Str fund_label(const Pack *pack, Str fund_key) {
    return pack_fund_name(pack, fund_key);
}

Str claim_fund_label(const Pack *pack, const Claim *claim) {
    return str_is_absent(claim->fund_name) ? fund_label(pack, claim->fund_key) : claim->fund_name;
}

Str channel_label(Str channel) {
    if (str_equal(channel, STR("counter"))) return STR("代办");
    if (str_equal(channel, STR("automatic"))) return STR("免申即享");
    return STR("本人网上");
}

Str period_label(Arena *arena, Str period) {
    Str year = str_slice(period, 0, period.length < 4 ? period.length : 4);
    int64_t month;
    if (str_equal(period, STR("once"))) return STR("一次性");
    if (period.length == 4) return str_format(arena, "%.*s年度", STR_ARG(year));
    if (period.length != 7 || !str_to_int64(str_slice(period, 5, 7), &month)) return period;
    return str_format(arena, "%.*s年%d月", STR_ARG(year), (int)month);
}

bool claim_state_is_stopped(ClaimState state) {
    return state == CLAIM_REFUSED || state == CLAIM_WITHDRAWN;
}

const char *claim_state_class(ClaimState state) {
    if (state == CLAIM_PAID) return "is-done";
    if (state == CLAIM_FAILED || state == CLAIM_CORRECTION) return "is-owed";
    if (claim_state_is_stopped(state)) return "is-refused";
    return "";
}

Str applicant_shown(Arena *arena, const Claim *claim) {
    return str_is_absent(claim->uscc) ? mask_name(arena, claim->applicant_name)
                                      : claim->applicant_name;
}

Str subject_own(Arena *arena, const Claim *claim) {
    bool is_party = str_equal(claim->subject_label, applicant_shown(arena, claim));
    return is_party ? claim->applicant_name : claim->subject_label;
}

DueView due_view(const WorkdayCalendar *calendar, Date today, Date due) {
    DueView view = {.is_set = due != DATE_ABSENT, .on = {due}, .word = "", .class_name = ""};
    if (!view.is_set) return view;
    if (due < today) {
        view.word = "已超期";
        view.class_name = "state is-owed";
    } else if (workday_between(calendar, today, due) <= SOON_WORKDAYS) {
        view.word = "快到期";
        view.class_name = "state is-soon";
    } else {
        view.word = "未到期";
        view.class_name = "state";
    }
    return view;
}

// ---- Choices ----

OptionViews policy_options(Arena *arena, const Pack *pack, int64_t selected) {
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, pack->policies.count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program) continue;
        views.items[views.count++] =
            (OptionView){.value = str_format(arena, "%d", policy->number),
                         .label = policy_label(arena, policy->number, policy->title),
                         .is_selected = policy->number == selected};
    }
    return views;
}

OptionViews county_options(Arena *arena, const Scope *scope, Str selected) {
    static const char *const counties[] = {"640502", "640521", "640522"};
    size_t count = sizeof counties / sizeof *counties;
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, count)};
    for (size_t i = 0; i < count; i++) {
        Str code = str_from_c(counties[i]);
        if (!scope_covers(scope, code)) continue;
        views.items[views.count++] = (OptionView){.value = code,
                                                  .label = county_label(code),
                                                  .is_selected = str_equal(code, selected)};
    }
    return views;
}

// ---- Faults ----

bool fault_is_shown(const Error *fault) {
    return fault->kind == ERROR_CONFLICT || fault->kind == ERROR_INVALID;
}

FaultBoxView fault_box(Context *context, const Error *fault) {
    if (!fault) return (FaultBoxView){0};
    return (FaultBoxView){.message = str_copy(context->arena, str_from_c(fault->message)),
                          .detail = str_copy(context->arena, str_from_c(fault->detail))};
}

// ---- JSON ----

void json_member_date(JsonWriter *writer, const char *key, Date date) {
    char text[DATE_TEXT_BYTES_MAX];
    json_key(writer, str_from_c(key));
    if (date == DATE_ABSENT) json_null(writer);
    else json_string(writer, (Str){text, date_to_text(date, text)});
}

void evidence_to_json(JsonWriter *writer, const ClaimFile *file) {
    json_open_array(writer);
    for (size_t i = 0; i < file->evidence_count; i++) {
        json_open_object(writer);
        json_member_int(writer, "index", file->evidence[i].index);
        json_member_string(writer, "name", file->evidence[i].name);
        json_member_string(writer, "type", file->evidence[i].content_type);
        json_member_int(writer, "size", file->evidence[i].size);
        json_member_string(writer, "sha256", file->evidence[i].sha256);
        json_close_object(writer);
    }
    json_close_array(writer);
}

void claim_to_json(JsonWriter *writer, const Claim *claim) {
    json_open_object(writer);
    json_member_string(writer, "number", claim->number);
    json_member_int(writer, "policy", claim->policy_number);
    json_member_string(writer, "title", claim->policy_title);
    json_member_string(writer, "measure", claim->measure_key);
    json_member_string(writer, "subject", claim->subject_label);
    json_member_string(writer, "period", claim->period);
    json_member_string(writer, "division", claim->division_code);
    json_member_string(writer, "channel", claim->channel);
    json_member_string(writer, "state", claim_state_code(claim->state));
    json_member_string(writer, "state_label", claim_state_label(claim->state));
    json_member_boolean(writer, "held", claim->is_held);
    json_member_int(writer, "amount_fen", claim->amount_fen);
    json_member_date(writer, "submitted_on", claim->submitted_on);
    json_member_date(writer, "due_on", claim->due_on);
    json_member_string(writer, "note", claim->last_note);
    json_close_object(writer);
}

bool answer_number(Context *context, Str number) {
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", number);
    json_close_object(writer);
    return context_json_end(context);
}

bool answer_written(Context *context, StoreFunction *step, const void *in, Error *error) {
    Str number;
    return platform_write_once(context, step, in, &number, error) &&
           answer_number(context, number);
}

CompanionsView companions_view(Arena *arena, const char *base, const Claims *companions) {
    CompanionViews views = {NEW_ARRAY(arena, CompanionView, companions->count), companions->count};
    for (size_t i = 0; i < companions->count; i++) {
        const Claim *claim = &companions->items[i];
        views.items[i] = (CompanionView){
            .path = str_format(arena, "%s/%.*s", base, STR_ARG(claim->number)),
            .measure = claim->measure_name,
            .state = claim_state_label(claim->state),
            .state_class = claim_state_class(claim->state),
            .is_decided = claim->is_decided,
            .amount = {claim->amount_fen},
            .lender = claim->pays_lender ? claim->account.holder_name : (Str){0},
        };
    }
    return (CompanionsView){views};
}

void companions_to_json(JsonWriter *writer, const Claims *companions) {
    json_open_array(writer);
    for (size_t i = 0; i < companions->count; i++) {
        json_string(writer, companions->items[i].number);
    }
    json_close_array(writer);
}
