// SPDX-License-Identifier: Apache-2.0
// Those who look on: the head's numbers, the offices' masked lists of the same people, the audit log.
import assert from "node:assert/strict";

import { HOSTILE } from "./hostile.mjs";
import { assertLacks } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const WORKER = ["王明远", "640522199910100410"];

async function checkNumbers(suite, platform, head) {
    await suite.check("the head's numbers add up: counties to the item, items to the total", async () => {
        const board = await head.apiGet("/api/dashboard");
        assert.equal(board.items.length, 42);
        for (const key of ["entitled", "unclaimed", "unclaimed_fen", "allotted_fen", "paid_fen"]) {
            const sum = (rows) => rows.reduce((total, row) => total + row[key], 0);
            assert.equal(sum(board.counties), board.total[key], key);
            for (const item of board.items) assert.equal(sum(item.counties), item.total?.[key] ?? item[key], `${item.number} ${key}`);
        }
        assert.ok(board.total.unclaimed > 100 && board.total.unclaimed_fen > 0);
    });
    await suite.check("a county's number of unclaimed is the number of rows its clerk can list", async () => {
        const clerk = await Visitor.as(platform, "clerk522");
        const board = await head.apiGet("/api/dashboard");
        const transport = board.items.find((each) => each.number === 5).counties.find((each) => each.division === "640522");
        const list = await clerk.apiGet("/api/unclaimed?policy=5");
        assert.deepEqual([list.total, list.total_fen], [transport.unclaimed, transport.unclaimed_fen]);
        assert.equal(list.rows.reduce((sum, row) => sum + row.amount_fen, 0), list.total_fen);
        for (const row of list.rows) assert.equal(row.division, "640522");
        assert.ok(list.rows.some((row) => row.subject.includes("640522********0410")), "the worker is one of them");
        assertLacks(JSON.stringify(list), ...WORKER);
        assertLacks((await clerk.get("/unclaimed.csv?policy=5")).text, ...WORKER);
    });
    await suite.check("the head is refused every list of people", async () => {
        for (const path of ["/unclaimed?policy=5", "/api/unclaimed?policy=5", "/unclaimed.csv?policy=5", "/tasks", "/api/tasks",
            "/batches", "/api/batches", "/objections", "/counter", "/fund/files", "/audit"]) {
            assert.equal((await head.get(path)).status, 403, path);
        }
        for (const path of ["/monitor", "/monitor/policies/5", "/fund"]) assertLacks(await head.page(path), ...WORKER, "王*");
    });
    await suite.check("another county asked for by name is not shown", async () => {
        const clerk = await Visitor.as(platform, "clerk522");
        for (const path of ["/api/unclaimed?policy=5&division=640521", "/api/unclaimed?policy=5&division=6405"]) {
            const answer = await clerk.get(path);
            if (answer.status === 200) for (const row of answer.json.rows) assert.equal(row.division, "640522", path);
            else assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
        }
    });
}

async function checkAudit(suite, auditor) {
    await suite.check("the audit log holds the refusals that were provoked", async () => {
        const { rows } = await auditor.apiGet("/api/audit");
        assert.ok(rows.some((row) => row.refused && row.actor === "领导小组领导"), JSON.stringify(rows.slice(0, 3)));
        assert.ok(rows.some((row) => row.action === "unclaimed.export" && row.actor === "海原县经办"));
        assertLacks(JSON.stringify(rows), "Jiuye-2023");
    });
    await suite.check("what the system did by itself carries the real time", async () => {
        const { rows } = await auditor.apiGet("/api/audit?object=24");
        const kept = rows.filter((row) => row.action === "scan.keep");
        assert.ok(kept.length > 0 && kept.every((row) => row.at > "2020"), JSON.stringify(kept));
    });
    await suite.check("searching it for texts that break programs shows them as texts", async () => {
        for (const text of HOSTILE) {
            const answer = await auditor.get(`/audit?${new URLSearchParams({ object: text })}`);
            assert.ok([200, 400].includes(answer.status), `${answer.status}`);
            assertLacks(answer.text, text);
        }
    });
    await suite.check("nobody can change or delete it", async () => {
        for (const method of ["POST", "PUT", "DELETE"]) {
            assert.equal((await auditor.api("/api/audit", {}, { method })).status, 405, method);
        }
    });
}

async function checkModules(suite, platform) {
    await suite.check("every module that says it is there has a page that answers", async () => {
        const visitor = new Visitor(platform);
        const html = await visitor.page("/capability");
        const paths = new Set([...html.matchAll(/<a href="(\/[^"]*)"/g)].map((found) => found[1]));
        for (const path of paths) {
            const answer = await visitor.get(path);
            assert.ok([200, 303, 401].includes(answer.status), `${path}: ${answer.status}`);
        }
    });
}

// `auditor` is signed in already: a one-time code is good once.
export async function walkOversight(suite, platform, auditor) {
    let head = null;
    await suite.check("the head signs in", async () => {
        head = await Visitor.as(platform, "head");
    });
    if (!head) return;
    await checkNumbers(suite, platform, head);
    await checkAudit(suite, auditor);
    await checkModules(suite, platform);
}
