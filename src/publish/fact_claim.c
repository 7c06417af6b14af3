// SPDX-License-Identifier: Apache-2.0
#include "publish/fact_claim_core.h"

#include "publish/stretch.h"
#include "publish/view.h"

#define ELSEWHERE "平台外" // an entitlement that no claim of this platform brought

// A list stands before its fields, which are never filled themselves.
enum {
    NUMBER, ITEM, MEASURE, SUBJECT, PERIOD, DIVISION, CHANNEL, AMOUNT, SUBMITTED_ON, EVENT_ON,
    DECEASED_ON, IN_PRISON_FROM, PUBLIC_UNIT, PUBLIC_FROM, UNIT_STATUS, UNIT_STATUS_ON,
    INSURED_FROM, WAGE_ROWS, SAME_WAGE_ROWS, SAME_WAGE, COUNTER_CLAIMS,
    SAME_ACCOUNT, ACCOUNT_NUMBER, ACCOUNT_ITEM, ACCOUNT_ON,
    SAME_PERSON, PERSON_NUMBER, PERSON_ITEM, PERSON_ON, PERSON_AMOUNT, PERSON_IS_MEASURE,
    PERSON_IS_SUBJECT, PERSON_IS_PERIOD,
    OTHER_INSURANCE, INSURANCE_UNIT, INSURANCE_FROM, INSURANCE_MONTHS,
    LATE_PAYMENTS, LATE_FROM, LATE_MONTHS, LATE_ON,
    OTHER_ROSTERS, ROSTER_NUMBER, ROSTER_PERSONS,
};

