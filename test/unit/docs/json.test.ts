import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { replacementBody } from '../../../functions/registration/schemas.ts';
import { root } from '../../../scripts/build/functions.ts';
import { registry } from '../../../shared/registries/schema.ts';
import { readContent } from '../../../shared/registries/static/readContent.ts';
import { target } from '../../../shared/targets/schema.ts';

type Json = Record<string, unknown>;

const kinds = target.options.map(({ shape }) => shape.kind.value);

const shown = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => ({
    page,
    json: JSON.parse(text) as Json,
  })),
);

const has =
  (...fields: string[]) =>
  (json: Json) =>
    fields.every((field) => field in json);

const isCluster = has('registries', 'targets');

/** What a user keeps for a static registry: it is read by a parser and not by a schema. */
const content = z.unknown().superRefine((json, context) => {
  try {
    readContent(JSON.stringify(json), 'arn', 'quay.io');
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) });
  }
});

/** What a piece of JSON is, by the fields it has; the first that fits decides. */
const forms: readonly [fits: (json: Json) => boolean, schema: z.ZodType][] = [
  [has('name', 'registries', 'targets'), replacementBody],
  [isCluster, z.preprocess((json: Json) => ({ name: 'prod-eu-1', ...json }), replacementBody)],
  [({ kind }) => kinds.some((each) => each === kind), target],
  [has('kind'), registry],
  [has('registries'), z.strictObject({ registries: z.array(registry) })],
  [has('auths'), content],
  [has('password'), content],
];

/** What is in no form of ours: a problem, a line of the log, and what IAM takes. */
const isElse = (json: Json) => ['type', 'level', 'Effect', 'Statement'].some((field) => field in json);

/** Why PullPass would refuse it; empty where it would not. */
function refusals(json: Json): string[] {
  const schema = forms.find(([fits]) => fits(json))?.[1] ?? z.never();
  const { error } = schema.safeParse(json);
  return error?.issues.map(({ path, message }) => `/${path.join('/')} ${message}`) ?? [];
}

test('all JSON that the pages show is such as PullPass takes', () => {
  const taken = shown.filter(({ json }) => !isElse(json));
  expect(taken.length).toBeGreaterThan(20);
  expect(taken.flatMap(({ page, json }) => refusals(json).map((why) => `${page}: ${why}`))).toEqual([]);
});

const [cluster] = shown.filter(({ json }) => isCluster(json));

test.each<[string, Json, string]>([
  ['a target', { ...cluster?.json, targets: [{ kind: 'jenkins' }] }, '/targets/0/registries'],
  ['a registry', { registries: [{ kind: 'ecr' }] }, '/registries/0/region'],
  ['a target alone', { kind: 'keys', secretName: 'login' }, '/registry'],
  ['a registry alone', { kind: 'static', name: 'quay' }, '/host'],
  ['the content of a secret', { auths: { 'registry.example.com': {} } }, ''],
  ['nothing that is known', { kinds: 'keys' }, ''],
])('JSON with a fault in %s is found', (_, json, pointer) => {
  expect(refusals(json)).toContainEqual(expect.stringContaining(pointer));
});

describe('a page for its consumers shows a cluster with a target of the kind', () => {
  const told = shown
    .filter(({ page, json }) => page.startsWith('docs/consumers/') && isCluster(json))
    .flatMap(({ json }) => (json['targets'] as Json[]).map(({ kind }) => kind));

  test.each(kinds)('%s', (kind) => {
    expect(told).toContain(kind);
  });
});
