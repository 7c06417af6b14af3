// SPDX-License-Identifier: Apache-2.0
#include "casework/course_prove.h"

#include "base/json.h"
#include "casework/aftercare.h"
#include "casework/course_prove.sql.h"
#include "casework/proof.h"
#include "casework/redecide.h"

#define STEP_ROWS 500
#define REVIEW_ROWS 100

// ---- Steps ----

typedef struct Walk {
    Str number;      // whose steps are walked; absent before the first
    int state;       // after its last step
    int64_t version; // of it
} Walk;

// What is wrong with a step; NULL when nothing is.
static const char *fault_of_step(const Course *course, const CourseProveStepRow *row, Walk *walk) {
    int action = course_action_from_code(course, row->action);
    int from = str_is_absent(row->from_state) ? COURSE_START
                                              : course_state_from_code(course, row->from_state);
    bool follows = row->version == walk->version + 1 && from == walk->state;
    const CourseTransition *transition = course_transition(course, action, from);
    walk->version = row->version;
    walk->state = course_state_from_code(course, row->to_state);
    if (!follows) return "步骤接不上前一步";
    return transition && transition->to == walk->state ? NULL : "有一步不在流转表里";
}

static void walk_step(const CourseProveStepRow *row, Walk *walk, Arena *arena,
                      ProofFaults *faults) {
    if (!str_equal(row->number, walk->number)) *walk = (Walk){row->number, COURSE_START, -1};
    const Course *course = aftercare_course(row->number);
    const char *fault = course ? fault_of_step(course, row, walk) : NULL;
    if (fault) proof_fault(faults, arena, aftercare_noun(row->number), row->number, fault);
}

static bool prove_steps(Tx *tx, Arena *arena, ProofFaults *faults, Error *error) {
    CourseProveStepRows rows;
    Walk walk = {{0}, COURSE_START, -1};
    CourseProveStepsIn next = {.after_number = STR(""), .row_count = STEP_ROWS};
    do {
        if (!course_prove_steps(tx, &next, arena, &rows, error)) return false;
        for (size_t i = 0; i < rows.count; i++) walk_step(&rows.items[i], &walk, arena, faults);
        if (rows.count == 0) break;
        next.after_number = rows.items[rows.count - 1].number;
        next.after_version = rows.items[rows.count - 1].version;
    } while (rows.count == STEP_ROWS);
    return true;
}

// ---- What follows from them ----

static const ProofRule rules[] = {
    {&course_prove_lost_query, "追回或申诉", "有步骤，记录不见了"},
    {&clawback_prove_state_query, "追回", "状态和最后一步不符"},
    {&clawback_prove_evidence_query, "追回", "核实了，证据不到两份"},
    {&clawback_prove_hands_query, "追回", "经手人或日期和步骤不符"},
    {&clawback_prove_receivable_query, "追回", "台账里没有按决定的金额立一笔"},
    {&clawback_prove_instalments_query, "追回", "分期的期数或合计和决定不符"},
    {&clawback_prove_settled_query, "追回", "是否缴清和收款记录不符"},
    {&clawback_prove_repaid_query, "追回", "缴回的步骤和收款凭证不一样多"},
    {&clawback_prove_handed_over_query, "追回", "移交那天没有到期未缴的"},
    {&clawback_prove_waived_query, "追回", "减免没有复查决定"},
    {&appeal_prove_state_query, "申诉", "状态和最后一步不符"},
    {&appeal_prove_hands_query, "申诉", "经手人或日期和步骤不符"},
    {&appeal_prove_kept_query, "申诉", "结果和留存的重新判定不符"},
    {&appeal_prove_reopened_query, "申诉", "申请没有按复查的金额恢复办理"},
    {&appeal_prove_supplement_query, "申诉", "没有按少付的金额补发"},
    {&appeal_prove_taken_back_query, "申诉", "多付的没有立追回"},
    {&appeal_prove_clawback_query, "申诉", "追回没有按复查的金额减免、补发"},
};

bool course_prove(Tx *tx, Arena *arena, CourseProof *proof, Error *error) {
    CourseProveCountRow counts;
    ProofFaults faults = {0};
    if (!course_prove_counts(tx, NULL, arena, &counts, error) ||
        !prove_steps(tx, arena, &faults, error) ||
        !proof_rules(tx, rules, sizeof rules / sizeof *rules, arena, &faults, error)) {
        return false;
    }
    *proof = (CourseProof){counts.clawbacks, counts.appeals, counts.reviews, faults.count,
                           faults.first};
    return true;
}

// ---- What reviews decided ----

static bool read_reviews(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return appeal_prove_page(tx, in, arena, out, error);
}

static const char *fault_of_review(const Pack *pack, const AppealProveRow *row, Arena *arena) {
    Str again;
    Error fault = {0};
    const Policy *policy = pack_policy(pack, (int)row->policy_number);
    KeptDecision kept = {.policy_number = (int)row->policy_number,
                         .on = row->decided_on,
                         .facts_json = row->facts_json,
                         .decision_json = row->decision_json};
    if (!redecide_kept(pack, &kept, arena, &again, &fault)) return "留存的事实不能重新判定";
    if (!str_equal(again, row->decision_json)) return "按留存的事实重新判定，和当时不一样";
    // Less stands where an older program held what was applied for together to the whole.
    return row->right_fen <= redecide_right(policy, row->measure, again, arena)
               ? NULL
               : "记的金额比重新判定的多";
}

bool course_prove_reviews(Store *store, Catalogue *catalogue, Arena *arena, CourseProof *proof,
                          Error *error) {
    Arena piece = {0};
    AppealProveRows rows = {0};
    AppealProvePageIn next = {.row_count = REVIEW_ROWS};
    ProofFaults faults = {0};
    bool ok;
    *proof = (CourseProof){0};
    do {
        arena_reset(&piece);
        ok = store_read(store, read_reviews, &next, &rows, &piece, error);
        for (size_t i = 0; ok && i < rows.count; i++) {
            const AppealProveRow *row = &rows.items[i];
            const Pack *pack;
            next.after_id = row->id;
            if (!str_equal(row->engine, STR(DECISION_ENGINE))) continue;
            ok = catalogue_version(catalogue, row->pack_hash, &pack, error);
            const char *fault = ok ? fault_of_review(pack, row, &piece) : NULL;
            if (fault) proof_fault(&faults, arena, STR("申诉"), row->number, fault);
            proof->reviews++;
        }
    } while (ok && rows.count == REVIEW_ROWS);
    proof->faults = faults.count;
    proof->first_fault = faults.first;
    arena_release(&piece);
    return ok;
}
