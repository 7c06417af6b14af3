// SPDX-License-Identifier: Apache-2.0
// One item of each kind from clause to result through the front door, on both databases.
import assert from "node:assert/strict";

import { walkBoth } from "./both.mjs";
import { Suite, assertHolds, assertLacks } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const EMPLOYER = "91640502MA7600013B";
const LISTED_TOO = "91640502MA76000216";
const MIGRANT = "640522199910100410";
const HARDSHIP = "64052219860228003X";
const GRADUATES = ["640522200012020078", "640521200007081005", "640521200007101002"];

const suite = new Suite();

// The number that an answer brings.
function numberOf(answer) {
    assert.equal(answer.status, 200, answer.text);
    return answer.json.number;
}

class Offices {
    static async open(platform) {
        const offices = new Offices();
        const logins = ["company", "worker", "clerk521", "reviewer521", "clerk522", "reviewer522", "finance", "hrss", "hrss2", "village",
            "industry", "commerce", "office", "bank", "head", "market", "tax"];
        for (const login of logins) offices[login] = await Visitor.as(platform, login);
        return offices;
    }
}

function enrol(visitor, measure, facts) {
    return visitor.api(`/api/kinds/${measure}/enrolments`, facts);
}

function step(visitor, number, action, more = {}) {
    return visitor.api(`/api/enrolments/${number}/step`, { action, ...more });
}

async function stateOf(visitor, number) {
    return (await visitor.apiGet(`/api/enrolments/${number}`)).enrolment;
}

// Item 9: a market is built, accepted by two departments, and its renovation is paid for.
async function walkProgramme(o) {
    let facility, number;
    await suite.check("programme: places are shared out, and must add up", async () => {
        const document = "中卫就业办〔2023〕1号（合成）";
        const wrong = { places: 5, document, places_640502: 2, places_640521: 2, places_640522: 2 };
        assert.equal((await o.hrss.api("/api/kinds/gig_market_place/quota", wrong)).code, "QUOTA_SUM");
        assert.equal((await o.company.api("/api/kinds/gig_market_place/quota", wrong)).status, 403);
        const right = { ...wrong, places_640522: 1 };
        assert.equal((await o.hrss.api("/api/kinds/gig_market_place/quota", right)).status, 200);
        assertHolds(await o.office.page("/kinds/gig_market_place"), "0/5", "0/2", document);
    });
    await suite.check("programme: a facility is registered, once", async () => {
        const fields = { kind: "market", name: "中宁合成零工市场", uscc: EMPLOYER, division: "640521", address: "合成路1号" };
        facility = numberOf(await o.company.api("/api/facilities", fields));
        assert.match(facility, /^SS-2023-\d{6}$/);
        assert.equal((await o.company.api("/api/facilities", fields)).code, "FACILITY_EXISTS");
        assert.equal((await o.worker.api("/api/facilities", fields)).status, 403);
    });
    await suite.check("programme: the form of the screen brings the same as the API", async () => {
        const answer = await o.company.submit("/enrol/gig_market_place", "/enrol/gig_market_place", { subject: facility });
        assert.equal(answer.status, 303, answer.text.slice(0, 600));
        number = /DJ-2023-09-\d{6}/.exec(answer.location)[0];
        assert.equal((await enrol(o.company, "gig_market_place", { subject: facility })).code, "ALREADY_ENROLLED");
        assertHolds(await o.company.page(`/enrolments/${number}`), "已申请", "中宁合成零工市场");
        assert.equal((await o.worker.get(`/enrolments/${number}`)).status, 404);
        assert.equal((await o.reviewer522.get(`/enrolments/${number}`)).status, 404);
    });
    await suite.check("programme: a place is taken, built, and accepted by two departments", async () => {
        assertHolds(await o.reviewer521.page("/enrolments"), number);
        assert.equal((await step(o.company, number, "admit")).status, 403);
        numberOf(await step(o.reviewer521, number, "admit"));
        assert.equal((await stateOf(o.company, number)).seq, 1);
        assert.equal((await step(o.finance, number, "sign")).code, "NOT_YOUR_STEP");
        numberOf(await step(o.company, number, "sign", { note: "改造完成" }));
        assertHolds(await o.hrss.page("/enrolments"), number);
        assert.equal((await step(o.hrss, number, "object")).status, 400); // why?
        numberOf(await step(o.hrss, number, "object", { note: "消防通道要再整改" }));
        numberOf(await step(o.hrss, number, "sign"));
        assert.equal((await step(o.hrss2, number, "sign")).code, "ALREADY_SIGNED");
        numberOf(await step(o.finance, number, "sign"));
        assert.equal((await stateOf(o.company, number)).state, "done");
        assertHolds(await o.company.page(`/enrolments/${number}`), "人社局 市人社局业务", "财政局", "消防通道要再整改");
    });
    await suite.check("programme: then the renovation is claimed, and not before", async () => {
        const claim = await o.company.api("/api/applications", { policy: 9, subject: facility, claim: "renovation",
            account_number: "6222000011112222", bank_name: "合成银行", holder_name: "" });
        assert.equal(claim.status, 200, claim.text);
        assert.equal(claim.json.amount_fen, 60000000);
        const second = await o.company.api("/api/applications", { policy: 9, subject: facility, claim: "renovation" });
        assert.notEqual(second.status, 200);
    });
    await suite.check("programme: progress comes from the records", async () => {
        const targets = (await o.head.apiGet("/api/targets")).targets;
        const markets = targets.find((each) => each.target === "gig_markets");
        assert.deepEqual([markets.is_derived, markets.reached, markets.is_met], [true, 1, false]);
        assertHolds(await o.head.page("/targets"), "零工市场", "20%");
    });
}

