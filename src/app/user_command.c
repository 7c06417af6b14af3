// SPDX-License-Identifier: Apache-2.0
#include "app/user_command.h"

#include "access/account.h"
#include "access/factor.h"
#include "app/command.h"
#include "app/config.h"
#include "app/database.h"
#include "base/clock.h"
#include "base/file.h"
#include "registry/code.h"
#include "registry/person.sql.h"
#include "registry/validate.h"

#include <getopt.h>
#include <sodium.h>
#include <stdio.h>

typedef struct UserAdd {
    Str url;
    Str key_folder;
    Str login;
    Str name;
    Str role_code;
    Str division;
    Str department;
    Str holder; // id number of a member of staff
    Str person; // id number of a citizen
    Str uscc;
} UserAdd;

static const char USAGE[] =
    "用法：jiuye user add --db 地址 --login 账号 --name 姓名 --role 角色 [选项] < 密码\n"
    "\n"
    "密码从标准输入读一行，不写在命令里。\n"
    "\n"
    "  --role 角色        citizen org_hr county_clerk county_reviewer finance_reviewer\n"
    "                     leading_head sys_admin sec_admin audit_admin\n"
    "  --division 代码    管哪个县区（640502、640521、640522）；不写是全市\n"
    "  --department 部门  所在部门\n"
    "  --holder 身份号码  工作人员本人的身份号码；三员必填，一人不能兼两员\n"
    "  --person 身份号码  个人账号（citizen）是谁的\n"
    "  --uscc 代码        单位账号（org_hr）是哪个单位的\n"
    "  --keys 目录        密钥目录，缺省 ./" KEY_FOLDER_DEFAULT "\n";

enum { OPTION_DB = 1000, OPTION_KEYS, OPTION_LOGIN, OPTION_NAME, OPTION_ROLE, OPTION_DIVISION,
       OPTION_DEPARTMENT, OPTION_HOLDER, OPTION_PERSON, OPTION_USCC };

static const struct option options[] = {
    {"db", required_argument, NULL, OPTION_DB},
    {"keys", required_argument, NULL, OPTION_KEYS},
    {"login", required_argument, NULL, OPTION_LOGIN},
    {"name", required_argument, NULL, OPTION_NAME},
    {"role", required_argument, NULL, OPTION_ROLE},
    {"division", required_argument, NULL, OPTION_DIVISION},
    {"department", required_argument, NULL, OPTION_DEPARTMENT},
    {"holder", required_argument, NULL, OPTION_HOLDER},
    {"person", required_argument, NULL, OPTION_PERSON},
    {"uscc", required_argument, NULL, OPTION_USCC},
    {NULL, 0, NULL, 0},
};

static Str *option_target(UserAdd *user, int option) {
    switch (option) {
    case OPTION_DB: return &user->url;
    case OPTION_KEYS: return &user->key_folder;
    case OPTION_LOGIN: return &user->login;
    case OPTION_NAME: return &user->name;
    case OPTION_ROLE: return &user->role_code;
    case OPTION_DIVISION: return &user->division;
    case OPTION_DEPARTMENT: return &user->department;
    case OPTION_HOLDER: return &user->holder;
    case OPTION_PERSON: return &user->person;
    case OPTION_USCC: return &user->uscc;
    default: return NULL;
    }
}

// ---- Checking ----

static bool is_admin(Role role) {
    return factor_demand(role) == FACTOR_GIVEN;
}

static bool check_id(Str id_number, Date today, Error *error) {
    IdNumber id;
    Check check = id_number_check(id_number, today, &id);
    return check.verdict != VERDICT_WRONG ||
           error_set(error, ERROR_INVALID, "身份号码 %.*s 不对：%s", STR_ARG(id_number),
                     check.sentence);
}

static bool check_user(const UserAdd *user, Date today, Role *role, Error *error) {
    if (!role_from_code(user->role_code, role)) {
        error_set(error, ERROR_INVALID, "没有角色“%.*s”", STR_ARG(user->role_code));
        return error_detail(error, "jiuye user --help 列出所有角色");
    }
    if (user->login.length > LOGIN_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "账号太长，最多%d个字节", LOGIN_BYTES_MAX);
    }
    if (!str_is_empty(user->division) && !division_is_county(user->division)) {
        return error_set(error, ERROR_INVALID, "%.*s 不是中卫市的县区", STR_ARG(user->division));
    }
    bool is_citizen = *role == ROLE_CITIZEN, is_unit = *role == ROLE_ORG_HR;
    if (is_citizen && str_is_empty(user->person)) {
        return error_set(error, ERROR_INVALID, "个人账号要用 --person 写明是谁的");
    }
    if (is_unit && str_is_empty(user->uscc)) {
        return error_set(error, ERROR_INVALID, "单位账号要用 --uscc 写明是哪个单位的");
    }
    if (is_admin(*role) && str_is_empty(user->holder)) {
        return error_set(error, ERROR_INVALID, "三员账号要用 --holder 写明由谁担任");
    }
    return (str_is_empty(user->holder) || check_id(user->holder, today, error)) &&
           (str_is_empty(user->person) || check_id(user->person, today, error));
}

