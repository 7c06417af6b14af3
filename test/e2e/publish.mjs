// SPDX-License-Identifier: Apache-2.0
// Publishing through the front door, on both databases; arguments name the databases to walk.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import { walkBoth } from "./both.mjs";
import { HOSTILE } from "./hostile.mjs";
import { Platform } from "./platform.mjs";
import { assertHolds, assertLacks, ok, Suite, until } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const WORKER_ID = "640522199910100410";
const COUNTY = "640522";
const FUND = "employment_fund";
const TODAY = "2023-10-16"; // of the demo
const LATER = "2023-10-30"; // behind five working days of notice
const POLICY_43 = readFileSync(new URL("../../docs/howto/43-check-up-subsidy.md", import.meta.url), "utf8");
const run = promisify(execFile);

async function draftOf(visitor, number) {
    return visitor.apiGet(`/api/drafts/${number}`);
}

async function previewed(visitor, number) {
    let draft;
    await until("the preview", async () => {
        draft = await draftOf(visitor, number);
        return ["done", "failed"].includes(draft.preview?.state);
    });
    assert.equal(draft.preview.state, "done", draft.preview.message);
    return draft;
}

// ---- Renewing: 「延到2025年，标准改1000」 ----

class Renewal {
    constructor(suite, platform) {
        Object.assign(this, { suite, platform });
    }

    async refuse() {
        const { suite, platform } = this;
        await suite.check("only the policy office may draft; the public sees no button", async () => {
            const anybody = new Visitor(platform);
            assertLacks(await anybody.page("/policies/7"), "/policies/7/renew");
            assert.ok([302, 303, 401].includes((await anybody.get("/policies/7/renew")).status));
            for (const login of ["clerk522", "finance", "head", "worker"]) {
                const other = await Visitor.as(platform, login);
                for (const path of ["/drafts", "/policies/7/renew", "/drafts/new", "/api/drafts"]) {
                    assert.equal((await other.get(path)).status, 403, `${login} ${path}`);
                }
                assert.equal((await other.api("/api/policies/7/renew", { document: "x", valid_to: "2025-12-31" })).status, 403);
            }
        });
        await suite.check("1,600 for a cap of 1,500 is refused at once, with the reason", async () => {
            this.hrss = await Visitor.as(platform, "hrss");
            this.hrss2 = await Visitor.as(platform, "hrss2");
            assertHolds(await this.hrss.page("/policies/7"), "/policies/7/renew");
            const page = await this.hrss.submit("/policies/7/renew", "/policies/7/renew",
                { valid_to: "2025-12-31", document: "卫人社发〔2023〕88号", p_rate_fen: "1600" });
            assert.equal(page.status, 400);
            assertHolds(page.text, "补助标准不能是1,600.00 元", "1,500.00 元", "不超过1500元", 'value="1600"');
            const api = await this.hrss.api("/api/policies/7/renew", { valid_to: "2025-12-31", document: "卫人社发〔2023〕88号", p_rate_fen: "1600" });
            assert.equal(api.status, 400);
            assert.equal(api.code, "PARAMETER_OUT_OF_BOUNDS");
            assert.deepEqual((await this.hrss.apiGet("/api/drafts")).drafts, []);
        });
        await suite.check("nonsense in every field is refused as nonsense", async () => {
            for (const text of HOSTILE) {
                const answer = await this.hrss.api("/api/policies/7/renew", { document: "x", p_rate_fen: text });
                assert.ok(answer.status >= 400 && answer.status < 500, `${text}: ${answer.status}`);
            }
            for (const value of [{ document: "x" }, { document: "x", valid_to: "2020-01-01" }, { valid_to: "2025-12-31" }, { document: "x", valid_to: "2025-13-01" }]) {
                assert.equal((await this.hrss.api("/api/policies/7/renew", value)).status, 400, JSON.stringify(value));
            }
        });
    }

