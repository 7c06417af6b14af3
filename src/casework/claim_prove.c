// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_prove.h"

#include "casework/claim_prove.sql.h"
#include "casework/proof.h"
#include "casework/redecide.h"
#include "casework/transition.h"

#define STEP_ROWS 500
#define DECISION_ROWS 100
#define NOUN STR("申请")

// ---- Steps ----

typedef struct Walk {
    int64_t id;      // whose steps are walked; 0 before the first
    int64_t version; // of its last step, -1 before the first
    Str state;       // after it
} Walk;

// A claim of a batch begins accepted, one that is contested refused.
static bool begins_so(const ClaimProveStepRow *row, ClaimAction action, ClaimState to) {
    if (!str_is_absent(row->from_state)) return false;
    if (action == CLAIM_CONTEST) return to == CLAIM_REFUSED;
    return to == (str_equal(row->channel, STR("automatic")) ? CLAIM_ACCEPTED : CLAIM_SUBMITTED);
}

static bool is_in_table(const ClaimProveStepRow *row) {
    ClaimAction action;
    ClaimState from, to;
    if (!claim_action_from_code(row->action, &action) ||
        !claim_state_from_code(row->to_state, &to)) {
        return false;
    }
    if (claim_action_begins(action)) return row->version == 0 && begins_so(row, action, to);
    if (!claim_state_from_code(row->from_state, &from)) return false;
    const Transition *transition = transition_find(action, from);
    return transition && transition->to == to;
}

// What is wrong with a step; NULL when nothing is.
static const char *fault_of_step(const ClaimProveStepRow *row, const Walk *walk) {
    if (str_is_absent(row->number)) return "有步骤，申请不见了";
    if (row->version != walk->version + 1) return "步骤接不上前一步";
    if (row->version > 0 && !str_equal(row->from_state, walk->state)) return "步骤接不上前一步";
    return is_in_table(row) ? NULL : "有一步不在流转表里";
}

static void walk_step(const ClaimProveStepRow *row, Walk *walk, Arena *arena,
                      ProofFaults *faults) {
    if (row->id != walk->id) *walk = (Walk){.id = row->id, .version = -1};
    const char *fault = fault_of_step(row, walk);
    if (fault) proof_fault(faults, arena, NOUN, row->number, fault);
    walk->version = row->version;
    walk->state = row->to_state;
}

// Pages are forgotten one after the other, but for the state that the next begins with.
static bool prove_steps(Tx *tx, Arena *arena, ProofFaults *faults, Error *error) {
    Arena pages[2] = {{0}, {0}};
    ClaimProveStepRows rows = {0};
    Walk walk = {0};
    ClaimProveStepsIn next = {.row_count = STEP_ROWS};
    bool ok;
    size_t turn = 0;
    do {
        Arena *page = &pages[turn++ % 2];
        arena_reset(page);
        ok = claim_prove_steps(tx, &next, page, &rows, error);
        for (size_t i = 0; ok && i < rows.count; i++) {
            walk_step(&rows.items[i], &walk, arena, faults);
        }
        next.after_id = walk.id;
        next.after_version = walk.version;
    } while (ok && rows.count == STEP_ROWS);
    arena_release(&pages[0]);
    arena_release(&pages[1]);
    return ok;
}

// ---- What follows from them ----

static const ProofRule rules[] = {
    {&claim_prove_state_query, "申请", "状态和最后一步不符"},
    {&claim_prove_hands_query, "申请", "经手人或日期和步骤不符"},
    {&claim_prove_amount_query, "申请", "金额和最后一次判定不符"},
    {&claim_prove_right_query, "申请", "和它占用的享受记录不符"},
    {&claim_prove_notice_query, "申请", "没有按这个金额公示，或者没有公示期满"},
    {&claim_prove_money_query, "申请", "和它的拨付单不符"},
    {&claim_prove_unasked_query, "申请", "有拨付单，没有申请"},
    {&claim_prove_objections_query, "申请", "异议和日志不符"},
    {&claim_prove_logged_query, "申请", "步骤和日志不符"},
};

