// SPDX-License-Identifier: Apache-2.0
// Functions that take lists apart and put them together. Lists are never changed: a result shares
// the items, not the array.
#include "feel/builtin_call.h"

#include <string.h>

// ---- Building ----

// Room for a result; NULL, after a warning, when it would be too long.
static FeelValue *new_items(FeelRun *run, const FeelArguments *arguments, size_t count) {
    if (count <= FEEL_LIST_MAX) return NEW_ARRAY(feel_run_arena(run), FeelValue, count);
    argument_refuse(run, arguments, "列表超过%d项", FEEL_LIST_MAX);
    return NULL;
}

static void copy_items(FeelValue *to, const FeelValue *from, size_t count) {
    if (count > 0) memcpy(to, from, count * sizeof *from);
}

// The index for a position: 1 is the first, -1 the last. False, after a warning, outside the list.
static bool take_position(FeelRun *run, const FeelArguments *arguments, FeelList list,
                          size_t *index) {
    int64_t position, count = (int64_t)list.count;
    if (!take_int(run, arguments, 1, &position)) return false;
    if (position == 0 || position > count || position < -count) {
        argument_refuse(run, arguments, "位置是%lld，而列表有%lld项；位置从1数起，负数从末尾数起",
                        (long long)position, (long long)count);
        return false;
    }
    *index = (size_t)(position > 0 ? position - 1 : count + position);
    return true;
}

// ---- Parts ----

FeelValue builtin_sublist(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    size_t from;
    if (!take_list(run, arguments, 0, &list) || !take_position(run, arguments, list, &from)) {
        return feel_null();
    }
    size_t length = list.count - from;
    if (!take_length(run, arguments, 2, &length)) return feel_null();
    return feel_list(list.items + from, length);
}

FeelValue builtin_remove(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    size_t at;
    if (!take_list(run, arguments, 0, &list) || !take_position(run, arguments, list, &at)) {
        return feel_null();
    }
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count - 1);
    copy_items(items, list.items, at);
    copy_items(items + at, list.items + at + 1, list.count - at - 1);
    return feel_list(items, list.count - 1);
}

FeelValue builtin_insert_before(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    size_t at;
    if (!take_list(run, arguments, 0, &list) || !take_position(run, arguments, list, &at)) {
        return feel_null();
    }
    FeelValue *items = new_items(run, arguments, list.count + 1);
    if (!items) return feel_null();
    copy_items(items, list.items, at);
    items[at] = argument_get(arguments, 2);
    copy_items(items + at + 1, list.items + at, list.count - at);
    return feel_list(items, list.count + 1);
}

static FeelValue replace_matching(FeelRun *run, const FeelArguments *arguments, FeelList list) {
    const FeelFunction *match;
    FeelValue new_item = argument_get(arguments, 2);
    if (!take_function(run, arguments, 1, &match)) return feel_null();
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count);
    for (size_t i = 0; i < list.count; i++) {
        FeelValue answer = feel_run_call(run, match, (FeelValue[]){list.items[i], new_item}, 2);
        if (answer.kind != FEEL_BOOLEAN) {
            return argument_refuse(run, arguments, "第2个参数（函数）对第%zu项没有答是或否", i + 1);
        }
        items[i] = answer.boolean ? new_item : list.items[i];
    }
    return feel_list(items, list.count);
}

FeelValue builtin_list_replace(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    size_t at;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    if (argument_get(arguments, 1).kind == FEEL_FUNCTION) {
        return replace_matching(run, arguments, list);
    }
    if (!take_position(run, arguments, list, &at)) return feel_null();
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count);
    copy_items(items, list.items, list.count);
    items[at] = argument_get(arguments, 2);
    return feel_list(items, list.count);
}

FeelValue builtin_reverse(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count);
    for (size_t i = 0; i < list.count; i++) items[i] = list.items[list.count - 1 - i];
    return feel_list(items, list.count);
}

// ---- Searching ----

FeelValue builtin_list_contains(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    for (size_t i = 0; i < list.count; i++) {
        if (feel_equal(list.items[i], argument_get(arguments, 1)) == FEEL_TRUE) {
            return feel_boolean(true);
        }
    }
    return feel_boolean(false);
}

FeelValue builtin_index_of(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    size_t count = 0;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count);
    for (size_t i = 0; i < list.count; i++) {
        if (feel_equal(list.items[i], argument_get(arguments, 1)) == FEEL_TRUE) {
            items[count++] = feel_int((int64_t)i + 1);
        }
    }
    return feel_list(items, count);
}

FeelValue builtin_count(FeelRun *run, const FeelArguments *arguments) {
    FeelList items;
    if (!take_items(run, arguments, &items)) return feel_null();
    return feel_int((int64_t)items.count);
}

// ---- Joining ----

FeelValue builtin_append(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    size_t more = arguments->count - 1;
    FeelValue *items = new_items(run, arguments, list.count + more);
    if (!items) return feel_null();
    copy_items(items, list.items, list.count);
    copy_items(items + list.count, arguments->values + 1, more);
    return feel_list(items, list.count + more);
}

