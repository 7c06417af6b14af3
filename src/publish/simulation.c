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

static Simulation simulation_head(const SimulationRow *row) {
    return (Simulation){
        .id = row->id,
        .draft_id = row->draft_id.present ? row->draft_id.value : 0,
        .revision = row->revision,
        .policy_number = (int)row->policy_number,
        .rule_file = row->rule_file,
        .trial_kind = bearing_kind_from_code(row->trial_kind),
        .trial_key = row->trial_key,
        .trial_value = row->trial_value,
        .pack_hash = row->pack_hash,
        .decided_on = row->decided_on,
        .state = job_state_from_code(row->state),
        .subjects = row->done,
        .subjects_known = row->total,
        .message = row->message,
        .actor_name = row->actor_name,
    };
}

bool simulation_is_of(const Simulation *simulation, const SimulationTrial *trial) {
    Str rule_file = trial->rule ? trial->rule->file : (Str){0};
    return simulation->draft_id == 0 && simulation->policy_number == trial->policy_number &&
           str_equal(simulation->rule_file, rule_file) && simulation->trial_kind == trial->kind &&
           str_equal(simulation->trial_key, trial->key) &&
           str_equal(simulation->trial_value, trial->value);
}

static bool is_under_way(Tx *tx, const SimulationTrial *trial, Arena *arena, bool *is_open,
                         Error *error) {
    SimulationRows rows;
    SimulationTrialListIn in = {str_from_c(trial->pack->hash)};
    *is_open = false;
    if (!simulation_trial_list(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        Simulation head = simulation_head(&rows.items[i]);
        Job job = {.state = head.state};
        *is_open |= simulation_is_of(&head, trial) && job_is_open(&job);
    }
    return true;
}

bool simulation_ask_trial(Tx *tx, const Actor *actor, const SimulationTrial *trial, Arena *arena,
                          Error *error) {
    bool is_open;
    int64_t known;
    if (trial->rule && trial->rule->kind != POLICY_RISK) return refuse_inspection(error);
    if (!is_under_way(tx, trial, arena, &is_open, error)) return false;
    if (is_open) return true;
    SimulationInsertIn in = {.policy_number = trial->policy_number,
                             .trial_kind = bearing_kind_code(trial->kind),
                             .trial_key = trial->key, .trial_value = trial->value,
                             .pack_hash = str_from_c(trial->pack->hash),
                             .decided_on = actor->today,
                             .rule_file = trial->rule ? trial->rule->file : (Str){0}};
    Str owner = trial->rule ? in.rule_file : str_format(arena, "%d", trial->policy_number);
    Str object = str_format(arena, "%.*s %.*s", STR_ARG(owner), STR_ARG(trial->key));
    return subjects_known(tx, trial->rule != NULL, trial->policy_number, arena, &known, error) &&
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
                                row->lost_fen, row->undetermined, row->refused_count};
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

bool simulation_trials(Tx *tx, Str pack_hash, Arena *arena, Simulations *simulations,
                       Error *error) {
    SimulationRows rows;
    *simulations = (Simulations){0};
    if (!simulation_trial_list(tx, &(SimulationTrialListIn){pack_hash}, arena, &rows, error)) {
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

static bool refuse_trial(const Simulation *simulation, const Policy *policy, Error *error) {
    return error_set(error, ERROR_INVALID, "%.*s 没有%.*s“%.*s”，或者值“%.*s”不对",
                     STR_ARG(policy ? policy->file : STR("政策包")),
                     STR_ARG(bearing_kind_label(simulation->trial_kind)),
                     STR_ARG(simulation->trial_key), STR_ARG(simulation->trial_value));
}

static bool parameter_load(Runner *runner, const Policy *policy, PolicyOverride *moved) {
    const Simulation *simulation = &runner->simulation;
    Source *source = NEW(runner->arena, Source);
    *source = (Source){STR("<值>"), simulation->trial_value};
    Diagnostics findings = {.arena = runner->arena};
    DmnText text = {source, {0, source->text.length}};
    moved->parameter = parameter_find(&policy->parameters, simulation->trial_key);
    return moved->parameter && constant_value(runner->arena, text, &moved->value, &findings);
}

// The present rules with what is tried of them.
static bool trial_load(Runner *runner, SimulateOptions *options, Error *error) {
    const Simulation *simulation = &runner->simulation;
    const Policy *policy = str_is_absent(simulation->rule_file)
                               ? pack_policy(options->baseline, simulation->policy_number)
                               : pack_policy_of_file(options->baseline, simulation->rule_file);
    const Policy *owner;
    PolicyOverride *moved = NEW(runner->arena, PolicyOverride);
    bool is_there = false;
    options->reform = options->baseline;
    switch (simulation->trial_kind) {
    case BEARING_PARAMETER:
        is_there = policy && parameter_load(runner, policy, moved);
        options->moved = moved;
        options->moved_count = 1;
        break;
    case BEARING_REASON:
        is_there = policy && reason_find(&policy->reasons, simulation->trial_key);
        options->lifted = simulation->trial_key;
        break;
    case BEARING_MEASURE:
        is_there = pack_measure(options->baseline, simulation->trial_key, &owner) &&
                   owner == policy;
        options->left_out = simulation->trial_key;
        break;
    }
    return is_there || refuse_trial(simulation, policy, error);
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
                       .lifted = options->lifted,
                       .on = options->on,
                       .progress = options->progress,
                       .user = runner};
    return risk_trial_run(runner->job->store, &trial, runner->arena, &outcome->doubts, error);
}

static bool decide_all(Runner *runner, Outcome *outcome, Error *error) {
    const Simulation *simulation = &runner->simulation;
    Str rule_file = simulation->rule_file;
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
    } else if (!trial_load(runner, &options, error)) {
        return false;
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
                                       count->undetermined, count->refused};
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
