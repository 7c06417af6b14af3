// SPDX-License-Identifier: Apache-2.0
// The part of the model that is doubts: what is found about a claim, and whom a month's draw names.
#include "model_core.h"

#include "casework/sample.h"

#define ONE_IN 20 // is drawn at least, by the pack

// ---- Findings ----

// Which living claims of other persons name the same card; whether any does.
static bool find_others(const Run *run, const ModelClaim *claim, ModelFinding *finding) {
    const Model *model = run->model;
    const Applicant *applicants = run->town->applicants;
    bool is_any = false;
    for (int i = 0; claim->is_shared && i < model->claim_count; i++) {
        const ModelClaim *other = &model->claims[i];
        bool is_theirs =
            str_equal(applicants[other->applicant].person, applicants[claim->applicant].person);
        if (!other->is_shared || is_theirs || is_void(other)) continue;
        finding->others[i / 64] |= UINT64_C(1) << (i % 64);
        is_any = true;
    }
    return is_any;
}

// The same evidence is found once.
static bool is_known(const Model *model, const ModelFinding *finding) {
    for (int i = 0; i < model->finding_count; i++) {
        const ModelFinding *known = &model->findings[i];
        bool is_same = memcmp(known->others, finding->others, sizeof known->others) == 0;
        if (known->claim == finding->claim && is_same) return true;
    }
    return false;
}

bool model_assess(Run *run, ModelClaim *claim) {
    Model *model = run->model;
    ModelFinding finding = {.claim = (int)(claim - model->claims),
                            .accepted_by = claim->accepted_by,
                            .on = run->action->today,
                            .is_open = true};
    if (!find_others(run, claim, &finding) || is_known(model, &finding)) return false;
    assert_true(model->finding_count < MODEL_FINDINGS);
    model->findings[model->finding_count++] = finding;
    claim->held++;
    run_log(run);
    return true;
}

// The n-th finding of a claim, from 1; NULL when there are not so many.
static ModelFinding *finding_of(const Run *run, const ModelClaim *claim) {
    int64_t wanted = run->action->index;
    for (int i = 0; i < run->model->finding_count; i++) {
        ModelFinding *finding = &run->model->findings[i];
        if (&run->model->claims[finding->claim] == claim && --wanted == 0) return finding;
    }
    return NULL;
}

// Confirmed, the claim is refused where the table knows a refusal by this hand; else the hold keeps
// the money.
static const char *confirm(Run *run, ModelClaim *claim) {
    const Transition *refusal = transition_find(CLAIM_REFUSE, claim->state);
    bool can_refuse = refusal && role_has(run->action->role, refusal->needs);
    return can_refuse || claim->held == 0 ? model_move(run, claim, CLAIM_REFUSE) : DONE;
}

static const char *clear(Run *run, ModelClaim *claim) {
    claim->held--;
    bool is_over = claim->notice_closes_on < run->action->today;
    bool goes_on = claim->held == 0 && claim->state == CLAIM_NOTICED && is_over;
    return goes_on ? model_move(run, claim, CLAIM_CLOSE_NOTICE) : DONE;
}

static const char *do_answer(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    ModelFinding *finding = finding_of(run, claim);
    if (!finding) return "NONE";
    if (!role_has(run->action->role, PERMISSION_CASE_REVIEW)) return "FORBIDDEN";
    if (had_another_hand(claim, run->action->account_id)) return "SAME_PERSON";
    if (!finding->is_open) return "ANSWERED";
    if (finding->accepted_by == run->action->account_id) return "SAME_PERSON";
    finding->is_open = false;
    const char *code = run->action->flag ? confirm(run, claim) : clear(run, claim);
    if (strcmp(code, DONE) != 0) return code;
    run_log(run);
    return answer_number(run, claim->number);
}

// ---- Inspections ----

static int month_of(const Run *run) {
    int64_t year, month;
    Str text = str_from_c(run->action->text);
    assert_true(str_to_int64(str_cut(&text, '-'), &year) && str_to_int64(text, &month));
    return (int)(year - MODEL_FIRST_YEAR) * 12 + (int)month - 1;
}

// Whether something had been found about a claim by the end of a month.
static bool is_doubtful(const Model *model, int claim, int month) {
    for (int i = 0; i < model->finding_count; i++) {
        const ModelFinding *finding = &model->findings[i];
        if (finding->claim == claim && model_month(finding->on) <= month) return true;
    }
    return false;
}

