// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_VIEW_H
#define PUBLISH_VIEW_H
// The views themselves (publish/fact_view.h), and what their files share.

#include "publish/fact_detail.sql.h"
#include "publish/fact_view.h"

extern const FactView fact_outwork_view;
extern const FactView fact_hire_view;
extern const FactView fact_employer_view;
extern const FactView fact_workforce_view;
extern const FactView fact_certificate_view;
extern const FactView fact_person_view;
extern const FactView fact_base_view;
extern const FactView fact_trainee_view;
extern const FactView fact_roster_view;
extern const FactView fact_organiser_view;
extern const FactView fact_student_view;
extern const FactView fact_jobless_view;
extern const FactView fact_intern_view;
extern const FactView fact_relief_view;
extern const FactView fact_venture_view;
extern const FactView fact_post_view;
extern const FactView fact_facility_view;
extern const FactView fact_division_view;
extern const FactView fact_claim_view;

#define POLICE "市公安局"
#define HUMAN_RESOURCES "市人力资源社会保障局"
#define MARKET "市市场监管局"
#define EDUCATION "市教育局"
#define STATISTICS "市统计局"
#define TAX "国家税务总局中卫市税务局"

// The rows of one person in a list ordered by person_id: items[first .. first + count).
typedef struct FactSlice {
    size_t first, count;
} FactSlice;

FactSlice fact_slice(const void *items, size_t count, size_t size, int64_t person_id);
// `rows` is a list whose items begin with an int64_t person_id.
#define FACT_SLICE(rows, person_id)                                                               \
    fact_slice((rows)->items, (rows)->count, sizeof *(rows)->items, person_id)

// Takes rows of the database over as grants, but those of the range's holder.
void fact_grants_take(Arena *arena, const FactRange *range, const FactGrantRows *rows,
                      FactGrants *grants);

// Entitlements of the people, units or subjects whose keys lie in the range.
bool fact_grants_by_person(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants,
                           Error *error) MUST_USE;
bool fact_grants_by_unit(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants,
                         Error *error) MUST_USE;
bool fact_grants_by_kind(Tx *tx, Str kind, const FactRange *range, Arena *arena,
                         FactGrants *grants, Error *error) MUST_USE;

// "uscc:id_number:2023-07-01".
Str fact_key_triple(Arena *arena, Str uscc, Str id_number, Date date) MUST_USE;
// A person as the subject of a view; without an event.
typedef struct FactPersonOf {
    int64_t person_id;
    Str id_number, name, division_code;
} FactPersonOf;
FactSubject fact_person_subject(Arena *arena, const FactPersonOf *person) MUST_USE;
// 「张强（尾号1018）」: a person as the own unit knows them; for FactSubject.own_label alone.
Str fact_own_name(Arena *arena, Str name, Str id_number) MUST_USE;
// The uscc at the head of a key such as "uscc:id_number:date".
Str fact_key_unit(Str key);
// The kind of a unit: as the registry has it, else as its code tells; absent when neither does.
Str fact_unit_kind(Str registered, Str uscc);
bool fact_period_holds(Date from, Date to, Date on);
Date fact_month_first(Date date);

#endif
