// SPDX-License-Identifier: Apache-2.0
// The journeys J1 to J9 of the domain with their assertions, in a browser; docs/demo.md walks the
// main one at more length. A phone and a desktop take the same way. Arguments name the widths to walk.
import assert from "node:assert/strict";

import { Browser, forge, send } from "./browser.mjs";
import { walkBulletins, walkFactor, walkOrders } from "./browser_leading.mjs";
import { walkCompany, walkWorker } from "./browser_own.mjs";
import { Platform } from "./platform.mjs";
import { Suite } from "./suite.mjs";

const MIGRANT = "640522199910100410";       // of Haiyuan
const EMPLOYER = "91640502MA7600013B";      // of Zhongning
const BASE = "91640502MA76000216";          // ten accepted, one hired in month 4, five kept
const PERSONAL = ["王明远", MIGRANT];        // no stranger may read these
const NOT_HERE = "本县区没有这个人或单位";

const suite = new Suite();

// J7: before the other journeys, whoever is entitled has not claimed yet.
async function walkVillage(browser, walk) {
    const village = await browser.person("village");
    await suite.check("J7: the village worker lands at the counter, in large print", async () => {
        assert.equal(village.path, "/counter");
        await village.visit("/display?large=on&back=/counter");
        assert.equal(await village.page.evaluate(() => getComputedStyle(document.body).fontSize), "22px");
        await village.reads("每次查询都会记入审计日志");
    });
    await suite.check("J7: nobody of another county is there", async () => {
        await send(village, { key: EMPLOYER }, /^查$/);
        await village.reads(NOT_HERE);
    });
    await suite.check("J7: applies for an elder, hands out the receipt", async () => {
        await village.visit("/counter");
        await send(village, { key: MIGRANT }, /^查$/);
        await village.reads("800.00");
        await village.lacks(MIGRANT);
        await village.press(/代为申请.*一次性交通补贴/);
        await village.press("提交，打印回执");
        await village.press("撤销这次代办"); // a slip of the hand
        await village.reads("已撤回");
        await village.visit("/counter");
        await send(village, { key: MIGRANT }, /^查$/);
        await village.press(/代为申请.*一次性交通补贴/);
        await village.press("提交，打印回执");
        walk.number = /ZW-2023-05-\d{6}/.exec(await village.page.locator("main").innerText())[0];
        await village.lacks("看案件", MIGRANT);
    });
    await suite.check("J7: entering is all: no list of cases, no acceptance", async () => {
        for (const path of ["/tasks", `/cases/${walk.number}`, "/batches", "/unclaimed", "/monitor"]) await village.visit(path, 403);
        await village.visit("/counter");
        assert.equal(await forge(village, `/cases/${walk.number}/step`, { action: "accept" }), 403);
        village.complaints = [];
    });
    await suite.check("J7: the elder reads it, takes it back within ten minutes, and it can be had again", async () => {
        const worker = await browser.person("worker");
        await worker.visit(`/me/claims/${walk.number}`);
        await worker.reads("请你确认", "不确认不能拨款");
        await worker.press("撤回申请");
        await worker.reads("已撤回");
        await worker.visit("/me");
        await worker.reads("800.00 元");
    });
}

async function walkCounty(browser, walk) {
    await suite.check("J3: a day begins with the list; another county's people are not found", async () => {
        const clerk = await browser.person("clerk521");
        assert.equal(clerk.path, "/tasks");
        await clerk.visit("/counter");
        await send(clerk, { key: MIGRANT }, /^查$/);
        await clerk.reads(NOT_HERE);
        await clerk.lacks("800.00", ...PERSONAL);
        await clerk.visit(`/cases/${walk.number}`, 404);
    });
    await suite.check("J3: a batch by the system: to pay, to look at, not to pay", async () => {
        const clerk = await browser.person("clerk521");
        await clerk.visit("/batches");
        await send(clerk, { policy: "7" }, "比对");
        for (const column of ["可发", "需人工核实", "不发"]) await clerk.press(column);
    });
    await suite.check("J3: who is another county's clerk may not see the batch", async () => {
        const clerk = await browser.person("clerk522");
        await clerk.visit("/batches");
        await clerk.lacks("中宁县");
    });
}

