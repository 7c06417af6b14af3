// SPDX-License-Identifier: Apache-2.0
#include "base/xlsx_package.h"

#include <string.h>

#define WORKBOOK_TYPE \
    STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")

static bool refuse_workbook(Error *error, const char *why) {
    error_set(error, ERROR_INVALID, "%s", why);
    return error_detail(error, "请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”再上传");
}

// ---- The archive ----

bool package_open(XlsxPackage *package, Arena *arena, Str bytes, Error *error) {
    *package = (XlsxPackage){.arena = arena, .bytes_left = XLSX_UNPACKED_BYTES_MAX};
    zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.length, 0, NULL);
    if (!source) return error_set(error, ERROR_UNAVAILABLE, "内存不足，读不了这个文件");
    package->zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!package->zip) {
        zip_source_free(source);
        return refuse_workbook(error, "这个文件不完整，或者不是 Excel 工作簿");
    }
    if (zip_get_num_entries(package->zip, 0) <= XLSX_ENTRIES_MAX) return true;
    package_close(package);
    error_set(error, ERROR_LIMIT, "工作簿里的部件超过 %d 个", XLSX_ENTRIES_MAX);
    return error_detail(error, "请把名册复制到一个新的工作簿里再上传");
}

void package_close(XlsxPackage *package) {
    if (package->zip) zip_discard(package->zip);
    package->zip = NULL;
}

// ---- One part ----

static int part_input(void *context, char *buffer, int length) {
    XlsxPart *part = context;
    zip_int64_t count = zip_fread(part->file, buffer, (zip_uint64_t)length);
    if (count < 0) return -1;
    part->package->bytes_left -= count;
    return part->package->bytes_left < 0 ? -1 : (int)count;
}

static int part_input_close(void *context) {
    (void)context;
    return 0;
}

// The reader's -1 says enough; nothing goes to standard error.
static void ignore_finding(void *user, xmlErrorPtr finding) {
    (void)user;
    (void)finding;
}

bool part_open(XlsxPackage *package, Str path, XlsxPart *part, Error *error) {
    *part = (XlsxPart){.package = package};
    zip_int64_t at = zip_name_locate(package->zip, str_to_c(package->arena, path), ZIP_FL_NOCASE);
    if (at < 0) return refuse_workbook(error, "这不是 Excel 工作簿，或者里面缺了部件");
    part->file = zip_fopen_index(package->zip, (zip_uint64_t)at, 0);
    if (!part->file) return refuse_workbook(error, "工作簿加了密码，或者用了不支持的压缩方式");
    part->xml = xmlReaderForIO(part_input, part_input_close, part, NULL, NULL, XML_PARSE_NONET);
    if (!part->xml) {
        part_close(part);
        return error_set(error, ERROR_UNAVAILABLE, "内存不足，读不了这个文件");
    }
    xmlTextReaderSetStructuredErrorHandler(part->xml, ignore_finding, NULL);
    return true;
}

void part_close(XlsxPart *part) {
    if (part->xml) xmlFreeTextReader(part->xml);
    if (part->file) zip_fclose(part->file);
    *part = (XlsxPart){0};
}

static bool refuse_part(const XlsxPart *part, Error *error) {
    if (part->package->bytes_left >= 0) {
        return refuse_workbook(error, "工作簿的内容损坏，读不下去了");
    }
    error_set(error, ERROR_LIMIT, "工作簿解压后超过 %lld MB",
              (long long)(XLSX_UNPACKED_BYTES_MAX / (1024 * 1024)));
    return error_detail(error, "请删去名册以外的工作表和图片，或分成几个文件上传");
}

bool part_read(XlsxPart *part, bool *is_end, Error *error) {
    int result = xmlTextReaderRead(part->xml);
    if (result < 0 || part->package->bytes_left < 0) return refuse_part(part, error);
    *is_end = result == 0;
    if (!*is_end && xmlTextReaderNodeType(part->xml) == XML_READER_TYPE_DOCUMENT_TYPE) {
        return refuse_workbook(error, "工作簿里有文档类型声明，不能接收");
    }
    return true;
}

static bool is_node(const XlsxPart *part, int type, const char *name) {
    if (xmlTextReaderNodeType(part->xml) != type) return false;
    const xmlChar *local = xmlTextReaderConstLocalName(part->xml);
    return local && strcmp((const char *)local, name) == 0;
}

bool part_begins(const XlsxPart *part, const char *name) {
    return is_node(part, XML_READER_TYPE_ELEMENT, name);
}

bool part_ends(const XlsxPart *part, const char *name) {
    return is_node(part, XML_READER_TYPE_END_ELEMENT, name);
}

Str part_attribute(XlsxPart *part, Arena *arena, const char *name) {
    Str value = {0};
    while (str_is_absent(value) && xmlTextReaderMoveToNextAttribute(part->xml) == 1) {
        const xmlChar *local = xmlTextReaderConstLocalName(part->xml);
        if (!local || strcmp((const char *)local, name) != 0) continue;
        const xmlChar *text = xmlTextReaderConstValue(part->xml);
        value = str_copy(arena, str_from_c(text ? (const char *)text : ""));
    }
    xmlTextReaderMoveToElement(part->xml);
    return value;
}

