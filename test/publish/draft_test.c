// SPDX-License-Identifier: Apache-2.0
// Protects: a draft becomes a version only when it is free of faults, its cost was looked at and
// somebody else approves; running catalogues take the version up, and every step is in the log.
// A rule goes the same way: a risk rule is tried on the claims that are still to be assessed.
#include "doubts.h"

#include "../fund/raw.h"
#include "policy/template.h"
#include "publish/draft.h"
#include "publish/reading.h"
#include "publish/renew.h"
#include "publish/simulation.h"

#define NOW_MS INT64_C(1697414400000)

typedef struct Office {
    Population city;
    Error error; // of the last call
    Draft draft; // that it brought
} Office;

static Actor actor_of(int64_t account_id, const char *name) {
    return (Actor){.account_id = account_id,
                   .role = ROLE_CITY_HRSS,
                   .display_name = str_from_c(name),
                   .scope = {.division_prefix = STR("")},
                   .today = today(),
                   .now_ms = NOW_MS};
}
static Actor author(void) { return actor_of(71, "甲"); }
static Actor approver(void) { return actor_of(72, "乙"); }

typedef struct Call {
    Actor actor;
    DraftBegin begin;
    DraftChange change;
    Str number, reason;
    const Draft *draft;
    Date on;
    SimulationTrial trial;
} Call;

static bool run_begin(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return draft_begin(tx, &call->actor, &call->begin, arena, out, error);
}
static bool run_change(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return draft_change(tx, &call->actor, &call->change, arena, out, error);
}
static bool run_reject(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return draft_reject(tx, &call->actor, call->number, call->reason, arena, error) &&
           draft_find(tx, call->number, arena, out, error);
}
static bool run_withdraw(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return draft_withdraw(tx, &call->actor, call->number, arena, error) &&
           draft_find(tx, call->number, arena, out, error);
}
static bool run_ask(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    (void)out;
    return simulation_ask_draft(tx, &call->actor, call->draft, call->on, arena, error);
}
static bool run_simulation(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const int64_t *id = in;
    bool found;
    return simulation_of_draft(tx, *id, arena, out, &found, error) && found;
}

static bool act(Office *office, StoreFunction *function, const Call *call) {
    office->error = (Error){0};
    return store_write(office->city.store, function, call, &office->draft, &office->city.arena,
                       &office->error);
}

static Str file_now(Office *office, const char *name) {
    PackFiles files;
    assert_true(pack_files_embedded(&office->city.arena, &files));
    for (size_t i = 0; i < files.count; i++) {
        if (str_equal(files.items[i].name, str_from_c(name))) return files.items[i].content;
    }
    fail_msg("no file %s", name);
    return STR("");
}

static Str with(Office *office, Str text, const char *from, const char *to) {
    size_t at = str_find(text, str_from_c(from), 0);
    assert_true(at != SIZE_MAX);
    return str_format(&office->city.arena, "%.*s%s%.*s", STR_ARG(str_slice(text, 0, at)), to,
                      STR_ARG(str_slice(text, at + strlen(from), text.length)));
}

#define GRANT "07-expansion-grant.md"

static void begin(Office *office, Str content) {
    Call call = {.actor = author(),
                 .begin = {DRAFT_EDIT, STR(GRANT), 7, STR("一次性扩岗补助"),
                           file_now(office, GRANT), content}};
    assert_ok(act(office, run_begin, &call), office->error);
}

// A grant of 1,400 yuan, its examples with it.
static Str lower_grant(Office *office) {
    Str text = file_now(office, GRANT);
    for (size_t at; (at = str_find(text, STR("true | 150000"), 0)) != SIZE_MAX;) {
        text = with(office, text, "true | 150000", "true | 140000");
    }
    return with(office, text, "| rate_fen | 150000 |", "| rate_fen | 140000 |");
}

