// SPDX-License-Identifier: Apache-2.0
#include "policy/probe.h"

#include "dmn/cell.h"
#include "feel/builtin.h"
#include "policy/constant.h"
#include "policy/decide.h"
#include "policy/sentence.h"

#define POOL_MAX 256

typedef struct Pool { // the values that a fact takes
    FeelValue items[POOL_MAX];
    size_t count;
} Pool;

typedef struct Probe {
    Arena *arena; // scratch
    const Pack *pack;
    const Policy *policy;
    Diagnostics *diagnostics;
    Pool *pools;         // by fact
    FeelColumn *columns; // by fact
    uint64_t random;
    size_t finding_count;
    bool *is_told;       // by reason
} Probe;

static size_t random_below(Probe *probe, size_t bound) {
    probe->random ^= probe->random << 13;
    probe->random ^= probe->random >> 7;
    probe->random ^= probe->random << 17;
    return (size_t)((probe->random >> 11) % bound);
}

// ---- Values that matter ----

static bool fits(const Fact *fact, FeelValue value) {
    if (feel_is_null(value) || !feel_type_has(fact->feel_type, value)) return false;
    return !fact->range_program || constant_passes(fact->range_program, value) == FEEL_TRUE;
}

static void pool_add(Pool *pool, const Fact *fact, FeelValue value) {
    if (pool->count == POOL_MAX || !fits(fact, value)) return;
    for (size_t i = 0; i < pool->count; i++) {
        if (feel_is_same(pool->items[i], value)) return;
    }
    pool->items[pool->count++] = value;
}

// A value and what lies just beside it.
static void pool_add_around(Pool *pool, const Fact *fact, FeelValue value) {
    pool_add(pool, fact, value);
    if (value.kind == FEEL_DATE) {
        pool_add(pool, fact, feel_date(value.date - 1));
        pool_add(pool, fact, feel_date(value.date + 1));
    } else if (value.kind == FEEL_NUMBER) {
        pool_add(pool, fact, feel_number(decimal_subtract(value.number, DECIMAL_ONE)));
        pool_add(pool, fact, feel_number(decimal_add(value.number, DECIMAL_ONE)));
    }
}

static void range_ends_add(const Probe *probe, Pool *pool, const Fact *fact) {
    Diagnostics unused = {.arena = probe->arena};
    FeelScope nothing = {0};
    FeelRunOptions options = {.arena = probe->arena, .today = DATE_ABSENT};
    DmnCellCompiler compiler = {.arena = probe->arena, .scope = &nothing, .diagnostics = &unused,
                                .scratch = feel_run_new_in(probe->arena, &options)};
    DmnCell cell;
    if (dmn_cell_constant_set(&compiler, fact->range, &cell)) {
        for (size_t i = 0; i < cell.span_count; i++) {
            pool_add_around(pool, fact, cell.spans[i].range.low);
            pool_add_around(pool, fact, cell.spans[i].range.high);
        }
    }
    feel_run_close(compiler.scratch);
}

static void examples_add(const Probe *probe, Pool *pool, const Fact *fact) {
    const ExampleList *examples = &probe->policy->examples;
    for (size_t i = 0; i < examples->count; i++) {
        for (size_t k = 0; k < examples->items[i].fact_count; k++) {
            const ExampleFact *given = &examples->items[i].facts[k];
            if (given->fact == fact) pool_add_around(pool, fact, given->value);
        }
    }
}

