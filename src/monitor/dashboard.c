// SPDX-License-Identifier: Apache-2.0
#include "monitor/dashboard.h"

#include "fund/budget.h"
#include "monitor/dashboard.sql.h"
#include "publish/scan.h"
#include "registry/code.h"

#include <assert.h>
#include <stdlib.h>

// What one entitlement is, by the fact view of its subject (措施, 对象).
typedef struct SubjectUnit {
    const char *subject;
    const char *unit;
    bool is_of_people;
} SubjectUnit;

static const SubjectUnit subject_units[] = {
    {"person", "人", true},  {"outwork", "人", true},       {"hire", "人", true},
    {"trainee", "人", true}, {"certificate", "人次", true}, {"employer", "户", false},
    {"base", "家", false},   {"organiser", "家", false},    {"roster", "批", false},
};

static const SubjectUnit other_unit = {"", "件", false};

static const SubjectUnit *unit_of(const Policy *policy) {
    if (!policy || policy->measures.count == 0) return &other_unit;
    for (size_t i = 0; i < sizeof subject_units / sizeof *subject_units; i++) {
        if (str_equal(policy->measures.items[0].subject, str_from_c(subject_units[i].subject))) {
            return &subject_units[i];
        }
    }
    return &other_unit;
}

// ---- What is read ----

typedef struct Sources {
    DashboardClaimRows claims;
    DashboardOverdueRows overdue;
    Budgets budgets;
    ScanCounts scan;
    Paces paces;
} Sources;

static bool sources_read(Tx *tx, const Actor *actor, const Pack *pack, Arena *arena,
                         Sources *sources, Error *error) {
    int64_t year = date_to_civil(actor->today).year;
    Str prefix = actor->scope.division_prefix;
    return dashboard_claims(tx, &(DashboardClaimsIn){prefix}, arena, &sources->claims, error) &&
           dashboard_overdue(tx, &(DashboardOverdueIn){prefix, actor->today}, arena,
                             &sources->overdue, error) &&
           budget_list(tx, actor, 0, year, arena, &sources->budgets, error) &&
           scan_counts(tx, actor, arena, &sources->scan, error) &&
           pace_read(tx, &actor->scope, pack, actor->today, arena, &sources->paces, error);
}

// ---- Rows and columns: every item and county that anything is known of ----

typedef struct Axes {
    struct {
        int *items;
        size_t count, capacity;
    } numbers;
    struct {
        Str *items;
        size_t count, capacity;
    } codes;
} Axes;

static void add_number(Axes *axes, Arena *arena, int number) {
    for (size_t i = 0; i < axes->numbers.count; i++) {
        if (axes->numbers.items[i] == number) return;
    }
    PUSH(arena, &axes->numbers, number);
}

static void add_code(Axes *axes, Arena *arena, Str code) {
    for (size_t i = 0; i < axes->codes.count; i++) {
        if (str_equal(axes->codes.items[i], code)) return;
    }
    PUSH(arena, &axes->codes, code);
}

static int compare_numbers(const void *a, const void *b) {
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int compare_codes(const void *a, const void *b) {
    const Str *x = a, *y = b;
    return str_compare(*x, *y);
}

static Axes axes_of(const Actor *actor, const Pack *pack, const Sources *sources, Arena *arena) {
    Axes axes = {0};
    for (size_t i = 0; i < pack->policies.count; i++) {
        add_number(&axes, arena, pack->policies.items[i]->number);
    }
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        Str code = str_from_c(division_counties[i]);
        if (scope_covers(&actor->scope, code)) add_code(&axes, arena, code);
    }
    for (size_t i = 0; i < sources->claims.count; i++) {
        add_number(&axes, arena, (int)sources->claims.items[i].policy_number);
        add_code(&axes, arena, sources->claims.items[i].division_code);
    }
    for (size_t i = 0; i < sources->budgets.count; i++) {
        add_number(&axes, arena, (int)sources->budgets.items[i].key.policy_number);
        add_code(&axes, arena, sources->budgets.items[i].key.division_code);
    }
    for (size_t i = 0; i < sources->scan.count; i++) {
        add_number(&axes, arena, sources->scan.items[i].policy_number);
        add_code(&axes, arena, sources->scan.items[i].division_code);
    }
    qsort(axes.numbers.items, axes.numbers.count, sizeof *axes.numbers.items, compare_numbers);
    if (axes.codes.count > 0) {
        qsort(axes.codes.items, axes.codes.count, sizeof *axes.codes.items, compare_codes);
    }
    return axes;
}

