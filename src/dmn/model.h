// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_MODEL_H
#define DMN_MODEL_H
// A decision model: named elements, what each requires, and how it is decided.
//
// A DmnModelDefinition is made by the XML loader or by a policy pack; compiling it gives an
// immutable DmnModel for all threads. Each thread has its own DmnRun: set the columns of the
// inputs, evaluate a batch, read the columns of the elements wanted; nothing else is evaluated. An
// element that was set is not evaluated, whatever its kind, and nothing it alone requires is.
//
// Definitions are borrowed and must live as long as the model. Compiling fails with Diagnostics;
// running fails only at a limit of FEEL.

#include "dmn/table.h"

// ---- Types with constraints (item definitions) ----

typedef struct DmnItem DmnItem;
typedef struct DmnItemField {
    Str name;
    const DmnItem *item;
} DmnItemField;
struct DmnItem {
    Str name;                 // absent for an anonymous part
    const FeelType *type;     // the shape, without constraints; of the whole list when a collection
    DmnText allowed_values;   // unary tests; for a collection they hold for each element
    DmnText type_constraint;  // unary tests on the value as a whole
    const DmnItem *base;      // what a typeRef names, or the element of a collection; may be NULL
    bool is_collection;
    const DmnItemField *fields; // components
    size_t field_count;
};

// ---- Expressions ----

typedef enum DmnExpressionKind {
    DMN_LITERAL,      // text
    DMN_TABLE,        // table
    DMN_CONTEXT,      // parts: named entries, then perhaps an unnamed result
    DMN_LIST,         // parts
    DMN_RELATION,     // columns, and parts row by row
    DMN_FUNCTION,     // parameters, parts[0] the body
    DMN_INVOCATION,   // text or parts[0] the function; parts from 1 the named arguments
    DMN_CONDITIONAL,  // parts: if, then, else
    DMN_FILTER,       // parts: in, match
    DMN_FOR,          // name: iterator; parts: in, return
    DMN_SOME, DMN_EVERY, // name: iterator; parts: in, satisfies
} DmnExpressionKind;

typedef struct DmnExpression DmnExpression;
typedef struct DmnPart {
    Str name;                        // of a context entry or an argument; absent otherwise
    const DmnItem *item;             // its declared type; may be NULL
    const DmnExpression *expression; // NULL = null
} DmnPart;

typedef struct DmnParameter {
    Str name;
    const DmnItem *item; // NULL = Any
} DmnParameter;

struct DmnExpression {
    DmnExpressionKind kind;
    DmnText text;
    const DmnItem *item;  // declared result; may be NULL
    Str name;
    const DmnTableDefinition *table;
    const DmnPart *parts;
    size_t part_count;
    const Str *columns;
    size_t column_count;
    const DmnParameter *parameters;
    size_t parameter_count;
    Str unsupported;      // a function of another language (PMML): calling it gives null,
                          // with this message; absent otherwise
};

// ---- Elements ----

typedef enum DmnElementKind {
    DMN_INPUT,     // its value is given
    DMN_DECISION,  // `logic`
    DMN_KNOWLEDGE, // a function: `parameters` and `logic`
    DMN_SERVICE,   // a function: `inputs` in order are its parameters, `outputs` its result
} DmnElementKind;

typedef struct DmnRequirement {
    size_t element; // its index in the model
    Str name;       // as expressions here call it: its name, or "import.name"
} DmnRequirement;

// What an element was made from, which an extension element of the XML carries through other tools.
typedef struct DmnOrigin {
    Str kind;          // the word of whoever made it; absent = no origin is known
    Str text;          // what it was made from
    bool is_unchanged; // when read: its logic is what it was when written
} DmnOrigin;

typedef struct DmnElementDefinition {
    DmnElementKind kind;
    Str name;                  // legal in FEEL
    Str id;                    // of the XML; may be absent
    Str label;                 // for people; may be absent
    Str description;           // likewise
    DmnOrigin origin;
    Str space;                 // namespace of its model; absent in a pack
    const Source *source;      // for findings
    SourceRange range;
    const FeelType *type;      // declared; NULL = as inferred (an input: Any)
    const DmnItem *item;       // declared with constraints; may be NULL. Wins over `type`
    const DmnExpression *logic; // NULL: null
    const DmnParameter *parameters;
    size_t parameter_count;
    const DmnRequirement *requirements; // ignored when the model finds them itself
    size_t requirement_count;
    const size_t *inputs;      // DMN_SERVICE: input data, then input decisions
    size_t input_count;
    const size_t *outputs;     // DMN_SERVICE
    size_t output_count;
    bool is_optional;          // DMN_INPUT: null is a value like others, not an unknown fact
    bool is_constant;          // DMN_INPUT: a parameter; the same for all rows, never unknown
    bool is_three_valued;      // DMN_DECISION by table: rules may be undetermined
    bool has_states_only;      // DMN_DECISION by table: its rules count, its value is null
} DmnElementDefinition;