static bool run_once(Office *office, const _Atomic bool *stops) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, today());
    JobKind kind = simulation_job(office->city.catalogue);
    JobRun run = {office->city.store, &clock, &kind, .stops = stops};
    bool ran;
    assert_ok(job_run_next(&run, &ran, &office->error), office->error);
    return ran;
}

static void preview(Office *office) {
    Call call = {.actor = author(), .draft = &office->draft, .on = today()};
    Draft kept = office->draft;
    assert_ok(act(office, run_ask, &call), office->error);
    office->draft = kept;
    assert_true(run_once(office, NULL));
    assert_false(run_once(office, NULL));
}

static Simulation simulation_now(Office *office) {
    Simulation simulation = {0};
    assert_ok(store_read(office->city.store, run_simulation, &office->draft.id, &simulation,
                         &office->city.arena, &office->error),
              office->error);
    return simulation;
}

static bool submit(Office *office, Actor actor, Date effective_on) {
    DraftSubmit in = {office->draft.number, effective_on, STR("请审")};
    office->error = (Error){0};
    return draft_submit(office->city.store, &actor, &in, &office->city.arena, &office->error);
}

static bool publish(Office *office, Actor actor, Version *version) {
    office->error = (Error){0};
    return draft_publish(office->city.store, &actor, office->draft.number, &office->city.arena,
                         version, &office->error);
}

static Office office_open(void **state) {
    return (Office){.city = population_open(state)};
}

#define assert_code(office, condition, expected)                                                  \
    do {                                                                                          \
        assert_false(condition);                                                                  \
        assert_string_equal((office)->error.code, expected);                                      \
    } while (0)

// ---- The whole way ----

static bool count_audit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return published_count(tx, NULL, arena, out, error);
}

static void test_draft__becomes_a_version_by_two_people(void **state) {
    Office office = office_open(state);
    Version version;
    begin(&office, lower_grant(&office));
    assert_true(str_equal(office.draft.number, STR("CG-2023-0001")));
    assert_code(&office, submit(&office, author(), today()), "NO_PREVIEW");
    preview(&office);
    Simulation simulation = simulation_now(&office);
    assert_int_equal(simulation.state, JOB_DONE);
    SimulatedCount sum = simulated_sum(&simulation.counts, 7);
    assert_true(sum.before_count > 0);
    assert_int_equal(sum.lost_fen, sum.before_count * 10000);
    assert_false(submit(&office, approver(), today())); // not the author
    assert_int_equal(office.error.kind, ERROR_FORBIDDEN);
    assert_code(&office, submit(&office, author(), today() - 1), "EFFECT_TOO_EARLY");
    assert_code(&office, publish(&office, approver(), &version), "WRONG_STATE");
    assert_ok(submit(&office, author(), today()), office.error);
    assert_code(&office, publish(&office, author(), &version), "SAME_PERSON");
    assert_ok(publish(&office, approver(), &version), office.error);
    const Pack *before = catalogue_pack(office.city.catalogue);
    assert_ok(catalogue_refresh(office.city.catalogue, today(), &office.error), office.error);
    const Pack *after = catalogue_pack(office.city.catalogue);
    assert_ptr_not_equal(before, after);
    assert_true(str_equal(version.hash, str_from_c(after->hash)));
    assert_code(&office, publish(&office, approver(), &version), "DRAFT_OUTDATED");
    PublishedCountRow row;
    assert_ok(store_read(office.city.store, count_audit, NULL, &row, &office.city.arena,
                         &office.error),
              office.error);
    assert_int_equal(row.versions, 2);
    population_close(&office.city);
}

static void test_draft__with_a_fault_is_not_submitted(void **state) {
    Office office = office_open(state);
    begin(&office, with(&office, lower_grant(&office), "| rate_fen | 140000 |",
                        "| rate_fen | 160000 |"));
    DraftCheck check;
    assert_ok(draft_check(office.city.store, &office.draft, true, &office.city.arena, &check,
                          &office.error),
              office.error);
    assert_true(diagnostics_has_errors(&check.diagnostics));
    assert_false(check.is_outdated);
    assert_code(&office, submit(&office, author(), today()), "DRAFT_FAULTY");
    preview(&office);
    Simulation simulation = simulation_now(&office);
    assert_int_equal(simulation.state, JOB_FAILED);
    assert_true(simulation.message.length > 0);
    population_close(&office.city);
}