async function walkFinance(browser) {
    const finance = await browser.person("finance");
    await suite.check("J4: finance lands on the money, and each of its screens is in order", async () => {
        assert.equal(finance.path, "/fund");
        await finance.reads("就业补助资金");
        for (const path of ["/fund/approvals", "/fund/files", "/fund/allotments", "/fund/reconciliation", "/fund/periods", "/fund/receivables"]) {
            await finance.visit(path);
        }
    });
    await suite.check("J4: finance decides on money, not on cases", async () => {
        for (const path of ["/counter", "/audit", "/drafts", "/unclaimed"]) await finance.visit(path, 403);
    });
}

async function walkOversight(browser, walk) {
    await suite.check("J6: two bureaus report one firm; it is one line with two sources", async () => {
        const report = { subject: EMPLOYER, cluster: "电子商务", "urgent_jobs.1.occupation": "客服", "urgent_jobs.1.headcount": "2",
            "urgent_jobs.2.occupation": "主播", "urgent_jobs.2.headcount": "1" };
        for (const [login, dept] of [["industry", "市工业和信息化局"], ["commerce", "市商务局"]]) {
            const bureau = await browser.person(login);
            assert.equal(bureau.path, "/enrolments");
            await bureau.visit("/enrol/key_enterprise_list");
            await bureau.page.locator('[data-more][value="urgent_jobs"]').click(); // a second row, by script
            await send(bureau, { ...report, dept }, /^提交$/);
            const number = bureau.path.split("/").at(-1);
            assert.equal(number, walk.line ?? number);
            walk.line = number;
        }
        const office = await browser.person("office");
        await office.visit(`/enrolments/${walk.line}`);
        await office.reads("商务局、工信局", "共2条：职业 客服，人数 2；职业 主播，人数 1");
    });
    await suite.check("J6: a clerk exports a list; the auditor finds the export", async () => {
        const clerk = await browser.person("clerk522");
        await clerk.visit("/unclaimed?policy=5");
        const status = await clerk.page.evaluate(async () => (await fetch("/unclaimed.csv?policy=5")).status);
        assert.equal(status, 200);
        await walk.auditor.visit("/audit");
        await walk.auditor.reads("导出应享未享名单", "海原县经办");
        await walk.auditor.reads("被拒"); // somebody of another county was looked for
        await walk.auditor.lacks(MIGRANT);
    });
    await suite.check("J6: none of the three administrators has what is another's", async () => {
        for (const path of ["/audit", "/drafts", "/policies/5/renew", "/tasks"]) await walk.system.visit(path, 403);
        for (const path of ["/audit", "/drafts", "/policies/5/renew", "/fund"]) await walk.security.visit(path, 403);
        for (const path of ["/drafts", "/policies/5/renew", "/fund"]) await walk.auditor.visit(path, 403);
        await walk.security.visit("/accounts");
        await walk.security.reads("clerk522", "县区经办", "海原县", "本单位", "密码和动态口令");
        await walk.security.lacks("$argon2", "64050019");
        await walk.system.visit("/accounts", 403);
        await walk.system.visit("/capability");
        assert.equal(await forge(walk.security, "/policies/5/drafts", {}), 403);
        walk.security.complaints = [];
    });
}

async function walkBase(browser) {
    const base = await browser.person("base");
    await suite.check("J8: five of ten kept is half: the award is offered by itself", async () => {
        assert.equal(base.path, "/me");
        await base.reads("见习", "10,000.00 元");
        await base.visit(`/me/apply?policy=33&subject=${BASE}`);
        await base.reads("可以领 10,000.00 元", "留用并签合同人数");
        assert.equal(await base.page.locator("main [name=claim]").count(), 0); // nothing to choose
        await base.press("提交申请");
        await base.reads("10,000.00 元", "ZW-2023-33-");
    });
    await suite.check("J8: a contract in month 4 of 6: the two months that remain", async () => {
        await base.visit("/me");
        const paths = await base.page.locator("main form, main a").evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""));
        const trainee = paths.find((path) => path.startsWith(`/me/apply?policy=33&subject=${BASE}%3A`));
        assert.ok(trainee, paths.join(" "));
        await base.visit(trainee);
        await base.reads("可以领 3,680.00 元", "协议见习月数", "已见习整月数");
    });
    await suite.check("J8: four of ten would be too few", async () => {
        const visitor = await browser.person();
        await visitor.visit("/policies/33/try");
        const facts = { claim: "award", accepted_in_year: "10", completed: "10", date: "2023-10-16" };
        await send(visitor, { ...facts, retained_with_contract: "4" }, "试算");
        await visitor.reads("留用率40%，要达到50%");
        await send(visitor, { ...facts, retained_with_contract: "5" }, "试算");
        await visitor.reads("10,000.00 元");
    });
}

