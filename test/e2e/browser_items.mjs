// SPDX-License-Identifier: Apache-2.0
// The page of the items: all 42 stand there, and every link of it leads somewhere that is in order.
import assert from "node:assert/strict";

const ITEM_COUNT = 42;

// The paths of the page's own links, each once.
async function linksOf(person) {
    const hrefs = await person.page.locator(".items a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    return [...new Set(hrefs)].filter((href) => href.startsWith("/"));
}

async function visitAll(person, paths) {
    const dead = [];
    for (const path of paths) await person.visit(path).catch((error) => dead.push(String(error.message).slice(0, 300)));
    assert.deepEqual(dead, []);
}

export async function walkItems(suite, browser) {
    const visitor = await browser.person();
    await suite.check("every item with its clause, and how many there are of each kind", async () => {
        await visitor.visit("/items");
        assert.equal(await visitor.page.locator(".items > li").count(), ITEM_COUNT);
        await visitor.page.locator("summary").first().click();
        await visitor.reads("组织有关单位摸排用工企业急需紧缺工种和培训需求");
        await visitor.lacks("看申请", "看登记", "办理中");
        await visitor.visit("/items?kind=loan");
        await visitor.reads("宁岗贷", "崇军贷", "创业担保贷款");
        await visitor.lacks("稳岗返还");
    });
    await suite.check("the public: no dead link, and applying leads through the sign-in", async () => {
        await visitor.visit("/items");
        const links = await linksOf(visitor);
        assert.ok(links.filter((path) => path.startsWith("/policies/")).length === ITEM_COUNT, links.join(" "));
        assert.ok(links.includes("/sign-in?next=/enrol/startup_loan"));
        const doors = links.filter((path) => path.startsWith("/sign-in"));
        await visitAll(visitor, [...links.filter((path) => !path.startsWith("/sign-in")), doors[0], doors.at(-1)]);
    });
    await suite.check("the office: places to enter and to look at, no dead link", async () => {
        const hrss = await browser.person("hrss");
        await hrss.visit("/items");
        await hrss.reads("名额 0/5", "按县区看");
        const links = (await linksOf(hrss)).filter((path) => !path.startsWith("/policies/"));
        for (const path of ["/enrol/gig_market_place", "/kinds/gig_market_place", "/monitor/policies/5"]) assert.ok(links.includes(path), path);
        await visitAll(hrss, links);
    });
    await suite.check("the county: its claims of an item; a citizen: where she applies", async () => {
        const clerk = await browser.person("clerk522");
        await clerk.visit("/items?kind=benefit");
        const links = (await linksOf(clerk)).filter((path) => path.startsWith("/tasks"));
        assert.ok(links.includes("/tasks?state=all&policy=5"), links.join(" "));
        await visitAll(clerk, links.slice(0, 3));
        const worker = await browser.person("worker");
        await worker.visit("/items");
        await worker.lacks("看申请", "看登记", "办理中");
        assert.ok((await linksOf(worker)).includes("/me"));
    });
}
