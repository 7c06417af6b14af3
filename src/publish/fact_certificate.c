// SPDX-License-Identifier: Apache-2.0
// Certificates of skill. What their holder is, and how long insured, is as of the decision.
#include "publish/view.h"

#include "publish/fact_certificate.sql.h"
#include "publish/stretch.h"
#include "registry/mask.h"

enum {
    PERSON_ID, IDENTITY, MONTHS_PAID, LEVEL, CERTIFICATE_DATE, OCCUPATION, SAME_OR_HIGHER,
};

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [IDENTITY] = {"identity", FACT_TEXT, 0, HUMAN_RESOURCES},
    [MONTHS_PAID] = {"months_ui_paid", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [LEVEL] = {"level", FACT_TEXT, 0, HUMAN_RESOURCES},
    [CERTIFICATE_DATE] = {"certificate_date", FACT_DATE, 0, HUMAN_RESOURCES},
    [OCCUPATION] = {"occupation_code", FACT_TEXT, 0, HUMAN_RESOURCES},
    [SAME_OR_HIGHER] = {"same_or_higher_paid", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
};

static const char *const LEVELS[][2] = { // by level: code, name
    {"", ""},
    {"senior_technician", "一级"},
    {"technician", "二级"},
    {"senior", "三级"},
    {"intermediate", "四级"},
    {"primary", "五级"},
};

typedef struct Loaded {
    FactCertificateRows certificates;
    FactInsuranceRows insurance;
    FactWorkRows work;
    FactBenefitRows benefits;
    FactGrantedCertificateRows granted;
    const FactRange *range;
} Loaded;

static int64_t months_paid(Arena *arena, const Loaded *loaded, int64_t person_id) {
    Stretches paid = {0};
    FactSlice slice = FACT_SLICE(&loaded->insurance, person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[slice.first + i];
        stretch_add(arena, &paid, row->from_date, row->to_date,
                    (Stretch){row->from_date, loaded->range->on});
    }
    return stretches_full_months(&paid);
}

// The kind of the unit that employs the holder; absent when none does.
static bool employer_kind(const Loaded *loaded, int64_t person_id, Str *kind) {
    FactSlice work = FACT_SLICE(&loaded->work, person_id);
    for (size_t i = work.count; i > 0; i--) {
        const FactWorkRow *row = &loaded->work.items[work.first + i - 1];
        if (!str_equal(row->kind, STR("employee"))) continue;
        *kind = fact_unit_kind(row->employer_kind, row->employer_uscc);
        return true;
    }
    FactSlice insurance = FACT_SLICE(&loaded->insurance, person_id);
    for (size_t i = insurance.count; i > 0; i--) {
        const FactInsuranceRow *row = &loaded->insurance.items[insurance.first + i - 1];
        bool is_insured = row->employer_uscc.length > 0 &&
                          fact_period_holds(row->from_date, row->to_date, loaded->range->on);
        if (!is_insured) continue;
        *kind = fact_unit_kind((Str){0}, row->employer_uscc);
        return true;
    }
    return false;
}

static Str identity_of(const Loaded *loaded, int64_t person_id) {
    Str kind;
    if (FACT_SLICE(&loaded->benefits, person_id).count > 0) return STR("ui_recipient");
    if (!employer_kind(loaded, person_id, &kind)) return STR("other");
    if (str_is_absent(kind)) return kind; // employed, but who knows by whom
    if (str_equal(kind, STR("enterprise"))) return STR("enterprise_employee");
    if (str_equal(kind, STR("public_institution"))) return STR("public_institution_employee");
    if (str_equal(kind, STR("government"))) return STR("government_employee");
    return STR("other");
}

// The holder had an entitlement for this occupation at this level or a higher one (a lower number).
static bool was_paid(const Loaded *loaded, const FactCertificateRow *certificate) {
    FactSlice slice = FACT_SLICE(&loaded->granted, certificate->person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactGrantedCertificateRow *row = &loaded->granted.items[slice.first + i];
        bool is_held = fact_range_holds(loaded->range, row->claim_number);
        bool is_same = str_equal(row->occupation_code, certificate->occupation_code) &&
                       row->level <= certificate->level;
        if (is_same && !is_held) return true;
    }
    return false;
}

static void put_certificate(FactRows *rows, const Loaded *loaded, size_t row) {
    const FactCertificateRow *certificate = &loaded->certificates.items[row];
    Str name = mask_name(rows->arena, certificate->name);
    const char *const *level = LEVELS[certificate->level];
    rows->subjects[row] = (FactSubject){
        .key = certificate->certificate_number,
        .label = str_format(rows->arena, "%.*s %.*s %s", STR_ARG(name),
                            STR_ARG(certificate->occupation_name), level[1]),
        .division_code = certificate->division_code, .person_id = certificate->person_id,
        .id_number = certificate->id_number, .event = DATE_ABSENT};
    fact_put_text(rows, PERSON_ID, row, certificate->id_number);
    fact_put_text(rows, IDENTITY, row, identity_of(loaded, certificate->person_id));
    fact_put_int(rows, MONTHS_PAID, row, months_paid(rows->arena, loaded, certificate->person_id));
    fact_put_text(rows, LEVEL, row, str_from_c(level[0]));
    fact_put_date(rows, CERTIFICATE_DATE, row, certificate->issued_on);
    fact_put_text(rows, OCCUPATION, row, certificate->occupation_code);
    fact_put_bool(rows, SAME_OR_HIGHER, row, was_paid(loaded, certificate));
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    Loaded loaded = {.range = range};
    Arena *arena = rows->arena;
    FactCertificatePageIn in = {range->first, range->last, range->division_prefix, range->on,
                                (int64_t)range->limit};
    if (!fact_certificate_page(tx, &in, arena, &loaded.certificates, error)) return false;
    fact_rows_begin(rows, loaded.certificates.count);
    if (rows->count == 0) return true;
    Str first = loaded.certificates.items[0].certificate_number;
    Str last = loaded.certificates.items[rows->count - 1].certificate_number;
    bool is_loaded =
        fact_insurance_of_certificates(tx, &(FactInsuranceOfCertificatesIn){first, last, range->on},
                                       arena, &loaded.insurance, error) &&
        fact_work_of_certificates(tx, &(FactWorkOfCertificatesIn){first, last, range->on}, arena,
                                  &loaded.work, error) &&
        fact_benefit_of_certificates(tx, &(FactBenefitOfCertificatesIn){first, last, range->on},
                                     arena, &loaded.benefits, error) &&
        fact_granted_certificates(tx, &(FactGrantedCertificatesIn){first, last}, arena,
                                  &loaded.granted, error);
    if (!is_loaded) return false;
    for (size_t row = 0; row < rows->count; row++) put_certificate(rows, &loaded, row);
    return true;
}

static bool grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out, Error *error) {
    FactGrantRows rows;
    FactGrantsOfCertificatesIn in = {range->first, range->last};
    if (!fact_grants_of_certificates(tx, &in, arena, &rows, error)) return false;
    fact_grants_take(arena, range, &rows, out);
    return true;
}

static bool list(Tx *tx, const FactOwner *owner, Arena *arena, FactKeys *keys, Error *error) {
    FactCertificateKeyRows rows;
    if (owner->person_id == 0) return true;
    FactCertificateListIn in = {owner->person_id};
    if (!fact_certificate_list(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        PUSH(arena, keys, rows.items[i].certificate_number);
    }
    return true;
}

const FactView fact_certificate_view = {
    .name = "certificate", .keying = FACT_KEY_LISTED, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load, .grants = grants, .list = list};
