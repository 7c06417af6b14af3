// SPDX-License-Identifier: Apache-2.0
// A value of each class that the input may have: one that findings can name.
#include "dmn/verifier.h"

typedef struct Sampler {
    const Verifier *verifier;
    const DmnInputPlan *input;
    uint32_t class_id;
    bool is_integer;
} Sampler;

static bool accepts(const Sampler *sampler, FeelValue value) {
    const DmnInputPlan *input = sampler->input;
    if (dmn_classes_of(&input->classes, value) != sampler->class_id) return false;
    if (sampler->is_integer && value.kind == FEEL_NUMBER && !decimal_is_integer(value.number)) {
        return false;
    }
    bool is_bound = input->has_allowed && input->allowed.kind == DMN_CELL_SET;
    return !is_bound || dmn_cell_truth(&input->allowed, value) == FEEL_TRUE;
}

static bool take(const Sampler *sampler, FeelValue value, FeelValue *sample) {
    if (feel_is_null(value) || !accepts(sampler, value)) return false;
    *sample = value;
    return true;
}

static FeelValue larger(FeelValue a, FeelValue b) {
    int order;
    if (feel_is_null(a)) return b;
    if (feel_is_null(b) || !feel_compare(a, b, &order)) return a;
    return order >= 0 ? a : b;
}

static FeelValue smaller(FeelValue a, FeelValue b) {
    int order;
    if (feel_is_null(a)) return b;
    if (feel_is_null(b) || !feel_compare(a, b, &order)) return a;
    return order <= 0 ? a : b;
}

// The first whole number above one; the middle of two.
static FeelValue next_whole(FeelValue low) {
    Decimal floor = decimal_round(low.number, 0, DECIMAL_FLOOR);
    return feel_number(decimal_add(floor, DECIMAL_ONE));
}

static FeelValue middle(FeelValue low, FeelValue high) {
    Decimal sum = decimal_add(low.number, high.number);
    return feel_number(decimal_divide(sum, decimal_from_int64(2)));
}

// Something strictly between two ends, of which one may be open (null).
static bool take_between(const Sampler *sampler, FeelValue low, FeelValue high,
                         FeelValue *sample) {
    FeelKind kind = feel_is_null(low) ? high.kind : low.kind;
    if (kind == FEEL_DATE) {
        return (!feel_is_null(low) && take(sampler, feel_date(low.date + 1), sample)) ||
               (!feel_is_null(high) && take(sampler, feel_date(high.date - 1), sample));
    }
    if (kind != FEEL_NUMBER) return false;
    if (feel_is_null(low)) {
        return take(sampler, feel_number(decimal_subtract(high.number, DECIMAL_ONE)), sample);
    }
    if (take(sampler, next_whole(low), sample)) return true;
    return !feel_is_null(high) && take(sampler, middle(low, high), sample);
}

// What an alternative of the allowed values shares with the class.
static bool take_within(const Sampler *sampler, const DmnSpan *span, FeelValue *sample) {
    const DmnClasses *classes = &sampler->input->classes;
    size_t place = sampler->class_id / 2;
    if (take(sampler, span->range.low, sample) || take(sampler, span->range.high, sample)) {
        return true;
    }
    if (span->is_point || sampler->class_id % 2 == 1) return false;
    FeelValue low = span->range.low, high = span->range.high;
    if (place > 0) low = larger(low, classes->ends[place - 1]);
    if (place < classes->end_count) high = smaller(high, classes->ends[place]);
    return take_between(sampler, low, high, sample);
}

// Whether an end of the allowed values is beyond what was tried: texts between texts, values left
// by not(...), alternatives of FEEL. Then the class counts as having values.
static bool is_open_question(const Sampler *sampler) {
    const DmnInputPlan *input = sampler->input;
    if (!input->has_allowed) {
        // Stretches of dates and whole numbers may be empty; others are there without a sample.
        FeelKind kind = input->classes.kind;
        return kind != FEEL_DATE && kind != FEEL_NUMBER;
    }
    if (input->allowed.kind != DMN_CELL_SET || input->allowed.is_negated) return true;
    for (size_t i = 0; i < input->allowed.span_count; i++) {
        const DmnSpan *span = &input->allowed.spans[i];
        FeelKind kind = feel_is_null(span->range.low) ? span->range.high.kind
                                                      : span->range.low.kind;
        if (!span->is_point && kind != FEEL_NUMBER && kind != FEEL_DATE) return true;
    }
    return false;
}

bool verifier_sample(const Verifier *verifier, size_t input, uint32_t class_id, FeelValue *sample) {
    const DmnInputPlan *plan = &verifier->table->inputs[input];
    const bool *is_integer = verifier->options->is_integer;
    Sampler sampler = {.verifier = verifier, .input = plan, .class_id = class_id,
                       .is_integer = is_integer != NULL && is_integer[input]};
    FeelValue value;
    *sample = feel_null();
    if (class_id >= plan->classes.null_class) return false;
    if (plan->type != NULL && plan->type->kind == FEEL_TYPE_BOOLEAN) {
        return take(&sampler, feel_boolean(false), sample) ||
               take(&sampler, feel_boolean(true), sample);
    }
    if (dmn_classes_sample(&plan->classes, class_id, &value)) {
        if (take(&sampler, value, sample)) return true;
        bool is_number = sampler.is_integer && value.kind == FEEL_NUMBER;
        if (is_number && take(&sampler, next_whole(value), sample)) return true;
    }
    for (size_t i = 0; plan->has_allowed && i < plan->allowed.span_count; i++) {
        if (take_within(&sampler, &plan->allowed.spans[i], sample)) return true;
    }
    return is_open_question(&sampler);
}
