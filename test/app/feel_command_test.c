// SPDX-License-Identifier: Apache-2.0
// `jiuye feel`: JSON on standard output, complaints with a caret on standard error, exit status.
#include "app/feel_command.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX 4096

typedef struct Output {
    int status;
    char out[OUTPUT_BYTES_MAX];
    char err[OUTPUT_BYTES_MAX];
} Output;

static void read_back(FILE *file, char text[OUTPUT_BYTES_MAX]) {
    rewind(file);
    size_t length = fread(text, 1, OUTPUT_BYTES_MAX - 1, file);
    text[length] = '\0';
    fclose(file);
}

// Runs the command with its two streams going to files.
static Output run(int argc, char **argv) {
    Output output = {0};
    FILE *out = tmpfile(), *err = tmpfile();
    assert_non_null(out);
    assert_non_null(err);
    fflush(NULL);
    int saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    output.status = feel_command(argc, argv);
    fflush(NULL);
    dup2(saved_out, STDOUT_FILENO);
    dup2(saved_err, STDERR_FILENO);
    close(saved_out);
    close(saved_err);
    read_back(out, output.out);
    read_back(err, output.err);
    return output;
}

#define RUN(...)                                                                                   \
    run((int)(sizeof((const char *[]){"feel", __VA_ARGS__}) / sizeof(char *)),                     \
        (char *[]){(char[]){"feel"}, __VA_ARGS__, NULL})

static char *text(const char *literal) {
    static char copies[4][512];
    static size_t next;
    char *copy = copies[next++ % 4];
    snprintf(copy, sizeof copies[0], "%s", literal);
    return copy;
}

static void test_feel__writes_the_value_as_json(void **unused) {
    (void)unused;
    Output output = RUN(text("{甲: [1, \"二\", null], 乙: @\"2023-10-16\"}"));
    assert_int_equal(output.status, 0);
    assert_string_equal(output.out, "{\"甲\":[1,\"二\",null],\"乙\":\"2023-10-16\"}\n");
    assert_string_equal(output.err, "");
    output = RUN(text("-5 + 3"));
    assert_string_equal(output.out, "-2\n");
    output = RUN(text("today()"), text("--on"), text("2023-10-16"));
    assert_string_equal(output.out, "\"2023-10-16\"\n");
}

