// SPDX-License-Identifier: Apache-2.0
// The language, as data: test/feel/<construct>/<case>.feel, one expression a line.
//
//     1 + 1                // expect: 2
//     1 +                  // expect-error: part of the message at compile time, or code of a limit
//     1 / 0                // expect-warning: part of a message (the value is null then)
//     unary 5: < 6, > 9    // expect: true       (tests of the input 5)
//
// Each expression is evaluated as it stands, and again with its number and string literals lifted
// into columns of several rows that differ, typed and tagged. Rows with the original literals must
// give what is expected; the others what a batch of one gives.
#include "test.h"

#include "feel/builtin.h"
#include "feel/lexer.h"

#include "base/file.h"

#include <string.h>

#define ROWS 4
#define LIFTED_MAX 24

typedef struct Case {
    Str expression;
    Str expected;
    Str kind; // "expect", "expect-error", "expect-warning"
    const char *path;
    int line;
} Case;

typedef struct Outcome {
    bool is_compiled;
    FeelColumn column;
    Str trouble;  // a diagnostic or a limit
    Str warnings; // all messages
} Outcome;

static Arena arena; // for one case

// ---- Evaluating ----

static void listen(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    (void)row;
    assert_true(range.from <= range.to && range.to <= source->text.length);
    StrBuilder *out = user;
    str_put(out, message);
    str_put_char(out, '\n');
}

typedef struct Setting {
    const FeelScope *scope;
    const FeelColumn *slots;
    size_t slot_count;
    size_t rows;
    bool is_unary; // slot 0 is the input
} Setting;

static void run(const FeelProgram *program, const Setting *setting, Outcome *outcome) {
    StrBuilder warnings;
    str_builder_init(&warnings, &arena, 0);
    FeelRunOptions options = {.arena = &arena,
                              .today = 19646, // 2023-10-16
                              .now_ns = 0,
                              .steps_max = 30000000,
                              .warn = listen,
                              .warn_user = &warnings};
    FeelRun *evaluation = feel_run_new_in(&arena, &options);
    FeelBatch batch = {setting->slots, setting->slot_count, setting->rows};
    Error error = {0};
    if (!feel_run_batch(evaluation, program, &batch, &outcome->column, &error)) {
        FeelValue *none = NEW(&arena, FeelValue);
        outcome->column = feel_column_values(none);
        outcome->column.is_constant = true;
        outcome->trouble = str_format(&arena, "%s %s", error.code, error.message);
    }
    feel_run_close(evaluation);
    outcome->warnings = str_built(&warnings);
}

static Outcome evaluate(Str text, const Setting *setting) {
    Outcome outcome = {.trouble = STR(""), .warnings = STR("")};
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("<expression>"), text};
    Diagnostics diagnostics = {.arena = &arena};
    FeelCompileOptions options = {.syntax = setting->is_unary ? FEEL_UNARY_TESTS
                                                              : FEEL_EXPRESSION};
    const FeelProgram *program = feel_compile(&arena, setting->scope, source,
                                              (SourceRange){0, text.length}, &options,
                                              &diagnostics);
    for (size_t i = 0; i < diagnostics.count; i++) {
        Diagnostic *one = &diagnostics.items[i];
        assert_true(one->range.from <= one->range.to && one->range.to <= text.length);
        outcome.trouble = str_format(&arena, "%.*s%.*s|%.*s\n", STR_ARG(outcome.trouble),
                                     STR_ARG(one->message), STR_ARG(one->hint));
    }
    outcome.is_compiled = program != NULL;
    if (program) run(program, setting, &outcome);
    return outcome;
}

static Str value_text(const Outcome *outcome, size_t row) {
    return feel_to_source(&arena, feel_column_get(&outcome->column, row));
}

// ---- Lifting literals into columns ----

typedef struct Lifted {
    Str text; // the expression with names in place of literals
    FeelName names[LIFTED_MAX];
    FeelValue values[LIFTED_MAX][ROWS];
    size_t count;
} Lifted;

