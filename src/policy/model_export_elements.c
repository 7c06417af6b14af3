// SPDX-License-Identifier: Apache-2.0
// Headings as decisions and functions, and the file from which they come.
#include "dmn/cell.h"
#include "policy/house.h"
#include "policy/model_exporter.h"

#include <string.h>

// ---- Tables ----

const DmnTableDefinition *export_safe_table(Exporter *exporter, const DmnTableDefinition *table) {
    Arena *arena = exporter->arena;
    DmnTableDefinition *safe = NEW(arena, DmnTableDefinition);
    DmnTableRule *rules = NEW_ARRAY(arena, DmnTableRule, table->rule_count);
    *safe = *table;
    safe->rules = rules;
    for (size_t i = 0; i < table->rule_count; i++) {
        DmnText *cells = NEW_ARRAY(arena, DmnText, table->input_count);
        for (size_t k = 0; k < table->input_count; k++) {
            cells[k] = export_text(exporter, unknown_safe_cell(exporter->unknown, table, i, k));
        }
        rules[i] = table->rules[i];
        rules[i].inputs = cells;
    }
    return safe;
}

// ---- Functions ----

// A knowledge model may read no values in DMN. One that does, or that calls such a one, becomes a
// decision whose value is the function.
static bool reads_values(const Exporter *exporter, size_t element) {
    const DmnModel *model = exporter->policy->program->model;
    const DmnElementDefinition *elements = dmn_model_definition(model)->elements;
    size_t count;
    const size_t *requires = dmn_model_requires(model, element, &count);
    for (size_t i = 0; i < count; i++) {
        if (elements[requires[i]].kind != DMN_KNOWLEDGE) return true;
        if (requires[i] != element && reads_values(exporter, requires[i])) return true;
    }
    return false;
}

static const DmnExpression *function_logic(Exporter *exporter, const Element *element) {
    DmnPart *body = NEW(exporter->arena, DmnPart);
    body->expression = element->logic;
    DmnExpression *logic = NEW(exporter->arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_FUNCTION, .parameters = element->parameters,
                             .parameter_count = element->parameter_count, .parts = body,
                             .part_count = 1};
    return logic;
}

// The functions that every pack knows (policy/house.h), in FEEL.
typedef struct HouseFunction {
    const char *name, *first, *second, *text;
} HouseFunction;

static const HouseFunction HOUSE[] = {
    {"full months", "first", "last",
     "if last < first then null else {\n"
     "  end: last + duration(\"P1D\"),\n"
     "  months: (end.year - first.year) * 12 + end.month - first.month,\n"
     "  result: if first + duration(\"P1M\") * months <= end then months else months - 1\n"
     "}.result"},
    {"age", "birth", "on",
     "if on < birth then null\n"
     "else if on.month > birth.month or (on.month = birth.month and on.day >= birth.day)\n"
     "then on.year - birth.year else on.year - birth.year - 1"},
};

static void house_push(Exporter *exporter) {
    static const DmnItem DATE_ITEM = {.name = {"date", 4}, .type = FEEL_TYPE_OF(DATE)};
    for (size_t i = 0; i < sizeof HOUSE / sizeof *HOUSE; i++) {
        DmnParameter *parameters = NEW_ARRAY(exporter->arena, DmnParameter, 2);
        parameters[0] = (DmnParameter){str_from_c(HOUSE[i].first), &DATE_ITEM};
        parameters[1] = (DmnParameter){str_from_c(HOUSE[i].second), &DATE_ITEM};
        export_push(exporter, (DmnElementDefinition){
            .kind = DMN_KNOWLEDGE, .name = str_from_c(HOUSE[i].name), .parameters = parameters,
            .parameter_count = 2,
            .logic = export_literal(exporter, str_from_c(HOUSE[i].text))});
    }
}

// ---- The file ----

