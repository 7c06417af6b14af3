// SPDX-License-Identifier: Apache-2.0
#include "policy/front_matter.h"

#include "base/utf8.h"
#include "policy/nearest.h"

#include <yaml.h>

// libyaml's marks count characters, not bytes; mark_offset takes them back to bytes.
typedef struct FrontReader {
    Arena *arena;
    const Source *source;
    SourceRange range;
    Diagnostics *diagnostics;
    yaml_document_t *document;
} FrontReader;

static size_t mark_offset(const FrontReader *reader, yaml_mark_t mark) {
    Str text = str_slice(reader->source->text, reader->range.from, reader->range.to);
    size_t line_from = 0;
    for (size_t line = 0; line < mark.line; line++) {
        size_t end = str_find(text, STR("\n"), line_from);
        if (end == SIZE_MAX) return reader->range.to;
        line_from = end + 1;
    }
    Str rest = str_slice(text, line_from, text.length);
    return reader->range.from + line_from + utf8_offset(rest, mark.column);
}

static SourceRange node_range(const FrontReader *reader, const yaml_node_t *node) {
    return (SourceRange){mark_offset(reader, node->start_mark),
                         mark_offset(reader, node->end_mark)};
}

static Str scalar_text(const FrontReader *reader, const yaml_node_t *node) {
    Str text = {(const char *)node->data.scalar.value, node->data.scalar.length};
    return str_copy(reader->arena, text);
}

static const FrontValue *value_read(FrontReader *reader, int id, int depth);

static void list_read(FrontReader *reader, const yaml_node_t *node, FrontValue *value, int depth) {
    value->kind = FRONT_LIST;
    value->count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    value->items = NEW_ARRAY(reader->arena, const FrontValue *, value->count);
    for (size_t i = 0; i < value->count; i++) {
        value->items[i] = value_read(reader, node->data.sequence.items.start[i], depth + 1);
    }
}

static bool has_key_before(const FrontEntry *entries, size_t count, Str key) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(entries[i].key, key)) return true;
    }
    return false;
}

static void map_read(FrontReader *reader, const yaml_node_t *node, FrontValue *value, int depth) {
    value->kind = FRONT_MAP;
    yaml_node_pair_t *pairs = node->data.mapping.pairs.start;
    size_t count = (size_t)(node->data.mapping.pairs.top - pairs);
    FrontEntry *entries = NEW_ARRAY(reader->arena, FrontEntry, count);
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *key = yaml_document_get_node(reader->document, pairs[i].key);
        SourceRange range = node_range(reader, key);
        if (key->type != YAML_SCALAR_NODE) {
            diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source, range,
                            "键必须是文字");
            continue;
        }
        Str name = scalar_text(reader, key);
        if (has_key_before(entries, value->count, name)) {
            diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source, range,
                            "键“%.*s”写了两次", STR_ARG(name));
            continue;
        }
        const FrontValue *read = value_read(reader, pairs[i].value, depth + 1);
        entries[value->count++] = (FrontEntry){.key = name, .key_range = range, .value = read};
    }
    value->entries = entries;
}

static const FrontValue *value_read(FrontReader *reader, int id, int depth) {
    const yaml_node_t *node = yaml_document_get_node(reader->document, id);
    FrontValue *value = NEW(reader->arena, FrontValue);
    value->range = node_range(reader, node);
    if (depth > FRONT_MATTER_DEPTH_MAX) {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source, value->range,
                        "嵌套超过%d层", FRONT_MATTER_DEPTH_MAX);
        return value;
    }
    if (node->type == YAML_SEQUENCE_NODE) {
        list_read(reader, node, value, depth);
    } else if (node->type == YAML_MAPPING_NODE) {
        map_read(reader, node, value, depth);
    } else {
        value->text = scalar_text(reader, node);
    }
    return value;
}

// An alias would let one node stand in many places, even inside itself.
static bool has_alias(const FrontReader *reader) {
    Str text = str_slice(reader->source->text, reader->range.from, reader->range.to);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return true;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data, text.length);
    SourceRange at = {0};
    bool found = false, is_done = false;
    while (!found && !is_done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) break;
        if (event.type == YAML_ALIAS_EVENT) {
            at = (SourceRange){mark_offset(reader, event.start_mark),
                               mark_offset(reader, event.end_mark)};
            found = true;
        }
        is_done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (found) {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source, at,
                        "不能用YAML别名（*）");
    }
    return found;
}

// libyaml's document is freed whether the arena has memory for what is read from it or not.
typedef struct Loading {
    FrontReader *reader;
    yaml_parser_t *parser;
    yaml_document_t document; // empty until it is loaded
    const FrontValue *value;
} Loading;

