// SPDX-License-Identifier: Apache-2.0
// A bulletin as a CSV that proves itself. What is hashed is what is handed out.
#include "monitor/bulletin.h"

#include "base/csv.h"
#include "base/digest.h"

#include <inttypes.h>

static Str place_label(size_t place) {
    if (place == 0) return STR("全市");
    const char *name = division_county_name(figure_place_code(place));
    return name ? str_from_c(name) : figure_place_code(place);
}

// A line about the bulletin itself, so that the hash covers it.
static void put_head(StrBuilder *out, const char *label, Str value) {
    str_put_format(out, "0,,,%s,,,,", label);
    csv_put_cell(out, value, true);
    str_put(out, STR(",\n"));
}

static void put_heads(StrBuilder *out, const Bulletin *bulletin) {
    Arena *arena = out->arena;
    Str signature = STR("未审签（预览）");
    if (bulletin->is_signed) {
        signature = str_format(arena, "%.*s %.*s", STR_ARG(bulletin->signed_name),
                               STR_ARG(date_to_str(arena, bulletin->signed_on)));
    }
    put_head(out, "通报", bulletin->number);
    put_head(out, "起", date_to_str(arena, bulletin->period.first));
    put_head(out, "止", date_to_str(arena, bulletin->as_of));
    put_head(out, "时间进度", figure_text(arena, FIGURE_RATE, bulletin->elapsed_bp));
    put_head(out, "政策包", bulletin->pack_hash);
    put_head(out, "审签", signature);
}

static void put_figure(StrBuilder *out, const BulletinLine *line, size_t place, FigureCode code) {
    str_put_int(out, line->sequence);
    str_put_format(out, ",%d", line->policy_number);
    csv_put_cell(out, line->target_key, false);
    csv_put_cell(out, line->label, false);
    csv_put_cell(out, figure_place_code(place), false);
    csv_put_cell(out, place_label(place), false);
    csv_put_cell(out, figure_label(code), false);
    Arena *arena = out->arena;
    csv_put_cell(out, figure_text(arena, code, line->figures[place][code].value), false);
    bool is_count = figure_unit(code) == FIGURE_OF_COUNT;
    csv_put_cell(out,
                 is_count                             ? line->unit
                 : figure_unit(code) == FIGURE_OF_FEN ? STR("元")
                                                      : STR(""),
                 false);
    str_put_char(out, '\n');
}

static int64_t put_line(StrBuilder *out, const BulletinLine *line) {
    int64_t count = 0;
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        for (FigureCode code = 0; code < FIGURE_CODE_COUNT; code++) {
            if (!line->figures[place][code].is_set) continue;
            put_figure(out, line, place, code);
            count++;
        }
    }
    return count;
}

BulletinText bulletin_text(Arena *arena, const Bulletin *bulletin) {
    StrBuilder out;
    int64_t count = 0;
    str_builder_init(&out, arena, 0);
    str_put(&out, STR(CSV_BYTE_ORDER_MARK "序号,项,目标,名称,区划代码,地方,指标,值,单位\n"));
    put_heads(&out, bulletin);
    for (size_t i = 0; i < bulletin->lines.count; i++) {
        count += put_line(&out, &bulletin->lines.items[i]);
    }
    Str sha256 = digest_sha256(arena, str_built(&out));
    Str title = cycle_title(arena, &bulletin->period);
    str_put_format(&out, "合计,共%" PRId64 "行,筛选,", count);
    csv_put_cell(&out, str_format(arena, "%.*s；全市和各县区", STR_ARG(title)), true);
    str_put_format(&out, ",,,,政策包 %.*s；以上各行 SHA-256 %.*s,\n", STR_ARG(bulletin->pack_hash),
                   STR_ARG(sha256));
    return (BulletinText){str_built(&out), sha256};
}
