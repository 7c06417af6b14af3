// SPDX-License-Identifier: Apache-2.0
#include "policy/model_export.h"

#include "dmn/cell.h"
#include "policy/model_exporter.h"
#include "policy/unknown.h"

// ---- Building ----

Str export_format(Exporter *exporter, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Str text = str_format_list(exporter->arena, format, arguments);
    va_end(arguments);
    return text;
}

DmnText export_text(Exporter *exporter, Str text) {
    Source *source = NEW(exporter->arena, Source);
    *source = (Source){STR("<导出>"), text};
    return (DmnText){source, {0, text.length}};
}

const DmnExpression *export_literal(Exporter *exporter, Str text) {
    DmnExpression *logic = NEW(exporter->arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_LITERAL, .text = export_text(exporter, text)};
    return logic;
}

void export_push(Exporter *exporter, DmnElementDefinition element) {
    if (element.source == NULL) element.source = exporter->policy->document->source;
    if (str_is_absent(element.origin.kind)) element.origin.kind = STR(ORIGIN_DERIVED);
    PUSH(exporter->arena, &exporter->elements, element);
}

void export_decision(Exporter *exporter, Str name, Str text, Str description) {
    export_push(exporter, (DmnElementDefinition){.kind = DMN_DECISION, .name = name,
                                                 .description = description,
                                                 .logic = export_literal(exporter, text)});
}

// ---- Dates ----

static Str date_literal(Exporter *exporter, Date date) {
    if (date == DATE_ABSENT) return STR("null");
    return export_format(exporter, "date(\"%.*s\")", STR_ARG(date_to_str(exporter->arena, date)));
}

#define ON "判定日"

static void dates_push(Exporter *exporter) {
    const Policy *policy = exporter->policy;
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_INPUT, .name = STR(GIVEN_PREFIX ON), .type = FEEL_TYPE_OF(DATE),
        .id = STR("given_on"), .description = STR("不给时按事实或政策包的基准日。")});
    Str otherwise = date_literal(exporter, exporter->pack->reference_date);
    if (policy->as_of) {
        Str fact = policy_model_input(exporter->arena, policy->as_of);
        otherwise = export_format(exporter, "if %.*s != null then %.*s else %.*s", STR_ARG(fact),
                                  STR_ARG(fact), STR_ARG(otherwise));
    }
    export_decision(exporter, STR(ON),
                    export_format(exporter, "if " GIVEN_PREFIX ON " != null then " GIVEN_PREFIX ON
                                            " else %.*s", STR_ARG(otherwise)),
                    STR("参数按这一天取值。"));
    export_decision(exporter, STR("有效期自"), date_literal(exporter, policy->valid_from),
                    policy->valid_basis);
    export_decision(exporter, STR("有效期至"), date_literal(exporter, policy->valid_to),
                    policy->valid_basis);
}

// ---- Parameters ----

#define GIVEN_PARAMETERS GIVEN_PREFIX "参数"

static void given_parameters_push(Exporter *exporter) {
    const ParameterList *parameters = &exporter->policy->parameters;
    DmnItemField *fields = NEW_ARRAY(exporter->arena, DmnItemField, parameters->count);
    FeelField *types = NEW_ARRAY(exporter->arena, FeelField, parameters->count);
    if (parameters->count == 0) return;
    for (size_t i = 0; i < parameters->count; i++) {
        const Parameter *parameter = &parameters->items[i];
        DmnItem *part = NEW(exporter->arena, DmnItem);
        *part = (DmnItem){.type = parameter->feel_type};
        fields[i] = (DmnItemField){parameter->name, part};
        types[i] = (FeelField){parameter->name, parameter->feel_type};
    }
    DmnItem *item = NEW(exporter->arena, DmnItem);
    *item = (DmnItem){.name = STR("t" GIVEN_PARAMETERS), .fields = fields,
                      .field_count = parameters->count};
    item->type = feel_type_context_of(exporter->arena, types, parameters->count);
    PUSH(exporter->arena, &exporter->items, item);
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_INPUT, .name = STR(GIVEN_PARAMETERS), .item = item, .id = STR("given_params"),
        .description = STR("可以不给。要改参数时写全各项，不改的写 null；越出范围就不判定。")});
}

// "[date(a)..date(b)]": when a row holds.
static Str period_tests(Exporter *exporter, const ParameterRow *row) {
    Str from = date_literal(exporter, row->from), to = date_literal(exporter, row->to);
    if (row->from != DATE_ABSENT && row->to != DATE_ABSENT) {
        return export_format(exporter, "[%.*s..%.*s]", STR_ARG(from), STR_ARG(to));
    }
    if (row->from != DATE_ABSENT) return export_format(exporter, ">= %.*s", STR_ARG(from));
    if (row->to != DATE_ABSENT) return export_format(exporter, "<= %.*s", STR_ARG(to));
    return STR("-");
}

