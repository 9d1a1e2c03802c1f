import { type DockerConfig, entriesAt } from './config.ts';
import { readMarks } from './marks.ts';

export const hour = 3_600_000;

/** A write is due when what is in there lives no longer than this: it leaves time for the next tries. */
const renewAt = 7 * hour;

/** Milliseconds by which clocks may differ. A write that is said to lie further ahead is not believed. */
const clockSkew = 5 * 60_000;

/** The secret as it was read. */
export interface Held {
  config: DockerConfig;
  annotations: Readonly<Record<string, string>>;
}

/** A credential that is to be in there. */
export interface Wanted {
  host: string;
  auth: string;
  /** Epoch milliseconds; Infinity where it does not end. */
  expiresAt: number;
}

export interface WriteInput {
  /** Undefined if there is no such secret. */
  held: Held | undefined;
  wanted: readonly Wanted[];
  /** Epoch milliseconds. */
  now: number;
  everyHours: number;
  /** Epoch milliseconds: when a push of this very spec last served all; absent if none has. */
  servedAt?: number | undefined;
  /** Epoch milliseconds: when a registry was seen to refuse what had been written; absent if none was. */
  withdrawnAt?: number | undefined;
}

export type Verdict =
  /** `repairs`: what others had done to our entries, where they had. */
  | { act: 'write'; because: string; repairs?: string }
  /** `until`: epoch milliseconds; when the first credential in there ends. */
  | { act: 'keep'; until: number }
  /** `until`: epoch milliseconds; when it may be written again. */
  | { act: 'wait'; until: number; because: string; byOthers: boolean };

/**
 * Whether to write the secret. Each write restarts the kubelet of every node, so one is made only where it must be,
 * and `everyHours` after the last at the earliest; a secret that was deleted, or whose credentials were refused since,
 * is written at once, for the nodes have nothing then.
 */
export function decideWrite({
  held,
  wanted,
  now,
  everyHours,
  servedAt,
  withdrawnAt = 0,
}: WriteInput): Verdict {
  if (held === undefined)
    return {
      act: 'write',
      because: 'there is no such secret',
      ...(servedAt !== undefined && { repairs: 'was missing' }),
    };

  const read = readMarks(held.annotations, held.config);
  if (read !== undefined && read.marks.writtenAt <= withdrawnAt)
    return { act: 'write', because: 'a registry refused what is in there' };
  const need = read === undefined ? firstTime(servedAt) : whatIsWrong(read, held.config, wanted);
  const validUntil = read?.marks.validUntil ?? 0;
  if (need === undefined && validUntil - now > renewAt) return { act: 'keep', until: validUntil };

  const last = lastWrite(read?.marks.writtenAt, now) ?? servedAt;
  const mayWriteAt = last === undefined ? now : last + everyHours * hour;
  if (mayWriteAt <= now)
    return {
      act: 'write',
      because: need?.because ?? 'its credentials must be replaced in time',
      ...(need?.byOthers && { repairs: 'was changed by others' }),
    };
  return need === undefined
    ? { act: 'keep', until: validUntil }
    : { act: 'wait', until: mayWriteAt, ...need };
}

interface Need {
  because: string;
  byOthers: boolean;
}

/** Where a push had served all and the marks are gone, others have replaced the secret as a whole. */
function firstTime(servedAt: number | undefined): Need {
  return servedAt === undefined
    ? { because: 'it holds nothing of PullPass yet', byOthers: false }
    : { because: 'others have replaced it', byOthers: true };
}

/** Why what is in there will not do, however long it lives. */
function whatIsWrong(
  { marks, intact }: NonNullable<ReturnType<typeof readMarks>>,
  config: DockerConfig,
  wanted: readonly Wanted[],
): Need | undefined {
  if (!intact) return { because: 'others have removed or changed entries of PullPass', byOthers: true };
  const hosts = new Set(wanted.map(({ host }) => host));
  if (!sameMembers(hosts, new Set(marks.hosts)))
    return { because: 'the registries of the target changed', byOthers: false };
  const present = entriesAt(config, hosts);
  const changed = wanted.find(
    ({ host, auth, expiresAt }) => expiresAt === Number.POSITIVE_INFINITY && present.get(host) !== auth,
  );
  return changed === undefined
    ? undefined
    : { because: `the credential of ${changed.host} changed`, byOthers: false };
}

function sameMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((member) => b.has(member));
}

function lastWrite(writtenAt: number | undefined, now: number): number | undefined {
  return writtenAt === undefined || Number.isNaN(writtenAt) || writtenAt > now + clockSkew
    ? undefined
    : writtenAt;
}
