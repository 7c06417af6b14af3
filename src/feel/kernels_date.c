// SPDX-License-Identifier: Apache-2.0
// Dates that move by one duration, and parts of dates.
#include "feel/kernels.h"

#include "base/dates.h"
#include "feel/temporal.h"

// The months or days by which a constant operand moves dates; false when it is something else.
static bool step_find(const Frame *frame, Operand operand, const FeelColumn *column,
                      FeelValue *step) {
    if (!column->is_constant && frame->rows != 1) return false;
    *step = operand_value(frame, operand, 0);
    if (step->kind == FEEL_MONTHS_DURATION) return true;
    return step->kind == FEEL_DAYS_DURATION && step->days_duration.ns == 0 &&
           step->days_duration.seconds % FEEL_SECONDS_PER_DAY == 0;
}

static bool move_all(const FeelColumn *dates, FeelValue step, int64_t *out, size_t rows) {
    const int64_t *from = dates->data;
    bool is_months = step.kind == FEEL_MONTHS_DURATION;
    bool is_near = is_months && step.months_duration >= -DATES_MONTHS_MAX &&
                   step.months_duration <= DATES_MONTHS_MAX && dates_are_near(from, rows);
    if (is_near) {
        dates_add_months(from, rows, step.months_duration, out);
        kernel_clear_nulls(out, dates->nulls, rows);
        return true;
    }
    for (size_t row = 0; row < rows; row++) {
        if (dates->nulls && dates->nulls[row]) continue;
        bool is_valid = is_months ? feel_date_add_months(from[row], step.months_duration, &out[row])
                                  : feel_date_add_duration(from[row], step.days_duration,
                                                           &out[row]);
        if (!is_valid) return false;
    }
    return true;
}

bool kernel_date_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction) {
    bool is_sum = instruction->opcode == OPCODE_ADD;
    if (!is_sum && instruction->opcode != OPCODE_SUBTRACT) return false;
    Operand operands[2] = {instruction->operands[0], instruction->operands[1]};
    const FeelColumn *dates = operand_column(frame, operands[0]);
    const FeelColumn *steps = operand_column(frame, operands[1]);
    if (is_sum && dates->form != FEEL_COLUMN_DATES) {
        const FeelColumn *swapped = dates;
        dates = steps;
        steps = swapped;
        operands[1] = operands[0];
    }
    FeelValue step;
    if (dates->form != FEEL_COLUMN_DATES || dates->is_constant) return false;
    if (!step_find(frame, operands[1], steps, &step)) return false;
    if (!is_sum && !feel_duration_negate(step, &step)) return false;
    int64_t *out = NEW_ARRAY(&run->scratch, int64_t, frame->rows);
    if (!move_all(dates, step, out, frame->rows)) return false;
    store_column(frame, instruction,
                 (FeelColumn){.form = FEEL_COLUMN_DATES, .data = out, .nulls = dates->nulls});
    return true;
}

bool kernel_date_part(FeelRun *run, Frame *frame, const Instruction *instruction) {
    static const Str names[] = {{"year", 4}, {"month", 5}, {"day", 3}};
    static DatesPart *const parts[] = {dates_years, dates_months, dates_days};
    const FeelColumn *dates = operand_column(frame, instruction->operands[0]);
    if (dates->form != FEEL_COLUMN_DATES || dates->is_constant) return false;
    size_t part = 0;
    while (part < 3 && !str_equal(instruction->name, names[part])) part++;
    if (part == 3) return false;
    const int64_t *from = dates->data;
    int64_t *out = NEW_ARRAY(&run->scratch, int64_t, frame->rows);
    bool is_near = dates_are_near(from, frame->rows);
    if (is_near) {
        parts[part](from, frame->rows, out);
        kernel_clear_nulls(out, dates->nulls, frame->rows);
    }
    for (size_t row = 0; !is_near && row < frame->rows; row++) {
        if (dates->nulls && dates->nulls[row]) continue;
        CivilDate civil = date_to_civil(from[row]);
        out[row] = part == 0 ? civil.year : part == 1 ? civil.month : civil.day;
    }
    store_column(frame, instruction,
                 (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = out, .nulls = dates->nulls});
    return true;
}
