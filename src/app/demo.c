// SPDX-License-Identifier: Apache-2.0
#include "app/demo.h"

#include "access/account.sql.h"
#include "access/factor.h"
#include "city/boundary.h"
#include "fund/budget.h"
#include "registry/person.sql.h"
#include "registry/validate.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define DEMO_BUDGET_FEN INT64_C(500000000) // of a policy, fund and county: 5,000,000.00 yuan

typedef struct DemoAccount {
    const char *login;
    const char *display_name;
    Role role;
    const char *division; // "" = the whole city
    const char *holder;   // staff: an id number that stands for nobody
    const char *person;   // citizens: whose account it is
    const char *uscc;     // organisations
    const char *department; // 简称, of those who sign for a body
    const char *what;     // for the reader of the table
} DemoAccount;

static const DemoAccount accounts[] = {
    {"worker", "王某（合成）", ROLE_CITIZEN, "", NULL, JOURNEY_MIGRANT_ID, NULL, NULL,
     "海原县外出务工者，第5项可以领800元"},
    {"graduate", "高校毕业生（合成）", ROLE_CITIZEN, "", NULL, JOURNEY_GRADUATE_ID, NULL, NULL,
     "中宁县高校毕业生，第30项：先还贷款，余下的给本人"},
    {"student", "中职毕业生（合成）", ROLE_CITIZEN, "", NULL, JOURNEY_STUDENT_ID, NULL, NULL,
     "中宁县职业学校毕业学年的学生，第38项"},
    {"company", "合成企业人事", ROLE_ORG_HR, "", NULL, NULL, JOURNEY_EMPLOYER_USCC, NULL,
     "中宁县小企业，第7、26、24项"},
    {"base", "合成见习单位人事", ROLE_ORG_HR, "", NULL, NULL, JOURNEY_INTERNSHIP_USCC, NULL,
     "见习单位，第33项留用奖和剩余月数"},
    {"clerk522", "海原县经办", ROLE_COUNTY_CLERK, "640522", "640500199001010014", NULL, NULL, "县区",
     "海原县：受理"},
    {"reviewer522", "海原县复核", ROLE_COUNTY_REVIEWER, "640522", "640500199001010030", NULL, NULL,
     "县区",
     "海原县：复核与公示"},
    {"clerk521", "中宁县经办", ROLE_COUNTY_CLERK, "640521", "640500199001010057", NULL, NULL, "县区",
     "中宁县：受理"},
    {"reviewer521", "中宁县复核", ROLE_COUNTY_REVIEWER, "640521", "640500199001010073", NULL, NULL,
     "县区",
     "中宁县：复核与公示"},
    {"clerk502", "沙坡头区经办", ROLE_COUNTY_CLERK, "640502", "64050019900101009X", NULL, NULL, "县区",
     "沙坡头区：受理"},
    {"reviewer502", "沙坡头区复核", ROLE_COUNTY_REVIEWER, "640502", "640500199001010110", NULL, NULL,
     "县区",
     "沙坡头区：复核与公示"},
    {"finance", "财政复核", ROLE_FINANCE_REVIEWER, "", "640500199001010137", NULL, NULL, "财政局",
     "全市：资金审批"},
    {"cashier", "财政拨付", ROLE_FINANCE_REVIEWER, "", "640500199001010284", NULL, NULL, "财政局",
     "全市：拨付、回盘；不能是审批的人"},
    {"broker", "合成劳务中介", ROLE_BROKER, "", NULL, NULL, BOUNDARY_AGENCY_USCC, NULL,
     "劳务中介：用名册报，第3项"},
    {"trainer", "合成见习单位人事", ROLE_ORG_HR, "", NULL, NULL, JOURNEY_INTERNSHIP_USCC, NULL,
     "见习单位：按月报名册，第34项"},
    {"school", "合成职业学校", ROLE_SCHOOL, "", NULL, NULL, JOURNEY_SCHOOL_USCC, NULL,
     "中宁县的学校：用名册替毕业学年的学生报，第38项"},
    {"village", "海原县村协管员", ROLE_VILLAGE_WORKER, "640522", "640500199001010233", NULL, NULL,
     "县区",
     "海原县：代办、登记服务"},
    {"hrss", "市人社局业务", ROLE_CITY_HRSS, "", "64050019900101025X", NULL, NULL, "人社局",
     "全市：政策、名额、名单"},
    {"hrss2", "市人社局业务（乙）", ROLE_CITY_HRSS, "", "640500199001010276", NULL, NULL, "人社局",
     "全市：发布政策的第二个人"},
    {"office", "领导小组办公室", ROLE_LEADING_OFFICE, "", "640500199001010292", NULL, NULL, "就业办",
     "全市：收清单、审通报、调名额"},
    {"industry", "工信局报送员", ROLE_BUREAU_REPORTER, "", "640500199001010313", NULL, NULL, "工信局",
     "报送重点企业清单"},
    {"commerce", "商务局报送员", ROLE_BUREAU_REPORTER, "", "640500199001010399", NULL, NULL, "商务局",
     "报送重点企业清单"},
    {"education", "教育局报送员", ROLE_BUREAU_REPORTER, "", "64050019900101033X", NULL, NULL, "教育局",
     "学费补偿、实习跟岗"},
    {"civil", "民政局报送员", ROLE_BUREAU_REPORTER, "", "640500199001010356", NULL, NULL, "民政局",
     "低保名单与回流"},
    {"market", "市监局报送员", ROLE_BUREAU_REPORTER, "", "64050019900101041X", NULL, NULL, "市监局",
     "第15项：提供营业执照的数据"},
    {"bigdata", "大数据局报送员", ROLE_BUREAU_REPORTER, "", "640500199001014306", NULL, NULL,
     "大数据局", "第8项：平台验收"},
    {"agriculture", "农业农村局报送员", ROLE_BUREAU_REPORTER, "", "640500199001014322", NULL, NULL,
     "农业农村局", "报送重点企业清单"},
    {"tourism", "文旅局报送员", ROLE_BUREAU_REPORTER, "", "640500199001014349", NULL, NULL,
     "文旅局", "报送重点企业清单"},
    {"transport", "交通局报送员", ROLE_BUREAU_REPORTER, "", "640500199001014365", NULL, NULL,
     "交通局", "报送重点企业清单"},
    {"lending", "金融局报送员", ROLE_BUREAU_REPORTER, "", "640500199001014381", NULL, NULL,
     "金融局", "第12、13、14项银行答复，第18项利率和天数"},
    {"veterans", "退役军人局报送员", ROLE_BUREAU_REPORTER, "", "640500199001014402", NULL, NULL,
     "退役军人局", "第14项：核身份转银行"},
    {"youth", "团市委报送员", ROLE_BUREAU_REPORTER, "", "640500199001014429", NULL, NULL,
     "团市委", "第28项：西部计划"},
    {"health", "卫健委报送员", ROLE_BUREAU_REPORTER, "", "640500199001014445", NULL, NULL,
     "卫健委", "第29项：定岗"},
    {"personnel", "组织部报送员", ROLE_BUREAU_REPORTER, "", "640500199001014461", NULL, NULL,
     "组织部", "第32项：机关招录"},
    {"planning", "发改委报送员", ROLE_BUREAU_REPORTER, "", "640500199001014488", NULL, NULL,
     "发改委", "第42项：物价涨幅"},
    {"bank", "合成银行", ROLE_BANK, "", NULL, NULL, "91640500MA7609034L", "银行",
     "接收名单、回执、放款"},
    {"tax", "税务局", ROLE_TAX, "", "640500199001010372", NULL, NULL, "税务局",
     "第23项反馈"},
    {"head", "领导小组领导", ROLE_LEADING_HEAD, "", "640500199001010153", NULL, NULL, NULL,
     "全市：一屏，看不到个人"},
    {"sysadmin", "系统管理员", ROLE_SYS_ADMIN, "", "64050019900101017X", NULL, NULL, NULL,
     "三员之一，要动态口令"},
    {"secadmin", "安全管理员", ROLE_SEC_ADMIN, "", "640500199001010196", NULL, NULL, NULL,
     "三员之一，要动态口令"},
    {"auditadmin", "审计管理员", ROLE_AUDIT_ADMIN, "", "640500199001010217", NULL, NULL, NULL,
     "三员之一，要动态口令"},
};
#define ACCOUNT_COUNT (sizeof accounts / sizeof accounts[0])

