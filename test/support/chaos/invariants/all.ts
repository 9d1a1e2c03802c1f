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
import { credentialAsSaid } from './renewal/credentialAsSaid.ts';
import { credentialKept } from './renewal/credentialKept.ts';
import { fewVersions } from './renewal/fewVersions.ts';
import { namedVersionsLabelled } from './renewal/namedVersionsLabelled.ts';
import { renewedInTime } from './renewal/renewedInTime.ts';
import { unauthorizedIfDead } from './renewal/unauthorizedIfDead.ts';

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
  credentialKept,
  namedVersionsLabelled,
  fewVersions,
  credentialAsSaid,
  unauthorizedIfDead,
  renewedInTime,
];

/** What must hold after each step. */
export const breaches: Invariant = (world, seen) =>
  afterEachStep.flatMap((invariant) => invariant(world, seen));

/** What is checked only once, because it looks at everything. */
export const breachesInTheEnd: Invariant = nothingSecret;