static const FactColumn columns[] = {
    [NUMBER] = {"number", FACT_IDENTIFIER, 0, HUMAN_RESOURCES},
    [ITEM] = {"item", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [MEASURE] = {"measure", FACT_TEXT, 0, HUMAN_RESOURCES},
    [SUBJECT] = {"subject", FACT_TEXT, 0, HUMAN_RESOURCES},
    [PERIOD] = {"period", FACT_TEXT, 0, HUMAN_RESOURCES},
    [DIVISION] = {"division", FACT_TEXT, 0, HUMAN_RESOURCES},
    [CHANNEL] = {"channel", FACT_TEXT, 0, HUMAN_RESOURCES},
    [AMOUNT] = {"amount_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [SUBMITTED_ON] = {"submitted_on", FACT_DATE, 0, HUMAN_RESOURCES},
    [EVENT_ON] = {"event_on", FACT_DATE, 0, HUMAN_RESOURCES},
    [DECEASED_ON] = {"deceased_on", FACT_DATE, 0, POLICE},
    [IN_PRISON_FROM] = {"in_prison_from", FACT_DATE, 0, "市司法局"},
    [PUBLIC_UNIT] = {"public_unit", FACT_TEXT, 0, HUMAN_RESOURCES},
    [PUBLIC_FROM] = {"public_from", FACT_DATE, 0, HUMAN_RESOURCES},
    [UNIT_STATUS] = {"unit_status", FACT_TEXT, 0, MARKET},
    [UNIT_STATUS_ON] = {"unit_status_on", FACT_DATE, 0, MARKET},
    [INSURED_FROM] = {"insured_from", FACT_DATE, 0, HUMAN_RESOURCES},
    [WAGE_ROWS] = {"wage_rows", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [SAME_WAGE_ROWS] = {"same_wage_rows", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [SAME_WAGE] = {"same_wage_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [COUNTER_CLAIMS] = {"counter_claims", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [SAME_ACCOUNT] = {"same_account", FACT_LIST, 0, HUMAN_RESOURCES},
    [ACCOUNT_NUMBER] = {"same_account.number", FACT_TEXT, 0, HUMAN_RESOURCES},
    [ACCOUNT_ITEM] = {"same_account.item", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [ACCOUNT_ON] = {"same_account.submitted_on", FACT_DATE, 0, HUMAN_RESOURCES},
    [SAME_PERSON] = {"same_person", FACT_LIST, 0, HUMAN_RESOURCES},
    [PERSON_NUMBER] = {"same_person.number", FACT_TEXT, 0, HUMAN_RESOURCES},
    [PERSON_ITEM] = {"same_person.item", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [PERSON_ON] = {"same_person.granted_on", FACT_DATE, 0, HUMAN_RESOURCES},
    [PERSON_AMOUNT] = {"same_person.amount_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [PERSON_IS_MEASURE] = {"same_person.is_same_measure", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [PERSON_IS_SUBJECT] = {"same_person.is_same_subject", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [PERSON_IS_PERIOD] = {"same_person.is_same_period", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [OTHER_INSURANCE] = {"other_insurance", FACT_LIST, 0, HUMAN_RESOURCES},
    [INSURANCE_UNIT] = {"other_insurance.uscc", FACT_TEXT, 0, HUMAN_RESOURCES},
    [INSURANCE_FROM] = {"other_insurance.from_date", FACT_DATE, 0, HUMAN_RESOURCES},
    [INSURANCE_MONTHS] = {"other_insurance.months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [LATE_PAYMENTS] = {"late_payments", FACT_LIST, 0, HUMAN_RESOURCES},
    [LATE_FROM] = {"late_payments.from_date", FACT_DATE, 0, HUMAN_RESOURCES},
    [LATE_MONTHS] = {"late_payments.months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [LATE_ON] = {"late_payments.paid_on", FACT_DATE, 0, HUMAN_RESOURCES},
    [OTHER_ROSTERS] = {"other_rosters", FACT_LIST, 0, HUMAN_RESOURCES},
    [ROSTER_NUMBER] = {"other_rosters.number", FACT_TEXT, 0, HUMAN_RESOURCES},
    [ROSTER_PERSONS] = {"other_rosters.persons", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

// Claims being filled, all at once: each fact is asked of all of them together.
typedef struct Filling {
    Tx *tx;
    Arena *arena;
    const FactClaim *claims;
    const Date *events; // that the subjects' keys name; DATE_ABSENT where one names none
    size_t count;
    Date on;
    FactRows *rows;
} Filling;

// One query for those of the claims that it concerns.
typedef struct Asked {
    size_t *turns;    // by claim: which of the queries, from 1; 0 = none
    size_t count;
    QueryRows *found; // by query
} Asked;

static Asked asked_new(const Filling *filling) {
    return (Asked){.turns = NEW_ARRAY(filling->arena, size_t, filling->count),
                   .found = NEW_ARRAY(filling->arena, QueryRows, filling->count)};
}

// A claim is asked about by the next query; returns its index.
static size_t asked_next(Asked *asked, size_t claim) {
    asked->turns[claim] = ++asked->count;
    return asked->count - 1;
}

static QueryRows asked_rows(const Asked *asked, size_t claim) {
    size_t turn = asked->turns[claim];
    return turn ? asked->found[turn - 1] : (QueryRows){0};
}

// A record of a list whose fields are the `count` columns behind it.
static FeelValue record_of(Arena *arena, int list, const FeelValue *values, size_t count) {
    FeelEntry *entries = NEW_ARRAY(arena, FeelEntry, count);
    for (size_t i = 0; i < count; i++) {
        entries[i] = (FeelEntry){str_from_c(columns[(size_t)list + 1 + i].name), values[i]};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, count}};
}
#define RECORD(arena, list, ...)                                                                  \
    record_of(arena, list, (FeelValue[]){__VA_ARGS__},                                            \
              sizeof((FeelValue[]){__VA_ARGS__}) / sizeof(FeelValue))

// ---- Whom it concerns ----

static bool put_people(const Filling *filling, Error *error) {
    FactClaimPersonIn *ins = NEW_ARRAY(filling->arena, FactClaimPersonIn, filling->count);
    Asked people = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        int64_t id = filling->claims[i].person_id;
        if (id != 0) ins[asked_next(&people, i)] = (FactClaimPersonIn){id, filling->on};
    }
    if (!fact_claim_person_each(filling->tx, ins, people.count, filling->arena, people.found,
                                error)) {
        return false;
    }
    for (size_t i = 0; i < filling->count; i++) {
        QueryRows found = asked_rows(&people, i);
        const FactClaimPersonRow *person = found.items;
        if (found.count == 0) continue;
        bool is_dead = person->deceased_on != DATE_ABSENT && person->deceased_on <= filling->on;
        filling->rows->subjects[i].id_number = person->id_number;
        fact_put_date(filling->rows, DECEASED_ON, i, is_dead ? person->deceased_on : DATE_ABSENT);
        fact_put_date(filling->rows, IN_PRISON_FROM, i, person->in_prison_from);
    }
    return true;
}

static bool put_posts(const Filling *filling, Error *error) {
    FactClaimPublicPostIn *ins = NEW_ARRAY(filling->arena, FactClaimPublicPostIn, filling->count);
    Asked posts = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        int64_t id = filling->claims[i].person_id;
        if (id != 0) ins[asked_next(&posts, i)] = (FactClaimPublicPostIn){id, filling->on};
    }
    if (!fact_claim_public_post_each(filling->tx, ins, posts.count, filling->arena, posts.found,
                                     error)) {
        return false;
    }
    for (size_t i = 0; i < filling->count; i++) {
        QueryRows found = asked_rows(&posts, i);
        const FactClaimPostRow *post = found.items;
        if (found.count == 0) continue;
        fact_put_text(filling->rows, PUBLIC_UNIT, i, post->employer_name);
        fact_put_date(filling->rows, PUBLIC_FROM, i, post->from_date);
    }
    return true;
}

static bool put_units(const Filling *filling, Error *error) {
    FactClaimUnitIn *ins = NEW_ARRAY(filling->arena, FactClaimUnitIn, filling->count);
    Asked units = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        Str uscc = filling->claims[i].uscc;
        if (!str_is_absent(uscc)) ins[asked_next(&units, i)].uscc = uscc;
    }
    if (!fact_claim_unit_each(filling->tx, ins, units.count, filling->arena, units.found, error)) {
        return false;
    }
    for (size_t i = 0; i < filling->count; i++) {
        QueryRows found = asked_rows(&units, i);
        const FactClaimUnitRow *unit = found.items;
        bool is_seen = found.count > 0 && (unit->status_date == DATE_ABSENT ||
                                           unit->status_date <= filling->on);
        if (!is_seen) continue;
        fact_put_text(filling->rows, UNIT_STATUS, i, unit->status);
        fact_put_date(filling->rows, UNIT_STATUS_ON, i, unit->status_date);
    }
    return true;
}

// ---- What others and they themselves have ----

static bool put_same_account(const Filling *filling, Error *error) {
    FactClaimSameAccountIn *ins =
        NEW_ARRAY(filling->arena, FactClaimSameAccountIn, filling->count);
    Asked asked = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        if (str_is_empty(claim->account_number)) continue;
        ins[asked_next(&asked, i)] =
            (FactClaimSameAccountIn){claim->account_number, claim->payee_key, filling->on,
                                     claim->pays_lender};
    }
    if (!fact_claim_same_account_each(filling->tx, ins, asked.count, filling->arena, asked.found,
                                      error)) {
        return false;
    }
    for (size_t row = 0; row < filling->count; row++) {
        QueryRows found = asked_rows(&asked, row);
        const FactClaimOtherRow *others = found.items;
        FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, found.count);
        for (size_t i = 0; i < found.count; i++) {
            items[i] = RECORD(filling->arena, SAME_ACCOUNT, feel_string(others[i].number),
                              feel_int(others[i].policy_number),
                              feel_date(others[i].submitted_on));
        }
        fact_put_value(filling->rows, SAME_ACCOUNT, row, feel_list(items, found.count));
    }
    return true;
}

static FeelValue grant_record(const Filling *filling, const FactClaim *claim,
                              const FactClaimGrantRow *grant) {
    Str number = str_is_absent(grant->claim_number) ? STR(ELSEWHERE) : grant->claim_number;
    bool is_subject = str_equal(grant->subject_kind, claim->subject_kind) &&
                      str_equal(grant->subject_key, claim->subject_key);
    return RECORD(filling->arena, SAME_PERSON, feel_string(number), feel_int(grant->policy_number),
                  feel_date(grant->granted_on), feel_int(grant->amount_fen),
                  feel_boolean(str_equal(grant->measure, claim->measure)),
                  feel_boolean(is_subject),
                  feel_boolean(str_equal(grant->period, claim->period)));
}

static bool put_same_person(const Filling *filling, Error *error) {
    FactClaimGrantsIn *ins = NEW_ARRAY(filling->arena, FactClaimGrantsIn, filling->count);
    Asked asked = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        ins[asked_next(&asked, i)] = (FactClaimGrantsIn){
            {claim->person_id != 0, claim->person_id}, claim->uscc, claim->number, filling->on};
    }
    if (!fact_claim_grants_each(filling->tx, ins, asked.count, filling->arena, asked.found,
                                error)) {
        return false;
    }
    for (size_t row = 0; row < filling->count; row++) {
        QueryRows found = asked_rows(&asked, row);
        const FactClaimGrantRow *grants = found.items;
        FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, found.count);
        for (size_t i = 0; i < found.count; i++) {
            items[i] = grant_record(filling, &filling->claims[row], &grants[i]);
        }
        fact_put_value(filling->rows, SAME_PERSON, row, feel_list(items, found.count));
    }
    return true;
}

// ---- Insurance ----

// Of one who was taken on: since when with this unit, and with which others since the event.
static void put_insured(const Filling *filling, size_t row, const QueryRows *found) {
    const FactClaimInsuranceRow *rows = found->items;
    FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, found->count);
    size_t count = 0;
    Date insured_from = DATE_ABSENT;
    for (size_t i = 0; i < found->count; i++) {
        if (str_equal(rows[i].employer_uscc, filling->claims[row].uscc)) {
            if (insured_from == DATE_ABSENT) insured_from = rows[i].from_date;
            continue;
        }
        Stretches both = {0};
        stretch_add(filling->arena, &both, rows[i].from_date, rows[i].to_date,
                    (Stretch){filling->events[row], filling->on});
        items[count++] =
            RECORD(filling->arena, OTHER_INSURANCE, feel_string(rows[i].employer_uscc),
                   feel_date(rows[i].from_date), feel_int(stretches_full_months(&both)));
    }
    fact_put_date(filling->rows, INSURED_FROM, row, insured_from);
    fact_put_value(filling->rows, OTHER_INSURANCE, row, feel_list(items, count));
}

// Whether the claim is for somebody whom a unit took on.
static bool is_of_insured(const Filling *filling, size_t row) {
    const FactClaim *claim = &filling->claims[row];
    return claim->person_id != 0 && !str_is_absent(claim->uscc) &&
           filling->events[row] != DATE_ABSENT;
}

static bool put_insurance(const Filling *filling, Error *error) {
    FactClaimInsuranceIn *ins = NEW_ARRAY(filling->arena, FactClaimInsuranceIn, filling->count);
    Asked asked = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        if (!is_of_insured(filling, i)) continue;
        ins[asked_next(&asked, i)] =
            (FactClaimInsuranceIn){claim->person_id, filling->events[i], filling->on};
    }
    if (!fact_claim_insurance_each(filling->tx, ins, asked.count, filling->arena, asked.found,
                                   error)) {
        return false;
    }
    for (size_t i = 0; i < filling->count; i++) {
        QueryRows found = asked_rows(&asked, i);
        put_insured(filling, i, &found);
    }
    return true;
}

static bool put_late_payments(const Filling *filling, Error *error) {
    FactClaimLatePaymentsIn *ins =
        NEW_ARRAY(filling->arena, FactClaimLatePaymentsIn, filling->count);
    Asked asked = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        if (!is_of_insured(filling, i)) continue;
        ins[asked_next(&asked, i)] = (FactClaimLatePaymentsIn){claim->person_id, claim->uscc,
                                                               filling->events[i], filling->on};
    }
    if (!fact_claim_late_payments_each(filling->tx, ins, asked.count, filling->arena, asked.found,
                                       error)) {
        return false;
    }
    for (size_t row = 0; row < filling->count; row++) {
        QueryRows found = asked_rows(&asked, row);
        const FactClaimLateRow *late = found.items;
        FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, found.count);
        for (size_t i = 0; i < found.count; i++) {
            int64_t months = date_full_months(late[i].from_date, late[i].to_date);
            items[i] = RECORD(filling->arena, LATE_PAYMENTS, feel_date(late[i].from_date),
                              feel_int(months), feel_date(late[i].paid_on));
        }
        fact_put_value(filling->rows, LATE_PAYMENTS, row, feel_list(items, found.count));
    }
    return true;
}

