// SPDX-License-Identifier: Apache-2.0
#include "policy/constant.h"

#include "policy/house.h"

typedef struct OneRow {
    const FeelProgram *program;
    FeelBatch batch;
    FeelValue value; // null when a limit was hit
} OneRow;

static void run_row(FeelRun *run, void *job) {
    OneRow *row = job;
    FeelColumn result;
    if (feel_run_batch(run, row->program, &row->batch, &result, NULL)) {
        row->value = feel_column_get(&result, 0);
    }
}

static FeelValue run_once(Arena *arena, const FeelProgram *program, const FeelColumn *slots,
                          size_t slot_count) {
    FeelRunOptions options = {.arena = arena, .today = DATE_ABSENT};
    OneRow row = {.program = program,
                  .batch = {.slots = slots, .slot_count = slot_count, .row_count = 1},
                  .value = feel_null()};
    feel_run_during(arena, &options, run_row, &row);
    return row.value;
}

bool constant_value(Arena *arena, DmnText text, FeelValue *value, Diagnostics *diagnostics) {
    FeelCompileOptions options = {.syntax = FEEL_EXPRESSION};
    const FeelProgram *program =
        feel_compile(arena, house_scope(), text.source, text.range, &options, diagnostics);
    if (!program) return false;
    *value = run_once(arena, program, NULL, 0);
    Str written = str_slice(text.source->text, text.range.from, text.range.to);
    if (feel_is_null(*value) && !str_equal(str_trim(written), STR("null"))) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, text.source, text.range,
                        "“%.*s”算不出值", STR_ARG(written));
        return false;
    }
    return true;
}

const FeelProgram *constant_test(Arena *arena, DmnText text, const FeelType *type,
                                 Diagnostics *diagnostics) {
    FeelCompileOptions options = {.syntax = FEEL_UNARY_TESTS, .input_slot = 0, .input_type = type};
    return feel_compile(arena, house_scope(), text.source, text.range, &options, diagnostics);
}

FeelTruth constant_passes(const FeelProgram *test, FeelValue value) {
    Arena scratch = {0};
    FeelColumn slot = feel_column_constant(&scratch, value);
    FeelValue result = run_once(&scratch, test, &slot, 1);
    arena_release(&scratch);
    if (result.kind != FEEL_BOOLEAN) return FEEL_UNKNOWN;
    return result.boolean ? FEEL_TRUE : FEEL_FALSE;
}

// A date may carry a time of day, as other systems write it; the day is what counts.
static bool date_from_plain(Str text, Date *date) {
    size_t time = str_find(text, STR("T"), 0);
    if (time != SIZE_MAX) {
        Str clock = str_slice(text, time + 1, text.length);
        if (clock.length < 5 || clock.data[2] != ':') return false;
        text = str_slice(text, 0, time);
    }
    return date_from_str(text, date);
}

bool constant_from_plain(Str text, const FeelType *type, FeelValue *value) {
    Date date;
    Decimal number;
    switch (type->kind) {
    case FEEL_TYPE_STRING:
        *value = feel_string(text);
        return true;
    case FEEL_TYPE_BOOLEAN:
        *value = feel_boolean(str_equal(text, STR("true")));
        return value->boolean || str_equal(text, STR("false"));
    case FEEL_TYPE_DATE:
        if (!date_from_plain(text, &date)) return false;
        *value = feel_date(date);
        return true;
    case FEEL_TYPE_NUMBER:
        if (!decimal_from_str(text, &number)) return false;
        *value = feel_number(number);
        return true;
    case FEEL_TYPE_ANY:
    case FEEL_TYPE_NULL:
    case FEEL_TYPE_TIME:
    case FEEL_TYPE_DATE_TIME:
    case FEEL_TYPE_DAYS_DURATION:
    case FEEL_TYPE_MONTHS_DURATION:
    case FEEL_TYPE_LIST:
    case FEEL_TYPE_CONTEXT:
    case FEEL_TYPE_RANGE:
    case FEEL_TYPE_FUNCTION: return false;
    }
    return false;
}
