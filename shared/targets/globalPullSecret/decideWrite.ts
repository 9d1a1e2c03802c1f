import { type Ends, never } from '../../ends.ts';
import { entriesAt, type PullSecretConfig } from './config.ts';
import { readMarks } from './marks.ts';

export const hour = 3_600_000;

/** Write again when the credentials in the secret live no longer than this: it leaves time for retries. */
const renewAt = 7 * hour;

/** Milliseconds by which clocks may differ. A time of writing further in the future is not believed. */
const clockSkew = 5 * 60_000;

/** The secret as it was read. */
export interface HeldEntries {
  config: PullSecretConfig;
  annotations: Readonly<Record<string, string>>;
}

/** A credential that the secret should contain. */
export interface WantedEntry {
  host: string;
  auth: string;
  expiresAt: Ends;
}

export interface WriteInput {
  /** Undefined if there is no such secret. */
  held: HeldEntries | undefined;
  wanted: readonly WantedEntry[];
  /** Epoch milliseconds. */
  now: number;
  everyHours: number;
  /** Epoch milliseconds: when a push of this version of the spec last served everything; absent if none has. */
  servedAt?: number | undefined;
  /** Epoch milliseconds: when a registry refused what had been written; absent if none did. */
  withdrawnAt?: number | undefined;
}

export type WriteDecision =
  /** `repairs`: what others had done to our entries, if anything. */
  | { act: 'write'; because: string; repairs?: string }
  /** `until`: when the first credential in the secret expires (epoch milliseconds). */
  | { act: 'keep'; until: number }
  /** `until`: when it may be written again (epoch milliseconds). */
  | { act: 'wait'; until: number; because: string; byOthers: boolean };

/**
 * Whether to write the secret. Each write restarts the kubelet on every node, so it is written only when necessary, and
 * at the earliest `everyHours` after the last write. But if the secret was deleted, or its credentials were refused, it
 * is written at once, because the nodes then have nothing.
 */
export function decideWrite({
  held,
  wanted,
  now,
  everyHours,
  servedAt,
  withdrawnAt = 0,
}: WriteInput): WriteDecision {
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
  const validUntil = read?.marks.ends ?? 0;
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

/** If a push has served everything and the marks are gone, somebody has replaced the whole secret. */
function firstTime(servedAt: number | undefined): Need {
  return servedAt === undefined
    ? { because: 'it holds nothing of PullPass yet', byOthers: false }
    : { because: 'others have replaced it', byOthers: true };
}

/** Why the entries in the secret are not good enough, however long they live. */
function whatIsWrong(
  { marks, intact }: NonNullable<ReturnType<typeof readMarks>>,
  config: PullSecretConfig,
  wanted: readonly WantedEntry[],
): Need | undefined {
  if (!intact) return { because: 'others have removed or changed entries of PullPass', byOthers: true };
  const hosts = new Set(wanted.map(({ host }) => host));
  if (!sameMembers(hosts, new Set(marks.hosts)))
    return { because: 'the registries of the target changed', byOthers: false };
  const present = entriesAt(config, hosts);
  const changed = wanted.find(
    ({ host, auth, expiresAt }) => expiresAt === never && present.get(host) !== auth,
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
