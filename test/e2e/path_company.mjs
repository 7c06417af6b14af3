// SPDX-License-Identifier: Apache-2.0
// A small company: two policies that exclude each other for one person, and a batch that it only has
// to confirm.
import assert from "node:assert/strict";

import { HOSTILE } from "./hostile.mjs";
import { assertHolds, assertLacks, until } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const COUNTY = "640521";
const YOUTH_ID = "640521200012310028";

function offersOf(quote, id) {
    const hire = quote.hires.find((each) => each.offers.some((offer) => offer.subject.includes(id)));
    return new Map(hire.offers.map((offer) => [offer.policy, offer]));
}

async function compareHires(suite, platform, company) {
    let subject;
    await suite.check("items 7 and 26 side by side for the same person, the better one marked", async () => {
        const offers = offersOf(await company.apiGet("/api/subsidies/hiring/quote"), YOUTH_ID);
        assert.deepEqual([offers.get(7).amount_fen, offers.get(26).amount_fen], [150000, 100000]);
        assert.deepEqual([offers.get(7).best, offers.get(26).best], [true, false]);
        subject = offers.get(7).subject;
        assertHolds(await company.page("/me/hires"), "1,500.00 元", "1,000.00 元", "更合算");
    });
    await suite.check("who is too old is told so with the age", async () => {
        assertHolds(JSON.stringify(await company.apiGet("/api/subsidies/hiring/quote")), "37周岁");
    });
    await suite.check("item 7 is applied for; then item 26 for the same person is refused", async () => {
        const seven = await company.api("/api/applications", { policy: 7, subject });
        assert.equal(seven.status, 200, seven.text);
        const other = await company.api("/api/applications", { policy: 26, subject });
        assert.equal(other.status, 409, other.text);
        assert.equal(other.code, "NOT_ELIGIBLE");
        const offers = offersOf(await company.apiGet("/api/subsidies/hiring/quote"), YOUTH_ID);
        assert.equal(offers.get(7).claimed, true);
        assert.equal(offers.get(26).eligible, false);
    });
    await suite.check("a hire of somebody else's is not found", async () => {
        for (const path of ["/api/orgs/91640502MA76000216/entitlements"]) assert.equal((await company.get(path)).status, 404);
        const answer = await company.api("/api/applications", { policy: 5, subject: "640522199910100410" });
        assert.equal(answer.status, 404);
    });
    await suite.check("a withdrawn claim gives the other policy back", async () => {
        const list = await company.page("/me/claims");
        const number = /ZW-2023-07-\d{6}/.exec(list)[0];
        const path = `/me/claims/${number}`;
        assert.equal((await company.submit(path, `${path}/withdraw`)).status, 303);
        const offers = offersOf(await company.apiGet("/api/subsidies/hiring/quote"), YOUTH_ID);
        assert.deepEqual([offers.get(7).eligible, offers.get(26).eligible], [true, true]);
        const again = await company.api("/api/applications", { policy: 26, subject });
        assert.equal(again.status, 200, again.text);
        assert.equal((await company.api("/api/applications", { policy: 7, subject })).code, "NOT_ELIGIBLE");
    });
}

