import type { Cost } from './cost.ts';
import type { Fixture, FunctionWorker } from './fixture.ts';
import type { PushPool } from './pushPool.ts';

/** What it took until all that was due had been pushed to and recorded. */
export interface Drain {
  milliseconds: number;
  /** Of all push workers together. */
  pushCpuMilliseconds: number;
  tick: Cost;
}

/** Ticks until all `due` clusters are dispatched, while the pool pushes; ends with the last push. */
export async function drain({ tick, pushes }: Fixture, pool: PushPool, due: number): Promise<Drain> {
  const [pushesBefore, tickBefore] = [await cpuOf(pushes), await cpuOf([tick])];
  const began = performance.now();
  const finished = pool.finished(due);
  const [tickMilliseconds] = await Promise.all([dispatchAll(tick), finished]);
  const milliseconds = performance.now() - began;
  return {
    milliseconds,
    pushCpuMilliseconds: (await cpuOf(pushes)) - pushesBefore,
    tick: { milliseconds: tickMilliseconds, cpuMilliseconds: (await cpuOf([tick])) - tickBefore },
  };
}

/** A tick that runs out of time is followed by another, as it would be in the next minute. */
async function dispatchAll(tick: FunctionWorker): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { returned } = await tick.ask({ ask: 'invoke', event: {} });
    if (!(returned as { stoppedEarly: boolean }).stoppedEarly) return performance.now() - began;
  }
}

async function cpuOf(workers: readonly FunctionWorker[]): Promise<number> {
  const costs = await Promise.all(workers.map((worker) => worker.ask({ ask: 'cost' })));
  return costs.reduce((sum, { cost }) => sum + cost.cpuMilliseconds, 0);
}
