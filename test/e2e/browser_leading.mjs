// SPDX-License-Identifier: Apache-2.0
// J5, the head's five minutes: what is red, an order about it, the money, what pays and what lies
// idle, a bulletin from preview to instruction; and what nobody may do to it afterwards.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";

import { forge, send } from "./browser.mjs";

const MIGRANT = "640522199910100410";
const PERSONAL = ["王明远", MIGRANT, "王*", "640522***"];
const LATER = "2024-01-05"; // the fourth quarter of 2023 is over
const BULLETIN = "TB-2023-Q4";

// No name, no number of a person, no telephone on the page that is open.
async function assertNobody(person) {
    await person.lacks(...PERSONAL);
    const text = await person.page.locator("main").innerText();
    assert.doesNotMatch(text, /\b\d{17}[\dX]\b/, person.path);
    assert.doesNotMatch(text, /\b1[3-9]\d{9}\b/, person.path);
}

async function look(head, path, ...texts) {
    await head.visit(path);
    await head.reads(...texts);
    await assertNobody(head);
}

async function orderSomething(suite, browser, head) {
    let number;
    await suite.check("J5: what is red on the one screen, down to the counties", async () => {
        assert.equal(head.path, "/monitor");
        await head.reads("红灯", "时间进度 79.1%", "0/511个");
        await assertNobody(head);
        await head.press("一体化村（社区）就业服务平台");
        assert.equal(head.path, "/monitor/policies/11");
        await head.reads("沙坡头区", "中宁县", "海原县", "0/511个", "红灯");
        await assertNobody(head);
    });
    await suite.check("J5: an order to Zhongning, seven days", async () => {
        await head.press("下督办");
        await head.reads("全市 0/511个", "时间进度 79.1%", "红灯");
        await send(head, { to: "640521", body: "村社区平台落后，请报措施和时间表" }, /^下督办$/);
        await head.reads("待反馈", "中宁县", "2023年10月23日");
        number = /DB-2023-\d{6}/.exec(head.path)[0];
        await head.visit("/supervisions/new?policy=11&target=village_platforms&county=640521");
        await send(head, { body: "再下一次" }, /^下督办$/, 409);
        await head.reads("已经下过督办");
    });
    await suite.check("J5: the county finds it above its tasks and answers; another county does not", async () => {
        const other = await browser.person("clerk522");
        await other.lacks(number, "督办 1 件");
        await other.visit(`/supervisions/${number}`, 404);
        const clerk = await browser.person("clerk521");
        await clerk.reads("督办 1 件，请先办");
        await clerk.press("村（社区）就业服务平台");
        await send(clerk, { note: "已排出进度表，月底前建成三个" }, "反馈");
        await clerk.reads("已反馈，待销号");
        assert.equal(await clerk.page.getByRole("button", { name: "销号" }).count(), 0);
        assert.equal(await forge(clerk, `/supervisions/${number}/step`, { action: "close", note: "x" }), 403);
        clerk.complaints = [];
    });
    await suite.check("J5: the office closes it, with what happened below", async () => {
        const office = await browser.person("office");
        await office.visit(`/supervisions/${number}`);
        await send(office, { note: "措施可行" }, "销号");
        await office.reads("已销号", "已排出进度表");
    });
}

async function lookAtMoney(suite, head) {
    await suite.check("J5: the money, what pays and what lies idle", async () => {
        await look(head, "/fund", "就业补助资金");
        await look(head, "/monitor", "哪些兑现了，哪些闲着", "低效后五", "执行率");
        await look(head, "/targets", "511", "进度只从办理记录得出");
        await look(head, "/items", "第42项");
    });
}

// The demo's day goes on; sessions do not mind.
async function goOn(browser, day) {
    const visitor = await browser.person();
    await visitor.visit("/");
    await visitor.fill("业务日期", day);
    await visitor.press("拨到这一天");
}

async function signBulletin(suite, browser, walk) {
    const { head } = walk;
    await suite.check("J5: a bulletin is previewed, and signed only when its quarter is over", async () => {
        walk.office = await browser.person("office");
        await walk.office.visit(`/bulletins/${BULLETIN}/preview`);
        assert.equal(await walk.office.page.getByRole("button", { name: "审签" }).count(), 0);
        await goOn(browser, LATER);
        await look(head, "/bulletins", "2023年第4季度通报");
        await head.press("2023年第4季度通报");
        await head.reads("预览，还没有审签", "时间进度 100.00%", "平均完成率", "环比", "逾期件");
        await assertNobody(head);
        await walk.office.visit(`/bulletins/${BULLETIN}`, 404);
        await walk.office.visit(`/bulletins/${BULLETIN}/preview`);
        await walk.office.press("审签并发布");
        await walk.office.reads("已审签", "指纹（SHA-256）");
        walk.sheet = await walk.office.page.locator("#places, #targets, #money").allInnerTexts();
    });
    await suite.check("J5: a number is followed to what it is made of", async () => {
        await look(head, `/bulletins/${BULLETIN}`, "已审签");
        await head.page.locator("#money td a").first().click();
        await head.page.waitForLoadState();
        await head.inspect();
        await head.reads("预算执行率", "本年已拨付除以本年预算");
        await head.press(/^[\d.]+$/);
        await assertNobody(head);
        await head.visit(`/bulletins/${BULLETIN}/figure?line=1&county=640521&code=allotted`);
        await head.reads("由这些记录组成", "就业补助资金", "2023年10月16日");
        await head.lacks("记录现在合计"); // what was signed is what the records say
        await assertNobody(head);
        await head.visit(`/bulletins/${BULLETIN}/figure?line=1&county=640521&code=paid_now`);
        await head.reads("8928.00", "失业保险基金", "2023年10月30日"); // what J2 was paid
        await assertNobody(head);
    });
    await suite.check("J5: the file proves itself", async () => {
        const text = await head.page.evaluate(async (path) => (await fetch(path)).text(), `/bulletins/${BULLETIN}/export`);
        const lines = text.trimEnd().split("\n");
        const last = lines.pop();
        const hash = createHash("sha256").update(`\uFEFF${lines.join("\n")}\n`).digest("hex");
        assert.ok(last.includes(hash), last);
        assert.ok(last.includes(`共${lines.length - 7}行`), last);
        await head.visit(`/bulletins/${BULLETIN}`);
        await head.reads(hash);
    });
}

