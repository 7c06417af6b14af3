// SPDX-License-Identifier: Apache-2.0
#include "policy/policy.h"

#include "policy/front_matter.h"
#include "policy/pack.h"

#include <string.h>

static const FrontField item_fields[] = {
    {"kind", FRONT_TEXT, false},
    {"number", FRONT_TEXT, true}, {"title", FRONT_TEXT, true},
    {"responsibility", FRONT_TEXT, true}, {"departments", FRONT_LIST, true},
    {"as_of", FRONT_TEXT, false}, {"valid", FRONT_MAP, false},
    {"groups", FRONT_LIST, false}, {"modules", FRONT_LIST, false},
    {"document", FRONT_TEXT, false},
};
static const FrontField rule_fields[] = {
    {"kind", FRONT_TEXT, true}, {"title", FRONT_TEXT, true}, {"modules", FRONT_LIST, false},
    {"document", FRONT_TEXT, false},
};
static const FrontField valid_fields[] = {
    {"from", FRONT_TEXT, false}, {"to", FRONT_TEXT, false}, {"basis", FRONT_TEXT, false},
};

// ---- Front matter ----

typedef struct KindRow {
    const char *code;
    const char *prefix; // of the file's name, before the number
    const FrontField *fields;
    size_t field_count;
} KindRow;

#define FIELDS(list) list, sizeof(list) / sizeof *(list)
static const KindRow kinds[POLICY_KIND_COUNT] = {
    [POLICY_ITEM] = {"item", "", FIELDS(item_fields)},
    [POLICY_RISK] = {"risk", "risk-", FIELDS(rule_fields)},
    [POLICY_INSPECTION] = {"inspection", "inspection-", FIELDS(rule_fields)},
};

static void kind_read(PolicyReader *reader, const FrontValue *front) {
    const FrontValue *value = front_get(front, "kind", FRONT_TEXT);
    for (int i = 0; value && i < POLICY_KIND_COUNT; i++) {
        if (!str_equal(value->text, str_from_c(kinds[i].code))) continue;
        reader->policy->kind = (PolicyKind)i;
        return;
    }
    if (value) {
        reader_error(reader, value->range, "没有“%.*s”这种文件", STR_ARG(value->text));
        diagnostics_hint(reader->diagnostics, "kind 是 item、risk、inspection 之一，不写就是 item");
    }
}

PolicyKind policy_kind_of_file(Str name) {
    for (int i = 0; i < POLICY_KIND_COUNT; i++) {
        Str prefix = str_from_c(kinds[i].prefix);
        if (prefix.length > 0 && str_starts_with(name, prefix)) return (PolicyKind)i;
    }
    return POLICY_ITEM;
}

static StrList texts_read(PolicyReader *reader, const FrontValue *front, const char *key) {
    StrList list = {0};
    const FrontValue *value = front_get(front, key, FRONT_LIST);
    for (size_t i = 0; value && i < value->count; i++) {
        if (value->items[i]->kind == FRONT_TEXT) {
            PUSH(reader->arena, &list, value->items[i]->text);
        } else {
            reader_error(reader, value->items[i]->range, "“%s”里只能写文字", key);
        }
    }
    return list;
}

// The file's name says the number as well: "07-expansion-grant.md", "risk-01-repeated.md".
static int number_in_name(Str name, const char *prefix) {
    Str rest = name;
    int64_t number;
    if (!str_starts_with(name, str_from_c(prefix))) return 0;
    rest = str_slice(name, strlen(prefix), name.length);
    return str_to_int64(str_cut(&rest, '-'), &number) && number > 0 ? (int)number : 0;
}

static void number_read(PolicyReader *reader, const FrontValue *front) {
    const FrontValue *value = front_get(front, "number", FRONT_TEXT);
    int64_t number;
    if (!value) return;
    if (!str_to_int64(value->text, &number) || number < 1 || number > 999) {
        reader_error(reader, value->range, "number 要写1到999的整数");
        return;
    }
    if (number_in_name(reader->policy->file, "") != number) {
        reader_error(reader, value->range, "number 是%d，与文件名的编号不同", (int)number);
        diagnostics_hint(reader->diagnostics, "文件名写作 %02d-….md", (int)number);
    }
    reader->policy->number = (int)number;
}

// A rule has no item's number: the one in its file name puts the rules in order.
static void rule_number_read(PolicyReader *reader, const FrontValue *front) {
    const KindRow *kind = &kinds[reader->policy->kind];
    reader->policy->number = number_in_name(reader->policy->file, kind->prefix);
    if (reader->policy->number > 0) return;
    reader_error(reader, front->range, "文件名应写作 %s01-….md", kind->prefix);
}

