// SPDX-License-Identifier: Apache-2.0
// Named SQL queries to C: `embed_sql noun.sql noun.sql.h noun.sql.c`; docs/howto/add-a-query.md is
// the manual. `embed_sql --table FILES` writes the C list of all queries to standard output.
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

typedef struct Field {
    char name[WORD_BYTES_MAX + 1];
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
    char *purpose;     // the comment below the header
    char *text[DIALECTS];
} Query;

static const struct {
    const char *sql, *constant, *c_type, *c_type_nullable;
} types[] = {
    {"int", "SQL_INT", "int64_t ", "OptionalInt "}, {"text", "SQL_TEXT", "Str ", "Str "},
    {"bool", "SQL_BOOL", "bool ", "OptionalInt "},  {"date", "SQL_DATE", "Date ", "Date "},
    {"blob", "SQL_BLOB", "Str ", "Str "},
};
#define TYPE_COUNT ((int)(sizeof types / sizeof *types))
#define TYPE_EXPECTED "a type (int, text, bool, date, blob) expected"

static const char *path; // of the file being read
static int line;         // last line read, from 1
static FILE *input;
static Record rows[QUERIES_MAX];
static int row_count;
static Query queries[QUERIES_MAX];
static int query_count;

_Noreturn static void fail(int at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", path, at);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

// ---- Reading lines ----

static char *join(char *head, const char *separator, const char *tail) {
    size_t old = head ? strlen(head) : 0, size = old + strlen(separator) + strlen(tail) + 1;
    char *result = realloc(head, size);
    if (!result) fail(line, "out of memory");
    snprintf(result + old, size - old, "%s%s", old ? separator : "", tail);
    return result;
}

// The next line without its end, NULL after the last. Lines are never freed: the run is short.
static char *next_line(void) {
    char *text = NULL;
    size_t size = 0;
    ssize_t length = getline(&text, &size, input);
    if (length < 0 && ferror(input)) fail(line, "cannot be read on");
    if (length < 0) return NULL;
    line++;
    if (strlen(text) != (size_t)length) fail(line, "a zero byte");
    if (text[length - 1] == '\n') text[length - 1] = '\0';
    return text;
}

static bool is_word(int c) { return isalnum(c) || c == '_'; }

// "-- name(" or "-- name@dialect(" at the start of a line.
static bool is_header(const char *text) {
    if (strncmp(text, "-- ", 3) != 0 || !islower((unsigned char)text[3])) return false;
    text += 3;
    while (is_word((unsigned char)*text) || *text == '@') text++;
    return *text == '(';
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

static void expect(const char *token, int where) {
    if (!skip(token)) fail(where, "'%s' expected before '%.30s'", token, at);
}

static void word(char out[WORD_BYTES_MAX + 1], const char *what, int where) {
    while (*at == ' ') at++;
    size_t length = 0;
    while (is_word((unsigned char)at[length])) length++;
    if (length == 0) fail(where, "%s before '%.30s'", what, at);
    if (length > WORD_BYTES_MAX) fail(where, "'%.80s' is longer than %d", at, WORD_BYTES_MAX);
    memcpy(out, at, length);
    out[length] = '\0';
    at += length;
}

static void fields(Record *record, int where) {
    if (skip(")")) return;
    do {
        if (record->count == FIELDS_MAX) fail(where, "more than %d fields", FIELDS_MAX);
        Field *field = &record->fields[record->count++];
        char type[WORD_BYTES_MAX + 1];
        word(field->name, "a name expected", where);
        word(type, TYPE_EXPECTED, where);
        while (field->type < TYPE_COUNT && strcmp(types[field->type].sql, type) != 0) field->type++;
        if (field->type == TYPE_COUNT) fail(where, "'%s': %s", type, TYPE_EXPECTED);
        field->nullable = skip("?");
        for (const Field *f = record->fields; f < field; f++) {
            if (strcmp(f->name, field->name) == 0) fail(where, "'%s' twice", field->name);
        }
    } while (skip(","));
    expect(")", where);
}

static void result(Query *query, int where) {
    char name[WORD_BYTES_MAX + 1];
    word(name, "a Row or 'nothing' expected", where);
    query->shape = "NOTHING";
    if (strcmp(name, "nothing") == 0) return;
    size_t length = strlen(name);
    if (!isupper((unsigned char)name[0]) || length < 4 || strcmp(name + length - 3, "Row") != 0) {
        fail(where, "'%s': a row type is CamelCase and ends in Row, such as VacancyRow", name);
    }
    Record *row = rows;
    while (row < rows + row_count && strcmp(row->name, name) != 0) row++;
    bool declared = row < rows + row_count;
    if (skip("(")) {
        if (declared) fail(where, "%s is declared twice; repeat only its name", name);
        if (++row_count == QUERIES_MAX) fail(where, "more than %d rows", QUERIES_MAX);
        snprintf(row->name, sizeof row->name, "%s", name);
        fields(row, where);
        if (row->count == 0) fail(where, "%s has no columns", name);
    } else if (!declared) {
        fail(where, "%s is not declared above: write its columns here", name);
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

static Dialect parse_header(Query *query, const char *header, int where) {
    Dialect dialect = BOTH;
    *query = (Query){.line = where};
    at = header;
    word(query->name, "a name expected", where);
    name_in(query->name, query->in.name);
    if (skip("@")) {
        dialect = skip("sqlite") ? SQLITE : skip("postgres") ? POSTGRES : BOTH;
        if (dialect == BOTH) fail(where, "@sqlite or @postgres expected before '%.30s'", at);
    }
    expect("(", where);
    fields(&query->in, where);
    expect("->", where);
    result(query, where);
    while (*at == ' ') at++;
    if (*at) fail(where, "end of the header expected before '%.30s'", at);
    return dialect;
}

// ---- The statement ----

// Every parameter is used, none is undeclared, and there is one statement.
static void check_statement(const Query *query, const char *text, int where) {
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
            fail(where, "'%s' holds more than one statement", query->name);
        } else if (*p == '?' || (*p == '$' && !isdigit((unsigned char)p[1]))) {
            fail(where, "'%s': parameters are written $1, $2 ...", query->name);
        } else if (*p == '$') {
            long number = strtol(p + 1, NULL, 10);
            if (number < 1 || number > query->in.count) {
                fail(where, "'%s' uses $%ld but declares %d parameters", query->name, number,
                     query->in.count);
            }
            used[number] = true;
        }
    }
    if (quote) fail(where, "'%s' has an open quote", query->name);
    for (int i = 1; i <= query->in.count; i++) {
        const char *name = query->in.fields[i - 1].name;
        if (!used[i]) fail(where, "'%s' never uses $%d (%s)", query->name, i, name);
    }
}

static void add_query(const Query *fresh, Dialect dialect, char *text) {
    size_t length = text ? strlen(text) : 0;
    while (length > 0 && strchr(" \n;", text[length - 1])) text[--length] = '\0';
    if (length == 0) fail(fresh->line, "'%s' has no statement", fresh->name);
    check_statement(fresh, text, fresh->line);
    Query *query = queries;
    while (query < queries + query_count && strcmp(query->name, fresh->name) != 0) query++;
    if (query == queries + query_count) {
        if (query_count == QUERIES_MAX) fail(fresh->line, "more than %d queries", QUERIES_MAX);
        if (!fresh->purpose) {
            fail(fresh->line, "'%s': say below the header what it is for", fresh->name);
        }
        queries[query_count++] = *fresh;
    } else if (memcmp(query->in.fields, fresh->in.fields, sizeof fresh->in.fields) != 0 ||
               query->row != fresh->row || strcmp(query->shape, fresh->shape) != 0) {
        fail(fresh->line, "'%s' differs in its signature from line %d", fresh->name, query->line);
    }
    if (query->text[dialect]) fail(fresh->line, "'%s' is defined twice", fresh->name);
    query->text[dialect] = text;
}

// Reads the query whose header is `text`; returns the line after it.
static char *read_query(char *text) {
    int where = line;
    char *header = join(NULL, "", text + 3);
    while ((text = next_line()) && !header_is_complete(header) && !strncmp(text, "--", 2)) {
        header = join(header, " ", text + 2 + strspn(text + 2, " "));
    }
    static Query query;
    Dialect dialect = parse_header(&query, header, where);
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
    if (!(input = fopen(name, "rb"))) fail(0, "cannot be read");
    char *text = next_line();
    for (; text && !is_header(text); text = next_line()) {
        if (*text && strncmp(text, "--", 2) != 0) {
            fail(line, "a query begins with '-- name(param type, ...) -> Row*'");
        }
    }
    while (text) text = read_query(text);
    fclose(input);
    for (Query *query = queries; query < queries + query_count; query++) {
        for (Dialect d = SQLITE; d <= POSTGRES; d++) {
            if (!query->text[d]) query->text[d] = query->text[BOTH];
            if (!query->text[d]) fail(query->line, "'%s' lacks one of its dialects", query->name);
        }
    }
}

// ---- Writing C ----

// "src/registry/person.sql" to "registry_person".
static const char *symbol_of_path(const char *name) {
    static char symbol[256];
    if (strncmp(name, "src/", 4) == 0) name += 4;
    size_t length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".sql") == 0) length -= 4;
    if (length >= sizeof symbol) fail(0, "the path is too long");
    for (size_t i = 0; i < length; i++) symbol[i] = is_word((unsigned char)name[i]) ? name[i] : '_';
    symbol[length] = '\0';
    return symbol;
}