// Item 1: two bureaus report one firm; the list is frozen, pushed and answered.
async function walkRegister(o) {
    let number;
    const report = { subject: EMPLOYER, cluster: "电子商务", urgent_jobs: [{ occupation: "客服", headcount: 2 }] };
    await suite.check("register: a firm that two bureaus report is one line with two sources", async () => {
        number = numberOf(await enrol(o.industry, "key_enterprise_list", { ...report, dept: "市工业和信息化局" }));
        assert.equal(numberOf(await enrol(o.commerce, "key_enterprise_list", { ...report, dept: "市商务局" })), number);
        assertHolds(await o.office.page(`/enrolments/${number}`), "商务局、工信局");
        assert.equal((await enrol(o.worker, "key_enterprise_list", report)).status, 404);
    });
    await suite.check("register: shortages are typed row by row without a script, and the rows are asked for one by one", async () => {
        const path = "/enrol/key_enterprise_list", first = { subject: LISTED_TOO, cluster: "电子商务", dept: "市商务局",
            "urgent_jobs.1.occupation": "客服", "urgent_jobs.1.headcount": "0" };
        const grown = await o.commerce.submit(path, path, { ...first, _more: "urgent_jobs" });
        assertHolds(grown.text, "第 2 条", 'value="客服"', "autofocus");
        assertLacks(grown.text, "第 3 条");
        const rows = { ...first, "urgent_jobs.3.headcount": "5", _csrf: o.commerce.csrf, _key: "rows-0000-0001" };
        const refused = await o.commerce.postFields(path, rows);
        assert.equal(refused.status, 400);
        assertHolds(refused.text, "第1条：缺几个人？只能是 1 至 100000", "第3条：请填写“职业（工种）名称或代码”",
            "#f-urgent_jobs.3.occupation");
        const many = { ...rows, "urgent_jobs.101.headcount": "1" };
        assertHolds((await o.commerce.postFields(path, many)).text, "一次最多填100条，现在有101条");
        const good = { ...rows, "urgent_jobs.1.headcount": "3", "urgent_jobs.3.occupation": "主播", "urgent_jobs.3.wage_fen": "5,000" };
        const sent = await o.commerce.postFields(path, good);
        assert.equal(sent.status, 303, sent.text);
        assertHolds(await o.commerce.page(sent.location), "共2条：职业 客服，人数 3；职业 主播，人数 5，月薪 5000元");
        const added = `${sent.location}/facts`;
        assertHolds(await o.commerce.page(added), "第 2 条", 'value="客服"', 'value="主播"', /name="urgent_jobs.2.wage_fen"[^>]*value="5000"/,
            /<option value="电子商务" selected>/);
        const unchanged = await o.commerce.submit(added, added);
        assert.equal(unchanged.status, 303, unchanged.text);
        assertHolds(await o.commerce.page(sent.location), "共2条：职业 客服，人数 3；职业 主播，人数 5，月薪 5000元");
        const long = Array.from({ length: 101 }, () => ({ occupation: "客服", headcount: 1 }));
        assert.equal((await enrol(o.commerce, "key_enterprise_list", { ...report, urgent_jobs: long })).code, "TOO_MANY_ROWS");
        const odd = await enrol(o.commerce, "key_enterprise_list", { ...report, urgent_jobs: [{ occupation: "客服", heads: 1 }] });
        assertHolds(odd.text, "urgent_jobs.1.heads");
    });
    await suite.check("register: a version is frozen, pushed and answered by the receiver alone", async () => {
        assert.equal((await o.industry.api("/api/kinds/key_enterprise_list/versions", {})).status, 403);
        numberOf(await o.office.api("/api/kinds/key_enterprise_list/versions", {}));
        numberOf(await o.office.api("/api/kinds/key_enterprise_list/pushes", { version: 1, receiver: "银行" }));
        const receipt = { version: 1, receipt: "已收到，安排走访" };
        assert.equal((await o.commerce.api("/api/kinds/key_enterprise_list/receipts", receipt)).code, "NOTHING_TO_ANSWER");
        numberOf(await o.bank.api("/api/kinds/key_enterprise_list/receipts", receipt));
        const file = await o.bank.get("/kinds/key_enterprise_list/versions/1");
        assert.equal(file.status, 200);
        assertHolds(file.text, EMPLOYER, "商务局、工信局");
        assertHolds(await o.office.page("/kinds/key_enterprise_list"), "第 1 版", "已收到，安排走访");
    });
}

