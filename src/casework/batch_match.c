// SPDX-License-Identifier: Apache-2.0
// Matching a batch: pages of subjects, decided in order, hashed as they go, written in chunks.
#include "casework/batch_core.h"
#include "casework/claim_make.h"
#include "casework/consent.h"
#include "publish/fact_claim.sql.h"
#include "publish/fact_view.h"
#include "publish/risk_find.h"
#include "registry/employer.sql.h"
#include "registry/person.sql.h"

#include <sodium.h>

#define HASH_TEXT_BYTES (crypto_hash_sha256_BYTES * 2 + 1)

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
    bool is_own; // of the officer who had it matched
} Matched;

static bool needs_look(const Matched *matched) {
    if (matched->is_own) return true;
    for (size_t i = 0; i < matched->found_count; i++) {
        if (matched->found[i].is_high) return true;
    }
    return false;
}

static BatchInsertRowIn row_of(const Matched *matched, int64_t batch_id, int64_t sequence,
                               Arena *arena) {
    const Assessment *assessment = matched->assessment;
    BatchColumn column = needs_look(matched) ? BATCH_LOOK : column_of(assessment);
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
    if (matched->is_own) {
        put_joined(&codes, STR(BATCH_OWN_CODE), ",");
        put_joined(&sentences, STR("比对的工作人员就是领钱的人，或者替领钱的单位办事，要由另一位同事办理"),
                   "；");
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

// ---- A page of subjects ----

typedef struct Match {
    const JobRun *job;
    const Pack *pack;
    BatchHeadRow head;
    bool writes;              // else proves what was written
    ConsentWithheld withheld; // who does not want to be looked for
    BatchOwn own;             // of who had it matched
    Str after_key;            // last subject of the former chunk
    int64_t sequence;         // rows so far
    crypto_hash_sha256_state hash;
} Match;

typedef struct Page {
    Assessments assessments;
    Matched *rows; // one an assessment
} Page;

// The payable subjects of a page, as the claims that they would become.
typedef struct Candidates {
    FactClaim *claims;
    size_t *places; // in the page
    size_t count;
} Candidates;

static FactClaim candidate_of(const Assessment *assessment, Date on) {
    return (FactClaim){.policy_number = assessment->policy->number,
                       .measure = assessment->measure->key,
                       .subject_kind = assessment->subject_kind,
                       .subject_key = assessment->subject_key,
                       .period = assessment->period,
                       .person_id = assessment->person_id,
                       .uscc = assessment->uscc,
                       .payee_key = assessment->uscc,
                       .division_code = assessment->division_code,
                       .channel = STR("automatic"),
                       .amount_fen = assessment->amount_fen,
                       .submitted_on = on};
}

// Who they are, and the account that the databases know.
static bool put_people(Tx *tx, Candidates *candidates, Arena *arena, Error *error) {
    FactClaimPersonIn *ins = NEW_ARRAY(arena, FactClaimPersonIn, candidates->count);
    PersonAccountActiveIn *account_ins =
        NEW_ARRAY(arena, PersonAccountActiveIn, candidates->count);
    QueryRows *people = NEW_ARRAY(arena, QueryRows, candidates->count);
    QueryRows *accounts = NEW_ARRAY(arena, QueryRows, candidates->count);
    size_t *places = NEW_ARRAY(arena, size_t, candidates->count), count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        const FactClaim *claim = &candidates->claims[i];
        if (!str_is_absent(claim->uscc)) continue;
        ins[count].person_id = claim->person_id;
        account_ins[count].person_id = claim->person_id;
        places[count++] = i;
    }
    if (!fact_claim_person_each(tx, ins, count, arena, people, error) ||
        !person_account_active_each(tx, account_ins, count, arena, accounts, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        FactClaim *claim = &candidates->claims[places[i]];
        const FactClaimPersonRow *person = people[i].items;
        const PersonAccountRow *account = accounts[i].items;
        if (people[i].count > 0) claim->payee_key = person->id_number;
        if (accounts[i].count > 0) claim->account_number = account->account_number;
    }
    return true;
}

static bool put_units(Tx *tx, Candidates *candidates, Arena *arena, Error *error) {
    EmployerAccountActiveIn *ins = NEW_ARRAY(arena, EmployerAccountActiveIn, candidates->count);
    QueryRows *accounts = NEW_ARRAY(arena, QueryRows, candidates->count);
    size_t *places = NEW_ARRAY(arena, size_t, candidates->count), count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        const FactClaim *claim = &candidates->claims[i];
        if (str_is_absent(claim->uscc)) continue;
        ins[count].uscc = claim->uscc;
        places[count++] = i;
    }
    if (!employer_account_active_each(tx, ins, count, arena, accounts, error)) return false;
    for (size_t i = 0; i < count; i++) {
        const EmployerAccountRow *account = accounts[i].items;
        if (accounts[i].count > 0) {
            candidates->claims[places[i]].account_number = account->account_number;
        }
    }
    return true;
}

// What would be paid is looked at before anybody may confirm it.
static bool find_doubts(Tx *tx, const Match *match, Arena *arena, Page *page, Error *error) {
    size_t count = page->assessments.count;
    Candidates candidates = {.claims = NEW_ARRAY(arena, FactClaim, count),
                             .places = NEW_ARRAY(arena, size_t, count)};
    Date on = match->head.snapshot_on;
    RiskFoundList found;
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = &page->assessments.items[i];
        if (column_of(assessment) != BATCH_PAYABLE) continue;
        page->rows[i].is_own =
            batch_is_own(&match->own, assessment->person_id, assessment->uscc);
        candidates.places[candidates.count] = i;
        candidates.claims[candidates.count++] = candidate_of(assessment, on);
    }
    if (!put_people(tx, &candidates, arena, error) || !put_units(tx, &candidates, arena, error) ||
        !risk_find(tx, match->pack, candidates.claims, candidates.count, on, arena, &found,
                   error)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        Matched *row = &page->rows[candidates.places[found.items[i].claim]];
        RiskFound *own = NEW_ARRAY(arena, RiskFound, row->found_count + 1);
        for (size_t j = 0; j < row->found_count; j++) own[j] = row->found[j];
        own[row->found_count++] = found.items[i];
        row->found = own;
    }
    return true;
}