// ---- Rosters, wages, the counter ----

static bool is_roster(const FactClaim *claim) {
    return str_equal(claim->subject_kind, STR("roster"));
}

static bool put_overlaps(const Filling *filling, Error *error) {
    FactClaimOverlapsIn *ins = NEW_ARRAY(filling->arena, FactClaimOverlapsIn, filling->count);
    Asked asked = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        if (is_roster(claim)) ins[asked_next(&asked, i)].batch_number = claim->subject_key;
    }
    if (!fact_claim_overlaps_each(filling->tx, ins, asked.count, filling->arena, asked.found,
                                  error)) {
        return false;
    }
    for (size_t row = 0; row < filling->count; row++) {
        QueryRows found = asked_rows(&asked, row);
        const FactClaimOverlapRow *overlaps = found.items;
        FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, found.count);
        for (size_t i = 0; i < found.count; i++) {
            items[i] = RECORD(filling->arena, OTHER_ROSTERS,
                              feel_string(overlaps[i].batch_number),
                              feel_int(overlaps[i].persons));
        }
        fact_put_value(filling->rows, OTHER_ROSTERS, row, feel_list(items, found.count));
    }
    return true;
}

static void put_wage_rows(const Filling *filling, size_t row, const QueryRows *found) {
    const FactClaimWageRow *wages = found->items;
    int64_t total = 0;
    for (size_t i = 0; i < found->count; i++) total += wages[i].persons;
    fact_put_int(filling->rows, WAGE_ROWS, row, total);
    fact_put_int(filling->rows, SAME_WAGE_ROWS, row, total ? wages[0].persons : 0);
    fact_put_int(filling->rows, SAME_WAGE, row, total ? wages[0].wage_fen : 0);
}

