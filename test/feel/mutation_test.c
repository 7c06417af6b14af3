// SPDX-License-Identifier: Apache-2.0
// The expressions of the language tests, with bytes changed at random: compiling and running ends,
// every finding has a place inside the text, and what a plan prints is text. Run it under the
// sanitizers.
#include "test.h"

#include "base/file.h"
#include "base/utf8.h"
#include "feel/builtin.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 40000
#define TEXT_BYTES_MAX 400
#define STEPS_MAX 20000

static Arena seeds_arena, arena;

typedef struct Seeds {
    Str *items;
    size_t count;
    size_t capacity;
} Seeds;

static uint64_t state = 88172645463325252;

static size_t random_below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % limit);
}

// ---- Seeds ----

static void add_seeds(Seeds *seeds, Str content) {
    while (content.data && content.length > 0) {
        Str line = str_cut(&content, '\n');
        size_t end = str_find(line, STR("// expect"), 0);
        if (end == SIZE_MAX || end > TEXT_BYTES_MAX / 2) continue;
        Str text = str_trim(str_slice(line, 0, end));
        if (text.length > 0) PUSH(&seeds_arena, seeds, text);
    }
}

static void read_seeds(Seeds *seeds) {
    // clang-format off
    static const char *const folders[] = {
        "arithmetic", "between", "builtin", "call", "comparison", "context", "filter", "for", "function",
        "if", "in", "instance_of", "list", "literal", "logic", "name", "path", "quantified", "range", "unary",
    };
    // clang-format on
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        Str folder = str_format(&seeds_arena, "test/feel/%s", folders[i]);
        Str *names, content;
        size_t count;
        if (!file_list(&seeds_arena, folder, STR(".feel"), &names, &count, NULL)) continue;
        for (size_t k = 0; k < count; k++) {
            Str path = str_format(&seeds_arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names[k]));
            if (file_read(&seeds_arena, path, 1024 * 1024, &content, NULL)) {
                add_seeds(seeds, content);
            }
        }
    }
}

// ---- Mutation: words of the language, single bytes, and pieces of other seeds ----

static const char *const words[] = {
    "(", ")", "[", "]", "{", "}", ",", ":", "..", ".", "\"", "@", "-", "*", "**", "/", "=", "<", ">",
    " if ", " then ", " else ", " for ", " in ", " return ", " some ", " satisfies ", " and ",
    " or ", " not(", " between ", " instance of ", "function(x) ", "item", "partial", "null", "true",
    "1", "0", "x", "?", "甲", "（", "\\u", "//", "/*", "list<", "1e9", "é", "\xff", "0.5", "[item > 1]",
};

typedef struct Buffer {
    char bytes[TEXT_BYTES_MAX];
    size_t length;
} Buffer;

static void insert(Buffer *buffer, size_t at, Str piece) {
    if (buffer->length + piece.length > TEXT_BYTES_MAX) return;
    memmove(buffer->bytes + at + piece.length, buffer->bytes + at, buffer->length - at);
    memcpy(buffer->bytes + at, piece.data, piece.length);
    buffer->length += piece.length;
}

static void mutate(Buffer *buffer, const Seeds *seeds) {
    for (size_t edits = random_below(3) + 1; edits > 0; edits--) {
        size_t at = random_below(buffer->length + 1);
        size_t size = random_below(8) + 1;
        if (at + size > buffer->length) size = buffer->length - at;
        switch (random_below(4)) {
        case 0:
            memmove(buffer->bytes + at, buffer->bytes + at + size, buffer->length - at - size);
            buffer->length -= size;
            break;
        case 1:
            insert(buffer, at, str_from_c(words[random_below(sizeof words / sizeof words[0])]));
            break;
        case 2: {
            Str other = seeds->items[random_below(seeds->count)];
            size_t from = random_below(other.length);
            insert(buffer, at, str_slice(other, from, from + random_below(20)));
            break;
        }
        default:
            if (at < buffer->length) buffer->bytes[at] = (char)random_below(256);
        }
    }
}

// ---- Checking ----

static void listen(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    (void)user;
    assert_true(row < 3);
    assert_true(range.from <= range.to && range.to <= source->text.length);
    assert_true(utf8_is_valid(message) || !utf8_is_valid(source->text));
}

static void run(const FeelProgram *program, const FeelColumn *slots, size_t rows) {
    FeelRunOptions options = {.arena = &arena,
                              .today = 19646,
                              .steps_max = STEPS_MAX,
                              .warn = rows == 1 ? listen : NULL};
    FeelRun *evaluation = feel_run_new_in(&arena, &options);
    FeelBatch batch = {slots, 2, rows};
    FeelColumn column;
    Error error = {0};
    if (feel_run_batch(evaluation, program, &batch, &column, &error)) {
        for (size_t row = 0; row < rows; row++) {
            (void)feel_to_source(&arena, feel_column_get(&column, row));
        }
    } else {
        assert_int_equal(error.kind, ERROR_LIMIT);
    }
    feel_run_close(evaluation);
}

static void check(Str text, bool is_unary) {
    int64_t numbers[3] = {1, 2, 3};
    FeelValue lists[3] = {feel_list(NULL, 0), feel_int(5), feel_null()};
    FeelColumn slots[2] = {{.form = FEEL_COLUMN_SCALED, .data = numbers},
                           feel_column_values(lists)};
    FeelName names[] = {{STR("x"), FEEL_TYPE_OF(NUMBER), 0, NULL},
                        {STR("甲"), FEEL_TYPE_OF(ANY), 1, NULL}};
    FeelScope scope = {.names = names, .count = 2};
    FeelCompileOptions options = {.syntax = is_unary ? FEEL_UNARY_TESTS : FEEL_EXPRESSION};
    Source source = {STR("<mutation>"), text};
    Diagnostics diagnostics = {.arena = &arena};
    const FeelProgram *program = feel_compile(&arena, &scope, &source,
                                              (SourceRange){0, text.length}, &options,
                                              &diagnostics);
    assert_true((program != NULL) == !diagnostics_has_errors(&diagnostics));
    for (size_t i = 0; i < diagnostics.count; i++) {
        SourceRange range = diagnostics.items[i].range;
        assert_true(range.from <= range.to && range.to <= text.length);
    }
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    diagnostics_print(&out, &diagnostics);
    if (!program) return;
    feel_program_print(program, &out);
    run(program, slots, 1);
    run(program, slots, 3);
}

static void test_any_text__is_compiled_or_refused(void **unused) {
    (void)unused;
    const char *rounds = getenv("MUTATION_ROUNDS"); // more of them, for a longer search
    long count = rounds ? strtol(rounds, NULL, 10) : ROUNDS;
    Seeds seeds = {0};
    read_seeds(&seeds);
    assert_true(seeds.count > 500);
    for (long round = 0; round < count; round++) {
        Buffer buffer = {.length = 0};
        insert(&buffer, 0, seeds.items[random_below(seeds.count)]);
        mutate(&buffer, &seeds);
        check(str_copy(&arena, (Str){buffer.bytes, buffer.length}), round % 4 == 0);
        arena_reset(&arena);
    }
    arena_release(&arena);
    arena_release(&seeds_arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_text__is_compiled_or_refused),
    };
    return RUN_TESTS(tests);
}
