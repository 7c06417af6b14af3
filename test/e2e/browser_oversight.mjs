// SPDX-License-Identifier: Apache-2.0
// The screens of those who look on: the head, the list of those who have not claimed, the auditor.
import assert from "node:assert/strict";

// 应享未享: what the head sees, and what the offices see of the same people.
export async function findUnclaimed(suite, browser) {
    await suite.check("the head sees the number of those who have not claimed, and nobody's name", async () => {
        const head = await browser.person("head");
        assert.equal(head.path, "/monitor");
        await head.reads("应享未享", "海原县");
        await head.visit("/monitor/policies/5");
        await head.lacks("王*", "王明远", "640522199910100410");
        await head.visit("/unclaimed", 403);
        await head.visit("/tasks", 403);
        await head.visit("/fund");
    });
    await suite.check("her county's clerk sees the list, masked", async () => {
        const clerk = await browser.person("clerk522");
        await clerk.visit("/unclaimed?policy=5");
        await clerk.reads("王*", "800.00");
        await clerk.lacks("王明远", "640522199910100410");
    });
}

export async function audit(suite, browser) {
    await suite.check("the auditor reads the log, and nothing else", async () => {
        const auditor = await browser.person("auditadmin", browser.platform.codeOf("auditadmin"));
        assert.equal(auditor.path, "/audit");
        await auditor.reads("审计日志", "登录");
        await auditor.visit("/tasks", 403);
    });
}
