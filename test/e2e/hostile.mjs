// SPDX-License-Identifier: Apache-2.0
// Texts that break programs which paste them: into HTML, into SQL, into a template, into a log.
export const HOSTILE = [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `'); DROP TABLE application; --`,
    `' OR '1'='1`,
    `{{view.name}} <b>%s%n</b>`,
];
// Short enough for a field of thirty characters.
export const HOSTILE_SHORT = `<b id='x'>'; DROP--</b>`;
