// SPDX-License-Identifier: Apache-2.0
#include "casework/consent.h"

#include "access/audit.h"
#include "base/word.h"
#include "casework/consent.sql.h"
#include "registry/person.sql.h"

static const Word purposes[CONSENT_PURPOSE_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    CONSENT_PURPOSES(X)
#undef X
};

Str consent_purpose_code(ConsentPurpose purpose) {
    return str_from_c(purposes[purpose].code);
}

Str consent_purpose_label(ConsentPurpose purpose) {
    return str_from_c(purposes[purpose].label);
}

bool consent_purpose_from_code(Str code, ConsentPurpose *purpose) {
    int index;
    bool found = word_find(purposes, CONSENT_PURPOSE_COUNT, code, &index);
    *purpose = (ConsentPurpose)index;
    return found;
}

// ---- The person's own ----

static bool check_person(const Actor *actor, Error *error) {
    if (actor->role == ROLE_CITIZEN && actor->scope.person_id != 0) return true;
    return error_set(error, ERROR_FORBIDDEN, "只有本人能看、能改自己的授权");
}

static void add_spell(Consent *consent, const ConsentRow *row) {
    if (consent->spell_count > 0) {
        ConsentSpell *former = &consent->spells[consent->spell_count - 1];
        former->to = row->from_on - 1;
    }
    consent->spells[consent->spell_count++] =
        (ConsentSpell){row->is_given, row->from_on, DATE_ABSENT};
    consent->is_given = row->is_given;
}

bool consent_read(Tx *tx, const Actor *actor, Arena *arena, Consents *consents, Error *error) {
    ConsentRows rows;
    if (!check_person(actor, error) ||
        !consent_rows(tx, &(ConsentRowsIn){actor->scope.person_id}, arena, &rows, error)) {
        return false;
    }
    for (int i = 0; i < CONSENT_PURPOSE_COUNT; i++) {
        consents->items[i] =
            (Consent){.is_given = true, .spells = NEW_ARRAY(arena, ConsentSpell, rows.count)};
    }
    for (size_t i = 0; i < rows.count; i++) {
        ConsentPurpose purpose;
        if (consent_purpose_from_code(rows.items[i].purpose, &purpose)) {
            add_spell(&consents->items[purpose], &rows.items[i]);
        }
    }
    return true;
}

bool consent_decide(Tx *tx, const Actor *actor, ConsentPurpose purpose, bool is_given,
                    Arena *arena, Error *error) {
    Consents consents;
    if (!consent_read(tx, actor, arena, &consents, error)) return false;
    if (consents.items[purpose].is_given == is_given) {
        error_set(error, ERROR_CONFLICT, is_given ? "现在就是授权的" : "已经撤销过了");
        return error_code(error, "CONSENT_UNCHANGED");
    }
    ConsentInsertIn in = {.person_id = actor->scope.person_id,
                          .purpose = consent_purpose_code(purpose),
                          .is_given = is_given,
                          .from_on = actor->today,
                          .account_id = actor->account_id,
                          .at_ms = actor->now_ms};
    return consent_insert(tx, &in, NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = is_given ? STR("consent.give")
                                                        : STR("consent.withdraw"),
                                     .object_kind = STR("consent"),
                                     .object_number = consent_purpose_code(purpose)},
                       error);
}

// ---- For whoever looks ----

bool consent_is_given(Tx *tx, int64_t person_id, ConsentPurpose purpose, Date on, Arena *arena,
                      bool *is_given, Error *error) {
    ConsentRow row;
    bool found = false;
    ConsentLastIn in = {person_id, consent_purpose_code(purpose), on};
    *is_given = true;
    if (person_id == 0) return true;
    if (!consent_last(tx, &in, arena, &row, &found, error)) return false;
    if (found) *is_given = row.is_given;
    return true;
}

// Whoever enrols has to find the person first.
bool consent_to_enrol(Tx *tx, int64_t person_id, Date on, Arena *arena, bool *is_given,
                      Error *error) {
    static const ConsentPurpose needed[] = {CONSENT_LOOKUP, CONSENT_ENROL};
    *is_given = true;
    for (size_t i = 0; *is_given && i < sizeof needed / sizeof *needed; i++) {
        if (!consent_is_given(tx, person_id, needed[i], on, arena, is_given, error)) return false;
    }
    return true;
}

bool consent_withheld(Tx *tx, ConsentPurpose purpose, Date on, Arena *arena,
                      ConsentWithheld *withheld, Error *error) {
    ConsentPersonRows rows;
    ConsentWithdrawnIn in = {consent_purpose_code(purpose), on};
    if (!consent_withdrawn(tx, &in, arena, &rows, error)) return false;
    *withheld = (ConsentWithheld){NEW_ARRAY(arena, int64_t, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) withheld->person_ids[i] = rows.items[i].person_id;
    return true;
}

bool consent_withholds(const ConsentWithheld *withheld, int64_t person_id) {
    size_t low = 0, high = withheld->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (withheld->person_ids[middle] < person_id) low = middle + 1;
        else high = middle;
    }
    return low < withheld->count && withheld->person_ids[low] == person_id;
}

bool consent_withheld_keys(Tx *tx, ConsentPurpose purpose, Date on, Arena *arena, Map *keys,
                           Error *error) {
    ConsentWithheld withheld;
    *keys = (Map){.arena = arena};
    if (!consent_withheld(tx, purpose, on, arena, &withheld, error)) return false;
    for (size_t i = 0; i < withheld.count; i++) {
        PersonRow person;
        if (!person_get(tx, &(PersonGetIn){withheld.person_ids[i]}, arena, &person, error)) {
            return false;
        }
        (void)map_put(keys, person.id_number, &withheld.person_ids[i]);
    }
    return true;
}