static void departments_read(PolicyReader *reader, const FrontValue *front) {
    reader->policy->departments = texts_read(reader, front, "departments");
    const FrontValue *value = front_get(front, "departments", FRONT_LIST);
    for (size_t i = 0; value && i < value->count; i++) {
        if (pack_department(reader->pack, value->items[i]->text)) continue;
        reader_error(reader, value->items[i]->range, "部门“%.*s”不在 pack.md 的部门表里",
                     STR_ARG(value->items[i]->text));
    }
}

static void valid_read(PolicyReader *reader, const FrontValue *front) {
    Policy *policy = reader->policy;
    const Source *source = reader->document->source;
    const FrontValue *valid = front_get(front, "valid", FRONT_MAP);
    policy->valid_from = front_date(valid, "from", source, reader->diagnostics);
    policy->valid_to = front_date(valid, "to", source, reader->diagnostics);
    policy->valid_basis = front_text(valid, "basis");
    if (valid) {
        front_check(valid, source, valid_fields, sizeof valid_fields / sizeof valid_fields[0],
                    reader->diagnostics);
    }
}

static const FrontValue *front_read(PolicyReader *reader) {
    Policy *policy = reader->policy;
    const Source *source = reader->document->source;
    const FrontValue *front = front_matter_parse(
        reader->arena, source, reader->document->front_matter, reader->diagnostics);
    policy->valid_from = policy->valid_to = DATE_ABSENT;
    if (!front) return NULL;
    kind_read(reader, front);
    const KindRow *kind = &kinds[policy->kind];
    front_check(front, source, kind->fields, kind->field_count, reader->diagnostics);
    if (policy->kind == POLICY_ITEM) number_read(reader, front);
    else rule_number_read(reader, front);
    policy->title = front_text(front, "title");
    policy->own_document = front_text(front, "document");
    policy->responsibility = front_text(front, "responsibility");
    departments_read(reader, front);
    valid_read(reader, front);
    policy->groups = texts_read(reader, front, "groups");
    policy->modules = texts_read(reader, front, "modules");
    return front;
}

static void as_of_find(PolicyReader *reader, const FrontValue *front) {
    const FrontValue *value = front_get(front, "as_of", FRONT_TEXT);
    if (!value) return;
    reader->policy->as_of = fact_find(&reader->policy->facts, value->text);
    if (reader->policy->as_of && reader->policy->as_of->type == FACT_DATE) return;
    reader->policy->as_of = NULL;
    reader_error(reader, value->range, "as_of 要写一个日期事实的键，没有日期事实“%.*s”",
                 STR_ARG(value->text));
}

// ---- Verbatim ----

static size_t white_width(Str text) {
    static const Str wide[] = {{"\xE3\x80\x80", 3}, {"\xC2\xA0", 2}}; // ideographic, no-break
    char c = text.data[0];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return 1;
    for (size_t i = 0; i < 2; i++) {
        if (str_starts_with(text, wide[i])) return wide[i].length;
    }
    return 0;
}

Str policy_squeeze(Arena *arena, Str text) {
    char *out = arena_alloc(arena, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        size_t white = white_width(str_slice(text, i, text.length));
        if (white == 0) out[length++] = text.data[i++];
        i += white;
    }
    return (Str){out, length};
}

// White space aside, what is quoted must stand in the document.
static void verbatim_check(PolicyReader *reader, Str text, SourceRange range, const char *what) {
    Str document = reader->pack->document_squeezed;
    bool is_elsewhere = reader->policy->own_document.length > 0;
    if (str_is_absent(document) || text.length == 0 || is_elsewhere) return;
    ArenaMark mark = arena_mark(reader->arena);
    bool is_there = str_find(document, policy_squeeze(reader->arena, text), 0) != SIZE_MAX;
    arena_rewind(reader->arena, mark);
    if (is_there) return;
    reader_error(reader, range, "%s与 document.txt 的原文不一致", what);
    diagnostics_hint(reader->diagnostics, "逐字抄录原文；只有空白可以不同");
}

static void clause_read(PolicyReader *reader) {
    const MarkdownDocument *document = reader->document;
    Policy *policy = reader->policy;
    for (size_t i = 0; i < document->block_count; i++) {
        const MarkdownBlock *block = &document->blocks[i];
        if (block->kind == MARKDOWN_HEADING && block->level == 1) {
            policy->heading = block->text;
        } else if (block->kind == MARKDOWN_HEADING) {
            break;
        } else if (block->kind == MARKDOWN_QUOTE) {
            policy->clause = block->text;
            verbatim_check(reader, block->text, block->range, "引文");
        }
    }
    SourceRange start = {document->front_matter.to, document->front_matter.to};
    if (policy->heading.length == 0) reader_error(reader, start, "缺标题，如“# 7. 落实…”");
    if (policy->clause.length == 0) {
        reader_error(reader, start, "缺条文原文");
        diagnostics_hint(reader->diagnostics, "在标题下用 > 逐字引用");
    }
}

