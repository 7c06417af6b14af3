// SPDX-License-Identifier: Apache-2.0
#include "city/city.h"

#include "city/boundary.h"

#define PROGRESS_HOUSEHOLDS 1000 // between two reports

static bool check_options(const CityOptions *options, Error *error) {
    if (options->people < CITY_PEOPLE_MIN || options->people > CITY_PEOPLE_MAX) {
        error_set(error, ERROR_INVALID, "人数 %lld 不在 %d 至 %d 之间",
                  (long long)options->people, CITY_PEOPLE_MIN, CITY_PEOPLE_MAX);
        return error_detail(error, "请改 --people");
    }
    if (options->as_of < boundary_date(BOUNDARY_AS_OF_FIRST)) {
        error_set(error, ERROR_INVALID, "数据日期早于2023-09-30，边界案例的经历会落在将来");
        return error_detail(error, "请改 --as-of");
    }
    Date last = date_from_civil((CivilDate){CITY_YEAR_LAST, 12, 31});
    if (options->as_of > last) {
        error_set(error, ERROR_INVALID, "数据日期晚于%d年，公民身份号码不够用", CITY_YEAR_LAST);
        return error_detail(error, "请改 --as-of");
    }
    return true;
}

bool city_write(const CityOptions *options, CitySummary *summary, Error *error) {
    if (!check_options(options, error)) return false;
    Arena arena = {0};
    World *world = NEW(&arena, World);
    world->seed = options->seed;
    world->as_of = options->as_of;
    world->recorder.as_of = options->as_of;
    number_book_init(&world->recorder.book, &arena);
    if (!writer_open(&arena, options->folder, options->seed, &world->recorder.writer, error)) {
        arena_release(&arena);
        return false;
    }
    boundary_write(world); // first, so that it is the same in every city
    unit_pool_init(&world->pool, &arena, &world->recorder, options->seed, options->people);
    roster_write_organisers(world, &arena, options->people);
    for (uint64_t index = 0; world->people < options->people; index++) {
        household_write(world, index, options->people - world->people);
        bool is_time = options->progress != NULL && index % PROGRESS_HOUSEHOLDS == 0;
        if (is_time) options->progress(options->user, world->people);
    }
    unit_pool_write(&world->pool, &world->recorder, options->seed);
    *summary = (CitySummary){world->people, world->households, world->pool.count,
                             writer_rows(world->recorder.writer)};
    bool is_good = writer_close(world->recorder.writer, error);
    arena_release(&world->recorder.row);
    arena_release(&arena);
    return is_good;
}
