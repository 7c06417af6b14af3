// SPDX-License-Identifier: Apache-2.0
// Confirming a roster: one claim for each payable row, chunk by chunk; accepting them all.
#include "access/audit.h"
#include "casework/claim_roster_core.h"
#include "casework/fact_request.h"

_Static_assert(ROSTER_CLAIM_ROWS <= STORE_CHUNK_ROWS, "a transaction of long work is bounded");

typedef struct RosterConfirm {
    const Actor *actor;
    const CaseContext *context;
    Str number;
    RosterForm form;
} RosterConfirm;

typedef struct Chunk {
    int64_t looked_at; // 0: nothing was left
    int64_t claimed;
} Chunk;

// ---- One row ----

typedef struct RowClaim {
    const RosterConfirm *confirm;
    const RosterHeadRow *head;
    const RosterPendingRow *row;
    RosterDecision decision;
    Str claim_number;
} RowClaim;

static bool claim_row(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    RowClaim *claim = out;
    const RosterConfirm *confirm = claim->confirm;
    Assessment assessment;
    Payee payee;
    (void)in;
    RosterCase one = {.actor = confirm->actor, .context = confirm->context,
                      .policy = confirm->form.policy, .measure = confirm->form.measure,
                      .on = claim->head->decided_on, .stated_json = claim->row->stated_json,
                      .subject_key = claim->row->subject_key};
    ClaimMake make = {.assessment = &assessment,
                      .channel = roster_channel(confirm->actor, confirm->form.measure)};
    claim->claim_number = (Str){0};
    if (!roster_decide(tx, &one, arena, arena, &assessment, &payee, &claim->decision, error)) {
        return false;
    }
    if (claim->decision.result != ROSTER_PAYABLE && !claim->decision.awaits) return true;
    make.payee = payee;
    ClaimRow made;
    if (!claim_make(tx, confirm->actor, confirm->context, &make, arena, &made, error)) return false;
    claim->claim_number = made.number;
    FactAsking asking = {made.number, claim->head->number, &assessment};
    return !claim->decision.awaits ||
           fact_requests_ask(tx, confirm->context, confirm->actor->today, &asking, 1, arena, error);
}

// A row that cannot be claimed after all says why; the others go on.
static bool settle_row(Tx *tx, RowClaim *claim, Arena *arena, Error *error) {
    Error refusal = {0};
    if (!store_attempt(tx, claim_row, NULL, claim, arena, &refusal)) {
        claim->claim_number = (Str){0};
        claim->decision.awaits = false;
        if (!roster_refusal(arena, &refusal, &claim->decision)) {
            *error = refusal;
            return false;
        }
        claim->decision.amount_fen = 0;
    }
    return claim_roster_set_row(
        tx,
        &(ClaimRosterSetRowIn){.roster_id = claim->head->id,
                               .sequence = claim->row->sequence,
                               .result = roster_result_code(claim->decision.result),
                               .awaits = claim->decision.awaits,
                               .amount_fen = claim->decision.amount_fen,
                               .sentences = claim->decision.sentences,
                               .claim_number = claim->claim_number},
        NULL, error);
}

// ---- A chunk ----

static bool may_confirm(const Actor *actor, const RosterHeadRow *head, Arena *arena,
                        Error *error) {
    Str key = roster_is_office(actor)
                  ? str_format(arena, "office:%.*s", STR_ARG(actor->scope.division_prefix))
                  : roster_owner_key(arena, actor);
    if (str_equal(key, head->owner_key)) return true;
    error_set(error, ERROR_FORBIDDEN, "名册 %.*s 由上传的单位确认", STR_ARG(head->number));
    return error_detail(error, "窗口代报的，请在窗口重新上传");
}

static bool hold(Tx *tx, const RosterConfirm *confirm, Str state, Arena *arena,
                 RosterHeadRow *head, Error *error) {
    return roster_head(tx, confirm->actor, confirm->number, arena, head, error) &&
           may_confirm(confirm->actor, head, arena, error) &&
           claim_roster_set_state(tx,
                                  &(ClaimRosterSetStateIn){.id = head->id, .state = state,
                                                           .confirmed_on = confirm->actor->today},
                                  NULL, error) &&
           roster_head(tx, confirm->actor, confirm->number, arena, head, error);
}

static bool confirm_audit(Tx *tx, const RosterConfirm *confirm, const RosterHeadRow *head,
                          int64_t claimed, Arena *arena, Error *error) {
    return audit_write(tx, confirm->actor,
                       &(AuditEntry){.action = STR("claim_roster.confirm"),
                                     .object_kind = STR("claim_roster"),
                                     .object_number = head->number,
                                     .division_code = head->division_code,
                                     .after = str_format(arena, "{\"claimed\":%lld}",
                                                         (long long)claimed)},
                       error);
}

