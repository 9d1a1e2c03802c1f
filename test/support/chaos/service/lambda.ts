import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Invocation } from '../../../../local/aws/localFunction.ts';
import { type Run, within } from '../time/run.ts';
import type { Simulation } from '../time/simulation.ts';

/** How Lambda says that an invocation ended, or `killed` if its sandbox died. */
export type Ending = Invocation | { outcome: 'killed'; ms: number };

/**
 * Calls a handler like Lambda, in virtual time: at the timeout, its sandbox is killed. Never throws. It continues only
 * while the simulation is driven.
 */
export async function invoke<Event>(
  { time }: Simulation,
  run: Run,
  fn: { handler: (event: Event, context: Context) => unknown; timeoutMs: number },
  event: Event,
): Promise<Ending> {
  const startedAt = time.now();
  const ms = () => time.now() - startedAt;
  const { promise: ending, resolve } = Promise.withResolvers<Ending>();
  const timer = time.setTimeout(() => {
    // A killed worker never answers, so its time runs out here.
    const outcome = run.dead ? 'killed' : 'timed out';
    run.kill();
    resolve({ outcome, ms: ms() });
  }, fn.timeoutMs);
  const context = {
    functionName: run.name,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, fn.timeoutMs - ms()),
  } as Context;
  void run.died.then(() => resolve({ outcome: 'killed', ms: ms() }));
  within(run, () => new Promise((done) => done(fn.handler(structuredClone(event), context)))).then(
    (value) => resolve({ outcome: 'returned', value, ms: ms() }),
    (error: unknown) => resolve({ outcome: 'threw', error, ms: ms() }),
  );
  try {
    return await ending;
  } finally {
    time.clearTimeout(timer);
  }
}
