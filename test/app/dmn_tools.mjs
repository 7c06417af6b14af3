// SPDX-License-Identifier: Apache-2.0
// Reads DMN files with dmn-moddle, the reader behind dmn-js and the Camunda Modeler, and writes each
// anew beside it with the suffix `.again`. Prints one line for each file that it does not take.
import { readFileSync, writeFileSync } from 'node:fs';
import DmnModdle from 'dmn-moddle';

for (const path of process.argv.slice(2)) {
  const moddle = new DmnModdle();
  const { rootElement, references, warnings } = await moddle.fromXML(readFileSync(path, 'utf8'));
  const di = rootElement.dmnDI?.diagrams?.[0]?.diagramElements ?? [];
  const shapes = di.filter((one) => one.$type === 'dmndi:DMNShape');
  const edges = di.filter((one) => one.$type === 'dmndi:DMNEdge');
  const elements = rootElement.drgElement ?? [];
  const faults = warnings.map((warning) => warning.message);
  if (elements.length < 5) faults.push(`only ${elements.length} elements`);
  if (shapes.length !== elements.length) faults.push(`${shapes.length} shapes`);
  if (edges.length === 0) faults.push('no edges');
  if (references.some((one) => one.element == null)) faults.push('a reference to nothing');
  const { xml } = await moddle.toXML(rootElement, { format: true });
  writeFileSync(`${path}.again`, xml);
  if (faults.length > 0) console.log(`${path}: ${faults.join('; ')}`);
}
