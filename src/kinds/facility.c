// SPDX-License-Identifier: Apache-2.0
#include "kinds/facility.h"

#include "access/audit.h"
#include "kinds/facility.sql.h"
#include "casework/stake.h"
#include "policy/sheet.h"
#include "registry/code.h"
#include "registry/validate.h"

static Facility facility_from_row(const FacilityRow *row) {
    return (Facility){
        .number = row->number, .kind = row->kind, .name = row->name, .uscc = row->uscc,
        .division_code = row->division_code, .address = row->address,
        .site_code = row->site_code, .level = row->level,
        .total_area_m2 = row->total_area_m2.present ? row->total_area_m2.value : 0,
        .free_area_m2 = row->free_area_m2.present ? row->free_area_m2.value : -1,
        .is_government_funded = row->is_government_funded, .registered_on = row->registered_on,
        .ended_on = row->ended_on};
}

// Whose facilities an actor sees: staff all of the scope, a unit its own.
static Str owner_of(const Actor *actor) {
    bool is_staff = role_has(actor->role, PERMISSION_ENROLMENT_READ);
    if (is_staff) return (Str){0};
    return str_is_absent(actor->scope.uscc) ? STR("-") : actor->scope.uscc;
}

// ---- Registering ----

static bool text_check(Str text, const char *what, bool is_required, Error *error) {
    if (is_required && str_is_empty(str_trim(text))) {
        return error_set(error, ERROR_INVALID, "要填%s", what);
    }
    if (text.length <= FACILITY_TEXT_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "%s太长，最多%d个字节", what, FACILITY_TEXT_BYTES_MAX);
}

static bool area_check(int64_t total, int64_t free_area, Error *error) {
    if (total < 0 || free_area < -1) return error_set(error, ERROR_INVALID, "面积不能是负数");
    if (free_area <= total || free_area < 1) return true;
    error_set(error, ERROR_INVALID, "免费面积比总面积大");
    return error_detail(error, "单位是平方米，请核对两个数");
}

// An officer does not answer for the facility of a unit that they act for elsewhere.
static bool check_stake(Tx *tx, const Actor *actor, const Facility *in, Arena *arena,
                        Error *error) {
    Stake stake;
    if (!stake_of(tx, actor->account_id, 0, in->uscc, arena, &stake, error)) return false;
    return stake != STAKE_OTHERWISE ||
           stake_refuse("不能作为工作人员登记自己单位的设施", "OWN_FACILITY", error);
}

static bool may_register(Tx *tx, const Actor *actor, const Facility *in, Arena *arena,
                         Error *error) {
    bool is_own = str_equal(actor->scope.uscc, in->uscc) && !str_is_empty(in->uscc);
    bool is_staff = role_has(actor->role, PERMISSION_ENROLMENT_ENTER) &&
                    scope_covers(&actor->scope, in->division_code);
    if (is_own || is_staff) return check_stake(tx, actor, in, arena, error);
    error_set(error, ERROR_FORBIDDEN, "只能登记本单位的设施");
    return error_detail(error, "由运营单位或者当地县区经办登记");
}

static bool facility_check(const Facility *in, Error *error) {
    Check check = uscc_check(in->uscc);
    if (check.verdict == VERDICT_WRONG) {
        return error_set(error, ERROR_INVALID, "统一社会信用代码不对：%s", check.sentence);
    }
    if (!division_is_county(in->division_code)) {
        return error_set(error, ERROR_INVALID, "“%.*s”不是中卫市的县区",
                         STR_ARG(in->division_code));
    }
    if (!is_ascii_key(in->kind)) {
        error_set(error, ERROR_INVALID, "设施类型“%.*s”不对", STR_ARG(in->kind));
        return error_detail(error, "写政策里的代码，如 market、station");
    }
    check = unit_name_check(in->name);
    if (check.verdict == VERDICT_WRONG) {
        return error_set(error, ERROR_INVALID, "设施名称不对：%s", check.sentence);
    }
    return text_check(in->name, "名称", true, error) &&
           text_check(in->address, "地址", true, error) &&
           text_check(in->site_code, "区划代码", false, error) &&
           text_check(in->level, "等级", false, error) &&
           area_check(in->total_area_m2, in->free_area_m2, error);
}

