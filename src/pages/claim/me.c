// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/me.h"

#include "casework/claim_anew.h"
#include "pages/claim/me.html.h"
#include "pages/platform.h"
#include "registry/mask.h"

#define NOT_YET_SHOWN_MAX 20  // of an organisation, which has them for each hire
#define BECAUSE_FACTS_MAX 6   // that one sentence names
#define EARLIEST_LOOKED_MAX 5 // refused ones whose earliest date is looked for

// ---- Reading: one transaction, everything the page shows ----

typedef struct MeOut {
    Assessments assessments;
    ClaimDrafts drafts;
    Date *earliest; // by assessment; DATE_ABSENT = none or not looked for
} MeOut;

static bool find_earliest(Tx *tx, const Context *context, MeOut *out, Arena *arena, Error *error) {
    size_t looked = 0;
    out->earliest = NEW_ARRAY(arena, Date, out->assessments.count);
    for (size_t i = 0; i < out->assessments.count; i++) {
        const Assessment *assessment = &out->assessments.items[i];
        out->earliest[i] = DATE_ABSENT;
        bool is_refused = assessment_outcome(assessment) == FEEL_FALSE && !assessment->is_claimed;
        if (!is_refused || looked++ >= EARLIEST_LOOKED_MAX) continue;
        AssessmentIn in = {.pack = platform_pack(context),
                           .policy_number = assessment->policy->number,
                           .subject_key = assessment->subject_key,
                           .measure_key = assessment->measure->key,
                           .on = context->actor->today};
        if (!assess_earliest(tx, &in, arena, &out->earliest[i], error)) return false;
    }
    return true;
}

static bool read_me(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const Scope *scope = &context->actor->scope;
    const Pack *pack = platform_pack(context);
    Date today = context->actor->today;
    MeOut *result = out;
    bool ok = str_is_absent(scope->uscc)
                  ? assess_person(tx, pack, scope->person_id, today, arena, &result->assessments,
                                  error)
                  : assess_organisation(tx, pack, scope->uscc, today, arena, &result->assessments,
                                        error);
    return ok && find_earliest(tx, context, result, arena, error) &&
           claim_draft_list(tx, context->actor, arena, &result->drafts, error);
}

// ---- Showing ----

// What speaks for it: known of this subject, and not that something is not so.
static bool speaks_for(const AssessedFact *fact) {
    return !str_is_empty(fact->value) && !str_equal(fact->json, STR("false")) &&
           !str_equal(fact->source, STR(ASSESSMENT_DEFAULT_SOURCE)) &&
           !str_equal(fact->source, STR(ASSESSMENT_DAY_SOURCE));
}

// 「因为户籍地是海原县，外出务工整月数是7，已签劳动合同。」 Empty when nothing is to be said.
static Str because(Arena *arena, const Assessment *assessment) {
    StrBuilder out;
    size_t said = 0;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        if (!speaks_for(fact)) continue;
        if (said++ == BECAUSE_FACTS_MAX) break;
        str_put(&out, said > 1 ? STR("，") : STR("因为"));
        str_put(&out, fact->name);
        if (str_equal(fact->json, STR("true"))) continue;
        str_put_format(&out, "是%.*s", STR_ARG(fact->value));
    }
    if (said > 0) str_put(&out, said > BECAUSE_FACTS_MAX ? STR("等。") : STR("。"));
    return str_built(&out);
}

// What is no benefit is enrolled in.
static bool is_enrolled_in(const Assessment *assessment) {
    return assessment->measure && assessment->measure->kind != MEASURE_BENEFIT;
}

// Nothing to apply for: the platform acts.
static bool is_automatic(const Assessment *assessment) {
    return assessment->measure && assessment->measure->kind == MEASURE_BENEFIT &&
           !(assessment->measure->ways & MEASURE_APPLICATION);
}

// Which of the measures of a policy it is about; absent where it has one, or nothing tells.
static Str measure_of(const Assessment *assessment) {
    const Measure *measure = assessment->measure;
    bool is_told = measure && assessment->policy->measures.count > 1 &&
                   !str_equal(measure->name, assessment->policy->title);
    return is_told ? measure->name : (Str){0};
}

