// SPDX-License-Identifier: Apache-2.0
#include "publish/fact_claim.h"

#include "publish/fact_claim.sql.h"
#include "publish/stretch.h"
#include "publish/view.h"

#define ELSEWHERE "平台外" // an entitlement that no claim of this platform brought

// A list stands before its fields, which are never filled themselves.
enum {
    NUMBER, ITEM, MEASURE, SUBJECT, PERIOD, DIVISION, CHANNEL, AMOUNT, SUBMITTED_ON, EVENT_ON,
    DECEASED_ON, PUBLIC_UNIT, PUBLIC_FROM, UNIT_STATUS, UNIT_STATUS_ON, INSURED_FROM,
    WAGE_ROWS, SAME_WAGE_ROWS, SAME_WAGE, COUNTER_CLAIMS,
    SAME_ACCOUNT, ACCOUNT_NUMBER, ACCOUNT_ITEM, ACCOUNT_ON,
    SAME_PERSON, PERSON_NUMBER, PERSON_ITEM, PERSON_ON, PERSON_AMOUNT, PERSON_IS_MEASURE,
    PERSON_IS_SUBJECT, PERSON_IS_PERIOD,
    OTHER_INSURANCE, INSURANCE_UNIT, INSURANCE_FROM, INSURANCE_MONTHS,
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
    [OTHER_ROSTERS] = {"other_rosters", FACT_LIST, 0, HUMAN_RESOURCES},
    [ROSTER_NUMBER] = {"other_rosters.number", FACT_TEXT, 0, HUMAN_RESOURCES},
    [ROSTER_PERSONS] = {"other_rosters.persons", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

// One claim being filled.
typedef struct Filling {
    Tx *tx;
    Arena *arena;
    const FactClaim *claim;
    Date on;
    Date event; // that the subject's key names; DATE_ABSENT when it names none
    FactRows *rows;
    size_t row;
} Filling;

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

static bool put_person(const Filling *filling, FactSubject *subject, Error *error) {
    FactClaimPersonRow person;
    FactClaimPostRow post;
    bool is_found, has_post;
    int64_t id = filling->claim->person_id;
    if (id == 0) return true;
    if (!fact_claim_person(filling->tx, &(FactClaimPersonIn){id}, filling->arena, &person,
                           &is_found, error) ||
        !fact_claim_public_post(filling->tx, &(FactClaimPublicPostIn){id, filling->on},
                                filling->arena, &post, &has_post, error)) {
        return false;
    }
    if (is_found) {
        bool is_dead = person.deceased_on != DATE_ABSENT && person.deceased_on <= filling->on;
        subject->id_number = person.id_number;
        fact_put_date(filling->rows, DECEASED_ON, filling->row,
                      is_dead ? person.deceased_on : DATE_ABSENT);
    }
    if (has_post) {
        fact_put_text(filling->rows, PUBLIC_UNIT, filling->row, post.employer_name);
        fact_put_date(filling->rows, PUBLIC_FROM, filling->row, post.from_date);
    }
    return true;
}

static bool put_unit(const Filling *filling, Error *error) {
    FactClaimUnitRow unit;
    bool is_found;
    if (str_is_absent(filling->claim->uscc)) return true;
    if (!fact_claim_unit(filling->tx, &(FactClaimUnitIn){filling->claim->uscc}, filling->arena,
                         &unit, &is_found, error)) {
        return false;
    }
    bool is_seen = is_found && (unit.status_date == DATE_ABSENT || unit.status_date <= filling->on);
    if (!is_seen) return true;
    fact_put_text(filling->rows, UNIT_STATUS, filling->row, unit.status);
    fact_put_date(filling->rows, UNIT_STATUS_ON, filling->row, unit.status_date);
    return true;
}

// ---- What others and they themselves have ----

static bool put_same_account(const Filling *filling, Error *error) {
    const FactClaim *claim = filling->claim;
    FactClaimOtherRows others = {0};
    if (!str_is_empty(claim->account_number) &&
        !fact_claim_same_account(filling->tx,
                                 &(FactClaimSameAccountIn){claim->account_number, claim->payee_key,
                                                           filling->on, claim->pays_lender},
                                 filling->arena, &others, error)) {
        return false;
    }
    FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, others.count);
    for (size_t i = 0; i < others.count; i++) {
        const FactClaimOtherRow *other = &others.items[i];
        items[i] = RECORD(filling->arena, SAME_ACCOUNT, feel_string(other->number),
                          feel_int(other->policy_number), feel_date(other->submitted_on));
    }
    fact_put_value(filling->rows, SAME_ACCOUNT, filling->row, feel_list(items, others.count));
    return true;
}

static bool put_same_person(const Filling *filling, Error *error) {
    const FactClaim *claim = filling->claim;
    FactClaimGrantRows grants = {0};
    FactClaimGrantsIn in = {{claim->person_id != 0, claim->person_id}, claim->uscc, claim->number,
                            filling->on};
    if (!fact_claim_grants(filling->tx, &in, filling->arena, &grants, error)) return false;
    FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, grants.count);
    for (size_t i = 0; i < grants.count; i++) {
        const FactClaimGrantRow *grant = &grants.items[i];
        Str number = str_is_absent(grant->claim_number) ? STR(ELSEWHERE) : grant->claim_number;
        bool is_subject = str_equal(grant->subject_kind, claim->subject_kind) &&
                          str_equal(grant->subject_key, claim->subject_key);
        items[i] = RECORD(filling->arena, SAME_PERSON, feel_string(number),
                          feel_int(grant->policy_number), feel_date(grant->granted_on),
                          feel_int(grant->amount_fen),
                          feel_boolean(str_equal(grant->measure, claim->measure)),
                          feel_boolean(is_subject),
                          feel_boolean(str_equal(grant->period, claim->period)));
    }
    fact_put_value(filling->rows, SAME_PERSON, filling->row, feel_list(items, grants.count));
    return true;
}

