// SPDX-License-Identifier: Apache-2.0
// One value out of many: counts, sums, averages, extremes, and all / any.
#include "feel/builtin_call.h"

#include <stdlib.h>

// ---- Truth ----

FeelValue builtin_not(FeelRun *run, const FeelArguments *arguments) {
    FeelValue value = argument_get(arguments, 0);
    if (value.kind == FEEL_BOOLEAN) return feel_boolean(!value.boolean);
    return argument_refuse_kind(run, arguments, 0, "布尔值");
}

// `decisive` settles the matter wherever it stands; else anything but a boolean leaves it open.
static FeelValue fold_truth(FeelRun *run, const FeelArguments *arguments, bool decisive) {
    FeelList items;
    size_t open = 0;
    if (!take_items(run, arguments, &items)) return feel_null();
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i].kind != FEEL_BOOLEAN) open = i + 1;
        else if (items.items[i].boolean == decisive) return feel_boolean(decisive);
    }
    if (open == 0) return feel_boolean(!decisive);
    return argument_refuse(run, arguments, "第%zu项不是布尔值", open);
}

FeelValue builtin_all(FeelRun *run, const FeelArguments *arguments) {
    return fold_truth(run, arguments, false);
}

FeelValue builtin_any(FeelRun *run, const FeelArguments *arguments) {
    return fold_truth(run, arguments, true);
}

FeelValue builtin_is(FeelRun *run, const FeelArguments *arguments) {
    if (arguments->given == 0) return argument_refuse(run, arguments, "缺少参数");
    return feel_boolean(feel_is_same(argument_get(arguments, 0), argument_get(arguments, 1)));
}

// ---- Extremes ----

static FeelValue extreme(FeelRun *run, const FeelArguments *arguments, int sign) {
    FeelList items;
    int order;
    if (!take_items(run, arguments, &items)) return feel_null();
    if (items.count == 0) return argument_refuse(run, arguments, "列表是空的");
    FeelValue best = items.items[0];
    for (size_t i = 0; i < items.count; i++) { // the first with itself: it must have an order
        if (!feel_compare(items.items[i], best, &order)) {
            return argument_refuse(run, arguments, "第%zu项与前面的不能比较大小", i + 1);
        }
        if (order * sign > 0) best = items.items[i];
    }
    return best;
}

FeelValue builtin_min(FeelRun *run, const FeelArguments *arguments) {
    return extreme(run, arguments, -1);
}

FeelValue builtin_max(FeelRun *run, const FeelArguments *arguments) {
    return extreme(run, arguments, 1);
}

// ---- Sums ----

// Numbers only, and at least `count_min` of them.
static bool take_numbers(FeelRun *run, const FeelArguments *arguments, size_t count_min,
                         FeelList *items) {
    if (!take_items(run, arguments, items)) return false;
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].kind == FEEL_NUMBER) continue;
        argument_refuse(run, arguments, "第%zu项不是数字", i + 1);
        return false;
    }
    if (items->count >= count_min) return true;
    argument_refuse(run, arguments, "至少要有%zu个数字", count_min);
    return false;
}

static FeelValue number_or_refuse(FeelRun *run, const FeelArguments *arguments, Decimal number) {
    FeelValue result = feel_number(number);
    return feel_is_null(result) ? argument_refuse(run, arguments, "结果超出范围") : result;
}

static Decimal sum_of(FeelList items) {
    Decimal sum = DECIMAL_ZERO;
    for (size_t i = 0; i < items.count; i++) sum = decimal_add(sum, items.items[i].number);
    return sum;
}

static Decimal mean_of(FeelList items) {
    return decimal_divide(sum_of(items), decimal_from_int64((int64_t)items.count));
}

FeelValue builtin_sum(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    if (!take_numbers(run, arguments, 1, &items)) return feel_null();
    return number_or_refuse(run, arguments, sum_of(items));
}

FeelValue builtin_mean(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    if (!take_numbers(run, arguments, 1, &items)) return feel_null();
    return number_or_refuse(run, arguments, mean_of(items));
}

FeelValue builtin_product(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    if (!take_numbers(run, arguments, 1, &items)) return feel_null();
    Decimal product = DECIMAL_ONE;
    for (size_t i = 0; i < items.count; i++) {
        product = decimal_multiply(product, items.items[i].number);
    }
    return number_or_refuse(run, arguments, product);
}

// Of a sample: the squares are divided by one less than their count.
FeelValue builtin_stddev(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    if (!take_numbers(run, arguments, 2, &items)) return feel_null();
    Decimal mean = mean_of(items), squares = DECIMAL_ZERO;
    for (size_t i = 0; i < items.count; i++) {
        Decimal deviation = decimal_subtract(items.items[i].number, mean);
        squares = decimal_add(squares, decimal_multiply(deviation, deviation));
    }
    Decimal variance = decimal_divide(squares, decimal_from_int64((int64_t)items.count - 1));
    return number_or_refuse(run, arguments, decimal_sqrt(variance));
}

// ---- By rank ----

static int compare_numbers(const void *a, const void *b) {
    return decimal_compare(((const FeelValue *)a)->number, ((const FeelValue *)b)->number);
}

static FeelValue *sorted_copy(FeelRun *run, FeelList items) {
    FeelValue *sorted = NEW_ARRAY(feel_run_arena(run), FeelValue, items.count);
    for (size_t i = 0; i < items.count; i++) sorted[i] = items.items[i];
    if (items.count > 1) qsort(sorted, items.count, sizeof *sorted, compare_numbers);
    return sorted;
}

FeelValue builtin_median(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    if (!take_numbers(run, arguments, 1, &items)) return feel_null();
    const FeelValue *sorted = sorted_copy(run, items);
    size_t middle = items.count / 2;
    if (items.count % 2 == 1) return sorted[middle];
    Decimal pair = decimal_add(sorted[middle - 1].number, sorted[middle].number);
    return number_or_refuse(run, arguments, decimal_divide(pair, decimal_from_int64(2)));
}

// Where the run of equal numbers that begins at `from` ends.
static size_t end_of_run(const FeelValue *sorted, size_t count, size_t from) {
    size_t to = from + 1;
    while (to < count && decimal_equal(sorted[from].number, sorted[to].number)) to++;
    return to;
}

// The most frequent numbers, ascending.
FeelValue builtin_mode(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    size_t longest = 0, count = 0;
    if (!take_numbers(run, arguments, 0, &items)) return feel_null();
    FeelValue *sorted = sorted_copy(run, items);
    for (size_t from = 0, to; from < items.count; from = to) {
        to = end_of_run(sorted, items.count, from);
        if (to - from < longest) continue;
        if (to - from > longest) count = 0;
        longest = to - from;
        sorted[count++] = sorted[from]; // count never overtakes from
    }
    return feel_list(sorted, count);
}
