// SPDX-License-Identifier: Apache-2.0
// Reading appeals: a list, and one with all that belongs to it.
#include "casework/appeal_core.h"

static const struct {
    const char *code, *label;
} subjects[APPEAL_SUBJECT_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    APPEAL_SUBJECTS(X)
#undef X
};

Str appeal_subject_code(AppealSubject subject) {
    return str_from_c(subjects[subject].code);
}

Str appeal_subject_label(AppealSubject subject) {
    return str_from_c(subjects[subject].label);
}

static AppealSubject subject_from_code(Str code) {
    int i = 0;
    while (i + 1 < APPEAL_SUBJECT_COUNT && !str_equal(str_from_c(subjects[i].code), code)) i++;
    return (AppealSubject)i;
}

static Appeal appeal_from_row(const AppealRow *row) {
    return (Appeal){
        .id = row->id,
        .claim_id = row->application_id,
        .number = row->number,
        .claim_number = row->claim_number,
        .clawback_number = row->clawback_number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .subject_label = row->subject_label,
        .division_code = row->division_code,
        .person_id = row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc,
        .claim_fen = row->claim_fen,
        .subject = subject_from_code(row->subject),
        .grounds = row->grounds,
        .state = (AppealState)course_state_from_code(&appeal_course, row->state),
        .version = row->version,
        .due_on = row->due_on,
        .filed_on = row->filed_on,
        .accepted_on = row->accepted_on,
        .decided_on = row->decided_on,
        .contested_by = row->contested_by,
        .accepted_by = row->accepted_by,
        .reasons = row->reasons,
        .result_number = row->result_number,
        .result_fen = row->result_fen.present ? row->result_fen.value : 0,
    };
}

static bool select_within(Tx *tx, const Actor *actor, AppealSelectIn *in, Arena *arena,
                          AppealRows *rows, Error *error) {
    const Scope *scope = &actor->scope;
    if (!scope->sees_people) {
        error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的申诉");
        return error_detail(error, "可以看汇总数字");
    }
    in->prefix = scope->division_prefix;
    in->person_id = (OptionalInt){scope->person_id != 0, scope->person_id};
    in->uscc = scope->uscc;
    in->row_count = APPEAL_ROWS_MAX;
    return appeal_select(tx, in, arena, rows, error);
}

bool appeal_list(Tx *tx, const Actor *actor, const AppealFilter *filter, Arena *arena,
                 Appeals *appeals, Error *error) {
    AppealRows rows;
    AppealSelectIn in = {0};
    if (!str_is_empty(filter->state)) in.state = filter->state;
    if (!str_is_empty(filter->claim_number)) in.claim_number = filter->claim_number;
    if (!select_within(tx, actor, &in, arena, &rows, error)) return false;
    *appeals = (Appeals){NEW_ARRAY(arena, Appeal, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) appeals->items[i] = appeal_from_row(&rows.items[i]);
    return true;
}

bool appeal_load(Tx *tx, const Actor *actor, Str number, Arena *arena, Appeal *appeal,
                 Error *error) {
    AppealRows rows;
    AppealSelectIn in = {.number = number};
    if (!select_within(tx, actor, &in, arena, &rows, error)) return false;
    if (rows.count > 0) {
        *appeal = appeal_from_row(&rows.items[0]);
        return true;
    }
    error_set(error, ERROR_NOT_FOUND, "没有申诉 %.*s，或者不在你能看的范围里", STR_ARG(number));
    return error_detail(error, "请核对编号");
}

CourseCase appeal_case(const Appeal *appeal) {
    return (CourseCase){.number = appeal->number,
                        .state = (int)appeal->state,
                        .version = appeal->version,
                        .due_on = appeal->due_on,
                        .title = appeal->policy_title,
                        .claim_number = appeal->claim_number,
                        .division_code = appeal->division_code,
                        .person_id = appeal->person_id,
                        .uscc = appeal->uscc};
}

static void list_actions(const Actor *actor, AppealRecord *record) {
    CourseCase subject = appeal_case(&record->appeal);
    const OptionalInt hands[] = {record->appeal.accepted_by, record->appeal.contested_by};
    for (int action = 0; action < APPEAL_ACTION_COUNT; action++) {
        const CourseTransition *row = course_transition(&appeal_course, action, subject.state);
        record->may[action] = row && course_may(actor, row, &subject);
    }
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        if (!hands[i].present || hands[i].value != actor->account_id) continue;
        record->may[APPEAL_MAINTAIN] = record->may[APPEAL_CHANGE] = false;
    }
}

// What the claim's latest step said when the appeal was filed; what came of the appeal came later.
static Str contested_note(const AppealRecord *record) {
    const ClaimFile *claim = &record->claim;
    if (record->steps.count == 0) return claim->claim.last_note;
    Str note = {0};
    for (size_t i = 0; i < claim->history_count; i++) {
        if (claim->history[i].at_ms > record->steps.items[0].at_ms) break;
        note = claim->history[i].note;
    }
    return note;
}

bool appeal_find(Tx *tx, const Actor *actor, Str number, Arena *arena, AppealRecord *record,
                 Error *error) {
    *record = (AppealRecord){0};
    if (!appeal_load(tx, actor, number, arena, &record->appeal, error) ||
        !claim_find(tx, actor, record->appeal.claim_number, arena, &record->claim, error) ||
        !course_steps(tx, &appeal_course, number, arena, &record->steps, error)) {
        return false;
    }
    record->contested_note = contested_note(record);
    list_actions(actor, record);
    return true;
}
