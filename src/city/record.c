// SPDX-License-Identifier: Apache-2.0
#include "city/record.h"

#include "city/place.h"
#include "registry/size.h"

#include <stdio.h>
#include <string.h>

// ---- Cells ----

static Str text(const char *value) { return value == NULL ? STR("") : str_from_c(value); }

static Str date(Recorder *recorder, Date value) {
    return value == DATE_ABSENT ? STR("") : date_to_str(&recorder->row, value);
}

static Str month(Recorder *recorder, Date value) { return str_slice(date(recorder, value), 0, 7); }

static Str number(Recorder *recorder, int64_t value) {
    return str_format(&recorder->row, "%lld", (long long)value);
}

static Str hundredths(Recorder *recorder, int64_t value) {
    return str_format(&recorder->row, "%lld.%02lld", (long long)(value / 100),
                      (long long)(value % 100));
}

static Str yes_no(bool value) { return value ? STR("是") : STR("否"); }

static Str label(ExtractId id, int column, const char *code) {
    return code == NULL ? STR("") : str_from_c(label_of(&extracts[id].columns[column], code));
}

static Str county_of(const Person *person) { return str_from_c(counties[person->county].code); }

// Begins a row: the memory of the row before is used again.
static Str begin(Recorder *recorder) {
    arena_reset(&recorder->row);
    return date(recorder, recorder->as_of);
}

// ---- People ----

void record_person(Recorder *recorder, const Person *person, const Household *household,
                   const char *relation) {
    const ExtractId id = EXTRACT_POLICE;
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), person->sex == 1 ? STR("男") : STR("女"),
                   text(household->number), label(id, 4, relation),
                   person->is_rural ? STR("农业") : STR("非农业"), county_of(person),
                   text(household->town), text(household->village),
                   date(recorder, person->birth > household->since ? person->birth
                                                                   : household->since),
                   text(person->residence), text(person->education), text(person->phone),
                   date(recorder, person->deceased_on), today};
    writer_row(recorder->writer, id, cells);
}

void record_category(Recorder *recorder, ExtractId id, const Person *person, const char *category,
                     Date from, Date to) {
    char certificate[32];
    number_certificate(&recorder->book, "RD", certificate);
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), label(id, 2, category),
                   text(certificate), date(recorder, from), date(recorder, to), county_of(person),
                   today};
    writer_row(recorder->writer, id, cells);
}

void record_graduation(Recorder *recorder, const Person *person, const Graduation *graduation) {
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(graduation->school->name),
                   text(graduation->school->uscc), text(graduation->major),
                   text(graduation->level_code), date(recorder, graduation->date),
                   text(graduation->number), yes_no(graduation->is_verified),
                   county_of(person), today};
    writer_row(recorder->writer, EXTRACT_GRADUATE, cells);
}

void record_veteran(Recorder *recorder, const Person *person, Date from, Date retired_on) {
    char certificate[32];
    number_certificate(&recorder->book, "TY", certificate);
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), date(recorder, from),
                   date(recorder, retired_on), text(certificate), county_of(person), today};
    writer_row(recorder->writer, EXTRACT_VETERAN, cells);
}

void record_work(Recorder *recorder, const Person *person, const Work *work) {
    const ExtractId id = EXTRACT_EMPLOYMENT;
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(work->uscc), text(work->employer),
                   label(id, 4, work->kind), date(recorder, work->from), date(recorder, work->to),
                   label(id, 7, work->contract), date(recorder, work->contract_from),
                   date(recorder, work->contract_to), hundredths(recorder, work->wage_fen),
                   yes_no(work->is_first), text(work->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_insured(Recorder *recorder, const Person *person, const Insured *insured) {
    const ExtractId id = EXTRACT_INSURANCE;
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), label(id, 2, insured->kind),
                   text(insured->uscc), month(recorder, insured->from),
                   month(recorder, insured->to), hundredths(recorder, insured->base_fen),
                   text(insured->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_unemployment(Recorder *recorder, const Person *person, const char *reason, Date from,
                         Date to) {
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(reason), date(recorder, from),
                   date(recorder, to), county_of(person), today};
    writer_row(recorder->writer, EXTRACT_UNEMPLOYMENT, cells);
}

void record_benefit(Recorder *recorder, const Person *person, const char *uscc, Date from,
                    Date to, int64_t monthly_fen) {
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(uscc),
                   hundredths(recorder, monthly_fen), month(recorder, from), month(recorder, to),
                   county_of(person), today};
    writer_row(recorder->writer, EXTRACT_BENEFIT, cells);
}

void record_certificate(Recorder *recorder, const Person *person, const Certificate *certificate) {
    const ExtractId id = EXTRACT_SKILL_CERT;
    char level[2] = {(char)('0' + certificate->level), '\0'};
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(certificate->number),
                   label(id, 3, certificate->kind), text(certificate->occupation_code),
                   text(certificate->occupation_name), label(id, 6, level),
                   date(recorder, certificate->issued_on),
                   STR("中卫市职业技能评价中心" SYNTHETIC_MARK), county_of(person), today};
    writer_row(recorder->writer, id, cells);
}