static FeelValue altered(FeelValue value, size_t row) {
    if (row % 2 == 0) return value;
    if (row == 3) return feel_null();
    if (value.kind == FEEL_NUMBER) {
        return feel_number(decimal_add(value.number, decimal_from_int64(1)));
    }
    return feel_string(str_format(&arena, "%.*s0", STR_ARG(value.string)));
}

static void lift(Lifted *lifted, StrBuilder *out, FeelValue value) {
    size_t slot = ++lifted->count;
    Str name = str_format(&arena, "输入%zu号", slot);
    str_put_format(out, " %.*s ", STR_ARG(name));
    lifted->names[slot - 1] = (FeelName){
        .name = name,
        .type = value.kind == FEEL_NUMBER ? FEEL_TYPE_OF(NUMBER) : FEEL_TYPE_OF(STRING),
        .slot = slot,
    };
    for (size_t row = 0; row < ROWS; row++) {
        lifted->values[slot - 1][row] = altered(value, row);
    }
}

// A literal that may be a value anywhere: no key, no date behind "@".
static bool literal_value(Lexer *lexer, Token token, TokenKind before, FeelValue *value) {
    if (token.kind == TOKEN_NUMBER && before != TOKEN_DOT) {
        Decimal number;
        Str text = str_slice(lexer->source->text, token.range.from, token.range.to);
        if (!decimal_from_str(text, &number)) return false;
        *value = feel_number(number);
        return true;
    }
    Lexer ahead = *lexer;
    if (token.kind != TOKEN_STRING || before == TOKEN_AT) return false;
    if (lexer_next(&ahead).kind == TOKEN_COLON) return false;
    *value = feel_string(lexer_string(lexer, &arena, token));
    return true;
}

// What names an external function is read at compile time.
static void skip_external(Lexer *lexer) {
    int depth = 0;
    do {
        TokenKind kind = lexer_next(lexer).kind;
        if (kind == TOKEN_END) return;
        if (kind == TOKEN_OPEN_BRACE) depth++;
        if (kind == TOKEN_CLOSE_BRACE) depth--;
    } while (depth > 0);
}

static void lift_literals(Str text, Lifted *lifted) {
    Source source = {STR("<lift>"), text};
    Diagnostics diagnostics = {.arena = &arena};
    Lexer lexer = {.source = &source, .end = text.length, .diagnostics = &diagnostics};
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    size_t copied = 0;
    TokenKind before = TOKEN_END;
    *lifted = (Lifted){0};
    for (;;) {
        Token token = lexer_next(&lexer);
        FeelValue value;
        if (token.kind == TOKEN_END) break;
        if (token.kind == TOKEN_EXTERNAL) skip_external(&lexer);
        if (lifted->count < LIFTED_MAX && literal_value(&lexer, token, before, &value)) {
            str_put(&out, str_slice(text, copied, token.range.from));
            lift(lifted, &out, value);
            copied = token.range.to;
        }
        before = token.kind;
    }
    str_put(&out, str_slice(text, copied, text.length));
    lifted->text = str_built(&out);
}

// ---- Columns ----

static FeelColumn values_column(const FeelValue *values) { return feel_column_values(values); }

static FeelColumn codes_column(const FeelValue *values) {
    int32_t *codes = NEW_ARRAY(&arena, int32_t, ROWS);
    uint8_t *nulls = NEW_ARRAY(&arena, uint8_t, ROWS);
    Str *dictionary = NEW_ARRAY(&arena, Str, ROWS);
    for (int32_t row = 0; row < ROWS; row++) {
        nulls[row] = feel_is_null(values[row]);
        codes[row] = nulls[row] ? 0 : row;
        dictionary[row] = nulls[row] ? STR("") : values[row].string;
    }
    return (FeelColumn){.form = FEEL_COLUMN_CODES,
                        .data = codes,
                        .nulls = nulls,
                        .dictionary = dictionary,
                        .dictionary_count = ROWS};
}

