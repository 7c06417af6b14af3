// SPDX-License-Identifier: Apache-2.0
#include "kinds/quota_core.h"

#include "access/audit.h"
#include "kinds/enrolment_core.h"
#include "kinds/quota.sql.h"
#include "publish/granted.h"
#include "registry/code.h"

OptionalInt quota_of_policy(const Policy *policy, const Measure *measure) {
    OptionalInt places = {0};
    for (size_t i = 0; i < policy->targets.count; i++) {
        const Target *target = &policy->targets.items[i];
        if (str_is_absent(measure->quota) || !str_equal(target->key, measure->quota)) continue;
        places.present = target->is_number && decimal_to_int64(target->number, &places.value);
    }
    return places;
}

static bool share_put(Tx *tx, const Actor *actor, Str measure, Str period, const QuotaShare *share,
                      Str document, Error *error) {
    int64_t changed;
    QuotaUpdateIn update = {measure, period, share->division_code, share->places,
                            actor->account_id, actor->today, document};
    QuotaInsertIn insert = {measure, period, share->division_code, share->places,
                            actor->account_id, actor->today, document};
    return quota_update(tx, &update, &changed, error) &&
           (changed > 0 || quota_insert(tx, &insert, NULL, error));
}

bool quota_ensure(Tx *tx, const Actor *actor, const Policy *policy, const Measure *measure,
                  Str period, Arena *arena, Error *error) {
    OptionalInt places = quota_of_policy(policy, measure);
    if (!places.present) return true;
    QuotaInsertIn in = {measure->key, period, STR(""), places.value, actor->account_id,
                        actor->today,
                        str_format(arena, "第%d项条文", policy->number)};
    return quota_insert(tx, &in, NULL, error);
}

// ---- Reading ----

static QuotaShare share_of(const QuotaRow *row) {
    return (QuotaShare){row->division_code, row->places, row->taken};
}

static bool quota_read(Tx *tx, const Policy *policy, const Measure *measure, Str period,
                       Arena *arena, Quota *quota, Error *error) {
    QuotaRows rows;
    *quota = (Quota){.measure_key = measure->key, .measure_name = measure->name, .period = period,
                     .document = str_format(arena, "第%d项条文", policy->number),
                     .city = {.division_code = STR(""),
                              .places = quota_of_policy(policy, measure).value}};
    if (!quota_rows(tx, &(QuotaRowsIn){measure->key, period}, arena, &rows, error)) return false;
    quota->counties = NEW_ARRAY(arena, QuotaShare, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const QuotaRow *row = &rows.items[i];
        if (row->division_code.length == 0) {
            quota->city = share_of(row);
            quota->document = row->document;
        } else {
            quota->counties[quota->county_count++] = share_of(row);
        }
    }
    return true;
}

static bool quota_measure(const Pack *pack, Str key, const Policy **policy,
                          const Measure **measure, Error *error) {
    if (!measure_find(pack, key, policy, measure, error)) return false;
    if (quota_of_policy(*policy, *measure).present) return true;
    return error_set(error, ERROR_NOT_FOUND, "“%.*s”没有名额限制", STR_ARG((*measure)->name));
}

bool quota_find(Tx *tx, const Actor *actor, const CaseContext *context, Str measure_key,
                Arena *arena, Quota *quota, Error *error) {
    const Policy *policy;
    const Measure *measure;
    if (!quota_measure(context->pack, measure_key, &policy, &measure, error)) return false;
    Str period = measure_period_on(arena, measure, actor->today);
    return quota_read(tx, policy, measure, period, arena, quota, error);
}

// ---- Setting ----

static bool check_shares(const QuotaIn *in, Error *error) {
    int64_t sum = 0;
    for (size_t i = 0; i < in->county_count; i++) {
        const QuotaShare *share = &in->counties[i];
        if (!division_is_county(share->division_code) || share->places < 0) {
            error_set(error, ERROR_INVALID, "县区“%.*s”或它的名额不对",
                      STR_ARG(share->division_code));
            return error_detail(error, "县区写 640502、640521、640522，名额不能是负数");
        }
        for (size_t j = 0; j < i; j++) {
            if (!str_equal(in->counties[j].division_code, share->division_code)) continue;
            return error_set(error, ERROR_INVALID, "县区 %.*s 写了两次",
                             STR_ARG(share->division_code));
        }
        sum += share->places;
    }
    if (in->county_count == 0 || sum == in->places) return true;
    error_set(error, ERROR_CONFLICT, "三县区合计%lld，与全市%lld不相等", (long long)sum,
              (long long)in->places);
    error_detail(error, "请调整到合计相等再保存");
    return error_code(error, "QUOTA_SUM");
}

