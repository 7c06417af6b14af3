// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_PROGRAM_H
#define FEEL_PROGRAM_H
// From a text in FEEL to columns of results: compile once, run over many batches.
//
// A Scope says which names an expression may use, their types, and the slot where each finds its
// column. Compiling parses (names are resolved against the scope while parsing: FEEL names may hold
// spaces), infers types, and makes a flat plan. A program is immutable and may be run by many
// threads at once, each with its own FeelRun. Compiling fails with Diagnostics only; running never
// fails but by its limits: what FEEL cannot compute is null, with a warning that says why.

#include "base/diagnostic.h"
#include "base/error.h"
#include "feel.h"
#include "feel/column.h"

typedef struct FeelProgram FeelProgram;
typedef struct FeelRun FeelRun;

// ---- Scope ----

// A function known when compiling. Exactly one of `body` and `call` is set.
typedef struct FeelDefinition {
    Str name;
    const FeelType *type;    // FEEL_TYPE_FUNCTION: parameter names and types, result
    const FeelProgram *body; // compiled against a scope whose first slots are the parameters,
                             // followed by `captured` slots of the defining scope (may be inlined)
    const size_t *captured;
    size_t captured_count;
    FeelValue (*call)(void *user, FeelRun *run, const FeelValue *arguments); // one row at a time;
                                                                    // it may use another FeelRun
    // The same over typed columns, all rows at once; false = not over these: then row by row. What
    // it allocates is scratch. May be NULL, and is not used while somebody listens to warnings.
    bool (*call_columns)(void *user, Arena *scratch, const FeelColumn *arguments, size_t rows,
                         FeelColumn *result);
    void *user;
} FeelDefinition;

// The function value of a definition that has `call`, for code that hands out functions. The
// definition must live as long as the value. A definition's name that is not called means the same.
FeelValue feel_definition_value(Arena *arena, const FeelDefinition *definition);

typedef struct FeelName {
    Str name;                         // normalised: single spaces
    const FeelType *type;             // FEEL_TYPE_OF(ANY) when unknown
    size_t slot;                      // which column of the batch; ignored for a definition
    const FeelDefinition *definition; // NULL for a plain value
} FeelName;

typedef struct FeelScope {
    const FeelName *names;
    size_t count;
    const struct FeelScope *outer; // searched next; may be NULL
    const FeelName *item;          // one of `names`: other names may be entries of its value, which
                                   // go before those of `outer`, as in a filter; may be NULL
    const FeelField *types;        // named types, as in `x instance of tPerson`; may be NULL
    size_t type_count;
} FeelScope;

// ---- Compiling ----

typedef enum FeelSyntax {
    FEEL_EXPRESSION,
    FEEL_UNARY_TESTS, // "-", "< 5", "[1..3], 7", "not(...)", "? + 1 > 3"; `?` is slot `input_slot`
} FeelSyntax;

typedef struct FeelCompileOptions {
    FeelSyntax syntax;
    size_t input_slot;          // UNARY_TESTS: the column tested
    const FeelType *input_type; // UNARY_TESTS
    const FeelType *expected;   // coerces the result; NULL = as it comes
} FeelCompileOptions;

// The limits FEEL_..._MAX stand in the public header.

// Compiles the bytes `range` of `source`, which lives as long as the program: warnings refer to it.
// NULL when there are errors, all of which are added.
const FeelProgram *feel_compile(Arena *arena, const FeelScope *scope, const Source *source,
                                SourceRange range, const FeelCompileOptions *options,
                                Diagnostics *diagnostics) MUST_USE;
// Reads a type as FEEL writes it: "number", "list<context<姓名: string>>", a name of the scope's
// types (which may be NULL). NULL when it is none; the diagnostics say why.
const FeelType *feel_compile_type(Arena *arena, const FeelScope *scope, const Source *source,
                                  Diagnostics *diagnostics) MUST_USE;
const FeelType *feel_program_type(const FeelProgram *program);
// The slots a program reads, ascending, each once.
const size_t *feel_program_slots(const FeelProgram *program, size_t *count);
// The names of the definitions a program calls, each once.
const FeelDefinition *const *feel_program_calls(const FeelProgram *program, size_t *count);
// The plan, one instruction a line: for people and for tests.
void feel_program_print(const FeelProgram *program, StrBuilder *out);
// Whether the text of a name is a legal FEEL name, and its normalised form.
bool feel_name_normalise(Arena *arena, Str text, Str *name) MUST_USE;

// ---- Running ----

// Why a value became null, or what was doubtful. `row` is that of the batch. It must not allocate
// in an arena of the run, which may be wound back before it is looked at.
typedef void FeelWarn(void *user, size_t row, const Source *source, SourceRange range,
                      Str message);

typedef struct FeelRunOptions {
    Arena *arena;        // results and their parts, except constants, which are the program's
    Date today;          // DATE_ABSENT: today() and now() are null, as no decision reads the clock
    int64_t now_ns;      // of that day, UTC
    int64_t steps_max;   // of each batch; 0 = FEEL_STEPS_MAX
    int64_t *steps_left; // counts down for several runs together, instead; NULL = each for itself
    FeelWarn *warn;      // NULL = nobody listens, and no message is made
    void *warn_user;
    void *user;          // for the `call` of definitions: feel_run_user
} FeelRunOptions;

typedef struct FeelBatch {
    const FeelColumn *slots;
    size_t slot_count;
    size_t row_count;
} FeelBatch;

// A run keeps its scratch memory between calls: use one per thread for many batches.
FeelRun *feel_run_new_in(Arena *arena, const FeelRunOptions *options) MUST_USE;
// Releases scratch memory; results stay in the arena of the options.
void feel_run_close(FeelRun *run);
// Does the work with a run that is closed however the work ends, also when memory runs out.
void feel_run_during(Arena *arena, const FeelRunOptions *options,
                     void (*work)(FeelRun *run, void *job), void *job);
// From now on results go to this arena (one per batch, say).
void feel_run_set_arena(FeelRun *run, Arena *arena);
Arena *feel_run_arena(const FeelRun *run);
void *feel_run_user(const FeelRun *run);
// What warnings call the rows of the next batches: row i is origins[i]; NULL = i. Borrowed.
void feel_run_set_origins(FeelRun *run, const uint32_t *origins);
// The row, so called, that is being evaluated: for the `call` of a definition.
size_t feel_run_row(const FeelRun *run);
// Runs over all rows of the batch. False only when a limit was hit; `error` names it.
bool feel_run_batch(FeelRun *run, const FeelProgram *program, const FeelBatch *batch,
                    FeelColumn *result, Error *error) MUST_USE;
// Calls a function value with arguments; null with a warning when it does not fit.
FeelValue feel_run_call(FeelRun *run, const FeelFunction *function, const FeelValue *arguments,
                        size_t count);
// Warns at the row and place being evaluated, and returns null.
FeelValue feel_run_null(FeelRun *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// Ends the run as a limit does, with this error, and returns null.
FeelValue feel_run_fail(FeelRun *run, const Error *error);
// Whether somebody listens to warnings.
bool feel_run_warns(const FeelRun *run);
// As the options gave them, for today() and now().
Date feel_run_today(const FeelRun *run);
int64_t feel_run_now_ns(const FeelRun *run);

#endif