static void test_draft__is_changed_by_its_author_alone(void **state) {
    Office office = office_open(state);
    begin(&office, lower_grant(&office));
    Str number = office.draft.number;
    Call call = {.actor = author(), .change = {number, 1, STR("x\r\ny")}};
    assert_ok(act(&office, run_change, &call), office.error);
    assert_int_equal(office.draft.revision, 2);
    assert_true(str_equal(office.draft.content, STR("x\ny\n")));
    assert_code(&office, act(&office, run_change, &call), "DRAFT_CHANGED"); // an old window
    call.change.revision = 2;
    call.actor = approver();
    assert_false(act(&office, run_change, &call));
    assert_int_equal(office.error.kind, ERROR_FORBIDDEN);
    call.actor = author();
    call.change.content = lower_grant(&office);
    assert_ok(act(&office, run_change, &call), office.error);
    preview(&office);
    call.change.revision = 3;
    assert_ok(act(&office, run_change, &call), office.error);
    assert_code(&office, submit(&office, author(), today()), "NO_PREVIEW"); // of the draft before
    population_close(&office.city);
}

static void test_draft__goes_back_with_a_reason(void **state) {
    Office office = office_open(state);
    begin(&office, lower_grant(&office));
    preview(&office);
    assert_ok(submit(&office, author(), today()), office.error);
    Call call = {.actor = approver(), .number = office.draft.number, .reason = STR("  ")};
    assert_false(act(&office, run_reject, &call));
    assert_int_equal(office.error.kind, ERROR_INVALID);
    call.reason = STR("依据的文件还没有印发");
    call.actor = author();
    assert_code(&office, act(&office, run_reject, &call), "SAME_PERSON");
    call.actor = approver();
    assert_ok(act(&office, run_reject, &call), office.error);
    assert_int_equal(office.draft.state, DRAFT_REJECTED);
    assert_true(str_equal(office.draft.reason, STR("依据的文件还没有印发")));
    Version version;
    assert_code(&office, publish(&office, approver(), &version), "WRONG_STATE");
    Call change = {.actor = author(),
                   .change = {office.draft.number, office.draft.revision, lower_grant(&office)}};
    assert_ok(act(&office, run_change, &change), office.error);
    assert_int_equal(office.draft.state, DRAFT_DRAFT);
    call.actor = author();
    assert_ok(act(&office, run_withdraw, &call), office.error);
    assert_int_equal(office.draft.state, DRAFT_WITHDRAWN);
    assert_code(&office, act(&office, run_change, &change), "WRONG_STATE");
    population_close(&office.city);
}

static void test_draft__is_outdated_when_another_was_faster(void **state) {
    Office office = office_open(state);
    Version version;
    begin(&office, with(&office, lower_grant(&office), "| rate_fen | 140000 | [0..150000]",
                        "| rate_fen | 140000 | [0..140000]"));
    Draft slow = office.draft;
    begin(&office, lower_grant(&office));
    preview(&office);
    assert_ok(submit(&office, author(), today()), office.error);
    assert_ok(publish(&office, approver(), &version), office.error);
    office.draft = slow;
    assert_code(&office, submit(&office, author(), today()), "DRAFT_OUTDATED");
    population_close(&office.city);
}

// ---- Runners ----

