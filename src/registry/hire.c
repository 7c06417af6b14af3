// SPDX-License-Identifier: Apache-2.0
#include "registry/hire.h"

#include "registry/employer.sql.h"
#include "registry/hire.sql.h"
#include "registry/person.sql.h"

static bool refuse(Error *error, ErrorKind kind, const char *code, const char *sentence) {
    error_set(error, kind, "%s", sentence);
    return error_code(error, code);
}

static bool check_contract(const HireReport *report, Date today, Error *error) {
    static const char *const kinds[] = {"fixed", "open", "task", "none"};
    bool is_kind = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        is_kind = is_kind || str_equal(report->contract_kind, str_from_c(kinds[i]));
    }
    if (!is_kind) {
        return refuse(error, ERROR_INVALID, "LABEL_UNKNOWN", "合同类型不在可选项中，请重新选择");
    }
    if (report->start_date == DATE_ABSENT) {
        return refuse(error, ERROR_INVALID, "MISSING", "请填写合同起始日期");
    }
    if (report->start_date > today) {
        return refuse(error, ERROR_INVALID, "DATE_FUTURE", "合同起始日期晚于今天，请上岗后再报");
    }
    bool has_end = report->contract_to != DATE_ABSENT;
    if (!has_end && str_equal(report->contract_kind, STR("fixed"))) {
        return refuse(error, ERROR_INVALID, "MISSING", "固定期限合同应填写合同终止日期");
    }
    if (has_end && report->contract_to < report->start_date) {
        return refuse(error, ERROR_INVALID, "PERIOD_ORDER", "合同终止早于合同起始，请核对");
    }
    if (report->monthly_wage_fen.present && report->monthly_wage_fen.value < 0) {
        return refuse(error, ERROR_INVALID, "NUMBER_FORM", "月工资不能是负数，请核对");
    }
    return true;
}

static bool find_unit(Tx *tx, Str uscc, Arena *arena, EmployerRow *unit, Error *error) {
    bool found = false;
    if (!employer_find(tx, &(EmployerFindIn){uscc}, arena, unit, &found, error)) return false;
    if (!found) {
        return refuse(error, ERROR_NOT_FOUND, "UNIT_UNKNOWN", "工商登记中没有这个单位，请核对");
    }
    if (!str_equal(unit->status, STR("active"))) {
        return refuse(error, ERROR_CONFLICT, "UNIT_NOT_ACTIVE",
                      "单位登记状态异常，不能报送招用，请先到市场监管部门办理");
    }
    return true;
}

static bool find_person(Tx *tx, const HireReport *report, Date today, Arena *arena,
                        PersonRow *person, Error *error) {
    IdNumber id;
    Check check = id_number_check(report->id_number, today, &id);
    if (check.verdict == VERDICT_WRONG) {
        return refuse(error, ERROR_INVALID, check.code, check.sentence);
    }
    bool found = false;
    PersonFindIn in = {str_from_c(id.text)};
    if (!person_find(tx, &in, arena, person, &found, error)) return false;
    if (!found) {
        return refuse(error, ERROR_NOT_FOUND, "PERSON_UNKNOWN",
                      "没有这个人的实名档案，请核对公民身份号码，或请本人到窗口登记");
    }
    if (!str_equal(person->name, report->name)) {
        return refuse(error, ERROR_CONFLICT, "NAME_DIFFERS", "姓名与公安户籍不一致，请核对");
    }
    return true;
}

static bool is_same_hire(const HireRow *row, const HireReport *report) {
    return str_equal(row->contract_kind, report->contract_kind) &&
           row->contract_to == report->contract_to;
}

static bool find_hire(Tx *tx, const HireReport *report, int64_t person_id, Arena *arena,
                      HireVerdict *verdict, Error *error) {
    HireFindIn key = {report->uscc, person_id, report->start_date};
    HireRow row;
    if (!hire_find(tx, &key, arena, &row, &verdict->is_known, error)) return false;
    if (!verdict->is_known) return true;
    verdict->id.value = row.id;
    return is_same_hire(&row, report) ||
           refuse(error, ERROR_CONFLICT, "HIRE_DIFFERS",
                  "这次招用已有登记，合同与所报不同，请到人社窗口更正");
}

// Somebody who is there already cannot be taken on once more.
static bool check_not_there(Tx *tx, const HireReport *report, int64_t person_id, Arena *arena,
                            Error *error) {
    HireRows rows;
    if (!hire_of_person(tx, &(HireOfPersonIn){report->uscc, person_id}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        Date ended = rows.items[i].ended_on;
        if (ended != DATE_ABSENT && ended < report->start_date) continue;
        Str start = date_to_chinese(arena, rows.items[i].start_date);
        error_set(error, ERROR_CONFLICT,
                  "这个人%.*s入职已有登记，还没有登记离职，不能再报一次；日期有误请到人社窗口更正",
                  STR_ARG(start));
        return error_code(error, "HIRE_OPEN");
    }
    return true;
}

bool hire_check(Tx *tx, const HireReport *report, Date today, Arena *arena, HireVerdict *verdict,
                Error *error) {
    EmployerRow unit;
    PersonRow person;
    if (!check_contract(report, today, error)) return false;
    if (!find_unit(tx, report->uscc, arena, &unit, error)) return false;
    if (!find_person(tx, report, today, arena, &person, error)) return false;
    *verdict = (HireVerdict){.person_id = person.id, .division_code = unit.division_code};
    return find_hire(tx, report, person.id, arena, verdict, error) &&
           (verdict->is_known || check_not_there(tx, report, person.id, arena, error));
}

bool hire_report(Tx *tx, const HireReport *report, Date today, Arena *arena, HireId *id,
                 Error *error) {
    HireVerdict verdict;
    if (!hire_check(tx, report, today, arena, &verdict, error)) return false;
    if (!verdict.is_known) {
        HirePutIn in = {
            report->uscc, verdict.person_id, report->start_date, report->contract_kind,
            report->contract_to, report->post, report->monthly_wage_fen, DATE_ABSENT,
            verdict.division_code, STR("用人单位"), today};
        if (!hire_put(tx, &in, NULL, error)) return false;
        if (!find_hire(tx, report, verdict.person_id, arena, &verdict, error)) return false;
    }
    *id = verdict.id;
    return true;
}
