// SPDX-License-Identifier: Apache-2.0
#include "policy/markdown.h"

#include "base/utf8.h"

#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <string.h>

typedef struct LineList {
    SourceRange *items; // without line ends
    size_t count;
    size_t capacity;
} LineList;

typedef struct BlockList {
    MarkdownBlock *items;
    size_t count;
    size_t capacity;
} BlockList;

typedef struct CellList {
    MarkdownCell *items;
    size_t count;
    size_t capacity;
} CellList;

typedef struct Reader {
    Arena *arena;
    const Source *source;
    Diagnostics *diagnostics;
    LineList lines;
    size_t body_line; // index of the first line after the front matter
    BlockList blocks;
} Reader;

static Str range_text(const Source *source, SourceRange range) {
    return str_slice(source->text, range.from, range.to);
}

static SourceRange range_trim(const Source *source, SourceRange range) {
    Str text = range_text(source, range);
    Str trimmed = str_trim(text);
    if (trimmed.length == 0) return (SourceRange){range.from, range.from};
    size_t from = range.from + (size_t)(trimmed.data - text.data);
    return (SourceRange){from, from + trimmed.length};
}

static void lines_split(Reader *reader) {
    Str text = reader->source->text;
    size_t from = 0;
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.data[i] != '\n') continue;
        if (i == text.length && from == i) break;
        size_t to = i > from && text.data[i - 1] == '\r' ? i - 1 : i;
        PUSH(reader->arena, &reader->lines, ((SourceRange){from, to}));
        from = i + 1;
    }
}

static Str line_text(const Reader *reader, size_t line) {
    return range_text(reader->source, reader->lines.items[line]);
}

// The front matter stands between a first line `---` and the next one.
static SourceRange front_matter_find(Reader *reader) {
    if (reader->lines.count == 0 || !str_equal(line_text(reader, 0), STR("---"))) {
        return (SourceRange){0, 0};
    }
    for (size_t i = 1; i < reader->lines.count; i++) {
        if (!str_equal(line_text(reader, i), STR("---"))) continue;
        reader->body_line = i + 1;
        return (SourceRange){reader->lines.items[1].from, reader->lines.items[i].from};
    }
    diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source,
                    reader->lines.items[0], "文件开头的 --- 没有与之配对的另一行 ---");
    return (SourceRange){0, 0};
}

// ---- Tables ----

static Str unescape_bars(Arena *arena, Str raw) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < raw.length; i++) {
        if (raw.data[i] == '\\' && i + 1 < raw.length && raw.data[i + 1] == '|') i++;
        str_put_char(&out, raw.data[i]);
    }
    return str_built(&out);
}

static MarkdownCell cell_from_range(const Reader *reader, SourceRange range) {
    range = range_trim(reader->source, range);
    Str raw = range_text(reader->source, range);
    bool is_escaped = str_find(raw, STR("\\|"), 0) != SIZE_MAX;
    return (MarkdownCell){
        .range = range,
        .text = is_escaped ? unescape_bars(reader->arena, raw) : raw,
        .is_escaped = is_escaped,
    };
}

// Cuts a line at its unescaped bars; the bars at both ends of the line are optional.
static CellList row_split(const Reader *reader, size_t line) {
    CellList cells = {0};
    SourceRange range = range_trim(reader->source, reader->lines.items[line]);
    const char *data = reader->source->text.data;
    size_t from = range.from, to = range.to;
    if (from < to && data[from] == '|') from++;
    if (to > from && data[to - 1] == '|' && (to - 1 == from || data[to - 2] != '\\')) to--;
    for (size_t i = from; i <= to; i++) {
        bool is_bar = i < to && data[i] == '|' && (i == from || data[i - 1] != '\\');
        if (i < to && !is_bar) continue;
        PUSH(reader->arena, &cells, cell_from_range(reader, (SourceRange){from, i}));
        from = i + 1;
    }
    return cells;
}

// "|---|:--:|"
static bool is_delimiter_line(Str line) {
    line = str_trim(line);
    bool has_dash = false;
    for (size_t i = 0; i < line.length; i++) {
        if (!strchr("|:- \t", line.data[i])) return false;
        has_dash |= line.data[i] == '-';
    }
    return has_dash && str_find(line, STR("|"), 0) != SIZE_MAX;
}

