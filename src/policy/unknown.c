// SPDX-License-Identifier: Apache-2.0
#include "policy/unknown.h"

#include "dmn/cell.h"
#include "dmn/slot_set.h"
#include "feel/parser.h"

// Alternatives of which one suffices: "A = null", "B是否不详", "(if …)".
typedef struct TermList {
    Str *items;
    size_t count;
    size_t capacity;
} TermList;

struct UnknownTexts {
    Arena *arena;
    const PolicyProgram *program;
    const DmnModelDefinition *definition;
    TermList *elements; // by element of the model
    bool *is_done;
    bool *is_simple;    // its terms are facts only
    UnknownHelperList helpers;
    Diagnostics unused; // the texts have compiled before
};

UnknownTexts *unknown_texts_new_in(Arena *arena, const Policy *policy) {
    UnknownTexts *texts = NEW(arena, UnknownTexts);
    *texts = (UnknownTexts){.arena = arena, .program = policy->program, .unused = {.arena = arena}};
    texts->definition = dmn_model_definition(policy->program->model);
    texts->elements = NEW_ARRAY(arena, TermList, texts->definition->element_count);
    texts->is_done = NEW_ARRAY(arena, bool, texts->definition->element_count);
    texts->is_simple = NEW_ARRAY(arena, bool, texts->definition->element_count);
    return texts;
}

const UnknownHelperList *unknown_helpers(const UnknownTexts *texts) { return &texts->helpers; }

// ---- Terms ----

static void term_add(UnknownTexts *texts, TermList *terms, Str term) {
    for (size_t i = 0; i < terms->count; i++) {
        if (str_equal(terms->items[i], term)) return;
    }
    PUSH(texts->arena, terms, term);
}

static void terms_add(UnknownTexts *texts, TermList *terms, const TermList *more) {
    for (size_t i = 0; i < more->count; i++) term_add(texts, terms, more->items[i]);
}

static Str joined(UnknownTexts *texts, const TermList *terms, const char *separator) {
    StrBuilder out;
    str_builder_init(&out, texts->arena, 0);
    for (size_t i = 0; i < terms->count; i++) {
        if (i > 0) str_put(&out, str_from_c(separator));
        str_put(&out, terms->items[i]);
    }
    return str_built(&out);
}

// "false" when there is no alternative.
static Str any_of(UnknownTexts *texts, const TermList *terms) {
    return terms->count == 0 ? STR("false") : joined(texts, terms, " or ");
}

static void element_terms(UnknownTexts *texts, size_t element, TermList *terms);
static void table_terms(UnknownTexts *texts, const DmnTableDefinition *table, TermList *terms);

// ---- Expressions: as policy/need.c goes through them ----

static void node_terms(UnknownTexts *texts, const Source *source, const Node *node,
                       TermList *terms);

static void slots_terms(UnknownTexts *texts, const Node *node, TermList *terms) {
    if (node->kind == NODE_VARIABLE && node->variable->is_slot) {
        element_terms(texts, node->variable->slot, terms);
    }
    for (size_t i = 0; i < node->count; i++) slots_terms(texts, node->children[i], terms);
}

static Str node_text(const Source *source, const Node *node) {
    return str_slice(source->text, node->range.from, node->range.to);
}

// The condition, and of the branches the one it takes.
static void if_terms(UnknownTexts *texts, const Source *source, const Node *node,
                     TermList *terms) {
    TermList branches[2] = {0};
    node_terms(texts, source, node->children[0], terms);
    node_terms(texts, source, node->children[1], &branches[0]);
    node_terms(texts, source, node->children[2], &branches[1]);
    if (branches[0].count + branches[1].count == 0) return;
    Str condition = node_text(source, node->children[0]);
    Str then = any_of(texts, &branches[0]), otherwise = any_of(texts, &branches[1]);
    term_add(texts, terms, str_format(texts->arena, "(if %.*s then %.*s else %.*s)",
                                      STR_ARG(condition), STR_ARG(then), STR_ARG(otherwise)));
}

