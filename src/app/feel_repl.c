// SPDX-License-Identifier: Apache-2.0
#include "app/feel_repl.h"

#include <stdlib.h>
#include <unistd.h>

static const char HELP[] =
    "  表达式          计算，结果以 JSON 写出\n"
    "  名称 = 表达式   定义名称，以后的表达式可以用；要比较相等就加括号：(甲 = 1)\n"
    "  :type 表达式    类型\n"
    "  :plan 表达式    执行计划\n"
    "  :names          已有的名称和值\n"
    "  :help           这些说明\n"
    "  :quit           结束（或输入结束）\n"
    "括号或引号没有合上时接着读下一行；空行结束一句。\n";

typedef struct Repl {
    FeelSession *session;
    FILE *input;
    bool is_terminal;
    char *line; // getline's
    size_t room;
    StrBuilder statement;
    Arena arena; // of the statement
    size_t number;
    bool has_quit;
} Repl;

// ---- Reading a statement ----

// Whether brackets and texts are all closed. Comments count for nothing.
static bool is_balanced(Str text) {
    long depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        Str rest = str_slice(text, i, text.length);
        char c = text.data[i];
        if (c == '"') {
            for (i++; i < text.length && text.data[i] != '"'; i++) i += text.data[i] == '\\';
            if (i >= text.length) return false;
        } else if (str_starts_with(rest, STR("//"))) {
            while (i < text.length && text.data[i] != '\n') i++;
        } else if (str_starts_with(rest, STR("/*"))) {
            size_t end = str_find(text, STR("*/"), i + 2);
            if (end == SIZE_MAX) return false;
            i = end + 1;
        } else {
            depth += c == '(' || c == '[' || c == '{';
            depth -= c == ')' || c == ']' || c == '}';
        }
    }
    return depth <= 0; // half-open ranges such as ]1..2] may close more than they open
}

static void prompt(const Repl *repl) {
    if (repl->is_terminal) fputs(repl->statement.count == 0 ? "feel> " : "  ... ", stdout);
    fflush(stdout);
}

// False when the input has ended and nothing is left.
static bool read_statement(Repl *repl) {
    arena_reset(&repl->arena);
    str_builder_init(&repl->statement, &repl->arena, REPL_STATEMENT_BYTES_MAX);
    for (;;) {
        prompt(repl);
        ssize_t length = getline(&repl->line, &repl->room, repl->input);
        if (length < 0) return repl->statement.count > 0;
        Str line = {repl->line, (size_t)length};
        bool is_empty = str_trim(line).length == 0;
        if (is_empty && repl->statement.count == 0) continue;
        if (!is_empty) str_put(&repl->statement, line);
        if (is_empty || is_balanced(str_built(&repl->statement))) return true;
    }
}

// ---- Doing it ----

// Words that make an expression of what stands before "=": "if a = 1 then …".
static bool is_keyword(Str word) {
    static const char *const KEYWORDS[] = {
        "if", "for", "in", "some", "every", "and", "or", "not", "between", "instance", "of",
        "function", "null", "true", "false"};
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++) {
        if (str_equal(word, str_from_c(KEYWORDS[i]))) return true;
    }
    return false;
}

// A name of letters, digits, underscores and spaces: names with signs in them cannot be defined
// here, for "a+b = 3" is a comparison.
static bool is_definable(Repl *repl, Str left, Str *name) {
    if (left.length == 0 || (left.data[0] >= '0' && left.data[0] <= '9')) return false;
    for (size_t i = 0; i < left.length; i++) {
        char c = left.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        bool is_digit = c >= '0' && c <= '9', is_ascii = (unsigned char)c < 0x80;
        if (is_ascii && !is_letter && !is_digit && c != ' ') return false;
    }
    for (Str rest = left; !str_is_absent(rest);) {
        if (is_keyword(str_cut(&rest, ' '))) return false;
    }
    return feel_name_normalise(&repl->arena, left, name);
}

// "name = expression": where the expression begins; SIZE_MAX when it is no definition.
static size_t definition_of(Repl *repl, Str text, Str *name) {
    size_t sign = str_find(text, STR("="), 0);
    if (sign == SIZE_MAX) return SIZE_MAX;
    bool is_definition = is_definable(repl, str_trim(str_slice(text, 0, sign)), name);
    return is_definition ? sign + 1 : SIZE_MAX;
}

typedef struct Command {
    const char *name;
    int (*run)(FeelSession *session, const Source *source, SourceRange expression);
} Command;

static int run_command(Repl *repl, const Source *source, Str text) {
    static const Command COMMANDS[] = {{":type", feel_session_type}, {":plan", feel_session_plan}};
    size_t end = 0;
    while (end < text.length && text.data[end] != ' ' && text.data[end] != '\t') end++;
    Str word = str_slice(text, 0, end);
    if (str_equal(word, STR(":quit")) || str_equal(word, STR(":q"))) {
        repl->has_quit = true;
    } else if (str_equal(word, STR(":help"))) {
        fputs(HELP, stdout);
    } else if (str_equal(word, STR(":names"))) {
        feel_session_names(repl->session);
    } else {
        for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
            if (!str_equal(word, str_from_c(COMMANDS[i].name))) continue;
            return COMMANDS[i].run(repl->session, source, (SourceRange){end, text.length});
        }
        fprintf(stderr, "没有命令“%.*s”；:help 列出命令\n", STR_ARG(word));
        return 2;
    }
    return 0;
}

static int run_statement(Repl *repl) {
    if (repl->statement.overflowed) {
        fprintf(stderr, "一句最长 %zu 字节\n", (size_t)REPL_STATEMENT_BYTES_MAX);
        return 2;
    }
    Str text = str_trim(str_built(&repl->statement)), name;
    Source source = {str_format(&repl->arena, "<第%zu句>", ++repl->number), text};
    if (text.length > 0 && text.data[0] == ':') return run_command(repl, &source, text);
    size_t from = definition_of(repl, text, &name);
    if (from == SIZE_MAX) {
        return feel_session_print(repl->session, &source, (SourceRange){0, text.length});
    }
    return feel_session_define(repl->session, name, &source, (SourceRange){from, text.length});
}

int feel_repl(FeelSession *session, FILE *input) {
    Repl repl = {.session = session, .input = input, .is_terminal = isatty(fileno(input))};
    int worst = 0;
    if (repl.is_terminal) fputs("FEEL；:help 列出命令\n", stdout);
    while (!repl.has_quit && read_statement(&repl)) {
        int status = run_statement(&repl);
        if (status > worst) worst = status;
        fflush(stdout);
    }
    if (repl.is_terminal && !repl.has_quit) fputc('\n', stdout);
    free(repl.line);
    arena_release(&repl.arena);
    return worst;
}
