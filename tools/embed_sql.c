// SPDX-License-Identifier: Apache-2.0
// Named SQL queries to C: `embed_sql noun.sql noun.sql.h noun.sql.c`; docs/howto/add-a-query.md is
// the manual.
//
// A query is a header comment, a line that says what it is for, and one statement:
//     -- vacancy_search(title text?, row_count int) -> VacancyRow(id int, title text)*
// The first fault ends the run with `file:line: what is wrong` and exit status 1.

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 60 // parameters of a query, columns of a row
#define QUERIES_MAX 200
#define WORD_BYTES_MAX 60 // PostgreSQL cuts names at 63
#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

typedef struct Field {
    char name[WORD_BYTES_MAX + 1];
    char guard_name[2 * WORD_BYTES_MAX + 2]; // table.column or domain
    size_t type; // index into `types`
    bool nullable;
} Field;

typedef struct Record { // the parameters of a query or the columns of a row
    char name[WORD_BYTES_MAX + 3]; // of the C struct
    Field fields[FIELDS_MAX];
    int count;
    bool is_guarded;
} Record;

typedef struct Query {
    char name[WORD_BYTES_MAX + 1];
    const char *header; // where it stands in the file
    Record in;
    const Record *row; // NULL when it returns nothing
    const char *shape; // NOTHING, LATER, ONE, OPTIONAL or MANY
    char *purpose;     // the comment below the header, as one of C
    char *text;        // of SQLite, and of PostgreSQL where that has none of its own
    char *postgres;
} Query;

static const struct {
    const char *sql, *constant, *c_type[2]; // plain, nullable
    const char *guard;                      // of store/guard.h
    enum { PLAIN, OF_ITSELF, OF_DOMAIN, OF_COLUMN } of; // what its parentheses name
} types[] = {
    {"int", "SQL_INT", {"int64_t", "OptionalInt"}, "GUARD_NONE", PLAIN},
    {"bool", "SQL_BOOL", {"bool", "OptionalInt"}, "GUARD_NONE", PLAIN},
    {"text", "SQL_TEXT", {"Str", "Str"}, "GUARD_NONE", PLAIN},
    {"date", "SQL_DATE", {"Date", "Date"}, "GUARD_NONE", PLAIN},
    {"blob", "SQL_BLOB", {"Str", "Str"}, "GUARD_NONE", PLAIN},
    {"sealed", "SQL_TEXT", {"Str", "Str"}, "GUARD_SEALED", OF_COLUMN},
    {"sealed_blob", "SQL_BLOB", {"Str", "Str"}, "GUARD_SEALED", OF_COLUMN},
    {"blind", "SQL_TEXT", {"Str", "Str"}, "GUARD_BLIND", OF_DOMAIN},
    {"key", "SQL_TEXT", {"Str", "Str"}, "GUARD_KEY", OF_ITSELF},
};
#define TYPE_COUNT (sizeof types / sizeof *types)
#define TYPE_WANTED "a type (int, text, bool, date, blob, sealed, blind, key)"

static const char *path;  // of the file being read
static char *file;        // what it holds
static const char *at;    // what is to be read of it
static const char *where; // what a fault is about
static Record rows[QUERIES_MAX];
static int row_count;
static Query queries[QUERIES_MAX];
static int query_count;

static int line_of(const char *place) {
    int line = 1;
    for (const char *p = file; p < place; p++) line += *p == '\n';
    return line;
}

_Noreturn static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", path, line_of(where));
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

// ---- Words of a header, which may go on over several comment lines ----

// "-- name(" or "-- name@" at the start of a line.
static bool is_header(const char *text) {
    return strncmp(text, "-- ", 3) == 0 && islower((unsigned char)text[3]) &&
           strcspn(text, "(@") == 3 + strspn(text + 3, WORD);
}

static bool skip(const char *token) {
    at += strspn(at, " ");
    size_t length = strlen(token);
    if (strncmp(at, token, length) != 0) return false;
    at += length;
    return true;
}

// To the next word, on the same line or the next.
static void go_on(void) {
    while (skip("\n--") || skip(" ")) {}
}

// How much of what follows a fault quotes.
static int quoted(void) {
    int length = (int)strcspn(at, "\n");
    return length < 30 ? length : 30;
}

static void expect(const char *token) {
    go_on();
    if (!skip(token)) fail("'%s' expected before '%.*s'", token, quoted(), at);
}

static void word(char out[WORD_BYTES_MAX + 1], const char *what) {
    go_on();
    size_t length = strspn(at, WORD);
    if (length == 0) fail("%s expected before '%.*s'", what, quoted(), at);
    if (length > WORD_BYTES_MAX) fail("'%.80s' is longer than %d", at, WORD_BYTES_MAX);
    snprintf(out, length + 1, "%s", at);
    at += length;
}