typedef struct DmnModelDefinition {
    Str name;
    Str id, space, description; // of the XML; may be absent
    DmnOrigin origin;
    const DmnElementDefinition *elements;
    size_t element_count;
    const DmnItem *const *items; // named types, for `instance of`
    size_t item_count;
    const FeelScope *outer;      // further definitions every expression may use (its names must all
                                 // be definitions); may be NULL
    bool finds_requirements;     // by the names used (packs) instead of as declared (XML)
    bool is_lenient;             // what does not compile is a warning, and null with a warning
                                 // whenever it is evaluated, instead of an error
} DmnModelDefinition;

// ---- Compiling ----

typedef struct DmnModel DmnModel;

// NULL when there are errors: names that are missing, circles, wrong texts.
const DmnModel *dmn_model_compile(Arena *arena, const DmnModelDefinition *definition,
                                  Diagnostics *diagnostics) MUST_USE;
const DmnModelDefinition *dmn_model_definition(const DmnModel *model);
// The index of an element; SIZE_MAX when there is none. Without a `space` it is the model's own,
// else the first that is imported.
size_t dmn_model_find(const DmnModel *model, Str name, Str space);
// What compiling found of an element.
const FeelType *dmn_model_type(const DmnModel *model, size_t element);
// The elements its logic reads, ascending (functions among them).
const size_t *dmn_model_requires(const DmnModel *model, size_t element, size_t *count);
// The inputs on which it depends in the end, ascending, constants not among them.
const size_t *dmn_model_facts(const DmnModel *model, size_t element, size_t *count);
// The table that decides an element; NULL when it is no table.
const DmnTable *dmn_model_table(const DmnModel *model, size_t element);

// A scope in which every input and decision is a name, with slot = index of the element, and
// every function a definition: for further expressions over the results (texts with holes).
const FeelScope *dmn_model_scope(const DmnModel *model);

// ---- Running ----

typedef struct DmnRun DmnRun;
struct DmnTraceSink; // dmn/trace.h

typedef struct DmnRunOptions {
    Arena *arena;         // results
    Date today;           // DATE_ABSENT as a rule: decisions read no clock
    int64_t now_ns;
    int64_t steps_max;    // of all expressions together, times the rows; 0 = FEEL_STEPS_MAX
    FeelWarn *warn;       // its rows are those of the batch, however deep the expression
    void *warn_user;
    const struct DmnTraceSink *trace; // NULL = no trace
    bool wants_states;    // keep the rule states of three-valued tables
} DmnRunOptions;

DmnRun *dmn_run_new_in(Arena *arena, const DmnModel *model, const DmnRunOptions *options) MUST_USE;
void dmn_run_close(DmnRun *run);
// Starts a new batch: forgets all values but those of constants; results go to `arena`.
void dmn_run_begin(DmnRun *run, Arena *arena, size_t row_count);
// Gives the value of an element, borrowed for the batch. A column of tagged values is
// checked against the declared type and constraints (what does not fit is null, with a warning); a
// typed column is trusted. Inputs that are not set are null.
void dmn_run_set(DmnRun *run, size_t element, const FeelColumn *column);
// Evaluates these elements and what they require; results of one batch are kept between calls.
bool dmn_run_evaluate(DmnRun *run, const size_t *elements, size_t count, Error *error) MUST_USE;
// The column of an element that was set or evaluated; NULL otherwise.
const FeelColumn *dmn_run_get(const DmnRun *run, size_t element);
// The rules of a table decision, when states are kept and it was evaluated; NULL otherwise.
const DmnTableResult *dmn_run_table(const DmnRun *run, size_t element);
// The unknown facts (indexes of inputs, ascending) that leave rules of a three-valued table
// undetermined in a row.
bool dmn_run_missing(DmnRun *run, size_t element, size_t row, const size_t **facts, size_t *count,
                     Error *error) MUST_USE;
// All slots of the batch, for programs compiled against dmn_model_scope.
FeelBatch dmn_run_batch(const DmnRun *run);
FeelRun *dmn_run_feel(DmnRun *run);
// Calls a function element (knowledge or service) for one row with arguments in order.
bool dmn_run_invoke(DmnRun *run, size_t element, const FeelValue *arguments, FeelValue *result,
                    Error *error) MUST_USE;

#endif
