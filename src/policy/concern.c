// SPDX-License-Identifier: Apache-2.0
#include "policy/concern.h"

#include "feel/parser.h"
#include "policy/program.h"

// A walk over the elements of a model that leaves out what its claims never reach.
typedef struct Concern {
    Arena *arena;
    const Policy *policy;
    const PolicyProgram *program;
    const DmnModelDefinition *definition;
    const FeelScope *scope;
    FeelRun *run;
    FeelColumn *slots;  // by element, and one more for the value that a cell tests
    size_t claim;       // its element; SIZE_MAX = the policy has none
    const Str *codes;   // that may be applied for
    size_t code_count;
    bool *is_seen;      // by element
    Diagnostics unused; // the texts have compiled before
} Concern;

const Fact *concern_claim_fact(const Policy *policy) {
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        if (fact_is_of_case(fact) && str_equal(fact->source.column, STR("claim"))) return fact;
    }
    return NULL;
}

// ---- What the claims say of a text ----

typedef enum ClaimVerdict { NEVER, ALWAYS, SOMETIMES } ClaimVerdict;

// Whether a program reads the claim and nothing else, so that its value is known.
static bool reads_claim_only(const Concern *concern, const FeelProgram *program) {
    size_t slots, calls;
    const size_t *read = feel_program_slots(program, &slots);
    feel_program_calls(program, &calls);
    return calls == 0 && slots == 1 && read[0] == concern->claim;
}

static bool value_for(Concern *concern, const FeelProgram *program, size_t slot, FeelValue given,
                      FeelValue *value) {
    FeelColumn result;
    FeelBatch batch = {concern->slots, concern->definition->element_count + 1, 1};
    concern->slots[slot] = feel_column_constant(concern->arena, given);
    if (!feel_run_batch(concern->run, program, &batch, &result, NULL)) return false;
    *value = feel_column_get(&result, 0);
    return true;
}

static const FeelProgram *compile(Concern *concern, const Source *source, SourceRange range,
                                  FeelCompileOptions options) {
    return feel_compile(concern->arena, concern->scope, source, range, &options, &concern->unused);
}

// Of a condition.
static ClaimVerdict verdict_of(Concern *concern, const Source *source, SourceRange range) {
    size_t holds = 0;
    if (concern->claim == SIZE_MAX) return SOMETIMES;
    const FeelProgram *program =
        compile(concern, source, range, (FeelCompileOptions){.syntax = FEEL_EXPRESSION});
    if (!program || !reads_claim_only(concern, program)) return SOMETIMES;
    for (size_t i = 0; i < concern->code_count; i++) {
        FeelValue value;
        if (!value_for(concern, program, concern->claim, feel_string(concern->codes[i]), &value)) {
            return SOMETIMES;
        }
        holds += feel_is_true(value);
    }
    return holds == 0 ? NEVER : holds == concern->code_count ? ALWAYS : SOMETIMES;
}

static bool is_dash(DmnText text) {
    if (!text.source || text.range.to <= text.range.from) return true;
    Str written = str_slice(text.source->text, text.range.from, text.range.to);
    return str_equal(str_trim(written), STR("-"));
}

// Whether a cell of a column that reads the claim alone can pass for one code.
static bool cell_passes(Concern *concern, const FeelProgram *input, DmnText cell, Str code) {
    size_t spare = concern->definition->element_count;
    FeelValue tested, passed;
    if (is_dash(cell)) return true;
    const FeelProgram *test =
        compile(concern, cell.source, cell.range,
                (FeelCompileOptions){.syntax = FEEL_UNARY_TESTS, .input_slot = spare,
                                     .input_type = feel_program_type(input)});
    if (!test) return true;
    if (!value_for(concern, input, concern->claim, feel_string(code), &tested) ||
        !value_for(concern, test, spare, tested, &passed)) {
        return true;
    }
    return passed.kind != FEEL_BOOLEAN || passed.boolean;
}

// ---- The walk ----

static void see(Concern *concern, size_t element);

static void see_node(Concern *concern, const Source *source, const Node *node);

