// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_RECORD_H
#define CITY_RECORD_H
// The events of the city, and how each becomes a row of an extract: one function per extract.
// Codes are those of registry/extract.c ("employee", "fixed"); an open end is DATE_ABSENT, text
// that does not apply is NULL. Nothing is kept after a call.

#include "city/name.h"
#include "city/number.h"
#include "city/writer.h"

typedef struct Person {
    char id[19];
    char name[40];
    int sex;
    Date birth;
    int county;             // of registration, index into counties
    bool is_rural;
    const char *residence;  // division where the person lives
    const char *education;  // GB/T 4658, NULL = not known
    const char *phone;      // NULL = none
    Date deceased_on;
} Person;

typedef struct Household {
    char number[16];
    char town[64];
    char village[64];
    int county;
    bool is_rural;
    Date since;
} Household;

typedef struct Work {
    const char *uscc;       // NULL = no unit
    const char *employer;
    const char *kind;       // employee flexible self_employed
    Date from, to;
    const char *contract;   // fixed open task none
    Date contract_from, contract_to;
    int64_t wage_fen;
    bool is_first;
    const char *division;
} Work;

typedef struct Insured {
    const char *kind;       // pension medical unemployment injury maternity
    const char *uscc;       // NULL = flexible
    Date from, to;          // written as months
    int64_t base_fen;
    const char *division;
} Insured;

typedef struct Certificate {
    const char *number;
    const char *kind;       // qualification skill_level
    const char *occupation_code;
    const char *occupation_name;
    int level;              // 5 to 1
    Date issued_on;
} Certificate;

typedef struct Graduation {
    const School *school;
    const char *major;
    const char *level_code;
    Date date;
    const char *number;     // NULL = not issued yet
    bool is_verified;
} Graduation;

typedef struct Internship {
    const char *uscc;
    Date from;
    int planned_months;
    Date ended_on;
    const char *end_reason; // completed hired_early left; NULL = going on
    Date contract_from;
    int64_t subsidy_fen;
    const char *division;   // of the unit
} Internship;

typedef struct Post {
    const char *kind;       // public_institution government grassroots_service community
                            // public_welfare
    const char *level;      // province city county township village
    Date from, to;
    Date agreed_to;
} Post;

typedef struct Unit {
    char uscc[19];
    char name[100];
    const char *kind;          // enterprise individual_biz ...
    const char *industry_code;
    const char *status;        // active abnormal revoked cancelled
    Date registered_on, status_date;
    bool is_dishonest, is_dispatch;
    const char *division;
} Unit;

typedef struct UnitYear {
    int year;
    int64_t average_hundredths;
    int64_t year_end;
    int64_t claimants;
    int64_t premium_fen;
    int64_t months_paid;
    int64_t arrears_fen;
} UnitYear;

typedef struct UnitSize {
    int year;
    int64_t employees, revenue_wan, assets_wan;
} UnitSize;

typedef struct Entitled {
    int policy;
    const char *measure;  // its key in the policy pack
    const char *id;       // of the person, NULL = none
    const char *uscc;     // of the unit, NULL = none
    const char *period;
    int sequence;
    int64_t amount_fen;
    Date granted_on;
} Entitled;

typedef struct Recorder {
    Writer *writer;
    NumberBook book;
    Date as_of; // data date of every row
    Arena row;  // the text of one row
} Recorder;

void record_person(Recorder *recorder, const Person *person, const Household *household,
                   const char *relation);
void record_category(Recorder *recorder, ExtractId extract, const Person *person,
                     const char *category, Date from, Date to);
void record_graduation(Recorder *recorder, const Person *person, const Graduation *graduation);
void record_veteran(Recorder *recorder, const Person *person, Date from, Date retired_on);
void record_work(Recorder *recorder, const Person *person, const Work *work);
void record_insured(Recorder *recorder, const Person *person, const Insured *insured);
void record_unemployment(Recorder *recorder, const Person *person, const char *reason, Date from,
                         Date to);
void record_benefit(Recorder *recorder, const Person *person, const char *uscc, Date from,
                    Date to, int64_t monthly_fen);
void record_certificate(Recorder *recorder, const Person *person, const Certificate *certificate);
void record_account(Recorder *recorder, const Person *person);
// The hire that a period of work with a unit of the city began with.
void record_hire(Recorder *recorder, const Person *person, const Work *work, const char *post);
void record_internship(Recorder *recorder, const Person *person, const Internship *internship);
void record_post(Recorder *recorder, const Person *person, const Unit *unit, const Post *post);
void record_sentence(Recorder *recorder, const Person *person, Date from, Date to);
// Months of an insured period that were paid when they were over.
void record_late_payment(Recorder *recorder, const Person *person, const Insured *insured,
                         Date paid_on);
void record_unit(Recorder *recorder, const Unit *unit);
// Who owns or runs it: legal_representative, operator, partner.
void record_unit_person(Recorder *recorder, const Unit *unit, const Person *person,
                        const char *role, Date from);
void record_unit_size(Recorder *recorder, const Unit *unit, const UnitSize *size);
void record_unit_account(Recorder *recorder, const Unit *unit, bool is_corporate);
void record_unit_year(Recorder *recorder, const Unit *unit, const UnitYear *year);
void record_internship_unit(Recorder *recorder, const Unit *unit, Date recognised_on, int posts);
// `person` is the broker, NULL for an intermediary.
void record_organiser(Recorder *recorder, const char *code, const char *name,
                      const Person *person, Date filed_on, const char *division);
void record_roster(Recorder *recorder, const char *batch, const char *organiser, int year,
                   const char *work_division, const char *division);
void record_roster_line(Recorder *recorder, const char *batch, const Person *person,
                        const Work *work);
void record_entitled(Recorder *recorder, const Entitled *entitled, const char *division);

#endif
