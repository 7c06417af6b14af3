/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FEEL_H
#define FEEL_H
/*
 * libfeel: the expression language FEEL of DMN 1.5, for C and C++.
 *
 *     FeelExpression *expression;
 *     feel_expression_open(NULL, "领取人数 / 参保人数 <= 0.055", NULL,
 *                          "{\"领取人数\": \"number\", \"参保人数\": \"number\"}", &expression);
 *     FeelAnswer *answer;
 *     feel_expression_evaluate(expression, "{\"领取人数\": 11, \"参保人数\": 200}", NULL, &answer);
 *     puts(feel_answer_json(answer));                                          // true
 *     feel_answer_close(answer);
 *     feel_expression_close(expression);
 *
 * An expression is compiled once and evaluated as often as one likes. What FEEL cannot compute is
 * null, never a failure; a note then says why. Only faults of the text, of the input and of the
 * limits are failures.
 *
 * Ownership: what a function with `open` or `evaluate` hands out is the caller's, to be given back
 * by the function with `close`, which takes NULL. Strings that a handle returns are NUL-terminated
 * UTF-8 and live as long as the handle. Nothing that is passed in is kept; all text is UTF-8.
 *
 * Threads: there is no global state. A FeelExpression never changes once it is open; many threads
 * may evaluate it at once. A FeelAnswer belongs to one thread at a time.
 *
 * Memory: all of it comes from the FeelOptions' functions but for what ICU takes in passing for
 * regular expressions and time zones. When they give none, the function returns FEEL_NO_MEMORY and
 * a NULL handle, and leaks nothing.
 *
 * Limits, each an error FEEL_OVER_LIMIT with its name in a note: text 1 MiB, nesting of an
 * expression and of calls 200, elements of a list 10 million, and the two of FeelOptions.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FEEL_API_VERSION 1

#if defined __GNUC__
#define FEEL_API __attribute__((visibility("default")))
#else
#define FEEL_API
#endif

typedef struct FeelExpression FeelExpression; /* compiled */
typedef struct FeelAnswer FeelAnswer;         /* the result of one evaluation */

typedef enum FeelStatus {
    FEEL_OK,
    FEEL_BAD_EXPRESSION, /* notes of the expression say where and what */
    FEEL_BAD_INPUT,      /* names, context or options are not what they should be: notes */
    FEEL_OVER_LIMIT,     /* a limit was hit: notes */
    FEEL_NO_MEMORY       /* the handle is NULL */
} FeelStatus;

/* ---- Options ---- */

/* All zero is a good default; NULL means the same. Copied when an expression is opened. */
typedef struct FeelOptions {
    void *(*allocate)(void *user, size_t size);             /* NULL = malloc */
    void (*release)(void *user, void *block, size_t size);  /* NULL = free */
    void *user;              /* for the two */
    size_t bytes_max;        /* memory of one handle; 0 = no limit */
    int64_t steps_max;       /* work of one evaluation; 0 = 100 million instruction rows */
} FeelOptions;

/* ---- Notes: faults, warnings, reasons for null ---- */

typedef enum FeelSeverity { FEEL_NOTE, FEEL_WARNING, FEEL_ERROR } FeelSeverity;

typedef struct FeelNote {
    FeelSeverity severity;
    size_t from, to;     /* bytes of the expression, half open; both 0 when it is about no place */
    size_t line, column; /* of `from`, from 1, in code points */
    const char *message;
    const char *hint;    /* what to do; may be "" */
} FeelNote;

/* ---- Expressions ---- */

/*
 * Compiles `text`. `names_json` says which names it may use and their types, as a JSON object such
 * as {"人数": "number", "名册": "list<context<姓名: string>>", "其他": null}; null is any type, and
 * NULL instead of the text is no names. `input_type` NULL compiles an expression; a type such as
 * "number" or "Any" compiles unary tests ("< 5", "[1..3], 7", "-") of an input of that type, whose
 * value is the context's member "?".
 * With FEEL_BAD_EXPRESSION and FEEL_BAD_INPUT too there is a handle, for its notes.
 */
FEEL_API FeelStatus feel_expression_open(const FeelOptions *options, const char *text,
                                         const char *input_type, const char *names_json,
                                         FeelExpression **expression);
FEEL_API void feel_expression_close(FeelExpression *expression);
/* "number", "list<string>": the type of the result as far as it is known; "" for a faulty one. */
FEEL_API const char *feel_expression_type(const FeelExpression *expression);
FEEL_API size_t feel_expression_note_count(const FeelExpression *expression);
/* `index` from 0; NULL beyond the last. */
FEEL_API const FeelNote *feel_expression_note(const FeelExpression *expression, size_t index);

/* ---- Answers ---- */

/*
 * Evaluates. `context_json` is an object with a member for each name; a missing one is null, others
 * are not looked at; NULL is the empty object. Dates and durations are strings, told apart by
 * the types of the names. `today` is what today() is, "2023-10-16"; NULL makes today() and now()
 * null, since nothing here reads a clock.
 * A faulty expression gives FEEL_BAD_EXPRESSION. But for FEEL_NO_MEMORY there is always an answer.
 */
FEEL_API FeelStatus feel_expression_evaluate(const FeelExpression *expression,
                                             const char *context_json, const char *today,
                                             FeelAnswer **answer);
FEEL_API void feel_answer_close(FeelAnswer *answer);

typedef enum FeelAnswerKind {
    FEEL_ANSWER_NULL,
    FEEL_ANSWER_BOOLEAN,
    FEEL_ANSWER_NUMBER,
    FEEL_ANSWER_STRING,
    FEEL_ANSWER_TEMPORAL, /* dates, times, durations: as strings */
    FEEL_ANSWER_LIST,
    FEEL_ANSWER_CONTEXT,
    FEEL_ANSWER_OTHER     /* ranges and functions: as FEEL text */
} FeelAnswerKind;

/* FEEL_ANSWER_NULL when the evaluation failed. */
FEEL_API FeelAnswerKind feel_answer_kind(const FeelAnswer *answer);
/* The result as JSON; numbers keep all 34 digits. "null" when the evaluation failed. */
FEEL_API const char *feel_answer_json(const FeelAnswer *answer);
/* The getters return 1 and set `value` when the result has that form without loss; else 0. */
FEEL_API int feel_answer_boolean(const FeelAnswer *answer, int *value);
FEEL_API int feel_answer_int64(const FeelAnswer *answer, int64_t *value);
/* The nearest double of a number. */
FEEL_API int feel_answer_double(const FeelAnswer *answer, double *value);
/* A string, or a date, time or duration as text. */
FEEL_API int feel_answer_string(const FeelAnswer *answer, const char **value);
/* Why nulls came about, what was doubtful, which limit was hit. */
FEEL_API size_t feel_answer_note_count(const FeelAnswer *answer);
FEEL_API const FeelNote *feel_answer_note(const FeelAnswer *answer, size_t index);

#ifdef __cplusplus
}
#endif

#endif
