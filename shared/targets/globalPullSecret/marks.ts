import { createHash } from 'node:crypto';
import { type Ends, endsAt, isoOf } from '../../ends.ts';
import { iso } from '../../iso.ts';
import { clusterAnnotation, validUntilAnnotation } from '../secrets/ownership.ts';
import { type Entries, entriesAt, type PullSecretConfig } from './config.ts';

const writtenAtAnnotation = 'pullpass.io/written-at';
const hostsAnnotation = 'pullpass.io/hosts';
const digestAnnotation = 'pullpass.io/digest';
const createdAnnotation = 'pullpass.io/created';

/** What PullPass notes about its part of the secret: it owns some entries, not the secret. */
export interface Marks {
  /** Name of the cluster in PullPass. */
  cluster: string;
  /** Epoch milliseconds. */
  writtenAt: number;
  /** When the first of our credentials expires. */
  ends: Ends;
  /** Hosts whose entries are ours. */
  hosts: readonly string[];
  /** Whether PullPass made the secret. */
  created: boolean;
}

/** The marks as annotations. Their digest covers our entries and these times, so that a change to either is noticed. */
export function annotationsOf(marks: Marks, entries: Entries): Record<string, string> {
  const times = timesOf(marks);
  return {
    [clusterAnnotation]: marks.cluster,
    ...times,
    [hostsAnnotation]: marks.hosts.join(','),
    [digestAnnotation]: digestOf(times, entries),
    ...(marks.created && { [createdAnnotation]: 'true' }),
  };
}

/**
 * The marks in a secret's annotations, and whether our entries are as PullPass wrote them. Undefined if PullPass has
 * not written yet.
 */
export function readMarks(
  annotations: Readonly<Record<string, string>>,
  config: PullSecretConfig,
): { marks: Marks; intact: boolean } | undefined {
  const cluster = annotations[clusterAnnotation];
  if (cluster === undefined) return undefined;
  const hosts = (annotations[hostsAnnotation] ?? '').split(',').filter((host) => host !== '');
  const marks: Marks = {
    cluster,
    writtenAt: Date.parse(annotations[writtenAtAnnotation] ?? ''),
    ends: endsAt(annotations[validUntilAnnotation]),
    hosts,
    created: annotations[createdAnnotation] === 'true',
  };
  const intact = digestOf(annotations, entriesAt(config, hosts)) === annotations[digestAnnotation];
  return { marks, intact };
}

function timesOf({ writtenAt, ends }: Marks): Record<string, string> {
  const validUntil = isoOf(ends);
  return {
    [writtenAtAnnotation]: iso(writtenAt),
    ...(validUntil !== undefined && { [validUntilAnnotation]: validUntil }),
  };
}

function digestOf(times: Readonly<Record<string, string>>, entries: Entries): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = [times[writtenAtAnnotation], times[validUntilAnnotation] ?? '', sorted];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
