// SPDX-License-Identifier: Apache-2.0
// Cells of a policy's tables must reach FEEL byte for byte, and every place must point at the file.
#include "policy/markdown.h"

#include "test.h"

#include <string.h>

static Arena arena;

typedef struct Parsed {
    Source source;
    Diagnostics diagnostics;
    const MarkdownDocument *document;
} Parsed;

static Parsed *parse(const char *text) {
    Parsed *parsed = NEW(&arena, Parsed);
    parsed->source = (Source){STR("a.md"), str_from_c(text)};
    parsed->diagnostics.arena = &arena;
    parsed->document = markdown_parse(&arena, &parsed->source, &parsed->diagnostics);
    return parsed;
}

static const MarkdownBlock *block_at(const Parsed *parsed, size_t index) {
    assert_non_null(parsed->document);
    assert_true(index < parsed->document->block_count);
    return &parsed->document->blocks[index];
}

static void assert_finding(const Parsed *parsed, size_t index, size_t line, size_t column,
                           const char *message) {
    assert_true(index < parsed->diagnostics.count);
    const Diagnostic *finding = &parsed->diagnostics.items[index];
    size_t actual_line, actual_column;
    source_position(finding->source, finding->range.from, &actual_line, &actual_column);
    assert_str_equal(finding->message, message);
    assert_int_equal(actual_line, line);
    assert_int_equal(actual_column, column);
}

static void test_markdown__keeps_markup_in_cells(void **state) {
    (void)state;
    const Parsed *parsed = parse("| a | b |\n|---|---|\n| 1 * 2 * _x_ < 3 | `c` **d** <e> |\n");
    const MarkdownTable *table = block_at(parsed, 0)->table;
    assert_int_equal(table->row_count, 1);
    assert_str_equal(table->rows[0].cells[0].text, "1 * 2 * _x_ < 3");
    assert_str_equal(table->rows[0].cells[1].text, "`c` **d** <e>");
    assert_int_equal(parsed->diagnostics.count, 0);
}

static void test_markdown__unescapes_only_bars(void **state) {
    (void)state;
    const Parsed *parsed = parse("| 甲 | b |\n|---|---|\n| \"x\\|y\\n\\*\" | 2 |\n");
    const MarkdownCell *cell = &block_at(parsed, 0)->table->rows[0].cells[0];
    assert_str_equal(cell->text, "\"x|y\\n\\*\"");
    assert_true(cell->is_escaped);
    // Offset 3 of the text is the `y`; in the file two bars' bytes stand before it.
    size_t offset = markdown_cell_offset(parsed->document, cell, 3);
    assert_int_equal(parsed->source.text.data[offset], 'y');
    assert_int_equal(parsed->source.text.data[markdown_cell_offset(parsed->document, cell, 2)],
                     '\\');
}

static void test_markdown__places_cells_in_the_file(void **state) {
    (void)state;
    const Parsed *parsed = parse("---\nk: v\n---\n# 标题\n\n|  名称 | 值 |\n|---|---|\n| 甲 |  |\n");
    assert_int_equal(parsed->document->front_matter.from, 4);
    assert_int_equal(parsed->document->front_matter.to, 9);
    const MarkdownTable *table = block_at(parsed, 1)->table;
    size_t line, column;
    source_position(&parsed->source, table->header.cells[0].range.from, &line, &column);
    assert_int_equal(line, 6);
    assert_int_equal(column, 4);
    assert_str_equal(table->rows[0].cells[1].text, "");
    source_position(&parsed->source, table->rows[0].cells[0].range.from, &line, &column);
    assert_int_equal(line, 8);
    assert_int_equal(column, 3);
}

static void test_markdown__refuses_rows_of_another_width(void **state) {
    (void)state;
    const Parsed *parsed =
        parse("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n| 1 | 2 |\nstray\n");
    assert_int_equal(parsed->diagnostics.count, 3);
    assert_finding(parsed, 0, 3, 1, "这一行有1格，表头有2格");
    assert_finding(parsed, 1, 4, 1, "这一行有3格，表头有2格");
    assert_finding(parsed, 2, 6, 1, "这一行有1格，表头有2格");
}

