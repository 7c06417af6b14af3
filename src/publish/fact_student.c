// SPDX-License-Identifier: Apache-2.0
// Students of the year and graduates. A graduation may lie ahead: schools register it beforehand.
#include "publish/view.h"

#include "publish/fact_student.sql.h"

enum { PERSON_ID, SCHOOL_TYPE, SCHOOL_USCC, GRADUATION_DATE, LOW_INCOME_FAMILY };

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [SCHOOL_TYPE] = {"school_type", FACT_TEXT, 0, EDUCATION},
    [SCHOOL_USCC] = {"school_uscc", FACT_IDENTIFIER, 0, EDUCATION},
    [GRADUATION_DATE] = {"graduation_date", FACT_DATE, 0, EDUCATION},
    [LOW_INCOME_FAMILY] = {"low_income_family", FACT_BOOLEAN, 0, "市民政局"},
};

// Levels of GB/T 4658, and the school that leads to them.
typedef struct School {
    const char *first, *last;
    const char *type;
} School;

static const School schools[] = {
    {"11", "39", "college"}, {"41", "46", "secondary_vocational"}, {"47", "49", "technical"},
};

// Absent for other schools, and when nothing is known.
static Str school_type(Str level) {
    for (size_t i = 0; i < sizeof schools / sizeof schools[0] && !str_is_absent(level); i++) {
        bool is_within = str_compare(level, str_from_c(schools[i].first)) >= 0 &&
                         str_compare(level, str_from_c(schools[i].last)) <= 0;
        if (is_within) return str_from_c(schools[i].type);
    }
    return (Str){0};
}

static void put_student(FactRows *rows, size_t row, const FactStudentRow *student) {
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){student->person_id, student->id_number, student->name,
                                     student->division_code});
    fact_put_text(rows, PERSON_ID, row, student->id_number);
    fact_put_text(rows, SCHOOL_TYPE, row, school_type(student->level_code));
    fact_put_text(rows, SCHOOL_USCC, row, student->school_uscc);
    fact_put_date(rows, GRADUATION_DATE, row, student->graduation_date);
    fact_put_bool(rows, LOW_INCOME_FAMILY, row, student->is_low_income_family);
}

static Date first_of_year(Date on) {
    return date_from_civil((CivilDate){date_to_civil(on).year, 1, 1});
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactStudentRows students;
    FactStudentPageIn in = {range->first, range->last, range->division_prefix, range->on,
                            first_of_year(range->on), range->is_page, (int64_t)range->limit};
    if (!fact_student_page(tx, &in, rows->arena, &students, error)) return false;
    fact_rows_begin(rows, students.count);
    for (size_t row = 0; row < students.count; row++) put_student(rows, row, &students.items[row]);
    return true;
}

static bool reported(Tx *tx, Str uscc, Date on, Arena *arena, FactReportedList *list,
                     Error *error) {
    FactStudentOwnRows rows;
    FactStudentOfSchoolIn in = {uscc, on, first_of_year(on), FACT_OWNED_MAX};
    if (!fact_student_of_school(tx, &in, arena, &rows, error)) return false;
    *list = (FactReportedList){NEW_ARRAY(arena, FactReported, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const FactStudentOwnRow *row = &rows.items[i];
        list->items[i] = (FactReported){row->person_id, row->id_number, row->name};
    }
    return true;
}

const FactView fact_student_view = {
    .name = "student", .keying = FACT_KEY_PERSON, .is_per_person = true, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person, .reporter = "school_uscc", .reported = reported};
