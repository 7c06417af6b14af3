// SPDX-License-Identifier: Apache-2.0
#include "paper/flow.h"

#include "base/utf8.h"
#include "paper/pdf.h"

#include <math.h>

// Margins in points: 25 mm above, 22 mm below, 28 mm where the file is bound (GB/T 9704-2012), 26
// mm.
#define TOP 72.0
#define BOTTOM (PAPER_HEIGHT - 62.0)
#define LEFT 79.37
#define RIGHT (PAPER_WIDTH - 73.70)
#define WIDTH (RIGHT - LEFT)

#define ASCENT 0.88      // of the face, in em
#define CELL_PAD 4.0     // between a cell's text and its rules
#define HAIR 0.5         // the weight of a rule
#define HEAD_RULE 1.5    // of the rule under the issuer
#define LIST_HANG 24.0   // where the text of a list begins
#define CODE_SIZE 84.0   // of a QR code: 30 mm, read by any phone
#define CODE_GAP 8.0     // above a code
#define SIGN_WIDTH 260.0 // of a signature
#define SIGN_ROOM 40.0   // above it, for the stamp
#define KEPT_LINES 2     // of a text, that a page never has fewer of, unless it is shorter
#define FOOT_Y (PAPER_HEIGHT - 54.0)
#define SERIAL_BYTES_MAX 64
#define ZERO_WIDTH_SPACE 0x200B
#define WORD_MAX 200 // characters; pango's time to break a word grows by the square of it

typedef enum StyleName {
    STYLE_ISSUER,
    STYLE_TITLE,
    STYLE_NUMBER,
    STYLE_HEADING,
    STYLE_BODY,
    STYLE_CELL,
    STYLE_HEAD_CELL,
    STYLE_FOOT,
    STYLE_COUNT
} StyleName;

typedef struct Style {
    double size, line; // points; of the letters, from line to line
    bool is_bold;
    PangoAlignment align;
    double before; // room above it
} Style;

static const Style styles[STYLE_COUNT] = {
    [STYLE_ISSUER] = {20, 32, true, PANGO_ALIGN_CENTER, 0},
    [STYLE_TITLE] = {22, 36, true, PANGO_ALIGN_CENTER, 10},
    [STYLE_NUMBER] = {12, 24, false, PANGO_ALIGN_CENTER, 0},
    [STYLE_HEADING] = {12, 22, true, PANGO_ALIGN_LEFT, 6},
    [STYLE_BODY] = {12, 22, false, PANGO_ALIGN_LEFT, 0},
    [STYLE_CELL] = {10.5, 16, false, PANGO_ALIGN_LEFT, 0},
    [STYLE_HEAD_CELL] = {10.5, 16, true, PANGO_ALIGN_LEFT, 0},
    [STYLE_FOOT] = {9, 14, false, PANGO_ALIGN_LEFT, 0},
};

// ---- Opening ----

static PangoFontDescription *describe(const Style *style) {
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, PAPER_FACE);
    pango_font_description_set_weight(font,
                                      style->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    return font;
}

// Another face comes without a word where this one is missing.
static PangoFont *load_face(PangoContext *context) {
    PangoFontDescription *wanted = describe(&styles[STYLE_BODY]), *got = NULL;
    PangoFont *font = pango_context_load_font(context, wanted);
    if (font) got = pango_font_describe(font);
    bool is_ours = got && strcmp(pango_font_description_get_family(got), PAPER_FACE) == 0;
    if (font && !is_ours) g_clear_object(&font);
    if (got) pango_font_description_free(got);
    pango_font_description_free(wanted);
    return font;
}

