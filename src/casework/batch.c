// SPDX-License-Identifier: Apache-2.0
// Asking for a batch: its head and the job that matches it.
#include "access/audit.h"
#include "casework/batch_core.h"

// ---- Asking ----

typedef struct Asking {
    const Actor *actor;
    const CaseContext *context;
    int policy_number;
    Str division_code;
} Asking;

static bool ask_job(Tx *tx, const Asking *asking, Arena *arena, int64_t *id, Error *error) {
    BatchKnownRow known;
    BatchSubjectsKnownIn in = {asking->policy_number, asking->division_code};
    return batch_subjects_known(tx, &in, arena, &known, error) &&
           job_ask(tx, asking->actor, STR(BATCH_JOB), known.subjects, arena, id, error);
}

static bool create(Tx *tx, const Asking *asking, int64_t job_id, Arena *arena, Str *number,
                   Error *error) {
    const Actor *actor = asking->actor;
    const Policy *policy = pack_policy(asking->context->pack, asking->policy_number);
    int64_t n;
    int64_t year = date_to_civil(actor->today).year;
    Str series = str_format(arena, BATCH_SERIES "-%lld", (long long)year);
    if (!store_next_number(tx, series, &n, error)) return false;
    *number = str_format(arena, "%.*s-%05lld", STR_ARG(series), (long long)n);
    BatchInsertIn in = {.number = *number,
                        .policy_number = asking->policy_number,
                        .policy_title = policy->title,
                        .division_code = asking->division_code,
                        .snapshot_on = actor->today,
                        .pack_hash = str_from_c(asking->context->pack->hash),
                        .job_id = job_id,
                        .created_by = actor->account_id,
                        .created_on = actor->today};
    return batch_insert(tx, &in, NULL, error);
}

// Whether there is anything left to do about a batch that is there.
static bool is_to_match(const Batch *batch) {
    bool is_whole = !str_equal(batch->state, STR("matching"));
    return !(batch->has_job && job_is_open(&batch->job)) && !(is_whole && batch->confirmed > 0);
}

static bool ask_again(Tx *tx, const Asking *asking, const BatchHeadRow *head, Arena *arena,
                      bool *is_asked, Error *error) {
    Batch batch;
    BatchSetJobIn in = {.id = head->id};
    if (!batch_summary(tx, head, arena, &batch, error)) return false;
    *is_asked = is_to_match(&batch);
    return !*is_asked || (ask_job(tx, asking, arena, &in.job_id, error) &&
                          batch_set_job(tx, &in, NULL, error));
}

static bool refuse_whole(const BatchHeadRow *head, Error *error) {
    bool is_back = str_equal(head->state, STR("rolled_back"));
    error_set(error, ERROR_CONFLICT, "批次 %.*s %s，不能接着比对", STR_ARG(head->number),
              is_back ? "已经回滚" : "已经比对完");
    error_detail(error, is_back ? "请重新比对" : "请看比对的结果");
    return error_code(error, "WRONG_STATE");
}

bool batch_is_for(const Policy *policy) {
    for (size_t i = 0; policy && policy->program && i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (measure->kind == MEASURE_BENEFIT && (measure->ways & MEASURE_AUTOMATIC)) return true;
    }
    return false;
}

static bool check_batch(const Asking *asking, Error *error) {
    const Policy *policy = pack_policy(asking->context->pack, asking->policy_number);
    if (!scope_covers(&asking->actor->scope, asking->division_code)) {
        return error_set(error, ERROR_NOT_FOUND, "%.*s 不在你能办的范围里",
                         STR_ARG(asking->division_code));
    }
    if (batch_is_for(policy)) return true;
    error_set(error, ERROR_CONFLICT, "第%d项不是免申即享，不能跑批次", asking->policy_number);
    return error_detail(error, "请选择方式里有“免申即享”的政策");
}

static bool audit(Tx *tx, const Actor *actor, const char *action, Str number, Str division_code,
                  Error *error) {
    return audit_write(tx, actor,
                       &(AuditEntry){.action = str_from_c(action),
                                     .object_kind = STR("batch"),
                                     .object_number = number,
                                     .division_code = division_code},
                       error);
}

