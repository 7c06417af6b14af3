// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/course.h"

#include "pages/platform.h"
#include "registry/mask.h"

const char *clawback_state_class(ClawbackState state) {
    if (state == CLAWBACK_SETTLED) return "is-done";
    if (state == CLAWBACK_DROPPED || state == CLAWBACK_REVOKED) return "is-refused";
    return state == CLAWBACK_DECIDED || state == CLAWBACK_HANDED_OVER ? "is-owed" : "";
}

const char *appeal_state_class(AppealState state) {
    if (state == APPEAL_CHANGED || state == APPEAL_REVOKED) return "is-done";
    return state == APPEAL_MAINTAINED || state == APPEAL_WITHDRAWN ? "is-refused" : "";
}

bool course_is_own(const Context *context) {
    return role_has(context->actor->role, PERMISSION_CLAIMANT);
}

Str course_claim_path(Context *context, Str claim_number) {
    bool is_own = course_is_own(context);
    if (!is_own && !context_may(context, PERMISSION_CASE_READ)) return (Str){0};
    return str_format(context->arena, "%s/%.*s", is_own ? "/me/claims" : "/cases",
                      STR_ARG(claim_number));
}

// ---- Rows ----

CourseTableView clawback_table(Context *context, const Clawbacks *clawbacks, const char *base) {
    Arena *arena = context->arena;
    CourseRowViews views = {NEW_ARRAY(arena, CourseRowView, clawbacks->count), clawbacks->count};
    for (size_t i = 0; i < clawbacks->count; i++) {
        const Clawback *item = &clawbacks->items[i];
        bool is_decided = item->amount_fen > 0;
        views.items[i] = (CourseRowView){
            .number = item->number,
            .path = str_format(arena, "%s/%.*s", base, STR_ARG(item->number)),
            .what = str_format(arena, "追回，%.*s", STR_ARG(clawback_cause_label(item->cause))),
            .policy = policy_label(arena, item->policy_number, item->policy_title),
            .subject = item->subject_label,
            .county = county_label(item->division_code),
            .state = course_state_label(&clawback_course, (int)item->state),
            .state_class = clawback_state_class(item->state),
            .due = due_view(platform_of(context)->calendar, context->actor->today, item->due_on),
            .amount = {is_decided ? item->amount_fen : item->claim_fen},
        };
    }
    return (CourseTableView){views};
}

CourseTableView appeal_table(Context *context, const Appeals *appeals, const char *base) {
    Arena *arena = context->arena;
    CourseRowViews views = {NEW_ARRAY(arena, CourseRowView, appeals->count), appeals->count};
    for (size_t i = 0; i < appeals->count; i++) {
        const Appeal *item = &appeals->items[i];
        views.items[i] = (CourseRowView){
            .number = item->number,
            .path = str_format(arena, "%s/%.*s", base, STR_ARG(item->number)),
            .what = str_format(arena, "申诉，对%.*s", STR_ARG(appeal_subject_label(item->subject))),
            .policy = policy_label(arena, item->policy_number, item->policy_title),
            .subject = item->subject_label,
            .county = county_label(item->division_code),
            .state = course_state_label(&appeal_course, (int)item->state),
            .state_class = appeal_state_class(item->state),
            .due = due_view(platform_of(context)->calendar, context->actor->today, item->due_on),
            .amount = {item->claim_fen},
        };
    }
    return (CourseTableView){views};
}

// ---- Both ----

bool aftercare_read(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                    Aftercare *aftercare, Error *error) {
    return appeal_list(tx, actor, &(AppealFilter){.claim_number = claim_number}, arena,
                       &aftercare->appeals, error) &&
           clawback_list(tx, actor, &(ClawbackFilter){.claim_number = claim_number}, arena,
                         &aftercare->clawbacks, error);
}

CourseTableView aftercare_views(Context *context, const Aftercare *aftercare) {
    bool is_own = course_is_own(context);
    CourseRowViews first =
        appeal_table(context, &aftercare->appeals, is_own ? "/me/appeals" : "/appeals").rows;
    CourseRowViews second = clawback_table(context, &aftercare->clawbacks,
                                           is_own ? "/me/clawbacks" : "/clawbacks")
                                .rows;
    size_t count = first.count + second.count;
    CourseRowViews views = {NEW_ARRAY(context->arena, CourseRowView, count), count};
    for (size_t i = 0; i < first.count; i++) views.items[i] = first.items[i];
    for (size_t i = 0; i < second.count; i++) views.items[first.count + i] = second.items[i];
    return (CourseTableView){views};
}

CourseTableView aftercare_work(Context *context, const Aftercare *aftercare) {
    CourseRowViews views = aftercare_views(context, aftercare).rows;
    size_t count = 0;
    for (size_t i = 0; i < views.count; i++) {
        if (views.items[i].due.is_set) views.items[count++] = views.items[i];
    }
    views.count = count;
    return (CourseTableView){views};
}

// ---- History ----

CourseHistoryView course_history_view(Context *context, const CourseSteps *steps) {
    bool is_own = course_is_own(context);
    CourseStepViews views = {NEW_ARRAY(context->arena, CourseStepView, steps->count),
                             steps->count};
    for (size_t i = 0; i < steps->count; i++) {
        const CourseStep *step = &steps->items[i];
        // Officers stand here by their names, a person who is party to it does not.
        bool is_person = str_equal(step->role_label, role_label(ROLE_CITIZEN));
        Str who = is_person ? mask_name(context->arena, step->actor_name) : step->actor_name;
        views.items[i] = (CourseStepView){.on = {step->on},
                                          .action = step->action,
                                          .to = step->to_label,
                                          .who = is_own ? (Str){0} : who,
                                          .role = is_own ? (Str){0} : step->role_label,
                                          .note = step->note};
    }
    return (CourseHistoryView){views};
}

// ---- JSON ----

void course_steps_to_json(JsonWriter *writer, const CourseSteps *steps) {
    json_key(writer, STR("history"));
    json_open_array(writer);
    for (size_t i = 0; i < steps->count; i++) {
        const CourseStep *step = &steps->items[i];
        json_open_object(writer);
        json_member_date(writer, "on", step->on);
        json_member_string(writer, "action", step->action);
        json_member_string(writer, "to", step->to_label);
        json_member_string(writer, "note", step->note);
        json_close_object(writer);
    }
    json_close_array(writer);
}

void course_actions_to_json(JsonWriter *writer, const Course *course, const bool *may) {
    json_key(writer, STR("actions"));
    json_open_array(writer);
    for (int i = 0; i < course->action_count; i++) {
        if (may[i]) json_string(writer, course_action_code(course, i));
    }
    json_close_array(writer);
}
