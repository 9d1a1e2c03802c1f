import { describe, expect, test } from '@jest/globals';
import { survive } from '../support/chaos/chaos.ts';
import { push, renewed, renewing, served, untilDue } from '../support/chaos/renewals.ts';
import type { Step } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';

const service = useService();

/** Requests of a push around its renewal: what it reads before, and what it records after. */
const around = 3;

/** Each ends with a push that renews the credential, or uses the previous one. */
const renewals: [string, Step[]][] = [
  ['the first renewal', [...renewed]],
  ['the second renewal', [...renewed, untilDue, push]],
  ['a renewal after a 401', [...renewed, { do: 'wait', minutes: 11 }, { do: 'refuse', cluster: 0 }, push]],
  ['a renewal after a rotation', [...renewed, { do: 'ask', cluster: 0, action: 'rotate' }, untilDue, push]],
];

describe('a worker dies at every request of', () => {
  test.each(renewals)('%s', async (_, steps) => {
    const last = steps.at(-1) as typeof push;
    const rest = steps.slice(0, -1);
    const { first, end } = await requestsOf(steps);
    for (let dieAfter = first; dieAfter <= end; dieAfter += 1)
      await survive(service(), { clusters: [renewing], steps: [...rest, { ...last, dieAfter }] }).catch(
        (error: Error) => {
          throw new Error(`dead after ${dieAfter} of ${end} requests: ${error.message}`);
        },
      );
  });
});

/** What happens while a worker renews: another worker gets the same message, or an admin acts. */
const others: [string, Step][] = [
  ['another worker', { do: 'deliver', from: 0, count: 1, worker: 1, keep: true }],
  ['a rotation', { do: 'ask', cluster: 0, action: 'rotate' }],
  ['a change', { do: 'ask', cluster: 0, action: 'shorten' }],
  ['a deregistration', { do: 'ask', cluster: 0, action: 'deregister' }],
];

describe('at every request of a renewal, something else happens in between:', () => {
  test.each(others)('%s', async (_, other) => {
    const { first, end } = await requestsOf(renewed);
    const own: Extract<Step, { do: 'deliver' }> = { do: 'deliver', from: 0, count: 1, worker: 0, keep: true };
    for (let lagAt = first; lagAt <= end; lagAt += 1) {
      const atOnce: Step = { do: 'at-once', steps: [{ ...own, lagAt }, other] };
      const asked: Step = { do: 'ask', cluster: 0, action: 'refresh' };
      await survive(service(), { clusters: [renewing], steps: [served, untilDue, asked, atOnce] }).catch(
        (error: Error) => {
          throw new Error(`late at ${lagAt} of ${end} requests: ${error.message}`);
        },
      );
    }
  });
});

/** The requests of the last push that belong to its renewal, if nothing happens in between. */
async function requestsOf(steps: readonly Step[]): Promise<{ first: number; end: number }> {
  const plain = await survive(service(), { clusters: [renewing], steps: [served, push] });
  const passages = await survive(service(), { clusters: [renewing], steps });
  const [without, end] = [plain, passages].map(
    (each) => each.at(-1)?.runs.findLast(({ name }) => name === 'push')?.effects ?? 0,
  ) as [number, number];
  expect(end).toBeGreaterThanOrEqual(without + 5);
  return { first: Math.max(1, without - around), end };
}
