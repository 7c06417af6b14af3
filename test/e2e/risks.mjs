// SPDX-License-Identifier: Apache-2.0
// A doubt and an inspection from the first finding to the proof: the office's screens and their
// JSON twins, on PostgreSQL. What no screen can do, a death, is written into the database.
import assert from "node:assert/strict";

import { Platform } from "./platform.mjs";
import { Suite, assertHolds, assertLacks, until } from "./suite.mjs";
import { Visitor, unescapeHtml } from "./visitor.mjs";

const WORKER_ID = "640522199910100410";
const COUNTY = "640522";
const FUND = "employment_fund";

class Walk {
    constructor(suite, platform) {
        this.suite = suite;
        this.platform = platform;
    }

    step(visitor, action, note = "") {
        return visitor.api(`/api/applications/${this.number}/decision`, { action, note });
    }

    async stateOf() {
        return (await this.reviewer522.apiGet(`/api/cases/${this.number}`)).claim.state;
    }

    moveTo(today) {
        return new Visitor(this.platform).submit("/", "/demo/today", { today });
    }

    async doubt() {
        const { suite, platform } = this;
        await suite.check("she applies, it is accepted, and she dies", async () => {
            for (const login of ["worker", "clerk522", "reviewer522", "reviewer521", "finance", "hrss", "hrss2"]) {
                this[login] = await Visitor.as(platform, login);
            }
            const offer = (await this.worker.apiGet("/api/me/entitlements")).entitlements.find((each) => each.policy === 5);
            this.number = (await this.worker.api("/api/applications", { policy: 5, subject: offer.subject })).json.number;
            assert.equal((await this.step(this.clerk522, "accept")).status, 200);
            const claimed = `SELECT person_id FROM policy.application WHERE number = '${this.number}'`;
            platform.sql(`UPDATE labour.person SET deceased_on = '2023-10-01' WHERE id = (${claimed})`);
        });
        await this.rules();
        await suite.check("the review finds it: the case and the list say so, with the evidence", async () => {
            assert.equal((await this.step(this.reviewer522, "review")).status, 200);
            const { risks, claim } = await this.reviewer522.apiGet(`/api/cases/${this.number}`);
            assert.deepEqual([claim.held, risks.length, risks[0].code, risks[0].level], [true, 1, "PERSON_DECEASED", "high"]);
            assert.equal(risks[0].facts.find((fact) => fact.key === "deceased_on").value, "2023-10-01");
            this.risk = risks[0].id;
            for (const path of ["/risks", `/cases/${this.number}`]) {
                const html = await this.reviewer522.page(path);
                assertHolds(html, "已于2023年10月1日死亡", "risk-02-payee-standing.md", `/risks/${this.risk}/answer`);
                assertLacks(html, WORKER_ID);
            }
            assertHolds(await this.reviewer522.page("/tasks?state=reviewed"), "有异议或疑点");
        });
        await suite.check("another county sees nothing of it, and its answer is not taken", async () => {
            assert.equal((await this.reviewer521.apiGet("/api/risks")).open, 0);
            assertLacks(await this.reviewer521.page("/risks"), this.number);
            const answer = await this.reviewer521.api(`/api/risks/${this.risk}/answer`, { outcome: "cleared", note: "没事" });
            assert.equal(answer.status, 404);
        });
        await suite.check("it is not published, and who accepted it may not answer", async () => {
            assert.equal((await this.reviewer522.api("/api/notices", { policy: 5, division: COUNTY })).status, 404);
            const answer = await this.clerk522.api(`/api/risks/${this.risk}/answer`, { outcome: "cleared", note: "没事" });
            assert.equal(answer.status, 403);
        });
        await suite.check("a reviewer clears it on the page; the same request again changes nothing", async () => {
            const value = { outcome: "cleared", note: "公安更正：同名同姓" };
            const path = `/risks/${this.risk}/answer`;
            assert.equal((await this.reviewer522.submit("/risks", path, value)).status, 303);
            const again = await this.reviewer522.api(`/api${path}`, value);
            assert.deepEqual([again.status, again.code], [409, "ANSWERED"]);
            assertHolds(await this.reviewer522.page("/risks?answered=1"), "公安更正：同名同姓", "已解除");
            assertHolds(await this.reviewer522.page("/risks"), "没有待核查的疑点");
        });
    }