// Any side, unless a side that is known settles the whole.
static void logic_terms(UnknownTexts *texts, const Source *source, const Node *node,
                        TermList *terms) {
    const char *settling = node->kind == NODE_OR ? "true" : "false";
    TermList all = {0}, settled = {0};
    for (size_t i = 0; i < node->count; i++) {
        TermList side = {0};
        node_terms(texts, source, node->children[i], &side);
        terms_add(texts, &all, &side);
        Str text = node_text(source, node->children[i]);
        Str value = str_format(texts->arena, "(%.*s) = %s", STR_ARG(text), settling);
        if (side.count > 0) {
            Str unknown = joined(texts, &side, " or ");
            value = str_format(texts->arena, "(not(%.*s) and %.*s)", STR_ARG(unknown),
                               STR_ARG(value));
        }
        PUSH(texts->arena, &settled, value);
    }
    if (all.count == 0) return;
    Str unknown = joined(texts, &all, " or "), known = joined(texts, &settled, " or ");
    term_add(texts, terms, str_format(texts->arena, "((%.*s) and not(%.*s))", STR_ARG(unknown),
                                      STR_ARG(known)));
}

static bool binds_names(const Node *node) {
    return node->variable_count > 0 || node->kind == NODE_TEST || node->kind == NODE_FIELD;
}

static void node_terms(UnknownTexts *texts, const Source *source, const Node *node,
                       TermList *terms) {
    if (binds_names(node)) {
        slots_terms(texts, node, terms);
    } else if (node->kind == NODE_IF) {
        if_terms(texts, source, node, terms);
    } else if (node->kind == NODE_AND || node->kind == NODE_OR) {
        logic_terms(texts, source, node, terms);
    } else if (node->count > 0) {
        for (size_t i = 0; i < node->count; i++) {
            node_terms(texts, source, node->children[i], terms);
        }
    } else {
        slots_terms(texts, node, terms);
    }
}

static const Node *parsed(UnknownTexts *texts, DmnText text) {
    Parser parser;
    parser_init(&parser, texts->arena, texts->program->scope, text.source, text.range,
                &texts->unused);
    return parse_program(&parser);
}

static void text_terms(UnknownTexts *texts, DmnText text, TermList *terms) {
    if (dmn_text_is_empty(text)) return;
    node_terms(texts, text.source, parsed(texts, text), terms);
}

// ---- Elements ----

static bool is_unknown_when_null(const UnknownTexts *texts, size_t element) {
    const DmnElementDefinition *input = &texts->definition->elements[element];
    bool is_fact = input->kind == DMN_INPUT && !input->is_optional && !input->is_constant;
    return is_fact || element == texts->program->eligible;
}

static Str null_term(UnknownTexts *texts, size_t element) {
    Str name = texts->definition->elements[element].name;
    return str_format(texts->arena, "%.*s = null", STR_ARG(name));
}

static void decision_terms(UnknownTexts *texts, size_t element, TermList *terms) {
    const DmnTable *table = dmn_model_table(texts->program->model, element);
    const DmnExpression *logic = texts->definition->elements[element].logic;
    size_t helpers = texts->helpers.count;
    if (table) table_terms(texts, dmn_table_definition(table), terms);
    else if (logic) text_terms(texts, logic->text, terms);
    // A list of facts may stand in other texts as it is; anything longer gets a name.
    bool is_list = texts->helpers.count == helpers && table == NULL;
    for (size_t i = 0; i < terms->count; i++) {
        is_list &= str_ends_with(terms->items[i], STR(" = null")) && terms->items[i].data[0] != '(';
    }
    if (is_list || terms->count == 0) return;
    Str name = str_format(texts->arena, "%.*s是否不详",
                          STR_ARG(texts->definition->elements[element].name));
    UnknownHelper helper = {name, joined(texts, terms, "\n or ")};
    PUSH(texts->arena, &texts->helpers, helper);
    *terms = (TermList){0};
    term_add(texts, terms, name);
}

