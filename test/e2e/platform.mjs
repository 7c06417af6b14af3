// SPDX-License-Identifier: Apache-2.0
// The program under test: a fresh database with a demo city, and `jiuye serve` on a free port.
//
// `Platform.make(kind)` makes the database ("SQLite" or "PostgreSQL"); `start` and `kill` can be
// called again and again; `remove` ends the process and leaves nothing behind. PostgreSQL is the
// throwaway server of tools/with-postgres.sh; without it a run fails, it never skips.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const PROGRAM = join(process.env.BUILD || "build", "jiuye");
const START_MS_MAX = 30000;
const OUTPUT_MAX = 1 << 26;
const run = promisify(execFile);

const living = new Set();
process.on("exit", () => {
    for (const child of living) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

function postgresServer() {
    const url = process.env.JIUYE_TEST_POSTGRES;
    assert.ok(url, "JIUYE_TEST_POSTGRES is not set: run under sh tools/with-postgres.sh");
    return url;
}

function psql(url, sql) {
    return execFileSync("psql", [url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql], {
        encoding: "utf8",
    }).trim();
}

export class Platform {
    static async make(kind, people = 600) {
        const platform = new Platform();
        platform.kind = kind;
        platform.log = ""; // what the servers said on stderr, all of them
        platform.folder = mkdtempSync(join(tmpdir(), "jiuye-e2e-"));
        platform.keys = join(platform.folder, "keys");
        if (kind === "PostgreSQL") {
            platform.name = `e2e_${process.pid}_${Date.now() % 1000000}`;
            psql(postgresServer(), `CREATE DATABASE ${platform.name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`);
            platform.url = postgresServer().replace(/\/[^/?]*(\?|$)/, `/${platform.name}$1`);
        } else {
            platform.url = join(platform.folder, "city.db");
        }
        const args = ["--db", platform.url, "--keys", platform.keys, "--people", String(people)];
        const made = await run(PROGRAM, ["demo", ...args], { maxBuffer: OUTPUT_MAX });
        platform.demoOutput = made.stdout;
        return platform;
    }

    // Serves on a free port; `this.base` is where. The business date is the demo's unless given.
    // Without --demo it is a platform in earnest.
    async start(today, mode = ["--demo"]) {
        const args = ["serve", "--db", this.url, "--keys", this.keys, ...mode, "--listen", "127.0.0.1:0"];
        if (today) args.push("--today", today);
        const begun = process.hrtime.bigint();
        const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
        living.add(child);
        this.child = child;
        this.output = "";
        child.stderr.on("data", (data) => (this.log += data));
        this.ended = new Promise((resolve) => {
            child.on("exit", (code, signal) => {
                living.delete(child);
                resolve({ code, signal });
            });
        });
        await new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`no start: ${this.output}${this.log}`)), START_MS_MAX);
            this.ended.then(() => reject(new Error(`ended at start: ${this.output}${this.log}`)));
            child.stdout.on("data", (data) => {
                this.output += data;
                const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(this.output);
                if (!found) return;
                clearTimeout(timer);
                this.base = `http://127.0.0.1:${found[1]}`;
                resolve();
            });
        });
        this.startMs = Number(process.hrtime.bigint() - begun) / 1e6;
    }

    // The one-time code that the table of demo accounts shows for an administrator.
    codeOf(login) {
        const found = new RegExp(`${login}.*现在是 (\\d{6})`).exec(this.output);
        assert.ok(found, `no one-time code for ${login} in: ${this.output}`);
        return found[1];
    }

    async stop(signal = "SIGTERM") {
        if (!this.child) return null;
        this.child.kill(signal);
        const ended = await this.ended;
        this.child = null;
        return ended;
    }

    // `jiuye verify`: {code, output}.
    async verify() {
        try {
            const { stdout } = await run(PROGRAM, ["verify", "--db", this.url, "--keys", this.keys]);
            return { code: 0, output: stdout };
        } catch (error) {
            return { code: error.code, output: `${error.stdout}${error.stderr}` };
        }
    }

    // PostgreSQL only: what no screen can do, such as letting half an hour pass.
    sql(text) {
        return psql(this.url, text);
    }

    async remove() {
        await this.stop("SIGKILL");
        if (this.name) psql(postgresServer(), `DROP DATABASE ${this.name} WITH (FORCE)`);
        rmSync(this.folder, { recursive: true, force: true });
    }
}