    async draftRule(rule, from, to) {
        const began = await this.hrss.submit("/rules", `/rules/${rule}/drafts`, {});
        assert.equal(began.status, 303, began.text);
        const number = began.location.split("/").pop();
        const { revision, content } = await this.hrss.apiGet(`/api/drafts/${number}`);
        let changed = content;
        for (let i = 0; i < from.length; i++) changed = changed.replace(from[i], to[i]);
        assert.equal((await this.hrss.api(`/api/drafts/${number}/content`, { revision, content: changed })).status, 200);
        assert.equal((await this.hrss.apiGet(`/api/drafts/${number}`)).errors, 0);
        return number;
    }

    async rules() {
        const { suite } = this;
        await suite.check("a rule is drafted only by the policy office, and tried on the claim", async () => {
            assert.equal((await this.reviewer522.get("/rules")).status, 403);
            assert.equal((await this.reviewer522.api("/api/rules/risk-02-payee-standing/drafts", {})).status, 403);
            assert.equal((await this.hrss.api("/api/rules/07-expansion-grant/drafts", {})).status, 404);
            assertHolds(await this.hrss.page("/drafts/new?kind=risk"), '<option value="risk" selected');
            const number = await this.draftRule("risk-02-payee-standing", ['"PERSON_DECEASED" | 高'], ['"PERSON_DECEASED" | 一般']);
            const steps = `/api/drafts/${number}`;
            assert.equal((await this.hrss.api(`${steps}/submit`, { effective_on: "2023-10-16" })).code, "NO_PREVIEW");
            assert.equal((await this.hrss.api(`${steps}/preview`, { on: "2023-10-16" })).status, 200);
            let preview;
            await until("the preview", async () => {
                ({ preview } = await this.hrss.apiGet(steps));
                return ["done", "failed"].includes(preview.state);
            });
            assert.deepEqual([preview.state, preview.doubts], ["done", [
                { division: COUNTY, level: "high", before: 1, after: 0, gaining: 0, losing: 1 },
                { division: COUNTY, level: "normal", before: 0, after: 1, gaining: 1, losing: 0 },
            ]]);
            assertHolds(await this.hrss.page(`/drafts/${number}`), "查出多少疑点", "高等级疑点从 1 件变为 0 件", "海原县");
            assert.equal((await this.hrss.submit(`/drafts/${number}`, `/drafts/${number}/withdraw`, {})).status, 303);
        });
        await suite.check("the inspection's share is changed by two people; its parameter is confirmed", async () => {
            const number = await this.draftRule("inspection-01-monthly", ["| 0.05 |", "| 20 | 1 |", "| 21 | 2 |", "| 1000 | 50 |"],
                ["| 0.1 |", "| 20 | 2 |", "| 21 | 3 |", "| 1000 | 100 |"]);
            const path = `/drafts/${number}`;
            assertHolds(await this.hrss.page(path), "100 件的名单，改前抽 5 件，改后抽 10 件");
            assert.equal((await this.hrss.submit(path, `${path}/submit`, { effective_on: "2023-10-16", note: "" })).status, 303);
            assert.equal((await this.hrss.api(`/api${path}/publish`, {})).code, "SAME_PERSON");
            assert.equal((await this.hrss2.submit(path, `${path}/publish`, {})).status, 303);
            const ledger = "/readings/inspection-01-monthly";
            assertHolds(await this.hrss.page("/readings"), `${ledger}"`, "抽查办法：资金抽查", "不定金额");
            const [rate] = (await this.hrss.apiGet(`/api${ledger}`)).readings;
            const versions = "/rules/inspection-01-monthly/versions";
            const history = await this.hrss.page(versions);
            assertHolds(history, "抽查办法：资金抽查：版本", "生效中", "从前的", number);
            const compare = unescapeHtml(/href="(\/rules\/inspection-01-monthly\/compare[^"]*)"/.exec(history)[1]);
            assertHolds(await this.hrss.page(compare), "两个版本比较", "| rate | 0.05 |", "| rate | 0.1 |");
            assert.equal((await this.hrss.apiGet(`/api${versions}`)).versions.length, 2);
            assert.equal((await this.hrss.apiGet("/api/rules/risk-02-payee-standing/versions")).versions.length, 1);
            assert.equal((await this.hrss.get("/rules/07-expansion-grant/versions")).status, 404);
            assert.equal((await this.reviewer522.get(versions)).status, 403);
            assert.deepEqual([rate.key, rate.rule, rate.moves.map((move) => move.value)], ["rate", "inspection-01-monthly", ["0.05", "1"]]);
            assertHolds(await this.hrss.page(ledger), "如果是 0.05：100 件的名单抽 5 件，现在抽 10 件。", "如果是 1：100 件的名单抽 100 件");
            assert.equal((await this.hrss.api(`/api${ledger}/effect`, { key: "rate", value: "1" })).code, "NOT_SIMULATED");
            assertHolds(rate.text, "0.1");
            assert.equal((await this.hrss.submit(ledger, `${ledger}/confirm`, { text_hash: rate.text_hash, document: "卫人社函〔2023〕12号" })).status, 303);
            assertHolds(await this.hrss.page(ledger), "已确认", "卫人社函〔2023〕12号");
        });
    }

    async money() {
        const { suite } = this;
        await suite.check("the claim goes its way; finance sees it drawn from the list in front of it", async () => {
            assert.equal((await this.reviewer522.api("/api/notices", { policy: 5, division: COUNTY })).status, 200);
            assert.equal((await this.moveTo("2023-10-24")).status, 303);
            assert.equal((await this.reviewer522.api("/api/notices/close", {})).status, 200);
            assertHolds(await this.finance.page("/fund/approvals"), this.number, "抽查，请看材料", "本页抽 <strong>1</strong> 件");
            const approved = await this.finance.api("/api/payments", { numbers: this.number });
            assert.deepEqual([approved.status, approved.json.total_fen, approved.json.held], [200, 80000, []]);
            assert.equal(await this.stateOf(), "approved");
        });
    }

    async inspect() {
        const { suite, platform } = this;
        const list = { fund: FUND, division: COUNTY, month: "2023-10" };
        await suite.check("a month is drawn when it is over, once, by whoever sends the request twice", async () => {
            assert.equal((await this.hrss.api("/api/inspections", list)).code, "MONTH_NOT_OVER");
            assert.equal((await this.moveTo("2023-11-01")).status, 303);
            assert.equal((await this.reviewer522.api("/api/inspections", list)).status, 403);
            const first = await this.hrss.api("/api/inspections", list, { key: "inspection-draw-1" });
            const again = await this.hrss.api("/api/inspections", list, { key: "inspection-draw-1" });
            assert.deepEqual([first.status, again.json], [200, first.json]);
            assert.equal((await this.hrss.api("/api/inspections", list)).code, "ALREADY_DRAWN");
            this.draw = first.json.number;
            assertHolds(await this.hrss.page("/inspections"), this.draw, "100.0%");
        });
        await suite.check("who approved it may not check it; who had no hand in it does, with evidence", async () => {
            const path = `/inspections/${this.draw}/items/1`;
            assertHolds(await this.hrss.page(path), "外出务工整月数", "同名同姓");
            assertLacks(await this.hrss.page(path), WORKER_ID, "王明远");
            const refused = await this.finance.api(`/api${path}`, { result: "in_order", note: "看过" });
            assert.deepEqual([refused.status, refused.code], [409, "SAME_PERSON"]);
            assert.equal((await this.hrss.submit(path, path, { result: "in_order", note: "看了合同和参保" })).status, 303);
            const { items } = await this.hrss.apiGet(`/api/inspections/${this.draw}`);
            assert.deepEqual([items.length, items[0].result, items[0].claim], [1, "in_order", this.number]);
        });
        await suite.check("coverage adds up in the city and in the county, and is empty elsewhere", async () => {
            const city = await this.hrss.apiGet("/api/inspections");
            const county = await this.reviewer522.apiGet("/api/inspections");
            assert.deepEqual([city.approved, city.drawn, city.checked], [1, 1, 1]);
            assert.deepEqual([county.approved, county.drawn, county.checked], [1, 1, 1]);
            assert.equal((await this.reviewer521.apiGet("/api/inspections")).approved, 0);
            assert.equal((await this.reviewer521.get(`/inspections/${this.draw}`)).status, 404);
        });
        await suite.check("jiuye verify repeats the draw and counts the holds", async () => {
            const proof = await platform.verify();
            assert.equal(proof.code, 0, proof.output);
            assertHolds(proof.output, "抽查成立：1 次", "疑点成立：1 条");
        });
    }
}

const suite = new Suite();
suite.section("PostgreSQL");
let platform = null;
await suite.check("the demo city is made and served", async () => {
    platform = await Platform.make("PostgreSQL");
    await platform.start();
});
if (platform?.base) {
    const walk = new Walk(suite, platform);
    await walk.doubt();
    await walk.money();
    await walk.inspect();
    await platform.remove();
}
process.exit(suite.finish());
