// SPDX-License-Identifier: Apache-2.0
// Checking a roster: every row decided, the result kept, nothing claimed.
#include "access/audit.h"
#include "base/digest.h"
#include "base/map.h"
#include "casework/claim_roster_core.h"
#include "publish/fact_view.h"
#include "registry/code.h"
#include "registry/employer.sql.h"
#include "registry/organiser.sql.h"

#include <stdio.h>
#include <string.h>

#define SERIES_PREFIX "MC"

typedef struct RosterCheck {
    const Actor *actor;
    const CaseContext *context;
    const ClaimRosterIn *in;
    RosterForm form;
    RosterRead *rows;
    RosterDecision *decisions;
    size_t count;
    Date on;
    Str period;
    Str sha256;
    Map subjects; // key -> the row that named it first
    // Of a batch:
    Str organiser_code;
    Str work_division; // its code
    Str division_code;
} RosterCheck;

// ---- The turn ----

// The last day of the month chosen, or today within it.
static bool choose_day(RosterCheck *check, Error *error) {
    const ClaimRosterIn *in = check->in;
    Date today = check->actor->today, first;
    char text[DATE_TEXT_BYTES];
    check->on = today;
    if (!check->form.is_monthly) return true;
    bool fits = in->month.length == strlen("2023-09");
    snprintf(text, sizeof text, "%.*s-01", fits ? (int)in->month.length : 0, in->month.data);
    if (!fits || !date_from_str(str_from_c(text), &first)) {
        error_set(error, ERROR_INVALID, "请选一个月份");
        return error_detail(error, "写成 2023-09");
    }
    if (first > today) {
        error_set(error, ERROR_INVALID, "%.*s还没有到", STR_ARG(in->month));
        return error_detail(error, "请选这个月或以前的月份");
    }
    Date last = date_add_months(first, 1) - 1;
    check->on = last < today ? last : today;
    return true;
}

// ---- Rows ----

// Whether a person is whom the row names.
static void check_name(RosterCheck *check, RosterRead *row, const PersonRow *person) {
    if (row->is_faulty || str_is_empty(row->id_number)) return;
    if (!person) {
        roster_fault(row, &check->form, ROSTER_COLUMN_PERSON, STR("没有查到这个人，请核对号码"));
    } else if (!str_is_empty(row->name) && !str_equal(row->name, person->name)) {
        roster_fault(row, &check->form, ROSTER_COLUMN_NAME, STR("和公安登记的姓名不一样，请核对"));
    }
}

static void find_twin(RosterCheck *check, RosterRead *row, Str key, Arena *arena) {
    RosterRead *first = map_get(&check->subjects, key);
    if (!first) {
        map_put(&check->subjects, key, row);
        return;
    }
    const FactView *view = fact_view_find(check->form.measure->subject);
    RosterColumnKind kind = view->keying == FACT_KEY_UNIT          ? ROSTER_COLUMN_UNIT
                            : str_is_empty(row->id_number) ? ROSTER_COLUMN_KEY
                                                           : ROSTER_COLUMN_PERSON;
    roster_fault(row, &check->form, kind,
                 str_format(arena, "和第%lld行重复，只留一行", (long long)first->line));
}

// What concerns the subject itself stands at its cell.
static void place_fault(RosterCheck *check, RosterRead *row, const RosterDecision *decision) {
    if (decision->result != ROSTER_FAULTY) return;
    RosterColumnKind kind = str_is_empty(row->id_number) ? ROSTER_COLUMN_KEY : ROSTER_COLUMN_PERSON;
    roster_fault(row, &check->form, kind, decision->sentences);
}

// Rows that are decided together, and what they have in common.
typedef struct Span {
    RosterRead *rows;
    RosterDecision *decisions;
    Str *keys;
    size_t count;
    AssessmentSet *set;
} Span;

// Rows without a fault get their keys, those that are there twice a fault.
static bool check_subjects(Tx *tx, RosterCheck *check, Span *span, Arena *scratch, Arena *arena,
                           Error *error) {
    const PersonRow **people;
    if (!roster_people(tx, span->rows, span->count, scratch, &people, error)) return false;
    span->keys = NEW_ARRAY(scratch, Str, span->count);
    for (size_t i = 0; i < span->count; i++) {
        RosterRead *row = &span->rows[i];
        span->decisions[i] = (RosterDecision){
            .result = ROSTER_FAULTY, .sentences = STR(""), .subject_label = STR("")};
        check_name(check, row, people[i]);
        span->keys[i] = roster_subject_key(arena, &check->form, check->actor, row);
        if (!row->is_faulty) find_twin(check, row, span->keys[i], arena);
    }
    return true;
}