    async draft() {
        const { suite } = this;
        await suite.check("two rows of the rules change, the card and the examples follow, and it is checked", async () => {
            const answer = await ok(this.hrss.submit("/policies/7/renew", "/policies/7/renew",
                { valid_to: "2025-12-31", document: "卫人社发〔2023〕88号", p_rate_fen: "1000" }), 303);
            this.number = answer.location.split("/").pop();
            const draft = await draftOf(this.hrss, this.number);
            assert.equal(draft.errors, 0, JSON.stringify(draft.findings));
            assertHolds(draft.content,
                'valid: {to: 2025-12-31, basis: "[O] 卫人社发〔2023〕88号"}',
                "| 补助标准 | rate_fen | 150000 | [0..150000] | | 2023-12-31 |",
                "| 补助标准 | rate_fen | 100000 | [0..150000] | 2024-01-01 | | [O] 卫人社发〔2023〕88号 |",
                "每招用1人最高1000元", "2025年12月31日前招用并申请");
            const page = await this.hrss.page(`/drafts/${this.number}`);
            assertHolds(page, "检查通过", "改了什么", "逐字节不变");
        });
        await suite.check("the cost by county appears by itself", async () => {
            const draft = await previewed(this.hrss, this.number);
            assert.equal(draft.preview.on, "2024-01-01");
            const { counts } = draft.preview;
            assert.ok(counts.length > 0 && counts.every((each) => each.policy === 7));
            const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
            assert.ok(sum("after_count") > 0);
            assert.equal(sum("before_count"), 0); // without the renewal it is over by then
            assert.equal(sum("after_fen"), sum("after_count") * 100000);
            assert.equal(sum("gaining"), sum("after_count"));
            assertHolds(await this.hrss.page(`/drafts/${this.number}`), "全市多花", "海原县");
        });
        await suite.check("the command line says the same of it", async () => {
            const draft = await draftOf(this.hrss, this.number);
            const folder = `${this.platform.folder}/reform`;
            await run("cp", ["-r", "policies/zhongwei-2023", folder]);
            (await import("node:fs")).writeFileSync(`${folder}/${draft.file}`, draft.content);
            const { stdout } = await run(`${process.env.BUILD || "build"}/jiuye`, ["simulate", "--db", this.platform.url, "--keys", this.platform.keys,
                "--on", "2024-01-01", "--reform", folder]);
            const total = draft.preview.counts.reduce((all, each) => all + each.after_fen, 0);
            assertHolds(stdout, (total / 100).toFixed(2));
        });
    }

    async approve() {
        const { suite, platform } = this;
        const steps = (action) => `/api/drafts/${this.number}/${action}`;
        await suite.check("submitted by its author; nobody approves their own", async () => {
            assert.equal((await this.hrss2.api(steps("submit"), { effective_on: TODAY })).status, 403);
            assert.equal((await this.hrss.api(steps("submit"), { effective_on: "2023-01-01" })).code, "EFFECT_TOO_EARLY");
            await ok(this.hrss.submit(`/drafts/${this.number}`, `/drafts/${this.number}/submit`,
                { effective_on: TODAY, note: "<script>alert(1)</script> 请审" }), 303);
            assertHolds(await this.hrss2.page(`/drafts/${this.number}`), "&lt;script&gt;");
            const own = await this.hrss.api(steps("publish"), {});
            assert.equal(own.status, 409);
            assert.equal(own.code, "SAME_PERSON");
            assertLacks(await this.hrss.page(`/drafts/${this.number}`), `action="/drafts/${this.number}/publish"`);
        });
        await suite.check("sent back with a reason, changed, previewed and submitted again", async () => {
            assert.equal((await this.hrss2.api(steps("reject"), { reason: "  " })).status, 400);
            await ok(this.hrss2.api(steps("reject"), { reason: "附件没有盖章" }));
            assertHolds(await this.hrss.page(`/drafts/${this.number}`), "附件没有盖章");
            const draft = await draftOf(this.hrss, this.number);
            await ok(this.hrss.api(steps("content"), { revision: draft.revision, content: draft.content }));
            assert.equal((await this.hrss.api(steps("content"), { revision: draft.revision, content: "x" })).code, "DRAFT_CHANGED");
            assert.equal((await this.hrss.api(steps("submit"), { effective_on: TODAY })).code, "NO_PREVIEW");
            await ok(this.hrss.api(steps("preview"), { on: "2024-01-01" }));
            await previewed(this.hrss, this.number);
            await ok(this.hrss.api(steps("submit"), { effective_on: TODAY }));
        });
        await suite.check("a second person publishes; form, card and versions follow without a restart", async () => {
            const before = await new Visitor(platform).apiGet("/api/policies");
            await ok(this.hrss2.submit(`/drafts/${this.number}`, `/drafts/${this.number}/publish`), 303);
            const after = await new Visitor(platform).apiGet("/api/policies");
            assert.notEqual(after.hash, before.hash);
            const anybody = new Visitor(platform);
            assertHolds(await anybody.page("/policies/7"), "2025年12月31日前招用并申请", "每招用1人最高1000元");
            const { versions } = await anybody.apiGet("/api/policies/7/versions");
            assert.deepEqual(versions.map((each) => [each.hash, each.state]), [[after.hash, "生效中"], [before.hash, "从前的"]]);
            assertHolds(await anybody.page(`/policies/7/compare?before=${before.hash}&after=${after.hash}`), "100000", "2025-12-31");
            assert.equal((await anybody.get(`/policies/7/compare?before=${before.hash}&after=${"0".repeat(64)}`)).status, 404);
            this.hash = after.hash;
        });
        await suite.check("another server on the same database notices by itself", async () => {
            const second = Object.assign(new Platform(), { kind: platform.kind, url: platform.url, keys: platform.keys, log: "" });
            await second.start();
            const other = new Visitor(second);
            assert.equal((await other.apiGet("/api/policies")).hash, this.hash);
            const draft = (await ok(this.hrss.api("/api/policies/5/drafts", {}))).json.number;
            const text = await draftOf(this.hrss, draft);
            await ok(this.hrss.api(`/api/drafts/${draft}/content`,
                { revision: text.revision, content: text.content.replace("## 办事", "市民看这一张卡。\n\n## 办事") }));
            await ok(this.hrss.api(`/api/drafts/${draft}/preview`, { on: TODAY }));
            await previewed(this.hrss, draft);
            await ok(this.hrss.api(`/api/drafts/${draft}/submit`, { effective_on: TODAY }));
            await ok(this.hrss2.api(`/api/drafts/${draft}/publish`, {}));
            await until("the second server to notice", async () => (await other.apiGet("/api/policies")).hash !== this.hash);
            await second.stop();
        });
    }

