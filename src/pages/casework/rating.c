// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/rating.h"

#include "casework/rating.h"
#include "pages/casework/rating.html.h"
#include "pages/platform.h"

static bool read_ratings(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Date today = context->actor->today;
    Date since = date_from_civil((CivilDate){date_to_civil(today).year, 1, 1});
    return rating_summary(tx, context->actor, since, today, arena, out, error);
}

static bool rating_page(Context *context, Error *error) {
    RatingSummary summary;
    Arena *arena = context->arena;
    if (!platform_read(context, read_ratings, context, &summary, error)) return false;
    RatingView view = {
        .county = county_label(context->actor->scope.division_prefix),
        .year = (int)date_to_civil(context->actor->today).year,
        .total = summary.total,
        .counts = {NEW_ARRAY(arena, RatingCountView, RATING_SCORE_MAX), RATING_SCORE_MAX},
        .poor = {NEW_ARRAY(arena, PoorRatingView, summary.poor_count), summary.poor_count},
    };
    for (int i = 0; i < RATING_SCORE_MAX; i++) {
        int score = RATING_SCORE_MAX - i;
        if (score <= RATING_POOR_MAX) view.poor_total += summary.counts[score];
        view.counts.items[i] = (RatingCountView){rating_label(score), summary.counts[score]};
    }
    for (size_t i = 0; i < summary.poor_count; i++) {
        const PoorRating *poor = &summary.poor[i];
        view.poor.items[i] = (PoorRatingView){
            .on = {poor->rating.on},
            .number = poor->number,
            .policy = policy_label(arena, poor->policy_number, poor->policy_title),
            .county = county_label(poor->division_code),
            .label = rating_label(poor->rating.score),
            .remark = poor->rating.remark,
        };
    }
    Html html = context_html(context);
    rating_html(&html, &view);
    return context_page(context, STR("好差评"), &html);
}

static bool rating_api(Context *context, Error *error) {
    RatingSummary summary;
    if (!platform_read(context, read_ratings, context, &summary, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "total", summary.total);
    json_key(writer, STR("counts"));
    json_open_array(writer);
    for (int score = 1; score <= RATING_SCORE_MAX; score++) {
        json_int(writer, summary.counts[score]);
    }
    json_close_array(writer);
    json_key(writer, STR("poor"));
    json_open_array(writer);
    for (size_t i = 0; i < summary.poor_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "number", summary.poor[i].number);
        json_member_int(writer, "score", summary.poor[i].rating.score);
        json_member_string(writer, "remark", summary.poor[i].rating.remark);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/ratings",     rating_page, .needs = PERMISSION_CASE_READ, .title = "好差评"},
    {GET, "/api/ratings", rating_api,  .needs = PERMISSION_CASE_READ, .title = "好差评"},
};
// clang-format on
const RouteList rating_pages = ROUTES(routes);