// ---- Filling ----

static void take_targets(const Paces *paces, DashboardItem *item) {
    for (size_t i = 0; i < paces->count; i++) {
        if (paces->items[i].policy->number != item->number) continue;
        if (item->target_count++ == 0) item->targets = &paces->items[i];
    }
}

static void make_items(Dashboard *dashboard, const Axes *axes, const Pack *pack, Arena *arena) {
    dashboard->county_count = axes->codes.count;
    dashboard->counties = NEW_ARRAY(arena, CountyFigures, axes->codes.count);
    for (size_t i = 0; i < axes->codes.count; i++) {
        dashboard->counties[i].division_code = axes->codes.items[i];
    }
    dashboard->item_count = axes->numbers.count;
    dashboard->items = NEW_ARRAY(arena, DashboardItem, axes->numbers.count);
    for (size_t i = 0; i < axes->numbers.count; i++) {
        int number = axes->numbers.items[i];
        const Policy *policy = pack_policy(pack, number);
        const SubjectUnit *unit = unit_of(policy);
        dashboard->items[i] = (DashboardItem){
            .number = number,
            .title = policy ? policy->title : str_format(arena, "第%d项（已不在政策包里）", number),
            .policy = policy,
            .unit = str_from_c(unit->unit),
            .is_of_people = unit->is_of_people,
            .scanned_on = DATE_ABSENT,
            .counties = NEW_ARRAY(arena, Figures, axes->codes.count),
        };
        take_targets(&dashboard->paces, &dashboard->items[i]);
    }
}

// axes_of has seen every row, so there is always one.
static DashboardItem *item_at(Dashboard *dashboard, int64_t number) {
    size_t at = 0;
    while (at < dashboard->item_count && dashboard->items[at].number != number) at++;
    assert(at < dashboard->item_count);
    return &dashboard->items[at];
}

static Figures *cell(Dashboard *dashboard, int64_t number, Str division_code) {
    size_t at = 0;
    while (at < dashboard->county_count &&
           !str_equal(dashboard->counties[at].division_code, division_code)) {
        at++;
    }
    assert(at < dashboard->county_count);
    return &item_at(dashboard, number)->counties[at];
}

static void fill_money(Dashboard *dashboard, const Budgets *budgets) {
    for (size_t i = 0; i < budgets->count; i++) {
        const Budget *budget = &budgets->items[i];
        Figures *to = cell(dashboard, budget->key.policy_number, budget->key.division_code);
        to->allotted_fen += budget->allotted_fen;
        to->available_fen += budget->available_fen;
        to->reserved_fen += budget->reserved_fen;
        to->paid_fen += budget->paid_fen;
    }
}

static void fill_scan(Dashboard *dashboard, const ScanCounts *scan) {
    dashboard->scanned_on = scan->scanned_on;
    for (size_t i = 0; i < scan->count; i++) {
        const ScanCount *count = &scan->items[i];
        Figures *to = cell(dashboard, count->policy_number, count->division_code);
        DashboardItem *item = item_at(dashboard, count->policy_number);
        item->scanned_on = count->scanned_on;
        item->pack_hash = count->pack_hash;
        to->subjects += count->subjects;
        to->entitled += count->entitled;
        to->entitled_fen += count->entitled_fen;
        to->unclaimed += count->unclaimed;
        to->unclaimed_fen += count->unclaimed_fen;
        to->undetermined += count->undetermined;
    }
}

static bool fill_claims(Dashboard *dashboard, const Sources *sources, Error *error) {
    for (size_t i = 0; i < sources->claims.count; i++) {
        const DashboardClaimRow *row = &sources->claims.items[i];
        ClaimState state;
        if (!claim_state_from_code(row->state, &state)) {
            return error_set(error, ERROR_INVALID, "申请有不认识的状态“%.*s”", STR_ARG(row->state));
        }
        cell(dashboard, row->policy_number, row->division_code)->claims[state] += row->claim_count;
    }
    for (size_t i = 0; i < sources->overdue.count; i++) {
        const DashboardOverdueRow *row = &sources->overdue.items[i];
        cell(dashboard, row->policy_number, row->division_code)->overdue += row->claim_count;
    }
    return true;
}