// The hires of a unit have one answer; they stand side by side.
static size_t hire_turn(Asked *hires, const FactClaimHireWagesIn *ins, const FactClaim *claim,
                        size_t row) {
    const FactClaimHireWagesIn *last = hires->count ? &ins[hires->count - 1] : NULL;
    bool is_same = last && str_equal(last->uscc, claim->uscc) &&
                   str_equal(last->measure, claim->measure);
    if (!is_same) return asked_next(hires, row);
    hires->turns[row] = hires->count;
    return hires->count - 1;
}

static bool put_wages(const Filling *filling, Error *error) {
    FactClaimRosterWagesIn *roster_ins =
        NEW_ARRAY(filling->arena, FactClaimRosterWagesIn, filling->count);
    FactClaimHireWagesIn *hire_ins =
        NEW_ARRAY(filling->arena, FactClaimHireWagesIn, filling->count);
    Asked rosters = asked_new(filling), hires = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        if (is_roster(claim)) {
            roster_ins[asked_next(&rosters, i)].batch_number = claim->subject_key;
        } else if (str_equal(claim->subject_kind, STR("hire"))) {
            hire_ins[hire_turn(&hires, hire_ins, claim, i)] =
                (FactClaimHireWagesIn){claim->uscc, claim->measure, filling->on};
        }
    }
    if (!fact_claim_roster_wages_each(filling->tx, roster_ins, rosters.count, filling->arena,
                                      rosters.found, error) ||
        !fact_claim_hire_wages_each(filling->tx, hire_ins, hires.count, filling->arena,
                                    hires.found, error)) {
        return false;
    }
    for (size_t i = 0; i < filling->count; i++) {
        QueryRows found = asked_rows(is_roster(&filling->claims[i]) ? &rosters : &hires, i);
        put_wage_rows(filling, i, &found);
    }
    return true;
}

