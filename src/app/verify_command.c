// SPDX-License-Identifier: Apache-2.0
#include "app/verify_command.h"

#include "access/seal.h"
#include "app/database.h"
#include "base/clock.h"
#include "casework/batch.h"
#include "casework/claim_archive.h"
#include "casework/claim_prove.h"
#include "casework/course_prove.h"
#include "casework/evidence.h"
#include "casework/inspection.h"
#include "casework/risk.h"
#include "fund/payment_seal.h"
#include "kinds/quota.h"
#include "monitor/bulletin.h"
#include "privacy/sealing.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

static const char USAGE[] =
    "用法：jiuye verify --db 数据库 [--keys 目录]\n"
    "\n"
    "只凭数据库里的记录证明账目：每个账户等于它的流水之和，借贷相等，从未透支，\n"
    "每张拨付单与流水、支付文件、回盘一致，每份支付文件与放行时逐字节相同，\n"
    "结了账的月份三方相符、数字没有变过，结转一收一下成对；\n"
    "每件申请都停在最后一步上，经手人、金额和步骤、判定、公示、拨付单、日志相符，\n"
    "按留存的事实重新判定一遍还是那个结果，没有无申请的拨付单；\n"
    "每份材料与收到时相同；每份文书和案卷重新生成一遍，与出具时逐字节相同，案卷清单的签名都对；\n"
    "每份名额等于占用它的登记之和；没有解除的疑点都扣着申请，抽查重抽一遍还是那些；\n"
    "每件追回和申诉都停在最后一步上，要退的、退了的和台账相符，复查重新判定一遍还是那个结果；\n"
    "每个批次的逐行结果与它的指纹相符，部门后来答复过的和过了保存期的除外；\n"
    "每期通报的数与审签时相同；日志一段接一段，行没有改过、没有少，签名都对；\n"
    "封存的个人信息每一处都打得开，没有移动过。\n"
    "\n"
    "  --db 数据库    SQLite 文件，或 postgresql:// 开头的地址\n"
    "  --keys 目录    密钥目录：个人信息用里面的密钥打开（缺省 ./" KEY_FOLDER_DEFAULT "）；写了它，\n"
    "                 日志、支付文件和案卷还必须是用里面的密钥签的，不写只看签名本身\n"
    "\n"
    "成立：退出码 0；不成立：退出码 1，并说出第一处。不改动任何数据。\n";

static int usage(const char *problem) {
    fprintf(stderr, "jiuye verify: %s\n\n%s", problem, USAGE);
    return 2;
}

// One part of the proof: what was looked at, and what does not hold.
typedef struct Finding {
    int64_t faults;
    Str first_fault; // of these
    Str summary;     // when there are none
} Finding;

static bool prove_ledger(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    LedgerProof proof;
    if (!ledger_prove(tx, arena, &proof, error) ||
        !payment_seal_prove(tx, keys, arena, &proof, error)) {
        return false;
    }
    Str summary = str_format(arena,
                             "账目成立：%" PRId64 " 个账户，%" PRId64 " 笔流水，%" PRId64
                             " 张拨付单，%" PRId64 " 份支付文件",
                             proof.accounts, proof.transfers, proof.payments, proof.files);
    *finding = (Finding){proof.faults, proof.first_fault, summary};
    return true;
}

static bool prove_places(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    QuotaProof proof;
    (void)keys;
    if (!quota_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena, "名额成立：%" PRId64 " 份名额与占用的登记相符",
                                    proof.quotas)};
    return true;
}

static bool prove_bulletins(Tx *tx, const Str *keys, Arena *arena, Finding *finding,
                            Error *error) {
    BulletinProof proof;
    (void)keys;
    if (!bulletin_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena, "通报成立：%" PRId64 " 期与审签时相同",
                                    proof.bulletins)};
    return true;
}

