// SPDX-License-Identifier: Apache-2.0
// One decision, two doors: every example of every policy is decided by `jiuye decide` and by
// POST /api/policies/N/evaluate, and the two answers must be the same, reasons and trace included.
// (test/policy/columns_test.c holds the third: all examples of a policy in one batch of columns, as
// a scan decides.)
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";

import { Platform } from "./platform.mjs";
import { Suite } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const PROGRAM = join(process.env.BUILD || "build", "jiuye");
const AT_ONCE = 4;
const suite = new Suite();

function examplesOf(number) {
    const lines = execFileSync(PROGRAM, ["decide", String(number), "--examples"], { encoding: "utf8", maxBuffer: 1 << 26 });
    return lines.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

function decide(number, example) {
    const args = ["decide", String(number), "-", "--explain"];
    if (example.on) args.push("--on", example.on);
    return new Promise((resolve, reject) => {
        const child = spawn(PROGRAM, args);
        let out = "", fault = "";
        child.stdout.setEncoding("utf8"); // characters are not cut between two pieces
        child.stdout.on("data", (data) => (out += data));
        child.stderr.on("data", (data) => (fault += data));
        child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(fault))));
        child.stdin.end(JSON.stringify(example.facts));
    });
}

async function compare(visitor, number, example) {
    const path = `/api/policies/${number}/evaluate${example.on ? `?on=${example.on}` : ""}`;
    const [printed, answer] = await Promise.all([decide(number, example), visitor.api(path, example.facts)]);
    assert.equal(answer.status, 200, answer.text);
    const [one, other] = [printed.trim(), answer.text.trim()];
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    const differ = `${example.title}: …${one.slice(at - 60, at + 60)}… or …${other.slice(at - 60, at + 60)}…`;
    assert.ok(one === other, differ);
}

const platform = await Platform.make("SQLite", 200);
await platform.start();
const visitor = new Visitor(platform);
const { policies } = await visitor.apiGet("/api/policies");
for (const { number } of policies) {
    await suite.check(`item ${number}: each example is decided alike by the command and the API`, async () => {
        const examples = examplesOf(number);
        assert.ok(examples.length > 0, "no examples");
        for (let i = 0; i < examples.length; i += AT_ONCE) {
            await Promise.all(examples.slice(i, i + AT_ONCE).map((example) => compare(visitor, number, example)));
        }
    });
}
await platform.remove();
process.exit(suite.finish());
