import type { Client } from '../api/client.ts';
import type { Watching } from '../program/io.ts';

export type Served = { is: 'healthy' } | { is: 'not healthy'; because: string };

/** Milliseconds between two looks at the cluster: at first, later, and from when on. Most pushes end soon. */
const pauses = { first: 500, later: 2_000, after: 10_000 };
const patience = 180_000;

/**
 * Watches until a push has ended: the first, or the next after the previous one. Rejects with the signal's reason once
 * it aborts.
 *
 * @param before `lastAttemptAt` of the push that does not count
 */
export async function untilServed(
  client: Pick<Client, 'get'>,
  name: string,
  { signal, now, sleep }: Watching,
  before?: string,
): Promise<Served> {
  const [soon, end] = [now() + pauses.after, now() + patience];
  for (;;) {
    signal.throwIfAborted();
    const { phase, problems = [], lastAttemptAt } = (await client.get(name)).status;
    const hasEnded = before === undefined || lastAttemptAt !== before;
    if (hasEnded && phase === 'Healthy') return { is: 'healthy' };
    const [worst] = problems;
    if (hasEnded && (phase === 'Failing' || phase === 'Degraded'))
      return {
        is: 'not healthy',
        because: worst === undefined ? phase : `${worst.kind}: ${worst.message} → ${worst.remedy}`,
      };
    if (hasEnded && phase !== 'Pending') return { is: 'not healthy', because: `it is ${phase}.` };
    if (now() > end)
      return {
        is: 'not healthy',
        because: 'no push finished within 3 minutes. pullpass smoke shows whether the service works.',
      };
    await sleep(now() > soon ? pauses.later : pauses.first, signal);
  }
}
