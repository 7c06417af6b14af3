// SPDX-License-Identifier: Apache-2.0
// The whole path through the front door, on both databases; arguments name the databases to walk.
import { walkBoth } from "./both.mjs";
import { walkAccess } from "./path_access.mjs";
import { walkCompany } from "./path_company.mjs";
import { walkOversight } from "./path_oversight.mjs";
import { walkPublic } from "./path_public.mjs";
import { WorkerPath } from "./path_worker.mjs";
import { Suite } from "./suite.mjs";

const suite = new Suite();
await walkBoth(suite, async (platform) => {
    const auditor = await walkAccess(suite, platform);
    await walkPublic(suite, platform);
    await walkOversight(suite, platform, auditor);
    await walkCompany(suite, platform);
    await new WorkerPath(suite, platform, auditor).walk();
}, { proves: "1 份支付文件" });
