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
 * Built with `pkg-config --cflags --libs feel`; examples/feel.c is a whole program.
 *
 * An expression is compiled once and evaluated as often as one likes. What FEEL cannot compute is
 * null, never a failure; a note then says which operator, of what, and where. Only faults of the
 * text, of the input and of the limits are failures.
 *
 * Ownership: what a function with `open` or `evaluate` hands out is the caller's, to be given back
 * by the function with `close`, which takes NULL. An answer may outlive its expression. Strings and
 * notes that a handle returns are NUL-terminated UTF-8 and live as long as the handle. Nothing that
 * is passed in is kept. All text is UTF-8; what is not is a fault of the text or of the input.
 *
 * NULL: a pointer may be NULL only where its function says so. A getter that has nothing to say
 * returns "", "null", 0 or NULL as it says, never garbage.
 *
 * Threads: there is no global state. A FeelExpression never changes once it is open; many threads
 * may evaluate it at once, and then the FeelOptions' functions are called by all of them. A
 * FeelAnswer belongs to one thread at a time. A thread that compiles or evaluates needs 1 MiB of
 * stack; the limits below keep it there.
 *
 * Memory: all of it comes from the FeelOptions' functions but for what ICU takes in passing for
 * regular expressions, time zones and letters (ICU's own hook, u_setMemoryFunctions, is one for the
 * whole process). When there is none, the function returns FEEL_NO_MEMORY and a NULL handle, and
 * leaks nothing. Nothing is ever printed, read from disk or from the clock, and the process is not
 * ended but for a bug found by an assertion.
 *
 * The library is compiled against the symbols marked FEEL_API and shows no others.
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
    FEEL_OVER_LIMIT,     /* a limit was hit: the note with its name as `code` */
    FEEL_NO_MEMORY       /* the handle is NULL */
} FeelStatus;

/* ---- Limits ---- */

/* Each is FEEL_OVER_LIMIT and a note with the name on the right, and holds at compile and at run
 * time alike. LIMIT_STEPS and LIMIT_BYTES can be set by FeelOptions. */
#define FEEL_TEXT_BYTES_MAX ((size_t)1024 * 1024) /* LIMIT_TEXT: of an expression */
#define FEEL_DEPTH_MAX 200        /* LIMIT_DEPTH: nesting of an expression, and of calls */
#define FEEL_CHAIN_MAX 2000       /* LIMIT_CHAIN: terms of a chain such as a + b + c + ..., with
                                     those of the chains in its brackets */
#define FEEL_LIST_MAX 10000000    /* LIMIT_LIST: elements of a list that an iteration makes */
#define FEEL_STEPS_MAX 100000000  /* LIMIT_STEPS: instructions of an evaluation, times elements */
#define FEEL_JSON_BYTES_MAX ((size_t)64 * 1024 * 1024) /* LIMIT_JSON: of names or context */
#define FEEL_JSON_DEPTH_MAX 64                         /* LIMIT_JSON: their nesting */
#define FEEL_RESULT_BYTES_MAX ((size_t)256 * 1024 * 1024) /* LIMIT_RESULT: of a result as JSON */

/* A function of FEEL that would pass one of these is null, and a warning says so. */
#define FEEL_STRING_BYTES_MAX ((size_t)64 * 1024 * 1024) /* of a string that is made */
#define FEEL_REGEX_PATTERN_BYTES_MAX 10000
#define FEEL_REGEX_STEPS_MAX 100 /* of matching, in ICU's units of some milliseconds' work */

#define FEEL_NOTES_MAX 100 /* of a handle, each once; further ones are dropped */

/* ---- Options ---- */

/* All zero is a good default; NULL means the same. Copied when an expression is opened, and used by
 * its evaluations too. Memory from `allocate` must be aligned as malloc aligns; it may return NULL.
 * `release` gets the size back that was asked for. Both must be given, or neither. */
typedef struct FeelOptions {
    void *(*allocate)(void *user, size_t size);             /* NULL = malloc */
    void (*release)(void *user, void *block, size_t size);  /* NULL = free */
    void *user;              /* for the two */
    size_t block_bytes;      /* what is asked for at a time, where that is enough; 0 = 64 KiB, then
                                more and more. Small ones suit many small expressions. */
    size_t bytes_max;        /* LIMIT_BYTES: memory of one compilation, or of one evaluation with
                                its answer; 0 = no limit */
    int64_t steps_max;       /* LIMIT_STEPS of one evaluation; 0 = FEEL_STEPS_MAX */
} FeelOptions;