    async decide() {
        const { suite, platform } = this;
        await suite.check("a decision of 2023 has the old amount, one of 2024 the new", async () => {
            const facts = {
                employer_kind: "enterprise", category: "grad_of_year", graduation_date: "2023-06-30", hire_date: "2023-07-01",
                contract_signed: true, months_unemp: 1, months_injury: 1, months_pension: 1,
            };
            const anybody = new Visitor(platform);
            for (const [on, fen] of [["2023-12-31", 150000], ["2024-01-01", 100000], ["2026-01-01", 0]]) {
                const answer = await ok(anybody.api("/api/policies/7/evaluate", { ...facts, application_date: on }, { csrf: null }));
                assert.equal(answer.json.amount_fen, fen, on);
            }
        });
    }

    async walk() {
        await this.refuse();
        if (!this.hrss2) return;
        await this.draft();
        await this.approve();
        await this.decide();
    }
}

// ---- 口径台账 ----

async function walkReadings(suite, platform) {
    const ledger = (visitor) => visitor.apiGet("/api/readings");
    let hrss, item;
    await suite.check("every reading and open parameter stands in the ledger, unconfirmed", async () => {
        hrss = await Visitor.as(platform, "hrss");
        const { readings } = await ledger(hrss);
        assert.ok(readings.length > 100 && readings.every((each) => !each.is_confirmed && /\[[RO]\]/.test(each.basis)));
        assert.ok(readings.some((each) => each.policy === 0), "those of pack.md too");
        item = readings.find((each) => each.policy === 7 && each.kind === "reading");
        assertHolds(await new Visitor(platform).page("/policies/7"), "待确认");
        assertHolds(await hrss.page("/readings"), "条待确认", "第7项");
        assert.equal((await (await Visitor.as(platform, "worker")).get("/readings")).status, 403);
    });
    await suite.check("confirmed by a document, once, by who may; the policy page follows", async () => {
        const path = "/api/readings/7/confirm", value = { text_hash: item.text_hash, document: "卫人社函〔2023〕12号" };
        const open = (html) => html.split("待确认").length;
        const before = open(await new Visitor(platform).page("/policies/7"));
        assert.equal((await (await Visitor.as(platform, "clerk522")).api(path, value)).status, 403);
        assert.equal((await hrss.api(path, { ...value, document: "" })).status, 400);
        assert.equal((await hrss.api(path, { ...value, text_hash: "0".repeat(64) })).status, 404);
        await ok(hrss.api(path, { ...value, document: "<b>x</b> 卫人社函〔2023〕12号" }));
        assert.equal((await hrss.api(path, value)).code, "CONFIRMED");
        const mine = (await ledger(hrss)).readings.find((each) => each.text_hash === item.text_hash);
        assert.deepEqual([mine.is_confirmed, mine.confirmed_on], [true, TODAY]);
        assertHolds(await hrss.page("/readings/7"), "&lt;b&gt;x&lt;/b&gt;");
        assert.equal(open(await new Visitor(platform).page("/policies/7")), before - 1);
    });
    await suite.check("what a parameter costs at its other bound is computed on demand, and kept", async () => {
        const rate = () => hrss.apiGet("/api/readings/7").then(({ readings }) => readings.find((each) => each.key === "rate_fen"));
        assert.deepEqual((await rate()).moves.map((each) => [each.value, each.state]), [["0", null]]);
        assert.equal((await hrss.api("/api/readings/7/effect", { key: "rate_fen", value: "160000" })).status, 404);
        await ok(hrss.api("/api/readings/7/effect", { key: "rate_fen", value: "0" }));
        await until("the effect", async () => (await rate()).moves[0].state === "done");
        const [move] = (await rate()).moves;
        assert.ok(move.losing > 0 && move.change_fen === -150000 * move.losing, JSON.stringify(move));
        assertHolds(await hrss.page("/readings/7"), "全市少花");
    });
    await suite.check("a reading says what it bears on, and the money of just that", async () => {
        const reading = (policy, key) => hrss.apiGet(`/api/readings/${policy}`)
            .then(({ readings }) => readings.find((each) => each.kind === "reading" && each.key === key));
        const before = await reading(7, "未就业");
        assert.deepEqual(before.bears_on.map((each) => [each.kind, each.key]), [["reason", "EMPLOYED_BEFORE"]]);
        assert.deepEqual(before.moves.map((each) => [each.kind, each.key, each.state]), [["reason", "EMPLOYED_BEFORE", null]]);
        assertHolds(await hrss.page("/readings/7"), "牵涉：原因“招用前已经就业，不属于“未就业””（EMPLOYED_BEFORE）",
            "算一算：EMPLOYED_BEFORE 拒了多少人、多少钱");
        assertHolds(await hrss.page("/readings/4"), "牵涉：整项政策");
        const ask = (policy, values) => hrss.api(`/api/readings/${policy}/effect`, values);
        assert.equal((await ask(7, { kind: "measure", key: "EMPLOYED_BEFORE" })).status, 404);
        assert.equal((await ask(7, { kind: "reason", key: "NO_CONTRACT" })).status, 404, "no reading bears on it");
        await ok(ask(7, { kind: "reason", key: "EMPLOYED_BEFORE" }));
        await ok(ask(33, { kind: "measure", key: "internship_remaining" }));
        await until("both", async () => (await reading(7, "未就业")).moves[0].state === "done"
            && (await reading(33, "与第34项")).moves[0].state === "done");
        const [refused] = (await reading(7, "未就业")).moves;
        assert.ok(refused.refused >= refused.refused_alone && refused.refused_alone > 0, JSON.stringify(refused));
        assert.equal(refused.refused_alone_fen, 150000 * refused.refused_alone);
        const [remaining] = (await reading(33, "与第34项")).moves;
        assert.ok(remaining.entitled > 0 && remaining.entitled_fen > 0, JSON.stringify(remaining));
        assertHolds(await hrss.page("/readings/7"), `现在拒了 ${refused.refused} 个，其中 ${refused.refused_alone} 个只因为这一条`, "重新算一算：EMPLOYED_BEFORE");
        assertHolds(await hrss.page("/readings/33"), `措施“剩余期限见习补贴”：现在符合的 ${remaining.entitled} 个`);
        const clerk = await Visitor.as(platform, "clerk522");
        assertHolds(await clerk.page("/readings/7"), `现在拒了 ${refused.refused} 个`);
        assert.equal((await clerk.api("/api/readings/7/effect", { kind: "reason", key: "EMPLOYED_BEFORE" })).status, 403);
    });
}

