import { expect, test } from '@jest/globals';
import type { ClusterEvent } from '../../../cli/api/client.ts';
import { trailOf } from '../../../cli/events/trail.ts';

const start = Date.parse('2026-03-10T10:00:00.000Z');
const event = (seconds: number, message: string): ClusterEvent => ({
  at: new Date(start + seconds * 1000).toISOString(),
  type: 'changed',
  by: 'pullpass',
  message,
});

/** A trail in the API's pages, to which others write: `between` is called before each page. */
function aTrail(stored: ClusterEvent[], between: () => void = () => undefined) {
  const asked: number[] = [];
  const client = {
    async events(_: string, { limit = 100, cursor }: { limit?: number; cursor?: string } = {}) {
      between();
      asked.push(limit);
      const newestFirst = stored.toSorted((a, b) => (a.at < b.at ? 1 : -1));
      // A cursor names the last event of the previous page.
      const from = cursor === undefined ? 0 : newestFirst.findIndex(({ at }) => at < cursor);
      const items = from < 0 ? [] : newestFirst.slice(from, from + limit);
      const last = items.at(-1);
      const more = from >= 0 && newestFirst.length > from + limit && last !== undefined;
      return { items, ...(more && { cursor: last.at }) };
    },
  };
  return { trail: trailOf(client, 'one'), asked };
}

const messages = (events: readonly ClusterEvent[]) => events.map(({ message }) => message);

test('begins with the newest events, oldest first', async () => {
  const { trail } = aTrail([event(1, 'a'), event(2, 'b'), event(3, 'c')]);
  expect(messages(await trail.begin(2))).toEqual(['b', 'c']);
  expect(await trail.further()).toEqual([]);
});

test('reports each further event once', async () => {
  const stored = [event(1, 'a')];
  const { trail } = aTrail(stored);
  await trail.begin(20);
  stored.push(event(5, 'b'), event(6, 'c'));
  expect(messages(await trail.further())).toEqual(['b', 'c']);
  expect(await trail.further()).toEqual([]);
});

test('events of one millisecond, and equal ones, are reported as often as they happened', async () => {
  const stored = [event(1, 'same')];
  const { trail } = aTrail(stored);
  await trail.begin(20);
  stored.push(event(1, 'same'), event(1, 'other'), event(1, 'same'));
  expect(messages(await trail.further()).sort()).toEqual(['other', 'same', 'same']);
  expect(await trail.further()).toEqual([]);
});

test('an event that was written late, with a time before the newest, is not missed', async () => {
  const stored = [event(0, 'a'), event(200, 'newest')];
  const { trail } = aTrail(stored);
  await trail.begin(20);
  stored.push(event(150, 'late'));
  expect(messages(await trail.further())).toEqual(['late']);
});

test('after an outage, everything that came meanwhile is reported, however much it is', async () => {
  const stored = [event(0, 'a')];
  const { trail } = aTrail(stored);
  await trail.begin(20);
  const many = Array.from({ length: 1_234 }, (_, index) => event(60 * (index + 1), `n${index}`));
  stored.push(...many);
  expect(messages(await trail.further())).toEqual(messages(many));
  expect(await trail.further()).toEqual([]);
});

test('the same if there was no event at first', async () => {
  const stored: ClusterEvent[] = [];
  const { trail } = aTrail(stored);
  expect(await trail.begin(20)).toEqual([]);
  const many = Array.from({ length: 350 }, (_, index) => event(600 * index, `n${index}`));
  stored.push(...many);
  expect(messages(await trail.further())).toEqual(messages(many));
});

test('what comes while pages are read is reported by the next look', async () => {
  const stored = Array.from({ length: 250 }, (_, index) => event(index, `n${index}`));
  let count = 0;
  const { trail } = aTrail(stored, () => {
    if (count++ < 3) stored.push(event(1_000 + count, `meanwhile ${count}`));
  });
  const begun = messages(await trail.begin(1_000));
  const further = messages(await trail.further());
  const all = [...begun, ...further, ...messages(await trail.further())];
  expect(all.toSorted()).toEqual(messages(stored).toSorted());
});

test('what was before the requested newest events is not reported later', async () => {
  const stored = Array.from({ length: 150 }, (_, index) => event(index, `n${index}`));
  const { trail } = aTrail(stored);
  expect(await trail.begin(5)).toHaveLength(5);
  expect(await trail.further()).toEqual([]);
});

test('a look at a quiet cluster is one request', async () => {
  const stored = Array.from({ length: 1_000 }, (_, index) => event(index * 60, `n${index}`));
  const { trail, asked } = aTrail(stored);
  await trail.begin(20);
  await trail.further();
  expect(asked).toEqual([100, 100]);
});