static bool read_password(Arena *arena, Str *password, Error *error) {
    Str input;
    if (!file_read(arena, STR("-"), PASSWORD_BYTES_MAX + 2, &input, error)) return false;
    *password = str_cut(&input, '\n');
    return password_is_acceptable(*password, error);
}

// ---- Making ----

typedef struct MakeIn {
    const UserAdd *user;
    NewAccount account;
    Actor actor;
} MakeIn;

static bool make_account(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const MakeIn *make = in;
    NewAccount account = make->account;
    if (!str_is_empty(make->user->person)) {
        PersonRow person;
        bool found;
        if (!person_find(tx, &(PersonFindIn){.id_number = make->user->person}, arena, &person,
                         &found, error)) {
            return false;
        }
        if (!found) {
            error_set(error, ERROR_NOT_FOUND, "数据库里没有身份号码 %.*s",
                      STR_ARG(make->user->person));
            return error_detail(error, "请先导入公安户籍数据");
        }
        account.person_id = person.id;
    }
    return account_create(tx, &make->actor, &account, out, arena, error);
}

static bool add_user(Arena *arena, const UserAdd *user, Store *store, Error *error) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    MakeIn in = {.user = user, .actor = actor_system(clock_today(&clock), clock_now_ms(&clock))};
    Str password, secret = {0};
    SecretKey key;
    int64_t id;
    in.account = (NewAccount){.login = user->login,
                              .display_name = user->name,
                              .division_code = str_is_absent(user->division) ? STR("")
                                                                             : user->division,
                              .department = user->department,
                              .holder = user->holder,
                              .uscc = user->uscc};
    if (!check_user(user, in.actor.today, &in.account.role, error) ||
        !read_password(arena, &password, error) ||
        !password_hash(arena, password, PASSWORD_COST_NORMAL, &in.account.password_hash, error)) {
        return false;
    }
    if (is_admin(in.account.role)) {
        Str path = str_format(arena, "%.*s/access.key", STR_ARG(user->key_folder));
        if (!file_make_folder(user->key_folder, error) || !secret_key_open(path, &key, error)) {
            return false;
        }
        secret = totp_secret_new(arena);
        in.account.totp_secret = secret_seal(arena, &key, secret);
    }
    if (!store_write(store, make_account, &in, &id, arena, error)) return false;
    Str label = role_label(in.account.role);
    printf("账号 %.*s（%.*s）已建好\n", STR_ARG(user->login), STR_ARG(label));
    if (secret.length) {
        Str uri = totp_uri(arena, user->login, secret);
        printf("请在验证器里绑定动态口令，只显示这一次：\n%.*s\n", STR_ARG(uri));
    }
    return true;
}

static void explain_conflict(Error *error) {
    Str code = str_from_c(error->code);
    if (str_equal(code, STR("UNIQUE:account_login"))) {
        error_set(error, ERROR_CONFLICT, "这个账号已经有了");
    } else if (str_equal(code, STR("UNIQUE:account_one_admin"))) {
        error_set(error, ERROR_CONFLICT, "三员分立：这个人已经担任另一员");
    }
}

int user_command(int argc, char **argv) {
    UserAdd user = {.key_folder = STR(KEY_FOLDER_DEFAULT)};
    Arena arena = {0};
    Database database = {0};
    Error error = {0};
    int option;
    if (argc < 2 || !str_equal(str_from_c(argv[1]), STR("add"))) {
        return command_usage("user", "要写 jiuye user add", USAGE);
    }
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc - 1, argv + 1, "", options, NULL)) != -1) {
        Str *target = option_target(&user, option);
        if (!target) return command_usage("user", "有不认识的参数", USAGE);
        *target = str_from_c(optarg);
    }
    if (str_is_empty(user.url) || str_is_empty(user.login) || str_is_empty(user.name) ||
        str_is_empty(user.role_code)) {
        return command_usage("user", "--db、--login、--name、--role 都要写", USAGE);
    }
    DatabaseOptions place = {.url = user.url, .key_folder = user.key_folder};
    bool ok = sodium_init() >= 0 && database_open(&place, &database, &error) &&
              add_user(&arena, &user, database.store, &error);
    database_close(&database);
    arena_release(&arena);
    if (ok) return 0;
    explain_conflict(&error);
    return command_fail("user", &error);
}
