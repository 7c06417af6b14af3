// SPDX-License-Identifier: Apache-2.0
#include "casework/fact_request.h"

#include "access/audit.h"
#include "base/json.h"
#include "casework/fact_request.sql.h"
#include "registry/employer.sql.h"
#include "registry/person.sql.h"

// ---- Asking and answering ----

static FactRequestInsertIn request_of(const CaseContext *context, Date on,
                                      const FactAsking *asking, const AssessedFact *fact) {
    const Assessment *assessment = asking->assessment;
    return (FactRequestInsertIn){
        .case_number = asking->case_number, .list_number = asking->list_number,
        .policy_number = assessment->policy->number, .fact_key = fact->key,
        .department = pack_department(context->pack, fact->department)->short_name,
        .division_code = assessment->division_code, .asked_on = on,
        .due_on = workday_add(context->calendar, on, FACT_REQUEST_WORKDAYS)};
}

bool fact_requests_ask(Tx *tx, const CaseContext *context, Date on, const FactAsking *askings,
                       size_t count, Arena *arena, Error *error) {
    size_t facts = 0, asked = 0;
    for (size_t i = 0; i < count; i++) facts += askings[i].assessment->fact_count;
    FactRequestInsertIn *rows = NEW_ARRAY(arena, FactRequestInsertIn, facts);
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = askings[i].assessment;
        for (size_t j = 0; j < assessment->fact_count; j++) {
            const AssessedFact *fact = &assessment->facts[j];
            if (str_is_absent(fact->department)) continue;
            rows[asked++] = request_of(context, on, &askings[i], fact);
        }
    }
    return fact_request_insert_bulk(tx, rows, asked, NULL, error);
}

bool fact_requests_answer(Tx *tx, const Actor *actor, Str case_number, Str department_json,
                          Arena *arena, Error *error) {
    const JsonValue *object;
    if (!json_parse(arena, department_json, &object, error)) return false;
    for (size_t i = 0; i < object->count; i++) {
        const JsonMember *member = &object->members[i];
        int64_t added;
        FactAnswerInsertIn in = {.case_number = case_number, .fact_key = member->key,
                                 .value_json = json_value_to_str(arena, member->value),
                                 .account_id = actor->account_id,
                                 .answered_on = actor->today, .at_ms = actor->now_ms};
        if (!fact_answer_insert(tx, &in, &added, error)) return false;
        if (added == 1) continue;
        return error_set(error, ERROR_NOT_FOUND, "%.*s 没有要过“%.*s”", STR_ARG(case_number),
                         STR_ARG(in.fact_key));
    }
    return true;
}

bool fact_requests_pass(Tx *tx, Str case_number, Str claim_number, Error *error) {
    return fact_request_pass(tx, &(FactRequestPassIn){case_number, claim_number}, NULL, error);
}

// ---- Reading ----

static FactCase case_of(const FactRequestRow *row) {
    if (row->is_claim) return FACT_CASE_CLAIM;
    return row->is_batch_row ? FACT_CASE_BATCH_ROW : FACT_CASE_ENROLMENT;
}

static FactRequest request_from_row(const FactRequestRow *row) {
    const Str subjects[] = {[FACT_CASE_CLAIM] = row->claim_subject,
                            [FACT_CASE_ENROLMENT] = row->enrolment_subject,
                            [FACT_CASE_BATCH_ROW] = row->row_subject};
    Str subject = subjects[case_of(row)];
    return (FactRequest){.id = row->id, .case_number = row->case_number, .kind = case_of(row),
                         .list_number = row->list_number,
                         .policy_number = (int)row->policy_number, .fact_key = row->fact_key,
                         .department = row->department, .subject_label = subject,
                         .person_id = row->person_id.present ? row->person_id.value : 0,
                         .uscc = row->uscc,
                         .division_code = row->division_code, .asked_on = row->asked_on,
                         .due_on = row->due_on, .is_open = row->is_open,
                         .value_json = row->value_json, .answered_by = row->answered_by,
                         .answered_on = row->answered_on};
}

