// SPDX-License-Identifier: Apache-2.0
#include "app/modules.h"

#include "pages/account/account_list.h"
#include "pages/account/delegation.h"
#include "pages/account/factor.h"
#include "pages/account/sign_in.h"
#include "pages/audit/log.h"
#include "pages/casework/appeal.h"
#include "pages/casework/batch.h"
#include "pages/casework/case.h"
#include "pages/casework/claim_archive.h"
#include "pages/casework/clawback.h"
#include "pages/casework/counter.h"
#include "pages/casework/daybook.h"
#include "pages/casework/escalation.h"
#include "pages/casework/fact_request.h"
#include "pages/casework/fact_sheet.h"
#include "pages/casework/letter.h"
#include "pages/casework/letter_check.h"
#include "pages/casework/inspection.h"
#include "pages/casework/message_delivery.h"
#include "pages/casework/notice.h"
#include "pages/casework/objection.h"
#include "pages/casework/rating.h"
#include "pages/casework/risk.h"
#include "pages/casework/task.h"
#include "pages/claim/apply.h"
#include "pages/claim/claim_roster.h"
#include "pages/claim/consent.h"
#include "pages/claim/hire_roster.h"
#include "pages/claim/hires.h"
#include "pages/claim/me.h"
#include "pages/claim/own_appeal.h"
#include "pages/claim/own_claim.h"
#include "pages/claim/own_draft.h"
#include "pages/claim/remittance.h"
#include "pages/fund/allotment.h"
#include "pages/fund/approval.h"
#include "pages/fund/approval_form.h"
#include "pages/fund/budget.h"
#include "pages/fund/payment_file.h"
#include "pages/fund/period.h"
#include "pages/fund/receivable.h"
#include "pages/fund/reconcile.h"
#include "pages/fund/voucher.h"
#include "pages/home/ask.h"
#include "pages/home/home.h"
#include "pages/kinds/enrol.h"
#include "pages/kinds/enrolment.h"
#include "pages/kinds/facility.h"
#include "pages/kinds/measure.h"
#include "pages/kinds/target.h"
#include "pages/monitor/bulletin.h"
#include "pages/monitor/one_screen.h"
#include "pages/monitor/supervision.h"
#include "pages/monitor/unclaimed.h"
#include "pages/policy/draft.h"
#include "pages/policy/item.h"
#include "pages/policy/policy.h"
#include "pages/policy/reading.h"
#include "pages/policy/renew.h"
#include "pages/policy/rule.h"
#include "pages/policy/version.h"

const RouteList *const page_routes[] = {
    &home_pages,
    &ask_pages,
    &sign_in_pages,
    &factor_pages,
    &account_pages,
    &delegation_pages,
    &policy_pages,
    &item_pages,
    &policy_try_pages,
    &draft_pages,
    &draft_step_pages,
    &rule_pages,
    &renew_pages,
    &version_pages,
    &reading_pages,

    &task_pages,
    &case_pages,
    &counter_pages,
    &daybook_pages,
    &escalation_pages,
    &rating_pages,
    &message_delivery_pages,
    &batch_pages,
    &notice_pages,
    &objection_pages,
    &fact_request_pages,
    &fact_sheet_pages,
    &letter_pages,
    &letter_check_pages,
    &claim_archive_pages,
    &clawback_pages,
    &appeal_pages,
    &risk_pages,
    &inspection_pages,
    &budget_pages,
    &allotment_pages,
    &approval_pages,
    &payment_file_pages, &approval_form_pages, &reconcile_pages, &voucher_pages, &period_pages,
    &receivable_pages,

    &enrolment_pages,
    &enrol_pages,
    &measure_pages,
    &facility_pages,
    &target_pages,

    &monitor_pages,
    &supervision_pages,
    &bulletin_pages,
    &bulletin_figure_pages,
    &unclaimed_pages,
    &audit_pages,

    &me_pages,
    &apply_pages,
    &consent_pages,
    &own_claim_pages,
    &remittance_pages,
    &own_appeal_pages,
    &own_draft_pages,
    &hires_pages,
    &hire_roster_pages,
    &claim_roster_pages,
    &claim_roster_api,
};
const size_t page_route_count = sizeof page_routes / sizeof page_routes[0];

// The lists of casework are many: whoever has the desk finds them there.
#define NAV(label, path, needs) {label, path, needs, PERMISSION_NONE}
#define DESK(label, path, needs) {label, path, needs, PERMISSION_CASE_READ}
const NavItem nav_items[] = {
    NAV("政策", "/policies", PERMISSION_PUBLIC),
    NAV("事项一览", "/items", PERMISSION_PUBLIC),
    NAV("我能享受什么", "/me", PERMISSION_CLAIMANT),
    NAV("公示", "/notices", PERMISSION_PUBLIC),
    NAV("名册", "/rosters", PERMISSION_ROSTER_READ),
    NAV("我的登记", "/enrolments", PERMISSION_ENROL),
    NAV("待办", "/tasks", PERMISSION_CASE_READ),
    NAV("代办", "/counter", PERMISSION_COUNTER_ENTER),
    NAV("免申即享", "/batches", PERMISSION_BATCH_RUN),
    NAV("名额与登记", "/enrolments", PERMISSION_ENROLMENT_READ),
    DESK("异议", "/objections", PERMISSION_CASE_READ),
    DESK("疑点", "/risks", PERMISSION_CASE_READ),
    DESK("抽查", "/inspections", PERMISSION_INSPECTION_READ),
    DESK("逾期上报", "/overdue", PERMISSION_ESCALATION),
    DESK("提供数据", "/fact-requests", PERMISSION_FACT_STATE),
    DESK("追回", "/clawbacks", PERMISSION_AFTERCARE_READ),
    DESK("申诉", "/appeals", PERMISSION_AFTERCARE_READ),
    NAV("资金", "/fund", PERMISSION_FUND_READ),
    NAV("一屏", "/monitor", PERMISSION_MONITOR),
    NAV("目标", "/targets", PERMISSION_MONITOR),
    NAV("通报", "/bulletins", PERMISSION_MONITOR),
    NAV("督办", "/supervisions", PERMISSION_SUPERVISIONS),
    NAV("应享未享", "/unclaimed", PERMISSION_UNCLAIMED_LIST),
    NAV("政策发布", "/drafts", PERMISSION_POLICY_PUBLISH),
    NAV("口径台账", "/readings", PERMISSION_READING_CONFIRM),
    NAV("账号与授权", "/accounts", PERMISSION_SECURITY),
    NAV("平台能力", "/capability", PERMISSION_SYSTEM),
    NAV("审计日志", "/audit", PERMISSION_AUDIT),
};
const size_t nav_item_count = sizeof nav_items / sizeof nav_items[0];
