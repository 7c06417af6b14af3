// SPDX-License-Identifier: Apache-2.0
#include "privacy/retention.h"

#include "access/audit.h"
#include "base/clock.h"
#include "base/json.h"
#include "paper/document.h"
#include "privacy/retention.sql.h"
#include "privacy/sealing.sql.h"
#include "registry/mask.h"

#define NOTHING_JSON STR("{\"anonymised\":true}")
#define NO_FACTS_JSON STR("[]")
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
    RetentionClaimsCountRow claims;
    RetentionCountRow archives, drafts, rows, rosters, lines, keys;
    RetentionClaimsCountIn closed = {years_before(actor, RETENTION_CLAIM_YEARS)};
    RetentionDraftsCountIn expired = {actor->today};
    RetentionRosterRowsCountIn created = {years_before(actor, RETENTION_ROSTER_YEARS)};
    RetentionRostersCountIn owned = {created.created_before};
    RetentionBatchRowsCountIn offered = {years_before(actor, RETENTION_BATCH_YEARS)};
    RetentionRequestKeysCountIn asked = {requests_before(actor, arena)};
    if (!retention_claims_count(tx, &closed, arena, &claims, error) ||
        !retention_archives_count(tx, &(RetentionArchivesCountIn){closed.closed_before}, arena,
                                  &archives, error) ||
        !retention_drafts_count(tx, &expired, arena, &drafts, error) ||
        !retention_roster_rows_count(tx, &created, arena, &rows, error) ||
        !retention_rosters_count(tx, &owned, arena, &rosters, error) ||
        !retention_batch_rows_count(tx, &offered, arena, &lines, error) ||
        !retention_request_keys_count(tx, &asked, arena, &keys, error)) {
        return false;
    }
#define X(name, label, unit) .name = claims.name,
    *counts = (RetentionCounts){RETENTION_CLAIM_COUNTS(X).archives = archives.count,
                                .drafts = drafts.count,
                                .roster_rows = rows.count, .rosters = rosters.count,
                                .batch_rows = lines.count, .request_keys = keys.count};
#undef X
    return true;
}

bool retention_count(Store *store, const Actor *actor, RetentionCounts *counts, Error *error) {
    Arena arena = {0};
    bool ok = store_read(store, count_due, actor, counts, &arena, error);
    arena_release(&arena);
    return ok;
}

// ---- Claims ----

// A letter without its words.
static Str letter_without_words(const Actor *actor, Arena *arena) {
    return paper_to_json(&(PaperDocument){.title = MASK_ANONYMOUS, .date = actor->today}, arena);
}

static bool claim_itself(Tx *tx, const Actor *actor, const RetentionClaimRow *claim, Str key,
                         Arena *arena, Error *error) {
    RetentionClaimIn row = {claim->id, key, MASK_ANONYMOUS, MASK_ANONYMOUS, actor->today};
    RetentionDecisionsIn decisions = {claim->id, NO_FACTS_JSON, NOTHING_JSON};
    RetentionObjectionsIn objections = {claim->id, MASK_ANONYMOUS, MASK_ANONYMOUS, MASK_ANONYMOUS,
                                        MASK_ANONYMOUS};
    RetentionStepsIn steps = {claim->id, MASK_ANONYMOUS, MASK_ANONYMOUS};
    RetentionUrgesIn urges = {claim->id, MASK_ANONYMOUS};
    RetentionCourseUrgesIn course_urges = {claim->id, MASK_ANONYMOUS};
    RetentionLettersIn letters = {claim->id, letter_without_words(actor, arena)};
    RetentionBatchRowIn line = {claim->id, key, MASK_ANONYMOUS};
    return retention_claim(tx, &row, NULL, error) &&
           retention_decisions(tx, &decisions, NULL, error) &&
           retention_evidence(tx, &(RetentionEvidenceIn){claim->id}, NULL, error) &&
           retention_messages(tx, &(RetentionMessagesIn){claim->number}, NULL, error) &&
           retention_objections(tx, &objections, NULL, error) &&
           retention_steps(tx, &steps, NULL, error) && retention_urges(tx, &urges, NULL, error) &&
           retention_course_urges(tx, &course_urges, NULL, error) &&
           retention_rating(tx, &(RetentionRatingIn){claim->id}, NULL, error) &&
           retention_letters(tx, &letters, NULL, error) &&
           retention_batch_row(tx, &line, NULL, error);
}

static bool claim_courses(Tx *tx, int64_t id, RetentionCounts *counts, Error *error) {
    int64_t clawbacks = 0, appeals = 0;
    RetentionClawbacksIn clawback = {id, MASK_ANONYMOUS, MASK_ANONYMOUS};
    RetentionClawbackEvidenceIn evidence = {id, MASK_ANONYMOUS};
    RetentionAppealsIn appeal = {id, MASK_ANONYMOUS, MASK_ANONYMOUS};
    RetentionCourseStepsIn steps = {id, MASK_ANONYMOUS, MASK_ANONYMOUS};
    RetentionReviewsIn reviews = {id, NOTHING_JSON, NOTHING_JSON, NOTHING_JSON};
    if (!retention_clawbacks(tx, &clawback, &clawbacks, error) ||
        !retention_clawback_evidence(tx, &evidence, NULL, error) ||
        !retention_appeals(tx, &appeal, &appeals, error) ||
        !retention_reviews(tx, &reviews, NULL, error) ||
        !retention_course_steps(tx, &steps, NULL, error)) {
        return false;
    }
    counts->clawbacks += clawbacks;
    counts->appeals += appeals;
    return true;
}