static EntitlementCardView card_view(const Context *context, const Assessment *assessment,
                                     Date earliest) {
    Arena *arena = context->arena;
    Str subject = assessment_label(assessment, context->actor->scope.uscc);
    FeelTruth outcome = assessment_outcome(assessment);
    bool is_reader = str_equal(subject, mask_name(arena, context->actor->display_name));
    return (EntitlementCardView){
        .number = assessment->policy->number,
        .title = assessment->policy->title,
        .measure = measure_of(assessment),
        .subject = is_reader ? (Str){0} : subject,
        .is_eligible = outcome == FEEL_TRUE && assessment->has_amount &&
                       !is_enrolled_in(assessment),
        .is_open = outcome == FEEL_TRUE && is_enrolled_in(assessment),
        .enrols_in = is_enrolled_in(assessment) ? assessment->measure->key : (Str){0},
        .is_refused = outcome == FEEL_FALSE,
        .may_contest = claim_is_contestable(assessment) && !assessment->is_claimed,
        .is_claimed = assessment->is_claimed,
        .is_automatic = is_automatic(assessment),
        .amount = {assessment->amount_fen},
        .because = because(arena, assessment),
        .reasons = assessment_reasons_text(assessment, arena),
        .missing = assessment_missing_text(assessment, arena),
        .earliest = {earliest},
        .has_earliest = earliest != DATE_ABSENT,
        .needs_look = assessment->review_count > 0,
        .subject_key = assessment->subject_key,
        .awaits_departments = assessment->awaits_departments,
    };
}

// Two measures refused for one reason are said once.
static bool is_said(const EntitlementCardViews *views, const EntitlementCardView *card) {
    for (size_t i = 0; i < views->count && card->is_refused; i++) {
        const EntitlementCardView *said = &views->items[i];
        if (said->is_refused && said->number == card->number &&
            str_equal(said->subject_key, card->subject_key) &&
            str_equal(said->reasons, card->reasons)) {
            return true;
        }
    }
    return false;
}

static void put_not_yet(MeView *view, EntitlementCardView card) {
    bool is_full = view->is_organisation && view->not_yet.count >= NOT_YET_SHOWN_MAX;
    if (card.is_refused) card.measure = (Str){0};
    if (is_said(&view->not_yet, &card)) return;
    if (is_full) view->hidden++;
    else view->not_yet.items[view->not_yet.count++] = card;
}

static MeView me_view(Context *context, const MeOut *out) {
    Arena *arena = context->arena;
    size_t count = out->assessments.count;
    MeView view = {
        .name = context->actor->display_name,
        .is_organisation = !str_is_absent(context->actor->scope.uscc),
        .may_compare = context_may(context, PERMISSION_ORG_CLAIMS),
        .form = context_form_view(context),
        .drafts = own_draft_views(context, &out->drafts),
        .ready = {NEW_ARRAY(arena, EntitlementCardView, count), 0},
        .open = {NEW_ARRAY(arena, EntitlementCardView, count), 0},
        .claimed = {NEW_ARRAY(arena, EntitlementCardView, count), 0},
        .not_yet = {NEW_ARRAY(arena, EntitlementCardView, count), 0},
    };
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = &out->assessments.items[i];
        EntitlementCardView card = card_view(context, assessment, out->earliest[i]);
        if (assessment->is_claimed) {
            view.claimed.items[view.claimed.count++] = card;
        } else if (card.is_eligible) {
            card.instead_of = assessments_better(&out->assessments, i);
            view.ready.items[view.ready.count++] = card;
            view.total.value += card.instead_of ? 0 : card.amount.value;
            view.alternatives += card.instead_of != 0;
        } else if (card.is_open) {
            view.open.items[view.open.count++] = card;
        } else {
            put_not_yet(&view, card);
        }
    }
    return view;
}

static bool is_for(const Policy *policy, bool is_organisation) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        bool is_to_person = str_equal(policy->measures.items[i].payee, STR("person"));
        bool is_to_unit = str_equal(policy->measures.items[i].payee, STR("employer"));
        if (is_organisation ? is_to_unit : is_to_person) return true;
    }
    return false;
}

static bool was_assessed(const Assessments *assessments, int number) {
    for (size_t i = 0; i < assessments->count; i++) {
        if (assessments->items[i].policy->number == number) return true;
    }
    return false;
}

