// SPDX-License-Identifier: Apache-2.0
// Protects the whole way of a claim to its money and back, over months and by many actors, against
// a sequential model that foretells every answer; and that the same seed leaves the same records on
// both databases.
#include "actors.h"
#include "compare.h"

#define STEPS 600

static Str play(Town *town, bool is_postgres, uint64_t seed, Arena *arena) {
    static Model model;
    static Action action;
    TestDatabase database;
    Actors actors;
    Answer answer;
    char why[200];
    int done = 0;
    town_copy(town, is_postgres, &database);
    Store *store = test_store_open(&database, 1);
    model = (Model){0};
    actors_begin(&actors, seed);
    for (int i = 0; i < STEPS; i++) {
        actors_next(&actors, &model, town, &action);
        action_run(store, town, &action, &answer);
        Forecast forecast = model_apply(&model, town, &action);
        if (strcmp(answer.code, forecast.code) != 0 || strcmp(answer.result, forecast.result) != 0) {
            fail_msg("step %d, %s %s %s: wanted %s %s, got %s %s (%s)", i,
                     action_name(action.kind), action.object, action.text, forecast.code,
                     forecast.result, answer.code, answer.result, answer.message);
        }
        if (getenv("SOAK_TRACE")) printf("%d %s %s %s\n", i, action_name(action.kind), answer.code, answer.result);
        done += answer.kind == ERROR_NONE;
        if (i % 40 == 0 && compare_differs(&database, town, &model, why)) fail_msg("step %d: %s", i, why);
    }
    store_close(store);
    if (compare_differs(&database, town, &model, why)) fail_msg("%s", why);
    compare_verify(&database);
    printf("%d of %d done, %d claims, %d files, %d notices, %d receivables\n", done, STEPS, model.claim_count, model.file_count, model.notice_count, model.receivable_count);
    Str dump = compare_dump(&database, town, arena);
    test_database_remove(&database);
    return dump;
}

static void test_simulation__agrees_with_the_model_on_both(void **state) {
    (void)state;
    Arena arena = {0};
    Town town;
    town_open(&town, 1, true);
    Str sqlite = play(&town, false, 1, &arena);
    Str postgres = play(&town, true, 1, &arena);
    FILE *f = fopen("/tmp/soak-a", "w"); fwrite(sqlite.data, 1, sqlite.length, f); fclose(f);
    f = fopen("/tmp/soak-b", "w"); fwrite(postgres.data, 1, postgres.length, f); fclose(f);
    assert_true(str_equal(sqlite, postgres));
    town_close(&town, true);
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simulation__agrees_with_the_model_on_both),
    };
    return RUN_TESTS(tests);
}
