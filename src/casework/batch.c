// SPDX-License-Identifier: Apache-2.0
// Matching a batch: chunks of subjects, decided and written in order, hashed as they go.
#include "casework/batch.h"

#include "access/audit.h"
#include "casework/batch.sql.h"
#include "casework/batch_core.h"
#include "casework/claim_make.h"
#include "casework/consent.h"
#include "publish/risk_find.h"
#include "registry/person.sql.h"

#include <sodium.h>

#define HASH_TEXT_BYTES (crypto_hash_sha256_BYTES * 2 + 1)
#define ROWS_MAX 200 // of one page

static const char *const column_codes[] = {"payable", "look", "not"};

BatchColumn batch_column_from_code(Str code) {
    for (int i = 0; i < 3; i++) {
        if (str_equal(code, str_from_c(column_codes[i]))) return (BatchColumn)i;
    }
    return BATCH_NOT;
}

// ---- One row ----

static BatchColumn column_of(const Assessment *assessment) {
    if (assessment->eligible == FEEL_FALSE) return BATCH_NOT;
    if (assessment->eligible == FEEL_UNKNOWN || !assessment->has_amount) return BATCH_LOOK;
    if (assessment->review_count > 0) return BATCH_LOOK;
    return assessment->amount_fen > 0 ? BATCH_PAYABLE : BATCH_NOT;
}

static void put_joined(StrBuilder *out, Str text, const char *separator) {
    if (out->count) str_put(out, str_from_c(separator));
    str_put(out, text);
}

// What was decided of a subject, and what is doubtful about it.
typedef struct Matched {
    const Assessment *assessment;
    const RiskFound *found;
    size_t found_count;
} Matched;

static bool is_doubtful(const Matched *matched) {
    for (size_t i = 0; i < matched->found_count; i++) {
        if (matched->found[i].is_high) return true;
    }
    return false;
}

static BatchInsertRowIn row_of(const Matched *matched, int64_t batch_id, int64_t sequence,
                               Arena *arena) {
    const Assessment *assessment = matched->assessment;
    BatchColumn column = is_doubtful(matched) ? BATCH_LOOK : column_of(assessment);
    StrBuilder codes, sentences;
    str_builder_init(&codes, arena, 0);
    str_builder_init(&sentences, arena, 0);
    for (size_t i = 0; i < assessment->reason_count; i++) {
        put_joined(&codes, assessment->reasons[i].code, ",");
        put_joined(&sentences, assessment->reasons[i].sentence, "；");
    }
    for (size_t i = 0; i < assessment->review_count; i++) {
        put_joined(&codes, assessment->reviews[i], ",");
    }
    for (size_t i = 0; i < assessment->missing_count; i++) {
        put_joined(&sentences, str_format(arena, "缺：%.*s", STR_ARG(assessment->missing[i])), "；");
    }
    for (size_t i = 0; i < matched->found_count; i++) {
        put_joined(&codes, matched->found[i].code, ",");
        put_joined(&sentences, matched->found[i].sentence, "；");
    }
    return (BatchInsertRowIn){
        .batch_id = batch_id,
        .sequence = sequence,
        .subject_key = assessment->subject_key,
        .subject_label = assessment->subject_label,
        .result = str_from_c(column_codes[column]),
        .amount_fen = column == BATCH_NOT || !assessment->has_amount ? 0 : assessment->amount_fen,
        .codes = str_built(&codes),
        .sentences = str_built(&sentences),
        .person_id = {assessment->person_id != 0, assessment->person_id},
        .uscc = assessment->uscc,
    };
}

// What the proof covers: all that a row says, a line a row.
static void hash_row(crypto_hash_sha256_state *state, const BatchInsertRowIn *row, Arena *arena) {
    Str line = str_format(arena, "%lld|%.*s|%.*s|%lld|%.*s|%.*s\n", (long long)row->sequence,
                          STR_ARG(row->subject_key), STR_ARG(row->result),
                          (long long)row->amount_fen, STR_ARG(row->codes), STR_ARG(row->sentences));
    crypto_hash_sha256_update(state, (const unsigned char *)line.data, line.length);
}

