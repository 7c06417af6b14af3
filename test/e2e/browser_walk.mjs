// SPDX-License-Identifier: Apache-2.0
// docs/demo.md in a browser, step by step; arguments name the widths to walk.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { Browser } from "./browser.mjs";
import { walkItems } from "./browser_items.mjs";
import { audit, findUnclaimed } from "./browser_oversight.mjs";
import { renewPolicy } from "./browser_publish.mjs";
import { Platform } from "./platform.mjs";
import { Suite } from "./suite.mjs";

const LATER = "2023-10-30"; // behind five working days of notice
const suite = new Suite();

async function lookAround(browser) {
    const visitor = await browser.person();
    await suite.check("the front door, the policies, the capability page", async () => {
        await visitor.visit("/");
        await visitor.reads("我能享受什么", "个人", "单位", "工作人员", "公示栏");
        for (const path of ["/policies", "/policies/1", "/policies/7", "/capability", "/notices", "/nothing"]) {
            await visitor.visit(path, path === "/nothing" ? 404 : 200);
        }
    });
    await suite.check("the clause of item 5 with its table, and trying it", async () => {
        await visitor.visit("/policies/5");
        await visitor.reads("跨省（区）就业的补贴 800元", "给谁", "MONTHS_BELOW_6");
        await visitor.press("试算");
        await visitor.fill("户籍地", "海原县");
        await visitor.fill("务工地", "北京");
        await visitor.fill("外出务工整月数", "5");
        await visitor.press("试算");
        await visitor.reads("还差1个月");
        await visitor.lacks("户籍不在中卫市");
        await visitor.fill("务工地", "苏州");
        await visitor.press("试算", 400);
        await visitor.reads("务工地认不出来");
    });
    await suite.check("whoever is not signed in is asked to", async () => {
        await visitor.visit("/me", 401);
        await visitor.reads("请先登录");
    });
    await suite.check("large print and high contrast, remembered", async () => {
        await visitor.visit("/display?large=on&back=/policies/5");
        const size = () => visitor.page.evaluate(() => getComputedStyle(document.body).fontSize);
        assert.equal(await size(), "22px");
        await visitor.visit("/display?contrast=on&back=/");
        assert.equal(await size(), "22px");
        for (const path of ["/policies/7", "/policies/5/try", "/sign-in", "/capability"]) await visitor.visit(path);
        await visitor.visit("/display?large=off&back=/");
        assert.equal(await size(), "16px");
    });
}

async function claim(browser, walk) {
    await suite.check("she sees 800.00 元 and applies with the account that is known", async () => {
        walk.worker = await browser.person("worker");
        assert.equal(walk.worker.path, "/me");
        await walk.worker.reads("800.00 元", "一次性交通补贴");
        await walk.worker.lacks("基层服务专项计划\n符合条件"); // for graduates
        await walk.worker.press(/^申请$/);
        await walk.worker.reads("查到的信息", "来自");
        await walk.worker.press("提交申请");
        walk.claim = walk.worker.path;
        walk.number = /ZW-2023-05-\d{6}/.exec(walk.claim)[0];
        await walk.worker.reads("已提交，800.00 元", walk.number);
    });
    await suite.check("her own pages: claims, messages, large print", async () => {
        await walk.worker.visit("/me/claims");
        await walk.worker.reads(walk.number);
        await walk.worker.visit("/me/messages");
        await walk.worker.visit(`/display?large=on&back=${walk.claim}`);
        await walk.worker.visit("/me");
        await walk.worker.visit(`/display?large=off&back=${walk.claim}`);
    });
}

