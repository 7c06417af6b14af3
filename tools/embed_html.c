// SPDX-License-Identifier: Apache-2.0
// Page templates to C: `embed_html noun.html noun.html.h noun.html.c`; docs/howto/add-a-page.md is
// the manual. The result is `void noun_html(Html *out, const NounView *view)` (web/html.h).
//
//     {{view NounView pages/noun.h}}                   the first line
//     {{view.name}}  {{url view.link}}                 values; `url` in href, src, action
//     {{if view.is_open}} {{elseif ...}} {{else}} {{end}}
//     {{each job in view.jobs}} {{else}} {{end}}       a struct with items and count; else = none
//     {{include pages/card.html view.person}}
//     {{raw view.body}}                                layout.html only
//
// Expressions are C, so the compiler checks them; #line makes it point at the template. The HTML
// is followed tag by tag: what could break out of its place is an error here, not a habit of
// authors. The first fault ends the run with `file:line: what is wrong` and exit status 1.

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES_MAX 80
#define EXPRESSION_BYTES_MAX 400
#define BLOCKS_MAX 20
#define ELEMENTS_MAX 60
#define LITERAL_BYTES_MAX 1500 // C99 promises string literals of 4095 bytes, escapes included
#define FILE_BYTES_MAX 500000

typedef enum Place { IN_TEXT, IN_TAG, IN_VALUE } Place;

typedef struct Block {
    bool is_each;
    bool has_else;
    int line;
    Place place;
    int depth; // of elements
    char expression[EXPRESSION_BYTES_MAX * 2];
} Block;

static const char *path;
static char text[FILE_BYTES_MAX + 2];
static const char *at; // the next character
static int line = 1;   // of `at`
static FILE *includes;
static FILE *body;

static Place place;
static char tag[NAME_BYTES_MAX];       // being read; "/a" for an end tag
static char attribute[NAME_BYTES_MAX]; // whose value is being read
static bool value_is_at_start;
static bool tag_has_source;
static char elements[ELEMENTS_MAX][NAME_BYTES_MAX]; // open ones
static int depth;
static Block blocks[BLOCKS_MAX];
static int block_count;

static char literal[LITERAL_BYTES_MAX + 8];
static size_t literal_length;
static bool at_line_start = true; // indentation and blank lines are not sent

__attribute__((format(printf, 1, 2))) static _Noreturn void fault(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", path, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static bool listed(const char *word, const char *const *list) {
    for (; *list; list++) {
        if (strcmp(word, *list) == 0) return true;
    }
    return false;
}

static const char *const void_elements[] = {"area", "base", "br", "col", "hr", "img", "input",
                                            "link", "meta", "source", "wbr", NULL};
static const char *const url_attributes[] = {"href", "src", "action", "formaction", "poster",
                                             "cite", "data", NULL};

// ---- Output ----

static void flush_literal(void) {
    if (literal_length == 0) return;
    fputs("    html_put_literal(out, STR(\"", body);
    for (size_t i = 0; i < literal_length; i++) {
        char c = literal[i];
        if (c == '\n') fputs("\\n", body);
        else if (c == '"' || c == '\\') fprintf(body, "\\%c", c);
        else fputc(c, body);
    }
    fputs("\"));\n", body);
    literal_length = 0;
}

static void put_char(char c) {
    // Never between the bytes of one character, so that the C file stays UTF-8.
    if (literal_length >= LITERAL_BYTES_MAX && ((unsigned char)c & 0xC0) != 0x80) flush_literal();
    literal[literal_length++] = c;
    at_line_start = c == '\n';
}

static void put_text(const char *s) {
    while (*s) put_char(*s++);
}

__attribute__((format(printf, 1, 2))) static void statement(const char *format, ...) {
    flush_literal();
    va_list arguments;
    va_start(arguments, format);
    fprintf(body, "#line %d \"%s\"\n    ", line, path);
    vfprintf(body, format, arguments);
    fputc('\n', body);
    va_end(arguments);
}

// ---- HTML: where we are ----

static char advance(void) {
    if (*at == '\n') line++;
    return *at++;
}

static bool next_is(const char *s) {
    return strncmp(at, s, strlen(s)) == 0;
}

static void read_name(char *out, size_t bytes_max, const char *what) {
    size_t length = 0;
    while (isalnum((unsigned char)*at) || strchr("-_:", *at ? *at : ' ')) {
        if (length + 1 >= bytes_max) fault("the name of %s is too long", what);
        out[length++] = (char)tolower((unsigned char)advance());
    }
    out[length] = '\0';
    if (length == 0) fault("the name of %s expected", what);
}