static MarkdownRow table_row(Reader *reader, size_t line, size_t column_count) {
    CellList cells = row_split(reader, line);
    SourceRange range = range_trim(reader->source, reader->lines.items[line]);
    if (cells.count != column_count) {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source, range,
                        "这一行有%zu格，表头有%zu格", cells.count, column_count);
        diagnostics_hint(reader->diagnostics, "补上或去掉格子；格内的竖线写作 \\|");
    }
    while (cells.count < column_count) {
        PUSH(reader->arena, &cells,
             ((MarkdownCell){.range = {range.to, range.to}, .text = STR("")}));
    }
    return (MarkdownRow){.cells = cells.items, .range = range};
}

// `first` to `last` are the lines that cmark gives to the table. Text right above a table belongs
// to those lines as well; the header is the line before the delimiter line.
static void table_read(Reader *reader, size_t first, size_t last) {
    size_t header = first;
    while (header < last && !is_delimiter_line(line_text(reader, header + 1))) header++;
    if (header >= last) return;
    CellList names = row_split(reader, header);
    if (names.count > MARKDOWN_COLUMNS_MAX) {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source,
                        reader->lines.items[header], "一个表最多%d列，这里有%zu列",
                        MARKDOWN_COLUMNS_MAX, names.count);
        return;
    }
    MarkdownTable *table = NEW(reader->arena, MarkdownTable);
    table->column_count = names.count;
    table->header = (MarkdownRow){
        .cells = names.items, .range = range_trim(reader->source, reader->lines.items[header])};
    size_t begin = header + 2;
    table->row_count = last + 1 - begin;
    MarkdownRow *rows = NEW_ARRAY(reader->arena, MarkdownRow, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        rows[i] = table_row(reader, begin + i, table->column_count);
    }
    table->rows = rows;
    SourceRange range = {reader->lines.items[header].from, reader->lines.items[last].to};
    PUSH(reader->arena, &reader->blocks,
         ((MarkdownBlock){.kind = MARKDOWN_TABLE, .range = range, .table = table}));
}

// ---- Other blocks ----

static SourceRange line_span(const Reader *reader, size_t first, size_t last) {
    return (SourceRange){reader->lines.items[first].from, reader->lines.items[last].to};
}

static void heading_read(Reader *reader, size_t line, int level) {
    SourceRange range = range_trim(reader->source, reader->lines.items[line]);
    const char *data = reader->source->text.data;
    while (range.from < range.to && data[range.from] == '#') range.from++;
    range = range_trim(reader->source, range);
    PUSH(reader->arena, &reader->blocks,
         ((MarkdownBlock){.kind = MARKDOWN_HEADING, .range = range, .level = level,
                          .text = range_text(reader->source, range)}));
}

static void quote_read(Reader *reader, size_t first, size_t last) {
    StrBuilder text;
    str_builder_init(&text, reader->arena, 0);
    for (size_t i = first; i <= last; i++) {
        Str line = str_trim(line_text(reader, i));
        if (str_starts_with(line, STR(">"))) line = str_trim(str_slice(line, 1, line.length));
        if (i > first) str_put_char(&text, '\n');
        str_put(&text, line);
    }
    PUSH(reader->arena, &reader->blocks,
         ((MarkdownBlock){.kind = MARKDOWN_QUOTE, .range = line_span(reader, first, last),
                          .text = str_built(&text)}));
}

static void fence_read(Reader *reader, size_t first, size_t last, Str info) {
    bool is_closed = last > first && str_starts_with(str_trim(line_text(reader, last)), STR("```"));
    if (!is_closed) {
        diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source,
                        reader->lines.items[first], "代码块没有结束：缺一行 ```");
        return;
    }
    SourceRange range = {reader->lines.items[first + 1].from, reader->lines.items[last].from};
    if (last == first + 1) range = (SourceRange){reader->lines.items[last].from,
                                                 reader->lines.items[last].from};
    range = range_trim(reader->source, range);
    PUSH(reader->arena, &reader->blocks,
         ((MarkdownBlock){.kind = MARKDOWN_FENCE, .range = range,
                          .text = range_text(reader->source, range), .info = info}));
}

