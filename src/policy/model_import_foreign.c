// SPDX-License-Identifier: Apache-2.0
// A model made elsewhere as a policy file: front matter to be completed, facts, headings,
// conclusions.
#include "dmn/cell.h"
#include "policy/fact.h"
#include "policy/model_importer.h"
#include "policy/sheet.h"

static bool refuse(Importer *importer, const DmnElementDefinition *element, const char *message) {
    importer->text.element = element;
    return model_refuse(&importer->text, "%s", message);
}

// ---- Keys ----

static bool is_key_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}


// "Applicant Data" -> "applicant_data"; "result_3" where nothing of the name is ASCII.
static Str key_of(Importer *importer, Str name, const char *prefix, size_t index) {
    StrBuilder out;
    str_builder_init(&out, importer->arena, 0);
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c == ' ' || c == '-') c = '_';
        if (is_key_char(c)) str_put_char(&out, c);
    }
    Str key = str_built(&out);
    if (!is_ascii_key(key)) key = STR("");
    return str_format(importer->arena, "%s%s%.*s_%zu", prefix, key.length > 0 ? "_" : "",
                      STR_ARG(key), index + 1);
}

// ---- Facts ----

// NULL for a type that facts do not have.
static const char *fact_type(const FeelType *type) {
    switch (type->kind) {
    case FEEL_TYPE_STRING: return "text";
    case FEEL_TYPE_NUMBER: return "number";
    case FEEL_TYPE_BOOLEAN: return "boolean";
    case FEEL_TYPE_DATE: return "date";
    case FEEL_TYPE_LIST: return "list";
    case FEEL_TYPE_CONTEXT: return "record";
    case FEEL_TYPE_ANY:
    case FEEL_TYPE_NULL:
    case FEEL_TYPE_TIME:
    case FEEL_TYPE_DATE_TIME:
    case FEEL_TYPE_DAYS_DURATION:
    case FEEL_TYPE_MONTHS_DURATION:
    case FEEL_TYPE_RANGE:
    case FEEL_TYPE_FUNCTION: return NULL;
    }
    return NULL;
}

static const FeelType *record_of(const FeelType *type) {
    const FeelType *record = type->kind == FEEL_TYPE_LIST ? type->element : type;
    return record->kind == FEEL_TYPE_CONTEXT ? record : NULL;
}

static void put_fact(Importer *importer, Str name, Str key, const char *type, bool is_field) {
    str_put_format(importer->text.out, "| %.*s | %.*s | %s | %s | null |\n", STR_ARG(name),
                   STR_ARG(key), type, is_field ? "" : "ask");
}

static bool put_input(Importer *importer, size_t index) {
    const DmnElementDefinition *input = &importer->definition->elements[index];
    const FeelType *type = dmn_model_type(importer->model, index);
    const char *written = fact_type(type);
    if (written == NULL) {
        return refuse(importer, input, "事实没有这种类型；可以是 string、number、boolean、date、"
                                       "它们的记录或记录的清单");
    }
    put_fact(importer, input->name, key_of(importer, input->name, "fact", index), written, false);
    const FeelType *record = record_of(type);
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        const FeelField *field = &record->fields[i];
        const char *field_type = fact_type(field->type);
        bool is_flat = field_type != NULL && field->type->kind != FEEL_TYPE_LIST &&
                       field->type->kind != FEEL_TYPE_CONTEXT;
        if (!is_flat) return refuse(importer, input, "记录里只能有 string、number、boolean、date");
        Str name = str_format(importer->arena, "%.*s.%.*s", STR_ARG(input->name),
                              STR_ARG(field->name));
        put_fact(importer, name, key_of(importer, field->name, "field", i), field_type, true);
    }
    return true;
}

static bool put_facts(Importer *importer) {
    str_put(importer->text.out, STR("## 事实\n\n| 名称 | 键 | 类型 | 来源 | 缺省 |\n"
                                    "|---|---|---|---|---|\n"));
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        if (importer->definition->elements[i].kind != DMN_INPUT) continue;
        if (!put_input(importer, i)) return false;
    }
    str_put_char(importer->text.out, '\n');
    return true;
}

// ---- Allowed values ----

static DmnText allowed_of(const DmnItem *item) {
    for (; item != NULL; item = item->base) {
        if (!dmn_text_is_empty(item->allowed_values)) return item->allowed_values;
    }
    return (DmnText){0};
}

// The texts of "\"a\", \"b\""; false when anything else is there.
static bool put_codes(Importer *importer, Str name, Str allowed) {
    while (!str_is_absent(allowed)) {
        allowed = str_trim(allowed);
        if (allowed.length < 2 || allowed.data[0] != '"') return false;
        size_t end = str_find(allowed, STR("\""), 1);
        if (end == SIZE_MAX) return false;
        Str code = str_slice(allowed, 1, end);
        bool is_plain = str_find(code, STR("\\"), 0) == SIZE_MAX && code.length > 0;
        if (!is_plain) return false;
        str_put_format(importer->text.out, "| %.*s | %.*s | %.*s |\n", STR_ARG(name),
                       STR_ARG(code), STR_ARG(code));
        Str rest = str_trim(str_slice(allowed, end + 1, allowed.length));
        if (rest.length > 0 && rest.data[0] != ',') return false;
        allowed = rest.length > 0 ? str_slice(rest, 1, rest.length) : (Str){0};
    }
    return true;
}