bool claim_prove(Tx *tx, Arena *arena, ClaimProof *proof, Error *error) {
    ClaimProveCountRow counts;
    ProofFaults faults = {0};
    if (!claim_prove_counts(tx, NULL, arena, &counts, error) ||
        !prove_steps(tx, arena, &faults, error) ||
        !proof_rules(tx, rules, sizeof rules / sizeof *rules, arena, &faults, error)) {
        return false;
    }
    *proof = (ClaimProof){counts.claims, 0, faults.count, faults.first};
    return true;
}

// ---- What was decided ----

static bool read_counts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return claim_prove_counts(tx, NULL, arena, out, error);
}

bool claim_has_decisions(Store *store, bool *has_decisions, Error *error) {
    Arena arena = {0};
    ClaimProveCountRow counts = {0};
    bool is_read = store_read(store, read_counts, NULL, &counts, &arena, error);
    *has_decisions = is_read && counts.claims > 0;
    arena_release(&arena);
    return is_read;
}

typedef struct Decided {
    ClaimProveRows claims;
    KeptDecision *kept; // one for each
} Decided;

static bool read_decided(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Decided *decided = out;
    if (!claim_prove_page(tx, in, arena, &decided->claims, error)) return false;
    decided->kept = NEW_ARRAY(arena, KeptDecision, decided->claims.count);
    for (size_t i = 0; i < decided->claims.count; i++) {
        const ClaimProveRow *row = &decided->claims.items[i];
        if (!redecide_read(tx, row->id, row->policy_number, arena, &decided->kept[i], error)) {
            return false;
        }
    }
    return true;
}

static const char *fault_of_decision(const Pack *pack, const KeptDecision *kept, Str measure,
                                     Arena *arena) {
    Str again;
    Error fault = {0};
    if (!redecide_kept(pack, kept, arena, &again, &fault)) return "留存的事实不能重新判定";
    if (!str_equal(again, kept->decision_json)) return "按留存的事实重新判定，和当时不一样";
    // Less is the share of a claim whose right others hold a part of.
    const Policy *policy = pack_policy(pack, kept->policy_number);
    return kept->amount_fen <= redecide_right(policy, measure, again, arena)
               ? NULL
               : "记的金额比重新判定的多";
}

static bool prove_decision(Catalogue *catalogue, const ClaimProveRow *row,
                           const KeptDecision *kept, Arena *piece, const char **fault,
                           Error *error) {
    const Pack *pack;
    Error missing = {0};
    if (catalogue_version(catalogue, kept->pack_hash, &pack, &missing)) {
        *fault = fault_of_decision(pack, kept, row->measure, piece);
        return true;
    }
    *fault = "判定所用的政策版本不见了";
    if (missing.kind == ERROR_NOT_FOUND) return true;
    *error = missing;
    return false;
}

bool claim_prove_decisions(Store *store, Catalogue *catalogue, Arena *arena, ClaimProof *proof,
                           Error *error) {
    Arena piece = {0};
    Decided decided = {0};
    ClaimProvePageIn next = {.row_count = DECISION_ROWS};
    ProofFaults faults = {0};
    bool ok;
    *proof = (ClaimProof){0};
    do {
        arena_reset(&piece);
        ok = store_read(store, read_decided, &next, &decided, &piece, error);
        for (size_t i = 0; ok && i < decided.claims.count; i++) {
            const ClaimProveRow *row = &decided.claims.items[i];
            const char *fault;
            proof->claims++;
            next.after_id = row->id;
            if (!str_equal(decided.kept[i].engine, STR(DECISION_ENGINE))) continue;
            ok = prove_decision(catalogue, row, &decided.kept[i], &piece, &fault, error);
            if (ok && fault) proof_fault(&faults, arena, NOUN, row->number, fault);
            proof->decisions++;
        }
    } while (ok && decided.claims.count == DECISION_ROWS);
    proof->faults = faults.count;
    proof->first_fault = faults.first;
    arena_release(&piece);
    return ok;
}