// Item 37: what was delivered, when, by whom, or why it does not apply.
async function walkService(o) {
    let number;
    const deliver = (service, more = {}) =>
        o.clerk521.api(`/api/enrolments/${number}/deliveries`, { service, outcome: "delivered", on: "2023-10-16", by: "马指导（合成）", ...more });
    await suite.check("service: the county opens a plan, another confirms it, a village elsewhere sees nothing", async () => {
        const refused = await enrol(o.clerk521, "aid_1311", { subject: HARDSHIP, willing: "false", able: "true" });
        assert.equal(refused.code, "NOT_ELIGIBLE", refused.text);
        number = numberOf(await enrol(o.clerk521, "aid_1311", { subject: HARDSHIP, willing: "true", able: "true" }));
        assert.equal((await enrol(o.village, "aid_1311", { subject: HARDSHIP, willing: "true", able: "true" })).status, 404);
        assert.equal((await o.village.get(`/enrolments/${number}`)).status, 404);
        assert.equal((await step(o.clerk521, number, "admit")).status, 403);
        numberOf(await step(o.reviewer521, number, "admit"));
        assert.equal((await stateOf(o.clerk521, number)).state, "admitted");
    });
    await suite.check("service: done when each was given, or does not apply for a reason", async () => {
        numberOf(await deliver("guidance"));
        for (let i = 0; i < 3; i++) numberOf(await deliver("recommend"));
        numberOf(await deliver("training", { outcome: "declined", note: "本人不愿参加，已签字" }));
        assert.equal((await deliver("internship", { outcome: "not_applicable" })).status, 400);
        assert.equal((await deliver("internship", { on: "2023-10-17" })).status, 400); // tomorrow
        numberOf(await deliver("internship", { outcome: "not_applicable", note: "年长，不安排见习" }));
        assert.equal((await stateOf(o.clerk521, number)).state, "done");
        assertHolds(await o.reviewer521.page(`/enrolments/${number}`), "3/3 次", "年长，不安排见习");
    });
}

