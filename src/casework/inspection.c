// SPDX-License-Identifier: Apache-2.0
// Drawing, and what was found.
#include "casework/inspection_core.h"

#include "access/audit.h"
#include "base/digest.h"
#include "casework/claim_core.h"
#include "casework/clawback.h"
#include "casework/sample.h"
#include "policy/decision.h"

#include <stdio.h>

#define SAMPLE_CONCLUSION "sample"
#define LIST_FACT "list_count"

// ---- How many ----

bool inspection_size(const InspectionRule *by, size_t count, Arena *arena, int64_t *size,
                     Error *error) {
    const Policy *rule = by->pack->inspection;
    const Fact *fact = rule && rule->program ? fact_find(&rule->facts, STR(LIST_FACT)) : NULL;
    size_t place = rule ? conclusion_find(&rule->conclusions, STR(SAMPLE_CONCLUSION)) : SIZE_MAX;
    if (!fact || place == SIZE_MAX) {
        error_set(error, ERROR_CONFLICT, "政策包里没有抽查办法");
        error_detail(error, "请在政策包里写一个 kind: inspection 的文件");
        return error_code(error, "NO_RULE");
    }
    PolicyOverride moved = by->moved ? *by->moved : (PolicyOverride){0};
    PolicyCase facts = {.facts = NEW_ARRAY(arena, FeelValue, rule->facts.count),
                        .overrides = &moved, .override_count = by->moved != NULL};
    facts.facts[fact - rule->facts.items] = feel_int((int64_t)count);
    PolicyRun *run = policy_run_new_in(arena, by->pack, rule, &(PolicyRunOptions){0});
    Decision decision;
    bool is_decided = decision_make(run, rule, arena, &facts, by->on, &decision, error);
    policy_run_close(run);
    if (!is_decided) return false;
    FeelValue value = decision.is_config_invalid ? feel_null() : decision.values[place];
    bool is_count = value.kind == FEEL_NUMBER && decimal_to_int64(value.number, size);
    if (is_count && *size >= 0) return true;
    return error_set(error, ERROR_INVALID, "%.*s 没有给出抽查件数", STR_ARG(rule->file));
}

bool inspection_sample(const Pack *pack, Date on, const Str *numbers, size_t count, Arena *arena,
                       bool *is_drawn, Error *error) {
    int64_t size;
    InspectionRule by = {.pack = pack, .on = on};
    if (!inspection_size(&by, count, arena, &size, error)) return false;
    Str seed = sample_seed(arena, STR(""), numbers, count);
    sample_draw(arena, seed, numbers, count, (size_t)size, is_drawn);
    return true;
}

// ---- The list of a month ----

bool inspection_days(Str month, Date *first, Date *last) {
    char text[sizeof "2023-10-01"];
    if (month.length != sizeof "2023-10" - 1) return false;
    snprintf(text, sizeof text, "%.*s-01", STR_ARG(month));
    if (!date_from_str(str_from_c(text), first)) return false;
    *last = date_add_months(*first, 1) - 1;
    return true;
}

bool inspection_members(Tx *tx, const InspectionList *list, Arena *arena, InspectionDraw *draw,
                        Error *error) {
    Date first, last;
    *draw = (InspectionDraw){0};
    if (!inspection_days(list->month, &first, &last)) {
        return error_set(error, ERROR_INVALID, "“%.*s”不是月份，写作2023-10", STR_ARG(list->month));
    }
    InspectionPopulationIn in = {list->fund_key, list->division_code, first, last};
    if (!inspection_population(tx, &in, arena, &draw->members, error)) return false;
    Str heading = str_format(arena, "%.*s %.*s %.*s", STR_ARG(list->division_code),
                             STR_ARG(list->fund_key), STR_ARG(list->month));
    draw->numbers = NEW_ARRAY(arena, Str, draw->members.count);
    for (size_t i = 0; i < draw->members.count; i++) {
        draw->numbers[i] = draw->members.items[i].claim_number;
    }
    draw->seed = sample_seed(arena, heading, draw->numbers, draw->members.count);
    return true;
}

void inspection_draw_members(Arena *arena, int64_t sample_count, InspectionDraw *draw) {
    size_t count = draw->members.count;
    draw->is_drawn = NEW_ARRAY(arena, bool, count);
    draw->high_count = 0;
    sample_draw(arena, draw->seed, draw->numbers, count, (size_t)sample_count, draw->is_drawn);
    for (size_t i = 0; i < count; i++) {
        draw->high_count += draw->members.items[i].is_high && !draw->is_drawn[i];
    }
}

// ---- Drawing ----

static bool refuse_drawn(const InspectionList *list, Str number, Error *error) {
    error_set(error, ERROR_CONFLICT, "%.*s已经抽过", STR_ARG(list->month));
    if (!str_is_absent(number)) error_detail(error, "%.*s", STR_ARG(number));
    return error_code(error, "ALREADY_DRAWN");
}