static void test_draft__a_preview_whose_runner_fell_silent_is_taken_over(void **state) {
    Office office = office_open(state);
    begin(&office, lower_grant(&office));
    Call call = {.actor = author(), .draft = &office.draft, .on = today()};
    Draft kept = office.draft;
    assert_ok(act(&office, run_ask, &call), office.error);
    office.draft = kept;
    // one that stops leaves it to whoever comes after the lease
    _Atomic bool stops = true;
    assert_true(run_once(&office, &stops));
    assert_int_equal(simulation_now(&office).state, JOB_RUNNING);
    assert_false(run_once(&office, NULL)); // the lease holds
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE job SET lease_ms = 1");
    raw_close(&raw);
    assert_true(run_once(&office, NULL));
    Simulation simulation = simulation_now(&office);
    assert_int_equal(simulation.state, JOB_DONE);
    assert_true(simulation.counts.count > 0);
    population_close(&office.city);
}

// ---- A new policy ----

static void test_draft__may_be_a_new_file(void **state) {
    Office office = office_open(state);
    Call call = {.actor = author(),
                 .begin = {DRAFT_NEW, STR("43-trial.md"), 0, STR("新政策"), (Str){0},
                           STR("# 43. 试\n")}};
    assert_ok(act(&office, run_begin, &call), office.error);
    DraftCheck check;
    assert_ok(draft_check(office.city.store, &office.draft, true, &office.city.arena, &check,
                          &office.error),
              office.error);
    assert_true(diagnostics_has_errors(&check.diagnostics));
    assert_null(check.policy);
    assert_false(check.is_outdated);
    population_close(&office.city);
}

// ---- Rules ----

#define SHARED "risk-03-shared-account.md"
#define MONTHLY "inspection-01-monthly.md"

static void begin_rule(Office *office, const char *file) {
    Actor actor = author();
    EditIn in = {.kind = DRAFT_EDIT, .file_name = str_from_c(file)};
    assert_ok(edit_begin(office->city.store, &actor, &in, &office->city.arena, &office->draft,
                         &office->error),
              office->error);
}

static bool change(Office *office, Str content) {
    Call call = {.actor = author(),
                 .change = {office->draft.number, office->draft.revision, content}};
    return act(office, run_change, &call);
}

// An account that three share is doubtful, two are not; its example with it.
static Str shared_by_three(Office *office) {
    Str text = with(office, file_now(office, SHARED), "| others_min | 1 |", "| others_min | 3 |");
    return with(office, text, "date(\"2023-10-10\")}] | ACCOUNT_SHARED",
                "date(\"2023-10-10\")}, {受理号: \"2\", 提交日期: date(\"2023-10-10\")}, "
                "{受理号: \"3\", 提交日期: date(\"2023-10-10\")}] | ACCOUNT_SHARED");
}

// Two that are still to be assessed, one that was withdrawn and one refused, to one account.
static bool settle_shared(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in, (void)out, (void)arena, (void)error;
    put_claim(tx, "ZW-2023-05-000001", "accepted", "640522198803150411", 0);
    put_claim(tx, "ZW-2023-05-000002", "cleared", "640522199001010015", 0);
    put_claim(tx, "ZW-2023-05-000003", "withdrawn", "640522199001010016", 0);
    put_claim(tx, "ZW-2023-05-000004", "refused", "640522199001010017", 0);
    return true;
}

static void move_first(void **state) {
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE application SET division_code = '640522' WHERE number LIKE '%1'");
    raw_close(&raw);
}

static void assert_doubts(const RiskTrialCount *count, int64_t before, int64_t after) {
    assert_int_equal(count->before, before);
    assert_int_equal(count->after, after);
    assert_int_equal(count->gaining, after > before ? after - before : 0);
    assert_int_equal(count->losing, before > after ? before - after : 0);
}