// Item 18: qualified, guaranteed by two, granted within the limit.
async function walkLoan(o) {
    let number;
    await suite.check("loan: asked for one fen more, the limit stays 300,000", async () => {
        const asked = { subject: MIGRANT, group: "return_migrant", startup_ready: "true", partners: 1, requested_fen: "300000.01", term_months: 36 };
        number = numberOf(await enrol(o.worker, "startup_loan", asked));
        assert.equal((await stateOf(o.worker, number)).limit_fen, 30000000);
        assertHolds(await o.worker.page(`/enrolments/${number}`), "300,000.00 元");
    });
    await suite.check("loan: signed in order by those who answer for it; the bank keeps to the limit", async () => {
        numberOf(await step(o.reviewer522, number, "admit"));
        assert.equal((await step(o.bank, number, "sign", { amount: "300000.00" })).code, "NOT_YOUR_STEP");
        numberOf(await step(o.hrss, number, "sign"));
        numberOf(await step(o.finance, number, "sign"));
        numberOf(await step(o.hrss2, number, "sign"));
        assert.equal((await step(o.bank, number, "sign", { amount: "300000.01" })).code, "OVER_LIMIT");
        numberOf(await step(o.bank, number, "sign", { amount: "250000.00" }));
        const loan = await stateOf(o.worker, number);
        assert.deepEqual([loan.state, loan.amount_fen], ["done", 25000000]);
    });
}

// Item 32: steps with a date to keep; item 29: the best are selected together.
async function walkAction(o) {
    let number;
    await suite.check("action: a recruitment is tracked against the end of August", async () => {
        number = numberOf(await enrol(o.hrss, "institution_recruitment", { subject: "640500", planned: 100 }));
        assert.equal((await step(o.hrss, number, "admit")).code, "SAME_PERSON");
        numberOf(await step(o.hrss2, number, "admit"));
        for (let i = 0; i < 3; i++) numberOf(await step(o.hrss, number, "sign"));
        const waiting = await stateOf(o.hrss, number);
        assert.equal(waiting.due_on, "2023-08-31");
        assertHolds(await o.hrss.page(`/enrolments/${number}`), "已超期");
        numberOf(await o.hrss.api(`/api/enrolments/${number}/facts`, { completed_date: "2023-09-01", onboarded: 98 }));
        const facts = (await o.hrss.page(`/enrolments/${number}`));
        assertHolds(facts, "2023年9月1日");
        assertHolds(await o.hrss.page(`/enrolments/${number}/facts`), /name="planned"[^>]*value="100"/, /name="completed_date"[^>]*value="2023-09-01"/);
        for (let i = 0; i < 2; i++) numberOf(await step(o.hrss, number, "sign"));
        assert.equal((await stateOf(o.hrss, number)).state, "done");
    });
    await suite.check("selection: a tie at the line is left to people, a clear order is not", async () => {
        const numbers = [];
        for (const [i, subject] of GRADUATES.entries()) {
            const number = numberOf(await enrol(o.village, "grassroots_special", { subject })
                .then((answer) => answer.status === 404 ? enrol(o.hrss, "grassroots_special", { subject }) : answer));
            numberOf(await o.hrss.api(`/api/fact-requests/${number}`, { score: 80 + i }));
            numbers.push(number);
        }
        numberOf(await o.hrss2.api("/api/kinds/grassroots_selection/selection", {}));
        const states = [];
        for (const each of numbers) states.push((await stateOf(o.hrss, each)).seq);
        assert.deepEqual(states, [3, 2, 1]); // by score
    });
}

