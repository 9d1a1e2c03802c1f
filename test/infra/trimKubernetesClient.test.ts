import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bundle, bundle } from '../../cli/deploy/build/bundle.ts';
import { trimApi } from '../../cli/deploy/build/trimKubernetesClient.ts';
import { handler as fromSource } from './support/readNamespaces.ts';

const metadata = { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z', labels: { pull: 'ecr' } };
const answers = [
  {
    kind: 'NamespaceList',
    metadata: { continue: 'the second page' },
    items: [
      {
        metadata: { ...metadata, deletionTimestamp: '2026-01-02T00:00:00Z' },
        status: { phase: 'Terminating' },
      },
    ],
  },
  { kind: 'NamespaceList', metadata: {}, items: [{ metadata, spec: { finalizers: ['kubernetes'] } }] },
  {
    kind: 'SelfSubjectReview',
    status: { userInfo: { username: 'system:serviceaccount:pullpass:pullpass' } },
  },
  { kind: 'SelfSubjectAccessReview', spec: {}, status: { allowed: true } },
  {
    kind: 'ServiceAccount',
    metadata: { ...metadata, name: 'default' },
    secrets: [{ name: 's' }],
    imagePullSecrets: [{ name: 'i' }],
  },
  { kind: 'PartialObjectMetadata', metadata },
  { kind: 'Secret', metadata: { ...metadata, name: 'ecr-credentials' } },
  { kind: 'Status', status: 'Success' },
  { kind: 'ServiceAccount', metadata: { ...metadata, name: 'default' } },
];

describe('the Kubernetes client in a bundle', () => {
  let folder: string;
  let built: Bundle;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pullpass-trim-'));
    built = await bundle('trim', join(import.meta.dirname, 'support/readNamespaces.ts'), folder);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('asks and understands as the whole client does', async () => {
    const path = join(built.folder, 'handler.js');
    const { handler } = createRequire(path)(path) as { handler: typeof fromSource };
    const [whole, trimmed] = [await fromSource(answers), await handler(answers)];
    expect(JSON.parse(JSON.stringify(trimmed))).toEqual(JSON.parse(JSON.stringify(whole)));
    expect(trimmed).toMatchObject({
      deletionIsADate: '[object Date]',
      user: 'system:serviceaccount:pullpass:pullpass',
      allowed: true,
      account: { imagePullSecrets: [{ name: 'i' }] },
    });
    expect((trimmed as { asked: string[] }).asked).toHaveLength(answers.length);
  });

  test('holds no method that nothing calls, and no model that no answer has', async () => {
    const code = await readFile(join(built.folder, 'handler.js'), 'utf8');
    expect(code).toContain('patchNamespacedSecret');
    expect(code).not.toContain('listNamespacedPod');
    const models = Object.keys(built.metafile.inputs).filter((file) => /gen\/models\/V1/.test(file));
    expect(models.length).toBeGreaterThan(10);
    expect(models.length).toBeLessThan(60);
  });
});

test('a method keeps its text, and its neighbours go', () => {
  const source = [
    'export class Api {',
    '    constructor(a) {',
    '        this.a = a;',
    '    }',
    '    async kept(a) {',
    '        if (a) {',
    '            return 1;',
    '        }',
    '    }',
    '    async dropped(a) {',
    '        return 2;',
    '    }',
    '}',
  ].join('\n');
  const trimmed = trimApi(source, new Set(['kept']));
  expect(trimmed).toContain('return 1;');
  expect(trimmed).toContain('this.a = a;');
  expect(trimmed).not.toContain('dropped');
});