static bool put_allowed(Importer *importer, const DmnElementDefinition *input, Str name,
                        const FeelType *type, DmnText allowed) {
    Str tests = dmn_text_str(dmn_text_trim(allowed));
    if (type->kind == FEEL_TYPE_STRING) {
        if (put_codes(importer, name, tests)) return true;
        return refuse(importer, input, "文字的取值约束只能是逐个列出的值");
    }
    str_put_format(importer->text.out, "| %.*s | ", STR_ARG(name));
    model_put_cell(importer->text.out, tests);
    str_put(importer->text.out, STR(" | |\n"));
    return true;
}

static bool put_all_allowed(Importer *importer) {
    size_t start = importer->text.out->count;
    str_put(importer->text.out, STR("## 取值\n\n| 事实 | 代码 | 名称 |\n|---|---|---|\n"));
    size_t empty = importer->text.out->count;
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        const DmnElementDefinition *input = &importer->definition->elements[i];
        if (input->kind != DMN_INPUT || input->item == NULL) continue;
        const FeelType *type = dmn_model_type(importer->model, i);
        DmnText allowed = allowed_of(input->item);
        bool is_scalar = type->kind < FEEL_TYPE_LIST;
        if (dmn_text_is_empty(allowed)) continue;
        if (!is_scalar) return refuse(importer, input, "清单和记录不能有整体的取值约束");
        if (!put_allowed(importer, input, input->name, type, allowed)) return false;
    }
    if (importer->text.out->count == empty) importer->text.out->count = start;
    else str_put_char(importer->text.out, '\n');
    return true;
}

// ---- Conclusions ----

static bool *required_elements(Importer *importer) {
    bool *is_required = NEW_ARRAY(importer->arena, bool, importer->definition->element_count);
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        size_t count;
        if (importer->definition->elements[i].kind == DMN_SERVICE) continue;
        const size_t *requires = dmn_model_requires(importer->model, i, &count);
        for (size_t k = 0; k < count; k++) is_required[requires[k]] |= requires[k] != i;
    }
    return is_required;
}

static void put_conclusions(Importer *importer, const bool *is_required) {
    str_put(importer->text.out, STR("## 结论\n\n| 键 | 名称 | 值 |\n|---|---|---|\n"));
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        const DmnElementDefinition *element = &importer->definition->elements[i];
        bool is_value = element->kind == DMN_DECISION &&
                        (element->logic == NULL || element->logic->kind != DMN_FUNCTION);
        if (!is_value || is_required[i]) continue;
        Str key = key_of(importer, element->name, "result", i);
        str_put_format(importer->text.out, "| %.*s | %.*s | %.*s |\n", STR_ARG(key),
                       STR_ARG(element->name), STR_ARG(element->name));
    }
    str_put_char(importer->text.out, '\n');
}

// ---- The whole ----

static void put_front(Importer *importer) {
    Str name = importer->definition->name, clause = importer->definition->description;
    StrBuilder *out = importer->text.out;
    str_put_format(out, "---\nnumber: %d\ntitle: \"", importer->number);
    model_put_cell(out, name);
    str_put(out, STR("\"\nresponsibility: （待写：逐字抄录责任单位）\ndepartments: []\n---\n# "));
    str_put_format(out, "%d. ", importer->number);
    model_put_cell(out, name);
    str_put(out, STR("\n\n> "));
    model_put_cell(out, str_is_empty(clause) ? STR("（待写：逐字抄录条文）") : clause);
    str_put(out, STR("\n\n"));
}

static bool put_logic(Importer *importer, const bool *is_required) {
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        const DmnElementDefinition *element = &importer->definition->elements[i];
        if (!str_equal(element->space, importer->definition->space)) {
            return refuse(importer, element, "它来自另一个模型；政策文件不能引用别的模型");
        }
        if (element->kind == DMN_SERVICE && is_required[i]) {
            return refuse(importer, element, "政策文件没有决策服务；请改成业务知识模型");
        }
        bool is_written = element->kind == DMN_DECISION || element->kind == DMN_KNOWLEDGE;
        if (is_written && !model_put_element(&importer->text, element)) return false;
    }
    return true;
}

bool import_foreign(Importer *importer, ImportedPolicy *imported) {
    const bool *is_required = required_elements(importer);
    imported->name = str_format(importer->arena, "%02d-imported.md", importer->number);
    put_front(importer);
    if (!put_facts(importer) || !put_all_allowed(importer)) return false;
    if (!put_logic(importer, is_required)) return false;
    put_conclusions(importer, is_required);
    return true;
}