static void test_draft__of_a_risk_rule_is_tried_on_open_claims(void **state) {
    Office office = {.city = population_empty(state)};
    assert_ok(act(&office, settle_shared, NULL), office.error);
    move_first(state);
    begin_rule(&office, SHARED);
    assert_int_equal(office.draft.policy_number, 0);
    assert_true(str_equal(office.draft.title, STR("同一账户多人")));
    assert_ok(change(&office, shared_by_three(&office)), office.error);
    assert_int_equal(office.draft.policy_number, 0);
    assert_code(&office, submit(&office, author(), today()), "NO_PREVIEW");
    assert_true(strstr(office.error.message, "查出多少疑点") != NULL);
    preview(&office);
    Simulation simulation = simulation_now(&office);
    assert_int_equal(simulation.state, JOB_DONE);
    assert_int_equal(simulation.subjects, 2);
    assert_int_equal(simulation.subjects_known, 2);
    assert_int_equal(simulation.counts.count, 0);
    assert_int_equal(simulation.doubts.count, 2); // by county
    assert_true(str_equal(simulation.doubts.items[0].division_code, STR("640521")));
    assert_true(str_equal(simulation.doubts.items[1].division_code, STR("640522")));
    for (size_t i = 0; i < 2; i++) assert_doubts(&simulation.doubts.items[i], 1, 0);
    RiskTrialCount high = risk_trial_sum(&simulation.doubts, true);
    RiskTrialCount normal = risk_trial_sum(&simulation.doubts, false);
    assert_doubts(&high, 2, 0);
    assert_doubts(&normal, 0, 0);
    population_close(&office.city);
}

// ---- A parameter of a rule, from the ledger ----

static bool run_move(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    (void)out;
    return simulation_ask_trial(tx, &call->actor, &call->trial, arena, error);
}

static bool run_ledger(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Office *office = in;
    Actor actor = author();
    return reading_list(tx, &actor, office->city.pack, &(ReadingPlace){.policy_number = -1}, arena,
                        out, error);
}

static bool run_trials(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Office *office = in;
    return simulation_trials(tx, str_from_c(office->city.pack->hash), arena, out, error);
}

static ReadingItems ledger_of(Office *office) {
    ReadingItems ledger;
    assert_ok(store_read(office->city.store, run_ledger, office, &ledger, &office->city.arena,
                         &office->error),
              office->error);
    return ledger;
}

// What the ledger says of a parameter's move to its other bound.
static const Simulation *move_in_ledger(Office *office, const char *file, const char *key) {
    ReadingItems ledger = ledger_of(office);
    for (size_t i = 0; i < ledger.count; i++) {
        const ReadingItem *item = &ledger.items[i];
        bool is_of_it = item->rule && str_equal(item->rule->file, str_from_c(file));
        if (!is_of_it || !str_equal(item->key, str_from_c(key))) continue;
        assert_true(item->moves.count > 0);
        return item->moves.items[item->moves.count - 1].simulation;
    }
    fail_msg("%s has no %s", file, key);
    return NULL;
}

static void test_move__of_a_risk_rule_is_tried_on_open_claims(void **state) {
    Office office = {.city = population_empty(state)};
    const Pack *pack = office.city.pack;
    assert_ok(act(&office, settle_shared, NULL), office.error);
    move_first(state);
    Call call = {.actor = author(),
                 .trial = {.pack = pack, .rule = pack_policy_of_file(pack, STR(SHARED)),
                          .key = STR("others_min"), .value = STR("10")}};
    assert_ok(act(&office, run_move, &call), office.error);
    assert_ok(act(&office, run_move, &call), office.error); // asked already
    assert_true(run_once(&office, NULL));
    assert_false(run_once(&office, NULL));
    const Simulation *others = move_in_ledger(&office, SHARED, "others_min");
    assert_non_null(others);
    assert_int_equal(others->state, JOB_DONE);
    assert_int_equal(others->subjects, 2);
    RiskTrialCount high = risk_trial_sum(&others->doubts, true);
    assert_doubts(&high, 2, 0); // none has ten others
    // two rules have this parameter, to the letter; each has its own trial
    call.trial.key = STR("months_back");
    call.trial.value = STR("60");
    assert_ok(act(&office, run_move, &call), office.error);
    assert_true(run_once(&office, NULL));
    const Simulation *months = move_in_ledger(&office, SHARED, "months_back");
    assert_non_null(months);
    high = risk_trial_sum(&months->doubts, true);
    assert_doubts(&high, 2, 2);
    assert_null(move_in_ledger(&office, "risk-01-repeated-benefit.md", "months_back"));
    call.trial = (SimulationTrial){.pack = pack, .rule = pack->inspection, .key = STR("rate"),
                                .value = STR("1")};
    assert_code(&office, act(&office, run_move, &call), "NOT_SIMULATED");
    population_close(&office.city);
}