static bool open_set(Tx *tx, const RosterCheck *check, Span *span, Arena *scratch, Error *error) {
    AssessmentIn in = {.pack = check->context->pack,
                       .policy_number = check->form.policy->number,
                       .measure_key = check->form.measure->key,
                       .on = check->on};
    Str *keys = NEW_ARRAY(scratch, Str, span->count);
    size_t count = 0;
    for (size_t i = 0; i < span->count; i++) {
        if (!span->rows[i].is_faulty) keys[count++] = span->keys[i];
    }
    return assessment_set_open(tx, &in, keys, count, scratch, &span->set, error);
}

static bool decide_span(Tx *tx, RosterCheck *check, const Span *span, Arena *arena, Error *error) {
    Arena scratch = {0};
    bool is_done = true;
    for (size_t i = 0; i < span->count && is_done; i++) {
        Assessment assessment;
        Payee payee;
        RosterRead *row = &span->rows[i];
        if (row->is_faulty) continue;
        arena_reset(&scratch);
        RosterCase one = {.actor = check->actor,
                          .context = check->context,
                          .policy = check->form.policy,
                          .measure = check->form.measure,
                          .on = check->on,
                          .stated_json = row->stated_json,
                          .subject_key = span->keys[i],
                          .set = span->set};
        is_done = roster_decide(tx, &one, &scratch, arena, &assessment, &payee, &span->decisions[i],
                                error);
        if (is_done) place_fault(check, row, &span->decisions[i]);
    }
    arena_release(&scratch);
    return is_done;
}

static bool check_span(Tx *tx, RosterCheck *check, Span *span, Arena *arena, Error *error) {
    Arena scratch = {0};
    bool is_done = check_subjects(tx, check, span, &scratch, arena, error) &&
                   open_set(tx, check, span, &scratch, error);
    if (is_done) {
        is_done = decide_span(tx, check, span, arena, error);
        assessment_set_close(span->set);
    }
    arena_release(&scratch);
    return is_done;
}

// The rows as they were read: a transaction may run twice, and the faults that the first run found
// are gone with its memory.
static RosterRead *fresh_rows(Arena *arena, const RosterCheck *check) {
    RosterRead *rows = NEW_ARRAY(arena, RosterRead, check->count);
    for (size_t i = 0; i < check->count; i++) {
        rows[i] = check->rows[i];
        rows[i].faults = NEW_ARRAY(arena, Str, check->form.count);
        for (size_t j = 0; j < check->form.count; j++) rows[i].faults[j] = check->rows[i].faults[j];
    }
    return rows;
}

// Span by span, so that the memory of what is known is that of one.
static bool check_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RosterCheck *read = in;
    RosterCheck *check = out;
    check->rows = fresh_rows(arena, read);
    check->subjects = (Map){.arena = arena};
    for (size_t from = 0; from < check->count; from += ASSESSMENT_SET_MAX) {
        size_t left = check->count - from;
        Span span = {.rows = check->rows + from,
                     .decisions = check->decisions + from,
                     .count = left < ASSESSMENT_SET_MAX ? left : ASSESSMENT_SET_MAX};
        if (!check_span(tx, check, &span, arena, error)) return false;
    }
    return true;
}

// ---- Who brings it ----

typedef struct Owner {
    Str key, name, division_code;
} Owner;

static bool find_owner(Tx *tx, const RosterCheck *check, Arena *arena, Owner *owner,
                       Error *error) {
    const Actor *actor = check->actor;
    EmployerRow org;
    bool found = false;
    *owner = (Owner){roster_owner_key(arena, actor), actor->display_name,
                     actor->scope.division_prefix};
    if (roster_is_office(actor)) {
        owner->key = str_format(arena, "office:%.*s", STR_ARG(actor->scope.division_prefix));
        return true;
    }
    if (!str_is_empty(check->division_code)) owner->division_code = check->division_code;
    if (str_is_empty(actor->scope.uscc)) return true;
    if (!employer_find(tx, &(EmployerFindIn){.uscc = actor->scope.uscc}, arena, &org, &found,
                       error)) {
        return false;
    }
    if (!found) return true;
    owner->name = org.name;
    owner->division_code = org.division_code;
    return true;
}

// ---- Keeping ----

