// SPDX-License-Identifier: Apache-2.0
// Protects `jiuye verify`: its exit status is the answer, and it changes nothing.

#include "app/verify_command.h"

#include "../casework/desk.h"
#include "raw.h"

#include <fcntl.h>

#define ARGUMENTS_MAX 4

// Runs the command with what it prints in `out`, both streams.
static int run_verify(const char *const *arguments, Arena *arena, Str *out) {
    char *argv[ARGUMENTS_MAX + 2] = {(char[]){"verify"}};
    char copies[ARGUMENTS_MAX][700];
    int argc = 1, ends[2];
    for (; arguments[argc - 1]; argc++) {
        snprintf(copies[argc - 1], sizeof copies[0], "%s", arguments[argc - 1]);
        argv[argc] = copies[argc - 1];
    }
    fflush(NULL);
    int saved[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    int status = verify_command(argc, argv);
    fflush(NULL);
    dup2(saved[0], STDOUT_FILENO);
    dup2(saved[1], STDERR_FILENO);
    close(saved[0]);
    close(saved[1]);
    close(ends[1]);
    char *bytes = arena_alloc(arena, 4096);
    ssize_t count = read(ends[0], bytes, 4096);
    *out = (Str){bytes, count > 0 ? (size_t)count : 0};
    close(ends[0]);
    return status;
}

static void test_verify__answers_by_its_exit_status(void **state) {
    const TestDatabase *database = *state;
    Arena arena = {0};
    Str out;
    const char *const arguments[] = {"--db", database->url, "--keys", database->folder, NULL};
    if (!database->is_postgres) { // a database that is not there is not made
        assert_int_equal(run_verify(arguments, &arena, &out), 1);
        assert_int_not_equal(access(database->url + strlen("sqlite:"), F_OK), 0);
    }
    Store *store = test_store_open(database, 1);
    assert_int_equal(run_verify(arguments, &arena, &out), 1); // no schema
    store_close(store);

    Desk desk = desk_open(state);
    desk_allot(&desk, 100000, "k1");
    Str number = desk_cleared(&desk);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    desk_release(&desk);
    assert_int_equal(run_verify(arguments, &arena, &out), 1); // it may hold plaintext
    test_seal(database);
    assert_int_equal(run_verify(arguments, &arena, &out), 0);
    assert_true(str_starts_with(out, STR("账目成立：4 个账户，2 笔流水，1 张拨付单，1 份支付文件\n"
                                         "申请成立：1 件，")));
    assert_true(str_find(out, STR("；1 件重新判定一遍，结果相同\n"), 0) != SIZE_MAX);
    assert_true(str_find(out, STR("\n日志成立：0 段 0 行，"), 0) != SIZE_MAX);

    Raw raw = raw_open(database);
    raw_rules(&raw, "payment_line", false);
    raw_must(&raw, "UPDATE payment_line SET amount_fen = 80001");
    raw_close(&raw);
    assert_int_equal(run_verify(arguments, &arena, &out), 1);
    assert_true(str_starts_with(out, STR("不成立：2 处。第一处：拨付单的状态与")));
    raw = raw_open(database);
    raw_rules(&raw, "payment_file", false);
    raw_must(&raw, raw.sqlite ? "UPDATE payment_file SET content = X'00'"
                              : "UPDATE payment_file SET content = '\\x00'");
    raw_close(&raw);
    assert_int_equal(run_verify(arguments, &arena, &out), 1);
    assert_true(str_starts_with(out, STR("不成立：1 处。第一处：表 payment_file（内部编号 0 之后的一行）")));
    desk_close(&desk);
    arena_release(&arena);
}

static void test_verify__wrong_arguments_are_two(void **state) {
    (void)state;
    Arena arena = {0};
    Str out;
    assert_int_equal(run_verify((const char *const[]){NULL}, &arena, &out), 2);
    assert_int_equal(run_verify((const char *const[]){"--db", "", NULL}, &arena, &out), 2);
    assert_int_equal(run_verify((const char *const[]){"--oops", NULL}, &arena, &out), 2);
    assert_int_equal(run_verify((const char *const[]){"more", NULL}, &arena, &out), 2);
    assert_int_equal(run_verify((const char *const[]){"--help", NULL}, &arena, &out), 0);
    assert_true(str_starts_with(out, STR("用法：jiuye verify")));
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_verify__answers_by_its_exit_status),
        cmocka_unit_test(test_verify__wrong_arguments_are_two),
    };
    return RUN_TESTS(tests);
}
