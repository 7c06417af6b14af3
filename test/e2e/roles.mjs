// SPDX-License-Identifier: Apache-2.0
// Every role and every route: where a role lands, what its navigation offers, what is refused.
//
// The matrix is `jiuye routes`, so a route that is added tomorrow is walked tomorrow.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { Platform } from "./platform.mjs";
import { Suite, assertHolds, plainText } from "./suite.mjs";
import { Visitor } from "./visitor.mjs";

const PROGRAM = join(process.env.BUILD || "build", "jiuye");
const ADMINISTRATORS = ["sysadmin", "secadmin", "auditadmin"];
const REFUSED = 403;

// login: the role as `jiuye routes` names it, and the page that shows its work.
const ROLES = {
    worker: ["个人", "/me"],
    company: ["单位人事", "/me"],
    clerk522: ["县区经办", "/tasks"],
    reviewer522: ["县区复核", "/tasks"],
    finance: ["财政复核", "/fund"],
    broker: ["中介、经纪人、工作站", "/rosters"],
    school: ["院校", "/enrolments"],
    village: ["村社区协管员", "/counter"],
    industry: ["部门报送员", "/enrolments"],
    hrss: ["市人社局业务", "/enrolments"],
    office: ["领导小组办公室", "/enrolments"],
    bank: ["合作银行", "/enrolments"],
    tax: ["税务", "/enrolments"],
    head: ["领导小组领导", "/monitor"],
    sysadmin: ["系统管理员", "/capability"],
    secadmin: ["安全管理员", "/accounts"],
    auditadmin: ["审计管理员", "/audit"],
};

// The rows of `jiuye routes`.
function readRoutes() {
    const [header, ...lines] = execFileSync(PROGRAM, ["routes"], { encoding: "utf8" }).trim().split("\n");
    const names = header.split("\t");
    return lines.map((line) => Object.fromEntries(line.split("\t").map((cell, i) => [names[i], cell])));
}

// Names of roles have "、" in them, so what is left of a list is looked at as a whole.
function isOpenTo(route, role) {
    return route["角色"] === "任何人" || `、${route["角色"]}、`.includes(`、${role}、`);
}

// A path with something in each place that is not there: no route may tell a stranger more than 403.
function pathOf(route) {
    return route["路径"].replace(/:[a-z_]+/g, "1");
}

// An administrator's code is good once, so each is signed in a single time and kept.
async function signInAll(platform) {
    const people = {};
    for (const login of Object.keys(ROLES)) {
        const code = ADMINISTRATORS.includes(login) ? platform.codeOf(login) : "";
        const visitor = new Visitor(platform);
        const fields = { login, password: "Jiuye-2023", totp_code: code };
        const answer = await visitor.submit("/sign-in", "/sign-in", fields);
        assert.equal(answer.status, 303, `${login}: ${answer.text.slice(0, 300)}`);
        people[login] = { visitor, landed: answer.location };
    }
    return people;
}

// The links of the navigation, in order.
function navigation(html) {
    const [, nav] = /<nav[^>]*aria-label="主导航"[^>]*>([\s\S]*?)<\/nav>/.exec(html) ?? [];
    assert.ok(nav, `no navigation in ${plainText(html).slice(0, 200)}`);
    return [...nav.matchAll(/href="([^"]*)"/g)].map((found) => found[1]);
}

async function checkHomes(people) {
    await suite.check("each role lands on the page that shows its work", async () => {
        for (const [login, [, home]] of Object.entries(ROLES)) {
            assert.equal(people[login].landed, home, login);
            assertHolds(await people[login].visitor.page(home), "<h1>");
        }
    });
    await suite.check("the navigation opens, all of it, and has no two names for one page", async () => {
        for (const [login, { visitor }] of Object.entries(people)) {
            const links = navigation(await visitor.page("/policies"));
            assert.equal(new Set(links).size, links.length, `${login}: ${links}`);
            for (const path of links) assert.equal((await visitor.get(path)).status, 200, `${login} ${path}`);
        }
    });
    await suite.check("what a role lands on stands in its navigation", async () => {
        for (const [login, { visitor, landed }] of Object.entries(people)) {
            assert.ok(navigation(await visitor.page("/policies")).includes(landed), `${login} ${landed}`);
        }
    });
}