static void see_children(Concern *concern, const Source *source, const Node *node) {
    if (node->kind == NODE_VARIABLE && node->variable->is_slot) {
        see(concern, node->variable->slot);
    }
    for (size_t i = 0; i < node->count; i++) see_node(concern, source, node->children[i]);
}

// A part under bound names means nothing on its own and is looked at as a whole.
static bool binds_names(const Node *node) {
    return node->variable_count > 0 || node->kind == NODE_TEST || node->kind == NODE_FIELD;
}

static void see_all(Concern *concern, const Node *node) {
    if (node->kind == NODE_VARIABLE && node->variable->is_slot) {
        see(concern, node->variable->slot);
    }
    for (size_t i = 0; i < node->count; i++) see_all(concern, node->children[i]);
}

static void see_node(Concern *concern, const Source *source, const Node *node) {
    if (binds_names(node)) {
        see_all(concern, node);
        return;
    }
    if (node->kind == NODE_AND || node->kind == NODE_OR) {
        ClaimVerdict settling = node->kind == NODE_AND ? NEVER : ALWAYS;
        for (size_t i = 0; i < node->count; i++) {
            if (verdict_of(concern, source, node->children[i]->range) == settling) return;
        }
    }
    if (node->kind == NODE_IF) {
        ClaimVerdict verdict = verdict_of(concern, source, node->children[0]->range);
        if (verdict != SOMETIMES) {
            see_node(concern, source, node->children[verdict == ALWAYS ? 1 : 2]);
            return;
        }
    }
    see_children(concern, source, node);
}

static const Node *parse(Concern *concern, DmnText text) {
    Parser *parser = NEW(concern->arena, Parser);
    parser_init(parser, concern->arena, concern->scope, text.source, text.range,
                &concern->unused);
    return parse_program(parser);
}

static void see_text(Concern *concern, DmnText text) {
    if (!text.source || text.range.to <= text.range.from) return;
    see_node(concern, text.source, parse(concern, text));
}

// The program of a column that reads the claim alone; NULL = it reads something else.
static const FeelProgram *claim_column(Concern *concern, const DmnTable *table, size_t input) {
    size_t count;
    const size_t *slots = dmn_table_input_slots(table, input, &count);
    if (concern->claim == SIZE_MAX || count != 1 || slots[0] != concern->claim) return NULL;
    DmnText text = dmn_table_definition(table)->inputs[input].expression;
    const FeelProgram *program =
        compile(concern, text.source, text.range, (FeelCompileOptions){.syntax = FEEL_EXPRESSION});
    return program && reads_claim_only(concern, program) ? program : NULL;
}

// One code at least passes all cells of the rule that read the claim.
static bool rule_is_reached(Concern *concern, const DmnTable *table, size_t rule) {
    const DmnTableDefinition *definition = dmn_table_definition(table);
    bool is_reached = concern->code_count == 0;
    for (size_t i = 0; i < concern->code_count && !is_reached; i++) {
        bool passes = true;
        for (size_t j = 0; j < definition->input_count && passes; j++) {
            const FeelProgram *input = claim_column(concern, table, j);
            if (!input) continue;
            passes = cell_passes(concern, input, definition->rules[rule].inputs[j],
                                 concern->codes[i]);
        }
        is_reached = passes;
    }
    return is_reached;
}

static void see_table(Concern *concern, const DmnTable *table) {
    const DmnTableDefinition *definition = dmn_table_definition(table);
    for (size_t i = 0; i < definition->rule_count; i++) {
        if (!rule_is_reached(concern, table, i)) continue;
        for (size_t j = 0; j < definition->input_count; j++) {
            size_t count;
            const size_t *slots = dmn_table_input_slots(table, j, &count);
            if (is_dash(definition->rules[i].inputs[j])) continue;
            for (size_t k = 0; k < count; k++) see(concern, slots[k]);
        }
        for (size_t j = 0; j < definition->output_count; j++) {
            see_text(concern, definition->rules[i].outputs[j]);
        }
    }
}

