// SPDX-License-Identifier: Apache-2.0
#include "casework/counter.h"

#include "access/audit.h"
#include "casework/claim_make.h"
#include "registry/employer.sql.h"
#include "registry/mask.h"
#include "registry/person.sql.h"
#include "registry/validate.h"

static bool find_person(Tx *tx, const Actor *actor, const CaseContext *context, Str key,
                        Arena *arena, CounterSubject *subject, Error *error) {
    PersonRow person;
    bool found;
    if (!person_find(tx, &(PersonFindIn){.id_number = key}, arena, &person, &found, error)) {
        return false;
    }
    if (!found || !scope_covers(&actor->scope, person.division_code)) return true;
    *subject = (CounterSubject){.is_found = true,
                                .key = person.id_number,
                                .name = person.name,
                                .division_code = person.division_code};
    return assess_person(tx, context->pack, person.id, actor->today, arena, &subject->assessments,
                         error);
}

static bool find_organisation(Tx *tx, const Actor *actor, const CaseContext *context, Str key,
                              Arena *arena, CounterSubject *subject, Error *error) {
    EmployerRow org;
    bool found;
    if (!employer_find(tx, &(EmployerFindIn){.uscc = key}, arena, &org, &found, error)) {
        return false;
    }
    if (!found || !scope_covers(&actor->scope, org.division_code)) return true;
    *subject = (CounterSubject){.is_found = true,
                                .is_organisation = true,
                                .key = org.uscc,
                                .name = org.name,
                                .division_code = org.division_code};
    return assess_organisation(tx, context->pack, org.uscc, actor->today, arena,
                               &subject->assessments, error);
}

bool counter_find(Tx *tx, const Actor *actor, const CaseContext *context, Str key, Arena *arena,
                  CounterSubject *subject, Error *error) {
    IdNumber id;
    bool is_person = id_number_check(key, actor->today, &id).verdict != VERDICT_WRONG;
    *subject = (CounterSubject){0};
    if (!is_person && uscc_check(key).verdict == VERDICT_WRONG) {
        error_set(error, ERROR_INVALID, "“%.*s”不是身份号码，也不是统一社会信用代码",
                  STR_ARG(str_slice(key, 0, 60)));
        return error_detail(error, "请对照证件，18位逐位核对");
    }
    if (is_person ? !find_person(tx, actor, context, key, arena, subject, error)
                  : !find_organisation(tx, actor, context, key, arena, subject, error)) {
        return false;
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("counter.find"),
                                     .object_kind = is_person ? STR("person") : STR("org"),
                                     .object_number = is_person ? mask_id_number(arena, key) : key,
                                     .division_code = actor->scope.division_prefix,
                                     .is_refused = !subject->is_found},
                       error);
}

bool counter_assess(Tx *tx, const Actor *actor, const AssessmentIn *in, Arena *arena,
                    Assessment *assessment, PayeeAccount *account, Error *error) {
    if (!assess_subject(tx, in, arena, assessment, error)) return false;
    if (!scope_covers(&actor->scope, assessment->division_code)) {
        error_set(error, ERROR_NOT_FOUND, "没有这个对象，或者不在你能办的范围里");
        return error_detail(error, "请核对身份号码或统一社会信用代码");
    }
    return payee_known_account(tx, assessment, arena, account, error);
}
