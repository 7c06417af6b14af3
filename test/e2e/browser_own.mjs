// SPDX-License-Identifier: Apache-2.0
// What J1 and J2 ask for beyond the main path (docs/demo.md): the five questions, a withdrawn
// consent, a company's choice with its sum, its refund confirmed, and the voucher of what was paid.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { forge, send } from "./browser.mjs";

const MIGRANT = "640522199910100410"; // of Haiyuan
const NOT_HERE = "本县区没有这个人或单位";

async function askFive(suite, browser) {
    const visitor = await browser.person();
    await suite.check("J1: five questions, without signing in", async () => {
        await visitor.visit("/");
        await visitor.press("先答五个问题");
        await send(visitor, { outwork: "yes", contract: "yes", insured: "yes" }, "看结果");
        await visitor.reads("一次性交通补贴", "去外省（区）的800元", "在外务工");
        await visitor.lacks("还差");
        await send(visitor, { contract: "no", certificate: "yes" }, "看结果");
        await visitor.reads("还差：签劳动合同", "技能");
        await visitor.press("登录，看我能领多少", 401);
    });
}

async function withdrawConsent(suite, browser) {
    const worker = await browser.person("worker");
    const clerk = await browser.person("clerk522");
    const found = async () => {
        await clerk.visit("/counter");
        await send(clerk, { key: MIGRANT }, /^查$/);
    };
    await suite.check("J1: a card with a wrong digit is refused at once", async () => {
        await worker.reads("800.00 元", "一次性交通补贴");
        await worker.press(/^申请$/);
        await send(worker, { account_number: "6217998710000000001" }, "提交申请", 400);
    });
    await suite.check("J1: after she took back her consent, no office finds her file", async () => {
        await found();
        await clerk.reads("800.00");
        await worker.visit("/me");
        await worker.press("我的授权");
        await worker.press("撤销授权");
        await worker.reads("已撤销", "2023年10月16日起");
        await found();
        await clerk.reads(NOT_HERE);
        await clerk.lacks("800.00", "王明远");
        assert.equal(await forge(clerk, "/counter/apply", { policy: "5", subject: MIGRANT }), 404);
        clerk.complaints = [];
        await clerk.visit("/unclaimed?policy=5");
        await clerk.lacks("640522********0410");
    });
    await suite.check("J1: her own pages stay hers, and what she gives back is found again", async () => {
        await worker.visit("/me");
        await worker.reads("800.00 元");
        await worker.visit("/me/consent");
        await worker.press("恢复授权");
        await worker.reads("现在授权");
        await found();
        await clerk.reads("800.00");
    });
}

export async function walkWorker(suite, browser) {
    await askFive(suite, browser);
    await withdrawConsent(suite, browser);
}

async function chooseHires(suite, browser) {
    const company = await browser.person("company");
    await suite.check("J2: the hires compared, the better one marked, with sum and reasons", async () => {
        await company.press("招用人员比较");
        await company.reads("1,500.00 元", "1,000.00 元", "更合算", "只能选一项的选更合算的，共", "和第7项只能选一项", "37周岁");
        const quote = await company.page.evaluate(async () => (await fetch("/api/subsidies/hiring/quote")).json());
        const best = quote.hires.flatMap((hire) => hire.offers.filter((offer) => offer.best));
        assert.equal(quote.total_fen, best.reduce((sum, offer) => sum + offer.amount_fen, 0));
        // 7 and 26 exclude each other; 6 comes on top of either.
        assert.equal(quote.total_fen, 672400);
        for (const hire of quote.hires) {
            const taken = hire.offers.filter((offer) => offer.best).map((offer) => offer.policy);
            assert.ok(!(taken.includes(7) && taken.includes(26)), `${taken}`);
        }
        await company.press("申请这一项");
        await company.press("提交申请");
        await company.visit("/me/hires");
        await company.reads("已经申请或享受过");
    });
    return company;
}

async function confirmRefund(suite, browser, company) {
    await suite.check("J2: the refund of the batch waits for nothing but the account", async () => {
        const clerk = await browser.person("clerk521");
        await clerk.visit("/batches");
        await send(clerk, { policy: "24" }, "比对");
        await clerk.press("不发");
        await clerk.reads("要满12个月", "PAID_BELOW_12M");
        await company.visit("/me/batches");
        await company.reads("8,928.00 元");
        await company.press("确认账户");
        await company.reads("已受理，8,928.00 元");
    });
    await suite.check("J2: two of 31 laid off is too many, one is not", async () => {
        const visitor = await browser.person();
        await visitor.visit("/policies/24/try");
        const firm = { employer_kind: "enterprise", employer_size: "small", avg_insured: "31", ui_premium_prior_year_fen: "10000", process_date: "2023-10-16" };
        await send(visitor, { ...firm, ui_claimants: "2" }, "试算");
        await visitor.reads("不符合条件", "上年度裁员率6.45%，不得高于5.5%");
        const rules = await visitor.page.evaluate(async () => (await fetch("/policies/24")).text());
        assert.ok(rules.includes("LAYOFF_RATE_HIGH"));
        await send(visitor, { ...firm, ui_claimants: "1" }, "试算");
        await visitor.reads("6,000.00 元");
    });
    return /ZW-2023-24-\d{6}/.exec(company.path)[0];
}

// The refund on its way to the account: other hands at each step.
async function payRefund(suite, browser, company, number) {
    await suite.check("J2: reviewed, published, approved and paid", async () => {
        const reviewer = await browser.person("reviewer521");
        await reviewer.visit(`/cases/${number}`);
        await reviewer.press("复核通过");
        await reviewer.visit("/notices/new");
        await reviewer.press(/^公示.*返还/);
        const visitor = await browser.person();
        await visitor.visit("/");
        await visitor.fill("业务日期", "2023-10-30");
        await visitor.press("拨到这一天");
        await reviewer.visit("/notices/new");
        await reviewer.press("办理到期的公示");
        const finance = await browser.person("finance");
        await finance.visit("/fund/approvals");
        await finance.reads(number);
        await finance.press("审批本页");
        const cashier = await browser.person("cashier");
        await cashier.visit("/fund/files");
        await cashier.press("生成支付文件");
        await cashier.visit("/fund/files");
        await cashier.press("ZF-640521");
        await cashier.press("全部成功，直接入账");
    });
    await suite.check("J2: the voucher of the payment, downloaded and true to its hash", async () => {
        await company.visit(`/me/claims/${number}`);
        await company.reads("已拨 8,928.00 元");
        await company.press("拨付凭证");
        await company.reads("8,928.00", "失业保险基金", number, "拨付单号", "支付文件", "到账日期");
        const text = await company.page.evaluate(async (path) => (await fetch(path)).text(), `${company.path}/export`);
        const lines = text.trimEnd().split("\n");
        const last = lines.pop();
        assert.ok(last.includes(createHash("sha256").update(`\uFEFF${lines.join("\n")}\n`).digest("hex")), text);
        assert.ok(text.includes("8,928.00") && text.includes(number));
        const other = await browser.person("base");
        await other.visit(`/me/claims/${number}/remittance`, 404);
    });
}

export async function walkCompany(suite, browser) {
    const company = await chooseHires(suite, browser);
    const number = await confirmRefund(suite, browser, company);
    await payRefund(suite, browser, company, number);
}