static void skip_comment(void) {
    const char *end = strstr(at, "-->");
    if (!end) fault("this comment has no end");
    while (at < end + 3) advance();
}

static void open_tag(void) {
    put_char(advance());
    size_t prefix = *at == '/' || *at == '!'; // an end tag, <!doctype html>
    if (prefix) put_char(tag[0] = advance());
    if (!isalpha((unsigned char)*at)) fault("a bare '<': write &lt;");
    read_name(tag + prefix, NAME_BYTES_MAX - prefix, "an element");
    put_text(tag + prefix);
    tag_has_source = false;
    place = IN_TAG;
}

static void close_element(void) {
    const char *name = tag + 1;
    int lowest = block_count ? blocks[block_count - 1].depth : 0;
    if (depth <= lowest) fault("</%s> closes nothing that was opened here", name);
    if (strcmp(elements[depth - 1], name) != 0) {
        fault("</%s> found, but <%s> is open", name, elements[depth - 1]);
    }
    depth--;
}

static void end_tag(void) {
    put_char(advance());
    place = IN_TEXT;
    if (tag[0] == '!') return;
    if (tag[0] == '/') {
        close_element();
        return;
    }
    if (strcmp(tag, "style") == 0) fault("no inline style sheets: use src/web/assets/jiuye.css");
    if (listed(tag, void_elements)) return;
    if (depth >= ELEMENTS_MAX) fault("elements are nested deeper than %d", ELEMENTS_MAX);
    memcpy(elements[depth++], tag, sizeof tag);
    if (strcmp(tag, "script") == 0 && (!tag_has_source || !next_is("</script>"))) {
        fault("no inline scripts: put it into a module under src/web/assets");
    }
}

static void open_attribute(void) {
    read_name(attribute, sizeof attribute, "an attribute");
    if (strncmp(attribute, "on", 2) == 0) {
        fault("no inline event handlers (%s): add the listener in a module", attribute);
    }
    if (strcmp(attribute, "style") == 0) fault("no inline styles: use a class of jiuye.css");
    if (strcmp(attribute, "src") == 0) tag_has_source = true;
    put_text(attribute);
    if (*at != '=') return;
    put_char(advance());
    if (*at != '"') fault("the value of %s must stand in double quotes", attribute);
    put_char(advance());
    place = IN_VALUE;
    value_is_at_start = true;
    if (listed(attribute, url_attributes) && strncasecmp(at, "javascript:", 11) == 0) {
        fault("no script in a URL");
    }
}

static void take_html(void) {
    char c = *at;
    if (place == IN_VALUE) {
        if (c == '"') place = IN_TAG;
        value_is_at_start = false;
        put_char(advance());
    } else if (place == IN_TAG) {
        if (c == '>') end_tag();
        else if (isspace((unsigned char)c) || c == '/') put_char(advance());
        else open_attribute();
    } else if (next_is("<!--")) {
        skip_comment();
    } else if (c == '<') {
        open_tag();
    } else if (at_line_start && isspace((unsigned char)c)) {
        advance();
    } else {
        put_char(advance());
    }
}

// ---- Directives ----

static bool is_word(const char *s) {
    if (!isalpha((unsigned char)*s)) return false;
    while (isalnum((unsigned char)*s) || *s == '_') s++;
    return *s == '\0';
}

// `view.` is written in templates, `view->` is what a pointer needs.
static void to_c(const char *expression, char out[EXPRESSION_BYTES_MAX * 2]) {
    size_t length = 0;
    char before = ' ';
    if (!*expression) fault("an expression expected");
    for (const char *s = expression; *s; s++) {
        if (strchr(";{}#\\", *s)) fault("'%c' may not stand in an expression", *s);
        bool is_view = strncmp(s, "view.", 5) == 0 && !isalnum((unsigned char)before) &&
                       !strchr("_.>", before);
        before = is_view ? '.' : *s;
        if (is_view) {
            memcpy(out + length, "view->", 6);
            length += 6;
            s += 4;
        } else {
            out[length++] = *s;
        }
    }
    out[length] = '\0';
}

