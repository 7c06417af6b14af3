// SPDX-License-Identifier: Apache-2.0
#include "casework/course.h"

#include "access/account.h"
#include "access/audit.h"
#include "casework/course.sql.h"
#include "casework/message.h"

// ---- Words ----

Str course_state_code(const Course *course, int state) {
    return str_from_c(course->states[state].code);
}

Str course_state_label(const Course *course, int state) {
    return str_from_c(course->states[state].label);
}

Str course_action_code(const Course *course, int action) {
    return str_from_c(course->actions[action].code);
}

Str course_action_label(const Course *course, int action) {
    return str_from_c(course->actions[action].label);
}

int course_state_from_code(const Course *course, Str code) {
    for (int i = 0; i < course->state_count; i++) {
        if (str_equal(course_state_code(course, i), code)) return i;
    }
    return COURSE_START;
}

int course_action_from_code(const Course *course, Str code) {
    for (int i = 0; i < course->action_count; i++) {
        if (str_equal(course_action_code(course, i), code)) return i;
    }
    return -1;
}

const CourseTransition *course_transition(const Course *course, int action, int from) {
    for (size_t i = 0; i < course->transition_count; i++) {
        const CourseTransition *row = &course->transitions[i];
        if (row->action == action && row->from == from) return row;
    }
    return NULL;
}

// ---- Checking ----

static bool is_party(const Actor *actor, const CourseCase *subject) {
    const Scope *scope = &actor->scope;
    if (!role_has(actor->role, PERMISSION_CLAIMANT)) return false;
    if (!str_is_empty(scope->uscc)) return str_equal(scope->uscc, subject->uscc);
    return str_is_absent(subject->uscc) && scope->person_id != 0 &&
           scope->person_id == subject->person_id;
}

bool course_may(const Actor *actor, const CourseTransition *transition, const CourseCase *subject) {
    if (transition->is_own) return is_party(actor, subject);
    return transition->needs != PERMISSION_NONE && role_has(actor->role, transition->needs);
}

bool course_refuse(const Course *course, const CourseCase *subject, int action, Error *error) {
    Str state = subject->state == COURSE_START ? STR("还没有立案")
                                               : course_state_label(course, subject->state);
    error_set(error, ERROR_CONFLICT, "%.*s 现在是“%.*s”，不能“%.*s”", STR_ARG(subject->number),
              STR_ARG(state), STR_ARG(course_action_label(course, action)));
    error_detail(error, "请刷新页面，看看有没有别人已经办过");
    return error_code(error, "WRONG_STATE");
}

static bool check_move(const Actor *actor, const Course *course, const CourseTransition *transition,
                       const CourseMove *move, const CourseCase *subject, Error *error) {
    Str label = course_action_label(course, move->action);
    bool is_platform = actor->account_id == 0;
    bool is_by_platform = transition->needs == PERMISSION_NONE && !transition->is_own;
    if (!is_platform && !is_by_platform && !course_may(actor, transition, subject)) {
        error_set(error, ERROR_FORBIDDEN, "你的角色不能“%.*s”", STR_ARG(label));
        return error_detail(error, "请由有权限的同事办理");
    }
    if (transition->needs_note && str_is_empty(str_trim(move->note))) {
        error_set(error, ERROR_INVALID, "“%.*s”要写明情况和理由", STR_ARG(label));
        return error_code(error, "NOTE_MISSING");
    }
    if (move->note.length > COURSE_NOTE_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "说明太长，最多%d个字节", COURSE_NOTE_BYTES_MAX);
    }
    return true;
}

// ---- Moving ----

// None before the first step.
static Str state_before(const Course *course, const CourseCase *subject) {
    return subject->from == COURSE_START ? (Str){0} : course_state_code(course, subject->from);
}

static bool keep_step(Tx *tx, const Actor *actor, const Course *course, const CourseMove *move,
                      const CourseCase *subject, Error *error) {
    return course_step_insert(
        tx,
        &(CourseStepInsertIn){.number = subject->number,
                              .version = subject->version,
                              .action = course_action_code(course, move->action),
                              .from_state = state_before(course, subject),
                              .to_state = course_state_code(course, subject->state),
                              .account_id = actor->account_id,
                              .actor_name = actor->display_name,
                              .role = role_code(actor->role),
                              .business_date = actor->today,
                              .at_ms = actor->now_ms,
                              .note = move->note},
        NULL, error);
}

static bool audit_step(Tx *tx, const Actor *actor, const Course *course, const CourseMove *move,
                       const CourseCase *subject, Arena *arena, Error *error) {
    Str action = course_action_code(course, move->action);
    return audit_write(
        tx, actor,
        &(AuditEntry){.action = str_format(arena, "%s.%.*s", course->noun, STR_ARG(action)),
                      .object_kind = str_from_c(course->noun),
                      .object_number = subject->number,
                      .division_code = subject->division_code,
                      .before = state_before(course, subject),
                      .after = course_state_code(course, subject->state)},
        error);
}

static bool tell_party(Tx *tx, const Actor *actor, const CourseTransition *transition,
                       const CourseMove *move, const CourseCase *subject, Arena *arena,
                       Error *error) {
    Str what = str_is_absent(move->message) ? transition->message : move->message;
    if (str_is_absent(what) || move->is_silent) return true;
    Message message = {
        .person_id = str_is_absent(subject->uscc) ? subject->person_id : 0,
        .uscc = subject->uscc,
        .claim_number = subject->claim_number,
        .text = str_format(arena, "%.*s（%.*s）%.*s", STR_ARG(subject->title),
                           STR_ARG(subject->number), STR_ARG(what)),
    };
    return message_put(tx, actor, &message, error);
}