async function walkStartup(browser) {
    const visitor = await browser.person();
    const shop = { category: "veteran", is_veteran: "true", first_registration: "true", registration_date: "2022-09-01", industry: "F52", operating_normally: "true", operating_months: "13", jobs_created: "1" };
    await suite.check("J9: the start-up subsidy is 10,000 or 12,000, one of the two", async () => {
        await visitor.visit("/policies/15/try");
        await send(visitor, shop, "试算");
        await visitor.reads("可以享受 10,000.00 元");
        await send(visitor, { ...shop, operating_months: "11" }, "试算");
        await visitor.reads("还差1个月");
        const student = { category: "college_student", is_veteran: "false", graduation_date: "2022-06-30", operating_months: "3" };
        await send(visitor, { ...shop, ...student }, "试算");
        await visitor.reads("可以享受 12,000.00 元");
    });
    const loan = { claim: "loan", group: "veteran", is_veteran: "true", startup_ready: "true", term_months: "36", requested_fen: "5000000" };
    await suite.check("J9: what one, three and ten partners can borrow", async () => {
        await visitor.visit("/policies/18/try");
        for (const [partners, limit] of [["1", "300,000.00 元"], ["3", "990,000.00 元"], ["10", "3,000,000.00 元"]]) {
            await send(visitor, { ...loan, partners }, "试算");
            await visitor.reads("可以享受", "最高额度", limit);
        }
    });
    await suite.check("J9: the interest of a quarter, half of it paid", async () => {
        const quarter = { claim: "interest", requested_fen: "300000", unsettled: "true", granted_fen: "300000", loan_date: "2023-10-08", actual_rate_bp: "495", lpr_bp: "345", days: "90" };
        await send(visitor, { ...loan, partners: "1", ...quarter }, "试算");
        await visitor.reads("本次贴息", "1,856.25 元"); // 300,000 x 4.95 % x 90/360 / 2
    });
}

async function walkJourneys(platform, browser) {
    const walk = {};
    await suite.check("the three administrators sign in with their codes", async () => {
        walk.auditor = await browser.person("auditadmin", platform.codeOf("auditadmin"));
        walk.system = await browser.person("sysadmin", platform.codeOf("sysadmin"));
        walk.security = await browser.person("secadmin", platform.codeOf("secadmin"));
    });
    await walkVillage(browser, walk);
    await walkCounty(browser, walk);
    await walkFinance(browser);
    await walkOversight(browser, walk);
    await walkBase(browser);
    await walkStartup(browser);
    await walkWorker(suite, browser);
    await walkOrders(suite, browser);
    await walkCompany(suite, browser); // goes on to the end of October
    await walkBulletins(suite, browser); // goes on to the next year
    await suite.check("the books prove", async () => {
        const proof = await platform.verify();
        assert.equal(proof.code, 0, proof.output);
        assert.match(proof.output, /通报成立：1 期/);
    });
    await walkFactor(suite, platform, browser);
}

for (const width of process.argv.length > 2 ? process.argv.slice(2) : ["phone", "desktop"]) {
    suite.section(width);
    let platform = null, browser = null;
    await suite.check("the demo city is served and a browser is open", async () => {
        platform = await Platform.make("SQLite");
        await platform.start();
        browser = await Browser.open(platform, width);
    });
    if (browser) {
        await walkJourneys(platform, browser);
        console.log(`${width}: ${browser.inspected.size} pages: ${[...browser.inspected].sort().join(" ")}`);
        await browser.close();
    }
    await platform?.remove();
}
process.exit(suite.finish());