static void document_read(void *job) {
    Loading *loading = job;
    FrontReader *reader = loading->reader;
    yaml_parser_t *parser = loading->parser;
    if (!yaml_parser_load(parser, &loading->document)) {
        size_t at = mark_offset(reader, parser->problem_mark);
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source,
                        (SourceRange){at, at}, "文件头不是合法的YAML：%s",
                        parser->problem ? parser->problem : "读不懂");
        diagnostics_hint(reader->diagnostics, "一行一个“键: 值”；值里有冒号或方括号时加双引号");
        return;
    }
    reader->document = &loading->document;
    const yaml_node_t *root = yaml_document_get_root_node(&loading->document);
    if (root && root->type == YAML_MAPPING_NODE) {
        loading->value = value_read(reader, 1, 1);
    } else {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source,
                        (SourceRange){reader->range.from, reader->range.from},
                        "文件头应当是一行一个“键: 值”");
    }
}

const FrontValue *front_matter_parse(Arena *arena, const Source *source, SourceRange range,
                                     Diagnostics *diagnostics) {
    FrontReader reader = {
        .arena = arena, .source = source, .range = range, .diagnostics = diagnostics};
    if (range.to <= range.from) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, source, (SourceRange){0, 0}, "缺文件头");
        diagnostics_hint(diagnostics, "文件以两行 --- 之间的“键: 值”开头");
        return NULL;
    }
    if (has_alias(&reader)) return NULL;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return NULL;
    Str text = str_slice(source->text, range.from, range.to);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data, text.length);
    Loading loading = {.reader = &reader, .parser = &parser};
    bool has_memory = arena_try(arena, document_read, &loading);
    yaml_document_delete(&loading.document);
    yaml_parser_delete(&parser);
    if (!has_memory) arena_fail(arena, 0);
    return loading.value;
}

static const FrontField *field_find(const FrontField *fields, size_t count, Str key) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(key, str_from_c(fields[i].key))) return &fields[i];
    }
    return NULL;
}

static void entry_check(const FrontEntry *entry, const Source *source, const FrontField *fields,
                        size_t field_count, Diagnostics *diagnostics) {
    static const char *const kind_names[] = {"一个值", "一个列表 [甲, 乙]", "一组 {键: 值}"};
    const FrontField *field = field_find(fields, field_count, entry->key);
    if (!field) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, source, entry->key_range,
                        "文件头不认识键“%.*s”", STR_ARG(entry->key));
        Nearest nearest = nearest_to(entry->key);
        for (size_t i = 0; i < field_count; i++) nearest_offer(&nearest, str_from_c(fields[i].key));
        if (nearest.best.data) {
            diagnostics_hint(diagnostics, "是不是“%.*s”？", STR_ARG(nearest.best));
        }
    } else if (entry->value->kind != field->kind) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, source, entry->value->range,
                        "键“%s”应当是%s", field->key, kind_names[field->kind]);
    }
}

void front_check(const FrontValue *map, const Source *source, const FrontField *fields,
                 size_t field_count, Diagnostics *diagnostics) {
    for (size_t i = 0; i < map->count; i++) {
        entry_check(&map->entries[i], source, fields, field_count, diagnostics);
    }
    for (size_t i = 0; i < field_count; i++) {
        if (!fields[i].is_required || front_get(map, fields[i].key, fields[i].kind)) continue;
        diagnostics_add(diagnostics, SEVERITY_ERROR, source,
                        (SourceRange){map->range.from, map->range.from}, "文件头缺键“%s”",
                        fields[i].key);
    }
}

const FrontValue *front_get(const FrontValue *map, const char *key, FrontKind kind) {
    if (!map || map->kind != FRONT_MAP) return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (!str_equal(map->entries[i].key, str_from_c(key))) continue;
        return map->entries[i].value->kind == kind ? map->entries[i].value : NULL;
    }
    return NULL;
}

Str front_text(const FrontValue *map, const char *key) {
    const FrontValue *value = front_get(map, key, FRONT_TEXT);
    return value ? value->text : (Str){0};
}

Date front_date(const FrontValue *map, const char *key, const Source *source,
                Diagnostics *diagnostics) {
    const FrontValue *value = front_get(map, key, FRONT_TEXT);
    if (!value) return DATE_ABSENT;
    Date date;
    if (date_from_str(value->text, &date)) return date;
    diagnostics_add(diagnostics, SEVERITY_ERROR, source, value->range,
                    "“%.*s”不是日期", STR_ARG(value->text));
    diagnostics_hint(diagnostics, "日期写作 2023-12-31");
    return DATE_ABSENT;
}