async function instruct(suite, browser, walk) {
    const { head } = walk;
    await suite.check("J5: the head notes an instruction, from which an order follows", async () => {
        await send(head, { body: "执行率偏低，请财政和人社逐项排查" }, /^批示$/);
        await head.reads("执行率偏低，请财政和人社逐项排查", "领导小组领导", "2024年1月5日");
        await head.press("按批示下督办");
        await send(head, { policy: "5", to: "人社局", body: "按批示逐项排查" }, /^下督办$/);
        await head.reads("人社局", `通报 ${BULLETIN}`);
        const hrss = await browser.person("hrss");
        await hrss.visit("/supervisions");
        await hrss.reads("第5项");
    });
    await suite.check("J5: what was signed stays; corrections stand beside it, each with its reason", async () => {
        const { office } = walk;
        await office.visit(`/bulletins/${BULLETIN}/figure?line=1&county=640521&code=allotted`);
        await send(office, { value: "1.00", reason: "" }, "加更正", 400);
        await send(office, { value: "1.00", reason: "指标文退回" }, "加更正");
        await office.reads("更正为 1.00", "指标文退回");
        const sheet = (await office.page.locator("#places, #targets, #money").allInnerTexts()).join("").replace("更正为 1.00", "");
        assert.equal(sheet.replaceAll(/\s/g, ""), walk.sheet.join("").replaceAll(/\s/g, ""));
        assert.equal(await forge(office, `/bulletins/${BULLETIN}/sign`, {}), 409);
        assert.equal(await forge(head, `/bulletins/${BULLETIN}/corrections`, { line: "1", county: "", code: "paid", value: "1", reason: "x" }), 403);
        assert.equal(await forge(office, `/bulletins/${BULLETIN}/instructions`, { body: "x" }), 403);
        office.complaints = head.complaints = [];
    });
    await suite.check("J5: a county reads it, and cannot preview or change", async () => {
        const clerk = await browser.person("clerk521");
        await clerk.visit(`/bulletins/${BULLETIN}`);
        await clerk.reads("批示", "更正");
        for (const path of [`/bulletins/${BULLETIN}/preview`, "/supervisions/new"]) await clerk.visit(path, 403);
    });
}

// Steps 1 to 5, on the demo's own day.
export async function walkOrders(suite, browser) {
    const head = await browser.person("head");
    await orderSomething(suite, browser, head);
    await lookAtMoney(suite, head);
}

// Step 6, which goes on to the next year.
export async function walkBulletins(suite, browser) {
    const walk = { head: await browser.person("head") };
    await signBulletin(suite, browser, walk);
    await instruct(suite, browser, walk);
    await suite.check("J5: not one person on any of them, and no list of people", async () => {
        for (const path of ["/monitor", "/monitor/policies/5", "/items", "/targets", "/fund", "/bulletins", "/supervisions"]) {
            await walk.head.visit(path);
            await assertNobody(walk.head);
        }
        for (const path of ["/tasks", "/unclaimed", "/unclaimed.csv", "/counter", "/kinds"]) await walk.head.visit(path, 403);
    });
}

// ---- The second factor, where the platform is no demo ----

// RFC 6238, as any authenticator computes it.
function codeOf(secret, now) {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(now / 30000)));
    const hash = createHmac("sha1", key).update(counter).digest();
    const value = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
    return String(value % 1000000).padStart(6, "0");
}

export async function walkFactor(suite, platform, browser) {
    await suite.check("the head binds a second factor at the first sign-in, and needs it at the next", async () => {
        await platform.stop();
        await platform.start(LATER, []);
        const head = await browser.person();
        await head.visit("/sign-in");
        await head.fill("账号", "head");
        await head.fill("密码", "Jiuye-2023");
        await head.press(/^登录$/);
        await head.reads("密码对了", "加到验证器");
        assert.ok(await head.page.locator("svg.qr").isVisible());
        await head.visit("/monitor", 401); // nothing was opened
        await head.visit("/sign-in");
        await head.fill("账号", "head");
        await head.fill("密码", "Jiuye-2023");
        await head.press(/^登录$/);
        const secret = await head.page.locator("main code").innerText();
        await head.fill("再填一次密码", "Jiuye-2023");
        await head.fill("验证器里的六位数", codeOf(secret, Date.now()));
        await head.press("绑定并登录");
        assert.equal(head.path, "/monitor");
        await head.visit("/account/factor");
        await head.reads("已绑定");
        const again = await browser.person();
        await again.visit("/sign-in");
        await again.fill("账号", "head");
        await again.fill("密码", "Jiuye-2023");
        await again.press(/^登录$/, 401);
        await again.reads("请输入动态口令");
    });
}
