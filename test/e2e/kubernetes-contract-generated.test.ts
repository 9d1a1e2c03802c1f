import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiClient, jsonPatch } from '../support/kubernetes-contract/client.ts';
import { accountsOf, namespaces, secretsOf } from '../support/kubernetes-contract/context.ts';
import {
  type ContractSubject,
  realSubject,
  simulatedSubject,
} from '../support/kubernetes-contract/subject.ts';

/** The real API server and the simulated one, side by side. */
let subjects: ContractSubject[] = [];
let clients: ApiClient[] = [];
let runs = 0;

beforeAll(async () => {
  subjects = await Promise.all([realSubject(), simulatedSubject()]);
  clients = subjects.map(({ server, ca, adminToken }) => new ApiClient(server, ca, adminToken));
}, 600_000);

afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all(subjects.map((subject) => subject.stop()));
});

/** Does the same with both, and expects equal results. */
async function expectSame<Result>(act: (client: ApiClient) => Promise<Result>): Promise<void> {
  const [real, simulated] = await Promise.all(clients.map(act));
  expect(simulated).toEqual(real);
}

/** A namespace with the same new name on both. */
async function newNamespace(): Promise<string> {
  runs += 1;
  const name = `generated-${runs}`;
  for (const client of clients) {
    expect((await client.post(namespaces, { metadata: { name } })).status).toBe(201);
  }
  return name;
}

const changing = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'time']);

/** An answer without what differs between servers. */
function comparable(text: string): unknown {
  return JSON.parse(text, (key, value) => {
    if (changing.has(key)) return undefined;
    if (key !== 'causes' && key !== 'managedFields') return value;
    // Two managers in conflict come in any order: the server keeps them in a Go map.
    return (value as unknown[]).map((entry) => JSON.stringify(sorted(entry))).sort();
  });
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}

const few = (...values: string[]) => fc.constantFrom(...values);

describe('label selectors', () => {
  const key = few('env', 'tier', 'example.com/team', 'in', 'absent', 'notin');
  const value = few('prod', 'test', '', '1', '10', '-5', 'in', 'x.y_z');
  const requirement = fc.oneof(
    key,
    key.map((name) => `!${name}`),
    fc.tuple(key, few('=', '==', '!=', '>', '<', ' = ', ' != '), value).map((parts) => parts.join('')),
    fc
      .tuple(key, few(' in ', ' notin ', ' in'), fc.array(value, { maxLength: 3 }))
      .map(([name, operator, values]) => `${name}${operator}(${values.join(',')})`),
  );
  const wellFormed = fc.array(requirement, { maxLength: 3 }).map((parts) => parts.join(','));
  const pieces = [
    'env',
    'in',
    'notin',
    '=',
    '==',
    '!',
    '!=',
    '(',
    ')',
    ',',
    ' ',
    '<',
    '>',
    'a/b',
    '-',
    '/',
    '1',
  ];
  const anything = fc
    .array(fc.oneof(few(...pieces), fc.string({ unit: 'grapheme-ascii', maxLength: 3 })), { maxLength: 8 })
    .map((parts) => parts.join(''));

  test('match the same, and are refused in the same words', async () => {
    const path = secretsOf(await newNamespace());
    const labels: Record<string, string>[] = [
      {},
      { env: 'prod', tier: '1' },
      { env: 'test', tier: '10', in: 'in' },
      { env: '', 'example.com/team': 'prod' },
      { notin: 'x.y_z', tier: '-5' },
      { env: '1', tier: 'x.y_z', 'example.com/team': '' },
    ];
    for (const client of clients) {
      for (const [index, of] of labels.entries()) {
        await client.post(path, { metadata: { name: `s${index}`, labels: of } });
      }
    }
    const property = fc.asyncProperty(fc.oneof(wellFormed, anything), (selector) =>
      expectSame(async (client) => {
        const answer = await client.get(`${path}?labelSelector=${encodeURIComponent(selector)}`);
        const body = answer.json<{ items?: { metadata: { name: string } }[]; message?: string }>();
        return [answer.status, body.message ?? body.items?.map(({ metadata }) => metadata.name)];
      }),
    );
    await fc.assert(property, { numRuns: 1500 });
  }, 120_000);
});

describe('ownership of fields', () => {
  const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
  const strings = (keys: string[], values: string[]) =>
    optional(fc.dictionary(few(...keys), few(...values), { maxKeys: 3 }));
  const metadata = fc.record({
    labels: strings(['a', 'b', 'example.com/c'], ['1', '2']),
    annotations: strings(['x', 'example.com/y.z'], ['1', '2']),
    finalizers: optional(fc.uniqueArray(few('example.com/a', 'example.com/b'), { maxLength: 2 })),
  });
  const references = optional(
    fc.uniqueArray(
      few('p', 'q', 'r', 's').map((name) => ({ name })),
      {
        maxLength: 4,
        selector: ({ name }) => name,
      },
    ),
  );
  const kinds = {
    Secret: {
      path: secretsOf,
      content: fc.record({
        data: strings(['k', 'l', '.m'], ['MQ==', 'Mg==']),
        type: optional(few('Opaque', 'a/b')),
      }),
    },
    ServiceAccount: {
      path: accountsOf,
      content: fc.record({
        secrets: references,
        imagePullSecrets: references,
        automountServiceAccountToken: optional(fc.boolean()),
      }),
    },
  };

  const operation = (content: fc.Arbitrary<object>) =>
    fc.record({
      verb: few('apply', 'apply', 'apply', 'force', 'put', 'unlink'),
      manager: few('pullpass', 'theirs', 'third'),
      metadata,
      content,
    });

  test.each(['Secret', 'ServiceAccount'] as const)(
    'of a %s moves alike',
    async (kind) => {
      const { path, content } = kinds[kind];
      const operations = fc.array(operation(content as fc.Arbitrary<object>), { minLength: 2, maxLength: 8 });
      const property = fc.asyncProperty(operations, async (steps) => {
        const object = `${path(await newNamespace())}/it`;
        for (const step of steps) {
          const whole = {
            apiVersion: 'v1',
            kind,
            metadata: { name: 'it', ...step.metadata },
            ...step.content,
          };
          await expectSame(async (client) => {
            const answer =
              step.verb === 'put'
                ? await client.put(`${object}?fieldManager=${step.manager}`, whole)
                : step.verb === 'unlink'
                  ? await client.patch(`${object}?fieldManager=${step.manager}`, jsonPatch, [
                      { op: 'remove', path: kind === 'Secret' ? '/data/k' : '/secrets/0' },
                    ])
                  : await client.apply(object, step.manager, whole, { force: step.verb === 'force' });
            const { message, ...rest } = comparable(answer.text) as { message?: string };
            return [answer.status, rest, message?.split('\n').sort()];
          });
        }
      });
      await fc.assert(property, { numRuns: 120 });
    },
    240_000,
  );
});
