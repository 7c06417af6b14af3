// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin_call.h"

#include "base/map.h"

#include <string.h>

// ---- Building ----

// Entries in order, with an index that finds them by name.
typedef struct Entries {
    FeelEntry *items;
    size_t count, capacity;
    Map positions; // plus one, as pointers
} Entries;

// Adds, or replaces in place; false when the name was there.
static bool entries_put(Entries *entries, FeelEntry entry) {
    Map *positions = &entries->positions;
    uintptr_t position = (uintptr_t)map_get(positions, entry.name);
    if (position > 0) {
        entries->items[position - 1] = entry;
        return false;
    }
    PUSH(positions->arena, entries, entry);
    map_put(positions, entry.name, (void *)(uintptr_t)entries->count);
    return true;
}

static FeelValue context_of(const FeelEntry *entries, size_t count) {
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, count}};
}

// ---- Looking in ----

FeelValue builtin_get_value(FeelRun *run, const FeelArguments *arguments) {
    FeelContext context;
    Str key;
    if (!take_context(run, arguments, 0, &context) || !take_string(run, arguments, 1, &key)) {
        return feel_null();
    }
    const FeelValue *value = feel_context_get(context, key);
    if (value) return *value;
    return argument_refuse(run, arguments, "没有“%.*s”这一项", STR_ARG(key));
}

FeelValue builtin_get_entries(FeelRun *run, const FeelArguments *arguments) {
    FeelContext context;
    if (!take_context(run, arguments, 0, &context)) return feel_null();
    Arena *arena = feel_run_arena(run);
    FeelValue *items = NEW_ARRAY(arena, FeelValue, context.count);
    for (size_t i = 0; i < context.count; i++) {
        FeelEntry *pair = NEW_ARRAY(arena, FeelEntry, 2);
        pair[0] = (FeelEntry){STR("key"), feel_string(context.entries[i].name)};
        pair[1] = (FeelEntry){STR("value"), context.entries[i].value};
        items[i] = context_of(pair, 2);
    }
    return feel_list(items, context.count);
}

// ---- Making ----

FeelValue builtin_context(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    Entries entries = {.positions = {.arena = feel_run_arena(run)}};
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    for (size_t i = 0; i < list.count; i++) {
        FeelContext pair = list.items[i].kind == FEEL_CONTEXT ? list.items[i].context
                                                              : (FeelContext){0};
        const FeelValue *key = feel_context_get(pair, STR("key"));
        const FeelValue *value = feel_context_get(pair, STR("value"));
        if (!key || !value || key->kind != FEEL_STRING) {
            return argument_refuse(run, arguments, "第%zu项应有key（字符串）和value", i + 1);
        }
        if (!entries_put(&entries, (FeelEntry){key->string, *value})) {
            return argument_refuse(run, arguments, "“%.*s”重复", STR_ARG(key->string));
        }
    }
    return context_of(entries.items, entries.count);
}

static FeelValue put_one(FeelRun *run, FeelContext context, Str key, FeelValue value) {
    FeelEntry *entries = NEW_ARRAY(feel_run_arena(run), FeelEntry, context.count + 1);
    size_t at = 0;
    if (context.count > 0) memcpy(entries, context.entries, context.count * sizeof *entries);
    while (at < context.count && !str_equal(entries[at].name, key)) at++;
    entries[at] = (FeelEntry){key, value};
    return context_of(entries, at == context.count ? at + 1 : context.count);
}

// The contexts along `keys` are copied from the inside out; all but the last key must lead to one.
static FeelValue put_nested(FeelRun *run, const FeelArguments *arguments, FeelContext context,
                            FeelList keys) {
    FeelContext *path = NEW_ARRAY(feel_run_arena(run), FeelContext, keys.count);
    for (size_t i = 0; i < keys.count; i++) {
        if (keys.items[i].kind != FEEL_STRING) {
            return argument_refuse(run, arguments, "第2个参数的第%zu项不是字符串", i + 1);
        }
        path[i] = context;
        if (i + 1 == keys.count) break;
        const FeelValue *inner = feel_context_get(context, keys.items[i].string);
        if (!inner || inner->kind != FEEL_CONTEXT) {
            return argument_refuse(run, arguments, "“%.*s”不是上下文",
                                   STR_ARG(keys.items[i].string));
        }
        context = inner->context;
    }
    FeelValue value = argument_get(arguments, 2);
    for (size_t i = keys.count; i-- > 0;) {
        value = put_one(run, path[i], keys.items[i].string, value);
    }
    return value;
}

FeelValue builtin_context_put(FeelRun *run, const FeelArguments *arguments) {
    FeelContext context;
    FeelValue key = argument_get(arguments, 1);
    if (!take_context(run, arguments, 0, &context)) return feel_null();
    if (arguments->named && arguments->named->types[1] == FEEL_TYPE_STRING &&
        key.kind == FEEL_LIST) {
        return argument_refuse(run, arguments, "key应为字符串；一串键用keys");
    }
    if (key.kind == FEEL_STRING) {
        return put_one(run, context, key.string, argument_get(arguments, 2));
    }
    if (key.kind != FEEL_LIST) {
        return argument_refuse_kind(run, arguments, 1, "字符串或字符串列表");
    }
    if (key.list.count == 0) return argument_refuse(run, arguments, "第2个参数是空列表");
    return put_nested(run, arguments, context, key.list);
}

FeelValue builtin_context_merge(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    Entries entries = {.positions = {.arena = feel_run_arena(run)}};
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != FEEL_CONTEXT) {
            return argument_refuse(run, arguments, "第%zu项不是上下文", i + 1);
        }
        FeelContext context = list.items[i].context;
        for (size_t j = 0; j < context.count; j++) entries_put(&entries, context.entries[j]);
    }
    return context_of(entries.items, entries.count);
}
