// SPDX-License-Identifier: Apache-2.0
#include "policy/model_import.h"

#include "policy/model_export.h"
#include "policy/model_importer.h"

// ---- A file of ours: its text with each mark replaced by the element ----

typedef struct Refiller {
    Importer *importer;
    bool *is_placed; // by element
} Refiller;

static size_t element_of_id(const Importer *importer, Str id) {
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        if (str_equal(importer->definition->elements[i].id, id)) return i;
    }
    return SIZE_MAX;
}

static bool put_section(Importer *importer, size_t index) {
    const DmnElementDefinition *element = &importer->definition->elements[index];
    const DmnOrigin *origin = &element->origin;
    if (str_equal(origin->kind, STR(ORIGIN_SECTION)) && origin->is_unchanged) {
        str_put(importer->text.out, origin->text);
        return true;
    }
    return model_put_element(&importer->text, element);
}

// What was added elsewhere stands before the conclusions.
static bool put_added(Refiller *refiller) {
    Importer *importer = refiller->importer;
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        const DmnElementDefinition *element = &importer->definition->elements[i];
        bool is_added = !refiller->is_placed[i] &&
                        !str_equal(element->origin.kind, STR(ORIGIN_DERIVED));
        if (!is_added) continue;
        refiller->is_placed[i] = true;
        importer->text.element = element;
        if (element->kind == DMN_INPUT) {
            return model_refuse(&importer->text, "新加的输入数据要在政策文件的“事实”里声明");
        }
        if (element->kind == DMN_SERVICE) continue; // a view of decisions that are there anyway
        if (!put_section(importer, i)) return false;
    }
    return true;
}

static bool put_line(Refiller *refiller, Str line, bool has_end) {
    Importer *importer = refiller->importer;
    Str mark = str_trim(line);
    bool is_mark = str_starts_with(mark, STR(ORIGIN_MARK_BEGIN)) &&
                   str_ends_with(mark, STR(ORIGIN_MARK_END));
    if (!is_mark) {
        if (str_equal(mark, STR("## 结论")) && !put_added(refiller)) return false;
        str_put(importer->text.out, line);
        if (has_end) str_put_char(importer->text.out, '\n');
        return true;
    }
    size_t end = mark.length - (sizeof ORIGIN_MARK_END - 1);
    size_t index = element_of_id(importer, str_slice(mark, sizeof ORIGIN_MARK_BEGIN - 1, end));
    if (index == SIZE_MAX) return true; // taken out elsewhere
    refiller->is_placed[index] = true;
    return put_section(importer, index);
}

static bool check_derived(Importer *importer) {
    bool is_good = true;
    for (size_t i = 0; i < importer->definition->element_count; i++) {
        const DmnElementDefinition *element = &importer->definition->elements[i];
        bool is_derived = str_equal(element->origin.kind, STR(ORIGIN_DERIVED));
        if (!is_derived || element->origin.is_unchanged) continue;
        importer->text.element = element;
        is_good = model_refuse(&importer->text, "这个元素由政策文件的表格生成，在 DMN 里改它没有用；"
                                                "请改政策文件的事实、参数、不符合原因或结论");
    }
    return is_good;
}

static bool is_file_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
}

// "urn:jiuye:zhongwei-2023:07-expansion-grant" -> "07-expansion-grant.md"
static Str name_of_space(Importer *importer) {
    Str space = importer->definition->space;
    size_t from = space.length;
    while (from > 0 && is_file_char(space.data[from - 1])) from--;
    Str slug = str_slice(space, from, space.length);
    if (slug.length == 0) slug = STR("imported");
    return str_format(importer->arena, "%.*s.md", STR_ARG(slug));
}

static bool refill(Importer *importer, ImportedPolicy *imported) {
    Refiller refiller = {importer, NEW_ARRAY(importer->arena, bool,
                                             importer->definition->element_count)};
    if (!check_derived(importer)) return false;
    Str rest = importer->definition->origin.text;
    while (!str_is_absent(rest)) {
        Str line = str_cut(&rest, '\n');
        if (!put_line(&refiller, line, !str_is_absent(rest))) return false;
    }
    imported->name = name_of_space(importer);
    return true;
}

// ---- The whole ----

bool policy_model_import(Arena *arena, const DmnModel *model, int number, ImportedPolicy *imported,
                         Diagnostics *diagnostics) {
    StrBuilder out;
    str_builder_init(&out, arena, MARKDOWN_BYTES_MAX);
    Importer importer = {.arena = arena, .model = model, .number = number,
                         .definition = dmn_model_definition(model)};
    importer.text = (ModelText){.arena = arena, .out = &out, .diagnostics = diagnostics};
    if (number == 0) importer.number = IMPORT_NUMBER_DEFAULT;
    bool is_ours = str_equal(importer.definition->origin.kind, STR(ORIGIN_FILE));
    bool ok = is_ours ? refill(&importer, imported) : import_foreign(&importer, imported);
    if (ok && out.overflowed) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, NULL, (SourceRange){0},
                        "政策文件会超过 1 MB，写不下");
        ok = false;
    }
    imported->content = str_built(&out);
    return ok;
}
