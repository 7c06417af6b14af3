// SPDX-License-Identifier: Apache-2.0
// Facts as input data with their types, and the decisions that put defaults in.
#include "dmn/cell.h"
#include "policy/model_exporter.h"

static bool has_value_default(const Fact *fact) {
    return fact->has_default && !fact->is_optional;
}

// Whether the model sees another value than the one given: a default, or records made whole.
static bool is_refined(const Fact *fact) {
    return has_value_default(fact) || fact->fields.count > 0;
}

Str policy_model_input(Arena *arena, const Fact *fact) {
    if (!is_refined(fact)) return fact->name;
    return str_format(arena, GIVEN_PREFIX "%.*s", STR_ARG(fact->name));
}

// ---- Types ----

static DmnText allowed_values(Exporter *exporter, const Fact *fact) {
    if (fact->range.source) return fact->range;
    if (fact->codes.count == 0) return (DmnText){0};
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    for (size_t i = 0; i < fact->codes.count; i++) {
        str_put_format(&out, "%s\"%.*s\"", i == 0 ? "" : ", ", STR_ARG(fact->codes.items[i].code));
    }
    return export_text(exporter, str_built(&out));
}

static DmnItem *item_of(Exporter *exporter, const Fact *fact) {
    DmnItem *item = NEW(exporter->arena, DmnItem);
    *item = (DmnItem){.type = fact->feel_type, .is_collection = fact->type == FACT_LIST};
    bool is_scalar = fact->type != FACT_LIST && fact->type != FACT_RECORD;
    if (is_scalar) item->allowed_values = allowed_values(exporter, fact);
    if (fact->fields.count == 0) return item;
    DmnItemField *fields = NEW_ARRAY(exporter->arena, DmnItemField, fact->fields.count);
    for (size_t i = 0; i < fact->fields.count; i++) {
        const Fact *field = &fact->fields.items[i];
        fields[i] = (DmnItemField){field->name, item_of(exporter, field)};
    }
    item->fields = fields;
    item->field_count = fact->fields.count;
    return item;
}

// A named type where there is more to say than a simple type does.
static const DmnItem *named_item(Exporter *exporter, const Fact *fact) {
    DmnItem *item = item_of(exporter, fact);
    bool is_simple = !item->allowed_values.source && item->field_count == 0 && !item->is_collection;
    if (is_simple) return NULL;
    item->name = export_format(exporter, "t%.*s", STR_ARG(fact->name));
    PUSH(exporter->arena, &exporter->items, item);
    return item;
}

// ---- Defaults ----

static Str default_text(const Fact *fact) {
    return has_value_default(fact) ? dmn_text_str(dmn_text_trim(fact->default_text)) : STR("null");
}

// "{人数: 行.人数, 退役: if 行.退役 = null then false else 行.退役}"
static Str record_text(Exporter *exporter, const Fact *fact, Str record) {
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    for (size_t i = 0; i < fact->fields.count; i++) {
        const Fact *field = &fact->fields.items[i];
        Str value = export_format(exporter, "%.*s.%.*s", STR_ARG(record), STR_ARG(field->name));
        str_put_format(&out, "%s%.*s: ", i == 0 ? "{" : ", ", STR_ARG(field->name));
        if (has_value_default(field)) {
            str_put_format(&out, "if %.*s = null then %.*s else ", STR_ARG(value),
                           STR_ARG(default_text(field)));
        }
        str_put(&out, value);
    }
    str_put_char(&out, '}');
    return str_built(&out);
}

// "行.人数 = null or …": whether a field without a default is missing; absent when none can be.
static Str missing_text(Exporter *exporter, const Fact *fact, Str record) {
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    for (size_t i = 0; i < fact->fields.count; i++) {
        const Fact *field = &fact->fields.items[i];
        if (field->has_default) continue;
        str_put_format(&out, "%s%.*s.%.*s = null", out.count == 0 ? "" : " or ", STR_ARG(record),
                       STR_ARG(field->name));
    }
    return out.count == 0 ? (Str){0} : str_built(&out);
}

static Str refined_text(Exporter *exporter, const Fact *fact) {
    Str given = policy_model_input(exporter->arena, fact), otherwise = default_text(fact);
    if (fact->fields.count == 0) {
        return export_format(exporter, "if %.*s = null then %.*s else %.*s", STR_ARG(given),
                             STR_ARG(otherwise), STR_ARG(given));
    }
    bool is_list = fact->type == FACT_LIST;
    Str record = is_list ? STR("行") : given, value = record_text(exporter, fact, record);
    Str missing = missing_text(exporter, fact, record), known = STR("");
    if (!str_is_absent(missing) && is_list) {
        known = export_format(exporter, " or (some 行 in %.*s satisfies %.*s)", STR_ARG(given),
                              STR_ARG(missing));
    } else if (!str_is_absent(missing)) {
        known = export_format(exporter, " or %.*s", STR_ARG(missing));
    }
    if (is_list) {
        value = export_format(exporter, "for 行 in %.*s return %.*s", STR_ARG(given),
                              STR_ARG(value));
    }
    return export_format(exporter, "if %.*s = null%.*s then %.*s\nelse %.*s", STR_ARG(given),
                         STR_ARG(known), STR_ARG(otherwise), STR_ARG(value));
}

// ---- The whole ----

static Str fact_description(Exporter *exporter, const Fact *fact) {
    StrBuilder out;
    str_builder_init(&out, exporter->arena, 0);
    if (!str_is_empty(fact->department)) {
        str_put_format(&out, "%.*s的数据。", STR_ARG(fact->department));
    }
    if (!str_is_empty(fact->question)) str_put(&out, fact->question);
    for (size_t i = 0; i < fact->codes.count; i++) {
        const FactCode *code = &fact->codes.items[i];
        str_put_format(&out, "%s%.*s %.*s", out.count == 0 ? "" : i == 0 ? " " : "；",
                       STR_ARG(code->code), STR_ARG(code->label));
    }
    return str_built(&out);
}

static void fact_push(Exporter *exporter, const Fact *fact) {
    const DmnItem *item = named_item(exporter, fact);
    bool is_simple = item == NULL && fact->type != FACT_RECORD;
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_INPUT, .name = policy_model_input(exporter->arena, fact), .item = item,
        .type = is_simple ? fact->feel_type : NULL,
        .id = export_format(exporter, "fact_%.*s", STR_ARG(fact->key)),
        .description = fact_description(exporter, fact)});
    if (!is_refined(fact)) return;
    Str text = refined_text(exporter, fact);
    export_push(exporter, (DmnElementDefinition){
        .kind = DMN_DECISION, .name = fact->name, .logic = export_literal(exporter, text),
        .id = export_format(exporter, "known_%.*s", STR_ARG(fact->key)),
        .type = fact->fields.count == 0 ? fact->feel_type : NULL,
        .description = STR("不详时取缺省。")});
}

void export_facts(Exporter *exporter) {
    const FactList *facts = &exporter->policy->facts;
    for (size_t i = 0; i < facts->count; i++) fact_push(exporter, &facts->items[i]);
}