static void ask(Office *office, const Policy *rule, int policy, BearingKind kind, const char *key) {
    Call call = {.actor = author(),
                 .trial = {.pack = office->city.pack, .policy_number = policy, .rule = rule,
                           .kind = kind, .key = str_from_c(key)}};
    assert_ok(act(office, run_move, &call), office->error);
    assert_ok(act(office, run_move, &call), office->error); // asked already
    assert_true(run_once(office, NULL));
    assert_false(run_once(office, NULL));
}

// What the ledger says of what a reading bears on.
static const Simulation *bearing_in_ledger(Office *office, const char *quote, const char *key) {
    ReadingItems ledger = ledger_of(office);
    for (size_t i = 0; i < ledger.count; i++) {
        const ReadingMoves *moves = &ledger.items[i].moves;
        for (size_t j = 0; j < moves->count; j++) {
            bool is_it = str_equal(ledger.items[i].key, str_from_c(quote)) &&
                         str_equal(moves->items[j].of.key, str_from_c(key));
            if (is_it) return moves->items[j].simulation;
        }
    }
    fail_msg("no reading %s that bears on %s", quote, key);
    return NULL;
}

static void test_trial__of_a_reason_stands_at_its_reading(void **state) {
    Office office = {.city = population_open(state)};
    ask(&office, NULL, 5, BEARING_REASON, "MONTHS_BELOW_6");
    const Simulation *months = bearing_in_ledger(&office, "6个月以上", "MONTHS_BELOW_6");
    assert_non_null(months);
    assert_int_equal(months->state, JOB_DONE);
    SimulatedCount sum = simulated_sum(&months->counts, 0), tried;
    SimulateOptions options = {.baseline = office.city.pack, .reform = office.city.pack,
                               .on = author().today, .policy_number = 5,
                               .lifted = STR("MONTHS_BELOW_6")};
    SimulatedCounts counts;
    assert_ok(simulate_run(office.city.store, &options, &office.city.arena, &counts,
                           &office.error),
              office.error);
    tried = simulated_sum(&counts, 0);
    assert_true(sum.refused > 0);
    assert_int_equal(sum.refused, tried.refused);
    assert_int_equal(sum.gaining, tried.gaining);
    assert_int_equal(sum.gained_fen, tried.gained_fen);
    // nobody asked for the others of the policy
    assert_null(bearing_in_ledger(&office, "对象", "HUKOU_NOT_LOCAL"));
    population_close(&office.city);
}

static void test_trial__of_a_measure_stands_at_its_reading(void **state) {
    Office office = {.city = population_open(state)};
    ask(&office, NULL, 33, BEARING_MEASURE, "internship_remaining");
    const Simulation *remaining =
        bearing_in_ledger(&office, "与第34项", "internship_remaining");
    assert_non_null(remaining);
    assert_int_equal(remaining->state, JOB_DONE);
    SimulatedCount sum = simulated_sum(&remaining->counts, 0);
    assert_int_equal(sum.after_count, 0);
    assert_true(sum.before_fen > 0);
    assert_int_equal(sum.refused, 0);
    population_close(&office.city);
}

static void test_trial__of_a_rule_s_code_is_tried_on_open_claims(void **state) {
    Office office = {.city = population_empty(state)};
    const Policy *rule = pack_policy_of_file(office.city.pack, STR(SHARED));
    Simulations trials;
    assert_ok(act(&office, settle_shared, NULL), office.error);
    ask(&office, rule, 0, BEARING_REASON, "ACCOUNT_SHARED");
    assert_ok(store_read(office.city.store, run_trials, &office, &trials, &office.city.arena,
                         &office.error),
              office.error);
    assert_int_equal(trials.count, 1);
    RiskTrialCount high = risk_trial_sum(&trials.items[0].doubts, true);
    assert_doubts(&high, 2, 0); // it finds nothing any more
    population_close(&office.city);
}

