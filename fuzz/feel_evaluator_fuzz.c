// SPDX-License-Identifier: Apache-2.0
// An expression and, behind a line "%%", a JSON object of columns: {"x": [1, 2.5, null], ...}.
// Evaluating it ends within its limits, and it makes no difference whether the columns are typed or
// tagged, whether the rows come in one batch or one by one, and whether somebody listens.
#include "fuzz.h"

#include "feel/builtin.h"
#include "feel/json.h"

#include <assert.h>

#define BYTES_MAX ((size_t)256 * 1024 * 1024)
#define STEPS_MAX 20000
#define ROWS_MAX 6
#define COLUMNS_MAX 8

typedef struct Table {
    FeelName names[COLUMNS_MAX];
    FeelColumn typed[COLUMNS_MAX];
    FeelValue values[COLUMNS_MAX][ROWS_MAX];
    size_t count;
    size_t rows;
} Table;

typedef struct Job {
    Arena *arena;
    Str input;
} Job;

// ---- Columns ----

static FeelTypeKind kind_of(const FeelValue *values, size_t rows) {
    FeelKind kind = FEEL_NULL;
    for (size_t row = 0; row < rows; row++) {
        if (values[row].kind == FEEL_NULL) continue;
        if (kind != FEEL_NULL && kind != values[row].kind) return FEEL_TYPE_ANY;
        kind = values[row].kind;
    }
    if (kind == FEEL_NUMBER) return FEEL_TYPE_NUMBER;
    if (kind == FEEL_BOOLEAN) return FEEL_TYPE_BOOLEAN;
    return kind == FEEL_STRING ? FEEL_TYPE_STRING : FEEL_TYPE_ANY;
}

// Strings that are all dates become dates.
static bool to_dates(FeelValue *values, size_t rows, int64_t *data) {
    for (size_t row = 0; row < rows; row++) {
        Date date = 0;
        bool is_null = values[row].kind == FEEL_NULL;
        if (!is_null && !date_from_str(values[row].string, &date)) return false;
        data[row] = date;
    }
    for (size_t row = 0; row < rows; row++) {
        if (values[row].kind != FEEL_NULL) values[row] = feel_date(data[row]);
    }
    return true;
}

static bool to_scaled(const FeelValue *values, size_t rows, int64_t *data, int *scale) {
    for (*scale = 0; *scale <= 6; ++*scale) {
        size_t fitting = 0;
        for (size_t row = 0; row < rows; row++) {
            data[row] = 0;
            bool is_null = values[row].kind == FEEL_NULL;
            fitting += is_null || decimal_to_scaled(values[row].number, *scale, &data[row]);
        }
        if (fitting == rows) return true;
    }
    return false;
}

static void to_codes(Arena *arena, const FeelValue *values, size_t rows, FeelColumn *column) {
    int32_t *codes = NEW_ARRAY(arena, int32_t, rows);
    Str *dictionary = NEW_ARRAY(arena, Str, rows + 1);
    dictionary[0] = STR("");
    size_t count = 1;
    for (size_t row = 0; row < rows; row++) {
        if (values[row].kind == FEEL_NULL) continue;
        size_t code = 0;
        while (code < count && !str_equal(dictionary[code], values[row].string)) code++;
        if (code == count) dictionary[count++] = values[row].string;
        codes[row] = (int32_t)code;
    }
    *column = (FeelColumn){.form = FEEL_COLUMN_CODES,
                           .data = codes,
                           .dictionary = dictionary,
                           .dictionary_count = count};
}

static const uint8_t *nulls_of(Arena *arena, const FeelValue *values, size_t rows) {
    uint8_t *nulls = NEW_ARRAY(arena, uint8_t, rows);
    for (size_t row = 0; row < rows; row++) nulls[row] = values[row].kind == FEEL_NULL;
    return nulls;
}

static const FeelType *make_column(Arena *arena, FeelValue *values, size_t rows,
                                   FeelColumn *column) {
    int64_t *data = NEW_ARRAY(arena, int64_t, rows);
    uint8_t *truths = NEW_ARRAY(arena, uint8_t, rows);
    int scale;
    *column = feel_column_values(values);
    switch ((int)kind_of(values, rows)) {
    case FEEL_TYPE_NUMBER:
        if (to_scaled(values, rows, data, &scale)) {
            *column = (FeelColumn){.form = FEEL_COLUMN_SCALED, .scale = scale, .data = data};
            column->nulls = nulls_of(arena, values, rows);
        }
        return FEEL_TYPE_OF(NUMBER);
    case FEEL_TYPE_STRING:
        if (to_dates(values, rows, data)) {
            *column = (FeelColumn){.form = FEEL_COLUMN_DATES, .data = data};
            column->nulls = nulls_of(arena, values, rows);
            return FEEL_TYPE_OF(DATE);
        }
        to_codes(arena, values, rows, column);
        column->nulls = nulls_of(arena, values, rows);
        return FEEL_TYPE_OF(STRING);
    case FEEL_TYPE_BOOLEAN:
        for (size_t row = 0; row < rows; row++) {
            bool is_null = values[row].kind == FEEL_NULL;
            truths[row] = is_null ? FEEL_UNKNOWN : values[row].boolean ? FEEL_TRUE : FEEL_FALSE;
        }
        *column = (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = truths};
        return FEEL_TYPE_OF(BOOLEAN);
    default: return FEEL_TYPE_OF(ANY);
    }
}