static void pool_fill(const Probe *probe, Pool *pool, const Fact *fact) {
    for (size_t i = 0; i < fact->codes.count; i++) {
        pool_add(pool, fact, feel_string(fact->codes.items[i].code));
    }
    if (fact->type == FACT_BOOLEAN) {
        pool_add(pool, fact, feel_boolean(true));
        pool_add(pool, fact, feel_boolean(false));
    }
    if (fact->type == FACT_LIST) pool_add(pool, fact, feel_list(NULL, 0));
    if (fact->range.source) range_ends_add(probe, pool, fact);
    examples_add(probe, pool, fact);
    pool_add_around(pool, fact, feel_int(0));
    pool_add_around(pool, fact, feel_date(probe->pack->reference_date));
    const Policy *policy = probe->policy;
    if (policy->valid_to != DATE_ABSENT) pool_add_around(pool, fact, feel_date(policy->valid_to));
    if (policy->valid_from != DATE_ABSENT) {
        pool_add_around(pool, fact, feel_date(policy->valid_from));
    }
    if (fact->type != FACT_NUMBER && fact->type != FACT_DATE) return;
    for (size_t i = 0; i < policy->parameters.count; i++) {
        const ParameterRowList *rows = &policy->parameters.items[i].rows;
        for (size_t k = 0; k < rows->count; k++) pool_add_around(pool, fact, rows->items[k].value);
    }
}

// ---- Cases ----

// Every case begins as an example, of which some facts are changed; what an example leaves open is
// filled in, so that every fact is there.
static void cases_make(Probe *probe) {
    const Policy *policy = probe->policy;
    size_t fact_count = policy->facts.count;
    probe->pools = NEW_ARRAY(probe->arena, Pool, fact_count);
    probe->columns = NEW_ARRAY(probe->arena, FeelColumn, fact_count);
    FeelValue **values = NEW_ARRAY(probe->arena, FeelValue *, fact_count);
    for (size_t i = 0; i < fact_count; i++) {
        pool_fill(probe, &probe->pools[i], &policy->facts.items[i]);
        values[i] = NEW_ARRAY(probe->arena, FeelValue, PROBE_CASES);
        probe->columns[i] = feel_column_values(values[i]);
    }
    for (size_t row = 0; row < PROBE_CASES; row++) {
        if (policy->examples.count > 0) {
            size_t place = random_below(probe, policy->examples.count);
            const Example *example = &policy->examples.items[place];
            for (size_t k = 0; k < example->fact_count; k++) {
                values[example->facts[k].fact - policy->facts.items][row] = example->facts[k].value;
            }
        }
        for (size_t i = 0; i < fact_count; i++) {
            const Pool *pool = &probe->pools[i];
            bool is_changed = feel_is_null(values[i][row]) || random_below(probe, 3) == 0;
            if (pool->count > 0 && is_changed) {
                values[i][row] = pool->items[random_below(probe, pool->count)];
            }
        }
    }
}

static bool has_all_facts(const Probe *probe, size_t row) {
    for (size_t i = 0; i < probe->policy->facts.count; i++) {
        const Fact *fact = &probe->policy->facts.items[i];
        bool may_lack =
            fact->type == FACT_IDENTIFIER || fact->has_default || probe->pools[i].count == 0;
        if (!may_lack && feel_column_is_null(&probe->columns[i], row)) return false;
    }
    return true;
}

// ---- Findings ----

// "出生日期 = 2023-01-02，招用日期 = 2023-01-01": the facts among those given, as they are in a row.
static Str facts_text(const Probe *probe, const bool *is_wanted, size_t row) {
    StrBuilder out;
    str_builder_init(&out, probe->arena, 0);
    for (size_t i = 0; i < probe->policy->facts.count; i++) {
        FeelValue value = feel_column_get(&probe->columns[i], row);
        if (!is_wanted[i] || feel_is_null(value)) continue;
        Str name = probe->policy->facts.items[i].name, text = sentence_value(probe->arena, value);
        str_put_format(&out, "%s%.*s = %.*s", out.count == 0 ? "" : "，", STR_ARG(name),
                       STR_ARG(text));
    }
    return out.count == 0 ? STR("任何事实") : str_built(&out);
}

static void want_facts_of(const Probe *probe, size_t element, bool *is_wanted) {
    const PolicyProgram *program = probe->policy->program;
    size_t count;
    const size_t *facts = dmn_model_facts(program->model, element, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < probe->policy->facts.count; k++) {
            is_wanted[k] |= program->facts[k] == facts[i];
        }
    }
}