// Items 25 and 15: what only a department states is asked of it, and waited for.
async function walkDepartments(o) {
    let number;
    const applicants = [{ id: "甲", score: 80, graduate: false }, { id: "乙", score: 80, graduate: true }];
    await suite.check("department: the form says who states it and takes it from nobody else", async () => {
        const form = await o.company.page("/enrol/soe_recruitment");
        assertHolds(form, "国有企业 <small>由市人力资源社会保障局提供</small>");
        assertLacks(form, 'name="is_soe"');
        assertHolds(await o.company.page("/policies/25/try"), "由市人力资源社会保障局提供，这里只是试填");
        const posing = await enrol(o.company, "soe_recruitment", { subject: EMPLOYER, openings: 1, applicants, is_soe: true });
        assert.equal(posing.code, "FIELD_UNKNOWN", posing.text);
    });
    await suite.check("department: the enrolment waits, and is not admitted by whoever may admit", async () => {
        number = numberOf(await enrol(o.company, "soe_recruitment", { subject: EMPLOYER, openings: 1, applicants }));
        const early = await step(o.hrss2, number, "admit");
        assert.equal(early.code, "UNDECIDED", early.text);
        assertHolds(early.text, "国有企业");
        for (const other of [o.industry, o.clerk521]) {
            assert.equal((await other.get(`/fact-requests/${number}`)).status, 404);
            assert.equal((await other.api(`/api/enrolments/${number}/facts`, { is_soe: true })).code, "FIELD_UNKNOWN");
        }
        assert.equal((await o.company.get("/fact-requests")).status, 403);
    });
    await suite.check("department: its officer answers on a form, and the ranking follows", async () => {
        assertHolds(await o.hrss.page("/fact-requests"), number, "国有企业");
        const page = await o.hrss.page(`/fact-requests/${number}`);
        assertHolds(page, EMPLOYER);
        assertLacks(page, "可不填"); // the only fact that is asked
        const empty = await o.hrss.submit(`/fact-requests/${number}`, `/fact-requests/${number}`);
        assert.equal(empty.status, 400);
        const told = await o.hrss.submit(`/fact-requests/${number}`, `/fact-requests/${number}`, { is_soe: "true" });
        assert.equal(told.status, 303, told.text);
        assertLacks(await o.hrss.page("/fact-requests"), number);
        assertHolds(await o.hrss.page(`/enrolments/${number}`), "由市人力资源社会保障局提供");
        numberOf(await step(o.hrss2, number, "admit"));
    });
    await suite.check("department: a claim waits without an amount, and is paid nothing on a guess", async () => {
        const claim = await o.worker.api("/api/applications", { policy: 15, subject: MIGRANT, category: "other_key_group" });
        assert.equal(claim.status, 200, claim.text);
        assert.deepEqual([claim.json.state, claim.json.amount_fen], ["submitted", 0]);
        const path = `/fact-requests/${claim.json.number}`;
        assertHolds(await o.worker.page(`/me/claims/${claim.json.number}`), "部门核实以后才知道金额");
        numberOf(await o.clerk522.api(`/api/applications/${claim.json.number}/decision`, { action: "accept" }));
        const early = await o.reviewer522.api(`/api/applications/${claim.json.number}/decision`, { action: "review", note: "" });
        assert.equal(early.code, "UNDECIDED", early.text);
        assertHolds(await o.reviewer522.page(`/cases/${claim.json.number}`), "还不能判定，需部门核实", "等市监局提供", "等税务局提供");
        const shop = { first_registration: "true", registration_date: "2022-09-01", industry: "F52" };
        assert.equal((await o.market.submit(path, path, shop)).status, 303);
        numberOf(await o.tax.api(`/api${path}`, { operating_months: 13 }));
        assert.equal((await o.tax.api(`/api${path}`, { jobs_created: 1 })).code, "FIELD_UNKNOWN");
        numberOf(await o.hrss.api(`/api${path}`, { jobs_created: 1 }));
        assertHolds(await o.reviewer522.page(`/cases/${claim.json.number}`), "10,000.00 元", "由市市场监管局提供");
        numberOf(await o.reviewer522.api(`/api/applications/${claim.json.number}/decision`, { action: "review", note: "" }));
    });
}

async function walkBoard(o) {
    await suite.check("the board shows every measure that is no benefit, with what it stands at", async () => {
        const measures = (await o.hrss.apiGet("/api/kinds")).measures;
        for (const kind of ["programme", "register", "service", "loan", "action"]) {
            assert.ok(measures.some((each) => each.kind === kind), kind);
        }
        const market = measures.find((each) => each.measure === "gig_market_place");
        assert.deepEqual([market.done, market.places], [1, 5]);
        assertLacks(await o.head.get("/kinds").then((answer) => answer.text), "gig_market_place");
    });
}

await walkBoth(suite, async (platform) => {
    const offices = await Offices.open(platform);
    await walkProgramme(offices);
    await walkRegister(offices);
    await walkService(offices);
    await walkLoan(offices);
    await walkAction(offices);
    await walkDepartments(offices);
    await walkBoard(offices);
});