static void test_trial__of_what_is_not_there_fails_with_its_name(void **state) {
    static const BearingKind kinds[] = {BEARING_PARAMETER, BEARING_REASON, BEARING_MEASURE};
    Office office = {.city = population_empty(state)};
    Simulations trials;
    for (size_t i = 0; i < BEARING_KIND_COUNT; i++) {
        ask(&office, NULL, 5, kinds[i], "expansion_grant"); // a measure, of another policy
    }
    assert_ok(store_read(office.city.store, run_trials, &office, &trials, &office.city.arena,
                         &office.error),
              office.error);
    assert_int_equal(trials.count, BEARING_KIND_COUNT);
    for (size_t i = 0; i < trials.count; i++) {
        assert_int_equal(trials.items[i].state, JOB_FAILED);
        assert_true(str_find(trials.items[i].message, STR("“expansion_grant”"), 0) != SIZE_MAX);
    }
    population_close(&office.city);
}

static void test_draft__of_a_risk_rule_becomes_a_version(void **state) {
    Office office = {.city = population_empty(state)};
    Version version;
    begin_rule(&office, SHARED);
    assert_ok(change(&office, with(&office, file_now(&office, SHARED), "| others_min | 1 |",
                                   "| others_min | 11 |")),
              office.error);
    assert_code(&office, submit(&office, author(), today()), "DRAFT_FAULTY"); // out of its bounds
    assert_ok(change(&office, shared_by_three(&office)), office.error);
    preview(&office);
    assert_ok(submit(&office, author(), today() + 1), office.error);
    assert_code(&office, publish(&office, author(), &version), "SAME_PERSON");
    assert_ok(publish(&office, approver(), &version), office.error);
    for (int later = 0; later < 2; later++) {
        assert_ok(catalogue_refresh(office.city.catalogue, today() + later, &office.error),
                  office.error);
        const Policy *rule = pack_policy_of_file(catalogue_pack(office.city.catalogue),
                                                 STR(SHARED));
        const Parameter *least = parameter_find(&rule->parameters, STR("others_min"));
        int64_t value;
        assert_true(decimal_to_int64(least->rows.items[0].value.number, &value));
        assert_int_equal(value, later ? 3 : 1); // in effect on its day
    }
    population_close(&office.city);
}

static Str replaced(Office *office, Str text, const char *from, const char *to) {
    while (str_find(text, str_from_c(from), 0) != SIZE_MAX) text = with(office, text, from, to);
    return text;
}

static void test_draft__may_be_a_new_risk_rule(void **state) {
    Office office = {.city = population_empty(state)};
    Arena *arena = &office.city.arena;
    assert_ok(act(&office, settle_shared, NULL), office.error);
    Str content = risk_template(arena, STR("大额申请"), STR("AMOUNT_LARGE"));
    Actor actor = author();
    EditIn in = {.kind = DRAFT_NEW, .file_name = STR("risk-09-large-amount.md"),
                 .content = content, .title = STR("大额申请")};
    assert_ok(edit_begin(office.city.store, &actor, &in, arena, &office.draft, &office.error),
              office.error);
    DraftCheck check;
    assert_ok(draft_check(office.city.store, &office.draft, true, arena, &check, &office.error),
              office.error);
    assert_int_equal(check.diagnostics.error_count, 0); // what it begins from passes
    assert_int_equal(check.policy->kind, POLICY_RISK);
    // each of these claims is 1,500 yuan
    content = replaced(&office, content, "100000000 |", "149999 |");
    content = replaced(&office, content, "100000001 |", "150000 |");
    assert_ok(change(&office, content), office.error);
    preview(&office);
    Simulation simulation = simulation_now(&office);
    assert_int_equal(simulation.state, JOB_DONE);
    assert_int_equal(simulation.doubts.count, 1);
    assert_false(simulation.doubts.items[0].is_high);
    assert_doubts(&simulation.doubts.items[0], 0, 2);
    assert_ok(submit(&office, author(), today()), office.error);
    Version version;
    assert_ok(publish(&office, approver(), &version), office.error);
    assert_ok(catalogue_refresh(office.city.catalogue, today(), &office.error), office.error);
    assert_int_equal(catalogue_pack(office.city.catalogue)->risks.count,
                     office.city.pack->risks.count + 1);
    population_close(&office.city);
}