// ---- Insurance ----

// Of one who was taken on: since when with this unit, and with which others since the event.
static bool put_insurance(const Filling *filling, Error *error) {
    const FactClaim *claim = filling->claim;
    FactClaimInsuranceRows rows = {0};
    Date since = filling->event;
    bool is_hired = claim->person_id != 0 && !str_is_absent(claim->uscc) && since != DATE_ABSENT;
    if (is_hired &&
        !fact_claim_insurance(filling->tx,
                              &(FactClaimInsuranceIn){claim->person_id, since, filling->on},
                              filling->arena, &rows, error)) {
        return false;
    }
    FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, rows.count);
    size_t count = 0;
    Date insured_from = DATE_ABSENT;
    for (size_t i = 0; i < rows.count; i++) {
        const FactClaimInsuranceRow *row = &rows.items[i];
        if (str_equal(row->employer_uscc, claim->uscc)) {
            if (insured_from == DATE_ABSENT) insured_from = row->from_date;
            continue;
        }
        Stretches both = {0};
        stretch_add(filling->arena, &both, row->from_date, row->to_date,
                    (Stretch){since, filling->on});
        items[count++] = RECORD(filling->arena, OTHER_INSURANCE, feel_string(row->employer_uscc),
                                feel_date(row->from_date), feel_int(stretches_full_months(&both)));
    }
    fact_put_date(filling->rows, INSURED_FROM, filling->row, insured_from);
    fact_put_value(filling->rows, OTHER_INSURANCE, filling->row, feel_list(items, count));
    return true;
}

// ---- Rosters, wages, the counter ----

static bool put_overlaps(const Filling *filling, Error *error) {
    FactClaimOverlapRows overlaps = {0};
    bool is_roster = str_equal(filling->claim->subject_kind, STR("roster"));
    if (is_roster &&
        !fact_claim_overlaps(filling->tx, &(FactClaimOverlapsIn){filling->claim->subject_key},
                             filling->arena, &overlaps, error)) {
        return false;
    }
    FeelValue *items = NEW_ARRAY(filling->arena, FeelValue, overlaps.count);
    for (size_t i = 0; i < overlaps.count; i++) {
        items[i] = RECORD(filling->arena, OTHER_ROSTERS,
                          feel_string(overlaps.items[i].batch_number),
                          feel_int(overlaps.items[i].persons));
    }
    fact_put_value(filling->rows, OTHER_ROSTERS, filling->row, feel_list(items, overlaps.count));
    return true;
}

static bool put_wages(const Filling *filling, Error *error) {
    const FactClaim *claim = filling->claim;
    FactClaimWageRows wages = {0};
    bool is_roster = str_equal(claim->subject_kind, STR("roster"));
    bool is_hire = str_equal(claim->subject_kind, STR("hire"));
    if (is_roster &&
        !fact_claim_roster_wages(filling->tx, &(FactClaimRosterWagesIn){claim->subject_key},
                                 filling->arena, &wages, error)) {
        return false;
    }
    if (is_hire &&
        !fact_claim_hire_wages(filling->tx,
                               &(FactClaimHireWagesIn){claim->uscc, claim->measure, filling->on},
                               filling->arena, &wages, error)) {
        return false;
    }
    int64_t total = 0;
    for (size_t i = 0; i < wages.count; i++) total += wages.items[i].persons;
    fact_put_int(filling->rows, WAGE_ROWS, filling->row, total);
    fact_put_int(filling->rows, SAME_WAGE_ROWS, filling->row, total ? wages.items[0].persons : 0);
    fact_put_int(filling->rows, SAME_WAGE, filling->row, total ? wages.items[0].wage_fen : 0);
    return true;
}