static void test_markdown__refuses_a_header_of_another_width(void **state) {
    (void)state;
    const Parsed *parsed = parse("| a | b |\n|---|\n| 1 | 2 |\n");
    assert_int_equal(parsed->diagnostics.count, 1);
    assert_finding(parsed, 0, 2, 1, "表头与分隔行的格数不一致，读不成表格");
}

static void test_markdown__finds_a_table_under_text(void **state) {
    (void)state;
    const Parsed *parsed = parse("text right above\n| a | b |\n|---|---|\n| 1 | 2 |\n");
    const MarkdownBlock *block = block_at(parsed, parsed->document->block_count - 1);
    assert_int_equal(block->kind, MARKDOWN_TABLE);
    assert_str_equal(block->table->header.cells[0].text, "a");
    assert_int_equal(block->table->row_count, 1);
}

static void test_markdown__reads_quotes_and_fences(void **state) {
    (void)state;
    const Parsed *parsed = parse("> 一\n> 二\n\n```feel\n\n  a +\n  b\n```\n\n```feel\n```\n");
    assert_int_equal(block_at(parsed, 0)->kind, MARKDOWN_QUOTE);
    assert_str_equal(block_at(parsed, 0)->text, "一\n二");
    assert_int_equal(block_at(parsed, 1)->kind, MARKDOWN_FENCE);
    assert_str_equal(block_at(parsed, 1)->info, "feel");
    assert_str_equal(block_at(parsed, 1)->text, "a +\n  b");
    assert_str_equal(block_at(parsed, 2)->text, "");
}

static void test_markdown__refuses_an_open_fence(void **state) {
    (void)state;
    const Parsed *parsed = parse("```feel\na + b\n");
    assert_int_equal(parsed->diagnostics.count, 1);
    assert_finding(parsed, 0, 1, 1, "代码块没有结束：缺一行 ```");
}

static void test_markdown__leaves_nested_tables_to_readers(void **state) {
    (void)state;
    const Parsed *parsed = parse("- item\n  | a |\n  |---|\n  | 1 |\n");
    assert_int_equal(parsed->document->block_count, 1);
    assert_int_equal(block_at(parsed, 0)->kind, MARKDOWN_PROSE);
}

static void test_markdown__reads_windows_line_ends(void **state) {
    (void)state;
    const Parsed *parsed = parse("---\r\nk: v\r\n---\r\n| a |\r\n|---|\r\n| 1 |\r\n");
    assert_int_equal(parsed->diagnostics.count, 0);
    assert_str_equal(block_at(parsed, 0)->table->rows[0].cells[0].text, "1");
}

static void test_markdown__refuses_what_is_no_text(void **state) {
    (void)state;
    const Parsed *parsed = parse("a\n\xFF\n");
    assert_null(parsed->document);
    assert_finding(parsed, 0, 2, 1, "文件不是UTF-8编码");
    char *large = arena_alloc(&arena, MARKDOWN_BYTES_MAX + 2);
    memset(large, 'a', MARKDOWN_BYTES_MAX + 1);
    assert_null(parse(large)->document);
    assert_int_equal(parse("")->document->block_count, 0);
    assert_int_equal(parse("---\n")->diagnostics.count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown__keeps_markup_in_cells),
        cmocka_unit_test(test_markdown__unescapes_only_bars),
        cmocka_unit_test(test_markdown__places_cells_in_the_file),
        cmocka_unit_test(test_markdown__refuses_rows_of_another_width),
        cmocka_unit_test(test_markdown__refuses_a_header_of_another_width),
        cmocka_unit_test(test_markdown__finds_a_table_under_text),
        cmocka_unit_test(test_markdown__reads_quotes_and_fences),
        cmocka_unit_test(test_markdown__refuses_an_open_fence),
        cmocka_unit_test(test_markdown__leaves_nested_tables_to_readers),
        cmocka_unit_test(test_markdown__reads_windows_line_ends),
        cmocka_unit_test(test_markdown__refuses_what_is_no_text),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
