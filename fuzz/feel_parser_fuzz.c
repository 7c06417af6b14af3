// SPDX-License-Identifier: Apache-2.0
// Any text as an expression, as unary tests, as a type and as a name: reading it ends, and what is
// said about it has a place inside it.
#include "fuzz.h"

#include "feel/parser.h"
#include "feel/plan.h"

#include <assert.h>

#define BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct Job {
    Arena *arena;
    Source source;
} Job;

// Names with spaces and operators in them, since those decide how a text is cut into tokens.
static const FeelName names[] = {
    {.name = STR_INIT("x"), .type = FEEL_TYPE_OF(NUMBER), .slot = 0},
    {.name = STR_INIT("x-y"), .type = FEEL_TYPE_OF(NUMBER), .slot = 1},
    {.name = STR_INIT("参保 人数"), .type = FEEL_TYPE_OF(NUMBER), .slot = 2},
    {.name = STR_INIT("名册"), .type = FEEL_TYPE_OF(ANY), .slot = 3},
    {.name = STR_INIT("date of birth"), .type = FEEL_TYPE_OF(DATE), .slot = 4},
};

static void check(Job *job, const Diagnostics *diagnostics) {
    StrBuilder out;
    str_builder_init(&out, job->arena, 0);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        assert(one->range.from <= one->range.to && one->range.to <= job->source.text.length);
        diagnostic_print(&out, one);
    }
}

static void compile(Job *job, FeelSyntax syntax) {
    Diagnostics diagnostics = {.arena = job->arena};
    FeelScope scope = {.names = names, .count = sizeof names / sizeof *names};
    FeelCompileOptions options = {.syntax = syntax, .input_slot = 5};
    SourceRange all = {0, job->source.text.length};
    const FeelProgram *program =
        feel_compile(job->arena, &scope, &job->source, all, &options, &diagnostics);
    check(job, &diagnostics);
    assert((program != NULL) == !diagnostics_has_errors(&diagnostics));
    if (!program) return;
    StrBuilder out;
    str_builder_init(&out, job->arena, 0);
    feel_program_print(program, &out);
    (void)feel_type_to_str(job->arena, feel_program_type(program));
}

static void work(void *argument) {
    Job *job = argument;
    Diagnostics diagnostics = {.arena = job->arena};
    Str name;
    compile(job, FEEL_EXPRESSION);
    compile(job, FEEL_UNARY_TESTS);
    (void)!feel_compile_type(job->arena, NULL, &job->source, &diagnostics);
    check(job, &diagnostics);
    (void)!feel_name_normalise(job->arena, job->source.text, &name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Job job = {.source = {STR("<fuzz>"), {(const char *)data, size}}};
    fuzz_within(BYTES_MAX, work, &job.arena, &job);
    return 0;
}