static void figures_add(Figures *to, const Figures *from) {
    for (size_t i = 0; i < CLAIM_STATE_COUNT; i++) to->claims[i] += from->claims[i];
    to->overdue += from->overdue;
    to->allotted_fen += from->allotted_fen;
    to->available_fen += from->available_fen;
    to->reserved_fen += from->reserved_fen;
    to->paid_fen += from->paid_fen;
    to->subjects += from->subjects;
    to->entitled += from->entitled;
    to->entitled_fen += from->entitled_fen;
    to->unclaimed += from->unclaimed;
    to->unclaimed_fen += from->unclaimed_fen;
    to->undetermined += from->undetermined;
}

static void add_up(Dashboard *dashboard) {
    for (size_t i = 0; i < dashboard->item_count; i++) {
        DashboardItem *item = &dashboard->items[i];
        for (size_t j = 0; j < dashboard->county_count; j++) {
            figures_add(&item->total, &item->counties[j]);
            figures_add(&dashboard->counties[j].total, &item->counties[j]);
        }
        figures_add(&dashboard->total, &item->total);
        if (item->is_of_people)
            dashboard->unclaimed_people += item->total.unclaimed;
        else
            dashboard->unclaimed_organisations += item->total.unclaimed;
    }
}

bool dashboard_read(Tx *tx, const Actor *actor, const Pack *pack, Arena *arena,
                    Dashboard *dashboard, Error *error) {
    if (actor->scope.person_id != 0 || !str_is_absent(actor->scope.uscc)) {
        error_set(error, ERROR_FORBIDDEN, "监测数据只给工作人员看");
        return error_detail(error, "自己的申请请看“我的申请”");
    }
    Sources sources;
    *dashboard = (Dashboard){.year = date_to_civil(actor->today).year};
    if (!sources_read(tx, actor, pack, arena, &sources, error)) return false;
    Axes axes = axes_of(actor, pack, &sources, arena);
    dashboard->paces = sources.paces;
    make_items(dashboard, &axes, pack, arena);
    fill_money(dashboard, &sources.budgets);
    fill_scan(dashboard, &sources.scan);
    if (!fill_claims(dashboard, &sources, error)) return false;
    add_up(dashboard);
    return true;
}

const DashboardItem *dashboard_item(const Dashboard *dashboard, int number) {
    for (size_t i = 0; i < dashboard->item_count; i++) {
        if (dashboard->items[i].number == number) return &dashboard->items[i];
    }
    return NULL;
}

// ---- Reading figures ----

static const char *const stage_labels[CLAIM_STAGE_COUNT] = {
#define X(name, label) [name] = label,
    CLAIM_STAGES(X)
#undef X
};

static const ClaimStage stages[CLAIM_STATE_COUNT] = {
    [CLAIM_SUBMITTED] = STAGE_ACCEPTANCE, [CLAIM_CORRECTION] = STAGE_ACCEPTANCE,
    [CLAIM_ACCEPTED] = STAGE_REVIEW,      [CLAIM_REVIEWED] = STAGE_NOTICE,
    [CLAIM_NOTICED] = STAGE_NOTICE,       [CLAIM_CLEARED] = STAGE_PAYMENT,
    [CLAIM_APPROVED] = STAGE_PAYMENT,     [CLAIM_PAYING] = STAGE_PAYMENT,
    [CLAIM_FAILED] = STAGE_PAYMENT,       [CLAIM_PAID] = STAGE_PAID,
    [CLAIM_REFUSED] = STAGE_ENDED,        [CLAIM_WITHDRAWN] = STAGE_ENDED,
};

ClaimStage claim_stage(ClaimState state) {
    return stages[state];
}

Str claim_stage_label(ClaimStage stage) {
    return str_from_c(stage_labels[stage]);
}

int64_t figures_stage(const Figures *figures, ClaimStage stage) {
    int64_t count = 0;
    for (size_t i = 0; i < CLAIM_STATE_COUNT; i++) {
        if (stages[i] == stage) count += figures->claims[i];
    }
    return count;
}

int64_t figures_open(const Figures *figures) {
    int64_t count = 0;
    for (ClaimStage stage = 0; stage < STAGE_PAID; stage++) count += figures_stage(figures, stage);
    return count;
}
