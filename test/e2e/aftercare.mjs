// SPDX-License-Identifier: Apache-2.0
// What comes after a decision, through the front door and on both databases: a refusal is appealed,
// overturned and paid; the same claim is clawed back in three instalments; what the screen refused
// is contested.
import assert from "node:assert/strict";

import { walkBoth } from "./both.mjs";
import { Suite, assertHolds, assertLacks } from "./suite.mjs";
import { Visitor, unescapeHtml } from "./visitor.mjs";

const WORKER_ID = "640522199910100410";
const COUNTY = "640522";
const LATER = "2023-10-30"; // behind five working days of notice
const PDF = { field: "file", name: "合同.pdf", type: "application/pdf", content: "%PDF-1.4" };
const RECORD = { ...PDF, name: "参保记录.pdf", content: "%PDF-1.5" };
const LOGINS = ["worker", "company", "clerk522", "clerk521", "reviewer522", "finance", "cashier", "hrss", "hrss2", "head"];

const suite = new Suite();

function holdsCode(answer, status, code) {
    assert.equal(answer.status, status, answer.text.slice(0, 600));
    if (code) assert.equal(answer.code, code);
}

// A form that led on; where to.
function ledTo(answer, pattern) {
    assert.equal(answer.status, 303, answer.text.slice(0, 900));
    assert.match(answer.location, pattern);
    return answer.location;
}

class Walk {
    constructor(platform) {
        this.platform = platform;
    }

    async open() {
        for (const login of LOGINS) this[login] = await Visitor.as(this.platform, login);
    }

    step(visitor, action, note = "") {
        return visitor.api(`/api/applications/${this.claim}/decision`, { action, note });
    }

    async stateOf() {
        return (await this.worker.apiGet(`/api/applications/${this.claim}`)).state;
    }

    // A letter, issued on the page where it is offered; the same for who else may have it.
    async letter(visitor, page, kind, title) {
        assertHolds(await visitor.page(page), `value="${kind}"`, title);
        const path = ledTo(await visitor.submit(page, `${page}/letters`, { kind }), /\/letters\/[A-Z]{2}-\d{4}-\d{6}-\d{2}$/);
        const file = await visitor.get(path);
        assert.equal(file.status, 200);
        assert.ok(file.text.startsWith("%PDF"));
        assertHolds(await visitor.page(page), path);
        const { letters } = await visitor.apiGet(`/api${page}/letters`);
        const { code, number } = letters.find((each) => each.kind === kind);
        assertHolds(await new Visitor(this.platform).page(`/verify/${code}`), title, number);
        return path;
    }

    // ---- A refusal, appealed ----

    async refuse() {
        await suite.check("a claim is refused; the refusal and its message have a door to the appeal", async () => {
            this.claim = (await this.worker.api("/api/applications", { policy: 5, subject: WORKER_ID })).json.number;
            holdsCode(await this.step(this.clerk522, "accept"), 200);
            holdsCode(await this.step(this.reviewer522, "refuse", "合同看不清楚"), 200);
            assertHolds(await this.worker.page("/me/messages"), "有异议可以从申请进度里提出申诉", "合同看不清楚");
            assertHolds(await this.worker.page(`/me/claims/${this.claim}`), `/me/appeals/new?claim=${this.claim}`);
        });
        await suite.check("she appeals with a proof, once", async () => {
            const form = `/me/appeals/new?claim=${this.claim}`;
            assertHolds(await this.worker.page(form), "合同看不清楚", "15个工作日内答复");
            const empty = await this.worker.submit(form, "/me/appeals", { grounds: "" });
            assert.equal(empty.status, 400);
            const filed = await this.worker.submit(form, "/me/appeals", { grounds: "合同是清楚的" }, PDF);
            this.appeal = /FC-2023-\d{6}/.exec(ledTo(filed, /^\/me\/appeals\/FC-2023-/))[0];
            const again = await this.worker.api("/api/me/appeals", { claim: this.claim, grounds: "再来一次" });
            holdsCode(again, 409, "ALREADY_APPEALED");
            assertHolds(await this.worker.page(`/me/claims/${this.claim}`), this.appeal);
            holdsCode(await this.company.api("/api/me/appeals", { claim: this.claim, grounds: "x" }), 404);
            assert.equal((await this.company.get(`/me/appeals/${this.appeal}`)).status, 404);
        });
    }

