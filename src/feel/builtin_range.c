// SPDX-License-Identifier: Apache-2.0
// How two intervals, or a point and an interval, lie to each other (10.3.4.8): a point is an
// interval of one value, so that each relation has one formula.
#include "feel/builtin_call.h"

#include "base/utf8.h"
#include "feel/range_text.h"

// ---- Two intervals and the order of their ends ----

typedef struct Bound {
    FeelValue value;
    int infinite; // -1 or 1: unbounded; 0: `value`
    bool included;
} Bound;

typedef struct Interval {
    Bound low, high;
} Interval;

typedef struct Relation {
    int low_low, low_high, high_low, high_high; // order of an end of a and an end of b
    bool a_low, a_high, b_low, b_high;          // whether the end is included
} Relation;

typedef enum Shape { POINT_OR_RANGE, RANGE_ONLY } Shape;

static bool take_interval(FeelRun *run, const FeelArguments *arguments, size_t index, Shape shape,
                          Interval *interval) {
    const FeelRange *range;
    FeelValue value = argument_get(arguments, index);
    if (shape == POINT_OR_RANGE && value.kind != FEEL_RANGE) {
        *interval = (Interval){{value, 0, true}, {value, 0, true}};
        return true;
    }
    if (!take_range(run, arguments, index, &range)) return false;
    if (range->form == FEEL_RANGE_UNEQUAL) {
        argument_refuse(run, arguments, "第%zu个参数“不等于”不是连续的区间", index + 1);
        return false;
    }
    bool may_be_open = range->form == FEEL_RANGE_COMPARISON;
    bool low_open = may_be_open && feel_is_null(range->low);
    bool high_open = may_be_open && feel_is_null(range->high);
    interval->low = (Bound){range->low, low_open ? -1 : 0, range->low_included};
    interval->high = (Bound){range->high, high_open ? 1 : 0, range->high_included};
    return true;
}

static bool bound_compare(const Bound *a, const Bound *b, int *order) {
    if (a->infinite || b->infinite) {
        *order = a->infinite - b->infinite;
        return true;
    }
    return feel_compare(a->value, b->value, order);
}

static bool relate(FeelRun *run, const FeelArguments *arguments, const Interval *a,
                   const Interval *b, Relation *relation) {
    *relation = (Relation){.a_low = a->low.included,
                           .a_high = a->high.included,
                           .b_low = b->low.included,
                           .b_high = b->high.included};
    if (bound_compare(&a->low, &b->low, &relation->low_low) &&
        bound_compare(&a->low, &b->high, &relation->low_high) &&
        bound_compare(&a->high, &b->low, &relation->high_low) &&
        bound_compare(&a->high, &b->high, &relation->high_high)) {
        return true;
    }
    argument_refuse(run, arguments, "两个参数不能比较大小");
    return false;
}

// ---- The formulas, table 78 ----

static bool is_before(const Relation *r) {
    return r->high_low < 0 || (r->high_low == 0 && !(r->a_high && r->b_low));
}

static bool does_meet(const Relation *r) {
    return r->high_low == 0 && r->a_high && r->b_low;
}

static bool does_overlap(const Relation *r) {
    return (r->high_low > 0 || (r->high_low == 0 && r->a_high && r->b_low)) &&
           (r->low_high < 0 || (r->low_high == 0 && r->a_low && r->b_high));
}

static bool does_overlap_before(const Relation *r) {
    return (r->low_low < 0 || (r->low_low == 0 && r->a_low && !r->b_low)) &&
           (r->high_low > 0 || (r->high_low == 0 && r->a_high && r->b_low)) &&
           (r->high_high < 0 || (r->high_high == 0 && (!r->a_high || r->b_high)));
}

static bool does_finish(const Relation *r) {
    return r->high_high == 0 && r->a_high == r->b_high &&
           (r->low_low > 0 || (r->low_low == 0 && (!r->a_low || r->b_low)));
}

static bool does_include(const Relation *r) {
    return (r->low_low < 0 || (r->low_low == 0 && (r->a_low || !r->b_low))) &&
           (r->high_high > 0 || (r->high_high == 0 && (r->a_high || !r->b_high)));
}

static bool does_start(const Relation *r) {
    return r->low_low == 0 && r->a_low == r->b_low &&
           (r->high_high < 0 || (r->high_high == 0 && (!r->a_high || r->b_high)));
}

