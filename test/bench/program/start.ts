import { join } from 'node:path';
import type { Installed } from '../../support/package/pack.ts';
import { runNode } from '../../support/package/runNode.ts';
import type { Figure } from '../report/figure.ts';
import { pairsInTurns, ratioFigure } from '../report/pairs.ts';

const closeEnough = 0.05;

/**
 * Milliseconds from a process's start to its end, alternating between `pullpass --help` and a Node that does nothing.
 * Node keeps compiled code in the user's cache, so the warm-ups are an installation's first start.
 */
export async function benchStart(
  { bin, folder }: Installed,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const environment = { XDG_CACHE_HOME: join(folder, 'cache') };
  const timed = async (...args: string[]) => {
    const start = performance.now();
    const { code } = await runNode(process.execPath, args, { environment });
    if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
    return performance.now() - start;
  };
  const first = await timed(bin, '--help');
  const pairs = await pairsInTurns({ rounds, closeEnough }, () => ({
    ours: () => timed(bin, '--help'),
    theirs: () => timed('-e', '0'),
  }));
  const what = 'Start of the packed program, `pullpass --help` : a bare Node';
  return { figures: [ratioFigure(what, pairs, 4)], raw: { firstMilliseconds: first, milliseconds: pairs } };
}