static bool prove_paper(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    EvidenceProof evidence;
    LetterProof letters;
    ArchiveProof archives;
    if (!evidence_prove(tx, arena, &evidence, error) ||
        !letter_prove(tx, arena, &letters, error) ||
        !claim_archive_prove(tx, keys, arena, &archives, error)) {
        return false;
    }
    Str first = evidence.faults  ? evidence.first_fault
                : letters.faults ? letters.first_fault
                                 : archives.first_fault;
    *finding = (Finding){evidence.faults + letters.faults + archives.faults, first,
                         str_format(arena,
                                    "文书成立：%" PRId64 " 份材料，%" PRId64 " 份文书，%" PRId64
                                    " 份案卷；其中 %" PRId64 " 份由别的排版版本出具，只核对了内容",
                                    evidence.files, letters.letters, archives.archives,
                                    letters.others + archives.others)};
    return true;
}

static bool prove_claims(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    ClaimProof proof;
    (void)keys;
    if (!claim_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena,
                                    "申请成立：%" PRId64
                                    " 件，步骤、经手人、金额与判定、公示、拨付和日志相符",
                                    proof.claims)};
    return true;
}

static bool prove_holds(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    RiskProof proof;
    (void)keys;
    if (!risk_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena, "疑点成立：%" PRId64 " 条，没有解除的都还扣着申请",
                                    proof.findings)};
    return true;
}

static bool prove_draws(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    InspectionProof proof;
    (void)keys;
    if (!inspection_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena, "抽查成立：%" PRId64 " 次，重抽一遍都是同样的申请",
                                    proof.inspections)};
    return true;
}

static bool prove_courses(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    CourseProof proof;
    (void)keys;
    if (!course_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena,
                                    "追回和申诉成立：%" PRId64 " 件追回，%" PRId64
                                    " 件申诉，%" PRId64 " 个改变了原决定的复查",
                                    proof.clawbacks, proof.appeals, proof.reviews)};
    return true;
}

static bool prove_batches(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    BatchProof proof;
    (void)keys;
    if (!batch_prove(tx, arena, &proof, error)) return false;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena,
                                    "批次成立：%" PRId64 " 批；其中 %" PRId64
                                    " 批后来有部门的答复或者过了保存期，不再对指纹",
                                    proof.batches, proof.changed)};
    return true;
}

static bool prove_log(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error) {
    AuditProof proof;
    if (!audit_prove(tx, keys, arena, &proof, error)) return false;
    Str hash = str_is_absent(proof.last_hash) ? STR("-") : proof.last_hash;
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena,
                                    "日志成立：%" PRId64 " 段 %" PRId64 " 行，%" PRId64
                                    " 行等封存，末段指纹 %.*s",
                                    proof.segments, proof.rows, proof.waiting, STR_ARG(hash))};
    return true;
}

// `keys`: public keys that the log must be signed with, by suite.
typedef bool Prover(Tx *tx, const Str *keys, Arena *arena, Finding *finding, Error *error);
static Prover *const provers[] = {prove_ledger,  prove_claims,  prove_places, prove_holds,
                                  prove_draws,   prove_courses, prove_batches, prove_paper,
                                  prove_bulletins, prove_log};
#define PROVER_COUNT (sizeof provers / sizeof *provers)
// Among them, those whose findings are completed by prove_decided.
#define CLAIM_PROVER 1
#define COURSE_PROVER 5
#define FINDING_COUNT (PROVER_COUNT + 1) // and of the sealed fields

static bool prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *keys = in;
    Finding *findings = out;
    for (size_t i = 0; i < PROVER_COUNT; i++) {
        if (!provers[i](tx, keys, arena, &findings[i], error)) return false;
    }
    return true;
}

// Not a Prover: a field that does not open ends the transaction that reads it.
static bool prove_fields(const Database *database, Arena *arena, Finding *finding, Error *error) {
    SealingProof proof;
    if (!sealing_prove(database->store, database->keys, arena, &proof, error)) return false;
    Str former = proof.former > 0
                     ? str_format(arena, "，其中 %" PRId64 " 行还是旧密钥封存的（如表 %.*s）",
                                  proof.former, STR_ARG(proof.first_former))
                     : STR("");
    *finding = (Finding){proof.faults, proof.first_fault,
                         str_format(arena, "封存成立：%" PRId64 " 行个人信息都打得开%.*s",
                                    proof.rows, STR_ARG(former))};
    return true;
}