static bool put_counter(const Filling *filling, Error *error) {
    FactClaimEnteredIn *ins = NEW_ARRAY(filling->arena, FactClaimEnteredIn, filling->count);
    Asked asked = asked_new(filling);
    for (size_t i = 0; i < filling->count; i++) {
        const FactClaim *claim = &filling->claims[i];
        if (claim->entered_by == 0) continue;
        ins[asked_next(&asked, i)] = (FactClaimEnteredIn){claim->entered_by, claim->submitted_on};
    }
    if (!fact_claim_entered_each(filling->tx, ins, asked.count, filling->arena, asked.found,
                                 error)) {
        return false;
    }
    for (size_t i = 0; i < filling->count; i++) {
        QueryRows found = asked_rows(&asked, i);
        const FactClaimCountRow *entered = found.items;
        fact_put_int(filling->rows, COUNTER_CLAIMS, i, found.count ? entered->count : 0);
    }
    return true;
}

// ---- A claim ----

// The day in a key such as "uscc:id_number:2023-07-01".
static Date event_of(Str subject_key) {
    Str rest = subject_key;
    Date date;
    (void)str_cut(&rest, ':');
    if (str_is_absent(rest)) return DATE_ABSENT;
    (void)str_cut(&rest, ':');
    return !str_is_absent(rest) && date_from_str(rest, &date) ? date : DATE_ABSENT;
}

