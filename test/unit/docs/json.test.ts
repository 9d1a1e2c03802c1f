import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type * as z from 'zod';
import { replacementBody } from '../../../functions/registration/schemas.ts';
import { root } from '../../../scripts/build/functions.ts';
import { registry } from '../../../shared/registries/schema.ts';
import { target } from '../../../shared/targets/schema.ts';

type Json = Record<string, unknown>;

const kinds = target.options.map(({ shape }) => shape.kind.value);

const shown = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => ({
    page,
    json: JSON.parse(text) as Json,
  })),
);

/** What nobody sends to the API: a problem, a line of the log, a statement of an IAM policy. */
const isElse = (json: Json) => ['type', 'level', 'Effect'].some((field) => field in json);

const isCluster = (json: Json) => 'registries' in json && 'targets' in json;

/** What JSON is to be taken as: a target or a registry where it is not a whole cluster. */
function schemaOf(json: Json): z.ZodType {
  if (isCluster(json)) return replacementBody;
  return kinds.some((kind) => kind === json['kind']) ? target : registry;
}

/** Why the API would refuse it; empty where it would not. */
function refusals(json: Json): string[] {
  const { error } = schemaOf(json).safeParse(json);
  return error?.issues.map(({ path, message }) => `/${path.join('/')} ${message}`) ?? [];
}

test('all JSON that the pages show is such as the API takes', () => {
  const sent = shown.filter(({ json }) => !isElse(json));
  expect(sent.length).toBeGreaterThan(12);
  expect(sent.flatMap(({ page, json }) => refusals(json).map((why) => `${page}: ${why}`))).toEqual([]);
});

test('JSON that the API would not take is found', () => {
  const [cluster] = shown.filter(({ json }) => isCluster(json));
  expect(refusals({ ...cluster?.json, targets: [{ kind: 'jenkins' }] })).toContainEqual(
    expect.stringContaining('/targets/0/registries'),
  );
  expect(refusals({ kind: 'keys', secretName: 'login' })).not.toEqual([]);
  expect(refusals({ kind: 'no-such-kind' })).not.toEqual([]);
});

describe('a page for its consumers shows a cluster with a target of the kind', () => {
  const told = shown
    .filter(({ page, json }) => page.startsWith('docs/consumers/') && isCluster(json))
    .flatMap(({ json }) => (json['targets'] as Json[]).map(({ kind }) => kind));

  test.each(kinds)('%s', (kind) => {
    expect(told).toContain(kind);
  });
});
