// SPDX-License-Identifier: Apache-2.0
#include "privacy/retention.h"

#include "access/audit.h"
#include "base/clock.h"
#include "privacy/retention.sql.h"
#include "privacy/sealing.sql.h"

#define ANONYMOUS STR("（已匿名）")
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

static Date years_before(const Actor *actor, int years) {
    return date_add_months(actor->today, -12 * years);
}

static Str requests_before(const Actor *actor, Arena *arena) {
    return clock_timestamp(arena, actor->now_ms - RETENTION_REQUEST_DAYS * DAY_MS);
}

// ---- Counting ----

static bool count_due(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    RetentionCounts *counts = out;
    RetentionCountRow claims, drafts, rows, keys;
    RetentionClaimsCountIn closed = {years_before(actor, RETENTION_CLAIM_YEARS)};
    RetentionDraftsCountIn expired = {actor->today};
    RetentionRosterRowsCountIn created = {years_before(actor, RETENTION_ROSTER_YEARS)};
    RetentionRequestKeysCountIn asked = {requests_before(actor, arena)};
    if (!retention_claims_count(tx, &closed, arena, &claims, error) ||
        !retention_drafts_count(tx, &expired, arena, &drafts, error) ||
        !retention_roster_rows_count(tx, &created, arena, &rows, error) ||
        !retention_request_keys_count(tx, &asked, arena, &keys, error)) {
        return false;
    }
    *counts = (RetentionCounts){claims.count, drafts.count, rows.count, keys.count};
    return true;
}

bool retention_count(Store *store, const Actor *actor, RetentionCounts *counts, Error *error) {
    Arena arena = {0};
    bool ok = store_read(store, count_due, actor, counts, &arena, error);
    arena_release(&arena);
    return ok;
}

// ---- Claims ----

static bool claim_anonymise(Tx *tx, const Actor *actor, const RetentionClaimRow *claim,
                            Arena *arena, Error *error) {
    RetentionClaimIn row = {claim->id, str_format(arena, "anonymous:%.*s", STR_ARG(claim->number)),
                            ANONYMOUS, ANONYMOUS, actor->today};
    RetentionDecisionsIn decisions = {claim->id, STR("{\"anonymised\":true}")};
    RetentionReviewsIn reviews = {claim->id, STR("{\"anonymised\":true}")};
    RetentionObjectionsIn objections = {claim->id, ANONYMOUS, ANONYMOUS, ANONYMOUS};
    return retention_claim(tx, &row, NULL, error) &&
           retention_decisions(tx, &decisions, NULL, error) &&
           retention_reviews(tx, &reviews, NULL, error) &&
           retention_facts(tx, &(RetentionFactsIn){claim->id}, NULL, error) &&
           retention_evidence(tx, &(RetentionEvidenceIn){claim->id}, NULL, error) &&
           retention_messages(tx, &(RetentionMessagesIn){claim->number}, NULL, error) &&
           retention_objections(tx, &objections, NULL, error);
}

static bool claims_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    int64_t *done = out;
    RetentionClaimRows claims;
    RetentionClaimsDueIn due = {years_before(actor, RETENTION_CLAIM_YEARS), STORE_CHUNK_ROWS};
    if (!retention_claims_due(tx, &due, arena, &claims, error) ||
        !sealing_pass_begin(tx, &(SealingPassBeginIn){STR("anonymise")}, NULL, error)) {
        return false;
    }
    for (size_t i = 0; i < claims.count; i++) {
        if (!claim_anonymise(tx, actor, &claims.items[i], arena, error)) return false;
    }
    *done = (int64_t)claims.count;
    return sealing_pass_end(tx, &(SealingPassEndIn){STR("anonymise")}, NULL, error);
}

// ---- What is deleted ----

static bool drafts_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    (void)arena;
    return retention_drafts(tx, &(RetentionDraftsIn){actor->today}, out, error);
}

static bool rosters_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RetentionRosterRowsIn due = {years_before(in, RETENTION_ROSTER_YEARS), STORE_CHUNK_ROWS,
                                 STR("[]"), STR("{}")};
    (void)arena;
    return retention_roster_rows(tx, &due, out, error);
}

static bool requests_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RetentionRequestKeysIn due = {requests_before(in, arena), STORE_CHUNK_ROWS};
    return retention_request_keys(tx, &due, out, error);
}

// ---- A run ----

static bool chunks_run(Store *store, StoreFunction *chunk, const Actor *actor, int64_t *total,
                       Error *error) {
    Arena arena = {0};
    int64_t done = 1;
    bool ok = true;
    *total = 0;
    while (ok && done > 0) {
        done = 0;
        arena_reset(&arena);
        ok = store_write(store, chunk, actor, &done, &arena, error);
        *total += ok ? done : 0;
    }
    arena_release(&arena);
    return ok;
}

typedef struct RunNote {
    const Actor *actor;
    const RetentionCounts *counts;
} RunNote;

static bool run_note(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RunNote *note = in;
    const RetentionCounts *counts = note->counts;
    (void)out;
    Str after = str_format(arena,
                           "{\"claims\":%lld,\"drafts\":%lld,\"roster_rows\":%lld,"
                           "\"request_keys\":%lld}",
                           (long long)counts->claims, (long long)counts->drafts,
                           (long long)counts->roster_rows, (long long)counts->request_keys);
    AuditEntry entry = {
        .action = STR("retention.run"), .object_kind = STR("retention"), .after = after};
    return audit_write(tx, note->actor, &entry, error);
}

bool retention_run(Store *store, const Actor *actor, RetentionCounts *counts, Error *error) {
    Arena arena = {0};
    *counts = (RetentionCounts){0};
    bool ok = chunks_run(store, claims_chunk, actor, &counts->claims, error) &&
              chunks_run(store, drafts_chunk, actor, &counts->drafts, error) &&
              chunks_run(store, rosters_chunk, actor, &counts->roster_rows, error) &&
              chunks_run(store, requests_chunk, actor, &counts->request_keys, error) &&
              store_write(store, run_note, &(RunNote){actor, counts}, NULL, &arena, error);
    arena_release(&arena);
    return ok;
}