static Str columns_json(Arena *arena, const RosterForm *form) {
    Str *names = NEW_ARRAY(arena, Str, form->count);
    for (size_t i = 0; i < form->count; i++) names[i] = form->columns[i].name;
    return roster_texts_to_json(arena, names, form->count);
}

static bool insert_head(Tx *tx, const RosterCheck *check, const Owner *owner, Arena *arena,
                        RosterHeadRow *head, Error *error) {
    const Actor *actor = check->actor;
    RosterIdRow row;
    int64_t n;
    Str series = str_format(arena, SERIES_PREFIX "-%lld",
                            (long long)date_to_civil(actor->today).year);
    if (!store_next_number(tx, series, &n, error)) return false;
    head->number = str_format(arena, "%.*s-%05lld", STR_ARG(series), (long long)n);
    ClaimRosterInsertIn in = {
        .number = head->number, .policy_number = check->form.policy->number,
        .policy_title = check->form.policy->title, .measure = check->form.measure->key,
        .measure_name = check->form.measure->name, .subject_kind = check->form.measure->subject,
        .period = check->period, .decided_on = check->on, .owner_key = owner->key,
        .uscc = actor->scope.uscc,
        .person_id = {actor->scope.person_id != 0, actor->scope.person_id},
        .owner_name = owner->name, .organiser_code = check->organiser_code,
        .work_division = check->work_division,
        .division_code = owner->division_code, .file_name = check->in->file_name,
        .file_sha256 = check->sha256, .pack_hash = str_from_c(check->context->pack->hash),
        .columns_json = columns_json(arena, &check->form), .created_by = actor->account_id,
        .created_on = actor->today};
    if (!claim_roster_insert(tx, &in, arena, &row, error)) return false;
    head->id = row.id;
    head->state = STR("checked");
    return true;
}

static bool insert_rows(Tx *tx, const RosterCheck *check, int64_t roster_id, Arena *arena,
                        Error *error) {
    ClaimRosterInsertRowIn *rows = NEW_ARRAY(arena, ClaimRosterInsertRowIn, check->count);
    for (size_t i = 0; i < check->count; i++) {
        const RosterRead *row = &check->rows[i];
        const RosterDecision *decision = &check->decisions[i];
        RosterResult result = row->is_faulty ? ROSTER_FAULTY : decision->result;
        rows[i] = (ClaimRosterInsertRowIn){
            .roster_id = roster_id, .sequence = (int64_t)i + 1, .line = row->line,
            .subject_key = decision->subject_key, .subject_label = decision->subject_label,
            .cells_json = roster_texts_to_json(arena, row->cells, check->form.count),
            .stated_json = row->stated_json,
            .faults_json = roster_faults_json(arena, row, check->form.count),
            .result = roster_result_code(result),
            .awaits = result == ROSTER_LOOK && decision->awaits,
            .amount_fen = result == ROSTER_PAYABLE ? decision->amount_fen : 0,
            .sentences = row->is_faulty ? STR("") : decision->sentences};
        if (str_is_absent(rows[i].subject_label)) rows[i].subject_label = STR("");
    }
    return claim_roster_insert_row_bulk(tx, rows, check->count, NULL, error);
}

// ---- A batch, tried and taken back ----

typedef struct Trial {
    RosterCheck *check;
    RosterBatch batch;
    RosterDecision whole;
} Trial;

#define TRIAL_CODE "TRIAL_OVER"

// Always fails, so that nothing of it stays: the decision is in `out`.
static bool try_batch(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Trial *trial = out;
    const RosterCheck *check = trial->check;
    Assessment assessment;
    Payee payee;
    (void)in;
    RosterCase one = {.actor = check->actor, .context = check->context,
                      .policy = check->form.policy, .measure = check->form.measure,
                      .on = check->on, .subject_key = trial->batch.number};
    if (!roster_batch_write(tx, check->actor, &trial->batch, arena, error) ||
        !roster_decide(tx, &one, arena, arena, &assessment, &payee, &trial->whole, error)) {
        return false;
    }
    error_set(error, ERROR_CONFLICT, "试算结束");
    return error_code(error, TRIAL_CODE);
}

