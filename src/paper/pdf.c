// SPDX-License-Identifier: Apache-2.0
#include "paper/pdf.h"

#include "paper/flow.h"
#include "paper/qr.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <hb.h>
#include <malloc.h>
#include <pango/pangofc-font.h>

#define DATE_MINUTE "T00:00:00+08:00" // the start of the business date

// ---- Limits ----

static bool check_text(Str text, Error *error) {
    if (text.length <= PAPER_TEXT_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "文书里的一段话有%zu个字节，最多%zu个", text.length,
                     PAPER_TEXT_BYTES_MAX);
}

static bool check_size(const PaperDocument *document, Error *error) {
    size_t cells = 0;
    Str heads[] = {document->issuer, document->title, document->number, document->footer};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (!check_text(heads[i], error)) return false;
    }
    for (size_t i = 0; i < document->blocks.count; i++) {
        const PaperBlock *block = document->blocks.items[i];
        cells += block->cells.count + 1;
        if (cells > PAPER_CELLS_MAX) {
            return error_set(error, ERROR_LIMIT, "文书超过%d格", PAPER_CELLS_MAX);
        }
        if (!check_text(block->text, error)) return false;
        for (size_t j = 0; j < block->cells.count; j++) {
            if (!check_text(block->cells.items[j], error)) return false;
        }
    }
    return true;
}

// ---- Painting ----

static cairo_status_t keep_bytes(void *state, const unsigned char *bytes, unsigned length) {
    g_byte_array_append(state, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void put_metadata(cairo_surface_t *surface, const Flow *flow,
                         const PaperDocument *document) {
    char day[DATE_TEXT_BYTES_MAX];
    date_to_text(document->date, day);
    gchar *moment = g_strconcat(day, DATE_MINUTE, NULL);
    GString *title = flow_clean(flow, document->title),
            *issuer = flow_clean(flow, document->issuer);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title->str);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, issuer->str);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, moment);
    g_string_free(title, TRUE);
    g_string_free(issuer, TRUE);
    g_free(moment);
}

static bool paint_mark(cairo_t *cairo, const Mark *mark) {
    switch (mark->kind) {
    case MARK_LINE:
        cairo_move_to(cairo, mark->x, mark->y);
        pango_cairo_show_layout_line(cairo, mark->line);
        cairo_new_path(cairo);
        return true;
    case MARK_RULE:
        cairo_set_line_width(cairo, mark->weight);
        cairo_move_to(cairo, mark->x, mark->y);
        cairo_line_to(cairo, mark->x + mark->width, mark->y + mark->height);
        cairo_stroke(cairo);
        return true;
    case MARK_CODE:
        return qr_draw(cairo, mark->text, mark->x, mark->y, mark->width);
    }
    return false;
}

static gint by_page(gconstpointer a, gconstpointer b) {
    const Mark *left = a, *right = b;
    return (left->page > right->page) - (left->page < right->page);
}

static bool paint(cairo_t *cairo, const Flow *flow) {
    g_array_sort(flow->marks, by_page); // stable: the order within a page stays
    int page = 0;
    for (guint i = 0; i < flow->marks->len; i++) {
        const Mark *mark = &g_array_index(flow->marks, Mark, i);
        for (; page < mark->page; page++) cairo_show_page(cairo);
        if (!paint_mark(cairo, mark)) return false;
    }
    cairo_show_page(cairo);
    return true;
}

static bool write_pdf(const Flow *flow, const PaperDocument *document, GByteArray *bytes,
                      Error *error) {
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(keep_bytes, bytes, PAPER_WIDTH, PAPER_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    put_metadata(surface, flow, document);
    bool is_painted = paint(cairo, flow);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (!is_painted) {
        return error_set(error, ERROR_LIMIT, "二维码的内容最多%d个字节", QR_TEXT_BYTES_MAX);
    }
    return status == CAIRO_STATUS_SUCCESS ||
           error_set(error, ERROR_UNAVAILABLE, "写不出PDF：%s", cairo_status_to_string(status));
}

bool paper_to_pdf(const PaperDocument *document, Arena *arena, Str *pdf, Error *error) {
    Flow flow;
    if (!check_size(document, error) || !flow_open(&flow, error)) return false;
    flow_compose(&flow, document);
    GByteArray *bytes = g_byte_array_new();
    bool is_written = flow.overflowed
                          ? error_set(error, ERROR_LIMIT, "文书超过%d页", PAPER_PAGES_MAX)
                          : write_pdf(&flow, document, bytes, error);
    flow_close(&flow);
    if (is_written) *pdf = str_copy(arena, (Str){(const char *)bytes->data, bytes->len});
    g_byte_array_free(bytes, TRUE);
    // To write a subset, cairo reads the whole font, 16 MB a face, into the heap of this thread;
    // given back here, or each thread that ever wrote a page would keep it.
    malloc_trim(0);
    return is_written;
}

bool paper_renderer(Arena *arena, Str *renderer, Error *error) {
    Flow flow;
    int version = 0;
    if (!flow_open(&flow, error)) return false;
    FcPattern *pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(flow.face));
    FcPatternGetInteger(pattern, FC_FONTVERSION, 0, &version);
    flow_close(&flow);
    // The version of a font is 16.16 in its head.
    *renderer = str_format(arena, "cairo %s, pango %s, harfbuzz %s, %s %.3f, layout %d",
                           cairo_version_string(), pango_version_string(), hb_version_string(),
                           PAPER_FACE, version / 65536.0, FLOW_LAYOUT);
    return true;
}
