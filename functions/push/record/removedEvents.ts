import type { OwnEvent } from '../../../shared/clusters/store/events.ts';
import type { Removed, UnseenRemoval } from '../../../shared/targets/kind.ts';
import type { Outcome } from '../outcome/outcome.ts';

const mostNamed = 5;

/** Reports what was removed from the cluster, whatever else failed: nobody can see it there any more. */
export function removedEvents({
  removed = [],
  unseen = [],
}: Pick<Outcome, 'removed' | 'unseen'>): OwnEvent[] {
  if (removed.length === 0) return [];
  const unknown = describeUnseen(unseen);
  const rest = unknown === '' ? '' : `. Not checked: ${unknown}`;
  return [{ type: 'removed', message: `Removed ${describeRemoved(removed)}${rest}` }];
}

/** "secret ecr-credentials from payments, team-a; link to … from payments" */
function describeRemoved(removed: readonly Removed[]): string {
  const byWhat = Map.groupBy(removed, ({ what }) => what);
  return [...byWhat]
    .map(([what, all]) => `${what} from ${some(all.map(({ namespace }) => namespace))}`)
    .join('; ');
}

/** Where nobody could see whether something is left; may be empty. */
export function describeUnseen(unseen: readonly UnseenRemoval[]): string {
  const byWhat = Map.groupBy(unseen, ({ what }) => what);
  return [...byWhat]
    .map(([what, all]) => {
      const isUnlisted = all.some(({ namespaces }) => namespaces === 'unlisted');
      const named = [
        ...new Set(all.flatMap(({ namespaces }) => (namespaces === 'unlisted' ? [] : namespaces))),
      ];
      return isUnlisted
        ? `${what} in namespaces that the targets do not name, for PullPass may not list them`
        : `${what} in ${some(named)}, which ${named.length === 1 ? 'is' : 'are'} not chosen and where PullPass may not read it`;
    })
    .join('; ');
}

/** "a, b, c, d, e and 8 more" */
function some(names: readonly string[]): string {
  const sorted = names.toSorted();
  const more = sorted.length - mostNamed;
  const named = sorted.slice(0, mostNamed).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