// ---- Policy 43: one Markdown file, and nothing else ----

class Policy43 {
    constructor(suite, platform, auditor) {
        Object.assign(this, { suite, platform, auditor });
    }

    async publish() {
        const { suite, platform } = this;
        const steps = (action) => `/api/drafts/${this.number}/${action}`;
        await suite.check("a new policy begins from a file that passes the check", async () => {
            this.hrss = await Visitor.as(platform, "hrss");
            this.hrss2 = await Visitor.as(platform, "hrss2");
            assert.equal((await this.hrss.api("/api/drafts", { number: "43", slug: "../x", title: "x" })).status, 400);
            const answer = await ok(this.hrss.submit("/drafts/new", "/drafts",
                { number: "43", slug: "check-up-subsidy", title: "外出务工人员体检补贴" }), 303);
            this.number = answer.location.split("/").pop();
            const draft = await draftOf(this.hrss, this.number);
            assert.equal(draft.file, "43-check-up-subsidy.md");
            const twice = [1, 2].map(() => this.hrss.api("/api/policies/5/drafts", {}, { key: "double-click-1" }));
            const [first, second] = (await Promise.all(twice)).map((each) => each.json.number);
            assert.equal(first, second, "two clicks, one draft");
            await ok(this.hrss.api(`/api/drafts/${first}/withdraw`, {}));
            assert.equal(draft.errors, 0, JSON.stringify(draft.findings));
        });
        await suite.check("a fault is told with its line, and cannot be submitted", async () => {
            const draft = await draftOf(this.hrss, this.number);
            const content = POLICY_43.replace("min(体检费用, 补贴上限)", "min(体检费, 补贴上限)");
            await ok(this.hrss.api(steps("content"), { revision: draft.revision, content }));
            const faulty = await draftOf(this.hrss, this.number);
            const line = content.split("\n").findIndex((each) => each.includes("min(体检费, ")) + 1;
            assert.ok(faulty.findings.some((each) => each.severity === "error" && each.line === line), JSON.stringify(faulty.findings));
            assertHolds(await this.hrss.page(`/drafts/${this.number}/edit`), `第${line}行`);
            assert.equal((await this.hrss.api(steps("submit"), { effective_on: TODAY })).code, "DRAFT_FAULTY");
        });
        await suite.check("its own file is checked, previewed, submitted, and published by another", async () => {
            const draft = await draftOf(this.hrss, this.number);
            const edited = await this.hrss.submit(`/drafts/${this.number}/edit`, `/drafts/${this.number}/content`, { content: POLICY_43 });
            assert.equal(edited.status, 303, edited.text.slice(0, 500));
            const good = await draftOf(this.hrss, this.number);
            assert.equal(good.revision, draft.revision + 1);
            assert.equal(good.content, POLICY_43);
            assert.equal(good.errors, 0, JSON.stringify(good.findings));
            await ok(this.hrss.api(steps("preview"), { on: TODAY }));
            const seen = await previewed(this.hrss, this.number);
            const sum = seen.preview.counts.reduce((total, each) => total + each.undetermined, 0);
            assert.ok(sum > 0); // who went and when to the doctor is asked for: nobody knows yet
            await ok(this.hrss.api(steps("submit"), { effective_on: TODAY }));
            await ok(this.hrss2.api(steps("publish"), {}));
        });
    }