    async overturn() {
        const { appeal } = this;
        await suite.check("the office sees it among its work, another county does not", async () => {
            assertHolds(await this.clerk522.page("/tasks"), appeal, "未到期");
            assertHolds(await this.clerk522.page("/appeals"), appeal);
            assertHolds(await this.clerk522.page(`/cases/${this.claim}`), appeal);
            assertLacks(await this.clerk521.page("/tasks"), appeal);
            assertLacks(await this.clerk521.page("/appeals"), appeal);
            for (const path of [`/appeals/${appeal}`, `/api/appeals/${appeal}`, `/appeals/${appeal}/evidence/1`]) {
                assert.equal((await this.clerk521.get(path)).status, 404, path);
            }
            holdsCode(await this.clerk521.api(`/api/appeals/${appeal}/accept`, {}), 404);
        });
        await suite.check("taken in by the clerk; her proof opens for the office", async () => {
            ledTo(await this.clerk522.submit(`/appeals/${appeal}`, `/appeals/${appeal}/accept`), /^\/appeals\//);
            const file = await this.hrss.get(`/appeals/${appeal}/evidence/1`);
            assert.equal(file.status, 200);
            assert.equal(file.text, "%PDF-1.4");
            assertHolds(await this.worker.page(`/me/appeals/${appeal}`), "复查中");
        });
        await suite.check("who refused does not review; nobody without the permission does", async () => {
            const decision = { appeal_outcome: "overturn", appeal_reasons: "核对过" };
            holdsCode(await this.reviewer522.api(`/api/appeals/${appeal}/decision`, decision), 409, "SAME_PERSON");
            holdsCode(await this.clerk522.api(`/api/appeals/${appeal}/decision`, decision), 403);
            assertLacks(await this.reviewer522.page(`/appeals/${appeal}`), "复查决定</h2>");
        });
        await suite.check("the city's bureau decides anew: the claim is on its way again", async () => {
            const page = `/appeals/${appeal}`;
            assertHolds(await this.hrss.page(page), "外出务工整月数", "更正认定的事实", "合同是清楚的");
            const without = await this.hrss.submit(page, `${page}/decision`, { appeal_outcome: "overturn", appeal_reasons: "" });
            assert.equal(without.status, 400);
            const fields = { appeal_outcome: "overturn", appeal_reasons: "合同清楚有效" };
            ledTo(await this.hrss.submit(page, `${page}/decision`, fields), /^\/appeals\//);
            assert.equal(await this.stateOf(), "submitted");
            assertHolds(await this.worker.page(`/me/appeals/${appeal}`), "撤销原决定", "合同清楚有效", this.claim);
            assertHolds(await this.worker.page("/me/messages"), "申诉复查结果：撤销原决定");
            assertHolds(await this.worker.page(`/me/appeals/${appeal}`), "合同看不清楚"); // what was contested
        });
        await suite.check("taking in and review are on paper, for her and for the office", async () => {
            await this.letter(this.worker, `/me/appeals/${appeal}`, "appeal_acceptance", "申诉受理通知书");
            const path = await this.letter(this.hrss, `/appeals/${appeal}`, "appeal_review", "复查决定书");
            assert.equal((await this.clerk521.get(path)).status, 404);
            assert.equal((await this.company.get(`/me${path}`)).status, 404);
            assert.equal((await this.worker.get(`/me${path}`)).status, 200);
        });
    }

    async pay() {
        await suite.check("four hands and the notice are before it again, then it is paid", async () => {
            holdsCode(await this.step(this.clerk522, "accept"), 200);
            holdsCode(await this.step(this.reviewer522, "review"), 200);
            holdsCode(await this.reviewer522.api("/api/notices", { policy: 5, division: COUNTY }), 200);
            assert.equal((await new Visitor(this.platform).submit("/", "/demo/today", { today: LATER })).status, 303);
            holdsCode(await this.reviewer522.api("/api/notices/close", {}), 200);
            holdsCode(await this.finance.api("/api/payments", { numbers: this.claim }), 200);
            const { budgets } = await this.finance.apiGet("/api/budgets");
            const { fund } = budgets.find((each) => each.policy === 5 && each.division === COUNTY);
            const file = await this.cashier.api("/api/payment-files", { fund, division: COUNTY });
            holdsCode(file, 200);
            const body = new FormData();
            const answer = `行号,金额,结果,原因,日期\n${file.json.number}-00001,800.00,成功,,${LATER}\n`;
            body.append("file", new Blob([answer], { type: "text/csv" }), "bank.csv");
            const headers = { "x-csrf-token": this.finance.csrf, "idempotency-key": "bank-answer-1" };
            holdsCode(await this.finance.send("POST", "/api/payment-returns", { body, headers }), 200);
            assert.equal(await this.stateOf(), "paid");
        });
    }

    // ---- Clawed back ----

    async suspect() {
        await suite.check("a suspicion about the paid claim, by the door on its page; a second one is refused", async () => {
            assertHolds(await this.finance.page(`/cases/${this.claim}`), `/clawbacks?claim=${this.claim}`);
            const fields = { cause: "match", note: "比对：同期在海原县参保" };
            const opened = await this.finance.submit(`/clawbacks?claim=${this.claim}`, "/clawbacks", fields);
            this.clawback = /ZC-2023-\d{6}/.exec(ledTo(opened, /^\/clawbacks\/ZC-/))[0];
            const second = await this.clerk522.api("/api/clawbacks", { claim: this.claim, ...fields });
            holdsCode(second, 409, "ALREADY_OPEN");
            assertHolds(await this.clerk522.page("/tasks"), this.clawback);
            assertLacks(await this.clerk521.page("/clawbacks"), this.clawback);
            assert.equal((await this.clerk521.get(`/clawbacks/${this.clawback}`)).status, 404);
        });
        const page = `/clawbacks/${this.clawback}`;
        await suite.check("verified with two evidences, not with one; she does not know of it yet", async () => {
            const first = { source: "record", description: "参保记录" };
            ledTo(await this.clerk522.submit(page, `${page}/evidence`, first, RECORD), /ZC-/);
            holdsCode(await this.clerk522.api(`/api${page}/step`, { action: "verify", note: "x" }), 409, "NEEDS_EVIDENCE");
            const second = { source: "visit", description: "电话核对" };
            const headers = { "x-csrf-token": this.clerk522.csrf, "idempotency-key": "evidence-2" };
            const repeat = () => this.clerk522.send("POST", `/api${page}/evidence`,
                { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(second) });
            holdsCode(await repeat(), 200);
            holdsCode(await repeat(), 200); // the same request again: nothing more
            assert.equal((await this.hrss.apiGet(`/api${page}`)).evidence.length, 2);
            ledTo(await this.clerk522.submit(page, `${page}/step`, { action: "verify", note: "两份一致" }), /ZC-/);
            assert.equal((await this.worker.get(`/me${page}`)).status, 404);
            assertLacks(await this.worker.page("/me/messages"), this.clawback);
        });
    }

    async decide() {
        const page = `/clawbacks/${this.clawback}`;
        const decision = { amount: "800", instalments: 3, first_due: "2023-11-30", decision_number: "卫人社追〔2023〕1号", reasons: "务工月数不足" };
        await suite.check("notified, she sees all of it and states once; before that nothing is decided", async () => {
            ledTo(await this.clerk522.submit(page, `${page}/step`, { action: "notify", note: "务工月数不足" }), /ZC-/);
            holdsCode(await this.hrss2.api(`/api${page}/decision`, decision), 409, "NOT_HEARD");
            assertHolds(await this.worker.page("/me/messages"), "陈述和申辩");
            assertHolds(await this.worker.page("/me/clawbacks"), this.clawback);
            assertHolds(await this.worker.page(`/me${page}`), "参保记录", "电话核对", "2023年11月6日");
            assert.equal((await this.worker.get(`/me${page}/evidence/2`)).status, 200);
            ledTo(await this.worker.submit(`/me${page}`, `/me${page}/statement`, { statement: "我当时在北京" }), /^\/me\/clawbacks\//);
            holdsCode(await this.worker.api(`/api/me${page}/statement`, { statement: "x" }), 409, "ALREADY_STATED");
            assertHolds(await this.clerk522.page(page), "我当时在北京");
        });
        await suite.check("decided by somebody who had no hand in it; the receivable opens", async () => {
            holdsCode(await this.reviewer522.api(`/api${page}/decision`, decision), 409, "SAME_PERSON");
            holdsCode(await this.hrss.api(`/api${page}/decision`, decision), 409, "SAME_PERSON"); // reopened the claim
            holdsCode(await this.clerk522.api(`/api${page}/decision`, decision), 403);
            const faulty = await this.hrss2.submit(page, `${page}/decision`, { ...decision, instalments: "13" });
            assert.equal(faulty.status, 400);
            ledTo(await this.hrss2.submit(page, `${page}/decision`, decision), /ZC-/);
            const decided = await this.hrss2.apiGet(`/api${page}`);
            this.receivable = decided.receivable;
            assert.equal(decided.refund_account, null); // nobody has stated one yet
            assertHolds(await this.worker.page(`/me${page}`), "应退 800.00 元", "退回账户", "经办窗口书面提供", "2023年11月30日", "266.68", `/me/appeals/new?claim=${this.claim}`);
        });
        await suite.check("what she was told and what was decided are on paper", async () => {
            await this.letter(this.clerk522, page, "clawback_notice", "追回告知书");
            await this.letter(this.worker, `/me${page}`, "clawback_decision", "追回决定书");
            assertHolds(await this.clerk522.page(`/daybook?on=${LATER}`), page, "作出决定");
        });
    }

    async repay() {
        const page = `/clawbacks/${this.clawback}`;
        await suite.check("three instalments come back; the ledger settles it, nobody types it", async () => {
            const parts = [["收1", "266.68"], ["收2", "266.66"], ["收3", "266.66"]];
            for (const [receipt, amount] of parts) {
                assert.equal((await this.hrss2.apiGet(`/api${page}`)).state, "decided");
                const fields = { number: this.receivable, receipt, amount, paid_on: LATER };
                ledTo(await this.finance.submit("/fund/receivables", "/fund/repayments", fields), /done=1/);
            }
            assert.equal((await this.hrss2.apiGet(`/api${page}`)).state, "settled");
            assertHolds(await this.worker.page(`/me${page}`), "已缴清", "未缴 0.00 元");
            assertHolds(await this.worker.page("/me/messages"), "还有 533.32 元", "应退的款项已经缴清");
            const { counties } = await this.finance.apiGet("/api/receivables");
            assert.deepEqual(counties, [{ division: COUNTY, amount_fen: 80000, repaid_fen: 80000 }]);
            assertHolds(await this.finance.page(`/cases/${this.claim}`), this.clawback, "已缴清");
        });
    }

    // ---- What the screen refused ----

    async contest() {
        await suite.check("what the screen refused is contested, and people look at it", async () => {
            const { entitlements } = await this.worker.apiGet("/api/me/entitlements");
            const found = /href="(\/me\/appeals\/new\?policy=\d+&amp;subject=[^"]+)"/.exec(await this.company.page("/me"));
            assert.ok(found, "nothing that the company sees is refused");
            const door = unescapeHtml(found[1]);
            assertHolds(await this.company.page(door), "notice-stop");
            assert.equal((await this.worker.get(door)).status, 404);
            const filed = await this.company.submit(door, "/me/appeals", { grounds: "我们符合条件" });
            const number = /FC-2023-\d{6}/.exec(ledTo(filed, /^\/me\/appeals\/FC-/))[0];
            const again = await this.company.submit(door, "/me/appeals", { grounds: "再说一次" });
            assert.equal(again.status, 409, again.text.slice(0, 300));
            const appeal = await this.company.apiGet(`/api/me/appeals/${number}`);
            assert.equal((await this.company.apiGet(`/api/applications/${appeal.claim}`)).state, "refused");
            holdsCode(await this.clerk521.api(`/api/appeals/${number}/accept`, {}), 200);
            const overturn = { appeal_outcome: "overturn", appeal_reasons: "看过" };
            holdsCode(await this.hrss.api(`/api/appeals/${number}/decision`, overturn), 409, "NOTHING_CHANGES");
            const maintain = { appeal_outcome: "maintain", appeal_reasons: "条件确实没有满足" };
            holdsCode(await this.hrss.api(`/api/appeals/${number}/decision`, maintain), 200);
            assertHolds(await this.company.page(`/me/appeals/${number}`), "维持原决定", "60 日内申请行政复议", "6 个月内");
        });
    }

    async walk() {
        await this.open();
        await this.refuse();
        await this.overturn();
        await this.pay();
        await this.suspect();
        await this.decide();
        await this.repay();
        await this.contest();
    }
}

await walkBoth(suite, (platform) =>
    suite.check("the walk is gone to its end", () => new Walk(platform).walk()));