void record_account(Recorder *recorder, const Person *person) {
    char card[20];
    number_card(&recorder->book, card);
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(card), text(person->name),
                   STR("中卫合成银行" SYNTHETIC_MARK), STR("是"), county_of(person), today};
    writer_row(recorder->writer, EXTRACT_PERSON_ACCOUNT, cells);
}

// ---- Between people and units ----

void record_hire(Recorder *recorder, const Person *person, const Work *work, const char *post) {
    const ExtractId id = EXTRACT_HIRE;
    Str today = begin(recorder);
    Date start = work->contract_from == DATE_ABSENT ? work->from : work->contract_from;
    Str cells[] = {text(work->uscc), text(person->id), text(person->name), date(recorder, start),
                   label(id, 4, work->contract), date(recorder, work->contract_to), text(post),
                   hundredths(recorder, work->wage_fen), date(recorder, work->to),
                   text(work->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_internship(Recorder *recorder, const Person *person, const Internship *internship) {
    const ExtractId id = EXTRACT_INTERNSHIP;
    Str today = begin(recorder);
    Str cells[] = {text(internship->uscc), text(person->id), text(person->name),
                   date(recorder, internship->from), number(recorder, internship->planned_months),
                   date(recorder, internship->ended_on), label(id, 6, internship->end_reason),
                   date(recorder, internship->contract_from),
                   hundredths(recorder, internship->subsidy_fen), text(internship->division),
                   today};
    writer_row(recorder->writer, id, cells);
}

void record_post(Recorder *recorder, const Person *person, const Unit *unit, const Post *post) {
    const ExtractId id = EXTRACT_POST;
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), text(unit->uscc), text(unit->name),
                   label(id, 4, post->kind), label(id, 5, post->level), date(recorder, post->from),
                   date(recorder, post->to), date(recorder, post->agreed_to),
                   text(unit->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_sentence(Recorder *recorder, const Person *person, Date from, Date to) {
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), date(recorder, from), date(recorder, to),
                   county_of(person), today};
    writer_row(recorder->writer, EXTRACT_SENTENCE, cells);
}

void record_late_payment(Recorder *recorder, const Person *person, const Insured *insured,
                         Date paid_on) {
    const ExtractId id = EXTRACT_LATE_PAYMENT;
    Str today = begin(recorder);
    Str cells[] = {text(person->id), text(person->name), label(id, 2, insured->kind),
                   text(insured->uscc), month(recorder, insured->from),
                   month(recorder, insured->to), date(recorder, paid_on), text(insured->division),
                   today};
    writer_row(recorder->writer, id, cells);
}

// ---- Units ----

void record_unit(Recorder *recorder, const Unit *unit) {
    const ExtractId id = EXTRACT_ORG;
    char phone[12];
    number_phone(&recorder->book, phone);
    Str today = begin(recorder);
    Str cells[] = {text(unit->uscc), text(unit->name), label(id, 2, unit->kind),
                   text(unit->industry_code), label(id, 4, unit->status),
                   date(recorder, unit->registered_on), date(recorder, unit->status_date),
                   text(phone), STR("中卫市合成大道" SYNTHETIC_MARK), yes_no(unit->is_dishonest),
                   yes_no(unit->is_dispatch), text(unit->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_unit_person(Recorder *recorder, const Unit *unit, const Person *person,
                        const char *role, Date from) {
    const ExtractId id = EXTRACT_ORG_PERSON;
    Str today = begin(recorder);
    Str cells[] = {text(unit->uscc), text(person->id), text(person->name), label(id, 3, role),
                   date(recorder, from), STR(""), text(unit->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_unit_size(Recorder *recorder, const Unit *unit, const UnitSize *size) {
    const ExtractId id = EXTRACT_ORG_SIZE;
    SizeFigures figures = {size->employees, size->revenue_wan, size->assets_wan};
    OrgSize stated = org_size(str_from_c(unit->industry_code), figures);
    const char *stated_key = stated == SIZE_NONE ? NULL : org_size_key(stated);
    Str today = begin(recorder);
    Str cells[] = {text(unit->uscc), number(recorder, size->year), text(unit->industry_code),
                   number(recorder, size->employees), number(recorder, size->revenue_wan),
                   number(recorder, size->assets_wan), label(id, 6, stated_key),
                   text(unit->division), today};
    writer_row(recorder->writer, id, cells);
}

void record_unit_account(Recorder *recorder, const Unit *unit, bool is_corporate) {
    char account[17];
    number_account(&recorder->book, account);
    Str today = begin(recorder);
    Str cells[] = {text(unit->uscc), text(account), text(unit->name),
                   STR("中卫合成银行" SYNTHETIC_MARK),
                   is_corporate ? STR("对公账户") : STR("缴费账户"), STR("是"),
                   text(unit->division), today};
    writer_row(recorder->writer, EXTRACT_ORG_ACCOUNT, cells);
}

void record_unit_year(Recorder *recorder, const Unit *unit, const UnitYear *year) {
    Str today = begin(recorder);
    Str cells[] = {text(unit->uscc), number(recorder, year->year),
                   hundredths(recorder, year->average_hundredths),
                   number(recorder, year->year_end), number(recorder, year->claimants),
                   hundredths(recorder, year->premium_fen), number(recorder, year->months_paid),
                   hundredths(recorder, year->arrears_fen), text(unit->division), today};
    writer_row(recorder->writer, EXTRACT_ORG_INSURANCE, cells);
}

void record_internship_unit(Recorder *recorder, const Unit *unit, Date recognised_on, int posts) {
    Str today = begin(recorder);
    Str cells[] = {text(unit->uscc), date(recorder, recognised_on), number(recorder, posts),
                   text(unit->division), today};
    writer_row(recorder->writer, EXTRACT_INTERNSHIP_UNIT, cells);
}

// ---- Organisers and what people had ----

void record_organiser(Recorder *recorder, const char *code, const char *name,
                      const Person *person, Date filed_on, const char *division) {
    Str today = begin(recorder);
    Str cells[] = {text(code), person == NULL ? STR("劳务中介组织") : STR("劳务经纪人"),
                   text(name), text(person == NULL ? NULL : person->id),
                   date(recorder, filed_on), text(division), today};
    writer_row(recorder->writer, EXTRACT_ORGANISER, cells);
}

void record_roster(Recorder *recorder, const char *batch, const char *organiser, int year,
                   const char *work_division, const char *division) {
    Str today = begin(recorder);
    Str cells[] = {text(batch), text(organiser), number(recorder, year), text(work_division),
                   text(division), today};
    writer_row(recorder->writer, EXTRACT_ROSTER, cells);
}

void record_roster_line(Recorder *recorder, const char *batch, const Person *person,
                        const Work *work) {
    Str today = begin(recorder);
    Str cells[] = {text(batch), text(person->id), text(person->name), text(work->employer),
                   date(recorder, work->from), date(recorder, work->to),
                   hundredths(recorder, work->wage_fen), county_of(person), today};
    writer_row(recorder->writer, EXTRACT_ROSTER_LINE, cells);
}

void record_entitled(Recorder *recorder, const Entitled *entitled, const char *division) {
    Str today = begin(recorder);
    Str cells[] = {number(recorder, entitled->policy), text(entitled->measure),
                   text(entitled->id), text(entitled->uscc), text(entitled->period),
                   number(recorder, entitled->sequence),
                   hundredths(recorder, entitled->amount_fen),
                   date(recorder, entitled->granted_on), text(division), today};
    writer_row(recorder->writer, EXTRACT_ENTITLEMENT, cells);
}
