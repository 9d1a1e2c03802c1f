import type { Cluster } from '../api/client.ts';
import type { Verdict } from './decideVerdict.ts';

/** How to repair what was found. */
export interface Mending {
  /** What to do, in the API's words. */
  remedies: readonly string[];
  /** Commands of the program, without its name. */
  commands: readonly string[];
}

/** What to do about a verdict, and the commands that do it or show that it is done. */
export function mending(
  { cause, failed }: Verdict,
  { name, status }: Pick<Cluster, 'name'> & { status: Pick<Cluster['status'], 'phase' | 'problems'> },
): Mending {
  const remedies = [...new Set(failed.flatMap(({ remedy }) => remedy ?? []))];
  const isPaused = status.phase === 'Paused';
  const push = isPaused ? `resume ${name}` : `refresh ${name}`;
  if (cause === 'none') return { remedies, commands: isPaused ? [push] : [] };
  if (cause === 'push')
    return { remedies: (status.problems ?? []).map(({ remedy }) => remedy), commands: [push] };
  if (cause === 'kubeconfig' || cause === 'identity')
    return { remedies, commands: [`rotate ${name} --kubeconfig FILE`] };
  if (cause === 'permissions') return { remedies, commands: [`permissions ${name}`, `check ${name}`, push] };
  if (cause === 'secrets' || cause === 'links') return { remedies, commands: [push] };
  return { remedies, commands: [`check ${name}`, push] };
}