    async claim() {
        const { suite, platform } = this;
        await suite.check("its page, its form to try and its clause are there at once", async () => {
            const anybody = new Visitor(platform);
            assertHolds(await anybody.page("/policies/43"), "外出务工人员体检补贴", "不超过200元的体检补贴", "合成文号〔2023〕43号");
            assertHolds(await anybody.page("/policies/43/try"), "发票上是多少钱？");
            assertHolds(await anybody.page("/policies"), "第43项");
        });
        await suite.check("the self-check asks her for what no database knows", async () => {
            this.worker = await Visitor.as(platform, "worker");
            const { entitlements } = await this.worker.apiGet("/api/me/entitlements");
            const mine = entitlements.find((each) => each.policy === 43);
            assert.ok(mine, JSON.stringify(entitlements.map((each) => each.policy)));
            assert.notEqual(mine.eligible, "no");
            this.subject = mine.subject;
            assertHolds(await this.worker.page(`/me/apply?policy=43&subject=${this.subject}`), "你是哪一天体检的？", "发票上是多少钱？");
        });
        await suite.check("too old a check-up is refused in its own words", async () => {
            const answer = await this.worker.api("/api/applications",
                { policy: 43, subject: this.subject, check_up_on: "2023-01-05", check_up_fen: "160" });
            assert.equal(answer.status, 409, answer.text);
            assertHolds(answer.text, "体检要在2023年4月16日以后");
        });
        await suite.check("she claims 150 yuan, once a year", async () => {
            const value = { policy: 43, subject: this.subject, check_up_on: "2023-10-10", check_up_fen: "160" };
            const answer = await ok(this.worker.api("/api/applications", value));
            this.claim_number = answer.json.number;
            assert.match(this.claim_number, /^ZW-2023-43-\d{6}$/);
            assert.equal((await this.worker.api("/api/applications", value)).code, "ALREADY_CLAIMED");
        });
    }