// Who is drawn follows from the list, as anybody can repeat; doubtful ones are looked at besides.
static void draw(const Run *run, ModelInspection *inspection, const int *claims, int count) {
    Arena arena = {0};
    Str numbers[MODEL_CLAIMS];
    bool is_drawn[MODEL_CLAIMS] = {0};
    const Model *model = run->model;
    Str heading =
        str_format(&arena, "%s %s %s", run->action->object,
                   town_funds[town_policies[run->action->policy].fund], run->action->text);
    for (int i = 0; i < count; i++) numbers[i] = str_from_c(model->claims[claims[i]].number);
    Str seed = sample_seed(&arena, heading, numbers, (size_t)count);
    size_t size = ((size_t)count + ONE_IN - 1) / ONE_IN;
    sample_draw(&arena, seed, numbers, (size_t)count, size, is_drawn);
    for (int i = 0; i < count; i++) {
        if (!is_drawn[i] && !is_doubtful(model, claims[i], inspection->month)) continue;
        assert_true(inspection->count < MODEL_LINES);
        inspection->claims[inspection->count++] = claims[i];
    }
    arena_release(&arena);
}

// Behind those of lower numbers: the series of policies that draw on one fund stand in one list.
static void list_claim(const Model *model, int claim, int *claims, int count) {
    int at = count;
    for (; at > 0 && strcmp(model->claims[claims[at - 1]].number, model->claims[claim].number) > 0;
         at--) {
        claims[at] = claims[at - 1];
    }
    claims[at] = claim;
}

static const char *do_inspect(Run *run) {
    Model *model = run->model;
    int book = run_book(run), month = month_of(run), year = run_year(run);
    int claims[MODEL_CLAIMS], count = 0;
    if (!role_has(run->action->role, PERMISSION_INSPECT)) return "FORBIDDEN";
    if (month >= model_month(run->action->today)) return "MONTH_NOT_OVER";
    for (int i = 0; i < model->inspection_count; i++) {
        const ModelInspection *former = &model->inspections[i];
        if (former->book == book && former->month == month) return "ALREADY_DRAWN";
    }
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *claim = &model->claims[i];
        bool is_theirs = book_of_purse(claim->purse) == book && claim->approved >> month & 1;
        if (is_theirs) list_claim(model, i, claims, count++);
    }
    if (count == 0) return "NONE";
    assert_true(model->inspection_count < MODEL_INSPECTIONS);
    ModelInspection *inspection = &model->inspections[model->inspection_count++];
    *inspection = (ModelInspection){.book = book, .month = month};
    draw(run, inspection, claims, count);
    snprintf(inspection->number, sizeof inspection->number, "CJ-%d-%05d", year,
             ++model->inspections_numbered[year - MODEL_FIRST_YEAR]);
    run_log(run);
    return answer_number(run, inspection->number);
}

static bool went_through(const ModelClaim *claim, int64_t account_id) {
    const int64_t hands[] = {claim->submitted_by, claim->entered_by,  claim->accepted_by,
                             claim->reviewed_by,  claim->approved_by, claim->released_by};
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        if (hands[i] && is_same_person(hands[i], account_id)) return true;
    }
    return false;
}

static const char *do_record(Run *run) {
    ModelInspection *inspection = run->model->inspections;
    int64_t at = run->action->index - 1;
    ModelNumber clawback;
    while (strcmp(inspection->number, run->action->object) != 0) inspection++;
    if (!role_has(run->action->role, PERMISSION_INSPECT)) return "FORBIDDEN";
    if (at < 0 || at >= inspection->count) return "NONE";
    ModelClaim *claim = &run->model->claims[inspection->claims[at]];
    if (went_through(claim, run->action->account_id)) return "SAME_PERSON";
    if (inspection->is_checked[at]) return "ALREADY_CHECKED";
    inspection->is_checked[at] = true;
    inspection->is_wrong[at] = !run->action->flag;
    if (inspection->is_wrong[at]) claim->wrong_on = run->action->today;
    bool is_owed = inspection->is_wrong[at] && claim->state == CLAIM_PAID;
    if (is_owed) model_claw_back(run, claim, clawback); // one that is under way goes on
    run_log(run);
    return DONE;
}

// ---- All of them ----

ModelFunction *const model_doubt_functions[ACTION_KIND_COUNT] = {
    [DO_RISK_ANSWER] = do_answer,
    [DO_INSPECT] = do_inspect,
    [DO_INSPECT_RECORD] = do_record,
};