// What dates a parameter: a fact as it was given, else the date of the decision.
static Str dating_text(Exporter *exporter, const Parameter *parameter) {
    if (parameter->dated_by == NULL) return STR(ON);
    Str fact = policy_model_input(exporter->arena, parameter->dated_by);
    return export_format(exporter, "if %.*s != null then %.*s else " ON, STR_ARG(fact),
                         STR_ARG(fact));
}

static const DmnExpression *dated_table(Exporter *exporter, const Parameter *parameter) {
    Arena *arena = exporter->arena;
    DmnTableInput *input = NEW(arena, DmnTableInput);
    *input = (DmnTableInput){.label = STR("日期"), .type = FEEL_TYPE_OF(DATE),
                             .expression = export_text(exporter, dating_text(exporter, parameter))};
    DmnTableRule *rules = NEW_ARRAY(arena, DmnTableRule, parameter->rows.count);
    Str *annotation = NEW(arena, Str);
    *annotation = STR("依据");
    for (size_t i = 0; i < parameter->rows.count; i++) {
        const ParameterRow *row = &parameter->rows.items[i];
        DmnText *cells = NEW_ARRAY(arena, DmnText, 2);
        cells[0] = export_text(exporter, period_tests(exporter, row));
        cells[1] = row->value_text;
        rules[i] = (DmnTableRule){.inputs = &cells[0], .outputs = &cells[1],
                                  .annotations = &row->basis};
    }
    DmnTableDefinition *table = NEW(arena, DmnTableDefinition);
    *table = (DmnTableDefinition){
        .name = parameter->name, .source = exporter->policy->document->source,
        .hit_policy = DMN_UNIQUE, .inputs = input, .input_count = 1,
        .outputs = NEW(arena, DmnTableOutput), .output_count = 1, .rules = rules,
        .rule_count = parameter->rows.count, .annotation_names = annotation,
        .annotation_count = 1};
    DmnExpression *logic = NEW(arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_TABLE, .table = table};
    return logic;
}

static bool is_timeless(const Parameter *parameter) {
    return parameter->rows.count == 1 && parameter->rows.items[0].from == DATE_ABSENT &&
           parameter->rows.items[0].to == DATE_ABSENT;
}

static void parameter_push(Exporter *exporter, const Parameter *parameter) {
    if (parameter->rows.count == 0) return;
    Str value = dmn_text_str(parameter->rows.items[0].value_text);
    Str basis = parameter->rows.items[0].basis;
    if (!is_timeless(parameter)) {
        value = export_format(exporter, "规定的%.*s", STR_ARG(parameter->name));
        basis = STR("");
        export_push(exporter, (DmnElementDefinition){
            .kind = DMN_DECISION, .name = value, .logic = dated_table(exporter, parameter),
            .id = export_format(exporter, "dated_%.*s", STR_ARG(parameter->key))});
    }
    Str text = export_format(exporter, "if " GIVEN_PARAMETERS ".%.*s != null then " GIVEN_PARAMETERS
                                       ".%.*s else %.*s", STR_ARG(parameter->name),
                             STR_ARG(parameter->name), STR_ARG(value));
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_DECISION, .name = parameter->name, .description = basis,
        .id = export_format(exporter, "param_%.*s", STR_ARG(parameter->key)),
        .logic = export_literal(exporter, text)});
}

// "if given = null or given in (bounds) then null else \"name\"", by the row that holds.
static Str bounds_text(Exporter *exporter, const Parameter *parameter) {
    Str given = export_format(exporter, GIVEN_PARAMETERS ".%.*s", STR_ARG(parameter->name));
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    str_put_format(&out, "if %.*s = null then null else if (", STR_ARG(given));
    for (size_t i = parameter->rows.count; i > 0; i--) {
        const ParameterRow *row = &parameter->rows.items[i - 1];
        Str test = STR("true");
        if (row->bounds.source) {
            test = unknown_test_text(exporter->arena, given, dmn_text_str(row->bounds));
        }
        if (i > 1) { // the first also bounds what is given where no row holds
            Str period = unknown_test_text(
                exporter->arena,
                export_format(exporter, "(%.*s)", STR_ARG(dating_text(exporter, parameter))),
                period_tests(exporter, row));
            str_put_format(&out, "if %.*s then %.*s else ", STR_ARG(period), STR_ARG(test));
        } else {
            str_put(&out, test);
        }
    }
    str_put_format(&out, ") = true then null else \"%.*s\"", STR_ARG(parameter->name));
    return str_built(&out);
}

