// SPDX-License-Identifier: Apache-2.0
// A visitor without a browser: cookies, forms as they stand in the page, and JSON.
//
// `submit` sends a form of a page with its hidden fields, the way a browser without scripts does; a
// field that the page does not have is an error, so a renamed field is found.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#34;": '"' };

export function unescapeHtml(text) {
    return text.replace(/&(amp|lt|gt|quot|#39|#34);/g, (entity) => ENTITIES[entity]);
}

function attributes(tag) {
    const found = {};
    for (const [, name, , value] of tag.matchAll(/([a-z-]+)(="([^"]*)")?/gi)) {
        found[name.toLowerCase()] = value === undefined ? "" : unescapeHtml(value);
    }
    return found;
}

// What a browser would send for the controls of a form, and what may be filled in.
function readForm(tag, html) {
    const fields = new Map();
    const form = { ...attributes(tag.replace(/^<form/, "")), fields, names: new Set(), buttons: [] };
    for (const [, rest] of html.matchAll(/<input\b([^>]*)>/g)) {
        const input = attributes(rest);
        if (!input.name) continue;
        form.names.add(input.name);
        const is_off = ["checkbox", "radio"].includes(input.type) && !("checked" in input);
        if (!is_off && input.type !== "file") fields.set(input.name, input.value ?? "");
    }
    for (const [, rest, text] of html.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) {
        form.names.add(attributes(rest).name);
        fields.set(attributes(rest).name, unescapeHtml(text));
    }
    for (const [, rest, body] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
        const options = [...body.matchAll(/<option\b([^>]*)>/g)].map((option) => attributes(option[1]));
        const chosen = options.find((option) => "selected" in option) ?? options[0];
        form.names.add(attributes(rest).name);
        if (chosen) fields.set(attributes(rest).name, chosen.value ?? "");
    }
    for (const [, rest] of html.matchAll(/<button\b([^>]*)>/g)) {
        const button = attributes(rest);
        if (button.name) form.names.add(button.name);
        form.buttons.push(button);
    }
    return form;
}

export function formsOf(html) {
    return [...html.matchAll(/(<form\b[^>]*)>([\s\S]*?)<\/form>/g)].map((found) => readForm(found[1], found[2]));
}

export class Answer {
    constructor(status, headers, bytes) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.text = bytes.toString("utf8");
        this.location = headers.get("location");
    }

    get json() {
        return JSON.parse(this.text);
    }

    // The code of a JSON error.
    get code() {
        return this.json.error?.code;
    }
}

export class Visitor {
    constructor(platform) {
        this.platform = platform;
        this.cookies = new Map();
        this.csrf = null;
    }

    async send(method, path, { headers = {}, body } = {}) {
        const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const reply = await fetch(this.platform.base + path, {
            method,
            redirect: "manual",
            headers: { ...(cookie ? { cookie } : {}), ...headers },
            body,
        });
        for (const line of reply.headers.getSetCookie?.() ?? [reply.headers.get("set-cookie")].filter(Boolean)) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            if (value === "" || /max-age=0|max-age=-/i.test(line)) this.cookies.delete(name);
            else this.cookies.set(name, value);
        }
        return new Answer(reply.status, reply.headers, Buffer.from(await reply.arrayBuffer()));
    }

    get(path) {
        return this.send("GET", path);
    }

    // A page that must be there.
    async page(path) {
        const answer = await this.get(path);
        assert.equal(answer.status, 200, `GET ${path}: ${answer.status} ${answer.location ?? answer.text.slice(0, 300)}`);
        return answer.text;
    }

    async apiGet(path) {
        const answer = await this.get(path);
        assert.equal(answer.status, 200, `GET ${path}: ${answer.status} ${answer.text.slice(0, 400)}`);
        return answer.json;
    }

    // Fields as urlencoded; nothing is added.
    postFields(path, fields, headers = {}) {
        return this.send("POST", path, { body: new URLSearchParams(fields), headers });
    }

    // JSON with the CSRF token and a fresh idempotency key, unless others are given.
    api(path, value, { key = randomUUID(), csrf = this.csrf, method = "POST", headers = {} } = {}) {
        const sent = { "content-type": "application/json", "idempotency-key": key, ...headers };
        if (csrf) sent["x-csrf-token"] = csrf;
        return this.send(method, path, { headers: sent, body: typeof value === "string" ? value : JSON.stringify(value) });
    }

    // The form of `path` that goes to `action` (a text or a pattern), filled in and sent.
    async submit(path, action, values = {}, file = null) {
        const html = await this.page(path);
        const form = formsOf(html).find((candidate) =>
            action instanceof RegExp ? action.test(candidate.action) : candidate.action === action);
        assert.ok(form, `${path} has no form that goes to ${action}, only ${formsOf(html).map((each) => each.action)}`);
        for (const name of Object.keys(values)) {
            assert.ok(form.names.has(name), `the form of ${path} has no field ${name}, only ${[...form.names]}`);
        }
        const fields = { ...Object.fromEntries(form.fields), ...values };
        if (form.method?.toLowerCase() !== "post") return this.get(`${form.action}?${new URLSearchParams(fields)}`);
        if (form.enctype !== "multipart/form-data") return this.postFields(form.action, fields);
        const body = new FormData();
        for (const [name, value] of Object.entries(fields)) body.append(name, value);
        if (file) body.append(file.field, new Blob([file.content], { type: file.type ?? "text/csv" }), file.name);
        return this.send("POST", form.action, { body });
    }

    async signIn(login, { password = "Jiuye-2023", code = "" } = {}) {
        const answer = await this.api("/api/auth/login", { login, password, totp_code: code });
        if (answer.status === 200) this.csrf = answer.json.csrf_token;
        return answer;
    }

    // Somebody who is signed in.
    static async as(platform, login) {
        const visitor = new Visitor(platform);
        const answer = await visitor.signIn(login);
        assert.equal(answer.status, 200, `${login} cannot sign in: ${answer.text}`);
        return visitor;
    }
}
