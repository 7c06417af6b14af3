// SPDX-License-Identifier: Apache-2.0
#include "policy/epoch.h"

#include "policy/fill.h"
#include "policy/sentence.h"

#include <string.h>

typedef struct EpochFinder {
    Arena *arena;
    const Policy *policy;
    const PolicyBatch *batch;
    Epochs *epochs;
    FeelColumn *dates; // by parameter: what dates it
    size_t *choices;   // of the row at hand
} EpochFinder;

// ---- Dates ----

static const FeelColumn *fact_column(const EpochFinder *finder, const Fact *fact) {
    return &finder->batch->facts[fact - finder->policy->facts.items];
}

// The dates of a fact, and where it is null those of `otherwise`.
static FeelColumn dates_or(Arena *arena, const FeelColumn *column, const FeelColumn *otherwise,
                           size_t row_count) {
    if (!column->data) return *otherwise;
    size_t count = column->is_constant && otherwise->is_constant ? 1 : row_count;
    bool is_typed = column->form == FEEL_COLUMN_DATES && !column->is_constant;
    if (is_typed && !column->nulls) return *column;
    if (is_typed && otherwise->is_constant) {
        return fill_with(arena, column, feel_column_get(otherwise, 0), row_count);
    }
    int64_t *dates = NEW_ARRAY(arena, int64_t, count);
    for (size_t row = 0; row < count; row++) {
        FeelValue value = feel_column_get(column, row);
        if (value.kind != FEEL_DATE) value = feel_column_get(otherwise, row);
        dates[row] = value.date;
    }
    return (FeelColumn){.form = FEEL_COLUMN_DATES, .data = dates,
                        .is_constant = column->is_constant && otherwise->is_constant};
}

static FeelColumn on_find(EpochFinder *finder, const Pack *pack) {
    if (finder->batch->on != DATE_ABSENT) {
        return feel_column_constant(finder->arena, feel_date(finder->batch->on));
    }
    FeelColumn reference = feel_column_constant(finder->arena, feel_date(pack->reference_date));
    if (!finder->policy->as_of) return reference;
    return dates_or(finder->arena, fact_column(finder, finder->policy->as_of), &reference,
                    finder->batch->row_count);
}

// ---- Choices ----

// Whether a parameter is the same on every date.
static bool is_timeless(const Parameter *parameter) {
    return parameter->rows.count == 1 && parameter->rows.items[0].from == DATE_ABSENT &&
           parameter->rows.items[0].to == DATE_ABSENT;
}

static bool varies(const EpochFinder *finder) {
    for (size_t i = 0; i < finder->policy->parameters.count; i++) {
        const Parameter *parameter = &finder->policy->parameters.items[i];
        if (!is_timeless(parameter) && !finder->dates[i].is_constant) return true;
    }
    return false;
}

static void choices_find(EpochFinder *finder, size_t row) {
    for (size_t i = 0; i < finder->policy->parameters.count; i++) {
        const Parameter *parameter = &finder->policy->parameters.items[i];
        FeelValue date = feel_column_get(&finder->dates[i], row);
        const ParameterRow *held = parameter_on(parameter, date.date);
        finder->choices[i] = held ? (size_t)(held - parameter->rows.items) : parameter->rows.count;
    }
}

static const PolicyOverride *override_find(const PolicyBatch *batch, const Parameter *parameter) {
    for (size_t i = 0; i < batch->override_count; i++) {
        if (batch->overrides[i].parameter == parameter) return &batch->overrides[i];
    }
    return NULL;
}

static bool refuse(EpochFinder *finder, const Parameter *parameter, const ParameterRow *row,
                   FeelValue value) {
    Str bounds = policy_text(row->bounds);
    finder->epochs->message = str_format(
        finder->arena, "参数“%.*s”（%.*s）的值%.*s越出范围%.*s，不能据此判定",
        STR_ARG(parameter->name), STR_ARG(parameter->key),
        STR_ARG(sentence_value(finder->arena, value)), STR_ARG(bounds));
    return false;
}

