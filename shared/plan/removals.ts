import { isDeepStrictEqual } from 'node:util';
import { alike } from '../alike.ts';
import type { ClusterSpec } from '../clusters/spec.ts';
import { configKeys } from '../registries/hosts.ts';
import { kindOf } from '../targets/kinds.ts';
import { isSelected, literalNames } from '../targets/namespaceSelection.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';
import type { Target } from '../targets/schema.ts';
import { areCovered } from './covers.ts';
import type { PlannedRemoval } from './plan.ts';
import { accountsInWords, listed, placeInWords, selectionInWords } from './words.ts';

type Written = Pick<ClusterSpec, 'targets' | 'registries'>;

/** What is removed when targets are retired and the `staying` ones go on writing. */
export function retiredRemovals(retired: readonly Target[], staying: readonly Target[]): PlannedRemoval[] {
  return unique(
    retired.flatMap((target) =>
      kindOf(target)
        .secretNames(target)
        .flatMap((secret) => {
          const heirs = writersOf(secret, staying);
          if (heirs.length === 0) return [gone(target, secret)];
          return [
            ...unlinked(target, secret, heirs),
            ...(prunes(target) ? outside(target, secret, heirs) : []),
          ];
        }),
    ),
  );
}

/** What is removed from secrets and namespaces although the targets that write the secrets stay. */
export function changedRemovals(before: Written, after: Written): PlannedRemoval[] {
  return unique([
    ...before.targets.flatMap((target) =>
      secretsWithHeirs(target, after.targets).flatMap(({ secret, heirs }) =>
        !prunes(target) && heirs.some(prunesAnywhere) ? outside(target, secret, heirs) : [],
      ),
    ),
    ...after.targets.flatMap((target) => newlyPruned(target, before.targets)),
    ...droppedEntries(before, after),
  ]);
}

/** What is neither renewed nor removed from now on: secrets in namespaces that are no longer chosen. */
export function leavings(before: Written, after: Written): PlannedRemoval[] {
  return unique(
    before.targets.flatMap((target) =>
      secretsWithHeirs(target, after.targets).flatMap(({ secret, heirs }) =>
        prunes(target) || heirs.some(prunesAnywhere) ? [] : outside(target, secret, heirs),
      ),
    ),
  ).map((left) => ({ ...left, message: `${left.message} (not removed: set "prune")` }));
}

const writersOf = (secret: string, targets: readonly Target[]) =>
  targets.filter((target) => kindOf(target).secretNames(target).includes(secret));

const selectionsOf = (targets: readonly Target[]) =>
  targets.map((target) => kindOf(target).selection(target));

const prunes = (target: Target) => kindOf(target).prunes?.(target) === true;

/**
 * Whether its pushes also look for secrets in namespaces it does not choose: only if its choice may change without an
 * admin.
 */
const prunesAnywhere = (target: Target) =>
  prunes(target) && literalNames(kindOf(target).selection(target)) === undefined;

function secretsWithHeirs(target: Target, staying: readonly Target[]) {
  return kindOf(target)
    .secretNames(target)
    .map((secret) => ({ secret, heirs: writersOf(secret, staying) }))
    .filter(({ heirs }) => heirs.length > 0);
}

function gone(target: Target, secret: string): PlannedRemoval {
  const kind = kindOf(target);
  const namespaces = kind.selection(target);
  const place = selectionInWords(namespaces);
  if (kind.sharesSecret)
    return {
      what: 'entries',
      secret,
      namespaces,
      message: `The entries of PullPass in secret ${secret} in ${place}`,
    };
  const serviceAccounts = kind.serviceAccounts(target).map(({ name }) => name);
  const links =
    serviceAccounts.length === 0 ? '' : `, with its links from ${accountsInWords(serviceAccounts)}`;
  return {
    what: 'secret',
    secret,
    namespaces,
    ...(serviceAccounts.length > 0 && { serviceAccounts }),
    message: `Secret ${secret} in ${place}${links}`,
  };
}

/**
 * Links, in some of the namespaces, that no target makes any more, though their secret stays. If none of the heirs
 * writes the secret, it stays as it is, with its links.
 */
function unlinked(target: Target, secret: string, heirs: readonly Target[]): PlannedRemoval[] {
  return writtenStill(kindOf(target).selection(target), selectionsOf(heirs)).flatMap((namespaces) =>
    unlinkedIn(namespaces, target, secret, heirs),
  );
}

