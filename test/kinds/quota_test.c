// SPDX-License-Identifier: Apache-2.0
// Protects places against many hands at once: the last one goes to one of them, the others are told
// that there is none.
#include "office.h"

#include <pthread.h>

#define CLIENTS 64

typedef struct Admission {
    Office *office;
    Str number;
    int64_t account_id;
    Arena arena;
    Error error;
    pthread_barrier_t *start;
} Admission;

static void *admission_main(void *argument) {
    Admission *admission = argument;
    Enrolment enrolment;
    OfficeCall call = {.office = admission->office,
                       .actor = reviewer(admission->office),
                       .step = {.number = admission->number, .action = ENROLMENT_ADMIT}};
    call.actor.account_id = admission->account_id;
    pthread_barrier_wait(admission->start);
    do {
        admission->error = (Error){0};
        if (store_write(admission->office->city.store, run_step, &call, &enrolment,
                        &admission->arena, &admission->error)) {
            break;
        }
    } while (admission->error.kind == ERROR_UNAVAILABLE);
    return NULL;
}

static Str apply_market(Office *office, int index) {
    char name[40];
    snprintf(name, sizeof name, "合成市场%d", index);
    Str facility = office_facility(office, "market", name);
    assert_ok(office_apply(office, company(office), 1, "gig_market", facility, NULL),
              office->error);
    return office->enrolment.number;
}

static void test_quota__the_last_place_goes_once(void **state) {
    static Admission admissions[CLIENTS];
    Office office = office_open(state);
    pthread_t threads[CLIENTS];
    pthread_barrier_t start;
    Quota quota;
    int admitted = 0;
    assert_ok(office_quota(&office, "gig_market", 1, NULL, 0, &quota), office.error);
    pthread_barrier_init(&start, NULL, CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
        admissions[i] = (Admission){&office, apply_market(&office, i), 100 + i, {0}, {0}, &start};
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_create(&threads[i], NULL, admission_main, &admissions[i]);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        if (admissions[i].error.kind == ERROR_NONE)
            admitted++;
        else
            assert_string_equal(admissions[i].error.code, "QUOTA_FULL");
        arena_release(&admissions[i].arena);
    }
    pthread_barrier_destroy(&start);
    assert_int_equal(admitted, 1);
    office_close(&office);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_quota__the_last_place_goes_once),
    };
    return RUN_TESTS(tests);
}