bool batch_ask(Tx *tx, const Actor *actor, const CaseContext *context, int policy_number,
               Str division_code, Arena *arena, Str *number, Error *error) {
    Asking asking = {actor, context, policy_number, division_code};
    BatchByKeyIn key = {.policy_number = policy_number,
                        .division_code = division_code,
                        .snapshot_on = actor->today,
                        .pack_hash = str_from_c(context->pack->hash)};
    BatchHeadRow head;
    bool is_there, is_asked = true;
    int64_t job_id;
    if (!check_batch(&asking, error) ||
        !batch_by_key(tx, &key, arena, &head, &is_there, error)) {
        return false;
    }
    if (is_there) {
        *number = head.number;
        if (!ask_again(tx, &asking, &head, arena, &is_asked, error)) return false;
    } else if (!ask_job(tx, &asking, arena, &job_id, error) ||
               !create(tx, &asking, job_id, arena, number, error)) {
        return false;
    }
    return !is_asked || audit(tx, actor, "batch.run", *number, division_code, error);
}

bool batch_go_on(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) {
    BatchHeadRow head;
    bool is_asked;
    if (!batch_load(tx, actor, number, arena, &head, error)) return false;
    if (!str_equal(head.state, STR("matching"))) return refuse_whole(&head, error);
    Asking asking = {.actor = actor, .policy_number = (int)head.policy_number,
                     .division_code = head.division_code};
    return ask_again(tx, &asking, &head, arena, &is_asked, error) &&
           (!is_asked || audit(tx, actor, "batch.go_on", number, head.division_code, error));
}

bool batch_stop(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) {
    BatchHeadRow head;
    if (!batch_load(tx, actor, number, arena, &head, error)) return false;
    if (!head.job_id.present) {
        return error_set(error, ERROR_CONFLICT, "批次 %.*s 没有在比对", STR_ARG(number));
    }
    return job_stop(tx, actor, head.job_id.value, arena, error) &&
           audit(tx, actor, "batch.stop", number, head.division_code, error);
}

bool batch_roll_back(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) {
    BatchHeadRow head;
    int64_t changed;
    if (!batch_load(tx, actor, number, arena, &head, error) ||
        !batch_set_rolled_back(tx, &(BatchSetRolledBackIn){.id = head.id}, &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, ERROR_CONFLICT, "批次 %.*s 已经有单位确认，不能回滚", STR_ARG(number));
        return error_detail(error, "请逐件办理");
    }
    return (!head.job_id.present || job_drop(tx, actor, head.job_id.value, error)) &&
           audit(tx, actor, "batch.roll_back", number, head.division_code, error);
}

// ---- Its job ----

static bool read_head(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const JobRun *job = in;
    return batch_of_job(tx, &(BatchOfJobIn){job->job.id}, arena, out, error);
}

typedef struct Finish {
    const JobRun *job;
    const BatchHeadRow *head;
    BatchMatched matched;
} Finish;

static bool finish(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Finish *finish = in;
    (void)out;
    (void)arena;
    BatchFinishIn row = {.id = finish->head->id, .rows_hash = finish->matched.rows_hash};
    return batch_finish(tx, &row, NULL, error) &&
           job_finish(tx, finish->job, finish->matched.rows, error);
}

static bool read_confirmed(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BatchHeadRow *head = in;
    bool *is_confirmed = out;
    Batch batch;
    if (!batch_summary(tx, head, arena, &batch, error)) return false;
    *is_confirmed = batch.confirmed > 0;
    return true;
}

// The same snapshot again: the rows are the same, or something has come of them meanwhile.
static bool check_same(const Finish *finish, Arena *arena, Error *error) {
    const BatchHeadRow *head = finish->head;
    bool is_confirmed;
    if (str_equal(head->state, STR("matching")) ||
        str_equal(finish->matched.rows_hash, head->rows_hash)) {
        return true;
    }
    if (!store_read(finish->job->store, read_confirmed, head, &is_confirmed, arena, error)) {
        return false;
    }
    if (is_confirmed) return true;
    error_set(error, ERROR_CONFLICT, "批次 %.*s 重跑的结果和原来不一样", STR_ARG(head->number));
    error_detail(error, "数据在批次之后变了：请回滚这个批次，再重新比对");
    return error_code(error, "ROWS_DIFFER");
}

static bool run(JobRun *job, void *user, Arena *arena, Error *error) {
    const BatchWork *work = user;
    BatchHeadRow head;
    Finish end = {.job = job, .head = &head};
    CaseContext context = {.calendar = work->calendar};
    return store_read(job->store, read_head, job, &head, arena, error) &&
           catalogue_version(work->catalogue, head.pack_hash, &context.pack, error) &&
           batch_match(job, &context, &head, arena, &end.matched, error) &&
           check_same(&end, arena, error) &&
           store_write(job->store, finish, &end, NULL, arena, error);
}

JobKind batch_job(BatchWork *work) {
    return (JobKind){BATCH_JOB, run, work};
}