static bool does_coincide(const Relation *r) {
    return r->low_low == 0 && r->high_high == 0 && r->a_low == r->b_low && r->a_high == r->b_high;
}

// ---- The functions ----

typedef bool Formula(const Relation *relation);

static FeelValue answer(FeelRun *run, const FeelArguments *arguments, Shape first, Shape second,
                        Formula *formula) {
    Interval a, b;
    Relation relation;
    if (!take_interval(run, arguments, 0, first, &a) ||
        !take_interval(run, arguments, 1, second, &b) ||
        !relate(run, arguments, &a, &b, &relation)) {
        return feel_null();
    }
    return feel_boolean(formula(&relation));
}

// The relation seen from the other side: "after" is "before" with the arguments exchanged.
static FeelValue answer_inverse(FeelRun *run, const FeelArguments *arguments, Shape first,
                                Shape second, Formula *formula) {
    Interval a, b;
    Relation relation;
    if (!take_interval(run, arguments, 0, first, &a) ||
        !take_interval(run, arguments, 1, second, &b) ||
        !relate(run, arguments, &b, &a, &relation)) {
        return feel_null();
    }
    return feel_boolean(formula(&relation));
}

FeelValue builtin_before(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, POINT_OR_RANGE, POINT_OR_RANGE, is_before);
}

FeelValue builtin_after(FeelRun *run, const FeelArguments *arguments) {
    return answer_inverse(run, arguments, POINT_OR_RANGE, POINT_OR_RANGE, is_before);
}

FeelValue builtin_meets(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, RANGE_ONLY, RANGE_ONLY, does_meet);
}

FeelValue builtin_met_by(FeelRun *run, const FeelArguments *arguments) {
    return answer_inverse(run, arguments, RANGE_ONLY, RANGE_ONLY, does_meet);
}

FeelValue builtin_overlaps(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, RANGE_ONLY, RANGE_ONLY, does_overlap);
}

FeelValue builtin_overlaps_before(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, RANGE_ONLY, RANGE_ONLY, does_overlap_before);
}

FeelValue builtin_overlaps_after(FeelRun *run, const FeelArguments *arguments) {
    return answer_inverse(run, arguments, RANGE_ONLY, RANGE_ONLY, does_overlap_before);
}

FeelValue builtin_finishes(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, POINT_OR_RANGE, RANGE_ONLY, does_finish);
}

FeelValue builtin_finished_by(FeelRun *run, const FeelArguments *arguments) {
    return answer_inverse(run, arguments, RANGE_ONLY, POINT_OR_RANGE, does_finish);
}

FeelValue builtin_includes(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, RANGE_ONLY, POINT_OR_RANGE, does_include);
}

FeelValue builtin_during(FeelRun *run, const FeelArguments *arguments) {
    return answer_inverse(run, arguments, POINT_OR_RANGE, RANGE_ONLY, does_include);
}

FeelValue builtin_starts(FeelRun *run, const FeelArguments *arguments) {
    return answer(run, arguments, POINT_OR_RANGE, RANGE_ONLY, does_start);
}

FeelValue builtin_started_by(FeelRun *run, const FeelArguments *arguments) {
    return answer_inverse(run, arguments, RANGE_ONLY, POINT_OR_RANGE, does_start);
}

// Two points or two ranges.
FeelValue builtin_coincides(FeelRun *run, const FeelArguments *arguments) {
    bool first_is_range = argument_get(arguments, 0).kind == FEEL_RANGE;
    bool second_is_range = argument_get(arguments, 1).kind == FEEL_RANGE;
    if (first_is_range != second_is_range) {
        return argument_refuse(run, arguments, "两个参数应同为点或同为区间");
    }
    return answer(run, arguments, POINT_OR_RANGE, POINT_OR_RANGE, does_coincide);
}

FeelValue builtin_range(FeelRun *run, const FeelArguments *arguments) {
    Str text;
    FeelRange range;
    if (!take_string(run, arguments, 0, &text)) return feel_null();
    const char *reason = feel_range_from_str(feel_run_arena(run), text, &range);
    if (reason) {
        return argument_refuse(run, arguments, "“%.*s”不是区间：%s",
                               STR_ARG(utf8_head(text, 60)), reason);
    }
    FeelRange *copy = NEW(feel_run_arena(run), FeelRange);
    *copy = range;
    return (FeelValue){.kind = FEEL_RANGE, .range = copy};
}