static bool check_in(const Actor *actor, const QuotaIn *in, Error *error) {
    if (!role_has(actor->role, PERMISSION_QUOTA_SET)) {
        error_set(error, ERROR_FORBIDDEN, "你的角色不能分解名额");
        return error_detail(error, "由市人社局或领导小组办公室办理");
    }
    if (in->places < 0 || in->places > ENROLMENT_UNITS_MAX * INT64_C(100)) {
        return error_set(error, ERROR_INVALID, "名额不对");
    }
    if (str_is_empty(str_trim(in->document)) ||
        in->document.length > QUOTA_DOCUMENT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "要写明依据的文件");
        return error_detail(error, "最多%d个字节", QUOTA_DOCUMENT_BYTES_MAX);
    }
    return check_shares(in, error);
}

static bool refuse_taken(Error *error) {
    if (!str_equal(str_from_c(error->code), STR("CHECK:quota_not_exceeded"))) return false;
    error_set(error, ERROR_CONFLICT, "已经占用的名额比新的名额多");
    error_detail(error, "请先释放，或者把名额定得不少于已占用的");
    return error_code(error, "QUOTA_TAKEN");
}

// What a county gets; 0 for one that is not listed.
static int64_t places_of(const QuotaIn *in, Str division_code) {
    for (size_t i = 0; i < in->county_count; i++) {
        if (str_equal(in->counties[i].division_code, division_code)) return in->counties[i].places;
    }
    return 0;
}

static bool check_broken_down(const Quota *quota, const QuotaIn *in, Error *error) {
    if (quota->county_count == 0 || in->county_count > 0) return true;
    error_set(error, ERROR_CONFLICT, "“%.*s”已经分解到县区", STR_ARG(quota->measure_name));
    error_detail(error, "请把三县区的名额一起写上");
    return error_code(error, "QUOTA_SUM");
}

bool quota_set(Tx *tx, const Actor *actor, const CaseContext *context, const QuotaIn *in,
               Arena *arena, Quota *quota, Error *error) {
    const Policy *policy;
    const Measure *measure;
    if (!quota_measure(context->pack, in->measure_key, &policy, &measure, error) ||
        !check_in(actor, in, error)) {
        return false;
    }
    Str period = measure_period_on(arena, measure, actor->today);
    if (!quota_read(tx, policy, measure, period, arena, quota, error) ||
        !check_broken_down(quota, in, error)) {
        return false;
    }
    QuotaShare share = {.division_code = STR(""), .places = in->places};
    bool ok = share_put(tx, actor, measure->key, period, &share, in->document, error);
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT && in->county_count > 0 && ok; i++) {
        share.division_code = str_from_c(division_counties[i]);
        share.places = places_of(in, share.division_code);
        ok = share_put(tx, actor, measure->key, period, &share, in->document, error);
    }
    if (!ok) return refuse_taken(error) && false;
    if (!quota_read(tx, policy, measure, period, arena, quota, error)) return false;
    AuditEntry entry = {.action = STR("quota.set"), .object_kind = STR("measure"),
                        .object_number = measure->key,
                        .after = str_format(arena, "%lld", (long long)in->places)};
    return audit_write(tx, actor, &entry, error);
}

// ---- Proving ----

bool quota_prove(Tx *tx, Arena *arena, QuotaProof *proof, Error *error) {
    QuotaCountRow count;
    QuotaFaultRows faults;
    if (!quota_count(tx, NULL, arena, &count, error) ||
        !quota_faults(tx, NULL, arena, &faults, error)) {
        return false;
    }
    *proof = (QuotaProof){.quotas = count.quotas, .faults = (int64_t)faults.count};
    if (faults.count == 0) return true;
    const QuotaFaultRow *first = &faults.items[0];
    proof->first_fault = str_format(arena, "措施 %.*s（%.*s %.*s）记了%lld个，登记占了%lld个",
                                    STR_ARG(first->measure), STR_ARG(first->period),
                                    STR_ARG(first->division_code), (long long)first->taken,
                                    (long long)first->held);
    return true;
}