static void test_feel__takes_names_from_the_context(void **unused) {
    (void)unused;
    char path[] = "/tmp/feel-command-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    const char json[] = "{\"名册\": [{\"人数\": 3}, {\"人数\": 5}], \"标准\": 1500.50}";
    fputs(json, file);
    fclose(file);
    Output output = RUN(text("sum(名册[人数 > 3].人数) * 标准"), text("--context"), path);
    assert_int_equal(output.status, 0);
    assert_string_equal(output.out, "7502.5\n");
    unlink(path);
    output = RUN(text("1"), text("--context"), path);
    assert_int_equal(output.status, 2);
}

static void test_feel__points_at_a_fault(void **unused) {
    (void)unused;
    Output output = RUN(text("1 + （2）"));
    assert_int_equal(output.status, 2);
    assert_string_equal(output.out, "");
    assert_non_null(strstr(output.err, ":1:5: 错误: 表达式里不能用全角标点 “（”"));
    assert_non_null(strstr(output.err, "^^"));
    assert_non_null(strstr(output.err, "请改成 “(”"));
}

static void test_feel__says_why_it_is_null(void **unused) {
    (void)unused;
    Output output = RUN(text("2 * (1 / 0)"));
    assert_int_equal(output.status, 0);
    assert_string_equal(output.out, "null\n");
    assert_non_null(strstr(output.err, "除数是0"));
}

// What the command says when this is piped into it.
static Output piped(const char *statements) {
    FILE *lines = tmpfile();
    assert_non_null(lines);
    fputs(statements, lines);
    rewind(lines);
    int saved = dup(STDIN_FILENO);
    dup2(fileno(lines), STDIN_FILENO);
    clearerr(stdin);
    Output output = run(1, (char *[]){text("feel"), NULL});
    fseek(stdin, 0, SEEK_END); // what it left unread is not for the next
    dup2(saved, STDIN_FILENO);
    close(saved);
    fclose(lines);
    return output;
}

static void test_repl__evaluates_statements_and_goes_on_after_faults(void **unused) {
    (void)unused;
    Output output = piped("1 + 1\n\n1 +\n\"末行\"");
    assert_int_equal(output.status, 2); // of the second
    assert_string_equal(output.out, "2\n\"末行\"\n");
    assert_non_null(strstr(output.err, "<第2句>:1:"));
    assert_non_null(strstr(output.err, "^"));
}

static void test_repl__keeps_definitions(void **unused) {
    (void)unused;
    Output output = piped("标准 = 1500.5\n每 人 = 标准 * 2\n每 人 + 1\n"
                          "加 = function(a) a + 标准\n标准 = 1\n加(1)\n标准\n"
                          "(标准 = 1)\n名册 = [{人数: 3}]\n名册.人数\n");
    assert_string_equal(output.err, "");
    assert_int_equal(output.status, 0);
    // A function keeps the value that a name had when it was defined.
    assert_string_equal(output.out, "3002\n1501.5\n1\ntrue\n[3]\n");
}

static void test_repl__tells_comparisons_from_definitions(void **unused) {
    (void)unused;
    Output output = piped("a = 2\nif a = 2 then 1 else 0\na+1 = 3\n1 = 1\nnot(a = 2)\n"
                          "a >= 2\n\"a\" = \"b\"\n");
    assert_string_equal(output.err, "");
    assert_string_equal(output.out, "1\ntrue\ntrue\nfalse\ntrue\nfalse\n");
}

static void test_repl__reads_on_until_brackets_close(void **unused) {
    (void)unused;
    Output output = piped("[1,\n 2, // ) ] }\n 3\n]\nx = {\n  a: \"(\"\n}\nx.a\n\"一\n行\"\n"
                          "(1 +\n\n5\n");
    assert_string_equal(output.out, "[1,2,3]\n\"(\"\n\"一\\n行\"\n5\n");
    assert_int_equal(output.status, 2); // an empty line ends what stays open
    assert_non_null(strstr(output.err, "<第5句>"));
}

static void test_repl__has_commands(void **unused) {
    (void)unused;
    Output output =
        piped("a = [1]\n:type a\n:names\n:plan a[1] + 1\n:help\n:what\n:quit\n1\n");
    assert_int_equal(output.status, 2); // of :what
    assert_true(strstr(output.out, "list<number>\na = [1]\n") == output.out);
    assert_non_null(strstr(output.out, "=> "));
    assert_non_null(strstr(output.out, "  :type 表达式"));
    assert_null(strstr(output.out, "\n1\n"));
    assert_string_equal(output.err, "没有命令“:what”；:help 列出命令\n");
}

static void test_feel__refuses_bad_usage(void **unused) {
    (void)unused;
    assert_int_equal(RUN(text("1"), text("2")).status, 2);
    assert_int_equal(RUN(text("1"), text("--context")).status, 2);
    assert_int_equal(RUN(text("1"), text("--nonsense")).status, 2);
    Output output = RUN(text("1 + 1"), text("--plan"));
    assert_non_null(strstr(output.out, "=> "));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feel__writes_the_value_as_json),
        cmocka_unit_test(test_feel__takes_names_from_the_context),
        cmocka_unit_test(test_feel__points_at_a_fault),
        cmocka_unit_test(test_feel__says_why_it_is_null),
        cmocka_unit_test(test_repl__evaluates_statements_and_goes_on_after_faults),
        cmocka_unit_test(test_repl__keeps_definitions),
        cmocka_unit_test(test_repl__tells_comparisons_from_definitions),
        cmocka_unit_test(test_repl__reads_on_until_brackets_close),
        cmocka_unit_test(test_repl__has_commands),
        cmocka_unit_test(test_feel__refuses_bad_usage),
    };
    return RUN_TESTS(tests);
}