async function checkMatrix(people, routes) {
    await suite.check("wrong role: 403 on every route that is not the role's, read or write", async () => {
        const open = [];
        for (const [login, [role]] of Object.entries(ROLES)) {
            const { visitor } = people[login];
            visitor.csrf = /name="_csrf" value="([^"]+)"/.exec(await visitor.page("/policies"))[1];
            for (const route of routes.filter((each) => !isOpenTo(each, role))) {
                const path = pathOf(route), method = route["方法"];
                const answer = method === "GET" ? await visitor.get(path) : await visitor.api(path, {}, { method });
                // For the right reason: a forged request is 403 too.
                const is_forged = answer.text.includes("CSRF");
                if (answer.status !== REFUSED || is_forged) open.push(`${login} ${method} ${path}: ${answer.status}`);
            }
        }
        assert.deepEqual(open, []);
    });
    await suite.check("nobody: 401 on every route that is not public", async () => {
        const nobody = new Visitor(people.worker.visitor.platform);
        for (const route of routes.filter((each) => each["角色"] !== "任何人" && each["方法"] === "GET")) {
            assert.equal((await nobody.get(pathOf(route))).status, 401, route["路径"]);
        }
    });
    await suite.check("every role in the table is a role of the matrix, and every role has a way in", () => {
        const signedIn = routes.find((each) => each["权限"] === "已登录");
        for (const [role] of Object.values(ROLES)) assert.ok(isOpenTo(signedIn, role), role);
        const rest = Object.values(ROLES).reduce((text, [role]) => text.replace(role, ""), signedIn["角色"]);
        assert.equal(rest.replaceAll("、", ""), "");
    });
}

// Wrong county: what is another county's is not there.
async function checkCounties(people) {
    const EMPLOYER = "91640502MA7600013B"; // of Zhongning, 640521
    const company = people.company.visitor;
    let facility, enrolment;
    await suite.check("a facility of Zhongning applies for a place", async () => {
        company.csrf = (await company.signIn("company")).json.csrf_token;
        const fields = { kind: "market", name: "中宁合成零工市场", uscc: EMPLOYER, division: "640521", address: "合成路1号" };
        facility = (await company.api("/api/facilities", fields)).json.number;
        enrolment = (await company.api("/api/kinds/gig_market_place/enrolments", { subject: facility })).json.number;
        assert.match(enrolment, /^DJ-2023-09-\d{6}$/);
    });
    await suite.check("wrong county: 404 for reading and writing, and not in any list", async () => {
        for (const login of ["clerk522", "reviewer522", "village"]) {
            const { visitor } = people[login];
            visitor.csrf = (await visitor.signIn(login)).json.csrf_token;
            for (const path of [`/enrolments/${enrolment}`, `/api/enrolments/${enrolment}`]) {
                assert.equal((await visitor.get(path)).status, 404, `${login} ${path}`);
            }
            const step = await visitor.api(`/api/enrolments/${enrolment}/step`, { action: "sign" });
            assert.equal(step.status, 404, `${login}: ${step.text}`);
            assert.equal((await visitor.page("/kinds/gig_market_place")).includes(enrolment), false);
            assert.equal((await visitor.page("/facilities")).includes(facility), false);
            const found = await visitor.api("/api/counter/find", { key: EMPLOYER });
            assert.equal(found.status, login === "reviewer522" ? 403 : 404, login);
        }
    });
}

// Leave: the duty goes to a colleague, and comes back.
async function checkLeave(people) {
    const clerk = people.clerk522.visitor, reviewer = people.reviewer522.visitor;
    const days = { from: "2023-10-16", to: "2023-10-20", reason: "年休假" };
    await suite.check("leave: a reviewer hands the work to the clerk of the county", async () => {
        await clerk.signIn("clerk522");
        await reviewer.signIn("reviewer522");
        const made = await reviewer.submit("/delegations", "/delegations", { to_login: "clerk522", ...days });
        assert.equal(made.status, 303, made.text.slice(0, 300));
        assertHolds(await reviewer.page("/delegations"), "海原县经办", "生效中");
    });
    await suite.check("leave: acting is taken up, signed with both names, and has that duty's rights alone", async () => {
        assert.equal((await clerk.get("/counter")).status, 200);
        const acted = await clerk.submit("/delegations", "/delegations/act", {});
        assert.equal(acted.status, 303, acted.text.slice(0, 300));
        assertHolds(await clerk.page("/tasks"), "海原县经办（代 海原县复核）", "县区复核");
        assert.equal((await clerk.get("/counter")).status, REFUSED);
    });
    await suite.check("leave: called back, the next page is the clerk's own again", async () => {
        const [{ id }] = (await reviewer.get("/api/delegations")).json.delegations;
        const ended = await reviewer.submit("/delegations", `/delegations/${id}/end`, {});
        assert.equal(ended.status, 303, ended.text.slice(0, 300));
        assertHolds(await clerk.page("/tasks"), "县区经办");
        assert.equal((await clerk.get("/counter")).status, 200);
    });
}

const suite = new Suite();
suite.section("SQLite");
let platform = null;
await suite.check("the demo city is made and served", async () => {
    platform = await Platform.make("SQLite");
    await platform.start();
});
if (platform?.base) {
    const people = await signInAll(platform);
    await checkHomes(people);
    await checkMatrix(people, readRoutes());
    await checkCounties(people);
    await checkLeave(people);
    await platform.remove();
}
process.exit(suite.finish());
