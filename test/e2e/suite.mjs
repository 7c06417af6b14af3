// SPDX-License-Identifier: Apache-2.0
// Counting checks: `await suite.check("what holds", async () => {...})`. A check that throws is one
// failure and is printed with its reason; the last line of a run is 'N passed, M failed'.
import assert from "node:assert/strict";

const MESSAGE_LENGTH_MAX = 1200;

export class Suite {
    passed = 0;
    failed = 0;
    label = "";

    // Names everything that follows, such as "SQLite".
    section(label) {
        this.label = label;
    }

    async check(name, body) {
        try {
            await body();
            this.passed++;
        } catch (error) {
            this.failed++;
            const text = String(error?.stack ?? error).slice(0, MESSAGE_LENGTH_MAX);
            console.log(`FAILED [${this.label}] ${name}\n    ${text.replaceAll("\n", "\n    ")}`);
        }
    }

    // Prints the last line; the exit status for the process.
    finish() {
        console.log(`${this.passed} passed, ${this.failed} failed`);
        return this.failed === 0 ? 0 : 1;
    }
}

// The answer, which must have this status; the message begins as its text does.
export async function ok(promise, status = 200) {
    const answer = await promise;
    assert.equal(answer.status, status, `${answer.status} ${answer.text.slice(0, 600)}`);
    return answer;
}

// The text must hold every part; the message says which is missing and what there was.
export function assertHolds(text, ...parts) {
    for (const part of parts) {
        const is_there = part instanceof RegExp ? part.test(text) : text.includes(part);
        assert.ok(is_there, `“${part}” is missing in: ${plainText(text).slice(0, 700)}`);
    }
}

export function assertLacks(text, ...parts) {
    for (const part of parts) {
        const is_there = part instanceof RegExp ? part.test(text) : text.includes(part);
        assert.ok(!is_there, `“${part}” stands in: ${plainText(text).slice(0, 700)}`);
    }
}

// What a reader sees of a page, roughly.
export function plainText(html) {
    return html.replace(/<head[\s\S]*?<\/head>/, " ").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
}

export async function until(what, condition, wait_ms = 15000) {
    const end = Date.now() + wait_ms;
    while (!(await condition())) {
        assert.ok(Date.now() < end, `waited in vain for ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
