// SPDX-License-Identifier: Apache-2.0
// Hires: a unit took somebody on. The key is uscc:id_number:start date.
//
// The category follows from the records: a college graduate of the year of the hire; one who left
// school within two years; else a young person, unless an earlier graduation is all there is. A
// graduation that the ministry could not verify counts for nothing: who is no registered youth
// either is of unknown category. Months of insurance are those that this unit paid, full up to the
// day of the decision.
#include "publish/view.h"

#include "publish/fact_hire.sql.h"
#include "publish/stretch.h"
#include "registry/code.h"
#include "registry/mask.h"

#define LEFT_SCHOOL_MONTHS 24
#define FIRST_YEAR_MONTHS 12
#define YOUTH_AGE_MIN 16
#define YOUTH_AGE_MAX 24

enum {
    USCC, PERSON_ID, EMPLOYER_KIND, CATEGORY, GRADUATION_DATE, BIRTH_DATE, REGISTERED, HIRE_DATE,
    CONTRACT_SIGNED, CONTRACT_MONTHS, MONTHS_UNEMPLOYMENT, MONTHS_INJURY, MONTHS_PENSION, INSURED,
    EMPLOYED_BEFORE, SUPPORT_CATEGORY, MONTHS_PAID, PENSION_BASE, MEDICAL_BASE, UNEMPLOYMENT_BASE,
};