static void put_struct(const Record *record) {
    printf("typedef struct %s {\n", record->name);
    for (const Field *f = record->fields; f < record->fields + record->count; f++) {
        printf("    %s%s;\n", f->nullable ? types[f->type].c_type_nullable : types[f->type].c_type,
            f->name);
    }
    printf("} %s;\n\n", record->name);
}

static void put_header(void) {
    printf("// Made from %s by tools/embed_sql.c.\n#pragma once\n", path);
    printf("#include \"store/query.h\"\n\n");
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
        printf("    {\"%s\", %s, %s, offsetof(%s, %s)},\n", f->name, types[f->type].constant,
            f->nullable ? "true" : "false", record->name, f->name);
    }
    printf("};\n\n");
}

static void put_record(const char *field, const Record *record) {
    if (!record || record->count == 0) return;
    printf("    .%s = {fields_of_%s, %d, sizeof(%s)},\n", field, record->name, record->count,
        record->name);
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
    printf("};\n\n");
}

static void put_source(const char *header_path) {
    printf("// Made from %s by tools/embed_sql.c.\n#include \"%s\"\n\n", path, header_path);
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

// ---- The two uses ----

// Standard output goes to `name` from here on; NULL ends the last file.
static void write_to(const char *name) {
    if (fflush(stdout) != 0 || ferror(stdout)) fail(0, "cannot write");
    if (name && !freopen(name, "wb", stdout)) fail(0, "cannot write %s", name);
}

static void put_table(char **files, int count) {
    puts("// Every query of the program, by tools/embed_sql.c.\n#include \"store/query.h\"\n");
    for (int i = 0; i < count; i++) {
        printf("extern const QueryList %s_queries;\n", symbol_of_path(files[i]));
    }
    puts("\nconst QueryList *const query_lists[] = {");
    for (int i = 0; i < count; i++) printf("    &%s_queries,\n", symbol_of_path(files[i]));
    puts("    NULL,\n};");
}

int main(int argc, char **argv) {
    path = "embed_sql";
    if (argc >= 2 && strcmp(argv[1], "--table") == 0) {
        put_table(argv + 2, argc - 2);
    } else if (argc == 4) {
        read_file(argv[1]);
        write_to(argv[2]);
        put_header();
        write_to(argv[3]);
        const char *gen = strstr(argv[2], "gen/"); // the folder on the include path
        put_source(gen ? gen + 4 : argv[2]);
    } else {
        fail(0, "usage: embed_sql IN.sql OUT.h OUT.c | --table FILES");
    }
    write_to(NULL);
    return 0;
}