static bool claim_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RosterConfirm *confirm = in;
    Chunk *chunk = out;
    RosterHeadRow head;
    RosterPendingRows rows;
    *chunk = (Chunk){0};
    if (!hold(tx, confirm, STR("confirming"), arena, &head, error) ||
        !claim_roster_pending(
            tx, &(ClaimRosterPendingIn){.roster_id = head.id, .row_count = ROSTER_CLAIM_ROWS},
            arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        RowClaim claim = {.confirm = confirm, .head = &head, .row = &rows.items[i]};
        ArenaMark mark = arena_mark(arena);
        if (!settle_row(tx, &claim, arena, error)) return false;
        chunk->claimed += !str_is_absent(claim.claim_number);
        arena_rewind(arena, mark);
    }
    chunk->looked_at = (int64_t)rows.count;
    if (rows.count > 0) return confirm_audit(tx, confirm, &head, chunk->claimed, arena, error);
    return claim_roster_set_state(tx,
                                  &(ClaimRosterSetStateIn){.id = head.id, .state = STR("done"),
                                                           .confirmed_on = confirm->actor->today},
                                  NULL, error);
}

// ---- A batch: one claim ----

static bool reread_rows(Tx *tx, const RosterConfirm *confirm, const RosterHeadRow *head,
                        Arena *arena, RosterBatch *batch, Error *error) {
    RosterItemRows rows;
    if (!claim_roster_rows(tx,
                           &(ClaimRosterRowsIn){.roster_id = head->id, .result = STR("payable"),
                                                .row_count = ROSTER_ROWS_MAX},
                           arena, &rows, error)) {
        return false;
    }
    batch->rows = NEW_ARRAY(arena, RosterRead, rows.count + 1);
    batch->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        Str *cells;
        size_t count;
        if (!roster_texts_from_json(arena, rows.items[i].cells_json, &cells, &count, error)) {
            return false;
        }
        roster_row_reread(arena, &confirm->form, confirm->actor->today, rows.items[i].line, cells,
                          count, &batch->rows[i]);
        batch->rows[i].sequence = rows.items[i].sequence;
    }
    return true;
}

static Str fault_of(const RosterForm *form, const RosterRead *row) {
    for (size_t i = 0; i < form->count; i++) {
        if (!str_is_empty(row->faults[i])) return row->faults[i];
    }
    return STR("");
}