static void element_terms(UnknownTexts *texts, size_t element, TermList *terms) {
    if (element >= texts->definition->element_count) return; // a local of a table
    if (!texts->is_done[element]) {
        texts->is_done[element] = true;
        if (is_unknown_when_null(texts, element)) {
            term_add(texts, &texts->elements[element], null_term(texts, element));
        } else if (texts->definition->elements[element].kind == DMN_DECISION) {
            decision_terms(texts, element, &texts->elements[element]);
        }
    }
    terms_add(texts, terms, &texts->elements[element]);
}

Str unknown_in_expression(UnknownTexts *texts, DmnText expression) {
    TermList terms = {0};
    text_terms(texts, expression, &terms);
    return terms.count == 0 ? (Str){0} : joined(texts, &terms, " or ");
}

// ---- Cells: a cell is unknown where its input or it depends on an unknown fact ----

static void static_facts_add(UnknownTexts *texts, DmnText text, FeelSyntax syntax,
                             DmnSlotSet *facts) {
    FeelCompileOptions options = {.syntax = syntax, .input_type = FEEL_TYPE_OF(ANY),
                                  .input_slot = texts->definition->element_count};
    const FeelProgram *program = feel_compile(texts->arena, texts->program->scope, text.source,
                                              text.range, &options, &texts->unused);
    size_t count, fact_count;
    if (!program) return;
    const size_t *slots = feel_program_slots(program, &count);
    for (size_t i = 0; i < count; i++) {
        if (slots[i] >= texts->definition->element_count) continue;
        const size_t *found = dmn_model_facts(texts->program->model, slots[i], &fact_count);
        for (size_t k = 0; k < fact_count; k++) {
            const DmnElementDefinition *fact = &texts->definition->elements[found[k]];
            if (!fact->is_optional) dmn_slots_add(texts->arena, facts, found[k]);
        }
    }
}

static bool is_any(DmnText cell) {
    return dmn_text_is_empty(cell) || str_equal(dmn_text_str(dmn_text_trim(cell)), STR("-"));
}

static DmnSlotSet cell_facts(UnknownTexts *texts, const DmnTableDefinition *table, size_t rule,
                             size_t input) {
    DmnSlotSet facts = {0};
    static_facts_add(texts, table->inputs[input].expression, FEEL_EXPRESSION, &facts);
    static_facts_add(texts, table->rules[rule].inputs[input], FEEL_UNARY_TESTS, &facts);
    return facts;
}

static bool is_negated(Str tests, Str *inside) {
    if (!str_starts_with(tests, STR("not(")) || !str_ends_with(tests, STR(")"))) return false;
    int depth = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < tests.length; i++) {
        char c = tests.data[i];
        if (c == '"' && (i == 0 || tests.data[i - 1] != '\\')) is_quoted = !is_quoted;
        if (is_quoted) continue;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0 && c == ')' && i + 1 < tests.length) return false;
    }
    *inside = str_slice(tests, 4, tests.length - 1);
    return true;
}

Str unknown_test_text(Arena *arena, Str value, Str tests) {
    Str inside;
    if (is_negated(tests, &inside)) {
        return str_format(arena, "not(%.*s in (%.*s))", STR_ARG(value), STR_ARG(inside));
    }
    return str_format(arena, "%.*s in (%.*s)", STR_ARG(value), STR_ARG(tests));
}

static Str input_text(UnknownTexts *texts, const DmnTableInput *input) {
    Str text = dmn_text_str(dmn_text_trim(input->expression));
    const Node *node = parsed(texts, input->expression);
    if (node->kind == NODE_VARIABLE) return text;
    return str_format(texts->arena, "(%.*s)", STR_ARG(text));
}