// ---- The header ----

// "(person.name)" behind the type of a field that has a guard; "(person)" is the column of the
// field's own name.
static void guard_name(Field *field) {
    char of[WORD_BYTES_MAX + 1], column[WORD_BYTES_MAX + 1];
    memcpy(column, field->name, sizeof column);
    expect("(");
    word(of, "what it is of");
    if (skip(".")) word(column, "a column");
    bool is_domain = types[field->type].of == OF_DOMAIN;
    snprintf(field->guard_name, sizeof field->guard_name, is_domain ? "%s" : "%s.%s", of, column);
    expect(")");
}

static void fields(Record *record) {
    if (skip(")")) return;
    do {
        if (record->count == FIELDS_MAX) fail("more than %d fields", FIELDS_MAX);
        Field *field = &record->fields[record->count++];
        char type[WORD_BYTES_MAX + 1];
        word(field->name, "a name");
        word(type, TYPE_WANTED);
        while (field->type < TYPE_COUNT && strcmp(types[field->type].sql, type) != 0) field->type++;
        if (field->type == TYPE_COUNT) fail("'%s': %s expected", type, TYPE_WANTED);
        if (types[field->type].of >= OF_DOMAIN) guard_name(field);
        record->is_guarded |= types[field->type].of != PLAIN;
        field->nullable = skip("?");
        for (const Field *f = record->fields; f < field; f++) {
            if (strcmp(f->name, field->name) == 0) fail("'%s' twice", field->name);
        }
    } while (skip(","));
    expect(")");
}

static void result(Query *query) {
    char name[WORD_BYTES_MAX + 1];
    word(name, "a Row or 'nothing'");
    if (strcmp(name, "nothing") == 0) {
        query->shape = skip("later") ? "LATER" : "NOTHING";
        return;
    }
    size_t length = strlen(name);
    if (!isupper((unsigned char)name[0]) || length < 4 || strcmp(name + length - 3, "Row") != 0) {
        fail("'%s': a row type is CamelCase and ends in Row, such as VacancyRow", name);
    }
    Record *row = rows;
    while (row < rows + row_count && strcmp(row->name, name) != 0) row++;
    bool declared = row < rows + row_count;
    if (skip("(")) {
        if (declared) fail("%s is declared twice; repeat only its name", name);
        if (++row_count == QUERIES_MAX) fail("more than %d rows", QUERIES_MAX);
        snprintf(row->name, sizeof row->name, "%s", name);
        fields(row);
        if (row->count == 0) fail("%s has no columns", name);
    } else if (!declared) {
        fail("%s is not declared above: write its columns here", name);
    }
    query->row = row;
    query->shape = skip("*") ? "MANY" : skip("?") ? "OPTIONAL" : "ONE";
}

// "vacancy_search" to "VacancySearchIn".
static void name_in(const char *name, char *in) {
    for (bool upper = true; *name; upper = *name++ == '_') {
        if (*name != '_') *in++ = upper ? (char)toupper((unsigned char)*name) : *name;
    }
    snprintf(in, 3, "In");
}

static void parse_header(Query *query) {
    expect("-- ");
    word(query->name, "a name");
    name_in(query->name, query->in.name);
    expect("(");
    fields(&query->in);
    expect("->");
    result(query);
    if (!skip("\n") && *at) fail("end of the header expected before '%.*s'", quoted(), at);
}

// ---- The statement ----

// Every parameter is used, none is undeclared, and there is one statement.
static void check_statement(const Query *query, const char *text) {
    bool used[FIELDS_MAX + 1] = {false};
    for (const char *p = text; *p; p++) {
        if (*p == '\'' || *p == '"') {
            p = strchr(p + 1, *p);
            if (!p) fail("'%s' has an open quote", query->name);
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n") - 1;
        } else if (*p == ';') {
            fail("'%s' holds more than one statement", query->name);
        } else if (*p == '?' || *p == '$') {
            long number = *p == '$' ? strtol(p + 1, NULL, 10) : 0;
            if (number < 1 || number > query->in.count) {
                fail("'%s' has $1 to $%d and not '%.3s'", query->name, query->in.count, p);
            }
            used[number] = true;
        }
    }
    for (int i = 1; i <= query->in.count; i++) {
        const char *name = query->in.fields[i - 1].name;
        if (!used[i]) fail("'%s' never uses $%d (%s)", query->name, i, name);
    }
}