static bool put_counter(const Filling *filling, Error *error) {
    const FactClaim *claim = filling->claim;
    FactClaimCountRow entered = {0};
    if (claim->entered_by != 0 &&
        !fact_claim_entered(filling->tx,
                            &(FactClaimEnteredIn){claim->entered_by, claim->submitted_on},
                            filling->arena, &entered, error)) {
        return false;
    }
    fact_put_int(filling->rows, COUNTER_CLAIMS, filling->row, entered.count);
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

static void put_claim(const Filling *filling) {
    const FactClaim *claim = filling->claim;
    FactRows *rows = filling->rows;
    size_t row = filling->row;
    fact_put_text(rows, NUMBER, row, claim->number);
    fact_put_int(rows, ITEM, row, claim->policy_number);
    fact_put_text(rows, MEASURE, row, claim->measure);
    fact_put_text(rows, SUBJECT, row, claim->subject_kind);
    fact_put_text(rows, PERIOD, row, claim->period);
    fact_put_text(rows, DIVISION, row, claim->division_code);
    fact_put_text(rows, CHANNEL, row, claim->channel);
    fact_put_int(rows, AMOUNT, row, claim->amount_fen);
    fact_put_date(rows, SUBMITTED_ON, row, claim->submitted_on);
    fact_put_date(rows, EVENT_ON, row, filling->event);
}

static bool fill(Filling *filling, Error *error) {
    const FactClaim *claim = filling->claim;
    FactSubject *subject = &filling->rows->subjects[filling->row];
    Str key = str_is_absent(claim->number) ? claim->subject_key : claim->number;
    *subject = (FactSubject){.key = key, .label = key, .division_code = claim->division_code,
                             .person_id = claim->person_id, .uscc = claim->uscc,
                             .event = DATE_ABSENT};
    filling->event = event_of(claim->subject_key);
    put_claim(filling);
    return put_person(filling, subject, error) && put_unit(filling, error) &&
           put_same_account(filling, error) && put_same_person(filling, error) &&
           put_insurance(filling, error) && put_overlaps(filling, error) &&
           put_wages(filling, error) && put_counter(filling, error);
}

static bool fill_all(Tx *tx, const FactClaim *claims, size_t count, Date on, FactRows *rows,
                     Error *error) {
    fact_rows_begin(rows, count);
    for (size_t i = 0; i < count; i++) {
        Filling filling = {.tx = tx, .arena = rows->arena, .claim = &claims[i], .on = on,
                           .rows = rows, .row = i};
        if (!fill(&filling, error)) return false;
    }
    return true;
}

bool fact_claim_rows(Tx *tx, const FactClaim *claims, size_t count, Date on, Arena *arena,
                     FactRows *rows, Error *error) {
    *rows = (FactRows){.view = &fact_claim_view, .arena = arena};
    return fill_all(tx, claims, count, on, rows, error);
}

static FactClaim claim_of(const FactClaimRow *row) {
    return (FactClaim){.number = row->number,
                       .policy_number = row->policy_number,
                       .measure = row->measure,
                       .subject_kind = row->subject_kind,
                       .subject_key = row->subject_key,
                       .period = row->period,
                       .person_id = row->person_id.present ? row->person_id.value : 0,
                       .uscc = row->uscc,
                       .payee_key = row->payee_key,
                       .account_number = row->account_number,
                       .pays_lender = row->pays_lender,
                       .division_code = row->division_code,
                       .channel = row->channel,
                       .amount_fen = row->amount_fen,
                       .submitted_on = row->submitted_on,
                       .entered_by = row->entered_by.present ? row->entered_by.value : 0};
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactClaimRows read;
    FactClaimPageIn in = {range->first, range->last, range->division_prefix,
                          (int64_t)range->limit};
    if (!fact_claim_page(tx, &in, rows->arena, &read, error)) return false;
    FactClaim *claims = NEW_ARRAY(rows->arena, FactClaim, read.count);
    for (size_t i = 0; i < read.count; i++) claims[i] = claim_of(&read.items[i]);
    return fill_all(tx, claims, read.count, range->on, rows, error);
}

bool fact_claim_find(Tx *tx, Str number, Arena *arena, FactClaim *claim, Error *error) {
    FactClaimRows rows;
    FactClaimPageIn in = {number, number, STR(""), 1};
    if (!fact_claim_page(tx, &in, arena, &rows, error)) return false;
    if (rows.count == 0) {
        return error_set(error, ERROR_NOT_FOUND, "没有申请 %.*s", STR_ARG(number));
    }
    *claim = claim_of(&rows.items[0]);
    return true;
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
