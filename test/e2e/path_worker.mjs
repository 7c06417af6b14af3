// SPDX-License-Identifier: Apache-2.0
// The main job: a migrant worker's 800 yuan from the clause to the account, and every way of cheating
// on it that a clerk, a stranger or a bank file might try.
import assert from "node:assert/strict";

import { HOSTILE, HOSTILE_SHORT } from "./hostile.mjs";
import { assertHolds, assertLacks } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const WORKER_ID = "640522199910100410";
const COUNTY = "640522";
const AMOUNT_FEN = 80000;
const LATER = "2023-10-30"; // behind five working days of notice

function claimOf(number, action) {
    return `/api/applications/${number}/${action}`;
}

export class WorkerPath {
    constructor(suite, platform, auditor) {
        this.suite = suite;
        this.platform = platform;
        this.auditor = auditor;
    }

    // Reads are noted behind the reader's back: soon, not at once.
    async readsInLog(action) {
        for (let tries = 0; tries < 50; tries++) {
            const { rows } = await this.auditor.apiGet(`/api/audit?object=${this.number}`);
            const found = rows.filter((row) => row.action === action);
            if (found.length > 0) return found;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return [];
    }

    async stateOf() {
        return (await this.worker.apiGet(`/api/applications/${this.number}`)).state;
    }

    step(visitor, action, note = "") {
        return visitor.api(claimOf(this.number, "decision"), { action, note });
    }

    // ---- Applying ----

    async apply() {
        const { suite } = this;
        await suite.check("she sees 800 yuan and why, before she has typed anything", async () => {
            this.worker = await Visitor.as(this.platform, "worker");
            const { entitlements } = await this.worker.apiGet("/api/me/entitlements");
            const offer = entitlements.find((each) => each.policy === 5);
            assert.equal(offer.eligible, "yes");
            assert.equal(offer.amount_fen, AMOUNT_FEN);
            this.subject = offer.subject;
            assertHolds(await this.worker.page("/me"), "800.00 元", "一次性交通补贴", "/me/apply?policy=5");
        });
        await suite.check("the form knows her account and shows where each fact comes from", async () => {
            const html = await this.worker.page(`/me/apply?policy=5&subject=${this.subject}`);
            assertHolds(html, "市人力资源社会保障局", "务工地", /name="account_number"[^>]*value="\d{16,19}"|value="\d{16,19}"[^>]*name="account_number"/);
        });
        await suite.check("a bank card with a wrong digit is refused before anything is kept", async () => {
            const answer = await this.worker.api("/api/applications",
                { policy: 5, subject: this.subject, account_number: "6217998710000000001", bank_name: "合成银行" });
            assert.equal(answer.status, 400, answer.text);
        });
        await suite.check("texts that break programs are kept out or kept as texts", async () => {
            for (const text of HOSTILE) {
                for (const fields of [{ subject: text }, { subject: this.subject, holder_name: text, account_number: "6217998710000000002", bank_name: "银行" }]) {
                    const answer = await this.worker.api("/api/applications", { policy: 5, ...fields });
                    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text}`);
                }
            }
            assertHolds(await this.worker.page("/me/claims"), "还没有");
        });
        await suite.check("she applies; the same key again is the same claim", async () => {
            const value = { policy: 5, subject: this.subject };
            const first = await this.worker.api("/api/applications", value, { key: "worker-claim-1" });
            assert.equal(first.status, 200, first.text);
            this.number = first.json.number;
            assert.match(this.number, /^ZW-2023-05-\d{6}$/);
            const again = await this.worker.api("/api/applications", value, { key: "worker-claim-1" });
            assert.deepEqual(again.json, first.json);
        });
        await suite.check("the same key with another body is refused", async () => {
            const other = await this.worker.api("/api/applications",
                { policy: 5, subject: this.subject, bank_name: "另一家银行" }, { key: "worker-claim-1" });
            assert.equal(other.status, 409);
            assert.equal(other.code, "KEY_REUSED");
        });
        await suite.check("a second claim in the year: ALREADY_CLAIMED, naming the first", async () => {
            const second = await this.worker.api("/api/applications", { policy: 5, subject: this.subject });
            assert.equal(second.status, 409);
            assert.equal(second.code, "ALREADY_CLAIMED");
            assertHolds(second.json.error.detail, this.number);
        });
        await suite.check("ten clicks at once make one claim", async () => {
            const answers = await Promise.all(Array.from({ length: 10 }, () =>
                this.worker.api("/api/applications", { policy: 5, subject: this.subject })));
            for (const answer of answers) assert.equal(answer.code, "ALREADY_CLAIMED");
            assertHolds(await this.worker.page("/me/claims"), this.number);
        });
    }

    // ---- The office ----

    async decide() {
        const { suite, platform } = this;
        await suite.check("staff sign in", async () => {
            for (const login of ["clerk522", "clerk521", "reviewer522", "finance", "cashier", "head"]) {
                this[login] = await Visitor.as(platform, login);
            }
        });
        await suite.check("another county sees neither the case nor its count", async () => {
            for (const path of [`/cases/${this.number}`, `/api/cases/${this.number}`]) {
                assert.equal((await this.clerk521.get(path)).status, 404, path);
            }
            assert.equal((await this.step(this.clerk521, "accept")).status, 404);
            const tasks = await this.clerk521.apiGet(`/api/tasks?state=all&search=${this.number}`);
            assert.deepEqual([tasks.claims.length, tasks.total], [0, 0]);
        });
        await suite.check("the head may not open a case, a list of tasks or a list of names", async () => {
            for (const path of [`/cases/${this.number}`, "/tasks", "/api/tasks", `/api/cases/${this.number}`, "/unclaimed"]) {
                assert.ok([403, 404].includes((await this.head.get(path)).status), path);
            }
        });
        await suite.check("a stranger who signed in cannot read her claim", async () => {
            const company = await Visitor.as(platform, "company");
            for (const path of [`/me/claims/${this.number}`, `/api/applications/${this.number}`]) {
                assert.equal((await company.get(path)).status, 404, path);
            }
            assert.equal((await company.api(`/me/claims/${this.number}/withdraw`, {})).status, 404);
        });
        await suite.check("her clerk finds it by identity, with clause, facts and sources", async () => {
            const tasks = await this.clerk522.apiGet(`/api/tasks?search=${WORKER_ID}`);
            assert.ok(tasks.claims.some((each) => each.number === this.number), JSON.stringify(tasks));
            assertHolds(await this.clerk522.page(`/cases/${this.number}`), "跨省（区）就业的补贴 800元", "外出务工整月数", "受理");
        });
        await suite.check("nobody skips a step", async () => {
            for (const [who, action] of [["clerk522", "review"], ["finance", "approve"], ["reviewer522", "review"], ["reviewer522", "accept"]]) {
                const answer = await this.step(this[who], action);
                assert.ok([403, 409].includes(answer.status), `${who} ${action}: ${answer.text}`);
            }
            assert.equal(await this.stateOf(), "submitted");
        });
        await suite.check("returning without saying what is missing is refused", async () => {
            assert.equal((await this.step(this.clerk522, "return")).status, 400);
        });
        await suite.check("returned with a note that breaks programs; she reads it as it was written", async () => {
            const note = HOSTILE.join("\n");
            assert.equal((await this.step(this.clerk522, "return", note)).status, 200);
            for (const html of [await this.worker.page(`/me/claims/${this.number}`), await this.clerk522.page(`/cases/${this.number}`)]) {
                assertHolds(html, "&lt;script&gt;alert(1)&lt;/script&gt;", "DROP TABLE application");
                assertLacks(html, "<script>alert", "<img src=x");
            }
        });
        await suite.check("she submits it again and the clerk accepts", async () => {
            const path = `/me/claims/${this.number}`;
            assert.equal((await this.worker.submit(path, `${path}/resubmit`)).status, 303);
            assert.equal((await this.step(this.clerk522, "accept")).status, 200);
            assert.equal(await this.stateOf(), "accepted");
        });
        await suite.check("a letter that the office opens is in the log; her own reading of it is not", async () => {
            const issued = await this.clerk522.api(`/api/cases/${this.number}/letters`, { kind: "acceptance" });
            assert.equal(issued.status, 200, issued.text);
            assert.equal((await this.worker.get(`/me/claims/${this.number}/letters/${issued.json.number}`)).status, 200);
            assert.equal((await this.clerk522.get(`/cases/${this.number}/letters/${issued.json.number}`)).status, 200);
            const reads = await this.readsInLog("letter.read");
            assert.deepEqual(reads.map((row) => row.actor), ["海原县经办"]);
        });
        await suite.check("who accepted cannot review: 403, and the case stays where it is", async () => {
            assert.equal((await this.step(this.clerk522, "review")).status, 403);
            assert.equal(await this.stateOf(), "accepted");
        });
        await suite.check("a reviewer reviews, once", async () => {
            assert.equal((await this.step(this.reviewer522, "review")).status, 200);
            assert.equal((await this.step(this.reviewer522, "review")).status, 409);
            assert.equal(await this.stateOf(), "reviewed");
        });
    }

    // ---- The public notice ----

    async notice() {
        const { suite, platform } = this;
        const anybody = new Visitor(platform);
        await suite.check("the notice opens; the public reads masked names only", async () => {
            const opened = await this.reviewer522.api("/api/notices", { policy: 5, division: COUNTY });
            assert.equal(opened.status, 200, opened.text);
            const { notices } = await anybody.apiGet("/api/notices");
            this.notice_number = notices[0].number;
            const notice = await anybody.apiGet(`/api/notices/${this.notice_number}`);
            const item = notice.items.find((each) => each.key.endsWith("0410"));
            assert.equal(item.name, "王*");
            assert.equal(item.key, "640***********0410");
            this.index = item.index;
            for (const path of [`/notices/${this.notice_number}`, `/api/notices/${this.notice_number}`, "/", "/notices"]) {
                assertLacks((await anybody.get(path)).text, "王明远", WORKER_ID, this.number);
            }
        });
        const path = () => `/notices/${this.notice_number}/items/${this.index}/objection`;
        await suite.check("anybody may object; the text is kept as a text", async () => {
            const answer = await anybody.submit(path(), path(), { name: HOSTILE_SHORT, phone: "13800138000", text: HOSTILE.join(" ") });
            assert.ok([200, 303].includes(answer.status), `${answer.status} ${answer.text}`);
            const html = await this.reviewer522.page("/objections");
            assertHolds(html, "&lt;script&gt;");
            assertLacks(html, "<script>alert", "<b id=");
        });
        await suite.check("an objection without a phone or a text is refused with every fault at once", async () => {
            const answer = await anybody.submit(path(), path(), { name: "", phone: "", text: "" });
            assert.equal(answer.status, 400);
            assertHolds(answer.text, "3 处要改");
        });
        await suite.check("the working days pass; the claim is held all the same", async () => {
            assert.equal((await anybody.submit("/", "/demo/today", { today: LATER })).status, 303);
            assert.equal((await anybody.apiGet("/api/health")).business_date, LATER);
            assert.equal((await this.reviewer522.api("/api/notices/close", {})).status, 200);
            assert.equal(await this.stateOf(), "noticed");
            assert.equal((await this.finance.api("/api/payments", { numbers: this.number })).status, 409);
            const past = await anybody.submit("/", "/demo/today", { today: "2023-10-16" });
            assert.equal(past.status, 409);
        });
        await suite.check("dismissed with an answer, the claim goes on", async () => {
            const { objections } = await this.reviewer522.apiGet("/api/objections");
            const mine = objections.find((each) => each.claim === this.number);
            const answered = await this.reviewer522.api(`/api/objections/${mine.id}/answer`, { outcome: "dismissed", answer: "核查过，情况属实" });
            assert.equal(answered.status, 200, answered.text);
            assert.equal((await this.reviewer522.api("/api/notices/close", {})).status, 200);
            assert.equal(await this.stateOf(), "cleared");
        });
    }

    // ---- The money ----

    async budget() {
        const { budgets } = await this.finance.apiGet("/api/budgets");
        return budgets.find((each) => each.policy === 5 && each.division === COUNTY);
    }

    async pay() {
        const { suite, platform } = this;
        let before;
        await suite.check("approving reserves exactly her 800 yuan", async () => {
            before = await this.budget();
            assert.equal((await this.reviewer522.api("/api/payments", { numbers: this.number })).status, 403);
            const approved = await this.finance.api("/api/payments", { numbers: this.number });
            assert.equal(approved.status, 200, approved.text);
            const after = await this.budget();
            assert.equal(after.reserved_fen, before.reserved_fen + AMOUNT_FEN);
            assert.equal(after.available_fen, before.available_fen - AMOUNT_FEN);
            assert.equal((await this.finance.api("/api/payments", { numbers: this.number })).status, 409);
            this.fund = after.fund;
        });
        await suite.check("killed with kill -9: what was acknowledged is there, and verifies", async () => {
            await platform.stop("SIGKILL");
            const proof = await platform.verify();
            assert.equal(proof.code, 0, proof.output);
            await platform.start(LATER);
            assert.equal(await this.stateOf(), "approved");
            assert.deepEqual(await this.budget(), { ...(await this.budget()), reserved_fen: before.reserved_fen + AMOUNT_FEN });
        });
        await suite.check("the payment file is released once, with her line, total and trailer", async () => {
            const own = await this.finance.api("/api/payment-files", { fund: this.fund, division: COUNTY });
            assert.equal(own.code, "SAME_PERSON"); // who approved does not release
            const released = await this.cashier.api("/api/payment-files", { fund: this.fund, division: COUNTY });
            assert.equal(released.status, 200, released.text);
            this.file = released.json.number;
            this.content = (await this.finance.page(`/api/payment-files/${this.file}/content`));
            assertHolds(this.content, `支付文件,${this.file}`, "王明远", "800.00", /合计,\d+,[0-9.]+,[0-9a-f]{64}/);
            assert.equal(await this.stateOf(), "paying");
            assert.equal((await this.cashier.api("/api/payment-files", { fund: this.fund, division: COUNTY })).status, 404);
            assert.equal((await this.head.get(`/api/payment-files/${this.file}/content`)).status, 403);
        });
        await suite.check("one fen changed in the file is found, with the line", async () => {
            const good = await this.upload("/api/payment-files/check", this.content);
            assert.equal(good.status, 200, good.text);
            const forged = await this.upload("/api/payment-files/check", this.content.replace(",800.00,", ",800.01,"));
            assert.equal(forged.status, 409, forged.text);
            assert.equal(forged.code, "FILE_DIFFERS");
            assertHolds(forged.text, "800.01", "800.00");
            assert.equal((await this.upload("/api/payment-files/check", "支付文件,乱写")).status, 400);
        });
        await this.receive();
    }

    upload(path, text) {
        const body = new FormData();
        body.append("file", new Blob([text], { type: "text/csv" }), "file.csv");
        return this.finance.send("POST", path, { body, headers: { "x-csrf-token": this.finance.csrf, "idempotency-key": `upload-${Math.random()}`.replace(".", "") } });
    }

    // What the bank answers for every line of the file; `change` may falsify a row.
    bankAnswer(change = (row) => row) {
        const rows = this.content.split("\n").filter((line) => /^\d+,/.test(line)).map((line) => line.split(","));
        const lines = rows.map((row) => change([row[1], row[4], "成功", "", LATER]).join(","));
        return ["行号,金额,结果,原因,日期", ...lines, ""].join("\n");
    }

    async receive() {
        const { suite, platform } = this;
        await suite.check("a bank answer that is wrong in anything posts nothing", async () => {
            const wrong = [
                [this.bankAnswer((row) => [row[0], "799.99", ...row.slice(2)]), "RETURN_AMOUNT"],
                [this.bankAnswer((row) => ["ZF-640522-2023-009999-00001", ...row.slice(1)]), null],
                ["这不是回盘", "RETURN_MALFORMED"],
                [`${this.bankAnswer()}x`, "RETURN_MALFORMED"],
            ];
            for (const [text, code] of wrong) {
                const answer = await this.upload("/api/payment-returns", text);
                assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text}`);
                if (code) assert.equal(answer.code, code, answer.text);
                assert.equal(await this.stateOf(), "paying");
            }
        });
        await suite.check("killed with kill -9 while the answer is posted: all of it or nothing", async () => {
            const posts = Array.from({ length: 8 }, () => this.upload("/api/payment-returns", this.bankAnswer()).catch(() => null));
            await new Promise((resolve) => setTimeout(resolve, 3));
            await platform.stop("SIGKILL");
            const acknowledged = (await Promise.all(posts)).filter((answer) => answer?.status === 200);
            const proof = await platform.verify();
            assert.equal(proof.code, 0, proof.output);
            await platform.start(LATER);
            if (acknowledged.length > 0) assert.equal(await this.stateOf(), "paid");
            assert.ok(["paying", "paid"].includes(await this.stateOf()));
        });
        await suite.check("posted, and posted again: paid once", async () => {
            const posted = await this.upload("/api/payment-returns", this.bankAnswer());
            assert.equal(posted.status, 200, posted.text);
            const again = await this.upload("/api/payment-returns", this.bankAnswer());
            assert.equal(again.json.paid_fen, 0);
            assert.ok(again.json.lines.every((line) => line.repeat));
            const denied = await this.upload("/api/payment-returns", this.bankAnswer((row) => [row[0], row[1], "失败", "户名不符", row[4]]));
            assert.equal(denied.code, "RETURN_CONTRADICTS");
            const budget = await this.budget();
            assert.equal(budget.paid_fen, AMOUNT_FEN);
            assert.equal(budget.reserved_fen, 0);
        });
        await suite.check("she reads 已拨 800.00 元, and a message for every step", async () => {
            assertHolds(await this.worker.page(`/me/claims/${this.number}`), "已拨 800.00 元");
            assertHolds(await this.worker.page("/me/messages"), "已受理", "补正", "公示", "已拨 800.00 元");
            assertHolds(await this.worker.page("/me"), "已经申请");
        });
    }

    async walk() {
        await this.apply();
        if (!this.number) return;
        await this.decide();
        await this.notice();
        await this.pay();
    }
}