// ---- A chunk ----

typedef struct Match {
    const Actor *actor;
    const CaseContext *context;
    int policy_number;
    Str division_code;
    BatchHeadRow head;
    ConsentWithheld withheld; // who does not want to be looked for
    bool existed;
    Str after_key;      // last subject of the former chunk
    int64_t sequence;   // rows so far
    crypto_hash_sha256_state hash;
    Str rows_hash;      // once finished
    BatchInsertRowIn *rows;
    size_t row_count;
} Match;

typedef struct Chunk {
    Assessments assessments;
    Matched *rows; // one an assessment
} Chunk;

// The claim that a payable subject would become.
static bool candidate_of(Tx *tx, const Assessment *assessment, Date on, Arena *arena,
                         FactClaim *claim, Error *error) {
    PayeeAccount account;
    PersonRow person;
    bool is_person = str_is_absent(assessment->uscc);
    if ((is_person &&
         !person_get(tx, &(PersonGetIn){.id = assessment->person_id}, arena, &person, error)) ||
        !payee_known_account(tx, assessment, arena, &account, error)) {
        return false;
    }
    *claim = (FactClaim){.policy_number = assessment->policy->number,
                         .measure = assessment->measure->key,
                         .subject_kind = assessment->subject_kind,
                         .subject_key = assessment->subject_key,
                         .period = assessment->period,
                         .person_id = assessment->person_id,
                         .uscc = assessment->uscc,
                         .payee_key = is_person ? person.id_number : assessment->uscc,
                         .account_number = account.account_number,
                         .division_code = assessment->division_code,
                         .channel = STR("automatic"),
                         .amount_fen = assessment->amount_fen,
                         .submitted_on = on};
    return true;
}

// What would be paid is looked at before anybody may confirm it.
static bool find_doubts(Tx *tx, const Match *match, Arena *arena, Chunk *chunk, Error *error) {
    size_t count = chunk->assessments.count, candidates = 0;
    FactClaim *claims = NEW_ARRAY(arena, FactClaim, count);
    size_t *places = NEW_ARRAY(arena, size_t, count);
    Date on = match->head.snapshot_on;
    RiskFoundList found;
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = &chunk->assessments.items[i];
        if (column_of(assessment) != BATCH_PAYABLE) continue;
        places[candidates] = i;
        if (!candidate_of(tx, assessment, on, arena, &claims[candidates++], error)) return false;
    }
    if (!risk_find(tx, match->context->pack, claims, candidates, on, arena, &found, error)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        Matched *row = &chunk->rows[places[found.items[i].claim]];
        RiskFound *own = NEW_ARRAY(arena, RiskFound, row->found_count + 1);
        for (size_t j = 0; j < row->found_count; j++) own[j] = row->found[j];
        own[row->found_count++] = found.items[i];
        row->found = own;
    }
    return true;
}

static bool read_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    Chunk *chunk = out;
    AssessmentIn query = {.pack = match->context->pack,
                          .policy_number = match->policy_number,
                          .on = match->head.snapshot_on};
    if (!assess_page(tx, &query, match->division_code, match->after_key, STORE_CHUNK_ROWS, arena,
                     &chunk->assessments, error)) {
        return false;
    }
    chunk->rows = NEW_ARRAY(arena, Matched, chunk->assessments.count);
    for (size_t i = 0; i < chunk->assessments.count; i++) {
        chunk->rows[i].assessment = &chunk->assessments.items[i];
    }
    return find_doubts(tx, match, arena, chunk, error);
}