// All the items of all arguments, in order.
static bool join_lists(FeelRun *run, const FeelArguments *arguments, FeelList *joined) {
    size_t count = 0;
    FeelList list;
    for (size_t i = 0; i < arguments->count; i++) {
        if (!take_list(run, arguments, i, &list)) return false;
        count += list.count;
    }
    FeelValue *items = new_items(run, arguments, count);
    if (!items) return false;
    *joined = (FeelList){items, count};
    for (size_t i = 0; i < arguments->count; i++) {
        if (!take_list(run, arguments, i, &list)) return false;
        copy_items(items, list.items, list.count);
        items += list.count;
    }
    return true;
}

FeelValue builtin_concatenate(FeelRun *run, const FeelArguments *arguments) {
    FeelList joined;
    if (!join_lists(run, arguments, &joined)) return feel_null();
    return feel_list(joined.items, joined.count);
}

// ---- Each value once ----

// A set of indexes into `items`, found by hash: open addressing, never more than half full.
typedef struct ValueSet {
    FeelValue *items;
    size_t count;
    size_t *slots; // indexes plus one; 0 = free
    size_t mask;
} ValueSet;

static ValueSet value_set_new_in(Arena *arena, size_t capacity) {
    size_t slots = 8;
    while (slots < capacity * 2) slots *= 2;
    return (ValueSet){NEW_ARRAY(arena, FeelValue, capacity), 0, NEW_ARRAY(arena, size_t, slots),
                      slots - 1};
}

static void value_set_add(ValueSet *set, FeelValue value) {
    size_t slot = (size_t)feel_hash(value) & set->mask;
    for (; set->slots[slot] != 0; slot = (slot + 1) & set->mask) {
        if (feel_equal(set->items[set->slots[slot] - 1], value) == FEEL_TRUE) return;
    }
    set->items[set->count++] = value;
    set->slots[slot] = set->count;
}

static FeelValue distinct(FeelRun *run, FeelList list) {
    ValueSet set = value_set_new_in(feel_run_arena(run), list.count);
    for (size_t i = 0; i < list.count; i++) value_set_add(&set, list.items[i]);
    return feel_list(set.items, set.count);
}

FeelValue builtin_distinct_values(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    return take_list(run, arguments, 0, &list) ? distinct(run, list) : feel_null();
}

FeelValue builtin_union(FeelRun *run, const FeelArguments *arguments) {
    FeelList joined;
    return join_lists(run, arguments, &joined) ? distinct(run, joined) : feel_null();
}

// ---- Flattening ----

static bool count_leaves(FeelList list, int depth, size_t *count) {
    if (depth > FEEL_NESTING_MAX) return false;
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != FEEL_LIST) ++*count;
        else if (!count_leaves(list.items[i].list, depth + 1, count)) return false;
        if (*count > FEEL_LIST_MAX) return false;
    }
    return true;
}

static FeelValue *put_leaves(FeelValue *to, FeelList list) {
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind == FEEL_LIST) to = put_leaves(to, list.items[i].list);
        else *to++ = list.items[i];
    }
    return to;
}

FeelValue builtin_flatten(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    size_t count = 0;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    if (!count_leaves(list, 1, &count)) {
        return argument_refuse(run, arguments, "列表超过%d层或%d项", FEEL_NESTING_MAX,
                               FEEL_LIST_MAX);
    }
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, count);
    put_leaves(items, list);
    return feel_list(items, count);
}

// ---- Sorting ----

typedef struct Sort {
    FeelRun *run;
    const FeelFunction *precedes;
    FeelValue *items, *spare;
    bool failed; // the function gave something other than true or false
} Sort;

static bool sort_precedes(Sort *sort, FeelValue a, FeelValue b) {
    FeelValue answer = feel_run_call(sort->run, sort->precedes, (FeelValue[]){a, b}, 2);
    if (answer.kind != FEEL_BOOLEAN) sort->failed = true;
    return feel_is_true(answer);
}

static void sort_merge(Sort *sort, size_t from, size_t middle, size_t to) {
    size_t left = from, right = middle, out = from;
    while (left < middle && right < to && !sort->failed) {
        // Equal items keep their order: the right one goes first only if it must.
        bool takes_right = sort_precedes(sort, sort->items[right], sort->items[left]);
        sort->spare[out++] = takes_right ? sort->items[right++] : sort->items[left++];
    }
    copy_items(sort->spare + out, sort->items + left, middle - left);
    out += middle - left;
    copy_items(sort->spare + out, sort->items + right, to - right);
    copy_items(sort->items + from, sort->spare + from, to - from);
}

// Merge sort from the bottom: stable, and bounded whatever the function answers.
FeelValue builtin_sort(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    Sort sort = {.run = run};
    if (!take_list(run, arguments, 0, &list) ||
        !take_function(run, arguments, 1, &sort.precedes)) {
        return feel_null();
    }
    sort.items = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count);
    sort.spare = NEW_ARRAY(feel_run_arena(run), FeelValue, list.count);
    copy_items(sort.items, list.items, list.count);
    for (size_t width = 1; width < list.count; width *= 2) {
        for (size_t from = 0; from + width < list.count; from += 2 * width) {
            size_t to = from + 2 * width < list.count ? from + 2 * width : list.count;
            sort_merge(&sort, from, from + width, to);
            if (sort.failed) return argument_refuse(run, arguments, "排序函数没有答是或否");
        }
    }
    return feel_list(sort.items, list.count);
}
