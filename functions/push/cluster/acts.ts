import { failedOutcome } from '../outcome/combine.ts';
import { knownFrom } from '../outcome/known.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Act, Run } from '../run.ts';
import { deregister } from './deregister.ts';
import { refresh } from './refresh.ts';
import { sweep } from './sweep.ts';
import { workerEnded } from './workerEnded.ts';

/**
 * Each resolves even if something in the cluster fails. Whatever it throws is a fault of PullPass's own infrastructure.
 */
export const acts: Readonly<Record<Act, (run: Run) => Promise<Outcome | 'deregistered'>>> = {
  push: refresh,
  sweep,
  remove: deregister,
  'tell-end': async ({ record, world }) => failedOutcome(workerEnded(), knownFrom(record, world.now())),
};
