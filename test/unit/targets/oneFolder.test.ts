import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { registry } from '../../../shared/registries/schema.ts';
import { targetDeclarations } from '../../../shared/targets/declarations.ts';

const registryKinds = registry.options.map(({ shape }) => shape.kind.value);
const named = [...Object.keys(targetDeclarations), ...registryKinds].map((kind) => `'${kind}'`).join('|');
const asks = new RegExp(`kind\\b[^=!\\n]{0,20}[!=]==? *(${named})|(${named}) *[!=]==? *[^\\n]*kind\\b`);
const branches = new RegExp(`case (${named}):`);

const files = globSync('{cli,functions,local,scripts,shared}/**/*.ts', { cwd: root }).filter(
  (file) => !/^shared\/(targets|registries)\/[^/]+\//.test(file),
);

test('outside its folder, nothing checks whether a target or a registry is of one kind', () => {
  expect(files.length).toBeGreaterThan(500);
  const asking = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return asks.test(text) || branches.test(text);
  });
  expect(asking).toEqual([]);
});

test.each([
  ["if (target.kind === 'keys') return [];", asks],
  ["if (!('keys' !== target.kind)) return [];", asks],
  ["registries.some(({ kind }) => kind === 'static')", asks],
  ["switch (target.kind) {\n  case 'jenkins':", branches],
])('%j would check', (text, pattern) => {
  expect(pattern.test(text)).toBe(true);
});