async function decide(browser, walk) {
    await suite.check("the clerk finds her claim in the list and accepts it", async () => {
        const clerk = (walk.clerk = await browser.person("clerk522"));
        assert.equal(clerk.path, "/tasks");
        await clerk.press(walk.number);
        await clerk.reads("跨省（区）就业的补贴 800元", "外出务工整月数", "符合条件");
        await clerk.press("受理");
        await clerk.reads("已受理");
    });
    await suite.check("cheating: who accepted is offered no review, and is refused when asking for it", async () => {
        await walk.clerk.visit(`/cases/${walk.number}`);
        assert.equal(await walk.clerk.page.getByRole("button", { name: "复核通过" }).count(), 0);
        const status = await walk.clerk.page.evaluate(async (path) => {
            const form = new FormData(document.querySelector("form[enctype], form[action$='/step'], form[action='/sign-out']"));
            const body = new URLSearchParams({ _csrf: form.get("_csrf"), _key: "cheating-0001", action: "review", note: "" });
            return (await fetch(path, { method: "POST", body })).status;
        }, `/cases/${walk.number}/step`);
        assert.equal(status, 403);
        walk.clerk.complaints = [];
        await walk.clerk.visit(`/cases/${walk.number}`);
        await walk.clerk.reads("已受理");
    });
    await suite.check("another pair of eyes reviews and publishes the notice", async () => {
        const reviewer = (walk.reviewer = await browser.person("reviewer522"));
        await reviewer.press(walk.number);
        await reviewer.press("复核通过");
        await reviewer.visit("/notices/new");
        await reviewer.press(/^公示.*一次性交通补贴/);
        assert.match(reviewer.path, /^\/notices/);
    });
}

async function notice(browser, walk) {
    const visitor = await browser.person();
    await suite.check("the public reads masked names and may object", async () => {
        await visitor.visit("/");
        await visitor.press("一次性交通补贴");
        await visitor.reads("王*", "640***********0410", "800.00");
        await visitor.lacks("王明远", walk.number);
        await visitor.press("提出异议");
        await visitor.fill("你的姓名", "李四");
        await visitor.fill("联系电话", "13800138000");
        await visitor.fill("有什么异议", "他没有在外务工");
        await visitor.press("提出异议");
        await visitor.reads("异议已收到");
    });
    await suite.check("the working days pass; the objection holds the money until it is answered", async () => {
        await visitor.visit("/");
        await visitor.fill("业务日期", LATER);
        await visitor.press("拨到这一天");
        await walk.worker.visit(walk.claim);
        await walk.worker.reads("公示中");
        await walk.reviewer.visit("/objections");
        await walk.reviewer.fill("核查结果", "查过就业登记和参保，情况属实");
        await walk.reviewer.press("不成立，继续办理");
        await walk.reviewer.visit("/notices/new");
        await walk.reviewer.press("办理到期的公示");
        await walk.reviewer.reads("公示期满");
    });
}

