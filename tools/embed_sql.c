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
    unsigned char type; // index into `types`
    unsigned char nullable;
} Field; // bytes only: signatures compare by memcmp

typedef struct Record { // the parameters of a query or the columns of a row
    char name[WORD_BYTES_MAX + 3]; // of the C struct
    Field fields[FIELDS_MAX];
    int count;
} Record;

typedef enum Dialect { BOTH, SQLITE, POSTGRES, DIALECTS } Dialect;

typedef struct Query {
    char name[WORD_BYTES_MAX + 1];
    int line;
    Record in;
    const Record *row; // NULL when it returns nothing
    const char *shape; // NOTHING, ONE, OPTIONAL or MANY
    bool is_later;     // NOTHING, and nobody waits for it
    char *purpose;     // the comment below the header
    char *text[DIALECTS];
} Query;

static const struct {
    const char *sql, *constant, *c_type[2]; // plain, nullable
    const char *guard;                      // of store/guard.h; NULL: none
    const char *names;                      // characters of the name in parentheses; NULL: no name
} types[] = {
    {"int", "SQL_INT", {"int64_t", "OptionalInt"}, NULL, NULL},
    {"bool", "SQL_BOOL", {"bool", "OptionalInt"}, NULL, NULL},
    {"text", "SQL_TEXT", {"Str", "Str"}, NULL, NULL},
    {"date", "SQL_DATE", {"Date", "Date"}, NULL, NULL},
    {"blob", "SQL_BLOB", {"Str", "Str"}, NULL, NULL},
    {"sealed", "SQL_TEXT", {"Str", "Str"}, "GUARD_SEALED", WORD "."},
    {"sealed_blob", "SQL_BLOB", {"Str", "Str"}, "GUARD_SEALED", WORD "."},
    {"blind", "SQL_TEXT", {"Str", "Str"}, "GUARD_BLIND", WORD},
    {"key", "SQL_TEXT", {"Str", "Str"}, "GUARD_KEY", NULL},
};
#define TYPE_COUNT (sizeof types / sizeof *types)
#define TYPE_EXPECTED "a type (int, text, bool, date, blob, sealed, blind, key) expected"

static const char *path; // of the file being read
static int line;         // last line read, from 1
static int where;        // the line that a fault names
static FILE *input;
static Record rows[QUERIES_MAX];
static int row_count;
static Query queries[QUERIES_MAX];
static int query_count;

_Noreturn static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", path, where);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

// ---- Reading lines ----

// Texts are never freed: the run is short.
static char *join(const char *head, const char *separator, const char *tail) {
    char *text;
    if (asprintf(&text, "%s%s%s", head ? head : "", head ? separator : "", tail) < 0) abort();
    return text;
}

// The next line without its end, NULL after the last.
static char *next_line(void) {
    char *text = NULL;
    size_t size = 0;
    ssize_t length = getline(&text, &size, input);
    if (length < 0) return NULL;
    line++;
    if (strlen(text) != (size_t)length) fail("a zero byte in line %d", line);
    if (text[length - 1] == '\n') text[length - 1] = '\0';
    return text;
}

// "-- name(" or "-- name@dialect(" at the start of a line.
static bool is_header(const char *text) {
    return strncmp(text, "-- ", 3) == 0 && text[3 + strspn(text + 3, WORD "@")] == '(' &&
           islower((unsigned char)text[3]);
}

// A header may go on over several comment lines: until its parentheses and its result are there.
static bool header_is_complete(const char *header) {
    int depth = 0;
    for (const char *p = header; *p; p++) depth += (*p == '(') - (*p == ')');
    const char *arrow = strstr(header, "->");
    return depth <= 0 && arrow && arrow[2 + strspn(arrow + 2, " ")];
}

// ---- The header: a parser over one line of text ----

static const char *at; // next character of the header

static bool skip(const char *token) {
    while (*at == ' ') at++;
    size_t length = strlen(token);
    if (strncmp(at, token, length) != 0) return false;
    at += length;
    return true;
}

static void expect(const char *token) {
    if (!skip(token)) fail("'%s' expected before '%.30s'", token, at);
}

static void word(char out[WORD_BYTES_MAX + 1], const char *what) {
    while (*at == ' ') at++;
    size_t length = strspn(at, WORD);
    if (length == 0) fail("%s before '%.30s'", what, at);
    if (length > WORD_BYTES_MAX) fail("'%.80s' is longer than %d", at, WORD_BYTES_MAX);
    snprintf(out, length + 1, "%s", at);
    at += length;
}

