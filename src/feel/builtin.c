// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin_call.h"

#include <stdio.h>

// ---- Arguments ----

FeelValue argument_get(const FeelArguments *arguments, size_t index) {
    return index < arguments->count ? arguments->values[index] : feel_null();
}

bool argument_is_given(const FeelArguments *arguments, size_t index) {
    return index < arguments->count && (arguments->given >> index & 1);
}

FeelValue argument_refuse(FeelRun *run, const FeelArguments *arguments, const char *format, ...) {
    if (!feel_run_warns(run)) return feel_null();
    char reason[ERROR_MESSAGE_BYTES_MAX];
    va_list list;
    va_start(list, format);
    vsnprintf(reason, sizeof reason, format, list);
    va_end(list);
    return feel_run_null(run, "%s：%s", arguments->builtin->name, reason);
}

FeelValue argument_refuse_kind(FeelRun *run, const FeelArguments *arguments, size_t index,
                               const char *expected) {
    FeelKind kind = argument_get(arguments, index).kind;
    if (kind == FEEL_NULL) {
        return argument_refuse(run, arguments, "第%zu个参数是空值", index + 1);
    }
    return argument_refuse(run, arguments, "第%zu个参数应为%s，实为%.*s", index + 1, expected,
                           STR_ARG(feel_kind_to_chinese(kind)));
}

// A list of one stands for its element.
static FeelValue argument_get_one(const FeelArguments *arguments, size_t index) {
    FeelValue value = argument_get(arguments, index);
    return value.kind == FEEL_LIST && value.list.count == 1 ? value.list.items[0] : value;
}

static bool take(FeelRun *run, const FeelArguments *arguments, size_t index, FeelKind kind,
                 FeelValue *value) {
    *value = argument_get_one(arguments, index);
    if (value->kind == kind) return true;
    argument_refuse_kind(run, arguments, index, feel_kind_to_chinese(kind).data);
    return false;
}

bool take_number(FeelRun *run, const FeelArguments *arguments, size_t index, Decimal *number) {
    FeelValue value;
    if (!take(run, arguments, index, FEEL_NUMBER, &value)) return false;
    *number = value.number;
    return true;
}

bool take_int(FeelRun *run, const FeelArguments *arguments, size_t index, int64_t *number) {
    Decimal value;
    if (!take_number(run, arguments, index, &value)) return false;
    if (decimal_to_int64(decimal_round(value, 0, DECIMAL_DOWN), number)) return true;
    argument_refuse(run, arguments, "第%zu个参数过大", index + 1);
    return false;
}

bool take_length(FeelRun *run, const FeelArguments *arguments, size_t index, size_t *length) {
    int64_t wanted;
    if (feel_is_null(argument_get(arguments, index))) return true;
    if (!take_int(run, arguments, index, &wanted)) return false;
    if (wanted < 1 || (uint64_t)wanted > *length) {
        argument_refuse(run, arguments, "第%zu个参数是%lld，应在1到%zu之间", index + 1,
                        (long long)wanted, *length);
        return false;
    }
    *length = (size_t)wanted;
    return true;
}

bool take_string(FeelRun *run, const FeelArguments *arguments, size_t index, Str *string) {
    FeelValue value;
    if (!take(run, arguments, index, FEEL_STRING, &value)) return false;
    *string = value.string;
    return true;
}

static FeelList list_of_one(FeelRun *run, FeelValue value) {
    FeelValue *item = NEW(feel_run_arena(run), FeelValue);
    *item = value;
    return (FeelList){item, 1};
}

bool take_list(FeelRun *run, const FeelArguments *arguments, size_t index, FeelList *list) {
    FeelValue value = argument_get(arguments, index);
    if (value.kind == FEEL_NULL) {
        argument_refuse_kind(run, arguments, index, "列表");
        return false;
    }
    *list = value.kind == FEEL_LIST ? value.list : list_of_one(run, value);
    return true;
}

bool take_context(FeelRun *run, const FeelArguments *arguments, size_t index,
                  FeelContext *context) {
    FeelValue value;
    if (!take(run, arguments, index, FEEL_CONTEXT, &value)) return false;
    *context = value.context;
    return true;
}

bool take_range(FeelRun *run, const FeelArguments *arguments, size_t index,
                const FeelRange **range) {
    FeelValue value;
    if (!take(run, arguments, index, FEEL_RANGE, &value)) return false;
    *range = value.range;
    return true;
}

bool take_function(FeelRun *run, const FeelArguments *arguments, size_t index,
                   const FeelFunction **function) {
    FeelValue value;
    if (!take(run, arguments, index, FEEL_FUNCTION, &value)) return false;
    *function = value.function;
    return true;
}

bool take_date(FeelRun *run, const FeelArguments *arguments, size_t index, Date *date) {
    FeelValue value = argument_get_one(arguments, index);
    if (value.kind == FEEL_DATE) *date = value.date;
    else if (value.kind == FEEL_DATE_TIME) *date = value.date_time->date;
    else {
        argument_refuse_kind(run, arguments, index, "日期");
        return false;
    }
    return true;
}

bool take_items(FeelRun *run, const FeelArguments *arguments, FeelList *items) {
    if (arguments->count == 1) return take_list(run, arguments, 0, items);
    *items = (FeelList){arguments->values, arguments->count};
    return true;
}

// ---- The table ----

#define SIGNATURE(required_, total_) .required = (required_), .total = (total_)
#define S0() {SIGNATURE(0, 0)}
#define S1(required, n1, t1) {{n1}, {FEEL_TYPE_##t1}, SIGNATURE(required, 1)}
#define S2(required, n1, t1, n2, t2)                                                              \
    {{n1, n2}, {FEEL_TYPE_##t1, FEEL_TYPE_##t2}, SIGNATURE(required, 2)}
#define S3(required, n1, t1, n2, t2, n3, t3)                                                      \
    {{n1, n2, n3}, {FEEL_TYPE_##t1, FEEL_TYPE_##t2, FEEL_TYPE_##t3}, SIGNATURE(required, 3)}
#define S4(required, n1, t1, n2, t2, n3, t3, n4, t4)                                              \
    {{n1, n2, n3, n4},                                                                            \
     {FEEL_TYPE_##t1, FEEL_TYPE_##t2, FEEL_TYPE_##t3, FEEL_TYPE_##t4},                            \
     SIGNATURE(required, 4)}
#define V1(required, n1, t1)                                                                      \
    {{n1}, {FEEL_TYPE_##t1}, SIGNATURE(required, 1), .is_variadic = true}
#define V2(required, n1, t1, n2, t2)                                                              \
    {{n1, n2}, {FEEL_TYPE_##t1, FEEL_TYPE_##t2}, SIGNATURE(required, 2), .is_variadic = true}

#define BUILTIN(suffix, name, result, ...)                                                        \
    {name, builtin_##suffix, {__VA_ARGS__},                                                       \
     sizeof((FeelSignature[]){__VA_ARGS__}) / sizeof(FeelSignature), FEEL_TYPE_##result},

const FeelBuiltin feel_builtins[] = {
#include "feel/builtin.def"
};
const size_t feel_builtin_count = sizeof feel_builtins / sizeof *feel_builtins;

const FeelBuiltin *feel_builtin_find(Str name) {
    for (size_t i = 0; i < feel_builtin_count; i++) {
        if (str_equal(str_from_c(feel_builtins[i].name), name)) return &feel_builtins[i];
    }
    return NULL;
}