// A match writes in many transactions. Between two of them somebody else may have begun it anew,
// or taken the batch back: then the rows are no longer the ones of this match.
static bool check_progress(Tx *tx, const Match *match, int64_t row_count, Arena *arena,
                           Error *error) {
    BatchProgressRow now;
    int64_t held;
    if (!batch_hold(tx, &(BatchHoldIn){.batch_id = match->head.id}, &held, error) ||
        !batch_progress(tx, &(BatchProgressIn){.batch_id = match->head.id}, arena, &now, error)) {
        return false;
    }
    if (held == 1 && now.count == row_count) return true;
    error_set(error, ERROR_CONFLICT, "批次 %.*s 正由另一位同事比对，或者刚刚被回滚",
              STR_ARG(match->head.number));
    error_detail(error, "请稍候刷新，看比对结果");
    return error_code(error, "BATCH_BUSY");
}

static bool write_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const Match *match = in;
    int64_t before = match->sequence - (int64_t)match->row_count;
    return check_progress(tx, match, before, arena, error) &&
           batch_insert_row_bulk(tx, match->rows, match->row_count, NULL, error);
}

// Decides the next chunk; when `writes`, keeps its rows. `*is_done` when no subject was left.
static bool match_chunk(Store *store, Match *match, bool writes, Arena *memory, Arena *arena,
                        bool *is_done, Error *error) {
    Chunk chunk = {0};
    if (!store_read(store, read_chunk, match, &chunk, memory, error)) return false;
    size_t count = chunk.assessments.count;
    *is_done = count == 0;
    if (*is_done) return true;
    match->rows = NEW_ARRAY(memory, BatchInsertRowIn, count);
    match->row_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = chunk.rows[i].assessment;
        bool is_of_person = str_is_absent(assessment->uscc);
        if (is_of_person && consent_withholds(&match->withheld, assessment->person_id)) continue;
        BatchInsertRowIn *row = &match->rows[match->row_count++];
        *row = row_of(&chunk.rows[i], match->head.id, ++match->sequence, memory);
        hash_row(&match->hash, row, memory);
    }
    match->after_key = str_copy(arena, chunk.assessments.items[count - 1].subject_key);
    return !writes || store_write(store, write_chunk, match, NULL, memory, error);
}

static bool read_withheld(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    return consent_withheld(tx, CONSENT_LOOKUP, match->head.snapshot_on, arena, out, error);
}

static bool match_all(Store *store, Match *match, bool writes, Arena *arena, Error *error) {
    Arena chunk = {0};
    bool is_done = false;
    bool ok = store_read(store, read_withheld, match, &match->withheld, arena, error);
    crypto_hash_sha256_init(&match->hash);
    while (ok && !is_done) {
        arena_reset(&chunk);
        ok = match_chunk(store, match, writes, &chunk, arena, &is_done, error);
    }
    arena_release(&chunk);
    unsigned char bytes[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&match->hash, bytes);
    char *text = arena_alloc(arena, HASH_TEXT_BYTES);
    sodium_bin2hex(text, HASH_TEXT_BYTES, bytes, sizeof bytes);
    match->rows_hash = str_from_c(text);
    return ok;
}

// ---- A batch ----

static bool create(Tx *tx, const Match *match, Arena *arena, BatchHeadRow *head, Error *error) {
    const Actor *actor = match->actor;
    const Policy *policy = pack_policy(match->context->pack, match->policy_number);
    BatchIdRow row;
    int64_t n;
    Str series = str_format(arena, "PC-%lld", (long long)date_to_civil(actor->today).year);
    if (!store_next_number(tx, series, &n, error)) return false;
    *head = (BatchHeadRow){
        .number = str_format(arena, "%.*s-%05lld", STR_ARG(series), (long long)n),
        .policy_number = match->policy_number,
        .policy_title = policy->title,
        .division_code = match->division_code,
        .snapshot_on = actor->today,
        .pack_hash = str_from_c(match->context->pack->hash),
        .state = STR("matching"),
        .created_by = actor->account_id,
    };
    if (!batch_insert(tx,
                      &(BatchInsertIn){.number = head->number,
                                       .policy_number = head->policy_number,
                                       .policy_title = head->policy_title,
                                       .division_code = head->division_code,
                                       .snapshot_on = head->snapshot_on,
                                       .pack_hash = head->pack_hash,
                                       .created_by = head->created_by,
                                       .created_on = actor->today},
                      arena, &row, error)) {
        return false;
    }
    head->id = row.id;
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("batch.run"),
                                     .object_kind = STR("batch"),
                                     .object_number = head->number,
                                     .division_code = head->division_code},
                       error);
}