async function runBatch(suite, platform, company) {
    let clerk, batch;
    await suite.check("the county matches item 24; the same data give the same rows", async () => {
        clerk = await Visitor.as(platform, "clerk521");
        const run = async () => {
            const asked = await clerk.api("/api/batches", { policy: 24, division: COUNTY });
            assert.equal(asked.status, 200, asked.text);
            for (;;) {
                const at = await clerk.apiGet(`/api/batches/${asked.json.number}`);
                if (at.job !== "waiting" && at.job !== "running") return at;
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
        };
        batch = await run();
        assert.equal(batch.job, "done", JSON.stringify(batch));
        assert.equal(batch.done, batch.payable + batch.look + batch.not);
        assert.match(batch.rows_hash, /^[0-9a-f]{64}$/);
        assert.ok(batch.payable > 0 && batch.not > 0, JSON.stringify(batch));
        // the same rows: proved by another job, which knows how many there are
        assert.deepEqual(await run(), { ...batch, total: batch.done });
        assert.deepEqual((await clerk.apiGet("/api/batches")).batches.find((each) => each.number === batch.number), { ...batch, total: batch.done });
        assert.equal((await clerk.api(`/api/batches/${batch.number}/stop`, {})).status, 409);
    });
    await suite.check("every row that is not paid has its reason; columns add up", async () => {
        for (const column of ["look", "not"]) {
            const page = await clerk.apiGet(`/api/batches/${batch.number}/rows?column=${column}`);
            for (const row of page.rows) assert.ok(row.codes || row.sentences, JSON.stringify(row));
        }
        assertHolds(JSON.stringify(await clerk.apiGet(`/api/batches/${batch.number}/rows?column=not`)), "PAID_BELOW_12M", "要满12个月");
    });
    await suite.check("another county may not run it, another clerk does not see it", async () => {
        const other = await Visitor.as(platform, "clerk522");
        assert.equal((await other.api("/api/batches", { policy: 24, division: COUNTY })).status, 404);
        for (const path of ["", "/rows"]) assert.equal((await other.get(`/api/batches/${batch.number}${path}`)).status, 404);
        assert.equal((await other.api(`/api/batches/${batch.number}/stop`, {})).status, 404);
        assert.equal((await company.api("/api/batches", { policy: 24, division: COUNTY })).status, 403);
    });
    await suite.check("each card of a batch says for whom it is; a list is no batch", async () => {
        const asked = await clerk.api("/api/batches", { policy: 7, division: COUNTY });
        assert.equal(asked.status, 200, asked.text);
        await until("item 7", async () => (await clerk.apiGet(`/api/batches/${asked.json.number}`)).job === "done");
        const cards = (await company.page("/me/batches")).split("<article").filter((card) => card.includes("一次性扩岗补助"));
        assert.ok(cards.length > 0);
        for (const card of cards) assertHolds(card, /640\d{3}\*{8}/, "入职");
        assert.equal((await clerk.api("/api/batches", { policy: 12, division: COUNTY })).status, 409);
        assertLacks(await clerk.page("/batches"), "第12项");
        assert.equal((await clerk.api(`/api/batches/${asked.json.number}/roll-back`, {})).status, 200);
    });
    await suite.check("the company confirms its account, once", async () => {
        const html = await company.page("/me/batches");
        assertHolds(html, "8,928.00 元");
        const action = new RegExp(`^/me/batches/${batch.number}/\\d+/confirm$`);
        const bad = await company.submit("/me/batches", action, { account_number: "不是账号" });
        assert.equal(bad.status, 400, bad.text.slice(0, 300));
        for (const text of HOSTILE) {
            const answer = await company.submit("/me/batches", action, { bank_name: text, holder_name: text });
            assert.equal(answer.status, 400);
            assertLacks(answer.text, text);
        }
        const confirmed = await company.submit("/me/batches", action);
        assert.equal(confirmed.status, 303, confirmed.text.slice(0, 300));
        assertHolds(await company.page(confirmed.location), "已受理", "8,928.00");
        assert.equal((await clerk.api(`/api/batches/${batch.number}/roll-back`, {})).status, 409);
    });
}

async function serveAtCounter(suite, platform) {
    await suite.check("a claim entered at the counter is re-checked by somebody else", async () => {
        const clerk = await Visitor.as(platform, "clerk521");
        const found = await clerk.api("/api/counter/find", { key: "91640502MA7600013B" });
        assert.equal(found.status, 200, found.text);
        const offer = found.json.offers.find((each) => each.ready && each.policy === 7);
        const made = await clerk.api("/api/counter/applications", { policy: 7, subject: offer.subject });
        assert.equal(made.status, 200, made.text);
        assertHolds(await clerk.page(`/counter/receipts/${made.json.number}`), made.json.number, "1,500.00");
        const step = (who, action) => who.api(`/api/applications/${made.json.number}/decision`, { action, note: "" });
        assert.equal((await step(clerk, "accept")).status, 200);
        assert.equal((await step(clerk, "review")).status, 403);
        const case_now = await clerk.apiGet(`/api/cases/${made.json.number}`);
        assert.deepEqual([case_now.claim.state, case_now.claim.channel], ["accepted", "counter"]);
        assert.equal((await step(await Visitor.as(platform, "reviewer521"), "review")).status, 200);
    });
    await suite.check("somebody of another county is not found at this counter", async () => {
        const clerk = await Visitor.as(platform, "clerk521");
        const answer = await clerk.api("/api/counter/find", { key: "640522199910100410" });
        assert.equal(answer.status, 404, answer.text);
        assertLacks(answer.text, "王明远");
    });
}

export async function walkCompany(suite, platform) {
    let company = null;
    await suite.check("the company signs in", async () => {
        company = await Visitor.as(platform, "company");
    });
    if (!company) return;
    await compareHires(suite, platform, company);
    await runBatch(suite, platform, company);
    await serveAtCounter(suite, platform);
}
