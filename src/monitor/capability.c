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
        capability->available_count += modules[i].is_available;
    }
    return true;
}

// clang-format off
const Module modules[] = {
    {"M01", "政策经办", "政策库与规则引擎", true, "/policies"},
    {"M02", "政策经办", "政策找人与自测", true, "/me"},
    {"M03", "政策经办", "统一申报受理", true, "/me/claims"},
    {"M04", "政策经办", "审核审批与公示", true, "/notices"},
    {"M05", "政策经办", "免申即享", true, "/batches"},
    {"M06", "政策经办", "资金预算与支付", true, "/fund"},
    {"M07", "政策经办", "核查追回与申诉", false, NULL},
    {"M08", "政策经办", "企业吸纳与稳岗补贴", true, "/me/hires"},
    {"M09", "政策经办", "劳务输出与外出务工", false, NULL},
    {"M10", "政策经办", "就业载体奖补", false, NULL},
    {"M11", "政策经办", "技能培训与评价补贴", false, NULL},
    {"M12", "政策经办", "见习实习跟岗", false, NULL},
    {"M13", "政策经办", "创业扶持与担保贷款", false, NULL},
    {"M14", "政策经办", "稳岗金融服务", false, NULL},
    {"M15", "政策经办", "税费政策服务", false, NULL},
    {"M16", "政策经办", "失业保险与民生兜底", false, NULL},
    {"M17", "求职招聘", "求职者档案与简历", false, NULL},
    {"M18", "求职招聘", "用人单位与岗位", false, NULL},
    {"M19", "求职招聘", "人岗匹配与推荐", false, NULL},
    {"M20", "求职招聘", "招聘会与直播带岗", false, NULL},
    {"M21", "求职招聘", "零工市场（驿站）", false, NULL},
    {"M22", "求职招聘", "重点企业清单与服务专员", false, NULL},
    {"M23", "求职招聘", "就业援助与公益性岗位", false, NULL},
    {"M24", "求职招聘", "高校毕业生与基层项目", false, NULL},
    {"M25", "求职招聘", "政策性岗位与国企招聘", false, NULL},
    {"M26", "信息监测", "就业失业登记与动态监测", false, NULL},
    {"M27", "信息监测", "企业用工与岗位供需监测", false, NULL},
    {"M28", "信息监测", "目标任务与调度通报", true, "/bulletins"},
    {"M29", "信息监测", "统计报表与领导驾驶舱", false, NULL},
    {"M30", "信息监测", "预警与风险", false, NULL},
    {"M31", "数据共享", "部门数据目录与交换", false, NULL},
    {"M32", "数据共享", "区域间交换协作", false, NULL},
    {"M33", "数据共享", "核验与数据质量", false, NULL},
    {"M34", "基础支撑", "统一身份与权限（三员）", true, "/sign-in"},
    {"M35", "基础支撑", "政策宣传与消息中心", false, NULL},
    {"M36", "基础支撑", "审计、安全与运维", true, "/audit"},
};
// clang-format on
const size_t module_count = sizeof modules / sizeof *modules;
