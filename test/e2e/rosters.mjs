// SPDX-License-Identifier: Apache-2.0
// A monthly roster of a unit and a batch of an organiser, from the template to the office, on both
// databases.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { walkBoth } from "./both.mjs";
import { Suite, assertHolds, assertLacks } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const PEOPLE = 600;
const AGENCY = "91640522MB0000211N";
const UNIT = "91640502MA76000216";
const suite = new Suite();

function table(folder, name) {
    const [header, ...lines] = readFileSync(join(folder, `${name}.csv`), "utf8").trim().split(/\r?\n/);
    const names = header.replace(/^\uFEFF/, "").split(",");
    return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [names[at], cell])));
}

// Who was moved before September by the agency, twenty of one batch; and the interns of the unit.
function people() {
    const folder = mkdtempSync(join(tmpdir(), "jiuye-rosters-"));
    try {
        execFileSync(join(process.env.BUILD || "build", "jiuye"), ["city", "--out", folder, "--people", String(PEOPLE)]);
        const lines = table(folder, "转移就业名册");
        const batches = table(folder, "转移就业批次").filter((batch) => batch["组织者编号"] === AGENCY);
        const batch = batches.map((each) => lines.filter((line) => line["批次号"] === each["批次号"]))
            .find((each) => each.length === 20 && each.every((line) => line["离岗日期"] && line["离岗日期"] < "2023-09-01"));
        // The extracts hold wrong rows on purpose, behind the good one of the same person.
        const first = new Set();
        const interns = table(folder, "见习人员").filter((line) => {
            const person = line["公民身份号码"].slice(0, 17);
            return line["统一社会信用代码"] === UNIT && !first.has(person) && first.add(person);
        });
        assert.ok(batch && interns.length === 10, "the city has no such people");
        return { batch, interns };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

const city = people();

function internFile(extra = "") {
    const rows = city.interns.map((line) => `${line["公民身份号码"]},${line["姓名"]},2023-03-01,21`);
    return `公民身份号码,姓名,开始日期,当月出勤日\n${rows.join("\n")}\n${extra}`;
}

function batchFile(lastWage) {
    const rows = city.batch.map((line, at) =>
        `${line["公民身份号码"]},${line["姓名"]},苏州电子有限公司,2023/9/1,,${at < 19 ? 3000 : lastWage}`);
    return `公民身份号码,姓名,用工单位,上岗日期,离岗日期,月平均工资\n${rows.join("\n")}\n`;
}

function upload(visitor, measure, content, values) {
    const path = `/rosters/new/${measure}`;
    return visitor.submit(path, path, values, { field: "file", name: "名册<b>.csv", content });
}

async function checked(visitor, measure, content, values) {
    const answer = await upload(visitor, measure, content, values);
    assert.equal(answer.status, 303, answer.text.slice(0, 900));
    assert.match(answer.location, /^\/rosters\/MC-2023-\d{5}$/);
    return answer.location;
}

async function walkMonthly(platform) {
    const unit = await Visitor.as(platform, "trainer");
    const clerk = await Visitor.as(platform, "clerk502");
    let path, claim;
    await suite.check("the policy's page leads to its own roster", async () => {
        assertHolds(await unit.page("/policies/34"), 'href="/rosters/new/internship_allowance"', "用名册报");
        const template = await unit.get("/rosters/new/internship_allowance/template.xlsx");
        assert.equal(template.status, 200);
        assert.equal(template.bytes.subarray(0, 2).toString(), "PK");
        const columns = (await unit.apiGet("/api/rosters/new/internship_allowance")).columns;
        assert.deepEqual(columns.slice(0, 3).map((column) => column.name), ["公民身份号码", "姓名", "开始日期"]);
    });
    await suite.check("a month to come, a wrong file, no file: refused on the form", async () => {
        for (const [content, values, words] of [
            [internFile(), { month: "2023-12" }, "还没有到"],
            ["甲,乙\n1,2\n", { month: "2023-08" }, "缺少这些列"],
            ["公民身份号码,开始日期\n", { month: "2023-08" }, "一行也没有"],
            ["", { month: "2023-08" }, "名册"],
        ]) {
            const answer = await upload(unit, "internship_allowance", content, values);
            assert.equal(answer.status >= 400, true, String(answer.status));
            assertHolds(answer.text, words);
        }
    });
    await suite.check("every row says what becomes of it, before anything is claimed", async () => {
        const content = internFile("640522199910100411,,2023-03-01,21\n640522199910100410,<i>某,2023-03-01,21\n");
        path = await checked(unit, "internship_allowance", content, { month: "2023-08" });
        const page = await unit.page(path);
        assertHolds(page, "可以申报 9 人", "另有 3 行不报", "见习已在", "和公安登记的姓名不一样", "校验", "确认，申报这 9 人");
        assertLacks(page, "<i>某", "名册<b>.csv");
        const marked = await unit.get(`${path}/marked.xlsx`);
        assert.equal(marked.bytes.subarray(0, 2).toString(), "PK");
        const head = await unit.apiGet(`/api${path}`);
        assert.equal(head.claimed, 0);
        assert.equal(head.payable, 9);
    });
    await suite.check("nobody else sees or confirms it", async () => {
        const other = await Visitor.as(platform, "company");
        const worker = await Visitor.as(platform, "worker");
        const far = await Visitor.as(platform, "clerk522");
        assert.equal((await other.get(path)).status, 404);
        assert.equal((await worker.get(path)).status, 403);
        assert.equal((await far.get(path)).status, 404);
        assert.equal((await other.api(`/api${path}/confirm`, {})).status, 404);
        assert.equal((await clerk.api(`/api${path}/confirm`, {})).status, 403);
        assert.equal((await unit.api(`/api${path}/accept`, {})).status, 403);
    });
    await suite.check("confirming claims nine, once", async () => {
        assert.equal((await unit.submit(path, `${path}/confirm`)).status, 303);
        assert.equal((await unit.api(`/api${path}/confirm`, {})).json.claimed, 0);
        const head = await unit.apiGet(`/api${path}?result=payable`);
        assert.equal(head.claimed, 9);
        assert.equal(head.state, "done");
        claim = head.items[0].claim;
        const content = internFile() + "\n";
        const second = await checked(unit, "internship_allowance", content, { month: "2023-08" });
        assertHolds(await unit.page(second), "没有可以申报的行", claim);
    });
    if (platform.kind === "PostgreSQL") await suite.check("a department sees what a roster asks as one card, and answers all of it by one file", async () => {
        const hrss = await Visitor.as(platform, "hrss");
        const claims = (await unit.apiGet(`/api${path}?result=payable`)).items.slice(0, 3).map((item) => item.claim);
        const roster = path.split("/").pop();
        // No policy of the pack has rosters wait: three of this one are made to.
        for (const each of claims) {
            platform.sql(`INSERT INTO policy.fact_request (case_number, list_number, policy_number, fact_key, department, division_code, asked_on, due_on, is_open) VALUES ('${each}', '${roster}', 34, 'months_already_subsidized', '人社局', '640502', '2023-10-16', '2023-10-23', 1)`);
        }
        const page = await hrss.page("/fact-requests");
        const list = `/fact-requests/lists/${roster}`;
        assertHolds(page, "一份名册 3 件：已享社保补贴月数", `href="${list}"`);
        assertLacks(page, claims[0]);
        const inside = await hrss.page(list);
        for (const each of claims) assertHolds(inside, `href="/fact-requests/${each}"`);
        const { lists } = await hrss.apiGet("/api/fact-requests");
        assert.deepEqual(lists.map((each) => [each.number, each.cases, each.facts]), [[roster, 3, ["months_already_subsidized"]]]);
        const file = (cells) => ({ field: "file", name: "月数.csv", content: `办理编号,已享社保补贴月数\n${cells.map((cell, at) => `${claims[at]},${cell}\n`).join("")}` });
        const wrong = await hrss.submit(list, list, {}, file(["0", "十三", "13"]));
        assert.equal(wrong.status, 400);
        assertHolds(wrong.text, "这次什么都没有写进去", "有 2 格要改", "第3行", "第4行", "0到12");
        assert.equal((await hrss.apiGet(`/api${list}`)).waiting, 3);
        const good = await hrss.submit(list, list, {}, file(["0", "0", "0"]));
        assert.equal(good.status, 200, good.text.slice(0, 900));
        assertHolds(good.text, "已提供 3 件", "你们单位的数据都提供了");
        assertLacks(await hrss.page("/fact-requests"), roster);
        for (const each of claims) platform.sql(`ALTER TABLE policy.fact_answer DISABLE TRIGGER USER; DELETE FROM policy.fact_answer WHERE request_id IN (SELECT id FROM policy.fact_request WHERE case_number = '${each}'); ALTER TABLE policy.fact_answer ENABLE TRIGGER USER`);
        for (const each of claims) platform.sql(`DELETE FROM policy.fact_request WHERE case_number = '${each}'`);
    });
    await suite.check("what is corrected after its month is over is of that month still", async () => {
        const { claim: returned, amount_fen } = (await unit.apiGet(`/api${path}?result=payable`)).items[1];
        const told = await clerk.api(`/api/applications/${returned}/decision`, { action: "return", note: "出勤表没有盖章" });
        assert.equal(told.status, 200, told.text);
        assert.equal((await unit.submit(`/me/claims/${returned}`, `/me/claims/${returned}/resubmit`)).status, 303);
        const again = await unit.apiGet(`/api/applications/${returned}`);
        assert.deepEqual([again.state, again.amount_fen], ["submitted", amount_fen]);
    });
    await suite.check("the office refuses one and accepts the rest in one step", async () => {
        assertHolds(await clerk.page("/rosters"), path.split("/").pop(), "已确认");
        assert.equal((await clerk.submit(path, `${path}/refuse`, { claim, note: "考勤不实" })).status, 303);
        assert.equal((await clerk.submit(path, `${path}/accept`)).status, 303);
        const head = await clerk.apiGet(`/api${path}?result=payable`);
        assert.equal(head.waiting, 0);
        assertHolds(await clerk.page(`${path}?result=payable`), "不予办理", "已受理");
    });
}

async function walkBatch(platform) {
    const agency = await Visitor.as(platform, "broker");
    const where = { work_division: "320500" };
    await suite.check("one wage of 2,999 leaves nineteen, and the page says so", async () => {
        const path = await checked(agency, "broker_reward", batchFile(2999), where);
        const page = await agency.page(path);
        assertHolds(page, "这一批现在不能申报", "有19人，要满20人，还差1人");
        assertLacks(page, "/confirm");
        assert.equal((await agency.api(`/api${path}/confirm`, {})).code, "NOT_ELIGIBLE");
    });
    await suite.check("twenty are one claim of 2,000 yuan", async () => {
        const path = await checked(agency, "broker_reward", batchFile(3000), where);
        assertHolds(await agency.page(path), "2,000.00 元");
        assert.equal((await agency.submit(path, `${path}/confirm`)).status, 303);
        const head = await agency.apiGet(`/api${path}`);
        assert.match(head.claim, /^ZW-2023-03-\d{6}$/);
        const clerk = await Visitor.as(platform, "clerk522");
        assertHolds(await clerk.page(`/cases/${head.claim}`), "2,000.00");
        assertHolds(await clerk.page(path), head.claim);
    });
    await suite.check("it is the agency's own claim: its progress, its messages, what it may still do", async () => {
        const number = /ZW-2023-03-\d{6}/.exec(await agency.page("/me/claims"))[0];
        assertHolds(await agency.page(`/me/claims/${number}`), "已提交", "2,000.00");
        assertHolds(await agency.page("/me/messages"), number);
        const home = await agency.page("/");
        assertHolds(home, 'href="/rosters"', 'href="/me"');
        const me = await agency.page("/me");
        assertLacks(me, 'href="/me/hires"');
        const clerk = await Visitor.as(platform, "clerk522");
        const told = await clerk.api(`/api/applications/${number}/decision`, { action: "return", note: "补工资流水" });
        assert.equal(told.status, 200, told.text);
        assert.equal((await agency.submit(`/me/claims/${number}`, `/me/claims/${number}/resubmit`)).status, 303);
        const company = await Visitor.as(platform, "company");
        assert.equal((await company.get(`/me/claims/${number}`)).status, 404);
    });
    await suite.check("the same people in another file are taken", async () => {
        const path = await checked(agency, "broker_reward", batchFile(3500), where);
        assertHolds(await agency.page(path), "一人只能由一个组织者申报");
    });
}

// A student of the school, and a person who works.
const STUDENTS = ["64052120060515004X", "640522199910100410"];

function studentFile(ids) {
    return `公民身份号码,姓名,积极求职创业\n${ids.map((id) => `${id},,是\n`).join("")}`;
}

async function walkSchool(platform) {
    const school = await Visitor.as(platform, "school");
    const student = await Visitor.as(platform, "student");
    let path, claim;
    await suite.check("a school reports its own students, and nobody else's", async () => {
        assertHolds(await school.page("/rosters"), 'href="/rosters/new/job_seeking_subsidy"');
        assertHolds(await school.page("/policies/38"), "用名册报");
        path = await checked(school, "job_seeking_subsidy", studentFile(STUDENTS), {});
        assertHolds(await school.page(path), "可以申报 1 人", "另有 1 行不报", "登记的不是贵单位的人");
        const company = await Visitor.as(platform, "company");
        const theirs = await checked(company, "job_seeking_subsidy", studentFile(STUDENTS), {});
        assertHolds(await company.page(theirs), "没有可以申报的行", "登记的不是贵单位的人");
    });
    await suite.check("what a school reports waits for the student's own word", async () => {
        assert.equal((await school.submit(path, `${path}/confirm`)).status, 303);
        claim = (await school.apiGet(`/api${path}?result=payable`)).items[0].claim;
        assert.match(claim, /^ZW-2023-38-\d{6}$/);
        assertHolds(await student.page("/me/messages"), "合成职业学校替你报的");
        const own = await student.apiGet(`/api/applications/${claim}`);
        assert.deepEqual([own.awaits_confirmation, own.amount_fen], [true, 200000]);
        const clerk = await Visitor.as(platform, "clerk521");
        assertHolds(await clerk.page(`/cases/${claim}`), "代办，等申请人确认");
        assert.equal((await school.get(`/me/claims/${claim}`)).status, 403);
        const mine = `/me/claims/${claim}`;
        assertHolds(await student.page(mine), "窗口、学校或者单位替你报的");
        assert.equal((await student.submit(mine, `${mine}/confirm`)).status, 303);
        assert.equal((await student.apiGet(`/api/applications/${claim}`)).awaits_confirmation, false);
    });
}

await walkBoth(suite, async (platform) => {
    await walkMonthly(platform);
    await walkBatch(platform);
    await walkSchool(platform);
}, { people: PEOPLE });
