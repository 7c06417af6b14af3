// SPDX-License-Identifier: Apache-2.0
// Item 30: a graduate with a student loan applies once; the bank and she are each paid. Another time
// she has no loan, and only she is paid.
import assert from "node:assert/strict";

import { Platform } from "./platform.mjs";
import { Suite, assertHolds, assertLacks } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const GRADUATE = "640522200012020078";
const COUNTY = "640521";
const BANK = "国家开发银行宁夏回族自治区分行";
const BANK_ACCOUNT = "64050101040001234";
const FUND = "local_budget";
const LATER = "2023-10-30"; // behind five working days of notice
const APPLY = `/me/apply?policy=30&subject=${GRADUATE}`;

// Two years of 10,000 yuan in all; the loan in yuan.
function tuition(loan) {
    return {
        unit_level: "township", service_months: "36", tuition_fen_by_year: "5000, 5000",
        tuition_loan_principal_fen: loan, tuition_loan_interest_fen: "0",
    };
}

const suite = new Suite();

class Desk {
    static async open(platform) {
        const desk = new Desk();
        desk.platform = platform;
        for (const login of ["graduate", "clerk521", "reviewer521", "finance", "cashier"]) desk[login] = await Visitor.as(platform, login);
        return desk;
    }

    async step(who, number, action) {
        const answer = await this[who].api(`/api/applications/${number}/decision`, { action, note: "" });
        assert.equal(answer.status, 200, `${number} ${action}: ${answer.text}`);
    }

    claim(number) {
        return this.graduate.apiGet(`/api/applications/${number}`);
    }

    // The bank answers well for every line of the payment file.
    async answer(content) {
        const rows = content.split("\n").filter((line) => /^\d+,/.test(line)).map((line) => line.split(","));
        const text = ["行号,金额,结果,原因,日期", ...rows.map((row) => [row[1], row[4], "成功", "", LATER].join(",")), ""].join("\n");
        const body = new FormData();
        body.append("file", new Blob([text], { type: "text/csv" }), "return.csv");
        const headers = { "x-csrf-token": this.finance.csrf, "idempotency-key": `joint-${rows.length}-${this.platform.kind}` };
        return this.finance.send("POST", "/api/payment-returns", { body, headers });
    }
}

async function apply(desk) {
    const { graduate } = desk;
    await suite.check("the form asks for the bank, and says that a loan alone needs it", async () => {
        assertHolds(await graduate.page("/me"), "学费补偿和助学贷款代偿");
        assertHolds(await graduate.page(APPLY), "贷款银行", "没有贷款的空着", /name="lender_account"/, /name="lender_name"/);
        assertLacks(await graduate.page(`/me/apply?policy=38&subject=${GRADUATE}`), "贷款银行");
    });
    await suite.check("with a loan and no bank nothing is made, and what was typed stays", async () => {
        const answer = await graduate.submit(APPLY, "/me/apply", tuition("3100"));
        assert.equal(answer.status, 400, answer.text);
        assertHolds(answer.text, "助学贷款代偿付给贷款银行，还缺银行和还款账号", /value="3100"/);
        assertHolds(await graduate.page("/me/claims"), "还没有");
    });
    await suite.check("her own card is no bank's account", async () => {
        const own = /name="account_number"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="account_number"/.exec(await graduate.page(APPLY));
        const answer = await graduate.submit(APPLY, "/me/apply", { ...tuition("3100"), lender_name: BANK, lender_account: own[1] ?? own[2] });
        assert.equal(answer.status, 400, answer.text);
        assertHolds(answer.text, "还贷的钱只能付给贷款银行");
    });
    await suite.check("without a loan one claim is made, and taken back", async () => {
        const answer = await graduate.submit(APPLY, "/me/apply", tuition("0"));
        assert.equal(answer.status, 303, answer.text.slice(0, 800));
        const number = /ZW-2023-30-\d{6}/.exec(answer.location)[0];
        const claim = await desk.claim(number);
        assert.deepEqual([claim.amount_fen, claim.companions], [1000000, []]);
        assertLacks(await graduate.page(`/me/claims/${number}`), "同一次申请的");
        assert.equal((await graduate.submit(`/me/claims/${number}`, `/me/claims/${number}/withdraw`)).status, 303);
    });
    await suite.check("with one she applies once and has two claims, linked to each other", async () => {
        const answer = await graduate.submit(APPLY, "/me/apply", { ...tuition("3100"), lender_name: BANK, lender_account: BANK_ACCOUNT });
        assert.equal(answer.status, 303, answer.text.slice(0, 800));
        desk.own = /ZW-2023-30-\d{6}/.exec(answer.location)[0];
        const own = await desk.claim(desk.own);
        assert.equal(own.amount_fen, 690000);
        [desk.bank] = own.companions;
        const bank = await desk.claim(desk.bank);
        assert.deepEqual([bank.amount_fen, bank.companions], [310000, [desk.own]]);
        assertHolds(await graduate.page(`/me/claims/${desk.own}`), "同一次申请的", `/me/claims/${desk.bank}`, "助学贷款代偿", "3,100.00 元", BANK);
        assertHolds(await graduate.page(`/me/claims/${desk.bank}`), "用来还你的贷款", "学费补偿", "6,900.00 元");
        assertHolds(await desk.clerk521.page(`/cases/${desk.bank}`), "同一次申请的", `/cases/${desk.own}`, BANK, "还申请人的贷款");
    });
    await suite.check("a second application names the first", async () => {
        const answer = await graduate.submit(APPLY, "/me/apply", { ...tuition("3100"), lender_name: BANK, lender_account: BANK_ACCOUNT });
        assert.equal(answer.status, 409, answer.text);
        assertHolds(answer.text, desk.own);
    });
}