// The end of an item of a list: a comma, what closes the list, or the clause behind it.
static const char *item_end(const char *p) {
    static const char *const clauses[] = {"FROM", "WHERE", "ON", "RETURNING"};
    int depth = 0;
    for (; *p; p++) {
        if (*p == '\'') p = strchr(p + 1, '\'');
        if (*p == '(') depth++;
        if (*p == ')' && depth-- == 0) break;
        if (depth > 0) continue;
        if (*p == ',') break;
        size_t length = isspace((unsigned char)*p) ? strspn(p + 1, WORD) : 0;
        for (size_t i = 0; length > 0 && i < sizeof clauses / sizeof *clauses; i++) {
            if (strlen(clauses[i]) == length && strncmp(clauses[i], p + 1, length) == 0) return p;
        }
    }
    return p;
}

// What goes into a column is sealed for that column: nothing else could open it.
static void check_sealed(const Query *query, const char *column, const char *from,
                         const char *to) {
    size_t length = strspn(column, WORD);
    for (const char *p = from; p < to; p++) {
        if (*p != '$') continue;
        const Field *field = &query->in.fields[strtol(p + 1, NULL, 10) - 1];
        if (types[field->type].of != OF_COLUMN) continue;
        const char *own = strchr(field->guard_name, '.') + 1;
        if (strlen(own) == length && strncmp(own, column, length) == 0) continue;
        fail("'%s' writes %s into %.*s, and seals it for %s", query->name, field->name,
             (int)length, column, field->guard_name);
    }
}

// Behind the next such word.
static const char *behind(const char *text, const char *word) {
    const char *found = text;
    do {
        found = strstr(found + 1, word);
    } while (found && !isspace((unsigned char)found[-1]));
    return found ? found + strlen(word) : NULL;
}

static void check_update(const Query *query, const char *text) {
    const char *p = behind(text, "SET ");
    for (const char *end; p; p = *end == ',' ? end + 1 : NULL) {
        p += strspn(p, " \n");
        end = item_end(p);
        check_sealed(query, p, p, end);
    }
}

static void check_insert(const Query *query, const char *text) {
    const char *column = strchr(text, '('), *values = behind(text, "VALUES (");
    const char *p = values ? values : behind(text, "SELECT ");
    while (column && p) {
        column += 1 + strspn(column + 1, " \n");
        const char *end = item_end(p);
        check_sealed(query, column, p, end);
        column = item_end(column);
        if (*column != ',' || *end != ',') return;
        p = end + 1;
    }
}

static void check_columns(const Query *query, const char *text) {
    if (strncmp(text, "UPDATE ", 7) == 0) check_update(query, text);
    if (strncmp(text, "INSERT ", 7) == 0) check_insert(query, text);
}

// The line behind `from`, which stands at the start of one.
static const char *line_after(const char *from) {
    from += strcspn(from, "\n");
    return from + (*from == '\n');
}

// From `at` to `next` without the white space and `;` around it. Texts are never freed: the run is
// short.
static char *text_until(const char *next) {
    const char *end = next;
    at += strspn(at, " \n");
    while (end > at && strchr(" \n;", end[-1])) end--;
    char *text = strndup(at, end > at ? (size_t)(end - at) : 0);
    if (!text) abort();
    at = next;
    return text;
}

// The statement at `at`, up to the next header.
static char *statement(const Query *query) {
    const char *end = at;
    while (*end && !is_header(end)) end = line_after(end);
    char *text = text_until(end);
    if (!*text) fail("'%s' has no statement", query->name);
    check_statement(query, text);
    check_columns(query, text);
    return text;
}

static void read_query(void) {
    if (query_count == QUERIES_MAX) fail("more than %d queries", QUERIES_MAX);
    Query *query = &queries[query_count++];
    query->header = at;
    parse_header(query);
    for (const Query *before = queries; before < query; before++) {
        if (strcmp(before->name, query->name) == 0) fail("'%s' is defined twice", query->name);
    }
    const char *end = at;
    while (!is_header(end) && strncmp(end, "--", 2) == 0) end = line_after(end);
    query->purpose = text_until(end);
    if (!*query->purpose) fail("'%s': say below the header what it is for", query->name);
    for (char *p = query->purpose; (p = strstr(p, "--"));) memcpy(p, "//", 2);
    query->text = statement(query);
    char postgres[WORD_BYTES_MAX + 20];
    snprintf(postgres, sizeof postgres, "-- %s@postgres\n", query->name);
    query->postgres = skip(postgres) ? statement(query) : query->text;
}

