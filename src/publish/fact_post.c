// SPDX-License-Identifier: Apache-2.0
// The post that somebody holds with a public unit, a programme of service or out of public welfare.
#include "publish/view.h"

#include "publish/fact_post.sql.h"
#include "publish/stretch.h"

enum {
    PERSON_ID, USCC, KIND, UNIT_LEVEL, FROM_DATE, SERVICE_MONTHS, AGREED_MONTHS,
    GRASSROOTS_INSTITUTION, COUNTY_INSTITUTION, PUBLIC_WELFARE, DIVISION,
};

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, HUMAN_RESOURCES},
    [KIND] = {"kind", FACT_TEXT, 0, HUMAN_RESOURCES},
    [UNIT_LEVEL] = {"unit_level", FACT_TEXT, 0, HUMAN_RESOURCES},
    [FROM_DATE] = {"from_date", FACT_DATE, 0, HUMAN_RESOURCES},
    [SERVICE_MONTHS] = {"service_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [AGREED_MONTHS] = {"agreed_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [GRASSROOTS_INSTITUTION] = {"grassroots_institution", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [COUNTY_INSTITUTION] = {"county_institution", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [PUBLIC_WELFARE] = {"public_welfare", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [DIVISION] = {"division", FACT_TEXT, 0, HUMAN_RESOURCES},
};

// Posts that follow one another or overlap count once; what is left over of each stretch does not.
static int64_t service_months(Arena *arena, const FactPostServiceRows *served, int64_t person_id,
                              Date on) {
    FactSlice own = FACT_SLICE(served, person_id);
    Stretches stretches = {0};
    for (size_t i = own.first; i < own.first + own.count; i++) {
        const FactPostServiceRow *row = &served->items[i];
        stretch_add(arena, &stretches, row->from_date, row->to_date,
                    (Stretch){row->from_date, on});
    }
    return stretches_full_months(&stretches);
}

static void put_post(FactRows *rows, size_t row, const FactPostRow *post,
                     const FactPostServiceRows *served, Date on) {
    bool is_institution = str_equal(post->kind, STR("public_institution"));
    bool is_below_county = str_equal(post->unit_level, STR("township")) ||
                           str_equal(post->unit_level, STR("village"));
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){post->person_id, post->id_number, post->name,
                                     post->division_code});
    rows->subjects[row].uscc = post->uscc;
    fact_put_text(rows, PERSON_ID, row, post->id_number);
    fact_put_text(rows, USCC, row, post->uscc);
    fact_put_text(rows, KIND, row, post->kind);
    fact_put_text(rows, UNIT_LEVEL, row, post->unit_level);
    fact_put_date(rows, FROM_DATE, row, post->from_date);
    fact_put_int(rows, SERVICE_MONTHS, row,
                 service_months(rows->arena, served, post->person_id, on));
    if (post->agreed_to != DATE_ABSENT) {
        fact_put_int(rows, AGREED_MONTHS, row, date_full_months(post->from_date, post->agreed_to));
    }
    fact_put_bool(rows, GRASSROOTS_INSTITUTION, row, is_institution && is_below_county);
    fact_put_bool(rows, COUNTY_INSTITUTION, row,
                  is_institution && str_equal(post->unit_level, STR("county")));
    fact_put_bool(rows, PUBLIC_WELFARE, row, post->public_welfare_posts > 0);
    fact_put_text(rows, DIVISION, row, post->division_code);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactPostRows posts;
    FactPostServiceRows served = {0};
    FactPostPageIn in = {range->first, range->last, range->division_prefix, range->on,
                         (int64_t)range->limit};
    if (!fact_post_page(tx, &in, rows->arena, &posts, error)) return false;
    fact_rows_begin(rows, posts.count);
    if (posts.count == 0) return true;
    FactPostServiceIn of = {posts.items[0].id_number, posts.items[posts.count - 1].id_number,
                            range->on};
    if (!fact_post_service(tx, &of, rows->arena, &served, error)) return false;
    for (size_t row = 0; row < posts.count; row++) {
        put_post(rows, row, &posts.items[row], &served, range->on);
    }
    return true;
}

const FactView fact_post_view = {
    .name = "post", .keying = FACT_KEY_PERSON, .is_per_person = true, .is_sparse = true,
    .columns = columns, .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
