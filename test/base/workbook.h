// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_BASE_WORKBOOK_H
#define TEST_BASE_WORKBOOK_H
// Workbooks made by hand, part by part, so that a test can make any of them wrong.
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define WORKBOOK_XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define WORKBOOK_MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define WORKBOOK_RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define WORKBOOK_PACKAGE "http://schemas.openxmlformats.org/package/2006/"

typedef struct WorkbookPart {
    const char *path; // NULL ends the list
    const char *text;
} WorkbookPart;

// What every workbook has around its sheet.
static const WorkbookPart workbook_frame[] = {
    {"[Content_Types].xml",
     WORKBOOK_XML "<Types xmlns=\"" WORKBOOK_PACKAGE "content-types\">"
     "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-"
     "officedocument.spreadsheetml.sheet.main+xml\"/></Types>"},
    {"_rels/.rels",
     WORKBOOK_XML "<Relationships xmlns=\"" WORKBOOK_PACKAGE "relationships\">"
     "<Relationship Id=\"r1\" Type=\"" WORKBOOK_RELATION "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/workbook.xml",
     WORKBOOK_XML "<workbook " WORKBOOK_MAIN " xmlns:r=\"" WORKBOOK_RELATION "\"><sheets>"
     "<sheet name=\"名册\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     WORKBOOK_XML "<Relationships xmlns=\"" WORKBOOK_PACKAGE "relationships\">"
     "<Relationship Id=\"r1\" Type=\"" WORKBOOK_RELATION "/worksheet\" "
     "Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"r2\" Type=\"" WORKBOOK_RELATION "/sharedStrings\" "
     "Target=\"/xl/sharedStrings.xml\"/>"
     "<Relationship Id=\"r3\" Type=\"" WORKBOOK_RELATION "/styles\" Target=\"styles.xml\"/>"
     "</Relationships>"},
    {"xl/sharedStrings.xml", WORKBOOK_XML "<sst " WORKBOOK_MAIN "/>"},
    // Style 0 is general, 1 a built-in date, 2 a Chinese date, 3 money with a year in quotes.
    {"xl/styles.xml",
     WORKBOOK_XML "<styleSheet " WORKBOOK_MAIN "><numFmts count=\"2\">"
     "<numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/>"
     "<numFmt numFmtId=\"177\" formatCode=\"[Red]0.00&quot; per year&quot;\"/></numFmts>"
     "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"176\"/>"
     "<xf numFmtId=\"177\"/></cellXfs></styleSheet>"},
    {NULL, NULL},
};

static inline const char *workbook_part_text(const WorkbookPart *parts, const char *path) {
    for (; parts && parts->path; parts++) {
        if (strcmp(parts->path, path) == 0) return parts->text;
    }
    return NULL;
}

static inline void workbook_add(zip_t *zip, const char *path, const char *text) {
    zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, path, source, ZIP_FL_ENC_UTF_8) >= 0);
}

// The frame with `parts` in place of its own or beside them; a text "" leaves a part out.
static inline Str workbook_make(Arena *arena, const WorkbookPart *parts) {
    zip_error_t fault;
    zip_error_init(&fault);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &fault);
    assert_non_null(source);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &fault);
    assert_non_null(zip);
    for (const WorkbookPart *part = workbook_frame; part->path; part++) {
        if (!workbook_part_text(parts, part->path)) workbook_add(zip, part->path, part->text);
    }
    for (const WorkbookPart *part = parts; part->path; part++) {
        if (part->text[0]) workbook_add(zip, part->path, part->text);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t size;
    assert_int_equal(zip_source_stat(source, &size), 0);
    assert_int_equal(zip_source_open(source), 0);
    char *bytes = arena_alloc(arena, size.size);
    assert_int_equal(zip_source_read(source, bytes, size.size), (int64_t)size.size);
    zip_source_close(source);
    zip_source_free(source);
    return (Str){bytes, size.size};
}

// A workbook whose sheet holds these <row> elements.
static inline Str workbook_of_rows(Arena *arena, const char *rows, const char *strings) {
    Str sheet = str_format(arena, WORKBOOK_XML "<worksheet " WORKBOOK_MAIN "><sheetData>%s"
                           "</sheetData></worksheet>", rows);
    Str shared = str_format(arena, WORKBOOK_XML "<sst " WORKBOOK_MAIN ">%s</sst>", strings);
    WorkbookPart parts[] = {{"xl/worksheets/sheet1.xml", str_to_c(arena, sheet)},
                            {"xl/sharedStrings.xml", str_to_c(arena, shared)},
                            {NULL, NULL}};
    return workbook_make(arena, parts);
}

#endif
