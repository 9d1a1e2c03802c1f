import { Failure } from '../../failure.ts';
import { iso } from '../../iso.ts';
import type { Secret } from '../../kubernetes/objects.ts';
import { mostBytes } from '../secrets/draft.ts';
import { merged, type PullSecretConfig } from './config.ts';
import { decideWrite, hour, type WantedEntry, type WriteDecision } from './decideWrite.ts';
import { type Edit, namespace, secretName } from './editSecret.ts';
import { annotationsOf, type Marks, readMarks } from './marks.ts';
import { read } from './read.ts';

/** Hours that a credential must live beyond the earliest time of the next write. */
const spareHours = 2;

export interface Goal {
  /** Name of the cluster in PullPass. */
  cluster: string;
  wanted: readonly WantedEntry[];
  everyHours: number;
  /** Epoch milliseconds. */
  now: number;
  servedAt?: number | undefined;
  /** Epoch milliseconds. */
  withdrawnAt?: number | undefined;
}

export interface EntriesPlan {
  verdict: WriteDecision;
  edit: Edit;
}

/** What to do with the secret as it is (undefined: none exists). Throws a Failure if nothing can be done. */
export function plan(secret: Secret | undefined, goal: Goal): EntriesPlan {
  const held = secret && read(secret);
  const verdict = decideWrite({ held, ...goal });
  if (verdict.act !== 'write') return { verdict, edit: { act: 'nothing' } };

  const { cluster, wanted, now } = goal;
  const validUntil = earliestEnd(wanted);
  refuseShortLived(validUntil, goal);
  const config = held?.config ?? { auths: {} };
  const before = held && readMarks(held.annotations, config)?.marks;
  const entries = new Map(wanted.map(({ host, auth }) => [host, auth]));
  const marks: Marks = {
    cluster,
    writtenAt: now,
    ends: validUntil,
    hosts: [...entries.keys()],
    created: held === undefined || before?.created === true,
  };
  const written = merged(config, before?.hosts ?? [], entries);
  refuseTooLarge(written);
  return { verdict, edit: { act: 'write', config: written, annotations: annotationsOf(marks, entries) } };
}

function refuseTooLarge(config: PullSecretConfig): void {
  const bytes = Buffer.byteLength(JSON.stringify(config));
  if (bytes <= mostBytes) return;
  throw new Failure(
    'conflict',
    `Secret ${namespace}/${secretName} would hold ${bytes} bytes; Kubernetes takes ${mostBytes}`,
    {
      remedy: 'Nothing was written. Remove entries that nobody needs, or give the target fewer registries.',
    },
  );
}

/** When the first of them expires. */
export function earliestEnd(wanted: readonly WantedEntry[]): number {
  return Math.min(...wanted.map(({ expiresAt }) => expiresAt));
}

function refuseShortLived(validUntil: number, { now, everyHours }: Goal): void {
  const needed = everyHours + spareHours;
  if (validUntil - now >= needed * hour) return;
  throw new Failure(
    'token',
    `The new token expires at ${iso(validUntil)}, but the pull secret of a whole cluster needs one that lives ${needed} hours: it is written again after ${everyHours} hours at the earliest`,
    {
      remedy:
        'Nothing was written. A new ECR token lives 12 hours: find out what shortens it, such as a proxy in front of ECR. If tokens end with the session of their role, let PullPass’s own role mint them: remove "roleArn".',
    },
  );
}