static const FactColumn columns[] = {
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [EMPLOYER_KIND] = {"employer_kind", FACT_TEXT, 0, MARKET},
    [CATEGORY] = {"category", FACT_TEXT, 0, HUMAN_RESOURCES},
    [GRADUATION_DATE] = {"graduation_date", FACT_DATE, 0, EDUCATION},
    [BIRTH_DATE] = {"birth_date", FACT_DATE, 0, POLICE},
    [REGISTERED] = {"registered_unemployed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [HIRE_DATE] = {"hire_date", FACT_DATE, 0, HUMAN_RESOURCES},
    [CONTRACT_SIGNED] = {"contract_signed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [CONTRACT_MONTHS] = {"contract_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [MONTHS_UNEMPLOYMENT] = {"months_unemployment", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [MONTHS_INJURY] = {"months_injury", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [MONTHS_PENSION] = {"months_pension", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [INSURED] = {"insured", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [EMPLOYED_BEFORE] = {"employed_before", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [SUPPORT_CATEGORY] = {"support_category", FACT_TEXT, 0, HUMAN_RESOURCES},
    [MONTHS_PAID] = {"months_paid", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [PENSION_BASE] = {"pension_base_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [MEDICAL_BASE] = {"medical_base_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [UNEMPLOYMENT_BASE] = {"unemployment_base_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

typedef struct Loaded {
    FactHireRows hires;
    FactInsuranceRows insurance;
    FactGraduationRows graduations;
    FactUnemploymentRows registrations;
    FactCategoryRows categories;
} Loaded;

// ---- Who was hired ----

// The latest graduation from a college; NULL when there is none.
static const FactGraduationRow *graduation_of(const Loaded *loaded, int64_t person_id) {
    FactSlice slice = FACT_SLICE(&loaded->graduations, person_id);
    for (size_t i = slice.count; i > 0; i--) {
        const FactGraduationRow *row = &loaded->graduations.items[slice.first + i - 1];
        if (education_is_college_graduate(row->level_code)) return row;
    }
    return NULL;
}

// Registered as unemployed on the day before the hire.
static bool was_registered(const Loaded *loaded, const FactHireRow *hire) {
    FactSlice slice = FACT_SLICE(&loaded->registrations, hire->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactUnemploymentRow *row = &loaded->registrations.items[slice.first + i];
        if (fact_period_holds(row->from_date, row->to_date, hire->start_date - 1)) return true;
    }
    return false;
}

static Str category_of(const FactHireRow *hire, const FactGraduationRow *graduation,
                       bool is_registered) {
    Date start = hire->start_date;
    int64_t age = date_age(hire->birth_date, start);
    bool is_young = is_registered && age >= YOUTH_AGE_MIN && age <= YOUTH_AGE_MAX;
    if (!graduation) return STR("youth_16_24");
    Date left = graduation->graduation_date;
    bool is_of_year = date_to_civil(left).year == date_to_civil(start).year;
    bool is_recent = left < start && start <= date_add_months(left, LEFT_SCHOOL_MONTHS);
    if (!is_of_year && !is_recent && (is_young || left >= start)) return STR("youth_16_24");
    if (!graduation->is_verified) return is_young ? STR("youth_16_24") : (Str){0};
    return is_of_year ? STR("grad_of_year") : STR("grad_within_2y");
}

static bool was_in(const Loaded *loaded, const FactHireRow *hire, const char *category) {
    FactSlice slice = FACT_SLICE(&loaded->categories, hire->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactCategoryRow *row = &loaded->categories.items[slice.first + i];
        bool is_meant = str_equal(row->category, str_from_c(category));
        if (is_meant && fact_period_holds(row->from_date, row->to_date, hire->start_date)) {
            return true;
        }
    }
    return false;
}

// The group for whose sake hiring the person is supported: the first in the order of the clause.
static Str support_category_of(const Loaded *loaded, const FactHireRow *hire,
                               const FactGraduationRow *graduation) {
    Date start = hire->start_date;
    bool has_left = graduation && graduation->is_verified && graduation->graduation_date < start;
    if (was_in(loaded, hire, "hardship")) return STR("hardship");
    if (has_left && start <= date_add_months(graduation->graduation_date, LEFT_SCHOOL_MONTHS)) {
        return STR("grad_within_2y");
    }
    static const char *const rest[] = {"poverty_lifted", "rural_low_income", "relocated"};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        if (was_in(loaded, hire, rest[i])) return str_from_c(rest[i]);
    }
    return STR("other");
}

// ---- Insurance ----

static int64_t months_of(Arena *arena, const Loaded *loaded, const FactHireRow *hire, Str kind,
                         Date on) {
    Stretches paid = {0};
    Stretch window = {fact_month_first(hire->start_date), on};
    FactSlice slice = FACT_SLICE(&loaded->insurance, hire->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[slice.first + i];
        bool is_meant = str_equal(row->kind, kind) && str_equal(row->employer_uscc, hire->uscc);
        if (is_meant) stretch_add(arena, &paid, row->from_date, row->to_date, window);
    }
    return stretches_full_months(&paid);
}

// The monthly base on which this unit paid, averaged over the months of the first year; null when
// it paid for no full month.
static OptionalInt base_of(const Loaded *loaded, const FactHireRow *hire, Str kind, Date on) {
    int64_t months = 0, total = 0;
    Date first = fact_month_first(hire->start_date);
    Date last = date_add_months(first, FIRST_YEAR_MONTHS) - 1;
    if (last > on) last = on;
    FactSlice slice = FACT_SLICE(&loaded->insurance, hire->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[slice.first + i];
        bool is_open = row->to_date == DATE_ABSENT || row->to_date > last;
        Date from = row->from_date < first ? first : row->from_date;
        Date to = is_open ? last : row->to_date;
        bool is_meant = str_equal(row->kind, kind) && str_equal(row->employer_uscc, hire->uscc);
        if (!is_meant || to < from) continue;
        int64_t full = date_full_months(from, to);
        months += full;
        total += full * row->base_fen;
    }
    if (months == 0) return (OptionalInt){0};
    return (OptionalInt){true, (total + months / 2) / months};
}

static bool is_insured(const Loaded *loaded, const FactHireRow *hire) {
    FactSlice slice = FACT_SLICE(&loaded->insurance, hire->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[slice.first + i];
        bool is_meant = str_equal(row->kind, STR("pension")) &&
                        str_equal(row->employer_uscc, hire->uscc) &&
                        (row->to_date == DATE_ABSENT || row->to_date >= hire->start_date);
        if (is_meant) return true;
    }
    return false;
}

// Insured as somebody's employee before the hire: after school, or at all for those who are not
// registered as unemployed.
static bool was_employed(const Loaded *loaded, const FactHireRow *hire, Str category,
                         const FactGraduationRow *graduation, bool is_registered) {
    bool is_youth = str_equal(category, STR("youth_16_24"));
    if (is_youth && is_registered) return false;
    FactSlice slice = FACT_SLICE(&loaded->insurance, hire->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[slice.first + i];
        bool is_before = str_equal(row->kind, STR("pension")) && row->employer_uscc.length > 0 &&
                         row->from_date < fact_month_first(hire->start_date);
        bool is_after_school = is_youth || !graduation || row->to_date == DATE_ABSENT ||
                               row->to_date > graduation->graduation_date;
        if (is_before && is_after_school) return true;
    }
    return false;
}

// ---- Rows ----

static OptionalInt contract_months(const FactHireRow *hire) {
    if (str_equal(hire->contract_kind, STR("none"))) return (OptionalInt){true, 0};
    if (str_equal(hire->contract_kind, STR("open"))) {
        return (OptionalInt){true, FACT_TERM_OPEN_MONTHS};
    }
    if (hire->contract_to == DATE_ABSENT) return (OptionalInt){0};
    int64_t months = date_full_months(hire->start_date, hire->contract_to);
    return (OptionalInt){true, months < 0 ? 0 : months};
}

static FactSubject subject_of(Arena *arena, const FactHireRow *hire) {
    // With the number: an organisation may hire two people of one family name on one day.
    Str name = mask_name(arena, hire->name), number = mask_id_number(arena, hire->id_number);
    Str day = date_to_chinese(arena, hire->start_date);
    Str own = fact_own_name(arena, hire->name, hire->id_number);
    return (FactSubject){
        .key = fact_key_triple(arena, hire->uscc, hire->id_number, hire->start_date),
        .label = str_format(arena, "%.*s（%.*s）%.*s入职", STR_ARG(name), STR_ARG(number),
                            STR_ARG(day)),
        .own_label = str_format(arena, "%.*s %.*s入职", STR_ARG(own), STR_ARG(day)),
        .division_code = hire->division_code, .person_id = hire->person_id,
        .id_number = hire->id_number, .uscc = hire->uscc, .event = DATE_ABSENT};
}

static int64_t fewest(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static void put_insurance(FactRows *rows, const Loaded *loaded, size_t row, Date on) {
    const FactHireRow *hire = &loaded->hires.items[row];
    Arena *arena = rows->arena;
    int64_t unemployment = months_of(arena, loaded, hire, STR("unemployment"), on);
    int64_t pension = months_of(arena, loaded, hire, STR("pension"), on);
    int64_t medical = months_of(arena, loaded, hire, STR("medical"), on);
    fact_put_int(rows, MONTHS_UNEMPLOYMENT, row, unemployment);
    fact_put_int(rows, MONTHS_INJURY, row, months_of(arena, loaded, hire, STR("injury"), on));
    fact_put_int(rows, MONTHS_PENSION, row, pension);
    fact_put_bool(rows, INSURED, row, is_insured(loaded, hire));
    fact_put_int(rows, MONTHS_PAID, row, fewest(pension, fewest(medical, unemployment)));
    fact_put_number(rows, PENSION_BASE, row, base_of(loaded, hire, STR("pension"), on));
    fact_put_number(rows, MEDICAL_BASE, row, base_of(loaded, hire, STR("medical"), on));
    fact_put_number(rows, UNEMPLOYMENT_BASE, row, base_of(loaded, hire, STR("unemployment"), on));
}

static void put_hire(FactRows *rows, const Loaded *loaded, size_t row, Date on) {
    const FactHireRow *hire = &loaded->hires.items[row];
    Arena *arena = rows->arena;
    const FactGraduationRow *graduation = graduation_of(loaded, hire->person_id);
    bool is_registered = was_registered(loaded, hire);
    Str category = category_of(hire, graduation, is_registered);
    rows->subjects[row] = subject_of(arena, hire);
    fact_put_text(rows, USCC, row, hire->uscc);
    fact_put_text(rows, PERSON_ID, row, hire->id_number);
    fact_put_text(rows, EMPLOYER_KIND, row, fact_unit_kind(hire->employer_kind, hire->uscc));
    fact_put_text(rows, CATEGORY, row, category);
    if (graduation) fact_put_date(rows, GRADUATION_DATE, row, graduation->graduation_date);
    fact_put_date(rows, BIRTH_DATE, row, hire->birth_date);
    fact_put_bool(rows, REGISTERED, row, is_registered);
    fact_put_date(rows, HIRE_DATE, row, hire->start_date);
    fact_put_bool(rows, CONTRACT_SIGNED, row, !str_equal(hire->contract_kind, STR("none")));
    fact_put_number(rows, CONTRACT_MONTHS, row, contract_months(hire));
    put_insurance(rows, loaded, row, on);
    fact_put_text(rows, SUPPORT_CATEGORY, row, support_category_of(loaded, hire, graduation));
    fact_put_bool(rows, EMPLOYED_BEFORE, row,
                  was_employed(loaded, hire, category, graduation, is_registered));
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    Loaded loaded = {0};
    Arena *arena = rows->arena;
    FactHirePageIn in = {fact_key_unit(range->first), range->last, range->first, range->last,
                         range->division_prefix, range->on, (int64_t)range->limit};
    if (!fact_hire_page(tx, &in, arena, &loaded.hires, error)) return false;
    fact_rows_begin(rows, loaded.hires.count);
    if (loaded.hires.count == 0) return true;
    Str first = loaded.hires.items[0].uscc, last = loaded.hires.items[rows->count - 1].uscc;
    bool is_loaded =
        fact_insurance_of_hires(tx, &(FactInsuranceOfHiresIn){first, last, range->on}, arena,
                                &loaded.insurance, error) &&
        fact_graduation_of_hires(tx, &(FactGraduationOfHiresIn){first, last}, arena,
                                 &loaded.graduations, error) &&
        fact_unemployment_of_hires(tx, &(FactUnemploymentOfHiresIn){first, last, range->on}, arena,
                                   &loaded.registrations, error) &&
        fact_category_of_hires(tx, &(FactCategoryOfHiresIn){first, last, range->on}, arena,
                               &loaded.categories, error);
    if (!is_loaded) return false;
    for (size_t row = 0; row < rows->count; row++) put_hire(rows, &loaded, row, range->on);
    return true;
}

static bool grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out, Error *error) {
    FactGrantRows rows;
    FactGrantsOfHiresIn in = {fact_key_unit(range->first), fact_key_unit(range->last)};
    if (!fact_grants_of_hires(tx, &in, arena, &rows, error)) return false;
    fact_grants_take(arena, range, &rows, out);
    return true;
}

const FactView fact_hire_view = {
    .name = "hire", .keying = FACT_KEY_UNIT_FIRST, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load, .grants = grants};
