import { boundedRate } from './boundedRate.ts';
import { coveredAsSaid } from './coveredAsSaid.ts';
import { everyFailureExplained } from './everyFailureExplained.ts';
import type { Invariant } from './invariant.ts';
import { lateWritesMended } from './lateWritesMended.ts';
import { nobodyForgotten } from './nobodyForgotten.ts';
import { noDelay } from './noDelay.ts';
import { noFalsePromise } from './noFalsePromise.ts';
import { nothingSecret } from './nothingSecret.ts';
import { nothingWorse } from './nothingWorse.ts';
import { removedIsGone } from './removedIsGone.ts';

const afterEachStep: readonly Invariant[] = [
  nothingWorse,
  nobodyForgotten,
  noFalsePromise,
  coveredAsSaid,
  lateWritesMended,
  noDelay,
  boundedRate,
  everyFailureExplained,
  removedIsGone,
];

/** What must hold after each step. */
export const breaches: Invariant = (world, seen) =>
  afterEachStep.flatMap((invariant) => invariant(world, seen));

/** What is looked at once, for it looks at everything. */
export const breachesInTheEnd: Invariant = nothingSecret;