/* ---- Notes: faults, warnings, reasons for null ---- */

typedef enum FeelSeverity { FEEL_NOTE, FEEL_WARNING, FEEL_ERROR } FeelSeverity;

/* No pointer in it is NULL. */
typedef struct FeelNote {
    FeelSeverity severity;
    const char *code;    /* of a limit: its name; else "" */
    const char *file;    /* "<expression>", "<type>", or the file of a decision model; "" when it
                            is about no place */
    size_t from, to;     /* bytes of the text, half open; both 0 when it is about no place */
    size_t line, column; /* of `from`, from 1, in code points; 0 when it is about no place */
    const char *message; /* what is wrong, or why the value is null; in Chinese */
    const char *hint;    /* what to do, such as the name that was perhaps meant; may be "" */
} FeelNote;

/* ---- Expressions ---- */

/*
 * Compiles `text`. `names_json` says which names it may use and their types, as a JSON object such
 * as {"人数": "number", "名册": "list<context<姓名: string>>", "其他": null}; null is any type, and
 * NULL instead of the text is no names. `input_type` NULL compiles an expression; a type such as
 * "number" or "Any" compiles unary tests ("< 5", "[1..3], 7", "-") of an input of that type, whose
 * value is the context's member "?". `options` may be NULL.
 * `*expression` is always set: a handle, also for its notes when the status is not FEEL_OK, or NULL
 * with FEEL_NO_MEMORY.
 */
FEEL_API FeelStatus feel_expression_open(const FeelOptions *options, const char *text,
                                         const char *input_type, const char *names_json,
                                         FeelExpression **expression);
/* Takes NULL. No thread may be evaluating it. */
FEEL_API void feel_expression_close(FeelExpression *expression);
/* "number", "list<string>": the type of the result as far as it is known; "" for a faulty one. */
FEEL_API const char *feel_expression_type(const FeelExpression *expression);
/* Faults and doubts of the text: warnings (what is always null, say) come with FEEL_OK, too. */
FEEL_API size_t feel_expression_note_count(const FeelExpression *expression);
/* `index` from 0; NULL beyond the last. */
FEEL_API const FeelNote *feel_expression_note(const FeelExpression *expression, size_t index);
/* All notes for a person to read: place, message, the line with carets, hint. "" without notes. */
FEEL_API const char *feel_expression_report(const FeelExpression *expression);

/* ---- Answers ---- */

/*
 * Evaluates. `context_json` is an object with a member for each name; a missing one is null, others
 * are not looked at; NULL is the empty object. Dates and durations are strings, told apart by
 * the types of the names. `today` is what today() is, "2023-10-16"; NULL makes today() and now()
 * null, since nothing here reads a clock.
 * `*answer` is always set: a handle (of null, when the status is not FEEL_OK), or NULL with
 * FEEL_NO_MEMORY. A faulty expression gives the status it was opened with.
 */
FEEL_API FeelStatus feel_expression_evaluate(const FeelExpression *expression,
                                             const char *context_json, const char *today,
                                             FeelAnswer **answer);
/* Takes NULL. */
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
/* The getters return 1 and set `value` when the result has that form without loss; else 0, and
 * `value` stays as it was. */
FEEL_API int feel_answer_boolean(const FeelAnswer *answer, int *value);
FEEL_API int feel_answer_int64(const FeelAnswer *answer, int64_t *value);
/* The nearest double of a number. */
FEEL_API int feel_answer_double(const FeelAnswer *answer, double *value);
/* A string, or a date, time or duration as text. It may hold NUL; JSON shows that as \u0000. */
FEEL_API int feel_answer_string(const FeelAnswer *answer, const char **value);
/* Why nulls came about, what was doubtful, which limit was hit; in the order of evaluation, so that
 * the first is the cause of those that follow from it. Places are those of the text of the
 * expression. A null that was given has no note, what becomes null by it has. */
FEEL_API size_t feel_answer_note_count(const FeelAnswer *answer);
/* `index` from 0; NULL beyond the last. */
FEEL_API const FeelNote *feel_answer_note(const FeelAnswer *answer, size_t index);
/* All notes for a person to read: place, message, the line with carets, hint. "" without notes. */
FEEL_API const char *feel_answer_report(const FeelAnswer *answer);

#ifdef __cplusplus
}
#endif

#endif
