// SPDX-License-Identifier: Apache-2.0
#include "casework/rating.h"

#include "access/audit.h"
#include "casework/claim_core.h"
#include "casework/rating.sql.h"

static const char *const labels[RATING_SCORE_MAX + 1] = {
    NULL, "非常不满意", "不满意", "基本满意", "满意", "非常满意",
};

Str rating_label(int64_t score) {
    return score >= 1 && score <= RATING_SCORE_MAX ? str_from_c(labels[score]) : (Str){0};
}

static bool is_applicant(const Actor *actor) {
    return role_has(actor->role, PERMISSION_CLAIMANT);
}

bool rating_is_due(const Actor *actor, ClaimState state) {
    return is_applicant(actor) && str_is_absent(claim_deadlines[state].owed_by);
}

static bool check_rating(const Actor *actor, const ClaimRow *row, const Rating *rating,
                         Error *error) {
    Claim claim = claim_from_row(row);
    if (!is_applicant(actor)) return error_set(error, ERROR_FORBIDDEN, "只有申请人能评价");
    if (str_is_absent(rating_label(rating->score))) {
        return error_set(error, ERROR_INVALID, "请选择是否满意");
    }
    if (rating->remark.length > RATING_REMARK_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "意见太长，最多%d个字节", RATING_REMARK_BYTES_MAX);
    }
    if (rating_is_due(actor, claim.state)) return true;
    error_set(error, ERROR_CONFLICT, "申请 %.*s 还没有办完", STR_ARG(row->number));
    error_detail(error, "办完后再评价");
    return error_code(error, "NOT_ENDED");
}

bool rating_give(Tx *tx, const Actor *actor, Str number, const Rating *rating, Arena *arena,
                 Error *error) {
    ClaimRow row;
    RatingInsertIn in = {.score = rating->score,
                         .remark = str_is_empty(rating->remark) ? (Str){0} : rating->remark,
                         .account_id = actor->account_id,
                         .rated_on = actor->today,
                         .at_ms = actor->now_ms};
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !check_rating(actor, &row, rating, error)) {
        return false;
    }
    in.application_id = row.id;
    if (!rating_insert(tx, &in, NULL, error)) {
        if (str_equal(str_from_c(error->code), STR("UNIQUE:claim_rating_once"))) {
            error_set(error, ERROR_CONFLICT, "这件申请已经评价过");
            error_code(error, "ALREADY_RATED");
        }
        return false;
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("claim.rate"),
                                     .object_kind = STR("application"),
                                     .object_number = number,
                                     .division_code = row.division_code,
                                     .after = rating_label(rating->score)},
                       error);
}

bool rating_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Rating *rating, bool *found,
                 Error *error) {
    ClaimRow row;
    RatingRow given;
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !rating_of(tx, &(RatingOfIn){.application_id = row.id}, arena, &given, found, error)) {
        return false;
    }
    if (*found) *rating = (Rating){given.score, given.remark, given.rated_on};
    return true;
}

// ---- For the office ----

static bool read_poor(Tx *tx, const Actor *actor, Date since, Date until, Arena *arena,
                      RatingSummary *summary, Error *error) {
    RatingPoorRows rows;
    if (!rating_poor(tx,
                     &(RatingPoorIn){.prefix = actor->scope.division_prefix,
                                     .since = since,
                                     .until = until,
                                     .score_max = RATING_POOR_MAX,
                                     .row_count = RATING_ROWS_MAX},
                     arena, &rows, error)) {
        return false;
    }
    summary->poor = NEW_ARRAY(arena, PoorRating, rows.count);
    summary->poor_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const RatingPoorRow *row = &rows.items[i];
        summary->poor[i] = (PoorRating){.rating = {row->score, row->remark, row->rated_on},
                                        .number = row->number,
                                        .policy_number = (int)row->policy_number,
                                        .policy_title = row->policy_title,
                                        .division_code = row->division_code};
    }
    return true;
}

bool rating_summary(Tx *tx, const Actor *actor, Date since, Date until, Arena *arena,
                    RatingSummary *summary, Error *error) {
    RatingTotalRows rows;
    *summary = (RatingSummary){0};
    if (!actor->scope.sees_people || is_applicant(actor)) {
        return error_set(error, ERROR_FORBIDDEN, "评价的明细只给经办机构看");
    }
    if (!rating_totals(tx,
                       &(RatingTotalsIn){.prefix = actor->scope.division_prefix,
                                         .since = since,
                                         .until = until},
                       arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        summary->counts[rows.items[i].score] = rows.items[i].count;
        summary->total += rows.items[i].count;
    }
    return read_poor(tx, actor, since, until, arena, summary, error);
}