// "A = null or B = null"; `sign` " != " joins with "and".
static Str facts_text(UnknownTexts *texts, const DmnSlotSet *facts, bool are_known) {
    TermList terms = {0};
    for (size_t i = 0; i < facts->count; i++) {
        Str name = texts->definition->elements[facts->items[i]].name;
        term_add(texts, &terms, str_format(texts->arena, "%.*s %s null", STR_ARG(name),
                                           are_known ? "!=" : "="));
    }
    return joined(texts, &terms, are_known ? " and " : " or ");
}

static Str cell_truth(UnknownTexts *texts, const DmnTableDefinition *table, size_t rule,
                      size_t input) {
    DmnSlotSet facts = cell_facts(texts, table, rule, input);
    Str tests = dmn_text_str(dmn_text_trim(table->rules[rule].inputs[input]));
    Str value = input_text(texts, &table->inputs[input]);
    Str truth = unknown_test_text(texts->arena, value, tests);
    if (facts.count == 0) return str_format(texts->arena, "(%.*s)", STR_ARG(truth));
    Str unknown = facts_text(texts, &facts, false);
    return str_format(texts->arena, "(if %.*s then null else %.*s)", STR_ARG(unknown),
                      STR_ARG(truth));
}

Str unknown_rule_truth(UnknownTexts *texts, const DmnTableDefinition *table, size_t rule) {
    TermList cells = {0};
    for (size_t i = 0; i < table->input_count; i++) {
        if (is_any(table->rules[rule].inputs[i])) continue;
        PUSH(texts->arena, &cells, cell_truth(texts, table, rule, i));
    }
    return cells.count == 0 ? STR("true") : joined(texts, &cells, " and ");
}

// Whether a null input can never make a cell true: a fact as it is, tested by values and bounds.
static bool is_safe(UnknownTexts *texts, const DmnTableInput *input, Str tests,
                    const DmnSlotSet *facts) {
    Str inside;
    const Node *node = parsed(texts, input->expression);
    bool is_fact = node->kind == NODE_VARIABLE && facts->count == 1 &&
                   node->variable->slot == facts->items[0];
    return is_fact && !is_negated(tests, &inside) &&
           str_find(tests, STR("null"), 0) == SIZE_MAX && str_find(tests, STR("?"), 0) == SIZE_MAX;
}

Str unknown_safe_cell(UnknownTexts *texts, const DmnTableDefinition *table, size_t rule,
                      size_t input) {
    DmnText cell = table->rules[rule].inputs[input];
    Str tests = dmn_text_str(dmn_text_trim(cell));
    if (is_any(cell)) return STR("-");
    DmnSlotSet facts = cell_facts(texts, table, rule, input);
    if (facts.count == 0 || is_safe(texts, &table->inputs[input], tests, &facts)) return tests;
    Str known = facts_text(texts, &facts, true);
    Str truth = unknown_test_text(texts->arena, STR("?"), tests);
    return str_format(texts->arena, "%.*s and %.*s", STR_ARG(known), STR_ARG(truth));
}

// ---- Tables: rules that are undetermined, and the outputs of those that fire ----

static void table_terms(UnknownTexts *texts, const DmnTableDefinition *table, TermList *terms) {
    TermList truths = {0};
    for (size_t rule = 0; rule < table->rule_count; rule++) {
        PUSH(texts->arena, &truths, unknown_rule_truth(texts, table, rule));
    }
    Str list = joined(texts, &truths, ",\n  ");
    term_add(texts, terms, str_format(texts->arena, "(some 条 in [\n  %.*s\n] satisfies 条 = null)",
                                      STR_ARG(list)));
    for (size_t rule = 0; rule < table->rule_count; rule++) {
        TermList outputs = {0};
        for (size_t i = 0; i < table->output_count; i++) {
            text_terms(texts, table->rules[rule].outputs[i], &outputs);
        }
        if (outputs.count == 0) continue;
        Str unknown = joined(texts, &outputs, " or ");
        term_add(texts, terms, str_format(texts->arena, "((%.*s) = true and (%.*s))",
                                          STR_ARG(truths.items[rule]), STR_ARG(unknown)));
    }
}