static void read_file(const char *name) {
    path = name;
    FILE *input = fopen(name, "rb");
    if (!input) fail("cannot be read");
    size_t size = 0;
    ssize_t length = getdelim(&file, &size, EOF, input); // which no byte is: all of it
    fclose(input);
    if (length < 0 || strlen(file) != (size_t)length) fail("empty, or with a zero byte");
    for (at = file; *at;) {
        where = at;
        if (is_header(at)) read_query();
        else if (*at == '\n' || strncmp(at, "--", 2) == 0) at = line_after(at);
        else fail("a query's header expected: -- name(...)");
    }
}

// ---- Writing C ----

static void put_struct(const Record *record) {
    printf("typedef struct %s {\n", record->name);
    for (const Field *f = record->fields; f < record->fields + record->count; f++) {
        printf("    %s %s;\n", types[f->type].c_type[f->nullable], f->name);
    }
    printf("} %s;\n\n", record->name);
}

static void put_header(void) {
    printf("// Made from %s.\n#pragma once\n#include \"store/query.h\"\n\n", path);
    for (const Record *row = rows; row < rows + row_count; row++) {
        put_struct(row);
        printf("QUERY_ROWS(%s)\n\n", row->name);
    }
    for (const Query *query = queries; query < queries + query_count; query++) {
        const char *in = query->in.name;
        if (query->in.count) put_struct(&query->in);
        else printf("typedef struct %s %s; // no parameters: pass NULL\n\n", in, in);
        printf("%s\nQUERY_%s_FUNCTIONS(%s, %s", query->purpose, query->shape, query->name, in);
        printf("%s%s)\n\n", query->row ? ", " : "", query->row ? query->row->name : "");
    }
}

static void put_text(const char *field, const char *text) {
    printf("    .%s = \"", field);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') putchar('\\');
        fputs(*text == '\n' ? "\\n\"\n        \"" : (char[]){*text, '\0'}, stdout);
    }
    printf("\",\n");
}

static void put_fields(const Record *record) {
    if (record->count == 0) return;
    printf("static const QueryField fields_of_%s[] = {\n", record->name);
    for (const Field *f = record->fields; f < record->fields + record->count; f++) {
        printf("    {\"%s\", %s, %d, offsetof(%s, %s), %s, \"%s\"},\n", f->name,
               types[f->type].constant, f->nullable, record->name, f->name,
               types[f->type].guard, f->guard_name);
    }
    printf("};\n\n");
}

static void put_record(const char *field, const Record *record) {
    if (!record || record->count == 0) return;
    printf("    .%s = {fields_of_%s, %d, sizeof(%s), %d},\n", field, record->name, record->count,
           record->name, record->is_guarded);
}

static void put_query(const Query *query) {
    put_fields(&query->in);
    printf("const Query %s_query = {\n    .name = \"%s\",\n", query->name, query->name);
    printf("    .file = \"%s\",\n    .line = %d,\n    .shape = QUERY_%s,\n", path,
           line_of(query->header), query->shape);
    put_text("sqlite", query->text);
    put_text("postgres", query->postgres);
    put_record("in", &query->in);
    put_record("row", query->row);
    printf("};\n\n");
}

// "registry_person" of "src/registry/person.sql".
static void put_symbol(void) {
    const char *p = strncmp(path, "src/", 4) == 0 ? path + 4 : path;
    for (; *p && strcmp(p, ".sql") != 0; p++) putchar(isalnum((unsigned char)*p) ? *p : '_');
}

static void put_source(void) {
    const char *folder_end = strrchr(path, '/');
    printf("// Made from %s.\n#include \"%s.h\"\n\n", path, folder_end ? folder_end + 1 : path);
    printf("#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n");
    for (const Record *row = rows; row < rows + row_count; row++) put_fields(row);
    for (const Query *query = queries; query < queries + query_count; query++) put_query(query);
    printf("static const Query *const items[] = {\n");
    for (const Query *query = queries; query < queries + query_count; query++) {
        printf("    &%s_query,\n", query->name);
    }
    printf("    NULL,\n};\nconst QueryList ");
    put_symbol();
    printf("_queries = {items, %d};\n", query_count);
}

// Standard output goes to `name` from here on; NULL ends the last file.
static void write_to(const char *name) {
    if (fflush(stdout) != 0 || ferror(stdout)) fail("cannot write");
    if (name && !freopen(name, "wb", stdout)) fail("cannot write %s", name);
}

int main(int argc, char **argv) {
    path = "embed_sql";
    if (argc != 4) fail("usage: embed_sql IN.sql OUT.h OUT.c");
    read_file(argv[1]);
    write_to(argv[2]);
    put_header();
    write_to(argv[3]);
    put_source();
    write_to(NULL);
    return 0;
}