// Not Provers: what was decided, of claims and by reviews, is decided once more by its version of
// the pack, which is compiled from the database. Findings that hold already are completed.
static bool decide_again(const Database *database, Catalogue *catalogue, Arena *arena,
                         Finding *findings, Error *error) {
    ClaimProof claims;
    CourseProof courses;
    Finding *of_claims = &findings[CLAIM_PROVER], *of_courses = &findings[COURSE_PROVER];
    if (of_claims->faults == 0) {
        if (!claim_prove_decisions(database->store, catalogue, arena, &claims, error)) return false;
        Str summary = str_format(arena, "%.*s；%" PRId64 " 件重新判定一遍，结果相同",
                                 STR_ARG(of_claims->summary), claims.decisions);
        *of_claims = (Finding){claims.faults, claims.first_fault, summary};
    }
    if (of_courses->faults == 0) {
        if (!course_prove_reviews(database->store, catalogue, arena, &courses, error)) return false;
        *of_courses = (Finding){courses.faults, courses.first_fault, of_courses->summary};
    }
    return true;
}

// A database without anything decided may have no version, and is given none.
static bool prove_decided(const Database *database, Arena *arena, Finding *findings,
                          Error *error) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    Catalogue *catalogue;
    bool has_decisions;
    if (!claim_has_decisions(database->store, &has_decisions, error)) return false;
    if (!has_decisions) return true;
    if (!catalogue_open(database->store, clock_today(&clock), clock_now_ms(&clock), &catalogue,
                        error)) {
        return false;
    }
    bool is_read = decide_again(database, catalogue, arena, findings, error);
    catalogue_close(catalogue);
    return is_read;
}

static bool verify(Str url, Str folder, Arena *arena, Finding *findings, Error *error) {
    Database database;
    Str keys[SUITE_COUNT] = {{0}};
    for (int i = 0; i < SUITE_COUNT && !str_is_absent(folder); i++) {
        if (!signing_key_known((Suite)i, folder, arena, &keys[i], error)) return false;
    }
    DatabaseOptions place = {.url = url, .key_folder = folder};
    if (!database_open_existing(&place, &database, error)) return false;
    bool is_read = prove_fields(&database, arena, &findings[PROVER_COUNT], error) &&
                   store_read(database.store, prove, keys, findings, arena, error) &&
                   prove_decided(&database, arena, findings, error);
    database_close(&database);
    return is_read;
}

// Whether it holds.
static bool report(const Finding *finding) {
    if (finding->faults == 0) {
        printf("%.*s\n", STR_ARG(finding->summary));
        return true;
    }
    printf("不成立：%" PRId64 " 处。第一处：%.*s\n", finding->faults,
           STR_ARG(finding->first_fault));
    return false;
}

int verify_database(Str url, Str folder) {
    Arena arena = {0};
    Error error = {0};
    Finding findings[FINDING_COUNT] = {0};
    const Finding *fields = &findings[PROVER_COUNT];
    bool holds = verify(url, folder, &arena, findings, &error);
    if (holds) {
        for (size_t i = 0; i < FINDING_COUNT; i++) holds = report(&findings[i]) && holds;
    } else if (fields->faults > 0) { // nothing that reads such a field can be proven
        report(fields);
        puts("其余没有证明完：先从备份恢复打不开的那些行");
    } else {
        fprintf(stderr, "jiuye verify: %s\n%s\n", error.message, error.detail);
    }
    arena_release(&arena);
    return holds ? 0 : 1;
}

int verify_command(int argc, char **argv) {
    static const struct option long_options[] = {
        {"db", required_argument, NULL, 'd'}, {"keys", required_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    const char *url = NULL;
    Str folder = {0};
    int option;
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'd': url = optarg; break;
        case 'k': folder = str_from_c(optarg); break;
        case 'h': fputs(USAGE, stdout); return 0;
        default: return usage("不认识的参数");
        }
    }
    if (optind < argc) return usage("多余的参数");
    return url && *url ? verify_database(str_from_c(url), folder) : usage("缺少 --db 数据库");
}