static bool check_batch(Tx *tx, RosterCheck *check, const RosterHeadRow *head, Arena *arena,
                        Error *error) {
    Trial trial = {.check = check,
                   .batch = {.number = head->number, .organiser_code = check->organiser_code,
                             .work_division = check->work_division,
                             .division_code = check->division_code, .form = &check->form,
                             .rows = check->rows, .count = check->count}};
    Error over = {0};
    if (!roster_batch_check(tx, check->actor, &trial.batch, arena, check->decisions, error)) {
        return false;
    }
    bool is_tried = store_attempt(tx, try_batch, NULL, &trial, arena, &over);
    if (is_tried || strcmp(over.code, TRIAL_CODE) != 0) {
        *error = over;
        return false;
    }
    return claim_roster_set_whole(
        tx,
        &(ClaimRosterSetWholeIn){.id = head->id, .sentences = trial.whole.sentences,
                                 .eligible = trial.whole.result == ROSTER_PAYABLE,
                                 .amount_fen = trial.whole.amount_fen},
        NULL, error);
}

// ---- A check ----

static bool begin(Tx *tx, RosterCheck *check, Arena *arena, RosterHeadRow *head, bool *is_open,
                  Error *error) {
    Owner owner;
    bool found;
    if (!find_owner(tx, check, arena, &owner, error) ||
        !claim_roster_by_file(tx,
                              &(ClaimRosterByFileIn){.owner_key = owner.key,
                                                     .measure = check->form.measure->key,
                                                     .period = check->period,
                                                     .file_sha256 = check->sha256},
                              arena, head, &found, error)) {
        return false;
    }
    *is_open = true;
    if (!found) return insert_head(tx, check, &owner, arena, head, error);
    *is_open = str_equal(head->state, STR("checked"));
    if (!*is_open) return true; // confirmed: it is what it is
    ClaimRosterRecheckIn in = {.id = head->id, .decided_on = check->on,
                               .pack_hash = str_from_c(check->context->pack->hash),
                               .columns_json = columns_json(arena, &check->form),
                               .created_on = check->actor->today};
    int64_t changed;
    return claim_roster_recheck(tx, &in, &changed, error) &&
           claim_roster_clear_rows(tx, &(ClaimRosterClearRowsIn){.id = head->id}, NULL, error);
}

static bool keep(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RosterCheck check = *(const RosterCheck *)in; // may run twice
    Str *number = out;
    RosterHeadRow head;
    bool is_open;
    if (!begin(tx, &check, arena, &head, &is_open, error)) return false;
    *number = head.number;
    if (!is_open) return true;
    check.rows = fresh_rows(arena, &check);
    return (!check.form.is_batch || check_batch(tx, &check, &head, arena, error)) &&
           insert_rows(tx, &check, head.id, arena, error) &&
           audit_write(tx, check.actor,
                       &(AuditEntry){.action = STR("claim_roster.check"),
                                     .object_kind = STR("claim_roster"),
                                     .object_number = head.number,
                                     .division_code = check.division_code,
                                     .after = str_format(arena, "{\"rows\":%zu}", check.count)},
                       error);
}

static bool read_organiser(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RosterCheck *check = out;
    (void)in;
    return roster_organiser(tx, check->actor, check->in->organiser_code, arena,
                            &check->organiser_code, &check->division_code, error);
}

static bool read_work_division(RosterCheck *check, Arena *arena, Error *error) {
    Str place = check->in->work_division;
    if (division_from_text(arena, place, &check->work_division)) return true;
    error_set(error, ERROR_INVALID, "转移到哪里认不出来：“%.*s”", STR_ARG(place));
    return error_detail(error, "请写" FACT_PLACE_RULE "，也可以写6位行政区划代码，如 320500");
}

bool claim_roster_check(Store *store, const Actor *actor, const CaseContext *context,
                        const ClaimRosterIn *in, Arena *arena, Str *number, Error *error) {
    RosterCheck check = {.actor = actor, .context = context, .in = in};
    if (!roster_form_make(arena, actor, context->pack, in->measure_key, &check.form, error) ||
        !choose_day(&check, error) ||
        (check.form.is_batch && !read_work_division(&check, arena, error)) ||
        !roster_form_read(arena, &check.form, in, actor->today, &check.rows, &check.count,
                          error)) {
        return false;
    }
    check.period = roster_period(arena, &check.form, check.on);
    check.sha256 = digest_sha256(arena, in->bytes);
    check.decisions = NEW_ARRAY(arena, RosterDecision, check.count);
    StoreFunction *look = check.form.is_batch ? read_organiser : check_rows;
    RosterCheck read = check;
    return store_read(store, look, &read, &check, arena, error) &&
           store_write(store, keep, &check, number, arena, error);
}
