import { expect, test } from '@jest/globals';
import { type Tokens, tokenSource } from '../../../shared/registries/tokens.ts';
import { fakeTokenWorld } from '../../support/fakeTokenWorld.ts';

const minute = 60_000;
const hour = 60 * minute;
const registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;

/** Workers that each keep their own tokens, at a clock that the test sets. */
function startWorkers(count: number) {
  const clock = { now: 0 };
  const mintedAt: number[][] = Array.from({ length: count }, () => []);
  const send = async () => ({
    authorizationData: [
      {
        authorizationToken: Buffer.from('AWS:password').toString('base64'),
        expiresAt: new Date(clock.now + 12 * hour),
      },
    ],
  });
  const workers = mintedAt.map((times) =>
    tokenSource({
      ...fakeTokenWorld({ ecr: send, now: () => clock.now }),
      news: { minted: () => times.push(clock.now) },
    }),
  );
  return { clock, mintedAt, workers };
}

/** Pushes to each cluster once an hour for a day, each time by the worker that `choose` names. */
async function aDay(
  workers: readonly Tokens[],
  clock: { now: number },
  choose: (push: number) => number,
): Promise<void> {
  const clusters = Array.from({ length: 60 }, () => 0);
  for (let push = 0; push < clusters.length * 24; push++) {
    clock.now = push * minute;
    const index = push % clusters.length;
    const token = await workers[choose(push)]?.(registry, { heldUntil: clusters[index] ?? 0 });
    clusters[index] = token?.expiresAt ?? 0;
  }
}

test('however pushes fall on workers, each requests a token at most once per interval between refreshes', async () => {
  const { clock, mintedAt, workers } = startWorkers(5);
  await aDay(workers, clock, (push) => (push * push + Math.floor(push / 7)) % 5);
  for (const times of mintedAt) {
    expect(times.length).toBeGreaterThan(2);
    for (const [index, at] of times.slice(1).entries())
      expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(hour);
  }
});

test('one worker that does all of them requests one when half of its token’s life is gone', async () => {
  const { clock, mintedAt, workers } = startWorkers(1);
  await aDay(workers, clock, () => 0);
  expect(mintedAt[0]?.map((at) => at / hour)).toEqual([0, 6, 12, 18]);
});
