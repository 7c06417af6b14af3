// SPDX-License-Identifier: Apache-2.0
// Matching a batch: pages of subjects, decided in order, hashed as they go, written in chunks.
#include "casework/batch_core.h"
#include "casework/consent.h"
#include "casework/fact_request.h"
#include "publish/fact_view.h"

// ---- A page of subjects ----

typedef struct Match {
    const JobRun *job;
    const CaseContext *context;
    BatchHeadRow head;
    bool writes;              // else proves what was written
    int64_t until;            // rows to prove; 0 = all
    ConsentWithheld withheld; // who does not want to be looked for
    StakeRows stakes;         // of who had it matched
    Str after_key;            // last subject of the former chunk
    int64_t sequence;         // rows so far
    crypto_hash_sha256_state hash;
} Match;

typedef struct Page {
    Assessments assessments;
    BatchInsertRowIn *rows; // one an assessment
} Page;

static bool read_page(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    Page *page = out;
    const Pack *pack = match->context->pack;
    Date on = match->head.snapshot_on;
    AssessmentIn query = {.pack = pack, .policy_number = (int)match->head.policy_number, .on = on};
    BatchDecide decide = {pack, &match->stakes, on};
    return assess_page(tx, &query, match->head.division_code, match->after_key, FACT_PAGE_ROWS,
                       arena, &page->assessments, error) &&
           batch_decide(tx, &decide, &page->assessments, arena, &page->rows, error);
}

// ---- A chunk of rows ----

typedef struct Chunk {
    const Match *match;
    const BatchInsertRowIn *rows;
    const Assessment **of; // the rows
    size_t count;
    int64_t done; // rows, with these
} Chunk;

static bool ask_departments(Tx *tx, const Chunk *chunk, Arena *arena, Error *error) {
    const Match *match = chunk->match;
    FactAsking *askings = NEW_ARRAY(arena, FactAsking, chunk->count);
    size_t count = 0;
    for (size_t i = 0; i < chunk->count; i++) {
        if (!chunk->rows[i].awaits) continue;
        askings[count++] =
            (FactAsking){chunk->rows[i].case_number, match->head.number, chunk->of[i]};
    }
    return fact_requests_ask(tx, match->context, clock_today(match->job->clock), askings, count,
                             arena, error);
}

// The rows and how far they go are one: whoever takes over goes on behind them.
static bool write_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Chunk *chunk = in;
    (void)out;
    return job_advance(tx, chunk->match->job, chunk->done, error) &&
           batch_insert_row_bulk(tx, chunk->rows, chunk->count, NULL, error) &&
           ask_departments(tx, chunk, arena, error);
}

static bool keep_chunk(const Chunk *chunk, Arena *memory, Error *error) {
    const JobRun *job = chunk->match->job;
    return chunk->match->writes ? store_write(job->store, write_chunk, chunk, NULL, memory, error)
                                : job_note(job, chunk->done, error);
}

// `all.done` counts the rows before them.
static bool keep_rows(const Chunk *all, Arena *memory, Error *error) {
    bool ok = true;
    for (size_t from = 0; ok && from < all->count; from += STORE_CHUNK_ROWS) {
        size_t rest = all->count - from, some = rest < STORE_CHUNK_ROWS ? rest : STORE_CHUNK_ROWS;
        Chunk chunk = {all->match, all->rows + from, all->of + from, some,
                       all->done + (int64_t)(from + some)};
        ok = keep_chunk(&chunk, memory, error);
    }
    return ok;
}

static void place_row(Match *match, BatchInsertRowIn *row, Arena *memory) {
    row->batch_id = match->head.id;
    row->sequence = ++match->sequence;
    if (row->awaits) {
        row->case_number = str_format(memory, "%.*s-%lld", STR_ARG(match->head.number),
                                      (long long)row->sequence);
    }
    batch_hash_row(&match->hash, row, memory);
}