#define OUT_OF_BOUNDS "越界的参数"

static void bounds_push(Exporter *exporter) {
    const ParameterList *parameters = &exporter->policy->parameters;
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    for (size_t i = 0; i < parameters->count; i++) {
        bool is_bound = false;
        for (size_t k = 0; k < parameters->items[i].rows.count; k++) {
            is_bound |= parameters->items[i].rows.items[k].bounds.source != NULL;
        }
        if (!is_bound) continue;
        Str one = bounds_text(exporter, &parameters->items[i]);
        str_put_format(&out, "%s%.*s", exporter->has_bounds ? ",\n  " : "[\n  ", STR_ARG(one));
        exporter->has_bounds = true;
    }
    if (!exporter->has_bounds) return;
    str_put(&out, STR("\n][item != null]"));
    export_decision(exporter, STR(OUT_OF_BOUNDS), str_built(&out),
                    STR("给定的参数里越出范围的；有一个就什么也不判定（CONFIG_INVALID）。"));
}

// ---- Reasons ----

static void reason_table_push(Exporter *exporter, const ReasonTable *reasons) {
    DmnExpression *logic = NEW(exporter->arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_TABLE,
                             .table = export_safe_table(exporter, reasons->definition)};
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_DECISION, .name = reasons->name, .label = reasons->title, .logic = logic,
        .description = STR("每条规则是一条不符合的原因。事实不详（null）的规则不命中，是否"
                           "待定看“各条原因”。")});
}

static void truths_push(Exporter *exporter) {
    const ReasonList *reasons = &exporter->policy->reasons;
    DmnPart *parts = NEW_ARRAY(exporter->arena, DmnPart, reasons->count);
    for (size_t i = 0; i < reasons->count; i++) {
        const Reason *reason = &reasons->items[i];
        const DmnTableDefinition *table = reasons->tables[reason->table].definition;
        Str truth = unknown_rule_truth(exporter->unknown, table, reason->rule);
        parts[i].expression = export_literal(exporter, truth);
    }
    DmnExpression *logic = NEW(exporter->arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_LIST, .parts = parts, .part_count = reasons->count};
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_DECISION, .name = STR("各条原因"), .logic = logic,
        .description = STR("各条规则依次：true 成立，false 不成立，null 事实不详、待定。")});
}

static void verdict_push(Exporter *exporter) {
    const ReasonList *reasons = &exporter->policy->reasons;
    StrBuilder codes;
    str_builder_init(&codes, exporter->arena, 0);
    for (size_t i = 0; i < reasons->table_count; i++) {
        str_put_format(&codes, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(reasons->tables[i].name));
    }
    Str verdict = STR("true"), list = STR("[]");
    if (reasons->count > 0) {
        truths_push(exporter);
        verdict = STR("if count(各条原因[item = true]) > 0 then false\n"
                      "else if count(各条原因[item = null]) > 0 then null else true");
        list = export_format(exporter, "distinct values(concatenate(%.*s))",
                             STR_ARG(str_built(&codes)));
    }
    export_decision(exporter, STR("符合"), verdict,
                    STR("有一条原因成立就是 false；没有成立但有待定的是 null：不详的不付钱。"));
    export_decision(exporter, STR("原因码"), list, STR("成立的原因，各一次。"));
}

// ---- Conclusions ----

static Str conclusion_text(Exporter *exporter, const Conclusion *conclusion) {
    Str text = dmn_text_str(dmn_text_trim(conclusion->value));
    Str unknown = unknown_in_expression(exporter->unknown, conclusion->value);
    bool is_bare = str_equal(text, STR("符合")); // null where it is unknown, by itself
    if (!str_is_absent(unknown) && !is_bare) {
        text = export_format(exporter, "if %.*s then null\nelse %.*s", STR_ARG(unknown),
                             STR_ARG(text));
    }
    if (!exporter->has_bounds) return text;
    Str refused = STR("null");
    if (str_equal(conclusion->key, STR("eligible"))) refused = STR("false");
    if (str_equal(conclusion->key, STR("fail"))) refused = STR("[\"CONFIG_INVALID\"]");
    return export_format(exporter, "if count(" OUT_OF_BOUNDS ") > 0 then %.*s\nelse %.*s",
                         STR_ARG(refused), STR_ARG(text));
}

