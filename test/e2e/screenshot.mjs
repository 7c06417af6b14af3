// SPDX-License-Identifier: Apache-2.0
// Takes docs/screenshot.png: the worker's own page as she finds it.
import { Browser } from "./browser.mjs";
import { Platform } from "./platform.mjs";

const platform = await Platform.make("SQLite");
try {
    await platform.start();
    const browser = await Browser.open(platform, "desktop");
    const worker = await browser.person("worker");
    await worker.page.screenshot({ path: process.argv[2] ?? "docs/screenshot.png" });
    await browser.close();
} finally {
    await platform.remove();
}
