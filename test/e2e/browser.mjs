// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, and what every page must be: without a violation that axe-core finds, not
// wider than the screen, without a word on the console.
//
// `Browser.open(suite, platform, width)`; `browser.person("worker")` gives somebody's own window,
// `visit`, `press` and `follow` move it and inspect where it lands.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa"];
const WAIT_MS_MAX = 15000;
const PASSWORD = "Jiuye-2023";

export const WIDTHS = {
    desktop: { viewport: { width: 1280, height: 900 } },
    phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

const ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
];

// What axe-core has to say about the page, as lines; empty is good.
async function violationsOf(page) {
    // By evaluation: the content security policy keeps script tags out, as it should.
    await page.evaluate(AXE);
    return page.evaluate(async (tags) => {
        const { violations } = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
        return violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
    }, AXE_TAGS);
}

class Person {
    constructor(browser, page) {
        this.browser = browser;
        this.page = page;
        this.complaints = [];
        page.setDefaultTimeout(WAIT_MS_MAX);
        page.on("pageerror", (error) => this.complaints.push(`script: ${error.message}`));
        page.on("console", (message) => {
            if (message.type() === "error") this.complaints.push(`console: ${message.text()}`);
        });
    }

    get path() {
        return new URL(this.page.url()).pathname;
    }

    // Everything that must hold of a page, whatever it shows. A refusal that was asked for leaves
    // its status on the console; `expects` forgives that one.
    async inspect(expects = 200) {
        const { page } = this;
        const where = `${this.browser.label} ${this.path}`;
        // What changes by itself is looked at when it has come to its end.
        await page.waitForFunction(() => !document.querySelector("[data-live]"));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${where}: wider than the screen by ${wide}px`);
        assert.equal(await page.locator("h1").count(), 1, `${where}: one h1`);
        assert.deepEqual(await violationsOf(page), [], where);
        const rest = this.complaints.filter((line) => !(expects >= 400 && line.includes(`status of ${expects}`)));
        assert.deepEqual(rest, [], where);
        this.complaints = [];
        this.browser.inspected.add(this.path.replace(/(ZW|ZF|GS|PC|CG)-[0-9-]+/g, "…"));
    }

    async visit(path, expects = 200) {
        const answer = await this.page.goto(this.browser.platform.base + path);
        assert.equal(answer.status(), expects, path);
        await this.inspect(expects);
    }

    // Presses the first button or link with this name and inspects where it leads.
    async press(name, expects = 200) {
        const target = this.page.locator("main button, main a").filter({ hasText: name }).first();
        await Promise.all([this.page.waitForEvent("load"), target.click()]);
        await this.inspect(expects);
    }

    fill(label, value) {
        return this.page.getByLabel(label).first().fill(value);
    }

    async reads(...texts) {
        const text = await this.page.locator("main").innerText();
        for (const each of texts) assert.ok(text.includes(each), `${this.path} does not say “${each}”: ${text.slice(0, 500)}`);
    }

    async lacks(...texts) {
        const text = await this.page.locator("body").innerText();
        for (const each of texts) assert.ok(!text.includes(each), `${this.path} says “${each}”`);
    }

    async signIn(login, code = null) {
        await this.visit("/sign-in");
        await this.fill("账号", login);
        await this.fill("密码", PASSWORD);
        if (code) await this.fill("动态口令", code);
        await this.press(/^登录$/);
    }
}

export class Browser {
    static async open(platform, label) {
        const browser = new Browser();
        browser.platform = platform;
        browser.label = label;
        browser.inspected = new Set();
        browser.program = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ARGUMENTS });
        return browser;
    }

    // A window of its own, signed in when a login is given.
    async person(login = null, code = null) {
        const context = await this.program.newContext({ ...WIDTHS[this.label], locale: "zh-CN", acceptDownloads: true });
        const person = new Person(this, await context.newPage());
        if (login) await person.signIn(login, code);
        return person;
    }

    close() {
        return this.program.close();
    }
}

// Fills in controls by their name and presses.
export async function send(person, values, button, expects = 200) {
    for (const [name, value] of Object.entries(values)) {
        const control = person.page.locator(`main [name="${name}"]`).first();
        const is_select = (await control.evaluate((element) => element.tagName)) === "SELECT";
        await (is_select ? control.selectOption(value) : control.fill(value));
    }
    await person.press(button, expects);
}

// Asks for a thing that no screen offers, with the token of the page that is open.
export function forge(person, path, fields) {
    return person.page.evaluate(async ([to, values]) => {
        const token = document.querySelector("[name=_csrf]").value;
        const body = new URLSearchParams({ _csrf: token, _key: `forged-${Math.random().toString(36).slice(2)}`, ...values });
        return (await fetch(to, { method: "POST", body })).status;
    }, [path, fields]);
}