static bool insert(Tx *tx, const Actor *actor, const Facility *in, Str number, Error *error) {
    FacilityInsertIn row = {
        .number = number, .kind = in->kind, .name = in->name, .uscc = in->uscc,
        .division_code = in->division_code, .address = in->address,
        .site_code = str_is_empty(in->site_code) ? (Str){0} : in->site_code,
        .level = str_is_empty(in->level) ? (Str){0} : in->level,
        .total_area_m2 = {in->total_area_m2 > 0, in->total_area_m2},
        .free_area_m2 = {in->total_area_m2 > 0 && in->free_area_m2 >= 0, in->free_area_m2},
        .is_government_funded = in->is_government_funded, .day = actor->today,
        .account_id = actor->account_id};
    if (facility_insert(tx, &row, NULL, error)) return true;
    if (str_equal(str_from_c(error->code), STR("UNIQUE:facility_once"))) {
        error_set(error, ERROR_CONFLICT, "这个单位已经登记过“%.*s”", STR_ARG(in->name));
        (void)error_code(error, "FACILITY_EXISTS");
    }
    return false;
}

bool facility_register(Tx *tx, const Actor *actor, const Facility *in, Arena *arena,
                       Facility *facility, Error *error) {
    Str number;
    Str series = str_format(arena, "SS-%lld", (long long)date_to_civil(actor->today).year);
    if (!may_register(tx, actor, in, arena, error) || !facility_check(in, error) ||
        !store_public_number(tx, series, arena, &number, error)) {
        return false;
    }
    AuditEntry entry = {.action = STR("facility.register"), .object_kind = STR("facility"),
                        .object_number = number, .division_code = in->division_code};
    return insert(tx, actor, in, number, error) && audit_write(tx, actor, &entry, error) &&
           facility_find(tx, actor, number, arena, facility, error);
}

bool facility_report_space(Tx *tx, const Actor *actor, Str number, int64_t total_area_m2,
                           int64_t free_area_m2, Arena *arena, Facility *facility, Error *error) {
    FacilitySetSpaceIn in = {number, total_area_m2, free_area_m2};
    if (!facility_find(tx, actor, number, arena, facility, error) ||
        !may_register(tx, actor, facility, arena, error) ||
        !area_check(total_area_m2, free_area_m2, error)) {
        return false;
    }
    if (total_area_m2 < 1 || free_area_m2 < 0) {
        return error_set(error, ERROR_INVALID, "总面积和免费面积都要填");
    }
    AuditEntry entry = {.action = STR("facility.space"), .object_kind = STR("facility"),
                        .object_number = number, .division_code = facility->division_code,
                        .before = str_format(arena, "%lld/%lld",
                                             (long long)facility->free_area_m2,
                                             (long long)facility->total_area_m2),
                        .after = str_format(arena, "%lld/%lld", (long long)free_area_m2,
                                            (long long)total_area_m2)};
    facility->total_area_m2 = total_area_m2;
    facility->free_area_m2 = free_area_m2;
    return facility_set_space(tx, &in, NULL, error) && audit_write(tx, actor, &entry, error);
}

// ---- Reading ----

bool facility_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Facility *facility,
                   Error *error) {
    FacilityRow row;
    bool found;
    FacilityByNumberIn in = {number, actor->scope.division_prefix, owner_of(actor)};
    if (!facility_by_number(tx, &in, arena, &row, &found, error)) return false;
    if (!found) {
        error_set(error, ERROR_NOT_FOUND, "没有设施 %.*s，或者不在你能看的范围里",
                  STR_ARG(number));
        return error_detail(error, "请核对设施编号");
    }
    *facility = facility_from_row(&row);
    return true;
}

bool facility_list(Tx *tx, const Actor *actor, Str kind, Str after_number, int64_t row_count,
                   Arena *arena, Facilities *facilities, Error *error) {
    FacilityRows rows;
    bool is_bounded = row_count >= 1 && row_count <= FACILITY_ROWS_MAX;
    FacilityPageIn in = {actor->scope.division_prefix, owner_of(actor),
                         str_is_empty(kind) ? (Str){0} : kind,
                         str_is_absent(after_number) ? STR("") : after_number,
                         is_bounded ? row_count : FACILITY_ROWS_MAX};
    *facilities = (Facilities){0};
    if (!facility_page(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        PUSH(arena, facilities, facility_from_row(&rows.items[i]));
    }
    return true;
}
