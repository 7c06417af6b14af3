// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_XLSX_PACKAGE_H
#define BASE_XLSX_PACKAGE_H
// What an .xlsx file is made of, for base/xlsx.c alone: XML parts in a ZIP archive, tied together
// by relationships. Bytes are counted as they are unpacked; a document type is refused.

#include "base/xlsx.h"

#include <libxml/xmlreader.h>
#include <zip.h>

typedef struct XlsxPackage {
    Arena *arena;
    zip_t *zip;
    int64_t bytes_left; // that may still be unpacked; negative = the limit was passed
} XlsxPackage;

// One XML part, read node by node.
typedef struct XlsxPart {
    XlsxPackage *package;
    zip_file_t *file;
    xmlTextReaderPtr xml;
} XlsxPart;

// The parts that matter, found by their relationships.
typedef struct XlsxPaths {
    Str sheet;
    Str sheet_name;   // as people call it
    bool has_others;  // sheets that are not hidden either
    Str strings; // absent = the workbook has none
    Str styles;  // the same
    bool is_1904; // days are counted from 1904
} XlsxPaths;

bool package_open(XlsxPackage *package, Arena *arena, Str bytes, Error *error) MUST_USE;
void package_close(XlsxPackage *package);
bool package_find_paths(XlsxPackage *package, XlsxPaths *paths, Error *error) MUST_USE;

bool part_open(XlsxPackage *package, Str path, XlsxPart *part, Error *error) MUST_USE;
void part_close(XlsxPart *part);
// Moves to the next node; `*is_end` behind the last.
bool part_read(XlsxPart *part, bool *is_end, Error *error) MUST_USE;
// Whether the node opens, or closes, an element of this local name.
bool part_begins(const XlsxPart *part, const char *name);
bool part_ends(const XlsxPart *part, const char *name);
// Of the element that the part stands at; absent when it has none. By local name.
Str part_attribute(XlsxPart *part, Arena *arena, const char *name);
// Puts the text inside the element, and moves to its end. Of a rich text (`is_rich`) only what
// stands in <t>, without the phonetic guides.
bool part_put_text(XlsxPart *part, StrBuilder *out, bool is_rich, Error *error) MUST_USE;

#endif
