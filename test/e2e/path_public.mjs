// SPDX-License-Identifier: Apache-2.0
// What anybody may ask: health, capability, policies, a decision; and what bad input gets.
import assert from "node:assert/strict";

import { assertHolds, assertLacks } from "./suite.mjs";
import { HOSTILE } from "./hostile.mjs";
import { Visitor } from "./visitor.mjs";

const BODY_BYTES_MAX = 1024 * 1024;
const TRANSPORT = {
    hukou_division: "640522",
    work_division: "110105",
    work_full_months: 6,
    contract_signed: true,
    social_insurance_paid: true,
    application_date: "2023-10-16",
};

function evaluate(visitor, number, facts) {
    return visitor.api(`/api/policies/${number}/evaluate`, facts);
}

async function checkFront(suite, visitor) {
    await suite.check("health names program, pack and business date", async () => {
        const health = await visitor.apiGet("/api/health");
        assert.equal(health.status, "ok");
        assert.equal(health.business_date, "2023-10-16");
        assert.match(health.pack, /^[0-9a-f]{64}$/);
    });
    await suite.check("capability: four databases that answer, thirty-six modules", async () => {
        const capability = await visitor.apiGet("/api/capability");
        assert.deepEqual(capability.databases.map((each) => each.name), ["labour", "employer", "policy", "monitor"]);
        for (const database of capability.databases) assert.ok(database.answering && database.tables > 0, database.name);
        assert.equal(capability.modules.length, 36);
        assert.equal(new Set(capability.modules.map((each) => each.code)).size, 36);
        for (const module of capability.modules) assert.ok(["可用", "部分可用", "建设中"].includes(module.state), module.code);
        assertHolds(await visitor.page("/capability"), "劳动力资源库", "M36");
    });
    await suite.check("forty-two policies, all of which decide and show their rules", async () => {
        const { policies } = await visitor.apiGet("/api/policies");
        assert.deepEqual(policies.map((each) => each.number), Array.from({ length: 42 }, (_, i) => i + 1));
        assert.deepEqual(policies.filter((each) => !each.decides), []);
        assertHolds(await visitor.page("/policies/7"), "1500元", "AGE_OUT_16_24", "给谁");
        for (const { number } of policies) assertLacks(await visitor.page(`/policies/${number}`), "办理规则待发布");
        assert.equal((await visitor.get("/policies/43")).status, 404);
    });
    await suite.check("the API description names every path of this test", async () => {
        const { paths } = await visitor.apiGet("/api/openapi.json");
        for (const path of ["/api/applications", "/api/tasks", "/api/notices", "/api/payment-files"]) {
            assert.ok(path in paths, path);
        }
    });
}