static FactRequests requests_from_rows(Arena *arena, const FactRequestRows *rows) {
    FactRequests requests = {.items = NEW_ARRAY(arena, FactRequest, rows->count),
                             .count = rows->count};
    for (size_t i = 0; i < rows->count; i++) requests.items[i] = request_from_row(&rows->items[i]);
    return requests;
}

bool fact_requests_of(Tx *tx, Str case_number, Arena *arena, FactRequests *requests,
                      Error *error) {
    FactRequestRows rows;
    if (!fact_requests_of_case(tx, &(FactRequestsOfCaseIn){case_number}, arena, &rows, error)) {
        return false;
    }
    *requests = requests_from_rows(arena, &rows);
    return true;
}

Str fact_requests_statement(Arena *arena, const FactRequests *requests) {
    StrBuilder out;
    bool is_first = true;
    str_builder_init(&out, arena, 0);
    str_put_char(&out, '{');
    for (size_t i = 0; i < requests->count; i++) {
        const FactRequest *request = &requests->items[i];
        if (str_is_absent(request->value_json)) continue;
        str_put_format(&out, "%s\"%.*s\":%.*s", is_first ? "" : ",", STR_ARG(request->fact_key),
                       STR_ARG(request->value_json));
        is_first = false;
    }
    str_put_char(&out, '}');
    return str_built(&out);
}

bool fact_request_list(Tx *tx, const Actor *actor, Arena *arena, FactRequests *requests,
                       Error *error) {
    FactRequestRows rows;
    FactRequestWorkIn in = {actor->department, actor->scope.division_prefix,
                            FACT_REQUEST_ROWS_MAX + 1};
    *requests = (FactRequests){0};
    if (str_is_empty(actor->department)) return true;
    if (!fact_request_work(tx, &in, arena, &rows, error)) return false;
    bool has_more = rows.count > FACT_REQUEST_ROWS_MAX;
    if (has_more) rows.count = FACT_REQUEST_ROWS_MAX;
    *requests = requests_from_rows(arena, &rows);
    requests->has_more = has_more;
    return true;
}

bool fact_requests_find(Tx *tx, const Actor *actor, Str case_number, Arena *arena,
                        FactRequests *requests, Error *error) {
    FactRequests all;
    if (!fact_requests_of(tx, case_number, arena, &all, error)) return false;
    *requests = (FactRequests){.items = all.items};
    for (size_t i = 0; i < all.count; i++) {
        bool is_theirs = str_equal(all.items[i].department, actor->department) &&
                         scope_covers(&actor->scope, all.items[i].division_code);
        if (is_theirs) requests->items[requests->count++] = all.items[i];
    }
    if (requests->count > 0) return true;
    return error_set(error, ERROR_NOT_FOUND, "%.*s 没有向你们单位要过数据", STR_ARG(case_number));
}

static bool identify_person(Tx *tx, int64_t id, Arena *arena, FactSubjectIdentity *identity,
                            Error *error) {
    PersonRow person;
    if (id == 0) return true;
    if (!person_get(tx, &(PersonGetIn){.id = id}, arena, &person, error)) return false;
    identity->person_name = person.name;
    identity->id_number = person.id_number;
    return true;
}

static bool identify_unit(Tx *tx, Str uscc, Arena *arena, FactSubjectIdentity *identity,
                          Error *error) {
    EmployerRow unit;
    bool found;
    if (str_is_absent(uscc)) return true;
    if (!employer_find(tx, &(EmployerFindIn){.uscc = uscc}, arena, &unit, &found, error)) {
        return false;
    }
    identity->uscc = uscc;
    if (found) identity->unit_name = unit.name;
    return true;
}

bool fact_request_identify(Tx *tx, const Actor *actor, const FactRequest *request, Arena *arena,
                           FactSubjectIdentity *identity, Error *error) {
    *identity = (FactSubjectIdentity){0};
    return identify_person(tx, request->person_id, arena, identity, error) &&
           identify_unit(tx, request->uscc, arena, identity, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("fact_request.identify"),
                                     .object_kind = STR("fact_request"),
                                     .object_number = request->case_number,
                                     .division_code = request->division_code},
                       error);
}
