// SPDX-License-Identifier: Apache-2.0
// Whole models, in the test format of the DMN TCK: our own beside this file, and the kit itself
// when it lies beside the repository (../shared/tck, or JIUYE_TCK). Of the kit at least as many
// cases must pass as test/dmn/tck-floor says; when more do, the number there should be raised.
#include "test.h"

#include "base/file.h"
#include "dmn/tck.h"

#include <ftw.h>
#include <stdlib.h>

#define OPEN_FILES_MAX 16

typedef struct Count {
    int64_t passed, failed;
    bool is_quiet;
} Count;

static Count count; // nftw has no argument of its own

static void on_case(void *user, const DmnTckCase *one) {
    (void)user;
    if (one->has_passed) count.passed++;
    if (one->has_passed) return;
    count.failed++;
    if (count.is_quiet) return;
    print_error("%.*s#%.*s: %.*s\n", STR_ARG(one->path), STR_ARG(one->id), STR_ARG(one->reason));
}

static int on_file(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)walk;
    Str name = str_from_c(path);
    if (kind != FTW_F || !str_ends_with(name, STR(".xml"))) return 0;
    // 2023-10-16T08:00:00Z
    DmnTckOptions options = {.now_ns = 28800000000000, .report = on_case};
    assert_true(date_from_str(STR("2023-10-16"), &options.today));
    Error error = {0};
    if (!dmn_tck_run_file(name, &options, &error)) {
        print_error("%s\n", error.message);
        count.failed++;
    }
    return 0;
}

static void run_folder(const char *folder, bool is_quiet) {
    count = (Count){.is_quiet = is_quiet};
    assert_int_equal(nftw(folder, on_file, OPEN_FILES_MAX, FTW_PHYS), 0);
}

static void test_models__all_cases_pass(void **state) {
    (void)state;
    run_folder("test/dmn/models", false);
    assert_true(count.passed > 0);
    assert_int_equal(count.failed, 0);
}

// Each id in test/dmn/verdicts begins with the verdict that the case must get.
static void on_verdict(void *user, const DmnTckCase *one) {
    size_t *seen = user;
    Str id = one->id;
    Str verdict = str_cut(&id, ':');
    const char *got = one->has_passed ? "pass" : one->agrees_as_stated ? "agrees" : "fail";
    if (!str_equal(verdict, str_from_c(got))) {
        print_error("%.*s: got %s (%.*s)\n", STR_ARG(one->id), got, STR_ARG(one->reason));
        fail();
    }
    (*seen)++;
}

static void test_verdicts__are_exact_and_tell_shortened_numbers(void **state) {
    (void)state;
    size_t seen = 0;
    DmnTckOptions options = {.today = DATE_ABSENT, .report = on_verdict, .user = &seen};
    Error error = {0};
    assert_true(dmn_tck_run_file(STR("test/dmn/verdicts/verdicts-test.xml"), &options, &error));
    assert_int_equal(seen, 12);
}

static const char *kit(void) {
    const char *path = getenv("JIUYE_TCK");
    return path != NULL ? path : "../shared/tck";
}

static void test_kit__no_fewer_cases_pass_than_did(void **state) {
    (void)state;
    Arena arena = {0};
    Str text;
    Error error;
    int64_t floor;
    assert_true(file_read(&arena, STR("test/dmn/tck-floor"), 100, &text, &error));
    assert_true(str_to_int64(str_trim(text), &floor));
    run_folder(kit(), true);
    print_message("TCK: %lld of %lld cases pass\n", (long long)count.passed,
                  (long long)(count.passed + count.failed));
    if (count.passed < floor) {
        print_error("at least %lld cases passed before\n", (long long)floor);
        fail();
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models__all_cases_pass),
        cmocka_unit_test(test_verdicts__are_exact_and_tell_shortened_numbers),
        cmocka_unit_test(test_kit__no_fewer_cases_pass_than_did),
    };
    if (file_is_folder(str_from_c(kit()))) return RUN_TESTS(tests);
    print_message("no TCK at %s: its cases are skipped\n", kit());
    const struct CMUnitTest own[] = {tests[0], tests[1]};
    int failed = cmocka_run_group_tests(own, NULL, NULL);
    printf("%d passed, %d failed, 1 skipped\n", 2 - failed, failed);
    return failed;
}
