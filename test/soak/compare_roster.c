// SPDX-License-Identifier: Apache-2.0
// What the pages read of rosters, and how far a confirmation came that was broken off.
#include "compare_core.h"

// ---- What only the database knows ----

static int64_t read_of_roster(const TestDatabase *database, const char *what, const char *where,
                              const ModelRoster *roster) {
    char sql[400];
    snprintf(
        sql, sizeof sql,
        "SELECT CAST(%s AS TEXT) FROM claim_roster LEFT JOIN claim_roster_row ON roster_id = id"
        " WHERE number = '%s' AND %s",
        what, roster->number, where);
    return read_number(database, sql);
}

RosterLeft compare_learn_roster(const TestDatabase *database, const ModelRoster *roster) {
    return (RosterLeft){
        .pending = (int)read_of_roster(
            database, "count(*)",
            "(result = 'payable' OR awaits = 1) AND claim_roster_row.claim_number IS NULL", roster),
        .is_confirming = read_of_roster(database, "count(*)", "state = 'confirming'", roster) > 0,
        .is_done = read_of_roster(database, "count(*)", "state = 'done'", roster) > 0};
}

int compare_roster_numbered(const TestDatabase *database, const ModelRoster *roster, int behind) {
    char where[100];
    snprintf(where, sizeof where, "claim_roster_row.claim_number IS NOT NULL AND sequence > %d",
             behind);
    return (int)read_of_roster(
        database, "coalesce(CAST(substr(min(claim_roster_row.claim_number), 12) AS BIGINT), 0)",
        where, roster);
}

int compare_rosters_checked(const TestDatabase *database) {
    return (int)read_number(database, "SELECT CAST(count(*) AS TEXT) FROM audit_log"
                                      " WHERE action = 'claim_roster.check'");
}

// ---- What the pages read ----

static const char *const roster_states[MODEL_ROSTER_STATES] = {
    [MODEL_CHECKED] = "checked",
    [MODEL_CONFIRMING] = "confirming",
    [MODEL_ROSTER_DONE] = "done",
};

// Where a fault stands as the check found it, and what is said of it.
typedef struct Fault {
    const char *column, *sentence;
} Fault;

static const Fault faults[MODEL_ROW_FAULTS] = {
    [MODEL_ROW_POST] = {"岗位类型",
                        "“县城岗位”不能填在这里，应为：只能填：城镇公益性岗位、乡村公益性岗位"},
    [MODEL_ROW_NAME] = {"姓名", "和公安登记的姓名不一样，请核对"},
    [MODEL_ROW_NUMBER] = {"公民身份号码", "公民身份号码校验位不符，请逐位核对"},
    [MODEL_ROW_STRANGER] = {"公民身份号码", "没有查到这个人，请核对号码"},
    [MODEL_ROW_TWIN] = {"公民身份号码", NULL},
    [MODEL_ROW_NOT_THEIRS] = {"公民身份号码",
                              "查不到这个人这一期在贵单位就业、参保、见习，也没有录取到岗：请核对身"
                              "份号码；确实在岗的，请县区经办在窗口报"},
    [MODEL_ROW_UNWILLING] =
        {"公民身份号码", "没有这个对象，或者不在你能办的范围里：请核对身份号码或统一社会信用代码"},
    [MODEL_ROW_ACCOUNT] = {"公民身份号码",
                           "没有查到收款账户：请填写社会保障卡金融账户的卡号和开户银行"},
};

// What the model says is wrong with a row.
static const char *fault_sentence(Arena *arena, const ModelRosterRow *row) {
    if (row->fault != MODEL_ROW_TWIN) return faults[row->fault].sentence;
    return str_to_c(arena, str_format(arena, "和第%d行重复，只留一行", row->other + 1));
}

