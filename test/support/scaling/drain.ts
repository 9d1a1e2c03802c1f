/** Messages in one batch, as in serverless.yml. */
const batchSize = 10;

/** Lambda begins with five pollers and adds 300 a minute, up to the maximum concurrency. */
const firstPollers = 5;
const pollersPerSecond = 5;

/**
 * Seconds until a queue is empty if nothing arrives meanwhile. Source of the pace:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function drainSeconds(
  messages: number,
  { workers, batchSeconds }: { workers: number; batchSeconds: number },
): number {
  const start = Math.min(firstPollers, workers);
  const growing = (workers - start) / pollersPerSecond;
  const work = Math.ceil(messages / batchSize) * batchSeconds;
  const doneGrowing = growing * ((start + workers) / 2);
  const seconds =
    work < doneGrowing
      ? (Math.sqrt(start ** 2 + 2 * pollersPerSecond * work) - start) / pollersPerSecond
      : growing + (work - doneGrowing) / workers;
  return Math.max(batchSeconds, seconds);
}

/**
 * Seconds until ticks have dispatched what came due at once: this many claims a second, and the next tick in its
 * minute.
 */
export function dispatchSeconds(
  due: number,
  { claimsPerSecond, secondsPerTick }: { claimsPerSecond: number; secondsPerTick: number },
): number {
  const perTick = claimsPerSecond * secondsPerTick;
  const fullTicks = Math.ceil(due / perTick) - 1;
  return fullTicks * 60 + (due - fullTicks * perTick) / claimsPerSecond;
}