typedef struct Begin {
    BatchHeadRow head;
    bool existed;
} Begin;

static bool begin(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    Begin *result = out;
    *result = (Begin){0};
    if (!batch_by_key(tx,
                      &(BatchByKeyIn){.policy_number = match->policy_number,
                                      .division_code = match->division_code,
                                      .snapshot_on = match->actor->today,
                                      .pack_hash = str_from_c(match->context->pack->hash)},
                      arena, &result->head, &result->existed, error)) {
        return false;
    }
    if (!result->existed) return create(tx, match, arena, &result->head, error);
    return batch_clear_rows(tx, &(BatchClearRowsIn){.batch_id = result->head.id}, NULL, error);
}

static bool finish(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const Match *match = in;
    return check_progress(tx, match, match->sequence, arena, error) &&
           batch_finish(tx,
                        &(BatchFinishIn){.id = match->head.id, .rows_hash = match->rows_hash}, NULL,
                        error);
}

static bool read_summary(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BatchHeadRow *head = in;
    return batch_summary(tx, head, arena, out, error);
}

static bool check_batch(const Actor *actor, const CaseContext *context, int policy_number,
                        Str division_code, Error *error) {
    const Policy *policy = pack_policy(context->pack, policy_number);
    if (!scope_covers(&actor->scope, division_code)) {
        return error_set(error, ERROR_NOT_FOUND, "%.*s 不在你能办的范围里", STR_ARG(division_code));
    }
    for (size_t i = 0; policy && policy->program && i < policy->measures.count; i++) {
        if (policy->measures.items[i].ways & MEASURE_AUTOMATIC) return true;
    }
    error_set(error, ERROR_CONFLICT, "第%d项不是免申即享，不能跑批次", policy_number);
    return error_detail(error, "请选择方式里有“免申即享”的政策");
}

bool batch_run(Store *store, const Actor *actor, const CaseContext *context, int policy_number,
               Str division_code, Arena *arena, Batch *batch, Error *error) {
    Match match = {.actor = actor,
                   .context = context,
                   .policy_number = policy_number,
                   .division_code = division_code,
                   .after_key = STR("")};
    Begin result;
    if (!check_batch(actor, context, policy_number, division_code, error) ||
        !store_write(store, begin, &match, &result, arena, error)) {
        return false;
    }
    match.head = result.head;
    bool is_matching = str_equal(match.head.state, STR("matching"));
    if (is_matching) {
        if (!match_all(store, &match, true, arena, error) ||
            !store_write(store, finish, &match, NULL, arena, error)) {
            return false;
        }
        match.head.state = STR("reviewing");
        match.head.rows_hash = match.rows_hash;
    }
    if (!store_read(store, read_summary, &match.head, batch, arena, error)) return false;
    if (is_matching || batch->confirmed > 0) return true;
    // The same snapshot again, and nothing has come of it yet: prove that the rows are the same.
    if (!match_all(store, &match, false, arena, error)) return false;
    if (str_equal(match.rows_hash, match.head.rows_hash)) return true;
    error_set(error, ERROR_CONFLICT, "批次 %.*s 重跑的结果和原来不一样", STR_ARG(match.head.number));
    error_detail(error, "数据在批次之后变了：请回滚这个批次，再重新比对");
    return error_code(error, "ROWS_DIFFER");
}
