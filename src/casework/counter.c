// SPDX-License-Identifier: Apache-2.0
#include "casework/counter.h"

#include "access/audit.h"
#include "base/utf8.h"
#include "casework/claim_make.h"
#include "casework/consent.h"
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
    bool is_given;
    if (!consent_is_given(tx, person.id, CONSENT_LOOKUP, actor->today, arena, &is_given, error)) {
        return false;
    }
    if (!is_given) return true; // as if there were nobody
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

static bool begins_with_digits(Str key, size_t count) {
    if (key.length < count) return false;
    for (size_t i = 0; i < count; i++) {
        if (key.data[i] < '0' || key.data[i] > '9') return false;
    }
    return true;
}

// A mistyped id number has the characters of a credit code, whose checksum only warns: what is
// doubtful as a code and made of digits alone is taken for the id number that it is.
static bool read_key(const Actor *actor, Str key, bool *is_person) {
    IdNumber id;
    *is_person = id_number_check(key, actor->today, &id).verdict != VERDICT_WRONG;
    if (*is_person) return true;
    Verdict verdict = uscc_check(key).verdict;
    return verdict == VERDICT_OK ||
           (verdict == VERDICT_DOUBTFUL && !begins_with_digits(key, ID_NUMBER_LENGTH - 1));
}

bool counter_find(Tx *tx, const Actor *actor, const CaseContext *context, Str key, Arena *arena,
                  CounterSubject *subject, Error *error) {
    bool is_person = false;
    *subject = (CounterSubject){0};
    if (!read_key(actor, key, &is_person)) {
        error_set(error, ERROR_INVALID, "“%.*s”不是身份号码，也不是统一社会信用代码",
                  STR_ARG(utf8_head(key, 60)));
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
    return assess_subject(tx, in, arena, assessment, error) &&
           claim_check_counter(tx, actor, assessment, arena, error) &&
           payee_known_account(tx, assessment, arena, account, error);
}