/** What both `chosen` and the heirs choose; all of `chosen` if the patterns alone do not tell. */
function writtenStill(
  chosen: NamespaceSelection,
  heirs: readonly NamespaceSelection[],
): NamespaceSelection[] {
  if (areCovered(chosen, heirs)) return [chosen];
  const literal = literalNames(chosen);
  if (literal !== undefined) return only(literal, heirs);
  return heirs.flatMap((heir) => {
    const named = literalNames(heir);
    if (named !== undefined) return only(named, [chosen]);
    return areCovered(heir, [chosen]) ? [heir] : [chosen];
  });
}

function only(names: readonly string[], choosing: readonly NamespaceSelection[]): NamespaceSelection[] {
  const include = names.filter((name) => choosing.some((each) => isSelected(each, name)));
  return include.length === 0 ? [] : [{ include }];
}

function unlinkedIn(
  namespaces: NamespaceSelection,
  target: Target,
  secret: string,
  heirs: readonly Target[],
): PlannedRemoval[] {
  const links = (heir: Target, account: string) =>
    kindOf(heir)
      .serviceAccounts(heir)
      .some(({ name }) => name === account);
  const lost = kindOf(target)
    .serviceAccounts(target)
    .map(({ name }) => ({ name, linkedIn: selectionsOf(heirs.filter((heir) => links(heir, name))) }))
    .filter(({ linkedIn }) => !areCovered(namespaces, linkedIn));
  return alike(lost, ({ linkedIn }) => linkedIn).map((same) => {
    const serviceAccounts = same.map(({ name }) => name);
    const notIn = same[0].linkedIn;
    return {
      what: 'link',
      secret,
      namespaces,
      ...(notIn.length > 0 && { notIn }),
      serviceAccounts,
      message: `The link to secret ${secret} from ${accountsInWords(serviceAccounts)} in ${placeInWords(namespaces, notIn)}`,
    };
  });
}

/** The target's secret in those of its namespaces that none of its heirs chooses. */
function outside(target: Target, secret: string, heirs: readonly Target[]): PlannedRemoval[] {
  const namespaces = kindOf(target).selection(target);
  const chosen = selectionsOf(heirs);
  if (areCovered(namespaces, chosen)) return [];
  const literal = literalNames(namespaces)?.filter((name) => !chosen.some((each) => isSelected(each, name)));
  if (literal !== undefined) return [pruned(secret, { include: literal }, [])];
  return [pruned(secret, namespaces, chosen)];
}

/** A target that begins to prune also removes what it left behind earlier. */
function newlyPruned(target: Target, before: readonly Target[]): PlannedRemoval[] {
  if (!prunesAnywhere(target)) return [];
  return kindOf(target)
    .secretNames(target)
    .flatMap((secret) => {
      const writers = writersOf(secret, before);
      if (writers.length === 0 || writers.some(prunesAnywhere)) return [];
      return [pruned(secret, {}, selectionsOf([target]))];
    });
}

function pruned(secret: string, namespaces: NamespaceSelection, notIn: NamespaceSelection[]): PlannedRemoval {
  return {
    what: 'secret',
    secret,
    namespaces,
    ...(notIn.length > 0 && { notIn }),
    message: `Secret ${secret} in ${placeInWords(namespaces, notIn)}`,
  };
}

/** Hosts for which a secret no longer has a credential. */
function droppedEntries(before: Written, after: Written): PlannedRemoval[] {
  return before.targets.flatMap((target) =>
    secretsWithHeirs(target, after.targets).flatMap(({ secret, heirs }): PlannedRemoval[] => {
      const kept = new Set(heirs.flatMap((heir) => hostsOf(heir, after)));
      const hosts = [...new Set(hostsOf(target, before))].filter((host) => !kept.has(host));
      if (hosts.length === 0) return [];
      const namespaces = kindOf(target).selection(target);
      const message = `The entries of ${listed(hosts)} in secret ${secret} in ${selectionInWords(namespaces)}`;
      return [{ what: 'entries', secret, namespaces, hosts, message }];
    }),
  );
}

/** Hosts that the target's secrets are for. If each registry has its own secret, the whole secret is removed. */
function hostsOf(target: Target, { registries }: Written): string[] {
  const kind = kindOf(target);
  return kind.secretPerRegistry ? [] : kind.registries(target, registries).flatMap(configKeys);
}

function unique(removals: readonly PlannedRemoval[]): PlannedRemoval[] {
  return [...new Map(removals.map((removal) => [removal.message, removal])).values()].filter(
    (removal, index, all) => all.findIndex((other) => isDeepStrictEqual(other, removal)) === index,
  );
}
