// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_FACT_VIEW_H
#define PUBLISH_FACT_VIEW_H
// Fact views: what the databases know of a subject as of a day, as typed columns.
//
// A view is a closed list of columns and a way to load a range of subjects in the order of their
// keys as the database keeps them: by code point, people by their blind numbers. One subject, those
// of a unit and a page of the whole city are all ranges, so the three cannot differ; memory is
// bounded by the page. Nothing after `on` is seen, and open periods are taken to go on until `on`,
// also when `on` is in the future. What the databases do not know is null. Rows live in the arena
// of the call.
//
// Views and the natural keys of their subjects:
//   person, outwork   公民身份号码             employer, workforce, base  统一社会信用代码
//   venture, post     公民身份号码, of the few who have one
//   hire, trainee     uscc:id_number:start date
//   certificate       its number               roster  batch number     organiser  its code
//   facility          its number               division  county code, 640500 for the city
//   claim             its number (publish/fact_claim.h)
// `case` is the decision itself: `date`, and `claim`, what is applied for.

#include "feel/column.h"
#include "policy/fact.h"
#include "publish/fact_holders.h"
#include "store/query.h"

#define FACT_PAGE_ROWS ((size_t)2000)   // subjects of one page at most
#define FACT_OWNED_MAX ((size_t)2000)   // subjects of one person or unit under one view
#define FACT_KEY_LAST "~"               // above every key
#define FACT_TERM_OPEN_MONTHS 1200      // a contract without fixed term, as months

typedef struct FactColumn {
    const char *name;
    FactType type;
    int scale;              // of a number: 2 = the database counts in hundredths
    const char *department; // that answers for the data
} FactColumn;

typedef struct FactSubject {
    Str key;
    Str label;          // for screens, names of people masked
    Str own_label;      // of a unit's own person, for that unit alone: 「张强（尾号1018）…入职」;
                        // absent = the same as `label`
    Str division_code;  // county that handles it
    int64_t person_id;  // 0 = none
    Str id_number;      // of that person; absent = none
    Str uscc;           // absent = none
    Str organiser_code; // absent = none
    Date event;         // that dates the entitlement; DATE_ABSENT = the day of the decision
} FactSubject;

// An entitlement that somebody had; not void.
typedef struct FactGrant {
    int policy_number;
    Str measure;
    Str subject_kind;
    Str subject_key;
    Str period;
    Str stage;         // empty = the measure has one
    int64_t person_id; // 0 = none
    Str uscc;
    int64_t amount_fen;
    Date granted_on;
    Str claim_number;
} FactGrant;

typedef struct FactGrants {
    FactGrant *items;
    size_t count;
    size_t capacity;
} FactGrants;

typedef struct FactRange {
    Str first, last;      // keys, both included
    Str division_prefix;  // empty = all
    Date on;
    size_t limit;         // 0 = FACT_OWNED_MAX
    bool is_page;         // leave out those who are plainly no candidates
    FactHolders holders;  // of entitlements that are not seen
    const Str *keys;      // these alone, sorted, each once, of a view that `takes_keys`; NULL = all
    size_t key_count;
} FactRange;

typedef struct FactView FactView;

typedef struct FactBuilder FactBuilder;

typedef struct FactRows {
    const FactView *view;
    size_t count;
    FactSubject *subjects;
    FeelColumn *columns;   // by column of the view
    Arena *arena;
    FactBuilder *builders; // by column, for the views
} FactRows;

// How the subjects of a view are found from a person or a unit.
typedef enum FactKeying {
    FACT_KEY_PERSON,     // the key is the id number
    FACT_KEY_UNIT,       // the key is the uscc
    FACT_KEY_UNIT_FIRST, // the key begins with the uscc
    FACT_KEY_ORGANISER,  // the key is an organiser's code
    FACT_KEY_LISTED,     // `list` finds them
} FactKeying;

typedef struct FactOwner {
    int64_t person_id; // 0 = a unit
    Str id_number;
    Str uscc;
} FactOwner;

