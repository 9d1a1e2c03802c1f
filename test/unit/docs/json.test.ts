import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { root } from '../../../cli/deploy/build/functions.ts';
import { replacementBody } from '../../../shared/api/schemas.ts';
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

/** What nobody sends to the API: a problem, a log line, an IAM policy or one of its statements. */
const isElse = (json: Json) => ['type', 'level', 'Effect', 'Version'].some((field) => field in json);

/** What a static registry's secret holds. */
const isSecret = (json: Json) => 'password' in json || 'auths' in json;

const isCluster = (json: Json) => 'registries' in json && 'targets' in json;

/** What the JSON is if it is not a whole cluster: a target, a registry, or several. */
function schemaOf(json: Json): z.ZodType {
  if (isCluster(json)) return replacementBody;
  if ('registries' in json && !('kind' in json)) return z.strictObject({ registries: z.array(registry) });
  return kinds.some((kind) => kind === json['kind']) ? target : registry;
}

/** Why the API would refuse it; empty if it would not. */
function refusals(json: Json): string[] {
  const { error } = schemaOf(json).safeParse(json);
  return error?.issues.map(({ path, message }) => `/${path.join('/')} ${message}`) ?? [];
}

test('the API accepts all JSON that the pages show', () => {
  const sent = shown.filter(({ json }) => !isElse(json) && !isSecret(json));
  expect(sent.length).toBeGreaterThan(8);
  expect(sent.flatMap(({ page, json }) => refusals(json).map((why) => `${page}: ${why}`))).toEqual([]);
});

test('JSON that the API would refuse is found', () => {
  const [cluster] = shown.filter(({ json }) => isCluster(json));
  expect(refusals({ ...cluster?.json, targets: [{ kind: 'jenkins' }] })).toContainEqual(
    expect.stringContaining('/targets/0/registries'),
  );
  expect(refusals({ kind: 'keys', secretName: 'login' })).not.toEqual([]);
  expect(refusals({ kind: 'no-such-kind' })).not.toEqual([]);
});

describe('a page for its consumers shows a cluster with a target of the kind', () => {
  const told = globSync('docs/consumers/*.md', { cwd: root })
    .flatMap((page) => [
      ...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n(clusters:\n.*?)^```/gms),
    ])
    .flatMap(([, file = '']) => (parse(file) as { clusters: Json[] }).clusters)
    .flatMap((cluster) => (cluster['targets'] as Json[]).map(({ kind }) => kind));

  test.each(kinds)('%s', (kind) => {
    expect(told).toContain(kind);
  });
});

describe('docs/registries.md shows', () => {
  const ofPage = shown.filter(({ page }) => page === 'docs/registries.md').map(({ json }) => json);

  test.each(registry.options.map(({ shape }) => shape.kind.value))('a registry of the kind %s', (kind) => {
    const all = ofPage.flatMap((json): Json[] =>
      'registries' in json ? (json['registries'] as Json[]) : [json],
    );
    expect(all.map((json) => json['kind'])).toContain(kind);
  });

  test('contents of a secret that can be read', () => {
    const contents = ofPage.filter(isSecret);
    expect(contents.length).toBe(2);
    for (const content of contents)
      expect(readContent(JSON.stringify(content), 'arn', 'quay.io')).toEqual({
        username: 'team+robot',
        password: '…',
      });
  });
});