static bool read_page(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    Page *page = out;
    AssessmentIn query = {.pack = match->pack,
                          .policy_number = (int)match->head.policy_number,
                          .on = match->head.snapshot_on};
    if (!assess_page(tx, &query, match->head.division_code, match->after_key, FACT_PAGE_ROWS,
                     arena, &page->assessments, error)) {
        return false;
    }
    page->rows = NEW_ARRAY(arena, Matched, page->assessments.count);
    for (size_t i = 0; i < page->assessments.count; i++) {
        page->rows[i].assessment = &page->assessments.items[i];
    }
    return find_doubts(tx, match, arena, page, error);
}

// ---- A chunk of rows ----

typedef struct Chunk {
    const Match *match;
    const BatchInsertRowIn *rows;
    size_t count;
    int64_t done; // rows, with these
} Chunk;

// The rows and how far they go are one: whoever takes over goes on behind them.
static bool write_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Chunk *chunk = in;
    (void)out;
    (void)arena;
    return job_advance(tx, chunk->match->job, chunk->done, error) &&
           batch_insert_row_bulk(tx, chunk->rows, chunk->count, NULL, error);
}

static bool keep_chunk(const Chunk *chunk, Arena *memory, Error *error) {
    const JobRun *job = chunk->match->job;
    return chunk->match->writes ? store_write(job->store, write_chunk, chunk, NULL, memory, error)
                                : job_note(job, chunk->done, error);
}

static bool keep_rows(const Match *match, const BatchInsertRowIn *rows, size_t count,
                      Arena *memory, Error *error) {
    bool ok = true;
    int64_t before = match->sequence - (int64_t)count;
    for (size_t from = 0; ok && from < count; from += STORE_CHUNK_ROWS) {
        size_t rest = count - from, some = rest < STORE_CHUNK_ROWS ? rest : STORE_CHUNK_ROWS;
        Chunk chunk = {match, rows + from, some, before + (int64_t)(from + some)};
        ok = keep_chunk(&chunk, memory, error);
    }
    return ok;
}

// Decides the next page and keeps its rows. `*is_done` when no subject was left.
static bool match_page(Match *match, Arena *memory, Arena *arena, bool *is_done, Error *error) {
    Page page = {0};
    if (!store_read(match->job->store, read_page, match, &page, memory, error)) return false;
    size_t count = page.assessments.count, kept = 0;
    *is_done = count == 0;
    if (*is_done) return true;
    BatchInsertRowIn *rows = NEW_ARRAY(memory, BatchInsertRowIn, count);
    for (size_t i = 0; i < count; i++) {
        const Assessment *assessment = page.rows[i].assessment;
        bool is_of_person = str_is_absent(assessment->uscc);
        if (is_of_person && consent_withholds(&match->withheld, assessment->person_id)) continue;
        BatchInsertRowIn *row = &rows[kept++];
        *row = row_of(&page.rows[i], match->head.id, ++match->sequence, memory);
        hash_row(&match->hash, row, memory);
    }
    match->after_key = str_copy(arena, page.assessments.items[count - 1].subject_key);
    return keep_rows(match, rows, kept, memory, error);
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
            BatchInsertRowIn row = {.sequence = item->sequence, .subject_key = item->subject_key,
                                    .result = item->result, .amount_fen = item->amount_fen,
                                    .codes = item->codes, .sentences = item->sentences};
            hash_row(&match->hash, &row, &page);
            match->sequence = item->sequence;
            if (i + 1 == rows.count) match->after_key = str_copy(arena, item->subject_key);
        }
    }
    arena_release(&page);
    return ok;
}

// ---- A whole match ----

static bool read_before(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Match *match = in;
    Match *filled = out;
    return consent_withheld(tx, CONSENT_LOOKUP, match->head.snapshot_on, arena, &filled->withheld,
                            error) &&
           batch_own(tx, match->head.created_by, arena, &filled->own, error);
}

bool batch_match(const JobRun *job, const Pack *pack, const BatchHeadRow *head, Arena *arena,
                 BatchMatched *matched, Error *error) {
    Match match = {.job = job, .pack = pack, .head = *head, .after_key = STR(""),
                   .writes = str_equal(head->state, STR("matching"))};
    Match before = match;
    Arena page = {0};
    bool is_done = false;
    crypto_hash_sha256_init(&match.hash);
    if (!store_read(job->store, read_before, &match, &before, arena, error)) return false;
    match.withheld = before.withheld;
    match.own = before.own;
    bool ok = !match.writes || resume(&match, arena, error);
    while (ok && !is_done) {
        arena_reset(&page);
        ok = match_page(&match, &page, arena, &is_done, error);
    }
    arena_release(&page);
    unsigned char bytes[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&match.hash, bytes);
    char *text = arena_alloc(arena, HASH_TEXT_BYTES);
    sodium_bin2hex(text, HASH_TEXT_BYTES, bytes, sizeof bytes);
    *matched = (BatchMatched){str_from_c(text), match.sequence};
    return ok;
}