static const char *const demo_counties[] = {"640502", "640521", "640522"};

// Derived from the key, so that the table of accounts can show a code at any later start.
static Str demo_secret(Arena *arena, const SecretKey *key, const DemoAccount *account) {
    unsigned char *secret = arena_alloc(arena, TOTP_SECRET_BYTES);
    crypto_generichash(secret, TOTP_SECRET_BYTES, (const unsigned char *)account->login,
                       strlen(account->login), key->bytes, sizeof key->bytes);
    return (Str){(const char *)secret, TOTP_SECRET_BYTES};
}

// ---- Making ----

typedef struct DemoIn {
    const Pack *pack;
    const SecretKey *key;
    const Actor *actor;
    Str password_hash;
} DemoIn;

static bool make_account(Tx *tx, const DemoIn *in, const DemoAccount *account, Arena *arena,
                         Error *error) {
    NewAccount made = {
        .login = str_from_c(account->login),
        .password_hash = in->password_hash,
        .display_name = str_from_c(account->display_name),
        .role = account->role,
        .division_code = str_from_c(account->division),
        .holder = account->holder ? str_from_c(account->holder) : (Str){0},
        .uscc = account->uscc ? str_from_c(account->uscc) : (Str){0},
        .department = account->department ? str_from_c(account->department) : (Str){0},
    };
    assert(!account->holder || id_number_check_character(account->holder) == account->holder[17]);
    if (account->person) {
        PersonRow person;
        bool found;
        if (!person_find(tx, &(PersonFindIn){.id_number = str_from_c(account->person)}, arena,
                         &person, &found, error)) {
            return false;
        }
        if (!found) {
            error_set(error, ERROR_NOT_FOUND, "演示城市里没有 %s", account->person);
            return error_detail(error, "请先导入演示城市的数据");
        }
        made.person_id = person.id;
        made.display_name = person.name;
    }
    if (factor_demand(account->role) == FACTOR_GIVEN) {
        made.totp_secret = secret_seal(arena, in->key, demo_secret(arena, in->key, account));
    }
    int64_t id;
    return account_create(tx, in->actor, &made, &id, arena, error);
}

