import { lookAgainAt } from '../lateWrites.ts';
import { combine } from '../outcome/combine.ts';
import { knownFrom } from '../outcome/known.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';
import { askCoverage } from '../targets/askCoverage.ts';
import { withGivingUp } from '../targets/givingUp.ts';
import { pushTargets } from '../targets/pushTargets.ts';
import { removeTargets } from '../targets/removeTargets.ts';
import { sweepTargets } from '../targets/sweepTargets.ts';
import { inCluster } from './inCluster.ts';

/** Writes to every target, and removes the retired ones. */
export function refresh(run: Run): Promise<Outcome> {
  const { record, world, lease, startedAt } = run;
  const { name, spec, status, retired } = record;
  return inCluster(run, async (context) => {
    const results = await pushTargets(record, lease.tokens, context);
    const removed = await removeTargets(retired, spec.targets, context);
    const known = knownFrom(record, world.now());
    const asked = await askCoverage(spec.targets, results, known, context);
    const outcome = combine(asked, { cleanUp: withGivingUp(removed.results, name), known });
    // A late write may bring back what was removed: look for it once more.
    return lookAgainAt(status, startedAt) === undefined
      ? { ...outcome, stillRetired: removed.remaining }
      : outcome;
  });
}

/** Serves new namespaces, and restores what others have changed. */
export function sweep(run: Run): Promise<Outcome> {
  const { record, world, lease } = run;
  return inCluster(run, async (context) => {
    const known = knownFrom(record, world.now());
    const results = await sweepTargets(record, lease.tokens, context);
    return combine(await askCoverage(record.spec.targets, results, known, context), { known });
  });
}