static FeelColumn typed_column(const FeelValue *values) {
    if (values[0].kind == FEEL_STRING) return codes_column(values);
    int64_t *data = NEW_ARRAY(&arena, int64_t, ROWS);
    uint8_t *nulls = NEW_ARRAY(&arena, uint8_t, ROWS);
    for (int scale = 0; scale <= 8; scale++) {
        bool fits = true;
        for (size_t row = 0; row < ROWS; row++) {
            nulls[row] = feel_is_null(values[row]);
            if (nulls[row]) data[row] = 0;
            else if (!decimal_to_scaled(values[row].number, scale, &data[row])) fits = false;
        }
        if (fits) {
            return (FeelColumn){
                .form = FEEL_COLUMN_SCALED, .scale = scale, .data = data, .nulls = nulls};
        }
    }
    return values_column(values);
}

static Setting lifted_setting(const Lifted *lifted, const Setting *plain, bool is_typed) {
    FeelScope *scope = NEW(&arena, FeelScope);
    *scope = (FeelScope){.names = lifted->names, .count = lifted->count};
    FeelColumn *slots = NEW_ARRAY(&arena, FeelColumn, lifted->count + 1);
    if (plain->slot_count) slots[0] = plain->slots[0];
    for (size_t i = 0; i < lifted->count; i++) {
        slots[i + 1] =
            is_typed ? typed_column(lifted->values[i]) : values_column(lifted->values[i]);
    }
    return (Setting){scope, slots, lifted->count + 1, ROWS, plain->is_unary};
}

// The same slots with one row of their own.
static Setting one_row(const Lifted *lifted, const Setting *batch, size_t row) {
    FeelColumn *slots = NEW_ARRAY(&arena, FeelColumn, batch->slot_count);
    if (batch->is_unary) slots[0] = batch->slots[0];
    for (size_t i = 0; i < lifted->count; i++) {
        slots[i + 1] = feel_column_values(&lifted->values[i][row]);
    }
    return (Setting){batch->scope, slots, batch->slot_count, 1, batch->is_unary};
}

// ---- Checking ----

static bool contains(Str text, Str part) { return str_find(text, part, 0) != SIZE_MAX; }

static bool complain(const Case *c, const char *what, Str got, Str wanted) {
    print_error("%s:%d: %.*s\n    %s: got      %.*s\n    %*s  expected %.*s\n", c->path, c->line,
                STR_ARG(c->expression), what, STR_ARG(got), (int)strlen(what), "",
                STR_ARG(wanted));
    return false;
}

static bool check_batch(const Case *c, const Setting *plain, Str expected, bool is_typed) {
    Lifted lifted;
    lift_literals(c->expression, &lifted);
    if (lifted.count == 0) return true;
    Setting setting = lifted_setting(&lifted, plain, is_typed);
    Outcome batch = evaluate(lifted.text, &setting);
    if (!batch.is_compiled) return true; // a literal that must be one, as in a type
    if (contains(batch.trouble, STR("LIMIT_"))) return true; // a changed row recurses for ever
    for (size_t row = 0; row < ROWS; row++) {
        Setting single = one_row(&lifted, &setting, row);
        Outcome alone = evaluate(lifted.text, &single);
        Str got = value_text(&batch, row), wanted = value_text(&alone, 0);
        if (!str_equal(got, wanted)) return complain(c, "row against batch of one", got, wanted);
        if (row % 2 == 0 && !str_equal(got, expected)) {
            return complain(c, is_typed ? "typed batch" : "tagged batch", got, expected);
        }
    }
    return true;
}

// "unary INPUT: TESTS" tests a constant input.
static Case unary_case(const Case *c, Setting *setting) {
    Case inner = *c;
    if (!str_starts_with(c->expression, STR("unary "))) return inner;
    size_t colon = str_find(c->expression, STR(": "), 0);
    assert_int_not_equal(colon, SIZE_MAX);
    Setting none = {.scope = NULL, .rows = 1};
    Outcome input = evaluate(str_slice(c->expression, 6, colon), &none);
    FeelValue *value = NEW(&arena, FeelValue);
    *value = feel_column_get(&input.column, 0);
    FeelColumn *slots = NEW(&arena, FeelColumn);
    slots[0] = feel_column_constant(&arena, *value);
    *setting = (Setting){NULL, slots, 1, 1, true};
    inner.expression = str_slice(c->expression, colon + 2, c->expression.length);
    return inner;
}

