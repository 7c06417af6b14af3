// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_RATING_H
#define CASEWORK_RATING_H
// The question at the end (好差评): how content the applicant is with the handling of a claim.
//
// Asked once, of the applicant alone, when nobody owes a step any more (transition.h, deadlines).
// It changes nothing of the claim; what is poor is listed for the office, which calls back.

#include "casework/claim.h"

#define RATING_SCORE_MAX 5
#define RATING_POOR_MAX 2          // 不满意 and worse
#define RATING_REMARK_BYTES_MAX 1000
#define RATING_ROWS_MAX 200        // of the poor ones

typedef struct Rating {
    int64_t score;                 // 5 very content … 1 not at all
    Str remark;                    // may be absent
    Date on;
} Rating;

typedef struct PoorRating {
    Rating rating;
    Str number;
    int policy_number;
    Str policy_title;
    Str division_code;
} PoorRating;

typedef struct RatingSummary {
    int64_t counts[RATING_SCORE_MAX + 1]; // by score; [0] is unused
    int64_t total;
    PoorRating *poor;
    size_t poor_count;
} RatingSummary;

// 「非常满意」; absent for a score that there is not.
Str rating_label(int64_t score);
// Whether this actor may be asked about the claim.
bool rating_is_due(const Actor *actor, ClaimState state);
// ERROR_CONFLICT "NOT_ENDED", "ALREADY_RATED"; ERROR_FORBIDDEN for who did not apply.
bool rating_give(Tx *tx, const Actor *actor, Str number, const Rating *rating, Arena *arena,
                 Error *error) MUST_USE;
bool rating_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Rating *rating, bool *found,
                 Error *error) MUST_USE;
// Both days count.
bool rating_summary(Tx *tx, const Actor *actor, Date since, Date until, Arena *arena,
                    RatingSummary *summary, Error *error) MUST_USE;

#endif