static NoRecordViews no_record_view(Context *context, const Assessments *assessments) {
    const Pack *pack = platform_pack(context);
    bool is_organisation = !str_is_absent(context->actor->scope.uscc);
    NoRecordViews views = {NEW_ARRAY(context->arena, NoRecordView, pack->policies.count), 0};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program || !is_for(policy, is_organisation) ||
            was_assessed(assessments, policy->number)) {
            continue;
        }
        views.items[views.count++] =
            (NoRecordView){.number = policy->number,
                           .title = policy->title,
                           .whom = card_answer(&policy->card, STR("给谁"))};
    }
    return views;
}

static bool me_page(Context *context, Error *error) {
    const Scope *scope = &context->actor->scope;
    MeOut out = {0};
    if (scope->person_id == 0 && str_is_absent(scope->uscc)) {
        return context_redirect(context, STR("/tasks"));
    }
    if (!platform_read(context, read_me, context, &out, error)) return false;
    MeView view = me_view(context, &out);
    view.no_record = no_record_view(context, &out.assessments);
    Html html = context_html(context);
    me_html(&html, &view);
    return context_page(context, STR("我能享受什么"), &html);
}

// ---- API ----

static const char *eligible_word(FeelTruth eligible) {
    if (eligible == FEEL_UNKNOWN) return "undecided";
    return eligible == FEEL_TRUE ? "yes" : "no";
}

static void write_assessment(JsonWriter *writer, const Assessment *assessment, Date earliest) {
    char text[DATE_TEXT_BYTES_MAX];
    json_open_object(writer);
    json_member_int(writer, "policy", assessment->policy->number);
    json_member_string(writer, "title", assessment->policy->title);
    json_member_string(writer, "measure",
                       assessment->measure ? assessment->measure->key : (Str){0});
    json_member_string(writer, "subject_kind", assessment->subject_kind);
    json_member_string(writer, "subject", assessment->subject_key);
    json_member_string(writer, "period", assessment->period);
    FeelTruth outcome = assessment_outcome(assessment);
    json_member_string(writer, "eligible", str_from_c(eligible_word(outcome)));
    json_member_boolean(writer, "claimed", assessment->is_claimed);
    json_key(writer, STR("amount_fen"));
    if (assessment->has_amount) json_int(writer, assessment->amount_fen);
    else json_null(writer);
    json_key(writer, STR("reasons"));
    json_open_array(writer);
    for (size_t i = 0; i < assessment->reason_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "code", assessment->reasons[i].code);
        json_member_string(writer, "sentence", assessment->reasons[i].sentence);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("missing"));
    json_open_array(writer);
    for (size_t i = 0; i < assessment->missing_count; i++) {
        json_string(writer, assessment->missing[i]);
    }
    json_close_array(writer);
    json_key(writer, STR("earliest"));
    if (earliest == DATE_ABSENT) json_null(writer);
    else json_string(writer, (Str){text, date_to_text(earliest, text)});
    json_close_object(writer);
}

static bool entitlements_api(Context *context, Error *error) {
    MeOut out = {0};
    if (!platform_read(context, read_me, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("entitlements"));
    json_open_array(writer);
    for (size_t i = 0; i < out.assessments.count; i++) {
        write_assessment(writer, &out.assessments.items[i], out.earliest[i]);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool organisation_api(Context *context, Error *error) {
    if (!str_equal(context_parameter(context, "uscc"), context->actor->scope.uscc)) {
        error_set(error, ERROR_NOT_FOUND, "没有这个单位，或者不是你的单位");
        return error_detail(error, "请用本单位的账号");
    }
    return entitlements_api(context, error);
}

// clang-format off
static const Route routes[] = {
    {GET, "/me",                          me_page,          .needs = PERMISSION_CLAIMANT,   .title = "我能享受什么"},
    {GET, "/api/me/entitlements",         entitlements_api, .needs = PERMISSION_OWN_CLAIMS, .title = "我能享受什么"},
    {GET, "/api/orgs/:uscc/entitlements", organisation_api, .needs = PERMISSION_ORG_CLAIMS, .title = "单位能享受什么"},
};
// clang-format on
const RouteList me_pages = ROUTES(routes);
