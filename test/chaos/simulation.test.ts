import { expect, test } from '@jest/globals';
import { survive } from '../support/chaos/chaos.ts';
import type { Schedule } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';

const service = useService();

const shape = { namespaces: 3, linked: true, glob: false, role: true, refreshEveryMinutes: 60 };

const schedule: Schedule = {
  clusters: [shape, shape],
  steps: [
    { do: 'live', minutes: 5 },
    { do: 'break', cluster: 0, fault: { kind: 'hang', at: 'first-byte' } },
    { do: 'break-aws', rule: { service: 'dynamodb', fault: { kind: 'throttle' }, times: 6 } },
    { do: 'wait', minutes: 400 },
    { do: 'at-once', steps: [{ do: 'tick' }, { do: 'push', cluster: 1, worker: 1 }] },
    { do: 'deliver', from: 0, count: 3, worker: 0, keep: true, dieAfter: 5 },
    { do: 'live', minutes: 20 },
  ],
};

test('the same schedule runs the same way, to the millisecond and to the request', async () => {
  const way = async () => (await survive(service(), schedule)).map(({ runs, at }) => ({ runs, at }));
  const first = await way();
  expect(await way()).toEqual(first);
  expect(await way()).toEqual(first);
});

test('a hang lasts its many seconds in virtual time', async () => {
  const passages = await survive(service(), {
    clusters: [shape],
    steps: [
      { do: 'break', cluster: 0, fault: { kind: 'hang', at: 'handshake' } },
      { do: 'push', cluster: 0, worker: 0 },
    ],
  });
  const [broken, pushed] = passages;
  expect((pushed?.at ?? 0) - (broken?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
});