// The values of the parameters in an epoch; false when an override is out of bounds.
static bool parameters_choose(EpochFinder *finder, Epoch *epoch) {
    const ParameterList *parameters = &finder->policy->parameters;
    for (size_t i = 0; i < parameters->count; i++) {
        const Parameter *parameter = &parameters->items[i];
        size_t choice = epoch->choices[i];
        const ParameterRow *row =
            choice < parameter->rows.count ? &parameter->rows.items[choice] : NULL;
        const PolicyOverride *override = override_find(finder->batch, parameter);
        if (row) epoch->parameters[i] = row->value;
        if (!override) continue;
        epoch->parameters[i] = override->value;
        if (!row && parameter->rows.count > 0) row = &parameter->rows.items[0];
        if (row && !parameter_allows(row, override->value)) {
            return refuse(finder, parameter, row, override->value);
        }
    }
    return true;
}

static Epoch *epoch_find(EpochFinder *finder) {
    size_t bytes = finder->policy->parameters.count * sizeof(size_t);
    for (size_t i = finder->epochs->count; i > 0; i--) {
        Epoch *epoch = &finder->epochs->items[i - 1];
        if (bytes == 0 || memcmp(epoch->choices, finder->choices, bytes) == 0) return epoch;
    }
    return NULL;
}

static Epoch *epoch_add(EpochFinder *finder) {
    size_t count = finder->policy->parameters.count;
    size_t *choices = NEW_ARRAY(finder->arena, size_t, count);
    if (count > 0) memcpy(choices, finder->choices, count * sizeof *choices);
    PUSH(finder->arena, finder->epochs,
         ((Epoch){.choices = choices, .parameters = NEW_ARRAY(finder->arena, FeelValue, count)}));
    return &finder->epochs->items[finder->epochs->count - 1];
}

// Groups the rows by what they choose: first which epoch each is in, then its list of rows.
static bool rows_group(EpochFinder *finder) {
    size_t row_count = finder->batch->row_count;
    uint32_t *epoch_of = NEW_ARRAY(finder->arena, uint32_t, row_count);
    for (size_t row = 0; row < row_count; row++) {
        choices_find(finder, row);
        Epoch *epoch = epoch_find(finder);
        if (!epoch) {
            epoch = epoch_add(finder);
            if (!parameters_choose(finder, epoch)) return false;
        }
        epoch->row_count++;
        epoch_of[row] = (uint32_t)(epoch - finder->epochs->items);
    }
    for (size_t i = 0; i < finder->epochs->count; i++) {
        Epoch *epoch = &finder->epochs->items[i];
        epoch->rows = NEW_ARRAY(finder->arena, uint32_t, epoch->row_count);
        epoch->row_count = 0;
    }
    for (size_t row = 0; row < row_count; row++) {
        Epoch *epoch = &finder->epochs->items[epoch_of[row]];
        epoch->rows[epoch->row_count++] = (uint32_t)row;
    }
    return true;
}

bool epochs_find(Arena *arena, const Pack *pack, const Policy *policy, const PolicyBatch *batch,
                 Epochs *epochs) {
    size_t count = policy->parameters.count;
    *epochs = (Epochs){.batch = batch, .policy = policy};
    EpochFinder finder = {.arena = arena, .policy = policy, .batch = batch, .epochs = epochs,
                          .dates = NEW_ARRAY(arena, FeelColumn, count),
                          .choices = NEW_ARRAY(arena, size_t, count)};
    epochs->on = on_find(&finder, pack);
    for (size_t i = 0; i < count; i++) {
        const Fact *fact = policy->parameters.items[i].dated_by;
        finder.dates[i] = fact ? dates_or(arena, fact_column(&finder, fact), &epochs->on,
                                          batch->row_count)
                               : epochs->on;
    }
    if (batch->row_count > 1 && varies(&finder)) return rows_group(&finder);
    if (batch->row_count > 0) choices_find(&finder, 0);
    Epoch *epoch = epoch_add(&finder);
    epoch->row_count = batch->row_count;
    return parameters_choose(&finder, epoch);
}

EpochBatch epochs_whole(const Epochs *epochs) {
    return (EpochBatch){.facts = epochs->batch->facts, .row_count = epochs->batch->row_count,
                        .on = epochs->on, .parameters = epochs->items[0].parameters,
                        .has_overrides = epochs->batch->override_count > 0};
}

