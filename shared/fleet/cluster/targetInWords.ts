import type { ClusterSpec } from '../../clusters/spec.ts';
import { accountsInWords, listed, selectionInWords } from '../../plan/words.ts';
import { declarationOf } from '../../targets/declarations.ts';
import type { LinkedAccount } from '../../targets/kind.ts';
import { kindOf } from '../../targets/kinds.ts';
import type { Target } from '../../targets/schema.ts';

/**
 * `secret ecr-credentials in namespaces payments, team-*, for main, linked to service accounts default`, as in plans.
 */
export function targetInWords(target: Target, registries: ClusterSpec['registries']): string {
  const kind = kindOf(target);
  const accounts = kind.serviceAccounts(target).map(accountName);
  const links = accounts.length === 0 ? '' : `, linked to ${accountsInWords(accounts)}`;
  const used = kind.registries(target, registries).map(({ name }) => name);
  return `${declarationOf(target).inWords?.(target) ?? secretsInWords(target)}, for ${listed(used)}${links}`;
}

function secretsInWords(target: Target): string {
  const names = kindOf(target).secretNames(target);
  const place = selectionInWords(kindOf(target).selection(target));
  return `secret${names.length === 1 ? '' : 's'} ${listed(names)} in ${place}`;
}

const accountName = ({ name, optional }: LinkedAccount): string =>
  `${name}${optional ? ' (if it is there)' : ''}`;
