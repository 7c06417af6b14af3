// SPDX-License-Identifier: Apache-2.0
#include "publish/simulation.h"

#include "access/audit.h"
#include "policy/constant.h"
#include "publish/fact_claim.h"
#include "publish/simulation.sql.h"

// The levels of a doubt.
#define HIGH "high"
#define NORMAL "normal"

// ---- Asking ----

static bool known_subjects(Tx *tx, int policy_number, Arena *arena, int64_t *count, Error *error) {
    SimulationKnownRow row;
    SimulationSubjectsKnownIn in = {policy_number};
    if (!simulation_subjects_known(tx, &in, arena, &row, error)) return false;
    *count = row.subjects;
    return true;
}

// A rule looks at open claims, an item at its subjects.
static bool subjects_known(Tx *tx, bool is_of_rule, int policy_number, Arena *arena,
                           int64_t *count, Error *error) {
    return is_of_rule ? fact_claims_open_count(tx, RISK_TRIAL_CLAIMS_MAX, arena, count, error)
                      : known_subjects(tx, policy_number, arena, count, error);
}

// `known`: how many subjects it is going to look at, as far as somebody counted.
static bool ask(Tx *tx, const Actor *actor, SimulationInsertIn *in, Str object, int64_t known,
                Arena *arena, Error *error) {
    AuditEntry entry = {.action = STR("policy.simulate"), .object_kind = STR("policy"),
                        .object_number = object,
                        .after = date_to_str(arena, in->decided_on)};
    return job_ask(tx, actor, STR(SIMULATION_JOB), known, arena, &in->job_id, error) &&
           simulation_insert(tx, in, NULL, error) &&
           audit_write(tx, actor, &entry, error);
}

static bool is_of_rule(const Draft *draft) {
    return policy_kind_of_file(draft->file_name) == POLICY_RISK;
}

// What it draws follows from the rule alone, and pages say it at once.
static bool refuse_inspection(Error *error) {
    error_set(error, ERROR_CONFLICT, "抽查办法不用预演");
    error_detail(error, "改前改后各抽多少，页面上已经写明");
    return error_code(error, "NOT_SIMULATED");
}

bool simulation_ask_draft(Tx *tx, const Actor *actor, const Draft *draft, Date on, Arena *arena,
                          Error *error) {
    Version latest;
    int64_t known;
    if (!draft_is_simulated(draft)) return refuse_inspection(error);
    if (!subjects_known(tx, is_of_rule(draft), draft->policy_number, arena, &known, error) ||
        !version_latest(tx, arena, &latest, error)) return false;
    SimulationInsertIn in = {.draft_id = {true, draft->id}, .revision = draft->revision,
                             .policy_number = draft->policy_number, .pack_hash = latest.hash,
                             .decided_on = on};
    return ask(tx, actor, &in, draft->number, known, arena, error);
}