static bool is_text(const XlsxPart *part) {
    int type = xmlTextReaderNodeType(part->xml);
    return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
           type == XML_READER_TYPE_WHITESPACE || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

bool part_put_text(XlsxPart *part, StrBuilder *out, bool is_rich, Error *error) {
    int depth = xmlTextReaderDepth(part->xml);
    bool in_text = !is_rich, in_guide = false, is_end = false;
    if (xmlTextReaderIsEmptyElement(part->xml)) return true;
    for (;;) {
        if (!part_read(part, &is_end, error)) return false;
        if (is_end || xmlTextReaderDepth(part->xml) == depth) return true;
        if (part_begins(part, "rPh")) in_guide = !xmlTextReaderIsEmptyElement(part->xml);
        if (part_ends(part, "rPh")) in_guide = false;
        if (is_rich && part_begins(part, "t")) in_text = true;
        if (is_rich && part_ends(part, "t")) in_text = false;
        if (!is_text(part) || !in_text || in_guide) continue;
        str_put(out, str_from_c((const char *)xmlTextReaderConstValue(part->xml)));
    }
}

// ---- Relationships ----

typedef struct Relation {
    Str id, type, target;
} Relation;

typedef struct Relations {
    Relation *items;
    size_t count;
    size_t capacity;
} Relations;

static bool read_relations(XlsxPackage *package, Str path, Relations *out, Error *error) {
    XlsxPart part;
    bool is_end = false, is_read;
    *out = (Relations){0};
    if (!part_open(package, path, &part, error)) return false;
    while ((is_read = part_read(&part, &is_end, error)) && !is_end) {
        if (!part_begins(&part, "Relationship")) continue;
        Arena *arena = package->arena;
        PUSH(arena, out, ((Relation){part_attribute(&part, arena, "Id"),
                                     part_attribute(&part, arena, "Type"),
                                     part_attribute(&part, arena, "Target")}));
    }
    part_close(&part);
    return is_read;
}

// By the last word of its type, which is the same in both variants of the standard.
static Str relation_target(const Relations *relations, Str type_end) {
    for (size_t i = 0; i < relations->count; i++) {
        if (str_ends_with(relations->items[i].type, type_end)) return relations->items[i].target;
    }
    return (Str){0};
}

static Str relation_by_id(const Relations *relations, Str id) {
    for (size_t i = 0; i < relations->count; i++) {
        if (str_equal(relations->items[i].id, id)) return relations->items[i].target;
    }
    return (Str){0};
}

// The folder of a part with its closing slash: "xl/".
static Str folder_of(Str path) {
    size_t end = path.length;
    while (end > 0 && path.data[end - 1] != '/') end--;
    return str_slice(path, 0, end);
}

// A target is relative to the folder of the part that names it, or absolute.
static Str resolve(Arena *arena, Str folder, Str target) {
    if (str_is_absent(target)) return target;
    if (str_starts_with(target, STR("/"))) return str_slice(target, 1, target.length);
    return str_format(arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(target));
}

// ---- From the archive to the sheet ----

static bool check_type(XlsxPackage *package, Str workbook, Error *error) {
    XlsxPart part;
    bool is_end = false, is_read, is_workbook = false;
    if (!part_open(package, STR("[Content_Types].xml"), &part, error)) return false;
    while ((is_read = part_read(&part, &is_end, error)) && !is_end) {
        if (!part_begins(&part, "Override")) continue;
        Str name = part_attribute(&part, package->arena, "PartName");
        Str type = part_attribute(&part, package->arena, "ContentType");
        is_workbook |= str_equal(type, WORKBOOK_TYPE) &&
                       str_equal(str_slice(name, 1, name.length), workbook);
    }
    part_close(&part);
    return is_read &&
           (is_workbook || refuse_workbook(error, "这不是普通的 Excel 工作簿（可能带宏，或者是别的文档）"));
}

// Takes the first sheet that is not hidden, by its id.
static bool read_workbook(XlsxPackage *package, Str path, Str *sheet_id, XlsxPaths *paths,
                          Error *error) {
    XlsxPart part;
    bool is_end = false, is_read;
    *sheet_id = (Str){0};
    if (!part_open(package, path, &part, error)) return false;
    while ((is_read = part_read(&part, &is_end, error)) && !is_end) {
        if (part_begins(&part, "workbookPr")) {
            Str flag = part_attribute(&part, package->arena, "date1904");
            paths->is_1904 = str_equal(flag, STR("1")) || str_equal(flag, STR("true"));
        }
        if (!part_begins(&part, "sheet")) continue;
        Str state = part_attribute(&part, package->arena, "state");
        bool is_shown = str_is_absent(state) || str_equal(state, STR("visible"));
        if (!is_shown) continue;
        if (!str_is_absent(*sheet_id)) {
            paths->has_others = true;
            continue;
        }
        *sheet_id = part_attribute(&part, package->arena, "id");
        paths->sheet_name = part_attribute(&part, package->arena, "name");
    }
    part_close(&part);
    return is_read;
}

bool package_find_paths(XlsxPackage *package, XlsxPaths *paths, Error *error) {
    Arena *arena = package->arena;
    Relations relations;
    Str sheet_id;
    *paths = (XlsxPaths){0};
    if (!read_relations(package, STR("_rels/.rels"), &relations, error)) return false;
    Str workbook = resolve(arena, STR(""), relation_target(&relations, STR("/officeDocument")));
    if (str_is_absent(workbook)) return refuse_workbook(error, "这个文件里没有工作簿");
    if (!check_type(package, workbook, error)) return false;
    if (!read_workbook(package, workbook, &sheet_id, paths, error)) return false;
    Str folder = folder_of(workbook);
    Str file = str_slice(workbook, folder.length, workbook.length);
    Str path = str_format(arena, "%.*s_rels/%.*s.rels", STR_ARG(folder), STR_ARG(file));
    if (!read_relations(package, path, &relations, error)) return false;
    paths->sheet = resolve(arena, folder, relation_by_id(&relations, sheet_id));
    paths->strings =
        resolve(arena, folder, relation_target(&relations, STR("/sharedStrings")));
    paths->styles = resolve(arena, folder, relation_target(&relations, STR("/styles")));
    return !str_is_absent(paths->sheet) || refuse_workbook(error, "工作簿里没有可读的工作表");
}