static void see_required(Concern *concern, size_t element, bool only_functions) {
    size_t count;
    const size_t *required = dmn_model_requires(concern->program->model, element, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_function = concern->definition->elements[required[i]].kind == DMN_KNOWLEDGE;
        if (is_function || !only_functions) see(concern, required[i]);
    }
}

// Requirements have no circles, and an element is walked once.
static void see(Concern *concern, size_t element) {
    const PolicyProgram *program = concern->program;
    if (element >= concern->definition->element_count || concern->is_seen[element]) return;
    concern->is_seen[element] = true;
    if (element == program->eligible || element == program->codes) {
        for (size_t i = 0; i < concern->policy->reasons.table_count; i++) {
            see(concern, program->reason_tables[i]);
        }
    }
    const DmnElementDefinition *definition = &concern->definition->elements[element];
    const DmnTable *table = dmn_model_table(program->model, element);
    bool is_read = definition->kind == DMN_DECISION && definition->logic &&
                   (table || definition->logic->kind == DMN_LITERAL);
    if (table) see_table(concern, table);
    else if (is_read) see_text(concern, definition->logic->text);
    see_required(concern, element, is_read);
}

// ---- Of a measure ----

static void see_conclusion(Concern *concern, Str key) {
    size_t i = str_is_empty(key) ? SIZE_MAX : conclusion_find(&concern->policy->conclusions, key);
    if (i != SIZE_MAX) see(concern, concern->program->conclusions[i]);
}

static bool may_hold(Concern *concern, const Source *source, const Node *node) {
    if (node->kind == NODE_AND) {
        for (size_t i = 0; i < node->count; i++) {
            if (!may_hold(concern, source, node->children[i])) return false;
        }
        return true;
    }
    return verdict_of(concern, source, node->range) != NEVER;
}

static void open(Concern *concern, Arena *scratch, const Policy *policy) {
    const Fact *claim = concern_claim_fact(policy);
    FeelRunOptions options = {.arena = scratch, .today = DATE_ABSENT};
    *concern = (Concern){.arena = scratch, .policy = policy, .program = policy->program,
                         .definition = dmn_model_definition(policy->program->model),
                         .scope = dmn_model_scope(policy->program->model),
                         .claim = SIZE_MAX, .unused = {.arena = scratch}};
    concern->run = feel_run_new_in(scratch, &options);
    concern->slots = NEW_ARRAY(scratch, FeelColumn, concern->definition->element_count + 1);
    concern->is_seen = NEW_ARRAY(scratch, bool, concern->definition->element_count);
    if (claim && claim->codes.count > 0) {
        concern->claim = policy->program->facts[claim - policy->facts.items];
    }
}

static bool admits(Concern *concern, const Measure *measure, const Str *code) {
    if (concern->claim == SIZE_MAX || !measure->condition.source) return true;
    concern->codes = code;
    concern->code_count = 1;
    return may_hold(concern, measure->condition.source, parse(concern, measure->condition));
}

// The codes of the claim that the measure's 当 does not rule out.
static void keep_codes(Concern *concern, const Measure *measure) {
    if (concern->claim == SIZE_MAX) return;
    const FactCodeList *codes = &concern_claim_fact(concern->policy)->codes;
    Str *kept = NEW_ARRAY(concern->arena, Str, codes->count);
    size_t count = 0;
    for (size_t i = 0; i < codes->count; i++) {
        if (admits(concern, measure, &codes->items[i].code)) kept[count++] = codes->items[i].code;
    }
    concern->codes = kept;
    concern->code_count = count;
}

// What this measure's enrolments are read for elsewhere.
static void mark_read(const Pack *pack, const Policy *policy, const Measure *measure,
                      const FactList *facts, bool *is_concerned) {
    for (size_t i = 0; i < facts->count; i++) {
        const FactSource *source = &facts->items[i].source;
        mark_read(pack, policy, measure, &facts->items[i].fields, is_concerned);
        if (source->kind != FACT_SOURCE_ENROLLED || str_is_empty(source->column) ||
            !str_equal(source->measure, measure->key)) {
            continue;
        }
        const Fact *read = fact_find(&policy->facts, source->column);
        if (read) is_concerned[read - policy->facts.items] = true;
    }
}