static void test_draft__tries_no_more_claims_than_the_limit(void **state) {
    Office office = {.city = population_empty(state)};
    RiskTrialCounts counts;
    assert_ok(act(&office, settle_shared, NULL), office.error);
    move_first(state);
    RiskTrial trial = {.baseline = office.city.pack, .reform = office.city.pack,
                       .file = STR(SHARED), .on = today(), .claims_max = 1};
    assert_ok(risk_trial_run(office.city.store, &trial, &office.city.arena, &counts,
                             &office.error),
              office.error);
    assert_int_equal(counts.count, 1); // the newer one
    assert_true(str_equal(counts.items[0].division_code, STR("640521")));
    assert_doubts(&counts.items[0], 1, 1);
    population_close(&office.city);
}

static void test_draft__of_the_inspection_needs_no_preview(void **state) {
    static const char *const changes[][2] = {{"| rate | 0.05 |", "| rate | 0.1 |"},
                                             {"| 20 | 1 |", "| 20 | 2 |"},
                                             {"| 21 | 2 |", "| 21 | 3 |"},
                                             {"| 1000 | 50 |", "| 1000 | 100 |"}};
    Office office = {.city = population_empty(state)};
    Version version;
    begin_rule(&office, MONTHLY);
    Str text = file_now(&office, MONTHLY);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        text = with(&office, text, changes[i][0], changes[i][1]);
    }
    assert_ok(change(&office, text), office.error);
    Call call = {.actor = author(), .draft = &office.draft, .on = today()};
    Draft kept = office.draft;
    assert_code(&office, act(&office, run_ask, &call), "NOT_SIMULATED");
    office.draft = kept;
    assert_ok(submit(&office, author(), today()), office.error);
    assert_ok(publish(&office, approver(), &version), office.error);
    assert_ok(catalogue_refresh(office.city.catalogue, today(), &office.error), office.error);
    const Policy *rule = catalogue_pack(office.city.catalogue)->inspection;
    assert_true(str_find(rule->document->source->text, STR("| rate | 0.1 |"), 0) != SIZE_MAX);
    population_close(&office.city);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_draft__becomes_a_version_by_two_people),
        BOTH(test_draft__with_a_fault_is_not_submitted),
        BOTH(test_draft__is_changed_by_its_author_alone),
        BOTH(test_draft__goes_back_with_a_reason),
        BOTH(test_draft__is_outdated_when_another_was_faster),
        BOTH(test_draft__a_preview_whose_runner_fell_silent_is_taken_over),
        BOTH(test_draft__may_be_a_new_file),
        BOTH(test_draft__of_a_risk_rule_is_tried_on_open_claims),
        BOTH(test_move__of_a_risk_rule_is_tried_on_open_claims),
        BOTH(test_trial__of_a_reason_stands_at_its_reading),
        BOTH(test_trial__of_a_measure_stands_at_its_reading),
        BOTH(test_trial__of_a_rule_s_code_is_tried_on_open_claims),
        BOTH(test_trial__of_what_is_not_there_fails_with_its_name),
        BOTH(test_draft__of_a_risk_rule_becomes_a_version),
        BOTH(test_draft__may_be_a_new_risk_rule),
        BOTH(test_draft__tries_no_more_claims_than_the_limit),
        BOTH(test_draft__of_the_inspection_needs_no_preview),
    };
    return RUN_TESTS(tests);
}
