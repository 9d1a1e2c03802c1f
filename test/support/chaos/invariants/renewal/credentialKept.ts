import { type Invariant, iso } from '../invariant.ts';
import { renewing } from './renewing.ts';

/**
 * No cluster loses a working credential: as long as one that the record named still works, the record names one that
 * works and can be read. An admin's rotation supplies its own.
 */
export const credentialKept: Invariant = (world, seen) =>
  renewing(world, seen).flatMap(({ cluster, named, namedBefore }) => {
    const had = namedBefore.filter(({ works }) => works).map(({ version }) => version);
    if (had.length === 0 || named.some(({ works, labels }) => works && labels.length > 0)) return [];
    const now = named.map(({ role, version, works, labels }) => ({ role, version, works, labels }));
    return [
      `${cluster.name} lost ${had} at ${iso(world.now)}, which still works: it has ${JSON.stringify(now)}`,
    ];
  });
