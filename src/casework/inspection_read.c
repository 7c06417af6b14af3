// SPDX-License-Identifier: Apache-2.0
// Draws as they are read, how far a county is covered, and the proof that every draw can be
// repeated.
#include "casework/evidence.h"
#include "casework/inspection_core.h"

static InspectionList list_of(const InspectionRow *row) {
    return (InspectionList){row->fund_key, row->division_code, row->month};
}

bool inspection_load(Tx *tx, const Actor *actor, Str number, Arena *arena, InspectionRow *row,
                     Error *error) {
    bool is_found;
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的申请");
    }
    if (!inspection_by_number(tx, &(InspectionByNumberIn){number, actor->scope.division_prefix},
                              arena, row, &is_found, error)) {
        return false;
    }
    return is_found || error_set(error, ERROR_NOT_FOUND, "没有抽查 %.*s，或者不在你能看的范围里",
                                 STR_ARG(number));
}

static InspectionItem item_of(const InspectionItemRow *row) {
    InspectionItem item = {.index = row->sequence,
                           .claim_number = row->claim_number,
                           .is_for_finding = str_equal(row->drawn_for, STR("high")),
                           .policy_number = (int)row->policy_number,
                           .policy_title = row->policy_title,
                           .applicant_name = row->applicant_name,
                           .is_person = str_is_absent(row->uscc),
                           .amount_fen = row->amount_fen,
                           .result = row->result,
                           .note = row->note,
                           .evidence_name = row->evidence_name,
                           .checked_by = row->checked_by,
                           .checked_on = row->checked_on};
    claim_state_from_code(row->state, &item.state);
    return item;
}

bool inspection_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Inspection *inspection,
                     Error *error) {
    InspectionRow row;
    InspectionItemRows items;
    if (!inspection_load(tx, actor, number, arena, &row, error) ||
        !inspection_items(tx, &(InspectionItemsIn){row.id}, arena, &items, error)) {
        return false;
    }
    *inspection = (Inspection){.number = row.number,
                               .list = list_of(&row),
                               .population_count = row.population_count,
                               .sample_count = row.sample_count,
                               .high_count = row.high_count,
                               .seed = row.seed,
                               .pack_hash = row.pack_hash,
                               .drawn_by = row.drawn_by,
                               .drawn_on = row.drawn_on,
                               .items = NEW_ARRAY(arena, InspectionItem, items.count),
                               .item_count = items.count};
    for (size_t i = 0; i < items.count; i++) inspection->items[i] = item_of(&items.items[i]);
    return true;
}

bool inspection_evidence_read(Tx *tx, const Actor *actor, Str number, int64_t index, Arena *arena,
                              Str *content_type, Str *name, Str *content, Error *error) {
    InspectionRow row;
    InspectionEvidenceRow file;
    bool is_found;
    if (!inspection_load(tx, actor, number, arena, &row, error) ||
        !inspection_evidence(tx, &(InspectionEvidenceIn){row.id, index}, arena, &file, &is_found,
                             error)) {
        return false;
    }
    if (!is_found) return error_set(error, ERROR_NOT_FOUND, "没有这份材料");
    *content_type = file.evidence_type;
    *name = file.evidence_name;
    *content = file.evidence;
    return true;
}

// ---- Coverage ----

static bool is_over(Str month, Date today) {
    Date first, last;
    return inspection_days(month, &first, &last) && last < today;
}

bool inspection_cover(Tx *tx, const Actor *actor, Arena *arena, InspectionCovers *covers,
                      Error *error) {
    InspectionMonthRows rows;
    InspectionMonthsIn in = {actor->scope.division_prefix, actor->today};
    if (!inspection_months(tx, &in, arena, &rows, error)) return false;
    *covers = (InspectionCovers){.items = NEW_ARRAY(arena, InspectionCover, rows.count),
                                 .count = rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const InspectionMonthRow *row = &rows.items[i];
        bool is_open = str_is_absent(row->number) && is_over(row->month, actor->today);
        covers->items[i] = (InspectionCover){
            .list = {row->fund_key, row->division_code, row->month},
            .number = row->number,
            .may_draw = is_open && role_has(actor->role, PERMISSION_INSPECT),
            .approved = row->approved,
            .drawn = row->drawn,
            .checked = row->checked,
            .not_in_order = row->not_in_order};
        covers->total.approved += row->approved;
        covers->total.drawn += row->drawn;
        covers->total.checked += row->checked;
        covers->total.not_in_order += row->not_in_order;
    }
    return true;
}

// ---- Proof ----

static bool is_kept(const InspectionItemRows *items, int64_t application_id, bool is_for_finding) {
    Str wanted = is_for_finding ? STR("high") : STR("random");
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].application_id != application_id) continue;
        return str_equal(items->items[i].drawn_for, wanted);
    }
    return false;
}

// What is wrong with a draw; absent when nothing is.
static Str fault_of(const InspectionRow *row, const InspectionDraw *draw,
                    const InspectionItemRows *items) {
    if ((int64_t)draw->members.count != row->population_count) return STR("名单的件数变了");
    if (!str_equal(draw->seed, row->seed)) return STR("种子不是名单的指纹");
    if (draw->high_count != row->high_count) return STR("有高等级疑点的件数不对");
    if ((int64_t)items->count != row->sample_count + row->high_count) return STR("抽出的件数不对");
    for (size_t i = 0; i < draw->members.count; i++) {
        const InspectionMemberRow *member = &draw->members.items[i];
        bool is_for_finding = !draw->is_drawn[i];
        if (is_for_finding && !member->is_high) continue;
        if (!is_kept(items, member->application_id, is_for_finding)) return STR("抽出的不是该抽的");
    }
    return (Str){0};
}

static bool prove_one(Tx *tx, const InspectionRow *row, Arena *arena, InspectionProof *proof,
                      Error *error) {
    InspectionDraw draw;
    InspectionItemRows items;
    InspectionList list = list_of(row);
    if (!inspection_members(tx, &list, arena, &draw, error) ||
        !inspection_items(tx, &(InspectionItemsIn){row->id}, arena, &items, error)) {
        return false;
    }
    inspection_draw_members(arena, row->sample_count, &draw);
    Str fault = fault_of(row, &draw, &items);
    proof->inspections++;
    if (str_is_absent(fault)) return true;
    if (proof->faults++ == 0) {
        proof->first_fault = str_format(arena, "抽查 %.*s：%.*s", STR_ARG(row->number),
                                        STR_ARG(fault));
    }
    return true;
}

bool inspection_prove(Tx *tx, Arena *arena, InspectionProof *proof, Error *error) {
    InspectionRows rows;
    *proof = (InspectionProof){0};
    if (!inspection_all(tx, NULL, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        if (!prove_one(tx, &rows.items[i], arena, proof, error)) return false;
    }
    return true;
}
