// SPDX-License-Identifier: Apache-2.0
#include "app/verify_command.h"

#include "app/command.h"
#include "fund/ledger.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

static const char USAGE[] =
    "用法：jiuye verify --db 数据库\n"
    "\n"
    "只凭数据库里的记录证明账目：每个账户等于它的流水之和，借贷相等，从未透支，\n"
    "每张拨付单与流水、支付文件、回盘一致，每份支付文件与放行时逐字节相同，\n"
    "结了账的月份三方相符、数字没有变过，结转一收一下成对。\n"
    "\n"
    "  --db 数据库    SQLite 文件，或 postgresql:// 开头的地址\n"
    "\n"
    "成立：退出码 0；不成立：退出码 1，并说出第一处。不改动任何数据。\n";

static int usage(const char *problem) {
    fprintf(stderr, "jiuye verify: %s\n\n%s", problem, USAGE);
    return 2;
}

static bool prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return ledger_prove(tx, arena, out, error);
}

static bool verify(Str url, Arena *arena, LedgerProof *proof, Error *error) {
    Store *store;
    if (!command_open_existing(url, &store, error)) return false;
    bool is_read = store_read(store, prove, NULL, proof, arena, error);
    store_close(store);
    return is_read;
}

static int run(Str url) {
    Arena arena = {0};
    Error error = {0};
    LedgerProof proof;
    int status = 1;
    if (!verify(url, &arena, &proof, &error)) {
        fprintf(stderr, "jiuye verify: %s\n%s\n", error.message, error.detail);
    } else if (proof.faults > 0) {
        printf("账目不成立：%" PRId64 " 处。第一处：%.*s\n", proof.faults,
               STR_ARG(proof.first_fault));
    } else {
        printf("账目成立：%" PRId64 " 个账户，%" PRId64 " 笔流水，%" PRId64 " 张拨付单，%" PRId64
               " 份支付文件\n",
               proof.accounts, proof.transfers, proof.payments, proof.files);
        status = 0;
    }
    arena_release(&arena);
    return status;
}

int verify_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    const char *url = NULL;
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'd': url = optarg; break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return usage("不认识的参数");
        }
    }
    if (optind < argc) return usage("多余的参数");
    return url && *url ? run(str_from_c(url)) : usage("缺少 --db 数据库");
}
