// SPDX-License-Identifier: Apache-2.0
// The one screen as JSON: the figures of the page, amounts in fen.
#include "pages/casework/wording.h"
#include "pages/monitor/one_screen.h"

static void put_figures(JsonWriter *writer, const Figures *figures) {
    json_key(writer, STR("claims"));
    json_open_object(writer);
    for (ClaimState state = 0; state < CLAIM_STATE_COUNT; state++) {
        json_key(writer, claim_state_code(state));
        json_int(writer, figures->claims[state]);
    }
    json_close_object(writer);
    json_member_int(writer, "overdue", figures->overdue);
    json_member_int(writer, "allotted_fen", figures->allotted_fen);
    json_member_int(writer, "available_fen", figures->available_fen);
    json_member_int(writer, "reserved_fen", figures->reserved_fen);
    json_member_int(writer, "paid_fen", figures->paid_fen);
    json_member_int(writer, "subjects", figures->subjects);
    json_member_int(writer, "entitled", figures->entitled);
    json_member_int(writer, "entitled_fen", figures->entitled_fen);
    json_member_int(writer, "unclaimed", figures->unclaimed);
    json_member_int(writer, "unclaimed_fen", figures->unclaimed_fen);
    json_member_int(writer, "undetermined", figures->undetermined);
}

static void put_county(JsonWriter *writer, Str division_code, const Figures *figures) {
    json_open_object(writer);
    json_member_string(writer, "division", division_code);
    put_figures(writer, figures);
    json_close_object(writer);
}

static void put_pace(JsonWriter *writer, const PaceFigure *figure) {
    json_key(writer, STR("reached"));
    if (figure->is_known)
        json_int(writer, figure->reached);
    else
        json_null(writer);
    json_member_int(writer, "goal", figure->goal);
    json_member_int(writer, "rate_bp", figure->rate_bp);
    json_member_string(writer, "lamp", pace_lamp_code(figure->lamp));
}

static void put_targets(JsonWriter *writer, const DashboardItem *item) {
    json_key(writer, STR("targets"));
    json_open_array(writer);
    for (size_t i = 0; i < item->target_count; i++) {
        const Pace *pace = &item->targets[i];
        json_open_object(writer);
        json_member_string(writer, "key", pace->target->key);
        json_member_string(writer, "name", pace->target->name);
        json_member_string(writer, "number", pace->target->number_text);
        json_member_string(writer, "unit", pace->target->unit);
        put_pace(writer, &pace->city);
        json_key(writer, STR("counties"));
        json_open_array(writer);
        for (size_t j = 0; j < DIVISION_COUNTY_COUNT; j++) {
            json_open_object(writer);
            json_member_string(writer, "division", str_from_c(division_counties[j]));
            put_pace(writer, &pace->counties[j]);
            json_close_object(writer);
        }
        json_close_array(writer);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void put_item(JsonWriter *writer, const Dashboard *dashboard, const DashboardItem *item) {
    json_open_object(writer);
    json_member_int(writer, "number", item->number);
    json_member_string(writer, "title", item->title);
    json_member_boolean(writer, "decides", item->policy && item->policy->program);
    json_member_string(writer, "unit", item->unit);
    json_member_date(writer, "scanned_on", item->scanned_on);
    json_member_string(writer, "pack", item->pack_hash);
    put_figures(writer, &item->total);
    put_targets(writer, item);
    json_key(writer, STR("counties"));
    json_open_array(writer);
    for (size_t j = 0; j < dashboard->county_count; j++) {
        put_county(writer, dashboard->counties[j].division_code, &item->counties[j]);
    }
    json_close_array(writer);
    json_close_object(writer);
}

void dashboard_to_json(JsonWriter *writer, const Dashboard *dashboard) {
    json_open_object(writer);
    json_member_int(writer, "year", dashboard->year);
    json_member_date(writer, "scanned_on", dashboard->scanned_on);
    json_member_int(writer, "elapsed_bp", dashboard->paces.elapsed_bp);
    json_key(writer, STR("total"));
    json_open_object(writer);
    put_figures(writer, &dashboard->total);
    json_close_object(writer);
    json_key(writer, STR("counties"));
    json_open_array(writer);
    for (size_t j = 0; j < dashboard->county_count; j++) {
        put_county(writer, dashboard->counties[j].division_code, &dashboard->counties[j].total);
    }
    json_close_array(writer);
    json_key(writer, STR("items"));
    json_open_array(writer);
    for (size_t i = 0; i < dashboard->item_count; i++) {
        put_item(writer, dashboard, &dashboard->items[i]);
    }
    json_close_array(writer);
    json_close_object(writer);
}