bool simulation_ask_parameter(Tx *tx, const Actor *actor, const ParameterMove *move, Arena *arena,
                              Error *error) {
    SimulationRows rows;
    Str hash = str_from_c(move->pack->hash);
    Str rule_file = move->rule ? move->rule->file : (Str){0};
    if (move->rule && move->rule->kind != POLICY_RISK) return refuse_inspection(error);
    if (!simulation_parameter_list(tx, &(SimulationParameterListIn){hash}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        const SimulationRow *row = &rows.items[i];
        bool is_same = row->policy_number == move->policy_number &&
                       str_equal(row->rule_file, rule_file) &&
                       str_equal(row->parameter_key, move->key) &&
                       str_equal(row->parameter_value, move->value);
        Job job = {.state = job_state_from_code(row->state)};
        if (is_same && job_is_open(&job)) return true;
    }
    SimulationInsertIn in = {.policy_number = move->policy_number, .parameter_key = move->key,
                             .parameter_value = move->value, .pack_hash = hash,
                             .decided_on = actor->today, .rule_file = rule_file};
    Str owner = move->rule ? rule_file : str_format(arena, "%d", move->policy_number);
    Str object = str_format(arena, "%.*s %.*s", STR_ARG(owner), STR_ARG(move->key));
    int64_t known;
    return subjects_known(tx, move->rule != NULL, move->policy_number, arena, &known, error) &&
           ask(tx, actor, &in, object, known, arena, error);
}

// ---- Reading ----

static bool counts_read(Tx *tx, int64_t id, Arena *arena, SimulatedCounts *counts, Error *error) {
    SimulationCountRows rows;
    *counts = (SimulatedCounts){0};
    if (!simulation_count_list(tx, &(SimulationCountListIn){id}, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const SimulationCountRow *row = &rows.items[i];
        SimulatedCount count = {(int)row->policy_number, row->division_code, row->subjects,
                                row->before_count, row->before_fen, row->after_count,
                                row->after_fen, row->gaining, row->gained_fen, row->losing,
                                row->lost_fen, row->undetermined};
        PUSH(arena, counts, count);
    }
    return true;
}

static bool doubts_read(Tx *tx, int64_t id, Arena *arena, RiskTrialCounts *doubts, Error *error) {
    SimulationDoubtRows rows;
    *doubts = (RiskTrialCounts){0};
    if (!simulation_doubt_list(tx, &(SimulationDoubtListIn){id}, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const SimulationDoubtRow *row = &rows.items[i];
        RiskTrialCount count = {row->division_code, str_equal(row->level, STR(HIGH)),
                                row->before_count, row->after_count, row->gaining, row->losing};
        PUSH(arena, doubts, count);
    }
    return true;
}

static Simulation simulation_head(const SimulationRow *row) {
    return (Simulation){.id = row->id,
                        .draft_id = row->draft_id.present ? row->draft_id.value : 0,
                        .revision = row->revision,
                        .policy_number = (int)row->policy_number,
                        .rule_file = row->rule_file,
                        .parameter_key = row->parameter_key,
                        .parameter_value = row->parameter_value,
                        .pack_hash = row->pack_hash,
                        .decided_on = row->decided_on,
                        .state = job_state_from_code(row->state),
                        .subjects = row->done,
                        .subjects_known = row->total,
                        .message = row->message,
                        .actor_name = row->actor_name};
}

bool simulation_of_draft(Tx *tx, int64_t draft_id, Arena *arena, Simulation *simulation,
                         bool *found, Error *error) {
    SimulationRow row;
    SimulationLatestOfDraftIn in = {draft_id};
    if (!simulation_latest_of_draft(tx, &in, arena, &row, found, error)) return false;
    if (!*found) return true;
    *simulation = simulation_head(&row);
    return counts_read(tx, row.id, arena, &simulation->counts, error) &&
           doubts_read(tx, row.id, arena, &simulation->doubts, error);
}

bool simulation_of_parameters(Tx *tx, Str pack_hash, Arena *arena, Simulations *simulations,
                              Error *error) {
    SimulationRows rows;
    *simulations = (Simulations){0};
    if (!simulation_parameter_list(tx, &(SimulationParameterListIn){pack_hash}, arena, &rows,
                                   error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        Simulation simulation = simulation_head(&rows.items[i]);
        if (!counts_read(tx, simulation.id, arena, &simulation.counts, error) ||
            !doubts_read(tx, simulation.id, arena, &simulation.doubts, error)) {
            return false;
        }
        PUSH(arena, simulations, simulation);
    }
    return true;
}

// ---- Running ----

typedef struct Runner {
    JobRun *job;
    Catalogue *catalogue;
    Arena *arena;
    Simulation simulation;
    Draft draft; // when it is of one
    int64_t pages;
    int64_t subjects;
} Runner;

static bool note_progress(void *user, int64_t subjects, Error *error) {
    Runner *runner = user;
    runner->subjects = subjects;
    bool is_silent = ++runner->pages % SIMULATION_PAGES_SILENT != 0;
    return is_silent || job_note(runner->job, subjects, error);
}

static bool draft_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const int64_t *id = in;
    return draft_find_id(tx, *id, arena, out, error);
}

static bool draft_load(Runner *runner, const Pack **reform, Error *error) {
    DraftCheck check;
    if (!store_read(runner->job->store, draft_read, &runner->simulation.draft_id, &runner->draft,
                    runner->arena, error)) {
        return false;
    }
    if (runner->draft.revision != runner->simulation.revision) {
        return error_set(error, ERROR_CONFLICT, "预演开始以前草稿又改过，请重新预演");
    }
    if (!draft_check(runner->job->store, &runner->draft, false, runner->arena, &check, error)) {
        return false;
    }
    *reform = check.pack;
    if (check.pack && !diagnostics_has_errors(&check.diagnostics)) return true;
    return catalogue_refuse(runner->arena, &check.diagnostics, error);
}

static bool parameter_load(Runner *runner, const Pack *pack, PolicyOverride *moved, Error *error) {
    const Simulation *simulation = &runner->simulation;
    const Policy *policy = str_is_absent(simulation->rule_file)
                               ? pack_policy(pack, simulation->policy_number)
                               : pack_policy_of_file(pack, simulation->rule_file);
    Source *source = NEW(runner->arena, Source);
    *source = (Source){STR("<值>"), simulation->parameter_value};
    Diagnostics findings = {.arena = runner->arena};
    DmnText text = {source, {0, source->text.length}};
    moved->parameter = policy ? parameter_find(&policy->parameters, simulation->parameter_key)
                              : NULL;
    if (moved->parameter &&
        constant_value(runner->arena, text, &moved->value, &findings)) {
        return true;
    }
    return error_set(error, ERROR_INVALID, "%.*s 没有参数“%.*s”，或者值“%.*s”不对",
                     STR_ARG(policy ? policy->file : STR("政策包")),
                     STR_ARG(simulation->parameter_key), STR_ARG(simulation->parameter_value));
}

// What it comes to: the money of items, the doubts of a risk rule.
typedef struct Outcome {
    SimulatedCounts counts;
    RiskTrialCounts doubts;
} Outcome;

static bool rule_try(Runner *runner, Str file, const SimulateOptions *options, Outcome *outcome,
                     Error *error) {
    RiskTrial trial = {.baseline = options->baseline,
                       .reform = options->reform,
                       .file = file,
                       .moved = options->moved,
                       .on = options->on,
                       .progress = options->progress,
                       .user = runner};
    return risk_trial_run(runner->job->store, &trial, runner->arena, &outcome->doubts, error);
}

static bool decide_all(Runner *runner, Outcome *outcome, Error *error) {
    const Simulation *simulation = &runner->simulation;
    Str rule_file = simulation->rule_file;
    PolicyOverride moved;
    SimulateOptions options = {.on = simulation->decided_on,
                               .policy_number = simulation->policy_number,
                               .progress = note_progress,
                               .user = runner};
    if (!catalogue_version(runner->catalogue, simulation->pack_hash, &options.baseline, error)) {
        return false;
    }
    if (simulation->draft_id != 0) {
        if (!draft_load(runner, &options.reform, error)) return false;
        if (is_of_rule(&runner->draft)) rule_file = runner->draft.file_name;
    } else {
        options.reform = options.baseline;
        options.moved = &moved;
        options.moved_count = 1;
        if (!parameter_load(runner, options.baseline, &moved, error)) return false;
    }
    if (!str_is_absent(rule_file)) return rule_try(runner, rule_file, &options, outcome, error);
    return simulate_run(runner->job->store, &options, runner->arena, &outcome->counts, error);
}

static bool simulation_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Runner *runner = in;
    SimulationRow row;
    Simulation *simulation = out;
    if (!simulation_of_job(tx, &(SimulationOfJobIn){runner->job->job.id}, arena, &row, error)) {
        return false;
    }
    *simulation = simulation_head(&row);
    return true;
}

typedef struct EndIn {
    const Runner *runner;
    const Outcome *outcome;
} EndIn;

static bool counts_write(Tx *tx, int64_t id, const SimulatedCounts *counts, Error *error) {
    for (size_t i = 0; i < counts->count; i++) {
        const SimulatedCount *count = &counts->items[i];
        SimulationCountInsertIn row = {id, count->policy_number, count->division_code,
                                       count->subjects, count->before_count, count->before_fen,
                                       count->after_count, count->after_fen, count->gaining,
                                       count->gained_fen, count->losing, count->lost_fen,
                                       count->undetermined};
        if (!simulation_count_insert(tx, &row, NULL, error)) return false;
    }
    return true;
}

static bool doubts_write(Tx *tx, int64_t id, const RiskTrialCounts *doubts, Error *error) {
    for (size_t i = 0; i < doubts->count; i++) {
        const RiskTrialCount *count = &doubts->items[i];
        SimulationDoubtInsertIn row = {id, count->division_code,
                                       count->is_high ? STR(HIGH) : STR(NORMAL), count->before,
                                       count->after, count->gaining, count->losing};
        if (!simulation_doubt_insert(tx, &row, NULL, error)) return false;
    }
    return true;
}

static bool end_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const EndIn *end = in;
    const Runner *runner = end->runner;
    (void)out;
    (void)arena;
    int64_t id = runner->simulation.id;
    return counts_write(tx, id, &end->outcome->counts, error) &&
           doubts_write(tx, id, &end->outcome->doubts, error) &&
           job_finish(tx, runner->job, runner->subjects, error);
}

static bool run(JobRun *job, void *user, Arena *arena, Error *error) {
    Runner runner = {.job = job, .catalogue = user, .arena = arena};
    Outcome outcome = {0};
    EndIn end = {&runner, &outcome};
    return store_read(job->store, simulation_read, &runner, &runner.simulation, arena, error) &&
           decide_all(&runner, &outcome, error) &&
           store_write(job->store, end_write, &end, NULL, arena, error);
}

JobKind simulation_job(Catalogue *catalogue) {
    return (JobKind){SIMULATION_JOB, run, catalogue};
}