// What dates the measure's period, or facts that concern it.
static void mark_dating(const Policy *policy, const Measure *measure, bool *is_concerned) {
    const Fact *facts = policy->facts.items;
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *dating = facts[i].dated_by;
        if (is_concerned[i] && dating) is_concerned[dating - facts] = true;
    }
    if (measure->dated_by) is_concerned[measure->dated_by - facts] = true;
}

// A policy of one measure is all about it.
static bool is_wholly_concerned(const Policy *policy, const Measure *measure) {
    bool is_decided = measure->kind == MEASURE_BENEFIT || !str_is_empty(measure->admission) ||
                      !str_is_empty(measure->selection);
    return policy->measures.count == 1 || !is_decided || measure->kind == MEASURE_REGISTER ||
           measure->kind == MEASURE_SERVICE;
}

static void see_measure(Concern *concern, const Measure *measure) {
    const Policy *policy = concern->policy;
    bool is_benefit = measure->kind == MEASURE_BENEFIT;
    see(concern, concern->program->conditions[measure - policy->measures.items]);
    see_conclusion(concern, measure->admission);
    see_conclusion(concern, measure->amount);
    see_conclusion(concern, measure->stage);
    see_conclusion(concern, measure->selection);
    if (is_benefit) {
        see(concern, concern->program->eligible);
        if (str_is_empty(measure->amount)) see_conclusion(concern, STR("amount_fen"));
    }
    if (!is_wholly_concerned(policy, measure)) return;
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        see(concern, concern->program->conclusions[i]);
    }
}

// ---- Of a pack ----

static bool *admitted_codes(Arena *arena, Concern *concern, const Measure *measure) {
    const Fact *claim = concern_claim_fact(concern->policy);
    if (!claim) return NULL;
    bool *admitted = NEW_ARRAY(arena, bool, claim->codes.count);
    for (size_t i = 0; i < claim->codes.count; i++) {
        admitted[i] = admits(concern, measure, &claim->codes.items[i].code);
    }
    return admitted;
}

static bool *concerned_facts(Arena *arena, Concern *concern, const Pack *pack,
                             const Measure *measure) {
    const Policy *policy = concern->policy;
    bool *concerned = NEW_ARRAY(arena, bool, policy->facts.count);
    keep_codes(concern, measure);
    see_measure(concern, measure);
    for (size_t i = 0; i < policy->facts.count; i++) {
        concerned[i] = concern->is_seen[policy->program->facts[i]];
    }
    mark_dating(policy, measure, concerned);
    for (size_t i = 0; i < pack->policies.count; i++) {
        mark_read(pack, policy, measure, &pack->policies.items[i]->facts, concerned);
    }
    return concerned;
}

static void settle(Arena *arena, Arena *scratch, const Pack *pack, const Policy *policy,
                   Measure *measure) {
    Concern concern;
    open(&concern, scratch, policy);
    measure->admitted = admitted_codes(arena, &concern, measure);
    measure->concerned = concerned_facts(arena, &concern, pack, measure);
    feel_run_close(concern.run);
}

void concern_settle(Arena *arena, Pack *pack) {
    Arena scratch = {.on_failure = arena->on_failure};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        for (size_t j = 0; policy->program && j < policy->measures.count; j++) {
            settle(arena, &scratch, pack, policy, &policy->measures.items[j]);
        }
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

void concern_facts(const Policy *policy, const Measure *measure, bool *is_concerned) {
    for (size_t i = 0; i < policy->facts.count; i++) {
        is_concerned[i] |= !measure->concerned || measure->concerned[i];
    }
}

bool concern_admits_claim(const Policy *policy, const Measure *measure, Str code) {
    const Fact *claim = concern_claim_fact(policy);
    for (size_t i = 0; measure->admitted && i < claim->codes.count; i++) {
        if (str_equal(claim->codes.items[i].code, code)) return measure->admitted[i];
    }
    return true;
}