bool course_begin(const Actor *actor, const WorkdayCalendar *calendar, const Course *course,
                  const CourseMove *move, CourseCase *subject, Error *error) {
    int from = subject->state;
    const CourseTransition *transition = course_transition(course, move->action, from);
    if (!transition) return course_refuse(course, subject, move->action, error);
    if (!check_move(actor, course, transition, move, subject, error)) return false;
    int workdays = course->states[transition->to].workdays;
    subject->from = from;
    subject->state = transition->to;
    subject->version = from == COURSE_START ? 0 : subject->version + 1;
    if (from != transition->to) {
        subject->due_on = workdays ? workday_add(calendar, actor->today, workdays) : DATE_ABSENT;
    }
    return true;
}

bool course_keep(Tx *tx, const Actor *actor, const Course *course, const CourseMove *move,
                 const CourseCase *subject, Arena *arena, Error *error) {
    const CourseTransition *transition = course_transition(course, move->action, subject->from);
    return keep_step(tx, actor, course, move, subject, error) &&
           audit_step(tx, actor, course, move, subject, arena, error) &&
           tell_party(tx, actor, transition, move, subject, arena, error);
}

// ---- Reading ----

bool course_steps(Tx *tx, const Course *course, Str number, Arena *arena, CourseSteps *steps,
                  Error *error) {
    CourseStepRows rows;
    if (!course_step_list(tx, &(CourseStepListIn){number}, arena, &rows, error)) return false;
    *steps = (CourseSteps){NEW_ARRAY(arena, CourseStep, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const CourseStepRow *row = &rows.items[i];
        int action = course_action_from_code(course, row->action);
        int state = course_state_from_code(course, row->to_state);
        Role role;
        bool has_role = row->account_id != 0 && role_from_code(row->role, &role);
        steps->items[i] = (CourseStep){
            .action = action < 0 ? row->action : course_action_label(course, action),
            .to_label = state < 0 ? row->to_state : course_state_label(course, state),
            .actor_name = row->actor_name,
            .role_label = has_role ? role_label(role) : (Str){0},
            .on = row->business_date,
            .at_ms = row->at_ms,
            .note = row->note,
        };
    }
    return true;
}

// ---- Hands ----

bool course_hand(Tx *tx, const Actor *actor, int64_t claim_id, Arena *arena, CourseHand *hand,
                 Error *error) {
    CourseHandRow row;
    bool found;
    *hand = (CourseHand){0};
    if (!course_hand_of_person(tx, &(CourseHandOfPersonIn){claim_id, actor->account_id}, arena,
                               &row, &found, error)) {
        return false;
    }
    if (found) *hand = (CourseHand){row.is_payee, row.is_approver, row.is_hand};
    return true;
}

bool course_is_same_person(Tx *tx, const Actor *actor, OptionalInt account, Arena *arena,
                           bool *is_same, Error *error) {
    *is_same = false;
    if (!account.present) return true;
    return account_is_same_person(tx, actor->account_id, account.value, arena, is_same, error);
}

bool course_refuse_hand(bool is_payee, const char *sentence, Error *error) {
    error_set(error, ERROR_CONFLICT, "%s", is_payee ? "不能办理自己的事" : sentence);
    error_detail(error, "请由另一位同事办理");
    return error_code(error, is_payee ? "OWN_CLAIM" : "SAME_PERSON");
}

// ---- The same as Markdown ----

static Str who_of(const CourseTransition *row) {
    if (row->needs != PERMISSION_NONE) return permission_label(row->needs);
    return row->is_own ? STR("当事人") : STR("平台");
}

static Str from_of(const Course *course, const CourseTransition *row, const char *start) {
    return row->from == COURSE_START ? str_from_c(start) : course_state_code(course, row->from);
}

static void describe_states(const Course *course, StrBuilder *out) {
    str_put(out, STR("\n| state | | owes the next step | working days |\n|---|---|---|---|\n"));
    for (int i = 0; i < course->state_count; i++) {
        const CourseState *state = &course->states[i];
        str_put_format(out, "| %s | %s | %s | ", state->code, state->label,
                       state->owed_by ? state->owed_by : "-");
        if (state->workdays)
            str_put_format(out, "%d |\n", state->workdays);
        else
            str_put(out, STR("- |\n"));
    }
}

void course_describe(const Course *course, StrBuilder *out) {
    str_put(out, STR("```mermaid\nstateDiagram-v2\n"));
    for (size_t i = 0; i < course->transition_count; i++) {
        const CourseTransition *row = &course->transitions[i];
        Str from = from_of(course, row, "[*]");
        str_put_format(out, "    %.*s --> %s: %s\n", STR_ARG(from), course->states[row->to].code,
                       course->actions[row->action].code);
    }
    str_put(out, STR("```\n\n| step | | from | to | who | refused as |\n"));
    str_put(out, STR("|---|---|---|---|---|---|\n"));
    for (size_t i = 0; i < course->transition_count; i++) {
        const CourseTransition *row = &course->transitions[i];
        const CourseAction *action = &course->actions[row->action];
        Str who = who_of(row), from = from_of(course, row, "-");
        str_put_format(out, "| %s | %s | %.*s | %s | %.*s | `WRONG_STATE`%s%s%s |\n", action->code,
                       action->label, STR_ARG(from), course->states[row->to].code, STR_ARG(who),
                       row->needs_note ? " `NOTE_MISSING`" : "", row->refusals ? " " : "",
                       row->refusals ? row->refusals : "");
    }
    describe_states(course, out);
}
