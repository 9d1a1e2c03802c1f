import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { routes } from '../../../functions/registration/routes.ts';
import { check, registrationBody } from '../../../shared/api/schemas.ts';
import { phases } from '../../../shared/clusters/record.ts';
import { clusterSpecObject } from '../../../shared/clusters/spec.ts';
import { eventTypes } from '../../../shared/clusters/store/events.ts';
import { failureKinds } from '../../../shared/failure.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/api.md'), 'utf8');

test('every route has a line in the docs, and every line a route', () => {
  const lines = [...page.matchAll(/^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`?]+)` \|/gm)].map(
    ([, route]) => route,
  );
  expect(lines.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
});

test('the cluster in the docs is accepted', () => {
  const [, json = ''] = /## A cluster\n\n```json\n([\s\S]+?)```/.exec(page) ?? [];
  expect(registrationBody.safeParse(JSON.parse(json))).toMatchObject({ success: true });
});

test('every field of a cluster has a row in the docs, and is suggested when an unknown one is refused', () => {
  const fields = ['kubeconfig', ...Object.keys(clusterSpecObject.shape)].sort();
  const [, section = ''] = /## A cluster\n([\s\S]+?)\n## /.exec(page) ?? [];
  expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field).sort()).toEqual(fields);
  const [, known = ''] = /"expected": "one of (name, [\w, ]+)"/.exec(page) ?? [];
  expect(known.split(', ').sort()).toEqual(fields);
});

test('every phase, kind, check, event and problem type is in the docs', () => {
  const sources = globSync('functions/registration/**/*.ts', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const types = sources.flatMap((source) =>
    [...source.matchAll(/new Problem\(\s*\d{3},\s*'([\w-]+)'/g)].map(([, type = '']) => type),
  );
  expect(new Set(types).size).toBeGreaterThan(12);
  for (const word of [...phases, ...failureKinds, ...check.shape.check.options, ...eventTypes, ...types])
    expect(page).toContain(`\`${word}\``);
});