// From the line of an element's heading to that of the next heading of its level.
static SourceRange section_range(const Policy *policy, const Element *element) {
    const MarkdownDocument *document = policy->document;
    Str text = document->source->text;
    SourceRange range = {element->place.from, text.length};
    for (size_t i = 0; i < document->block_count; i++) {
        const MarkdownBlock *block = &document->blocks[i];
        bool ends = block->kind == MARKDOWN_HEADING && block->level <= 2 &&
                    block->range.from > element->place.from;
        if (!ends) continue;
        range.to = block->range.from;
        break;
    }
    while (range.from > 0 && text.data[range.from - 1] != '\n') range.from--;
    while (range.to < text.length && range.to > 0 && text.data[range.to - 1] != '\n') range.to--;
    return range;
}

static Str section_text(const Policy *policy, const Element *element) {
    SourceRange range = section_range(policy, element);
    return str_slice(policy->document->source->text, range.from, range.to);
}

static Str element_id(Exporter *exporter, Str name) {
    return export_format(exporter, "e_%016llx", (unsigned long long)str_hash(name));
}

Str export_file_origin(Exporter *exporter) {
    const Policy *policy = exporter->policy;
    Str file = policy->document->source->text;
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    size_t at = 0;
    for (size_t i = 0; i < policy->elements.count; i++) { // they stand in the order of the file
        SourceRange range = section_range(policy, &policy->elements.items[i]);
        Str id = element_id(exporter, policy->elements.items[i].name);
        str_put(&out, str_slice(file, at, range.from));
        str_put_format(&out, ORIGIN_MARK_BEGIN "%.*s" ORIGIN_MARK_END "\n", STR_ARG(id));
        at = range.to;
    }
    str_put(&out, str_slice(file, at, file.length));
    return str_built(&out);
}

Str export_file_slug(const Policy *policy) {
    Str path = policy->document->source->name;
    size_t from = path.length;
    while (from > 0 && path.data[from - 1] != '/') from--;
    Str name = str_slice(path, from, path.length);
    if (str_ends_with(name, STR(".md"))) name.length -= 3;
    return name;
}

// ---- Elements ----

// What stands under a heading as prose.
static Str prose(Exporter *exporter, const Element *element) {
    const Policy *policy = exporter->policy;
    SourceRange range = section_range(policy, element);
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    for (size_t i = 0; i < policy->document->block_count; i++) {
        const MarkdownBlock *block = &policy->document->blocks[i];
        bool is_here = block->range.from > range.from && block->range.from < range.to;
        if (!is_here || block->kind != MARKDOWN_PROSE) continue;
        if (out.count > 0) str_put_char(&out, '\n');
        str_put(&out, str_trim(block->text));
    }
    return str_built(&out);
}

static void element_push(Exporter *exporter, size_t index, const Element *element, bool is_own) {
    DmnElementDefinition defined = {.kind = DMN_DECISION, .name = element->name,
                                    .source = element->source, .range = element->place,
                                    .id = element_id(exporter, element->name),
                                    .logic = element->logic};
    if (element->is_function && reads_values(exporter, index)) {
        defined.logic = function_logic(exporter, element);
    } else if (element->is_function) {
        defined.kind = DMN_KNOWLEDGE;
        defined.parameters = element->parameters;
        defined.parameter_count = element->parameter_count;
    } else if (element->logic->kind == DMN_TABLE) {
        DmnExpression *logic = NEW(exporter->arena, DmnExpression);
        *logic = *element->logic;
        logic->table = export_safe_table(exporter, element->logic->table);
        defined.logic = logic;
    }
    if (is_own) {
        defined.description = prose(exporter, element);
        defined.origin = (DmnOrigin){.kind = STR(ORIGIN_SECTION),
                                     .text = section_text(exporter->policy, element)};
    }
    export_push(exporter, defined);
}

void export_elements(Exporter *exporter) {
    const ElementList *shared = &exporter->pack->elements;
    const ElementList *own = &exporter->policy->elements;
    const DmnModel *model = exporter->policy->program->model;
    house_push(exporter);
    for (size_t i = 0; i < shared->count; i++) {
        size_t index = dmn_model_find(model, shared->items[i].name, (Str){0});
        if (index == SIZE_MAX || element_find(own, shared->items[i].name)) continue;
        element_push(exporter, index, &shared->items[i], false);
    }
    for (size_t i = 0; i < own->count; i++) {
        size_t index = dmn_model_find(model, own->items[i].name, (Str){0});
        element_push(exporter, index, &own->items[i], true);
    }
}
