import { expect, test } from '@jest/globals';
import { survive } from '../support/chaos/chaos.ts';
import type { Shape, Step } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';

const service = useService();

const shape: Shape = { namespaces: 2, linked: true, glob: true, role: true, refreshEveryMinutes: 60 };
const deliver = (count: number): Step => ({ do: 'deliver', from: 0, count, worker: 0, keep: false });
/** Longer than an unconfirmed message stays hidden. */
const comesAgain: Step = { do: 'wait', minutes: 4 };

test('a cluster that kills workers makes the pushes to its neighbours fail once, and never again', async () => {
  const passages = await survive(service(), {
    clusters: [shape, shape, shape],
    steps: [
      { do: 'live', minutes: 1 },
      { do: 'wait', minutes: 61 },
      { do: 'tick' },
      { do: 'poison', cluster: 0 },
      deliver(3),
      comesAgain,
      deliver(3),
      { do: 'tick' },
      deliver(1),
      deliver(1),
      deliver(1),
      comesAgain,
      deliver(1),
      { do: 'live', minutes: 60 },
    ],
  });
  const killed = passages.flatMap(({ pushes }) => pushes.filter(({ outcome }) => outcome === 'killed'));
  expect(killed[0]?.clusters).toHaveLength(3);
  expect(killed.length).toBeGreaterThanOrEqual(2);
  for (const { clusters } of killed.slice(1)) expect(clusters).toEqual(['cluster-0']);

  const told = passages.at(-2)?.seen.records;
  expect(told?.get('cluster-0')).toMatchObject({ phase: 'Failing', error: { kind: 'internal' } });
  for (const { seen } of passages)
    for (const name of ['cluster-1', 'cluster-2']) expect(seen.records.get(name)).not.toHaveProperty('error');
  for (const name of ['cluster-1', 'cluster-2'])
    expect(told?.get(name)).toMatchObject({
      phase: 'Healthy',
      lastAttemptAt: told?.get(name)?.lastSuccessAt,
    });
});
