// SPDX-License-Identifier: Apache-2.0
// Reading clawbacks: a list, and one with all that belongs to it.
#include "casework/clawback_core.h"

static Clawback clawback_from_row(const ClawbackRow *row) {
    Clawback clawback = {
        .id = row->id,
        .claim_id = row->application_id,
        .number = row->number,
        .claim_number = row->claim_number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .subject_label = row->subject_label,
        .division_code = row->division_code,
        .person_id = row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc,
        .claim_fen = row->claim_fen,
        .note = row->note,
        .state = (ClawbackState)course_state_from_code(&clawback_course, row->state),
        .version = row->version,
        .fund_key = row->fund_key,
        .due_on = row->due_on,
        .opened_on = row->opened_on,
        .notified_on = row->notified_on,
        .statement_until = row->statement_until,
        .statement = row->statement,
        .stated_on = row->stated_on,
        .verified_by = row->verified_by,
        .decided_by = row->decided_by,
        .decided_on = row->decided_on,
        .amount_fen = row->amount_fen.present ? row->amount_fen.value : 0,
        .instalments = row->instalment_count.present ? row->instalment_count.value : 0,
        .decision_number = row->decision_number,
        .receivable_number = row->receivable_number,
        .penalty_reference = row->penalty_reference,
    };
    if (!clawback_cause_from_code(row->cause, &clawback.cause)) {
        clawback.cause = CLAWBACK_BY_INSPECTION;
    }
    return clawback;
}

static ClawbackSelectIn within(const Scope *scope) {
    return (ClawbackSelectIn){.prefix = scope->division_prefix,
                              .person_id = {scope->person_id != 0, scope->person_id},
                              .uscc = scope->uscc,
                              .row_count = CLAWBACK_ROWS_MAX};
}

static bool check_sees_people(const Actor *actor, Error *error) {
    if (actor->scope.sees_people) return true;
    error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的追回");
    return error_detail(error, "可以看汇总数字");
}

bool clawback_list(Tx *tx, const Actor *actor, const ClawbackFilter *filter, Arena *arena,
                   Clawbacks *clawbacks, Error *error) {
    ClawbackRows rows;
    ClawbackSelectIn in = within(&actor->scope);
    if (!str_is_empty(filter->state)) in.state = filter->state;
    if (!str_is_empty(filter->claim_number)) in.claim_number = filter->claim_number;
    if (!check_sees_people(actor, error) || !clawback_select(tx, &in, arena, &rows, error)) {
        return false;
    }
    *clawbacks = (Clawbacks){NEW_ARRAY(arena, Clawback, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        clawbacks->items[i] = clawback_from_row(&rows.items[i]);
    }
    return true;
}

bool clawback_load(Tx *tx, const Actor *actor, Str number, Arena *arena, Clawback *clawback,
                   Error *error) {
    ClawbackRows rows;
    ClawbackSelectIn in = within(&actor->scope);
    in.number = number;
    if (!check_sees_people(actor, error) || !clawback_select(tx, &in, arena, &rows, error)) {
        return false;
    }
    if (rows.count > 0) {
        *clawback = clawback_from_row(&rows.items[0]);
        return true;
    }
    error_set(error, ERROR_NOT_FOUND, "没有追回 %.*s，或者不在你能看的范围里", STR_ARG(number));
    return error_detail(error, "请核对编号");
}

bool clawback_of_receivable(Tx *tx, Str receivable, Arena *arena, Clawback *clawback, bool *found,
                            Error *error) {
    ClawbackRows rows;
    ClawbackSelectIn in = {.prefix = STR(""), .receivable_number = receivable, .row_count = 1};
    if (!clawback_select(tx, &in, arena, &rows, error)) return false;
    *found = rows.count > 0;
    if (*found) *clawback = clawback_from_row(&rows.items[0]);
    return true;
}

CourseCase clawback_case(const Clawback *clawback) {
    return (CourseCase){.number = clawback->number,
                        .state = (int)clawback->state,
                        .version = clawback->version,
                        .due_on = clawback->due_on,
                        .title = clawback->policy_title,
                        .claim_number = clawback->claim_number,
                        .division_code = clawback->division_code,
                        .person_id = clawback->person_id,
                        .uscc = clawback->uscc};
}

// ---- One with all that belongs to it ----

static const struct {
    const char *code, *label;
} sources[] = {
#define X(code, label) {code, label},
    CLAWBACK_SOURCES(X)
#undef X
};

static Str source_label(Str code) {
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (str_equal(str_from_c(sources[i].code), code)) return str_from_c(sources[i].label);
    }
    return code;
}

static bool read_evidence(Tx *tx, ClawbackFile *file, Arena *arena, Error *error) {
    ClawbackEvidenceRows rows;
    if (!clawback_evidence_list(tx, &(ClawbackEvidenceListIn){file->clawback.id}, arena, &rows,
                                error)) {
        return false;
    }
    file->evidence = NEW_ARRAY(arena, ClawbackEvidence, rows.count);
    file->evidence_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const ClawbackEvidenceRow *row = &rows.items[i];
        file->evidence[i] = (ClawbackEvidence){
            .index = row->sequence,
            .source = source_label(row->source),
            .description = row->description,
            .file_index = row->file_sequence.present ? row->file_sequence.value : 0,
            .on = row->added_on,
        };
    }
    return true;
}

// What is refused for other reasons than role and state is offered as well, and says why: but for
// what can be seen at once.
static void list_actions(const Actor *actor, ClawbackFile *file) {
    const Clawback *clawback = &file->clawback;
    CourseCase subject = clawback_case(clawback);
    bool is_stated = !str_is_absent(clawback->statement);
    bool is_verifier =
        clawback->verified_by.present && clawback->verified_by.value == actor->account_id;
    for (int action = 0; action < CLAWBACK_ACTION_COUNT; action++) {
        const CourseTransition *row = course_transition(&clawback_course, action, subject.state);
        file->may[action] = row && course_may(actor, row, &subject);
    }
    if (is_stated) file->may[CLAWBACK_STATE] = file->may[CLAWBACK_RECORD] = false;
    if (is_verifier) file->may[CLAWBACK_DECIDE] = false;
    if (!is_stated && actor->today <= clawback->statement_until) {
        file->may[CLAWBACK_DECIDE] = false;
    }
    if (file->evidence_count < CLAWBACK_EVIDENCE_MIN) file->may[CLAWBACK_VERIFY] = false;
    if (!clawback_is_overdue(&file->money)) file->may[CLAWBACK_HAND_OVER] = false;
}

bool clawback_is_overdue(const ReceivableCourse *money) {
    int64_t asked = money->amount_fen - money->waived_fen;
    int64_t due = money->due_fen < asked ? money->due_fen : asked;
    return due > money->repaid_fen;
}

bool clawback_find(Tx *tx, const Actor *actor, Str number, Arena *arena, ClawbackFile *file,
                   Error *error) {
    *file = (ClawbackFile){0};
    if (!clawback_load(tx, actor, number, arena, &file->clawback, error) ||
        !read_evidence(tx, file, arena, error) ||
        !course_steps(tx, &clawback_course, number, arena, &file->steps, error)) {
        return false;
    }
    file->is_decided = !str_is_absent(file->clawback.receivable_number);
    if (file->is_decided && !receivable_course(tx, file->clawback.receivable_number, actor->today,
                                               arena, &file->money, error)) {
        return false;
    }
    list_actions(actor, file);
    return true;
}