static void put_value(const char *expression, bool is_url) {
    char c[EXPRESSION_BYTES_MAX * 2];
    to_c(expression, c);
    if (place == IN_TAG) fault("a value may stand in text or between quotes, not here");
    bool wants_url = place == IN_VALUE && listed(attribute, url_attributes);
    if (wants_url && !is_url) fault("in %s write {{url %s}}", attribute, expression);
    if (is_url && !wants_url) fault("{{url}} belongs into href, src, action");
    const char *function = !is_url             ? "html_put"
                           : value_is_at_start ? "html_put_url"
                                               : "html_put_url_part";
    statement("%s(out, (%s));", function, c);
    value_is_at_start = false;
    at_line_start = false;
}

static Block *open_block(bool is_each) {
    if (block_count >= BLOCKS_MAX) fault("blocks are nested deeper than %d", BLOCKS_MAX);
    blocks[block_count] =
        (Block){.is_each = is_each, .line = line, .place = place, .depth = depth};
    return &blocks[block_count++];
}

static void open_if(const char *expression) {
    char c[EXPRESSION_BYTES_MAX * 2];
    to_c(expression, c);
    open_block(false);
    statement("if (%s) {", c);
}

static void open_each(char *words) {
    char *in = strstr(words, " in ");
    if (!in) fault("write {{each item in view.list}}");
    *in = '\0';
    if (!is_word(words) || strcmp(words, "view") == 0) fault("'%s' cannot name an item", words);
    if (place == IN_TAG) fault("{{each}} may stand in text or between quotes, not here");
    Block *block = open_block(true);
    to_c(in + 4, block->expression);
    statement("for (size_t %s_index = 0; %s_index < (%s).count; %s_index++) { "
              "const __typeof__((%s).items[0]) %s = (%s).items[%s_index]; (void)%s;",
              words, words, block->expression, words, block->expression, words, block->expression,
              words, words);
}

static Block *same_block(const char *what) {
    if (block_count == 0) fault("{{%s}} without {{if}} or {{each}}", what);
    Block *block = &blocks[block_count - 1];
    if (block->place != place) fault("{{%s}} stands inside a tag its block began outside of", what);
    if (block->depth != depth) {
        fault("<%s> is still open at {{%s}}", depth ? elements[depth - 1] : "", what);
    }
    return block;
}

static void turn_else(const char *condition) {
    Block *block = same_block(condition ? "elseif" : "else");
    if (block->has_else) fault("{{else}} must come last");
    char c[EXPRESSION_BYTES_MAX * 2];
    if (condition) {
        if (block->is_each) fault("{{elseif}} belongs to {{if}}");
        to_c(condition, c);
        statement("} else if (%s) {", c);
        return;
    }
    block->has_else = true;
    if (block->is_each) statement("} if ((%s).count == 0) {", block->expression);
    else statement("} else {");
}

static void put_include(char *words) {
    char file[EXPRESSION_BYTES_MAX], c[EXPRESSION_BYTES_MAX * 2] = "*view";
    char *space = strchr(words, ' ');
    if (space) {
        *space = '\0';
        to_c(space + 1, c);
    }
    if (place != IN_TEXT) fault("{{include}} may stand in text only");
    snprintf(file, sizeof file, "%s", words);
    char *dot = strrchr(file, '.');
    if (!dot || strcmp(dot, ".html") != 0) fault("write {{include folder/noun.html view.part}}");
    *dot = '\0';
    const char *slash = strrchr(file, '/');
    fprintf(includes, "#include \"%s.html.h\"\n", file);
    statement("%s_html(out, &(%s));", slash ? slash + 1 : file, c);
}

static void put_raw(const char *expression) {
    size_t length = strlen(path), own = strlen("/layout.html");
    if (length < own || strcmp(path + length - own, "/layout.html") != 0) {
        fault("{{raw}} is for layout.html alone: a value is text, not HTML");
    }
    char c[EXPRESSION_BYTES_MAX * 2];
    to_c(expression, c);
    if (place != IN_TEXT) fault("{{raw}} may stand in text only");
    statement("html_put_raw(out, (%s));", c);
}

// Behind "{{": the words up to "}}", trimmed.
static void read_directive(char words[EXPRESSION_BYTES_MAX]) {
    const char *end = strstr(at, "}}");
    const char *newline = strchr(at, '\n');
    if (!end || (newline && newline < end)) fault("this {{ has no }} on its line");
    while (at < end && *at == ' ') at++;
    size_t length = (size_t)(end - at);
    while (length > 0 && at[length - 1] == ' ') length--;
    if (length >= EXPRESSION_BYTES_MAX) fault("longer than %d bytes", EXPRESSION_BYTES_MAX - 1);
    memcpy(words, at, length);
    words[length] = '\0';
    at = end + 2;
}

