// SPDX-License-Identifier: Apache-2.0
// docs/demo.md §7: a policy is renewed live by two people, and its readings are confirmed.
import assert from "node:assert/strict";


const DOCUMENT = "卫人社发〔2023〕88号";

// The draft's page refreshes itself while the preview runs; this waits for the result.
async function costAppears(person) {
    // The page follows the simulation by itself.
    await person.page.waitForFunction(() => document.querySelector("main").innerText.includes("全市多花"));
    await person.inspect();
}

async function draft(suite, browser, walk) {
    await suite.check("1,600 for a cap of 1,500 is refused at its field, with the clause", async () => {
        const hrss = (walk.hrss = await browser.person("hrss"));
        await hrss.visit("/policies/7");
        await hrss.press(/^延续$/);
        await hrss.fill("新的截止日", "2025-12-31");
        await hrss.fill("依据的文件", DOCUMENT);
        await hrss.fill("补助标准", "1600");
        await hrss.press("写成草稿", 400);
        await hrss.reads("不能是1,600.00 元", "1,500.00 元", "不超过1500元");
    });
    await suite.check("two rows change, and the cost by county appears by itself", async () => {
        const { hrss } = walk;
        await hrss.fill("补助标准", "1000");
        await hrss.press("写成草稿");
        walk.path = hrss.path;
        await hrss.reads("检查通过", "逐字节不变", "| 补助标准 | rate_fen | 100000 | [0..150000] | 2024-01-01 |");
        await costAppears(hrss);
        await hrss.reads("海原县", "中宁县", "沙坡头区", "按2024年");
    });
}

async function approve(suite, browser, walk) {
    await suite.check("its author submits it and is offered no approval", async () => {
        const { hrss } = walk;
        await hrss.press("编辑正文");
        const [numbers, lines] = await hrss.page.evaluate(() => [
            document.querySelector(".editor-lines").textContent.trim().split("\n"),
            document.querySelector("textarea.editor").value.split("\n").length,
        ]);
        assert.deepEqual([numbers[0], numbers.at(-1)], ["1", String(lines)]);
        await hrss.visit(walk.path);
        await hrss.press(/^送审$/);
        await hrss.reads("待审批", "起草人不能审批自己的草稿");
        assert.equal(await hrss.page.getByRole("button", { name: "同意，发布" }).count(), 0);
        await hrss.visit("/drafts/new");
    });
    await suite.check("a second person publishes; card, form and versions follow without a restart", async () => {
        const second = await browser.person("hrss2");
        await second.visit("/drafts");
        await second.press(walk.path.split("/").pop());
        await second.press("同意，发布");
        await second.reads("已发布");
        const visitor = await browser.person();
        await visitor.visit("/policies/7");
        await visitor.reads("2025年12月31日前招用并申请", "最高1000元");
        await visitor.press("历次版本");
        await visitor.reads("生效中", "从前的");
        await visitor.press("和上一个版本比");
        await visitor.reads("2025-12-31", "100000");
        await visitor.visit("/policies/7/try");
    });
}

async function confirmReadings(suite, walk) {
    await suite.check("the ledger of readings: one is confirmed by a document", async () => {
        const { hrss } = walk;
        await hrss.visit("/readings");
        await hrss.reads("待确认");
        await hrss.press("第7项");
        await hrss.fill("确认依据的文件", DOCUMENT);
        await hrss.press(/^确认/);
        await hrss.reads("已确认", DOCUMENT);
    });
}

export async function renewPolicy(suite, browser) {
    const walk = {};
    await draft(suite, browser, walk);
    if (!walk.path) return;
    await approve(suite, browser, walk);
    await confirmReadings(suite, walk);
}
