// SPDX-License-Identifier: Apache-2.0
// Runs the peers on the rows that our bench writes (`policy_bench rows`), and prints them beside our
// own figures: node run.mjs PATH/policy_bench. One row at a time, one after the other; rows whose facts
// are all known, since the peers have no third value.
import { execFileSync } from 'node:child_process';
import { items } from './rules.mjs';
import * as engines from './engines.mjs';

const bench = process.argv[2];
const ROWS = 2000;
const MEASURE_MS = 3000; // of each peer and item

const peers = [
  ['@gorules/zen-engine 0.54.0', engines.zen],
  ['json-rules-engine 7.3.1', engines.jsonRules],
  ['feelin 8.2.0', engines.feelIn],
  ['@hbtgmbh/dmn-eval-js 1.5.0', engines.dmnEval],
];

function rowsOf(number) {
  const text = execFileSync(bench, ['rows', String(number), String(ROWS)], { maxBuffer: 1 << 28 });
  return text.toString().trimEnd().split('\n').map((line) => JSON.parse(line));
}

function line(number, name, rate, wrong, ours) {
  console.log(`${String(number).padEnd(5)} ${name.padEnd(30)} ${Math.round(rate).toLocaleString('en-US')
    .padStart(14)} ${String(wrong).padStart(12)} ${(ours / rate).toFixed(1).padStart(12)}`);
}

// Ours and by hand, in millions a second, from the line "item 7 over a million rows …".
function ownRates(number) {
  const text = execFileSync(bench, [String(number)]).toString();
  const [, ours, hand] = text.match(/([\d.]+) M rows\/s +beside +([\d.]+)/);
  return { ours: ours * 1e6, hand: hand * 1e6 };
}

async function measure(decide, rows) {
  let wrong = 0, done = 0;
  for (const row of rows) { // what it says, and its warming up
    const { eligible, amount } = await decide(row.facts);
    wrong += eligible !== row.eligible || (eligible && Number(amount) !== row.amount);
  }
  const began = performance.now();
  while (performance.now() - began < MEASURE_MS) {
    for (let i = 0; i < 100; i++) await decide(rows[done++ % rows.length].facts);
  }
  return { wrong, rate: done * 1000 / (performance.now() - began) };
}

console.log(`${'item'.padEnd(5)} ${'engine'.padEnd(30)} ${'rows/s'.padStart(14)} ${'wrong rows'
  .padStart(12)} ${'ours/theirs'.padStart(12)}`);
for (const [number, item] of Object.entries(items)) {
  const rows = rowsOf(number).map((row) => ({ ...row, facts: item.prepare(row.facts) }));
  const { ours, hand } = ownRates(number);
  line(number, 'written by hand in C', hand, 0, ours);
  line(number, 'jiuye', ours, 0, ours);
  for (const [name, make] of peers) {
    const { wrong, rate } = await measure(await make(item), rows);
    line(number, name, rate, wrong, ours);
  }
}
