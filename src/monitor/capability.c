// SPDX-License-Identifier: Apache-2.0
#include "monitor/capability.h"

#include "monitor/capability.sql.h"

typedef struct DatabaseLabel {
    const char *name;
    const char *label;
} DatabaseLabel;

static const DatabaseLabel databases[] = {
    {"labour", "劳动力资源库"},
    {"employer", "用人单位与岗位库"},
    {"policy", "政策与经办业务库"},
    {"monitor", "监测指标与交换共享库"},
};

ModuleState module_state(const Module *module) {
    if (!module->path) return MODULE_BUILDING;
    return module->lacks ? MODULE_PARTIAL : MODULE_AVAILABLE;
}

const char *module_state_label(ModuleState state) {
    static const char *const labels[] = {"建设中", "部分可用", "可用"};
    return labels[state];
}

bool capability_read(Tx *tx, Arena *arena, Capability *capability, Error *error) {
    CapabilityTableRows rows;
    if (!capability_tables(tx, NULL, arena, &rows, error)) return false;
    *capability = (Capability){0};
    for (size_t i = 0; i < sizeof databases / sizeof *databases; i++) {
        DatabaseState *state = &capability->databases[i];
        state->name = str_from_c(databases[i].name);
        state->label = str_from_c(databases[i].label);
        for (size_t j = 0; j < rows.count; j++) {
            if (!str_equal(rows.items[j].database_name, state->name)) continue;
            state->table_count = rows.items[j].table_count;
            state->is_answering = true;
        }
    }
    for (size_t i = 0; i < module_count; i++) {
        capability->module_counts[module_state(&modules[i])]++;
    }
    return true;
}

// clang-format off
const Module modules[] = {
    {"M01", "政策经办", "政策库与规则引擎", "/policies", NULL},
    {"M02", "政策经办", "政策找人与自测", "/ask", NULL},
    {"M03", "政策经办", "统一申报受理", "/me/claims", NULL},
    {"M04", "政策经办", "审核审批与公示", "/notices", NULL},
    {"M05", "政策经办", "免申即享", "/batches", NULL},
    {"M06", "政策经办", "资金预算与支付", "/fund", NULL},
    {"M07", "政策经办", "核查追回与申诉", "/clawbacks", "黑名单"},
    {"M08", "政策经办", "企业吸纳与稳岗补贴", "/me/hires", NULL},
    {"M09", "政策经办", "劳务输出与外出务工", "/rosters", NULL},
    {"M10", "政策经办", "就业载体奖补", "/facilities", NULL},
    {"M11", "政策经办", "技能培训与评价补贴", "/kinds/project_training", "开班备案、实名签到"},
    {"M12", "政策经办", "见习实习跟岗", "/kinds/gov_internship_posts", "岗位双选、网上签协议"},
    {"M13", "政策经办", "创业扶持与担保贷款", "/kinds/startup_loan", NULL},
    {"M14", "政策经办", "稳岗金融服务", "/kinds/finance_list", "银行产品"},
    {"M15", "政策经办", "税费政策服务", "/kinds/education_deduction", "汇缴提醒"},
    {"M16", "政策经办", "失业保险与民生兜底", "/kinds/unemployment_relay", "月度再就业比对"},
    {"M17", "求职招聘", "求职者档案与简历", "/me/consent", "简历、技能标签"},
    {"M18", "求职招聘", "用人单位与岗位", NULL, NULL},
    {"M19", "求职招聘", "人岗匹配与推荐", NULL, NULL},
    {"M20", "求职招聘", "招聘会与直播带岗", NULL, NULL},
    {"M21", "求职招聘", "零工市场（驿站）", NULL, NULL},
    {"M22", "求职招聘", "重点企业清单与服务专员", "/kinds/key_enterprise_list", NULL},
    {"M23", "求职招聘", "就业援助与公益性岗位", "/kinds/aid_1311", NULL},
    {"M24", "求职招聘", "高校毕业生与基层项目", "/kinds/three_supports", NULL},
    {"M25", "求职招聘", "政策性岗位与国企招聘", "/kinds/civil_service_recruitment", NULL},
    {"M26", "信息监测", "就业失业登记与动态监测", NULL, NULL},
    {"M27", "信息监测", "企业用工与岗位供需监测", NULL, NULL},
    {"M28", "信息监测", "目标任务与调度通报", "/bulletins", "县区月度填报"},
    {"M29", "信息监测", "统计报表与领导驾驶舱", "/monitor", "自定义报表"},
    {"M30", "信息监测", "预警与风险", "/risks", "规模性失业预警"},
    {"M31", "数据共享", "部门数据目录与交换", "/fact-requests", "资源目录、申请审批"},
    {"M32", "数据共享", "区域间交换协作", NULL, NULL},
    {"M33", "数据共享", "核验与数据质量", NULL, NULL},
    {"M34", "基础支撑", "统一身份与权限（三员）", "/accounts", NULL},
    {"M35", "基础支撑", "政策宣传与消息中心", "/me/messages", "短信、“三送五进”活动"},
    {"M36", "基础支撑", "审计、安全与运维", "/audit", "安全生产检查台账"},
};
// clang-format on
const size_t module_count = sizeof modules / sizeof *modules;