// Rows that another batch took since the check are no part of the claim, and say so.
static bool set_rows_taken(Tx *tx, const RosterHeadRow *head, const RosterBatch *batch,
                           size_t *taken, Error *error) {
    *taken = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const RosterRead *row = &batch->rows[i];
        if (!row->is_faulty) continue;
        ++*taken;
        if (!claim_roster_set_row(tx,
                                  &(ClaimRosterSetRowIn){
                                      .roster_id = head->id, .sequence = row->sequence,
                                      .result = roster_result_code(ROSTER_FAULTY),
                                      .sentences = fault_of(batch->form, row)},
                                  NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool refuse_whole(const RosterDecision *decision, size_t taken, Error *error) {
    error_set(error, ERROR_CONFLICT, "这一批现在不能申报");
    if (taken > 0) {
        error_detail(error, "核对以后有%zu人进了别的批次，%.*s。请重新上传这份名册，看是哪几行",
                     taken, STR_ARG(decision->sentences));
    } else {
        error_detail(error, "%.*s", STR_ARG(decision->sentences));
    }
    return error_code(error, "NOT_ELIGIBLE");
}

static bool make_batch_claim(Tx *tx, const RosterConfirm *confirm, const RosterHeadRow *head,
                             RosterBatch *batch, Arena *arena, Str *number, Error *error) {
    Assessment assessment;
    Payee payee;
    RosterDecision decision;
    RosterDecision *rows = NEW_ARRAY(arena, RosterDecision, batch->count + 1);
    RosterCase one = {.actor = confirm->actor, .context = confirm->context,
                      .policy = confirm->form.policy, .measure = confirm->form.measure,
                      .on = confirm->actor->today, .subject_key = head->number};
    size_t taken;
    // Whoever came first with a worker since the check has him.
    if (!roster_batch_check(tx, confirm->actor, batch, arena, rows, error) ||
        !set_rows_taken(tx, head, batch, &taken, error) ||
        !roster_batch_write(tx, confirm->actor, batch, arena, error) ||
        !roster_decide(tx, &one, arena, arena, &assessment, &payee, &decision, error)) {
        return false;
    }
    if (decision.result != ROSTER_PAYABLE) return refuse_whole(&decision, taken, error);
    ClaimMake make = {.assessment = &assessment, .payee = payee,
                      .channel = roster_channel(confirm->actor, confirm->form.measure)};
    ClaimRow made;
    if (!claim_make(tx, confirm->actor, confirm->context, &make, arena, &made, error)) return false;
    *number = made.number;
    return claim_roster_set_whole(tx,
                                  &(ClaimRosterSetWholeIn){.id = head->id,
                                                           .sentences = decision.sentences,
                                                           .eligible = 1,
                                                           .amount_fen = decision.amount_fen},
                                  NULL, error);
}

static bool claim_batch(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RosterConfirm *confirm = in;
    int64_t *claimed = out;
    RosterHeadRow head;
    RosterBatch batch = {.form = &confirm->form};
    Str number;
    *claimed = 0;
    if (!roster_head(tx, confirm->actor, confirm->number, arena, &head, error) ||
        !may_confirm(confirm->actor, &head, arena, error)) {
        return false;
    }
    if (!str_is_absent(head.claim_number)) return true;
    batch.number = head.number;
    batch.work_division = head.work_division;
    Str code = head.organiser_code;
    *claimed = 1;
    return hold(tx, confirm, STR("confirming"), arena, &head, error) &&
           roster_organiser(tx, confirm->actor, code, arena, &batch.organiser_code,
                            &batch.division_code, error) &&
           reread_rows(tx, confirm, &head, arena, &batch, error) &&
           make_batch_claim(tx, confirm, &head, &batch, arena, &number, error) &&
           claim_roster_set_claim(
               tx, &(ClaimRosterSetClaimIn){.id = head.id, .claim_number = number}, NULL,
               error) &&
           confirm_audit(tx, confirm, &head, 1, arena, error);
}

// ---- Confirming ----

typedef struct FormIn {
    const RosterConfirm *confirm;
    const Pack *pack;
} FormIn;

static bool read_form(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FormIn *form = in;
    const RosterConfirm *confirm = form->confirm;
    RosterHeadRow head;
    return roster_head(tx, confirm->actor, confirm->number, arena, &head, error) &&
           may_confirm(confirm->actor, &head, arena, error) &&
           roster_form_make(arena, confirm->actor, form->pack, head.measure, out, error);
}

bool claim_roster_confirm(Store *store, const Actor *actor, const CaseContext *context, Str number,
                          Arena *arena, int64_t *claimed, Error *error) {
    RosterConfirm confirm = {.actor = actor, .context = context, .number = number};
    FormIn in = {&confirm, context->pack};
    *claimed = 0;
    if (!store_read(store, read_form, &in, &confirm.form, arena, error)) return false;
    if (confirm.form.is_batch) {
        return store_write(store, claim_batch, &confirm, claimed, arena, error);
    }
    Arena scratch = {0};
    Chunk chunk;
    bool is_done;
    do {
        arena_reset(&scratch);
        is_done = store_write(store, claim_chunk, &confirm, &chunk, &scratch, error);
        if (is_done) *claimed += chunk.claimed;
    } while (is_done && chunk.looked_at > 0);
    arena_release(&scratch);
    return is_done;
}

// ---- Accepting ----

typedef struct RosterAccept {
    const Actor *actor;
    const CaseContext *context;
    Str number, after;
} RosterAccept;

typedef struct Accepted {
    int64_t looked_at, accepted;
    Str last; // in the arena of the whole call
} Accepted;

typedef struct AcceptOne {
    const RosterAccept *accept;
    Str number;
} AcceptOne;

static bool accept_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AcceptOne *one = in;
    Claim claim;
    ClaimStep step = {.number = one->number, .action = CLAIM_ACCEPT};
    (void)out;
    return claim_step(tx, one->accept->actor, one->accept->context, &step, arena, &claim, error);
}

static bool accept_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RosterAccept *accept = in;
    Accepted *accepted = out;
    RosterHeadRow head;
    RosterClaimRows rows;
    *accepted = (Accepted){0};
    if (!roster_head(tx, accept->actor, accept->number, arena, &head, error) ||
        !claim_roster_submitted(
            tx,
            &(ClaimRosterSubmittedIn){.roster_id = head.id,
                                      .prefix = accept->actor->scope.division_prefix,
                                      .after_number = accept->after,
                                      .row_count = ROSTER_CLAIM_ROWS},
            arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        AcceptOne one = {accept, rows.items[i].claim_number};
        Error refusal = {0};
        bool is_accepted = store_attempt(tx, accept_one, &one, NULL, arena, &refusal);
        if (!is_accepted && refusal.kind != ERROR_CONFLICT) {
            *error = refusal;
            return false;
        }
        accepted->accepted += is_accepted;
        accepted->last = one.number;
    }
    accepted->looked_at = (int64_t)rows.count;
    return true;
}

bool claim_roster_accept(Store *store, const Actor *actor, const CaseContext *context, Str number,
                         Arena *arena, int64_t *accepted, Error *error) {
    RosterAccept accept = {actor, context, number, STR("")};
    Accepted chunk;
    bool is_done;
    *accepted = 0;
    do {
        is_done = store_write(store, accept_chunk, &accept, &chunk, arena, error);
        if (is_done) *accepted += chunk.accepted;
        if (is_done && chunk.looked_at > 0) accept.after = chunk.last;
    } while (is_done && chunk.looked_at > 0);
    return is_done;
}
