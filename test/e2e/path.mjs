// SPDX-License-Identifier: Apache-2.0
// The whole path through the front door, on both databases; arguments name the databases to walk.
import assert from "node:assert/strict";

import { walkAccess } from "./path_access.mjs";
import { walkCompany } from "./path_company.mjs";
import { walkOversight } from "./path_oversight.mjs";
import { walkPublic } from "./path_public.mjs";
import { WorkerPath } from "./path_worker.mjs";
import { Platform } from "./platform.mjs";
import { Suite } from "./suite.mjs";

const suite = new Suite();
const kinds = process.argv.length > 2 ? process.argv.slice(2) : ["SQLite", "PostgreSQL"];
for (const kind of kinds) {
    suite.section(kind);
    let platform = null;
    await suite.check("the demo city is made and served", async () => {
        platform = await Platform.make(kind);
        await platform.start();
    });
    if (!platform?.base) continue;
    const auditor = await walkAccess(suite, platform);
    await walkPublic(suite, platform);
    await walkOversight(suite, platform, auditor);
    await walkCompany(suite, platform);
    await new WorkerPath(suite, platform, auditor).walk();
    await suite.check("at the end the books still prove", async () => {
        await platform.stop();
        const proof = await platform.verify();
        assert.equal(proof.code, 0, proof.output);
        assert.match(proof.output, /1 份支付文件/);
    });
    await suite.check("no assertion failed and no sanitizer complained", () => {
        assert.ok(!/Sanitizer|runtime error|Assertion/.test(platform.log), platform.log);
    });
    await suite.check("nothing is left behind", () => platform.remove());
}
process.exit(suite.finish());
