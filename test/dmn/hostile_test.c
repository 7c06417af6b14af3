// SPDX-License-Identifier: Apache-2.0
// Protects the reader and the evaluator of models from strange files, and a shared model from
// threads: broken copies of our own models never do worse than be refused or give null, and many
// threads on one model agree. Run it under the sanitizers.
#include "test.h"

#include "base/file.h"
#include "dmn/trace.h"
#include "dmn/xml.h"
#include "feel/builtin.h"

#include <pthread.h>
#include <string.h>

#define ROUNDS 300
#define THREADS 4
#define STEPS_MAX 200000

static const char *const MODELS[] = {"boxed.dmn", "types.dmn", "library.dmn"};
#define MODEL_COUNT (sizeof MODELS / sizeof *MODELS)

static uint64_t random_state = UINT64_C(88172645463325252);

// xorshift64: the same mutations in every run.
static size_t random_below(size_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % limit);
}

static void read_models(Arena *arena, Source *sources) {
    Error error;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        sources[i].name = str_from_c(MODELS[i]);
        Str path = str_format(arena, "test/dmn/models/%s", MODELS[i]);
        assert_true(file_read(arena, path, 1 << 20, &sources[i].text, &error));
    }
}

// A copy with a few bytes overwritten, or a stretch moved over another.
static Str mutated(Arena *arena, Str text) {
    static const char favourites[] = "<>\"'/=&;?[](){}.,-+*0159 \n\xE4#:x";
    Str copy = str_copy(arena, text);
    char *bytes = (char *)(uintptr_t)copy.data;
    for (size_t edits = random_below(5) + 1; edits > 0; edits--) {
        size_t at = random_below(copy.length);
        size_t size = random_below(40) + 1;
        size_t from = random_below(copy.length - size);
        if (random_below(3) == 0 && at + size <= copy.length) {
            memmove(bytes + at, text.data + from, size);
        } else {
            bytes[at] = favourites[random_below(sizeof favourites - 1)];
        }
    }
    return copy;
}

static void ignore(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    (void)row, (void)message;
    if (source != NULL) assert_true(range.from <= range.to && range.to <= source->text.length);
    ++*(size_t *)user;
}

// Evaluates every decision over two empty rows; what cannot be decided is null.
static void evaluate_all(Arena *arena, const DmnModel *model, StrBuilder *out) {
    size_t warnings = 0;
    DmnRunOptions options = {.arena = arena,
                             .today = DATE_ABSENT,
                             .steps_max = STEPS_MAX,
                             .warn = ignore,
                             .warn_user = &warnings};
    DmnTraceOptions trace_options = {.keeps_refuted = true};
    DmnTrace *trace = dmn_trace_new_in(arena, 1, &trace_options);
    options.trace = dmn_trace_sink(trace);
    DmnRun *run = dmn_run_new_in(arena, model, &options);
    dmn_run_begin(run, arena, 2);
    const DmnModelDefinition *definition = dmn_model_definition(model);
    for (size_t i = 0; i < definition->element_count; i++) {
        if (definition->elements[i].kind != DMN_DECISION) continue;
        Error error;
        if (!dmn_run_evaluate(run, &i, 1, &error)) continue;
        FeelValue value = feel_column_get(dmn_run_get(run, i), 1);
        str_put(out, feel_to_source(arena, value));
        str_put_char(out, '\n');
    }
    dmn_run_close(run);
}

static const DmnModel *compile(Arena *arena, const Source *sources, Diagnostics *diagnostics) {
    const DmnModelDefinition *read = dmn_xml_read(arena, sources, MODEL_COUNT, diagnostics);
    if (read == NULL) return NULL;
    DmnModelDefinition *definition = NEW(arena, DmnModelDefinition);
    *definition = *read;
    definition->is_lenient = true;
    return dmn_model_compile(arena, definition, diagnostics);
}

static void test_models__mutations_are_refused_or_run(void **state) {
    (void)state;
    Arena files = {0};
    Source sources[MODEL_COUNT];
    read_models(&files, sources);
    size_t refused = 0, compiled = 0;
    for (size_t round = 0; round < ROUNDS * MODEL_COUNT; round++) {
        Arena arena = {0};
        Source copy[MODEL_COUNT];
        size_t main = round % MODEL_COUNT;
        copy[0] = (Source){sources[main].name, mutated(&arena, sources[main].text)};
        for (size_t i = 0, at = 1; i < MODEL_COUNT; i++) {
            if (i != main) copy[at++] = sources[i];
        }
        Diagnostics diagnostics = {.arena = &arena};
        StrBuilder out;
        str_builder_init(&out, &arena, 0);
        const DmnModel *model = compile(&arena, copy, &diagnostics);
        if (model == NULL) {
            assert_true(diagnostics_has_errors(&diagnostics));
            refused++;
        } else {
            evaluate_all(&arena, model, &out);
            compiled++;
        }
        diagnostics_print(&out, &diagnostics);
        arena_release(&arena);
    }
    assert_true(refused > 0 && compiled > 0);
    arena_release(&files);
}

typedef struct Worker {
    pthread_t thread;
    const DmnModel *model;
    Arena arena;
    StrBuilder out;
} Worker;

static void *work(void *argument) {
    Worker *worker = argument;
    str_builder_init(&worker->out, &worker->arena, 0);
    for (int i = 0; i < 20; i++) evaluate_all(&worker->arena, worker->model, &worker->out);
    return NULL;
}

static void test_models__threads_share_a_model(void **state) {
    (void)state;
    Arena files = {0};
    Source sources[MODEL_COUNT];
    read_models(&files, sources);
    Diagnostics diagnostics = {.arena = &files};
    const DmnModel *model = compile(&files, sources, &diagnostics);
    assert_non_null(model);
    Worker workers[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++) {
        workers[i].model = model;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) pthread_join(workers[i].thread, NULL);
    for (size_t i = 0; i < THREADS; i++) {
        assert_true(str_equal(str_built(&workers[i].out), str_built(&workers[0].out)));
        assert_true(workers[i].out.count > 0);
    }
    for (size_t i = 0; i < THREADS; i++) arena_release(&workers[i].arena);
    arena_release(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models__mutations_are_refused_or_run),
        cmocka_unit_test(test_models__threads_share_a_model),
    };
    return RUN_TESTS(tests);
}