static bool read_member(Arena *arena, const JsonMember *member, Table *table) {
    size_t slot = table->count;
    if (slot == COLUMNS_MAX || member->value->kind != JSON_ARRAY) return false;
    if (!feel_name_normalise(arena, member->key, &table->names[slot].name)) return false;
    for (size_t row = 0; row < member->value->count && row < ROWS_MAX; row++) {
        Error error;
        FeelValue *value = &table->values[slot][row];
        if (!feel_from_json(arena, member->value->items[row], NULL, value, &error)) return false;
        if (row >= table->rows) table->rows = row + 1;
    }
    table->count++;
    return true;
}

static bool read_table(Arena *arena, Str text, Table *table) {
    const JsonValue *json;
    Error error;
    *table = (Table){.rows = 1};
    if (str_is_absent(text)) return true;
    if (!json_parse(arena, text, &json, &error) || json->kind != JSON_OBJECT) return false;
    for (size_t i = 0; i < json->count; i++) {
        if (!read_member(arena, &json->members[i], table)) return false;
    }
    for (size_t i = 0; i < table->count; i++) {
        table->names[i].slot = i;
        table->names[i].type = make_column(arena, table->values[i], table->rows, &table->typed[i]);
    }
    return true;
}

// ---- Evaluating ----

typedef struct Evaluation {
    Arena *arena;
    const FeelProgram *program;
    FeelBatch batch;
    Str *results; // one a row; NULL = a limit was hit
} Evaluation;

static void evaluate(FeelRun *run, void *job) {
    Evaluation *evaluation = job;
    FeelColumn column;
    Error error = {0};
    if (!feel_run_batch(run, evaluation->program, &evaluation->batch, &column, &error)) {
        assert(error.kind == ERROR_LIMIT);
        return;
    }
    size_t rows = evaluation->batch.row_count;
    evaluation->results = NEW_ARRAY(evaluation->arena, Str, rows);
    for (size_t row = 0; row < rows; row++) {
        FeelValue value = feel_column_get(&column, row);
        evaluation->results[row] = feel_to_source(evaluation->arena, value);
    }
}

static void listen(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    const FeelBatch *batch = user;
    assert(row < batch->row_count && message.length > 0);
    assert(range.from <= range.to && range.to <= source->text.length);
}

static Str *run(Arena *arena, const FeelProgram *program, FeelBatch batch, bool is_heard) {
    Evaluation evaluation = {.arena = arena, .program = program, .batch = batch};
    FeelRunOptions options = {.arena = arena,
                              .today = 19646, // 2023-10-16
                              .steps_max = STEPS_MAX,
                              .warn = is_heard ? listen : NULL,
                              .warn_user = &evaluation.batch};
    feel_run_during(arena, &options, evaluate, &evaluation);
    return evaluation.results;
}

static void compare(Arena *arena, const FeelProgram *program, Table *table) {
    FeelColumn tagged[COLUMNS_MAX];
    for (size_t i = 0; i < table->count; i++) tagged[i] = feel_column_values(table->values[i]);
    FeelBatch batch = {table->typed, table->count, table->rows};
    const Str *typed_results = run(arena, program, batch, false);
    batch.slots = tagged;
    const Str *tagged_results = run(arena, program, batch, true);
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t i = 0; i < table->count; i++) {
            tagged[i] = feel_column_values(&table->values[i][row]);
        }
        const Str *alone = run(arena, program, (FeelBatch){tagged, table->count, 1}, true);
        if (!typed_results || !tagged_results || !alone) continue;
        assert(str_equal(typed_results[row], alone[0]));
        assert(str_equal(tagged_results[row], alone[0]));
    }
}

static void work(void *argument) {
    Job *job = argument;
    Str rest = job->input;
    Source source = {STR("<fuzz>"), fuzz_cut(&rest)};
    Table *table = NEW(job->arena, Table);
    if (!read_table(job->arena, rest, table)) return;
    FeelScope scope = {.names = table->names, .count = table->count};
    Diagnostics diagnostics = {.arena = job->arena};
    SourceRange all = {0, source.text.length};
    const FeelProgram *program =
        feel_compile(job->arena, &scope, &source, all, NULL, &diagnostics);
    if (program) compare(job->arena, program, table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Job job = {.input = {(const char *)data, size}};
    fuzz_within(BYTES_MAX, work, &job.arena, &job);
    return 0;
}
