// SPDX-License-Identifier: Apache-2.0
// What registers beside the working life say of people: who owns a business, who holds a public
// post, who serves a sentence, which months were paid late. Each draws from a stream of its own, so
// that they move nothing else. One random draw to a statement.
#include "city/world.h"

#include <string.h>

#define AGE_OF_FOUNDERS 18
#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static Random stream(const World *world, uint64_t purpose) {
    return random_stream(world->seed, purpose, (uint64_t)world->people);
}

static bool is_public(const Unit *unit) {
    return strcmp(unit->kind, "public_institution") == 0 || strcmp(unit->kind, "government") == 0;
}

void register_business(World *world, const Person *person) {
    Random random = stream(world, 'b');
    UnitSlot *slot = unit_pool_take_business(&world->pool, &random, person->county);
    if (slot == NULL) return; // they trade without a licence
    const Unit *unit = &slot->unit;
    bool was_grown_up = date_age(person->birth, unit->registered_on) >= AGE_OF_FOUNDERS;
    bool is_company = strcmp(unit->kind, "enterprise") == 0;
    Date from = was_grown_up ? unit->registered_on : world->as_of - 30; // taken over
    record_unit_person(&world->recorder, unit, person,
                       is_company ? "legal_representative" : "operator", from);
}

void register_post(World *world, const Person *person, const Unit *unit, const Work *work) {
    static const int weights[] = {5, 25, 40, 25, 5};
    static const char *const levels[] = {"province", "city", "county", "township", "village"};
    if (!is_public(unit)) return;
    Random random = stream(world, 'p');
    Post post = {.kind = unit->kind, .from = work->from, .to = work->to, .agreed_to = DATE_ABSENT};
    post.level = levels[random_weighted(&random, weights, COUNT(weights))];
    bool is_service = random_chance(&random, 60);
    if (is_service) {
        post.kind = "grassroots_service";
        post.level = "township";
        post.agreed_to = date_add_months(post.from, 36) - 1;
    }
    record_post(&world->recorder, person, unit, &post);
}

void register_idle(World *world, const Person *person) {
    Random random = stream(world, 'i');
    int64_t days = random_between(&random, 30, 900);
    UnitSlot *slot = unit_pool_pick(&world->pool, &random, person->county);
    bool is_in_prison = random_chance(&random, 4);
    bool is_on_welfare_post = random_chance(&random, 100) && is_public(&slot->unit);
    Date from = world->as_of - days;
    if (date_age(person->birth, from) < AGE_OF_FOUNDERS) return;
    if (is_in_prison) {
        record_sentence(&world->recorder, person, from, DATE_ABSENT);
    } else if (is_on_welfare_post) {
        Post post = {.kind = "public_welfare", .level = "village", .from = from,
                     .to = DATE_ABSENT, .agreed_to = date_add_months(from, 36) - 1};
        record_post(&world->recorder, person, &slot->unit, &post);
    }
}

void register_late_payment(World *world, const Person *person, const Insured *insured) {
    Random random = stream(world, 'l');
    bool is_late = random_chance(&random, 10);
    int64_t months = random_between(&random, 1, 3);
    int64_t days = random_between(&random, 20, 200);
    Insured late = *insured;
    late.to = date_add_months(insured->from, months) - 1;
    bool is_over = insured->to != DATE_ABSENT && insured->to < late.to;
    Date paid_on = late.to + days;
    if (!is_late || is_over || paid_on > world->as_of) return;
    record_late_payment(&world->recorder, person, &late, paid_on);
}