static void conclusions_push(Exporter *exporter) {
    const ConclusionList *conclusions = &exporter->policy->conclusions;
    for (size_t i = 0; i < conclusions->count; i++) {
        const Conclusion *conclusion = &conclusions->items[i];
        Str text = conclusion_text(exporter, conclusion);
        export_push(exporter, (DmnElementDefinition){
            .kind = DMN_DECISION, .name = conclusion->key, .label = conclusion->name,
            .description = conclusion->name, .logic = export_literal(exporter, text),
            .id = export_format(exporter, "conclusion_%.*s", STR_ARG(conclusion->key))});
    }
}

static void helpers_push(Exporter *exporter) {
    const UnknownHelperList *helpers = unknown_helpers(exporter->unknown);
    for (size_t i = 0; i < helpers->count; i++) {
        export_decision(exporter, helpers->items[i].name, helpers->items[i].text,
                        STR("是否取决于不详的事实。"));
    }
}

// ---- The whole ----

static const DmnModel *compile(Exporter *exporter) {
    const Policy *policy = exporter->policy;
    DmnModelDefinition *definition = NEW(exporter->arena, DmnModelDefinition);
    Str slug = export_file_slug(policy);
    *definition = (DmnModelDefinition){
        .name = policy->title, .id = export_format(exporter, "policy_%d", policy->number),
        .space = export_format(exporter, "urn:jiuye:%.*s:%.*s", STR_ARG(exporter->pack->id),
                               STR_ARG(slug)),
        .description = policy->clause,
        .origin = {.kind = STR(ORIGIN_FILE), .text = export_file_origin(exporter)},
        .elements = exporter->elements.items, .element_count = exporter->elements.count,
        .items = exporter->items.items, .item_count = exporter->items.count,
        .finds_requirements = true};
    return dmn_model_compile(exporter->arena, definition, exporter->diagnostics);
}

// Marks what the conclusions, the facts and the file's own elements need in the end.
static void mark(const DmnModel *model, size_t element, bool *is_kept) {
    size_t count;
    if (is_kept[element]) return;
    is_kept[element] = true;
    const size_t *requires = dmn_model_requires(model, element, &count);
    for (size_t i = 0; i < count; i++) mark(model, requires[i], is_kept);
}

static bool is_root(const Exporter *exporter, const DmnElementDefinition *element) {
    if (str_equal(element->origin.kind, STR(ORIGIN_SECTION))) return true;
    if (conclusion_find(&exporter->policy->conclusions, element->name) != SIZE_MAX) return true;
    const Fact *fact = fact_find(&exporter->policy->facts, element->name);
    return fact && str_equal(fact->name, element->name) && fact->type != FACT_IDENTIFIER;
}

// Drops what nothing uses: dates, parameters, functions of the pack and of the house.
static void unused_drop(Exporter *exporter, const DmnModel *model) {
    bool *is_kept = NEW_ARRAY(exporter->arena, bool, exporter->elements.count);
    size_t kept = 0;
    for (size_t i = 0; i < exporter->elements.count; i++) {
        if (is_root(exporter, &exporter->elements.items[i])) mark(model, i, is_kept);
    }
    for (size_t i = 0; i < exporter->elements.count; i++) {
        if (is_kept[i]) exporter->elements.items[kept++] = exporter->elements.items[i];
    }
    exporter->elements.count = kept;
}

const DmnModel *policy_model_export(Arena *arena, const Pack *pack, const Policy *policy,
                                    Diagnostics *diagnostics) {
    if (!policy->program) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, policy->document->source, (SourceRange){0},
                        "第%d项“%.*s”条文已录入，办理规则待发布：没有决策可以导出",
                        policy->number, STR_ARG(policy->title));
        return NULL;
    }
    Exporter exporter = {.arena = arena, .pack = pack, .policy = policy,
                         .diagnostics = diagnostics,
                         .unknown = unknown_texts_new_in(arena, policy)};
    export_facts(&exporter);
    dates_push(&exporter);
    given_parameters_push(&exporter);
    for (size_t i = 0; i < policy->parameters.count; i++) {
        parameter_push(&exporter, &policy->parameters.items[i]);
    }
    bounds_push(&exporter);
    export_elements(&exporter);
    for (size_t i = 0; i < policy->reasons.table_count; i++) {
        reason_table_push(&exporter, &policy->reasons.tables[i]);
    }
    verdict_push(&exporter);
    conclusions_push(&exporter);
    helpers_push(&exporter);
    const DmnModel *model = compile(&exporter);
    if (!model) return NULL;
    unused_drop(&exporter, model);
    return compile(&exporter);
}