static bool claim_findings(Tx *tx, int64_t id, Arena *arena, RetentionCounts *counts,
                           Error *error) {
    RetentionFindingRows findings;
    if (!retention_findings(tx, &(RetentionFindingsIn){id}, arena, &findings, error)) return false;
    for (size_t i = 0; i < findings.count; i++) {
        int64_t finding = findings.items[i].id;
        // Unique beside the claim, and no longer the hash of a sentence that could be guessed.
        Str fingerprint = str_format(arena, "anonymous:%lld", (long long)finding);
        RetentionFindingIn row = {finding, MASK_ANONYMOUS, STR("{}"), fingerprint, MASK_ANONYMOUS};
        if (!retention_finding(tx, &row, NULL, error)) return false;
    }
    counts->findings += (int64_t)findings.count;
    return true;
}

static bool claim_anonymise(Tx *tx, const Actor *actor, const RetentionClaimRow *claim,
                            Arena *arena, RetentionCounts *counts, Error *error) {
    int64_t answers = 0, inspections = 0;
    Str key = str_format(arena, "anonymous:%.*s", STR_ARG(claim->number));
    RetentionAnswersIn answer = {claim->number, STR("null")};
    RetentionInspectionsIn inspection = {claim->id, MASK_ANONYMOUS};
    if (!claim_itself(tx, actor, claim, key, arena, error) ||
        !claim_courses(tx, claim->id, counts, error) ||
        !claim_findings(tx, claim->id, arena, counts, error) ||
        !retention_answers(tx, &answer, &answers, error) ||
        !retention_inspections(tx, &inspection, &inspections, error)) {
        return false;
    }
    counts->claims++;
    counts->answers += answers;
    counts->inspections += inspections;
    return true;
}

static bool claims_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    RetentionCounts *done = out;
    RetentionClaimRows claims;
    RetentionClaimsDueIn due = {years_before(actor, RETENTION_CLAIM_YEARS), STORE_CHUNK_ROWS};
    *done = (RetentionCounts){0};
    if (!retention_claims_due(tx, &due, arena, &claims, error) ||
        !sealing_pass_begin(tx, &(SealingPassBeginIn){STR("anonymise")}, NULL, error)) {
        return false;
    }
    for (size_t i = 0; i < claims.count; i++) {
        if (!claim_anonymise(tx, actor, &claims.items[i], arena, done, error)) return false;
    }
    return sealing_pass_end(tx, &(SealingPassEndIn){STR("anonymise")}, NULL, error);
}

static bool claims_run(Store *store, const Actor *actor, RetentionCounts *counts, Error *error) {
    Arena arena = {0};
    RetentionCounts done = {.claims = 1};
    bool ok = true;
    while (ok && done.claims > 0) {
        arena_reset(&arena);
        ok = store_write(store, claims_chunk, actor, &done, &arena, error);
        if (!ok) break;
#define X(name, label, unit) counts->name += done.name;
        RETENTION_CLAIM_COUNTS(X)
#undef X
    }
    arena_release(&arena);
    return ok;
}

// ---- What is emptied or deleted ----

static bool archives_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    RetentionArchivesIn due = {STORE_CHUNK_ROWS, NOTHING_JSON, actor->today};
    (void)arena;
    return sealing_pass_begin(tx, &(SealingPassBeginIn){STR("anonymise")}, NULL, error) &&
           retention_archives(tx, &due, out, error) &&
           sealing_pass_end(tx, &(SealingPassEndIn){STR("anonymise")}, NULL, error);
}

static bool drafts_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    (void)arena;
    return retention_drafts(tx, &(RetentionDraftsIn){actor->today}, out, error);
}

static bool rosters_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RetentionRosterRowsIn due = {years_before(in, RETENTION_ROSTER_YEARS),
                                 STORE_CHUNK_ROWS,
                                 STR("[]"),
                                 STR("{}"),
                                 STR("{}"),
                                 STR("")};
    (void)arena;
    return retention_roster_rows(tx, &due, out, error);
}

static bool owners_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Actor *actor = in;
    RetentionRostersIn due = {years_before(actor, RETENTION_ROSTER_YEARS), STORE_CHUNK_ROWS,
                              MASK_ANONYMOUS, MASK_ANONYMOUS, MASK_ANONYMOUS, actor->today};
    (void)arena;
    return retention_rosters(tx, &due, out, error);
}

static bool lines_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RetentionBatchRowsIn due = {years_before(in, RETENTION_BATCH_YEARS), STORE_CHUNK_ROWS,
                                MASK_ANONYMOUS};
    (void)arena;
    return retention_batch_rows(tx, &due, out, error);
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
    StrBuilder text;
    JsonWriter writer;
    (void)out;
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    json_open_object(&writer);
#define X(name, label, unit) json_member_int(&writer, #name, counts->name);
    RETENTION_COUNTS(X)
#undef X
    json_close_object(&writer);
    AuditEntry entry = {
        .action = STR("retention.run"), .object_kind = STR("retention"), .after = str_built(&text)};
    return audit_write(tx, note->actor, &entry, error);
}

bool retention_run(Store *store, const Actor *actor, RetentionCounts *counts, Error *error) {
    Arena arena = {0};
    *counts = (RetentionCounts){0};
    bool ok = claims_run(store, actor, counts, error) &&
              chunks_run(store, archives_chunk, actor, &counts->archives, error) &&
              chunks_run(store, drafts_chunk, actor, &counts->drafts, error) &&
              chunks_run(store, rosters_chunk, actor, &counts->roster_rows, error) &&
              chunks_run(store, owners_chunk, actor, &counts->rosters, error) &&
              chunks_run(store, lines_chunk, actor, &counts->batch_rows, error) &&
              chunks_run(store, requests_chunk, actor, &counts->request_keys, error) &&
              store_write(store, run_note, &(RunNote){actor, counts}, NULL, &arena, error);
    arena_release(&arena);
    return ok;
}
