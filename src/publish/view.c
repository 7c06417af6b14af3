// SPDX-License-Identifier: Apache-2.0
#include "publish/view.h"

#include "registry/mask.h"

#include <string.h>

#define OWN_DIGITS 4 // of the identity number, which tell people of one name apart

static int64_t person_at(const void *items, size_t size, size_t index) {
    int64_t person_id;
    memcpy(&person_id, (const char *)items + index * size, sizeof person_id);
    return person_id;
}

FactSlice fact_slice(const void *items, size_t count, size_t size, int64_t person_id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (person_at(items, size, middle) < person_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    FactSlice slice = {low, 0};
    while (low + slice.count < count && person_at(items, size, low + slice.count) == person_id) {
        slice.count++;
    }
    return slice;
}

bool fact_holders_have(const FactHolders *holders, Str claim_number) {
    for (size_t i = 0; i < holders->count; i++) {
        if (str_equal(holders->numbers[i], claim_number)) return true;
    }
    return false;
}

void fact_grants_take(Arena *arena, const FactRange *range, const FactGrantRows *rows,
                      FactGrants *grants) {
    for (size_t i = 0; i < rows->count; i++) {
        const FactGrantRow *row = &rows->items[i];
        if (fact_holders_have(&range->holders, row->claim_number)) continue;
        FactGrant grant = {(int)row->policy_number, row->measure, row->subject_kind,
                           row->subject_key, row->period, row->stage,
                           row->person_id.present ? row->person_id.value : 0, row->uscc,
                           row->amount_fen, row->granted_on, row->claim_number};
        PUSH(arena, grants, grant);
    }
}

static bool grants_by_keys(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants,
                           Error *error) {
    FactGrantsOfPersonsIn *ins = NEW_ARRAY(arena, FactGrantsOfPersonsIn, range->key_count);
    QueryRows *found = NEW_ARRAY(arena, QueryRows, range->key_count);
    for (size_t i = 0; i < range->key_count; i++) {
        ins[i] = (FactGrantsOfPersonsIn){range->keys[i], range->keys[i], range->division_prefix};
    }
    if (!fact_grants_of_persons_each(tx, ins, range->key_count, arena, found, error)) return false;
    for (size_t i = 0; i < range->key_count; i++) {
        FactGrantRows rows = {found[i].items, found[i].count, found[i].capacity};
        fact_grants_take(arena, range, &rows, grants);
    }
    return true;
}

bool fact_grants_by_person(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants,
                           Error *error) {
    if (range->keys) return grants_by_keys(tx, range, arena, grants, error);
    FactGrantRows rows;
    FactGrantsOfPersonsIn in = {range->first, range->last, range->division_prefix};
    if (!fact_grants_of_persons(tx, &in, arena, &rows, error)) return false;
    fact_grants_take(arena, range, &rows, grants);
    return true;
}

bool fact_grants_by_unit(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants,
                         Error *error) {
    FactGrantRows rows;
    FactGrantsOfUnitsIn in = {range->first, range->last};
    if (!fact_grants_of_units(tx, &in, arena, &rows, error)) return false;
    fact_grants_take(arena, range, &rows, grants);
    return true;
}

bool fact_grants_by_kind(Tx *tx, Str kind, const FactRange *range, Arena *arena,
                         FactGrants *grants, Error *error) {
    FactGrantRows rows;
    FactGrantsOfSubjectsIn in = {kind, range->first, range->last};
    if (!fact_grants_of_subjects(tx, &in, arena, &rows, error)) return false;
    fact_grants_take(arena, range, &rows, grants);
    return true;
}

Str fact_key_triple(Arena *arena, Str uscc, Str id_number, Date date) {
    Str day = date_to_str(arena, date);
    return str_format(arena, "%.*s:%.*s:%.*s", STR_ARG(uscc), STR_ARG(id_number), STR_ARG(day));
}

FactSubject fact_person_subject(Arena *arena, const FactPersonOf *person) {
    return (FactSubject){.key = person->id_number, .label = mask_name(arena, person->name),
                         .division_code = person->division_code, .person_id = person->person_id,
                         .id_number = person->id_number, .event = DATE_ABSENT};
}

Str fact_own_name(Arena *arena, Str name, Str id_number) {
    size_t length = id_number.length;
    Str tail = str_slice(id_number, length > OWN_DIGITS ? length - OWN_DIGITS : 0, length);
    return str_format(arena, "%.*s（尾号%.*s）", STR_ARG(name), STR_ARG(tail));
}

Str fact_key_unit(Str key) {
    Str rest = key;
    return str_cut(&rest, ':');
}

// The first two characters of a uscc: who registers it, and as what (GB 32100-2015).
static const struct {
    const char *head, *kind;
} CODE_KINDS[] = {
    {"91", "enterprise"}, {"92", "individual_biz"}, {"51", "social_org"}, {"53", "foundation"},
    {"52", "social_service"}, {"12", "public_institution"}, {"11", "government"},
    {"31", "law_firm"},
};

Str fact_unit_kind(Str registered, Str uscc) {
    if (!str_is_absent(registered)) return registered;
    for (size_t i = 0; i < sizeof CODE_KINDS / sizeof *CODE_KINDS; i++) {
        if (str_starts_with(uscc, str_from_c(CODE_KINDS[i].head))) {
            return str_from_c(CODE_KINDS[i].kind);
        }
    }
    return (Str){0};
}

bool fact_period_holds(Date from, Date to, Date on) {
    return from <= on && (to == DATE_ABSENT || to >= on);
}

Date fact_month_first(Date date) {
    CivilDate civil = date_to_civil(date);
    return date_from_civil((CivilDate){civil.year, civil.month, 1});
}