static bool make_budgets(Tx *tx, const DemoIn *in, const Policy *policy, const Measure *measure,
                         Arena *arena, Error *error) {
    const Fund *fund = pack_fund(in->pack, measure->funds[0]);
    for (size_t i = 0; fund && i < sizeof demo_counties / sizeof demo_counties[0]; i++) {
        Budget budget;
        Allotment allotment = {
            .key = {.fund_key = fund->key,
                    .policy_number = policy->number,
                    .division_code = str_from_c(demo_counties[i]),
                    .year = date_to_civil(in->actor->today).year},
            .amount_fen = DEMO_BUDGET_FEN,
            .document = STR("演示指标（合成）"),
            .client_key = str_format(arena, "demo %.*s %d %s", STR_ARG(fund->key), policy->number,
                                     demo_counties[i]),
        };
        if (!budget_allot(tx, in->actor, &allotment, arena, &budget, error)) return false;
    }
    return true;
}

static bool make(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const DemoIn *demo = in;
    for (size_t i = 0; i < ACCOUNT_COUNT; i++) {
        if (!make_account(tx, demo, &accounts[i], arena, error)) return false;
    }
    for (size_t i = 0; i < demo->pack->policies.count; i++) {
        const Policy *policy = demo->pack->policies.items[i];
        if (!policy->program) continue;
        for (size_t j = 0; j < policy->measures.count; j++) {
            const Measure *measure = &policy->measures.items[j];
            if (measure->fund_count && !make_budgets(tx, demo, policy, measure, arena, error)) {
                return false;
            }
        }
    }
    return true;
}

bool demo_make(Store *store, const Pack *pack, const SecretKey *key, const Actor *actor,
               PasswordCost cost, Error *error) {
    Arena arena = {0};
    DemoIn in = {.pack = pack, .key = key, .actor = actor};
    bool ok = password_hash(&arena, STR(DEMO_PASSWORD), cost, &in.password_hash, error) &&
              store_write(store, make, &in, NULL, &arena, error);
    arena_release(&arena);
    return ok;
}

static bool find_first(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    AccountRow row;
    return account_by_login(tx, &(AccountByLoginIn){.login = str_from_c(accounts[0].login)}, arena,
                            &row, out, error);
}

bool demo_is_ready(Store *store, bool *is_ready, Error *error) {
    Arena arena = {0};
    bool ok = store_read(store, find_first, NULL, is_ready, &arena, error);
    arena_release(&arena);
    return ok;
}

void demo_print_accounts(StrBuilder *out, const SecretKey *key, int64_t now_ms) {
    Arena arena = {0};
    str_put_format(out, "演示账号（密码都是 %s）：\n", DEMO_PASSWORD);
    for (size_t i = 0; i < ACCOUNT_COUNT; i++) {
        const DemoAccount *account = &accounts[i];
        str_put_format(out, "  %-12s %s", account->login, account->what);
        if (factor_demand(account->role) == FACTOR_GIVEN) {
            Str code = totp_code(&arena, demo_secret(&arena, key, account),
                                 now_ms / 1000 / TOTP_STEP_S);
            str_put_format(out, "（现在是 %.*s）", STR_ARG(code));
        }
        str_put_char(out, '\n');
    }
    arena_release(&arena);
}