EpochBatch epochs_part(Arena *arena, const Epochs *epochs, size_t epoch) {
    const Epoch *item = &epochs->items[epoch];
    size_t fact_count = epochs->policy->facts.count;
    FeelColumn *facts = NEW_ARRAY(arena, FeelColumn, fact_count);
    for (size_t i = 0; i < fact_count; i++) {
        facts[i] = feel_column_gather(arena, &epochs->batch->facts[i], item->rows, item->row_count);
    }
    return (EpochBatch){.facts = facts, .row_count = item->row_count,
                        .on = feel_column_gather(arena, &epochs->on, item->rows, item->row_count),
                        .parameters = item->parameters,
                        .has_overrides = epochs->batch->override_count > 0};
}

// ---- Putting together ----

static FeelValue **grid_new(Arena *arena, size_t column_count, size_t row_count) {
    FeelValue **columns = NEW_ARRAY(arena, FeelValue *, column_count);
    for (size_t i = 0; i < column_count; i++) columns[i] = NEW_ARRAY(arena, FeelValue, row_count);
    return columns;
}

EpochSum epoch_sum_begin(Arena *arena, const Epochs *epochs, size_t element_count) {
    size_t row_count = epochs->batch->row_count;
    EpochSum sum = {.words = bits_words(row_count), .element_count = element_count};
    sum.fired = NEW_ARRAY(arena, uint64_t, epochs->policy->reasons.count * sum.words);
    sum.undetermined = NEW_ARRAY(arena, uint64_t, epochs->policy->reasons.count * sum.words);
    sum.eligible = NEW_ARRAY(arena, uint8_t, row_count);
    sum.selected = NEW_ARRAY(arena, uint8_t, row_count);
    sum.values = grid_new(arena, epochs->policy->conclusions.count, row_count);
    sum.elements = grid_new(arena, element_count, row_count);
    return sum;
}

// The sets of a part, moved to the rows of the whole.
static void sets_spread(const Epoch *epoch, const uint64_t *from, size_t from_words, uint64_t *to,
                        size_t to_words, size_t set_count) {
    for (size_t set = 0; set < set_count; set++) {
        for (size_t i = 0; i < epoch->row_count; i++) {
            if (bits_has(from + set * from_words, i)) bits_set(to + set * to_words, epoch->rows[i]);
        }
    }
}

void epoch_sum_add(EpochSum *sum, const Epochs *epochs, size_t epoch, const PolicyResult *part) {
    const Epoch *item = &epochs->items[epoch];
    size_t reason_count = epochs->policy->reasons.count;
    sets_spread(item, part->fired, part->words, sum->fired, sum->words, reason_count);
    sets_spread(item, part->undetermined, part->words, sum->undetermined, sum->words,
                reason_count);
    sum->has_selected |= part->selected != NULL;
    for (size_t i = 0; i < item->row_count; i++) {
        size_t row = item->rows[i];
        sum->eligible[row] = part->eligible[i];
        if (part->selected) sum->selected[row] = part->selected[i];
        for (size_t j = 0; j < epochs->policy->conclusions.count; j++) {
            if (!part->conclusions[j].data) continue; // not wanted
            sum->values[j][row] = feel_column_get(&part->conclusions[j], i);
        }
        for (size_t j = 0; j < sum->element_count; j++) {
            sum->elements[j][row] = feel_column_get(&part->elements[j], i);
        }
    }
}

static const FeelColumn *columns_of(Arena *arena, FeelValue *const *values, size_t count) {
    FeelColumn *columns = NEW_ARRAY(arena, FeelColumn, count);
    for (size_t i = 0; i < count; i++) columns[i] = feel_column_values(values[i]);
    return columns;
}

PolicyResult epoch_sum_result(Arena *arena, const EpochSum *sum, const Epochs *epochs) {
    size_t conclusion_count = epochs->policy->conclusions.count;
    return (PolicyResult){.conclusions = columns_of(arena, sum->values, conclusion_count),
                          .elements = columns_of(arena, sum->elements, sum->element_count),
                          .eligible = sum->eligible, .fired = sum->fired,
                          .selected = sum->has_selected ? sum->selected : NULL,
                          .undetermined = sum->undetermined, .words = sum->words,
                          .row_count = epochs->batch->row_count, .on = epochs->on};
}