static void note(Probe *probe, SourceRange place, Str message, Str facts) {
    if (probe->finding_count++ >= PROBE_FINDINGS_MAX) return;
    diagnostics_add(probe->diagnostics, SEVERITY_NOTE, probe->policy->document->source, place,
                    "%.*s 时，%.*s", STR_ARG(facts), STR_ARG(message));
}

static void reason_note(Probe *probe, size_t index, size_t row) {
    const Reason *reason = &probe->policy->reasons.items[index];
    const PolicyProgram *program = probe->policy->program;
    const DmnTable *table = dmn_model_table(program->model, program->reason_tables[reason->table]);
    const DmnTableDefinition *definition = dmn_table_definition(table);
    bool *is_wanted = NEW_ARRAY(probe->arena, bool, probe->policy->facts.count);
    for (size_t i = 0; i < definition->input_count; i++) {
        size_t count;
        DmnText cell = dmn_text_trim(definition->rules[reason->rule].inputs[i]);
        if (dmn_text_is_empty(cell) || str_equal(dmn_text_str(cell), STR("-"))) continue;
        const size_t *slots = dmn_table_input_slots(table, i, &count);
        for (size_t k = 0; k < count; k++) want_facts_of(probe, slots[k], is_wanted);
    }
    Str message = str_format(probe->arena, "规则%.*s的事实都有，却判不出真假",
                             STR_ARG(reason->label));
    note(probe, reason->place, message, facts_text(probe, is_wanted, row));
}

static void reasons_judge(Probe *probe, const PolicyResult *result) {
    for (size_t row = 0; row < PROBE_CASES; row++) {
        if (!has_all_facts(probe, row)) continue;
        for (size_t i = 0; i < probe->policy->reasons.count; i++) {
            bool is_open = bits_has(result->undetermined + i * result->words, row);
            if (!is_open || probe->is_told[i]) continue;
            probe->is_told[i] = true;
            reason_note(probe, i, row);
        }
    }
}

// Amounts that are null for someone who is eligible.
static void amounts_judge(Probe *probe, const PolicyResult *result) {
    const ConclusionList *conclusions = &probe->policy->conclusions;
    for (size_t i = 0; i < conclusions->count; i++) {
        if (!conclusion_is_money(&conclusions->items[i])) continue;
        for (size_t row = 0; row < PROBE_CASES; row++) {
            bool is_null = result->eligible[row] == FEEL_TRUE && has_all_facts(probe, row) &&
                           feel_column_is_null(&result->conclusions[i], row);
            if (!is_null) continue;
            bool *is_wanted = NEW_ARRAY(probe->arena, bool, probe->policy->facts.count);
            want_facts_of(probe, probe->policy->program->conclusions[i], is_wanted);
            Str message = str_format(probe->arena, "符合而%.*s是空值",
                                     STR_ARG(conclusions->items[i].key));
            note(probe, conclusions->items[i].place, message, facts_text(probe, is_wanted, row));
            break;
        }
    }
}

void policy_probe(const Pack *pack, const Policy *policy, Diagnostics *diagnostics) {
    Arena scratch = {0};
    Probe probe = {.arena = &scratch, .pack = pack, .policy = policy, .diagnostics = diagnostics,
                   .random = 0x9E3779B97F4A7C15u + (uint64_t)policy->number};
    probe.is_told = NEW_ARRAY(&scratch, bool, policy->reasons.count);
    cases_make(&probe);
    PolicyRunOptions options = {0};
    PolicyRun *run = policy_run_new_in(&scratch, pack, policy, &options);
    PolicyBatch batch = {.facts = probe.columns, .row_count = PROBE_CASES, .on = DATE_ABSENT};
    PolicyResult result;
    Error error;
    // Over a limit of FEEL, or with parameters out of bounds, there is nothing to judge.
    if (policy_run_batch(run, &scratch, &batch, &result, &error) && !result.is_config_invalid) {
        reasons_judge(&probe, &result);
        amounts_judge(&probe, &result);
    }
    policy_run_close(run);
    arena_release(&scratch);
}
