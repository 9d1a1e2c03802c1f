import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { groupProblems, type Troubled } from '../../../cli/doctor/fleet/groupProblems.ts';

const at = (name: string, problems: object[], status: object = {}): Troubled =>
  ({
    name,
    status: {
      kubeconfig: {
        server: `https://api.${name}.example.com:6443`,
        identity: `pusher-${name}`,
        renews: false,
      },
      problems: problems.map((problem) => ({
        kind: 'unreachable',
        message: 'no route',
        remedy: 'Mend it.',
        namespaces: [],
        count: 0,
        uncovered: 0,
        ...problem,
      })),
      ...status,
    },
  }) as Troubled;

test('clusters with the same failure of the same proxy are one group, since the first of them failed', () => {
  const refused = (name: string) => ({
    message: `The proxy proxy.example.com:3128 answered CONNECT to api.${name}.example.com:6443 with 403`,
    remedy: `Let the proxy proxy.example.com:3128 pass CONNECT on to api.${name}.example.com:6443.`,
  });
  expect(
    groupProblems([
      at('b', [refused('b')], { failingSince: '2026-03-02T09:20:00.000Z' }),
      at('a', [refused('a')], { failingSince: '2026-03-02T09:14:00.000Z' }),
    ]),
  ).toEqual([
    {
      kind: 'unreachable',
      message: 'The proxy proxy.example.com:3128 answered CONNECT to … with 403',
      remedy: 'Let the proxy proxy.example.com:3128 pass CONNECT on to ….',
      clusters: ['a', 'b'],
      uncovered: 0,
      since: '2026-03-02T09:14:00.000Z',
    },
  ]);
});

test('another proxy, or another kind, is another cause', () => {
  const groups = groupProblems([
    at('a', [{ message: 'The proxy one is down' }]),
    at('b', [{ message: 'The proxy two is down' }]),
    at('c', [{ message: 'The proxy one is down', kind: 'timeout' }]),
  ]);
  expect(groups).toHaveLength(3);
});

test('names are left out as whole words: a namespace may be called "a"', () => {
  const [group] = groupProblems([
    at('prod', [
      { message: 'a cannot patch secrets/s in a', namespaces: ['a'], remedy: 'PUT /clusters/prod/x' },
    ]),
  ]);
  expect(group).toMatchObject({ message: '… cannot patch secrets/s in …', remedy: 'PUT /clusters/NAME/x' });
});

test('where pods cannot pull comes before what hits more clusters', () => {
  const [first] = groupProblems([
    at('a', [{ message: 'slow' }]),
    at('b', [{ message: 'slow' }]),
    at('c', [{ message: 'gone', uncovered: 1 }]),
  ]);
  expect(first).toMatchObject({ message: 'gone', uncovered: 1 });
});

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,5}[a-z0-9])?$/);
const problem = fc.record({
  kind: fc.constantFrom('unreachable', 'forbidden', 'registry'),
  message: fc.constantFrom('no route', 'a (b|c) [d] $& \\1', 'refused by proxy'),
  uncovered: fc.nat(3),
  namespaces: fc.array(name, { maxLength: 3 }),
});
const fleets = fc
  .uniqueArray(fc.tuple(name, fc.array(problem, { maxLength: 4 })), {
    selector: ([each]) => each,
    maxLength: 12,
  })
  .map((all) => all.map(([each, problems]) => at(each, problems)));

test('every problem is in one group, and every cluster in a group once', () => {
  fc.assert(
    fc.property(fleets, (fleet) => {
      const groups = groupProblems(fleet);
      const uncovered = (all: readonly { uncovered: number }[]) =>
        all.reduce((sum, each) => sum + each.uncovered, 0);
      expect(uncovered(groups)).toBe(uncovered(fleet.flatMap(({ status }) => status.problems ?? [])));
      expect(new Set(groups.flatMap(({ clusters }) => clusters))).toEqual(
        new Set(fleet.filter(({ status }) => (status.problems ?? []).length > 0).map((each) => each.name)),
      );
      for (const { clusters } of groups) expect(new Set(clusters).size).toBe(clusters.length);
      const keys = groups.map(({ kind, message }) => `${kind} ${message}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test('the order in which clusters are read changes nothing, and the worst comes first', () => {
  fc.assert(
    fc.property(
      fleets.chain((fleet) =>
        fc.tuple(fc.constant(fleet), fc.shuffledSubarray(fleet, { minLength: fleet.length })),
      ),
      ([fleet, shuffled]) => {
        const groups = groupProblems(fleet);
        expect(groupProblems(shuffled)).toEqual(groups);
        for (const [index, group] of groups.entries())
          expect(group.uncovered).toBeLessThanOrEqual(
            groups[index - 1]?.uncovered ?? Number.POSITIVE_INFINITY,
          );
      },
    ),
  );
});
