import { combine } from '../outcome/combine.ts';
import { knownFrom } from '../outcome/known.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';
import { askCoverage } from '../targets/askCoverage.ts';
import { sweepTargets } from '../targets/sweepTargets.ts';
import { inCluster } from './inCluster.ts';

/** Serves new namespaces, and restores what others have changed. */
export function sweep(run: Run): Promise<Outcome> {
  const { record, world, lease } = run;
  return inCluster(run, async (context) => {
    const known = knownFrom(record, world.now());
    const results = await sweepTargets(record, lease.tokens, context);
    return combine(await askCoverage(record.spec.targets, results, known, context), { known });
  });
}
