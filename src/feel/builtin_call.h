// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_BUILTIN_CALL_H
#define FEEL_BUILTIN_CALL_H
// What the builtin_*.c files share: their functions' declarations, and taking arguments apart.
// Private to this folder.
//
// A `take_` function gives argument number `index` (from 0) in C's terms. When the argument is
// absent, null or of another kind it warns, naming function and position, and returns false; the
// caller then returns feel_null(). `argument_is_given` asks for an optional one.

#include "feel/builtin.h"

#define BUILTIN(suffix, ...) FeelBuiltinCall builtin_##suffix;
#include "feel/builtin.def"
#undef BUILTIN

// An argument that was not given is null.
FeelValue argument_get(const FeelArguments *arguments, size_t index);
bool argument_is_given(const FeelArguments *arguments, size_t index);

bool take_number(FeelRun *run, const FeelArguments *arguments, size_t index, Decimal *number);
// A number cut to an integer: position 2.5 is position 2.
bool take_int(FeelRun *run, const FeelArguments *arguments, size_t index, int64_t *number);
// An optional length: from 1 to `*length`, which is what there is and stays when none is given.
bool take_length(FeelRun *run, const FeelArguments *arguments, size_t index, size_t *length);
bool take_string(FeelRun *run, const FeelArguments *arguments, size_t index, Str *string);
// A value that is not a list is a list of one.
bool take_list(FeelRun *run, const FeelArguments *arguments, size_t index, FeelList *list);
bool take_context(FeelRun *run, const FeelArguments *arguments, size_t index, FeelContext *context);
bool take_range(FeelRun *run, const FeelArguments *arguments, size_t index,
                const FeelRange **range);
bool take_function(FeelRun *run, const FeelArguments *arguments, size_t index,
                   const FeelFunction **function);
// A date, or the date of a date-time.
bool take_date(FeelRun *run, const FeelArguments *arguments, size_t index, Date *date);
// All arguments of a variadic function as one list: "sum(1, 2)" and "sum([1, 2])" are the same.
bool take_items(FeelRun *run, const FeelArguments *arguments, FeelList *items);

// The patterns of this run, compiled.
struct RegexCache *feel_run_regexes(FeelRun *run);

// Null, with the name of the function before the reason.
FeelValue argument_refuse(FeelRun *run, const FeelArguments *arguments, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// The same for an argument of a kind that does not fit: `expected` says which would.
FeelValue argument_refuse_kind(FeelRun *run, const FeelArguments *arguments, size_t index,
                               const char *expected);

#endif