// "(person.name)" behind the type of a field that has a guard; "(person)" is the column of the
// field's own name.
static void guard_name(Field *field) {
    const char *characters = types[field->type].names;
    if (!characters) return;
    expect("(");
    size_t length = strspn(at, characters);
    if (length == 0 || length >= sizeof field->guard_name) {
        fail("'%s': what it is of expected before '%.30s'", field->name, at);
    }
    memcpy(field->guard_name, at, length);
    at += length;
    bool is_column = strchr(characters, '.');
    if (is_column && !strchr(field->guard_name, '.')) {
        if (length > WORD_BYTES_MAX) {
            fail("'%s' is longer than %d", field->guard_name, WORD_BYTES_MAX);
        }
        field->guard_name[length] = '.';
        memcpy(field->guard_name + length + 1, field->name, strlen(field->name));
    }
    expect(")");
}

static void fields(Record *record) {
    if (skip(")")) return;
    do {
        if (record->count == FIELDS_MAX) fail("more than %d fields", FIELDS_MAX);
        Field *field = &record->fields[record->count++];
        char type[WORD_BYTES_MAX + 1];
        word(field->name, "a name expected");
        word(type, TYPE_EXPECTED);
        while (field->type < TYPE_COUNT && strcmp(types[field->type].sql, type) != 0) field->type++;
        if (field->type == TYPE_COUNT) fail("'%s': %s", type, TYPE_EXPECTED);
        guard_name(field);
        field->nullable = skip("?");
        for (const Field *f = record->fields; f < field; f++) {
            if (strcmp(f->name, field->name) == 0) fail("'%s' twice", field->name);
        }
    } while (skip(","));
    expect(")");
}

static void result(Query *query) {
    char name[WORD_BYTES_MAX + 1];
    word(name, "a Row or 'nothing' expected");
    query->shape = "NOTHING";
    query->is_later = strcmp(name, "nothing") == 0 && skip("later");
    if (strcmp(name, "nothing") == 0) return;
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
    bool upper = true;
    for (; *name; name++) {
        if (*name != '_') *in++ = upper ? (char)toupper((unsigned char)*name) : *name;
        upper = *name == '_';
    }
    snprintf(in, 3, "In");
}

static Dialect parse_header(Query *query, const char *header) {
    Dialect dialect = BOTH;
    *query = (Query){.line = where};
    at = header;
    word(query->name, "a name expected");
    name_in(query->name, query->in.name);
    if (skip("@")) {
        dialect = skip("sqlite") ? SQLITE : skip("postgres") ? POSTGRES : BOTH;
        if (dialect == BOTH) fail("@sqlite or @postgres expected before '%.30s'", at);
    }
    expect("(");
    fields(&query->in);
    expect("->");
    result(query);
    while (*at == ' ') at++;
    if (*at) fail("end of the header expected before '%.30s'", at);
    return dialect;
}

// ---- The statement ----

// Every parameter is used, none is undeclared, and there is one statement.
static void check_statement(const Query *query, const char *text) {
    bool used[FIELDS_MAX + 1] = {false};
    char quote = 0;
    for (const char *p = text; *p; p++) {
        if (quote) {
            if (*p == quote) quote = 0;
        } else if (*p == '\'' || *p == '"') {
            quote = *p;
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n") - 1;
        } else if (*p == ';') {
            fail("'%s' holds more than one statement", query->name);
        } else if (*p == '?' || (*p == '$' && !isdigit((unsigned char)p[1]))) {
            fail("'%s': parameters are written $1, $2 ...", query->name);
        } else if (*p == '$') {
            long number = strtol(p + 1, NULL, 10);
            if (number < 1 || number > query->in.count) {
                fail("'%s' uses $%ld, which it does not declare", query->name, number);
            }
            used[number] = true;
        }
    }
    if (quote) fail("'%s' has an open quote", query->name);
    for (int i = 1; i <= query->in.count; i++) {
        const char *name = query->in.fields[i - 1].name;
        if (!used[i]) fail("'%s' never uses $%d (%s)", query->name, i, name);
    }
}

static void add_query(const Query *fresh, Dialect dialect, char *text) {
    size_t length = text ? strlen(text) : 0;
    while (length > 0 && strchr(" \n;", text[length - 1])) text[--length] = '\0';
    if (length == 0) fail("'%s' has no statement", fresh->name);
    check_statement(fresh, text);
    Query *query = queries;
    while (query < queries + query_count && strcmp(query->name, fresh->name) != 0) query++;
    if (query == queries + query_count) {
        if (query_count == QUERIES_MAX) fail("more than %d queries", QUERIES_MAX);
        if (!fresh->purpose) fail("'%s': say below the header what it is for", fresh->name);
        queries[query_count++] = *fresh;
    } else if (memcmp(query->in.fields, fresh->in.fields, sizeof fresh->in.fields) != 0 ||
               query->row != fresh->row || strcmp(query->shape, fresh->shape) != 0 ||
               query->is_later != fresh->is_later) {
        fail("'%s' differs in its signature from line %d", fresh->name, query->line);
    }
    if (query->text[dialect]) fail("'%s' is defined twice", fresh->name);
    query->text[dialect] = text;
}