async function pay(browser, walk) {
    await suite.check("finance approves within the budget and makes the payment file", async () => {
        const finance = (walk.finance = await browser.person("finance"));
        assert.equal(finance.path, "/fund");
        await finance.visit("/fund/approvals");
        await finance.reads(walk.number, "800.00");
        await finance.press("审批本页");
        await finance.visit("/fund/files");
        await finance.press("生成支付文件", 409);
        await finance.reads("审批和拨付必须是不同的人");
        const cashier = (walk.cashier = await browser.person("cashier"));
        await cashier.visit("/fund/files");
        await cashier.press("生成支付文件");
        await cashier.visit("/fund/files");
        await cashier.press("ZF-640522");
        walk.file = cashier.path;
        await cashier.reads("SHA-256", "1 笔", "800.00");
    });
    await suite.check("cheating: one fen changed in the file is found", async () => {
        const finance = walk.cashier;
        const [download] = await Promise.all([finance.page.waitForEvent("download"), finance.page.getByRole("link", { name: "下载，交银行" }).click()]);
        const content = readFileSync(await download.path(), "utf8");
        assert.ok(content.includes(",800.00,"));
        const check = async (text, expects) => {
            await finance.visit("/fund/files");
            await finance.page.setInputFiles("#f-check", { name: "file.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
            await finance.press(/^核对$/, expects);
        };
        await check(content, 200);
        await finance.reads("一个字节不差");
        await check(content.replace(",800.00,", ",800.01,"), 409);
        await finance.reads("800.01");
    });
    await suite.check("the bank answers; she reads 已拨 800.00 元", async () => {
        await walk.finance.visit(walk.file);
        await walk.finance.press("全部成功，直接入账");
        await walk.finance.reads("800.00");
        await walk.worker.visit(walk.claim);
        await walk.worker.reads("已拨 800.00 元");
        await walk.worker.visit("/me/messages");
        await walk.worker.reads("已拨 800.00 元", "公示");
        await walk.finance.visit("/fund");
    });
    await suite.check("cheating: a second claim in the year", async () => {
        await walk.worker.visit("/me/apply?policy=5&subject=640522199910100410");
        await walk.worker.press("提交申请", 409);
        await walk.worker.reads("已经申请或享受过", walk.number);
        const { entitlements } = await walk.worker.page.evaluate(async () => (await fetch("/api/me/entitlements")).json());
        const codes = entitlements.filter((each) => each.policy === 5).flatMap((each) => each.reasons.map((reason) => reason.code));
        assert.ok(codes.includes("ALREADY_PAID_THIS_YEAR"), JSON.stringify(codes));
        walk.worker.complaints = [];
    });
}

async function company(browser) {
    const visitor = await browser.person("company");
    await suite.check("a company compares items 7 and 26 for the same person", async () => {
        await visitor.visit("/me");
        await visitor.visit("/me/hires");
        await visitor.reads("1,500.00 元", "1,000.00 元", "更合算", "37周岁");
        await visitor.press("申请这一项");
        await visitor.press("提交申请");
        await visitor.visit("/me/hires");
        await visitor.reads("已经申请或享受过");
    });
    await suite.check("a batch is matched and confirmed", async () => {
        const clerk = await browser.person("clerk521");
        await clerk.visit("/batches");
        await clerk.page.locator("select[name=policy]").selectOption("24");
        await clerk.press("比对");
        for (const column of ["可发", "需人工核实", "不发"]) await clerk.press(column);
        await clerk.reads("要满12个月");
        await visitor.visit("/me/batches");
        await visitor.reads("8,928.00 元");
        await visitor.press("确认账户");
        await visitor.reads("已受理，8,928.00 元");
    });
    await suite.check("the counter finds her company and prints a receipt", async () => {
        const clerk = await browser.person("clerk521");
        await clerk.visit("/counter");
        await clerk.fill("身份号码或统一社会信用代码", "91640502MA7600013B");
        await clerk.press(/^查$/);
        await clerk.press("代为申请");
        await clerk.press("提交，打印回执");
        await clerk.reads("回执", "ZW-2023-");
    });
}

async function walkDemo(platform, browser) {
    const walk = {};
    await audit(suite, browser); // first: the one-time code on the screen is for now
    await lookAround(browser);
    await walkItems(suite, browser);
    await findUnclaimed(suite, browser);
    await claim(browser, walk);
    if (!walk.number) return;
    await decide(browser, walk);
    await notice(browser, walk);
    await pay(browser, walk);
    await company(browser);
    await renewPolicy(suite, browser);
    await suite.check("the books prove", async () => {
        const proof = await platform.verify();
        assert.equal(proof.code, 0, proof.output);
    });
}

for (const width of process.argv.length > 2 ? process.argv.slice(2) : ["desktop", "phone"]) {
    suite.section(width);
    let platform = null, browser = null;
    await suite.check("the demo city is served and a browser is open", async () => {
        platform = await Platform.make("SQLite");
        await platform.start();
        browser = await Browser.open(platform, width);
    });
    if (browser) {
        await walkDemo(platform, browser);
        console.log(`${width}: ${browser.inspected.size} pages: ${[...browser.inspected].sort().join(" ")}`);
        await browser.close();
    }
    await platform?.remove();
}
process.exit(suite.finish());
