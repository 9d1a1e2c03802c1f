import { isDeepStrictEqual } from 'node:util';
import type { ClusterSpec } from '../clusters/spec.ts';
import { kindOf } from '../targets/kinds.ts';
import { nameTargets, withoutName } from '../targets/nameTargets.ts';
import type { Target } from '../targets/schema.ts';
import type { PlannedWrite } from './plan.ts';
import { accountsInWords, listed, selectionInWords } from './words.ts';

type Written = Pick<ClusterSpec, 'targets' | 'registries'>;

/** What the targets of a spec write, compared with the previous spec (undefined: none). */
export function writesOf(before: Written | undefined, after: Written): PlannedWrite[] {
  return nameTargets(after.targets).flatMap((target) => {
    const kind = kindOf(target);
    const namespaces = kind.selection(target);
    const serviceAccounts = kind.serviceAccounts(target).map(({ name }) => name);
    const registries = kind.registries(target, after.registries).map(({ name }) => name);
    return kind.secretNames(target).map((secret): PlannedWrite => {
      const change = changeOf(target, secret, before, after);
      const links = serviceAccounts.length === 0 ? '' : `, linked to ${accountsInWords(serviceAccounts)}`;
      return {
        target: target.name,
        secret,
        namespaces,
        serviceAccounts,
        registries,
        change,
        message: `Secret ${secret} in ${selectionInWords(namespaces)}, for ${listed(registries)}${links} (${change})`,
      };
    });
  });
}

function changeOf(
  target: Target,
  secret: string,
  before: Written | undefined,
  after: Written,
): PlannedWrite['change'] {
  const writers = before?.targets.filter((other) => kindOf(other).secretNames(other).includes(secret)) ?? [];
  if (before === undefined || writers.length === 0) return 'new';
  const registriesIn = (spec: Written) => kindOf(target).registries(target, spec.registries);
  const isSame =
    writers.some((other) => isDeepStrictEqual(withoutName(other), withoutName(target))) &&
    isDeepStrictEqual(registriesIn(before), registriesIn(after));
  return isSame ? 'same' : 'changed';
}
