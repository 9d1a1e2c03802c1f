import { Failure } from '../../../shared/failure.ts';
import { failedOutcome } from '../outcome/combine.ts';
import { knownFrom } from '../outcome/known.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Act, Run } from '../run.ts';
import { deregister } from './deregister.ts';
import { refresh, sweep } from './serve.ts';

/**
 * Each resolves even if something in the cluster fails. Whatever it throws is a fault of PullPass's own infrastructure.
 */
export const acts: Readonly<Record<Act, (run: Run) => Promise<Outcome | 'deregistered'>>> = {
  push: refresh,
  sweep,
  remove: deregister,
  'tell-end': async ({ record, world }) => failedOutcome(workerEnded(), knownFrom(record, world.now())),
};

/** A worker that pushed only to this cluster ended without recording anything: its message came again. */
function workerEnded(): Failure {
  return new Failure(
    'internal',
    'A worker that pushed to this cluster alone recorded nothing of it: it died, or could not',
    {
      remedy:
        'Look in the log of the push function for how it ended ("Runtime exited", "Task timed out"), and at what answers at the cluster’s address. It is pushed to alone until a push succeeds, so it harms no other cluster; pause it if it goes on.',
    },
  );
}