typedef struct FactKeys {
    Str *items;
    size_t count;
    size_t capacity;
} FactKeys;

// Whom a unit may report (代报), for that unit alone.
typedef struct FactReported {
    int64_t person_id;
    Str id_number;
    Str name;
} FactReported;

typedef struct FactReportedList {
    FactReported *items;
    size_t count;
} FactReportedList;

struct FactView {
    const char *name;
    FactKeying keying;
    bool is_per_person; // one subject a person: what the person had, the subject had
    bool takes_keys;    // reads many scattered subjects at once
    bool is_sparse;     // few people have a row (publish/linked.h)
    const FactColumn *columns;
    size_t column_count;
    bool (*load)(Tx *tx, const FactRange *range, FactRows *rows, Error *error);
    // The entitlements of the range's subjects, and of their people and units.
    bool (*grants)(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants, Error *error);
    // The keys that belong to an owner, in order; NULL unless FACT_KEY_LISTED.
    bool (*list)(Tx *tx, const FactOwner *owner, Arena *arena, FactKeys *keys, Error *error);
    const char *reporter; // the column that names the unit that may report; NULL = none
    // Whose column it is by, in order of their numbers; FACT_OWNED_MAX at most.
    bool (*reported)(Tx *tx, Str uscc, Date on, Arena *arena, FactReportedList *list, Error *error);
};

// All views but `case`, ended by NULL.
extern const FactView *const fact_views[];
// NULL when there is no such view.
const FactView *fact_view_find(Str name);
// The index of a column; SIZE_MAX when the view has none of that name. The column of a list fact
// has the name "".
size_t fact_view_column(const FactView *view, Str name);

// ---- Loading ----

// One subject. ERROR_NOT_FOUND when there is none of this key.
FactRange fact_range_one(Str key, Date on);
// Many scattered subjects; the keys live as long as the range is used.
FactRange fact_range_keys(const Str *keys, size_t count, Date on);
// After `after_key` (absent = from the start), in counties under the prefix.
FactRange fact_range_page(Arena *arena, Str after_key, Str division_prefix, size_t limit, Date on);
// The ranges of one person or unit; none when the view has nothing to do with it.
bool fact_view_ranges(Tx *tx, const FactView *view, const FactOwner *owner, Date on, Arena *arena,
                      FactRange **ranges, size_t *count, Error *error) MUST_USE;
bool fact_view_load(Tx *tx, const FactView *view, const FactRange *range, Arena *arena,
                    FactRows *rows, Error *error) MUST_USE;
bool fact_view_grants(Tx *tx, const FactView *view, const FactRange *range, Arena *arena,
                      FactGrants *grants, Error *error) MUST_USE;

// Whom the unit may report by this fact (代报); none where the view does not say.
bool fact_view_reported(Tx *tx, const Fact *reported_by, Str uscc, Date on, Arena *arena,
                        FactReportedList *list, Error *error) MUST_USE;

// ---- For the views: filling rows. Absent text, DATE_ABSENT and FEEL_UNKNOWN are null ----

void fact_rows_begin(FactRows *rows, size_t count);
void fact_put_text(FactRows *rows, size_t column, size_t row, Str value);
void fact_put_date(FactRows *rows, size_t column, size_t row, Date value);
void fact_put_truth(FactRows *rows, size_t column, size_t row, FeelTruth value);
void fact_put_number(FactRows *rows, size_t column, size_t row, OptionalInt value);
void fact_put_value(FactRows *rows, size_t column, size_t row, FeelValue value);

static inline void fact_put_int(FactRows *rows, size_t column, size_t row, int64_t value) {
    fact_put_number(rows, column, row, (OptionalInt){true, value});
}
static inline void fact_put_bool(FactRows *rows, size_t column, size_t row, bool value) {
    fact_put_truth(rows, column, row, value ? FEEL_TRUE : FEEL_FALSE);
}

#endif
