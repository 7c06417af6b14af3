// SPDX-License-Identifier: Apache-2.0
// The same rules for four engines. Each gives back a function from facts to {eligible, amount}.
import { createRequire } from 'node:module';
import { ZenEngine } from '@gorules/zen-engine';
import { evaluate } from 'feelin';
import { Engine } from 'json-rules-engine';
import { amountOf } from './rules.mjs';

const require = createRequire(import.meta.url);
const { decisionTable } = require('@hbtgmbh/dmn-eval-js');
require('loglevel').getLogger('dmn-eval-js').setLevel('error'); // it warns where no rule fires

const factsOf = (rules) => [...new Set(rules.flatMap(([, all]) => all.map(([fact]) => fact)))];
const literal = (value) => (value?.fact ? value.fact : JSON.stringify(value));

// ---- zen: two decision tables and an expression in one graph, decimals, asynchronous ----

function zenTable(id, hitPolicy, rules, output, path) {
  const facts = factsOf(rules);
  const cell = ([, operator, value]) => (operator === '=' ? literal(value)
    : `${operator} ${literal(value)}`);
  return {
    id, name: id, type: 'decisionTableNode',
    content: {
      hitPolicy, passThrough: true, inputField: null, outputPath: path, executionMode: 'single',
      inputs: facts.map((fact) => ({ id: `i_${fact}`, name: fact, field: fact })),
      outputs: [{ id: 'o', name: output, field: output }],
      rules: rules.map(([result, all], at) => ({
        _id: `${id}${at}`, o: JSON.stringify(result),
        ...Object.fromEntries(facts.map((fact) => {
          const condition = all.find(([name]) => name === fact);
          return [`i_${fact}`, condition ? cell(condition) : ''];
        })),
      })),
    },
  };
}

export function zen(item) {
  const amount = item.base ? `floor((${item.base} * paid.percent + 50) / 100)` : 'paid.percent';
  const chain = [
    { id: 'in', name: 'in', type: 'inputNode' },
    zenTable('reasons', 'collect', item.reasons, 'code', 'reasons'),
    zenTable('percents', 'first', item.percents, 'percent', 'paid'),
    {
      id: 'end', name: 'end', type: 'expressionNode',
      content: {
        expressions: [
          { id: 'e1', key: 'eligible', value: 'len(reasons) == 0' },
          { id: 'e2', key: 'amount', value: `len(reasons) == 0 ? ${amount} : 0` },
        ],
      },
    },
    { id: 'out', name: 'out', type: 'outputNode' },
  ];
  const edges = chain.slice(1).map((node, at) => ({
    id: `edge${at}`, type: 'edge', sourceId: chain[at].id, targetId: node.id,
  }));
  const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify({ nodes: chain, edges })));
  return async (facts) => (await decision.evaluate(facts)).result;
}

// ---- json-rules-engine: one rule for each reason and each percentage, floating point ----

const operators = {
  '=': 'equal', '!=': 'notEqual', '<': 'lessThan', '<=': 'lessThanInclusive', '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
};

export function jsonRules(item) {
  const engine = new Engine();
  const add = (type, params, all) => engine.addRule({
    conditions: { all: all.map(([fact, sign, value]) => ({ fact, operator: operators[sign], value })) },
    event: { type, params },
  });
  for (const [code, all] of item.reasons) add('reason', { code }, all);
  for (const [percent, all] of item.percents) {
    add('percent', { percent }, all.length ? all : [['one', '=', 1]]);
  }
  return async (facts) => {
    const { events } = await engine.run({ ...facts, one: 1 });
    const eligible = !events.some((event) => event.type === 'reason');
    const paid = events.find((event) => event.type === 'percent');
    return { eligible, amount: eligible ? amountOf(item, facts, paid.params.percent) : 0 };
  };
}

// ---- feelin: one FEEL expression, which it reads each time, decimals ----

export function feelIn(item) {
  const conjunction = (all) => (all.length
    ? all.map(([fact, sign, value]) => `${fact} ${sign} ${literal(value)}`).join(' and ') : 'true');
  const fired = item.reasons.map(([, all]) => `(${conjunction(all)})`).join(' or ');
  const percent = item.percents.reduceRight(
    (otherwise, [figure, all]) => `if ${conjunction(all)} then ${figure} else ${otherwise}`, 'null');
  const amount = item.base ? `floor((${item.base} * (${percent}) + 50) / 100)` : percent;
  const text = `if ${fired} then -1 else ${amount}`;
  return async (facts) => {
    const { value } = evaluate(text, facts);
    return { eligible: Number(value) >= 0, amount: Math.max(Number(value), 0) };
  };
}

// ---- dmn-eval-js: two tables of DMN XML, S-FEEL, floating point ----

const xml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function dmnTable(id, hitPolicy, rules, output) {
  const facts = factsOf(rules).length ? factsOf(rules) : ['one'];
  const cell = ([, sign, value]) => (sign === '=' ? literal(value)
    : sign === '!=' ? `not(${literal(value)})` : `${sign} ${literal(value)}`);
  const inputs = facts.map((fact) => `<input id="${id}_${fact}"><inputExpression id="${id}_e_${fact}">
    <text>${fact}</text></inputExpression></input>`).join('');
  const rows = rules.map(([result, all], at) => `<rule id="${id}_${at}">${facts.map((fact) => {
    const condition = all.find(([name]) => name === fact);
    return `<inputEntry id="${id}_${at}_${fact}"><text>${condition ? xml(cell(condition)) : '-'}</text></inputEntry>`;
  }).join('')}<outputEntry id="${id}_${at}_o"><text>${JSON.stringify(result)}</text></outputEntry></rule>`);
  return `<decision id="${id}" name="${id}"><decisionTable id="${id}_t" hitPolicy="${hitPolicy}">${inputs}
    <output id="${id}_o" name="${output}"/>${rows.join('')}</decisionTable></decision>`;
}

export async function dmnEval(item) {
  const decisions = await decisionTable.parseDmnXml(`<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" id="d" name="d" namespace="peers">
    ${dmnTable('reasons', 'COLLECT', item.reasons, 'code')}
    ${dmnTable('percents', 'FIRST', item.percents, 'percent')}</definitions>`);
  return async (facts) => {
    const fired = decisionTable.evaluateDecision('reasons', decisions, { ...facts, one: 1 });
    const eligible = !fired || fired.length === 0;
    if (!eligible) return { eligible, amount: 0 };
    const paid = decisionTable.evaluateDecision('percents', decisions, { ...facts, one: 1 });
    return { eligible, amount: amountOf(item, facts, paid.percent) };
  };
}