static void responsibility_check(PolicyReader *reader, const FrontValue *front) {
    const FrontValue *value = front_get(front, "responsibility", FRONT_TEXT);
    if (value) verbatim_check(reader, value->text, value->range, "responsibility ");
}

// ---- Sections ----

typedef void SectionReader(PolicyReader *reader, const Section *section);

// In the order in which they are read: later ones use what earlier ones declare.
typedef struct ReservedSection {
    const char *title;
    SectionReader *read;
    void (*complete)(PolicyReader *reader); // after it, whether it was there or not; may be NULL
    unsigned kinds;                         // of files that may have it, as bits
} ReservedSection;

#define KIND_BIT(kind) (1u << (kind))
#define ITEMS KIND_BIT(POLICY_ITEM)
#define RISKS KIND_BIT(POLICY_RISK)
#define ALL_KINDS (KIND_BIT(POLICY_KIND_COUNT) - 1)

static const ReservedSection reserved[] = {
    {"事实", facts_read, NULL, ALL_KINDS},
    {"取值", codes_read, facts_complete, ALL_KINDS},
    {"参数", parameters_read, parameters_complete, ALL_KINDS},
    {"不符合原因", reasons_read, NULL, ITEMS},
    {"疑点", findings_read, NULL, RISKS},
    {"结论", conclusions_read, NULL, ALL_KINDS},
    {"措施", measures_read, NULL, ITEMS},
    {"步骤", steps_read, NULL, ITEMS},
    {"服务", services_read, NULL, ITEMS},
    {"目标", targets_read, NULL, ITEMS},
    {"合并", merges_read, NULL, ITEMS},
    {"办事", card_read, NULL, ITEMS},
    {"读法", readings_read, NULL, ALL_KINDS},
    {"例", examples_read, NULL, ALL_KINDS},
};
#define RESERVED_COUNT (sizeof reserved / sizeof reserved[0])

static bool is_reserved(Str title) {
    for (size_t i = 0; i < RESERVED_COUNT; i++) {
        if (str_equal(title, str_from_c(reserved[i].title))) return true;
    }
    return false;
}

static void reserved_read(PolicyReader *reader, const SectionList *sections,
                          const ReservedSection *row) {
    bool is_read = false;
    bool is_allowed = (row->kinds & KIND_BIT(reader->policy->kind)) != 0;
    for (size_t i = 0; i < sections->count; i++) {
        const Section *section = &sections->items[i];
        if (!str_equal(section->title, str_from_c(row->title))) continue;
        if (!is_allowed) reader_error(reader, section->range, "这种文件没有“%s”一节", row->title);
        else if (is_read) reader_error(reader, section->range, "“%s”一节写了两次", row->title);
        else row->read(reader, section);
        is_read = true;
    }
    if (row->complete) row->complete(reader);
}

// A name can mean one thing only: facts, parameters, elements and what every policy sees.
static void names_check(PolicyReader *reader) {
    static const char *const implicit[] = {"判定日", "有效期自", "有效期至", "符合", "原因码"};
    const Policy *policy = reader->policy;
    for (size_t i = 0; i < policy->elements.count; i++) {
        const Element *element = &policy->elements.items[i];
        bool is_taken = fact_find(&policy->facts, element->name) ||
                        parameter_find(&policy->parameters, element->name);
        for (size_t j = 0; j < sizeof implicit / sizeof implicit[0]; j++) {
            is_taken |= str_equal(element->name, str_from_c(implicit[j]));
        }
        if (!is_taken) continue;
        reader_error(reader, element->place, "“%.*s”已经有别的意思", STR_ARG(element->name));
    }
}

bool policy_is_dated(const Policy *policy) {
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (policy->facts.items[i].dated_by) return true;
    }
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (policy->measures.items[i].dated_by) return true;
    }
    return false;
}

const Measure *target_measure(const Policy *policy, const Target *target) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (str_equal(policy->measures.items[i].subject, target->view)) {
            return &policy->measures.items[i];
        }
    }
    return NULL;
}

void policy_read(PolicyReader *reader) {
    reader->policy->document = reader->document;
    const FrontValue *front = front_read(reader);
    clause_read(reader);
    responsibility_check(reader, front);
    SectionList sections = sections_of_level(reader->arena, reader->document->blocks,
                                             reader->document->block_count, 2);
    for (size_t i = 0; i < RESERVED_COUNT; i++) reserved_read(reader, &sections, &reserved[i]);
    for (size_t i = 0; i < sections.count; i++) {
        if (is_reserved(sections.items[i].title)) continue;
        element_read(reader, &sections.items[i], &reader->policy->elements);
    }
    as_of_find(reader, front);
    names_check(reader);
}
