// SPDX-License-Identifier: Apache-2.0
// A walk through a fresh city on each database, or on those that the command line names; at its end
// the books prove, nothing was said on stderr that means a fault, and nothing is left behind.
import assert from "node:assert/strict";

import { Platform } from "./platform.mjs";

// Ends the process. `people`: how many the city has; `proves`: what the proof has to say as well.
export async function walkBoth(suite, walk, { people, proves = "" } = {}) {
    for (const kind of process.argv.length > 2 ? process.argv.slice(2) : ["SQLite", "PostgreSQL"]) {
        suite.section(kind);
        let platform = null;
        await suite.check("the demo city is made and served", async () => {
            platform = await Platform.make(kind, people);
            await platform.start();
        });
        if (!platform?.base) continue;
        await walk(platform);
        await suite.check("at the end the books prove", async () => {
            await platform.stop();
            const proof = await platform.verify();
            assert.equal(proof.code, 0, proof.output);
            assert.ok(proof.output.includes(proves), proof.output);
        });
        await suite.check("no assertion failed and no sanitizer complained", () => {
            assert.ok(!/Sanitizer|runtime error|Assertion/.test(platform.log), platform.log);
        });
        await suite.check("nothing is left behind", () => platform.remove());
    }
    process.exit(suite.finish());
}