static void put_claim(const Filling *filling, size_t row) {
    const FactClaim *claim = &filling->claims[row];
    FactRows *rows = filling->rows;
    Str key = str_is_absent(claim->number) ? claim->subject_key : claim->number;
    rows->subjects[row] = (FactSubject){.key = key, .label = key,
                                        .division_code = claim->division_code,
                                        .person_id = claim->person_id, .uscc = claim->uscc,
                                        .event = DATE_ABSENT};
    fact_put_text(rows, NUMBER, row, claim->number);
    fact_put_int(rows, ITEM, row, claim->policy_number);
    fact_put_text(rows, MEASURE, row, claim->measure);
    fact_put_text(rows, SUBJECT, row, claim->subject_kind);
    fact_put_text(rows, PERIOD, row, claim->period);
    fact_put_text(rows, DIVISION, row, claim->division_code);
    fact_put_text(rows, CHANNEL, row, claim->channel);
    fact_put_int(rows, AMOUNT, row, claim->amount_fen);
    fact_put_date(rows, SUBMITTED_ON, row, claim->submitted_on);
    fact_put_date(rows, EVENT_ON, row, filling->events[row]);
}

static bool fill_all(Tx *tx, const FactClaim *claims, size_t count, Date on, FactRows *rows,
                     Error *error) {
    Date *events = NEW_ARRAY(rows->arena, Date, count);
    Filling filling = {.tx = tx, .arena = rows->arena, .claims = claims, .events = events,
                       .count = count, .on = on, .rows = rows};
    fact_rows_begin(rows, count);
    for (size_t i = 0; i < count; i++) {
        events[i] = event_of(claims[i].subject_key);
        put_claim(&filling, i);
    }
    return put_people(&filling, error) && put_posts(&filling, error) &&
           put_units(&filling, error) && put_same_account(&filling, error) &&
           put_same_person(&filling, error) && put_insurance(&filling, error) &&
           put_late_payments(&filling, error) && put_overlaps(&filling, error) &&
           put_wages(&filling, error) && put_counter(&filling, error);
}

bool fact_claim_rows(Tx *tx, const FactClaim *claims, size_t count, Date on, Arena *arena,
                     FactRows *rows, Error *error) {
    *rows = (FactRows){.view = &fact_claim_view, .arena = arena};
    return fill_all(tx, claims, count, on, rows, error);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactClaimRows read;
    FactClaimPageIn in = {range->first, range->last, range->division_prefix,
                          (int64_t)range->limit};
    if (!fact_claim_page(tx, &in, rows->arena, &read, error)) return false;
    FactClaim *claims = NEW_ARRAY(rows->arena, FactClaim, read.count);
    for (size_t i = 0; i < read.count; i++) claims[i] = fact_claim_of_row(&read.items[i]);
    return fill_all(tx, claims, read.count, range->on, rows, error);
}

// What was granted otherwise is a list of the view itself.
static bool no_grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *grants,
                      Error *error) {
    (void)tx, (void)range, (void)arena, (void)grants, (void)error;
    return true;
}

// Nobody owns a claim as a subject: no measure is for claims.
static bool no_keys(Tx *tx, const FactOwner *owner, Arena *arena, FactKeys *keys, Error *error) {
    (void)tx, (void)owner, (void)arena, (void)keys, (void)error;
    return true;
}

const FactView fact_claim_view = {
    .name = "claim", .keying = FACT_KEY_LISTED, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load, .grants = no_grants,
    .list = no_keys};