// Reads the query whose header is `text`; returns the line after it.
static char *read_query(char *text) {
    where = line;
    char *header = join(NULL, "", text + 3);
    while ((text = next_line()) && !header_is_complete(header) && !strncmp(text, "--", 2)) {
        header = join(header, " ", text + 2 + strspn(text + 2, " "));
    }
    static Query query;
    Dialect dialect = parse_header(&query, header);
    for (; text && !is_header(text) && !strncmp(text, "--", 2); text = next_line()) {
        query.purpose = join(query.purpose, " ", text + 2 + strspn(text + 2, " "));
    }
    char *statement = NULL;
    for (; text && !is_header(text); text = next_line()) {
        if (*text || statement) statement = join(statement, "\n", text);
    }
    add_query(&query, dialect, statement);
    return text;
}

static void read_file(const char *name) {
    path = name;
    if (!(input = fopen(name, "rb"))) fail("cannot be read");
    char *text = next_line();
    for (; text && !is_header(text); text = next_line()) {
        where = line;
        if (*text && strncmp(text, "--", 2) != 0) fail("a query's header expected: -- name(...)");
    }
    while (text) text = read_query(text);
    fclose(input);
    for (Query *query = queries; query < queries + query_count; query++) {
        for (Dialect d = SQLITE; d <= POSTGRES; d++) {
            if (!query->text[d]) query->text[d] = query->text[BOTH];
            where = query->line;
            if (!query->text[d]) fail("'%s' lacks one of its dialects", query->name);
        }
    }
}

// ---- Writing C ----

// "src/registry/person.sql" to "registry_person".
static const char *symbol_of_path(const char *name) {
    static char symbol[256];
    snprintf(symbol, sizeof symbol, "%s", strncmp(name, "src/", 4) == 0 ? name + 4 : name);
    char *end = strstr(symbol, ".sql");
    if (end) *end = '\0';
    for (char *c = symbol; *c; c++) {
        if (!isalnum((unsigned char)*c)) *c = '_';
    }
    return symbol;
}

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
        printf("// %s\nQUERY_%s_FUNCTIONS(%s, %s", query->purpose, query->shape, query->name, in);
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
        printf("    {\"%s\", %s, %d, offsetof(%s, %s)", f->name, types[f->type].constant,
               f->nullable, record->name, f->name);
        const char *guard = types[f->type].guard;
        if (guard) printf(", %s, \"%s\"},\n", guard, f->guard_name);
        else printf(", GUARD_NONE, NULL},\n");
    }
    printf("};\n\n");
}

static void put_record(const char *field, const Record *record) {
    if (!record || record->count == 0) return;
    bool is_guarded = false;
    for (int i = 0; i < record->count; i++) {
        is_guarded |= types[record->fields[i].type].guard != NULL;
    }
    printf("    .%s = {fields_of_%s, %d, sizeof(%s), %d},\n", field, record->name, record->count,
           record->name, is_guarded);
}

static void put_query(const Query *query) {
    put_fields(&query->in);
    printf("const Query %s_query = {\n    .name = \"%s\",\n", query->name, query->name);
    printf("    .file = \"%s\",\n    .line = %d,\n    .shape = QUERY_%s,\n", path, query->line,
           query->shape);
    put_text("sqlite", query->text[SQLITE]);
    put_text("postgres", query->text[POSTGRES]);
    put_record("in", &query->in);
    put_record("row", query->row);
    if (query->is_later) printf("    .is_later = true,\n");
    printf("};\n\n");
}

static void put_source(const char *header_path) {
    printf("// Made from %s.\n#include \"%s\"\n\n", path, header_path);
    printf("#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n");
    for (const Record *row = rows; row < rows + row_count; row++) put_fields(row);
    for (const Query *query = queries; query < queries + query_count; query++) put_query(query);
    printf("static const Query *const items[] = {\n");
    for (const Query *query = queries; query < queries + query_count; query++) {
        printf("    &%s_query,\n", query->name);
    }
    const char *symbol = symbol_of_path(path);
    printf("    NULL,\n};\nextern const QueryList %s_queries;\n", symbol);
    printf("const QueryList %s_queries = {items, %d};\n", symbol, query_count);
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
    const char *gen = strstr(argv[2], "gen/"); // the folder on the include path
    put_source(gen ? gen + 4 : argv[2]);
    write_to(NULL);
    return 0;
}
