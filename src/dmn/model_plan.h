// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_MODEL_PLAN_H
#define DMN_MODEL_PLAN_H
// The inside of a compiled model, for the files that compile and run it.
//
// Slots of the model's frame: slot i is element i; after the elements come the locals of whichever
// decision is being evaluated (context entries, iterators, inputs of tables). A function has a
// frame of its own: its parameters, then the values it captured, then its locals.

#include "dmn/model.h"
#include "dmn/slot_set.h"
#include "dmn/table_plan.h"
#include "dmn/trace.h"

// ---- Constraints of item definitions ----

typedef struct DmnItemPlan DmnItemPlan;
struct DmnItemPlan {
    const DmnItem *item;
    bool is_bound;              // it or a part of it has a constraint
    bool has_allowed, has_constraint;
    DmnCell allowed, constraint;
    const DmnItemPlan *base;
    const DmnItemPlan **fields; // like item->fields
};

// Every item is compiled once; `slot` 0 is `?`.
typedef struct DmnItemPlans {
    DmnItemPlan **items;
    size_t count, capacity;
} DmnItemPlans;

// ---- Compiled expressions ----

typedef struct DmnNode DmnNode;

typedef struct DmnFunctionPlan {
    FeelDefinition definition;  // its `type`; copied for each closure
    const DmnNode *body;
    const DmnItemPlan **parameter_items; // NULL entries: no constraint
    size_t slot_count;          // of its frame
    const size_t *captured;     // slots of the defining frame ...
    const size_t *captured_to;  // ... and where they go in its own
    size_t captured_count;
    const DmnElementDefinition *element;
    Str unsupported;
} DmnFunctionPlan;

struct DmnNode {
    DmnExpressionKind kind;
    const DmnExpression *expression;
    const FeelType *type;
    const FeelType *expected;     // coerce to it; NULL = as it comes
    const DmnItemPlan *item;      // check its constraints; NULL = none
    const FeelProgram *program;   // LITERAL; INVOCATION: the call
    const DmnTable *table;
    const DmnNode **parts;        // NULL entries: null
    size_t part_count;
    size_t slot;                  // first local: entries, arguments, iterator
    size_t slot_count;
    const DmnFunctionPlan *function;
    const FeelField *fields;      // FILTER: fields of the items, in slots after `item`
    size_t field_count;
    const Diagnostic *fault;      // why it did not compile (lenient models); then it is null
    const size_t *reads;          // slots of the frame it reads, own locals not among them
    size_t read_count;
};

// ---- Compiled elements ----

typedef struct DmnElementPlan {
    const DmnNode *node;         // DECISION
    const FeelType *type;
    const DmnItemPlan *item;     // INPUT, DECISION
    FeelDefinition *definition;  // KNOWLEDGE, SERVICE
    const DmnFunctionPlan *function; // KNOWLEDGE
    const size_t *requires;      // values and functions, ascending
    size_t require_count;
    const size_t *facts;
    size_t fact_count;
} DmnElementPlan;

typedef struct DmnCallee { // `user` of an element's definition
    const DmnModel *model;
    size_t element;
} DmnCallee;

struct DmnModel {
    const DmnModelDefinition *definition;
    DmnElementPlan *elements;
    size_t *order;            // decisions, each after what it requires
    size_t order_count;
    size_t slot_count;        // of the frame
    FeelScope scope;          // all inputs, decisions and functions
    Map by_name;              // name -> index + 1 of the first with it
};

// ---- Compiling expressions (expression.c) ----

typedef struct DmnCompiler {
    Arena *arena;
    DmnModel *model;
    Diagnostics *diagnostics;
    const DmnElementDefinition *element; // being compiled
    DmnItemPlans items;
    FeelRun *scratch;
    size_t depth;
    bool is_three_valued;
    bool is_lenient;
} DmnCompiler;

// Where an expression is compiled: what it sees, and the next free slot of its frame.
typedef struct DmnPlace {
    const FeelScope *scope;
    size_t next_slot;
    size_t slots_max; // largest next_slot so far
} DmnPlace;

// NULL with diagnostics on errors.
const DmnNode *dmn_node_compile(DmnCompiler *compiler, DmnPlace *place,
                                const DmnExpression *expression) MUST_USE;
// A function with parameters; `outer` is what its body may see. A NULL body gives null.
DmnFunctionPlan *dmn_function_compile(DmnCompiler *compiler, const FeelScope *outer,
                                      const DmnParameter *parameters, size_t parameter_count,
                                      const DmnExpression *body) MUST_USE;
const FeelType *dmn_item_type(const DmnItem *item);
// NULL when the item is NULL or nothing in it is bound.
const DmnItemPlan *dmn_item_plan(DmnCompiler *compiler, const DmnItem *item);
// Adds the definitions that an expression calls.
void dmn_node_calls(Arena *arena, const DmnNode *node, DmnCallSet *calls);

// ---- Running (run.c, evaluate.c) ----

typedef struct DmnStore { // the values of all elements in one batch
    DmnFrame frame;
    uint8_t *is_known;            // per element
    const DmnTableResult **tables; // per element; states kept
    const uint64_t **unknown;     // per slot; see DmnTableRun
    uint8_t *is_unknown_known;    // per element: `unknown` was computed
} DmnStore;

#define DMN_LEVELS_MAX (DMN_CALL_DEPTH_MAX + 1)

struct DmnRun {
    Arena *arena;      // its own
    const DmnModel *model;
    DmnRunOptions options;
    Arena *results;
    FeelRun *levels[DMN_LEVELS_MAX]; // one per nesting of calls, made when needed
    size_t depth;
    int64_t steps_left; // of the batch, for all levels
    DmnStore store;
    size_t *plan;              // decisions to evaluate, for the wanted elements below
    size_t plan_count;
    size_t *plan_wanted;
    size_t plan_wanted_count;
    uint8_t *plan_known;       // which elements were known when it was made
};

typedef struct DmnEvaluation {
    DmnRun *run;
    FeelRun *feel;
    Arena *arena;
    DmnStore *store;              // NULL inside a function
    const DmnElementDefinition *element;
    const uint32_t *origins;      // of the frame being evaluated; see DmnFrame
    Error *error;
} DmnEvaluation;

bool dmn_node_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                  FeelColumn *result) MUST_USE;
// A part of a node; null when it is absent.
bool dmn_part_run(DmnEvaluation *evaluation, const DmnNode *node, size_t index, DmnFrame *frame,
                  FeelColumn *result) MUST_USE;
bool dmn_iteration_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                       FeelColumn *result) MUST_USE;
// Makes a closure of a boxed function in each row.
bool dmn_function_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                      FeelColumn *result) MUST_USE;
// Runs a table that stands alone as an element's logic, and keeps its states.
bool dmn_element_table_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                           FeelColumn *result) MUST_USE;
// Coerces to a type and checks constraints, with warnings; `what` names the value.
void dmn_column_check(DmnEvaluation *evaluation, const FeelType *expected, const DmnItemPlan *item,
                      size_t row_count, FeelColumn *column);
FeelValue dmn_value_check(DmnEvaluation *evaluation, const FeelType *expected,
                          const DmnItemPlan *item, size_t row, FeelValue value);
// The call of a definition made from a function plan or an element.
FeelValue dmn_closure_call(void *user, FeelRun *feel, const FeelValue *arguments);
FeelValue dmn_element_call(void *user, FeelRun *feel, const FeelValue *arguments);
bool dmn_store_evaluate(DmnEvaluation *evaluation, const size_t *elements, size_t count) MUST_USE;
void dmn_run_warn(DmnEvaluation *evaluation, size_t row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
