// SPDX-License-Identifier: Apache-2.0
#include "policy/table_check.h"

#include "dmn/verify.h"
#include "feel/parser.h"

typedef struct TableChecker {
    Arena *arena;
    const Policy *policy;
    Diagnostics *diagnostics;
    bool wants_notes;
} TableChecker;

// ---- What an input may be ----

static DmnText text_of(Arena *arena, Str text) {
    Source *source = NEW(arena, Source);
    *source = (Source){STR("<取值>"), text};
    return (DmnText){source, {0, text.length}};
}

static DmnText codes_text(Arena *arena, const Fact *fact) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    for (size_t i = 0; i < fact->codes.count; i++) {
        if (i > 0) str_put(&text, STR(", "));
        str_put_format(&text, "\"%.*s\"", STR_ARG(fact->codes.items[i].code));
    }
    return text_of(arena, str_built(&text));
}

// One literal text: "甲", without quotes inside.
static bool is_text_literal(Str text) {
    if (text.length < 2 || !str_starts_with(text, STR("\"")) || !str_ends_with(text, STR("\""))) {
        return false;
    }
    return str_find(str_slice(text, 1, text.length - 1), STR("\""), 0) == SIZE_MAX;
}

static bool put_literal(StrBuilder *out, DmnText text) {
    Str literal = str_trim(policy_text(text));
    if (!is_text_literal(literal)) return false;
    if (out->count > 0) str_put(out, STR(", "));
    str_put(out, literal);
    return true;
}

// The texts at the ends of nested ifs; false when an end is anything else.
static bool put_branches(StrBuilder *out, const Source *source, const Node *node) {
    if (node->kind == NODE_IF) {
        return put_branches(out, source, node->children[1]) &&
               put_branches(out, source, node->children[2]);
    }
    return put_literal(out, (DmnText){source, node->range});
}

static DmnText branches_text(const TableChecker *checker, DmnText text) {
    Parser parser;
    Diagnostics unused = {.arena = checker->arena}; // the text has compiled before
    StrBuilder out;
    str_builder_init(&out, checker->arena, 0);
    parser_init(&parser, checker->arena, checker->policy->program->scope, text.source, text.range,
                &unused);
    if (!put_branches(&out, text.source, parse_program(&parser))) return (DmnText){0};
    return text_of(checker->arena, str_built(&out));
}

// The texts that a table with one output gives; absent when it gives anything else.
static DmnText outputs_text(Arena *arena, const Element *element) {
    const DmnTableDefinition *table = element->logic->table;
    bool gives_one = table->hit_policy == DMN_UNIQUE || table->hit_policy == DMN_ANY ||
                     table->hit_policy == DMN_PRIORITY || table->hit_policy == DMN_FIRST;
    if (!gives_one || table->output_count != 1) return (DmnText){0};
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < table->rule_count; i++) {
        if (!put_literal(&out, table->rules[i].outputs[0])) return (DmnText){0};
    }
    DmnText fallback = table->outputs[0].fallback;
    if (fallback.source && !put_literal(&out, fallback)) return (DmnText){0};
    return text_of(arena, str_built(&out));
}

static DmnText allowed_find(const TableChecker *checker, Str input) {
    const Fact *fact = fact_find(&checker->policy->facts, input);
    if (fact && str_equal(fact->name, input)) {
        return fact->codes.count > 0 ? codes_text(checker->arena, fact) : fact->range;
    }
    const Element *element = element_find(&checker->policy->elements, input);
    if (!element || element->is_function) return (DmnText){0};
    if (element->logic->kind == DMN_LITERAL) return branches_text(checker, element->logic->text);
    return outputs_text(checker->arena, element);
}

// ---- One table ----

// The names that the table of a function sees: its parameters first.
static const FeelScope *scope_for(const TableChecker *checker, const DmnParameter *parameters,
                                  size_t count, size_t *slot_first) {
    const PolicyProgram *program = checker->policy->program;
    FeelName *names = NEW_ARRAY(checker->arena, FeelName, count);
    FeelScope *scope = NEW(checker->arena, FeelScope);
    *slot_first = dmn_model_definition(program->model)->element_count;
    for (size_t i = 0; i < count; i++) {
        names[i] = (FeelName){
            .name = parameters[i].name, .type = FEEL_TYPE_OF(ANY), .slot = (*slot_first)++};
    }
    *scope = (FeelScope){.names = names, .count = count, .outer = program->scope};
    return scope;
}

static void table_check(const TableChecker *checker, const DmnTableDefinition *table,
                        const DmnParameter *parameters, size_t parameter_count,
                        bool is_gap_allowed) {
    DmnTableDefinition *bounded = NEW(checker->arena, DmnTableDefinition);
    DmnTableInput *inputs = NEW_ARRAY(checker->arena, DmnTableInput, table->input_count);
    for (size_t i = 0; i < table->input_count; i++) {
        inputs[i] = table->inputs[i];
        if (inputs[i].allowed.source) continue;
        inputs[i].allowed = allowed_find(checker, inputs[i].label);
    }
    *bounded = *table;
    bounded->inputs = inputs;
    DmnTableOptions options = {0};
    const FeelScope *scope =
        scope_for(checker, parameters, parameter_count, &options.slot_first);
    const DmnTable *compiled = dmn_table_compile(checker->arena, scope, bounded, &options,
                                                 checker->diagnostics);
    if (!compiled) return;
    DmnVerifyOptions verify = {.is_gap_allowed = is_gap_allowed,
                               .wants_notes = checker->wants_notes};
    dmn_table_verify(checker->arena, compiled, &verify, checker->diagnostics);
}

void tables_check(Arena *arena, const Policy *policy, bool wants_notes, Diagnostics *diagnostics) {
    TableChecker checker = {arena, policy, diagnostics, wants_notes};
    for (size_t i = 0; i < policy->elements.count; i++) {
        const Element *element = &policy->elements.items[i];
        if (element->logic->kind != DMN_TABLE) continue;
        table_check(&checker, element->logic->table, element->parameters,
                    element->parameter_count, false);
    }
    for (size_t i = 0; i < policy->reasons.table_count; i++) {
        table_check(&checker, policy->reasons.tables[i].definition, NULL, 0, true);
    }
}