static char *after(char *words, const char *keyword) {
    return strncmp(words, keyword, strlen(keyword)) == 0 ? words + strlen(keyword) : NULL;
}

static void take_directive(void) {
    char words[EXPRESSION_BYTES_MAX], *rest;
    at += 2;
    read_directive(words);
    if ((rest = after(words, "if "))) open_if(rest);
    else if ((rest = after(words, "elseif "))) turn_else(rest);
    else if (strcmp(words, "else") == 0) turn_else(NULL);
    else if (strcmp(words, "end") == 0) statement("}"), same_block("end"), block_count--;
    else if ((rest = after(words, "each "))) open_each(rest);
    else if ((rest = after(words, "include "))) put_include(rest);
    else if ((rest = after(words, "raw "))) put_raw(rest);
    else if ((rest = after(words, "url "))) put_value(rest, true);
    else if (after(words, "view ")) fault("{{view}} must be the first line, once");
    else put_value(words, false);
}

// ---- The files ----

static void read_template(void) {
    FILE *file = fopen(path, "rb");
    if (!file) fault("cannot be read");
    size_t length = fread(text, 1, FILE_BYTES_MAX + 1, file);
    fclose(file);
    if (length == 0 || length > FILE_BYTES_MAX) fault("empty, or over %d bytes", FILE_BYTES_MAX);
    if (strlen(text) != length) fault("holds a NUL byte");
    at = text;
}

static void read_view(char *type, char *header) {
    char words[EXPRESSION_BYTES_MAX];
    if (!next_is("{{view ")) fault("the first line must be {{view NounView folder/noun.h}}");
    at += 2;
    read_directive(words);
    if (sscanf(words, "view %79s %79s", type, header) != 2 || !is_word(type)) {
        fault("write {{view NounView folder/noun.h}}");
    }
    if (*at == '\n') advance();
}

static void function_name(char out[NAME_BYTES_MAX]) {
    const char *slash = strrchr(path, '/');
    snprintf(out, NAME_BYTES_MAX, "%s", slash ? slash + 1 : path);
    char *dot = strrchr(out, '.');
    if (dot) *dot = '\0';
    if (!is_word(out)) fault("'%s' cannot name a function: letters, digits and '_' only", out);
}

static FILE *open_output(const char *name) {
    FILE *file = fopen(name, "wb");
    if (!file) fault("%s cannot be written", name);
    return file;
}

static void close_output(FILE *file, const char *name) {
    bool is_written = ferror(file) == 0;
    if (fclose(file) != 0 || !is_written) fault("%s cannot be written", name);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fputs("usage: embed_html noun.html noun.html.h noun.html.c\n", stderr);
        return 2;
    }
    path = arguments[1];
    char type[NAME_BYTES_MAX], header[NAME_BYTES_MAX], name[NAME_BYTES_MAX];
    char *included = NULL, *made = NULL;
    size_t included_length = 0, made_length = 0;
    includes = open_memstream(&included, &included_length);
    body = open_memstream(&made, &made_length);
    read_template();
    function_name(name);
    read_view(type, header);
    while (*at) {
        if (next_is("{{")) take_directive();
        else take_html();
    }
    if (block_count) fault("{{end}} is missing for line %d", blocks[block_count - 1].line);
    if (place != IN_TEXT) fault("the last tag has no end");
    if (depth) fault("<%s> is never closed", elements[depth - 1]);
    flush_literal();
    fclose(includes);
    fclose(body);

    FILE *out = open_output(arguments[2]);
    fprintf(out, "// From %s; do not edit.\n#pragma once\n#include \"web/html.h\"\n", path);
    fprintf(out, "#include \"%s\"\n", header);
    fprintf(out, "void %s_html(Html *out, const %s *view);\n", name, type);
    close_output(out, arguments[2]);
    out = open_output(arguments[3]);
    fprintf(out, "// From %s; do not edit.\n#include \"web/html.h\"\n", path);
    fprintf(out, "#include \"%s\"\n", header);
    fprintf(out, "%svoid %s_html(Html *out, const %s *view);\n", included, name, type);
    fprintf(out, "void %s_html(Html *out, const %s *view) {\n    (void)view;\n", name, type);
    fprintf(out, "%s}\n", made);
    close_output(out, arguments[3]);
    free(included);
    free(made);
    return 0;
}