// Decides the next page and keeps its rows. `*is_done` when no subject was left.
static bool match_page(Match *match, Arena *memory, Arena *arena, bool *is_done, Error *error) {
    Page page = {0};
    if (!store_read(match->job->store, read_page, match, &page, memory, error)) return false;
    size_t count = page.assessments.count;
    *is_done = count == 0;
    if (*is_done) return true;
    const Assessment **of = NEW_ARRAY(memory, const Assessment *, count);
    Chunk all = {.match = match, .rows = page.rows, .of = of, .done = match->sequence};
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = &page.assessments.items[i];
        *is_done = match->until > 0 && match->sequence == match->until;
        if (*is_done) break;
        bool is_of_person = str_is_absent(assessment->uscc);
        if (is_of_person && consent_withholds(&match->withheld, assessment->person_id)) continue;
        page.rows[all.count] = page.rows[i];
        of[all.count] = assessment;
        place_row(match, &page.rows[all.count++], memory);
    }
    match->after_key = str_copy(arena, page.assessments.items[count - 1].subject_key);
    return keep_rows(&all, memory, error);
}

// ---- Rows that an earlier runner wrote ----

static bool read_written(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    BatchRowsIn query = {.batch_id = match->head.id, .after_sequence = match->sequence,
                         .row_count = STORE_CHUNK_ROWS};
    return batch_rows(tx, &query, arena, out, error);
}

static bool resume(Match *match, Arena *arena, Error *error) {
    Arena page = {0};
    BatchItemRows rows = {.count = 1};
    bool ok = true;
    while (ok && rows.count > 0) {
        arena_reset(&page);
        ok = store_read(match->job->store, read_written, match, &rows, &page, error);
        for (size_t i = 0; ok && i < rows.count; i++) {
            const BatchItemRow *item = &rows.items[i];
            batch_hash_item(&match->hash, item, &page);
            match->sequence = item->sequence;
            if (i + 1 == rows.count) match->after_key = str_copy(arena, item->subject_key);
        }
    }
    arena_release(&page);
    return ok;
}

// ---- On another day ----

static bool match_pages(Match *match, Arena *arena, Error *error) {
    Arena page = {0};
    bool ok = true, is_done = false;
    while (ok && !is_done) {
        arena_reset(&page);
        ok = match_page(match, &page, arena, &is_done, error);
    }
    arena_release(&page);
    return ok;
}

// The data of its day may have been corrected since. What was written is decided once more: only
// when it comes out the same does the rest belong to the same snapshot.
static bool check_snapshot(const Match *written, Arena *arena, Error *error) {
    Match proof = *written;
    if (written->sequence == 0 || clock_today(written->job->clock) == written->head.snapshot_on) {
        return true;
    }
    proof.writes = false;
    proof.until = written->sequence;
    proof.sequence = 0;
    proof.after_key = STR("");
    crypto_hash_sha256_init(&proof.hash);
    if (!match_pages(&proof, arena, error)) return false;
    Str found = batch_hash_text(&proof.hash, arena);
    if (str_equal(found, batch_hash_text(&written->hash, arena))) return true;
    Str day = date_to_str(arena, written->head.snapshot_on);
    error_set(error, ERROR_CONFLICT, "批次 %.*s 不能接着比对：%.*s 的数据后来改过，比对过的行现在不一样",
              STR_ARG(written->head.number), STR_ARG(day));
    error_detail(error, "请回滚这个批次，按今天的数据重新比对");
    return error_code(error, "ROWS_DIFFER");
}

// ---- A whole match ----

static bool read_before(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    Match *filled = out;
    return consent_withheld(tx, CONSENT_LOOKUP, match->head.snapshot_on, arena, &filled->withheld,
                            error) &&
           stake_list(tx, &(StakeListIn){match->head.created_by}, arena, &filled->stakes, error);
}

bool batch_match(const JobRun *job, const CaseContext *context, const BatchHeadRow *head,
                 Arena *arena, BatchMatched *matched, Error *error) {
    Match match = {.job = job, .context = context, .head = *head, .after_key = STR(""),
                   .writes = str_equal(head->state, STR("matching"))};
    Match before = match;
    crypto_hash_sha256_init(&match.hash);
    if (!store_read(job->store, read_before, &match, &before, arena, error)) return false;
    match.withheld = before.withheld;
    match.stakes = before.stakes;
    bool ok = !match.writes || (resume(&match, arena, error) &&
                                check_snapshot(&match, arena, error));
    if (!ok || !match_pages(&match, arena, error)) return false;
    *matched = (BatchMatched){batch_hash_text(&match.hash, arena), match.sequence};
    return true;
}