static bool check_list(Tx *tx, const Actor *actor, const InspectionList *list, Arena *arena,
                       Error *error) {
    Date first, last;
    InspectionNumberRow former;
    bool is_drawn;
    if (!role_has(actor->role, PERMISSION_INSPECT)) {
        return error_set(error, ERROR_FORBIDDEN, "你的角色不能抽查");
    }
    if (!scope_covers(&actor->scope, list->division_code)) {
        return error_set(error, ERROR_NOT_FOUND, "%.*s 不在你能办的范围里",
                         STR_ARG(list->division_code));
    }
    if (!inspection_days(list->month, &first, &last)) {
        return error_set(error, ERROR_INVALID, "“%.*s”不是月份，写作2023-10", STR_ARG(list->month));
    }
    if (last >= actor->today) {
        error_set(error, ERROR_CONFLICT, "%.*s还没有过完", STR_ARG(list->month));
        error_detail(error, "名单要等这个月过完才定得下来，请下个月再抽");
        return error_code(error, "MONTH_NOT_OVER");
    }
    InspectionOfMonthIn in = {list->division_code, list->fund_key, list->month};
    if (!inspection_of_month(tx, &in, arena, &former, &is_drawn, error)) return false;
    return !is_drawn || refuse_drawn(list, former.number, error);
}

static bool keep_items(Tx *tx, int64_t id, const InspectionDraw *draw, Error *error) {
    int64_t sequence = 0;
    for (size_t i = 0; i < draw->members.count; i++) {
        const InspectionMemberRow *member = &draw->members.items[i];
        if (!draw->is_drawn[i] && !member->is_high) continue;
        InspectionInsertItemIn in = {id, ++sequence, member->application_id,
                                     draw->is_drawn[i] ? STR("random") : STR("high")};
        if (!inspection_insert_item(tx, &in, NULL, error)) return false;
    }
    return true;
}

static bool keep_draw(Tx *tx, const Actor *actor, const Pack *pack, const InspectionList *list,
                      const InspectionDraw *draw, int64_t sample_count, Arena *arena, Str *number,
                      Error *error) {
    int64_t n;
    InspectionIdRow row;
    Str series = str_format(arena, "CJ-%lld", (long long)date_to_civil(actor->today).year);
    if (!store_next_number(tx, series, &n, error)) return false;
    *number = str_format(arena, "%.*s-%05lld", STR_ARG(series), (long long)n);
    InspectionInsertIn in = {.number = *number,
                             .fund_key = list->fund_key,
                             .division_code = list->division_code,
                             .month = list->month,
                             .population_count = (int64_t)draw->members.count,
                             .sample_count = sample_count,
                             .high_count = draw->high_count,
                             .seed = draw->seed,
                             .pack_hash = str_from_c(pack->hash),
                             .drawn_by = actor->account_id,
                             .drawn_on = actor->today};
    if (!inspection_insert(tx, &in, arena, &row, error)) {
        bool is_drawn = str_equal(str_from_c(error->code), STR("UNIQUE:inspection_once"));
        return is_drawn && refuse_drawn(list, (Str){0}, error); // by somebody else, just now
    }
    return keep_items(tx, row.id, draw, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("inspection.draw"),
                                     .object_kind = STR("inspection"),
                                     .object_number = *number,
                                     .division_code = list->division_code,
                                     .after = draw->seed},
                       error);
}

bool inspection_draw(Tx *tx, const Actor *actor, const CaseContext *context,
                     const InspectionList *list, Arena *arena, Str *number, Error *error) {
    InspectionDraw draw;
    int64_t size;
    if (!check_list(tx, actor, list, arena, error) ||
        !inspection_members(tx, list, arena, &draw, error)) {
        return false;
    }
    if (draw.members.count == 0) {
        return error_set(error, ERROR_NOT_FOUND, "%.*s没有审批过申请", STR_ARG(list->month));
    }
    InspectionRule by = {.pack = context->pack, .on = actor->today};
    if (!inspection_size(&by, draw.members.count, arena, &size, error)) return false;
    inspection_draw_members(arena, size, &draw);
    return keep_draw(tx, actor, context->pack, list, &draw, size, arena, number, error);
}

// ---- Results ----

// A claim that is not in order is to be paid back; a clawback that is under way goes on.
static bool open_clawback(Tx *tx, const Actor *actor, const CaseContext *context,
                          Str claim_number, Str note, Arena *arena, Error *error) {
    Str number;
    Error fault = {0};
    ClawbackOpening opening = {claim_number, CLAWBACK_BY_INSPECTION, note};
    if (clawback_open(tx, actor, context, &opening, arena, &number, &fault) ||
        str_equal(str_from_c(fault.code), STR("ALREADY_OPEN"))) {
        return true;
    }
    *error = fault;
    return false;
}

