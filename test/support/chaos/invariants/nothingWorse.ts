import type { SecretChange } from '../service/cluster.ts';
import type { Observation, SeenRecord } from '../service/observe.ts';
import { type Invariant, iso } from './invariant.ts';

/**
 * No good credential is ever replaced by a worse one, by fewer, or by nothing. Worse means: it expires before the
 * cluster's promise, unless its registry has already refused the better one. (A worker that was cut off, or came too
 * late, may have written a better one that nobody knows of.) Nobody can prevent what an API server writes after its
 * client has given up: see lateWritesMended.
 */
export const nothingWorse: Invariant = (world, seen) =>
  world.clusters.flatMap(({ changes }) =>
    changes.splice(0).flatMap((change) => (change.isLate ? [] : worsening(change, isWanted(change, seen)))),
  );

function worsening(change: SecretChange, wanted: boolean): string[] {
  const { cluster, secret, before, after, at, refused, promised = 0 } = change;
  const where = `${cluster}: ${secret} at ${iso(at)}`;
  if (after === undefined) return wanted ? [`${where} was deleted, although it is wanted`] : [];
  return [...before].flatMap(([host, until]) => {
    const now = after.get(host);
    if (now === undefined) return [`${where} lost its token for ${host}`];
    if (refused.has(host)) return [];
    // Passwords state their expiry in whole seconds.
    const least = Math.min(until, Math.floor(promised / 1000) * 1000);
    if (now >= least) return [];
    return [
      `${where} got a token for ${host} until ${iso(now)} in place of ${iso(until)}, promised ${iso(promised)}`,
    ];
  });
}

/** Whether some target requires the secret, before and after the step. */
function isWanted(
  { cluster, secret }: SecretChange,
  { before, after }: Record<string, Observation>,
): boolean {
  return [before, after].every((seen) => {
    const record = seen?.records.get(cluster);
    return (
      record !== undefined && record.phase !== 'Deregistering' && secretNames(record).includes(nameOf(secret))
    );
  });
}

export const nameOf = (secret: string) => secret.slice(secret.indexOf('/') + 1);

export const secretNames = ({ spec }: SeenRecord) =>
  (spec.targets as { secretName: string }[]).map(({ secretName }) => secretName);