async function checkDecisions(suite, visitor) {
    await suite.check("a decision: 800 yuan for six months in another province", async () => {
        const answer = await evaluate(visitor, 5, TRANSPORT);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.json.eligible, true);
        assert.equal(answer.json.amount_fen, 80000);
        assertHolds(answer.text, "跨省（区）就业的补贴 800元");
    });
    await suite.check("five months: the reason in words with the number that is missing", async () => {
        const { json } = await evaluate(visitor, 5, { ...TRANSPORT, work_full_months: 5 });
        assert.equal(json.eligible, false);
        assertHolds(JSON.stringify(json), "MONTHS_BELOW_6", "还差1个月");
    });
    await suite.check("an unknown fact value leaves the decision open and is named", async () => {
        const { work_full_months, ...rest } = TRANSPORT;
        const { json } = await evaluate(visitor, 5, rest);
        assert.equal(json.eligible, null);
        assert.deepEqual(json.missing, ["work_full_months"]);
    });
    const faults = [
        ["a fact that does not exist", { ...TRANSPORT, favourite_colour: "红" }, "favourite_colour"],
        ["a text where a number belongs", { ...TRANSPORT, work_full_months: "六" }, "work_full_months"],
        ["a date that no calendar has", { ...TRANSPORT, application_date: "2023-02-30" }, "application_date"],
        ["malformed JSON", '{"work_full_months": 6', ""],
        ["the same fact twice", '{"work_full_months": 6, "work_full_months": 7}', "work_full_months"],
        ["a list instead of an object", "[1, 2, 3]", ""],
        ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), ""],
        ["brackets a hundred thousand deep", "[".repeat(100000), "", 413],
        ["a number with a million digits", `{"work_full_months": ${"9".repeat(900000)}}`, ""],
    ];
    for (const [what, facts, named, status = 400] of faults) {
        await suite.check(`${what}: ${status} that says what is wrong`, async () => {
            const body = Buffer.isBuffer(facts) ? facts : undefined;
            const answer = body
                ? await visitor.send("POST", "/api/policies/5/evaluate", { body, headers: { "content-type": "application/json" } })
                : await evaluate(visitor, 5, facts);
            assert.equal(answer.status, status, answer.text.slice(0, 300));
            assert.ok(answer.json.error.message.length > 4, answer.text);
            assertHolds(answer.text, named);
            assertLacks(answer.text, "src/", ".c:");
        });
    }
    await suite.check("a body over its limit: 413", async () => {
        const answer = await evaluate(visitor, 5, { ...TRANSPORT, hukou_division: "x".repeat(BODY_BYTES_MAX) });
        assert.equal(answer.status, 413);
    });
    await suite.check("a policy that is not there cannot be decided", async () => {
        assert.equal((await evaluate(visitor, 43, {})).status, 404);
    });
}

async function checkTrying(suite, visitor) {
    await suite.check("try it yourself: the form decides, and shows what was typed, escaped", async () => {
        const good = await visitor.submit("/policies/5/try", "/policies/5/try", {
            hukou_division: "640522", work_division: "110105", work_full_months: "6", contract_signed: "true",
            social_insurance_paid: "true", application_date: "2023-10-16",
        });
        assertHolds(good.text, "800.00 元");
        for (const text of HOSTILE) {
            const answer = await visitor.submit("/policies/5/try", "/policies/5/try", { hukou_division: text, work_full_months: text });
            assert.ok([200, 400].includes(answer.status), `${answer.status}`);
            assertLacks(answer.text, text);
        }
    });
    await suite.check("a list is typed as numbers with commas of any kind, in yuan", async () => {
        const form = {
            unit_level: "township", service_months: "36", tuition_fen_by_year: "5000，5000、5000.50; 5000",
            tuition_loan_principal_fen: "8000", tuition_loan_interest_fen: "300",
        };
        const typed = await visitor.submit("/policies/30/try", "/policies/30/try", form);
        assertHolds(typed.text, "20,000.50 元");
        const words = await visitor.submit("/policies/30/try", "/policies/30/try", { ...form, tuition_fen_by_year: "abc" });
        assertLacks(words.text, "可以享受");
    });
    await suite.check("paths and queries that nobody should send", async () => {
        for (const path of ["/policies/%27;--", "/policies/-1", "/policies/99999999999999999999", "/notices/%3Cscript%3E", "/nothing/here"]) {
            const answer = await visitor.get(path);
            assert.equal(answer.status, 404, path);
            assertLacks(answer.text, "<script>");
        }
        for (const path of ["/policies/%ff%fe", "/api/notices/..%2f..%2fetc", "/assets/x/..%2f..%2fsrc"]) {
            assert.equal((await visitor.get(path)).status, 400, path);
        }
        assert.equal((await visitor.send("DELETE", "/policies")).status, 405);
    });
    await suite.check("every page carries the headers that keep scripts and frames out", async () => {
        const { headers } = await visitor.get("/");
        assertHolds(headers.get("content-security-policy"), "script-src 'self'", "frame-ancestors 'none'");
        assert.equal(headers.get("x-content-type-options"), "nosniff");
    });
}

export async function walkPublic(suite, platform) {
    const visitor = new Visitor(platform);
    await checkFront(suite, visitor);
    await checkDecisions(suite, visitor);
    await checkTrying(suite, visitor);
}