bool inspection_follow_payment(Tx *tx, const Actor *actor, const CaseContext *context,
                               int64_t claim_id, Arena *arena, Error *error) {
    InspectionFaultRow fault;
    bool found;
    if (!inspection_fault_of(tx, &(InspectionFaultOfIn){claim_id}, arena, &fault, &found, error)) {
        return false;
    }
    return !found ||
           open_clawback(tx, actor, context, fault.claim_number, fault.note, arena, error);
}

static bool check_result(const Actor *actor, const InspectionResult *result, Error *error) {
    if (!role_has(actor->role, PERMISSION_INSPECT)) {
        return error_set(error, ERROR_FORBIDDEN, "你的角色不能抽查");
    }
    if (!str_is_empty(str_trim(result->note)) && result->note.length <= INSPECTION_NOTE_BYTES_MAX) {
        return true;
    }
    error_set(error, ERROR_INVALID, "请写明看了什么、结果如何");
    error_detail(error, "最多%d个字节", INSPECTION_NOTE_BYTES_MAX);
    return error_code(error, "NOTE_MISSING");
}

static bool find_item(Tx *tx, int64_t id, int64_t index, Arena *arena, InspectionItemRow *item,
                      Error *error) {
    InspectionItemRows items;
    if (!inspection_items(tx, &(InspectionItemsIn){id}, arena, &items, error)) return false;
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i].sequence != index) continue;
        *item = items.items[i];
        return true;
    }
    return error_set(error, ERROR_NOT_FOUND, "这次抽查里没有第%lld件", (long long)index);
}

static bool refuse_hand(Error *error) {
    error_set(error, ERROR_CONFLICT, "经手过这件申请的人不能抽查它");
    error_detail(error, "请由另一位同事抽查");
    return error_code(error, "SAME_PERSON");
}

// The hands before the money, and the one that released it.
static bool check_hands(Tx *tx, const Actor *actor, int64_t application_id, Arena *arena,
                        Error *error) {
    InspectionReleaserRow releaser;
    bool is_releaser;
    InspectionReleaserIn in = {application_id, actor->account_id};
    return claim_check_hand(tx, actor, application_id, arena, error) &&
           inspection_releaser(tx, &in, arena, &releaser, &is_releaser, error) &&
           (!is_releaser || refuse_hand(error));
}

static bool keep_result(Tx *tx, const Actor *actor, int64_t id, const InspectionResult *result,
                        Arena *arena, Error *error) {
    bool has_file = !str_is_empty(result->evidence);
    Str kind = {0};
    if (has_file && !evidence_check(result->evidence_name, result->evidence, &kind, error)) {
        return false;
    }
    InspectionInsertResultIn in = {
        .inspection_id = id,
        .sequence = result->index,
        .result = result->is_in_order ? STR("in_order") : STR("not_in_order"),
        .note = str_trim(result->note),
        .evidence_name = has_file ? result->evidence_name : (Str){0},
        .evidence_type = kind,
        .evidence_sha256 = has_file ? digest_sha256(arena, result->evidence) : (Str){0},
        .evidence = has_file ? result->evidence : (Str){0},
        .checked_by = actor->account_id,
        .checked_on = actor->today};
    if (inspection_insert_result(tx, &in, NULL, error)) return true;
    Str code = str_from_c(error->code);
    if (str_equal(code, STR("CHECK:inspection_result_by_another"))) {
        refuse_hand(error);
    } else if (str_equal(code, STR("UNIQUE:inspection_result_once"))) {
        error_set(error, ERROR_CONFLICT, "这一件已经有抽查结果");
        error_code(error, "ALREADY_CHECKED");
    }
    return false;
}

bool inspection_record(Tx *tx, const Actor *actor, const CaseContext *context,
                       const InspectionResult *result, Arena *arena, Error *error) {
    InspectionRow row;
    InspectionItemRow item = {0};
    if (!check_result(actor, result, error) ||
        !inspection_load(tx, actor, result->number, arena, &row, error) ||
        !find_item(tx, row.id, result->index, arena, &item, error) ||
        !check_hands(tx, actor, item.application_id, arena, error) ||
        !keep_result(tx, actor, row.id, result, arena, error)) {
        return false;
    }
    bool is_paid = str_equal(item.state, claim_state_code(CLAIM_PAID));
    if (!result->is_in_order && is_paid &&
        !open_clawback(tx, actor, context, item.claim_number, result->note, arena, error)) {
        return false;
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("inspection.record"),
                                     .object_kind = STR("application"),
                                     .object_number = item.claim_number,
                                     .division_code = row.division_code,
                                     .before = row.number,
                                     .after = result->is_in_order ? STR("in_order")
                                                                  : STR("not_in_order")},
                       error);
}
