// SPDX-License-Identifier: Apache-2.0
// An automatic batch whose policy asks a department: from the draft that says so to the money that is
// confirmed, on both databases.
import assert from "node:assert/strict";

import { walkBoth } from "./both.mjs";
import { Suite, assertHolds, assertLacks, ok, until } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const PEOPLE = 600;
const TODAY = "2023-10-16"; // of the demo
const COUNTY = "640521";
const COLUMN = "上年度领取失业保险金人数";
const suite = new Suite();

// Item 24 as if the bureau had to state how many were laid off.
async function publish(platform) {
    const hrss = await Visitor.as(platform, "hrss");
    const hrss2 = await Visitor.as(platform, "hrss2");
    const { number } = (await ok(hrss.api("/api/policies/24/drafts", {}))).json;
    const draft = await hrss.apiGet(`/api/drafts/${number}`);
    const content = draft.content.replace("| number | employer.ui_claimants |", "| number | department |");
    assert.notEqual(content, draft.content);
    await ok(hrss.api(`/api/drafts/${number}/content`, { revision: draft.revision, content }));
    await ok(hrss.api(`/api/drafts/${number}/preview`, { on: TODAY }));
    await until("the preview", async () => (await hrss.apiGet(`/api/drafts/${number}`)).preview?.state === "done");
    await ok(hrss.api(`/api/drafts/${number}/submit`, { effective_on: TODAY }));
    await ok(hrss2.api(`/api/drafts/${number}/publish`, {}));
    return hrss;
}

async function match(clerk) {
    const { number } = (await ok(clerk.api("/api/batches", { policy: 24, division: COUNTY }))).json;
    let batch;
    await until("the batch", async () => {
        batch = await clerk.apiGet(`/api/batches/${number}`);
        return batch.job !== "waiting" && batch.job !== "running";
    });
    assert.equal(batch.job, "done", JSON.stringify(batch));
    return batch;
}

function csv(cases, value) {
    return `办理编号,${COLUMN}\n${cases.map((each) => `${each.case},${value}\n`).join("")}`;
}

async function walk(platform) {
    let hrss, clerk, company, batch, list, cases;
    await suite.check("the rule is published: a bureau states what the database did", async () => {
        hrss = await publish(platform);
        clerk = await Visitor.as(platform, "clerk521");
        company = await Visitor.as(platform, "company");
    });
    await suite.check("the batch has rows that wait, without an amount", async () => {
        batch = await match(clerk);
        assert.ok(batch.awaiting > 1, JSON.stringify(batch));
        assert.deepEqual([batch.payable, batch.payable_fen], [0, 0]);
        assertHolds(await clerk.page(`/batches/${batch.number}?column=look`), `有 ${batch.awaiting} 件只缺部门的数据`, `等部门提供：${COLUMN}`);
        const own = await company.page("/me/batches");
        assertHolds(own, `等部门提供：${COLUMN}`, "不用你办什么");
        assertLacks(own, `/me/batches/${batch.number}/`);
    });
    await suite.check("the bureau has one card for all of them, nobody else has any", async () => {
        list = `/fact-requests/lists/${batch.number}`;
        assertHolds(await hrss.page("/fact-requests"), `一份批次 ${batch.awaiting} 件：${COLUMN}`, `href="${list}"`);
        assert.equal((await clerk.get(list)).status, 404); // signs for no body
        assert.equal((await company.get(list)).status, 403);
        assert.equal((await hrss.get("/fact-requests/lists/PC-2023-99999")).status, 404);
        const sheet = await hrss.apiGet(`/api${list}`);
        cases = sheet.cases;
        assert.equal(cases.length, batch.awaiting);
        assert.deepEqual(sheet.columns.map((each) => each.name), [COLUMN]);
        assert.ok(cases.every((each) => /^[0-9A-Z]{18}$/.test(each.uscc) && each.unit.length > 0));
        const book = await hrss.get(`${list}/sheet.xlsx`);
        assert.equal(book.bytes.subarray(0, 2).toString(), "PK");
        const again = await hrss.submit(list, list, {}, { field: "file", name: "空.xlsx", content: book.bytes });
        assertHolds(again.text, "已提供 0 件"); // as it was downloaded: nothing is filled in
    });
    await suite.check("a wrong cell is named, and nothing is written", async () => {
        const content = csv(cases, 0) + `PC-2023-00001-999999,1\n${cases[0].case},<b>\n`;
        const answer = await hrss.submit(list, list, {}, { field: "file", name: "x.csv", content });
        assert.equal(answer.status, 400);
        assertHolds(answer.text, "这次什么都没有写进去", "有 2 格要改", "没有这个编号", "出现了两次");
        assertLacks(answer.text, "<b>,");
        for (const [file, words] of [["甲,乙\n1,2\n", "办理编号"], ["", "填好的表"]]) {
            const refused = await hrss.submit(list, list, {}, { field: "file", name: "x.csv", content: file });
            assert.ok(refused.status >= 400 && refused.status < 500, String(refused.status));
            assertHolds(refused.text, words);
        }
        assert.equal((await hrss.apiGet(`/api${list}`)).waiting, batch.awaiting);
    });
    await suite.check("one is answered alone, on its own form", async () => {
        const path = `/fact-requests/${cases[0].case}`;
        assertHolds(await hrss.page(path), cases[0].uscc, COLUMN);
        const answer = await hrss.submit(path, path, { ui_claimants: "0" });
        assert.equal(answer.status, 303, answer.text.slice(0, 600));
        assert.equal(answer.location, list);
        const at = await clerk.apiGet(`/api/batches/${batch.number}`);
        assert.equal(at.awaiting, batch.awaiting - 1);
    });
    await suite.check("a file answers the rest; the same file again answers nobody", async () => {
        const file = { field: "file", name: "x.csv", content: csv(cases, 0) };
        const answer = await hrss.submit(list, list, {}, file);
        assert.equal(answer.status, 200, answer.text.slice(0, 900));
        assertHolds(answer.text, `已提供 ${cases.length - 1} 件`, "另有 1 件和上次一样", "都提供了");
        assertHolds((await hrss.submit(list, list, {}, file)).text, "已提供 0 件", `另有 ${cases.length} 件和上次一样`);
        const at = await clerk.apiGet(`/api/batches/${batch.number}`);
        assert.equal(at.awaiting, 0);
        assert.ok(at.payable > 0 && at.payable_fen > 0, JSON.stringify(at));
        assert.equal(at.rows_hash, batch.rows_hash);
    });
    await suite.check("matched again it is proved, not asked again", async () => {
        assert.equal((await match(clerk)).number, batch.number);
        assertLacks(await hrss.page("/fact-requests"), batch.number);
    });
    await suite.check("the company confirms its amount; the case names the bureau", async () => {
        const action = new RegExp(`^/me/batches/${batch.number}/\\d+/confirm$`);
        const answer = await company.submit("/me/batches", action);
        assert.equal(answer.status, 303, answer.text.slice(0, 600));
        const number = answer.location.split("/").pop();
        assertHolds(await clerk.page(`/cases/${number}`), COLUMN, "由市人力资源社会保障局提供");
    });
}

await walkBoth(suite, walk, { people: PEOPLE });
