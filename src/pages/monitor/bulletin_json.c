// SPDX-License-Identifier: Apache-2.0
// A bulletin as JSON: figures in their own units, amounts in fen, rates in basis points.
#include "pages/monitor/bulletin.h"

static void put_line(JsonWriter *writer, const BulletinLine *line) {
    json_open_object(writer);
    json_member_int(writer, "line", line->sequence);
    json_member_int(writer, "policy", line->policy_number);
    json_member_string(writer, "target", line->target_key);
    json_member_string(writer, "label", line->label);
    json_key(writer, STR("places"));
    json_open_array(writer);
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        json_open_object(writer);
        json_member_string(writer, "division", figure_place_code(place));
        for (FigureCode code = 0; code < FIGURE_CODE_COUNT; code++) {
            if (!line->figures[place][code].is_set) continue;
            json_key(writer, figure_code(code));
            json_int(writer, line->figures[place][code].value);
        }
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}

bool bulletin_json(Context *context, const BulletinFile *file) {
    const Bulletin *bulletin = &file->bulletin;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", bulletin->number);
    json_member_date(writer, "first_on", bulletin->period.first);
    json_member_date(writer, "as_of", bulletin->as_of);
    json_member_int(writer, "elapsed_bp", bulletin->elapsed_bp);
    json_member_string(writer, "pack", bulletin->pack_hash);
    json_member_boolean(writer, "signed", bulletin->is_signed);
    json_member_string(writer, "sha256", bulletin->sha256);
    json_key(writer, STR("lines"));
    json_open_array(writer);
    for (size_t i = 0; i < bulletin->lines.count; i++) put_line(writer, &bulletin->lines.items[i]);
    json_close_array(writer);
    json_key(writer, STR("corrections"));
    json_open_array(writer);
    for (size_t i = 0; i < file->correction_count; i++) {
        const BulletinCorrection *correction = &file->corrections[i];
        json_open_object(writer);
        json_member_int(writer, "line", correction->key.sequence);
        json_member_string(writer, "division", figure_place_code(correction->key.place));
        json_member_string(writer, "code", figure_code(correction->key.code));
        json_member_int(writer, "value", correction->value);
        json_member_string(writer, "reason", correction->reason);
        json_member_date(writer, "on", correction->corrected_on);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("instructions"));
    json_open_array(writer);
    for (size_t i = 0; i < file->instruction_count; i++) {
        json_string(writer, file->instructions[i].body);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}