static const char *had_sentence(Arena *arena, const Model *model, const ModelRosterRow *row) {
    const ModelClaim *first = &model->claims[row->other - 1];
    Str on = date_to_chinese(arena, first->granted_on);
    return str_to_c(arena,
                    str_format(arena, "这一期的岗位补贴已经申请或享受过：受理号 %s，%.*s提交",
                               first->number, STR_ARG(on)));
}

static void compare_faults(Look *look, const ClaimRoster *roster, const ModelRosterRow *wanted,
                           const ClaimRosterRow *found, Arena *arena) {
    for (size_t i = 0; i < found->cell_count; i++) {
        bool is_here = wanted->fault != MODEL_ROW_GOOD && !wanted->is_late &&
                       str_equal(roster->columns[i], str_from_c(faults[wanted->fault].column));
        expect_text(look, "a cell of a roster", is_here ? fault_sentence(arena, wanted) : "",
                    found->faults[i]);
    }
}

static void compare_sentences(Look *look, const ModelRosterRow *wanted, const ClaimRosterRow *found,
                              Arena *arena) {
    const char *what = "a row of a roster";
    Str why = found->sentences;
    switch (wanted->result) {
    case ROSTER_PAYABLE:
        expect_text(look, what, "", why);
        break;
    case ROSTER_FAULTY:
        expect_text(look, what, wanted->is_late ? fault_sentence(arena, wanted) : "", why);
        break;
    case ROSTER_HAD:
        expect_text(look, what, had_sentence(arena, look->model, wanted), why);
        break;
    case ROSTER_LOOK:
        expect_text(look, what, "还缺信息，不能判断是否符合公益性岗位的条件：缺：本月在岗", why);
        break;
    case ROSTER_NOT:
        expect(look, what, wanted->said.month == TOWN_MONTH_AWAY,
               str_starts_with(why, STR("本月没有在岗")));
        break;
    case ROSTER_RESULT_COUNT:
        break;
    }
}

static void compare_row(Look *look, const ClaimRoster *roster, const ModelRosterRow *wanted,
                        const ClaimRosterRow *found, Arena *arena) {
    const char *claim = wanted->claim ? look->model->claims[wanted->claim - 1].number : "";
    const char *what = "the result of a row of a roster";
    expect_text(look, what, str_to_c(arena, roster_result_code(wanted->result)),
                roster_result_code(found->result));
    expect(look, what, wanted->amount_fen, found->amount_fen);
    expect_text(look, what, claim, found->claim_number);
    compare_faults(look, roster, wanted, found, arena);
    compare_sentences(look, wanted, found, arena);
}

static bool look_at_roster(Tx *tx, Look *look, const ModelRoster *wanted, Arena *arena,
                           Error *error) {
    ClaimRoster roster;
    ClaimRosterQuery query = {
        .number = str_from_c(wanted->number), .result = -1, .row_count = ROWS_MAX};
    if (!claim_roster_find(tx, &look->actor, &query, arena, &roster, error)) return false;
    expect_text(look, wanted->number, roster_states[wanted->state], roster.state);
    expect_text(look, wanted->number, wanted->month, roster.period);
    expect(look, wanted->number, wanted->decided_on, roster.decided_on);
    expect(look, wanted->number, wanted->count, (int64_t)roster.rows_shown);
    for (int i = 0; !look->differs && i < wanted->count; i++) {
        compare_row(look, &roster, &look->model->roster_rows[wanted->first + i], &roster.rows[i],
                    arena);
    }
    return true;
}

bool look_at_rosters(Tx *tx, Look *look, Arena *arena, Error *error) {
    ClaimRosters rosters;
    int count = look->model->roster_count;
    if (!claim_roster_list(tx, &look->actor, arena, &rosters, error)) return false;
    expect(look, "rosters", count, (int64_t)rosters.count);
    for (int i = 0; !look->differs && i < count; i++) {
        if (!look_at_roster(tx, look, &look->model->rosters[i], arena, error)) return false;
    }
    return true;
}