    step(visitor, action) {
        return ok(visitor.api(`/api/applications/${this.claim_number}/decision`, { action, note: "" }));
    }

    async pay() {
        const { suite, platform } = this;
        await suite.check("task, decision, notice: the office works as on any other", async () => {
            for (const login of ["clerk522", "reviewer522", "finance", "cashier"]) this[login] = await Visitor.as(platform, login);
            const { claims } = await this.clerk522.apiGet(`/api/tasks?search=${WORKER_ID}`);
            assert.ok(claims.some((each) => each.number === this.claim_number));
            assertHolds(await this.clerk522.page(`/cases/${this.claim_number}`), "体检费用", "本人填报");
            await this.step(this.clerk522, "accept");
            await this.step(this.reviewer522, "review");
            await ok(this.reviewer522.api("/api/notices", { policy: 43, division: COUNTY }));
            const anybody = new Visitor(platform);
            assert.equal((await anybody.submit("/", "/demo/today", { today: LATER })).status, 303);
            await ok(this.reviewer522.api("/api/notices/close", {}));
        });
        await suite.check("no money before its budget is allotted; then exactly 150 yuan", async () => {
            const early = await this.finance.api("/api/payments", { numbers: this.claim_number });
            assert.equal(early.code, "NO_BUDGET", early.text);
            const budget = { policy: "43", fund: FUND, division: COUNTY, year: "2023", amount_fen: "10000", document: "卫财社〔2023〕43号" };
            assert.equal((await this.clerk522.api("/api/budgets", budget)).status, 403);
            assert.equal((await this.finance.api("/api/budgets", { ...budget, amount_fen: "0" })).status, 400);
            await ok(this.finance.submit("/fund/allotments", "/fund/allotments", { ...budget }), 303);
            await ok(this.finance.api("/api/payments", { numbers: this.claim_number }));
            const { budgets } = await this.finance.apiGet("/api/budgets");
            const mine = budgets.find((each) => each.policy === 43);
            assert.deepEqual([mine.allotted_fen, mine.reserved_fen], [1000000, 15000]);
        });
        await suite.check("the payment file has her line; the bank pays; she reads it", async () => {
            const file = (await ok(this.cashier.api("/api/payment-files", { fund: FUND, division: COUNTY }))).json.number;
            assertHolds(await this.finance.page(`/api/payment-files/${file}/content`), "王明远", "150.00");
            await ok(this.finance.submit(`/fund/files/${file}`, `/fund/files/${file}/answer`));
            assert.equal((await this.worker.apiGet(`/api/applications/${this.claim_number}`)).state, "paid");
            assertHolds(await this.worker.page(`/me/claims/${this.claim_number}`), "已拨 150.00 元");
        });
        await suite.check("the report has a line for it, and the books prove", async () => {
            const head = await Visitor.as(platform, "head");
            const item = (await head.apiGet("/api/dashboard")).items.find((each) => each.number === 43);
            assert.equal(item.paid_fen ?? item.total?.paid_fen, 15000, JSON.stringify(item));
            assertHolds(await head.page("/monitor/policies/43"), "外出务工人员体检补贴");
            const proof = await platform.verify();
            assert.equal(proof.code, 0, proof.output);
        });
    }

    async prove() {
        const { suite, platform } = this;
        await suite.check("decided again from what was kept, byte for byte, by the version of its day", async () => {
            const { stdout } = await run(`${process.env.BUILD || "build"}/jiuye`, ["redecide", this.claim_number, "--db", platform.url, "--keys", platform.keys]);
            assertHolds(stdout, "重判相同");
        });
        await suite.check("every step of publishing is in the audit log, with who and when", async () => {
            const { rows } = await this.auditor.apiGet(`/api/audit?object=${this.number}`);
            for (const action of ["policy.draft.begin", "policy.draft.change", "policy.simulate", "policy.draft.submit", "policy.draft.publish"]) {
                assert.ok(rows.some((row) => row.action === action), `${action} in ${JSON.stringify(rows.map((row) => row.action))}`);
            }
        });
    }

    async walk() {
        await this.publish();
        await this.claim();
        if (!this.claim_number) return;
        await this.pay();
        await this.prove();
    }
}

const suite = new Suite();
await walkBoth(suite, async (platform) => {
    const auditor = new Visitor(platform); // signs in while the code that was printed is good
    await ok(auditor.signIn("auditadmin", { code: platform.codeOf("auditadmin") }));
    await walkReadings(suite, platform);
    await new Renewal(suite, platform).walk();
    await new Policy43(suite, platform, auditor).walk();
});
