// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CONSENT_H
#define CASEWORK_CONSENT_H
// What a person allows others to do with their file, and takes back (撤销本人授权).
//
// Who never decided allows it: that is how the platform finds policies for people. After a
// withdrawal no office finds the file: the counter says what it says of strangers, lists of 应享未享
// keep the line and lose the name, automatic batches pass the person by. Nobody is enrolled by
// others who does not allow both purposes. What goes on without it (个人信息保护法 §13, domain.md
// §8): claims the person made, which an office decides, pays, keeps and audits as its duty, found
// by their number or among its tasks; what is enrolled already; and the person's own pages.
// Decisions are only added; each holds until the next. Only the person decides.

#include "access/actor.h"
#include "base/map.h"
#include "store/store.h"

// X(enumerator, code in the database, 中文)
#define CONSENT_PURPOSES(X)                                                                       \
    X(CONSENT_LOOKUP, "lookup", "部门和窗口检索我的档案、主动为我比对政策")                       \
    X(CONSENT_ENROL, "enrol", "部门和窗口替我登记项目、名单、服务和贷款")

typedef enum ConsentPurpose {
#define X(name, code, label) name,
    CONSENT_PURPOSES(X)
#undef X
    CONSENT_PURPOSE_COUNT
} ConsentPurpose;

typedef struct ConsentSpell {
    bool is_given;
    Date from;
    Date to;          // the day before the next decision; DATE_ABSENT = still
} ConsentSpell;

typedef struct Consent {
    bool is_given;    // now
    ConsentSpell *spells; // as decided, from the first; none = never decided
    size_t spell_count;
} Consent;

typedef struct Consents {
    Consent items[CONSENT_PURPOSE_COUNT]; // by purpose
} Consents;

// Of the person who acts. ERROR_FORBIDDEN for anybody else.
bool consent_read(Tx *tx, const Actor *actor, Arena *arena, Consents *consents, Error *error)
    MUST_USE;
// ERROR_CONFLICT "CONSENT_UNCHANGED" when it is so already.
bool consent_decide(Tx *tx, const Actor *actor, ConsentPurpose purpose, bool is_given,
                    Arena *arena, Error *error) MUST_USE;

// Whether others may enrol this person (0 = nobody) on a day.
bool consent_to_enrol(Tx *tx, int64_t person_id, Date on, Arena *arena, bool *is_given,
                      Error *error) MUST_USE;
// Whether an office may use the file of this person (0 = nobody) on a day.
bool consent_is_given(Tx *tx, int64_t person_id, ConsentPurpose purpose, Date on, Arena *arena,
                      bool *is_given, Error *error) MUST_USE;
// Those who do not allow it on a day.
typedef struct ConsentWithheld {
    int64_t *person_ids; // ascending
    size_t count;
} ConsentWithheld;
bool consent_withheld(Tx *tx, ConsentPurpose purpose, Date on, Arena *arena,
                      ConsentWithheld *withheld, Error *error) MUST_USE;
bool consent_withholds(const ConsentWithheld *withheld, int64_t person_id);
// The same by identity number, for lists whose rows have no other name: a set.
bool consent_withheld_keys(Tx *tx, ConsentPurpose purpose, Date on, Arena *arena, Map *keys,
                           Error *error) MUST_USE;

Str consent_purpose_code(ConsentPurpose purpose);
Str consent_purpose_label(ConsentPurpose purpose);
bool consent_purpose_from_code(Str code, ConsentPurpose *purpose) MUST_USE;

#endif