bool flow_open(Flow *flow, Error *error) {
    *flow = (Flow){.y = TOP};
    // One map of fonts a thread: what pango keeps in it is not shared.
    flow->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(flow->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(flow->context, FALSE);
    pango_context_set_language(flow->context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(flow->context, PANGO_DIRECTION_LTR);
    flow->face = load_face(flow->context);
    if (!flow->face) {
        g_object_unref(flow->context);
        error_set(error, ERROR_UNAVAILABLE, "没有字体 %s，写不出文书", PAPER_FACE);
        return error_detail(error, "请安装 Debian 软件包 fonts-noto-cjk");
    }
    flow->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
    flow->layouts = g_ptr_array_new_with_free_func(g_object_unref);
    return true;
}

void flow_close(Flow *flow) {
    g_array_free(flow->marks, TRUE);
    g_ptr_array_free(flow->layouts, TRUE);
    g_object_unref(flow->face);
    g_object_unref(flow->context);
}

// ---- Text ----

// Nothing that steers a terminal, hides, or turns the direction of reading.
static bool is_silent(gunichar c) {
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_UNASSIGNED ||
           type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

GString *flow_clean(const Flow *flow, Str text) {
    GString *out = g_string_sized_new(text.length + 1);
    int word = 0;
    for (size_t at = 0; at < text.length;) {
        gunichar c = utf8_next(text, &at);
        if (c == UTF8_INVALID) c = 0xFFFD;
        word = g_unichar_isspace(c) || g_unichar_iswide(c) ? 0 : word + 1;
        if (word > WORD_MAX) {
            g_string_append_unichar(out, ZERO_WIDTH_SPACE);
            word = 1;
        }
        if (c == '\n') {
            g_string_append_c(out, '\n');
        } else if (g_unichar_isspace(c)) {
            g_string_append_unichar(out, c == 0x3000 ? c : ' ');
        } else if (is_silent(c)) {
            continue;
        } else if (pango_font_has_char(flow->face, c)) {
            g_string_append_unichar(out, c);
        } else {
            g_string_append_printf(out, "〔U+%04X〕", c);
        }
    }
    return out;
}

static PangoLayout *lay(Flow *flow, StyleName name, Str text, double width) {
    const Style *style = &styles[name];
    PangoLayout *layout = pango_layout_new(flow->context);
    PangoFontDescription *font = describe(style);
    PangoAttrList *attributes = pango_attr_list_new();
    GString *clean = flow_clean(flow, text);
    pango_layout_set_font_description(layout, font);
    pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
    pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"));
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, style->align);
    pango_layout_set_text(layout, clean->str, (int)clean->len);
    g_string_free(clean, TRUE);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    g_ptr_array_add(flow->layouts, layout);
    return layout;
}

// ---- Places ----

static void put_mark(Flow *flow, Mark mark) {
    mark.page = flow->page;
    g_array_append_val(flow->marks, mark);
}

static void put_rule(Flow *flow, double x, double y, double width, double height, double weight) {
    put_mark(
        flow,
        (Mark){
            .kind = MARK_RULE, .x = x, .y = y, .width = width, .height = height, .weight = weight});
}

static void next_page(Flow *flow) {
    flow->page++;
    flow->y = TOP;
    if (flow->page >= PAPER_PAGES_MAX) flow->overflowed = true;
}

// Moves on to the next page unless `height` fits, or would not fit there either.
static void keep_together(Flow *flow, double height) {
    if (flow->y + height > BOTTOM && height <= BOTTOM - TOP && flow->y > TOP) next_page(flow);
}

// Lines [from, to) of a layout, from `y` down, at `x`.
static void put_lines(Flow *flow, PangoLayout *layout, const Style *style, int from, int to,
                      double x, double y) {
    int width = pango_layout_get_width(layout);
    for (int i = from; i < to; i++) {
        PangoRectangle extents;
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        pango_layout_line_get_extents(line, NULL, &extents);
        double free = (double)(width - extents.width) / PANGO_SCALE;
        double shift = style->align == PANGO_ALIGN_CENTER  ? free / 2
                       : style->align == PANGO_ALIGN_RIGHT ? free
                                                           : 0;
        // Half of what a line has more than its letters stands above them.
        double base = y + (style->line - style->size) / 2 + ASCENT * style->size;
        if (line->is_paragraph_start && style->align == PANGO_ALIGN_LEFT) {
            shift += (double)pango_layout_get_indent(layout) / PANGO_SCALE;
        }
        put_mark(flow, (Mark){.kind = MARK_LINE, .x = x + shift, .y = base, .line = line});
        y += style->line;
    }
}

// How many of the lines that are left go on this page; 0 = all go on the next.
static int lines_here(const Flow *flow, int left, double line) {
    int room = (int)floor((BOTTOM - flow->y) / line);
    if (left <= room && flow->y + left * line + flow->company <= BOTTOM) return left;
    int here = room < left - KEPT_LINES ? room : left - KEPT_LINES;
    if (here >= KEPT_LINES) return here;
    if (flow->y > TOP) return 0;
    return room < left ? room : left; // a page of its own is not enough
}

// A text in the column, over as many pages as it takes.
static void flow_lines(Flow *flow, PangoLayout *layout, const Style *style, double x) {
    int count = pango_layout_get_line_count(layout), from = 0;
    while (from < count && !flow->overflowed) {
        int to = from + lines_here(flow, count - from, style->line);
        if (to == from) {
            next_page(flow);
            continue;
        }
        put_lines(flow, layout, style, from, to, x, flow->y);
        flow->y += (to - from) * style->line;
        from = to;
    }
}

static void put_text(Flow *flow, StyleName name, Str text, double x, double width) {
    if (str_is_empty(text)) return;
    flow->y += styles[name].before;
    flow_lines(flow, lay(flow, name, text, width), &styles[name], x);
}

// ---- Tables ----

typedef struct Grid {
    const PaperBlock *block;
    double left[PAPER_COLUMNS_MAX + 1]; // edges of the columns
    const Style *style;
    bool has_head;    // the first row, again on every page
    bool names_first; // the first column is set as a head
} Grid;

static void grid_init(Grid *grid, const PaperBlock *block) {
    static const int fact_widths[] = {5, 13};
    const int *widths = block->kind == PAPER_TABLE ? block->widths : fact_widths;
    double total = 0, x = LEFT;
    *grid = (Grid){.block = block,
                   .style = &styles[STYLE_CELL],
                   .has_head = block->kind == PAPER_TABLE,
                   .names_first = block->kind == PAPER_FACTS};
    for (int i = 0; i < block->columns; i++) total += widths[i];
    for (int i = 0; i < block->columns; i++) {
        grid->left[i] = x;
        x += WIDTH * widths[i] / total;
    }
    grid->left[block->columns] = RIGHT;
}

// One row, laid out: how many lines its highest cell has.
static int lay_row(Flow *flow, const Grid *grid, size_t row, PangoLayout **cells) {
    int highest = 1;
    for (int i = 0; i < grid->block->columns; i++) {
        bool is_head = (grid->has_head && row == 0) || (grid->names_first && i == 0);
        Str text = grid->block->cells.items[row * (size_t)grid->block->columns + (size_t)i];
        cells[i] = lay(flow, is_head ? STYLE_HEAD_CELL : STYLE_CELL, text,
                       grid->left[i + 1] - grid->left[i] - 2 * CELL_PAD);
        int count = pango_layout_get_line_count(cells[i]);
        if (count > highest) highest = count;
    }
    return highest;
}

// Lines [from, to) of a row, with rules all around.
static void put_slice(Flow *flow, const Grid *grid, PangoLayout **cells, int from, int to) {
    double height = (to - from) * grid->style->line + 2 * CELL_PAD;
    int columns = grid->block->columns;
    for (int i = 0; i < columns; i++) {
        int count = pango_layout_get_line_count(cells[i]);
        put_lines(flow, cells[i], grid->style, from, to < count ? to : count,
                  grid->left[i] + CELL_PAD, flow->y + CELL_PAD);
        put_rule(flow, grid->left[i], flow->y, 0, height, HAIR);
    }
    put_rule(flow, RIGHT, flow->y, 0, height, HAIR);
    put_rule(flow, LEFT, flow->y, WIDTH, 0, HAIR);
    put_rule(flow, LEFT, flow->y + height, WIDTH, 0, HAIR);
    flow->y += height;
}

// How many lines of a row the page still takes, above what stands `below` them.
static int room_in(const Flow *flow, const Grid *grid, double below) {
    return (int)floor((BOTTOM - flow->y - 2 * CELL_PAD - below) / grid->style->line);
}

static void table_page(Flow *flow, const Grid *grid) {
    PangoLayout *cells[PAPER_COLUMNS_MAX];
    next_page(flow);
    if (!grid->has_head) return;
    int lines = lay_row(flow, grid, 0, cells), room = room_in(flow, grid, 0) / 2;
    put_slice(flow, grid, cells, 0, lines < room ? lines : room);
}

static void put_row(Flow *flow, const Grid *grid, size_t row) {
    PangoLayout *cells[PAPER_COLUMNS_MAX];
    int lines = lay_row(flow, grid, row, cells), from = 0;
    int page_lines = (int)((BOTTOM - TOP) / grid->style->line) / 2;
    if (lines > room_in(flow, grid, flow->company) && lines <= page_lines) table_page(flow, grid);
    while (from < lines && !flow->overflowed) {
        int room = room_in(flow, grid, 0);
        if (room < 1) {
            table_page(flow, grid);
            continue;
        }
        int to = lines - from > room ? from + room : lines;
        put_slice(flow, grid, cells, from, to);
        from = to;
    }
}

static void put_grid(Flow *flow, const PaperBlock *block) {
    Grid grid;
    grid_init(&grid, block);
    size_t rows = block->cells.count / (size_t)block->columns;
    double company = flow->company == 0 ? 0 : flow->company + 2 * CELL_PAD;
    flow->y += CELL_PAD;
    for (size_t row = 0; row < rows && !flow->overflowed; row++) {
        flow->company = row + 1 < rows ? 0 : company;
        put_row(flow, &grid, row);
    }
    flow->y += 2 * CELL_PAD;
}

// ---- Blocks ----

static void put_heading(Flow *flow, const PaperBlock *block) {
    const Style *style = &styles[STYLE_HEADING];
    // Never the last line of a page.
    keep_together(flow, style->before + style->line + 2 * styles[STYLE_BODY].line);
    put_text(flow, STYLE_HEADING, block->text, LEFT, WIDTH);
}

static PangoLayout *lay_body(Flow *flow, const PaperBlock *block) {
    PangoLayout *layout = lay(flow, STYLE_BODY, block->text, WIDTH);
    if (block->kind == PAPER_PARAGRAPH) {
        pango_layout_set_indent(layout, (int)(2 * styles[STYLE_BODY].size * PANGO_SCALE));
    }
    return layout;
}

// A paragraph, or a line.
static void put_body(Flow *flow, const PaperBlock *block) {
    if (str_is_empty(block->text)) return;
    flow_lines(flow, lay_body(flow, block), &styles[STYLE_BODY], LEFT);
}

static void put_list(Flow *flow, const PaperBlock *block) {
    const Style *style = &styles[STYLE_BODY];
    double company = flow->company, width = WIDTH - LIST_HANG * 3 / 2;
    for (size_t i = 0; i < block->cells.count && !flow->overflowed; i++) {
        char serial[SERIAL_BYTES_MAX];
        int length = snprintf(serial, sizeof serial, "%zu.", i + 1);
        flow->company = i + 1 < block->cells.count ? 0 : company;
        PangoLayout *text = lay(flow, STYLE_BODY, block->cells.items[i], width);
        if (lines_here(flow, pango_layout_get_line_count(text), style->line) == 0) next_page(flow);
        PangoLayout *number = lay(flow, STYLE_BODY, (Str){serial, (size_t)length}, LIST_HANG);
        put_lines(flow, number, style, 0, 1, LEFT + LIST_HANG / 2, flow->y);
        flow_lines(flow, text, style, LEFT + LIST_HANG * 3 / 2);
    }
}

// One of the two columns of a signature: what stands under the code, and who signs.
typedef struct SignColumn {
    StyleName name;
    Style style;
    double x, width;
    size_t first; // cell
} SignColumn;

static void sign_columns(SignColumn columns[2]) {
    columns[0] = (SignColumn){STYLE_FOOT, styles[STYLE_FOOT], LEFT, WIDTH - SIGN_WIDTH, 0};
    columns[1] = (SignColumn){STYLE_BODY, styles[STYLE_BODY], RIGHT - SIGN_WIDTH, SIGN_WIDTH, 1};
    columns[1].style.align = PANGO_ALIGN_CENTER;
}

// From `y` down, or nowhere but measured; how high it is.
static double put_column(Flow *flow, const PaperBlock *block, const SignColumn *column, double y,
                         bool is_measured) {
    double top = y;
    for (size_t i = column->first; i < block->cells.count; i += 2) {
        if (str_is_empty(block->cells.items[i])) continue;
        PangoLayout *line = lay(flow, column->name, block->cells.items[i], column->width);
        int count = pango_layout_get_line_count(line);
        if (!is_measured) {
            int room = (int)((BOTTOM - y) / column->style.line); // it never takes a whole page
            put_lines(flow, line, &column->style, 0, count < room ? count : room, column->x, y);
        }
        y += count * column->style.line;
    }
    return y - top;
}

typedef struct Signature {
    SignColumn columns[2];
    double above[2]; // room above each: for the code, for the stamp
    double height;
} Signature;

static Signature signature_of(Flow *flow, const PaperBlock *block) {
    Signature signature = {
        .above = {str_is_empty(block->text) ? 0 : CODE_GAP + CODE_SIZE, SIGN_ROOM}};
    sign_columns(signature.columns);
    for (int i = 0; i < 2; i++) {
        double column =
            signature.above[i] + put_column(flow, block, &signature.columns[i], 0, true);
        if (column > signature.height) signature.height = column;
    }
    return signature;
}

static void put_signature(Flow *flow, const PaperBlock *block) {
    Signature signature = signature_of(flow, block);
    keep_together(flow, signature.height);
    if (!str_is_empty(block->text)) {
        put_mark(flow, (Mark){.kind = MARK_CODE,
                              .x = LEFT,
                              .y = flow->y + CODE_GAP,
                              .width = CODE_SIZE,
                              .text = block->text});
    }
    for (int i = 0; i < 2; i++) {
        put_column(flow, block, &signature.columns[i], flow->y + signature.above[i], false);
    }
    flow->y += signature.height;
}

static void (*const put_block[PAPER_BLOCK_COUNT])(Flow *flow, const PaperBlock *block) = {
    [PAPER_HEADING] = put_heading,     [PAPER_PARAGRAPH] = put_body, [PAPER_LIST] = put_list,
    [PAPER_LINE] = put_body,           [PAPER_FACTS] = put_grid,     [PAPER_TABLE] = put_grid,
    [PAPER_SIGNATURE] = put_signature,
};

// ---- The whole ----

static void put_head(Flow *flow, const PaperDocument *document) {
    if (!str_is_empty(document->issuer)) {
        put_text(flow, STYLE_ISSUER, document->issuer, LEFT, WIDTH);
        flow->y += CELL_PAD;
        put_rule(flow, LEFT, flow->y, WIDTH, 0, HEAD_RULE);
    }
    put_text(flow, STYLE_TITLE, document->title, LEFT, WIDTH);
    put_text(flow, STYLE_NUMBER, document->number, LEFT, WIDTH);
    flow->y += 2 * CELL_PAD;
}

static void put_footers(Flow *flow, const PaperDocument *document) {
    Style style = styles[STYLE_FOOT];
    int pages = flow->page + 1;
    for (flow->page = 0; flow->page < pages; flow->page++) {
        char serial[SERIAL_BYTES_MAX];
        int length = snprintf(serial, sizeof serial, "第 %d 页，共 %d 页", flow->page + 1, pages);
        PangoLayout *left = lay(flow, STYLE_FOOT, document->footer, WIDTH * 0.75);
        PangoLayout *right = lay(flow, STYLE_FOOT, (Str){serial, (size_t)length}, WIDTH * 0.25);
        style.align = PANGO_ALIGN_LEFT;
        put_lines(flow, left, &style, 0, 1, LEFT, FOOT_Y);
        style.align = PANGO_ALIGN_RIGHT;
        put_lines(flow, right, &style, 0, 1, LEFT + WIDTH * 0.75, FOOT_Y);
    }
    flow->page = pages - 1;
}

// What has to stand on the page of the last lines in front of block `at`: a signature, alone or
// with the one line above it. Nobody signs a page that says nothing.
static double company_from(Flow *flow, const PaperDocument *document, size_t at) {
    const PaperBlock *const *blocks = (const PaperBlock *const *)document->blocks.items + at;
    size_t left = document->blocks.count - at;
    if (left > 0 && blocks[0]->kind == PAPER_SIGNATURE) return signature_of(flow, blocks[0]).height;
    bool is_body = left > 1 && blocks[1]->kind == PAPER_SIGNATURE &&
                   (blocks[0]->kind == PAPER_PARAGRAPH || blocks[0]->kind == PAPER_LINE);
    if (!is_body || pango_layout_get_line_count(lay_body(flow, blocks[0])) >= KEPT_LINES) return 0;
    return styles[STYLE_BODY].line + signature_of(flow, blocks[1]).height;
}

void flow_compose(Flow *flow, const PaperDocument *document) {
    put_head(flow, document);
    for (size_t i = 0; i < document->blocks.count && !flow->overflowed; i++) {
        flow->company = company_from(flow, document, i + 1);
        put_block[document->blocks.items[i]->kind](flow, document->blocks.items[i]);
    }
    if (!flow->overflowed) put_footers(flow, document);
}
