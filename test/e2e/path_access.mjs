// SPDX-License-Identifier: Apache-2.0
// Who may come in, and how a visitor is turned away: passwords, one-time codes, CSRF, sessions.
import assert from "node:assert/strict";

import { HOSTILE } from "./hostile.mjs";
import { assertHolds, assertLacks } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const FAILURES_MAX = 5;

async function checkPasswords(suite, platform) {
    await suite.check("a wrong password and an unknown account sound the same", async () => {
        const visitor = new Visitor(platform);
        const wrong = await visitor.signIn("clerk502", { password: "wrong-password" });
        const unknown = await visitor.signIn("nobody", { password: "wrong-password" });
        assert.equal(wrong.status, 401);
        assert.deepEqual(wrong.json, unknown.json);
    });
    await suite.check("the fifth wrong password locks the account, for the right one too", async () => {
        const visitor = new Visitor(platform);
        for (let i = 1; i < FAILURES_MAX; i++) await visitor.signIn("clerk502", { password: `wrong-${i}` });
        const answer = await visitor.signIn("clerk502");
        assert.equal(answer.status, 401);
        assert.equal(answer.code, "LOCKED");
    });
    await suite.check("HTML and SQL as a login are just wrong", async () => {
        const visitor = new Visitor(platform);
        for (const text of HOSTILE) {
            const answer = await visitor.submit("/sign-in", "/sign-in", { login: text, password: text });
            assert.ok([400, 401].includes(answer.status), `${answer.status}`);
            assertLacks(answer.text, text);
            assert.ok(!visitor.cookies.has("jiuye_session"));
        }
    });
}

// Answers with the auditor, signed in.
async function checkCodes(suite, platform) {
    const visitor = new Visitor(platform);
    await suite.check("an administrator needs a one-time code, and a code is good once", async () => {
        const code = platform.codeOf("auditadmin");
        assert.equal((await visitor.signIn("auditadmin")).code, "TOTP_REQUIRED");
        assert.equal((await visitor.signIn("auditadmin", { code: "000000" })).status, 401);
        assert.equal((await visitor.signIn("auditadmin", { code })).status, 200);
        assert.equal((await new Visitor(platform).signIn("auditadmin", { code })).status, 401);
    });
    await suite.check("the three administrators have nothing of each other's", async () => {
        const system = new Visitor(platform);
        assert.equal((await system.signIn("sysadmin", { code: platform.codeOf("sysadmin") })).status, 200);
        for (const path of ["/audit", "/tasks", "/fund", "/api/tasks", "/api/budgets"]) {
            assert.equal((await system.get(path)).status, 403, path);
        }
    });
    return visitor;
}

async function checkForgery(suite, platform) {
    await suite.check("a change without the CSRF token: 403, and nothing happened", async () => {
        const worker = await Visitor.as(platform, "worker");
        const claim = { policy: "5", subject: "640522199910100410" };
        const form = await worker.postFields("/me/apply", claim, { "idempotency-key": "forged-0001" });
        assert.equal(form.status, 403);
        const api = await worker.api("/api/applications", { policy: 5, subject: claim.subject }, { csrf: null });
        assert.equal(api.status, 403);
        assert.equal(api.code, "CSRF_TOKEN");
        const elsewhere = await worker.api("/api/applications", { policy: 5, subject: claim.subject },
            { headers: { origin: "https://evil.example" } });
        assert.equal(elsewhere.code, "CSRF_ORIGIN");
        assertHolds(await worker.page("/me/claims"), "还没有");
    });
    await suite.check("a change without an idempotency key is refused", async () => {
        const worker = await Visitor.as(platform, "worker");
        const answer = await worker.postFields("/me/apply", { policy: "5", subject: "x", _csrf: worker.csrf });
        assert.equal(answer.status, 400);
    });
}

async function checkSessions(suite, platform) {
    await suite.check("after signing out the old cookie opens nothing", async () => {
        const worker = await Visitor.as(platform, "worker");
        const token = worker.cookies.get("jiuye_session");
        assert.equal((await worker.api("/api/auth/logout", {})).status, 200);
        worker.cookies.set("jiuye_session", token);
        assert.equal((await worker.get("/api/me/entitlements")).status, 401);
        const page = await worker.get("/me");
        assert.equal(page.status, 401);
        assertHolds(page.text, "/sign-in");
    });
    await suite.check("an API token works without cookies and can be taken back", async () => {
        const worker = await Visitor.as(platform, "worker");
        const made = await worker.api("/api/auth/tokens", { label: "e2e", days: 1 });
        assert.equal(made.status, 200, made.text);
        const bearer = { headers: { authorization: `Bearer ${made.json.token}` } };
        assert.equal((await new Visitor(platform).send("GET", "/api/me/entitlements", bearer)).status, 200);
        const child = { headers: { ...bearer.headers, "content-type": "application/json" }, body: '{"label":"child","days":365}' };
        const refused = await new Visitor(platform).send("POST", "/api/auth/tokens", child);
        assert.equal(refused.status, 403, "a token would outlive its own revocation");
        assert.equal(refused.code, "TOKEN_BY_TOKEN");
        assert.equal((await worker.api("/api/auth/tokens/e2e", {}, { method: "DELETE" })).status, 200);
        assert.equal((await new Visitor(platform).send("GET", "/api/me/entitlements", bearer)).status, 401);
    });
    if (platform.kind !== "PostgreSQL") return; // only there can a test let half an hour pass
    await suite.check("half an hour without a request ends the session", async () => {
        const worker = await Visitor.as(platform, "worker");
        assert.equal((await worker.get("/api/me/entitlements")).status, 200);
        platform.sql(`SET search_path = monitor, policy, labour, employer, public; UPDATE session SET seen_ms = seen_ms - ${31 * 60 * 1000}
            WHERE account_id = (SELECT id FROM account WHERE login = 'worker')`);
        assert.equal((await worker.get("/api/me/entitlements")).status, 401);
    });
}

export async function walkAccess(suite, platform) {
    const auditor = await checkCodes(suite, platform); // first: the codes on the screen are for now
    await checkPasswords(suite, platform);
    await checkForgery(suite, platform);
    await checkSessions(suite, platform);
    return auditor;
}