static bool check_case(const Case *given) {
    Setting setting = {.scope = NULL, .rows = 1};
    Case inner = unary_case(given, &setting);
    const Case *c = &inner;
    Outcome outcome = evaluate(c->expression, &setting);
    if (str_equal(c->kind, STR("expect-error"))) {
        if (contains(outcome.trouble, c->expected)) return true;
        return complain(c, "error", outcome.trouble, c->expected);
    }
    if (!outcome.is_compiled) return complain(c, "compiling", outcome.trouble, c->expected);
    Str expected = STR("null"), got = value_text(&outcome, 0);
    if (str_equal(c->kind, STR("expect-warning"))) {
        if (!contains(outcome.warnings, c->expected)) {
            return complain(c, "warning", outcome.warnings, c->expected);
        }
    } else {
        Setting plain = {.scope = NULL, .rows = 1};
        Outcome wanted = evaluate(c->expected, &plain);
        if (!wanted.is_compiled) return complain(c, "expectation", wanted.trouble, c->expected);
        expected = value_text(&wanted, 0);
    }
    if (!str_equal(got, expected)) return complain(c, "value", got, expected);
    return check_batch(c, &setting, expected, true) && check_batch(c, &setting, expected, false);
}

// ---- Files ----

typedef struct Tally {
    int passed, failed;
} Tally;

static bool split_case(Str line, Case *c) {
    static const char *const kinds[] = {"expect-error", "expect-warning", "expect"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Str mark = str_format(&arena, "// %s:", kinds[i]);
        size_t at = str_find(line, mark, 0);
        if (at == SIZE_MAX) continue;
        c->kind = str_from_c(kinds[i]);
        c->expression = str_trim(str_slice(line, 0, at));
        c->expected = str_trim(str_slice(line, at + mark.length, line.length));
        return true;
    }
    return false;
}

static void run_file(const char *path, Str content, Tally *tally) {
    int number = 0;
    for (Str rest = content; rest.data && rest.length > 0;) {
        Case c = {.path = path, .line = ++number};
        Str line = str_cut(&rest, '\n');
        if (split_case(line, &c)) {
            if (check_case(&c)) tally->passed++;
            else tally->failed++;
        } else if (str_trim(line).length > 0 && !str_starts_with(str_trim(line), STR("//"))) {
            print_error("%s:%d: a case without an expectation\n", path, number);
            tally->failed++;
        }
        arena_reset(&arena);
    }
}

static void run_folder(Arena *files, Str folder, Tally *tally) {
    Str *names;
    size_t count;
    Error error = {0};
    if (!file_list(files, folder, STR(".feel"), &names, &count, &error)) {
        print_error("%s\n", error.message);
        tally->failed++;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        Str path = str_format(files, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names[i]));
        Str content;
        if (file_read(files, path, 1024 * 1024, &content, &error)) {
            run_file(str_to_c(files, path), content, tally);
        } else {
            print_error("%s\n", error.message);
            tally->failed++;
        }
    }
}

// clang-format off
static const char *const constructs[] = {
    "literal", "arithmetic", "comparison", "logic", "between", "in", "if", "for", "quantified", "filter",
    "path", "call", "function", "list", "context", "range", "instance_of", "unary", "name", "comment",
    "diagnostic", "limit", "builtin",
};
// clang-format on

int main(void) {
    Arena files = {0};
    Tally tally = {0, 0};
    for (size_t i = 0; i < sizeof constructs / sizeof constructs[0]; i++) {
        Str folder = str_format(&files, "test/feel/%s", constructs[i]);
        if (file_is_folder(folder)) run_folder(&files, folder, &tally);
        else if (strcmp(constructs[i], "builtin") != 0) {
            print_error("%.*s is missing\n", STR_ARG(folder));
            tally.failed++;
        }
    }
    arena_release(&files);
    arena_release(&arena);
    return test_finish(tally.passed + tally.failed, tally.failed);
}
