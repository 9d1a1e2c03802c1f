import { describe, expect, test } from '@jest/globals';
import { survive } from '../support/chaos/chaos.ts';
import type { Shape, Step } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';

const service = useService();

const shape: Shape = { namespaces: 2, linked: true, glob: true, role: true, refreshEveryMinutes: 60 };

/** What is under way when the worker dies: the steps before, and the last step, which is cut short. */
const lives: [string, Step[], Extract<Step, { dieAfter?: number | undefined }>][] = [
  ['the first push', [], { do: 'deliver', from: 0, count: 1, worker: 0, keep: false }],
  ['a push to a cluster that is served', [served()], push()],
  ['a push with a new token', [served(), { do: 'wait', minutes: 420 }], push()],
  ['a push after the token expired', [served(), { do: 'wait', minutes: 800 }], push()],
  [
    'a push that is refused its token',
    [
      served(),
      { do: 'wait', minutes: 420 },
      { do: 'break-aws', rule: { service: 'ecr', fault: { kind: 'deny' } } },
    ],
    push(),
  ],
  [
    'a push to an API server that hangs',
    [served(), { do: 'break', cluster: 0, fault: { kind: 'hang', at: 'first-byte' } }],
    push(),
  ],
  [
    'the removal of a target',
    [served(), { do: 'ask', cluster: 0, action: 'rename-secret' }],
    { do: 'deliver', from: 0, count: 1, worker: 0, keep: false },
  ],
  [
    'a deregistration',
    [served(), { do: 'ask', cluster: 0, action: 'deregister' }],
    { do: 'deliver', from: 0, count: 1, worker: 0, keep: false },
  ],
  ['a tick', [served(), { do: 'wait', minutes: 61 }], { do: 'tick' }],
  ['a rotation', [served()], { do: 'ask', cluster: 0, action: 'rotate' }],
  ['the API’s answer to a deregistration', [served()], { do: 'ask', cluster: 0, action: 'deregister' }],
  ['a pause', [served()], { do: 'ask', cluster: 0, action: 'pause' }],
  [
    'a resumption',
    [served(), { do: 'ask', cluster: 0, action: 'pause' }],
    { do: 'ask', cluster: 0, action: 'resume' },
  ],
  ['a change of targets', [served()], { do: 'ask', cluster: 0, action: 'rename-secret' }],
];

describe('a worker dies at each of its requests, and what it left is repaired', () => {
  test.each(lives)(
    'during %s',
    async (_, before, last) => {
      const clusters = [shape];
      const clean = await survive(service(), { clusters, steps: [...before, last] });
      const requests = clean.at(-1)?.runs.at(-1)?.effects ?? 0;
      expect(requests).toBeGreaterThanOrEqual(2);
      for (let dieAfter = 1; dieAfter <= requests; dieAfter++)
        await survive(service(), { clusters, steps: [...before, { ...last, dieAfter }] }).catch(
          (error: Error) => {
            throw new Error(`dead after ${dieAfter} of ${requests} requests: ${error.message}`);
          },
        );
    },
    120_000,
  );
});

function served(): Step {
  return { do: 'live', minutes: 1 };
}

function push(): Extract<Step, { do: 'push' }> {
  return { do: 'push', cluster: 0, worker: 0 };
}