static void prose_read(Reader *reader, size_t first, size_t last) {
    for (size_t i = first; i < last; i++) {
        if (str_starts_with(line_text(reader, i), STR("|")) &&
            is_delimiter_line(line_text(reader, i + 1))) {
            diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->source,
                            reader->lines.items[i + 1], "表头与分隔行的格数不一致，读不成表格");
            diagnostics_hint(reader->diagnostics, "表头有几格，分隔行就写几个 ---");
        }
    }
    SourceRange range = line_span(reader, first, last);
    PUSH(reader->arena, &reader->blocks,
         ((MarkdownBlock){.kind = MARKDOWN_PROSE, .range = range,
                          .text = range_text(reader->source, range)}));
}

static bool is_fenced(cmark_node *node) {
    int length, offset;
    char character;
    return cmark_node_get_fenced(node, &length, &offset, &character);
}

static void block_read(Reader *reader, cmark_node *node) {
    int first_line = cmark_node_get_start_line(node), last_line = cmark_node_get_end_line(node);
    if (first_line < 1) return; // what remains of a paragraph that became a table
    if (last_line < first_line) last_line = first_line;
    size_t first = reader->body_line + (size_t)first_line - 1;
    size_t last = reader->body_line + (size_t)last_line - 1;
    if (first >= reader->lines.count) return;
    if (last >= reader->lines.count) last = reader->lines.count - 1;
    if (strcmp(cmark_node_get_type_string(node), "table") == 0) {
        table_read(reader, first, last);
        return;
    }
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) {
        heading_read(reader, first, cmark_node_get_heading_level(node));
    } else if (type == CMARK_NODE_BLOCK_QUOTE) {
        quote_read(reader, first, last);
    } else if (type == CMARK_NODE_CODE_BLOCK && is_fenced(node)) {
        Str info = str_copy(reader->arena, str_from_c(cmark_node_get_fence_info(node)));
        fence_read(reader, first, last, str_trim(info));
    } else {
        prose_read(reader, first, last);
    }
}

static void register_extensions(void) { cmark_gfm_core_extensions_ensure_registered(); }

// cmark's trees are freed whether the arena has memory for what is read from them or not.
typedef struct Tree {
    Reader *reader;
    cmark_node *root;
} Tree;

static void tree_read(void *job) {
    Tree *tree = job;
    for (cmark_node *node = cmark_node_first_child(tree->root); node;
         node = cmark_node_next(node)) {
        block_read(tree->reader, node);
    }
}

static void blocks_read(Reader *reader) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_extensions);
    Str text = reader->source->text;
    size_t from = reader->body_line < reader->lines.count
                      ? reader->lines.items[reader->body_line].from : text.length;
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_syntax_extension *tables = cmark_find_syntax_extension("table");
    assert(parser && tables);
    cmark_parser_attach_syntax_extension(parser, tables);
    cmark_parser_feed(parser, text.data + from, text.length - from);
    Tree tree = {reader, cmark_parser_finish(parser)};
    bool has_memory = arena_try(reader->arena, tree_read, &tree);
    cmark_node_free(tree.root);
    cmark_parser_free(parser);
    if (!has_memory) arena_fail(reader->arena, 0);
}

const MarkdownDocument *markdown_parse(Arena *arena, const Source *source,
                                       Diagnostics *diagnostics) {
    if (source->text.length > MARKDOWN_BYTES_MAX) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, source, (SourceRange){0, 0},
                        "文件有%zu字节，超过上限%zu字节", source->text.length,
                        MARKDOWN_BYTES_MAX);
        return NULL;
    }
    size_t invalid = utf8_find_invalid(source->text);
    if (invalid != SIZE_MAX) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, source, (SourceRange){invalid, invalid},
                        "文件不是UTF-8编码");
        diagnostics_hint(diagnostics, "在编辑器里另存为UTF-8");
        return NULL;
    }
    Reader reader = {.arena = arena, .source = source, .diagnostics = diagnostics};
    lines_split(&reader);
    MarkdownDocument *document = NEW(arena, MarkdownDocument);
    document->source = source;
    document->front_matter = front_matter_find(&reader);
    blocks_read(&reader);
    document->blocks = reader.blocks.items;
    document->block_count = reader.blocks.count;
    return document;
}

size_t markdown_cell_offset(const MarkdownDocument *document, const MarkdownCell *cell,
                            size_t text_offset) {
    const char *data = document->source->text.data;
    size_t raw = cell->range.from;
    for (size_t i = 0; i < text_offset && raw < cell->range.to; i++, raw++) {
        if (data[raw] == '\\' && raw + 1 < cell->range.to && data[raw + 1] == '|') raw++;
    }
    return raw;
}
