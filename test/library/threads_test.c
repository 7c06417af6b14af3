// SPDX-License-Identifier: Apache-2.0
// Eight threads on one program: they share an expression, and they share a model, each with its own
// session; all say what one thread says. Run it under the thread sanitizer.
//
// The models are the tree's own and, where the compatibility kit lies at hand (JIUYE_TCK names its
// folder), all of the kit's.
#include "dmn.h"
#include "test.h"

#include "base/file.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS 20
#define MODEL_BYTES_MAX ((size_t)4 * 1024 * 1024)

static const char *const folders[] = {"examples", "test/dmn/models"};

// ICU's library is not built for the thread sanitizer, which therefore does not see how it locks.
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void) {
    return "called_from_lib:libicuuc.so\ncalled_from_lib:libicui18n.so\n"
           "race:libicuuc.so\nrace:libicui18n.so\n";
}

typedef struct Crew {
    void (*work)(const void *shared, const char *expected);
    const void *shared;
    const char *expected;
} Crew;

static void *work_once(void *argument) {
    const Crew *crew = argument;
    crew->work(crew->shared, crew->expected);
    return NULL;
}

static void work_together(const Crew *crew) {
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, work_once, (void *)(uintptr_t)crew), 0);
    }
    for (size_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

// ---- Expressions ----

static void evaluate(const void *shared, const char *expected) {
    for (int round = 0; round < ROUNDS; round++) {
        FeelAnswer *answer;
        FeelStatus status = feel_expression_evaluate(
            shared, "{\"x\": 3, \"s\": \"中卫市\"}", "2023-10-16", &answer);
        // cmocka's assertions are for one thread.
        if (status != FEEL_OK || strcmp(feel_answer_json(answer), expected) != 0) abort();
        feel_answer_close(answer);
    }
}

static void test_threads__share_an_expression(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"for i in 1..x return i ** 2", "[1,4,9]"},
        {"[matches(s, \"^中.*市$\"), replace(s, \"市\", \"区\"), upper case(\"ß\")]",
         "[true,\"中卫区\",\"SS\"]"},
        {"string(@\"2023-07-01T10:00:00@Europe/Paris\" - @\"2023-01-01T10:00:00Z\")",
         "\"P180DT22H\""},
        {"today() + duration(\"P1M\")", "\"2023-11-16\""},
        {"1 / (x - 3)", "null"},
        {"{f: function(n) if n = 0 then 0 else n + f(n - 1), r: f(x)}.r", "6"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        FeelExpression *expression;
        assert_int_equal(feel_expression_open(NULL, pairs[i][0], NULL,
                                              "{\"x\": \"number\", \"s\": \"string\"}",
                                              &expression),
                         FEEL_OK);
        Crew crew = {evaluate, expression, pairs[i][1]};
        work_together(&crew);
        feel_expression_close(expression);
    }
}

// ---- Models ----

// The result and the trace of all decisions with no inputs.
static void decide(const void *shared, const char *expected) {
    DmnSession *session = dmn_session_open(shared);
    for (int round = 0; round < 3; round++) {
        DmnRequest request = {.today = "2023-10-16", .wants_trace = 1};
        DmnOutcome outcome;
        DmnStatus status = dmn_evaluate(session, &request, &outcome);
        const char *result = status == DMN_OK ? outcome.result : outcome.report;
        if (strcmp(result, expected) != 0) abort();
    }
    dmn_session_close(session);
}

static bool share_model(Arena *arena, Str path) {
    Str text;
    Error error = {0};
    if (!file_read(arena, path, MODEL_BYTES_MAX, &text, &error)) fail_msg("%s", error.message);
    DmnFile file = {str_to_c(arena, path), text.data, text.length};
    Dmn *model;
    bool is_model = dmn_open(NULL, &file, 1, &model) == DMN_OK;
    if (is_model) {
        DmnSession *session = dmn_session_open(model);
        DmnRequest request = {.today = "2023-10-16"};
        DmnOutcome outcome;
        DmnStatus status = dmn_evaluate(session, &request, &outcome);
        Crew crew = {decide, model, status == DMN_OK ? outcome.result : outcome.report};
        work_together(&crew);
        dmn_session_close(session);
    }
    dmn_close(model);
    return is_model;
}

static int share_folder(Arena *arena, Str folder) {
    Str *names;
    size_t count;
    Error error = {0};
    int shared = 0;
    if (!file_list(arena, folder, STR(".dmn"), &names, &count, &error)) return 0;
    for (size_t i = 0; i < count; i++) {
        shared += share_model(arena, str_format(arena, "%.*s/%.*s", STR_ARG(folder),
                                                STR_ARG(names[i])));
    }
    return shared;
}

static void test_threads__share_a_model(void **state) {
    (void)state;
    Arena arena = {0};
    int shared = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        shared += share_folder(&arena, str_from_c(folders[i]));
    }
    assert_true(shared >= 3);
    arena_release(&arena);
}

static void test_threads__share_the_models_of_the_kit(void **state) {
    (void)state;
    const char *kit = getenv("JIUYE_TCK");
    if (!kit) skip();
    Arena arena = {0};
    Str *names;
    size_t count;
    int shared = 0;
    assert_true(file_list(&arena, str_from_c(kit), STR(""), &names, &count, NULL));
    for (size_t i = 0; i < count; i++) {
        shared += share_folder(&arena, str_format(&arena, "%s/%.*s", kit, STR_ARG(names[i])));
    }
    print_message("%d models of the kit\n", shared);
    assert_true(shared > 100);
    arena_release(&arena);
}

// ---- Opening at once ----

static void open_and_close(const void *shared, const char *expected) {
    (void)expected;
    const DmnFile *file = shared;
    for (int round = 0; round < ROUNDS; round++) {
        Dmn *model;
        if (dmn_open(NULL, file, 1, &model) != DMN_INVALID) abort();
        if (strstr(dmn_report(model), file->name) == NULL) abort();
        dmn_close(model);
    }
}

static void test_threads__may_read_files_at_once(void **state) {
    (void)state;
    static const char text[] = "<a><b></a>";
    DmnFile file = {"broken.dmn", text, sizeof text - 1};
    Crew crew = {open_and_close, &file, NULL};
    work_together(&crew);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads__may_read_files_at_once),
        cmocka_unit_test(test_threads__share_an_expression),
        cmocka_unit_test(test_threads__share_a_model),
        cmocka_unit_test(test_threads__share_the_models_of_the_kit),
    };
    return RUN_TESTS(tests);
}