async function pay(desk) {
    await suite.check("each goes through its own hands and notice", async () => {
        for (const number of [desk.own, desk.bank]) {
            await desk.step("clerk521", number, "accept");
            await desk.step("reviewer521", number, "review");
        }
        for (let i = 0; i < 2; i++) { // one a measure
            const opened = await desk.reviewer521.api("/api/notices", { policy: 30, division: COUNTY });
            assert.equal(opened.status, 200, opened.text);
        }
        const anybody = new Visitor(desk.platform);
        assert.equal((await anybody.submit("/", "/demo/today", { today: LATER })).status, 303);
        assert.equal((await desk.reviewer521.api("/api/notices/close", {})).status, 200);
        assert.deepEqual([(await desk.claim(desk.own)).state, (await desk.claim(desk.bank)).state], ["cleared", "cleared"]);
    });
    await suite.check("one file, a line each: the bank's name and account, and hers", async () => {
        const approved = await desk.finance.api("/api/payments", { numbers: `${desk.own},${desk.bank}` });
        assert.equal(approved.status, 200, approved.text);
        const released = await desk.cashier.api("/api/payment-files", { fund: FUND, division: COUNTY });
        assert.equal(released.status, 200, released.text);
        const answer = await desk.finance.get(`/api/payment-files/${released.json.number}/content`);
        const content = new TextDecoder("gb18030").decode(answer.bytes);
        const lines = content.split("\n").filter((line) => /^\d+,/.test(line));
        assert.equal(lines.length, 2, content);
        const bank = lines.find((line) => line.includes(desk.bank)) ?? lines.find((line) => line.includes(BANK));
        assertHolds(bank, BANK, BANK_ACCOUNT, "3100.00");
        const own = lines.find((line) => line !== bank);
        assertHolds(own, "6900.00");
        assertLacks(own, BANK, BANK_ACCOUNT);
        const posted = await desk.answer(content);
        assert.equal(posted.status, 200, posted.text);
    });
    await suite.check("both have arrived, and she reads where each went", async () => {
        assertHolds(await desk.graduate.page(`/me/claims/${desk.own}`), "已拨 6,900.00 元");
        assertHolds(await desk.graduate.page(`/me/claims/${desk.bank}`), "已拨 3,100.00 元", BANK);
        const proof = await desk.platform.verify();
        assert.equal(proof.code, 0, proof.output);
    });
}

for (const kind of ["SQLite", "PostgreSQL"]) {
    suite.section(kind);
    const platform = await Platform.make(kind);
    try {
        await platform.start();
        const desk = await Desk.open(platform);
        await apply(desk);
        await pay(desk);
    } finally {
        await platform.remove();
    }
}
process.exit(suite.finish());
